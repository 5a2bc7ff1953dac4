"""ODK expressions (``relevant``, ``constraint``, ``calculation``), compiled to closures when a survey is loaded.

A lexer, a Pratt parser and typed values of our own: general XPath engines get ODK's dates wrong, have no time limit
and cannot say in which column an author slipped. Nothing is evaluated as Python. What is wrong is found here, once, at
loading; evaluating a compiled expression costs a microsecond or two, and never more than ``MOST_STEPS`` steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from bot.survey.lexer import MOST_CHARACTERS, ExpressionError
from bot.survey.parser import Parser
from bot.survey.paths import Run
from bot.survey.reading import Comparison, Reference
from bot.survey.scope import Context, Flat, Scope, TooMuch
from bot.survey.tree import Node
from bot.survey.values import Value, to_boolean, to_text

__all__ = [
    "MOST_CHARACTERS",
    "Comparison",
    "Expression",
    "ExpressionError",
    "Reference",
    "compile_expression",
    "literal",
]

Single = str | float | bool | date


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression; two are equal when their source is.

    ``names`` are the answers it reads, ``uses_dot`` whether it reads the new answer, ``constant`` whether it comes to
    the same value whatever the answers and the day are. References and comparisons are for the checks.

    ``within`` evaluates in any context. The other methods are for answers without groups and repeats: XForms texts by
    name (missing or "" is unanswered), and ``today``, a day or her moment; they never raise.
    """

    source: str
    names: frozenset[str] = field(compare=False)
    uses_dot: bool = field(compare=False)
    constant: bool = field(compare=False)
    references: tuple[Reference, ...] = field(compare=False, repr=False)
    comparisons: tuple[Comparison, ...] = field(compare=False, repr=False)
    run: Run = field(compare=False, repr=False)

    def within(self, context: Context, node: Node | None = None) -> Value:
        """Return what it comes to in ``context``; ``node`` is the row that a choice_filter looks at, if any.

        Raises TooMuch for what would touch more than ``MOST_STEPS`` nodes, pairs or pattern states.
        """
        zone = context.now.tzinfo
        if zone is None:
            raise ValueError("a moment without a time zone")
        scope = Scope(context, zone)
        return self.run(scope if node is None else scope.within(node, node.place, 1))

    def evaluate(self, values: Mapping[str, str], self_value: str = "", *, today: date) -> Single:
        """Return what it comes to for these answers; the empty text where that would take too long."""
        zone = today.tzinfo if isinstance(today, datetime) else UTC
        try:
            found = self.run(Scope(Flat(values, self_value, today), zone or UTC))
        except TooMuch:
            return ""
        return to_text(found) if isinstance(found, tuple) else found

    def holds(self, values: Mapping[str, str], self_value: str = "", *, today: date) -> bool:
        """Return whether it is true for these answers."""
        return to_boolean(self.evaluate(values, self_value, today=today))

    def text(self, values: Mapping[str, str], self_value: str = "", *, today: date) -> str:
        """Return what it comes to as XForms text; a number that cannot be worked out (NaN) is the empty text."""
        found = to_text(self.evaluate(values, self_value, today=today))
        return "" if found == "NaN" else found


def compile_expression(text: str, *, paths: bool = False, columns: bool = False, late: bool = False) -> Expression:
    """Return ``text`` compiled; ExpressionError, with the column, for anything that is no sound expression.

    With ``paths``, XPath's location paths (``../name``, ``/data/name``, ``instance('list')/root/item[...]``) are read. With
    ``columns`` as well, a bare word is a column of the row looked at, as in a choice_filter; elsewhere it is an error.

    With ``late``, for trying out, an unknown function or a wrong number of arguments raises its ExpressionError only when
    it is reached, so that ``true() or unknown()`` is true, as in ODK's own evaluators. No survey is compiled so.
    """
    if len(text) > MOST_CHARACTERS:
        raise ExpressionError("S306", MOST_CHARACTERS, limit=MOST_CHARACTERS)
    parser = Parser(text, paths=paths, columns=columns, late=late)
    part = parser.whole()
    return Expression(
        source=text,
        names=frozenset(each.name for each in parser.references),
        uses_dot=parser.uses_dot,
        constant=part.fixed,
        references=tuple(parser.references),
        comparisons=tuple(parser.comparisons),
        run=part.run,
    )


def literal(text: str) -> Expression:
    """Return the expression that always comes to ``text``; ExpressionError where it is too long to be one."""
    if "'" not in text:
        return compile_expression(f"'{text}'")
    if '"' not in text:
        return compile_expression(f'"{text}"')
    return compile_expression("concat('" + text.replace("'", "', \"'\", '") + "')")
