"""Channels that call nobody: what came in is fetched, and what became of what left is looked up, every few seconds."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from bot.channels.base import Spooled
from bot.message import State
from bot.services import outbox
from bot.services.arrivals import Receive, take_in
from bot.services.house import House
from storage import tables as t

STILL_OPEN: Final = timedelta(days=3)
"""How long a report on a message is waited for: operators give up on a phone that is off after at most so long."""

_MOST: Final = 500


def spooled(house: House) -> list[Spooled]:
    """Return the channels that call nobody."""
    return [channel for channel in house.channels.values() if isinstance(channel, Spooled)]


def fetch(house: House, channel: Spooled, now: datetime, receive: Receive) -> int:
    """Take in what waits on ``channel`` and the reports on what left; return how many messages were new.

    What was taken in is noted at the provider afterwards: whoever is killed in between finds it again, and knows it by its id.
    Raises SendError where the provider does not answer, and what the database raises.
    """
    taken = 0
    waiting = channel.waiting()
    messages = [one.incoming for one in waiting if one.incoming is not None]
    if messages:
        taken = take_in(house, messages, now, receive)
    channel.taken(waiting)
    for status in channel.statuses(_unsettled(house, channel.name, now)):
        tell = channel.explain(status.error_code) if status.state is State.FAILED else ""
        outbox.report(house, status, now, tell=tell)
    return taken


def _unsettled(house: House, channel: str, now: datetime) -> list[int]:
    """Return the outbox ids of messages that left and of which more may be heard, the newest first."""
    o = t.outbox.c
    statement = (
        select(o.id)
        .where(o.channel == channel, o.state.in_(("sending", "sent", "unknown")), o.provider_id.is_not(None))
        .where(o.created_at > now - STILL_OPEN)
        .order_by(o.id.desc())
        .limit(_MOST)
    )
    with house.db.reading() as db:
        return list(db.scalars(statement))
