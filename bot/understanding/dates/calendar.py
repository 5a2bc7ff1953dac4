"""Finds day, month and year among the pieces of a reply, in whatever order they are said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.understanding.dates.pieces import DAY_MARKS, RANGE, Piece

_SIGNS = {"number": "n", "month": "m", "joint": "j", "break": "j"}
_MARKS = {**dict.fromkeys(DAY_MARKS, "t"), "bulan": "b", "tahun": "y"}
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        "(?P<full>n)[jb]*(?P<m>[mn])[jt]*(?P<d>n)",  # 1980 mei 5, 1980-11-05
        "b?(?P<m>m)(?P<d>n)[jy]*(?P<full>n)",  # mei 5 2020
        "t?(?P<d>n)[jb]*(?P<m>m)(?:[jy]*(?P<y>n+))?y?",  # 5 mei 80
        "b?(?P<m>m)j?t(?P<d>n)(?:[jy]*(?P<y>n+))?y?",  # mei tgl 5
        "b?(?P<m>m)[jy]*(?P<y>n+)j?t(?P<d>n)",  # mei 1980 tgl 5
        "y(?P<y>n+)[jb]*(?P<m>[mn])[jt]*(?P<d>n)",  # tahun 80 bulan mei tgl 5
        "t?(?P<d>n)j?(?P<m>n)[jy]*(?P<y>n)",  # 5/11/80
        "t?(?P<d>n)j?b(?P<m>n)(?:[jy]*(?P<y>n+))?y?",  # tgl 5 bln 11
        "b(?P<m>n)j?t(?P<d>n)(?:[jy]+(?P<y>n+))?y?",  # bln 11 tgl 5
        "(?P<t>t?)(?P<d>n)(?P<j>j)(?P<m>n)y?",  # 5/11
        "b?t(?P<d>n)[by]*",  # tgl 5 (bulan lalu), awal bulan tgl 5
        "b?(?P<m>m)(?:[jy]*(?P<y>n+))?y?",  # mei 1980
        "b(?P<m>n)(?:[jy]*(?P<y>n+))?y?",  # bulan 5
        "y(?P<y>n+)",  # tahun 1980
        "(?P<age>n[by])",  # 40 tahun
        "(?P<alone>n)",
        "[tby]+",
    )
)


@dataclass(frozen=True, slots=True)
class Fields:
    """What is said of a day of the calendar. ``shift`` tells "bulan lalu" (-1), "tahun ini" (0), "tahun depan" (+1).

    ``clear`` is False where two days, months or years are said, or numbers that have no place in a date.
    """

    day: int | None = None
    month: int | None = None
    year: int | None = None
    shift: tuple[tuple[str, int], ...] = ()
    alone: tuple[int, ...] = ()
    age: bool = False
    clear: bool = True

    @property
    def complete(self) -> bool:
        """Whether day, month and year are all said."""
        return None not in (self.day, self.month, self.year)

    def shifted(self, span: str) -> int | None:
        """Return the shift of "bulan", "tahun" or "minggu", or None where none is said."""
        return dict(self.shift).get(span)


def fields_of(pieces: Sequence[Piece]) -> Fields:
    """Return day, month and year. Numbers that count something are left out."""
    days: set[int] = set()
    months: set[int] = set()
    years: set[int] = set()
    alone: list[int] = []
    clear, age = True, False
    for run, following in _runs(pieces):
        found = _fields_of_run(run)
        if found is None:
            clear = False
            continue
        one = found.alone[0] if found.alone else None
        if one is not None and 1900 <= one <= 2100 and run[-1].word:
            years.add(one)
        elif one is not None and not following:
            alone.append(one)
        age = age or found.age
        for said, value in ((days, found.day), (months, found.month), (years, found.year)):
            if value is not None:
                said.add(value)
    return Fields(
        day=next(iter(days), None),
        month=next(iter(months), None),
        year=next(iter(years), None),
        shift=tuple((piece.word, piece.value) for piece in pieces if piece.kind == "span"),
        alone=tuple(alone),
        age=age,
        clear=clear and max(map(len, (days, months, years))) < 2,
    )


def _runs(pieces: Sequence[Piece]) -> Iterable[tuple[list[Piece], bool]]:
    """Yield the pieces that stand together and may make a date, and whether what follows is a word that they may count."""
    run: list[Piece] = []
    for piece in (*pieces, Piece("word")):
        if _sign(piece):
            run.append(piece)
            continue
        while run and run[-1].kind in ("joint", "break"):
            run.pop()
        while run and run[0].kind in ("joint", "break"):
            run.pop(0)
        if run:
            yield run, piece.kind == "word" and piece.word not in {"", "lagi", "hari"}
        run = []


def _sign(piece: Piece) -> str:
    """Return the letter that stands for a piece in the patterns; empty where it has no place in a date."""
    return _MARKS.get(piece.word, "") if piece.kind == "word" else _SIGNS.get(piece.kind, "")


def _fields_of_run(run: Sequence[Piece]) -> Fields | None:
    """Return what one run of pieces says, or None where it makes no date."""
    if any(piece.vague for piece in run):
        return None
    signs, kept = "", []
    for piece in run:
        sign = _sign(piece)
        if sign != "j" or not signs.endswith("j"):
            signs += sign
            kept.append(piece)
    for pattern in _PATTERNS:
        match = pattern.fullmatch(signs)
        found = _fields_of_match(match, kept) if match is not None else None
        if found is not None:
            return found
    return None


def _fields_of_match(match: re.Match[str], run: Sequence[Piece]) -> Fields | None:
    """Return the fields that a pattern names, or None where their values forbid it."""

    def of(name: str) -> Sequence[Piece]:
        known = name in match.re.groupindex and match[name]
        return run[match.start(name) : match.end(name)] if known else ()

    if of("alone"):
        return Fields(alone=(run[0].value,))
    if of("age"):
        return Fields(age=True)
    day, month, full = of("d"), of("m"), of("full")
    years = full or of("y")
    year = _year(years)
    if (years and year is None) or (full and not 1900 <= full[0].value <= 2100):
        return None
    if of("j") and of("j")[0].word == ",":
        return None  # "1,5" may be a fraction, and "5, yang dua" a story
    if of("j") and month[0].value >= 1900:
        return Fields(month=day[0].value, year=month[0].value)  # 12/1980
    if of("t") and of("j") and of("j")[0].word == RANGE and day[0].value < month[0].value:
        return None  # "tgl 5-7" may be three days
    if day and years and 31 < day[0].value < 100 and years[0].value <= 31:
        return Fields(years[0].value, month[0].value, day[0].value)  # 80-03-12
    return Fields(day[0].value if day else None, month[0].value if month else None, year)


def _year(said: Sequence[Piece]) -> int | None:
    """Return the year that numbers make, two figures or four: "80", "1980", "tujuh sembilan", "sembilan belas tujuh lima"."""
    if not said:
        return None
    values = [piece.value for piece in said]
    if len(values) == 1:
        return values[0] if values[0] >= 10 or len(said[0].word) == 2 else None
    if any(value >= 100 for value in values):
        return None
    single = all(value < 10 for value in values)
    century = values[0] in (19, 20) and (len(values) == 2 or (len(values) == 3 and max(values[1:]) < 10))
    if (single and len(values) in (2, 4)) or century:
        return int("".join(str(value) for value in values))
    return None


def day_of(day: int, month: int, year: int) -> date | None:
    """Return the date, or None where the calendar has none."""
    if not 1900 <= year <= 2100:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def full_year(year: int, today: date, *, future: bool) -> int:
    """Return the four figures of a year written with two: not ahead of today unless the future is meant."""
    if year >= 100:
        return year
    return year + (2000 if future or year <= today.year % 100 else 1900)


def nearest(day: int, month: int | None, today: date, *, future: bool) -> date | None:
    """Return the nearest such day of a year, or of a month where none is said: today, before it, or after it.

    None where the nearest year has no such day: whoever says 29 February without its year is asked.
    """
    if month is not None:
        passed = (month, day) < (today.month, today.day)
        same = (month, day) == (today.month, today.day)
        return day_of(day, month, today.year + (0 if same or passed != future else 1 if future else -1))
    first = today.year * 12 + today.month - 1
    steps = range(first, first + 13) if future else range(first, first - 13, -1)
    possible = (day_of(day, step % 12 + 1, step // 12) for step in steps)
    return next((one for one in possible if one and (one == today or (one > today) == future)), None)
