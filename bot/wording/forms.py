"""A question of a form as her answers make it: ``${name}`` filled in, choices narrowed, and which of several it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.conversation.effects import Shown
from bot.survey.model import (
    Choice,
    Question,
    Rank,
    Scale,
    SelectMultiple,
    SelectOne,
    Texts,
    text_in,
)

_PIPED: Final = re.compile(r"\$\{\s*([^}\s]+)\s*\}")


def as_shown(question: Question, key: str, shown: Shown | None) -> Question:
    """Return ``question`` in the words that she gets; ``key`` ("umur[2]") is what a tap on it comes back with."""
    if shown is None:
        return question
    if shown.choices is not None:
        question = question.offering(shown.choices)
    kind = question.kind
    if shown.words and isinstance(kind, SelectOne | SelectMultiple | Rank | Scale):
        kind = replace(
            kind,
            choices=tuple(Choice(one.name, _filled(one.label, shown.words), one.columns) for one in kind.choices),
        )
    return replace(
        question,
        name=key,
        kind=kind,
        label=_placed(_filled(question.label, shown.words), shown),
        hint=_filled(question.hint, shown.words),
        simpler=_placed(_filled(question.simpler, shown.words), shown),
        constraint_message=_filled(question.constraint_message, shown.words),
    )


def _filled(texts: Texts, words: Mapping[str, str]) -> Texts:
    if not any("${" in text for text in texts.values()):
        return texts
    return {
        language: " ".join(_PIPED.sub(lambda found: words.get(found[1], ""), text).split())
        for language, text in texts.items()
    }


def _placed(texts: Texts, shown: Shown) -> Texts:
    """Put in front which one the question is about: "Anak 2: Umurnya?", of the innermost repeat that has a label."""
    labelled = [(label, number) for label, number in shown.within if label]
    if not labelled:
        return texts
    label, number = labelled[-1]
    return {language: f"{text_in(label, language)} {number}: {text}" for language, text in texts.items()}
