"""``suara survey new``: asks a few questions and writes the first file of a survey, which passes the check."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from bot.cli.context import Refused
from bot.cli.survey_tools import moment_of, now_option, zone_option

if TYPE_CHECKING:
    from bot.authoring.first_form import Asking, Draft, Sort

_MOST_QUESTIONS: Final = 20
_MOST_CHOICES: Final = 20
_LONGEST: Final = 300

Check = Callable[[str], str]
"""What is wrong with an answer, in a sentence; empty where nothing is."""


@click.command("new")
@click.argument("file", metavar="[BERKAS]", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Tanpa bertanya: contoh dengan tiga pertanyaan.")
@now_option
@zone_option
def new(file: Path | None, now: str | None, zone: str, *, yes: bool) -> None:
    """Buat survei baru: jawab beberapa pertanyaan, lalu BERKAS .yaml yang benar ditulis.

    Berkas yang sudah ada tidak pernah ditimpa.
    """
    from bot.authoring.first_form import write

    if file is not None:
        _expect_free(file)
    draft = _draft(file, moment_of(now, zone), _Asker(silent=yes))
    target = file or _home() / f"{draft.name}.yaml"
    _expect_free(target)
    text = write(draft)
    warnings = _checked(text, target)
    try:
        with target.open("x", encoding="utf-8", newline="\n") as written:
            written.write(text)
    except OSError as error:
        raise Refused(f"{target} tidak bisa ditulis: {error.strerror}.") from error
    for each in warnings:
        click.echo(f"{target}:{each}", err=True)
    click.echo(f"Tersimpan: {target}. Berikutnya: suara survey play {target}")


def _draft(file: Path | None, moment: datetime, ask: _Asker) -> Draft:
    """Ask for everything."""
    from bot.authoring.first_form import EXAMPLE, GROUPS, Draft, keyword_of, slug

    names, keywords = _taken(file)
    if not ask.silent:
        ask.tell("Enter memakai isi di dalam kurung [ ]. Ctrl-C membatalkan; berkas baru ditulis di akhir.\n")
    # A name may have "_" and "-"; the file's own name says it best.
    given = "" if file is None else slug(file.stem.replace("-", " "), names, first="survei").replace("_", "-")
    title = ask.text("Judul survei", (given or "survei").replace("-", " ").capitalize(), _is_sound)
    name = given or ask.text(
        "Nama pendek, untuk berkas dan perintah", slug(title, names, first="survei").replace("_", "-"), _is_name(names)
    )
    keyword = ask.text(
        "Kata kunci yang ditulis Ibu untuk ikut", keyword_of(name, keywords), _is_keyword(keywords)
    ).upper()
    group = GROUPS[ask.number("Untuk siapa?", GROUPS, 1) - 1]
    purpose = ask.text(
        "Untuk apa jawabannya dipakai? Disebut saat minta persetujuan", "Perbaikan program serikat", _is_sound
    )
    questions = EXAMPLE if ask.silent else tuple(_questions(ask))
    return Draft(name, title, keyword, group, purpose, f"{moment:%Y-%m}", questions)


def _questions(ask: _Asker) -> list[Asking]:
    from bot.authoring.first_form import SORTS, Asking

    found: list[Asking] = []
    while len(found) < _MOST_QUESTIONS:
        label = ask.line(f"Pertanyaan {len(found) + 1}", may_end=bool(found))
        if not label:
            break
        sort = SORTS[ask.number("Jenis jawabannya?", [each.said for each in SORTS], 1) - 1]
        found.append(Asking(label, sort, tuple(_choices(ask, sort))))
    return found


def _choices(ask: _Asker, sort: Sort) -> list[str]:
    found: list[str] = []
    while sort.lists and len(found) < _MOST_CHOICES:
        label = ask.line(f"  Pilihan {len(found) + 1}", may_end=len(found) >= 2)
        if not label:
            break
        if label.casefold() in (each.casefold() for each in found):
            ask.tell("Pilihan itu sudah ada.")
            continue
        found.append(label)
    return found


class _Asker:
    """Asks on stderr, again until the answer will do; or, ``silent``, takes every default."""

    def __init__(self, *, silent: bool) -> None:
        self.silent = silent

    def text(self, question: str, default: str, wrong: Check) -> str:
        """Return an answer that has nothing wrong with it."""
        while not self.silent:
            said = self._prompt(f"{question} [{default}]") or default
            why = wrong(said)
            if not why:
                return said
            self.tell(why)
        return default

    def line(self, question: str, *, may_end: bool) -> str:
        """Return a line of words; empty to end, where that is possible."""
        while True:
            said = self._prompt(question + (" (kosong: selesai)" if may_end else ""))
            why = "" if said else "Tulis sesuatu." * (not may_end)
            why = why or _is_sound(said)
            if not why:
                return said
            self.tell(why)

    def number(self, question: str, offers: list[str] | tuple[str, ...], default: int) -> int:
        """Return which of ``offers`` was chosen, from 1."""
        if self.silent:
            return default
        self.tell(question)
        for place, offer in enumerate(offers, 1):
            self.tell(f"  {place} {offer}")
        while True:
            said = self._prompt(f"Nomor [{default}]") or str(default)
            if said.isdecimal() and 1 <= int(said) <= len(offers):
                return int(said)
            self.tell(f"Tulis angka 1 sampai {len(offers)}.")

    def tell(self, said: str) -> None:
        """Say something that is no question."""
        click.echo(said, err=True)

    def _prompt(self, question: str) -> str:
        said = str(click.prompt(question, default="", show_default=False, err=True))
        return "".join(filter(str.isprintable, " ".join(said.split())))


def _is_sound(said: str) -> str:
    if len(said) > _LONGEST:
        return f"Terlalu panjang: paling banyak {_LONGEST} huruf."
    return "Tulis tanpa tanda ${; menyebut jawaban lain bisa ditambahkan di berkasnya." if "${" in said else ""


def _is_name(taken: set[str]) -> Check:
    import re

    def wrong(said: str) -> str:
        if not re.fullmatch(r"[a-z][a-z0-9_-]{0,39}", said):
            return "Nama berisi huruf kecil, angka, - dan _, dan diawali huruf."
        return "Nama itu sudah dipakai survei lain." if said in taken else ""

    return wrong


def _is_keyword(taken: set[str]) -> Check:
    import re

    def wrong(said: str) -> str:
        if not re.fullmatch(r"[A-Z][A-Z0-9]{2,19}", said.upper()):
            return "Kata kunci satu kata, 3 sampai 20 huruf atau angka, diawali huruf."
        return "Kata kunci itu sudah dipakai." if said.upper() in taken else ""

    return wrong


def _taken(file: Path | None) -> tuple[set[str], set[str]]:
    """Return the names and keywords of the surveys beside the new one, and the words that steer a conversation."""
    from bot.survey.check import RESERVED
    from bot.survey_files import load_surveys

    folder = _home() if file is None else file.parent
    found = load_surveys([folder]).surveys if folder.is_dir() else ()
    return {one.name for one in found}, {one.keyword for one in found if one.keyword} | set(RESERVED)


def _home() -> Path:
    """Return the folder where surveys lie, seen from here."""
    return Path("surveys") if Path("surveys").is_dir() else Path()


def _expect_free(file: Path) -> None:
    if file.suffix not in {".yaml", ".yml"}:
        raise Refused(f"{file}: nama berkas survei berakhir dengan .yaml")
    if not file.parent.is_dir():
        raise Refused(f"Folder {file.parent} tidak ada. Buat dulu, atau pilih folder lain.")
    if file.exists():
        raise Refused(f"{file} sudah ada dan tidak ditimpa. Pilih nama lain.")


def _checked(text: str, file: Path) -> list[str]:
    """Return the warnings about the text; Refused where it would not pass the check, which no answer should lead to."""
    from bot.survey.files import read_survey

    loaded = read_survey(text, file.stem)
    said = [f"{each.place} {each.code} {each.message('id')} {each.cure('id')}" for each in loaded.problems]
    if loaded.survey is None:
        raise Refused("Survei ini belum bisa dipakai:\n" + "\n".join(said))
    return said
