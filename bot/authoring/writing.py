"""How a member writes an answer: digits or a word, the number of a choice or its label, a day in words or with strokes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final, assert_never

from bot.survey.model import (
    Acknowledge,
    Calculate,
    Choice,
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
from bot.wording.shown import clock, day
from bot.wording.words import Words

_SMALL: Final = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh")
_YES: Final = {"id": ("ya", "iya", "Ya Bu"), "jv": ("nggih", "ya", "inggih"), "en": ("yes", "ya", "yes")}
_NO: Final = {"id": ("tidak", "tdk", "enggak"), "jv": ("mboten", "tidak", "ora"), "en": ("no", "tidak", "no")}


def writings(  # noqa: C901, PLR0911, PLR0912 - one way to write a kind
    question: Question, value: str, words: Words, language: str, *, sends: bool
) -> tuple[str, ...]:
    """Return several ways to write ``value`` (an XForms text) as the answer to ``question``, the plainest first.

    ``question`` is as it stands now, with the choices that are offered. ``sends``: her phone can send a place or a file.
    """
    if not value:
        return ("lewati", "LEWATI", "lewat saja")
    match question.kind:
        case YesNo():
            return (_YES if value == "ya" else _NO).get(language, _YES["id"] if value == "ya" else _NO["id"])
        case Acknowledge():
            return ("ok", "ya", "setuju")
        case SelectOne(choices) | Scale(choices):
            return _one(choices, value, language)
        case PlaceName(choices):
            label = next((text_in(one.label, language) for one in choices if one.name == value), value)
            return (label, label.lower(), label)
        case SelectMultiple(choices) | Rank(choices):
            return _several(choices, value, language, labels=isinstance(question.kind, SelectMultiple))
        case Integer(unit=unit) | Decimal(unit=unit):
            return _number(value, unit, language)
        case Money():
            return _money(value)
        case Date():
            return _day(date.fromisoformat(value[:10]), words, language)
        case Time():
            return (clock(value[:5], words, language), f"jam {value[:5].replace(':', '.')}", value[:5])
        case DateTime():
            days = _day(date.fromisoformat(value[:10]), words, language)
            return tuple(f"{each} jam {clock(value[11:16], words, language)}" for each in days)
        case GeoPoint():
            place = "geo:" + ",".join(value.split())
            return (place, place, place) if sends else ("Desa Wates", "wates", "dekat balai desa")
        case Media():
            return (f"file:{value}",) * 3 if sends else ("tidak bisa kirim", "hp saya biasa", "lewati")
        case Text():
            return (value, value.lower(), value)
        case Note() | Calculate() | Given():
            return (value,) * 3
        case _:
            assert_never(question.kind)


def misspelt(text: str, chance: Callable[[], float]) -> str:
    """Return ``text`` with one slip of a thumb: a letter left out, doubled, or swapped with the next. Digits stay."""
    letters = [at for at, char in enumerate(text) if char.isalpha()]
    if len(letters) < 4:
        return text
    at = letters[1 + int(chance() * (len(letters) - 2))]
    slip = int(chance() * 3)
    if slip == 0:
        return text[:at] + text[at + 1 :]
    if slip == 1:
        return text[:at] + text[at] + text[at:]
    return text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :]


def _one(choices: tuple[Choice, ...], value: str, language: str) -> tuple[str, ...]:
    for place, choice in enumerate(choices, 1):
        if choice.name == value:
            label = text_in(choice.label, language)
            return (str(place), label, label.lower())
    return (value,) * 3


def _several(choices: tuple[Choice, ...], value: str, language: str, *, labels: bool) -> tuple[str, ...]:
    places = {choice.name: (str(place), text_in(choice.label, language)) for place, choice in enumerate(choices, 1)}
    chosen = [places[name] for name in value.split() if name in places]
    numbers = ",".join(place for place, _ in chosen)
    if not labels:
        return (numbers, numbers.replace(",", " "), numbers)
    return (numbers, ", ".join(label for _, label in chosen), numbers.replace(",", " "))


def _number(value: str, unit: str, language: str) -> tuple[str, ...]:
    shown = value if language == "en" else value.replace(".", ",")
    spoken = _SMALL[int(value)] if value.isdecimal() and int(value) < len(_SMALL) and language != "en" else shown
    return (shown, f"{shown} {unit}" if unit else shown, spoken)


def _money(value: str) -> tuple[str, ...]:
    amount = int(float(value))
    if amount >= 1_000 and amount % 1_000 == 0:
        return (f"{amount // 1_000}rb", f"Rp{amount:,}".replace(",", "."), str(amount))
    return (str(amount), f"Rp{amount}", str(amount))


def _day(value: date, words: Words, language: str) -> tuple[str, ...]:
    return (
        day(value, words, language),
        f"{value.day}/{value.month}/{value.year}",
        f"{value.day}-{value.month}-{value.year}",
    )
