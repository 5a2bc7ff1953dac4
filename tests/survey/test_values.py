"""Types become one another as ODK says."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.survey.tree import Node
from bot.survey.values import Value, number_text, rounded, to_boolean, to_day, to_moment, to_number, to_text, whole
from bot.times import WIB

DAY = date(1970, 1, 2)
MOMENT = datetime(1970, 1, 2, 12, tzinfo=UTC)
LIST = (Node("a", "5"), Node("a", "6"))


@pytest.mark.parametrize(
    ("value", "number", "text", "holds"),
    [
        (DAY, 1.0, "1970-01-02", True),
        (MOMENT, 1.5, "1970-01-02T12:00:00.000+00:00", True),
        (LIST, 5.0, "5", True),
        ((), math.nan, "", False),
        ((Node("a", ""),), math.nan, "", False),
        ((Node("a", "0"),), 0.0, "0", True),
        (True, 1.0, "true", True),
        ("1970-01-02T12:00:00Z", 1.5, "1970-01-02T12:00:00Z", True),
        ("\u00a012", math.nan, "\u00a012", True),
        ("1" * 2001, math.nan, "1" * 2001, True),
        ("1" * 400, math.inf, "1" * 400, True),
    ],
)
def test_a_value_in_every_type(value: Value, number: float, text: str, holds: bool) -> None:
    assert to_number(value) == number or (math.isnan(number) and math.isnan(to_number(value)))
    assert to_text(value) == text
    assert to_boolean(value) is holds


def test_a_group_with_something_inside_holds() -> None:
    group = Node("rumah")
    group.children.append(Node("luas", "", group))
    assert to_boolean((group,))


def test_days_and_moments() -> None:
    assert to_moment(MOMENT, WIB) == MOMENT
    assert to_day(datetime(1970, 1, 1, 20, tzinfo=UTC), WIB) == DAY
    assert to_moment(DAY) == DAY
    assert to_moment(True) is None
    assert to_moment((Node("a", "1970-01-02"),)) == DAY
    assert to_moment("1") == datetime(1970, 1, 2, tzinfo=UTC)
    assert to_day(1.0, WIB) == DAY
    assert to_day("x") == ""


@pytest.mark.parametrize(
    ("number", "digits", "expected"),
    [
        (2.5, 0, 3),
        (-2.5, 0, -3),
        (1.005, 2, 1.01),
        (-50.55, -2, -100),
        (5, -20, 0),
        (1e308, -400, 0),
        (1.5, 31, 1.5),
        (1.5, math.inf, 1.5),
        (math.inf, 1, math.inf),
        (1.25, 1.9, 1.3),
    ],
)
def test_rounding(number: float, digits: float, expected: float) -> None:
    assert rounded(number, digits) == expected


def test_what_is_not_a_number_stays_so_and_zero_keeps_its_sign() -> None:
    assert math.isnan(rounded(1.0, math.nan))
    assert math.copysign(1, rounded(-0.4)) == -1
    assert math.copysign(1, whole(-0.4)) == -1


@given(st.floats())
def test_a_number_is_printed_without_an_exponent_and_read_back(number: float) -> None:
    text = number_text(number)
    assert "e" not in text.lower().replace("infinity", "")
    if math.isfinite(number):
        assert to_number(text) == number
