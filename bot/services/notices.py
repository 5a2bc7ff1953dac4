"""Messages to the secretariat that nobody asked for, besides the weekly summary: each reader by her own way, in daytime."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, update

from bot.message import Spoken
from bot.services.house import House
from bot.services.outbox import add_notice
from bot.services.routes import Kind, routes
from bot.services.summaries import readers
from bot.times import DAYTIME, WIB, ZONES, next_moment
from storage import tables as t

log = logging.getLogger(__name__)


def tell_secretariat(house: House, db: Connection, say: Callable[[str], Spoken], now: datetime) -> int:
    """Queue what ``say`` says in each reader's language, for the daytime of each; return to how many.

    Where WhatsApp's window is shut, whoever claims the message puts it on SMS.
    """
    found = routes(house)
    told = 0
    for row in readers(db):
        invented = bool(row.demo) or bool(row.demo_address)
        route = found.get(Kind(invented, row.medium, row.kind == "phone"))
        if route is None:
            log.warning("nobody can carry a notice to member %d", row.member_id)
            continue
        outbox_id = add_notice(
            house,
            db,
            address_id=row.address_id,
            member_id=row.member_id,
            channel=route.channel,
            medium=route.medium,
            spoken=say(row.language),
            now=now,
        )
        moment = next_moment(now, ZONES.get(row.zone, WIB), DAYTIME)
        db.execute(update(t.outbox).where(t.outbox.c.id == outbox_id).values(due_at=moment))
        told += 1
    return told
