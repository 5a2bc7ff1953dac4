"""Brief replies are read once for each question, and never taken for one another."""

from __future__ import annotations

from bot.survey.model import Date, Integer, Text, YesNo
from bot.understanding import Control, Read, control, read
from bot.understanding.brief import LONGEST_BRIEF, MOST, Brief
from tests.understanding.readings import PHRASES, TODAY


def test_the_same_said_to_the_same_question_is_made_once() -> None:
    brief, kind, made = Brief(), YesNo(), list("abc")
    assert [brief.reading(kind, ("ya",), made.pop) for _ in range(2)] == ["c", "c"]
    assert brief.reading(kind, ("tdk",), made.pop) == "b"
    assert brief.reading(YesNo(), ("ya",), made.pop) == "a"


def test_no_more_than_most_are_kept() -> None:
    brief, kind = Brief(), YesNo()
    for number in range(MOST + 1):
        assert brief.reading(kind, (number,), lambda number=number: str(number)) == str(number)  # type: ignore[misc]
    assert brief.reading(kind, (MOST,), lambda: "again") == str(MOST)
    assert brief.reading(kind, (0,), lambda: "again") == "again"


def test_a_brief_reply_reads_by_its_question_and_its_day() -> None:
    for _ in range(2):
        assert read(Integer(), "2", phrases=PHRASES, today=TODAY) == Read("2", "digits", 0.98)
        assert isinstance(read(Text(), "2", phrases=PHRASES, today=TODAY), Read)
        days = {read(Date(), "kmrn", phrases=PHRASES, today=TODAY.replace(day=day)) for day in (23, 24)}
        assert {one.value for one in days if isinstance(one, Read)} == {"2026-11-22", "2026-11-23"}
        assert control("stop", phrases=PHRASES, kind=Integer()) is Control.STOP
        assert control("2", phrases=PHRASES, kind=Integer()) is None


def test_what_is_longer_is_read_anew_and_not_kept() -> None:
    text = "tidak ada"
    assert len(text) > LONGEST_BRIEF
    first, second = (read(Text(), text, phrases=PHRASES, today=TODAY) for _ in range(2))
    assert first == second
    assert first is not second
