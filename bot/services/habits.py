"""How members took the last rounds: how many messages opened and followed for each woman. A forecast expects the same."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
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
    left = [_count(_o.kind == kind) for kind in ("invitation", "reminder", "reply")]
    rows = db.execute(
        select(_r.survey_hash, _r.reminder_days, _p.medium, func.count(_p.id.distinct()), *left)
        .select_from(
            t.participant.join(t.round_, _r.id == _p.round_id).outerjoin(
                t.outbox, and_(_o.participant_id == _p.id, _o.priced_at.is_not(None))
            )
        )
        .where(_p.round_id.in_(ids), *([] if union_id is None else [_p.union_id == union_id]))
        .group_by(_r.survey_hash, _r.reminder_days, _p.medium)
    )
    found: defaultdict[str, _Sums] = defaultdict(_Sums)
    for hash_, days, medium, people, invitations, reminders, replies in rows:
        sums = found[medium]
        sums.people += people
        sums.invitations += invitations
        sums.reminders += reminders
        sums.may_remind += people * len(json.loads(days))
        sums.replies += replies
        sums.may_follow += people * (len(house.library.version(db, hash_).asked) + 1)
    return {medium: sums.habit() for medium, sums in found.items() if sums.people >= ENOUGH}


@dataclass(slots=True)
class _Sums:
    """What left on one medium, and what might have."""

    people: int = 0
    invitations: int = 0
    reminders: int = 0
    may_remind: int = 0
    replies: int = 0
    may_follow: int = 0

    def habit(self) -> Habit:
        """Return the parts. Where no reminder was allowed, whoever did not answer would have had them."""
        following = self.replies / self.may_follow
        reminded = self.reminders / self.may_remind if self.may_remind else max(0.0, 1 - following)
        return Habit(self.invitations / self.people, reminded, following)


def _count(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((which, 1), else_=0)), 0)
