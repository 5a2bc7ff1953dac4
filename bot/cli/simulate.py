"""``suara simulate``: a phone in the terminal, on the road of every message. The chat can be kept as a test."""

from __future__ import annotations

import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from bot.cli.context import Doors, Refused

if TYPE_CHECKING:
    from bot.message import Incoming, Medium, Spoken
    from bot.services.house import House
    from bot.services.line import Line as Road
    from bot.services.phones import Phone
    from bot.survey.model import Survey
    from bot.wording.transcript import Line

_TAP: Final = "/"
_FILE: Final = "file:"


@click.command("simulate")
@click.option("--channel", "medium", type=click.Choice(["sms", "whatsapp"]), help="Yang dipegang Ibu; bawaan: sms.")
@click.option("--as", "who", metavar="NAMA/NOMOR", default="", help="Orang contoh yang menulis; bawaan: nomor baru.")
@click.option("--survey", "name", metavar="NAMA", default="", help="Survei yang dimulai; bawaan: survei anggota.")
@click.option("--save", "file", type=click.Path(dir_okay=False, path_type=Path), help="Simpan percakapan sebagai uji.")
@click.pass_obj
def simulate(doors: Doors, medium: Medium | None, who: str, name: str, file: Path | None) -> None:
    """Bercakap dengan bot di layar ini. /1 mengetuk tombol pertama, file:NAMA mengirim berkas; Ctrl-D atau /selesai mengakhiri.

    Bila simulator menyala, percakapan masuk ke data yang sama dengan halaman /simulator; bila tidak, ke data sementara.
    """
    if file is not None and not file.parent.is_dir():
        raise Refused(f"Folder {file.parent} tidak ada.")
    with _house(doors, people=bool(who)) as house, _road(house) as road:
        talk = _Talk(house, road, *_phone(house, who, medium))
        survey = _survey(house, name, talk.phone)
        if file is not None and survey is None:
            raise Refused("Yang disimpan adalah satu survei: tambahkan --survey NAMA.")
        click.echo(f"{talk.title} (/selesai mengakhiri)", err=True)
        if survey is not None:
            talk.begin(survey)
        _converse(talk)
        if file is not None and survey is not None:
            _save(talk, survey, file)


@contextmanager
def _house(doors: Doors, *, people: bool) -> Iterator[House]:
    """Give the house whose simulator is on, or one that exists only as long as this chat; with the demonstration's ``people``."""
    if doors.settings().simulator:
        yield doors.house()
        return
    import os

    from bot.bootstrap.house import open_house, real_now
    from bot.services import demo
    from storage.encryption import new_key

    with tempfile.TemporaryDirectory(prefix="suara-") as folder:
        apart = {
            "SUARA_SIMULATOR": "1",
            "HOST": "127.0.0.1",
            "SUARA_DATA": folder,
            "DATABASE_URL": f"sqlite:///{folder}/suara.db",
            "SUARA_KEYS": new_key(),
        }
        house = open_house({**os.environ, **apart})
        click.echo("Simulator mati: percakapan ini memakai data sementara.", err=True)
        try:
            if people:
                demo.fill(house, real_now())
            yield house
        finally:
            house.db.close()


@contextmanager
def _road(house: House) -> Iterator[Road]:
    """Give the line in front of the inbox; what was shown is stored when it closes."""
    from bot.services.line import Line as Road

    road = Road(house)
    try:
        yield road
    finally:
        road.close()


def _survey(house: House, name: str, phone: Phone | None) -> Survey | None:
    """Return the survey to begin with: the one that was named; else the members' own, unless somebody with commands writes."""
    if not name:
        if phone is not None and phone.role in ("coordinator", "secretariat"):
            return None
        return house.library.for_members
    survey = house.library.named(name)
    if survey is None or not survey.keyword:
        known = ", ".join(one.name for one in house.library.today if one.keyword)
        why = "tidak ada" if survey is None else "tidak punya kata kunci"
        raise Refused(f'Survei "{name}" {why}. Yang bisa dimulai: {known}.')
    return survey


def _phone(house: House, who: str, medium: Medium | None) -> tuple[str, Phone | None, Medium]:
    """Return number, phone (None for a new number) and medium of whoever writes."""
    from bot.phone import normalise
    from bot.services import phones

    if not who:
        return phones.new_number(house), None, medium or "sms"
    found = phones.search(house, normalise(who) or who, 6)
    # A name that is written out in full means her, also where others share a part of it.
    exactly = [phone for phone in found if who.strip().casefold() in {one.name.casefold() for one in phone.holders}]
    found = exactly if len(exactly) == 1 else found
    if not found:
        raise Refused(f'Tidak ada orang contoh "{who}". Lihat: suara members list')
    if len(found) > 1:
        names = "; ".join(", ".join(one.name for one in phone.holders) or phone.number for phone in found[:5])
        raise Refused(f'"{who}" cocok dengan beberapa orang: {names}. Tulis lebih lengkap, atau nomornya.')
    return found[0].number, found[0], medium or found[0].medium


def _converse(talk: _Talk) -> None:
    asks = "Ibu> " if sys.stdin.isatty() else ""
    while True:
        try:
            said = input(asks)
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return
        if said.strip() in ("/selesai", "/keluar"):
            return
        if said.strip():
            if not asks:
                click.echo(f"Ibu: {said}")
            talk.hear(said)


