"""The tables of errors: every row is whole, and what a code teaches reaches whoever sends."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest

import bot.channels
from bot.channels.base import Lesson
from bot.channels.errors import ANY, Errors
from bot.segments import measure

TABLES = sorted(path.parent.name for path in Path(next(iter(bot.channels.__path__))).glob("*/errors.csv"))
HEAD = ["code", "meaning", "lesson", "after", "tries", "tell"]
NEVER_AGAIN = {Lesson.DEAD, Lesson.ELSEWHERE, Lesson.BLOCKED, Lesson.OPTED_OUT, Lesson.SHUT, Lesson.CONTENT}
"""The same message to the same person on the same medium fails the same way."""


def rows(provider: str) -> list[list[str]]:
    text = (Path(next(iter(bot.channels.__path__))) / provider / "errors.csv").read_text("utf-8")
    return list(csv.reader(text.splitlines(), strict=True))


def test_there_are_tables() -> None:
    assert "twilio" in TABLES


@pytest.mark.parametrize("provider", TABLES)
def test_every_row_is_whole(provider: str) -> None:
    """Each code once, with its meaning, its lesson and one sentence that fits an SMS."""
    head, *body = rows(provider)
    assert head == HEAD
    assert all(len(row) == len(HEAD) for row in body)
    codes = [row[0] for row in body]
    assert len(codes) == len(set(codes))
    assert codes[-1] == ANY
    for one in Errors(provider):
        assert one.code.strip() == one.code != ""
        assert one.meaning
        assert one.tell.endswith(".")
        assert measure(one.tell).segments == 1
        assert one.tries is None or 0 <= one.tries <= 5
        assert one.after is None or (one.retry and timedelta(minutes=1) <= one.after <= timedelta(days=1))
        assert not (one.retry and one.lesson in NEVER_AGAIN), one.code


@pytest.mark.parametrize("provider", TABLES)
def test_what_nobody_knows_is_not_tried_again(provider: str) -> None:
    error = Errors(provider).refused("no such code")
    assert (error.code, error.retry, error.lesson) == ("no such code", False, Lesson.UNKNOWN)


def test_an_error_carries_its_lesson() -> None:
    """With how long to wait and how often to try."""
    off = Errors("twilio").refused("30003")
    assert (off.lesson, off.retry, off.after, off.tries) == (Lesson.OFF, True, timedelta(hours=2), 2)
    assert not off.opted_out
    stop = Errors("twilio").refused("21610")
    assert (stop.lesson, stop.retry, stop.opted_out) == (Lesson.OPTED_OUT, False, True)
    assert Errors("twilio").explain("21610").opted_out
    assert not Errors("twilio").explain("30003").opted_out
