"""``suara survey versions``, ``show`` and ``diff``: what was published, what stood in it, and what has changed since."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from bot.cli.context import Doors, Refused
from bot.cli.survey_tools import survey_of

if TYPE_CHECKING:
    from bot.survey.model import Survey

_HASH: Final = re.compile(r"[0-9a-fA-F]{6,64}")
_json = click.option("--json", "as_json", is_flag=True, help="Hanya JSON di keluaran, untuk program lain.")


@click.command("versions")
@click.argument("name", metavar="[NAMA]", required=False, default="")
@_json
@click.pass_obj
def versions(doors: Doors, name: str, *, as_json: bool) -> None:
    """Lihat versi survei yang pernah diterbitkan: kapan, dan dalam putaran mana dipakai."""
    from bot.services.versions import versions as published
    from bot.times import WIB, local

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
        when = local(one.published_at, WIB).strftime("%Y-%m-%d %H.%M WIB")
        rounds = f"putaran {', '.join(map(str, one.rounds))}" if one.rounds else "tanpa putaran"
        now = "  (berkas sekarang)" if _is_current(house.library.named(one.name), one.hash) else ""
        click.echo(f"{one.name:{width}}  {one.hash[:12]}  {when}  {rounds}{now}")


@click.command("show")
@click.argument("hash_", metavar="HASH")
@click.pass_obj
def show(doors: Doors, hash_: str) -> None:
    """Tampilkan isi satu versi yang pernah diterbitkan; cukup beberapa huruf pertama HASH."""
    if not _HASH.fullmatch(hash_):
        raise click.UsageError("HASH berisi 6 sampai 64 angka dan huruf a-f; lihat: suara survey versions")
    click.echo(_published(doors, hash_)[1], nl=False)


@click.command("diff")
@click.argument("old", metavar="LAMA")
@click.argument("new", metavar="BARU")
@_json
@click.pass_obj
def diff(doors: Doors, old: str, new: str, *, as_json: bool) -> None:
    """Bandingkan dua versi survei: apa yang berubah, dan pertanyaan mana yang masih bisa dibandingkan antar putaran.

    LAMA dan BARU: berkas, nama survei, atau HASH versi yang pernah diterbitkan.
    """
    from bot.authoring.changes import compare
    from bot.authoring.changes_report import as_text, as_values

    found = compare(_version(doors, old), _version(doors, new))
    click.echo(json.dumps(as_values(found), ensure_ascii=False, indent=2) if as_json else as_text(found), nl=as_json)


def _version(doors: Doors, said: str) -> Survey:
    """Return the survey of a file, of a name, or of a published version. Raises Refused."""
    if not _HASH.fullmatch(said) or Path(said).is_file():
        return survey_of(said)
    from bot.survey.files import read_survey

    name, source = _published(doors, said)
    survey = read_survey(source, name, published=True).survey
    if survey is None:
        raise Refused(f"Versi {said} tidak bisa dibaca.")
    return survey


def _published(doors: Doors, said: str) -> tuple[str, str]:
    from bot.services.versions import Ambiguous, source_of

    with doors.house().db.reading() as db:
        found = source_of(db, said)
    match found:
        case None:
            raise Refused(f"Tidak ada versi {said}. Lihat: suara survey versions")
        case Ambiguous(hashes):
            shown = ", ".join(each[:16] for each in hashes)
            raise Refused(f"{said} cocok dengan beberapa versi: {shown}. Tulis lebih panjang.")
        case _:
            return found


def _is_current(survey: Survey | None, hash_: str) -> bool:
    return survey is not None and survey.hash == hash_
