"""Values are compared by type, days with moments by the day, lists node by node."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.survey.answers import Answers
from bot.survey.comparing import near
from bot.survey.expressions import compile_expression
from bot.survey.tree import Plain
from bot.survey.values import Value

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
VALUES: dict[str, Plain] = {"n": ["1", "2", "2"], "m": ["2", "3"], "blank": [""], "none": [], "hari": ["2026-11-24"]}


def value(text: str) -> Value:
    return compile_expression(text, paths=True).within(Answers(VALUES, NOW))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Lists: as soon as one node, or one pair
        ("${n} = 2", True),
        ("${n} != 2", True),
        ("2 = ${n}", True),
        ("${n} = '3'", False),
        ("${n} = ${m}", True),
        ("${n} != ${n}", True),
        ("${n} > ${m}", False),
        ("${n} < ${m}", True),
        ("${m} >= 3", True),
        ("3 <= ${m}", True),
        ("${none} = ''", False),
        ("/data/none = ''", False),
        ("/data/none != ''", False),
        ("${n} = true()", True),
        ("${blank} = false()", True),
        ("/data/none = false()", True),
        ("${hari} = today()", True),
        ("today() - ${hari}", 0.0),
        # Days and moments
        ("today() < now()", False),
        ("today() <= now()", True),
        ("today() = now()", True),
        ("now() > '2026-11-24'", True),
        ("now() = '2026-11-24T08:00:00Z'", True),
        ("now() = '2026-11-24T15:00:00+07:00'", True),
        ("'2026-11-24' = '2026-11-24T00:00:00.000+00:00'", True),
        ("'2026-11-24' < '2026-11-24T00:00:00.001+00:00'", True),
        ("'2026-11-24' = 'x'", False),
        ("date('1970-01-11') = 10", True),
        ("10 < date('1970-01-12')", True),
        ("'x' = today()", False),
        ("'x' != today()", True),
        ("true() = today()", True),
        ("now() - today()", 8 / 24),
        ("today() - 1 < today()", True),
        ("'2026-11-24' - 'x' = 1", False),
        ("today() + 1 > today()", True),
    ],
)
def test_a_comparison_comes_to_this(text: str, expected: Value) -> None:
    assert value(text) == expected


def test_numbers_are_equal_but_for_rounding() -> None:
    assert near(0.1 + 0.2, 0.3)
    assert not near(1.0, 1.001)
    # A citizen's number has sixteen digits; its neighbour is another person.
    assert value("3201234567890001 = 3201234567890002") is False


@given(
    st.lists(st.text(max_size=4), min_size=1, max_size=4),
    st.text(max_size=4).filter(lambda text: not set("'\u2018\u2019") & set(text)),
)
def test_a_list_is_equal_when_one_of_its_nodes_is(texts: list[str], one: str) -> None:
    expression = compile_expression(f"${{a}} = '{one}'", paths=True)
    assert expression.within(Answers({"a": texts}, NOW)) is any(
        compile_expression(f"${{b}} = '{one}'").holds({"b": text}, today=NOW) for text in texts
    )


@given(
    st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
    st.integers(0, 99).map(str) | st.text(max_size=4),
    st.integers(0, 99),
)
def test_a_number_in_the_expression_compares_as_one_that_is_worked_out(sign: str, text: str, number: int) -> None:
    found = [
        compile_expression(f"${{a}} {sign} {side}").holds({"a": text}, today=NOW)
        for side in (number, f"({number} + 0)")
    ]
    assert found[0] is found[1]


@given(
    st.sampled_from(["=", "!=", "<", ">"]),
    st.sampled_from(["ya", "tidak", "", "2026-11-24", "5"]),
    st.sampled_from(["ya", "2026-11-24T00:00Z", "5", ""]),
)
def test_a_text_in_the_expression_compares_as_one_that_is_worked_out(sign: str, text: str, other: str) -> None:
    found = [
        compile_expression(f"${{a}} {sign} {side}").holds({"a": text}, today=NOW)
        for side in (f"'{other}'", f"concat('{other}', '')")
    ]
    assert found[0] is found[1]
