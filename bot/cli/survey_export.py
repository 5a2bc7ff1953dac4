"""``suara survey export``: a survey as an XLSForm workbook, for KoboToolbox, ODK, or whoever prefers Excel."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.context import Doors, Refused
from bot.cli.survey_tools import path_of, version_of

if TYPE_CHECKING:
    from bot.survey.model import Survey


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
@click.pass_obj
def export(doors: Doors, file: str, out: Path) -> None:
    """Tulis survei BERKAS (nama, .yaml, .xlsx, atau versi lama NAMA@HASH) sebagai buku kerja XLSForm.

    Survei dari buku kerja kembali persis seperti aslinya. Berkas .csv, suara dan gambar yang dipakainya ditaruh di folder
    yang sama, kalau di sana belum ada.
    """
    from bot.survey.workbook import write_workbook
    from bot.survey.xlsform_export import csv_files, to_sheets

    survey = version_of(doors, file)
    if out.suffix.lower() != ".xlsx":
        raise Refused("Nama tujuan harus berakhir .xlsx.")
    if out.exists() and Path(file).exists() and out.samefile(file):
        raise Refused("Tujuannya berkas itu sendiri; beri nama lain.")
    beside = {name: rows.encode() for name, rows in csv_files(survey).items()} | _media(doors, survey, file)
    try:
        out.write_bytes(write_workbook(to_sheets(survey)))
        for name, data in beside.items():
            target = out.parent / name
            if not target.exists():
                target.write_bytes(data)
            elif target.read_bytes() != data:
                click.echo(f"{target} sudah ada dengan isi lain dan tidak ditimpa.", err=True)
    except OSError as error:
        raise Refused(f"{out} tidak bisa ditulis: {error.strerror}.") from error
    click.echo(f"Tersimpan: {out}", err=True)


def _media(doors: Doors, survey: Survey, file: str) -> dict[str, bytes]:
    """Return the sounds and pictures of the survey: those beside its file, or those that the published version keeps."""
    from bot.survey.files import named_files

    if not named_files(survey):
        return {}
    path = path_of(file)
    if path.is_file():
        from bot.survey_files import files_beside

        return {name: each.read_bytes() for name, each in files_beside(path, survey).items()}
    from bot.services.surveys import files_of
    from storage.media import MediaProblem

    house, found = doors.house(), dict[str, bytes]()
    with house.db.reading() as db:
        kept = files_of(db, survey.hash)
    for name, one in kept.items():
        try:
            found[name] = house.media.read(one.content)
        except MediaProblem as problem:
            click.echo(f"{name}: {problem}", err=True)
    return found
