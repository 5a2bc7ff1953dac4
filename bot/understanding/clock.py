"""Reads times of day: "jam 7 malam", "stngh 7 pagi", "bakda magrib"; "jam 7" alone is asked back."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.understanding.normal import Reply, is_number
from bot.understanding.numbers import find_numbers
from bot.understanding.phrases import Phrases
from bot.understanding.reading import NotAnAnswer, Read, Reading, Unclear

_CLOCK = re.compile(r"([0-9]{1,2})[.:,]([0-9]{2})(?:[.:][0-9]{2})?")
_BLOCK = re.compile(r"([0-9]{1,2})([0-9]{2})")
_BOTH = frozenset({"atau", "dan"})
_RANGE = frozenset({"-", "–", "—", "sampai", "sd"})
_NEGATIONS = frozenset({"tidak", "bukan", "jangan", "belum", "kecuali"})
_DAY = 24 * 60

_HOURS_SAID = {
    "am": ((0, 719),),
    "pm": ((720, 1439),),
    "pagi": ((1, 719),),
    "dinihari": ((0, 360),),
    "subuh": ((180, 390),),
    "siang": ((570, 959),),
    "zuhur": ((660, 930),),
    "asar": ((870, 1080),),
    "sore": ((840, 1139),),
    "magrib": ((1020, 1200),),
    "isya": ((1110, 1320),),
    "malam": ((1080, 1439), (0, 239)),
}
"""Minutes of the day at which people name an hour with that word; wider than the word alone ("jam 2 pagi" is 02.00)."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day: its name, from and to (minutes of the day), and the minute taken for the word alone."""

    name: str
    start: int
    end: int
    typical: int

    def names(self, minute: int) -> bool:
        """Whether people call an hour at this minute by this part of the day."""
        return any(start <= minute <= end for start, end in _HOURS_SAID[self.name])


@dataclass(frozen=True, slots=True)
class _Hour:
    """A clock time as said: minute of the day on a 12 or 24 hour clock, and whether it can only be the latter."""

    at: int
    minute: int
    certain: bool


def minutes(text: str) -> int:
    """Return HH:MM as a minute of the day."""
    return int(text[:2]) * 60 + int(text[3:])


def written(minute: int) -> str:
    """Return a minute of the day as HH:MM; 24:00 is 00:00."""
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def parts_of_day(tokens: tuple[str, ...], phrases: Phrases) -> list[tuple[int, Part]]:
    """Return where in the tokens each part of the day is named ("mlm", "bakda luhur"), with the part."""
    found: list[tuple[int, Part]] = []
    for start, _, meaning in phrases.scan("times", tokens):
        name, span, typical = meaning.split(" ")
        first, _, last = span.partition("-")
        found.append((start, Part(name, minutes(first), minutes(last), minutes(typical))))
    return found


def read_time(reply: Reply, phrases: Phrases) -> Reading:
    """Read a time of day as HH:MM. A part of the day alone is stored as its usual hour, a range as its beginning."""
    tokens = tuple(word for word in reply.tokens if word not in phrases.fillers and word != "jam")
    parts = parts_of_day(tokens, phrases)
    hours = _hours(tokens, phrases)
    if hours is None:
        return NotAnAnswer()
    if _NEGATIONS & set(tokens):
        return Unclear((), "morning_or_evening") if hours or parts else NotAnAnswer()
    if not hours:
        return _part_alone(parts, tokens)
    readings = [_resolve(hour, _part_for(hour, hours, parts)) for hour in hours]
    if len(hours) == 1 and "atau" in tokens:
        readings = [_resolve(hours[0], None)]
    if len(set(readings)) > 1 and not _RANGE & set(tokens):
        values = [reading.value if isinstance(reading, Read) else reading.candidates[0] for reading in readings]
        return Unclear(tuple(dict.fromkeys(values)), "which_number")
    if len(hours) > 2:
        return Unclear((), "range")
    return readings[0]


def _part_alone(parts: list[tuple[int, Part]], tokens: tuple[str, ...]) -> Reading:
    """Read "sore", and "sore bakda asar" by the narrower of the two."""
    if not parts:
        return NotAnAnswer()
    narrow = min((part for _, part in parts), key=lambda part: part.end - part.start)
    if all(part.start <= narrow.typical <= part.end for _, part in parts) and not (_BOTH | _RANGE) & set(tokens):
        return Read(written(narrow.typical), "time.part_of_day", 0.7)
    return Unclear(tuple(dict.fromkeys(written(part.typical) for _, part in parts)), "morning_or_evening")


