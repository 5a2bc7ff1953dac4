"""Times of day where the words around the hour decide: what is turned down, taken back, or only told."""

from __future__ import annotations

import pytest

from bot.survey.model import Time
from bot.understanding import NotAnAnswer, Read, Unclear, read, read_between
from bot.understanding.clock import without_seconds
from bot.understanding.thumbs import slipped
from tests.understanding.readings import PHRASES, TODAY


def value(text: str) -> str | None:
    """Return what is stored for a reply, or None."""
    reading = read(Time(), text, phrases=PHRASES, today=TODAY)
    return reading.value if isinstance(reading, Read) else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # what is turned down
        ("jangan pagi, malam saja", "19:00"),
        ("pagi jangan, sore aja", "16:00"),
        ("tidak bisa kalau malam", None),
        ("hp mati kalau malam", None),
        ("pagi gak bisa malam bisa", "19:00"),
        ("tidak bisa bu, kalau malam bisa", "19:00"),
        ("tidak bisa ditelepon", None),
        ("pagi jangan sore saja", None),
        ("malam bukan siang", "19:00"),
        ("tidak ada orang di rumah kami malam", "19:00"),
        ("jam 8 malam kalau tidak hujan", "20:00"),
        ("jangan lewat jam 9 malam", None),
        ("jam 8 malam, ga bisa bu", None),
        ("jam 8 malam, gak bisa, jam 9 aja", "21:00"),
        ("tidak bisa bu, malam saja", "19:00"),
        ("jam 7 malam kecuali minggu", "19:00"),
        # what only tells
        ("siang ke ladang, jam 7 malam baru bisa", "19:00"),
        ("pulang jam 5 sore, jadi jam 7 malam aja", "19:00"),
        ("berangkat jam 6 pagi, pulang jam 4 sore", None),
        ("jam 7 pagi atau malam", None),
        ("jam 7 malam, pagi juga boleh", None),
        ("pagi siang jam 7 malam", None),
        ("jam 5 sore, sore saja", "17:00"),
        # what is taken back
        ("jam 9 pagi eh malam", "21:00"),
        ("jam 9 pagi eh sore", "16:00"),
        ("jam 9 pagi jam 10 pagi eh malam", "19:00"),
        ("jam 7 malam, maaf kalau salah", "19:00"),
        # an hour and its part in two clauses
        ("pagi2 sekali, jam 5", "05:00"),
        ("jam 7, yg malam", "19:00"),
        ("jam 7, jam 8 malam", None),
        ("jam 7. jam 8", None),
        # ranges
        ("jam 9 sampai jam 3 sore", "09:00"),
        ("jam 9 sampai jam 8 malam", None),
        ("jam 11 sampai jam 1 malam", "23:00"),
        ("jam 4 malam sampai jam 3 malam", None),
        ("dari pagi sampai jam 3 sore", "08:00"),
        ("habis isya sampai jam 9 malam", "19:30"),
        ("sore sampai jam 4", "16:00"),
        ("tengah malam sampai jam 3 pagi", None),
        ("suami pulang jam 5 sore, jadi habis magrib", "18:30"),
        ("sore habis panen, jam 7 malam", "19:00"),
        ("pagi sampai sore", None),
        ("antara magrib dan isya", "18:30"),
        ("jam 7 malam - jam 7 malam", "19:00"),
        ("jam 7 malam, jam 7 malam", "19:00"),
        ("jam 7 malam jam 7 malam", "19:00"),
        # numbers that are no hours
        ("anak saya 2", None),
        ("anak2 tidur malam", "19:00"),
        ("kamar 2 di belakang, sore", "16:00"),
        ("tgl 5 - 7 jam 9 pagi", "09:00"),
        ("1500 orang", None),
        ("tahun 2019 jam 7 malam", "19:00"),
        ("24 jam", None),
        ("30 menit lagi", None),
        ("12 des jam 3 sore", "15:00"),
        ("3 karung jam 8 malam", "20:00"),
        ("5 jam 7 malam", "19:00"),
        ("jam 7 malam 8 orang", "19:00"),
        ("jam 7 8 malam", None),
        ("jam 7, 8 malam", None),
        ("pasang sore", "16:00"),
        ("jam asdfgh malam", None),
        ("jam asdfgh malam, jam 8 malam", "20:00"),
        # minutes
        ("jam 8 malam kurang 15", "19:45"),
        ("kurang 10 mnt jam 1 siang", "12:50"),
        ("kurang jam 1 siang", "13:00"),
        ("jam 8 lewat jauh malam", "20:00"),
        ("jam 7 lewat 90 malam", None),
        ("19 : 30", "19:30"),
        ("19. 30", "19:30"),
        ("7. 31 malam", None),
        ("7 : 75 malam", None),
        ("730 malam", "19:30"),
        ("99999 malam", None),
        ("🕖 malam", "19:00"),
        ("🕢 malam", "19:30"),
        ("8an malam", "20:00"),
        # halves
        ("stenga 8 malam", "19:30"),
        ("stengahh 8 malam", "19:30"),
        ("tengah 8 malam", "19:30"),
        ("setengah hari", None),
        ("jam 7 setengah", None),
        ("setengah satu malam", "00:30"),
        ("sudut 8 malam", "20:00"),
        # greetings
        ("selamat malam bu", None),
        ("selamat pagi bu, jam 7 malam", "19:00"),
        ("pagi bu, sore aja", "16:00"),
        ("malam bu", "19:00"),
        # spellings
        ("mlaam", "19:00"),
        ("malampi", "19:00"),
        ("mlmnya", "19:00"),
        ("jual sayur", None),
        ("mgrib", "18:30"),
        ("tengah malam", None),
        ("sebelum magrib", "17:15"),
        ("tidak tentu, kadang malam", None),
        ("telpon sa 7", None),
        ("hjkl qwrt zxcv bnmp dfgh tyui opas wert mlaam", None),
    ],
)
def test_a_time_is_what_she_settles_on(text: str, expected: str | None) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bukan pagi", "19:00"),
        ("malamlah kak", "19:00"),
        ("jangan malam", "07:00"),
        ("pagi jangan malam", "07:00"),
        ("jangan siang", None),
    ],
)
def test_a_part_of_the_day_picks_between_two_hours(text: str, expected: str | None) -> None:
    reading = read_between(("07:00", "19:00"), Time(), text, phrases=PHRASES, today=TODAY, reason="morning_or_evening")
    assert (reading.value if isinstance(reading, Read) else None) == expected


def test_midnight_alone_is_asked_back_and_nothing_is_no_answer() -> None:
    assert isinstance(read(Time(), "tengah malam", phrases=PHRASES, today=TODAY), Unclear)
    assert read(Time(), "selamat malam bu", phrases=PHRASES, today=TODAY) == NotAnAnswer()


@pytest.mark.parametrize(
    ("word", "other", "slip"),
    [
        ("mqlam", "malam", True),
        ("mlaam", "malam", True),
        ("mallam", "malam", True),
        ("malm", "malam", True),
        ("dalam", "malam", False),
        ("alam", "malam", False),
        ("mualam", "malam", False),
        ("malamxx", "malam", False),
        ("malam", "malam", False),
        ("makan", "malam", False),
    ],
)
def test_a_slip_stays_beside_the_right_key(word: str, other: str, slip: bool) -> None:
    assert slipped(word, other) is slip


def test_a_time_as_xforms_stores_it() -> None:
    assert without_seconds("07:30:00.000+07:00") == "07:30"
    assert without_seconds("07:30:00.000Z") == "07:30:00.000Z"
    found = read(Time(), "07:30:00.000+08:00", phrases=PHRASES, today=TODAY)
    assert isinstance(found, Read)
    assert found.value == "07:30"
