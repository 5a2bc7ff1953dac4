"""``suara answers``: a round's answers as a file, voice notes that wait to be written down, and the check of the counts."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import click

from bot.cli.context import Doors, Refused
from bot.cli.moments import stamp
from bot.services.answers import RoundProblem, find_round, recount, write_csv
from bot.services.media import NoSuchFile, find
from bot.services.voices import NotWritten, Voice, waiting, write_down


@click.group("answers")
def answers() -> None:
    """Jawaban: menyimpan ke berkas, menuliskan pesan suara, memeriksa hitungan."""


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


@answers.command("waiting")
@click.argument("round_", metavar="[PUTARAN]", required=False)
@click.option("--all", "everything", is_flag=True, help="Juga yang sudah dituliskan.")
@click.option("--json", "as_json", is_flag=True, help="Hanya JSON di keluaran, untuk program lain.")
@click.pass_obj
def waiting_(doors: Doors, round_: str | None, *, everything: bool, as_json: bool) -> None:
    """Lihat pesan suara yang belum dituliskan, yang terlama dulu, tanpa nama dan nomor.

    Dengarkan dengan `suara media save NAMA`, lalu tuliskan dengan `suara answers write NAMA "kata-katanya"`.
    """
    house = doors.house()
    try:
        round_id = None if round_ is None else find_round(house, round_)
    except RoundProblem as problem:
        raise Refused(f"{problem}.") from problem
    found = waiting(house, round_id=round_id, written=everything)
    if as_json:
        click.echo(json.dumps([_voice(one) for one in found], ensure_ascii=False, indent=2))
        return
    if not found:
        click.echo("Tidak ada pesan suara yang menunggu.")
    for one in found:
        when = stamp(one.answered_at)
        which = f"putaran {one.round_id}" if one.round_id is not None else "tanpa putaran"
        there = "" if one.status == "kept" else " (berkasnya belum ada)"
        click.echo(f"{one.name}{there}  {when}  {one.survey}, {which}  {one.union or 'tanpa serikat'}")
        click.echo(f"  {one.label}")
        if one.words:
            click.echo(f"  -> {one.words}")


@answers.command("write")
@click.argument("name", metavar="NAMA")
@click.argument("words", metavar="[KATA]", required=False)
@click.pass_obj
def write(doors: Doors, name: str, words: str | None) -> None:
    """Tuliskan isi pesan suara NAMA sebagai jawabannya. Tanpa KATA, tulisannya dibaca dari layar sampai Ctrl-D.

    Pesan suaranya tetap tersimpan. Menuliskan lagi menggantikan tulisan sebelumnya.
    """
    house = doors.house()
    if words is None:
        click.echo("Tulis kata-katanya, akhiri dengan Ctrl-D di baris kosong:", err=True)
        words = sys.stdin.read()
    try:
        written = write_down(house, find(house, name).name, words, doors.now())
    except (NoSuchFile, NotWritten) as problem:
        raise Refused(str(problem)) from problem
    click.echo(f'Ditulis sebagai jawaban "{written.label}": {written.words}')


def _voice(one: Voice) -> dict[str, object]:
    return {
        "name": one.name,
        "response": one.response_id,
        "survey": one.survey,
        "question": one.question,
        "label": one.label,
        "round": one.round_id,
        "union": one.union or None,
        "answered_at": one.answered_at.isoformat(),
        "status": one.status,
        "words": one.words or None,
    }


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
