"""What reads itself, straight or by way of others: calculations that never come to anything, questions never asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bot.survey.expressions import Expression
from bot.survey.model import Calculate, Question, Survey
from bot.survey.places import indexed, leaf

# These read an earlier instance, or what stood there before, and not the value itself.
_AROUND_ITSELF: Final = ("indexed-repeat(", "position(", "once(", "[")


def calculation_of(question: Question) -> Expression | None:
    """Return what works the question's value out, of whatever type it is."""
    return question.kind.calculation if isinstance(question.kind, Calculate) else question.calculation


def circles(survey: Survey) -> dict[str, Sequence[str]]:
    """Return, for each calculation that comes back to itself, the shortest way there, by names: ("a", "b", "a")."""
    reads: dict[str, frozenset[str]] = {}
    for _, row, _ in indexed(survey):
        calculation = calculation_of(row) if isinstance(row, Question) else None
        if calculation is not None and not any(sign in calculation.source for sign in _AROUND_ITSELF):
            reads[leaf(row)] = calculation.names
    return _round(reads, reads)


def relevant_circles(survey: Survey) -> dict[str, Sequence[str]]:
    """Return the same for each row whose being asked depends on its own answer, or on that of a question inside it."""
    reads: dict[str, frozenset[str]] = {}
    times = Counter(leaf(row) for _, row, _ in indexed(survey))
    own: list[str] = []
    for _, row, around in indexed(survey):
        name = leaf(row)
        if times[name] > 1:
            continue  # what is meant by the name depends on where it is read
        above = {leaf(section) for section in around[-1:]}
        said = row.relevant
        walks = said is None or any(sign in said.source for sign in _AROUND_ITSELF)
        reads[name] = frozenset(above if said is None or walks else above | said.names)
        if not walks:
            own.append(name)
    return _round(own, reads)


def _round(starts: Iterable[str], reads: Mapping[str, frozenset[str]]) -> dict[str, Sequence[str]]:
    found = {start: _way_back(start, reads) for start in starts}
    return {start: way for start, way in found.items() if way}


def _way_back(start: str, reads: Mapping[str, frozenset[str]]) -> Sequence[str]:
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    for way in ways:
        for name in sorted(reads[way[-1]]):
            if name == start:
                return (*way, start)
            if name not in seen and name in reads:
                seen.add(name)
                ways.append((*way, name))
    return ()
