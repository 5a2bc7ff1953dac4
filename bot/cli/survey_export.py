"""``suara survey export``: a survey as an XLSForm workbook, for KoboToolbox, ODK, or whoever prefers Excel."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.context import Refused
from bot.cli.survey_tools import survey_of


@click.command("export")
@click.argument("file", metavar="BERKAS")
@click.option(
    "--xlsx",
    "out",
    required=True,
    metavar="BERKAS.xlsx",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Tujuan.",
)
def export(file: str, out: Path) -> None:
    """Tulis survei BERKAS (nama, .yaml, atau .xlsx) sebagai buku kerja XLSForm.

    Survei dari buku kerja kembali persis seperti aslinya. Berkas .csv yang dipakainya ditaruh di folder yang sama, kalau
    di sana belum ada.
    """
    from bot.survey.workbook import write_workbook
    from bot.survey.xlsform_export import csv_files, to_sheets

    survey = survey_of(file)
    if out.suffix.lower() != ".xlsx":
        raise Refused("Nama tujuan harus berakhir .xlsx.")
    if out.exists() and Path(file).exists() and out.samefile(file):
        raise Refused("Tujuannya berkas itu sendiri; beri nama lain.")
    try:
        out.write_bytes(write_workbook(to_sheets(survey)))
        for name, rows in csv_files(survey).items():
            beside = out.parent / name
            if not beside.exists():
                beside.write_text(rows, "utf-8")
    except OSError as error:
        raise Refused(f"{out} tidak bisa ditulis: {error.strerror}.") from error
    click.echo(f"Tersimpan: {out}", err=True)
