"""What is checked over a survey as a whole, beyond the one bad file that each code has."""

from __future__ import annotations

import pytest

from bot.survey.check import check, check_together
from bot.survey.yaml_form import read_survey

HEAD = "consent: {version: 1, purpose: contoh, label: Balas YA}\n"
LISTS = (
    "choices:\n"
    "  isu:\n    - {name: bpjs, label: BPJS}\n    - {name: jalan, label: Jalan}\n"
    "  nilai:\n    - {name: 1, label: Kurang}\n    - {name: 2, label: Baik}\n"
)
ROWS = (
    "survey:\n"
    "  - {type: text, name: teks, label: Teks?}\n"
    "  - {type: select_multiple isu, name: isu, label: Isu?}\n"
    "  - {type: scale nilai, name: nilai, label: Nilai?}\n"
    "  - {type: select_one yatidak, name: mau, label: Mau?}\n"
)


def codes(relevant: str, column: str = "relevant") -> list[str]:
    last = f'  - type: text\n    name: akhir\n    label: Akhir?\n    constraint_message: Tidak\n    {column}: "{relevant}"\n'
    return [each.code for each in read_survey(HEAD + ROWS + last + LISTS, "contoh").problems]


@pytest.mark.parametrize(
    ("relevant", "expected"),
    [
        ("${teks} = 'apa saja'", []),
        ("selected(${isu}, 'bpjs')", []),
        ("${isu} = 'bpjs jalan'", []),
        ("${isu} = 'bpjs pasar'", ["S404"]),
        ("${isu} != ''", []),
        ("${nilai} = '2'", []),
        ("${nilai} = '3'", ["S404"]),
        ("${mau} = 'ya'", []),
        ("${mau} = 'Ya'", ["S404"]),
        ("${lain} = 'ya'", ["S401"]),
        ("${akhir} = 'ya'", ["S416"]),
        ("true()", []),
        ("false()", ["S406"]),
        ("today() > '2026-01-01'", []),
    ],
)
def test_names_and_choices_in_relevant(relevant: str, expected: list[str]) -> None:
    assert codes(relevant) == expected


def test_a_dot_belongs_in_a_constraint_only() -> None:
    assert codes(". != 'x'", "constraint") == []
    assert codes("string-length() > 2", "constraint") == []
    assert codes("${akhir} != 'x'", "constraint") == ["S407"]
    assert codes(". != 'x'") == ["S403"]


def test_a_dot_compared_with_something_that_is_no_choice() -> None:
    row = (
        "  - type: select_one isu\n    name: akhir\n    label: Akhir?\n    constraint: . != 'pasar'\n"
        "    constraint_message: Tidak\n"
    )
    loaded = read_survey(HEAD + ROWS + row + LISTS, "contoh")
    assert [each.code for each in loaded.problems] == ["S404"]


def test_a_calculation_may_read_what_was_asked_before() -> None:
    row = "  - {type: calculate, name: jumlah, indicator: x, calculation: count-selected(${isu})}\n"
    assert read_survey(HEAD + ROWS + row.replace("${isu}", "'a'") + LISTS, "contoh").problems == ()
    block = "  - type: calculate\n    name: jumlah\n    indicator: x\n    calculation: count-selected(${isuu})\n"
    assert [each.code for each in read_survey(HEAD + ROWS + block + LISTS, "contoh").problems] == ["S401"]


def test_a_survey_whose_places_are_not_known_is_checked_all_the_same() -> None:
    loaded = read_survey(HEAD + ROWS.replace("Teks?", "Te\u2026s?") + LISTS, "contoh")
    assert loaded.survey is not None
    (found,) = check(loaded.survey, {})
    assert (found.code, found.line, found.column) == ("S502", 1, 1)


def test_surveys_without_keyword_do_not_clash() -> None:
    survey = read_survey(HEAD + ROWS + LISTS, "contoh").survey
    other = read_survey(HEAD + ROWS + LISTS, "lain").survey
    assert survey is not None
    assert other is not None
    assert check_together([("a.yaml", survey), ("b.yaml", other)]) == {}
    assert [each.code for each in check_together([("a.yaml", survey), ("b.yaml", survey)])["b.yaml"]] == ["S602"]
