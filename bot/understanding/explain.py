"""Shows step by step how a reply was read: the same stages as ``read``, each with what went in and what came out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.survey.model import Kind, PlaceName
from bot.understanding.normal import LONGEST, Reply, corrected, fold, respelt
from bot.understanding.numbers import Number, find_numbers
from bot.understanding.phrases import Phrases

Name = Literal["letters", "spelling", "left_out", "taken_back", "numbers", "phrases"]


@dataclass(frozen=True, slots=True)
class Step:
    """One stage: its name, and for each thing that it changed or found, from what to what."""

    name: Name
    found: tuple[tuple[str, str], ...]


_TABLES = {
    "Text": ("stories",),
    "YesNo": ("yesno",),
    "Integer": ("amounts", "units", "around"),
    "Decimal": ("amounts", "units", "around"),
    "Money": ("amounts", "units", "around"),
    "SelectOne": ("choices", "roles", "synonyms"),
    "SelectMultiple": ("choices", "roles", "synonyms"),
    "Scale": ("roles", "synonyms"),
    "PlaceName": ("places",),
    "Date": ("days", "months"),
    "Time": ("times",),
}
_ASIDE = ("beside", "as ", "opener", "still")
"""How a row's meaning begins that does nothing by itself."""


def explain(kind: Kind, text: str, *, phrases: Phrases, today: date, language: str = "id") -> tuple[Step, ...]:
    """Return the stages in which ``text`` was read for a question of this kind; stages that did nothing are left out.

    ``today`` is taken so that it is called as ``read`` is. Never raises.
    """
    del today
    text = text[:LONGEST]
    steps: list[Step] = []
    folded = fold(text)
    if folded.strip() != text.strip():
        steps.append(Step("letters", ((text, folded),)))
    spelt = [(" ".join(raw), " ".join(meant)) for raw, meant in respelt(folded, phrases.words)]
    changed = tuple((raw, meant) for raw, meant in spelt if raw != meant)
    if changed and not isinstance(kind, PlaceName):
        steps.append(Step("spelling", changed))
    reply = phrases.reply(text)
    rest = corrected(reply.tokens, phrases.fillers)
    if rest is not reply.tokens:
        steps.append(Step("taken_back", ((" ".join(reply.tokens), " ".join(rest)),)))
        reply = phrases.answer(text)
    idle = tuple((token, "") for token in reply.tokens if token in phrases.fillers)
    if idle:
        steps.append(Step("left_out", idle))
    tokens = phrases.unspelt(text) if isinstance(kind, PlaceName) else reply.tokens
    numbers = tuple(
        (" ".join(tokens[one.start : one.end]), _shown(one)) for one in find_numbers(tokens, phrases, language)
    )
    if numbers and not isinstance(kind, PlaceName):
        steps.append(Step("numbers", numbers))
    steps += _scanned(kind, Reply(tokens, reply.words), phrases)
    return tuple(steps)


def _shown(number: Number) -> str:
    value = number.value
    written = str(value.numerator) if value.denominator == 1 else f"{float(value):.4f}".rstrip("0")
    return written if not number.vague else f"{written}?"


def _scanned(kind: Kind, reply: Reply, phrases: Phrases) -> list[Step]:
    """Return what the tables of this kind of question know among the words."""
    found: list[tuple[str, str]] = []
    for table in ("control", "danger", *_TABLES.get(type(kind).__name__, ())):
        words = reply.words if table in ("control", "yesno") else reply.tokens
        found += [
            (" ".join(words[start:end]), f"{table}: {meaning}")
            for start, end, meaning in phrases.scan(table, words)
            if not meaning.startswith(_ASIDE)
        ]
    return [Step("phrases", tuple(found))] if found else []
