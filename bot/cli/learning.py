"""``suara replies learn``: what was not understood, and teaching the bot what it means."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from bot.analysis.evaluation import parse_rows
from bot.cli.context import Doors
from bot.cli.indonesian import agrees
from bot.times import WIB

if TYPE_CHECKING:
    from bot.services.teaching import Case, Missed, Trial


@dataclass(frozen=True, slots=True)
class _How:
    """How a row is taught: the language and region it belongs to, whether to ask before it is used, and what to print."""

    language: str
    region: str
    ask: bool
    as_json: bool


@click.command("learn")
@click.option("--days", type=click.IntRange(1, 90), default=7, metavar="N", help="Sebanyak ini hari terakhir.")
@click.option("--word", metavar="KATA", help="Ajarkan ini: yang ditulis ibu-ibu, satu kata atau lebih.")
@click.option(
    "--means", metavar="ARTI", help="Kata baku yang dimaksud, misalnya sejuta, ya, tidak tahu, atau label pilihan."
)
@click.option("--language", default="id", metavar="KODE", help="Bahasanya: id, jv, btk, mak, mdr, ...")
@click.option("--region", default="", metavar="DAERAH", help="Dipakai di mana, misalnya Sulawesi.")
@click.option("--yes", is_flag=True, help="Jangan bertanya sebelum memakai.")
@click.option("--json", "as_json", is_flag=True, help="Hanya JSON di keluaran, untuk program lain.")
@click.pass_obj
def learn(doors: Doors, /, *, days: int, word: str | None, means: str | None, yes: bool, **how: Any) -> None:
    """Tunjukkan balasan yang tidak dipahami, dan ajarkan artinya.

    Tiap baris baru dicoba dulu: pada balasan itu sendiri, pada jawaban yang sudah tersimpan, dan pada kumpulan balasan
    milik program. Baris yang mengubah bacaan lain tidak dipakai.
    """
    from bot.services import teaching

    house, until = doors.house(), doors.now()
    since = until - timedelta(days=days)
    if (word is None) != (means is None):
        raise click.UsageError("--word dan --means dipakai bersama.")
    lesson = _Lesson(doors, since, until, _How(ask=not yes, **how))
    if word is not None and means is not None:
        if not lesson.teach(word, means):
            raise click.exceptions.Exit(1)
        return
    missed = teaching.not_understood(house, since, until)
    if how["as_json"]:
        click.echo(json.dumps([asdict(one) for one in missed], ensure_ascii=False))
        return
    if not missed:
        click.echo(f"Semua balasan {days} hari terakhir dipahami.")
        return
    for one in missed:
        click.echo("\n".join(_missed(one)))
        if _at_a_terminal() and not yes and not lesson.ask_about(one):
            return


def _at_a_terminal() -> bool:
    return sys.stdin.isatty()


def _missed(one: Missed) -> list[str]:
    back = "ditanya balik" if one.asked_back else "ditanya ulang"
    lines = [
        f"{one.times} kali, {one.people} ibu, {back}: {one.text!r}",
        f"    {one.survey}/{one.question}: {one.label}",
    ]
    if one.unknown:
        lines.append(f"    belum dikenal: {', '.join(one.unknown)}")
    if one.later:
        lines.append(f"    akhirnya dijawab: {one.later}")
    return lines


class _Lesson:
    """Tries rows and puts those that help into use."""

    def __init__(self, doors: Doors, since: datetime, until: datetime, how: _How) -> None:
        self._doors = doors
        self._since = since
        self._until = until
        self._how = how

    def ask_about(self, missed: Missed) -> bool:
        """Ask what a reply means and teach it. Return False where she wants to end."""
        click.echo("    Artinya apa? Tulis dengan kata baku. Kosong: lewati. 'selesai': berhenti.", err=True)
        means = click.prompt("    Arti", default="", show_default=False, err=True).strip()
        if means.casefold() == "selesai":
            return False
        if means:
            usual = missed.unknown[0] if len(missed.unknown) == 1 else missed.text
            word = click.prompt("    Kata yang diajarkan", default=usual, err=True).strip()
            self.teach(word, means)
        return True

    def teach(self, word: str, means: str) -> bool:
        """Try one row and use it if it helps and harms nothing; say what it does. Return whether it is in use now."""
        from bot.bootstrap.phrases import phrase_folders, taught_folder
        from bot.phrase_files import read_tables
        from bot.services import teaching

        house = self._doors.house()
        day = self._until.astimezone(WIB).date()
        row = teaching.Row(word, means, self._how.language, self._how.region, f"sekretariat {day.isoformat()}")
        tables = read_tables(phrase_folders(house.settings))
        trial = teaching.try_row(house, tables, row, self._since, self._until, _kept_cases(day))
        used = trial.usable and self._agreed(trial)
        if used:
            teaching.teach(taught_folder(house.settings), row)
        if self._how.as_json:
            click.echo(json.dumps({"used": used, **asdict(trial)}, ensure_ascii=False))
        else:
            _say_trial(trial, used=used)
        return used

    def _agreed(self, trial: Trial) -> bool:
        if not self._how.ask or self._how.as_json:
            return True
        for change in trial.gained:
            click.echo(f"    sekarang dipahami: {change.text!r} → {change.after}", err=True)
        return agrees("    Pakai baris ini?")


def _say_trial(trial: Trial, *, used: bool) -> None:
    if used:
        click.echo(f"    Dipakai mulai sekarang; {len(trial.gained)} balasan minggu ini jadi dipahami.")
        return
    for problem in trial.problems:
        click.echo(f"    Tidak dipakai: {problem}")
    for change in trial.changed[:5]:
        after = change.after or "tidak dipahami"
        click.echo(
            f"    Tidak dipakai, karena {change.text!r} ({change.question}) yang dibaca {change.before} akan jadi {after}."
        )
    if not trial.problems and not trial.changed:
        nothing = (
            "belum membuat satu pun balasan itu dipahami; periksa artinya" if not trial.gained else "tidak disetujui"
        )
        click.echo(f"    Tidak dipakai: {nothing}.")


def _kept_cases(today: date) -> list[Case]:
    """Return the replies that come with the project, where its tests were installed as well."""
    from bot.bootstrap.settings import ROOT
    from bot.services.teaching import Case

    files = sorted((ROOT / "tests" / "phrases" / "replies").glob("*.csv"))
    return [
        Case(file.name, row.kind, row.reply, row.today)
        for file in files
        for row in parse_rows(file.read_text("utf-8-sig"), today)
    ]
