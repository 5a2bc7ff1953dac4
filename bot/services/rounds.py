"""Rounds (putaran): what one will cost, opening it, how it stands, closing it.

A round is rows: participants and their first messages (``bot.services.invitations``). No conversation exists before she
answers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from difflib import get_close_matches
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from bot.analysis.costs import hours
from bot.services import budgets, habits, invitations, senders
from bot.services.budgets import Purse
from bot.services.forecasts import Forecast
from bot.services.house import House
from bot.services.routes import Kind, routes
from bot.services.surveys import publish
from bot.survey.model import Survey, text_in
from bot.wording.coordinators import Refusal, Standing
from storage import tables as t

MOST_REMINDERS: Final = 2
_r, _p = t.round_.c, t.participant.c


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nothing was done. ``name`` is what was asked for, ``names`` what there is."""

    why: Refusal
    name: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a member (None for the shell) through a ``door`` ("phone", "cli")."""

    member_id: int | None = None
    door: str = "cli"


@dataclass(frozen=True, slots=True)
class Preview:
    """What opening will do. ``members`` counts persons by medium; ``unreached`` those who are not written to, by reason.

    The reasons: "no_address", "opted_out", "no_channel". ``segments`` are SMS segments and ``cost`` rupiah, both as the last
    rounds let expect (without any: if everybody answers everything); ``most`` is the most that it can cost. In ``hours`` the last
    invitation has left, ``through`` is that moment. ``shared`` counts women who wait for a shared phone. ``hers`` is what one
    member spends herself, by medium, in rupiah; ``short`` are the budgets that have less left than the cost.
    """

    survey: Survey
    union_id: int | None
    members: Mapping[str, int]
    segments: int
    cost: int
    hours: float
    through: datetime
    unreached: Mapping[str, int] = field(default_factory=dict)
    shared: int = 0
    hers: Mapping[str, float] = field(default_factory=dict)
    short: tuple[Purse, ...] = ()
    most: int = 0

    @property
    def total(self) -> int:
        """All whom the round will write to."""
        return sum(self.members.values())


@dataclass(frozen=True, slots=True)
class Opened:
    """A round that was opened: its id, and how many members it takes in and has invited so far."""

    round_id: int
    members: int
    invited: int


def find_survey(house: House, name: str) -> Survey | Refused:
    """Return today's survey that ``name`` means (its name or keyword, spaces for dashes), or what is near and what there is."""
    wanted = "-".join(name.strip().lower().split())
    survey = house.library.named(wanted) or house.library.by_keyword(name)
    if survey is not None:
        return survey
    names = sorted(one.name for one in house.library.today)
    keywords = {one.keyword.lower(): one.name for one in house.library.today if one.keyword}
    near = get_close_matches(wanted, [*names, *keywords], n=3, cutoff=0.6)
    nearest = dict.fromkeys(keywords.get(one, one) for one in near)
    return Refused("unknown_survey", name.strip(), tuple(dict.fromkeys([*nearest, *names])))


# --- before --------------------------------------------------------------------------------------------------------


def preview(house: House, db: Connection, survey: Survey, union_id: int | None, now: datetime) -> Preview | Refused:
    """Return what a round of ``survey`` in a union (None: in all) would do at ``now``; nothing is changed."""
    if open_round_id(db, survey.name, union_id) is not None:
        return Refused("already_open", survey.name)
    found = routes(house)
    members: dict[str, int] = {}
    unreached: dict[str, int] = {}
    lately = habits.of_rounds(house, db, union_id)
    forecast = Forecast(house, survey, now, lately, len(reminder_days(house, survey)))
    waiting: dict[tuple[str, str], dict[str, int]] = {}
    for row in _audience(db, survey, union_id):
        invented = bool(row.demo_member) or bool(row.demo_address)
        route = found.get(Kind(invented, row.medium or "", row.kind == "phone"))
        reason = "no_address" if row.medium is None else "opted_out" if row.out else None if route else "no_channel"
        if reason is not None or route is None:
            unreached[reason or "no_channel"] = unreached.get(reason or "no_channel", 0) + row.people
            continue
        members[route.medium] = members.get(route.medium, 0) + row.people
        zones = waiting.setdefault(route, {})
        zones[row.zone] = zones.get(row.zone, 0) + row.people
        forecast.add(route.channel, route.medium, row.language, row.people)
    if not members:
        return Refused("nobody", survey.name)
    shared = _sharing(db, survey, union_id)
    through = (senders.forecast(house, db, waiting, now) or now) + (timedelta(days=1) if shared else timedelta())
    cost, most = forecast.cost(db)
    hers = {medium: own for medium in sorted(members) if (own := forecast.hers(medium)) is not None}
    short = budgets.short_of(house, db, survey.name, union_id, cost, now)
    lasting = max((through - now) / timedelta(hours=1), hours(forecast.load, timedelta()))
    segments = forecast.segments
    return Preview(survey, union_id, members, segments, cost, lasting, through, unreached, shared, hers, short, most)


