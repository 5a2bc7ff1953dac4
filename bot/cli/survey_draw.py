"""``suara survey draw``: a survey as a flow chart, for a wall or a telephone."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.survey_tools import language_of, language_option, survey_of, write_out


@click.command("draw")
@click.argument("file", metavar="BERKAS")
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="Berkas SVG; bawaan: ke layar.")
@language_option
def draw(file: str, out: Path | None, language: str) -> None:
    """Gambar alur survei BERKAS sebagai SVG: pertanyaan, cabang, kelompok, dan bagian yang diulang."""
    from bot.authoring.drawing import draw as drawn
    from bot.bootstrap.words import read_words

    survey = survey_of(file)
    write_out(drawn(survey, read_words(), language_of(survey, language)), out)
