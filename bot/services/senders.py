"""What each sender (a channel and a medium) has sent, what it may send now, and when what waits will be through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, and_, func, literal_column, select

from bot.policy.pace import DAY, Pace, schedule
from bot.services.house import House
from bot.times import WIB, ZONES
from storage import tables as t
from storage.outbox import BULK, NOTICE

_o = t.outbox.c
_FREE: Final = Pace()

MOST_PLANNED: Final = 100_000
"""How many messages a forecast looks ahead at most."""

_MOST_AN_EVENING: Final = 5_000


@dataclass(frozen=True, slots=True)
class Room:
    """How many messages a sender may send now, and how many of them may be a round's first ones; None: any number."""

    messages: int | None = None
    openings: int | None = None

    @property
    def lowest(self) -> int:
        """The lowest priority that may leave: a round's messages wait where no conversation may be opened any more."""
        return NOTICE if self.openings == 0 else BULK


def pace_of(house: House, channel: str, medium: str) -> Pace:
    """Return the sender's pace; one that is not in the file has no limits."""
    return house.paces.get((channel, medium), _FREE)


def room(house: House, db: Connection, channel: str, medium: str, now: datetime) -> Room:
    """Return what the sender may send at ``now``. Costs one look at the index, and nothing where there are no limits."""
    pace = pace_of(house, channel, medium)
    if not pace.span:
        return Room()
    sent = and_(_o.channel == channel, _o.medium == medium, _o.left_at.is_not(None))
    counts = [func.count().filter(_o.left_at > now - limit.per) for limit in pace.limits]
    opened = func.count(_o.address_id.distinct()).filter(_o.opens, _o.left_at > now - DAY)
    row = db.execute(select(opened, *counts).where(sent, _o.left_at > now - pace.span)).one()
    by_span = {limit.per: count for limit, count in zip(pace.limits, row[1:], strict=True)}
    return Room(pace.room(by_span.__getitem__), pace.opening_room(row[0]))


def forecast(
    house: House, db: Connection, waiting: Mapping[tuple[str, str], Mapping[str, int]], now: datetime
) -> datetime | None:
    """Return when the last of ``waiting`` (counts by zone, by sender) will have left, None where nothing waits.

    What already waits at each sender leaves first; hours, limits and what left lately count.
    """
    ends = []
    for (channel, medium), zones in waiting.items():
        before = _queued(db, channel, medium)
        both = {zone: min(zones.get(zone, 0) + before.get(zone, 0), MOST_PLANNED) for zone in ZONES}
        pace = pace_of(house, channel, medium)
        plan = schedule(
            pace,
            both,
            lambda moment, zone: house.hours.next(moment, ZONES[zone]),
            now,
            _past(db, channel, medium, pace, now),
        )
        ends += [plan[-1][0]] if plan else []
    return max(ends, default=None)


def through(house: House, db: Connection, round_id: int, now: datetime) -> tuple[int, datetime | None]:
    """Return how many messages of the round still wait, and when the last of them will have left."""
    p = t.participant.c
    rows = db.execute(
        select(_o.channel, _o.medium, func.count())
        .join(t.participant, p.id == _o.participant_id)
        .where(literal_column("outbox.state IN ('queued', 'sending')"), p.round_id == round_id)
        .group_by(_o.channel, _o.medium)
    ).all()
    total = sum(row[2] for row in rows)
    return total, forecast(house, db, {(row[0], row[1]): {} for row in rows}, now)


def capacity(house: House, db: Connection, channel: str, medium: str, start: datetime, end: datetime) -> int | None:
    """Return how many more messages the sender can send from ``start`` to ``end`` than wait for it; None: any number."""
    pace = pace_of(house, channel, medium)
    if not pace.span:
        return None
    plan = schedule(
        pace, {"": _MOST_AN_EVENING}, lambda moment, _zone: moment, start, _past(db, channel, medium, pace, start)
    )
    fits = sum(count for moment, _, count in plan if moment < end)
    return max(0, fits - sum(_queued(db, channel, medium).values()))


def _queued(db: Connection, channel: str, medium: str) -> dict[str, int]:
    """Count the rounds' messages that wait at a sender, by the receiver's zone."""
    zone = func.coalesce(t.member.c.zone, WIB.tzname(None))
    rows = db.execute(
        select(zone, func.count())
        .select_from(t.outbox.outerjoin(t.member, t.member.c.id == _o.member_id))
        .where(literal_column("outbox.state IN ('queued', 'sending')"), _o.channel == channel, _o.medium == medium)
        .where(_o.priority == BULK)
        .group_by(zone)
    )
    return {row[0]: row[1] for row in rows}


def _past(db: Connection, channel: str, medium: str, pace: Pace, now: datetime) -> list[datetime]:
    """Return when messages left the sender within its longest span, in order."""
    if not pace.span:
        return []
    found = select(_o.left_at).where(_o.channel == channel, _o.medium == medium, _o.left_at.is_not(None))
    return list(db.scalars(found.where(_o.left_at > now - pace.span).order_by(_o.left_at)))