def _audience(db: Connection, survey: Survey, union_id: int | None) -> list[Row[Any]]:
    m, a, link = t.member.c, t.address.c, t.member_address
    out = a.opted_out_at.is_not(None)
    keys = (m.demo, a.demo, a.medium, a.kind, m.language, m.zone, out)
    query = (
        select(
            m.demo.label("demo_member"), a.demo.label("demo_address"), a.medium, a.kind, m.language, m.zone,
            out.label("out"), func.count().label("people"),
        )
        .select_from(
            t.member.outerjoin(link, and_(link.c.member_id == m.id, link.c.position == 0)).outerjoin(
                t.address, a.id == link.c.address_id
            )
        )
        .where(*invitations.eligible(survey, union_id))
        .group_by(*keys)
    )  # fmt: skip
    return list(db.execute(query))


def _sharing(db: Connection, survey: Survey, union_id: int | None) -> int:
    """Count the women who will wait because another one of the round uses the same phone."""
    m, a = t.member.c, t.address.c
    phones = (
        select((func.count() - 1).label("waiting"))
        .select_from(invitations.with_address())
        .where(*invitations.eligible(survey, union_id), a.opted_out_at.is_(None))
        .group_by(a.id)
        .having(func.count(m.id) > 1)
        .subquery()
    )
    return int(db.scalar(select(func.coalesce(func.sum(phones.c.waiting), 0))) or 0)


# --- opening and closing -------------------------------------------------------------------------------------------


def open_round(
    house: House,
    survey_name: str,
    union_id: int | None,
    actor: Actor,
    now: datetime,
    progress: Callable[[int], None] = lambda _taken: None,
) -> Opened | Refused:
    """Open a round and queue its invitations, chunk by chunk, each in a transaction of its own.

    ``progress`` is called after each chunk with the members taken in so far. A second opening is refused, also one at the
    same moment. Whatever a crash leaves undone, ``invitations.due`` goes on with.
    """
    survey = find_survey(house, survey_name)
    if isinstance(survey, Refused):
        return survey
    with house.db.transaction() as db:
        opened = open_in(house, db, survey, union_id, actor, now)
    if isinstance(opened, Refused):
        return opened
    members, invited, more = opened.members, opened.invited, opened.members
    while more:
        progress(members)
        with house.db.transaction() as db:
            if not invitations.lock(db, opened.round_id):
                break
            more = invitations.fill(house, db, opened.round_id, survey, now)
            new = invitations.invite(db, opened.round_id, now, house.hours)
        members, invited, more = members + more, invited + new, more + new
    return Opened(opened.round_id, members, invited)


def open_in(
    house: House, db: Connection, survey: Survey, union_id: int | None, actor: Actor, now: datetime
) -> Opened | Refused:
    """Open a round inside the caller's transaction, with its first chunk of members; the tick sees to the others."""
    seen = preview(house, db, survey, union_id, now)
    if isinstance(seen, Refused):
        return seen
    publish(db, survey, now, house.library.files(survey.hash))
    row = {
        "survey_name": survey.name,
        "survey_hash": survey.hash,
        "union_id": union_id,
        "opened_by": actor.member_id,
        "opened_at": now,
        "reminder_days": json.dumps(reminder_days(house, survey)),
    }
    try:
        # Two who open at the same moment: the second waits for the first here, and only this insert is taken back.
        with db.begin_nested():
            round_id = db.execute(insert(t.round_).values(row).returning(_r.id)).scalar_one()
    except IntegrityError:
        return Refused("already_open", survey.name)
    invitations.begin_filling(db, round_id, now)
    members = invitations.fill(house, db, round_id, survey, now)
    invited = invitations.invite(db, round_id, now, house.hours)
    note(db, actor, "round.open", round_id, now)
    return Opened(round_id, members, invited)


def reminder_days(house: House, survey: Survey) -> list[float]:
    """Return after how many days a round of ``survey`` reminds: the survey's own, else the house's, at most two."""
    if survey.reminders is None:
        return [float(day) for day in house.settings.reminder_days][:MOST_REMINDERS]
    return sorted(one / timedelta(days=1) for one in survey.reminders)[:MOST_REMINDERS]


