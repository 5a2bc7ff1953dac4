"""Indonesia's three clocks, quiet hours, windows, weeks, and how people say a moment.

Every moment that goes in or comes out is an aware ``datetime``; what comes out is UTC unless it says otherwise.
Indonesia has no daylight saving time, so a zone is a fixed offset (Keputusan Presiden 41/1987).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from types import MappingProxyType
from typing import Final, Self

WIB: Final = timezone(timedelta(hours=7), "WIB")
WITA: Final = timezone(timedelta(hours=8), "WITA")
WIT: Final = timezone(timedelta(hours=9), "WIT")
ZONES: Final[Mapping[str, timezone]] = MappingProxyType({"WIB": WIB, "WITA": WITA, "WIT": WIT})
"""The zones by the name that is stored with an area: west, central and east."""


def local(now: datetime, zone: timezone) -> datetime:
    """Return the same moment on the clock of ``zone``. A naive ``now`` raises ValueError."""
    if now.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return now.astimezone(zone)


def month_of(now: datetime) -> date:
    """Return the first day of the federation's month (WIB) in which ``now`` lies."""
    return local(now, WIB).date().replace(day=1)


def month_start(month: date) -> datetime:
    """Return the first moment of a month on the federation's clock (WIB)."""
    return datetime.combine(month.replace(day=1), time(), WIB)


@dataclass(frozen=True, slots=True)
class Window:
    """A part of every day on a local clock: ``start`` belongs to it, ``end`` no more. It may pass midnight.

    ``start`` equal to ``end`` raises ValueError, since it would be either never or always.
    """

    start: time
    end: time

    def __post_init__(self) -> None:
        """Refuse a window of no length."""
        if self.start == self.end:
            raise ValueError(f"a window from {self.start} to {self.end} has no length")

    def __contains__(self, clock: time) -> bool:
        """Tell whether a local time of day lies inside."""
        if self.start < self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end


QUIET: Final = Window(time(20, 0), time(7, 0))
"""When nothing but replies leaves the house."""

DAYTIME: Final = Window(QUIET.end, QUIET.start)
"""When invitations and notices may leave: all that is not quiet."""

EVENING: Final = Window(time(18, 30), time(20, 0))
"""When reminders go out."""


def is_quiet(now: datetime, zone: timezone, quiet: Window = QUIET) -> bool:
    """Tell whether people in ``zone`` are left alone at ``now``."""
    return local(now, zone).time() in quiet


def next_moment(now: datetime, zone: timezone, window: Window) -> datetime:
    """Return the first moment at or after ``now`` that lies in ``window`` on the clock of ``zone``, as UTC."""
    here = local(now, zone)
    if here.time() in window:
        return now.astimezone(UTC)
    start = datetime.combine(here.date(), window.start, zone)
    if start < here:
        start += timedelta(days=1)
    return start.astimezone(UTC)


_WEEK: Final = re.compile(r"([0-9]{4})-W([0-9]{2})")
SUMMARY_TIME: Final = time(7, 30)
"""When the weekly summary leaves on Mondays, WIB."""


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """A week of ISO 8601 as the secretariat counts it: from Monday 00.00 WIB to the next Monday 00.00 WIB."""

    year: int
    number: int

    def __post_init__(self) -> None:
        """Refuse a week that its year does not have, with ValueError."""
        date.fromisocalendar(self.year, self.number, 1)

    @classmethod
    def of(cls, now: datetime) -> Self:
        """Return the week in which ``now`` lies."""
        calendar = local(now, WIB).isocalendar()
        return cls(calendar.year, calendar.week)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2026-W47``; anything else raises ValueError."""
        found = _WEEK.fullmatch(text.strip().upper())
        if not found:
            raise ValueError(f"{text!r} is not a week; write it like 2026-W47")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        """Return the week as ISO 8601 writes it, ``2026-W47``."""
        return f"{self.year:04d}-W{self.number:02d}"

    @property
    def monday(self) -> date:
        """The first day of the week."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def start(self) -> datetime:
        """The first moment of the week, UTC."""
        return datetime.combine(self.monday, time(), WIB).astimezone(UTC)

    @property
    def end(self) -> datetime:
        """The first moment after the week, UTC."""
        return self.start + timedelta(days=7)

    @property
    def summary_at(self) -> datetime:
        """When the summary of this week is due: 07.30 WIB on the Monday after it, as UTC."""
        return datetime.combine(self.monday + timedelta(days=7), SUMMARY_TIME, WIB).astimezone(UTC)

    @property
    def previous(self) -> Self:
        """The week before."""
        calendar = (self.monday - timedelta(days=7)).isocalendar()
        return type(self)(calendar.year, calendar.week)

    @property
    def following(self) -> Self:
        """The week after."""
        calendar = (self.monday + timedelta(days=7)).isocalendar()
        return type(self)(calendar.year, calendar.week)


def weekly_summary_due(now: datetime) -> Week:
    """Return the latest week whose summary is due at ``now``.

    The caller sends it unless that week's summary was sent already; so a machine that was off on Monday morning sends
    it once when it is back, and not those of the weeks before.
    """
    last = Week.of(now).previous
    return last if last.summary_at <= now else last.previous


