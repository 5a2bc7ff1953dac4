"""Values worth trying as the answer to a question: every choice, the limits and one beyond, what expressions compare with.

A constant that stands in an expression is where its truth changes, so it is tried with its neighbours; through a
calculation the constants of the expressions that read it count as well.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final, assert_never

from bot.survey.expressions import Expression
from bot.survey.lexer import ExpressionError, Token, read_tokens
from bot.survey.model import (
    Acknowledge,
    Calculate,
    Choice,
    Date,
    DateTime,
    Decimal,
    GeoPoint,
    Given,
    Integer,
    Media,
    Money,
    Note,
    PlaceName,
    Question,
    Rank,
    Row,
    Scale,
    Section,
    SelectMultiple,
    SelectOne,
    Survey,
    Text,
    Time,
    YesNo,
)
from bot.survey.patterns import Pattern, PatternError
from bot.survey.plan import Plan, plan_of

_MOST: Final = 60
"""How many values a question is tried with at most."""

_FILES: Final = {"image": "foto.jpg", "audio": "suara.ogg", "video": "video.mp4", "file": "surat.pdf"}
_STORIES: Final = (
    "Sekarang kami lebih berani bicara di rapat desa",
    "Pelatihan usaha dan simpan pinjam",
    "Sari Wulandari",
    "081200001234",
    "3401010101010001",
)


class Candidates:
    """The values worth trying, question by question. ``today`` is where dates are tried around."""

    def __init__(self, survey: Survey, today: date) -> None:
        """Read the survey's expressions once."""
        self._plan: Plan = plan_of(survey)
        self._today = today
        self._readers: dict[str, list[Expression]] = {}
        self._counts: set[str] = set()
        self._calculated: dict[str, Expression] = {}
        self._kept: dict[str, tuple[str, ...]] = {}
        self._read(self._plan.rows)

    def of(self, question: Question) -> tuple[str, ...]:
        """Return values (XForms texts) for this question, the most usual first; a value may still break a constraint.

        The choices are those of ``question`` as it is given, which may be fewer than the survey's.
        """
        match question.kind:
            case YesNo():
                return ("ya", "tidak")
            case Acknowledge():
                return ("OK",)
            case SelectOne(choices) | Scale(choices) | PlaceName(choices):
                return tuple(choice.name for choice in choices)
            case SelectMultiple(choices):
                return tuple(dict.fromkeys(_some_of(choices)))
            case Rank(choices):
                names = [choice.name for choice in choices]
                return tuple(" ".join(names[at:] + names[:at]) for at in range(min(len(names), _MOST)))
            case _:
                name = question.path[-1] if question.path else question.name.partition("[")[0]
                if name not in self._kept:
                    self._kept[name] = tuple(dict.fromkeys(self._open(question, name)))[:_MOST]
                return self._kept[name]

    def reads(self, expression: Expression) -> frozenset[str]:
        """Return the rows that an expression reads, by their names in expressions; names in paths count."""
        named = {token.text for token in _tokens(expression) if token.kind == "name"}
        return frozenset((expression.names | named) & self._plan.row_name.keys())

    # --- what expressions say

    def _read(self, rows: Iterable[Row]) -> None:
        for row in rows:
            if isinstance(row, Section):
                for expression in (row.relevant, row.count):
                    self._note(expression)
                if row.count is not None:
                    self._counts |= self.reads(row.count)
                self._read(row.rows)
                continue
            leaf = self._plan.leaf[row.name]
            own = row.kind.calculation if isinstance(row.kind, Calculate) else row.calculation
            if own is not None:
                self._calculated[leaf] = own
            for expression in (row.relevant, row.constraint, row.required_when, row.choice_filter, own):
                self._note(expression, leaf)

    def _note(self, expression: Expression | None, own: str = "") -> None:
        if expression is None:
            return
        names = self.reads(expression)
        for name in names | {own} if own and expression.uses_dot else names:
            self._readers.setdefault(name, []).append(expression)

    def _about(self, name: str) -> list[Expression]:
        """Return the expressions that the answer bears on, also through what is calculated from it."""
        found: list[Expression] = []
        names, waiting = {name}, [name]
        while waiting:
            for expression in self._readers.get(waiting.pop(), ()):
                if expression not in found:
                    found.append(expression)
                for calculated, source in self._calculated.items():
                    if source == expression and calculated not in names:
                        names.add(calculated)
                        waiting.append(calculated)
        return found

    def _constants(self, name: str) -> tuple[list[float], list[str]]:
        """Return the numbers and the texts that stand in those expressions."""
        numbers: dict[float, None] = {}
        texts: dict[str, None] = {}
        for expression in self._about(name):
            for token in _tokens(expression):
                if token.kind == "number":
                    numbers[float(token.text)] = None
                elif token.kind == "text" and len(token.text) > 2:
                    texts[token.text[1:-1]] = None
        return list(numbers)[:20], list(texts)[:40]

    # --- open questions

    def _open(  # noqa: C901 - one way a kind
        self, question: Question, name: str
    ) -> Iterator[str]:
        kind = question.kind
        numbers, texts = self._constants(name)
        match kind:
            case Integer() | Decimal() | Money():
                whole = not isinstance(kind, Decimal)
                yield from _as_texts(self._numbers(kind, name, numbers, texts), whole=whole)
            case Date():
                yield from (each.isoformat() for each in _days(self._today, numbers, texts))
            case DateTime():
                for day in _days(self._today, numbers, texts):
                    yield f"{day.isoformat()}T09:00"
            case Time():
                yield from _clocks(texts)
            case Text():
                yield from self._texts(numbers, texts)
            case GeoPoint():
                yield "-7.8014 110.1486 0 0"
                yield "2.9876 99.6210 0 0"
            case Media(of):
                yield _FILES[of]
            case Note() | Calculate() | Given():
                return
            case YesNo() | Acknowledge() | SelectOne() | Scale() | PlaceName() | SelectMultiple() | Rank():
                return
            case _:
                assert_never(kind)

    def _numbers(
        self, kind: Integer | Decimal | Money, name: str, numbers: list[float], texts: list[str]
    ) -> Iterator[float]:
        low, high = kind.minimum, kind.maximum
        step = (None if isinstance(kind, Money) else kind.step) or 1.0
        if name in self._counts:
            yield from (1.0, 2.0, 0.0, 3.0)
        usual = (50_000.0, 200_000.0) if isinstance(kind, Money) else (2.0, 5.0, 20.0)
        yield from (each for each in usual if _inside(each, low, high))
        yield from (each for each in (low, high) if each is not None)
        if low is not None:
            yield from (low + step, low + 2 * step)
        if high is not None:
            yield high - step
        for number in (*numbers, *_as_numbers(texts)):
            yield from (number, number + 1, number - 1)
        # What is worked out from the answer is compared with one constant, and uses another: 18 for ${karung} * 50 > 900.
        for first, second in itertools.permutations(numbers[:8], 2):
            if second:
                yield from (first / second, first / second + 1, first / second - 1)
            yield from (first - second, first + second, first * second)
        yield from (0.0, 1.0, 3.0, 10.0, 17.0, 18.0, 40.0, 60.0, 100.0, 500.0, 1_000.0, 100_000.0, 2_000_000.0)

    def _texts(self, numbers: list[float], texts: list[str]) -> Iterator[str]:
        yield from _STORIES
        for text in texts:
            yield text
            try:
                example = Pattern(text).example()
            except PatternError:
                continue
            if example:
                yield example
        yield from _as_texts(numbers, whole=True)
        for number in numbers:
            # string-length(.) = 16
            for size in (number, number - 1, number + 1):
                if 0 < size <= 200:
                    yield "1" * int(size)


