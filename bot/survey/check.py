"""Checks that need the survey as a whole: names in expressions, words on a small phone, several files together.

Whoever read the survey passes the places of its rows and columns, so that a problem names line and column whatever the
file's form was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from bot.segments import measure
from bot.survey.expressions import Comparison, Expression
from bot.survey.lexer import read_tokens
from bot.survey.model import (
    Acknowledge,
    Calculate,
    Given,
    PlaceName,
    Question,
    Rank,
    Row,
    Scale,
    Section,
    SelectMultiple,
    SelectOne,
    Survey,
    Texts,
    YesNo,
    text_in,
)
from bot.survey.problems import Problem, guess, problem
from bot.survey.sms import sms_text
from bot.survey.yaml_text import Place

Places = dict[tuple[int, str], Place]
"""Where things stand, by the question's index (``CONSENT``, ``SECTION`` - n for others) and the column ("" is the row)."""

CONSENT: Final = -1
SECTION: Final = -2
"""The index of the first group or repeat; the next ones, in the order in which they begin, are one lower each."""
MOST_CHOICES: Final = 10
MOST_QUESTIONS: Final = 8
RESERVED: Final = frozenset(
    [
        "BERHENTI",
        "STOP",
        "MULAI",
        "START",
        "BANTUAN",
        "HELP",
        "LEWATI",
        "SKIP",
        "KEMBALI",
        "BACK",
        "ULANG",
        "REPEAT",
        "LANJUT",
        "RESUME",
        "YA",
        "TIDAK",
        "YES",
        "NO",
        "IYA",
        "MBOTEN",
        "PUTARAN",
        "STATUS",
        "INGATKAN",
        "TUTUP",
        "RINGKASAN",
        "UNSTOP",
        "QUIT",
        "END",
        "CANCEL",
        "UNSUBSCRIBE",
        "STOPALL",
    ]
)
"""Words that steer a conversation, or that an operator acts on; none of them can start a survey."""
PIPED: Final = re.compile(r"\$\{\s*([^}\s]+)\s*\}")
"""``${name}`` in a text: what was answered stands there when it is said."""
_ANY_DAY: Final = date(2000, 1, 1)


def check(survey: Survey, places: Mapping[tuple[int, str], Place]) -> list[Problem]:
    """Return what is wrong with a survey that was read, in no order."""
    looking = _Check(survey, places)
    looking.rows(survey.rows or survey.questions)
    for index, question in enumerate(survey.questions):
        looking.words(index, question)
    looking.whole()
    return looking.found


def check_together(surveys: Sequence[tuple[str, Survey]]) -> dict[str, list[Problem]]:
    """Return, by file, what is wrong between the surveys of several files: a name or a keyword that two of them use."""
    found: dict[str, list[Problem]] = {}
    names: dict[str, str] = {}
    keywords: dict[str, str] = {}
    for file, survey in surveys:
        if survey.name in names:
            found.setdefault(file, []).append(problem("S602", 1, 1, name=survey.name, other=names[survey.name]))
        names.setdefault(survey.name, file)
        if not survey.keyword:
            continue
        if survey.keyword in keywords:
            other = keywords[survey.keyword]
            found.setdefault(file, []).append(problem("S601", 1, 1, keyword=survey.keyword, other=other))
        keywords.setdefault(survey.keyword, file)
    return found


