"""What is wrong with a YAML file is said, all at once and at its place; and no text at all breaks the reading."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.survey.yaml_form import read_survey

COREL = Path(__file__).parents[2] / "surveys" / "corel-anggota.yaml"
HEAD = "consent: {version: 1, purpose: contoh, label: Balas YA}\n"
ONE = HEAD + "survey:\n  - {type: text, name: a, label: Apa?}\n"
LISTS = "choices:\n  isu:\n    - {name: 1, label: Satu}\n    - {name: 2, label: Dua}\n"


def codes(source: str) -> list[str]:
    return [each.code for each in read_survey(source, "contoh").problems]


def rows(*rows: str, choices: str = "") -> str:
    return HEAD + "survey:\n" + "".join(f"  - {row}\n" for row in rows) + choices


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("apa saja", ["S102"]),
        ("[]", ["S102"]),
        ("survey: apa", ["S102", "S109"]),
        ("survey: {a: b}", ["S102", "S109"]),
        ("survey: []", ["S109", "S110"]),
        ("survey:\n", ["S109", "S110"]),
        ("settings: apa\n" + ONE, ["S102"]),
        ("settings:\n" + ONE, []),
        ("consent: setuju\nsurvey:\n  - {type: text, name: a, label: A?}", ["S102", "S103", "S103", "S103"]),
        (rows("apa"), ["S102"]),
        (rows("{name: a, label: A?}"), ["S103"]),
        (rows("{type: text, label: A?}"), ["S103"]),
        (rows("{type: calculate, name: a}", "{type: text, name: b, label: B?}"), ["S103"]),
        (rows("{type: calculate, name: a, calculation: 1 +}", "{type: text, name: b, label: B?}"), ["S301"]),
        (rows("{type: text, name: [a], label: A?}"), ["S102"]),
        (rows("{type: text, name: a, label: A?, relevant: [a]}"), ["S102"]),
        (rows("{type: text, name: a, label: {id: [a]}}"), ["S102"]),
        (rows("{type: integer, name: a, label: A?, min: satu}"), ["S108"]),
        (rows("{type: integer, name: a, label: A?, min: 2026-01-01}"), ["S108"]),
        (rows("{type: date, name: a, label: A?, prefer: kapan}"), ["S108"]),
        (rows("{type: begin_loop, name: a, label: A?}"), ["S202"]),
        (rows("{type: begin loop, name: a, label: A?}"), ["S202"]),
        (rows("{type: geoshape, name: a, label: A?}"), ["S202"]),
        (rows("{type: text, name: a, label: A?}", choices="choices: [a]\n"), ["S102"]),
        (rows("{type: select_one isu, name: a, label: A?}", choices="choices:\n  isu: apa\n"), ["S203", "S102"]),
        (
            rows("{type: select_one isu, name: a, label: A?}", choices="choices:\n  isu:\n    - a\n" + LISTS[15:]),
            ["S102"],
        ),
        ("form_id: contoh\n" + ONE, ["S101"]),
        ("settings: {form_id: Contoh Satu}\n" + ONE, ["S105"]),
        (rows("{type: text, name: a, label: 'A?', relevant: ''}"), []),
        (rows("{type: text, name: a, label: ''}"), ["S103"]),
        # A note that follows a value is a warning only where it may be part of it.
        (HEAD + "survey:\n  - type: text # satu\n    name: a\n    label: Apa? # dua\n", ["S009"]),
        (HEAD + "survey:\n  - type: text\n    name: a\n    label: Apa?\n    required: ya # wajib\n", []),
        ("a: 1\n---\nb: 2\n", ["S002"]),
        (ONE + "settings: !ibu x\n", ["S102", "S005"]),
        (ONE.replace("Apa?", '"Apa \\u0007?"'), ["S007", "S502"]),
        (ONE.replace("Apa?", '"Apa \\ud800?"'), ["S007", "S502"]),
        (ONE.replace("Apa?", '"Apa \\UFFFFFFFF?"'), ["S002"]),
        (ONE.replace("Apa?", '"Apa \\U00110000?"'), ["S002"]),
        (ONE.replace("Apa?", "Apa: kabar"), ["S004"]),
        (ONE.replace("Apa?", "{id: Apa: kabar}"), ["S004"]),
        (ONE.replace("Apa?", "{id: Apa, en: [a}"), ["S002"]),
        (HEAD + "survey:\n  - type: text\n    name: a\n    label: {id: Apa: kabar, en: What?}\n", ["S004"]),
        (
            rows(
                "{type: text, name: a, label: A?}", "type: text\n    name: b\n    label: B?\n    relevant: ${a} = 'x'"
            ),
            [],
        ),
        ("a: 'b'\n'c\n", ["S012"]),
        ("- a\nb: c\n", ["S002"]),
    ],
)
def test_what_is_wrong_is_said(source: str, expected: list[str]) -> None:
    assert codes(source) == expected


def test_a_choice_in_another_list_may_carry_the_same_name() -> None:
    more = LISTS + "  lain:\n    - {name: 1, label: Satu}\n    - {name: 2, label: Dua}\n"
    source = rows(
        "{type: select_one isu, name: a, label: A?}", "{type: select_one lain, name: b, label: B?}", choices=more
    )
    assert codes(source) == []


def test_all_problems_of_a_file_are_reported_at_once_in_order() -> None:
    loaded = read_survey(
        "consent: {version: 1, purpose: x, label: Balas YA}\n"
        "survey:\n"
        "  - type: txt\n    name: a\n    label: Kabar: baik?\n"
        "  - type: text\n    name: a\n    label: @ibu\n    relevant: ${b} = 1\n    wajib: ya\n",
        "contoh",
    )
    assert [each.code for each in loaded.problems] == ["S201", "S004", "S104", "S005", "S401", "S101"]
    assert [each.line for each in loaded.problems] == [3, 5, 7, 8, 9, 10]
    assert loaded.survey is None
    assert loaded.errors == loaded.problems


def test_columns_are_those_of_the_file_also_within_quotes() -> None:
    for relevant, column in (
        ("${bb} = 1", 15),
        ("'${bb} = 1'", 16),
        ("'1 = ${bb}'", 20),
        # A doubled quote shifts what follows, so only the value's beginning is named.
        ("'''x'' = ${bb}'", 16),
        (">-\n      ${bb} = 1", 15),
    ):
        source = HEAD + f"survey:\n  - type: text\n    name: a\n    label: A?\n    relevant: {relevant}\n"
        (found,) = read_survey(source, "contoh").problems
        assert (found.code, found.line, found.column) == ("S401", 6, column)


def test_many_slips_end_somewhere() -> None:
    source = "".join(f"k{at}: @x\n" for at in range(100))
    assert len([code for code in codes(source) if code == "S005"]) == 31


@settings(deadline=None)
@given(st.text(max_size=200))
@example('a: "\\UFFFFFFFF"')
@example("%YAML " + "9" * 5_000 + ".1\n---\na: b")
@example("\ud800")
@example("[" * 5_000)
@example("[" * 150)
@example("a: &x [*x]")
@example("? ? ? a")
@example("%YAML 9\n---\n")
@example("a: \x00")
@example("!!python/object x: y")
def test_any_text_is_a_survey_or_says_why_not(source: str) -> None:
    loaded = read_survey(source, "contoh")
    assert (loaded.survey is None) == bool(loaded.errors)


@settings(max_examples=25, deadline=None)  # Reading the whole file takes about a tenth of a second.
@given(st.integers(0, 5_000), st.text("[]{}:,-#&*!|>'\"@\t \nab\u2026", min_size=1, max_size=4))
def test_a_damaged_survey_is_a_survey_or_says_why_not(at: int, damage: str) -> None:
    source = COREL.read_text(encoding="utf-8")
    loaded = read_survey(source[:at] + damage + source[at:], "corel-anggota")
    assert (loaded.survey is None) == bool(loaded.errors)
