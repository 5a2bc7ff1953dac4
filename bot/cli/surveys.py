"""``suara survey check``: says everything that is wrong with survey files before anybody receives a question."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from bot.cli.survey_draw import draw
from bot.cli.survey_export import export
from bot.cli.survey_new import new
from bot.cli.survey_play import play
from bot.cli.survey_preview import preview
from bot.cli.survey_rehearse import rehearse
from bot.cli.survey_schema import schema
from bot.cli.survey_versions import diff, show, versions
from bot.survey.problems import Problem
from bot.survey_files import SurveyFolder, load_surveys, survey_paths


@click.group("survey")
def survey() -> None:
    """Survei: memeriksa, memainkan, menggambar, membandingkan, dan mengekspor berkas pertanyaan."""


for _command in (diff, draw, export, new, play, preview, rehearse, schema, show, versions):
    survey.add_command(_command)


@survey.command("check")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Hanya JSON di keluaran, untuk program lain.")
@click.option("--lang", "language", type=click.Choice(["id", "en"]), default="id", help="Bahasa pesan.")
def check(paths: tuple[Path, ...], *, as_json: bool, language: str) -> None:
    """Periksa berkas survei di PATHS (berkas YAML, XLSForm, atau folder).

    Keluar 0 bila semua bisa dipakai (peringatan boleh ada), 1 bila ada kesalahan, 2 bila perintahnya keliru.
    """
    files = survey_paths(paths)
    if not files:
        raise click.UsageError(
            "Tidak ada berkas .yaml atau .xlsx di sana."
            if language == "id"
            else "There is no .yaml or .xlsx file there."
        )
    folder = load_surveys(files)
    if as_json:
        click.echo(json.dumps(_as_json(folder, len(files)), ensure_ascii=False, indent=2))
    else:
        for each in folder.problems:
            click.echo(_line(each, language))
        click.echo(_sum(folder, len(files), language), err=True)
    sys.exit(1 if folder.errors else 0)


def _line(each: Problem, language: str) -> str:
    """Return ``file:line:column CODE message cure``, as editors and build servers understand it."""
    mild = {"id": "peringatan: ", "en": "warning: "}[language] if each.severity == "warning" else ""
    return f"{each.file}:{each.place} {each.code} {mild}{each.message(language)} {each.cure(language)}"


def _sum(folder: SurveyFolder, files: int, language: str) -> str:
    errors = len(folder.errors)
    warnings = len(folder.problems) - errors
    if language == "en":
        return f"{files} files, {errors} errors, {warnings} warnings."
    return f"{files} berkas, {errors} kesalahan, {warnings} peringatan."


def _as_json(folder: SurveyFolder, files: int) -> dict[str, object]:
    return {
        "files": files,
        "surveys": [{"name": each.name, "hash": each.hash, "questions": len(each.asked)} for each in folder.surveys],
        "problems": [
            {
                "file": each.file,
                "sheet": each.sheet,
                "line": each.line,
                "column": each.column,
                "code": each.code,
                "severity": each.severity,
                "message": {"id": each.message_id, "en": each.message_en},
                "cure": {"id": each.cure_id, "en": each.cure_en},
            }
            for each in folder.problems
        ],
    }
