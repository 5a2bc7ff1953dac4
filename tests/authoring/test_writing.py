"""How members write: whatever way she takes, the project's own reading finds the value that was meant."""

from __future__ import annotations

from random import Random

import pytest

from bot.authoring.writing import misspelt, writings
from bot.survey.model import (
    Acknowledge,
    Choice,
    Date,
    DateTime,
    Decimal,
    GeoPoint,
    Integer,
    Kind,
    Media,
    Money,
    PlaceName,
    Question,
    Rank,
    Scale,
    SelectMultiple,
    SelectOne,
    Time,
    YesNo,
)
from bot.understanding import Read, read
from tests.authoring.forms import NOW, speech
from tests.conversation.filling import said

FRUIT = tuple(Choice(name, said(label)) for name, label in (("apel", "Apel"), ("pisang", "Pisang"), ("salak", "Salak")))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (YesNo(), "ya"),
        (YesNo(), "tidak"),
        (Acknowledge(), "OK"),
        (Integer(unit="kali"), "3"),
        (Integer(), "120"),
        (Decimal(unit="kg"), "2.5"),
        (Money(), "50000"),
        (Money(), "1250"),
        (SelectOne(FRUIT), "pisang"),
        (Scale(FRUIT), "salak"),
        (SelectMultiple(FRUIT), "apel salak"),
        (Rank(FRUIT), "salak apel pisang"),
        (PlaceName(FRUIT), "salak"),
        (Date(), "2026-08-17"),
        (Time(), "07:00"),
        (Time(), "19:30"),
        (DateTime(), "2026-08-17T09:00"),
    ],
)
@pytest.mark.parametrize("language", ["id", "jv"])
def test_what_she_writes_is_read_as_it_was_meant(kind: Kind, value: str, language: str) -> None:
    words, phrases = speech()
    ways = writings(Question("x", kind, said("?")), value, words, language, sends=False)
    assert len(ways) == 3
    for way in ways:
        found = read(kind, way, phrases=phrases, today=NOW.date(), language=language)
        # "jam 07.00" may ask back whether morning is meant; it never reads as another value.
        assert not isinstance(found, Read) or found.value == value, way
    assert isinstance(read(kind, ways[0], phrases=phrases, today=NOW.date(), language=language), Read)


def test_what_is_sent_is_sent_only_where_it_can_be() -> None:
    words, _ = speech()
    place, photo = Question("x", GeoPoint(), said("?")), Question("x", Media("image"), said("?"))
    assert writings(place, "-7.8 110.1 0 0", words, "id", sends=True)[0] == "geo:-7.8,110.1,0,0"
    assert not any(each.startswith("geo:") for each in writings(place, "-7.8 110.1 0 0", words, "id", sends=False))
    assert writings(photo, "foto.jpg", words, "id", sends=True)[0] == "file:foto.jpg"
    assert not any(each.startswith("file:") for each in writings(photo, "foto.jpg", words, "id", sends=False))


def test_no_value_is_skipped() -> None:
    words, _ = speech()
    assert "LEWATI" in writings(Question("x", Integer(), said("?")), "", words, "id", sends=False)


def test_a_slip_changes_letters_and_never_digits() -> None:
    chance = Random(3).random
    slips = {misspelt("17 Agustus 2026", chance) for _ in range(200)}
    assert len(slips) > 10
    assert all(slip.startswith("17 A") and slip.endswith(" 2026") for slip in slips)
    assert misspelt("1,3", chance) == "1,3"
    assert misspelt("ya", chance) == "ya"
