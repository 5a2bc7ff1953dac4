"""ODK expressions (``relevant``, ``constraint``, ``calculation``), compiled to closures when a survey is loaded.

A lexer, a Pratt parser and typed values of our own: general XPath engines get ODK's dates wrong, have no time limit
and cannot say in which column an author slipped. Nothing is evaluated as Python. What is wrong is found here, once, at
loading; evaluating a compiled expression never raises, whatever the answers are, and costs a microsecond or two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from bot.survey.functions import FUNCTIONS, Run, pattern_call
from bot.survey.lexer import MOST_CHARACTERS, ExpressionError, Token, read_tokens, unreadable
from bot.survey.patterns import Pattern, PatternError
from bot.survey.problems import guess
from bot.survey.values import (
    Value,
    at_most,
    below,
    divide,
    equal,
    remainder,
    to_boolean,
    to_number,
    to_text,
)

_MOST_DEPTH: Final = 60
_MOST_NESTING: Final = 200

__all__ = ["MOST_CHARACTERS", "Comparison", "Expression", "ExpressionError", "Reference", "compile_expression"]


@dataclass(frozen=True, slots=True)
class Reference:
    """One use of ``${name}``; ``column`` counts from 1."""

    name: str
    column: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A text that ``${name}`` (or ``.``, as an empty name) is compared with: ``selected(${isu}, 'bpjs')``."""

    name: str
    literal: str
    column: int


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression; two are equal when their source is.

    ``names`` are the answers it reads, ``uses_dot`` whether it reads the new answer, ``constant`` whether it comes to
    the same value whatever the answers and the day are. References and comparisons are for the checks.
    """

    source: str
    names: frozenset[str] = field(compare=False)
    uses_dot: bool = field(compare=False)
    constant: bool = field(compare=False)
    references: tuple[Reference, ...] = field(compare=False, repr=False)
    comparisons: tuple[Comparison, ...] = field(compare=False, repr=False)
    run: Run = field(compare=False, repr=False)

    def evaluate(self, values: Mapping[str, str], self_value: str = "", *, today: date) -> Value:
        """Return what it comes to for these answers (XForms texts; missing or "" is unanswered). Never raises."""
        return self.run(values, self_value, today)

    def holds(self, values: Mapping[str, str], self_value: str = "", *, today: date) -> bool:
        """Return whether it is true for these answers."""
        return to_boolean(self.run(values, self_value, today))

    def text(self, values: Mapping[str, str], self_value: str = "", *, today: date) -> str:
        """Return what it comes to as XForms text; a number that cannot be worked out (NaN) is the empty text."""
        found = to_text(self.run(values, self_value, today))
        return "" if found == "NaN" else found


def compile_expression(text: str) -> Expression:
    """Return ``text`` compiled; ExpressionError, with the column, for anything that is no sound expression."""
    if len(text) > MOST_CHARACTERS:
        raise ExpressionError("S306", MOST_CHARACTERS, limit=MOST_CHARACTERS)
    parser = _Parser(read_tokens(text))
    node = parser.expression(0, 0)
    parser.expect_end()
    return Expression(
        source=text,
        names=frozenset(each.name for each in parser.references),
        uses_dot=parser.uses_dot,
        constant=not (parser.references or parser.uses_dot or parser.uses_today),
        references=tuple(parser.references),
        comparisons=tuple(parser.comparisons),
        run=node.run,
    )


# --- Parser --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Node:
    """A compiled part. ``depth`` counts closures in closures; ``name`` and ``literal`` are for the checks."""

    run: Run
    depth: int = 1
    name: str | None = None
    literal: str | None = None
    column: int = 0


_BINDING: Final = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
}
_UNARY: Final = 7

_OPERATORS: Final[dict[str, Callable[[Value, Value], Value]]] = {
    "=": equal,
    "!=": lambda left, right: not equal(left, right),
    "<": below,
    "<=": at_most,
    ">": lambda left, right: below(right, left),
    ">=": lambda left, right: at_most(right, left),
    "+": lambda left, right: to_number(left) + to_number(right),
    "-": lambda left, right: to_number(left) - to_number(right),
    "*": lambda left, right: to_number(left) * to_number(right),
    "div": lambda left, right: divide(to_number(left), to_number(right)),
    "mod": lambda left, right: remainder(to_number(left), to_number(right)),
}


class _Parser:
    """Top-down operator precedence (Pratt, 1973) over the tokens of one expression."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.references: list[Reference] = []
        self.comparisons: list[Comparison] = []
        self.uses_dot = False
        self.uses_today = False

    def take(self) -> Token:
        token = self.tokens[self.at]
        # The last token is "end", and is never passed.
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return token

    def accept(self, sign: str) -> bool:
        token = self.tokens[self.at]
        if token.kind == "sign" and token.text == sign:
            self.at += 1
            return True
        return False

    def expect_end(self) -> None:
        token = self.tokens[self.at]
        if token.kind == "end":
            return
        if token.kind == "name":
            raise ExpressionError("S304", token.column, name=token.text)
        raise unreadable(
            token.text,
            token.column,
            "An operator such as and, or, = is missing before it, or a bracket is too many.",
            "Sebelumnya kurang tanda seperti and, or, =, atau kurungnya kelebihan.",
        )

    def expression(self, least: int, depth: int) -> _Node:
        """Return the expression from here on whose operators bind more than ``least``."""
        if depth > _MOST_DEPTH:
            raise ExpressionError("S306", self.tokens[self.at].column, limit=MOST_CHARACTERS)
        left = self.operand(depth)
        while True:
            token = self.tokens[self.at]
            binding = _BINDING.get(token.text, 0) if token.kind == "sign" else 0
            if binding <= least:
                return left
            self.at += 1
            left = self.operation(token, left, self.expression(binding, depth + 1))

    def operation(self, token: Token, left: _Node, right: _Node) -> _Node:
        depth = self.deeper(token, left, right)
        if token.text in {"=", "!="}:
            self.compare(left, right)
            self.compare(right, left)
        first, second = left.run, right.run
        if token.text == "or":
            return _Node(
                lambda values, own, today: (
                    to_boolean(first(values, own, today)) or to_boolean(second(values, own, today))
                ),
                depth,
            )
        if token.text == "and":
            return _Node(
                lambda values, own, today: (
                    to_boolean(first(values, own, today)) and to_boolean(second(values, own, today))
                ),
                depth,
            )
        work = _OPERATORS[token.text]
        return _Node(lambda values, own, today: work(first(values, own, today), second(values, own, today)), depth)

    def deeper(self, token: Token, *parts: _Node) -> int:
        depth = 1 + max((part.depth for part in parts), default=0)
        if depth > _MOST_NESTING:
            raise ExpressionError("S306", token.column, limit=MOST_CHARACTERS)
        return depth

    def compare(self, answer: _Node, text: _Node) -> None:
        if answer.name is not None and text.literal is not None:
            self.comparisons.append(Comparison(answer.name, text.literal, text.column))

    def operand(self, depth: int) -> _Node:
        token = self.take()
        match token.kind:
            case "text":
                literal = token.text[1:-1]
                return _Node(lambda _values, _own, _today: literal, literal=literal, column=token.column)
            case "number":
                number = float(token.text)
                return _Node(lambda _values, _own, _today: number)
            case "answer":
                name = token.text
                self.references.append(Reference(name, token.column))
                return _Node(lambda values, _own, _today: values.get(name, ""), name=name)
            case "dot":
                self.uses_dot = True
                return _Node(lambda _values, own, _today: own, name="")
            case "name":
                if not self.accept("("):
                    raise ExpressionError("S304", token.column, name=token.text)
                return self.call(token, depth)
            case _:
                return self.sign(token, depth)

    def sign(self, token: Token, depth: int) -> _Node:
        if token.text == "(" and token.kind == "sign":
            inside = self.expression(0, depth + 1)
            self.close(token)
            return inside
        if token.text == "-" and token.kind == "sign":
            part = self.expression(_UNARY - 1, depth + 1)
            run = part.run
            return _Node(lambda values, own, today: -to_number(run(values, own, today)), self.deeper(token, part))
        if token.text == "*" and token.kind == "sign":
            raise ExpressionError("S305", token.column, found="*")
        raise unreadable(
            token.text or "...",
            token.column,
            "A value is missing here, such as ${name}, a number or 'a text'.",
            "Di sini kurang isi, misalnya ${nama}, angka, atau 'teks'.",
        )

    def close(self, opened: Token) -> None:
        if not self.accept(")"):
            token = self.tokens[self.at]
            if token.kind != "end":
                self.expect_end()
            raise unreadable(opened.text, opened.column, "Close the bracket with ).", "Tutup kurungnya dengan tanda ).")

    def call(self, token: Token, depth: int) -> _Node:
        function = FUNCTIONS.get(token.text)
        if function is None:
            raise ExpressionError("S302", token.column, name=token.text, **guess(token.text, FUNCTIONS))
        arguments: list[_Node] = []
        if not self.accept(")"):
            arguments.append(self.expression(0, depth + 1))
            while self.accept(","):
                arguments.append(self.expression(0, depth + 1))
            self.close(token)
        if not function.least <= len(arguments) <= function.most:
            self.wrong_count(token, function.least, function.most, len(arguments))
        nested = self.deeper(token, *arguments)
        self.uses_dot |= function.least == 0 and function.most == 1 and not arguments
        self.uses_today |= token.text == "today"
        if token.text == "regex":
            return _Node(self.regex(token, *arguments), nested)
        if token.text == "selected":
            self.compare(*arguments)
        return _Node(function.build(tuple(each.run for each in arguments)), nested)

    def regex(self, token: Token, text: _Node, pattern: _Node) -> Run:
        if pattern.literal is None:
            raise ExpressionError("S307", token.column, detail="it is not a text in quotes")
        try:
            return pattern_call(text.run, Pattern(pattern.literal))
        except PatternError as error:
            raise ExpressionError("S307", pattern.column, detail=str(error)) from error

    def wrong_count(self, token: Token, least: int, most: int, given: int) -> None:
        if least == most:
            en, ind = f"{least} argument" + ("" if least == 1 else "s"), f"{least} bagian"
        else:
            en, ind = f"{least} to {most} arguments", f"{least} sampai {most} bagian"
        raise ExpressionError("S303", token.column, name=token.text, wanted_en=en, wanted_id=ind, given=given)
