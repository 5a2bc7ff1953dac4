"""Where the rows and columns of a survey stand in its file, and the gathering of problems at those places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bot.survey.model import Question, Row, Section, Survey
from bot.survey.problems import Problem, problem
from bot.survey.yaml_text import Place

Places = dict[tuple[int, str], Place]
"""Where things stand, by the question's index (``CONSENT``, ``SECTION`` - n for others) and the column ("" is the row).

The choices of a closed question stand under ``choice_key``.
"""

CONSENT: Final = -1
SECTION: Final = -2
"""The index of the first group or repeat; the next ones, in the order in which they begin, are one lower each."""


def choice_key(name: str) -> str:
    """Return under which column a choice of a question stands."""
    return f"choice {name}"


def leaf(row: Row) -> str:
    """Return the name of a row as expressions write it."""
    return row.path[-1] if row.path else row.name


def each_row(rows: Sequence[Row], around: tuple[Section, ...] = ()) -> Iterator[tuple[Row, tuple[Section, ...]]]:
    """Yield every row in document order, with the sections around it, the outermost first."""
    for row in rows:
        yield row, around
        if isinstance(row, Section):
            yield from each_row(row.rows, (*around, row))


class Found:
    """What is wrong with one survey, each at its place."""

    def __init__(self, survey: Survey, places: Mapping[tuple[int, str], Place]) -> None:
        """Begin with nothing wrong."""
        self.survey = survey
        self.places = places
        self.problems: list[Problem] = []

    def add(self, code: str, index: int, column: str = "", offset: int = 0, /, **details: object) -> None:
        """Add a problem at a column of a row, or ``offset`` characters into it; a row without that column, at the row."""
        place = self.places.get((index, column)) or self.places.get((index, ""), Place(1, 1))
        place = place.moved(offset)
        found = problem(code, place.line, place.column, **details)
        if found not in self.problems:
            self.problems.append(found)

    def told(self, index: int, column: str, codes: frozenset[str]) -> bool:
        """Whether one of these problems was added for that column."""
        place = self.places.get((index, column)) or self.places.get((index, ""), Place(1, 1))
        return any(each.code in codes and each.line == place.line for each in self.problems)


def indexed(survey: Survey) -> Iterator[tuple[int, Row, tuple[Section, ...]]]:
    """Yield every row with its index in ``Places`` and the sections around it, in document order."""
    questions = sections = 0
    for row, around in each_row(survey.rows or survey.questions):
        if isinstance(row, Question):
            yield questions, row, around
            questions += 1
        else:
            yield SECTION - sections, row, around
            sections += 1
