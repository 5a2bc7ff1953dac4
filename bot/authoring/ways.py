"""How a question is reached: which answers decide whether it is asked, and a search for values that open the way to it.

The form is filled in without words and without a conversation, which takes a fraction of the time; whoever wants to be
sure plays the values that were found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.authoring.candidates import FACTS, Candidates
from bot.conversation.asking import beyond_limits
from bot.survey.expressions import Expression, compile_expression
from bot.survey.filled import Filled
from bot.survey.lexer import ExpressionError, read_tokens
from bot.survey.model import Calculate, Given, Question, Row, Section, Survey
from bot.survey.plan import chosen_in, plan_of
from bot.survey.values import to_boolean

Assignment = Mapping[str, str]
"""Values by the name of the question, the same in every instance of a repeat."""

_MOST_ROUNDS: Final = 60
_MOST_ASKED: Final = 2_000
_MOST_VAIN: Final = 4
"""How often the search begins again without finding anything that it has not tried."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A question to be asked (or a note to be told), and with ``choice``, that choice offered by it."""

    name: str
    choice: str = ""


class Ways:
    """A survey, and what decides in it whether something is asked."""

    def __init__(self, survey: Survey, candidates: Candidates, now: datetime, language: str = "id") -> None:
        """Look up what stands before each row."""
        self.survey = survey
        self.candidates = candidates
        self.now = now
        self.language = language
        self._plan = plan_of(survey)
        self._gates: dict[str, tuple[Expression, ...]] = {}
        self._counted: dict[str, Expression] = {}
        self._read(self._plan.rows, ())

    def deciding(self, goal: Goal) -> tuple[str, ...]:
        """Return the names of the questions whose answers decide about the goal, in the survey's order."""
        question = self.survey.question(goal.name)
        gates = list(self._gates.get(goal.name, ()))
        if goal.choice and question.choice_filter is not None:
            gates.append(question.choice_filter)
        deciding: set[str] = set()
        waiting = [name for gate in gates for name in self.candidates.reads(gate)]
        seen = set(waiting)
        while waiting:
            for name in self._behind(waiting.pop(), deciding):
                if name not in seen:
                    seen.add(name)
                    waiting.append(name)
        return tuple(one.name for one in self.survey.questions if one.name in deciding)

    def _behind(self, leaf: str, deciding: set[str]) -> set[str]:
        """Return what else bears on the row called ``leaf``; a question that is asked is put among ``deciding``."""
        name = self._plan.row_name[leaf]
        expressions = list(self._gates.get(name, ()))
        if leaf in self._counted:
            expressions.append(self._counted[leaf])
        if self.survey.has(name):
            question = self.survey.question(name)
            own = question.kind.calculation if isinstance(question.kind, Calculate) else question.calculation
            expressions += [each for each in (own, question.choice_filter) if each is not None]
            if question.asks or is_fact(question):
                deciding.add(question.name)
        return {read for expression in expressions for read in self.candidates.reads(expression)}

    def find(
        self, goal: Goal, starts: Sequence[Assignment], budget: int, chance: Callable[[], float]
    ) -> tuple[Assignment | None, int]:
        """Return values with which the goal is reached, or None, and how many fillings of ``budget`` are left.

        The search begins at whichever of ``starts`` comes nearest.
        """
        tried = _Tries(self, goal, budget)
        nearest: Assignment = max(starts, key=tried.score)
        found = self._search(tried, goal, dict(nearest), chance)
        return found, tried.left

    def _search(
        self, tried: _Tries, goal: Goal, start: dict[str, str], chance: Callable[[], float]
    ) -> Assignment | None:
        deciding = self.deciding(goal)
        best = start
        if tried.score(best) is _THERE:
            return self._completed(best, deciding)
        vain = 0
        while deciding and tried.left > 0 and vain < _MOST_VAIN:
            left = tried.left
            found = tried.climb(best, deciding)
            if found is not None:
                return self._completed(found, deciding)
            vain = vain + 1 if tried.left == left else 0
            # Begin again from anywhere: what looks better at each step may lead nowhere.
            best = {**start, **{name: self._any(name, chance) for name in deciding}}
        return None

    def _completed(self, assignment: Assignment, deciding: Sequence[str]) -> Assignment:
        """Return the assignment with the value of everything that decides, also where it was the first to come."""
        values = {spot.question.name: spot.node.own for spot in reversed(list(self.fill(assignment).in_order()))}
        return {**assignment, **{name: values[name] for name in deciding if name in values}}

    def _any(self, name: str, chance: Callable[[], float]) -> str:
        values = (*self.candidates.of(self.survey.question(name)), "")
        return values[int(chance() * len(values))]

    def options(self, name: str) -> tuple[str, ...]:
        """Return the values that the search tries for a question; those that are allowed to be none as well."""
        question = self.survey.question(name)
        return (*self.candidates.of(question), *(() if question.required else ("",)))

    def fill(self, assignment: Assignment) -> Filled:
        """Return the form with these values; what is not among them gets the first value that may stand."""
        answers = {name: fact for name, fact in self.known(assignment).items() if fact}
        form = self._filled(answers)
        for _ in range(_MOST_ROUNDS):
            open_ = [
                spot
                for spot in form.in_order()
                if spot.question.asks and spot.key not in answers and form.offered(spot.key) != ()
            ]
            if not open_ or len(answers) > _MOST_ASKED:
                break
            for spot in open_:
                answers[spot.key] = self._value(form, spot.key, spot.question, assignment)
            form = self._filled(answers)
        return form

    def known(self, assignment: Assignment) -> dict[str, str]:
        """Return what is known without asking, by the question's name: all of it, unless the assignment says otherwise."""
        facts = {one.name: self.candidates.of(one)[0] for one in self.survey.questions if is_fact(one)}
        return {name: assignment.get(name, fact) for name, fact in facts.items()}

    def _filled(self, answers: Mapping[str, str]) -> Filled:
        return Filled(self.survey, answers, frozenset(answers), self.now, language=self.language, chance=lambda: 0.5)

    def _value(self, form: Filled, key: str, question: Question, assignment: Assignment) -> str:
        offered = form.offered(key)
        shown = question if offered is None else question.offering(offered)
        wanted = assignment.get(question.name)
        if wanted is not None and (not wanted or (_on_offer(shown, wanted) and _stands(form, key, shown, wanted))):
            return wanted
        return next((each for each in self.candidates.of(shown) if _stands(form, key, shown, each)), "")

    def gates(self, name: str) -> tuple[Expression, ...]:
        """Return the conditions of a row: its own and those of the groups and repeats around it."""
        return self._gates.get(name, ())

    def _read(self, rows: Sequence[Row], around: tuple[Expression, ...]) -> None:
        for row in rows:
            own = (*around, *(() if row.relevant is None else (row.relevant,)))
            self._gates[row.name] = own
            if isinstance(row, Section):
                inside = own if row.count is None else (*own, row.count)
                if row.count is not None:
                    self._counted[self._plan.leaf[row.name]] = row.count
                self._read(row.rows, inside)


