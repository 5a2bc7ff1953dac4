"""Values worth trying: every choice, the limits, and where the truth of an expression changes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.authoring.candidates import Candidates
from bot.survey.model import Choice, Given, Integer, Kind, Media, Question, Rank, SelectMultiple, Text
from tests.authoring.forms import FARM, NOW, form
from tests.conversation.filling import form as filled_form
from tests.conversation.filling import said, xp

A, B, C = (Choice(name, said(name)) for name in "abc")


def values(kind: Kind, constraint: str = "") -> tuple[str, ...]:
    question = Question("x", kind, said("?"), constraint=xp(constraint) if constraint else None)
    return Candidates(filled_form(question), NOW).of(question)


def test_numbers_are_tried_at_the_limits_and_at_what_they_are_compared_with() -> None:
    tried = values(Integer(minimum=3, maximum=40), ". != 17 and . < 32")
    assert {"3", "4", "40", "39", "17", "16", "18", "31", "32", "33"} <= set(tried)
    assert values(Integer(minimum=3, maximum=40))[0] == "5"


def test_through_a_calculation_the_constants_behind_it_count() -> None:
    assert {"18", "19"} <= set(Candidates(FARM, NOW).of(FARM.question("karung")))


def test_every_choice_and_selections_of_several() -> None:
    assert values(SelectMultiple((A, B, C))) == ("a", "b", "c", "a b c", "a b", "a c", "b c")
    assert values(Rank((A, B, C))) == ("a b c", "b c a", "c a b")


@pytest.mark.parametrize(
    ("constraint", "among"),
    [
        ("regex(., '^[A-Z]{2}-[0-9]{3}$')", "AA-111"),
        (". = 'kader desa'", "kader desa"),
        ("string-length(.) = 9", "111111111"),
    ],
)
def test_texts_that_an_expression_asks_for(constraint: str, among: str) -> None:
    assert among in values(Text(), constraint)


def test_days_around_today_and_as_many_years_ago_as_are_counted() -> None:
    aged = form(
        """\
  - {type: date, name: lahir, label: {id: "Lahir?"}}
  - {type: text, name: dewasa, label: {id: "Kerja?"}, relevant: "today() - ${lahir} > 17 * 365"}
"""
    )
    tried = Candidates(aged, NOW).of(aged.question("lahir"))
    today = NOW.date()
    assert today.isoformat() in tried
    assert any(one < (today - timedelta(days=17 * 365)).isoformat() for one in tried)


def test_what_is_sent_or_known_has_a_sample() -> None:
    assert values(Media("audio")) == ("suara.ogg",)
    assert values(Given("member:name")) == ("Sari Rahayu",)
    assert values(Given("start")) == ()
