"""A survey written out as an XLSForm workbook and read back is the same survey; one from a workbook keeps every cell."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from pyxform.xls2xform import convert

from bot.survey.files import read_survey
from bot.survey.model import Survey
from bot.survey.workbook import Workbook, read_workbook, to_source, write_workbook
from bot.survey.xlsform_export import csv_files, to_sheets
from bot.survey_files import load_survey

SURVEYS = Path(__file__).parents[2] / "surveys"
_DAY = date(2026, 11, 24)
HEAD = "consent: {version: 1, purpose: contoh, label: {id: Balas YA, en: Reply YES}}\n"
EVERYTHING = (
    HEAD
    + """
settings:
  form_id: semua
  form_title: {id: Semua, en: Everything}
  keyword: SEMUA
  group: staf
  expires_after: 36 jam
  reminders: [1, 3]
  thanks: {id: Terima kasih, en: Thank you}
  outcome: cerita
survey:
  - {type: today, name: hari}
  - {type: hidden, name: desa, from: "member:area"}
  - {type: hidden, name: sumber, default: SMS}
  - {type: note, name: pembuka, label: {id: Halo Ibu, en: Hello}, image: {id: peta.png, en: map.png}}
  - {type: text, name: nama, label: {id: Nama?, en: Name?}, default: "Ibu 'Sri' + \\"anak\\"", simpler: {id: Siapa?, en: Who?}}
  - {type: integer, name: umur, label: {id: Umur?, en: Age?}, min: 17, max: 99, unit: tahun, required: ya, sensitive: ya,
     constraint: ". >= 17", constraint_message: {id: 17 ke atas, en: 17 or more}, required_message: {id: Isi, en: Fill in}}
  - {type: integer, name: upah, label: {id: Upah?, en: Wage?}, unit: rupiah, min: 0, required: "${umur} > 20", indicator: I1}
  - {type: decimal, name: luas, label: {id: Luas?, en: Area?}, unit: ha, max: 2.5}
  - {type: range, name: nilai, label: {id: Nilai?, en: Score?}, min: 0, max: 10, step: 2}
  - {type: range, name: isi, label: {id: Isi?, en: Fill?}, min: 0, max: 1, step: 0.25, unit: liter}
  - {type: select_one yatidak, name: tanam, label: {id: Apakah Ibu menanam?, en: Do you plant?}, hint: {id: padi, en: rice}}
  - {type: select_one prov, name: prov, label: {id: Provinsi?, en: Province?}, appearance: minimal}
  - {type: place kab, name: kab, label: {id: Kabupaten?, en: District?}, choice_filter: "prov = ${prov}"}
  - {type: select_multiple isu, name: isu, label: {id: Isu?, en: Issues?}, relevant: "selected(${prov}, 'diy')"}
  - {type: rank isu, name: urut, label: {id: Urutkan, en: Order}}
  - {type: scale puas, name: puas, label: {id: Puas?, en: Content?}, guidance_hint: {id: bacakan, en: read out}}
  - {type: date, name: lahir, label: {id: Lahir?, en: Born?}}
  - {type: date, name: kapan, label: {id: Kapan?, en: When?}, prefer: future, default: "2026-12-01"}
  - {type: dateTime, name: temu, label: {id: Temu?, en: Meet?}}
  - {type: time, name: jam, label: {id: Jam?, en: Time?}}
  - {type: geopoint, name: titik, label: {id: Di mana?, en: Where?}}
  - {type: image, name: foto, label: {id: Foto?, en: Photo?}}
  - {type: acknowledge, name: setuju, label: {id: Setuju?, en: Agreed?}}
  - {type: begin_group, name: rumah, label: {id: Rumah, en: House}, relevant: "${umur} > 18"}
  - {type: begin_repeat, name: anak, label: {id: Anak, en: Children}}
  - {type: text, name: nama_anak, label: {id: "Anak ${nama}?", en: "Child of ${nama}?"}}
  - {type: end_repeat}
  - {type: begin_repeat, name: ternak, label: {id: Ternak, en: Animals}, repeat_count: "${anak_count} + 1"}
  - {type: text, name: jenis, label: {id: Jenis?, en: Kind?}, default: today()}
  - {type: end_repeat}
  - {type: end_group}
  - {type: calculate, name: dua, calculation: "${umur} * 2"}
