"""How a question looks as SMS while its file is checked."""

from __future__ import annotations

import pytest

from bot.survey.model import (
    Acknowledge,
    Calculate,
    Choice,
    Date,
    DateTime,
    Decimal,
    GeoPoint,
    Given,
    Integer,
    Kind,
    Media,
    Money,
    Question,
    Rank,
    SelectOne,
    Text,
    Time,
    YesNo,
)
from bot.survey.sms import LONGEST_NAME, longest_answer, sms_text

ORDER = Rank((Choice("a", {"id": "Air"}), Choice("b", {"id": "Jalan"})))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (ORDER, "1/2 Apa? 1 Air 2 Jalan. Mis. 2,1,3"),
        (Acknowledge(), "1/2 Apa? Balas OK"),
        (DateTime(), "1/2 Apa? Mis. 17/8 07.00"),
        (GeoPoint(), "1/2 Apa?"),
        (Media("image"), "1/2 Apa?"),
    ],
)
def test_the_shortest_words(kind: Kind, text: str) -> None:
    assert sms_text(Question("q", kind, {"id": "Apa?"}), 1, 2, "id") == text


@pytest.mark.parametrize(
    ("kind", "longest"),
    [
        (ORDER, "Jalan"),
        (SelectOne(()), ""),
        (YesNo(), "tidak"),
        (Integer(0, 120), "120"),
        (Integer(), "999999"),
        (Decimal(-10, 5), "-10"),
        (Money(), "9999999999"),
        (Date(), "2026-11-24"),
        (Time(), "07:00"),
        (DateTime(), "2026-11-24T19:00:00.000+07:00"),
        (Acknowledge(), "OK"),
        (Calculate(None), "9999999999"),
        (Text(), LONGEST_NAME),
        (Given("member:name"), LONGEST_NAME),
        (Given("email"), "x" * 40),
        (Media("image"), "x" * 40),
    ],
)
def test_the_longest_that_stands_for_an_answer(kind: Kind, longest: str) -> None:
    assert longest_answer(Question("q", kind, {"id": "Apa?"}), "id") == longest
