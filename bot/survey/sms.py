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
