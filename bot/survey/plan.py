"""What is known of a form before anybody answers: where its names stand, what its expressions depend on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple, TypeVar

from bot.survey.expressions import Expression
from bot.survey.model import (
    Calculate,
    Choice,
    Given,
    PlaceName,
    Question,
    Rank,
    Row,
    Section,
    SelectMultiple,
    Survey,
    Texts,
)
from bot.survey.tree import Node, Table
from bot.survey.values import Value

_MOST_KEPT: Final = 20_000
_MOST_PLANS: Final = 64
_CALLED: Final = re.compile(r"([A-Za-z][\w:.-]*)\s*\(")
_TEXT: Final = re.compile(r"'[^']*'|\"[^\"]*\"")
_SIMPLE: Final = frozenset(
    [
        "and", "boolean", "ceiling", "coalesce", "concat", "contains", "count-selected", "date", "decimal-date-time", "div",
        "ends-with", "false", "floor", "format-date", "if", "int", "mod", "not", "number", "or", "pow", "regex", "round",
        "selected", "selected-at", "starts-with", "string", "string-length", "substr", "substring-after",
        "substring-before", "today", "translate", "true",
    ]
)  # fmt: skip
"""Functions that depend on their arguments, the day and the language alone."""


_WALKING: Final = ("/", "..", "position(", "once(")

Key = tuple[int, tuple[object, ...]]
"""An expression, by identity, and all that it depends on."""
Found = TypeVar("Found")


class Facts(NamedTuple):
    """What is looked at of a question whenever the form is worked out. ``given`` is what it is given, None for others."""

    asks: bool
    given: str | None
    calculation: Expression | None


class Plan:
    """A survey's rows, with everything that can be looked up once."""

    def __init__(self, survey: Survey) -> None:
        """Read the rows."""
        self.survey = survey
        self.rows: tuple[Row, ...] = survey.rows or survey.questions
        self.paths: dict[str, tuple[str, ...]] = {}
        self.leaf: dict[str, str] = {}
        """The name in expressions of each row, by its unique name."""
        self.row_name: dict[str, str] = {}
        """The unique name of a row by its name in expressions."""
        self.alone: dict[str, str] = {}
        """The unique name of each question outside of repeats, by its name in expressions."""
        self.questions: dict[str, Facts] = {}
        self.repeats_around: dict[str, tuple[str, ...]] = {}
        self.repeat_names: set[str] = set()
        self.inside: dict[str, frozenset[str]] = {}
        self.behind: dict[str, frozenset[str]] = {}
        """For each repeat, the names that stand behind it in the same group."""
        self.labels: dict[tuple[str, str], Texts] = {}
        self.tables = dict(survey.tables)
        self.kept: dict[Key, Value] = {}
        self.offers: dict[Key, tuple[str, ...]] = {}
        self._walks: dict[int, bool] = {}
        self._simple: dict[int, bool] = {}
        self._plain: dict[int, tuple[str, ...] | None] = {}
        self._items: dict[str, tuple[Node, ...]] = {}
        self.form = bool(survey.rows) or any(map(_needs_form, survey.questions)) or _looks_ahead(survey.questions)
        self._defined: dict[str, int] = {}
        self._reads: list[tuple[int, Expression]] = []
        self._read(self.rows, ())
        self.read_ahead = frozenset(
            name for at, expression in self._reads for name in expression.names if self._defined.get(name, at) >= at
        )
        """Names that something reads which stands before them: only what moves there makes another pass needful."""
        self.walking = any(self.walks(expression) for _, expression in self._reads)
        self.again = self.walking or bool(self.read_ahead)
        """Whether one pass over the form may not be enough."""

    def _read(self, rows: Sequence[Row], repeats: tuple[str, ...]) -> frozenset[str]:
        names: set[str] = set()
        for at, row in enumerate(rows):
            leaf = row.path[-1] if row.path else row.name
            names.add(leaf)
            self.leaf[row.name] = leaf
            here = len(self.leaf)
            self._defined.setdefault(leaf, here)
            self._reads += [(here, one) for one in _expressions(row) if one is not None]
            around = (*repeats, row.name) if isinstance(row, Section) and row.repeats else repeats
            if leaf not in self.paths:
                self.paths[leaf] = row.path or (row.name,)
                self.row_name[leaf] = row.name
                # From outside a repeat, its own name means its instances, so it counts as inside itself.
                self.repeats_around[leaf] = around
                if isinstance(row, Question) and not around:
                    self.alone[leaf] = row.name
            if isinstance(row, Section):
                if row.repeats:
                    self.repeat_names.add(leaf)
                    self.behind[row.name] = frozenset(
                        each.path[-1] if each.path else each.name for each in rows[at + 1 :]
                    )
                self.inside[row.name] = self._read(row.rows, around)
                names |= self.inside[row.name]
            else:
                kind = row.kind
                calculation = kind.calculation if isinstance(kind, Calculate) else row.calculation
                given = kind.what if isinstance(kind, Given) else None
                self.questions[row.name] = Facts(row.asks, given, calculation)
                for choice in self.choices(row):
                    self.labels.setdefault((leaf, choice.name), choice.label)
        return frozenset(names)

    def choices(self, question: Question) -> tuple[Choice, ...]:
        """Return all the choices that the question may offer."""
        return question.kind.choices if isinstance(question.kind, PlaceName) else question.choices

    def items(self, question: Question) -> tuple[Node, ...]:
        """Return the rows of the question's choices, as its filter sees them."""
        found = self._items.get(question.name)
        if found is None:
            rows = [
                {"name": one.name, "label": one.label.get("id", ""), **one.columns} for one in self.choices(question)
            ]
            table = Table(question.name, rows)
            found = self._items[question.name] = tuple(table.node.children[0].children)
        return found

    def walks(self, expression: Expression) -> bool:
        """Whether the expression reads more than its ``names`` say: it walks along paths, or counts what is around it."""
        found = self._walks.get(id(expression))
        if found is None:
            plain = _TEXT.sub("''", expression.source)
            found = self._walks[id(expression)] = (
                "/" in plain or ".." in plain or "position(" in plain or "once(" in plain
            )
        return found

    def reads_plainly(self, expression: Expression) -> bool:
        """Whether a constraint reads no more than the new answer and answers that stand alone, outside of groups."""
        return (
            _depends_on_answers_alone(expression)
            and all(self.row_name.get(name) == name and self.paths[name] == (name,) for name in expression.names)
            and not any(self.repeats_around.get(name) for name in expression.names)
        )

    def changes(self, expression: Expression) -> bool:
        """Whether the expression may come to something else with other answers."""
        return bool(expression.names) or self.walks(expression)

    def before(self, repeat: str) -> frozenset[str]:
        """Return the unique names of what is answered before a repeat is made, by its unique name; "": before anything is.

        What is known without asking is known from the beginning.
        """
        names = list(self.leaf)
        given = {name for name, facts in self.questions.items() if facts.given is not None}
        return frozenset(given.union(names[: names.index(repeat)] if repeat else ()))

    def plain(self, expression: Expression) -> tuple[str, ...] | None:
        """Return the questions, all outside of repeats, that are all a simple expression reads; None for any other."""
        try:
            return self._plain[id(expression)]
        except KeyError:
            plain = self.simple(expression) and self.alone.keys() >= expression.names
            found = tuple(self.alone[name] for name in expression.names) if plain else None
            self._plain[id(expression)] = found
            return found

    def simple(self, expression: Expression) -> bool:
        """Whether the expression comes to the same whenever its answers are the same, on one day in one language."""
        found = self._simple.get(id(expression))
        if found is None:
            plain = _TEXT.sub("''", expression.source)
            found = (
                not self.walks(expression) and not expression.uses_dot and _SIMPLE.issuperset(_CALLED.findall(plain))
            )
            self._simple[id(expression)] = found
        return found


