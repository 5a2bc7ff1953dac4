"""``suara survey versions``, ``show`` and ``diff``: what was published, what stood in it, and what has changed since."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from bot.cli.context import Doors, Refused
from bot.cli.moments import stamp
from bot.cli.survey_tools import HASH, version_of
from bot.survey.workbook import MARK, from_source

if TYPE_CHECKING:
    from bot.authoring.changes import Comparison
    from bot.survey.model import Survey

_json = click.option("--json", "as_json", is_flag=True, help="Hanya JSON di keluaran, untuk program lain.")


@click.command("versions")
@click.argument("name", metavar="[NAMA]", required=False, default="")
@_json
@click.pass_obj
def versions(doors: Doors, name: str, *, as_json: bool) -> None:
    """Lihat versi survei yang pernah diterbitkan: kapan, dan dalam putaran mana dipakai."""
    from bot.services.versions import versions as published

    house = doors.house()
    with house.db.reading() as db:
        found = published(db, name)
    if as_json:
        values = [
            {
                "name": one.name,
                "hash": one.hash,
                "published_at": one.published_at.isoformat(),
                "rounds": list(one.rounds),
                "current": _is_current(house.library.named(one.name), one.hash),
            }
            for one in found
        ]
        click.echo(json.dumps(values, ensure_ascii=False, indent=2))
        return
    if not found:
        raise Refused(f"Belum ada versi {name} yang diterbitkan." if name else "Belum ada versi yang diterbitkan.")
    width = max(len(one.name) for one in found)
    for one in found:
        when = stamp(one.published_at)
        rounds = f"putaran {', '.join(map(str, one.rounds))}" if one.rounds else "tanpa putaran"
        now = "  (berkas sekarang)" if _is_current(house.library.named(one.name), one.hash) else ""
        click.echo(f"{one.name:{width}}  {one.hash[:12]}  {when}  {rounds}{now}")


@click.command("show")
@click.argument("version", metavar="HASH")
@click.pass_obj
def show(doors: Doors, version: str) -> None:
    """Tampilkan isi satu versi yang pernah diterbitkan: HASH atau NAMA@HASH; cukup beberapa huruf pertama HASH.

    Buku kerja ditampilkan lembar demi lembar; sebagai berkas Excel: suara survey export NAMA@HASH --xlsx BERKAS.
    """
    if not HASH.fullmatch(version.rpartition("@")[2]):
        raise click.UsageError("HASH berisi 6 sampai 64 angka dan huruf a-f; lihat: suara survey versions")
    source = version_of(doors, version).source
    if not source.startswith(MARK):
        click.echo(source, nl=False)
        return
    for sheet, rows in from_source(source).sheets.items():
        click.echo(f"[{sheet}]")
        for row in rows:
            click.echo("\t".join(row))


@click.command("diff")
@click.argument("old", metavar="LAMA")
@click.argument("new", metavar="BARU")
@_json
@click.pass_obj
def diff(doors: Doors, old: str, new: str, *, as_json: bool) -> None:
    """Bandingkan dua versi survei: apa yang berubah, dan pertanyaan mana yang masih bisa dibandingkan antar putaran.

    LAMA dan BARU: berkas, nama survei, atau versi yang pernah diterbitkan (HASH atau NAMA@HASH).
    """
    from bot.authoring.changes import compare
    from bot.authoring.changes_report import as_text, as_values

    found = compare(version_of(doors, old), version_of(doors, new))
    click.echo(json.dumps(as_values(found), ensure_ascii=False, indent=2) if as_json else as_text(found), nl=as_json)


def said_of(found: Comparison) -> str:
    """Return in one line what changed since an earlier version, and how to see it whole."""
    from bot.authoring.changes_report import in_short

    old, new = found.old.hash[:12], found.new.name
    return f"{new} berubah sejak versi {old}: {in_short(found)} Selengkapnya: suara survey diff {old} {new}"


def _is_current(survey: Survey | None, hash_: str) -> bool:
    return survey is not None and survey.hash == hash_
