"""The tokens of one expression being read, and what is noted on the way; and location paths, read step by step.

``parser`` has the operators and calls. What is wrong is found while reading, once, with its column.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Final

from bot.survey import paths
from bot.survey.lexer import MOST_CHARACTERS, ExpressionError, Token, read_tokens, unreadable
from bot.survey.paths import Run, Step

_MOST_NESTING: Final = 200


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
class Part:
    """A compiled part. ``depth`` counts closures in closures; ``name``, ``literal`` and ``number`` say that it is nothing but that.

    ``listed`` says that it may be a list; ``fixed`` that it comes to the same value whatever the answers are.
    """

    run: Run
    depth: int = 1
    name: str | None = None
    literal: str | None = None
    number: float | None = None
    column: int = 0
    listed: bool = False
    fixed: bool = False


class Reader(ABC):
    """The tokens of one expression, read from left to right. With ``paths``, location paths are read too."""

    def __init__(self, text: str, *, paths: bool, columns: bool) -> None:
        """Read the tokens; ExpressionError for what can be no part of an expression.

        With ``columns`` a bare word is a column of the row looked at, as it always is inside a predicate.
        """
        self.tokens = read_tokens(text, paths=paths)
        self.paths = paths
        self.columns = columns
        self.at = 0
        self.references: list[Reference] = []
        self.comparisons: list[Comparison] = []
        self.uses_dot = False

    @abstractmethod
    def expression(self, least: int, depth: int) -> Part:
        """Return the expression from here on whose operators bind more than ``least``."""
        ...

    def take(self) -> Token:
        """Return the next token and pass it. The last one is "end", and is never passed."""
        token = self.tokens[self.at]
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return token

    def sees(self, sign: str, ahead: int = 0) -> bool:
        """Return whether the next token (or one further on) is this sign."""
        token = self.tokens[min(self.at + ahead, len(self.tokens) - 1)]
        return token.kind == "sign" and token.text == sign

    def accept(self, sign: str) -> bool:
        """Pass the next token if it is this sign, and return whether it was."""
        found = self.sees(sign)
        self.at += found
        return found

    def expect_end(self) -> None:
        """Raise ExpressionError unless everything was read."""
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

    def close(self, opened: Token, sign: str = ")") -> None:
        """Pass the closing bracket, or raise ExpressionError."""
        if not self.accept(sign):
            token = self.tokens[self.at]
            if token.kind != "end":
                self.expect_end()
            raise unreadable(
                opened.text, opened.column, f"Close the bracket with {sign}.", f"Tutup kurungnya dengan tanda {sign}."
            )

    def deeper(self, token: Token, *parts: Part) -> int:
        """Return the depth of a part that holds ``parts``; ExpressionError where closures nest too deeply."""
        depth = 1 + max((part.depth for part in parts), default=0)
        if depth > _MOST_NESTING:
            raise ExpressionError("S306", token.column, limit=MOST_CHARACTERS)
        return depth

    def compare(self, answer: Part, text: Part) -> None:
        """Note a text that an answer is compared with."""
        if answer.name is not None and text.literal is not None:
            self.comparisons.append(Comparison(answer.name, text.literal, text.column))

    # --- location paths

    def from_step(self, token: Token, depth: int) -> Part:
        """Return the path that begins with ``token``: with a slash from the top, with a name from here."""
        if token.text in {"/", "//"}:
            if token.text == "/" and not self.step_follows():
                return Part(paths.walk(paths.from_top, (paths.step("child", "*"),)), 2, listed=True)
            self.at -= 1
            return Part(paths.from_top, listed=True)
        self.at -= 1
        name = None
        if token.text == ".." and self.sees("/", 1) and self.tokens[self.at + 2].kind == "name":
            beside = self.tokens[self.at + 2]
            if not any(self.sees(sign, 3) for sign in ("/", "//", "(", "::", "[")):
                # "../name" is how ODK itself writes ${name}; the checks should know.
                name = beside.text
                self.references.append(Reference(name, token.column))
        nested, steps = self.steps([], depth)
        return Part(paths.walk(paths.from_here, tuple(steps)), nested, name=name, listed=True)

    def trail(self, part: Part, depth: int) -> Part:
        """Return the part with the predicates and steps that stand behind it, if any."""
        predicates, nested = self.predicates(depth)
        if predicates:
            part = Part(paths.filtered(part.run, predicates), max(nested, part.depth) + 1, listed=True)
        if not (self.sees("/") or self.sees("//")):
            return part
        steps: list[Step] = []
        if self.take().text == "//":
            steps.append(paths.step("descendant-or-self", "*"))
        nested, steps = self.steps(steps, depth)
        return Part(paths.walk(part.run, tuple(steps)), max(nested, part.depth) + 1, listed=True)

    def step_follows(self) -> bool:
        """Return whether a step can be read here."""
        token = self.tokens[self.at]
        return token.kind in {"name", "dot"} or (token.kind == "sign" and token.text in {"..", "*", "@"})

    def steps(self, steps: list[Step], depth: int) -> tuple[int, list[Step]]:
        """Return how deep the predicates are, and ``steps`` with those that follow, separated by slashes."""
        deepest = 1
        while True:
            nested, found = self.one_step(depth)
            deepest = max(deepest, nested)
            steps.append(found)
            if self.accept("//"):
                steps.append(paths.step("descendant-or-self", "*"))
            elif not self.accept("/"):
                return deepest, steps

    def one_step(self, depth: int) -> tuple[int, Step]:
        token = self.take()
        axis, name = "child", token.text
        if token.kind == "dot" or (token.kind == "sign" and token.text == ".."):
            axis, name = ("self" if token.kind == "dot" else "parent"), ""
        elif token.kind == "name" and self.sees("::"):
            axis = token.text
            if axis not in paths.AXES:
                raise ExpressionError("S305", token.column, found=f"{axis}::")
            self.at += 1
            token = self.take()
            name = token.text
        if name and token.kind != "name" and name != "*":
            if name == "@":
                raise ExpressionError("S305", token.column, found="@")
            self.at -= 1
            raise unreadable(
                name,
                token.column,
                "The name of a question is missing here.",
                "Di sini kurang nama pertanyaan.",
            )
        if token.kind == "end":
            raise unreadable("/", token.column, "A name is missing behind it.", "Kurang nama sesudahnya.")
        if name and self.sees("("):
            opened = self.take()
            if name != "node":
                raise ExpressionError("S305", token.column, found=f"{name}()")
            self.close(opened)
            name = "*"
        predicates, nested = self.predicates(depth)
        return nested, paths.step(axis, name, predicates)

    def predicates(self, depth: int) -> tuple[tuple[Run, ...], int]:
        """Return the predicates that stand here, and how deep the deepest is."""
        found: list[Part] = []
        while self.sees("["):
            opened = self.take()
            dot, columns = self.uses_dot, self.columns
            self.columns = True
            found.append(self.expression(0, depth + 1))
            # A dot in a predicate is the node it looks at, not the new answer.
            self.uses_dot, self.columns = dot, columns
            self.close(opened, "]")
        return tuple(part.run for part in found), max((part.depth for part in found), default=0) + 1
