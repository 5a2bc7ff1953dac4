"""What pyxform refuses is told with its cell, its meaning and its cure."""

from __future__ import annotations

import pytest

from bot.survey.workbook import Workbook
from bot.survey.xlsform_errors import explain
from tests.survey.test_xlsform_kinds import Rows, load


@pytest.mark.parametrize(
    ("rows", "code", "place"),
    [
        ([("begin group", "meta", "M"), ("text", "q", "Q?"), ("end group", "", "")], "S710", "survey!B2"),
        ([("text", "q", "Q?"), ("text", "q", "Q?")], "S104", "survey!B3"),
        ([("select_one tidakada", "q", "Q?")], "S203", "survey!A2"),
        ([("telepon", "q", "Q?")], "S201", "survey!A2"),
        ([("text", "q", "Halo ${siapa}")], "S401", "survey!C2"),
        ([("begin group", "g", "G"), ("text", "q", "Q?")], "S112", "survey!A2"),
        ([("text", "", "Q?")], "S103", "survey!A2"),
        ([("text", "satu dua", "Q?")], "S710", "survey!B2"),
    ],
)
def test_what_pyxform_refuses_is_refused_at_its_cell(rows: Rows, code: str, place: str) -> None:
    loaded = load(*rows)
    assert loaded.survey is None
    assert (loaded.problems[0].code, loaded.problems[0].sheet) == (code, "survey")
    assert loaded.problems[0].line == int("".join(each for each in place if each.isdigit()))


def test_any_sentence_of_pyxform_becomes_a_problem() -> None:
    told = explain("Something nobody has seen before 'xyz'.", Workbook({"survey": (("type",), ("xyz",))}))
    assert told.place == "survey!A2"
    assert "pyxform" in told.message_id
    assert explain("nothing quoted").place == "survey!A1"
