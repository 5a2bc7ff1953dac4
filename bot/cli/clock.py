"""``suara clock``: shows the simulator's clock and moves it forward, living through each evening and Monday on the way."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

import click

from bot.cli.context import Doors

if TYPE_CHECKING:
    from datetime import datetime


# What follows is a move and no option, though "-2d" would look like one.
@click.command("clock", context_settings={"ignore_unknown_options": True})
@click.argument("move", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Hanya JSON di keluaran, untuk program lain.")
@click.pass_obj
def clock_(doors: Doors, move: tuple[str, ...], *, as_json: bool) -> None:
    """Lihat jam (tanpa MOVE, atau "show") atau majukan: +2d, +3h, "besok 19.00", "Senin 08.00".

    Jam hanya maju, dan hanya bila simulator menyala. Pengingat dan ringkasan di tengah jalan ikut terjadi.
    """
    from bot.bootstrap.house import real_now
    from bot.services import clock
    from bot.services.tick import hop

    words = " ".join(move)
    if words and words != "show":
        _say(clock.move(doors.house(), words, real_now(), partial(hop, doors.house())), as_json=as_json)
    else:
        _say(doors.now(), as_json=as_json)


def _say(moment: datetime, *, as_json: bool) -> None:
    from bot.times import WIB, local, say_moment

    if as_json:
        click.echo(json.dumps({"now": moment.isoformat(), "wib": local(moment, WIB).isoformat()}))
    else:
        click.echo(say_moment(moment, WIB))
