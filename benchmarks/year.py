"""``python -m benchmarks.year``: a federation's year of rounds through the real services, and what its messages came to.

405 invented women, twelve rounds, channels that send nothing. Everything else is real: rounds, reminders, weekly summaries,
replies that are read, prices of the day. Writes ``docs/biaya-setahun.md`` and its two pictures (needs Chromium). The same
every time.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright
from sqlalchemy import select, update

from bot.analysis.spending import Cost, by_union, together
from bot.authoring.rehearsal import rehearse
from bot.bootstrap.phrases import read_phrases
from bot.bootstrap.policy import read_policy
from bot.bootstrap.settings import ROOT
from bot.bootstrap.words import read_words
from bot.channels.base import SendError, Sent
from bot.message import Incoming, Medium, Outgoing, State
from bot.services import costs, demo, rounds
from bot.services.house import House, Library, Shelf
from bot.services.inbox import receive
from bot.services.outbox import deliver
from bot.services.rounds import Actor, Opened, Preview
from bot.services.tick import hop
from bot.settings import parse_settings
from bot.survey.model import Survey
from bot.survey_files import load_surveys
from bot.wording.cost_page import MONTHS, page, through
from bot.wording.shown import number, rupiah
from bot.wording.words import PLAIN, WHATSAPP, Ability
from storage import tables as t
from storage.database import connect
from storage.encryption import KeyRing, new_key
from storage.migrate import upgrade

YEAR: Final = 2026
PLAN: Final = {
    1: "data-diri", 2: "corel-anggota", 3: "pantau-anggota", 4: "isu-bpjs", 5: "corel-anggota", 6: "pantau-anggota",
    7: "isu-pemasaran", 8: "corel-anggota", 9: "pantau-anggota", 10: "isu-bpjs", 11: "corel-anggota", 12: "pantau-anggota",
}  # fmt: skip
"""One round a month, on its tenth: what members feel every three months, as the unions meet their regent, and issues between."""

BEGINS: Final[Mapping[Medium, float]] = {"sms": 0.40, "whatsapp": 0.60}
FINISHES: Final[Mapping[Medium, float]] = {"sms": 0.50, "whatsapp": 0.65}
"""Of the women who are reached, how many begin, and of these, how many go through to the end. SMS: 40 % began, 20 % finished
six questions (Kenya, about 1,400 people; Abt Associates on ICTworks, "4 reasons for large scale SMS surveys"). WhatsApp is
assumed."""

DEAD: Final[Mapping[str, float]] = {"mamuju": 0.08}
DEAD_ELSEWHERE: Final = 0.03
WITH_WHATSAPP: Final[Mapping[str, float]] = {"mamuju": 0.40}
"""Numbers that nobody can reach, and who has WhatsApp, where the demonstration federation does not say: all assumed."""

STOPS: Final = (
    timedelta(hours=1), timedelta(hours=4), timedelta(hours=10),
    timedelta(days=1, hours=9, minutes=40), timedelta(days=1, hours=10, minutes=30),
    timedelta(days=3, hours=9, minutes=40), timedelta(days=3, hours=10, minutes=30),
)  # fmt: skip
"""When women sit down to answer, after the opening at nine in the morning WIB: that day, or in the evenings of both reminders."""

CHUNK: Final = 50
DOCS: Final = ROOT / "docs"


@dataclass(slots=True)
class Nothing:
    """A channel that sends nothing, and counts what it would have sent; numbers in ``dead`` are not in use."""

    name: str
    medium: Medium
    dead: set[str]
    reaches_demo: bool = True
    repeatable: bool = True
    sent: int = 0

    def media(self) -> tuple[Medium, ...]:
        """Return the one medium."""
        return (self.medium,)

    def ability(self, medium: Medium) -> Ability:
        """Return what a phone shows there."""
        return WHATSAPP if medium == "whatsapp" else PLAIN

    def send(self, outgoing: Outgoing) -> Sent:
        """Deliver it at once, or say that the number is dead."""
        if outgoing.to in self.dead:
            raise SendError("dead", retry=False, tell="nomor tidak aktif")
        self.sent += 1
        return Sent(f"{self.name}-{outgoing.outbox_id}", State.DELIVERED)


@dataclass(slots=True)
class Round:
    """One round, what was forecast and what it came to."""

    survey: str
    opened: date
    forecast: int
    bill: int
    invited: int
    finished: int


@dataclass(slots=True)
class Year:
    """The house, its women, and chance."""

    house: House
    chance: random.Random
    numbers: dict[str, Medium] = field(default_factory=dict)
    said: int = 0
    talks: dict[tuple[str, Medium], list[tuple[str, ...]]] = field(default_factory=dict)

    def live(self) -> Iterator[Round]:
        """Live through the rounds, one a month."""
        for month, name in PLAN.items():
            start = datetime(YEAR, month, 10, 2, 0, tzinfo=UTC)
            yield self.round(name, start)

    def round(self, name: str, start: datetime) -> Round:
        """Open a round, let women answer when they do, and close it after ten days."""
        house = self.house
        survey = house.library.named(name)
        assert survey is not None
        with house.db.reading() as db:
            seen = rounds.preview(house, db, survey, None, start)
        opened = rounds.open_round(house, name, None, Actor(), start)
        assert isinstance(seen, Preview)
        assert isinstance(opened, Opened)
        hop(house, start + timedelta(minutes=5))
        willing = self.willing(survey)
        for stop, moment in enumerate(STOPS):
            hop(house, start + moment)
            self.answer(willing.get(stop, {}), start + moment)
        for days in range(4, 10):
            hop(house, start + timedelta(days=days, hours=9, minutes=40))
        end = start + timedelta(days=10)
        hop(house, end)
        with house.db.transaction() as db:
            standing = rounds.close(db, opened.round_id, Actor(), end)
        assert not isinstance(standing, rounds.Refused)
        with house.db.reading() as db:
            bill = costs.of_round(house, db, opened.round_id, end)
        return Round(name, start.date(), seen.cost, bill, standing.invited, standing.finished)

    def willing(self, survey: Survey) -> dict[int, dict[str, tuple[str, ...]]]:
        """Say who answers at which stop, and with which replies."""
        found: dict[int, dict[str, tuple[str, ...]]] = {}
        for her, medium in self.numbers.items():
            if self.chance.random() >= BEGINS[medium]:
                continue
            lines = self.chance.choice(self.scripts(survey, medium))
            if self.chance.random() >= FINISHES[medium]:
                lines = lines[: self.chance.randint(2, max(2, len(lines) - 1))]
            found.setdefault(self.chance.randrange(len(STOPS)), {})[her] = lines
        return found

    def scripts(self, survey: Survey, medium: Medium) -> list[tuple[str, ...]]:
        """Return the replies of conversations that a rehearsal of the survey went through to the end."""
        key = (survey.hash, medium)
        if key not in self.talks:
            house = self.house
            now = datetime(YEAR, 1, 5, 3, 0, tzinfo=UTC)
            found = rehearse(survey, house.words, house.phrases, now, self.chance.random, 60, prices=house.prices)
            for one in ("sms", "whatsapp"):
                talks = [
                    talk for talk in found.talks if talk.complete and talk.medium == one and talk.who != "contrary"
                ]
                self.talks[survey.hash, one] = [tuple(turn.reply or "ya" for turn in talk.turns) for talk in talks]
        return self.talks[key]

    def answer(self, scripts: Mapping[str, Sequence[str]], now: datetime) -> None:
        """Let them write line by line, all side by side; whoever is through writes no more."""
        at = 0
        asked = {her for her in scripts if her in self.invited()}
        while asked:
            batch = [self.message(her, scripts[her][at]) for her in sorted(asked) if at < len(scripts[her])]
            moment = now + timedelta(minutes=at)
            for begin in range(0, len(batch), CHUNK):
                receive(self.house, batch[begin : begin + CHUNK], moment, inline=False)
            for channel in self.house.channels:
                while deliver(self.house, channel, moment):
                    pass
            at += 1
            asked = {message.sender for message in batch} & self.talking()

    def invited(self) -> set[str]:
        """Return the numbers that were invited to an open round and have not ended it."""
        p, r, a = t.participant.c, t.round_.c, t.address.c
        query = (
            select(a.value)
            .join(t.participant, p.address_id == a.id)
            .join(t.round_, r.id == p.round_id)
            .where(r.closed_at.is_(None), p.reached_at.is_not(None), p.finished_at.is_(None))
        )
        with self.house.db.reading() as db:
            return {value for value in db.scalars(query) if value}

    def talking(self) -> set[str]:
        """Return the numbers with a conversation under way."""
        c, a = t.conversation.c, t.address.c
        with self.house.db.reading() as db:
            found = select(a.value).join(t.conversation, c.address_id == a.id).where(c.status == "active")
            return {value for value in db.scalars(found) if value}

    def message(self, her: str, text: str) -> Incoming:
        """Return what one woman writes."""
        self.said += 1
        medium = self.numbers[her]
        channel = "cloud" if medium == "whatsapp" else "smsgate"
        return Incoming(channel=channel, provider_id=f"in-{self.said}", medium=medium, sender=her, text=text)


def begin(folder: Path) -> Year:
    """Open a house over an empty database in ``folder`` and put the demonstration federation into it."""
    chance = random.Random(YEAR)
    settings = parse_settings({"SUARA_DATA": str(folder)})
    database = connect(f"sqlite:///{folder / 'year.db'}", KeyRing.parse(new_key()))
    upgrade(database)
    dead: set[str] = set()
    policy = read_policy()
    house = House(
        settings=settings,
        db=database,
        library=Library(load_surveys([ROOT / "surveys"]).surveys),
        words=read_words(),
        shelf=Shelf(read_phrases(settings)),
        channels={"smsgate": Nothing("smsgate", "sms", dead), "cloud": Nothing("cloud", "whatsapp", dead)},
        prices=policy.prices,
    )
    demo.fill(house, datetime(YEAR, 1, 5, 2, 0, tzinfo=UTC))
    year = Year(house, chance)
    _arrange(year, dead)
    return year


def _arrange(year: Year, dead: set[str]) -> None:
    """Say who has WhatsApp and which numbers are dead, where the federation differs from the demonstration."""
    m, a, link = t.member.c, t.address.c, t.member_address.c
    with year.house.db.transaction() as db:
        people = db.execute(
            select(a.id, a.value, a.medium, t.union.c.key)
            .join(t.member_address, link.address_id == a.id)
            .join(t.member, m.id == link.member_id)
            .join(t.union, t.union.c.id == m.union_id)
            .where(m.role == "member")
            .group_by(a.id, a.value, a.medium, t.union.c.key)
            .order_by(a.id)
        ).all()
        for one in people:
            medium = one.medium
            if one.key in WITH_WHATSAPP:
                medium = "whatsapp" if year.chance.random() < WITH_WHATSAPP[one.key] else "sms"
                db.execute(update(t.address).where(a.id == one.id).values(medium=medium))
            if year.chance.random() < DEAD.get(one.key, DEAD_ELSEWHERE):
                dead.add(one.value)
            else:
                year.numbers[one.value] = medium


# --- written -------------------------------------------------------------------------------------------------------


def main() -> int:
    """Live through the year, write the document and its pictures. Returns 0, or 1 where there is no Chromium."""
    browser = next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )
    if browser is None:
        print("benchmarks.year: Chromium is not installed", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        year = begin(folder)
        lived = []
        for one in year.live():
            lived.append(one)
            print(f"{one.opened} {one.survey}: {one.finished} of {one.invited}, {one.bill} of {one.forecast} rupiah")
        months = {date(YEAR, month, 1): costs.table(year.house, [date(YEAR, month, 1)]) for month in range(1, 13)}
        html = folder / "page.html"
        html.write_text(page(YEAR, months), encoding="utf-8")
        _pictures(browser, html)
        (DOCS / "biaya-setahun.md").write_text(document(lived, months), encoding="utf-8")
        year.house.db.close()
    return 0


def _pictures(browser: str, html: Path) -> None:
    """Take the page's picture on a telephone and on a desk."""
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        for width in (360, 1280):
            shown = chromium.new_page(viewport={"width": width, "height": 800})
            shown.goto(html.as_uri())
            shown.screenshot(path=DOCS / "pictures" / f"biaya-setahun-{width}.png", full_page=True)
        chromium.close()


