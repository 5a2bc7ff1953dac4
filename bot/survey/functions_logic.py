"""Functions that decide: ``if``, ``coalesce``, ``once``, and counting what holds."""

from __future__ import annotations

from typing import Final

from bot.survey.calls import MANY, Function, one_by_one, plain
from bot.survey.paths import Run
from bot.survey.scope import Scope
from bot.survey.values import Value, to_boolean, to_number, to_text


def _if(arguments: tuple[Run, ...]) -> Run:
    holds, then, otherwise = arguments
    return lambda scope: (then if to_boolean(holds(scope)) else otherwise)(scope)


def _coalesce(arguments: tuple[Run, ...]) -> Run:
    def run(scope: Scope) -> Value:
        found: Value = ""
        for argument in arguments:
            found = argument(scope)
            if to_text(found) not in {"", "NaN"}:
                break
        return found

    return run


def _once(arguments: tuple[Run, ...]) -> Run:
    (first_time,) = arguments
    return lambda scope: scope.context.own() or first_time(scope)


def _between(found: float, least: float, most: float) -> bool:
    """Return whether the count is within its limits; a negative limit is none."""
    return (least < 0 or found >= least) and (most < 0 or found <= most)


def _checklist(least: float, most: float, *holds: bool) -> Value:
    return _between(float(sum(holds)), least, most)


def _weighted(arguments: tuple[Run, ...]) -> Run:
    """Like checklist, with a weight behind each value; a list of values is paired with a list of weights."""
    least, most, *pairs = arguments

    def run(scope: Scope) -> Value:
        total = 0.0
        for holds, weight in zip(pairs[::2], pairs[1::2], strict=False):
            values, weights = one_by_one(scope, holds(scope)), one_by_one(scope, weight(scope))
            for value, factor in zip(values, weights, strict=False):
                total += to_number(factor) if to_boolean(value) else 0.0
        return _between(total, to_number(least(scope)), to_number(most(scope)))

    return run


LOGIC: Final[dict[str, Function]] = {
    "boolean": plain("b", lambda value: value),
    "boolean-from-string": plain("t", lambda text: text.strip() in {"1", "true"}),
    "checklist": plain("nn*b", _checklist),
    "coalesce": Function(2, MANY, _coalesce),
    "false": plain("", lambda: False),
    "if": Function(3, 3, _if),
    "not": plain("b", lambda value: not value),
    "once": Function(1, 1, _once, depends=True),
    "true": plain("", lambda: True),
    "weighted-checklist": Function(2, MANY, _weighted),
}
