"""Reads short replies in Indonesian as it is texted, with Javanese and words of other regions: text to value.

Pure and deterministic: the same reply to the same question on the same day always reads the same. What is not certain
is ``Unclear`` and never stored; the phrases are data (``locales/phrases/``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from bot.survey.model import (
    Acknowledge,
    Calculate,
    Date,
    DateTime,
    Decimal,
    GeoPoint,
    Given,
    Integer,
    Kind,
    Media,
    Money,
    Note,
    PlaceName,
    Rank,
    Scale,
    SelectMultiple,
    SelectOne,
    Text,
    Time,
    YesNo,
)
from bot.understanding.amounts import read_amount
from bot.understanding.between import pick
from bot.understanding.brief import LONGEST_BRIEF
from bot.understanding.choices import by_name, read_choice
from bot.understanding.clock import read_time, without_seconds
from bot.understanding.controls import find_control
from bot.understanding.dates import read_date
from bot.understanding.explain import explain
from bot.understanding.further import read_further
from bot.understanding.normal import LONGEST, MOST_TOKENS, Reply, without_address
from bot.understanding.phrases import COLUMNS, TABLES, Phrases, PhrasesError, parse_phrases
from bot.understanding.places import read_place
from bot.understanding.reading import Control, NotAnAnswer, Read, Reading, Reason, Unclear
from bot.understanding.yesno import read_yesno

__all__ = [
    "COLUMNS",
    "TABLES",
    "Control",
    "NotAnAnswer",
    "Phrases",
    "PhrasesError",
    "Read",
    "Reading",
    "Reason",
    "Unclear",
    "control",
    "explain",
    "parse_phrases",
    "read",
    "read_between",
]

_UNSTORABLE = dict.fromkeys([0, *range(0xD800, 0xE000)])
"""NUL and lone surrogates: PostgreSQL takes neither, and no telephone shows them."""


def read(kind: Kind, text: str, *, phrases: Phrases, today: date, language: str = "id") -> Reading:
    """Read a reply to a question of this kind. Never raises, whatever the text; linear in its length.

    ``today`` is the day she was asked, in her own time zone. ``language`` is hers; it settles whether "1,500" writes a
    thousand or a fraction. Words of every language are understood whatever it is. Values are as in ``Read``.
    """
    if len(text) > LONGEST_BRIEF:
        return _read(kind, text, phrases, today, language)
    said = (text, today, language)
    return phrases.brief.reading(kind, said, lambda: _read(kind, text, phrases, today, language))


def _read(kind: Kind, text: str, phrases: Phrases, today: date, language: str) -> Reading:
    text = text.translate(_UNSTORABLE).strip()
    match kind:
        case Text():
            return Read(text, "text", 1.0) if text else NotAnAnswer()
        case Note() | Calculate() | Given():
            return NotAnAnswer()
        case _:
            if not text or len(text) > LONGEST:
                return NotAnAnswer()
            if isinstance(kind, PlaceName):
                return read_place(kind, text, phrases)
            if isinstance(kind, Rank | DateTime | GeoPoint | Media | Acknowledge):
                return read_further(kind, text, phrases, today)
            if isinstance(kind, Time):
                text = without_seconds(text)
            # What she took back still counts for a time ("jam 9 pagi, eh malam" keeps the hour) and for a yes or no, to which
            # "bukan 1 tapi 2" is a no.
            reply = phrases.reply(text) if isinstance(kind, Time | YesNo) else phrases.answer(text)
            if len(reply.tokens) > MOST_TOKENS:
                return NotAnAnswer()
            reading = _read_closed(kind, reply, phrases, today, language)
            if isinstance(kind, SelectOne | SelectMultiple) and not isinstance(reading, Read) and not _offers(reading):
                return by_name(kind, text) or reading
            return reading


def _offers(reading: Reading) -> bool:
    return isinstance(reading, Unclear) and bool(reading.candidates)


def _read_closed(
    kind: Integer | Decimal | Money | YesNo | SelectOne | SelectMultiple | Scale | Date | Time,
    reply: Reply,
    phrases: Phrases,
    today: date,
    language: str,
) -> Reading:
    """Read a reply that must come to a value of the question's type."""
    match kind:
        case Integer() | Decimal() | Money():
            return read_amount(kind, reply, phrases, language)
        case SelectOne() | SelectMultiple() | Scale():
            # A label may hold words that are idle elsewhere ("Saya sendiri"), so only the address at the end is left out.
            return read_choice(kind, Reply(without_address(reply.tokens), reply.words), phrases)
        case YesNo():
            return read_yesno(reply, phrases, kind)
        case Date():
            return read_date(kind, reply, phrases, today)
        case Time():
            return read_time(reply, phrases)
        case _:
            assert_never(kind)


def control(text: str, *, phrases: Phrases, kind: Kind | None = None) -> Control | None:
    """Return the control word that the reply is, or None. ``kind`` is that of the question in hand, if there is one.

    To an open question only a whole message steers ("usaha saya berhenti" is an answer); words of danger to herself are
    found anywhere, because a person must read them.
    """
    if len(text) > LONGEST_BRIEF:
        return find_control(text, phrases, kind)
    return phrases.brief.reading(kind, (text,), lambda: find_control(text, phrases, kind))


def read_between(
    candidates: Sequence[str], kind: Kind, text: str, *, phrases: Phrases, today: date, reason: Reason
) -> Reading:
    """Read the reply to "Maksud Ibu 1. ... atau 2. ...?", asked for ``reason`` with these candidates, in their order.

    A number, an ordinal, a part of the day, the value, or "ya" where there is one candidate picks; any other clear
    answer to the question itself counts as a new answer.
    """
    afresh = read(kind, text, phrases=phrases, today=today)
    text = text.translate(_UNSTORABLE).strip()
    if not candidates or not text or len(text) > LONGEST:
        return afresh
    return pick(candidates, kind, phrases.reply(text), afresh, phrases, reason)
