"""A reply is explained in the stages in which it was read; what a stage did not touch it does not mention."""

from __future__ import annotations

import pytest

from bot.survey.model import Kind, PlaceName, Text
from bot.understanding import explain
from tests.understanding.readings import PHRASES, QUESTIONS, TODAY, choices

PLACES = PlaceName(choices(a="Deli Serdang", b="Kota Medan"))


def shown(kind: Kind, text: str) -> dict[str, tuple[tuple[str, str], ...]]:
    return {step.name: step.found for step in explain(kind, text, phrases=PHRASES, today=TODAY)}


def test_a_plain_reply_needs_one_stage() -> None:
    assert shown(QUESTIONS["people"], "3") == {"numbers": (("3", "3"),)}


def test_every_stage_that_changed_something_is_shown() -> None:
    assert shown(QUESTIONS["income"], "  2 eh salah STGH jt bu") == {
        "letters": (("  2 eh salah STGH jt bu", "  2 eh salah stgh jt bu"),),
        "spelling": (("stgh", "setengah"),),
        "taken_back": (("2 eh salah setengah jt bu", "setengah jt bu"),),
        "left_out": (("bu", ""),),
        "numbers": (("setengah jt", "500000"),),
    }


@pytest.mark.parametrize(("text", "number"), [("2,5", "2.5"), ("1/3", "0.3333"), ("ribuan", "1000?"), ("1000", "1000")])
def test_a_number_is_shown_short_and_with_a_question_mark_where_it_is_vague(text: str, number: str) -> None:
    assert [meaning for _, meaning in shown(QUESTIONS["harvest"], text)["numbers"]] == [number]


def test_the_tables_of_the_kind_of_question_are_named() -> None:
    assert ("kemarin", "days: -1") in shown(QUESTIONS["past"], "kmrn")["phrases"]
    assert ("ya", "yesno: ya") in shown(QUESTIONS["yesno"], "inggih")["phrases"]
    assert ("berhenti", "control: stop") in shown(Text(), "berhenti")["phrases"]


def test_names_of_places_are_shown_as_they_are_written() -> None:
    found = (("kab", "places: title kabupaten"), ("dliserdang", "places: deli serdang"))
    assert shown(PLACES, "kab. dliserdang 40") == {"phrases": found}
