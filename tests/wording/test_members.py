"""What is said outside a survey is one SMS, in three languages, and gives nothing away."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from bot.message import Spoken
from bot.segments import measure
from bot.wording import members
from bot.wording.words import Words
from tests.conversation.parts import words

ALL: list[Callable[[Words, str], Spoken]] = [
    members.goodbye,
    members.welcome_back,
    members.nothing_open,
    members.kept,
    members.stranger,
    members.help_idle,
    members.safety,
    members.summary_not_ready,
    members.summary_ready,
    lambda words, language: members.channel_works(words, language, "smsgate"),
]


@pytest.mark.parametrize("say", ALL, ids=lambda say: say.__name__)
@pytest.mark.parametrize("language", ["id", "jv", "en"])
def test_it_is_one_cheap_segment(say: Callable[[Words, str], Spoken], language: str) -> None:
    spoken = say(words(), language)
    measured = measure(spoken.text)
    assert (measured.encoding, measured.segments) == ("GSM-7", 1), spoken.text
    assert "{" not in spoken.text


@pytest.mark.parametrize("say", ALL, ids=lambda say: say.__name__)
def test_every_language_says_it_in_its_own_words(say: Callable[[Words, str], Spoken]) -> None:
    assert len({say(words(), language).text for language in ("id", "jv", "en")}) == 3
    assert say(words(), "id") == say(Words(), "id") == say(words(), "xx")


def test_stopping_says_how_to_come_back_and_coming_back_is_welcomed() -> None:
    assert "MULAI" in members.goodbye(words(), "id").text
    assert "kembali" in members.welcome_back(words(), "id").text


COMMANDS = frozenset({"MULAI", "LANJUT", "RINGKASAN", "PUTARAN", "STATUS", "INGATKAN", "TUTUP", "BERHENTI"})


@pytest.mark.parametrize("language", ["id", "jv", "en"])
@pytest.mark.parametrize(
    ("role", "named"),
    [
        ("member", {"MULAI", "LANJUT", "BERHENTI"}),
        ("partner", {"MULAI", "LANJUT", "BERHENTI"}),
        ("staff", {"MULAI", "LANJUT", "BERHENTI"}),
        ("coordinator", {"PUTARAN", "STATUS", "INGATKAN", "TUTUP", "BERHENTI"}),
        ("secretariat", {"RINGKASAN", "PUTARAN", "STATUS", "INGATKAN", "TUTUP", "BERHENTI"}),
    ],
)
def test_help_names_what_her_role_can_do_and_nothing_else(role: str, named: set[str], language: str) -> None:
    text = members.help_idle(words(), language, role).text
    assert set(re.findall(r"[A-Z]+", text)) & COMMANDS == named
    assert measure(text).segments == 1


@pytest.mark.parametrize("language", ["id", "jv", "en"])
def test_the_safety_reply_is_neutral_and_names_the_line(language: str) -> None:
    text = members.safety_text(words(), language, resumes=True)
    assert "129" in text
    assert text.endswith("LANJUT")
    assert measure(text).segments == 1
    assert not any(word in text.lower() for word in ("kdrt", "kekerasan", "pukul", "violence", "suami", "husband"))
