"""Every file under ``tests/transcripts`` is a whole conversation, and is played as one, saved and read back at each line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.segments import measure
from bot.wording.transcript import play, read_transcript
from tests.conversation.parts import ROOT, phrases, survey, words

FILES = sorted((ROOT / "tests" / "transcripts").glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_conversation_goes_as_written(path: Path) -> None:
    transcript = read_transcript(path.read_text("utf-8"))
    played = play(transcript, survey(transcript.survey), words(), phrases())
    assert [(line.who, line.text) for line in played.lines] == [(line.who, line.text) for line in transcript.lines]
    assert played == transcript


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_bubble_leaves_the_cheap_alphabet_or_grows_beyond_two_segments(path: Path) -> None:
    transcript = read_transcript(path.read_text("utf-8"))
    for line in transcript.lines:
        if line.who == "bot" and transcript.medium == "sms":
            measured = measure(line.text)
            assert (measured.encoding, measured.segments <= 2) == ("GSM-7", True), line.text


def test_there_are_transcripts() -> None:
    assert len(FILES) >= 20
