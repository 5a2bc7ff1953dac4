"""${name} means this instance from inside a repeat, and all of them from outside."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.survey.answers import Answers, Place
from bot.survey.expressions import compile_expression
from bot.survey.tree import Plain, Table
from bot.survey.values import Value, to_text

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
VALUES: dict[str, Plain] = {
    "desa": "Suka Maju",
    "jumlah": 2,
    "luas": 1.5,
    "setuju": True,
    "rumah": {"atap": "seng"},
    "anak": [
        {"nama": "Ani", "umur": "7", "mainan": [{"jenis": "bola"}, {"jenis": "tali"}]},
        {"nama": "Budi", "umur": "", "mainan": [{"jenis": "catur"}], "sekolah": {"kelas": "3"}},
    ],
}
TABLES = {"desa": Table("desa", [{"name": "a", "prov": "1"}])}


def texts(value: Value) -> list[str] | str:
    return [each.text for each in value] if isinstance(value, tuple) else to_text(value)


@pytest.mark.parametrize(
    ("at", "text", "expected"),
    [
        ((), "${desa}", "Suka Maju"),
        ((), "${jumlah}", "2"),
        ((), "${jumlah} + ${luas}", "3.5"),
        ((), "${setuju}", "true"),
        ((), "${atap}", "seng"),
        ((), "${nama}", ["Ani", "Budi"]),
        ((), "count(${anak})", "2"),
        ((), "count(${mainan})", "3"),
        ((), "${tidak_ada}", ""),
        ((), "${rumah}", ["seng"]),
        ((("anak", 2), ("nama", 1)), "${nama}", "Budi"),
        ((("anak", 2), ("nama", 1)), ".", "Budi"),
        ((("anak", 1), ("nama", 1)), "${jenis}", ["bola", "tali"]),
        ((("anak", 2), ("sekolah", 1), ("kelas", 1)), "${nama}", "Budi"),
        ((("anak", 2), ("nama", 1)), "${kelas}", "3"),
        ((("anak", 1), ("nama", 1)), "${desa}", "Suka Maju"),
        ((("anak", 1), ("mainan", 2), ("jenis", 1)), "${jenis}", "tali"),
        ((("anak", 1), ("mainan", 2), ("jenis", 1)), "${nama}", "Ani"),
        ((("anak", 1), ("mainan", 2), ("jenis", 1)), "position(..)", "2"),
        ((("anak", 1), ("mainan", 2), ("jenis", 1)), "position(../..)", "1"),
        ((("anak", 3), ("nama", 1)), "${nama}", ""),
        ((("anak", 3), ("nama", 1)), "position(..)", "3"),
        ((("anak", 2), ("nama", 1)), "indexed-repeat(${nama}, ${anak}, position(..) - 1)", ["Ani"]),
        ((("anak", 2), ("nama", 1)), "sum(/data/anak/umur)", "NaN"),
    ],
)
def test_a_name_is_seen_from_where_the_question_stands(at: tuple[Place, ...], text: str, expected: str) -> None:
    assert texts(compile_expression(text, paths=True).within(Answers(VALUES, NOW, at))) == expected


def test_a_new_answer_stands_at_its_place() -> None:
    context = Answers(VALUES, NOW, (("anak", 2), ("umur", 1)), new="9")
    assert compile_expression(". > 8 and ${nama} = 'Budi'").within(context) is True
    assert compile_expression("sum(/data/anak/umur)", paths=True).within(context) == 16.0
    assert Answers({}, NOW).own() == ""


def test_tables_and_labels_come_from_outside() -> None:
    context = Answers(VALUES, NOW, tables=TABLES, labels={("isu", "bpjs"): "BPJS Kesehatan"})
    assert context.table("desa") is TABLES["desa"]
    assert context.table("kota") is None
    assert context.choice_label("isu", "bpjs") == "BPJS Kesehatan"
    assert context.choice_label("isu", "lain") == "lain"
    assert str(context.chance()) == "nan"


FORM = {
    "desa": ("desa",),
    "atap": ("rumah", "atap"),
    "anak": ("anak",),
    "nama": ("anak", "nama"),
    "umur": ("anak", "umur"),
    "mainan": ("anak", "mainan"),
    "jenis": ("anak", "mainan", "jenis"),
    "kunjungan": ("kunjungan",),
    "biaya": ("kunjungan", "biaya"),
}
REPEATS = frozenset({"anak", "mainan", "kunjungan"})


@pytest.mark.parametrize(
    ("at", "text", "expected"),
    [
        ((), "${desa}", "Suka Maju"),
        ((), "${atap}", "seng"),
        ((), "count(${kunjungan})", "0"),
        ((), "sum(${biaya})", "0"),
        ((), "${nama}", ["Ani", "Budi"]),
        ((("desa", 1),), "${nama}", ["Ani", "Budi"]),
        ((("anak", 2), ("nama", 1)), "${nama}", "Budi"),
        ((("anak", 2), ("nama", 1)), "count(${anak})", "2"),
        ((("anak", 2), ("nama", 1)), "count(${jenis})", "1"),
        ((("anak", 3), ("nama", 1)), "count(${jenis})", "0"),
        ((("anak", 3), ("nama", 1)), "${umur}", ""),
        ((("anak", 1), ("mainan", 2), ("jenis", 1)), "${jenis}", "tali"),
        ((("anak", 1), ("mainan", 2), ("jenis", 1)), "${nama}", "Ani"),
        ((("anak", 1), ("mainan", 2), ("jenis", 1)), "count(${mainan})", "2"),
        ((("rumah", 1), ("atap", 1)), "${jenis}", ["bola", "tali", "catur"]),
        ((("rumah", 1), ("atap", 1)), "${lain}", ""),
    ],
)
def test_a_form_says_where_its_names_stand(at: tuple[Place, ...], text: str, expected: str) -> None:
    context = Answers(VALUES, NOW, at, paths=FORM, repeats=REPEATS)
    assert texts(compile_expression(text, paths=True).within(context)) == expected


def test_an_empty_repeat_is_no_unanswered_question() -> None:
    assert compile_expression("count(${a})").within(Answers({"a": []}, NOW)) == 0.0
    assert compile_expression("count(${a})").within(Answers({}, NOW, repeats=frozenset({"a"}))) == 0.0
    assert compile_expression("count(${a})").within(Answers({}, NOW)) == 1.0
