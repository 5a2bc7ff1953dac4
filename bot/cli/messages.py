"""``suara messages``: what was held back, so that no two machines talk to each other on our credit."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from bot.cli.context import Doors
from bot.cli.moments import stamp

if TYPE_CHECKING:
    from bot.services.restraint import HeldBack


@click.group("messages")
def messages() -> None:
    """Pesan: melihat balasan yang ditahan."""


@messages.command("held")
@click.option("--days", type=click.IntRange(1, 366), default=7, show_default=True, help="Berapa hari ke belakang.")
@click.option("--json", "as_json", is_flag=True, help="Hanya JSON di keluaran, untuk program lain.")
@click.pass_obj
def held(doors: Doors, days: int, *, as_json: bool) -> None:
    """Lihat balasan yang ditahan: terlalu sering, atau sama terus; tanpa nama dan nomor.

    Pesan dari nama dan nomor pendek (TELKOMSEL, 3636) tidak pernah dibalas dan hanya dihitung.
    """
    from bot.services.restraint import from_operators, held_back

    since = doors.now() - timedelta(days=days)
    with doors.house().db.reading() as db:
        found, operators = held_back(db, since), from_operators(db, since)
    if as_json:
        said = {"held": [_values(one) for one in found], "from_operators": operators}
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    for one in found:
        click.echo(_line(one))
    if not found:
        click.echo(f"Tidak ada balasan yang ditahan dalam {days} hari terakhir.")
    if operators:
        click.echo(f"{operators} pesan dari operator atau nomor pendek tidak dibalas.")


def _line(one: HeldBack) -> str:
    from bot.services.restraint import WHY

    who = f"anggota {', '.join(map(str, one.members))}" if one.members else "bukan anggota"
    unions = f" ({', '.join(one.unions)})" if one.unions else ""
    return f'{stamp(one.newest)}  {one.replies} balasan  {who}{unions}  {WHY[one.code]}: "{one.text}"'


def _values(one: HeldBack) -> dict[str, Any]:
    return {
        "address": one.address_id,
        "members": one.members,
        "unions": one.unions,
        "why": one.code,
        "replies": one.replies,
        "newest": one.newest.isoformat(),
        "text": one.text,
    }
