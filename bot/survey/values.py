"""The typed values of survey expressions, and ODK's rules for turning one type into another.

A number is a float, a text a str, a boolean a bool, a day a date, a moment an aware datetime, a list (a node-set) a tuple
of nodes. An answer is text until an operator needs a type. Sources: XPath 1.0 sections 3.4 and 4, and ODK XForms
(getodk.github.io/xforms-spec): a text that reads as a date counts as its day number in arithmetic and comparison, and
numbers that differ by rounding only are equal.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Context, Decimal

from bot.survey.moments import days_of, local_day, moment_at, print_moment, read_moment
from bot.survey.tree import Node

Value = str | float | bool | date | tuple[Node, ...]
"""What an expression comes to. ``bool`` and ``float`` are kept apart: ``True`` is never the number 1."""

NAN = math.nan
_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
# XPath's white space; Python's own would take more (a no-break space, for one).
_SPACE = " \t\r\n"
_SHORT = 18
# Longer texts are no numbers; XPath knows no limit, but a message may be as long as it likes.
_LONGEST = 2_000
_EXACT = Context(prec=400)


def to_day(value: Value, zone: tzinfo = UTC) -> Value:
    """Return the value as a day; the empty text where it is none, since ODK has no error value."""
    found = to_moment(value, zone)
    return "" if found is None else local_day(found)


def to_moment(value: Value, zone: tzinfo = UTC) -> date | None:
    """Return the value as a day or a moment on the clock of ``zone``, or None: a number counts days since 1970."""
    if isinstance(value, datetime):
        return value.astimezone(zone)
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, tuple):
        value = to_text(value)
    if isinstance(value, str):
        found = read_moment(value, zone)
        if found is not None:
            return found
        value = to_number(value)
    return moment_at(value, zone)


def to_number(value: Value, zone: tzinfo = UTC) -> float:
    """Return the value as a number. Empty and unreadable text are NaN, and so is "1e3", as in XPath 1.0.

    A list counts as its first node, a day or moment as the days since 1970-01-01 00:00 UTC.
    """
    if isinstance(value, str):
        # Most answers are whole numbers, and need no pattern.
        if len(value) <= _SHORT and value.isdecimal() and value.isascii():
            return float(value)
        return _read_number(value, zone)
    if isinstance(value, float):
        return value
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, date):
        return days_of(value, zone)
    return _read_number(to_text(value), zone)


def _read_number(text: str, zone: tzinfo) -> float:
    if len(text) > _LONGEST:
        return NAN
    text = text.strip(_SPACE)
    if _NUMBER.fullmatch(text):
        return float(text)
    moment = read_moment(text, zone)
    return NAN if moment is None else days_of(moment, zone)


def to_text(value: Value) -> str:
    """Return the value as text: 3 and not 3.0, ISO 8601 for a day or moment, no exponents; a list is its first node."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, tuple):
        return value[0].text if value else ""
    return print_moment(value)


def number_text(number: float) -> str:
    """Return a number as XPath 1.0 (4.2) prints it."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == math.floor(number):
        return str(int(number))
    return format(Decimal(repr(number)), "f")


def to_boolean(value: Value) -> bool:
    """Return whether the value holds: a text that is not empty, a number that is neither 0 nor NaN, any day.

    One node holds when it has an answer or something inside it, as in JavaRosa (in XPath 1.0 a blank one does); several
    do, none does not.
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    if isinstance(value, tuple):
        return len(value) > 1 or any(each.children or each.own for each in value)
    return value != ""


def rounded(number: float, digits: float = 0.0) -> float:
    """Return the number rounded to so many digits behind the point (negative digits: tens, hundreds).

    Half goes away from zero, as at school and in ODK Web Forms and Enketo: -2.5 becomes -3. What is rounded is the
    number as it is written, so that 1.005 becomes 1.01.
    """
    if math.isnan(digits):
        return NAN
    if not math.isfinite(number) or digits > 30:
        return number
    place = Decimal(1).scaleb(-int(max(digits, -400.0)))
    found = float(Decimal(repr(number)).quantize(place, ROUND_HALF_UP, _EXACT)) if digits > -330 else 0.0
    return math.copysign(found, number)


def whole(number: float) -> float:
    """Return the number cut off towards zero."""
    return math.copysign(float(math.trunc(number)), number) if math.isfinite(number) else number


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
