"""Budgets at work: how much of each is spent, and what stops when one is used up (``budget_notices`` tells of it).

A round's messages stop (invitations, reminders); replies and alarms go on. What stopped stays queued, is looked at again every
hour, and carries its reason. Nothing here costs anything where no budget is set.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import Connection, func, select, update

from bot.policy.money import THOUSANDTHS
from bot.services.costs import Books, sent_by_union, spent
from bot.services.house import House
from bot.services.pricing import price_of
from bot.services.rows import Found
from bot.times import month_of
from bot.wording import money as say
from storage import facts
from storage import tables as t
from storage.outbox import NOTICE

HELD: Final = "budget"
"""The error code of a row that waits because a budget is used up."""

AGAIN: Final = timedelta(hours=1)
"""After this time a row that waits is looked at again: a budget may have been raised, a month may have begun."""

ScopeKind = Literal["month", "round", "union"]

_o, _p, _r, _u = t.outbox.c, t.participant.c, t.round_.c, t.union.c


@dataclass(slots=True)
class Purse:
    """One budget and what is spent of it, in thousandths of a rupiah.

    ``kind`` says whose: the federation's month, a round (``name`` is its survey), a union's month (``name`` is the union's).
    ``key`` tells it from every other.
    """

    kind: ScopeKind
    key: str
    name: str
    limit: int
    spent: int

    @property
    def left(self) -> int:
        """What may still be spent."""
        return max(0, self.limit - self.spent)

    @property
    def percent(self) -> int:
        """How much is spent, in whole per cent, rounded down."""
        return 100 * self.spent // self.limit if self.limit else 100

    def fact(self, what: str) -> str:
        """Return the name of a fact about this budget; one that is raised is another."""
        return f"budget.{what}.{self.key}.{self.limit}"

    def values(self) -> dict[str, object]:
        """Return it for JSON, in whole rupiah."""
        limit, spent_ = self.limit // THOUSANDTHS, self.spent // THOUSANDTHS
        shown = {"limit_rupiah": limit, "spent_rupiah": spent_, "percent": self.percent}
        return {"kind": self.kind, "name": self.name, **shown}

    def said(self) -> say.Purse:
        """Return it as it is put into words: in rupiah."""
        return say.Purse(self.kind, self.name, self.limit // THOUSANDTHS, self.spent // THOUSANDTHS)


# --- how much is spent ---------------------------------------------------------------------------------------------


def of_month(books: Books, now: datetime) -> Purse | None:
    """Return the budget of the federation's month, None where none is set."""
    limit, month = books.house.budgets.month, month_of(now)
    return None if limit is None else Purse("month", f"month.{month:%Y-%m}", "", limit, books.month(month))


def of_unions(books: Books, now: datetime) -> dict[int, Purse]:
    """Return the budgets of unions in this month, by the union's id."""
    limits = books.house.budgets.unions
    if not limits:
        return {}
    month = month_of(now)
    unions = books.db.execute(select(_u.id, _u.key, _u.name).where(_u.key.in_(limits))).all()
    lines, whole = sent_by_union(books.db, month), books.bills([month])
    return {
        one.id: Purse(
            "union",
            f"union.{one.key}.{month:%Y-%m}",
            one.name,
            limits[one.key],
            spent((sent for union, sent in lines if union == one.id), whole),
        )
        for one in unions
    }


def of_round(books: Books, round_id: int, now: datetime) -> Purse | None:
    """Return the budget of a round, None where none is set."""
    if not books.house.budgets.rounds:
        return None
    survey: str = books.db.execute(select(_r.survey_name).where(_r.id == round_id)).scalar_one()
    limit = books.house.budgets.of_round(survey)
    return None if limit is None else Purse("round", f"round.{round_id}", survey, limit, books.round_(round_id, now))


def of_one(house: House, db: Connection, round_id: int, now: datetime) -> list[Purse]:
    """Return the budgets that a round draws on: its own, its union's (where it is one union's), the federation's."""
    if house.budgets.none:
        return []
    books = Books(house, db)
    union_id = db.scalar(select(_r.union_id).where(_r.id == round_id))
    found = (of_round(books, round_id, now), of_unions(books, now).get(union_id or 0), of_month(books, now))
    return [one for one in found if one is not None]


def open_purses(house: House, db: Connection, now: datetime) -> list[Purse]:
    """Return every budget in force at ``now``: the month's, the unions', those of the open rounds."""
    if house.budgets.none:
        return []
    books = Books(house, db)
    rounds = db.scalars(select(_r.id).where(_r.closed_at.is_(None)).order_by(_r.id)).all()
    found = [of_month(books, now), *of_unions(books, now).values()]
    found += [of_round(books, round_id, now) for round_id in rounds]
    return [one for one in found if one is not None]


def short_of(
    house: House, db: Connection, survey: str, union_id: int | None, cost: int, now: datetime
) -> tuple[Purse, ...]:
    """Return the budgets that have less left than a new round of ``survey`` will ``cost`` (whole rupiah)."""
    if house.budgets.none:
        return ()
    books = Books(house, db)
    found = [of_month(books, now), of_unions(books, now).get(union_id or 0)]
    limit = house.budgets.of_round(survey)
    if limit is not None:
        found.append(Purse("round", f"round.new.{survey}", survey, limit, 0))
    return tuple(one for one in found if one is not None and one.left < cost * THOUSANDTHS)


def waiting(db: Connection, round_id: int) -> int:
    """Count the messages of a round that wait because a budget is used up."""
    of_it = select(_o.id).join(t.participant, _p.id == _o.participant_id)
    held = of_it.where(_p.round_id == round_id, _o.state == "queued", _o.error_code == HELD)
    return db.scalar(select(func.count()).select_from(held.subquery())) or 0


# --- what stops ----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Gate:
    """Stands before one batch of messages that are about to leave, and counts what it lets through."""

    house: House
    db: Connection
    now: datetime
    _books: Books = field(init=False)
    _month: list[Purse] | None = None
    _unions: dict[int, Purse] = field(default_factory=dict)
    _rounds: dict[int, list[Purse]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Open books that nobody has looked into yet."""
        self._books = Books(self.house, self.db)

    def holds(self, row: Found) -> bool:
        """Tell whether ``row`` must wait, and if so put it off for an hour with the reason.

        Only a round's messages wait. The price is that of one part or message, before what a month includes.
        """
        if row.priority <= NOTICE or self.house.budgets.none:
            return False
        segments = max(1, row.segments)
        price = price_of(self.house, row.channel, row.medium, self.now, opens=True, segments=segments)["price"]
        purses = self._purses(row.participant_id)
        full = next((purse for purse in purses if purse.spent + price > purse.limit), None)
        if full is None:
            for purse in purses:
                purse.spent += price
            return False
        if facts.get(self.db, full.fact("full")) is None:
            facts.put(self.db, full.fact("full"), self.now.isoformat(), self.now)
        self.db.execute(
            update(t.outbox)
            .where(_o.id == row.id)
            .values(
                due_at=self.now + AGAIN, claimed_until=None, error_code=HELD, error=say.used_up(full.kind, full.name)
            )
        )
        return True

    def _purses(self, participant_id: int | None) -> list[Purse]:
        if self._month is None:
            month = of_month(self._books, self.now)
            self._month = [] if month is None else [month]
            self._unions = of_unions(self._books, self.now)
        who = self.db.execute(select(_p.round_id, _p.union_id).where(_p.id == participant_id)).first()
        if who is None:
            return self._month
        if who.round_id not in self._rounds:
            purse = of_round(self._books, who.round_id, self.now)
            self._rounds[who.round_id] = [] if purse is None else [purse]
        union = self._unions.get(who.union_id)
        return [*self._rounds[who.round_id], *([] if union is None else [union]), *self._month]
