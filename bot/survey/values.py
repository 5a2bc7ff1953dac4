"""The typed values of survey expressions, and ODK's rules for turning one type into another.

A number is a float, a text a str, a boolean a bool, a day a date. An answer is text until an operator needs a type.
Sources: XPath 1.0 sections 3.4 and 4, and ODK XForms (getodk.github.io/xforms-spec): a text that reads as a date counts
as its day number in arithmetic and comparison, and numbers that differ by rounding only are equal.
"""

from __future__ import annotations

import math
import re
from datetime import date, timedelta
from decimal import Decimal

Value = str | float | bool | date
"""What an expression comes to. ``bool`` and ``float`` are kept apart: ``True`` is never the number 1."""

EPOCH = date(1970, 1, 1)
NAN = math.nan
# JavaRosa compares with the same tolerance, so that 6.1 - 7.8 = -1.7 holds.
_TOLERANCE = 1e-12
_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T.*)?", re.DOTALL)


def day_number(day: date) -> float:
    """Return the days from 1970-01-01 to ``day``."""
    return float((day - EPOCH).days)


def read_day(text: str) -> date | None:
    """Return the day that an ISO 8601 text names (a time behind ``T`` is ignored), or None."""
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def to_day(value: Value) -> Value:
    """Return the value as a day; the empty text where it is none, since ODK has no error value."""
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        found = read_day(value)
        if found is not None:
            return found
    number = to_number(value)
    if not math.isfinite(number):
        return ""
    try:
        return EPOCH + timedelta(days=math.floor(number))
    except OverflowError:
        return ""


def to_number(value: Value) -> float:
    """Return the value as a number. Empty and unreadable text are NaN, and so is "1e3", as in XPath 1.0."""
    if isinstance(value, float):
        return value
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, date):
        return day_number(value)
    text = value.strip()
    if _NUMBER.fullmatch(text):
        return float(text)
    day = read_day(text)
    return NAN if day is None else day_number(day)


def to_text(value: Value) -> str:
    """Return the value as text: 3 and not 3.0, ISO 8601 for a day, no exponents."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == math.floor(value):
        return str(int(value))
    return format(Decimal(repr(value)), "f")


def to_boolean(value: Value) -> bool:
    """Return whether the value holds: a text that is not empty, a number that is neither 0 nor NaN, any day."""
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    return value != ""


def near(left: float, right: float) -> bool:
    """Return whether two numbers are equal but for rounding."""
    return left == right or abs(left - right) < _TOLERANCE


def equal(left: Value, right: Value) -> bool:
    """Return whether two values are equal, by the type that binds most: boolean, then number or day, then text."""
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) == to_boolean(right)
    return near(to_number(left), to_number(right))


def below(left: Value, right: Value) -> bool:
    """Return whether ``left`` is smaller, both read as numbers; false as soon as one is NaN."""
    first, second = to_number(left), to_number(right)
    return first < second and not near(first, second)


def at_most(left: Value, right: Value) -> bool:
    """Return whether ``left`` is smaller or equal, both read as numbers; false as soon as one is NaN."""
    first, second = to_number(left), to_number(right)
    return first < second or near(first, second)


def rounded(value: Value, digits: Value = 0.0) -> float:
    """Return the number rounded half up to so many digits behind the point (negative digits: tens, hundreds)."""
    number, places = to_number(value), to_number(digits)
    if not math.isfinite(number) or not math.isfinite(places) or abs(places) > 15:
        return number
    factor = 10.0 ** int(places)
    scaled = number * factor
    # Above 2**52 every float is whole already; adding a half would change it.
    return number if abs(scaled) > 2**52 else math.floor(scaled + 0.5) / factor


def whole(value: Value) -> float:
    """Return the number cut off towards zero."""
    number = to_number(value)
    return float(math.trunc(number)) if math.isfinite(number) else number


def divide(left: float, right: float) -> float:
    """Return the quotient; division by zero gives an infinity or NaN, as in IEEE 754."""
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left):
        return NAN
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def remainder(left: float, right: float) -> float:
    """Return the rest of a division cut off towards zero; NaN where there is none."""
    if right == 0 or math.isinf(left) or math.isnan(left) or math.isnan(right):
        return NAN
    return math.fmod(left, right)
