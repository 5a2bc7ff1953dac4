"""Days and moments: how ODK reads, counts and prints them.

A day is a ``date``; a moment is an aware ``datetime`` on her own clock. As a number, both are the days since 1970-01-01
00:00 UTC, a day being its local midnight (ODK XForms specification, ``number()`` and ``decimal-date-time()``). Whoever
asks gives the zone; nothing here reads a clock.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DAY: Final = timedelta(days=1)
_ONE_DAY_MS: Final = 86_400_000
# Half a millisecond in days: closer moments are the same, since ODK keeps milliseconds.
SAME_MOMENT: Final = 0.5 / _ONE_DAY_MS

_OFFSET: Final = r"(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?"
_TIME: Final = re.compile(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?" + _OFFSET)
_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:T(.*))?", re.DOTALL)

_LONGEST: Final = 100

_MONTHS: Final = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "id": ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
}
_WEEKDAYS: Final = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "id": ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"),
}


def read_moment(text: str, zone: tzinfo) -> date | None:
    """Return the day (``date``) or the moment (``datetime`` on the clock of ``zone``) that an ISO 8601 text names.

    A moment without an offset is local. None for any other text, and for a day or an hour that does not exist.
    """
    # Most texts are no dates, and a look is cheaper than the pattern.
    if not 8 <= len(text) <= _LONGEST or "-" not in text:
        return None
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return None
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    if found[4] is None:
        return day
    clock = read_time(found[4])
    if clock is None:
        return None
    return on_clock(datetime.combine(day, clock), zone)


def read_time(text: str) -> time | None:
    """Return the time of day (aware where an offset stands behind it) that ``HH:MM`` or ``HH:MM:SS.fff`` names."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    micros = int((found[4] or "").ljust(6, "0")[:6])
    try:
        return time(int(found[1]), int(found[2]), int(found[3] or 0), micros, _offset(found[5]))
    except ValueError:
        return None


def _offset(text: str | None) -> timezone | None:
    """Return the zone of ``Z``, ``+07``, ``+0700`` or ``+07:00``; ValueError for a day or more, or 60 minutes."""
    if text is None:
        return None
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:]) if len(text) > 3 else 0
    if minutes > 59:
        raise ValueError(text)
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(-ahead if text[0] == "-" else ahead)


def on_clock(moment: datetime, zone: tzinfo) -> datetime | None:
    """Return the moment on the clock of ``zone`` (a naive one is local there); None outside the years 1 to 9999."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=zone)
    try:
        return moment.astimezone(zone)
    except (OverflowError, ValueError):
        return None


def midnight(day: date, zone: tzinfo) -> datetime:
    """Return the moment at which ``day`` begins in ``zone``; a moment is returned as it is."""
    return day if isinstance(day, datetime) else datetime.combine(day, time(), zone)


def days_of(moment: date, zone: tzinfo) -> float:
    """Return the days from 1970-01-01 00:00 UTC to a day's local midnight, or to a moment."""
    return (midnight(moment, zone) - _EPOCH) / _DAY


def days_between(later: date, earlier: date, zone: tzinfo) -> float:
    """Return the days from one day or moment to another; exact, which the difference of two numbers is not."""
    return (midnight(later, zone) - midnight(earlier, zone)) / _DAY


def local_day(moment: date) -> date:
    """Return the day of a moment, on its own clock."""
    return moment.date() if isinstance(moment, datetime) else moment


def moment_at(days: float, zone: tzinfo) -> datetime | None:
    """Return the moment so many days after 1970-01-01 00:00 UTC, on the clock of ``zone``; None where there is none."""
    if not math.isfinite(days):
        return None
    try:
        return on_clock(_EPOCH + timedelta(milliseconds=round(days * _ONE_DAY_MS)), zone)
    except OverflowError:
        return None


def part_of_day(clock: time, zone: tzinfo, on: datetime) -> float:
    """Return a time of day as a part of the day in ``zone``: noon is 0.5. ``on`` says on which day, for its offset."""
    if clock.tzinfo is None:
        local = clock
    else:
        moved = datetime.combine(date(2000, 1, 2), clock.replace(tzinfo=None)) - (clock.utcoffset() or timedelta())
        local = (moved + (on.astimezone(zone).utcoffset() or timedelta())).time()
    return (local.hour * 3600 + local.minute * 60 + local.second + local.microsecond / 1e6) / 86_400


def print_moment(moment: date) -> str:
    """Return a day as ``2026-11-24``, a moment as ``2026-11-24T08:00:00.000+07:00`` (OpenRosa's dateTime)."""
    return moment.isoformat(timespec="milliseconds") if isinstance(moment, datetime) else moment.isoformat()


def format_moment(moment: date, form: str, zone: tzinfo, language: str = "en") -> str:
    """Return the moment in the form of ``format-date``: ``%Y %y %m %n %b %d %e %a %H %h %M %S %3`` and ``%%``.

    Names of days and months are Indonesian for ``id``, else English. A sign that the specification does not know stays
    as it is.
    """
    at = midnight(moment, zone)
    names = language if language in _MONTHS else "en"
    signs: Mapping[str, str] = {
        "Y": f"{at.year:04}",
        "y": f"{at.year:04}"[2:],
        "m": f"{at.month:02}",
        "n": str(at.month),
        "b": _MONTHS[names][at.month - 1],
        "d": f"{at.day:02}",
        "e": str(at.day),
        "a": _WEEKDAYS[names][at.weekday()],
        "H": f"{at.hour:02}",
        "h": str(at.hour),
        "M": f"{at.minute:02}",
        "S": f"{at.second:02}",
        "3": f"{at.microsecond // 1000:03}",
        "%": "%",
    }
    return re.sub(r"%(.)", lambda found: signs.get(found[1], found[0]), form, flags=re.DOTALL)
