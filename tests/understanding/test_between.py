"""Replies to an either/or question back."""

from __future__ import annotations

import pytest

from bot.survey.model import Choice, Integer, Kind, Scale, Text
from bot.understanding import NotAnAnswer, Read, Reading, Reason, Unclear, read_between
from bot.understanding.between import by_value
from tests.understanding.readings import PHRASES, QUESTIONS, TODAY

HOURS = ("07:00", "19:00")
MONEY = ("5000", "5000000")


def between(question: str, candidates: tuple[str, ...], text: str, reason: Reason) -> Reading:
    return read_between(candidates, QUESTIONS[question], text, phrases=PHRASES, today=TODAY, reason=reason)


@pytest.mark.parametrize(
    ("question", "candidates", "reason", "text", "value"),
    [
        ("hour", HOURS, "morning_or_evening", "1", "07:00"),
        ("hour", HOURS, "morning_or_evening", "2", "19:00"),
        ("hour", HOURS, "morning_or_evening", "pagi", "07:00"),
        ("hour", HOURS, "morning_or_evening", "pg bu", "07:00"),
        ("hour", HOURS, "morning_or_evening", "yg malam", "19:00"),
        ("hour", HOURS, "morning_or_evening", "bengi", "19:00"),
        ("hour", HOURS, "morning_or_evening", "yang pertama", "07:00"),
        ("hour", HOURS, "morning_or_evening", "terakhir", "19:00"),
        ("hour", HOURS, "morning_or_evening", "19.00", "19:00"),
        ("hour", HOURS, "morning_or_evening", "jam 7 malam", "19:00"),
        ("hour", HOURS, "morning_or_evening", "b", "19:00"),
        ("hour", HOURS, "morning_or_evening", "jam 8 malam", "20:00"),
        ("income", MONEY, "thousands", "5jt", "5000000"),
        ("income", MONEY, "thousands", "5 ribu", "5000"),
        ("income", MONEY, "thousands", "yg kedua", "5000000"),
        ("income", MONEY, "thousands", "600rb", "600000"),
        ("income", ("150000",), "thousands", "ya", "150000"),
        ("income", ("150000",), "thousands", "nggih bu", "150000"),
        ("income", ("150000",), "thousands", "1", "150000"),
        ("income", ("150000", "150"), "thousands", "150", "150"),
        ("needs", ("pupuk bibit",), "which_choice", "dua-duanya", "pupuk bibit"),
        ("needs", ("pasar", "bibit"), "which_choice", "semuanya", "bibit pasar"),
        ("children", ("2", "3"), "which_number", "2", "2"),
        ("children", ("2", "3"), "which_number", "tiga", "3"),
        ("people", ("10", "15"), "range", "1", "10"),
        ("people", ("10", "15"), "range", "12", "12"),
        ("children", ("5", "50"), "which_number", "1", "5"),
        ("need", ("bibit", "modal"), "which_choice", "2", "modal"),
        ("need", ("bibit", "modal"), "which_choice", "bibit", "bibit"),
        ("need", ("bibit", "modal"), "which_choice", "yang modal usaha", "modal"),
        ("need", ("bibit", "modal"), "which_choice", "a", "bibit"),
        ("need", ("bibit", "modal"), "which_choice", "yang kedua", "modal"),  # not the second of the whole list
        ("need", ("bibit", "modal"), "which_choice", "pilih yang kedua bu", "modal"),
        ("yesno", ("ya", "tidak"), "yes_or_no", "iya bu", "ya"),
        ("yesno", ("ya", "tidak"), "yes_or_no", "blm", "tidak"),
        ("past", ("2026-11-24", "2026-11-17"), "which_date", "hari ini", "2026-11-24"),
        ("past", ("2026-11-24", "2026-11-17"), "which_date", "2", "2026-11-17"),
        ("needs", ("pupuk bibit modal", "pupuk modal"), "range", "1", "pupuk bibit modal"),
        ("needs", ("pupuk bibit modal", "pupuk modal"), "range", "pupuk dan modal", "pupuk modal"),
    ],
)
def test_a_candidate_is_picked(
    question: str, candidates: tuple[str, ...], reason: Reason, text: str, value: str
) -> None:
    reading = between(question, candidates, text, reason)
    assert isinstance(reading, Read)
    assert reading.value == value


