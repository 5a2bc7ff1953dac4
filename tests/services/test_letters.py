"""Letters to the secretariat: each once, nothing lost while the server is away, no word of a member in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.base import Lesson, Letter, SendError
from bot.services import summaries
from bot.services.house import House
from bot.services.inbox import receive
from bot.services.letters import AS_LONG, WAIT, due
from tests.federation import NOON, Federation

SARI = "+628110000001"
MONDAY = datetime(2026, 11, 30, 0, 31, tzinfo=UTC)
DISTRESS = "saya dipukul suami"


@dataclass
class Recorder:
    """A postman by hand: it keeps the letters, or does what it is told."""

    letters: list[Letter] = field(default_factory=list)
    errors: list[SendError] = field(default_factory=list)

    def send(self, letter: Letter, to: str = "") -> None:
        assert to == ""
        if self.errors:
            raise self.errors.pop(0)
        self.letters.append(letter)


@pytest.fixture
def postman() -> Recorder:
    """Give a postman that records."""
    return Recorder()


def test_the_weeks_summary_goes_once(house: House, federation: Federation, postman: Recorder) -> None:
    """Once it was made; a week that nobody summed up is no letter."""
    assert due(house, postman, MONDAY) == 0
    federation.member("Sekretariat", "+628110000009", role="secretariat")
    summaries.due(house, MONDAY)
    assert due(house, postman, MONDAY) == 1
    assert due(house, postman, MONDAY) == 0
    [letter] = postman.letters
    assert letter.key == "summary-2026-W48"
    assert "2026-W48" in letter.subject
    assert letter.at == MONDAY


def test_a_week_that_was_passed_over_is_no_letter(house: House, postman: Recorder) -> None:
    summaries.due(house, MONDAY)
    assert due(house, postman, MONDAY) == 0


def test_an_alarm_is_told_without_a_word_of_hers(house: House, federation: Federation, postman: Recorder) -> None:
    federation.member("Sari Contoh", SARI)
    receive(house, [federation.says(SARI, DISTRESS)], NOON)
    assert due(house, postman, NOON) == 1
    assert due(house, postman, NOON + timedelta(minutes=1)) == 0
    receive(house, [federation.says(SARI, DISTRESS), federation.says(SARI, DISTRESS)], NOON + timedelta(minutes=2))
    assert due(house, postman, NOON + timedelta(minutes=2)) == 1
    for letter, count in zip(postman.letters, (1, 2), strict=True):
        assert f"Ada {count} pesan darurat" in letter.text
        assert "dipukul" not in letter.text + letter.subject + letter.key
        assert "Sari" not in letter.text
        assert SARI not in letter.text
    assert postman.letters[0].key != postman.letters[1].key


def test_an_old_alarm_is_no_news(house: House, federation: Federation, postman: Recorder) -> None:
    receive(house, [federation.says(SARI, DISTRESS)], NOON)
    assert due(house, postman, NOON + AS_LONG) == 0


def test_a_server_that_is_away_is_tried_again_later(
    house: House, federation: Federation, postman: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    """Not every minute, and nothing is lost."""
    receive(house, [federation.says(SARI, DISTRESS)], NOON)
    after = timedelta(hours=1)
    postman.errors = [
        SendError("unreachable", retry=True, tell="x", lesson=Lesson.WAIT),
        SendError("auth", retry=True, tell="x", lesson=Lesson.SETUP, after=after),
    ]
    assert due(house, postman, NOON) == 0
    assert due(house, postman, NOON + WAIT - timedelta(seconds=1)) == 0
    assert len(postman.errors) == 1
    assert due(house, postman, NOON + WAIT) == 0
    assert postman.errors == []
    assert due(house, postman, NOON + WAIT + after) == 1
    assert "the letter alarm-" in caplog.text
    assert "unreachable" in caplog.text
