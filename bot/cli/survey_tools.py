"""What the tools for authors share: the survey they are about, the words and phrases it is played with, the moment."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from bot.cli.context import Doors, Refused

if TYPE_CHECKING:
    from bot.survey.model import Survey
    from bot.understanding import Phrases
    from bot.wording.words import Words

HASH: Final = re.compile(r"[0-9a-fA-F]{6,64}")
"""The beginning of a version's content hash: as much of it as tells it apart."""

LANGUAGES: Final = ("id", "jv", "en")

now_option = click.option("--now", metavar="ISO", help="Saat ini menurut survei; bawaan: jam komputer.")
zone_option = click.option(
    "--zone", metavar="AREA", default="Asia/Jakarta", show_default=True, help="Zona waktu Ibu, misalnya Asia/Makassar."
)
language_option = click.option("--lang", "language", metavar="BAHASA", default="", help="Bahasa: id, jv, en ...")


def survey_of(file: str) -> Survey:
    """Return the survey of a file, or the one of that name among the project's. Raises Refused, with every problem."""
    from bot.survey_files import load_survey

    path = path_of(file)
    if not path.is_file():
        raise Refused(f"Berkas {file} tidak ada.")
    loaded = load_survey(path)
    if loaded.survey is None:
        raise Refused(
            "\n".join(
                f"{path}:{each.place} {each.code} {each.message('id')} {each.cure('id')}" for each in loaded.errors
            )
        )
    return loaded.survey


def path_of(file: str) -> Path:
    """Return the path of a file, or of the survey of that name among the project's; ``file`` itself where neither is there."""
    from bot.bootstrap.settings import ROOT
    from bot.survey_files import ENDINGS

    path = Path(file)
    named = [path, *(ROOT / "surveys" / f"{file}{ending}" for ending in sorted(ENDINGS))]
    return next((each for each in named if each.is_file()), path)


def version_of(doors: Doors, said: str) -> Survey:
    """Return the survey of a file, of a name, or of a published version: ``HASH`` or ``NAME@HASH``. Raises Refused."""
    name, _, hash_ = said.rpartition("@")
    if Path(said).is_file() or not HASH.fullmatch(hash_):
        return survey_of(said)
    from bot.services.versions import Ambiguous, find_version

    house = doors.house()
    with house.db.reading() as db:
        found = find_version(db, hash_, name)
        match found:
            case None:
                raise Refused(f"Tidak ada versi {said}. Lihat: suara survey versions")
            case Ambiguous(hashes):
                shown = ", ".join(each[:16] for each in hashes)
                raise Refused(f"{said} cocok dengan beberapa versi: {shown}. Tulis lebih panjang.")
            case _:
                return house.library.version(db, found)


def language_of(survey: Survey, language: str) -> str:
    """Return the language given; else the survey's first one, where it is one that we speak; else Indonesian."""
    if language:
        return language
    first = survey.languages[0] if survey.languages else "id"
    return first if first in LANGUAGES else "id"


def speech_of(doors: Doors) -> tuple[Words, Phrases]:
    """Return the catalogues, and the phrases with what was taught. The database stays closed."""
    from bot.bootstrap.phrases import read_phrases
    from bot.bootstrap.words import read_words

    return read_words(), read_phrases(doors.settings())


def moment_of(now: str | None, zone: str) -> datetime:
    """Return the moment that the survey is played at, on the clock of ``zone``. Raises Refused."""
    from bot.cli.moments import BadMoment, read_moment

    try:
        return read_moment(now, zone)
    except BadMoment as error:
        raise Refused(str(error)) from error


def write_out(text: str, out: Path | None) -> None:
    """Write a file, whole, or the terminal where there is none. Raises Refused."""
    if out is None:
        click.echo(text, nl=not text.endswith("\n"))
        return
    try:
        out.write_text(text, "utf-8")
    except OSError as error:
        raise Refused(f"{out} tidak bisa ditulis: {error.strerror}.") from error
    click.echo(f"Tersimpan: {out}", err=True)
