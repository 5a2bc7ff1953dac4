"""Reads what fewer forms ask for: a day with its time, an order of choices, a point on the earth, a yes that was read."""

from __future__ import annotations

import re
from datetime import date
from typing import Final, assert_never

from bot.survey.model import Acknowledge, Date, DateTime, GeoPoint, Kind, Media, Rank, SelectOne
from bot.understanding.choices import read_choice
from bot.understanding.clock import read_time, without_seconds
from bot.understanding.dates import read_date
from bot.understanding.normal import LONGEST, Reply
from bot.understanding.numbers import find_numbers
from bot.understanding.phrases import Phrases
from bot.understanding.reading import NotAnAnswer, Read, Reading, Unclear
from bot.understanding.yesno import read_yesno

Further = Rank | DateTime | GeoPoint | Media | Acknowledge

_TEN: Final = 10
_PLAIN: Final = 0.9
_THEN: Final = re.compile(r"[,;>\n]|\b(?:lalu|terus|trus|kemudian|baru|habis itu|setelah itu|dan)\b")
_WRITTEN: Final = re.compile(r"(\S.*?)(?:[Tt]|,?\s+(?:(?:jam|jm|pukul|pkl)\s*)?)(\d{2}[:.]\d{2}(?::\d{2}\S*)?)")
"""A day and two figures each for hour and minute: "3/8/2025 02:30", "2025-08-03T02:30:00.000+07:00"."""
_POINT: Final = re.compile(r"(-?\d{1,2}(?:\.\d+)?)[,; ]+(-?\d{1,3}(?:\.\d+)?)((?:[,; ]+-?\d+(?:\.\d+)?){0,2})")


def read_further(kind: Further, text: str, phrases: Phrases, today: date) -> Reading:
    """Read a reply to a question of one of these kinds. A moment has no zone yet: "2026-11-24T19:00"."""
    match kind:
        case Acknowledge():
            said = read_yesno(phrases.reply(text), phrases)
            return (
                Read("OK", "acknowledge", said.confidence)
                if isinstance(said, Read) and said.value == "ya"
                else NotAnAnswer()
            )
        case GeoPoint():
            return _point(text)
        case DateTime():
            return _written(kind, text, phrases, today) or _moment(kind, phrases.reply(text), phrases, today)
        case Rank():
            return _order(kind, text, phrases)
        case Media():
            return NotAnAnswer()
        case _:
            assert_never(kind)


def has_none(kind: Kind, text: str, phrases: Phrases) -> bool:
    """Whether she says, instead of sending what the question asks for, that she has none or cannot: "ga punya bu".

    A place may begin with a no ("tidak jauh dari pasar"), so that only a plain no is none.
    """
    if not isinstance(kind, Media | GeoPoint) or len(text) > LONGEST:
        return False
    said = read_yesno(phrases.reply(text), phrases)
    if not isinstance(said, Read) or said.value != "tidak":
        return False
    return isinstance(kind, Media) or said.confidence >= _PLAIN


def point(latitude: float, longitude: float, altitude: float = 0.0, accuracy: float = 0.0) -> str:
    """Return a point as XForms stores it ("-7.8 110.36 0.0 0.0"): degrees, and metres; empty where no such place is."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return ""
    return " ".join(str(round(float(each), 7)) for each in (latitude, longitude, altitude, accuracy))


def _point(text: str) -> Reading:
    found = _POINT.fullmatch(text.strip())
    if found is None:
        return Read(text, "geopoint.name", 0.7) if any(map(str.isalpha, text)) else NotAnAnswer()
    more = [float(each) for each in re.split("[,; ]+", found[3]) if each]
    stored = point(float(found[1]), float(found[2]), *more)
    return Read(stored, "geopoint.degrees", 0.95) if stored else Unclear((), "limits")


def _written(kind: DateTime, text: str, phrases: Phrases, today: date) -> Read | None:
    """Read a day with a clock behind it, each by itself: the figures of one are none of the other's."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    day = read_date(Date(kind.prefer), phrases.reply(found[1]), phrases, today)
    clock = read_time(phrases.reply(without_seconds(found[2])), phrases)
    if isinstance(day, Read) and isinstance(clock, Read):
        return Read(f"{day.value}T{clock.value}", "moment", min(day.confidence, clock.confidence))
    return None


def _moment(kind: DateTime, reply: Reply, phrases: Phrases, today: date) -> Reading:
    day, clock = read_date(Date(kind.prefer), reply, phrases, today), read_time(reply, phrases)
    if isinstance(day, Read) and isinstance(clock, Read):
        return Read(f"{day.value}T{clock.value}", "moment", min(day.confidence, clock.confidence))
    # A month, or a part of the day, is half an answer: she is asked for the rest.
    said = not (isinstance(day, NotAnAnswer) and isinstance(clock, NotAnAnswer))
    return Unclear((), "which_date") if said else NotAnAnswer()


def _order(kind: Rank, text: str, phrases: Phrases) -> Reading:
    """Read an order of all the choices, by number or by name: "2,1,3", "312", "air dulu, lalu jalan, baru listrik"."""
    count = len(kind.choices)
    digits = "".join(text.split())
    if digits.isascii() and digits.isdigit() and len(digits) == count < _TEN:
        places = [int(each) for each in digits]
    else:
        numbers = find_numbers(phrases.answer(text).tokens, phrases)
        places = [int(each.value) for each in numbers if each.value.denominator == 1]
    if places:
        names = [kind.choices[place - 1].name for place in places if 1 <= place <= count]
        return _whole_order(names if len(names) == len(places) else [], kind, "rank.numbers")
    names = []
    for part in _THEN.split(text.lower()):
        one = read_choice(SelectOne(kind.choices), phrases.answer(part), phrases) if part.strip() else None
        if isinstance(one, Read):
            names.append(one.value)
        elif one is not None:
            return Unclear((), "which_choice") if names else NotAnAnswer()
    return _whole_order(names, kind, "rank.names")


def _whole_order(names: list[str], kind: Rank, rule: str) -> Reading:
    """Return the order if each choice is named once; the last one may be left out, since it is the only one left."""
    rest = [one.name for one in kind.choices if one.name not in names]
    if len(set(names)) != len(names) or len(rest) > 1:
        return Unclear((), "which_choice")
    return Read(" ".join([*names, *rest]), rule, 0.9 if rest else 0.95)
