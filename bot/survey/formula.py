"""The logic of an expression: and, or, not over comparisons, for the checks that ask whether it can ever be true.

Only what is surely understood counts: a comparison of one answer with a number or a text, ``selected(${x}, 'y')``,
``count-selected`` and ``string-length`` of one answer. Anything else may be true or false as it likes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal, assert_never

from bot.survey.expressions import Expression, compile_expression
from bot.survey.lexer import Token, read_tokens

Family = Literal["number", "text", "chosen", "count", "length", "fixed", "opaque"]
OWN: Final = "."
"""The name of the new answer."""

_COMPARES: Final = frozenset({"=", "!=", "<", "<=", ">", ">="})
_EQUALS: Final = frozenset({"=", "!="})
_CHANCE: Final = ("random(", "uuid(", "once(", "randomize(")


@dataclass(frozen=True, slots=True)
class Atom:
    """A part that is true or false: ``name`` is the only answer it reads (``OWN`` for the new one), ``literal`` what with.

    ``column`` is where it begins, from 1. ``test`` is the part compiled. An opaque one may read anything.
    """

    source: str
    column: int
    family: Family
    name: str = ""
    literal: str = ""
    test: Expression | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Every:
    """All of the parts (and)."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of the parts (or)."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Opposite:
    """Not the part."""

    part: Formula


Formula = Atom | Every | Either | Opposite


def atoms(formula: Formula) -> Iterator[Atom]:
    """Yield the atoms of a formula in order."""
    match formula:
        case Atom():
            yield formula
        case Every(parts) | Either(parts):
            for part in parts:
                yield from atoms(part)
        case Opposite(part):
            yield from atoms(part)
        case _:
            assert_never(formula)


@lru_cache(maxsize=4_000)
def formula_of(source: str) -> Formula:
    """Return the logic of an expression that compiles."""
    parts = _Parts(source)
    return parts.formula(0, len(parts.tokens) - 1)


class _Parts:
    """The tokens of one expression, cut where its operators stand."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = read_tokens(source, paths=True)

    def formula(self, start: int, end: int) -> Formula:
        """Return the logic of the tokens from ``start`` up to, not including, ``end``."""
        for sign in ("or", "and"):
            cuts = self.cuts(start, end, sign)
            if len(cuts) > 1:
                parts = tuple(self.formula(*cut) for cut in cuts)
                return Either(parts) if sign == "or" else Every(parts)
        if self.wrapped(start, end):
            return self.formula(start + 1, end - 1)
        if self.tokens[start].text == "not" and self.wrapped(start + 1, end):
            return Opposite(self.formula(start + 2, end - 1))
        return self.atom(start, end)

    def cuts(self, start: int, end: int, sign: str) -> list[tuple[int, int]]:
        found, depth, begin = [], 0, start
        for at in range(start, end):
            token = self.tokens[at]
            if token.kind != "sign":
                continue
            depth += (token.text in {"(", "["}) - (token.text in {")", "]"})
            if depth == 0 and token.text == sign:
                found.append((begin, at))
                begin = at + 1
        return [*found, (begin, end)]

    def wrapped(self, start: int, end: int) -> bool:
        """Whether one pair of brackets stands around the whole."""
        if end - start < 3 or self.tokens[start].text != "(" or self.tokens[end - 1].text != ")":
            return False
        depth = 0
        for at in range(start, end - 1):
            token = self.tokens[at]
            depth += (token.text == "(") - (token.text == ")") if token.kind == "sign" else 0
            if depth == 0:
                return False
        return True

    def atom(self, start: int, end: int) -> Atom:
        first = self.tokens[start].column
        source = self.source[first - 1 : self.tokens[end].column - 1].strip()
        test = compile_expression(source, paths=True)
        if test.constant:
            return Atom(source, first, "fixed", test=test)
        family, name, literal = self.understood(self.tokens[start:end])
        if family == "opaque" and any(word in source for word in _CHANCE):
            # Twice the same words are not the same value here.
            source = f"{source} @{first}"
        return Atom(source, first, family, name, literal, test)

    def understood(self, tokens: list[Token]) -> tuple[Family, str, str]:
        """Return what kind of comparison this is, of which answer, and with what."""
        match [token.text if token.kind in {"sign", "name"} else "" for token in tokens]:
            case ["selected", "(", "", ",", "", ")"] if tokens[4].kind == "text":
                return _of("chosen", tokens[2], tokens[4].text[1:-1])
            case ["count-selected", "(", "", ")", sign, ""] if sign in _COMPARES and tokens[5].kind == "number":
                return _of("count", tokens[2], tokens[5].text)
            case ["string-length", "(", "", ")", sign, ""] if sign in _COMPARES and tokens[5].kind == "number":
                return _of("length", tokens[2], tokens[5].text)
            case ["", sign, ""] if sign in _COMPARES:
                return _compared(tokens[0], sign, tokens[2])
            case ["", sign, "-", ""] if sign in _COMPARES and tokens[3].kind == "number":
                return _of("number", tokens[0], f"-{tokens[3].text}")
            case _:
                return "opaque", "", ""


def _compared(left: Token, sign: str, right: Token) -> tuple[Family, str, str]:
    for answer, other in ((left, right), (right, left)):
        if answer.kind in {"answer", "dot"} and other.kind == "number":
            return _of("number", answer, other.text)
        if answer.kind in {"answer", "dot"} and other.kind == "text" and sign in _EQUALS:
            return _of("text", answer, other.text[1:-1])
    return "opaque", "", ""


def _of(family: Family, answer: Token, literal: str) -> tuple[Family, str, str]:
    return family, OWN if answer.kind == "dot" else answer.text, literal
