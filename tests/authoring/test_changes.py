"""What changed between two versions of a survey, and whether the answers of both may be compared."""

from __future__ import annotations

import pytest

from bot.authoring.changes import Verdict, compare
from bot.authoring.changes_report import as_text, as_values, in_short
from bot.survey.files import read_survey
from bot.survey.model import Survey
from tests.authoring.forms import FARM, form

ROWS = """\
  - {type: integer, name: umur, min: 0, max: 120, label: {id: Berapa umur Ibu?, en: How old are you?}}
  - {type: select_one usaha, name: usaha, label: {id: Apa usaha Ibu?}}
  - {type: text, name: cerita, relevant: "${usaha} = 'tani'", label: {id: Ceritakan singkat.}}
  - {type: scale puas, name: puas, label: {id: Puas?}}
  - {type: calculate, name: hari, calculation: "${umur} * 365"}
"""
CHOICES = """\
  usaha:
    - {name: tani, label: {id: Tani}}
    - {name: dagang, label: {id: Dagang}}
    - {name: ternak, label: {id: Ternak}}
  puas:
    - {name: 1, label: {id: Tidak}}
    - {name: 2, label: {id: Cukup}}
    - {name: 3, label: {id: Puas}}
"""


def version(*edits: tuple[str, str]) -> Survey:
    rows, choices = ROWS, CHOICES
    for was, now in edits:
        assert was in rows + choices
        rows, choices = rows.replace(was, now), choices.replace(was, now)
    return form(rows, choices)


def verdict(name: str, *edits: tuple[str, str]) -> tuple[Verdict, list[str]]:
    """Return what the edits mean for one question; nothing else may have changed."""
    found = compare(version(), version(*edits))
    others = {one.name: one.verdict for one in found.questions if one.changes and one.name != name}
    assert not others
    one = next(one for one in found.questions if one.name == name)
    return one.verdict, [change.what for change in one.changes]


@pytest.mark.parametrize(
    ("name", "edit", "means", "what"),
    [
        ("umur", ("Berapa umur Ibu?", "Berapa  umur ibu ?"), Verdict.SAME, ["spelling"]),
        ("umur", ("How old are you?", "What is your age?"), Verdict.SAME, ["translation"]),
        ("umur", ("en: How old are you?}", "en: How old are you?}, simpler: {id: Umur Ibu?}"), Verdict.SAME, ["simpler"]),
        ("umur", ("max: 120", "max: 120, indicator: umur"), Verdict.SAME, ["indicator"]),
        ("umur", ("max: 120", "max: 120, sensitive: ya"), Verdict.SAME, ["sensitive"]),
        ("umur", ("Berapa umur Ibu?", "Tahun berapa Ibu lahir?"), Verdict.CAREFUL, ["reworded"]),
        ("umur", ("max: 120", "max: 90"), Verdict.CAREFUL, ["limits"]),
        ("umur", ("max: 120", "max: 120, constraint: . != 13"), Verdict.CAREFUL, ["constraint"]),
        ("umur", ("max: 120", "max: 120, required: ya"), Verdict.CAREFUL, ["required"]),
        ("umur", ("type: integer", "type: decimal"), Verdict.CAREFUL, ["type"]),
        ("umur", ("max: 120", "max: 120, unit: bulan"), Verdict.NOT, ["unit"]),
        ("usaha", ("select_one usaha", "select_multiple usaha"), Verdict.NOT, ["type"]),
        ("usaha", ("{name: dagang, label: {id: Dagang}}", "{name: jual, label: {id: Dagang}}"), Verdict.CAREFUL,
         ["choice_renamed"]),
        ("usaha", ("{name: dagang, label: {id: Dagang}}", "{name: dagang, label: {id: Jualan}}"), Verdict.CAREFUL,
         ["choice_reworded"]),
        ("usaha", ("    - {name: dagang, label: {id: Dagang}}\n", ""), Verdict.CAREFUL, ["choices_removed"]),
        ("usaha", ("{name: dagang, label: {id: Dagang}}",
                   "{name: dagang, label: {id: Dagang}}\n    - {name: lain, label: {id: Lain}}"), Verdict.CAREFUL,
         ["choices_added"]),
        ("cerita", ("${usaha} = 'tani'", "${usaha} != ''"), Verdict.CAREFUL, ["relevant"]),
        ("puas", ("    - {name: 3, label: {id: Puas}}\n", ""), Verdict.NOT, ["scale"]),
        ("hari", ("${umur} * 365", "${umur} * 360"), Verdict.NOT, ["calculation"]),
    ],
)  # fmt: skip
def test_one_change_and_what_it_means(name: str, edit: tuple[str, str], means: Verdict, what: list[str]) -> None:
    assert verdict(name, edit) == (means, what)


