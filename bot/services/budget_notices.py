"""The secretariat is told when a budget is spent to 80 per cent, and when it is used up: once each, kept as a fact."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.policy.budgets import WARN_AT
from bot.services.budgets import Purse, open_purses
from bot.services.house import House
from bot.services.notices import tell_secretariat
from bot.wording import money as say
from storage import facts


def due(house: House, now: datetime) -> int:
    """Tell the secretariat, once each, which budgets are spent to 80 per cent and which are used up; return how many messages."""
    if house.budgets.none:
        return 0
    with house.db.reading() as db:
        fresh = _untold(house, db, now)
    if not fresh:
        return 0
    with house.db.transaction() as db:
        # Two schedulers at once: the second waits here on PostgreSQL, then finds that it was told.
        facts.put(db, "budget.turn", now.isoformat(), now)
        return sum(_tell(house, db, purse, what, now) for purse, what in _untold(house, db, now))


def _untold(house: House, db: Connection, now: datetime) -> list[tuple[Purse, str]]:
    found = []
    for purse in open_purses(house, db, now):
        full = purse.spent >= purse.limit or facts.get(db, purse.fact("full")) is not None
        what = "told.full" if full else "told.near" if purse.percent >= WARN_AT else ""
        if what and facts.get(db, purse.fact(what)) is None:
            found.append((purse, what))
    return found


def _tell(house: House, db: Connection, purse: Purse, what: str, now: datetime) -> int:
    facts.put(db, purse.fact(what), now.isoformat(), now)
    full = what == "told.full"
    return tell_secretariat(house, db, lambda language: say.budget(house.words, language, purse.said(), full=full), now)
