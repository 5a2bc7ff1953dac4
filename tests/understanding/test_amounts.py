"""Numbers, measures and rupiah, to questions whose words are known: what is asked for decides what a number means."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.survey.asked import asked_by
from bot.survey.model import Decimal, Integer, Money
from bot.understanding import NotAnAnswer, Read, Unclear, read
from bot.understanding.amounts import within
from tests.understanding.readings import PHRASES, TODAY

LABELS = {
    "wage": "Berapa upah Ibu per hari?",
    "income": "Berapa penghasilan Ibu bulan lalu?",
    "price": "Berapa harga beras per kg di pasar?",
    "loan": "Berapa pinjaman yang Ibu terima dari kelompok?",
    "people": "Berapa orang yang hadir?",
    "goats": "Berapa ekor kambing Ibu?",
    "times": "Berapa kali kelompok bertemu bulan lalu?",
    "age": "Berapa umur Ibu?",
    "months": "Sudah berapa bulan Ibu jadi anggota?",
    "harvest": "Berapa kg hasil panen cabai Ibu?",
    "heat": "Berapa suhu di sini?",
}
KINDS: dict[str, Integer | Decimal | Money] = {
    **{name: Money(0, asked=asked_by(LABELS[name])) for name in ("wage", "income", "price", "loan")},
    **{name: Integer(0, 500, asked=asked_by(LABELS[name])) for name in ("people", "goats", "times", "months")},
    "age": Integer(15, 100, asked=asked_by(LABELS["age"])),
    "harvest": Decimal(unit="kg", asked=asked_by(LABELS["harvest"])),
    "heat": Decimal(-50, 50, "derajat", asked_by(LABELS["heat"])),
}


def value(question: str, text: str) -> str:
    """Return what is stored, "?" where she is asked back, "-" where nothing answers."""
    match read(KINDS[question], text, phrases=PHRASES, today=TODAY):
        case Read(stored, _, _):
            return stored
        case Unclear():
            return "?"
        case NotAnAnswer():
            return "-"


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("wage", "50rb/hari", "50000"),
        ("wage", "harian 50rb", "50000"),
        ("wage", "sebulan 900rb", "?"),
        ("wage", "tiap panen 2jt", "?"),
        ("wage", "setengah hari 40rb", "?"),
        ("income", "50rb sehari", "?"),
        ("income", "bulanan 1jt", "1000000"),
        ("income", "penghasilan harian 50rb", "?"),
        ("income", "rugi 200rb", "?"),
        ("income", "2jt 3 hari", "?"),
        ("price", "14rb sekilo", "14000"),
        ("price", "350rb sekarung", "?"),
        ("loan", "3jt dicicil 150rb/bln", "3000000"),
        ("people", "2 kk", "?"),
        ("people", "20 orang per kelompok", "?"),
        ("people", "20 tiap pertemuan", "20"),
        ("people", "per hari", "-"),
        ("people", "kurang lebih", "-"),
        ("people", "1 2 3 4 5 6 7 8 9 10 11 12 13", "?"),
        ("goats", "sapi 2 kambing 5", "5"),
        ("goats", "2 ekor sapi", "?"),
        ("goats", "seekor", "1"),
        ("times", "ping telu", "3"),
        ("times", "2 kali seminggu", "?"),
        ("times", "4 minggu sekali", "?"),
        ("times", "kali 2", "2"),
        ("age", "4,5", "?"),
        ("age", "4 5", "45"),
        ("age", "4 4 4", "?"),
        ("age", "20 30", "?"),
        ("months", "2 tahun 3 bulan", "27"),
        ("months", "satu setengah tahun", "18"),
        ("harvest", "1 karung 50 kg", "50"),
        ("harvest", "2 karung 50 kg", "?"),
        ("harvest", "2 tumplek", "?"),
        ("heat", "minus 5", "-5"),
        ("heat", "-5 derajat", "-5"),
    ],
)
def test_what_is_asked_for_decides(question: str, text: str, expected: str) -> None:
    assert value(question, text) == expected


WORDS = """
1 2 20 1,5 50rb 2jt satu lusin setengah sehari sekali seminggu per / hari kg karung ekor sapi kambing orang anak yang dari
dulu sekarang jadi total kurang lebih + - , . ( ) x kali tapi bukan tidak belum sisa umur tahun lahir jam tanggal ke rt an
kalau kadang atau sampai utang harga suami & meter cm m 2 | sak nya se pindho ji harian sekilo lalu ini bulan 🙏
"""


@given(st.sampled_from(list(KINDS)), st.lists(st.sampled_from(WORDS.split()), max_size=12).map(" ".join))
def test_whatever_is_told_beside_numbers_is_read_or_asked_back(question: str, text: str) -> None:
    stored = value(question, text)
    assert stored in {"?", "-"} or within(Fraction(stored), KINDS[question])


@pytest.mark.parametrize("question", ["wage", "income", "price", "loan"])
@pytest.mark.parametrize(
    "text", ["gratis", "gratisan", "Gratis bu", "tanpa biaya", "cuma-cuma", "cuma2", "tdk dipungut", "bebas biaya"]
)
def test_what_is_free_costs_nothing_whatever_the_question_calls_it(question: str, text: str) -> None:
    assert value(question, text) == "0"


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("price", "tidak gratis", "?"),
        ("price", "cuma 5 ribu", "5000"),
        ("price", "cuma-cuma, bensin saja 20 ribu", "20000"),
        ("price", "cuma", "-"),
        ("people", "gratis", "-"),
    ],
)
def test_what_only_looks_free_does_not(question: str, text: str, expected: str) -> None:
    assert value(question, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("limbelas", "15"), ("tibelas", "13"), ("dupuluh", "20"), ("lipuluh orang", "50")]
)
def test_a_number_whose_first_part_is_only_begun(text: str, expected: str) -> None:
    assert value("people", text) == expected
