"""The form of a saved chat: written and read it is the same, and a slip in it is named."""

from __future__ import annotations

from datetime import date

import pytest

from bot.wording.transcript import Line, Transcript, read_transcript, write_transcript

WHOLE = Transcript(
    survey="kebun",
    today=date(2026, 11, 24),
    lines=(
        Line("bot", 'Kata "dia": ya\n[Ya]'),
        Line("ibu", "no"),
        Line("tap", "consent=ya"),
        Line("event", "reminded"),
        Line("file", "foto.jpg"),
    ),
    language="jv",
    medium="whatsapp",
    name="Sari",
    consent_known=True,
    facts={"member:name": "Sari Dewi"},
    answers={"punya": "ya", "luas": "007", "umur[2]": "3"},
    gaps={"luas": "skipped"},
    deeds=("alarm",),
    outcome="finished",
)


@pytest.mark.parametrize("one", [WHOLE, Transcript("kebun", date(2026, 11, 24))])
def test_written_and_read_it_is_the_same(one: Transcript) -> None:
    assert read_transcript(write_transcript(one)) == one


def test_little_is_needed() -> None:
    assert read_transcript("survey: kebun\ntoday: 2026-11-24\n") == Transcript("kebun", date(2026, 11, 24))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("survey: [", "not YAML"),
        ("chat: []", "begins with"),
        ("- a", "begins with"),
        ("survey: a\ntoday: 2026-11-24\nchat:\n- ibu: ya\n- kata: ya\n", "chat line 2: write one of"),
        ("survey: a\ntoday: 2026-11-24\nchat:\n- ya\n", "chat line 1: write one of"),
        ("survey: a\ntoday: 2026-11-24\nchat:\n- event: tidur\n", "chat line 1: an event is one of"),
    ],
)
def test_a_slip_is_named(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_transcript(text)
