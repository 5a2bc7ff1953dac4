"""Who is written to in a round, and when: participants and their first messages, in chunks that the inbox can slip between.

A phone that several women share hears one of them at a time: the next is invited when the one before has finished, said no,
fallen silent for good, could not be reached, or has not been heard for a day.

Ids of a round's messages are made from participant and number, so that no crash and no second run can queue one twice: the
second insert would break the primary key, and its whole transaction with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Insert,
    Select,
    and_,
    case,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from bot.policy.hours import Hours
from bot.services.house import House
from bot.services.routes import column, routes
from bot.survey.model import Survey
from bot.times import ZONES
from storage import facts
from storage import tables as t
from storage.outbox import BULK

CHUNK: Final = 5_000
"""Rows written in one transaction; more would make a reply wait."""

SILENCE: Final = timedelta(days=1)
"""How long the next woman on a shared phone waits for one who says nothing."""

ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "members": ("member",),
    "staff": ("staff", "coordinator", "secretariat"),
    "partners": ("partner",),
}
"""Whom a survey's group means."""

_BULK_IDS: Final = 1 << 50
_PER_PARTICIPANT: Final = 4
Moment = t.participant.c.invited_at.type


def bulk_id(participant: ColumnElement[int], number: ColumnElement[int] | int) -> ColumnElement[int]:
    """Return SQL for the outbox id of a participant's message: 0 is the invitation, then the reminders.

    The range lies below all ids that ``storage.database.Ids`` makes and above all that a database counts up by itself.
    """
    return literal(_BULK_IDS) + participant * _PER_PARTICIPANT + number


def eligible(survey: Survey, union_id: int | None) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on members whom a round of ``survey`` in a union (None: in all) is for."""
    m = t.member.c
    mine = () if union_id is None else (m.union_id == union_id,)
    return (m.role.in_(ROLES[survey.group]), m.erased_at.is_(None), *mine)


def with_address() -> Any:
    """Return members joined to the address each is written to."""
    link = t.member_address
    return t.member.join(link, and_(link.c.member_id == t.member.c.id, link.c.position == 0)).join(
        t.address, t.address.c.id == link.c.address_id
    )


def lock(db: Connection, round_id: int) -> bool:
    """Hold the round for this transaction; False where it is closed (or never was)."""
    r = t.round_.c
    return db.scalar(select(r.id).where(r.id == round_id, r.closed_at.is_(None)).with_for_update()) is not None


def _cursor(round_id: int) -> str:
    return f"round.{round_id}.filled"


def begin_filling(db: Connection, round_id: int, now: datetime) -> None:
    """Note that the members of a new round are still to be taken in."""
    facts.put(db, _cursor(round_id), "0", now)


def fill(house: House, db: Connection, round_id: int, survey: Survey, now: datetime) -> int:
    """Take the next chunk of members into the round and return how many; 0 means that all are in.

    How far it came is kept in the same transaction, so that an opening that was cut off goes on where it stood.
    """
    after = facts.get(db, _cursor(round_id))
    if after is None or after == "done":
        return 0
    union_id = db.scalar(select(t.round_.c.union_id).where(t.round_.c.id == round_id))
    m, a = t.member.c, t.address.c
    found = routes(house)
    channel, medium = column(found, 0), column(found, 1)
    chosen = (
        select(literal(round_id), m.id, a.id, m.union_id, medium, channel, literal(""), literal(0), literal(0))
        .select_from(with_address())
        .where(*eligible(survey, union_id), m.id > int(after), a.opted_out_at.is_(None), channel.is_not(None))
        .order_by(m.id)
        .limit(CHUNK)
    )
    names = (
        "round_id", "member_id", "address_id", "union_id", "medium", "channel", "failure", "reminders", "set_aside",
    )  # fmt: skip
    before = _newest(db, round_id)
    taken = _insert(db, insert(t.participant).from_select(names, chosen))
    last = _newest(db, round_id)
    facts.put(db, _cursor(round_id), str(last) if taken == CHUNK and last != before else "done", now)
    return taken


def _insert(db: Connection, statement: Insert) -> int:
    """Insert and return the number of rows, which PostgreSQL's driver tells only when asked."""
    return db.execute(statement, execution_options={"preserve_rowcount": True}).rowcount


def _newest(db: Connection, round_id: int) -> int:
    p = t.participant.c
    return db.scalar(select(func.max(p.member_id)).where(p.round_id == round_id)) or 0


def ended(p: Any) -> ColumnElement[bool]:
    """Return SQL for a participant (columns ``p``) from whom nothing more is awaited."""
    return or_(
        p.finished_at.is_not(None),
        p.declined_at.is_not(None),
        p.stopped_at.is_not(None),
        p.expired_at.is_not(None),
        p.failed_at.is_not(None),
    )


def busy(p: Any, now: datetime) -> ColumnElement[bool]:
    """Return SQL for a participant (columns ``p``) whose phone is just now in use by somebody else's questions."""
    other, rounds = t.participant.alias("other"), t.round_.alias("others")
    lately = literal(now - SILENCE, Moment)
    asked = exists().where(
        other.c.address_id == p.address_id,
        other.c.id != p.id,
        rounds.c.id == other.c.round_id,
        rounds.c.closed_at.is_(None),
        ~ended(other.c),
        or_(other.c.invited_at > lately, other.c.reminded_at > lately),
    )
    c = t.conversation.c
    talking = exists().where(
        c.address_id == p.address_id,
        c.status == "active",
        c.heard_at > lately,
        or_(c.participant_id.is_(None), c.participant_id != p.id),
    )
    return or_(asked, talking)


