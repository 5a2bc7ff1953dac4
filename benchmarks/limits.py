"""Budgets of CPU time that stand by themselves: what a large form costs to read, and an answer to it to work out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from time import process_time
from typing import NamedTuple

from bot.survey.files import read_survey
from bot.survey.filled import Filled
from bot.survey.model import Survey
from bot.survey.workbook import Workbook, to_source
from bot.survey.yaml_form import Loaded
from bot.times import WIB

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=WIB)
QUESTIONS = 200


class Limit(NamedTuple):
    """One budget: what is measured, its limit and what it came to, in seconds of CPU (the best of several runs)."""

    what: str
    most: float
    found: float


def limits() -> list[Limit]:
    """Measure every budget."""
    source = _large_form()
    loaded = read_survey(source, "besar")
    if loaded.survey is None:
        raise RuntimeError(f"the large form has problems: {loaded.errors[:3]}")
    return [
        Limit("read a form of 200 questions and 300 expressions", 0.5, _best(5, lambda: _read(source))),
        Limit("work out that form after an answer", 0.001, _answer(loaded.survey)),
    ]


def render(found: list[Limit]) -> str:
    """Return them as a Markdown table."""
    lines = ["| budget of CPU time | limit | measured | met |", "|---|--:|--:|---|"]
    lines += [
        f"| {one.what} | {one.most * 1e3:g} ms | {one.found * 1e3:.2f} ms | {'yes' if one.found < one.most else 'NO'} |"
        for one in found
    ]
    return "\n".join(lines)


def _large_form() -> str:
    rows: list[tuple[str, ...]] = [("type", "name", "label", "relevant", "constraint", "calculation")]
    for at in range(QUESTIONS):
        relevant = f"${{q{at - 1}}} > 3 or ${{q{at - 1}}} = 0" if at % 2 else ""
        rows.append(("integer", f"q{at}", f"Pertanyaan {at}?", relevant, "" if at % 2 else ". >= 0 and . < 1000", ""))
        if at % 2 == 0:
            rows.append(("calculate", f"c{at}", "", "", "", f"if(${{q{at}}} > 5, ${{q{at}}} * 2, 0)"))
    return to_source(Workbook({"survey": tuple(rows)}, {}))


def _read(source: str) -> Loaded:
    return read_survey(source, "besar")


def _answer(survey: Survey) -> float:
    answers = {f"q{at}": str(at % 7) for at in range(QUESTIONS)}
    turn = iter(range(10_000))

    def work() -> None:
        answers["q50"] = str(next(turn))
        Filled(survey, answers, frozenset(answers), NOW, changed="q50")

    return _best(50, work)


def _best(runs: int, work: Callable[[], object]) -> float:
    costs = []
    for _ in range(runs):
        began = process_time()
        work()
        costs.append(process_time() - began)
    return min(costs)
