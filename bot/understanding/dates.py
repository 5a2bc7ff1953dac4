"""Reads days: "12 mrt 80", "kemarin dulu", "tgl 5 bln lalu", "senin". A week or a month is no day and is asked back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.survey.model import Date
from bot.understanding.normal import Reply, is_number
from bot.understanding.numbers import Number, find_numbers
from bot.understanding.phrases import Phrases
from bot.understanding.reading import NotAnAnswer, Read, Reading, Unclear

_RUN_TOGETHER = re.compile(r"([0-9]{2})([0-9]{2})((?:19|20)[0-9]{2})")
_SEPARATOR = re.compile("[.,:]")
_BACK = frozenset({"lalu", "kemarin"})
_AHEAD = frozenset({"lagi", "depan", "kemudian", "besok"})
_ONE = {"sehari": "hari", "seminggu": "minggu", "sebulan": "bulan", "setahun": "tahun"}
_SEVERAL = 99
_SPANS = frozenset({"minggu", "bulan", "tahun"})
_NO_SUCH = Unclear((), "no_such_date")
_WHICH = Unclear((), "which_date")


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a reply says about a day: its numbers, month (and where), weekday (and where), and which way it points.

    ``relative`` is "today" or a count of days ("-1"), empty where none or two are named.
    """

    tokens: tuple[str, ...]
    numbers: tuple[Number, ...]
    month: int | None
    month_at: int
    weekday: int | None
    weekday_at: int
    relative: str
    back: bool
    ahead: bool


def read_date(kind: Date, reply: Reply, phrases: Phrases, today: date) -> Reading:
    """Read one day as ISO 8601. ``today`` is the day she was asked, in her own zone; ``kind.prefer`` settles the year."""
    parts = _parts(reply, phrases)
    if _SEVERAL in (parts.month, parts.weekday):
        return _WHICH
    future = parts.ahead or (kind.prefer == "future" and not parts.back)
    for read in (_counted, _calendar, _weekday):
        reading = read(parts, today, future=future)
        if reading is not None:
            return reading
    relative = _relative(parts, today)
    if relative is not None:
        return relative
    if any(token in _SPANS for token in parts.tokens) or parts.month is not None:
        return _WHICH
    return _lone_number(parts, today, future=future)


def _parts(reply: Reply, phrases: Phrases) -> _Parts:
    """Take the reply apart."""
    flat: list[str] = []
    for word in reply.tokens:
        if is_number(word):
            together = _RUN_TOGETHER.fullmatch(word)
            pieces = together.groups() if together else _SEPARATOR.split(word)
            for piece in pieces:
                flat.extend((piece, "-"))
            flat.pop()
        elif word in _ONE:
            flat.extend(("1", _ONE[word]))
        elif word not in phrases.fillers and word not in {"yang", "("}:
            flat.append("-" if word == "/" else word)
    tokens = tuple(flat)
    months = [(start, int(meaning)) for start, _, meaning in phrases.scan("months", tokens)]
    days = [(start, end, meaning) for start, end, meaning in phrases.scan("days", tokens)]
    named = [(start, int(meaning)) for start, _, meaning in days if meaning.isdigit()]
    if len(named) > 1:
        named = [(start, day) for start, day in named if tokens[start] != "minggu"] or named
    month = {meaning for _, meaning in months}
    weekday = {day for _, day in named}
    relative = [meaning for _, _, meaning in days if not meaning.isdigit()]
    said = set(tokens)
    return _Parts(
        tokens=tokens,
        numbers=tuple(find_numbers(tokens, phrases)),
        month=_only(month) if len(months) < 2 else _SEVERAL,
        month_at=months[0][0] if months else -1,
        weekday=_only(weekday),
        weekday_at=named[0][0] if named else -1,
        relative=relative[0] if len(set(relative)) == 1 else "",
        back=bool(_BACK & said),
        ahead=bool(_AHEAD & said),
    )


def _only(named: set[int]) -> int | None:
    """Return the one that is named, None for none, and ``_SEVERAL`` for more."""
    return None if not named else named.pop() if len(named) == 1 else _SEVERAL


def _counted(parts: _Parts, today: date, *, future: bool) -> Reading | None:
    """Read "dua hari yg lalu", "1 minggu lagi"; months and years are too long to mean a day."""
    if len(parts.numbers) != 1 or "tanggal" in parts.tokens or not (parts.back or parts.ahead):
        return None
    number = parts.numbers[0]
    unit = parts.tokens[number.end] if number.end < len(parts.tokens) else ""
    if unit not in {"hari", *_SPANS} or number.value.denominator != 1 or number.value > 3660:
        return None
    if unit in {"bulan", "tahun"}:
        return _WHICH
    days = int(number.value) * (7 if unit == "minggu" else 1)
    return Read((today + timedelta(days if future else -days)).isoformat(), "date.counted", 0.95)


def _calendar(parts: _Parts, today: date, *, future: bool) -> Reading | None:
    """Read a day of the calendar: day, month and perhaps year, or "tgl 5", "tgl 5 bulan lalu"."""
    values = [int(number.value) for number in parts.numbers if number.value.denominator == 1]
    if len(values) != len(parts.numbers):
        return None
    day, month, year = _fields(parts, values)
    if day is None:
        return None
    if not 1 <= day <= 31:
        return _NO_SUCH
    if month is None:
        found = _day_only(parts, day, today, future=future)
    elif not 1 <= month <= 12:
        return _NO_SUCH
    elif year is not None:
        found = _day(day, month, _full_year(year, today, future=future))
    else:
        years = range(today.year, today.year + 9) if future else range(today.year, today.year - 9, -1)
        possible = (candidate for full in years if (candidate := _day(day, month, full)) is not None)
        found = next((candidate for candidate in possible if candidate == today or (candidate > today) == future), None)
    if found is None:
        return _NO_SUCH
    if parts.weekday is not None and found.weekday() != parts.weekday and not _means_week(parts):
        return Unclear((found.isoformat(),), "which_date")
    return Read(found.isoformat(), "date.calendar", 0.97)


