"""Functions over numbers. What has no value is NaN or an infinity, as in IEEE 754 and XPath 3.0's math functions."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Final

from bot.survey.calls import Function, or_own, plain, scoped, some
from bot.survey.scope import Scope
from bot.survey.values import NAN, Value, divide, rounded, to_number, to_text, whole

_SCIENTIFIC: Final = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?[eE][-+]?[0-9]{1,4}")


def _safe(work: Callable[[float], float], too_large: float = math.inf) -> Callable[[float], Value]:
    """Return ``work`` with NaN where it has no value, and ``too_large`` where that is beyond every float."""

    def call(number: float) -> Value:
        try:
            return work(number)
        except ValueError:
            return NAN
        except OverflowError:
            return too_large

    return call


def _log(work: Callable[[float], float]) -> Callable[[float], Value]:
    return lambda number: -math.inf if number == 0 else _safe(work)(number)


def _power(base: float, exponent: float) -> Value:
    try:
        return math.pow(base, exponent)
    except OverflowError:
        odd = math.fmod(exponent, 2) != 0
        return -math.inf if base < 0 and odd else math.inf
    except ValueError:
        # A negative number to a fraction, or zero to a negative number.
        return divide(1.0, 0.0) if base == 0 else NAN


def _floor(number: float) -> Value:
    return math.copysign(float(math.floor(number)), number) if math.isfinite(number) else number


def _ceiling(number: float) -> Value:
    return math.copysign(float(math.ceil(number)), number) if math.isfinite(number) else number


def _least(*numbers: float) -> Value:
    return NAN if not numbers or any(map(math.isnan, numbers)) else min(numbers)


def _most(*numbers: float) -> Value:
    return NAN if not numbers or any(map(math.isnan, numbers)) else max(numbers)


def _int(scope: Scope, value: Value) -> Value:
    """Cut off towards zero; a text may have an exponent here, as other programs write very small numbers."""
    text = to_text(value).strip()
    return whole(float(text) if _SCIENTIFIC.fullmatch(text) else to_number(value, scope.zone))


def _random(scope: Scope) -> Value:
    return scope.context.chance()


NUMBERS: Final[dict[str, Function]] = {
    "abs": plain("n", abs),
    "acos": plain("n", _safe(math.acos)),
    "asin": plain("n", _safe(math.asin)),
    "atan": plain("n", math.atan),
    "atan2": plain("nn", math.atan2),
    "ceiling": plain("n", _ceiling),
    "cos": plain("n", _safe(math.cos)),
    "exp": plain("n", _safe(math.exp)),
    "exp10": plain("n", lambda number: _power(10.0, number)),
    "floor": plain("n", _floor),
    "int": scoped("v", _int),
    "log": plain("n", _log(math.log)),
    "log10": plain("n", _log(math.log10)),
    "max": some(plain("*n", _most)),
    "min": some(plain("*n", _least)),
    "number": or_own("n", lambda value: value),
    "pi": plain("", lambda: math.pi),
    "pow": plain("nn", _power),
    "random": scoped("", _random, depends=True),
    "round": plain("n?n", rounded),
    "sin": plain("n", _safe(math.sin)),
    "sqrt": plain("n", _safe(math.sqrt)),
    "tan": plain("n", _safe(math.tan)),
}
