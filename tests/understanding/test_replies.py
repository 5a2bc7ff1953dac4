"""Amounts in real replies: the rows of ``tests/phrases/replies`` are read right, and hardly ever stored wrongly."""

from __future__ import annotations

import pytest

from bot.analysis.evaluation import evaluate, parse_rows, reader_of
from tests.understanding.readings import PHRASES, ROOT, TODAY

FOLDER = ROOT / "tests" / "phrases" / "replies"


@pytest.mark.parametrize("name", ["integer", "money", "decimal"])
def test_the_replies_are_read(name: str) -> None:
    rows = parse_rows((FOLDER / f"{name}.csv").read_text(encoding="utf-8"), TODAY)
    found = evaluate(rows, reader_of(PHRASES))
    missed = [(one.row.reply, one.row.expected, one.answer.value) for one in found.judged if one.outcome != "right"]
    assert found.total.stored_wrong <= found.total.rows / 200, missed
    assert found.total.right >= found.total.rows * 0.98, missed
