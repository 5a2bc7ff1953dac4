"""``suara answers``: a round's answers as a file for Excel or KoboToolbox's friends, and the check of the counts."""

from __future__ import annotations

import io
import json
from pathlib import Path

import click

from bot.cli.context import Doors, Refused
from bot.services.answers import RoundProblem, find_round, recount, write_csv


@click.group("answers")
def answers() -> None:
    """Jawaban: menyimpan ke berkas, memeriksa hitungan."""


@answers.command("export")
@click.argument("round_", metavar="PUTARAN")
@click.option(
    "--csv",
    "file",
    is_flag=False,
    flag_value="-",
    required=True,
    metavar="[BERKAS]",
    help="Tanpa nama berkas: ke layar.",
)
@click.pass_obj
def export(doors: Doors, round_: str, file: str) -> None:
    """Simpan jawaban satu putaran sebagai CSV (UTF-8 dengan BOM), satu baris satu jawaban, tanpa nama dan nomor.

    PUTARAN adalah nomor putaran, atau nama surveinya bila hanya ada satu.
    """
    house = doors.house()
    # Made whole before the file is touched: what goes wrong leaves an older file as it was.
    text = io.StringIO(newline="")
    try:
        count = write_csv(house, find_round(house, round_), text)
    except RoundProblem as problem:
        raise Refused(f"{problem}.") from problem
    raw = text.getvalue().encode()
    if file == "-":
        click.echo(raw, nl=False)
    else:
        try:
            Path(file).write_bytes(raw)
        except OSError as error:
            raise Refused(
                f"{file} tidak bisa ditulis: periksa foldernya, izinnya dan ruang disk. / "
                f"{file} cannot be written: check its folder, its permissions and the disk."
            ) from error
        click.echo(f"{count} jawaban disimpan di {file}.", err=True)


@answers.command("recount")
@click.option("--json", "as_json", is_flag=True, help="Hanya JSON di keluaran, untuk program lain.")
@click.pass_obj
def recount_(doors: Doors, *, as_json: bool) -> None:
    """Hitung ulang semua jawaban pilihan dari baris aslinya, dan bandingkan dengan hitungan yang dipakai laporan."""
    with doors.house().db.reading() as db:
        found = recount(db)
    if as_json:
        click.echo(json.dumps([{"key": one.key, "counted": one.counted, "answers": one.answers} for one in found]))
    elif not found:
        click.echo("Cocok.")
    else:
        for one in found:
            click.echo(f"{' '.join(map(str, one.key))}: tercatat {one.counted}, sebenarnya {one.answers}")
    if found:
        raise click.exceptions.Exit(1)