_DAYS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
        "jv": ("Senen", "Selasa", "Rebo", "Kemis", "Jemuwah", "Setu", "Minggu"),
        "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    }
)
_INDONESIAN_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
_ENGLISH_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def say_clock(moment: datetime, zone: timezone, language: str = "id") -> str:
    """Return the time of day as people write it: ``19.00`` in Indonesian and Javanese, ``19:00`` in English."""
    return local(moment, zone).strftime("%H:%M" if language == "en" else "%H.%M")


def say_day(moment: datetime, zone: timezone, language: str = "id") -> str:
    """Return the day in words: ``Selasa 24 Nov``. A language without its own names is said in Indonesian."""
    here = local(moment, zone)
    months = _ENGLISH_MONTHS if language == "en" else _INDONESIAN_MONTHS
    return f"{_DAYS.get(language, _DAYS['id'])[here.weekday()]} {here.day} {months[here.month - 1]}"


def say_moment(moment: datetime, zone: timezone, language: str = "id") -> str:
    """Return day, time and zone in words: ``Selasa 24 Nov, 19.00 WIB``."""
    return f"{say_day(moment, zone, language)}, {say_clock(moment, zone, language)} {zone.tzname(None)}"


_FURTHEST: Final = timedelta(days=3660)
_STEP: Final = re.compile(r"([0-9]{1,6})\s*(minggu|w|hari|d|jam|h|menit|m)")
_STEP_MINUTES: Final = {"w": 10080, "minggu": 10080, "d": 1440, "hari": 1440, "h": 60, "jam": 60, "m": 1, "menit": 1}
_CLOCK: Final = re.compile(r"(?:jam |pukul )?([01]?[0-9]|2[0-3])(?:[.:]([0-5][0-9]))?(?: ?wib)?")
_PARTS_OF_DAY: Final = {"pagi": time(8), "siang": time(12), "sore": time(16), "malam": time(19)}
_RELATIVE: Final = {"hari ini": 0, "nanti": 0, "today": 0, "besok": 1, "sesuk": 1, "tomorrow": 1, "lusa": 2}
_WEEKDAYS: Final = {name.lower(): index for names in _DAYS.values() for index, name in enumerate(names)} | {"jum'at": 4}
_ISO_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def move(text: str, now: datetime) -> datetime | None:
    """Return the moment to which a clock is moved, as UTC, or None where the words name none that is still to come.

    Understood, on the clock of WIB: ``+2d``, ``+3h``, ``+30m``, ``+1d 12h``; ``19.00`` (today or else tomorrow);
    ``besok 19.00``, ``lusa 08.00``, ``hari ini 19.00``, ``nanti malam``; ``Senin 08.00`` (the next one);
    ``2026-11-30 07.30``. A day without a time means 00.00 of that day. The clock never goes backwards.
    """
    said = " ".join(text.lower().split())
    moved = _by_steps(said[1:].strip(), now) if said.startswith("+") else _by_name(said, local(now, WIB))
    if moved is None or not now < moved <= now + _FURTHEST:
        return None
    return moved.astimezone(UTC)


def _by_steps(said: str, now: datetime) -> datetime | None:
    """Read ``2d``, ``1d 12h``; None where anything else stands between."""
    if not said or _STEP.sub("", said).strip():
        return None
    minutes = sum(int(count) * _STEP_MINUTES[unit] for count, unit in _STEP.findall(said))
    ahead = timedelta(minutes=minutes)
    return now + ahead if ahead <= _FURTHEST else None


def _by_name(said: str, here: datetime) -> datetime | None:
    """Read a day, a time of day, or both, on the clock of ``here``."""
    if alone := _clock(said):
        today = datetime.combine(here.date(), alone, here.tzinfo)
        return today if today > here else today + timedelta(days=1)
    named = next((name for name in (*_RELATIVE, *_WEEKDAYS) if said == name or said.startswith(name + " ")), None)
    if named is None:
        return _by_date(said, here)
    rest = said.removeprefix(named).strip()
    clock = _clock(rest) if rest else time()
    if clock is None:
        return None
    if named in _RELATIVE:
        return datetime.combine(here.date() + timedelta(days=_RELATIVE[named]), clock, here.tzinfo)
    ahead = (_WEEKDAYS[named] - here.weekday()) % 7
    day = datetime.combine(here.date() + timedelta(days=ahead), clock, here.tzinfo)
    return day if day > here else day + timedelta(days=7)


def _by_date(said: str, here: datetime) -> datetime | None:
    """Read ``2026-11-30`` with or without a time of day."""
    day, _, rest = said.replace("t", " ").partition(" ")
    clock = _clock(rest.strip()) if rest else time()
    if clock is None or not _ISO_DAY.fullmatch(day):
        return None
    try:
        return datetime.combine(date.fromisoformat(day), clock, here.tzinfo)
    except ValueError:
        return None


def _clock(said: str) -> time | None:
    """Read ``19.00``, ``jam 7`` or a part of the day such as ``malam``."""
    if said in _PARTS_OF_DAY:
        return _PARTS_OF_DAY[said]
    found = _CLOCK.fullmatch(said)
    return time(int(found[1]), int(found[2] or 0)) if found else None