@dataclass
class _Talk:
    """One chat: who writes, what can be tapped now, and what was said since the survey began."""

    house: House
    road: Road
    number: str
    phone: Phone | None
    medium: Medium
    lines: list[Line] = field(default_factory=list)
    options: tuple[tuple[str, str], ...] = ()
    began: date | None = None
    today: date | None = None

    @property
    def title(self) -> str:
        """Who holds the phone."""
        names = ", ".join(one.name for one in self.phone.holders) if self.phone is not None else ""
        return " · ".join(filter(None, (names, self.number, {"sms": "SMS"}.get(self.medium, "WhatsApp"))))

    def begin(self, survey: Survey) -> None:
        """Write the survey's keyword; the chat that is kept begins with the answer to it."""
        click.echo(f"Ibu: {survey.keyword}")
        spoken = self._send(self._message(survey.keyword))
        self.lines.clear()
        self.began = self.today
        self._show(spoken)

    def hear(self, said: str) -> None:
        """Take one line of hers: words, ``/2`` for the second thing to tap, or ``file:foto.jpg`` for a file that she attaches."""
        from bot.wording.transcript import Line

        if said.strip().startswith(_FILE):
            self._attach(said.strip().removeprefix(_FILE).strip())
            return
        position = said.strip().removeprefix(_TAP)
        if said.strip().startswith(_TAP) and position.isdecimal():
            if not 1 <= int(position) <= len(self.options):
                click.echo(f"Tidak ada tombol {position}.", err=True)
                return
            payload, title = self.options[int(position) - 1]
            line, message = Line("tap", payload.rpartition("/")[2]), self._message(title, payload)
        else:
            line, message = Line("ibu", said), self._message(said)
        self._hear(line, message)

    def _hear(self, line: Line, message: Incoming) -> None:
        from bot.wording.transcript import Line

        before = self.today
        spoken = self._send(message)
        if before is not None and self.today is not None and before != self.today:
            self.lines.append(Line("day", self.today.isoformat()))
        self.lines.append(line)
        self._show(spoken)

    def _attach(self, name: str) -> None:
        """Send a file of this machine, kept as one that comes by WhatsApp is; say why not where it cannot be."""
        from dataclasses import replace

        from bot.message import Media
        from bot.services.events import named
        from bot.wording.transcript import Line
        from storage.media import MediaProblem, type_of

        if self.medium == "sms":
            click.echo("SMS tidak bisa membawa berkas; pakai --channel whatsapp.", err=True)
            return
        try:
            data = Path(name).read_bytes()
            content = self.house.media.keep(data)
        except OSError as error:
            click.echo(f"{name} tidak bisa dibaca: {error.strerror}.", err=True)
            return
        except MediaProblem as problem:
            click.echo(str(problem), err=True)
            return
        message = replace(self._message(""), media=(Media("", type_of(name), content, len(data)),))
        self._hear(Line("file", named(message, 0, self.house.db.keys)), message)

    def _message(self, text: str, payload: str = "") -> Incoming:
        from bot.message import Incoming

        raw = {"payload": payload} if payload else {}
        key = f"cli-{secrets.token_hex(16)}"
        return Incoming("simulator", key, self.medium, self.number, text, payload=payload, raw=raw)

    def _send(self, message: Incoming) -> tuple[Spoken, ...]:
        from bot.bootstrap.house import clock_of
        from bot.times import ZONES, local

        now = clock_of(self.house)()
        self.today = local(now, ZONES[self.phone.zone if self.phone is not None else "WIB"]).date()
        receipt = self.road.receive(message, now)
        self.road.written([reply.outbox_id for reply in receipt.replies], now)
        return tuple(reply.spoken for reply in receipt.replies)

    def _show(self, spoken: tuple[Spoken, ...]) -> None:
        from bot.segments import measure
        from bot.wording.transcript import Line, as_shown

        if not spoken:
            click.echo("(tidak ada balasan)")
        for one in spoken:
            self.lines.append(Line("bot", as_shown(one)))
            self.options = tuple((option.id, option.title) for option in one.options)
            measured = measure(one.text)
            size = f"  [{measured.units} huruf, {measured.segments} SMS]" if self.medium == "sms" else ""
            click.echo(f"Bot: {one.text}{size}")
            for file in one.attached:
                click.echo(f"     ({file.of}: {file.file})")
            if self.options:
                click.echo("     " + "  ".join(f"/{at} {title}" for at, (_, title) in enumerate(self.options, 1)))


def _save(talk: _Talk, survey: Survey, file: Path) -> None:
    """Write what was said as a transcript test, with what the engine stores for it; say where the two part."""
    from dataclasses import replace

    from bot.wording.transcript import Transcript, play, write_transcript

    holder = talk.phone.holders[0] if talk.phone is not None and talk.phone.holders else None
    written = Transcript(
        survey=survey.name,
        today=talk.began or date.min,
        lines=tuple(talk.lines),
        language=holder.language if holder is not None else "id",
        medium=talk.medium,
        name=holder.name.split()[0] if holder is not None else "",
    )
    # Whether she was asked for her consent is seen in what she was asked first.
    tries = [replace(written, consent_known=known) for known in (False, True)]
    plays = [play(one, survey, talk.house.words, talk.house.phrases) for one in tries]
    played = next((one for one in plays if one.lines[:1] == written.lines[:1]), plays[0])
    file.write_text(write_transcript(played), "utf-8")
    if played.lines == written.lines:
        click.echo(f"Tersimpan: {file}", err=True)
        return
    # A command, a keyword of another survey: the test holds what the survey itself says to such a line.
    click.echo(f"Tersimpan: {file}. Ada baris di luar survei; di uji ini dijawab oleh survei.", err=True)