_THERE: Final = 1_000_000.0


class _Tries:
    """The fillings that a search may still make, and how near each came to the goal."""

    def __init__(self, ways: Ways, goal: Goal, budget: int) -> None:
        self.left = budget
        self._ways = ways
        self._goal = goal
        self._parts = [part for gate in ways.gates(goal.name) for part in conjuncts(gate)]
        self._known: dict[tuple[tuple[str, str], ...], float] = {}

    def climb(self, start: dict[str, str], deciding: Sequence[str]) -> Assignment | None:
        """Change one value after the other for a better one, until the goal is reached or nothing gets better."""
        best, score = start, self.score(start)
        better = True
        while better and self.left > 0:
            better = False
            for name in deciding:
                for value in self._ways.options(name):
                    tried = {**best, name: value}
                    found = self.score(tried)
                    if found is _THERE:
                        return tried
                    if found > score:
                        best, score, better = tried, found, True
                    if self.left <= 0:
                        return None
        return None

    def score(self, assignment: Assignment) -> float:
        """Return how near the goal is: _THERE, else how many of the rows and conditions on the way hold."""
        key = tuple(sorted(assignment.items()))
        if key not in self._known:
            self.left -= 1
            form = self._ways.fill(assignment)
            self._known[key] = _THERE if self._there(form) else self._near(form)
        return self._known[key]

    def _there(self, form: Filled) -> bool:
        for spot in form.in_order():
            if spot.question.name == self._goal.name:
                offered = form.offered(spot.key)
                if not self._goal.choice or offered is None or self._goal.choice in offered:
                    return offered != ()
        return False

    def _near(self, form: Filled) -> float:
        values = {
            spot.question.path[-1] if spot.question.path else spot.question.name: spot.node.own
            for spot in form.in_order()
        }
        today = self._ways.now
        held = sum(to_boolean(part.evaluate(values, today=today)) for part in self._parts)
        deciding = self._ways.deciding(self._goal)
        asked = {spot.question.name for spot in form.in_order()}
        return held + sum(name in asked for name in deciding) / (len(deciding) + 1)


def conjuncts(expression: Expression) -> list[Expression]:
    """Return the parts that ``and`` joins on the outermost level, each on its own; the whole where there are none."""
    try:
        tokens = read_tokens(expression.source, paths=True)
        depth, begin, parts = 0, 0, list[str]()
        for token in tokens:
            depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(token.text, 0) if token.kind == "sign" else 0
            if token.kind == "sign" and token.text == "or" and depth == 0:
                return [expression]
            if token.kind == "sign" and token.text == "and" and depth == 0:
                parts.append(expression.source[begin : token.column - 1])
                begin = token.column - 1 + len("and")
        parts.append(expression.source[begin:])
        return [compile_expression(part, paths=True) for part in parts]
    except ExpressionError:
        return [expression]


def is_fact(question: Question) -> bool:
    """Whether the row holds something that may be known of a member without asking."""
    return isinstance(question.kind, Given) and question.kind.what in FACTS


def _stands(form: Filled, key: str, question: Question, value: str) -> bool:
    """Whether limits and constraint let the value stand."""
    if beyond_limits(question.kind, value):
        return False
    return question.constraint is None or form.holds(question.constraint, key, value)


def _on_offer(question: Question, value: str) -> bool:
    """Whether a closed question offers every choice of ``value``; an open one takes anything."""
    names = {choice.name for choice in getattr(question.kind, "choices", ())}
    return not names or names.issuperset(chosen_in(question, value))