def test_nothing_changed() -> None:
    found = compare(version(), version())
    assert found.whole == ()
    assert all(one.verdict is Verdict.SAME for one in found.questions)
    assert "sama persis" in as_text(found)


def test_choices_in_another_order_are_told_apart_from_new_ones() -> None:
    turned = version(
        ("    - {name: tani, label: {id: Tani}}\n    - {name: dagang, label: {id: Dagang}}",
         "    - {name: dagang, label: {id: Dagang}}\n    - {name: tani, label: {id: Tani}}")
    )  # fmt: skip
    usaha = next(one for one in compare(version(), turned).questions if one.name == "usaha")
    assert [change.what for change in usaha.changes] == ["choices_order"]


def test_added_removed_renamed_and_moved() -> None:
    lines = ROWS.splitlines(keepends=True)
    rows = lines[3] + lines[0] + lines[1].replace("name: usaha", "name: kerja") + lines[4]
    new = form(rows + "  - {type: text, name: baru, label: {id: Baru?}}\n", CHOICES)
    found = {one.name: one for one in compare(version(), new).questions}
    assert [change.what for change in found["puas"].changes] == ["moved"]
    assert found["puas"].verdict is Verdict.SAME
    assert (found["kerja"].before, found["kerja"].verdict) == ("usaha", Verdict.CAREFUL)
    assert (found["baru"].verdict, found["cerita"].verdict) == (Verdict.NOT, Verdict.NOT)
    assert "usaha" not in found
    assert found["umur"].changes == ()


def test_a_question_that_comes_to_be_repeated_cannot_be_compared() -> None:
    flat = form("  - {type: text, name: nama, label: {id: Nama?}}\n")
    repeated = form(
        "  - {type: begin_repeat, name: anak, repeat_count: '2', label: {id: Anak}}\n"
        "  - {type: text, name: nama, label: {id: Nama?}}\n"
        "  - {type: end_repeat}\n"
    )
    nama = next(one for one in compare(flat, repeated).questions if one.name == "nama")
    assert [change.what for change in nama.changes] == ["repeat"]
    assert nama.verdict is Verdict.NOT


def test_another_consent_asks_again() -> None:
    old, new = version(), form(ROWS, CHOICES)
    changed = form(ROWS, CHOICES, "lain")
    assert compare(old, new).whole == ()
    assert {change.what for change in compare(old, changed).whole} == {"name", "keyword"}


def test_the_report_for_people_and_for_programs() -> None:
    found = compare(version(), version(("max: 120", "max: 90"), ("${umur} * 365", "${umur} * 360")))
    text = as_text(found)
    assert "umur    hati-hati                batas angka berubah: 0 sampai 120 menjadi 0 sampai 90" in text
    assert "bisa dibandingkan: 3, hati-hati: 1, tidak bisa dibandingkan: 1." in text
    values = as_values(found)
    assert values["same"] is False
    questions = values["questions"]
    assert isinstance(questions, list)
    assert questions[-1] == {
        "name": "hari",
        "before": None,
        "verdict": "tidak bisa dibandingkan",
        "changes": [
            {
                "what": "calculation",
                "said": "rumus berubah: ${umur} * 365 menjadi ${umur} * 360",
                "verdict": "tidak bisa dibandingkan",
            }
        ],
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("max: 50", "max: 50", "semua jawaban masih bisa dibandingkan."),
        (
            "Pupuk apa yang Ibu pakai?",
            "Pupuk apa yang dipakai?",
            "pertanyaan bisa dibandingkan; hati-hati dengan pupuk.",
        ),
        ("type: integer\n    name: karung", "type: text\n    name: karung", "tidak bisa dibandingkan: karung"),
    ],
)
def test_in_short(old: str, new: str, said: str) -> None:
    changed = read_survey(FARM.source.replace(old, new), "coba", published=True).survey
    assert changed is not None
    assert said in in_short(compare(FARM, changed))