def _means_week(parts: _Parts) -> bool:
    return parts.tokens[parts.weekday_at] == "minggu"


def _fields(parts: _Parts, values: list[int]) -> tuple[int | None, int | None, int | None]:
    """Return (day, month, year) as far as they are said; the day is None where these numbers make no calendar day."""
    if parts.month is not None:
        before = [int(number.value) for number in parts.numbers if number.start < parts.month_at]
        after = [int(number.value) for number in parts.numbers if number.start > parts.month_at]
        if len(before) == 1 and len(after) <= 1:
            return before[0], parts.month, after[0] if after else None
        if not before and len(after) == 2:
            return after[0], parts.month, after[1]
        return None, parts.month, None
    if len(values) == 3:
        return (values[2], values[1], values[0]) if values[0] > 31 else (values[0], values[1], values[2])
    if len(values) == 2 and ({"-", "bulan"} & set(parts.tokens)) and values[1] < 100:
        return values[0], values[1], None
    month_only = (
        "bulan" in parts.tokens and parts.tokens.index("bulan") == parts.numbers[0].start - 1 if values else False
    )
    if len(values) == 1 and {"tanggal", "bulan"} & set(parts.tokens) and not month_only:
        return values[0], None, None
    return None, None, None


def _full_year(year: int, today: date, *, future: bool) -> int:
    """Return the four figures of a year written with two: not ahead of today unless the future is meant."""
    if year >= 100:
        return year
    return year + (2000 if future or year <= today.year % 100 else 1900)


def _day(day: int, month: int, year: int) -> date | None:
    """Return the date, or None where the calendar has none."""
    if not 1900 <= year <= 2100:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day_only(parts: _Parts, day: int, today: date, *, future: bool) -> date | None:
    """Return the nearest such day of a month, or that of the month said ("bulan lalu", "bulan depan", "bulan ini")."""
    first = today.year * 12 + today.month - 1
    if "bulan" in parts.tokens:
        at = parts.tokens.index("bulan")
        word = parts.tokens[at + 1] if at + 1 < len(parts.tokens) else ""
        month = first + (-1 if word in _BACK else 1 if word in _AHEAD else 0)
        return _day(day, month % 12 + 1, month // 12)
    if parts.relative in {"-1", "+1"}:
        near = today + timedelta(int(parts.relative))
        if near.day == day:
            return near
    steps = range(first, first + 13) if future else range(first, first - 13, -1)
    possible = (candidate for month in steps if (candidate := _day(day, month % 12 + 1, month // 12)) is not None)
    return next((candidate for candidate in possible if candidate == today or (candidate > today) == future), None)


def _weekday(parts: _Parts, today: date, *, future: bool) -> Reading | None:
    """Read the name of a day: the nearest one before or after today; "malam jumat" is the evening before Friday."""
    if parts.weekday is None or parts.numbers:
        return None
    at = parts.weekday_at
    eve = at > 0 and parts.tokens[at - 1] == "malam"
    following = parts.tokens[at + 1 : at + 3]
    forward = (parts.weekday - today.weekday()) % 7
    said_as_day = eve or (at > 0 and parts.tokens[at - 1] == "hari")
    if _means_week(parts) and not said_as_day and (parts.back or parts.ahead or "ini" in following):
        return _WHICH
    if following[:1] == ("minggu",) and len(following) == 2:
        monday = today - timedelta(today.weekday())
        shift = -7 if following[1] in _BACK else 7 if following[1] in _AHEAD else 0
        found = monday + timedelta(parts.weekday + shift)
    elif forward == 0 and not (parts.back or parts.ahead):
        other = today + timedelta(7 if future else -7)
        return Unclear((today.isoformat(), other.isoformat()), "which_date")
    elif "depan" in following and forward > 0 and parts.weekday > today.weekday():
        # Before that day of this week, "rabu depan" is said for this week's and for next week's.
        return Unclear(
            ((today + timedelta(forward)).isoformat(), (today + timedelta(forward + 7)).isoformat()), "which_date"
        )
    else:
        found = today + timedelta(forward or 7) if future else today - timedelta((7 - forward) % 7 or 7)
    return Read((found - timedelta(1) if eve else found).isoformat(), "date.weekday", 0.9)


def _relative(parts: _Parts, today: date) -> Reading | None:
    """Read "kemarin", "lusa", "hari ini"."""
    if not parts.relative or parts.numbers or parts.month is not None or any(token in _SPANS for token in parts.tokens):
        return None
    days = 0 if parts.relative == "today" else int(parts.relative)
    return Read((today + timedelta(days)).isoformat(), "date.relative", 0.95)


def _lone_number(parts: _Parts, today: date, *, future: bool) -> Reading:
    """Ask whether a bare "5" is a day of the month."""
    if len(parts.numbers) != 1 or parts.numbers[0].value.denominator != 1:
        return _WHICH if parts.numbers else NotAnAnswer()
    day = int(parts.numbers[0].value)
    found = _day_only(parts, day, today, future=future) if 1 <= day <= 31 else None
    return Unclear((found.isoformat(),), "which_date") if found else _WHICH