def test_seven_settles_nothing_between_morning_and_evening() -> None:
    assert between("hour", HOURS, "jam 7", "morning_or_evening") == Unclear(HOURS, "morning_or_evening")


def test_one_between_two_and_three_may_be_a_place_or_a_value() -> None:
    assert between("children", ("2", "3"), "1", "which_number") == Unclear(("2", "3"), "which_number")


def test_an_hour_settles_between_two_hours() -> None:
    assert between("hour", ("07:00", "08:00"), "jam 7", "which_number") == Read("07:00", "between.shared", 0.9)


@pytest.mark.parametrize("text", ["", "   ", "terserah"])
def test_nothing_said_picks_nothing(text: str) -> None:
    assert between("income", ("150000",), text, "thousands") == NotAnAnswer()
    assert between("hour", HOURS, text, "morning_or_evening") == NotAnAnswer()


def test_no_to_the_only_candidate_is_no_answer() -> None:
    assert between("income", ("150000",), "bukan", "thousands") == NotAnAnswer()


def test_a_place_beyond_the_candidates_picks_nothing() -> None:
    assert between("hour", HOURS, "yang ketiga", "morning_or_evening") == NotAnAnswer()


def test_without_candidates_the_reply_is_read_afresh() -> None:
    reading = between("children", (), "tiga", "limits")
    assert isinstance(reading, Read)
    assert reading.value == "3"


def test_all_three_of_two_is_no_answer() -> None:
    assert not isinstance(between("needs", ("pupuk bibit",), "ketiganya", "which_choice"), Read)


GRADES = Scale(
    tuple(
        Choice(str(at), {"id": label})
        for at, label in enumerate(("Belum", "Kurang", "Cukup", "Baik", "Baik sekali"), 1)
    )
)


@pytest.mark.parametrize(
    ("candidates", "text", "value"),
    [
        (("3", "4"), "1", "3"),  # "1 Cukup 2 Baik. Balas 1-2"
        (("3", "4"), "2", "4"),
        (("3", "4"), "3", "3"),
        (("3", "4"), "tiga", "3"),
        (("3", "4"), "cukup", "3"),
        (("3", "4"), "yang pertama", "3"),
        (("3", "4"), "yg terakhir", "4"),
        (("3", "4"), "5", "5"),  # a new answer
        (("2", "3"), "2", "2"),  # "2 Kurang 3 Cukup. Balas 2 atau 3"
        (("2", "3"), "3", "3"),
        (("2", "3"), "yang kedua", "3"),
        (("2", "3"), "b", "3"),
        (("1", "2"), "2", "2"),
        (("2", "3"), "1", None),  # the first of them, or the lowest grade
        (("1", "3"), "2", None),
    ],
)
def test_between_two_grades(candidates: tuple[str, ...], text: str, value: str | None) -> None:
    found = read_between(candidates, GRADES, text, phrases=PHRASES, today=TODAY, reason="which_number")
    assert (found.value if isinstance(found, Read) else None) == value
    if value is None:
        assert found == Unclear(candidates, "which_number")


@pytest.mark.parametrize(
    ("candidates", "kind", "expected"),
    [
        (("3", "4"), GRADES, False),
        (("2", "3"), GRADES, True),
        (("1", "2"), Integer(), True),
        (("10", "15"), Integer(), False),
        (("1",), Integer(), False),
        (("1", "2"), Text(), False),
    ],
)
def test_a_number_that_is_a_place_as_well_is_offered_as_itself(
    candidates: tuple[str, ...], kind: Kind, expected: bool
) -> None:
    assert by_value(candidates, kind) is expected
