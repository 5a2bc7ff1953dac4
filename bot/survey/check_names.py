"""Names in expressions and texts: that there is such a question, that it was asked before, that it has such a choice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from datetime import date
from typing import Final

from bot.survey.circles import calculation_of
from bot.survey.expressions import Comparison, Expression
from bot.survey.lexer import read_tokens
from bot.survey.model import (
    Acknowledge,
    PlaceName,
    Question,
    Rank,
    Row,
    Scale,
    SelectMultiple,
    SelectOne,
    Survey,
    Texts,
    YesNo,
)
from bot.survey.places import Found, choice_key, indexed, leaf
from bot.survey.plan import chosen_in
from bot.survey.problems import guess

PIPED: Final = re.compile(r"\$\{\s*([^}\s]+)\s*\}")
"""``${name}`` in a text: what was answered stands there when it is said."""

_ANY_DAY: Final = date(2000, 1, 1)


def check_names(survey: Survey, found: Found, circular: Mapping[str, Set[str]]) -> None:
    """Add what is wrong with names in the expressions and texts of every row.

    ``circular`` are, by column, the names in expressions that go round in a circle, which is said elsewhere.
    """
    looking = _Names(survey, found, circular)
    for index, row, _ in indexed(survey):
        looking.row(index, row)


def expressions_of(row: Row) -> Iterator[tuple[str, Expression]]:
    """Yield the expressions of a row, each with its column, but for the choice_filter, which has columns of its own."""
    if row.relevant is not None:
        yield "relevant", row.relevant
    if not isinstance(row, Question):
        if row.count is not None and not row.counted_by:
            yield "repeat_count", row.count
        return
    for column, expression in (
        ("constraint", row.constraint),
        ("calculation", calculation_of(row)),
        ("required", row.required_when),
        ("default", row.default),
    ):
        if expression is not None:
            yield column, expression


def texts_of(row: Row) -> Iterator[tuple[str, Texts]]:
    """Yield each text of a row in which ``${name}`` may stand, with its column."""
    yield "label", row.label
    if isinstance(row, Question):
        yield "hint", row.hint
        yield "simpler", row.simpler
        yield "constraint_message", row.constraint_message
        yield "required_message", row.required_message
        for choice in row.choices:
            yield choice_key(choice.name), choice.label


class _Names:
    """The names of one survey."""

    def __init__(self, survey: Survey, found: Found, circular: Mapping[str, Set[str]]) -> None:
        self.found = found
        self.circular = circular
        self.order: dict[str, tuple[int, Row]] = {}
        """By name, where each row stands among all rows, and the row."""
        for at, (_, row, _around) in enumerate(indexed(survey)):
            self.order.setdefault(row.name, (at, row))
            self.order.setdefault(leaf(row), (at, row))
        self.at = 0

    def row(self, index: int, row: Row) -> None:
        self.at = self.order[row.name][0]
        for column, expression in expressions_of(row):
            self.expression(index, row, column, expression)
        for column, texts in texts_of(row):
            names = (name for text in texts.values() for name in PIPED.findall(text))
            for name in dict.fromkeys(names):
                self.reference(index, row, column, name, 1)
        if isinstance(row, Question):
            self.question(index, row)

    def question(self, index: int, question: Question) -> None:
        if question.choice_filter is not None:
            self.expression(index, question, "choice_filter", question.choice_filter)
            self.columns(index, question, question.choice_filter)
        if question.constraint is not None and not question.constraint_message:
            self.found.add("S405", index, "constraint", name=question.name)
        values = values_of_choices(question)
        if question.default is not None and question.default.constant and values is not None:
            for choice in chosen_in(question, question.default.text({}, today=_ANY_DAY)):
                if choice not in values:
                    details = {"choice": choice, "name": question.name, **guess(choice, values)}
                    self.found.add("S404", index, "default", **details)

    def expression(self, index: int, row: Row, column: str, expression: Expression) -> None:
        for reference in expression.references:
            self.reference(index, row, column, reference.name, reference.column)
        for comparison in expression.comparisons:
            self.comparison(index, row, column, comparison)
        if column != "constraint" and expression.uses_dot:
            self.found.add("S403", index, column, column=column)

    def columns(self, index: int, question: Question, expression: Expression) -> None:
        kind = question.kind
        choices = kind.choices if isinstance(kind, PlaceName) else question.choices
        known = {"name", "label", *(column for choice in choices for column in choice.columns)}
        for name, at in filter_columns(expression):
            if choices and name not in known:
                self.found.add("S408", index, "choice_filter", at - 1, name=name, **guess(name, known))

    def reference(self, index: int, row: Row, column: str, name: str, at: int) -> None:
        asked = self.order.get(name)
        if asked is None:
            self.found.add("S401", index, column, at - 1, name=name, **guess(name, self.order))
        elif asked[1] is row and column == "constraint":
            self.found.add("S407", index, column, at - 1, name=name)
        elif asked[0] >= self.at and not {name, leaf(row)} <= self.circular.get(column, set()):
            self.found.add("S402", index, column, at - 1, name=name)

    def comparison(self, index: int, row: Row, column: str, comparison: Comparison) -> None:
        asked = self.order[comparison.name][1] if comparison.name in self.order else None
        question = row if comparison.name == "" else asked
        values = values_of_choices(question) if isinstance(question, Question) else None
        if question is None or values is None:
            return
        for choice in (comparison.literal,) if comparison.literal in values else comparison.literal.split():
            if choice not in values:
                details = {"choice": choice, "name": leaf(question), **guess(choice, values)}
                self.found.add("S404", index, column, comparison.column - 1, **details)


def values_of_choices(question: Question) -> tuple[str, ...] | None:
    """Return the values that a closed question can take; None for any other."""
    match question.kind:
        case SelectOne(choices) | SelectMultiple(choices) | Rank(choices) | Scale(choices) | PlaceName(choices):
            return tuple(choice.name for choice in choices)
        case YesNo():
            return ("ya", "tidak")
        case Acknowledge():
            return ("OK",)
        case _:
            return None


def filter_columns(expression: Expression) -> list[tuple[str, int]]:
    """Return the columns of choices that a choice_filter reads, each with its place in the text (from 1)."""
    tokens = read_tokens(expression.source, paths=True)
    found, brackets = [], 0
    for before, token, after in zip([None, *tokens], tokens, tokens[1:], strict=False):
        brackets += (token.text == "[") - (token.text == "]") if token.kind == "sign" else 0
        steps = {"/", "//", "::", "@"}
        if token.kind != "name" or brackets or after.text in {"(", "::", "/"} or (before and before.text in steps):
            continue
        found.append((token.text, token.column))
    return found
