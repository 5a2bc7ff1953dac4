"""How a question looks as SMS, near enough to count its parts while the file is checked.

The words around a question ("2/6", "Balas 1-4") are the wording's business and may differ by a few letters; there, a
longer cue is used where it fits, and this is about the shortest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, assert_never

from bot.survey.model import (
    Acknowledge,
    Calculate,
    Date,
    DateTime,
    Decimal,
    GeoPoint,
    Given,
    Integer,
    Media,
    Money,
    Note,
    PlaceName,
    Question,
    Rank,
    Scale,
    SelectMultiple,
    SelectOne,
    Text,
    Time,
    YesNo,
    text_in,
)

_REPLY: Final[Mapping[str, str]] = {"id": "Balas", "jv": "Balesi", "en": "Reply"}
_SUCH_AS: Final[Mapping[str, str]] = {"id": "Mis.", "jv": "Upami", "en": "E.g."}
_YES_NO: Final[Mapping[str, str]] = {"id": "YA/TIDAK", "jv": "YA/MBOTEN", "en": "YES/NO"}


def sms_text(question: Question, number: int, total: int, language: str) -> str:
    """Return the SMS that asks the question as ``number`` of ``total``: "2/6 Pupuk apa? 1 Urea 2 NPK. Balas 1-2"."""
    label = text_in(question.label, language)
    if not question.asks:
        return label
    listed = " ".join(f"{at} {text_in(choice.label, language)}" for at, choice in enumerate(question.choices, 1))
    text = f"{number}/{total} {label} {listed}".rstrip()
    cue = _cue(question, language)
    return text + ("" if text[-1:] in ".?!:)" or not cue else ".") + (f" {cue}" if cue else "")


LONGEST_NAME: Final = "Ni Luh Putu Ayu Kencanawati"
"""Made up; as long as the names of people and places here get."""

_LONGEST_WORDS: Final = "x" * 40
_LONGEST_NUMBER: Final = 6
_LONGEST_AMOUNT: Final = 10


def longest_answer(question: Question, language: str) -> str:  # noqa: C901, PLR0911 - one length a kind
    """Return the longest that is likely to stand for ``${name}`` in a text: the longest choice, a long name."""
    kind = question.kind
    match kind:
        case SelectOne(choices) | Scale(choices) | PlaceName(choices) | SelectMultiple(choices) | Rank(choices):
            return max((text_in(choice.label, language) for choice in choices), key=len, default="")
        case YesNo():
            return "tidak"
        case Integer(low, high) | Decimal(low, high):
            return max(
                (f"{limit:g}" for limit in (low, high) if limit is not None), key=len, default="9" * _LONGEST_NUMBER
            )
        case Money():
            return "9" * _LONGEST_AMOUNT
        case Date():
            return "2026-11-24"
        case Time():
            return "07:00"
        case DateTime():
            return "2026-11-24T19:00:00.000+07:00"
        case Acknowledge():
            return "OK"
        case Calculate():
            return "9" * _LONGEST_AMOUNT
        case Given("member:name") | Text():
            return LONGEST_NAME
        case Given() | GeoPoint() | Media() | Note():
            return _LONGEST_WORDS
        case _:
            assert_never(kind)


def _cue(question: Question, language: str) -> str:  # noqa: C901, PLR0911 - one way to reply a kind
    """Return the shortest words that say how to reply."""
    such_as = _SUCH_AS.get(language, _SUCH_AS["id"])
    match question.kind:
        case SelectOne() | Scale():
            return f"{_REPLY.get(language, _REPLY['id'])} 1-{len(question.choices)}"
        case SelectMultiple():
            return f"{such_as} 1,3"
        case Rank():
            return f"{such_as} 2,1,3"
        case Acknowledge():
            return f"{_REPLY.get(language, _REPLY['id'])} OK"
        case YesNo():
            return _YES_NO.get(language, _YES_NO["id"])
        case Money():
            return f"{such_as} 50rb"
        case Date():
            return f"{such_as} 17/8/2026"
        case Time():
            return f"{such_as} 07.00"
        case DateTime():
            return f"{such_as} 17/8 07.00"
        case Text() | PlaceName() | Integer() | Decimal() | GeoPoint() | Media() | Note() | Calculate() | Given():
            return ""
        case _:
            assert_never(question.kind)
