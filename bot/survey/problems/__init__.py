"""Everything that can be wrong with a survey file: one numbered rule each, with its words and its cure.

The rules are a table, so that docs/problems.md, the bad files in the tests and the programme cannot drift apart.
Numbers never change their meaning: S0xx the file, S1xx rows and columns, S2xx types and choices, S3xx expressions,
S4xx names and logic in expressions, S5xx words on a small phone, S6xx several files together, S7xx workbooks.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.survey.problems.files import S0, S6
from bot.survey.problems.formulas import S3, S4
from bot.survey.problems.rows import S1, S2
from bot.survey.problems.rule import Rule, Severity
from bot.survey.problems.words import S5
from bot.survey.problems.workbooks import S7

__all__ = ["RULES", "Problem", "Rule", "Severity", "guess", "nearest", "problem"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong at one place. ``line`` and ``column`` count from 1; 0 means the file as a whole.

    ``file`` is empty until somebody who knows the file's name fills it in.
    """

    code: str
    severity: Severity
    line: int
    column: int
    message_en: str
    message_id: str
    cure_en: str
    cure_id: str
    file: str = ""
    sheet: str = ""

    @property
    def place(self) -> str:
        """Where it is, in the words of the file's own program: 12:3 in a text, survey!C62 in a workbook."""
        if not self.sheet:
            return f"{self.line}:{self.column}"
        letters, rest = "", self.column
        while rest > 0:
            rest, digit = divmod(rest - 1, 26)
            letters = chr(ord("A") + digit) + letters
        return f"{self.sheet}!{letters}{self.line or ''}" if letters or self.line else self.sheet

    def message(self, language: str = "id") -> str:
        """Return what is wrong, in English for "en", else in Indonesian."""
        return self.message_en if language == "en" else self.message_id

    def cure(self, language: str = "id") -> str:
        """Return what to do about it, in English for "en", else in Indonesian."""
        return self.cure_en if language == "en" else self.cure_id

    def on(self, sheet: str) -> Problem:
        """Return the same problem on a sheet of a workbook; line and column are those of a cell."""
        return replace(self, sheet=sheet)

    def within(self, file: str) -> Problem:
        """Return the same problem with the name of its file."""
        return replace(self, file=file)


def problem(code: str, line: int = 0, column: int = 0, /, **details: object) -> Problem:
    """Return the problem of rule ``code`` at that place, with ``details`` filled in; KeyError for an unknown code."""
    rule = RULES[code]

    def fill(template: str) -> str:
        return template.format(**details)

    return Problem(
        rule.code,
        rule.severity,
        line,
        column,
        fill(rule.message_en),
        fill(rule.message_id),
        fill(rule.cure_en),
        fill(rule.cure_id),
    )


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that ``word`` was probably meant to be, or an empty string."""
    found = difflib.get_close_matches(word.lower()[:80], list(known), n=1, cutoff=0.6)
    return found[0] if found else ""


def guess(word: str, known: Iterable[str]) -> dict[str, str]:
    """Return the details ``maybe_en`` and ``maybe_id``: a "did you mean" where there is a near word, else empty."""
    near = nearest(word, known)
    return {
        "maybe_en": f' Did you mean "{near}"?' if near else "",
        "maybe_id": f' Maksudnya "{near}"?' if near else "",
    }


RULES: dict[str, Rule] = {rule.code: rule for rule in (*S0, *S1, *S2, *S3, *S4, *S5, *S6, *S7)}
"""Every rule by its code, in the order of the table."""