def _part_for(hour: _Hour, hours: list[_Hour], parts: list[tuple[int, Part]]) -> Part | None:
    """Return the part of the day that goes with an hour: named after it, else the last one named."""
    later = [other.at for other in hours if other.at > hour.at]
    limit = min(later, default=10**6)
    own = [part for at, part in parts if hour.at < at < limit]
    return own[0] if own else parts[-1][1] if parts else None


def _resolve(hour: _Hour, part: Part | None) -> Read | Unclear:
    """Settle morning or evening."""
    if hour.certain and (part is None or part.names(hour.minute)):
        return Read(written(hour.minute), "time.clock", 0.97)
    twelve = hour.minute % (_DAY // 2)
    choices = (twelve + 720, twelve) if twelve < 60 else (twelve, twelve + 720)
    if part is not None and hour.minute < 13 * 60:
        named = [minute for minute in choices if part.names(minute)]
        if len(named) == 1:
            return Read(written(named[0]), "time.part", 0.97)
    return Unclear(tuple(written(minute) for minute in choices), "morning_or_evening")


def _hours(tokens: tuple[str, ...], phrases: Phrases) -> list[_Hour] | None:
    """Return the clock times in the tokens; None if a number is none ("jam 25")."""
    found: list[_Hour] = []
    at = 0
    half = False
    while at < len(tokens):
        if tokens[at] == "setengah" or tokens[at : at + 3] == ("1", "/", "2"):
            half, at = True, at + (1 if tokens[at] == "setengah" else 3)
            continue
        read = _hour_at(tokens, at, phrases)
        if read is None:
            at += 1
            continue
        minute, end, certain = read
        if half:
            minute, half, certain = minute - 30, False, False
            minute += 720 if minute < 0 else 0
        if not 0 <= minute <= _DAY:
            return None
        found.append(_Hour(at, minute, certain or minute >= 13 * 60))
        at = end
    return None if half else found


def _hour_at(tokens: tuple[str, ...], at: int, phrases: Phrases) -> tuple[int, int, bool] | None:
    """Return (minute of the day, next token, certain) of the clock time that begins here; -1 minutes if it is none."""
    token = tokens[at]
    exact = (
        (_CLOCK.fullmatch(token) or (_BLOCK.fullmatch(token) if len(token) > 2 else None)) if is_number(token) else None
    )
    if exact is not None:
        hour, minute = int(exact[1]), int(exact[2])
        valid = hour <= 24 and minute < 60
        return (hour * 60 + minute if valid else -1), at + 1, hour == 0 or (exact[1][0] == "0")
    span = 1 if is_number(token) else 3
    numbers = find_numbers(tokens[at : at + span], phrases)
    if not numbers or numbers[0].start != 0:
        return None
    value, end = numbers[0].value, at + numbers[0].end
    if value.denominator != 1 or value > 24:
        return -1, end, False
    shift, end = _shifted(tokens, end, phrases)
    return int(value) * 60 + shift, end, value == 0 or (is_number(token) and token[0] == "0")


def _shifted(tokens: tuple[str, ...], at: int, phrases: Phrases) -> tuple[int, int]:
    """Read "kurang 15", "lewat sepuluh", "lebih seperempat", "30" after an hour: minutes and the next token."""
    word = tokens[at] if at < len(tokens) else ""
    sign = {"kurang": -1, "lewat": 1, "lebih": 1}.get(word)
    start = at + 1 if sign is not None else at
    numbers = find_numbers(tokens[start : start + 3], phrases)
    if not numbers or numbers[0].start != 0:
        return 0, at
    value = numbers[0].value
    if sign is None:
        whole = value.denominator == 1 and 10 <= value < 60
        return (int(value), start + numbers[0].end) if whole else (0, at)
    amount = value * 60 if value < 1 else value
    if amount.denominator != 1 or amount >= 60:
        return 0, at
    end = start + numbers[0].end
    return sign * int(amount), end + (1 if tokens[end : end + 1] == ("menit",) else 0)