def close(db: Connection, round_id: int, actor: Actor, now: datetime) -> Standing | Refused:
    """Close a round: nobody is invited or reminded any more; whoever is in the middle may still finish."""
    if not invitations.lock(db, round_id):
        return Refused("no_round")
    db.execute(update(t.round_).where(_r.id == round_id).values(closed_at=now))
    of_round = select(_p.id).where(_p.round_id == round_id)
    o = t.outbox.c
    db.execute(
        update(t.outbox)
        .where(o.participant_id.in_(of_round), o.state == "queued", o.kind.in_(("invitation", "reminder")))
        .values(state="cancelled", ended_at=now, error="putaran ditutup")
    )
    note(db, actor, "round.close", round_id, now)
    return status(db, round_id)


def note(db: Connection, actor: Actor, action: str, round_id: int, now: datetime) -> None:
    """Write who did what to which round: ids only."""
    db.execute(
        insert(t.audit).values(
            at=now, member_id=actor.member_id, door=actor.door, action=action, subject=f"round {round_id}"
        )
    )


# --- how it stands -------------------------------------------------------------------------------------------------


def open_round_id(db: Connection, survey_name: str, union_id: int | None) -> int | None:
    """Return the open round of this survey in this union (None: in all)."""
    return db.scalar(
        select(_r.id).where(
            _r.survey_name == survey_name, func.coalesce(_r.union_id, 0) == (union_id or 0), _r.closed_at.is_(None)
        )
    )


def open_rounds(db: Connection, union_id: int | None = None) -> list[Row[Any]]:
    """Return the open rounds, oldest first: all, or those that concern one union (its own and the federation's)."""
    query = (
        select(t.round_, t.union.c.key.label("union_key"), t.union.c.name.label("union_name"))
        .outerjoin(t.union, t.union.c.id == _r.union_id)
        .where(_r.closed_at.is_(None))
        .order_by(_r.id)
    )
    if union_id is not None:
        query = query.where(or_(_r.union_id == union_id, _r.union_id.is_(None)))
    return list(db.execute(query))


def waiting(house: House, db: Connection, round_id: int, standing: Standing, now: datetime) -> Standing:
    """Return how the round stands, with what has not left yet and when the last of it will have."""
    count, through = senders.through(house, db, round_id, now)
    return replace(standing, waiting=count, through=through)


def status(db: Connection, round_id: int, union_id: int | None = None) -> Standing:
    """Return how a round stands, in persons; ``union_id`` counts the members of one union only."""
    dates = ("invited_at", "reached_at", "started_at", "finished_at", "declined_at", "stopped_at", "failed_at")
    query = select(
        *(func.count(_p[name]).label(name) for name in dates), func.coalesce(func.sum(_p.set_aside), 0).label("aside")
    ).where(_p.round_id == round_id)
    if union_id is not None:
        query = query.where(_p.union_id == union_id)
    row = db.execute(query).one()
    return Standing(
        invited=row.invited_at,
        reached=row.reached_at,
        started=row.started_at,
        finished=row.finished_at,
        declined=row.declined_at,
        stopped=row.stopped_at,
        set_aside=int(row.aside),
        undelivered=row.failed_at,
    )


def waiting_for(db: Connection, round_id: int) -> int:
    """Count those who were invited and from whom an answer is still awaited."""
    query = select(func.count()).where(_p.round_id == round_id, _p.invited_at.is_not(None), ~invitations.ended(_p))
    return db.scalar(query) or 0


@dataclass(frozen=True, slots=True)
class LeftQuestion:
    """One question that was set aside after three tries, and her last reply to it."""

    response_id: int
    union: str
    question: str
    label: str
    raw: str
    at: datetime


def set_aside_list(house: House, db: Connection, round_id: int) -> list[LeftQuestion]:
    """Return every question that was set aside in a round, oldest first, without names."""
    a, r = t.answer.c, t.response.c
    query = (
        select(a.response_id, a.question, a.raw, a.answered_at, r.survey_hash, t.union.c.name)
        .join(t.response, r.id == a.response_id)
        .outerjoin(t.union, t.union.c.id == r.union_id)
        .where(r.round_id == round_id, a.gap == "set_aside")
        .order_by(a.answered_at, a.response_id)
    )
    return [
        LeftQuestion(
            row.response_id,
            row.name or "",
            row.question,
            text_in(house.library.version(db, row.survey_hash).question(row.question).label, "id"),
            row.raw or "",
            row.answered_at,
        )
        for row in db.execute(query)
    ]