class _Check:
    """One survey being looked at."""

    def __init__(self, survey: Survey, places: Mapping[tuple[int, str], Place]) -> None:
        self.survey = survey
        self.places = places
        self.found: list[Problem] = []
        self.order: dict[str, tuple[int, Question | None]] = {}
        """Where each name stands among all rows, and the question that it is."""
        self.questions = self.sections = self.at = 0
        self._number(survey.rows or survey.questions)
        self.languages = ("id", *(each for each in survey.languages if each != "id"))

    def add(self, code: str, index: int, column: str = "", offset: int = 0, /, **details: object) -> None:
        place = self.places.get((index, column)) or self.places.get((index, ""), Place(1, 1))
        place = place.moved(offset)
        self.found.append(problem(code, place.line, place.column, **details))

    def _number(self, rows: Sequence[Row]) -> None:
        for row in rows:
            question = row if isinstance(row, Question) else None
            # From inside a repeat its own name means all its instances; the row itself has begun.
            self.order.setdefault(row.name, (len(self.order), question))
            if isinstance(row, Section):
                self._number(row.rows)

    # --- expressions

    def rows(self, rows: Sequence[Row]) -> None:
        """Check the expressions of these rows and of those inside them, in order."""
        for row in rows:
            self.at = self.order[row.name][0]
            if isinstance(row, Question):
                self.question(self.questions, row)
                self.questions += 1
            else:
                self.section(SECTION - self.sections, row)
                self.sections += 1
                self.rows(row.rows)

    def section(self, index: int, section: Section) -> None:
        if section.relevant is not None:
            self.expression(index, section.name, "relevant", section.relevant)
        if section.count is not None:
            self.expression(index, section.name, "repeat_count", section.count)
        self.piped(index, section.name, "label", section.label)

    def question(self, index: int, question: Question) -> None:
        for column, expression in _expressions(question):
            self.expression(index, question.name, column, expression)
        if question.choice_filter is not None:
            self.filter(index, question, question.choice_filter)
        for column, texts in _texts(question):
            self.piped(index, question.name, column, texts)
        relevant = question.relevant
        if relevant is not None and relevant.constant and not relevant.holds({}, today=_ANY_DAY):
            self.add("S406", index, "relevant", name=question.name)
        if question.constraint is not None and not question.constraint_message:
            self.add("S405", index, "constraint", name=question.name)
        values = _values(question)
        if question.default is not None and question.default.constant and values is not None:
            for choice in question.default.text({}, today=_ANY_DAY).split():
                if choice not in values:
                    self.add("S404", index, "default", choice=choice, name=question.name, **guess(choice, values))

    def expression(self, index: int, own: str, column: str, expression: Expression) -> None:
        for reference in expression.references:
            self.reference(index, own, column, reference.name, reference.column)
        for comparison in expression.comparisons:
            self.comparison(index, own, column, comparison)
        if column != "constraint" and expression.uses_dot:
            self.add("S403", index, column, column=column)

    def filter(self, index: int, question: Question, expression: Expression) -> None:
        self.expression(index, question.name, "choice_filter", expression)
        kind = question.kind
        choices = kind.choices if isinstance(kind, PlaceName) else question.choices
        known = {"name", "label", *(column for choice in choices for column in choice.columns)}
        for name, at in filter_columns(expression):
            if choices and name not in known:
                self.add("S408", index, "choice_filter", at - 1, name=name, **guess(name, known))

    def piped(self, index: int, own: str, column: str, texts: Texts) -> None:
        names = (name for text in texts.values() for name in PIPED.findall(text))
        for name in dict.fromkeys(names):
            self.reference(index, own, column, name, 1)

    def reference(self, index: int, own: str, column: str, name: str, at: int) -> None:
        asked = self.order.get(name)
        if asked is None:
            self.add("S401", index, column, at - 1, name=name, **guess(name, self.order))
        elif name == own and column == "constraint":
            self.add("S407", index, column, at - 1, name=name)
        elif asked[0] >= self.at:
            self.add("S402", index, column, at - 1, name=name)

    def comparison(self, index: int, own: str, column: str, comparison: Comparison) -> None:
        asked = self.order.get(comparison.name or own)
        names = None if asked is None or asked[1] is None else _values(asked[1])
        if names is None or asked is None or asked[1] is None:
            return
        for choice in comparison.literal.split():
            if choice not in names:
                name = asked[1].name
                self.add("S404", index, column, comparison.column - 1, choice=choice, name=name, **guess(choice, names))

    # --- words on a small phone

    def words(self, index: int, question: Question) -> None:
        if len(question.choices) > MOST_CHOICES:
            self.add("S503", index, "type", name=question.name, count=len(question.choices))
        if isinstance(question.kind, Calculate | Given):
            return
        number = sum(each.asks for each in self.survey.questions[: index + 1])
        total = len(self.survey.asked)
        for language in self.languages:
            if language in question.label:
                self.fits(index, "label", question.name, language, sms_text(question, number, total, language))
        texts = [("label", question.label), ("hint", question.hint), ("simpler", question.simpler)]
        texts.append(("constraint_message", question.constraint_message))
        for column, text in texts:
            self.translated(index, column, f"{question.name}.{column}", text)
        for choice in question.choices:
            self.translated(index, "type", f"{question.name}={choice.name}", choice.label)

    def fits(self, index: int, column: str, name: str, language: str, text: str) -> None:
        """Add a problem where an SMS takes more than one part, or is dear for one character."""
        measured = measure(text)
        if measured.outside:
            characters = " ".join(measured.outside)
            self.add("S502", index, column, name=name, language=language, characters=characters)
        if measured.segments > 1:
            limit = 160 if measured.encoding == "GSM-7" else 70
            self.add(
                "S501",
                index,
                column,
                name=name,
                language=language,
                segments=measured.segments,
                units=measured.units,
                limit=limit,
            )

    def translated(self, index: int, column: str, name: str, text: Texts) -> None:
        missing = [language for language in self.languages if language != "id" and text and language not in text]
        if missing:
            self.add("S505", index, column, name=name, languages=", ".join(missing))

    # --- the whole survey

    def whole(self) -> None:
        consent = self.survey.consent
        for language in self.languages:
            if language in consent.label:
                self.fits(CONSENT, "label", "consent", language, text_in(consent.label, language))
        self.translated(CONSENT, "label", "consent", consent.label)
        self.translated(CONSENT, "keyword", "thanks", self.survey.thanks)
        if self.survey.group == "members" and len(self.survey.asked) > MOST_QUESTIONS:
            self.add("S504", MOST_QUESTIONS, count=len(self.survey.asked))
        if self.survey.keyword in RESERVED:
            self.add("S603", CONSENT, "keyword", keyword=self.survey.keyword)


def _expressions(question: Question) -> Iterator[tuple[str, Expression]]:
    if question.relevant is not None:
        yield "relevant", question.relevant
    if question.constraint is not None:
        yield "constraint", question.constraint
    if isinstance(question.kind, Calculate) and question.kind.calculation is not None:
        yield "calculation", question.kind.calculation
    if question.required_when is not None:
        yield "required", question.required_when
    if question.default is not None:
        yield "default", question.default


def _texts(question: Question) -> Iterator[tuple[str, Texts]]:
    """Yield each text in which ``${name}`` may stand, with its column; those of the choices under the type."""
    yield "label", question.label
    yield "hint", question.hint
    yield "simpler", question.simpler
    yield "constraint_message", question.constraint_message
    yield "required_message", question.required_message
    for choice in question.choices:
        yield "type", choice.label


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


def _values(question: Question) -> tuple[str, ...] | None:
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
