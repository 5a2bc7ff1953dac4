"""Comparing and subtracting values: numbers with a tolerance, days with moments, lists node by node.

Sources: XPath 1.0 section 3.4 for types and node-sets; JavaRosa for the tolerance and for a day against a moment (only
the day counts); ODK XForms for texts that read as dates.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date, datetime, tzinfo

from bot.survey.moments import SAME_MOMENT, days_between, days_of, local_day, read_moment
from bot.survey.scope import Scope
from bot.survey.values import Value, to_boolean, to_number, to_text

Test = Callable[[Value, Value, tzinfo], bool]
Operation = Callable[[Scope, Value, Value], Value]

# JavaRosa compares with the same tolerance, so that 6.1 - 7.8 = -1.7 holds.
_TOLERANCE = 1e-12


def near(left: float, right: float, tolerance: float = _TOLERANCE) -> bool:
    """Return whether two numbers are equal but for rounding."""
    return left == right or abs(left - right) < tolerance


def _moment(value: Value, zone: tzinfo) -> date | None:
    if isinstance(value, str):
        # Most answers are no dates, and a call costs more than a look.
        return read_moment(value, zone) if "-" in value else None
    return value if isinstance(value, date) else None


def _as_numbers(left: Value, right: Value, zone: tzinfo) -> tuple[float, float, float]:
    """Return both sides as numbers, and how near they must be to be equal."""
    first, second = _moment(left, zone), _moment(right, zone)
    if first is None and second is None:
        return to_number(left, zone), to_number(right, zone), _TOLERANCE
    if first is None or second is None:
        return to_number(left, zone), to_number(right, zone), SAME_MOMENT
    if _is_day(left) != _is_day(right) and isinstance(first, datetime) != isinstance(second, datetime):
        # today() against a moment of today: the hour does not count.
        first, second = local_day(first), local_day(second)
    return days_of(first, zone), days_of(second, zone), SAME_MOMENT


def _is_day(value: Value) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _equal(left: Value, right: Value, zone: tzinfo) -> bool:
    """By the type that binds most: boolean, then number or day, then text. Two texts may both be dates."""
    if isinstance(left, str) and isinstance(right, str):
        if left == right:
            return True
        if _moment(left, zone) is None or _moment(right, zone) is None:
            return False
    elif isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) == to_boolean(right)
    first, second, tolerance = _as_numbers(left, right, zone)
    return near(first, second, tolerance)


def _differ(left: Value, right: Value, zone: tzinfo) -> bool:
    return not _equal(left, right, zone)


def _below(left: Value, right: Value, zone: tzinfo) -> bool:
    first, second, tolerance = _as_numbers(left, right, zone)
    return first < second and not near(first, second, tolerance)


def _at_most(left: Value, right: Value, zone: tzinfo) -> bool:
    first, second, tolerance = _as_numbers(left, right, zone)
    return first < second or near(first, second, tolerance)


def _over_lists(test: Test, *, is_order: bool) -> Operation:
    """Return the comparison that holds, for a list, as soon as it holds for one of its nodes (XPath 1.0, 3.4)."""

    def compare(scope: Scope, left: Value, right: Value) -> Value:
        zone = scope.zone
        if not isinstance(left, tuple) and not isinstance(right, tuple):
            return test(left, right, zone)
        if not is_order and (isinstance(left, bool) or isinstance(right, bool)):
            return test(to_boolean(left), to_boolean(right), zone)
        firsts = [each.text for each in left] if isinstance(left, tuple) else [left]
        seconds = [each.text for each in right] if isinstance(right, tuple) else [right]
        scope.spend(len(firsts) * len(seconds))
        return any(test(first, second, zone) for first in firsts for second in seconds)

    return compare


equal = _over_lists(_equal, is_order=False)
"""Whether two values are equal."""
differ = _over_lists(_differ, is_order=False)
"""Whether two values are not equal; for lists, whether any pair is not."""
below = _over_lists(_below, is_order=True)
"""Whether the first is smaller, both read as numbers; false as soon as one is NaN."""
at_most = _over_lists(_at_most, is_order=True)
"""Whether the first is smaller or equal, both read as numbers; false as soon as one is NaN."""


def above(scope: Scope, left: Value, right: Value) -> Value:
    """Return whether the first is larger."""
    return below(scope, right, left)


def at_least(scope: Scope, left: Value, right: Value) -> Value:
    """Return whether the first is larger or equal."""
    return at_most(scope, right, left)


_WITH_NUMBER: dict[str, Callable[[float, float], bool]] = {
    "=": near,
    "!=": lambda left, right: not near(left, right),
    "<": lambda left, right: left < right and right - left >= _TOLERANCE,
    "<=": lambda left, right: left <= right or left - right < _TOLERANCE,
    ">": lambda left, right: left > right and left - right >= _TOLERANCE,
    ">=": lambda left, right: left >= right or right - left < _TOLERANCE,
}


def against_number(sign: str, number: float, work: Operation) -> Callable[[Scope, Value], Value]:
    """Return the comparison with a number that stands in the expression: quick for a whole number, else ``work``."""
    test = _WITH_NUMBER[sign]

    def compare(scope: Scope, value: Value) -> Value:
        if isinstance(value, str) and value.isdecimal() and value.isascii():
            return test(float(value), number)
        return work(scope, value, number)

    return compare


def against_text(sign: str, text: str, work: Operation) -> Callable[[Scope, Value], Value]:
    """Return the comparison with a text that stands in the expression: quick for a text, unless it may be a date."""
    same = sign == "="

    def compare(scope: Scope, value: Value) -> Value:
        return (value == text) is same if isinstance(value, str) else work(scope, value, text)

    return compare if sign in {"=", "!="} and "-" not in text else lambda scope, value: work(scope, value, text)


def minus(scope: Scope, left: Value, right: Value) -> Value:
    """Return the difference; of two days or moments, the exact days between them."""
    if isinstance(left, float) and isinstance(right, float):
        return left - right
    zone = scope.zone
    first, second = _moment(_single(left), zone), _moment(_single(right), zone)
    if first is not None and second is not None:
        return days_between(first, second, zone)
    return to_number(left, zone) - to_number(right, zone)


def _single(value: Value) -> Value:
    return to_text(value) if isinstance(value, tuple) else value


def arithmetic(work: Callable[[float, float], float]) -> Operation:
    """Return the operator that reads both sides as numbers."""
    return lambda scope, left, right: work(to_number(left, scope.zone), to_number(right, scope.zone))


plus = arithmetic(operator.add)
times = arithmetic(operator.mul)
