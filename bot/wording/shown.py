"""Values as people here write them: 1.250 and Rp12.500, 24 November 2026, 07.00 pagi."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from bot.segments import is_basic, measure
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
    text_in,
)
from bot.wording.words import Words

_ONE_SEGMENT = 160


def fits(text: str) -> bool:
    """Whether ``text`` travels as one SMS. The common case is a look at its letters; only the rest is measured."""
    if is_basic(text):
        return len(text) <= _ONE_SEGMENT
    return measure(text).segments <= 1


def number(value: float, language: str = "id") -> str:
    """Return a number with its thousands apart: 1.250 and 2,5 in Indonesian and Javanese, 1,250 and 2.5 in English."""
    whole = int(value) == value
    text = f"{int(value):,}" if whole else f"{value:,.2f}".rstrip("0")
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def rupiah(amount: float, language: str = "id") -> str:
    """Return an amount of rupiah: Rp12.500."""
    return f"Rp{number(round(amount), language)}"


def day(value: date, words: Words, language: str) -> str:
    """Return a day in words: 24 November 2026."""
    _ = words.spoken_in(language)
    months = (
        _("Januari"),
        _("Februari"),
        _("Maret"),
        _("April"),
        _("Mei"),
        _("Juni"),
        _("Juli"),
        _("Agustus"),
        _("September"),
        _("Oktober"),
        _("November"),
        _("Desember"),
    )
    return f"{value.day} {months[value.month - 1]} {value.year}"


def clock(value: str, words: Words, language: str) -> str:
    """Return a time of day ("07:00") with the part of the day, since that is what gets mixed up: 07.00 pagi."""
    _ = words.spoken_in(language)
    hour = int(value[:2])  # the hours below are those at which a day's parts begin in Indonesian speech
    shown = value if language == "en" else value.replace(":", ".")
    if hour < 11:
        return _("{clock} pagi").format(clock=shown)
    if hour < 15:
        return _("{clock} siang").format(clock=shown)
    if hour < 18:
        return _("{clock} sore").format(clock=shown)
    return _("{clock} malam").format(clock=shown)


def value(kind: Kind, stored: str, words: Words, language: str) -> str:
    """Return an answer as people say it. ``stored`` is the XForms text; an answer that is none is returned as it is."""
    _ = words.spoken_in(language)
    match kind:
        case YesNo():
            return _("Ya") if stored == "ya" else _("Tidak")
        case SelectOne(choices) | Scale(choices) | SelectMultiple(choices) | Rank(choices) | PlaceName(choices):
            labels = {choice.name: text_in(choice.label, language) for choice in choices}
            return ", ".join(labels.get(name, name) for name in stored.split())
        case Integer(unit=unit) | Decimal(unit=unit):
            return f"{number(float(stored), language)} {unit}".rstrip()
        case Money():
            return rupiah(float(stored), language)
        case Date():
            return day(date.fromisoformat(stored), words, language)
        case Time():
            return clock(stored, words, language)
        case DateTime():
            return f"{day(date.fromisoformat(stored[:10]), words, language)}, {clock(stored[11:16], words, language)}"
        case Text() | GeoPoint() | Media() | Acknowledge() | Note() | Calculate() | Given():
            return stored
        case _:
            assert_never(kind)