def by_zone(moments: Mapping[str, datetime]) -> ColumnElement[Any]:
    """Return SQL for a moment that depends on the joined member's zone; WIB where it is unknown."""
    whens = [(t.member.c.zone == zone, literal(moment, Moment)) for zone, moment in moments.items() if zone != "WIB"]
    return case(*whens, else_=literal(moments["WIB"], Moment))


def in_her_zone(moments: Mapping[str, datetime], member_id: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return SQL for the moment in the zone of the member with this id; WIB where there is no such member any more."""
    whose = select(by_zone(moments)).where(t.member.c.id == member_id).correlate_except(t.member)
    return func.coalesce(whose.scalar_subquery(), literal(moments["WIB"], Moment))


def queue(
    db: Connection,
    kind: str,
    which: Sequence[ColumnElement[bool]],
    due: Mapping[str, datetime],
    until: Mapping[str, datetime],
    now: datetime,
) -> int:
    """Queue the message ``kind`` of each participant in ``which`` that is not there yet; return how many.

    ``due`` and ``until`` are the first and the last moment by zone. The text is made when the row is claimed.
    """
    p, o = t.participant.c, t.outbox
    number = p.reminders if kind == "reminder" else literal(0)
    id_ = bulk_id(p.id, number)
    rows: Select[Any] = (
        select(
            id_, literal(kind), p.channel, p.medium, p.address_id, p.member_id, p.id, literal(BULK), literal("queued"),
            literal(""), literal(now, Moment), by_zone(due), by_zone(until), literal(0), literal(""), literal(""), literal(0),
        )
        .select_from(t.participant.outerjoin(t.member, t.member.c.id == p.member_id))
        .where(*which, p.address_id.is_not(None), ~exists().where(o.c.id == id_))
    )  # fmt: skip
    names = (
        "id", "kind", "channel", "medium", "address_id", "member_id", "participant_id", "priority", "state",
        "template", "created_at", "due_at", "expires_at", "tries", "error_code", "error", "segments",
    )  # fmt: skip
    return _insert(db, insert(o).from_select(names, rows))


def daytime(hours: Hours, now: datetime) -> tuple[dict[str, datetime], dict[str, datetime]]:
    """Return, by zone, the first moment at which an invitation may leave, and the last one of that day."""
    due = {zone: hours.next(now, offset) for zone, offset in ZONES.items()}
    return due, {zone: hours.last(moment, ZONES[zone]) for zone, moment in due.items()}


def invite(db: Connection, round_id: int, now: datetime, hours: Hours) -> int:
    """Invite, at most a chunk, whoever waits in the round and whose phone is free; return how many."""
    p, other = t.participant.c, t.participant.alias("sister")
    first = (
        select(func.min(other.c.id))
        .where(
            other.c.round_id == round_id,
            other.c.address_id == p.address_id,
            other.c.invited_at.is_(None),
            ~ended(other.c),
        )
        .correlate(t.participant)
        .scalar_subquery()
    )
    waiting = (
        select(p.id)
        .join(t.address, t.address.c.id == p.address_id)
        .where(p.round_id == round_id, p.invited_at.is_(None), ~ended(p), t.address.c.opted_out_at.is_(None))
        .where(p.id == first, ~busy(p, now))
        .order_by(p.id)
        .limit(CHUNK)
    )
    ids = db.scalars(waiting).all()
    if not ids:
        return 0
    due, until = daytime(hours, now)
    for start in range(0, len(ids), 1_000):
        some = ids[start : start + 1_000]
        db.execute(update(t.participant).where(p.id.in_(some), p.invited_at.is_(None)).values(invited_at=now))
        queue(db, "invitation", (p.id.in_(some),), due, until, now)
    return len(ids)


def again_tomorrow(db: Connection, round_id: int, now: datetime, hours: Hours) -> int:
    """Queue again, for the next morning, each invitation that could not leave before the quiet hours; return how many."""
    p, o = t.participant.c, t.outbox.c
    wanted = select(bulk_id(p.id, 0)).where(p.round_id == round_id, ~ended(p), p.started_at.is_(None))
    moments, until = daytime(hours, now)
    queued = (
        update(t.outbox)
        .where(o.id.in_(wanted), o.state == "cancelled", o.error_code == "expired")
        .values(
            state="queued",
            spoken=None,
            error_code="",
            error="",
            ended_at=None,
            due_at=in_her_zone(moments, o.member_id),
            expires_at=in_her_zone(until, o.member_id),
        )
    )
    return db.execute(queued).rowcount


def due(house: House, now: datetime) -> int:
    """Go on with openings that were cut off, invite whoever waits on a shared phone; return how many were newly invited.

    Safe to call at any time and any number of times.
    """
    r = t.round_.c
    with house.db.reading() as db:
        rounds = db.execute(select(r.id, r.survey_hash).where(r.closed_at.is_(None)).order_by(r.id)).all()
    invited = 0
    for row in rounds:
        more = True
        while more:
            with house.db.transaction() as db:
                if not lock(db, row.id):
                    break
                taken = fill(house, db, row.id, house.library.version(db, row.survey_hash), now)
                new = invite(db, row.id, now, house.hours)
                again_tomorrow(db, row.id, now, house.hours)
            invited += new
            more = CHUNK in (taken, new)
    return invited