choices:
  prov:
    - {name: diy, label: {id: DIY, en: DIY}}
    - {name: sumut, label: {id: Sumatera Utara, en: North Sumatra}}
  kab:
    - {name: kp, label: {id: Kulon Progo, en: Kulon Progo}, prov: diy}
    - {name: ds, label: {id: Deli Serdang, en: Deli Serdang}, prov: sumut}
  isu:
    - {name: air, label: {id: Air, en: Water}}
    - {name: jalan, label: {id: Jalan, en: Roads}}
  puas:
    - {name: 1, label: {id: Tidak, en: No}}
    - {name: 2, label: {id: Ya, en: Yes}}
"""
)


def loaded(source: str) -> Survey:
    found = read_survey(source, "contoh")
    assert found.survey is not None, [(each.place, each.code, each.message("en")) for each in found.errors]
    return found.survey


def back(survey: Survey) -> Survey:
    """Return the survey as its workbook has it, with the source of the first: that is all they may differ in."""
    content = write_workbook(to_sheets(survey))
    return replace(loaded(to_source(read_workbook(content))), source=survey.source, hash=survey.hash)


def columns(survey: Survey) -> list[tuple[str, object]]:
    return [(choice.name, dict(choice.columns)) for one in survey.questions for choice in one.choices]


@pytest.mark.parametrize("path", sorted(SURVEYS.glob("*.yaml")), ids=lambda path: path.stem)
def test_each_survey_of_the_house_comes_back_as_it_was(path: Path) -> None:
    survey = load_survey(path).survey
    assert survey is not None
    assert back(survey) == survey
    assert columns(back(survey)) == columns(survey)


def test_every_kind_and_every_column_comes_back() -> None:
    survey = loaded(EVERYTHING)
    found = back(survey)
    for one, other in zip(survey.questions, found.questions, strict=True):
        # Words that look like an expression are a function's argument in the workbook: the same words.
        same = replace(other, default=one.default) if one.name == "nama" else other
        assert same == one
    assert {**_parts(found)} == {**_parts(survey)}
    kept = found.question("nama").default
    assert kept is not None
    assert kept.text({}, today=_DAY) == "Ibu 'Sri' + \"anak\""
    assert columns(found) == columns(survey)
    assert found.question("kab").kind == survey.question("kab").kind


def _parts(survey: Survey) -> dict[str, object]:
    names = (
        "name", "title", "consent", "keyword", "expires_after", "reminders", "thanks", "group", "languages", "outcome",
    )  # fmt: skip
    shape = re.sub(r"default=Expression\([^)]*\)", "", str([_shape(row) for row in survey.rows]))
    return {name: getattr(survey, name) for name in names} | {"rows": shape}


def _shape(row: object) -> object:
    rows = getattr(row, "rows", None)
    if rows is None:
        return row.name  # type: ignore[attr-defined]
    section = (row.name, row.path, row.label, row.relevant, row.repeats, row.count, row.counted_by)  # type: ignore[attr-defined]
    return (section, [_shape(each) for each in rows])


def test_pyxform_takes_what_is_written_for_other_programs() -> None:
    warnings: list[str] = []
    content = write_workbook(to_sheets(loaded(EVERYTHING)))
    made = convert(content, form_name="uji", warnings=warnings)
    assert 'lang="English (en)"' in made.xform
    assert "jr:count" in made.xform
    assert not [each for each in warnings if "translation" in each]


def test_a_survey_of_standing_consent_brings_none() -> None:
    survey = loaded("survey:\n- {type: text, name: a, label: A?}\n")
    assert "consent" not in str(to_sheets(survey)["settings"])
    assert back(survey).consent == survey.consent
    assert back(replace(survey, reminders=())).reminders == ()
    assert back(replace(survey, expires_after=timedelta(days=3))).expires_after == timedelta(days=3)


def test_no_first_is_a_list_with_no_first() -> None:
    form = {
        "survey": (("type", "name", "label"), ("select_one tya", "mau", "Ibu mau?")),
        "choices": (("list_name", "name", "label"), ("tya", "tidak", "Tidak"), ("tya", "ya", "Ya")),
    }
    survey = loaded(to_source(Workbook(form)))
    assert back(replace(survey, source="")).question("mau").kind == survey.question("mau").kind


def test_a_form_from_elsewhere_comes_back_cell_by_cell() -> None:
    form = {
        "survey": (
            ("type", "name", "label::English (en)", "hxl", "$given"),
            ("select_one_from_file desa.csv", "desa", "Village?", "#adm4", "x"),
        ),
        "choices": (("list_name", "name", "label", "catatan"), ("isu", "air", "Air", "dipakai nanti")),
    }
    files = {"desa.csv": "name,label\nd1,Sendangsari\n"}
    survey = loaded(to_source(Workbook(form, files)))
    assert to_sheets(survey) == form
    assert csv_files(survey) == files
    assert csv_files(loaded(EVERYTHING)) == {}


def test_languages_other_than_ours_keep_their_names() -> None:
    form = {
        "survey": (("type", "name", "label::Swahili", "label::English (en)"), ("text", "a", "Jina?", "Name?")),
        "settings": (("form_id", "default_language"), ("jina", "Swahili")),
    }
    survey = loaded(to_source(Workbook(form)))
    assert survey.languages == ("swahili", "en")
    found = back(replace(survey, source="made here"))
    assert found.languages == survey.languages
    assert found.question("a").label == survey.question("a").label


def test_the_written_workbook_is_easy_on_the_eyes_and_holds_no_formula() -> None:
    content = write_workbook({"survey": (("type", "name"), ("text", "=1+1"))})
    sheet = openpyxl.load_workbook(io.BytesIO(content))["survey"]
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=1+1", "s")
    assert read_workbook(content).sheet("survey") == (("type", "name"), ("text", "=1+1"))


def test_two_questions_with_choices_of_their_own_get_a_list_each() -> None:
    survey = replace(loaded(EVERYTHING), tables={})
    lists = {row[0] for row in to_sheets(survey)["choices"][1:]}
    assert lists == {"prov", "kab", "isu", "urut", "puas", "yatidak"}
    assert columns(back(survey)) == columns(survey)


def test_a_question_called_like_another_list_gets_a_list_of_its_own() -> None:
    rows = (
        "survey:\n  - {type: select_one yatidak, name: mau, label: Mau?}\n"
        "  - {type: select_one a, name: yatidak, label: Lagi?}\n"
        "choices:\n  a: [{name: 1, label: Satu}, {name: 2, label: Dua}]\n"
    )
    survey = replace(loaded(HEAD + rows), tables={})
    assert [row[:2] for row in to_sheets(survey)["choices"][1:]] == [
        ("yatidak", "ya"),
        ("yatidak", "tidak"),
        ("yatidak_", "1"),
        ("yatidak_", "2"),
    ]
    assert back(survey).questions == survey.questions


@pytest.mark.parametrize("default", ["concat('a', 'b')", "concat(\"'\", '\"')", f'concat("{chr(39) * 999}", \'"\')'])
def test_a_default_that_is_worked_out_stays_so(default: str) -> None:
    survey = loaded(HEAD + f"survey:\n  - type: text\n    name: x\n    label: X?\n    default: {json.dumps(default)}\n")
    again = back(survey).question("x").default
    assert again is not None
    before = survey.question("x").default
    assert before is not None
    assert again.text({}, today=_DAY) == before.text({}, today=_DAY)
