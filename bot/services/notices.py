"""Messages to the secretariat that nobody asked for, besides the weekly summary: each reader by her own way, in daytime."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from bot.message import Spoken
from bot.services.house import House
from bot.services.routes import Kind, routes
from bot.services.summaries import queue, readers

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
        queue(house, db, row, route, say(row.language), now)
        told += 1
    return told
