"""Whether an expression can ever be true, given the choices and limits of the questions whose answers it reads.

What may be true is tried: a few values stand for all (``ranges``), and anything not understood is true and false at
will. So "never" is certain, and "perhaps" may be wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.survey.expressions import Expression
from bot.survey.formula import OWN, Atom, Either, Every, Formula, Opposite, atoms, formula_of
from bot.survey.model import Question, Section, Survey
from bot.survey.places import each_row, leaf
from bot.survey.ranges import values_of

_ANY_DAY: Final = date(2000, 1, 1)
_MOST_TRIES: Final = 2_000
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
        self.whole: Formula = Every(tuple(formulas))
        self.tries = 0
        tests: dict[str, list[Atom]] = {}
        for atom in atoms(self.whole):
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

    def found(self) -> bool:
        names = sorted(self.domains, key=lambda name: len(self.domains[name]))
        return self._try(names, {})

    def _try(self, names: list[str], values: dict[str, str]) -> bool:
        self.tries += 1
        known = truth(self.whole, values)
        if known is not None or not names or self.tries > _MOST_TRIES:
            return known is not False
        name, rest = names[0], names[1:]
        return any(self._try(rest, {**values, name: value}) for value in self.domains[name])


def truth(formula: Formula, values: Mapping[str, str]) -> Known:
    """Return what a formula comes to for these answers (``OWN`` for the new one); None where that is open."""
    match formula:
        case Atom():
            return _atom_truth(formula, values)
        case Every(parts):
            known = [truth(part, values) for part in parts]
            return False if False in known else None if None in known else True
        case Either(parts):
            known = [truth(part, values) for part in parts]
            return True if True in known else None if None in known else False
        case Opposite(part):
            inside = truth(part, values)
            return None if inside is None else not inside


def _atom_truth(atom: Atom, values: Mapping[str, str]) -> Known:
    if atom.test is None or atom.family == "opaque" or (atom.family != "fixed" and atom.name not in values):
        return None
    key = (atom.source, values.get(atom.name, ""))
    found = _truths.get(key)
    if found is None:
        if len(_truths) > _MOST_KEPT:
            _truths.clear()
        found = _truths[key] = atom.test.holds(values, values.get(OWN, ""), today=_ANY_DAY)
    return found


_truths: dict[tuple[str, str], bool] = {}
_MOST_KEPT: Final = 20_000