def _tokens(expression: Expression) -> list[Token]:
    try:
        return read_tokens(expression.source, paths=True)
    except ExpressionError:
        return []


def _some_of(choices: tuple[Choice, ...]) -> Iterator[str]:
    """Give selections: each alone, all, each pair, and all but one."""
    names = [choice.name for choice in choices]
    yield from names
    if len(names) > 1:
        yield " ".join(names)
    if len(names) <= 8:
        yield from (" ".join(pair) for pair in itertools.combinations(names, 2))
        yield from (" ".join(some) for some in itertools.combinations(names, max(len(names) - 1, 1)))


def _as_texts(numbers: Iterable[float], *, whole: bool) -> Iterator[str]:
    for number in numbers:
        if not math.isfinite(number) or abs(number) >= 1e12:
            continue
        if number == int(number):
            yield str(int(number))
        elif whole:
            yield from (str(math.floor(number)), str(math.ceil(number)))
        else:
            yield f"{number:.4f}".rstrip("0")


def _as_numbers(texts: Iterable[str]) -> Iterator[float]:
    for text in texts:
        if text.replace(".", "", 1).replace("-", "", 1).isdecimal():
            yield float(text)


def _inside(number: float, low: float | None, high: float | None) -> bool:
    return (low is None or number >= low) and (high is None or number <= high)


def _days(today: date, numbers: list[float], texts: list[str]) -> Iterator[date]:
    """Give days: today and around it, days named in expressions, and as many days, months and years ago as they count."""
    moment = today.date() if isinstance(today, datetime) else today
    for ahead in (-3, -1, 0, 1, -8, -32, -400, 8, 32, 400):
        yield moment + timedelta(days=ahead)
    for text in texts:
        try:
            named = date.fromisoformat(text[:10])
        except ValueError:
            continue
        yield from (named, named + timedelta(days=1), named - timedelta(days=1))
    for number in numbers:
        for unit in (365.25, 1.0, 30.44):
            for more in (0, 3, -3):
                days = number * unit + more
                if days < 40_000:
                    yield moment - timedelta(days=math.ceil(days))
                    yield moment + timedelta(days=math.ceil(days))
    for years in (25, 45, 70):
        yield moment - timedelta(days=round(years * 365.25))


def _clocks(texts: list[str]) -> Iterator[str]:
    yield from ("09:00", "19:00", "13:30")
    for text in texts:
        hours, colon, minutes = text[:5].partition(":")
        if colon and hours.isdecimal() and minutes.isdecimal() and int(hours) < 24:
            yield from (
                f"{int(hours):02}:{minutes}",
                f"{(int(hours) + 1) % 24:02}:{minutes}",
                f"{(int(hours) - 1) % 24:02}:{minutes}",
            )
    yield from ("00:00", "05:00", "23:59")