def document(lived: Sequence[Round], months: Mapping[date, Sequence[Cost]]) -> str:
    """Return the document: what was simulated, what it came to, and what is only assumed."""
    rows: dict[tuple[str, str, str, str], list[Cost]] = {}
    for each in months.values():
        for one in each:
            rows.setdefault((one.union, one.key, one.channel, one.medium), []).append(one)
    yearly = sorted(
        (together(same, Cost(*key)) for key, same in rows.items()),
        key=lambda one: (not one.union, one.union, one.medium),
    )
    lines = [
        f"# Biaya pesan dalam setahun (simulasi {YEAR})",
        "",
        "Dibuat oleh `python -m benchmarks.year`: 405 anggota contoh, dua belas putaran, pengingat, ringkasan mingguan, dan",
        "balasan yang dibaca dengan cara yang sama seperti balasan sungguhan. Hanya pengirimannya yang tidak sungguhan. Harga",
        "dari `surveys/federasi/harga.yaml`. Halaman seperti gambar ini dibuat dengan `suara cost report --out biaya.html`.",
        "",
        "![Biaya setahun](pictures/biaya-setahun-1280.png) ([di HP](pictures/biaya-setahun-360.png))",
        "",
        "## Per serikat dan saluran",
        "",
        "| serikat | lewat | pesan | biaya | per pesan | per jawaban | per jawaban lengkap | terisi lengkap | dibayar Ibu |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for whole, parts in by_union(yearly):
        lines.append(_row(f"**{whole.union or 'tanpa serikat'}**", "semua", whole))
        lines += [_row("", through(one), one) for one in parts]
    lines.append(_row("**Semua**", "", together(yearly)))
    lines += [
        "",
        "## Per putaran",
        "",
        "Perkiraan dibuat sebelum putaran dibuka, menurut tiga putaran terakhir. Yang pertama belum punya putaran sebelumnya dan",
        "menganggap semua anggota menjawab semua pertanyaan.",
        "",
        "| dibuka | survei | diundang | selesai | perkiraan | tagihan | perkiraan dibanding tagihan |",
        "|---|---|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {one.opened.day} {MONTHS[one.opened.month - 1]} | {one.survey} | {number(one.invited)} | {number(one.finished)} | "
        f"{rupiah(one.forecast)} | {rupiah(one.bill)} | {one.forecast / one.bill - 1:+.0%} |"
        for one in lived
    ]
    lines += [
        "",
        "## Yang dianggap, bukan diukur",
        "",
        "- Yang mulai menjawab: 40 dari 100 lewat SMS, separuhnya selesai (Kenya, sekitar 1.400 orang, enam pertanyaan; Abt",
        "  Associates di ICTworks). Lewat WhatsApp 60 dari 100, 65 persennya selesai: anggapan kami.",
        "- Nomor mati: 3 dari 100, di Mamuju 8. Yang memakai WhatsApp: 7 dari 10, di Mamuju 4. Anggapan kami, supaya tampak",
        "  bedanya.",
        "- Laju pengirim (`laju.yaml`) dan hari libur tidak dihitung; itu mengubah waktu, bukan biaya.",
        "- SMS lewat kartu SIM sendiri tanpa paket. Harga yang sumbernya tua ditandai di `harga.yaml`.",
        "- Januari sampai September pesan WhatsApp dalam 24 jam gratis, sejak Oktober 1.000 per bulan yang gratis (begitu di",
        "  `harga.yaml`).",
        "",
    ]
    return "\n".join(lines)


def _row(union: str, way: str, one: Cost) -> str:
    rates = ("-" if rate is None else rupiah(rate) for rate in (one.per_message, one.per_answer, one.per_response))
    cells = (
        union,
        way,
        number(one.messages),
        rupiah(one.rupiah),
        *rates,
        number(one.responses),
        rupiah(one.her_rupiah),
    )
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    raise SystemExit(main())
