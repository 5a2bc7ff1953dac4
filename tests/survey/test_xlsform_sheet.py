"""Workbooks as people really keep them: names, headers and cells that are odd, and allowed all the same."""

from __future__ import annotations

import io
import random
from datetime import date

import openpyxl
import pytest

from bot.survey.files import read_survey
from bot.survey.filled import Filled
from bot.survey.grid import grid_of
from bot.survey.model import SelectOne
from bot.survey.workbook import Workbook, read_workbook, to_source
from bot.survey.xlsform_export import to_sheets
from bot.survey.xlsform_sheet import lines_of
from bot.survey.yaml_form import Loaded
from bot.survey.yaml_text import Place
from tests.conversation.filling import NOW
from tests.survey.forms import CONSENT, HEAD, ISU, NAMA, Row, load, said, survey_of

RELEVANT = (*HEAD, "relevant")


def excel(*rows: tuple[object, ...], merged: str = "", **more: tuple[tuple[object, ...], ...]) -> Loaded:
    """Return what comes of a workbook as Excel would save it, with cells of any type."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, each in {"survey": rows, "settings": CONSENT, **more}.items():
        sheet = book.create_sheet(title)
        for row in each:
            sheet.append(row)
        if merged and title == "survey":
            sheet.merge_cells(merged)
    made = io.BytesIO()
    book.save(made)
    return read_survey(to_source(read_workbook(made.getvalue())), "uji")


def asked_after(name: str, ref: str | None = None, answer: str = "x") -> list[str]:
    """Return what is relevant once the question called ``name`` was answered, by a form whose second one reads it."""
    survey = survey_of(
        ("text", name, "Apa?", ""), ("text", "akhir", "Lalu?", f"${{{ref or name}}} = 'x'"), head=RELEVANT
    )
    return list(Filled(survey, {name: answer}, frozenset({name}), NOW).spots)


@pytest.mark.parametrize(
    "name", ["nama_désa", "名前", "ñandu", "a.b-c", "a.", "b-1", "de\u0301sa", "and", "div", "name", "_", "__class__"]
)
def test_a_name_in_any_script_can_be_asked_and_read(name: str) -> None:
    assert asked_after(name) == [name, "akhir"]
    assert asked_after(name, answer="y") == [name]


def test_names_that_differ_by_capitals_only_are_two_questions() -> None:
    survey = survey_of(
        ("text", "Nama", "Apa?", ""),
        ("text", "nama", "Apa?", ""),
        ("text", "akhir", "Lalu?", "${Nama} = 'x' and ${nama} = 'y'"),
        head=RELEVANT,
    )
    both = frozenset({"Nama", "nama"})
    assert "akhir" in Filled(survey, {"Nama": "x", "nama": "y"}, both, NOW).spots
    assert "akhir" not in Filled(survey, {"Nama": "y", "nama": "x"}, both, NOW).spots


@pytest.mark.parametrize("name", ["nama ibu", "1", "a\nb", "a→b"])
def test_what_is_no_name_is_refused_at_its_row(name: str) -> None:
    assert {place for place, _ in said(NAMA, ("text", name, "A?"))} <= {"survey!B3", "survey!A3"}
    assert load(NAMA, ("text", name, "A?")).survey is None


def test_lists_may_be_called_oddly_but_not_with_a_space() -> None:
    choices = (("list_name", "name", "label"), ("désa-1.x", "a", "A"), ("désa-1.x", "b", "B"))
    assert [
        one.name for one in survey_of(("select_one désa-1.x", "q", "Q?"), choices=choices).questions[0].choices
    ] == [
        "a",
        "b",
    ]
    spaced = (("list_name", "name", "label"), ("my list", "a", "A"), ("my list", "b", "B"))
    assert {place for place, _ in said(("select_one my list", "q", "Q?"), choices=spaced)} == {"survey!A2"}


def test_a_choice_of_one_may_hold_spaces_and_quotes_in_its_name() -> None:
    choices = (("list_name", "name", "label"), ("l", "sangat baik", "Bagus"), ("l", "it's", "I"), ("l", 'a"b', "Q"))
    survey = survey_of(
        ("select_one l", "q", "Q?", "", ""),
        ("text", "b", "Kenapa ${q}?", "${q} = 'sangat baik'", ""),
        ("calculate", "c", "", "", "jr:choice-name(${q}, '${q}')"),
        head=(*RELEVANT, "calculation"),
        choices=choices,
    )
    filled = Filled(survey, {"q": "sangat baik"}, frozenset({"q"}), NOW)
    assert list(filled.spots) == ["q", "b", "c"]
    assert filled.spots["c"].node.own == "Bagus"
    assert filled.piped(survey.question("b").label, "b") == {"q": "Bagus"}


def test_a_choice_with_a_space_stays_chosen_while_a_filter_offers_it() -> None:
    choices = (("list_name", "name", "label", "désa"), ("l", "sangat baik", "B", "x"), ("l", "b", "I", "y"))
    survey = survey_of(
        ("text", "désa", "D?", ""), ("select_one l", "q", "Q?", "désa = ${désa}"), head=(*HEAD, "choice_filter"),
        choices=choices,
    )  # fmt: skip
    dealt = frozenset({"désa", "q"})
    assert Filled(survey, {"désa": "x", "q": "sangat baik"}, dealt, NOW).reopened == []
    assert Filled(survey, {"désa": "y", "q": "sangat baik"}, dealt, NOW).reopened == ["q"]


def test_of_several_choices_none_may_hold_a_space() -> None:
    choices = (("list_name", "name", "label"), ("l", "sangat baik", "B"), ("l", "b", "I"))
    assert said(("select_multiple l", "q", "Q?"), choices=choices) == [("choices!B2", "S208")]
    twice = (*choices, ("l", "sangat baik", "Lagi"))
    allowed = (("form_id", "allow_choice_duplicates"), ("uji", "yes"))
    found = said(("select_multiple l", "q", "Q?"), choices=twice, settings=allowed)
    assert found == [("choices!B2", "S208"), ("choices!B4", "S208")]


def test_a_filter_by_a_column_that_no_choice_has_is_told_but_loads() -> None:
    loaded = load(NAMA, ("select_one isu", "q", "Q?", "yes"), head=(*HEAD, "choice_filter"), choices=ISU)
    assert loaded.survey is not None
    assert [(each.place, each.code, each.severity) for each in loaded.problems] == [("survey!D3", "S408", "warning")]


@pytest.mark.parametrize(
    "head",
    [
        (" Type ", "NAME", "Label "),
        ("type", "name\u00a0", "label"),
        ("type", "name", "label", "", None, ""),
        ("type", "name", "label", 2024, True),
        ("command", "tag", "label"),
    ],
)
def test_headers_may_have_odd_capitals_spaces_and_neighbours(head: tuple[object, ...]) -> None:
    loaded = excel(head, ("text", "nama", "Siapa?", "x", "y", "z"))
    assert loaded.survey is not None, loaded.problems
    assert [(one.name, one.label) for one in loaded.survey.questions] == [("nama", {"id": "Siapa?"})]


@pytest.mark.parametrize(
    ("head", "place"),
    [
        (("type", "name", "label", "label"), "survey!D1"),
        (("type", "name", "label", "Label"), "survey!C1"),
        (("\ufefftype", "name", "label"), "survey!A1"),
        (("type", "name", "label::a::b"), "survey!A1"),
    ],
)
def test_headers_that_cannot_be_told_apart_are_refused_at_the_first_row(head: Row, place: str) -> None:
    assert place in [where for where, code in said(NAMA, ("text", "b", "B?", "C?"), head=head) if code == "S710"]


def test_numbers_booleans_and_days_in_cells_are_texts_as_pyxform_reads_them() -> None:
    loaded = excel(
        (*HEAD, "required", "default"),
        ("select_one l", "q", True, True, 2),
        ("text", "b", 12, "TRUE", 3.5),
        ("date", "c", date(2026, 1, 2), False, date(2026, 1, 2)),
        choices=(("list_name", "name", "label"), ("l", 1, "Satu"), ("l", 2.0, "Dua"), ("l", True, "Ya")),
    )
    assert loaded.survey is not None, loaded.problems
    first, second, third = loaded.survey.questions
    assert isinstance(first.kind, SelectOne)
    assert [one.name for one in first.choices] == ["1", "2", "TRUE"]
    assert [(one.label["id"], one.required) for one in (first, second, third)] == [
        ("TRUE", True),
        ("12", True),
        ("2026-01-02", False),
    ]
    defaults = [one.default.text({}, today=date(2026, 1, 1)) for one in (first, second, third) if one.default]
    assert defaults == ["2", "3.5", "2026-01-02"]


def test_merged_cells_are_the_first_of_them() -> None:
    rows = (("text", "a", "A?", "Sama"), ("text", "b", "B?", "Lain"), ("text", "c", "C?", "Lain lagi"))
    loaded = excel((*HEAD, "hint"), *rows, merged="D2:D3")
    assert loaded.survey is not None, loaded.problems
    assert [one.hint.get("id") for one in loaded.survey.questions] == ["Sama", None, "Lain lagi"]


def test_sheets_with_nothing_but_headers_have_no_question() -> None:
    loaded = excel(HEAD, choices=(("list_name", "name", "label"),))
    assert [(each.sheet, each.code) for each in loaded.errors] == [("survey", "S110")]


def test_a_type_broken_over_two_lines_is_told_at_its_row() -> None:
    assert ("survey!A3", "S710") in said(NAMA, ("select_one\nisu", "q", "Q?"), choices=ISU)


def test_lines_know_the_groups_around_them_in_any_script() -> None:
    rows = (HEAD, ("begin_group", "kelompok_é", "G"), ("text", "名前", "N"), ("end_group", "", ""))
    lines = list(lines_of(grid_of(Workbook({"survey": rows}), "survey")))
    assert [line.path for line in lines[:2]] == [("kelompok_é",), ("kelompok_é", "名前")]
    assert (lines[1].place("type"), lines[1].place("label")) == (Place(3, 1), Place(3, 3))


_GARBAGE = (
    "",
    "${",
    "${zz}",
    "'",
    "select_one zz",
    "begin_group",
    "end_repeat",
    "名前",
    "(((",
    "if(",
    "\x00",
    "\ud800",
    "😀",
)


@pytest.mark.parametrize("seed", range(40))
def test_a_form_with_broken_cells_loads_or_says_where_it_is_wrong(seed: int) -> None:
    chance = random.Random(seed)
    rows = [
        [*HEAD, "relevant", "calculation", "choice_filter", "repeat_count"],
        ["integer", "n", "Berapa?", "", "", "", ""],
        ["begin_repeat", "anak", "Anak", "", "", "", "${n}"],
        ["select_one isu", "q", "Isu ${n}?", "${n} > 1", "", "name != ''", ""],
        ["end_repeat", "", "", "", "", "", ""],
        ["calculate", "c", "", "", "count(${anak})", "", ""],
        ["text", "akhir", "Lalu?", "${c} = 2", "", "", ""],
    ]
    for _ in range(20):
        for _ in range(chance.randint(1, 3)):
            row = chance.choice(rows)
            row[chance.randrange(len(row))] = chance.choice((*_GARBAGE, *chance.choice(rows)))
        loaded = load(*rows[1:], head=rows[0], choices=ISU)
        if loaded.survey is None:
            assert all(each.sheet for each in loaded.errors)
            assert loaded.errors
        else:
            Filled(loaded.survey, {"n": "2"}, frozenset({"n"}), NOW)
            assert to_sheets(loaded.survey)["survey"][0] == tuple(rows[0])


def test_public_spelling_of_types_is_read() -> None:
    loaded = excel(
        HEAD, ("select_one   isu", "q", "Q"), ("  text ", "b", "B"), ("select one isu", "c", "C"), choices=ISU
    )
    assert loaded.survey is not None, loaded.problems
    assert len(loaded.survey.questions[0].choices) == 2
