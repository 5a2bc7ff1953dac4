"""What time it is for the house: the real clock, moved forward while the simulator is on.

The offset is a fact in the database, so that web, scheduler and worker agree on it. It only grows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Final
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.services.house import House
from bot.times import WIB, local
from bot.times import move as moment_of
from storage import facts

OFFSET: Final = "clock.offset"
"""The fact that holds the offset, in seconds."""

_FRESH: Final = timedelta(seconds=1)
_kept: WeakKeyDictionary[Engine, tuple[datetime, timedelta]] = WeakKeyDictionary()

# Just after each moment at which something may fall due in one of the three zones (WIB; WITA and WIT are one and two hours
# ahead): mornings from 07.00, the summary at 07.30, evenings from 18.30, and once in between.
_STOPS: Final = tuple(
    time(*at) for at in ((5, 1), (6, 1), (7, 1), (7, 31), (12, 1), (16, 31), (17, 31), (18, 31), (19, 31))
)
_WALKED: Final = timedelta(days=45)


class ClockRefused(Exception):
    """The clock was not moved; the message says why and what to write instead."""


def now(house: House, real_now: datetime) -> datetime:
    """Return the house's time for the real time ``real_now``. The offset is read anew at most once a second."""
    return real_now + _offset(house, real_now) if house.settings.simulator else real_now


def _offset(house: House, real_now: datetime) -> timedelta:
    engine = house.db.engine
    kept = _kept.get(engine)
    if kept is not None and timedelta(0) <= real_now - kept[0] < _FRESH:
        return kept[1]
    try:
        with house.db.reading() as db:
            offset = timedelta(seconds=float(facts.get(db, OFFSET) or 0))
    except SQLAlchemyError:
        if kept is None:
            raise
        return kept[1]  # the clock goes on while the database is away
    _kept[engine] = (real_now, offset)
    return offset


def move(
    house: House, text: str, real_now: datetime, tick: Callable[[datetime], object] = lambda _moment: None
) -> datetime:
    """Move the clock forward to what ``text`` names ("+2d", "besok 19.00", "Senin 08.00") and return the new time.

    It walks there: ``tick`` is called at each stop on the way, so that every evening's reminders and every Monday's summary
    happen at their own hour. A leap of more than 45 days walks only the last 45. Raises ClockRefused while the simulator is
    off, and for words that name no moment to come.
    """
    if not house.settings.simulator:
        raise ClockRefused("Jam hanya bisa dimajukan selama simulator menyala (SUARA_SIMULATOR=1).")
    begin = now(house, real_now)
    goal = moment_of(text, begin)
    if goal is None:
        raise ClockRefused(f'"{text}" bukan saat yang akan datang; tulis +2d, besok 19.00, atau Senin 08.00.')
    for stop in _stops(max(begin, goal - _WALKED), goal):
        _set(house, stop - real_now, real_now)
        tick(stop)
    return goal


def _set(house: House, offset: timedelta, real_now: datetime) -> None:
    with house.db.transaction() as db:
        facts.put(db, OFFSET, repr(offset.total_seconds()), real_now)
    _kept[house.db.engine] = (real_now, offset)


def _stops(begin: datetime, goal: datetime) -> list[datetime]:
    """Return the stops after ``begin`` and before ``goal``, and ``goal`` itself, as UTC."""
    stops = []
    day = local(begin, WIB).date()
    while day <= local(goal, WIB).date():
        stops += [datetime.combine(day, at, WIB).astimezone(UTC) for at in _STOPS]
        day += timedelta(days=1)
    return [stop for stop in stops if begin < stop < goal] + [goal.astimezone(UTC)]
