"""Closed questions: how many of the replies of the set are read rightly, and the cases that no row of a table can show."""

from __future__ import annotations

import pytest

from bot.analysis.evaluation import evaluate, parse_rows, reader_of
from bot.survey.model import Choice, Kind, SelectMultiple, SelectOne
from bot.understanding import NotAnAnswer, Read, Unclear, read
from bot.understanding.choices import by_name
from tests.understanding.readings import PHRASES, ROOT, TODAY, rated

HAMLETS = (Choice("d1", {"id": "Adem"}), Choice("d2", {"id": "Ayem"}), Choice("d3", {"id": "Sejuk"}))


def one(*labels: str) -> SelectOne:
    return SelectOne(tuple(Choice(str(place), {"id": label}) for place, label in enumerate(labels, start=1)))


def several(*labels: str) -> SelectMultiple:
    return SelectMultiple(one(*labels).choices)


def shown(kind: Kind, reply: str) -> str:
    """Return the value, "?" with the candidates where it is asked back, "-" where it is no answer."""
    reading = read(kind, reply, phrases=PHRASES, today=TODAY)
    match reading:
        case Read(value, _, _):
            return value
        case Unclear(candidates, _):
            return "?" + ",".join(candidates)
        case NotAnAnswer():
            return "-"


@pytest.mark.parametrize("kind", ["select_one", "select_multiple", "scale5"])
def test_nearly_all_replies_of_the_set_are_read_and_hardly_any_is_stored_wrongly(kind: str) -> None:
    text = (ROOT / "tests" / "phrases" / "replies" / f"{kind}.csv").read_text(encoding="utf-8")
    total = evaluate(parse_rows(text, TODAY), reader_of(PHRASES)).total
    assert total.right >= 0.97 * total.rows
    assert total.stored_wrong <= 0.01 * total.rows


AGES = one("15-25 tahun", "26-35 tahun", "36-45 tahun", "Di atas 45 tahun")
TIMES = one("0-1 kali", "2-3 kali", "4 kali atau lebih")
FEES = one("Rp5.000", "Rp10.000", "Rp20.000")
AREA = one("Kurang dari 0,5 hektar", "0,5 - 1 hektar", "Lebih dari 1 hektar")
NEEDS = several("Pupuk", "Bibit", "Modal usaha", "Pemasaran")
HAPPY = rated("Sangat tidak puas", "Tidak puas", "Biasa saja", "Puas", "Sangat puas")


@pytest.mark.parametrize(
    ("kind", "reply", "expected"),
    [
        (one("Dekat", "Sangat jauh"), "jauh", "2"),
        (one("...", "Sungai", "Sumur"), "sungai", "2"),
        (one("Kurang", "Cukup"), "kurang bu", "1"),
        (one("Pupuk", "Bibit"), "lapan puluh", "?"),
        (one("Sangat setuju", "Kurang setuju", "Tidak setuju"), "kurang", "2"),
        (one("Setuju", "Tidak setuju"), "pakai kurang saja", "-"),
        (one("Sapi", "Kambing"), "yang sapi kecuali kambing", "?1,2"),
        (one("Murah", "Mahal"), "sing murah dhewe", "1"),
        (one("Pupuk", "Bibit"), "9", "?"),
        (one("Pupuk", "Bibit"), "yang ke 5", "?"),
        (AGES, "30an", "?"),
        (AGES, "40an tahun", "?"),
        (AGES, "3 sampai 40 tahun lalu 50", "?"),
        (AGES, "26 sampai 35", "2"),
        (AGES, "nomor 3 umur 41", "3"),
        (AGES, "paling tua", "4"),
        (AGES, "paling muda", "1"),
        (TIMES, "cuma sekali", "1"),
        (TIMES, "belum pernah, sibuk", "1"),
        (TIMES, "sering", "-"),
        (one("1-2 kali", "3 kali", "Tidak pernah"), "belum ada", "-"),
        (one("2-3 orang", "4 orang"), "sendiri", "-"),
        (FEES, "paling murah", "1"),
        (AREA, "10 rante", "1"),
        (NEEDS, "1, 9", "?1"),
        (NEEDS, "44", "?"),
        (NEEDS, "bukan II", "-"),
        (NEEDS, "2-3 sampai 4", "2 3 4"),
        (NEEDS, "semua kecuali", "?"),
        (NEEDS, "yang lain pupuk", "?1"),
        (NEEDS, "tidak semua", "?1 2 3 4"),
        (NEEDS, "pilih dua", "?"),
        (NEEDS, "pupuk kapan ya", "?1"),
        (NEEDS, "semua kapan", "-"),
        (NEEDS, "saya minta pupuk dan anu itu", "?1"),
        (several("Polisi", "Tidak melapor"), "tidak ada", "?2"),
        (several("Senin", "Selasa", "Rabu"), "senin sampai rabu", "1 2 3"),
        (several("Suami dan istri", "Anak"), "suami dan istri, anak", "1 2"),
        (HAPPY, "⭐⭐⭐", "3"),
        (HAPPY, "yang paling rendah", "1"),
        (HAPPY, "tidak biasa saja", "?"),
        (HAPPY, "puas, puas banget malah", "5"),
        (HAPPY, "kurang", "2"),
        (HAPPY, "kadangkadang tidakpuas", "?2"),
        (HAPPY, "sangattidakpuas", "1"),
        (HAPPY, "sangatgakpuas", "1"),
        (HAPPY, "puas sekali biasa saja", "?5,3"),
        (HAPPY, "puas, tidak puas", "?4,2"),
        (HAPPY, "9 bu ya", "?"),
        (HAPPY, "5 ribu", "?"),
        (NEEDS, "tidak butuh pupuk dan bibit", "?"),
        (several("Suami", "Anak", "Saya sendiri"), "suami sama saya", "?1"),
        (one("Sangat puas", "Tidak puas"), "sama sekali tidak puas", "2"),
        (one("Pupuk", "Bibit"), "nomor 2 anu inu ono itu uno", "?2"),
        (one("Pupuk", "Bibit"), "nomor 2 pupuk dan bibit", "?2,1"),
    ],
)
def test_a_reply_to_a_closed_question(kind: Kind, reply: str, expected: str) -> None:
    assert shown(kind, reply) == expected


