"""Reminders: at most two a round, in the member's own evening, to those who have not started or not finished.

Who is reminded and the message that says so are written in one transaction, and the message's id is made from participant and
number: killed anywhere and started again, nobody is reminded twice. What could not leave before 20.00 expires.

Silence is ended here too: a conversation whose time is over becomes expired, without a word.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, func, literal, or_, select, update

from bot.conversation.engine import step
from bot.conversation.events import TimedOut
from bot.conversation.state import to_json
from bot.policy.hours import Hours
from bot.services import invitations, senders
from bot.services.house import House
from bot.services.rounds import MOST_REMINDERS
from bot.services.rows import Rows
from bot.services.talks import Talk, carry_out
from bot.times import WIB, ZONES, local
from storage import tables as t

APART: Final = timedelta(hours=20)
"""Two reminders to one woman or one phone never share an evening; 20 hours apart they cannot (the window has 90 minutes)."""

_BATCH: Final = 500
_p, _r = t.participant.c, t.round_.c


def due(house: House, now: datetime) -> int:
    """Queue the reminders that are due at ``now`` and end the conversations whose time is over; return the reminders.

    Safe to call at any time and any number of times.
    """
    while expire(house, now) == _BATCH:
        pass
    evening = {zone: now for zone, offset in ZONES.items() if house.hours.may(now, offset, evening=True)}
    if not evening:
        return 0
    with house.db.reading() as db:
        rounds = db.execute(select(_r.id, _r.reminder_days).where(_r.closed_at.is_(None)).order_by(_r.id)).all()
    queued = 0
    for row in rounds:
        days = json.loads(row.reminder_days)[:MOST_REMINDERS]
        more = bool(days)
        while more:
            with house.db.transaction() as db:
                if not invitations.lock(db, row.id):
                    break
                new = _remind(house, db, row.id, _after(days, now), evening, now)
            queued += new
            more = new >= invitations.CHUNK
    return queued


def order(house: House, db: Connection, round_id: int, now: datetime) -> tuple[int, datetime | None]:
    """Queue, for their next evening, a reminder for all who have had fewer than two; return how many and the first moment.

    A reminder that was ordered counts as one of the two.
    """
    if not invitations.lock(db, round_id):
        return 0, None
    moments = evenings(house.hours, now)
    total = 0
    while new := _remind(house, db, round_id, _p.reminders < MOST_REMINDERS, moments, now):
        total += new
    first = select(func.min(_p.reminded_at)).where(_p.round_id == round_id, _p.reminded_at >= now)
    return total, db.scalar(first) if total else None


def candidates(house: House, db: Connection, round_id: int, now: datetime) -> int:
    """Count whom ``order`` would remind now: one woman for each phone."""
    first = min(evenings(house.hours, now).values())
    found = db.execute(_waiting(round_id, _p.reminders < MOST_REMINDERS, tuple(ZONES), now, first))
    return len({row.address_id for row in found})


def evenings(hours: Hours, now: datetime) -> dict[str, datetime]:
    """Return the next moment for a reminder in each zone."""
    return {zone: hours.next(now, offset, evening=True) for zone, offset in ZONES.items()}


def _after(days: list[float], now: datetime) -> ColumnElement[bool]:
    """Return SQL for those whose next reminder is due: ``days`` after the invitation.

    Where the sender's pace held the invitation back, the days count from the moment at which it left.
    """
    o = t.outbox.c
    hers = o.id == invitations.bulk_id(_p.id, 0)
    # Nobody is reminded of an invitation that has not left yet.
    waits = exists().where(hers, or_(o.state == "queued", o.error_code == "expired"))
    moments = ((number, literal(now - timedelta(days=day), invitations.Moment)) for number, day in enumerate(days))
    due_ones = (
        and_(_p.reminders == number, _p.invited_at <= moment, ~exists().where(hers, o.left_at > moment))
        for number, moment in moments
    )
    return and_(or_(*due_ones), ~waits)


def _waiting(
    round_id: int, which: ColumnElement[bool], zones: Collection[str], now: datetime, when: datetime
) -> Select[tuple[int, int]]:
    apart = literal(when - APART, invitations.Moment)
    return (
        select(_p.id, _p.address_id)
        .join(t.address, t.address.c.id == _p.address_id)
        .outerjoin(t.member, t.member.c.id == _p.member_id)
        .where(_p.round_id == round_id, _p.invited_at.is_not(None), ~invitations.ended(_p), which)
        .where(t.address.c.opted_out_at.is_(None), func.coalesce(t.member.c.zone, "WIB").in_(zones))
        .where(or_(_p.reminded_at.is_(None), _p.reminded_at <= apart), ~invitations.busy(_p, now))
        .order_by(_p.reminders, _p.id)
    )


def _remind(
    house: House,
    db: Connection,
    round_id: int,
    which: ColumnElement[bool],
    moments: Mapping[str, datetime],
    now: datetime,
) -> int:
    """Count up and queue one reminder for each phone that is due, at most a chunk; return how many.

    ``moments`` is when it may leave, by zone; members of other zones are left for their own evening, and so are those whose
    reminder a sender could not send before this evening is over.
    """
    start = min(moments.values())
    until = {zone: house.hours.last(moments.get(zone, now), ZONES[zone], evening=True) for zone in ZONES}
    waiting = _waiting(round_id, which, tuple(moments), now, start)
    ids: list[int] = []
    for limit, condition in _senders(house, db, round_id, start, max(until[zone] for zone in moments)):
        one_a_phone: dict[int, int] = {}
        for row in db.execute(waiting.where(*condition).limit(limit)):
            one_a_phone.setdefault(row.address_id, row.id)
        ids += one_a_phone.values()
    everywhere = {zone: moments.get(zone, now) for zone in ZONES}
    for at in range(0, len(ids), 1_000):
        some = _p.id.in_(ids[at : at + 1_000])
        db.execute(
            update(t.participant)
            .where(some)
            .values(reminders=_p.reminders + 1, reminded_at=invitations.in_her_zone(everywhere, _p.member_id))
        )
        invitations.queue(db, "reminder", (some,), everywhere, until, now)
    return len(ids)


def _senders(
    house: House, db: Connection, round_id: int, start: datetime, end: datetime
) -> Iterator[tuple[int, tuple[ColumnElement[bool], ...]]]:
    """Yield each sender of the round as a condition, with how many reminders it can send between the two moments."""
    if not house.paces:
        yield invitations.CHUNK, ()
        return
    found = select(_p.channel, _p.medium).where(_p.round_id == round_id).distinct().order_by(_p.channel, _p.medium)
    for row in db.execute(found).all():
        most = senders.capacity(house, db, row.channel, row.medium, start, end)
        limit = invitations.CHUNK if most is None else min(most, invitations.CHUNK)
        if limit:
            yield limit, (_p.channel == row.channel, _p.medium == row.medium)


# --- silence -------------------------------------------------------------------------------------------------------


def expire(house: House, now: datetime) -> int:
    """End up to 500 conversations whose time is over, without a word; return how many. Her invitation ends with it."""
    c, r = t.conversation.c, t.response.c
    with house.db.transaction() as db:
        silent = db.execute(
            select(t.conversation, r.round_id, r.union_id, r.voice, r.started_at, t.member.c.zone)
            .join(t.response, r.id == c.response_id)
            .outerjoin(t.member, t.member.c.id == c.member_id)
            .where(c.status != "over", c.expires_at <= now)
            .order_by(c.address_id)
            .limit(_BATCH)
            .with_for_update(of=t.conversation)
        ).all()
        rows = Rows()
        for row in silent:
            _expire_one(house, db, rows, row, now)
        rows.write(db)
        _close_participations(db, [row.participant_id for row in silent if row.participant_id is not None], now)
    return len(silent)


def _expire_one(house: House, db: Connection, rows: Rows, row: Row[Any], now: datetime) -> None:
    survey = house.library.version(db, row.survey_hash)
    talk = Talk.of(row, survey, channel=row.channel, medium=row.medium)
    found = step(survey, talk.state, TimedOut(local(now, WIB).date()), house.phrases)
    talk.state = found.conversation
    carry_out(db, rows, talk, found.effects, now)
    # What she last wrote and when stays as it was: only the state and the status change.
    db.execute(
        update(t.conversation).where(t.conversation.c.id == row.id).values(state=to_json(talk.state), status="over")
    )


def _close_participations(db: Connection, ids: Sequence[int], now: datetime) -> None:
    if ids:
        db.execute(update(t.participant).where(_p.id.in_(ids), ~invitations.ended(_p)).values(expired_at=now))
