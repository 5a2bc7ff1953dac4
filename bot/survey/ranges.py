"""Which values an answer can have, as far as comparisons with numbers and texts can tell them apart.

A few values stand for all: one on each side of, and at, every number that the answer is compared with, within the
question's limits; each choice; each set of the choices that are named. Where a few cannot stand for all, there is no
claim (None).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from itertools import combinations, pairwise
from math import ceil, floor, isnan
from typing import Final

from bot.survey.formula import Atom
from bot.survey.model import (
    Acknowledge,
    Date,
    Decimal,
    Integer,
    Money,
    PlaceName,
    Question,
    Scale,
    SelectMultiple,
    SelectOne,
    Text,
    YesNo,
)
from bot.survey.values import to_number

_MOST: Final = 400
_FAR: Final = 1_000.0
_LARGEST: Final = 1e15
"""Beyond it whole numbers are not told apart."""
_OTHER: Final = "something-else"


def values_of(  # noqa: C901, PLR0911 - one way to answer a kind
    question: Question, tests: Iterable[Atom]
) -> tuple[str, ...] | None:
    """Return values that stand for all that ``question`` can be answered with; None where a few cannot.

    ``tests`` are all the comparisons of its answer. The empty answer is not among them, but for a select_multiple.
    """
    compared = tuple(tests)
    families, literals = {test.family for test in compared}, [test.literal for test in compared]
    if question.calculation is not None or "opaque" in families:
        return None
    match question.kind:
        case SelectOne(choices) | Scale(choices) | PlaceName(choices):
            return tuple(choice.name for choice in choices) if len(choices) <= _MOST else None
        case YesNo():
            return ("ya", "tidak")
        case Acknowledge():
            return ("OK",)
        case SelectMultiple(choices):
            return _sets([choice.name for choice in choices], families, literals)
        case Integer(minimum, maximum, step=step):
            return _whole(minimum, maximum, step, compared)
        case Money(minimum, maximum):
            return _whole(minimum, maximum, None, compared)
        case Decimal(minimum, maximum, step=step):
            return _fractions(minimum, maximum, compared) if step is None else None
        case Text():
            return _texts(families, literals)
        case Date():
            # A day can be compared with a text that is none; with others its order counts, which is not looked into.
            return ("2026-01-01",) if families <= {"text"} and set(literals) <= {""} else None
        case _:
            return None


def _sets(names: list[str], families: Set[str], literals: list[str]) -> tuple[str, ...] | None:
    """Return sets of choices: every one of those named, each with none, some and all of the others."""
    if families - {"chosen", "text", "count"}:
        return None
    named = [name for name in names if any(name in literal.split() for literal in literals)]
    others = [name for name in names if name not in named]
    more = range(len(others) + 1) if "count" in families else sorted({0, min(1, len(others)), len(others)})
    if 2 ** len(named) * len(more) > _MOST:
        return None
    found = []
    for size in range(len(named) + 1):
        for some in combinations(named, size):
            for count in more:
                chosen = {*some, *others[:count]}
                found.append(" ".join(name for name in names if name in chosen))
    return tuple(dict.fromkeys(found))


def _numbers(tests: Sequence[Atom]) -> list[float] | None:
    """Return the numbers compared with; None where something else is done with the answer than comparing its size."""
    if any(test.family not in {"number", "text"} for test in tests):
        return None
    numbers = [float(test.literal) if test.family == "number" else to_number(test.literal) for test in tests]
    # A text that is no number is never equal to one, whatever the number.
    found = [number for number in numbers if not isnan(number)]
    return found if all(abs(number) < _LARGEST for number in found) else None


def _whole(
    least: float | None, most: float | None, step: float | None, tests: Sequence[Atom]
) -> tuple[str, ...] | None:
    points = _numbers(tests)
    if points is None:
        return None
    points += [limit for limit in (least, most) if limit is not None and abs(limit) < _LARGEST]
    base, width = least or 0.0, step or 1.0
    found = set()
    for point in points or [0.0]:
        low, high = floor((point - base) / width), ceil((point - base) / width)
        found |= {base + at * width for at in (low - 1, low, high, high + 1)}
    if least is None:
        found.add(base + width * floor((min(points or [0.0]) - _FAR - base) / width))
    if most is None:
        found.add(base + width * ceil((max(points or [0.0]) + _FAR - base) / width))
    return _within(found, least, most)


def _fractions(least: float | None, most: float | None, tests: Sequence[Atom]) -> tuple[str, ...] | None:
    points = _numbers(tests)
    if points is None:
        return None
    limits = (limit for limit in (least, most) if limit is not None and abs(limit) < _LARGEST)
    ordered = sorted({*points, *limits}) or [0.0]
    between = {(low + high) / 2 for low, high in pairwise(ordered)}
    return _within({*ordered, *between, ordered[0] - _FAR, ordered[-1] + _FAR}, least, most)


def _within(found: set[float], least: float | None, most: float | None) -> tuple[str, ...]:
    kept = [
        number for number in sorted(found) if (least is None or number >= least) and (most is None or number <= most)
    ]
    return tuple(str(int(number)) if number.is_integer() else repr(number) for number in kept)


def _texts(families: Set[str], literals: list[str]) -> tuple[str, ...] | None:
    if families <= {"text"}:
        return tuple(dict.fromkeys([*(literal for literal in literals if literal), _OTHER]))
    if families <= {"length"}:
        numbers = [float(literal) for literal in literals]
        if any(number > _MOST for number in numbers):
            return None
        lengths = {int(number) + more for number in numbers for more in (-1, 0, 1, 2)}
        return tuple("x" * length for length in sorted({*lengths, 1}) if length > 0)
    return None
