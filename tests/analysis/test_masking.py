"""A quote names nobody: numbers, addresses, links, names of the register and villages are covered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.masking import Mask

MASK = Mask.of(["Siti Contohwati", "Ibu Ratna Misalnya", "A B"], ["Desa Rekaan", "Sri", "Karangcontoh"])


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Hubungi saya 0812-3456-7890 ya", "Hubungi saya [nomor] ya"),
        ("wa +62 812 3456 7890", "wa [nomor]"),
        ("NIK 3404012345678901 hilang", "NIK [nomor] hilang"),
        ("Penghasilan 1.500.000 sebulan", "Penghasilan 1.500.000 sebulan"),
        ("dari 500.000 - 1.500.000", "dari 500.000 - 1.500.000"),
        ("sejak tahun 2019 ada 25 orang", "sejak tahun 2019 ada 25 orang"),
        ("tulis ke siti.c@example.org saja", "tulis ke [surel] saja"),
        ("lihat https://contoh.id/a?b=1 atau contoh.com/x", "lihat [tautan] atau [tautan]"),
        ("bu siti yang mengajar", "bu [nama] yang mengajar"),
        ("SITI CONTOHWATI hebat", "[nama] hebat"),
        ("Pak Budi dan Bu lurah", "Pak [nama] dan Bu lurah"),
        ("Pak Camat belum datang", "Pak Camat belum datang"),
        ("di desa rekaan dan karangcontoh", "di [desa] dan [desa]"),
        ("Ibu saya tani", "Ibu saya tani"),
        ("satu\n\n  dua", "satu dua"),
        ("contohwatinya bukan nama", "contohwatinya bukan nama"),
    ],
)
def test_what_leads_to_a_person_is_covered(said: str, shown: str) -> None:
    assert MASK.cover(said) == shown


def test_no_places_no_cover() -> None:
    assert Mask.of([]).cover("di Karangcontoh") == "di Karangcontoh"


@given(st.text(), st.sampled_from(["Siti", "siti", "CONTOHWATI", "ratna"]), st.text())
def test_a_name_of_the_register_never_stands_alone_in_a_quote(before: str, name: str, after: str) -> None:
    assert name.casefold() not in MASK.cover(f"{before} {name} {after}").casefold().split()


@given(st.text())
def test_covering_twice_changes_nothing_more(said: str) -> None:
    once = MASK.cover(said)
    assert MASK.cover(once) == once
