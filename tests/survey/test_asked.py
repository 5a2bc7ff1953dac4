"""What a question's label says about the number that it asks for."""

from __future__ import annotations

import pytest

from bot.survey.asked import asked_by
from bot.survey.model import Asked, Integer


@pytest.mark.parametrize(
    ("label", "of", "per", "which"),
    [
        ("Berapa anak Ibu?", ("anak",), (), ""),
        ("Anak Ibu berapa?", ("anak",), (), ""),
        ("Berapa jumlah anggota kelompok Ibu?", ("anggota",), (), ""),
        ("Jumlah anggota yang hadir", ("anggota",), (), ""),
        ("Berapa ekor kambing Ibu?", ("ekor", "kambing"), (), ""),
        ("Berapa orang yang hadir?", ("orang",), (), ""),
        ("Berapa ibu hamil di dusun ini?", ("orang",), (), ""),
        ("Berapa umur Ibu?", ("tahun",), (), ""),
        ("Umur Ibu berapa?", ("tahun",), (), ""),
        ("Umur berapa Ibu menikah?", ("tahun",), (), ""),
        ("Tahun berapa Ibu lahir?", (), (), "tahun"),
        ("RT berapa Ibu tinggal?", (), (), "rt"),
        ("Berapa upah Ibu per hari?", ("upah",), ("hari",), ""),
        ("Berapa upah harian Ibu?", ("upah",), ("hari",), ""),
        ("Berapa belanja dapur Ibu sehari?", ("belanja",), ("hari",), ""),
        ("Berapa hasil jual ikan Ibu kemarin?", ("hasil",), ("hari",), ""),
        ("Berapa harga beras per kg di pasar?", ("harga",), ("kg",), ""),
        ("Berapa harga gabah/kg?", ("harga",), ("kg",), ""),
        ("Berapa harga jual selembar kain tenun Ibu?", ("harga",), ("lembar",), ""),
        ("Berapa upah Ibu menganyam satu tikar?", ("upah",), ("tikar",), ""),
        ("Tahun ini, berapa kali Ibu ikut? Tulis angkanya, 0 bila belum.", ("kali",), ("tahun",), ""),
        ("Apa kabar?", (), (), ""),
    ],
)
def test_label(label: str, of: tuple[str, ...], per: tuple[str, ...], which: str) -> None:
    asked = asked_by(label)
    assert (asked.of, asked.per, asked.which) == (of, per, which)


def test_a_time_is_named_in_one_way() -> None:
    assert asked_by("Berapa penghasilan Ibu bulan kemarin?").when == "bulan lalu"
    assert asked_by("Berapa penghasilan Ibu bulan yang lalu?").when == "bulan lalu"


def test_only_the_sentence_that_asks_counts() -> None:
    assert "belum" not in asked_by("Berapa kali Ibu ikut? Tulis 0 bila belum.").words


def test_where_nothing_is_known_nothing_is_assumed() -> None:
    assert Integer().asked is None
    assert asked_by("") == Asked()
