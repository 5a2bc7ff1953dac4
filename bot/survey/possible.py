"""Whether an expression can ever be true, given the choices and limits of the questions whose answers it reads.

What may be true is tried: a few values stand for all (``ranges``), and anything not understood is true and false at
will. So "never" is certain, and "perhaps" may be wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, assert_never

from bot.survey.expressions import Expression
from bot.survey.formula import OWN, Atom, Either, Every, Formula, Opposite, atoms, formula_of
from bot.survey.model import Question, Section, Survey
from bot.survey.places import each_row, leaf
from bot.survey.ranges import values_of

_ANY_DAY: Final = date(2000, 1, 1)
_MOST_TRIES: Final = 1_000
_MOST_ASSUMED: Final = 8

Known = bool | None
"""True, false, or not known yet."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an expression or an answer stands: the sections around it, and the question, if it is one's."""

    around: tuple[Section, ...]
    question: Question | None = None

    @property
    def repeats(self) -> tuple[str, ...]:
        """The repeats around it."""
        return tuple(section.name for section in self.around if section.repeats)


class Logic:
    """The questions of a survey, with what their answers can be."""

    def __init__(self, survey: Survey) -> None:
        """Look at where each question stands."""
        self.standing: dict[str, Standing] = {}
        for row, around in each_row(survey.rows or survey.questions):
            if isinstance(row, Question):
                self.standing.setdefault(leaf(row), Standing(around, row))

    # --- what is asked of it

    def ever(self, formulas: Sequence[Formula], own: Standing | None, *, new: str | None = None) -> bool:
        """Whether all the formulas can be true at once, at the question ``own``; ``new`` fixes the new answer."""
        return _Trial(self, formulas, own, new).found()

    def values(self, name: str, tests: Sequence[Atom], own: Standing | None) -> tuple[str, ...] | None:
        """Return values that stand for all that an answer can be (not the empty one); None where that cannot be told.

        What the question's own constraint refuses is left out.
        """
        asked = own if name == OWN else self.standing.get(name)
        if asked is None or asked.question is None or (name != OWN and not self.sees_one(asked, own)):
            return None
        constraint = None if name == OWN else asked.question.constraint
        if constraint is None:
            return values_of(asked.question, tests)
        limits = formula_of(constraint.source)
        found = values_of(asked.question, [*tests, *(test for test in atoms(limits) if test.name == OWN)])
        if found is None:
            return values_of(asked.question, tests)
        return tuple(value for value in found if truth(limits, {OWN: value}) is not False)

    def sees_one(self, asked: Standing, own: Standing | None) -> bool:
        """Whether ``${name}`` is one answer from where ``own`` stands, and not those of all instances."""
        repeats = () if own is None else own.repeats
        return asked.repeats == repeats[: len(asked.repeats)]

    def assumed(self, names: Iterable[str]) -> list[tuple[str, Formula]]:
        """Return, for answers that are not empty, when their questions are asked: with each name a formula."""
        found: list[tuple[str, Formula]] = []
        waiting, seen = list(names), set()
        while waiting and len(found) < _MOST_ASSUMED:
            name = waiting.pop(0)
            asked = self.standing.get(name)
            if name in seen or asked is None or asked.repeats:
                continue
            seen.add(name)
            for condition in self.conditions(asked):
                formula = formula_of(condition.source)
                found.append((name, Either((formula_of(f"${{{name}}} = ''"), formula))))
                waiting += [each.name for each in atoms(formula) if each.name not in {"", OWN}]
        return found

    def conditions(self, asked: Standing) -> list[Expression]:
        """Return the relevants of a question and of the sections around it."""
        rows = (*asked.around, *((asked.question,) if asked.question else ()))
        return [row.relevant for row in rows if row.relevant is not None]


class _Trial:
    """One search for answers that make formulas true."""

    def __init__(self, logic: Logic, formulas: Sequence[Formula], own: Standing | None, new: str | None) -> None:
        self.formulas = formulas
        self.tries = 0
        tests: dict[str, list[Atom]] = {}
        for formula in formulas:
            for atom in atoms(formula):
                if atom.family not in {"opaque", "fixed"}:
                    tests.setdefault(atom.name, []).append(atom)
        self.domains: dict[str, tuple[str, ...]] = {}
        for name, several in tests.items():
            if name == OWN and new is not None:
                self.domains[name] = (new,)
                continue
            values = logic.values(name, several, own)
            if values is not None:
                self.domains[name] = values if name == OWN else (*values, "")
        # In the order in which the formulas name them: those of the condition itself, then what these depend on.
        self.names = list(self.domains)
        self.reading = {
            name: [formula for formula in formulas if any(atom.name == name for atom in atoms(formula))]
            for name in self.names
        }

    def found(self) -> bool:
        if any(truth(formula, {}) is False for formula in self.formulas):
            return False
        return self._try(0, {})

    def _try(self, at: int, values: dict[str, str]) -> bool:
        """Whether the answers from the ``at``-th on can be chosen so that nothing is false."""
        self.tries += 1
        if at == len(self.names) or self.tries > _MOST_TRIES:
            return True
        name = self.names[at]
        reading = self.reading[name]
        for value in self.domains[name]:
            values[name] = value
            if all(truth(formula, values) is not False for formula in reading) and self._try(at + 1, values):
                return True
        del values[name]
        return False


def truth(formula: Formula, values: Mapping[str, str]) -> Known:
    """Return what a formula comes to for these answers (``OWN`` for the new one); None where that is open."""
    match formula:
        case Atom():
            return _atom_truth(formula, values)
        case Every(parts):
            return _joined(parts, values, decides=False)
        case Either(parts):
            return _joined(parts, values, decides=True)
        case Opposite(part):
            inside = truth(part, values)
            return None if inside is None else not inside
        case _:
            assert_never(formula)


def _joined(parts: Sequence[Formula], values: Mapping[str, str], *, decides: bool) -> Known:
    """Return what the parts come to: ``decides`` if one of them is that, else open if one is."""
    found: Known = not decides
    for part in parts:
        known = truth(part, values)
        if known is decides:
            return decides
        if known is None:
            found = None
    return found


def _atom_truth(atom: Atom, values: Mapping[str, str]) -> Known:
    if atom.test is None or atom.family == "opaque":
        return None
    value = values.get(atom.name) if atom.family != "fixed" else ""
    if value is None:
        return None
    key = (atom.source, value)
    found = _truths.get(key)
    if found is None:
        if len(_truths) > _MOST_KEPT:
            _truths.clear()
        found = _truths[key] = atom.test.holds({atom.name: value}, value, today=_ANY_DAY)
    return found


_truths: dict[tuple[str, str], bool] = {}
_MOST_KEPT: Final = 20_000
