"""The price of one message, as it stands on its row of the outbox: what a claim or a reply writes there.

It counts once the provider has the message (``priced_at``). SMS is paid when it is taken, arrive or not; WhatsApp only for what
arrives (Meta bills delivered messages since 1 July 2025).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, null, type_coerce

from bot.services.house import House
from bot.times import WIB, local
from storage import tables as t

_o = t.outbox.c


def price_of(house: House, channel: str, medium: str, now: datetime, *, opens: bool, segments: int) -> dict[str, Any]:
    """Return ``tariff`` and ``price`` of a message that leaves at ``now``; ``opens``: outside WhatsApp's 24 hours."""
    tariff, price = house.prices.of(channel, medium, local(now, WIB).date(), opens=opens, segments=segments)
    return {"tariff": tariff, "price": price}


def taken(segments: int, now: datetime) -> dict[str, Any]:
    """Return what is written when the provider takes a message, cut into ``segments`` where it says so (else 0).

    A failure may have been reported before the send returned: then a WhatsApp message stays free.
    """
    unbilled = and_(_o.state == "failed", _o.medium == "whatsapp")
    values: dict[str, Any] = {"priced_at": case((unbilled, null()), else_=type_coerce(now, _o.priced_at.type))}
    if segments:
        values |= {"segments": segments, "price": _by_parts(segments)}
    return values


def _by_parts(segments: int) -> ColumnElement[Any]:
    return case((and_(_o.medium == "sms", _o.segments > 0), _o.price // _o.segments * segments), else_=_o.price)


def reported(row: Any, now: datetime, *, failed: bool) -> dict[str, Any]:
    """Return what a provider's report on ``row`` changes: one taken for unknown has left after all, or it is not billed."""
    if failed:
        return {"priced_at": None} if row.medium == "whatsapp" else {}
    return {"priced_at": now} if row.priced_at is None else {}
