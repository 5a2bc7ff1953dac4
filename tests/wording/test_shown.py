"""Numbers, money, days and hours are written as people here write them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.survey.expressions import compile_expression
from bot.survey.model import (
    Calculate,
    Choice,
    Date,
    Decimal,
    Integer,
    Kind,
    Money,
    Note,
    Scale,
    SelectMultiple,
    SelectOne,
    Text,
    Time,
    YesNo,
)
from bot.wording.shown import clock, day, fits, number, rupiah, value
from tests.conversation.parts import words

CHOICES = (Choice("a", {"id": "Pupuk", "en": "Fertilizer"}), Choice("b", {"id": "Bibit"}))


@pytest.mark.parametrize(
    ("given", "language", "shown"),
    [
        (1250, "id", "1.250"),
        (2.5, "id", "2,5"),
        (1234567.89, "jv", "1.234.567,89"),
        (1250, "en", "1,250"),
        (2.5, "en", "2.5"),
    ],
)
def test_numbers(given: float, language: str, shown: str) -> None:
    assert number(given, language) == shown


def test_rupiah() -> None:
    assert rupiah(12500) == "Rp12.500"
    assert rupiah(12499.6) == "Rp12.500"
    assert rupiah(12500, "en") == "Rp12,500"


@pytest.mark.parametrize(
    ("language", "shown"), [("id", "17 Agustus 2026"), ("jv", "17 Agustus 2026"), ("en", "17 August 2026")]
)
def test_days(language: str, shown: str) -> None:
    assert day(date(2026, 8, 17), words(), language) == shown


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("00:30", "00.30 pagi"),
        ("10:59", "10.59 pagi"),
        ("11:00", "11.00 siang"),
        ("15:00", "15.00 sore"),
        ("18:00", "18.00 malam"),
    ],
)
def test_hours_name_the_part_of_the_day(given: str, shown: str) -> None:
    assert clock(given, words(), "id") == shown


@pytest.mark.parametrize(
    ("kind", "stored", "shown"),
    [
        (YesNo(), "ya", "Ya"),
        (YesNo(), "tidak", "Tidak"),
        (SelectOne(CHOICES), "a", "Pupuk"),
        (Scale(CHOICES), "b", "Bibit"),
        (SelectMultiple(CHOICES), "a b gone", "Pupuk, Bibit, gone"),
        (Integer(unit="kg"), "1250", "1.250 kg"),
        (Decimal(), "2.5", "2,5"),
        (Money(), "150000", "Rp150.000"),
        (Date(), "2026-11-24", "24 November 2026"),
        (Time(), "19:00", "19.00 malam"),
        (Text(), "apa adanya", "apa adanya"),
        (Note(), "", ""),
        (Calculate(compile_expression("1")), "1", "1"),
    ],
)
def test_answers(kind: Kind, stored: str, shown: str) -> None:
    assert value(kind, stored, words(), "id") == shown


def test_english() -> None:
    assert value(SelectOne(CHOICES), "a", words(), "en") == "Fertilizer"
    assert clock("07:00", words(), "en") == "07:00 in the morning"


@pytest.mark.parametrize(
    ("text", "one"),
    [("a" * 160, True), ("a" * 161, False), ("€" * 80, True), ("€" * 81, False), ("😀" * 35, True), ("😀" * 36, False)],
)
def test_one_segment(text: str, one: bool) -> None:
    assert fits(text) is one
