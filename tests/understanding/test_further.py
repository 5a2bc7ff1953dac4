"""What fewer forms ask for: a moment, an order, a point on the earth, a yes that was read, a file."""

from __future__ import annotations

import pytest

from bot.survey.model import Acknowledge, Choice, DateTime, GeoPoint, Kind, Media, Rank, Text
from bot.understanding import NotAnAnswer, Read, Unclear, read
from bot.understanding.further import has_none, point
from tests.understanding.readings import PHRASES, TODAY

ORDER = Rank(
    (
        Choice("air", {"id": "Air bersih"}),
        Choice("jalan", {"id": "Jalan desa"}),
        Choice("listrik", {"id": "Listrik"}),
    )
)
YEAR = TODAY.year


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Acknowledge(), "ok", "OK"),
        (Acknowledge(), "nggih bu", "OK"),
        (Acknowledge(), "setuju", "OK"),
        (GeoPoint(), "-7.8, 110.36", "-7.8 110.36 0.0 0.0"),
        (GeoPoint(), "-7.8 110.36 120 5", "-7.8 110.36 120.0 5.0"),
        (GeoPoint(), "dekat balai desa Adem", "dekat balai desa Adem"),
        (DateTime("past"), "17 agustus jam 7 pagi", f"{YEAR}-08-17T07:00"),
        (DateTime("past"), "kemarin jam 19.30", None),
        (DateTime("any"), "3/8/2025 02:30", "2025-08-03T02:30"),
        (DateTime("any"), "3 Agustus 2025, jam 08.30", "2025-08-03T08:30"),
        (DateTime("any"), "2025-08-03T02:30:00.000+07:00", "2025-08-03T02:30"),
        (ORDER, "3,1,2", "listrik air jalan"),
        (ORDER, "312", "listrik air jalan"),
        (ORDER, "2 1", "jalan air listrik"),
        (ORDER, "jalan dulu, lalu air, baru listrik", "jalan air listrik"),
        (ORDER, "listrik, air", "listrik air jalan"),
    ],
)
def test_read(kind: Kind, text: str, value: str | None) -> None:
    found = read(kind, text, phrases=PHRASES, today=TODAY)
    assert isinstance(found, Read)
    if value is not None:
        assert found.value == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (DateTime("past"), "besok"),
        (DateTime("past"), "entah 08:30"),
        (DateTime("past"), "3/8/2025 29:30"),
        (DateTime("past"), "jam 7 pagi"),
        (DateTime("future"), "maret 2027"),
        (DateTime("future"), "akhir juni"),
        (DateTime("future"), "bulan depan jam 9"),
        (GeoPoint(), "95.1, 110"),
        (ORDER, "1"),
        (ORDER, "1,1,2"),
        (ORDER, "1,2,7"),
        (ORDER, "air, air"),
        (ORDER, "air, entahlah saja"),
    ],
)
def test_asked_back(kind: Kind, text: str) -> None:
    assert isinstance(read(kind, text, phrases=PHRASES, today=TODAY), Unclear)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Acknowledge(), "tidak"),
        (Acknowledge(), "pupuk"),
        (GeoPoint(), "12"),
        (GeoPoint(), "?!"),
        (DateTime("past"), "pupuk"),
        (ORDER, "semangka"),
        (Media("image"), "fotonya bagus"),
    ],
)
def test_not_an_answer(kind: Kind, text: str) -> None:
    assert isinstance(read(kind, text, phrases=PHRASES, today=TODAY), NotAnAnswer)


def test_a_point_off_the_earth_is_none() -> None:
    assert point(0, 181) == ""
    assert point(-90, 180, 3.5) == "-90.0 180.0 3.5 0.0"


@pytest.mark.parametrize(
    ("kind", "text", "none"),
    [
        (Media("image"), "tidak ada", True),
        (Media("image"), "ga punya bu", True),
        (Media("audio"), "tidak bisa kirim", True),
        (Media("file"), "mboten wonten", True),
        (Media("video"), "hp saya tidak bisa", True),
        (Media("image"), "ya", False),
        (Media("image"), "besok saya kirim", False),
        (Media("image"), "tidak " * 2_000, False),
        (GeoPoint(), "tidak ada", True),
        (GeoPoint(), "ga bisa", True),
        (GeoPoint(), "tidak jauh dari pasar Galur", False),
        (GeoPoint(), "pasar Galur", False),
        (Text(), "tidak ada", False),
    ],
)
def test_having_nothing_to_send(kind: Kind, text: str, none: bool) -> None:
    assert has_none(kind, text, PHRASES) is none
