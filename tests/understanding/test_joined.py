"""Numbers and words joined in one reply both count, or she is asked: no half of an answer is stored."""

from __future__ import annotations

import pytest

from bot.survey.model import Choice, Kind, SelectMultiple, SelectOne
from bot.understanding import NotAnAnswer, Read, Unclear, read
from bot.understanding.joined import joined
from bot.understanding.labels import labels_of
from bot.understanding.mentions import Clause, Piece, said_in
from tests.understanding.readings import PHRASES, TODAY

LABELS = ("Biaya", "Dokter jarang ada", "Jarak jauh", "Antre lama", "Uang", "Obat habis")
CHOICES = tuple(Choice(str(place), {"id": label}) for place, label in enumerate(LABELS, start=1))
SEVERAL, ONE = SelectMultiple(CHOICES), SelectOne(CHOICES)
JOINS = (" sama ", " dan ", ", ", " plus ", " + ", "&", "/", " terus ", " karo ", " dan yang ")


def shown(kind: Kind, reply: str) -> str:
    match read(kind, reply, phrases=PHRASES, today=TODAY):
        case Read(value, _, _):
            return value
        case Unclear(candidates, _):
            return "?" + ",".join(candidates)
        case NotAnAnswer():
            return "-"


@pytest.mark.parametrize("join", JOINS)
@pytest.mark.parametrize(("word", "place"), [("jarak", "3"), ("antre lama", "4"), ("uang", "5"), ("obatnya", "6")])
def test_a_number_and_a_word_both_count_in_either_order(join: str, word: str, place: str) -> None:
    assert shown(SEVERAL, f"1{join}{word}") == f"1 {place}"
    assert shown(SEVERAL, f"{word}{join}1") == f"1 {place}"
    assert shown(ONE, f"1{join}{word}") in {f"?1,{place}", f"?{place},1"}
    assert shown(ONE, f"{word}{join}1") in {f"?1,{place}", f"?{place},1"}


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("1,2 sama jarak", "1 2 3"),
        ("1 sampai 3 dan uang", "1 2 3 5"),
        ("a sama obat", "1 6"),
        ("b, jarak", "2 3"),
        ("1-3 sama uang", "?1 2 3 5,1 3 5"),
        ("jarak sampai 6", "?3 6"),
        ("uang sama 9", "?5"),
        ("9 sama 1 sama uang", "?1 5"),
        ("1 2 uang", "?1 2 5"),
        ("1,2 uang", "?1 2 5"),
        ("uang 2 dan 3", "?3 5"),
        ("1 sama sinyal", "?1"),
        ("1 sama xyz", "?1"),
        ("1 atau jarak", "?1 3"),
    ],
)
def test_what_else_is_joined_counts_or_is_asked(reply: str, expected: str) -> None:
    assert shown(SEVERAL, reply) == expected


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("jarak 3 km dan uang", "3 5"),
        ("antre 2 jam", "4"),
        ("jarak sama 2 anak", "3"),
        ("umur 2 dan 3, jarak", "3"),
        ("2 dan 3 anak, jarak", "3"),
        ("3 jarak 5 uang", "3 5"),
        ("e, jarak", "3"),
    ],
)
def test_what_counts_something_is_no_choice(reply: str, expected: str) -> None:
    assert shown(SEVERAL, reply) == expected


def test_what_is_asked_for_one_choice_is_not_stored_by_half() -> None:
    assert shown(ONE, "1 sama sinyal jelek") == "?1"
    assert shown(ONE, "uang 5") == "5"
    assert shown(ONE, "uang 6") == "?6,5"


def test_a_clause_of_one_run_joins_nothing() -> None:
    said = said_in(PHRASES.reply("2 jarak"), labels_of(CHOICES, PHRASES), PHRASES)
    assert joined(said.clauses[0], {0}, set(), set(), 6) == (frozenset(), False)
    assert joined(Clause(runs=[[Piece("b")]]), set(), set(), set(), 6) == (frozenset({0}), False)
    assert joined(Clause(), set(), set(), set(), 6) == (frozenset(), False)
