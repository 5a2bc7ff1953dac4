"""``suara members``: takes a list in, shows who is known, and forgets one who asks for it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import BinaryIO

import click

from bot.cli.context import Doors, Refused
from bot.cli.indonesian import agrees
from bot.services.members import MemberProblem, Report, import_members, list_members
from bot.services.members_csv import ROLES
from bot.services.privacy import NobodyThere, erase


@click.group("members")
def members() -> None:
    """Anggota: memasukkan daftar, melihat, menghapus."""


@members.command("import")
@click.argument("file", type=click.File("rb"), metavar="BERKAS.csv")
@click.option("--dry-run", is_flag=True, help="Hanya periksa; tidak ada yang disimpan.")
@click.option("--json", "as_json", is_flag=True, help="Hanya JSON di keluaran, untuk program lain.")
@click.pass_obj
def import_(doors: Doors, file: BinaryIO, *, dry_run: bool, as_json: bool) -> None:
    """Masukkan daftar anggota dari CSV (dari Excel: simpan sebagai "CSV UTF-8").

    Kolom: nama, nomor, serikat, wilayah (atau desa, kecamatan, kabupaten), peran, bahasa, saluran. Baris yang salah dilewati
    dan disebut satu per satu; berkas yang sama dua kali tidak mengubah apa pun.
    """
    report = import_members(doors.house(), decoded(file.read()), doors.now(), dry_run=dry_run)
    if as_json:
        click.echo(json.dumps(asdict(report), ensure_ascii=False, indent=2))
    else:
        _say(report)
    if report.bad:
        raise click.exceptions.Exit(1)


def decoded(raw: bytes) -> str:
    """Return the text of a file as Excel saves it: UTF-8, UTF-16 with its mark, or Windows' own alphabet."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _say(report: Report) -> None:
    for note in report.notes:
        click.echo(f"baris {note.line}: {note.note}", err=True)
    for row in report.bad:
        click.echo(f"baris {row.line}: dilewati, {row.reason}", err=True)
    if report.new_unions:
        click.echo("Serikat baru: " + ", ".join(report.new_unions))
    counted = (
        f"{report.created} baru, {report.updated} diperbarui, {report.unchanged} sudah ada, {len(report.bad)} dilewati"
    )
    click.echo(f"Percobaan, tidak ada yang disimpan: {counted}." if report.dry_run else f"Selesai: {counted}.")


@members.command("list")
@click.option("--role", type=click.Choice(sorted(ROLES)), help="Hanya peran ini.")
@click.option("--union", help="Hanya serikat ini, misalnya kulon-progo.")
@click.option("--json", "as_json", is_flag=True, help="Hanya JSON di keluaran, untuk program lain.")
@click.pass_obj
def list_(doors: Doors, role: str | None, union: str | None, *, as_json: bool) -> None:
    """Lihat anggota: nomor urut, nama, peran, serikat, alamat."""
    try:
        found = list_members(doors.house(), role=role, union=union)
    except MemberProblem as problem:
        raise Refused(f"{problem}.") from problem
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        stopped = "  (BERHENTI)" if one.opted_out else ""
        click.echo(
            f"{one.id:>6}  {one.name:<28} {one.role:<12} {one.union or '-':<16} {', '.join(one.addresses)}{stopped}"
        )
    if not found:
        click.echo("Belum ada. Masukkan dengan `suara members import BERKAS.csv`.", err=True)


@members.command("erase")
@click.argument("member_id", type=click.IntRange(1, 2**31 - 1), metavar="ID")
@click.option("--yes", is_flag=True, help="Jangan bertanya.")
@click.option("--json", "as_json", is_flag=True, help="Hanya JSON di keluaran, untuk program lain.")
@click.pass_obj
def erase_(doors: Doors, member_id: int, *, yes: bool, as_json: bool) -> None:
    """Hapus satu orang: nama, nomor, dan semua kata-katanya. Jawaban pilihannya tetap terhitung tanpa nama.

    Tidak bisa dikembalikan.
    """
    if not yes:
        known = next((one for one in list_members(doors.house()) if one.id == member_id), None)
        who = f"{known.name} ({known.union or known.role})" if known is not None else f"anggota {member_id}"
        if not agrees(f"Hapus {who}? Tidak bisa dikembalikan."):
            raise Refused("Tidak ada yang dihapus.")
    try:
        found = erase(doors.house(), member_id, doors.now())
    except NobodyThere as problem:
        raise Refused(f"{problem}.") from problem
    if as_json:
        click.echo(json.dumps(asdict(found)))
        return
    click.echo(f"Dihapus: {found.responses} jawaban dilepas dari orangnya, {found.messages} pesan dimusnahkan.")
    if found.waiting:
        click.echo(
            f"{found.waiting} pesan dari HP bersama masih menunggu dibaca orang; isinya belum dihapus.", err=True
        )
