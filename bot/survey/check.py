"""Checks that need the survey as a whole: names in expressions, words on a small phone, several files together.

Whoever read the survey passes the places of its rows and columns, so that a problem names line and column whatever the
file's form was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from bot.segments import measure
from bot.survey.expressions import Comparison, Expression
from bot.survey.model import (
    Calculate,
    PlaceName,
    Question,
    Scale,
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
"""Where things stand, by the question's index (``CONSENT`` for the consent) and the column ("" is the row itself)."""

CONSENT: Final = -1
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
_ANY_DAY: Final = date(2000, 1, 1)


def check(survey: Survey, places: Mapping[tuple[int, str], Place]) -> list[Problem]:
    """Return what is wrong with a survey that was read, in no order."""
    looking = _Check(survey, places)
    for index, question in enumerate(survey.questions):
        looking.expressions(index, question)
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
        self.order = {question.name: index for index, question in reversed(list(enumerate(survey.questions)))}
        self.languages = _languages(survey)

    def add(self, code: str, index: int, column: str = "", offset: int = 0, /, **details: object) -> None:
        place = self.places.get((index, column)) or self.places.get((index, ""), Place(1, 1))
        place = place.moved(offset)
        self.found.append(problem(code, place.line, place.column, **details))

    # --- expressions

    def expressions(self, index: int, question: Question) -> None:
        for column, expression in _expressions(question):
            for reference in expression.references:
                self.reference(index, column, reference.name, reference.column)
            for comparison in expression.comparisons:
                self.comparison(index, column, comparison)
            if column != "constraint" and expression.uses_dot:
                self.add("S403", index, column, column=column)
        relevant = question.relevant
        if relevant is not None and relevant.constant and not relevant.holds({}, today=_ANY_DAY):
            self.add("S406", index, "relevant", name=question.name)
        if question.constraint is not None and not question.constraint_message:
            self.add("S405", index, "constraint", name=question.name)

    def reference(self, index: int, column: str, name: str, at: int) -> None:
        asked = self.order.get(name)
        if asked is None:
            self.add("S401", index, column, at - 1, name=name, **guess(name, self.order))
        elif asked == index and column == "constraint":
            self.add("S407", index, column, at - 1, name=name)
        elif asked >= index:
            self.add("S402", index, column, at - 1, name=name)

    def comparison(self, index: int, column: str, comparison: Comparison) -> None:
        asked = index if comparison.name == "" else self.order.get(comparison.name)
        names = None if asked is None else _values(self.survey.questions[asked])
        if names is None or asked is None:
            return
        for choice in comparison.literal.split():
            if choice not in names:
                name = self.survey.questions[asked].name
                self.add("S404", index, column, comparison.column - 1, choice=choice, name=name, **guess(choice, names))

    # --- words on a small phone

    def words(self, index: int, question: Question) -> None:
        if len(question.choices) > MOST_CHOICES:
            self.add("S503", index, "type", name=question.name, count=len(question.choices))
        if isinstance(question.kind, Calculate):
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


def _languages(survey: Survey) -> tuple[str, ...]:
    """Return the languages that any label of the survey is written in, Indonesian first."""
    used = {language for question in survey.questions for language in question.label}
    return ("id", *sorted(used - {"id"}))


def _expressions(question: Question) -> Iterator[tuple[str, Expression]]:
    if question.relevant is not None:
        yield "relevant", question.relevant
    if question.constraint is not None:
        yield "constraint", question.constraint
    if isinstance(question.kind, Calculate) and question.kind.calculation is not None:
        yield "calculation", question.kind.calculation


def _values(question: Question) -> tuple[str, ...] | None:
    """Return the values that a closed question can take; None for any other."""
    match question.kind:
        case SelectOne(choices) | SelectMultiple(choices) | Scale(choices) | PlaceName(choices):
            return tuple(choice.name for choice in choices)
        case YesNo():
            return ("ya", "tidak")
        case _:
            return None
