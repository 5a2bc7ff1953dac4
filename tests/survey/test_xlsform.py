"""An XLSForm workbook becomes a survey: its settings, consent and languages, and what its whole is checked for."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest

from bot.survey.files import read_survey
from bot.survey.head import STANDARD_CONSENT
from bot.survey.model import Section, questions_in
from bot.survey.workbook import Workbook, read_workbook, to_source, write_workbook
from bot.survey_files import load_survey
from tests.survey.forms import HEAD, ISU, NAMA, last, load, said, survey_of, wrong
from tests.survey.old_excel import old_workbook


def test_a_form_is_a_survey_and_comes_back_from_its_source() -> None:
    survey = survey_of(NAMA)
    again = read_survey(survey.source, "lain").survey
    assert again == survey
    assert (survey.name, survey.rows, survey.languages) == ("uji", (), ("id",))
    assert [(one.name, one.label) for one in survey.questions] == [("nama", {"id": "Siapa nama Ibu?"})]


def test_the_same_cells_are_the_same_version_whatever_program_saved_them(tmp_path: Path) -> None:
    form = {"survey": (HEAD, NAMA), "settings": (("form_id",), ("uji",))}
    (tmp_path / "a.xlsx").write_bytes(write_workbook(form))
    (tmp_path / "b.XLSX").write_bytes(write_workbook({**form, "catatan": (("x",),)}))
    (tmp_path / "c.xls").write_bytes(old_workbook(form))
    (tmp_path / "~$a.xlsx").write_bytes(b"Ibu Sri")
    found = [load_survey(path).survey for path in sorted(tmp_path.glob("[abc].*"))]
    assert len({survey.hash for survey in found if survey is not None}) == 1
    assert len(found) == 3


def test_settings_mean_what_they_mean_in_a_text_file() -> None:
    settings = (
        ("form_id", "form_title", "keyword", "group", "expires_after", "reminders", "outcome", "thanks", "version"),
        ("Survei Air 2026!", "Air bersih", "air", "staf", "36 jam", "1, 3", "cerita", "Terima kasih, Bu.", "7"),
    )
    survey = survey_of(NAMA, settings=settings)
    assert (survey.name, survey.title) == ("survei-air-2026", {"id": "Air bersih"})
    assert (survey.keyword, survey.group, survey.outcome) == ("AIR", "staff", "story")
    assert (survey.expires_after, survey.thanks) == (timedelta(hours=36), {"id": "Terima kasih, Bu."})
    assert survey.reminders == (timedelta(days=1), timedelta(days=3))


@pytest.mark.parametrize(
    ("form_id", "name"),
    [("2026 Survei", "f-2026-survei"), ("MCH_v1", "mch_v1"), ("é", "uji"), ("", "uji"), ("a" * 60, "a" * 40)],
)
def test_a_form_id_becomes_a_name_of_ours(form_id: str, name: str) -> None:
    assert survey_of(NAMA, settings=(("form_id", "form_title"), (form_id, "X"))).name == name


def test_settings_that_say_nothing_are_told_at_their_cells() -> None:
    settings = (
        ("form_id", "keyword", "expires_after", "group", "reminders", "outcome", "consent"),
        ("uji", "dua kata", "besok", "semua", "1,2,3", "hadiah", "Balas YA"),
    )
    assert said(NAMA, settings=settings) == [(f"settings!{column}2", "S108") for column in "BCDEF"]


def test_without_consent_the_standing_one_is_asked() -> None:
    loaded = load(NAMA, settings=(("form_id",), ("uji",)))
    assert loaded.survey is not None
    assert loaded.survey.consent == STANDARD_CONSENT
    assert [(each.place, each.code) for each in loaded.problems] == [("settings!A2", "S109")]


def test_consent_in_every_language_with_its_purpose() -> None:
    settings = (
        ("consent::Bahasa Indonesia (id)", "consent::English (en)", "consent_purpose", "consent_version"),
        ("Balas YA", "Reply YES", "perbaikan program", "2026-11"),
    )
    head = ("type", "name", "label::Bahasa Indonesia (id)", "label::English (en)")
    consent = survey_of(("text", "a", "A?", "A?"), head=head, settings=settings).consent
    assert (consent.label, consent.purpose, consent.version) == (
        {"id": "Balas YA", "en": "Reply YES"},
        "perbaikan program",
        "2026-11",
    )
    only = survey_of(NAMA, settings=(("consent::English (en)",), ("Reply YES",))).consent
    assert only.label == {"en": "Reply YES", "id": "Reply YES"}


# --- languages


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("label::English (en)", "en"),
        ("label::English(en)", "en"),
        ("label::Indonesia", "id"),
        ("label::id", "id"),
        ("label:english", "en"),
        ("label::Basa Jawa (jv)", "jv"),
        ("label::Swahili", "swahili"),
        ("label::Français (fr)", "fr"),
        ("label::Bahasa Mandar", "bahasa-mandar"),
    ],
)
def test_languages_however_headers_name_them(header: str, code: str) -> None:
    survey = survey_of(("text", "a", "Kata"), head=("type", "name", header))
    assert survey.languages == (code,)
    assert survey.question("a").label == {code: "Kata", "id": "Kata"}


def test_the_default_language_is_first_and_stands_for_indonesian() -> None:
    head = ("type", "name", "label::French (fr)", "label::English (en)")
    settings = (("form_id", "default_language"), ("uji", "English (en)"))
    survey = survey_of(("text", "a", "Nom?", "Name?"), head=head, settings=settings)
    assert survey.languages == ("en", "fr")
    assert survey.question("a").label == {"fr": "Nom?", "en": "Name?", "id": "Name?"}


def test_a_label_without_language_beside_others_is_in_the_default_one() -> None:
    survey = survey_of(("text", "a", "Nama?", "Name?"), head=(*HEAD, "label::English (en)"))
    assert survey.question("a").label["en"] == "Name?"
    assert survey.question("a").label["id"] in {"Nama?", "Name?"}


@pytest.mark.parametrize(
    ("label", "plain"),
    [
        ("**Nama** Ibu?", "Nama Ibu?"),
        ('<span style="color:red">Nama</span> Ibu?', "Nama Ibu?"),
        ("Nama\n\nIbu?", "Nama Ibu?"),
        ("# Nama Ibu?", "Nama Ibu?"),
        ("Nama ${x} di sini", "Nama ${x} di sini"),
        ("“Nama” Ibu’s?", '"Nama" Ibu\'s?'),
        ("2 < 3 dan 4 > 3?", "2 < 3 dan 4 > 3?"),
        ("[peta](https://contoh.id/a)", "peta https://contoh.id/a"),
    ],
)
def test_labels_are_plain_text(label: str, plain: str) -> None:
    assert last(("text", "x", "X?"), ("text", "a", label)).label["id"] == plain


# --- the whole


def test_groups_may_be_called_as_pyxform_calls_the_form_itself() -> None:
    survey = survey_of(("begin group", "data", "Data"), NAMA, ("end group", "", ""))
    assert [row.name for row in survey.rows] == ["data"]


def test_calculations_look_ahead_and_never_go_round_in_a_circle() -> None:
    head = (*HEAD, "calculation")
    assert said(("calculate", "b", "", "${a} * 2"), ("integer", "a", "A?", ""), head=head) == []
    rows = (("calculate", "a", "", "${b}+1"), ("calculate", "b", "", "${a}+1"), NAMA)
    assert said(*rows, head=head) == [("survey!D2", "S413"), ("survey!D3", "S413")]


def test_being_asked_never_depends_on_the_own_answer() -> None:
    head = (*HEAD, "relevant")
    ahead = (("text", "a", "A?", "${b} = 1"), ("integer", "b", "B?", ""))
    assert said(*ahead, head=head) == []
    rows = (
        ("text", "a", "A?", "${b} = 1"),
        ("integer", "b", "B?", "${a} = 'x'"),
        ("text", "c", "C?", "${c} = ''"),
        NAMA,
    )
    assert said(*rows, head=head) == [("survey!D2", "S416"), ("survey!D3", "S416"), ("survey!D4", "S416")]


def test_a_group_is_never_shown_by_what_is_inside_it() -> None:
    head = (*HEAD, "relevant")
    group = (("begin group", "g", "G", "${a} = 1"), ("integer", "a", "A?", ""), ("end group", "", "", ""), NAMA)
    assert said(*group, head=head) == [("survey!D2", "S416")]
    twice = (("begin group", "g", "G", "${c} = 1"), ("integer", "a", "A?", ""), ("end group", "", "", ""))
    assert said(("integer", "c", "C?", ""), *twice, ("begin group", "h", "H", ""), *twice[1:], head=head) == []


def test_the_checks_of_every_survey_name_cells() -> None:
    head = (*HEAD, "relevant", "constraint")
    rows = (
        ("select_one isu", "isu", "Isu apa?", "", ""),
        ("begin group", "g", "G", "${isu} = 'aer'", ""),
        ("integer", "umur", "Umur?", "${isu} = 'jalann'", ""),
        ("end group", "", "", "", ""),
    )
    assert said(*rows, head=head, choices=ISU) == [("survey!D3", "S404"), ("survey!D4", "S404")]


def test_a_form_that_asks_nothing_is_no_survey() -> None:
    assert said(("note", "a", "Halo")) == [("survey", "S110")]
    assert said() == [("survey", "S110")]


def test_a_question_that_is_left_out_may_be_referred_to() -> None:
    rows = (("geotrace", "jalan", "Gambar jalannya", ""), ("text", "nama", "Nama?", "${jalan} = ''"))
    assert said(*rows, head=(*HEAD, "relevant")) == [("survey!B2", "S720")]
    assert [one.name for one in survey_of(*rows, head=(*HEAD, "relevant")).questions] == ["nama"]


def test_columns_that_xlsform_does_not_know_trouble_nobody() -> None:
    head = (*HEAD, "hxl", "catatan saya", "unit", "min", "kind", "simpler::English (en)", "$given")
    survey = survey_of(("integer", "a", "A?", "#affected", "x", "kg", "1", "", "How many?", "y"), head=head)
    assert survey.question("a").simpler["en"] == "How many?"


def test_a_broken_text_form_is_told() -> None:
    assert [each.code for each in read_survey('{"xlsform":', "uji").problems] == ["S701"]


@pytest.mark.parametrize("depth", [9, 60])
def test_groups_in_groups(depth: int) -> None:
    begins = [("begin group", f"g{at}", "G") for at in range(depth)]
    ends = [("end group", "", "")] * depth
    survey = survey_of(*begins, NAMA, *ends)
    row = survey.rows[0]
    for _ in range(depth - 1):
        assert isinstance(row, Section)
        row = row.rows[0]
    assert questions_in(survey.rows) == survey.questions
    assert survey.questions[0].path[-1] == "nama"


def test_a_large_form_is_read_at_once() -> None:
    rows = [
        (
            "integer",
            f"q{at}",
            f"Pertanyaan {at}?",
            f"${{q{at - 1}}} > 3 and ${{q0}} < 9" if at else "",
            ". >= 0 and . <= 100",
            f"if(${{q{at}}} > 1, 2, round(${{q0}} div 3, 1))" if at % 2 else "",
        )
        for at in range(200)
    ]
    content = write_workbook({"survey": ((*HEAD, "relevant", "constraint", "calculation"), *rows)})
    survey_of(NAMA)  # the first form of a process waits for pyxform
    began = time.process_time()
    loaded = read_survey(to_source(read_workbook(content)), "uji")
    assert time.process_time() - began < 1.5
    assert len({each.code for each in loaded.problems if each.severity == "error"}) <= 1


def test_every_problem_is_said_in_both_languages() -> None:
    for each in wrong(("tel", "hp", "HP?"), ("text", "a b", "A?"), ("select_one zz", "c", "C?")):
        for text in (each.message("id"), each.message("en"), each.cure("id"), each.cure("en")):
            assert text
            assert "{" not in text


def test_a_sheet_of_another_name_is_the_survey_if_it_is_the_only_one() -> None:
    survey = read_survey(to_source(Workbook({"Lembar1": (HEAD, NAMA)})), "uji").survey
    assert survey is not None
    (found,) = read_survey(to_source(Workbook({"choices": ISU})), "uji").problems
    assert (found.code, found.place) == ("S710", "survey!A1")
    assert "Lembar survey belum ada" in found.message()
