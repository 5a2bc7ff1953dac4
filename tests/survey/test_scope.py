"""A flat context is enough for a survey without repeats; steps are counted whatever the context."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime

import pytest

from bot.survey.answers import Answers
from bot.survey.expressions import compile_expression
from bot.survey.scope import MOST_STEPS, Context, Flat, Scope, TooMuch
from bot.times import WIB

TODAY = date(2026, 11, 24)


def test_a_flat_context_has_no_repeats_tables_or_chance() -> None:
    context: Context = Flat({"a": "1"}, "new", TODAY)
    assert context.value("a") == "1"
    assert context.value("b") == ""
    assert context.own() == "new"
    assert context.now == datetime(2026, 11, 24, tzinfo=UTC)
    assert context.table("a") is None
    assert context.choice_label("a", "x") == "x"
    assert math.isnan(context.chance())
    assert context.here is context.here
    assert [each.text for each in context.here.above()] == ["new", "1"]


def test_a_flat_context_may_know_the_moment_the_language_and_chance() -> None:
    context = Flat({}, "", datetime(2026, 8, 24, 8, tzinfo=WIB), "id", lambda: 0.5)
    assert compile_expression("format-date-time(now(), '%e %b %H')").within(context) == "24 Agu 08"
    assert compile_expression("random()").within(context) == 0.5


def test_steps_are_counted_together() -> None:
    scope = Scope(Flat({}, "", TODAY), UTC)
    inner = scope.within(scope.at(), 1, 1)
    inner.spend(MOST_STEPS)
    assert inner.at() is not None
    with pytest.raises(TooMuch):
        scope.spend(1)


def test_what_would_take_too_long_comes_to_nothing() -> None:
    context = Answers({"a": [str(number) for number in range(700)]}, datetime(2026, 1, 1, tzinfo=UTC))
    cubic = compile_expression("count(${a}[count(/data/a[. = current()/../a]) > 1])", paths=True)
    with pytest.raises(TooMuch):
        cubic.within(context)
    heavy = compile_expression(f"concat({', '.join(['${a}'] * 200)})")
    assert heavy.evaluate({"a": "a" * 100_000}, today=TODAY) == ""
    assert not heavy.holds({"a": "a" * 100_000}, today=TODAY)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        compile_expression("now()").within(Answers({}, datetime(2026, 1, 1)))  # noqa: DTZ001 - that is the point
