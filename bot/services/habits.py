"""How members took the last rounds: how many messages opened and followed for each woman. A forecast expects the same."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from bot.analysis.costs import Habit
from bot.services.house import House
from storage import tables as t

ROUNDS: Final = 3
"""So many closed rounds are looked at, the last ones."""

ENOUGH: Final = 20
"""Fewer women on a medium say nothing about the next round."""

_r, _p, _o = t.round_.c, t.participant.c, t.outbox.c


def of_rounds(house: House, db: Connection, union_id: int | None) -> dict[str, Habit]:
    """Return the habit on each medium that enough women had in the last rounds of this union (None: of all)."""
    scope = or_(_r.union_id == union_id, _r.union_id.is_(None)) if union_id is not None else _r.union_id.is_(None)
    closed = select(_r.id).where(_r.closed_at.is_not(None), scope).order_by(_r.id.desc()).limit(ROUNDS)
    ids = db.scalars(closed).all()
    opened, followed = _count(_o.kind != "reply"), _count(_o.kind == "reply")
    rows = db.execute(
        select(_r.survey_hash, _p.medium, func.count(_p.id.distinct()), opened, followed)
        .select_from(
            t.participant.join(t.round_, _r.id == _p.round_id).outerjoin(
                t.outbox, and_(_o.participant_id == _p.id, _o.priced_at.is_not(None))
            )
        )
        .where(_p.round_id.in_(ids), *([] if union_id is None else [_p.union_id == union_id]))
        .group_by(_r.survey_hash, _p.medium)
    )
    women: defaultdict[str, int] = defaultdict(int)
    sums: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for hash_, medium, people, openings, replies in rows:
        women[medium] += people
        for place, value in enumerate((openings, replies, people * (len(house.library.version(db, hash_).asked) + 1))):
            sums[medium][place] += value
    return {
        medium: Habit(sums[medium][0] / people, sums[medium][1] / sums[medium][2])
        for medium, people in women.items()
        if people >= ENOUGH
    }


def _count(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((which, 1), else_=0)), 0)
