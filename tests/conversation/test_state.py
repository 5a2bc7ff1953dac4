"""The stored form of a conversation: what an older release wrote is read, what a newer one wrote is refused clearly."""

from __future__ import annotations

import json

import pytest

from bot.conversation.state import Between, Conversation, Phase, from_json, to_json


def test_it_comes_back_as_it_was() -> None:
    one = Conversation(
        survey="abc",
        language="jv",
        phase=Phase.ASKING,
        at="jam",
        answers={"punya": "ya", "luas": ""},
        gaps={"luas": "skipped"},
        path=("punya", "luas"),
        tries=2,
        between=Between(("07:00", "19:00"), "morning_or_evening"),
        first_name="Sari",
    )
    assert from_json(to_json(one)) == one
    assert from_json(to_json(one.but(between=None))).between is None


def test_a_newer_format_is_refused_with_a_sentence() -> None:
    newer = {**json.loads(to_json(Conversation("abc"))), "format": 2}
    with pytest.raises(ValueError, match="needs a newer release"):
        from_json(json.dumps(newer))


@pytest.mark.parametrize("phase", list(Phase))
def test_only_consent_and_asking_wait_for_something(phase: Phase) -> None:
    assert Conversation("abc", phase=phase).over is (phase not in (Phase.CONSENT, Phase.ASKING))
