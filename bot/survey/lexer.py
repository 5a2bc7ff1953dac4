"""From the text of an expression to its tokens, with friendly refusals of what authors write instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, cast

from bot.survey.problems import Problem, problem

MOST_CHARACTERS: Final = 4_000


class ExpressionError(ValueError):
    """The text is no expression. ``column`` counts from 1; ``problem`` holds code, both languages and the cure."""

    def __init__(self, code: str, column: int, **details: object) -> None:
        self.problem: Problem = problem(code, 1, column, **details)
        self.code = code
        self.column = column
        self.details = details
        self.message = self.problem.message_en
        super().__init__(self.message)


# Word processors bend quotes; one character becomes one character, so that columns stay true.
_STRAIGHT: Final = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " ", "\u2212": "-"}
)

NAME: Final = (
    r"[A-Za-z_\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    r"\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff]"
)
"""What a name may begin with, as a class of a pattern (XML 1.0, 2.3, without the colon)."""
NAMED: Final = NAME[:-1] + r"0-9\xb7\u0300-\u036f\u203f\u2040\-]"
"""What stands in a name behind that, but for the dot."""

_TOKEN: Final = re.compile(
    rf"""(?P<space>[ \t\r\n]+)
    |(?P<text>'[^']*'|"[^"]*")
    |(?P<answer>\$\{{[ ]*(?P<inner>{NAME}(?:{NAMED}|\.)*)[ ]*\}})
    |(?P<sibling>\.\./(?P<beside>{NAME}{NAMED}*)(?!{NAMED}|/))
    |(?P<path>\.\.|//?|@|::)
    |(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]+)?)
    |(?P<dot>\.)
    |(?P<wrong>==|<>|&&|\|\||!(?!=)|%)
    |(?P<sign><=|>=|!=|[-+*=<>(),])
    |(?P<name>{NAME}{NAMED}*(?:\.{NAMED}+)*(?::{NAME}{NAMED}*)?)
    |(?P<bracket>[\[\]|])
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_WORD_SIGN: Final = re.compile(r"(?:and|or|div|mod)(?!" + NAME + ")")
_INSTEAD: Final = {"==": "=", "<>": "!=", "&&": "and", "||": "or", "!": "not(...)", "%": "mod"}

_OPERANDS: Final = frozenset({"text", "answer", "number", "dot"})
_ENDINGS: Final = frozenset({")", "]", ".."})
_INSIDE: Final = {"answer": "inner", "sibling": "beside"}


@dataclass(frozen=True, slots=True)
class Token:
    """One token; ``column`` counts from 1. An answer's text is its bare name."""

    kind: str
    text: str
    column: int


def unreadable(found: str, column: int, hint_en: str, hint_id: str) -> ExpressionError:
    """Return the error that an expression cannot be read at ``found``, with a hint in both languages."""
    return ExpressionError("S301", column, found=found, hint_en=hint_en, hint_id=hint_id)


def read_tokens(text: str, *, paths: bool = False) -> list[Token]:
    """Return the tokens, ending with one of the kind "end"; ExpressionError for what can be no part of an expression.

    With ``paths``, the signs of XPath's location paths are signs too, and a bare word is an operand. Without, the only
    path is ``../name``, which is read as ``${name}``.
    """
    text = text.translate(_STRAIGHT)
    tokens: list[Token] = []
    at, operand = 0, False
    while at < len(text):
        # "other" takes any character, so there is always a match.
        found = cast("re.Match[str]", _TOKEN.match(text, at))
        # A group closes after the groups inside it, so the last one to close is the kind.
        kind, shown, column = str(found.lastgroup), found[0], at + 1
        if kind == "sibling" and paths:
            kind, shown = "path", ".."
        elif kind in _INSIDE:
            kind, shown = "answer", found[_INSIDE[kind]]
        at = column - 1 + len(shown) if kind == "path" else found.end()
        if kind == "space":
            continue
        if kind == "name" and operand and (word := _WORD_SIGN.match(text, column - 1)):
            # Behind an operand only an operator can stand, so "1div2" and "a and-1" are read as XPath readers do.
            kind, shown, at = "sign", word[0], word.end()
        tokens.append(_checked(Token(kind, shown, column), paths=paths))
        operand = _ends_operand(tokens[-1], operand, paths=paths)
    tokens.append(Token("end", "", len(text) + 1))
    return tokens


def _ends_operand(token: Token, before: bool, *, paths: bool) -> bool:  # noqa: FBT001 - where the reader stands
    """Return whether an operand ends with this token: then a star or a word behind it is an operator (XPath 1.0, 3.7)."""
    if token.kind == "sign" and token.text == "*":
        return paths and not before
    if token.kind == "name":
        return paths
    return token.kind in _OPERANDS or token.text in _ENDINGS


def _checked(token: Token, *, paths: bool) -> Token:
    if token.kind == "path" and not paths:
        raise ExpressionError("S305", token.column, found=token.text)
    if token.kind in {"path", "bracket"} and paths:
        return Token("sign", token.text, token.column)
    if token.kind == "wrong":
        instead = _INSTEAD[token.text]
        raise unreadable(token.text, token.column, f"Write {instead} instead.", f"Tulis {instead} sebagai gantinya.")
    if token.kind in {"other", "bracket"}:
        if token.text in "'\"":
            raise unreadable(token.text, token.column, "Close the quote.", "Tutup tanda kutipnya.")
        if token.text == "$":
            raise unreadable("$", token.column, "Write ${name}.", "Tulis ${nama}.")
        raise unreadable(token.text, token.column, "Remove it.", "Hapus tanda itu.")
    return token
