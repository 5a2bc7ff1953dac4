"""The functions that survey expressions may call: one table row each, by ODK's names.

A row says how many arguments a function takes and how a call is built from its compiled arguments, so that an unknown
name or a wrong count is found when the file is loaded. Source of the meanings: ODK XForms specification, section "XPath
functions".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.survey.patterns import Pattern
from bot.survey.values import Value, divide, rounded, to_boolean, to_day, to_number, to_text, whole

Run = Callable[[Mapping[str, str], str, date], Value]
"""A compiled expression: (answers by name, the new answer ``.``, today) -> value. It never raises."""

MANY: Final = 64
"""The most arguments of a function that takes any number of them."""


@dataclass(frozen=True, slots=True)
class Function:
    """A callable function. ``build`` gets the compiled arguments, whose number was checked."""

    least: int
    most: int
    build: Callable[[tuple[Run, ...]], Run]


def _eager(work: Callable[..., Value]) -> Callable[[tuple[Run, ...]], Run]:
    """Return a builder for functions that need all their arguments' values."""

    def build(arguments: tuple[Run, ...]) -> Run:
        if len(arguments) == 1:
            (only,) = arguments
            return lambda values, own, today: work(only(values, own, today))
        return lambda values, own, today: work(*[each(values, own, today) for each in arguments])

    return build


def _of_self(work: Callable[[Value], Value]) -> Callable[[tuple[Run, ...]], Run]:
    """Return a builder for functions that read the new answer where they are given no argument."""

    def build(arguments: tuple[Run, ...]) -> Run:
        if arguments:
            return _eager(work)(arguments)
        return lambda _values, own, _today: work(own)

    return build


def _true(_arguments: tuple[Run, ...]) -> Run:
    return lambda _values, _own, _today: True


def _false(_arguments: tuple[Run, ...]) -> Run:
    return lambda _values, _own, _today: False


def _if(arguments: tuple[Run, ...]) -> Run:
    holds, then, otherwise = arguments

    def run(values: Mapping[str, str], own: str, today: date) -> Value:
        chosen = then if to_boolean(holds(values, own, today)) else otherwise
        return chosen(values, own, today)

    return run


def _coalesce(*found: Value) -> Value:
    return next((each for each in found if to_text(each) != ""), "")


def _selected(chosen: Value, name: Value) -> Value:
    return to_text(name).strip() in to_text(chosen).split()


def _selected_at(chosen: Value, index: Value) -> Value:
    names, at = to_text(chosen).split(), whole(index)
    return names[int(at)] if 0 <= at < len(names) else ""


def _least(*found: Value) -> Value:
    numbers = [to_number(each) for each in found]
    return math.nan if any(map(math.isnan, numbers)) else min(numbers)


def _most(*found: Value) -> Value:
    numbers = [to_number(each) for each in found]
    return math.nan if any(map(math.isnan, numbers)) else max(numbers)


def _power(base: Value, exponent: Value) -> Value:
    try:
        return math.pow(to_number(base), to_number(exponent))
    except OverflowError:
        return math.inf
    except ValueError:
        # A negative number to a fraction, or zero to a negative number.
        return divide(1.0, 0.0) if to_number(base) == 0 else math.nan


def _substring(text: Value, start: Value, end: Value = math.inf) -> Value:
    """ODK's substr: from ``start`` up to, not including, ``end``; both count from 0, negative ones from the end."""
    whole_text = to_text(text)

    def place(value: Value) -> int:
        at = whole(value)
        if math.isnan(at):
            return 0
        at = at + len(whole_text) if at < 0 else at
        return int(min(max(at, 0), len(whole_text)))

    return whole_text[place(start) : place(end)]


def _floor(value: Value) -> Value:
    number = to_number(value)
    return float(math.floor(number)) if math.isfinite(number) else number


def _ceiling(value: Value) -> Value:
    number = to_number(value)
    return float(math.ceil(number)) if math.isfinite(number) else number


def pattern_call(text: Run, pattern: Pattern) -> Run:
    """Return the call ``regex(text, pattern)``, whose pattern is compiled once, with the expression."""
    return lambda values, own, today: pattern.found_in(to_text(text(values, own, today)))


FUNCTIONS: dict[str, Function] = {
    "abs": Function(1, 1, _eager(lambda value: abs(to_number(value)))),
    "boolean": Function(1, 1, _eager(to_boolean)),
    "boolean-from-string": Function(1, 1, _eager(lambda value: to_text(value).strip().lower() in {"1", "true"})),
    "ceiling": Function(1, 1, _eager(_ceiling)),
    "coalesce": Function(2, MANY, _eager(_coalesce)),
    "concat": Function(1, MANY, _eager(lambda *found: "".join(map(to_text, found)))),
    "contains": Function(2, 2, _eager(lambda text, part: to_text(part) in to_text(text))),
    "count-selected": Function(1, 1, _eager(lambda chosen: float(len(to_text(chosen).split())))),
    "date": Function(1, 1, _eager(to_day)),
    "ends-with": Function(2, 2, _eager(lambda text, part: to_text(text).endswith(to_text(part)))),
    "false": Function(0, 0, _false),
    "floor": Function(1, 1, _eager(_floor)),
    "if": Function(3, 3, _if),
    "int": Function(1, 1, _eager(whole)),
    "max": Function(1, MANY, _eager(_most)),
    "min": Function(1, MANY, _eager(_least)),
    "normalize-space": Function(0, 1, _of_self(lambda value: " ".join(to_text(value).split()))),
    "not": Function(1, 1, _eager(lambda value: not to_boolean(value))),
    "number": Function(0, 1, _of_self(to_number)),
    "pow": Function(2, 2, _eager(_power)),
    # Built by the parser with ``pattern_call``, since the pattern must be a text that can be compiled beforehand.
    "regex": Function(2, 2, _false),
    "round": Function(1, 2, _eager(rounded)),
    "selected": Function(2, 2, _eager(_selected)),
    "selected-at": Function(2, 2, _eager(_selected_at)),
    "starts-with": Function(2, 2, _eager(lambda text, part: to_text(text).startswith(to_text(part)))),
    "string": Function(0, 1, _of_self(to_text)),
    "string-length": Function(0, 1, _of_self(lambda value: float(len(to_text(value))))),
    "substr": Function(2, 3, _eager(_substring)),
    "today": Function(0, 0, lambda _arguments: lambda _values, _own, today: today),
    "true": Function(0, 0, _true),
}
"""Every function by its name."""
