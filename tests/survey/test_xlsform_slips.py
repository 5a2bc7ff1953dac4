"""Forms that pyxform refuses: each slip at its cell, all of them at once, in both languages, with a guess."""

from __future__ import annotations

import pytest

from bot.survey.xlsform_errors import codes_for, explain
from tests.survey.forms import HEAD, ISU, NAMA, said, wrong

END = ("end group", "", "")
Cells = tuple[str, ...]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([("begin group", "meta", "M"), NAMA, END], [("survey!B2", "S710")]),
        ([NAMA, NAMA], [("survey!B3", "S104")]),
        ([("begin group", "g", "G"), NAMA, NAMA, END], [("survey!B4", "S104")]),
        ([("tel", "hp", "HP?")], [("survey!A2", "S201")]),
        ([("Select one from source", "x", "X?")], [("survey!A2", "S201")]),
        ([("set form title", "", "Judul")], [("survey!A2", "S103"), ("survey!A2", "S201")]),
        ([NAMA, ("include", "lain", "")], [("survey!A3", "S710")]),
        ([("select_one yes_no", "x", "X?")], [("survey!A2", "S203")]),
        ([("select_one", "x", "X?")], [("survey!A2", "S209")]),
        ([("select_one_external kab", "x", "X?")], [("survey!A2", "S203")]),
        ([NAMA, ("calculate", "x", "")], [("survey!B3", "S103")]),
        ([("text", "", "Nama?")], [("survey!A2", "S103")]),
        ([("text", "a b", "Nama?")], [("survey!B2", "S710")]),
        ([("text", "x", "")], [("survey!B2", "S710")]),
        ([("begin group", "g", "G"), NAMA], [("survey!A2", "S112")]),
        ([NAMA, END], [("survey!A3", "S113")]),
        ([("begin repeat", "r", "R"), NAMA, END, ("end repeat", "", "")], [("survey!A4", "S113")]),
        ([NAMA, ("text", "x", "Halo ${nmaa}")], [("survey!C3", "S401")]),
        ([("begin group", "a", "A"), NAMA, END, ("begin group", "b", "B"), NAMA, END, ("note", "n", "${nama}")],
         [("survey!C8", "S710")]),
        ([("background-geopoint", "x", "X")], [("survey!A2", "S710")]),
    ],
)  # fmt: skip
def test_a_slip_is_told_at_its_cell(rows: list[Cells], found: list[tuple[str, str]]) -> None:
    assert said(*rows, choices=ISU) == found


def test_all_slips_are_told_at_once_in_the_order_of_the_rows() -> None:
    head = (*HEAD, "relevant", "calculation", "trigger")
    found = wrong(
        ("txt", "a", "A?", "", "", ""),
        ("select_one isuu", "b", "B?", "${aa} = 'x'", "", ""),
        ("calculate", "c", "", "", "if(${a}", "${zz}"),
        ("calculate", "d", "", "", "", ""),
        ("integer", "a", "A?", "", "", ""),
        head=head,
        choices=(*ISU, ISU[1]),
    )
    assert [(each.place, each.code) for each in found] == [
        ("survey!A2", "S201"),
        ("survey!A3", "S203"),
        ("survey!D3", "S401"),
        ("survey!E4", "S301"),
        ("survey!F4", "S401"),
        ("survey!B5", "S103"),
        ("survey!B6", "S104"),
        ("choices!B4", "S204"),
    ]
    assert 'Maksudnya "text"?' in found[0].message()
    assert 'Maksudnya "isu"?' in found[1].message()
    assert 'Did you mean "a"?' in found[2].message("en")


def test_rows_that_are_switched_off_are_not_looked_at() -> None:
    assert said((*NAMA, ""), (*NAMA, "yes"), ("tel", "hp", "HP?", ""), head=(*HEAD, "disabled")) == [
        ("survey!A4", "S201")
    ]


@pytest.mark.parametrize(
    ("head", "place"),
    [
        (("name", "label"), "survey!A1"),
        (("type", "name", "label", "label"), "survey!D1"),
        (("type", "name", "label", "caption"), "survey!C1"),
    ],
)
def test_headers_that_are_missing_or_double(head: Cells, place: str) -> None:
    assert said(("text", "nama", "Nama?", "Nama?")[-len(head) :], head=head) == [(place, "S710")]


def test_choices_without_the_names_of_their_lists() -> None:
    choices = (("daftar", "name", "label"), ("isu", "air", "Air"))
    rows = (("select_one isu", "x", "X?"), ("select_one isu", "y", "Y?"))
    assert said(*rows, choices=choices) == [("choices!A1", "S710")]
    assert said(("select_one isu", "x", "X?"), choices=(*ISU, ("isu", "", "Tanpa nama"))) == [("choices!B4", "S710")]


def test_a_sheet_choices_that_is_missing_is_told_at_the_row_that_needs_it() -> None:
    assert said(NAMA, ("select_one yatidak", "x", "X?")) == [("survey!A3", "S203")]


def test_what_makes_pyxform_itself_fall_over_is_a_problem_too() -> None:
    for sheets in ({"choices": ((), ("isu",))}, {"entities": (("dataset",), ("",))}, {"osm": (("x",), ("y",))}):
        assert all(code.startswith("S") for _, code in said(NAMA, **sheets))


def test_a_sentence_that_nobody_has_translated_is_passed_on() -> None:
    found = explain("Something new in pyxform. [row : 7] Learn more: https://contoh.id")
    assert (found.place, found.code) == ("survey!A7", "S710")
    assert "Something new in pyxform." in found.message()
    assert "contoh.id" not in found.message("en")
    assert codes_for("Something new") == frozenset()


def test_a_default_that_is_too_long_is_told_at_its_cell() -> None:
    head = (*HEAD, "default")
    assert said(("text", "x", "X?", "panjang " * 600), head=head) == [("survey!D2", "S306")]


def test_a_name_on_a_path_that_nobody_has_is_told_at_its_cell() -> None:
    head = (*HEAD, "relevant")
    assert said(NAMA, ("text", "x", "X?", "../nmaa != ''"), head=head) == [("survey!D3", "S401")]
    assert said(NAMA, ("text", "x", "X?", "../nama != ''"), head=head) == []


def test_groups_that_lie_too_deep_are_refused() -> None:
    depth = 1_000
    rows = [("begin group", f"g{at}", "G") for at in range(depth)]
    (problem,) = wrong(*rows, NAMA, *[("end group", "", "")] * depth)
    assert problem.code == "S710"
    assert "too deep" in problem.message("en")


def test_nothing_is_claimed_of_an_answer_that_is_worked_out() -> None:
    head = (*HEAD, "calculation", "relevant")
    rows = (("integer", "n", "N?", "string-length('abc')", ""), ("text", "x", "X?", "", "${n} = 2.5"))
    assert said(NAMA, *rows, head=head) == []
    assert said(NAMA, ("integer", "n", "N?", "", ""), rows[1], head=head) == [("survey!E4", "S415")]
