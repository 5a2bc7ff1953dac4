"""Words on a small phone: what fits one SMS and what WhatsApp shows, what is translated, and what should not be asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from bot.segments import gsm7, measure
from bot.survey import delicate
from bot.survey.check_names import PIPED
from bot.survey.model import (
    Calculate,
    Choice,
    Given,
    Question,
    Rank,
    Scale,
    Section,
    SelectMultiple,
    SelectOne,
    Survey,
    Texts,
    text_in,
)
from bot.survey.places import CONSENT, Found, choice_key, indexed, leaf
from bot.survey.sms import longest_answer, sms_text

MOST_QUESTIONS: Final = 8
MOST_CHOICES: Final = 10
"""The rows of a list in WhatsApp."""
MOST_BUTTONS: Final = 3
BUTTON_TITLE: Final = 20
ROW_TITLE: Final = 24
MOST_BODY: Final = 1024
"""The longest text above buttons or a list (Meta, Interactive messages)."""

_SPACES: Final = re.compile(r"\s+")


def check_words(survey: Survey, found: Found) -> None:
    """Add what is too long, dear, untranslated or delicate in the words of a survey."""
    looking = _Words(survey, found)
    for index, row, around in indexed(survey):
        if isinstance(row, Question):
            looking.question(index, row, around)
        else:
            looking.translated(index, "label", f"{row.name}.label", row.label)
    looking.whole()


class _Words:
    """The words of one survey."""

    def __init__(self, survey: Survey, found: Found) -> None:
        self.survey = survey
        self.found = found
        self.languages = ("id", *(each for each in survey.languages if each != "id"))
        self.named = {leaf(question): question for question in reversed(survey.questions)}
        self.counters = {row.counted_by for _, row, _ in indexed(survey) if isinstance(row, Section)}
        self.seen: set[int] = set()
        self.asked = 0

    def question(self, index: int, question: Question, around: tuple[Section, ...]) -> None:
        self.asked += question.asks
        if isinstance(question.kind, Calculate | Given) or question.name in self.counters:
            return
        for language in self.languages:
            if language in question.label:
                self.as_sms(index, question, around, language)
                self.on_whatsapp(index, question, language)
        if len(question.choices) > MOST_CHOICES:
            self.found.add("S503", index, "type", name=question.name, count=len(question.choices))
        for column, texts in _told(question):
            self.translated(index, column, f"{question.name}.{column}", texts)
        self.choices(index, question)
        self.delicate(index, question)

    def choices(self, index: int, question: Question) -> None:
        """Say once of each list what is not translated in it."""
        if id(question.choices) in self.seen:
            return
        self.seen.add(id(question.choices))
        for choice in question.choices:
            self.translated(index, choice_key(choice.name), f"{question.name}={choice.name}", choice.label)

    # --- length

    def as_sms(self, index: int, question: Question, around: tuple[Section, ...], language: str) -> None:
        """Measure what she gets with the longest answers and choices filled in."""
        number, total = self.asked, len(self.survey.asked)
        shown = self.filled(question, around, language)
        if len(text_in(shown.label, language)) <= MOST_BODY:
            self.fits(index, "label", question.name, language, sms_text(shown, number, total, language))
        if language in question.simpler:
            simpler = sms_text(replace(shown, label=shown.simpler), number, total, language)
            self.fits(index, "simpler", f"{question.name}.simpler", language, simpler)
        again = replace(shown, label=shown.simpler if text_in(shown.simpler, language) else shown.label)
        asked = sms_text(again, number, total, language)
        if measure(gsm7(asked)).segments > 1:
            return
        for column, texts in (
            ("constraint_message", shown.constraint_message),
            ("required_message", shown.required_message),
        ):
            if language in texts:
                text = f"{texts[language]} {asked}"
                self.fits(index, column, f"{question.name}.{column}", language, text, own=texts[language])

    def filled(self, question: Question, around: tuple[Section, ...], language: str) -> Question:
        """Return the question with the longest that may stand for each ``${name}``, and the name of its repeat before it."""
        labels = [section.label for section in around if section.repeats and section.label]
        before = f"{text_in(labels[-1], language)} 20: " if labels else ""

        def fill(texts: Texts, lead: str = "") -> Texts:
            text = texts.get(language)
            return {language: lead + PIPED.sub(lambda at: self.longest(at[1], language), text)} if text else {}

        kind = question.kind
        if isinstance(kind, SelectOne | SelectMultiple | Rank | Scale):
            kind = replace(
                kind,
                choices=tuple(
                    Choice(one.name, {language: text_in(fill(one.label) or one.label, language)})
                    for one in kind.choices
                ),
            )
        return replace(
            question,
            kind=kind,
            label=fill(question.label, before),
            simpler=fill(question.simpler, before),
            constraint_message=fill(question.constraint_message),
            required_message=fill(question.required_message),
        )

    def longest(self, name: str, language: str) -> str:
        question = self.named.get(name)
        return "" if question is None else longest_answer(question, language)

    def fits(self, index: int, column: str, name: str, language: str, text: str, *, own: str | None = None) -> None:
        """Add a problem for each character that SMS does not know, and where a message takes more than one part.

        ``own`` is what of the message stands in this column; the whole where nothing is said.
        """
        sent = gsm7(text)
        measured = measure(sent)
        for character in measure(text if own is None else own).outside:
            self.character(index, column, name, language, character, sent)
        if measured.encoding == "GSM-7" and measured.segments > 1:
            self.found.add(
                "S501",
                index,
                column,
                name=name,
                language=language,
                segments=measured.segments,
                units=measured.units,
                limit=160,
            )

    def character(self, index: int, column: str, name: str, language: str, character: str, sent: str) -> None:
        measured = measure(sent)
        if character in measured.outside:
            plain = "".join("?" if each in measured.outside else each for each in sent)
            after, before = measured.segments, measure(plain).segments
            cost_en = f"it costs {after} SMS of 70 characters, plain letters cost {before} of 160"
            cost_id = f"biayanya {after} SMS (70 huruf), huruf biasa {before} SMS (160 huruf)"
        else:
            instead = gsm7(character)
            cost_en = f'it is sent as "{instead}" ({len(instead)} instead of 1)'
            cost_id = f'dikirim sebagai "{instead}" ({len(instead)} huruf, bukan 1)'
        called = unicodedata.name(character, "").lower()
        details = {"character": character, "point": f"U+{ord(character):04X} {called}".strip()}
        self.found.add("S502", index, column, name=name, language=language, cost_en=cost_en, cost_id=cost_id, **details)

    def on_whatsapp(self, index: int, question: Question, language: str) -> None:
        """Add a problem for what does not fit the buttons or the list that WhatsApp would show, and the text above them."""
        body = len(text_in(question.label, language))
        if body > MOST_BODY:
            self.found.add("S507", index, "label", name=question.name, language=language, count=body, limit=MOST_BODY)
        if not isinstance(question.kind, SelectOne | Scale) or len(question.choices) > MOST_CHOICES:
            return
        buttons = len(question.choices) <= MOST_BUTTONS
        limit = BUTTON_TITLE if buttons else ROW_TITLE
        shown_en, shown_id = ("button", "tombol") if buttons else ("row of a list", "baris daftar")
        for choice in question.choices:
            label = text_in(choice.label, language)
            if len(label) > limit and language in choice.label:
                self.found.add(
                    "S506",
                    index,
                    choice_key(choice.name),
                    name=question.name,
                    label=label[:60],
                    language=language,
                    count=len(label),
                    limit=limit,
                    shown_en=shown_en,
                    shown_id=shown_id,
                )

    # --- languages

    def translated(self, index: int, column: str, name: str, texts: Texts) -> None:
        for language in self.languages:
            if language != "id" and texts and language not in texts:
                self.found.add("S505", index, column, name=name, language=language)

    # --- what is asked

    def delicate(self, index: int, question: Question) -> None:
        if not question.asks:
            return
        for text in question.label.values():
            words = delicate.violence(text)
            if words:
                self.found.add("S509", index, "label", name=question.name, words=words)
                return
        if question.sensitive:
            return
        for text in question.label.values():
            words = delicate.personal(text)
            if words:
                self.found.add("S508", index, "label", name=question.name, words=words)
                return

    # --- the whole survey

    def whole(self) -> None:
        consent, thanks = self.survey.consent, self.survey.thanks
        for language in self.languages:
            if language in consent.label:
                self.fits(CONSENT, "label", "consent", language, text_in(consent.label, language))
            if language in thanks:
                self.fits(CONSENT, "thanks", "thanks", language, thanks[language])
        self.translated(CONSENT, "label", "consent", consent.label)
        self.translated(CONSENT, "thanks", "thanks", thanks)
        if self.survey.group == "members" and len(self.survey.asked) > MOST_QUESTIONS:
            ninth = self.survey.asked[MOST_QUESTIONS]
            index = next(at for at, question in enumerate(self.survey.questions) if question is ninth)
            self.found.add("S504", index, count=len(self.survey.asked))


def _told(question: Question) -> Iterator[tuple[str, Texts]]:
    yield "label", question.label
    yield "hint", question.hint
    yield "simpler", question.simpler
    yield "constraint_message", question.constraint_message
    yield "required_message", question.required_message
