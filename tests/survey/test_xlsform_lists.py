"""Where choices come from: the sheets, files beside the workbook, earlier answers; and which of them are offered."""

from __future__ import annotations

import pytest

from bot.survey.expressions import compile_expression
from bot.survey.model import SelectMultiple, SelectOne, Text
from tests.survey.forms import HEAD, ISU, NAMA, last, said, survey_of

DESA = "\ufeffname,label,kec\nd1,Sendangsari,k1\nd2,Pengasih,k2\n"
PLACES = (
    ("list_name", "name", "label", "prov"),
    ("prov", "diy", "DIY", ""),
    ("prov", "sumut", "Sumatera Utara", ""),
    ("kab", "kp", "Kulon Progo", "diy"),
    ("kab", "ds", "Deli Serdang", "sumut"),
)


def test_choices_with_other_columns_and_a_filter_over_them() -> None:
    head = (*HEAD, "choice_filter")
    rows = (("select_one prov", "prov", "Provinsi?", ""), ("select_one kab", "kab", "Kabupaten?", "prov = ${prov}"))
    survey = survey_of(*rows, head=head, choices=PLACES)
    kab = survey.question("kab")
    assert kab.choice_filter == compile_expression("prov = ${prov}", paths=True, columns=True)
    assert [(one.name, one.columns["prov"]) for one in kab.choices] == [("kp", "diy"), ("ds", "sumut")]
    assert survey.tables["kab"].look_up("name", "ds", "prov") == "sumut"
    wrong = (rows[0], ("select_one kab", "kab", "Kabupaten?", "provinsi = ${prov}"))
    assert said(*wrong, head=head, choices=PLACES) == [("survey!D3", "S408")]


def test_choices_in_several_languages() -> None:
    choices = (
        ("list_name", "name", "label::Bahasa Indonesia (id)", "label::English (en)"),
        ("isu", "air", "Air", "Water"),
    )
    one = last(("select_one isu", "x", "X?"), choices=choices)
    assert one.choices[0].label == {"id": "Air", "en": "Water"}
    assert one.choices[0].columns == {}


@pytest.mark.parametrize("header", ["list_name", "list name"])
def test_lists_by_both_headers(header: str) -> None:
    assert len(last(("select_one isu", "x", "X?"), choices=((header, *ISU[0][1:]), *ISU[1:])).choices) == 2


def test_a_choice_without_label_shows_its_name() -> None:
    assert last(("select_one isu", "x", "X?"), choices=(*ISU, ("isu", "3", ""))).choices[-1].label == {"id": "3"}


def test_the_same_name_twice_where_the_author_allows_it() -> None:
    settings = (("form_id", "consent", "allow_choice_duplicates"), ("uji", "Balas YA", "yes"))
    choices = (*ISU, ("isu", "air", "Air minum"))
    assert said(("select_one isu", "x", "X?"), choices=choices, settings=settings) in ([], [("survey!A2", "S204")])
    assert said(("select_one isu", "x", "X?"), choices=choices) == [("choices!B4", "S204")]


@pytest.mark.parametrize("written", ["select_one_from_file desa.csv", "select_multiple_from_file desa.csv"])
def test_choices_from_a_file_beside_the_workbook(written: str) -> None:
    one = last((written, "desa", "Di desa mana?"), files={"desa.csv": DESA})
    assert isinstance(one.kind, SelectOne | SelectMultiple)
    assert [(each.name, each.label["id"], each.columns["kec"]) for each in one.choices] == [
        ("d1", "Sendangsari", "k1"),
        ("d2", "Pengasih", "k2"),
    ]


def test_the_columns_of_a_file_may_have_other_names() -> None:
    files = {"desa.csv": "kode,nama\nd1,Sendangsari\n"}
    row = ("select_one_from_file desa.csv", "desa", "Desa?", "value=kode label=nama")
    (choice,) = last(row, head=(*HEAD, "parameters"), files=files).choices
    assert (choice.name, choice.label) == ("d1", {"id": "Sendangsari"})


def test_a_file_that_is_not_there_makes_an_open_question() -> None:
    assert last(("select_one_from_file desa.csv", "desa", "Desa?")).kind == Text()
    assert said(("select_one_from_file desa.csv", "desa", "Desa?")) == [("survey!B2", "S712")]


def test_values_are_pulled_from_a_file_by_its_name_with_or_without_ending() -> None:
    head = (*HEAD, "calculation")
    survey = survey_of(
        NAMA, ("calculate", "kec", "", "pulldata('desa', 'kec', 'name', ${nama})"), head=head, files={"desa.csv": DESA}
    )
    assert survey.tables["desa"].look_up("name", "d2", "kec") == "k2"
    assert survey.tables["desa.csv"].rows == survey.tables["desa"].rows


def test_a_file_of_excel_in_indonesian_separates_by_semicolons() -> None:
    files = {"desa.csv": 'name;label\r\nd1;"Sendangsari, utara"\r\n'}
    (choice,) = last(("select_one_from_file desa.csv", "desa", "Desa?"), files=files).choices
    assert (choice.name, choice.label) == ("d1", {"id": "Sendangsari, utara"})


@pytest.mark.parametrize(
    "text", ["", "name,label\n", "name,label\n\n\n", '"', "a\0b,c\n1,2\n", "a,b\r1,2", f"a\n{'x' * 140_000}"]
)
def test_a_file_with_nothing_in_it_offers_nothing(text: str) -> None:
    assert last(("select_one_from_file desa.csv", "desa", "Desa?"), files={"desa.csv": text}).kind == Text()


def test_the_older_way_to_search_a_file() -> None:
    head = (*HEAD, "appearance")
    choices = (ISU[0], ("desa", "name", "label"), ("desa", "99", "Lainnya"))
    row = ("select_one desa", "desa", "Desa?", "search('desa')")
    one = last(row, head=head, choices=choices, files={"desa.csv": DESA})
    assert [each.name for each in one.choices] == ["99", "d1", "d2"]
    # No row names the columns of the file: what is listed is all there is.
    one = last(row, head=head, choices=(ISU[0], ("desa", "99", "Lainnya")), files={"desa.csv": DESA})
    assert [each.name for each in one.choices] == ["99"]


def test_choices_of_the_sheet_external_choices() -> None:
    external = (
        ("list_name", "name", "label", "prov"),
        ("kab", "kp", "Kulon Progo", "diy"),
        ("", "bantul", "Bantul", "diy"),
        ("kab", "ds", "Deli Serdang", "sumut"),
    )
    rows = (
        ("select_one prov", "prov", "Provinsi?", ""),
        ("select_one_external kab", "kab", "Kabupaten?", "prov=${prov}"),
    )
    one = last(*rows, head=(*HEAD, "choice_filter"), choices=PLACES, external_choices=external)
    assert [each.name for each in one.choices] == ["kp", "ds"]
    assert one.choice_filter is not None
    slip = ("txt", "desa", "Desa?", "")
    assert said(*rows, slip, head=(*HEAD, "choice_filter"), choices=PLACES, external_choices=external) == [
        ("survey!A4", "S201")
    ]


def test_choices_that_are_earlier_answers_are_asked_openly() -> None:
    head = (*HEAD, "repeat_count")
    rows = (
        ("begin repeat", "anak", "Anak", "2"),
        NAMA,
        ("end repeat", "", ""),
        ("select_one ${nama}", "sulung", "Siapa?"),
    )
    assert last(*rows, head=head).kind == Text()
    assert said(*rows, head=head)[-1] == ("survey!B5", "S722")
