"""``suara survey preview``: a page that shows how every question of a survey will look on SMS and on WhatsApp."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.survey_tools import (
    language_of,
    language_option,
    moment_of,
    now_option,
    survey_of,
    write_out,
    zone_option,
)


@click.command("preview")
@click.argument("file", metavar="BERKAS")
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="Berkas HTML; bawaan: ke layar.")
@language_option
@now_option
@zone_option
def preview(file: str, out: Path | None, language: str, now: str | None, zone: str) -> None:
    """Tulis satu halaman HTML yang menunjukkan setiap pertanyaan BERKAS di SMS dan WhatsApp."""
    from bot.authoring.preview import preview as previewed
    from bot.bootstrap.words import read_words

    survey = survey_of(file)
    page = previewed(survey, read_words(), language_of(survey, language), moment_of(now, zone).date())
    write_out(page, out)
