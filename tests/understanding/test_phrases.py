"""Reads every row of ``tests/phrases/*.csv`` and compares.

``question`` names a question of ``readings.QUESTIONS``; with "!" after it the row asks for the control word. ``expected``
is the value, "-" for no answer, "?" for asking back with any candidates, "?a,b" for asking back between exactly these.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pytest

from bot.understanding import NotAnAnswer, Read, Unclear, control, read
from tests.understanding.readings import PHRASES, QUESTIONS, ROOT, TODAY

FOLDER = ROOT / "tests" / "phrases"


def rows() -> Iterator[tuple[str, str, str]]:
    for file in sorted(FOLDER.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                yield row["question"], row["reply"], row["expected"]


ROWS = list(rows())


def shown(question: str, reply: str) -> str:
    """Return the reading in the words of the column ``expected``."""
    if question.endswith("!"):
        found = control(reply, phrases=PHRASES, kind=QUESTIONS.get(question[:-1]))
        return found.value if found else "-"
    reading = read(QUESTIONS[question], reply, phrases=PHRASES, today=TODAY)
    match reading:
        case Read(value, _, _):
            return value
        case Unclear(candidates, _):
            return "?" + ",".join(candidates)
        case NotAnAnswer():
            return "-"


@pytest.mark.parametrize(("question", "reply", "expected"), ROWS)
def test_reply_means_what_the_row_says(question: str, reply: str, expected: str) -> None:
    got = shown(question, reply)
    assert got[:1] == "?" if expected == "?" else got == expected


def test_there_are_rows_for_every_question() -> None:
    asked = {question.rstrip("!") for question, _, _ in ROWS}
    assert set(QUESTIONS) <= asked
    assert len(ROWS) >= 500
