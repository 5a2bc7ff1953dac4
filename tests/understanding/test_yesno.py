"""Yes and no with the question they answer: its own words, favours and objections, numbers, other people, slips."""

from __future__ import annotations

import pytest

from bot.analysis.evaluation import evaluate, parse_rows, reader_of
from bot.survey.yes_no import yes_no
from bot.understanding import NotAnAnswer, Read, Unclear, read
from bot.understanding.asked import UNKNOWN, asked
from bot.understanding.stems import stems
from tests.understanding.readings import PHRASES, ROOT, TODAY

SEEDS = "Apakah Ibu sudah menerima bibit?"
COME = "Apakah Ibu bisa hadir hari Minggu?"
CALL = "Boleh kami hubungi Ibu lagi bulan depan?"
MIND = "Apakah Ibu keberatan kalau nama Ibu disebut?"
MEETING = "Apakah ada pertemuan kelompok bulan ini?"
NAME = "Nama Ibu Siti dari Desa Sentolo, benar?"
CHILDREN = "Anak Ibu 3 orang, benar?"
CATTLE = "Apakah Ibu punya ternak?"
MEMBER = "Apakah Ibu masih anggota serikat?"
TRAINED = "Apakah Ibu pernah ikut pelatihan?"
WATER = "Apakah air di rumah Ibu lancar?"
LEAVE = "Tidak apa-apa kalau kami datang sore?"
NOT_YET = "Apakah Ibu belum menerima bibit?"
WELL = "Apakah ada anggota keluarga yang sakit?"


def value(question: str, reply: str, *labels: str) -> str:
    """Return the value read, "?" where it is asked back, "-" where it is no answer."""
    match read(yes_no(question, labels), reply, phrases=PHRASES, today=TODAY):
        case Read(found, _, _):
            return found
        case Unclear():
            return "?"
        case NotAnAnswer():
            return "-"


def test_the_set_of_replies_is_read_almost_without_a_miss_and_nothing_is_stored_wrongly() -> None:
    file = ROOT / "tests" / "phrases" / "replies" / "yesno.csv"
    found = evaluate(parse_rows(file.read_text("utf-8"), TODAY), reader_of(PHRASES)).total
    assert found.rows >= 800
    assert found.right >= 0.97 * found.rows
    assert found.stored_wrong <= 0.01 * found.rows


@pytest.mark.parametrize(
    ("question", "reply", "expected"),
    [
        (CALL, "gpp bu", "ya"),
        (SEEDS, "gpp bu", "?"),
        ("", "gpp bu", "ya"),
        (SEEDS, "belum, gpp", "tidak"),
        (MIND, "gpp", "tidak"),
        (MIND, "boleh", "tidak"),
        (MIND, "keberatan", "ya"),
        (MIND, "jangan ya", "ya"),
        (MIND, "tidak keberatan", "tidak"),
        (MIND, "enggak kok", "tidak"),
        (MIND, "iya", "?"),
        (LEAVE, "gpp", "ya"),
        (LEAVE, "tidak", "?"),
        (LEAVE, "jangan sore", "tidak"),
        (NOT_YET, "ya", "?"),
        (NOT_YET, "belum", "?"),
        (NAME, "saya Siti", "ya"),
        (NAME, "Siti Aminah", "?"),
        (NAME, "bukan Siti tapi Sutini", "tidak"),
        (CHILDREN, "bener telu", "ya"),
        (CHILDREN, "2", "-"),
        (WATER, "macet terus", "tidak"),
        (WATER, "tidak macet", "ya"),
        (WELL, "sehat semua", "tidak"),
        (WELL, "sakit", "ya"),
    ],
)
def test_the_question_decides_what_a_word_means(question: str, reply: str, expected: str) -> None:
    assert value(question, reply) == expected


