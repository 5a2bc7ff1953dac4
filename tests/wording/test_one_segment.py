"""Whatever a woman does in one of our own surveys, each answer that she gets is one SMS, in every language."""

from __future__ import annotations

from datetime import date

import pytest

from bot.conversation.engine import begin, step
from bot.conversation.events import Event, Reminded, Said, Started
from bot.segments import measure
from bot.survey.model import Survey
from bot.wording.speech import speak
from bot.wording.words import PLAIN
from tests.federation import phrases, surveys, words

TODAY = date(2026, 11, 24)
PHRASES, WORDS = phrases(), words()
TRIES = ("BANTUAN", "ULANG", "xyzzy plugh", "?!", "LEWATI")
"""Help, the question again, two misunderstandings, and on to the next."""


@pytest.mark.parametrize("language", ["id", "jv", "en"])
@pytest.mark.parametrize("survey", surveys(), ids=lambda survey: survey.name)
def test_each_answer_is_one_sms(survey: Survey, language: str) -> None:
    talk = begin(survey, language, "Kartini")
    heard: list[str] = []

    def live(event: Event) -> None:
        nonlocal talk
        found = step(survey, talk, event, PHRASES)
        talk = found.conversation
        spoken = speak(found.effects, survey, talk, WORDS, PLAIN)
        if spoken is not None:
            heard.append(spoken.text)

    live(Started(TODAY, False, invited=True))
    live(Reminded(TODAY))
    for text in ("apa ini", "BANTUAN", "xyzzy", "ya"):
        live(Said(text, TODAY))
    while not talk.over:
        live(Reminded(TODAY))
        for text in TRIES:
            live(Said(text, TODAY))
    assert len(heard) > 2 * len(TRIES)
    assert [text for text in heard if measure(text).segments > 1] == []
