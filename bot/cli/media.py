"""``suara media``: the photos, voice notes and files that came in, without names and numbers; one of them saved to look at."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from bot.cli.context import Doors, Refused
from bot.cli.moments import stamp

if TYPE_CHECKING:
    from bot.services.media import File

STATUSES: Final = {"pending": "belum diambil", "kept": "tersimpan", "failed": "gagal", "refused": "ditolak"}
_json = click.option("--json", "as_json", is_flag=True, help="Hanya JSON di keluaran, untuk program lain.")


@click.group("media")
def media() -> None:
    """Media: melihat dan menyimpan foto, pesan suara, dan berkas yang dikirim anggota."""


@media.command("list")
@click.option("--status", type=click.Choice(list(STATUSES)), help="Hanya yang keadaannya begini.")
@click.option("--round", "round_id", type=int, metavar="NOMOR", help="Hanya dari satu putaran.")
@_json
@click.pass_obj
def list_(doors: Doors, status: str | None, round_id: int | None, *, as_json: bool) -> None:
    """Lihat semua berkas yang dikirim, yang terbaru dulu, tanpa nama dan nomor."""
    from bot.services.media import files

    found = files(doors.house(), status=status or "", round_id=round_id)
    if as_json:
        click.echo(json.dumps([_values(one) for one in found], ensure_ascii=False, indent=2))
        return
    if not found:
        raise Refused("Belum ada berkas.")
    for one in found:
        click.echo(_line(one))
        if one.error:
            click.echo(f"  {_trouble(one)}")


@media.command("retry")
@click.argument("name", metavar="[NAMA]", required=False)
@click.pass_obj
def retry(doors: Doors, name: str | None) -> None:
    """Ambil lagi dari penyedianya: satu berkas yang gagal, atau semuanya."""
    from bot.services.fetching import again

    wanted = None if name is None else _found(doors, name).name
    count = again(doors.house(), wanted, doors.now())
    if not count:
        raise Refused("Tidak ada berkas yang gagal diambil. Lihat: suara media list")
    click.echo(f"{count} berkas akan diambil lagi.")


@media.command("show")
@click.argument("name", metavar="NAMA")
@_json
@click.pass_obj
def show(doors: Doors, name: str, *, as_json: bool) -> None:
    """Lihat keterangan satu berkas; cukup beberapa huruf pertama NAMA."""
    one = _found(doors, name)
    if as_json:
        click.echo(json.dumps(_values(one), ensure_ascii=False, indent=2))
        return
    click.echo(_line(one))
    if one.survey:
        which = f", putaran {one.round_id}" if one.round_id is not None else ""
        click.echo(f"  {one.survey}{which}, pertanyaan {one.question or '-'}, jawaban {one.response_id}")
    if one.error:
        click.echo(f"  {_trouble(one)}")


@media.command("save")
@click.argument("name", metavar="NAMA")
@click.argument("file", metavar="[TUJUAN]", required=False, type=click.Path(path_type=Path))
@click.pass_obj
def save(doors: Doors, name: str, file: Path | None) -> None:
    """Simpan satu berkas untuk dilihat atau didengar: ke TUJUAN, sebuah berkas atau folder; tanpa itu ke folder ini.

    Yang sudah ada tidak ditimpa. Salinan ini tidak terkunci: hapus sesudah dipakai.
    """
    from bot.services.media import NoSuchFile, content
    from storage.media import MediaProblem

    one = _found(doors, name)
    target = file or Path()
    target = target / one.name if target.is_dir() else target
    try:
        data = content(doors.house(), one.name)
    except (NoSuchFile, MediaProblem) as problem:
        raise Refused(str(problem)) from problem
    try:
        with target.open("xb") as written:
            written.write(data)
    except FileExistsError as error:
        raise Refused(f"{target} sudah ada dan tidak ditimpa. Pilih nama lain.") from error
    except OSError as error:
        raise Refused(f"{target} tidak bisa ditulis: periksa folder, izin, dan ruang disk.") from error
    click.echo(f"Tersimpan: {target} ({_size(one.size)}). Salinan ini tidak terkunci; hapus sesudah dipakai.", err=True)


def _found(doors: Doors, name: str) -> File:
    from bot.services.media import NoSuchFile, find

    try:
        return find(doors.house(), name)
    except NoSuchFile as problem:
        raise Refused(str(problem)) from problem


def _line(one: File) -> str:
    when = stamp(one.received_at)
    about = f"{one.survey} {one.question}".strip() or "di luar survei"
    return f"{one.name}  {when}  {one.content_type}  {_size(one.size)}  {STATUSES[one.status]}  {about}"


def _trouble(one: File) -> str:
    tried = f" (dicoba {one.tries} kali)" if one.tries else ""
    then = f"; lagi {stamp(one.due_at)}" if one.due_at is not None else ""
    return f"{one.error}{tried}{then}"


def _size(size: int | None) -> str:
    if size is None:
        return "?"
    return f"{size / 1024**2:.1f} MB" if size >= 1024**2 else f"{max(1, round(size / 1024))} KB"


def _values(one: File) -> dict[str, Any]:
    return {
        "name": one.name,
        "content_type": one.content_type,
        "status": one.status,
        "size": one.size,
        "received_at": one.received_at.isoformat(),
        "error": one.error,
        "tries": one.tries,
        "due_at": one.due_at.isoformat() if one.due_at is not None else None,
        "survey": one.survey or None,
        "question": one.question or None,
        "round": one.round_id,
        "response": one.response_id,
    }