def test_a_story_is_not_searched_for_choices() -> None:
    words = "pupuk bibit " * 7
    assert shown(NEEDS, words) in ("1 2", "?1 2", "-")
    assert shown(NEEDS, "anu " * 30 + "pupuk") == "?1"


ABLE = ("Belum mampu", "Kurang mampu", "Cukup mampu", "Mampu")


@pytest.mark.parametrize(
    ("labels", "reply", "expected"),
    [
        (ABLE, "kurang", "2"),
        (ABLE, "kurang sih bu", "2"),
        (ABLE, "kirang", "2"),
        (ABLE, "belum", "1"),
        (ABLE, "cukup", "3"),
        (ABLE, "mampu", "4"),
        (ABLE, "tidak", "-"),
        (("Tidak puas", "Kurang puas", "Cukup puas", "Puas"), "kurang", "2"),
        (("Tidak puas", "Kurang puas", "Cukup puas", "Puas"), "tidak", "1"),
        (("Kurang lancar", "Lancar", "Kurang jelas"), "kurang", "?1,3"),
        (("Tidak puas", "Puas"), "kurang", "1"),
    ],
)
def test_the_first_word_of_one_grade_is_that_grade(labels: tuple[str, ...], reply: str, expected: str) -> None:
    assert shown(rated(*labels), reply) == expected


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (SelectOne, "d2", "d2"),
        (SelectOne, "D3", "d3"),
        (SelectMultiple, "d3, d1", "d1 d3"),
        (SelectMultiple, "d3 d2", "d2 d3"),
    ],
)
def test_a_choice_by_its_own_name(kind: type[SelectOne | SelectMultiple], text: str, value: str) -> None:
    found = read(kind(HAMLETS), text, phrases=PHRASES, today=TODAY)
    assert isinstance(found, Read)
    assert (found.value, found.rule) == (value, "choice.name")


@pytest.mark.parametrize("text", ["d1 d2", "d9"])
def test_two_names_are_not_one_choice(text: str) -> None:
    assert by_name(SelectOne(HAMLETS), text) is None


@pytest.mark.parametrize("text", ["d1 d9", ",", "d1 dan d2"])
def test_what_is_not_only_names_is_not_read_by_name(text: str) -> None:
    assert by_name(SelectMultiple(HAMLETS), text) is None


def test_a_name_that_is_the_label_of_another_is_asked_back() -> None:
    crossed = SelectOne((Choice("melati", {"id": "Mawar"}), Choice("mawar", {"id": "Melati"})))
    assert read(crossed, "mawar", phrases=PHRASES, today=TODAY) == Unclear(("melati", "mawar"), "which_choice")
