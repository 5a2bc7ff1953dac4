"""``suara survey rehearse``: made-up members answer a survey along every path, before a real one gets it."""

from __future__ import annotations

import json
import random
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.context import Doors, Refused
from bot.cli.survey_tools import language_of, language_option, moment_of, now_option, speech_of, survey_of, zone_option

if TYPE_CHECKING:
    from bot.authoring.rehearsal import Rehearsal
    from bot.survey.model import Survey


@click.command("rehearse")
@click.argument("file", metavar="BERKAS")
@click.option("--runs", type=click.IntRange(0, 10_000), default=40, show_default=True, help="Percakapan tambahan.")
@click.option("--seed", type=int, default=1, show_default=True, help="Benih acak; benih yang sama, hasil yang sama.")
@language_option
@click.option("--json", "as_json", is_flag=True, help="Hanya JSON di keluaran, untuk program lain.")
@click.option(
    "--report", type=click.Path(file_okay=False, path_type=Path), help="Tulis satu halaman per survei di folder."
)
@now_option
@zone_option
@click.pass_obj
def rehearse(  # noqa: PLR0913, PLR0917 - one for each option
    doors: Doors,
    file: str,
    runs: int,
    seed: int,
    language: str,
    report: Path | None,
    now: str | None,
    zone: str,
    *,
    as_json: bool,
) -> None:
    """Latih survei BERKAS (atau semua survei di sebuah folder) dengan anggota buatan yang menjawab lewat semua jalan.

    Keluar 0 bila setiap pertanyaan bisa dicapai dan dijawab dan setiap percakapan berakhir, 1 bila tidak.
    """
    moment = moment_of(now, zone)
    surveys = _surveys(file)
    found = [_rehearsed(doors, survey, moment, language_of(survey, language), runs, seed) for survey in surveys]
    _write(found, report, as_json=as_json, several=Path(file).is_dir())
    if not all(one.sound for one in found):
        raise click.exceptions.Exit(1)


def _surveys(file: str) -> list[Survey]:
    if not Path(file).is_dir():
        return [survey_of(file)]
    from bot.survey_files import survey_paths

    surveys = [survey_of(str(path)) for path in survey_paths([Path(file)])]
    if not surveys:
        raise Refused(f"Tidak ada survei di {file}.")
    return surveys


def _rehearsed(doors: Doors, survey: Survey, moment: datetime, language: str, runs: int, seed: int) -> Rehearsal:
    from bot.authoring.rehearsal import rehearse as rehearsed
    from bot.bootstrap.policy import read_policy

    words, phrases = speech_of(doors)
    chance = random.Random(seed).random  # noqa: S311 - a rehearsal keeps no secret
    return rehearsed(survey, words, phrases, moment, chance, runs, language, prices=read_policy().prices)


def _write(found: list[Rehearsal], report: Path | None, *, as_json: bool, several: bool) -> None:
    from bot.authoring.rehearsal_report import as_markdown, as_text, as_values

    if as_json:
        values = [as_values(one) for one in found]
        click.echo(json.dumps(values if several else values[0], ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(as_text(one) for one in found), nl=False)
    if report is None:
        return
    try:
        report.mkdir(parents=True, exist_ok=True)
        for one in found:
            (report / f"{one.survey.name}.md").write_text(as_markdown(one), "utf-8")
    except OSError as error:
        raise Refused(f"{report} tidak bisa ditulis: {error.strerror}.") from error
    click.echo(f"Tersimpan: {len(found)} halaman di {report}", err=True)
