"""What a form says to a screen, or takes from the app: named at its cell, and played all the same."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pytest

from bot.survey.yaml_form import Loaded
from tests.survey import forms
from tests.survey.forms import ISU

HEAD = ("type", "name", "label", "appearance", "parameters")
NAMA = ("text", "nama", "Siapa nama Ibu?")


load = partial(forms.load, choices=ISU)


def notices(loaded: Loaded) -> list[tuple[str, str]]:
    return [(each.place, each.code) for each in loaded.problems if each.code in {"S724", "S725", "S726"}]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("image", "ttd", "Tanda tangan?", "signature"), "Ibu mengirim foto"),
        (("image", "foto", "Foto?", "minimal new-front"), "foto apa saja diterima"),
        (("geopoint", "di", "Di mana?", "placement-map"), "Ibu mengirim lokasi atau nama tempatnya"),
        (("select_one isu", "isu", "Apa?", "image-map"), "pilihannya ditulis dengan kata-kata"),
        (("select_one isu", "isu", "Apa?", "list-nolabel"), "ditanyakan dengan pilihannya"),
        (("date", "bln", "Bulan apa?", "month-year"), "yang ditanyakan tanggal lengkap"),
        (("text", "kode", "Kode?", "ex:org.contoh.baca(nama='a')"), "aplikasi lain tidak dibuka"),
        (("text", "cetak", "Kode?", "printer:org.contoh('a')"), "aplikasi lain tidak dibuka"),
    ],
)
def test_an_appearance_for_a_screen_is_named_and_asked_all_the_same(row: Sequence[str], said: str) -> None:
    loaded = load(row, head=HEAD)
    assert notices(loaded) == [("survey!D2", "S724")]
    [told] = [each for each in loaded.problems if each.code == "S724"]
    assert said in told.message("id")
    assert told.severity == "warning"
    assert loaded.survey is not None
    assert [one.name for one in loaded.survey.asked] == [row[1]]


@pytest.mark.parametrize("appearance", ["minimal", "quick columns-2", "likert", "autocomplete", "numbers", "multiline"])
def test_an_appearance_that_changes_nothing_is_not_named(appearance: str) -> None:
    loaded = load(("select_one isu", "isu", "Apa?", appearance), head=HEAD)
    assert loaded.survey is not None
    assert notices(loaded) == []


def test_a_page_is_asked_one_after_another_and_its_headings_not_at_all() -> None:
    loaded = load(
        ("begin_group", "hal", "Halaman", "field-list"),
        ("select_one isu", "judul", "Judul", "label"),
        ("select_one isu", "satu", "Satu?", "list-nolabel"),
        ("end_group",),
        ("text", "ulang", "Judul: ${judul}"),
        head=HEAD,
    )
    assert notices(loaded) == [("survey!D2", "S724"), ("survey!D3", "S724"), ("survey!D4", "S724")]
    assert loaded.survey is not None
    assert [one.name for one in loaded.survey.asked] == ["satu", "ulang"]


def test_the_headings_of_a_table_are_not_asked() -> None:
    loaded = load(
        ("begin_group", "tabel", "Tabel", "table-list"),
        ("select_one isu", "satu", "Satu?"),
        ("select_one isu", "dua", "Dua?"),
        ("end_group",),
        head=HEAD,
    )
    assert notices(loaded) == [("survey!D2", "S724")]
    assert loaded.survey is not None
    assert [one.name for one in loaded.survey.asked] == ["satu", "dua"]


@pytest.mark.parametrize("kind", ["deviceid", "imei", "subscriberid", "simserial", "start-geopoint", "audit"])
def test_what_only_the_app_knows_is_named(kind: str) -> None:
    loaded = load(NAMA, (kind, "audit" if kind == "audit" else "x", ""))
    assert notices(loaded) == [("survey!A3", "S725")]
    assert loaded.survey is not None
    assert [one.name for one in loaded.survey.asked] == ["nama"]


@pytest.mark.parametrize("kind", ["start", "end", "today", "phonenumber"])
def test_what_is_known_here_is_not_named(kind: str) -> None:
    assert notices(load(NAMA, (kind, "x", ""))) == []


def test_columns_parameters_and_sheets_for_the_app() -> None:
    loaded = load((*NAMA, "5"), head=(*HEAD[:3], "body::accuracyThreshold"))
    assert notices(loaded) == [("survey!D1", "S726")]
    loaded = load((*NAMA, "minimal"), head=(*HEAD[:3], "body::appearance"))
    assert notices(loaded) == []
    loaded = load(("image", "foto", "Foto?", "", "max-pixels=1000"), head=HEAD)
    assert notices(loaded) == [("survey!E2", "S726")]
    loaded = load(("range", "nilai", "Nilai?", "", "start=1 end=5 step=1"), head=HEAD)
    assert notices(loaded) == []
    loaded = load(("select_one isu", "isu", "Apa?", "", "randomize=true"), head=HEAD)
    assert notices(loaded) == []
    loaded = load(
        NAMA, entities=(("list_name", "label"), ("anggota", "concat(${nama}, '')")), head=("type", "name", "label")
    )
    assert ("entities!A1", "S726") in notices(loaded)
