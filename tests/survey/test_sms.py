"""How a question looks as SMS while its file is checked."""

from __future__ import annotations

import pytest

from bot.survey.model import Acknowledge, Choice, DateTime, GeoPoint, Kind, Media, Question, Rank
from bot.survey.sms import sms_text

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
