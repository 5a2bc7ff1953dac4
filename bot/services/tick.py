"""What is due now: each duty is one service with its own transactions, told the time, and safe to run twice or late."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlalchemy import literal_column, or_, select

from bot.services import budget_notices, invitations, outbox, pause_notices, reminders, summaries
from bot.services.house import House
from storage import tables as t

log = logging.getLogger(__name__)

DUTIES: Final[dict[str, Callable[[House, datetime], int]]] = {
    "invitations": invitations.due,
    "reminders": reminders.due,
    "summaries": summaries.due,
    "pauses": pause_notices.due,
    "budgets": budget_notices.due,
}


def tick(house: House, now: datetime) -> int:
    """Do whatever has fallen due by ``now`` (aware) and return how many messages were queued.

    One duty that fails does not keep the others from theirs; the next tick tries it again.
    """
    queued = 0
    for name, duty in DUTIES.items():
        try:
            queued += duty(house, now)
        except Exception as error:  # noqa: BLE001 - logged by kind alone: its text may quote a row
            log.error("duty %s failed: %s", name, type(error).__name__)  # noqa: TRY400 - its trace may quote a row
    return queued


def hop(house: House, now: datetime) -> None:
    """Live through one stop of a clock that is moved forward: what is due happens, and what is queued leaves before it expires."""
    tick(house, now)
    for channel in waiting(house, now):
        while outbox.deliver(house, channel, now):
            pass


def waiting(house: House, now: datetime) -> list[str]:
    """Return the channels with something to send at ``now``. Costs one short look at the index for each."""
    o = t.outbox.c
    found = []
    with house.db.reading() as db:
        for name in house.channels:
            due = (
                # Written out, as in the index over the rows that wait; with parameters SQLite would not use it.
                select(o.id)
                .where(literal_column("state IN ('queued', 'sending')"))
                .where(o.channel == name, o.due_at <= now)
                .where(or_(o.claimed_until.is_(None), o.claimed_until < now))
            )
            if db.scalar(due.limit(1)) is not None:
                found.append(name)
    return found
