"""The tables of days and months: each spelling reads as the day it stands for, and everyday words read as none."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from typing import Literal

import pytest

from bot.survey.model import Date
from bot.understanding import NotAnAnswer, Read, Reading, Unclear, read
from tests.understanding.readings import PHRASES, TABLES, TODAY

EVERYDAY = """
ya tidak belum sudah tahu ada mau bisa boleh saya ibu bapak anak suami lupa bulan
tahun hari jam pagi malam sore siang nanti senang luas sabun salam jual beli barang kemari
selama macet hujan sakit makan pergi datang pulang rumah pasar sawah kebun sekali lagi juga saja
dari untuk karena terus biasa kadang sering murah mahal besar kecil
"""


def meanings(table: str) -> list[tuple[str, str]]:
    return [(row["word"], row["meaning"]) for row in csv.DictReader(TABLES[f"{table}.csv"].splitlines())]


WEEKDAYS = [(word, int(meaning)) for word, meaning in meanings("days") if meaning.isdigit()]
RELATIVE = [(word, int(meaning)) for word, meaning in meanings("days") if meaning[0] in "+-"]
MONTHS = [(word, int(meaning)) for word, meaning in meanings("months") if meaning.isdigit()]


def said(text: str) -> Reading:
    return read(Date("past"), text, phrases=PHRASES, today=TODAY)


@pytest.mark.parametrize(("word", "weekday"), WEEKDAYS)
def test_every_spelling_of_a_weekday_is_the_nearest_such_day(word: str, weekday: int) -> None:
    reading = said(word)
    if weekday == TODAY.weekday():
        assert reading == Unclear((TODAY.isoformat(), (TODAY - timedelta(7)).isoformat()), "which_date")
    else:
        assert isinstance(reading, Read)
        assert date.fromisoformat(reading.value).weekday() == weekday


@pytest.mark.parametrize(("word", "days"), RELATIVE)
def test_every_relative_day_is_so_many_days_away(word: str, days: int) -> None:
    assert said(word) == Read((TODAY + timedelta(days)).isoformat(), "date.relative", 0.95)


@pytest.mark.parametrize("word", [word for word, meaning in meanings("days") if meaning in {"today", "earlier"}])
def test_every_word_for_today_is_today(word: str) -> None:
    assert said(word) == Read(TODAY.isoformat(), "date.relative", 0.95)


@pytest.mark.parametrize(("word", "month"), MONTHS)
def test_every_spelling_of_a_month_is_that_month(word: str, month: int) -> None:
    assert said(f"5 {word} 1980") == Read(f"1980-{month:02}-05", "date.calendar", 0.97)


@pytest.mark.parametrize(
    "word", [word for word, meaning in meanings("days") if meaning in {"doubt", "around", "vague"}]
)
def test_a_word_of_doubt_is_no_day(word: str) -> None:
    assert not isinstance(said(word), Read)


@pytest.mark.parametrize(
    "word",
    EVERYDAY.split(),
)
def test_an_everyday_word_is_no_day(word: str) -> None:
    assert not isinstance(said(word), Read)
    assert said(f"{word} bu") == said(word) or isinstance(said(word), Unclear | NotAnAnswer)


@pytest.mark.parametrize("prefer", ["past", "future", "any"])
@pytest.mark.parametrize(
    "time",
    [
        *("maret", "maret 2027", "03/2027", "akhir juni", "april-mei", "bulan depan", "minggu depan", "tahun depan"),
        *("hari raya", "semester depan", "triwulan 1", "pertengahan tahun", "dalam waktu dekat"),
    ],
)
@pytest.mark.parametrize("around", ["{}", "insyaallah {} bu", "kira2 {}", "tidak bulan ini, {}", "rencana {}"])
def test_a_time_that_is_no_day_is_asked_for_more_exactly(
    prefer: Literal["past", "future", "any"], time: str, around: str
) -> None:
    found = read(Date(prefer), around.format(time), phrases=PHRASES, today=TODAY)
    assert found == Unclear((), "which_date")


@pytest.mark.parametrize("day", ["31/13", "31/4/9999"])
def test_a_day_of_no_month_or_of_no_such_year_has_none_beside_it(day: str) -> None:
    assert read(Date("any"), day, phrases=PHRASES, today=TODAY) == Unclear((), "no_such_date")