@pytest.mark.parametrize(
    ("question", "reply", "expected"),
    [
        (MEETING, "ada bu tapi saya ga ikut", "ya"),
        (MEETING, "tidak ada bu, yg ada cuma arisan", "tidak"),
        (CALL, "boleh tapi jangan malam2", "ya"),
        (CALL, "boleh tapi jangan dulu", "?"),
        (COME, "pengen sih tapi gak bisa", "tidak"),
        (COME, "mau, tapi", "?"),
        (COME, "belum, kalau sudah nanti saya kabari", "tidak"),
        (COME, "bisa kalau suami izin", "?"),
        (COME, "kayaknya, bisa", "?"),
        (COME, "bisa, kapan?", "ya"),
        (COME, "ya, jam berapa?", "?"),
        (COME, "berhalangan hadir", "tidak"),
        (COME, "bisa tidak", "?"),
        (COME, "bisa, tapi mungkin tidak", "?"),
        (COME, "mau tapi tidak ada waktu", "tidak"),
        (CALL, "boleh tapi tidak ada waktu", "?"),
        (SEEDS, "blm bu kapan ya", "tidak"),
        (SEEDS, "tetangga sudah saya belum", "tidak"),
        (SEEDS, "suami saya sudah", "?"),
        (SEEDS, "sudah diterima ketua", "?"),
        (SEEDS, "sudah, tidak demam", "ya"),
        (SEEDS, "sudah tapi belum semua", "?"),
        (SEEDS, "belum tapi akan ikut", "tidak"),
        (SEEDS, "pengen terima", "?"),
        (SEEDS, "sudah lihat pengumuman", "?"),
        (SEEDS, "sudah, belum ya?", "?"),
        (SEEDS, "sudah tidak", "tidak"),
        (SEEDS, "tidak tidak", "tidak"),
        (SEEDS, "yang sudah", "-"),
        (SEEDS, "bibit cabe", "-"),
        (SEEDS, "sudah keluar", "?"),
        (MEMBER, "sudah keluar", "tidak"),
        ("Apakah Ibu sudah pindah?", "pindah", "ya"),
        (CATTLE, "sudah dijual", "tidak"),
        (CATTLE, "punya dijual", "?"),
        (CATTLE, "dulu punya", "?"),
        (CATTLE, "dulu punya sekarang tidak", "tidak"),
        (TRAINED, "tdk prnah absen", "ya"),
        (TRAINED, "pernah, lagi ikut", "ya"),
        ("", "makasih ya", "?"),
        ("", "ya ampun", "-"),
        ("", "iya, tapi tidak sekarang", "?"),
        ("", "ya dan tidak", "?"),
        ("", "panen padi di kebun belakang rumah kepala dusun sudah", "-"),
        ("", "tidak mungkin", "tidak"),
        ("", "ya eh", "ya"),
        (CALL, "jangan malam", "?"),
        (MIND, "tidak bu silakan", "tidak"),
        ("", "suami saya tidak mengizinkan", "tidak"),
    ],
)
def test_clauses_are_weighed(question: str, reply: str, expected: str) -> None:
    assert value(question, reply) == expected


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("1", "ya"),
        ("no 2", "tidak"),
        ("yg kedua", "tidak"),
        ("2, blm ada uang", "tidak"),
        ("1 sudah", "ya"),
        ("sudah no 1", "ya"),
        ("sudah 2 kali", "ya"),
        ("2 kali", "-"),
        ("1 tidak", "?"),
        ("1 atau 2 ya", "-"),
        ("setengah", "?"),
        ("3", "-"),
        ("3 bu sudah", "ya"),
        ("123", "-"),
    ],
)
def test_numbers_answer_where_they_stand_for_an_answer(reply: str, expected: str) -> None:
    assert value("", reply, "Ya", "Tidak") == expected


def test_numbers_count_in_the_order_in_which_the_answers_were_given() -> None:
    assert [value("", reply, "Belum", "Sudah") for reply in ("1", "2", "yang pertama", "ya")] == [
        "tidak",
        "ya",
        "tidak",
        "ya",
    ]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("sudahmi", "ya"),
        ("bisalah", "ya"),
        ("iyakah", "?"),
        ("gaikut", "tidak"),
        ("belumpernah", "tidak"),
        ("sduah", "ya"),
        ("tudak", "tidak"),
        ("adda", "ya"),
        ("setju", "ya"),
        ("iyq", "ya"),
        ("rapat", "-"),
        ("qqqq", "-"),
        ("iua nanti sore begitu saja ya bu ya ya ya", "-"),
        ("😂", "-"),
    ],
)
def test_slips_are_mended_where_only_one_answer_can_be_meant(reply: str, expected: str) -> None:
    assert value("", reply) == expected


def test_an_unknown_question_has_no_words() -> None:
    assert asked("", PHRASES) is UNKNOWN
    assert asked("?", PHRASES).acts == frozenset()


@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("menerima", "terima"),
        ("dibayar", "bayar"),
        ("mengizinkan", "izin"),
        ("nyewa", "sewa"),
        ("dbayar", "bayar"),
        ("bolehkah", "boleh"),
    ],
)
def test_a_word_has_its_root(word: str, root: str) -> None:
    assert root in stems(word)