def chosen_in(question: Question, value: str) -> tuple[str, ...]:
    """Return the choices that a value names. Only of several are the names parted by spaces: one may hold a space itself."""
    several = isinstance(question.kind, SelectMultiple | Rank)
    return tuple(value.split()) if several else (value,) if value else ()


def keep(kept: dict[Key, Found], key: Key, found: Found) -> None:
    """Keep what an expression came to for these answers; all is forgotten when it grows large."""
    if len(kept) >= _MOST_KEPT:
        kept.clear()
    kept[key] = found


def _expressions(row: Row) -> tuple[Expression | None, ...]:
    """Return what is worked out at a row on the way; constraints are asked for later."""
    if isinstance(row, Section):
        return row.relevant, row.count
    calculation = row.kind.calculation if isinstance(row.kind, Calculate) else row.calculation
    return row.relevant, calculation, row.default, row.choice_filter


def _needs_form(question: Question) -> bool:
    return (
        isinstance(question.kind, Given)
        or (isinstance(question.kind, Calculate) and question.kind.calculation is None)
        or question.read_only
        or bool(question.trigger)
        or any(
            each is not None
            for each in (question.required_when, question.choice_filter, question.default, question.calculation)
        )
        or any("${" in text for texts in (question.label, question.hint, question.simpler) for text in texts.values())
    )


def _depends_on_answers_alone(expression: Expression) -> bool:
    plain = _TEXT.sub("''", expression.source)
    return not any(sign in plain for sign in _WALKING) and _SIMPLE.issuperset(_CALLED.findall(plain))


def _looks_ahead(questions: Sequence[Question]) -> bool:
    """Whether an expression reads a question that stands further down, or more than answers."""
    seen: set[str] = set()
    for one in questions:
        calculation = one.kind.calculation if isinstance(one.kind, Calculate) else None
        for expression in (one.relevant, calculation):
            if expression is not None and (
                not seen.issuperset(expression.names) or not _depends_on_answers_alone(expression)
            ):
                return True
        seen.add(one.name)
    return False


_plans: dict[int, tuple[Survey, Plan]] = {}


def plan_of(survey: Survey) -> Plan:
    """Return the plan of a survey, made once. By identity: a survey holds mappings and cannot be hashed."""
    found = _plans.get(id(survey))
    if found is None:
        if len(_plans) >= _MOST_PLANS:
            _plans.clear()
        found = _plans[id(survey)] = (survey, Plan(survey))
    return found[1]
