"""Takes a reply about a day apart into pieces: numbers, months, weekdays, "kemarin", parts of the day, and other words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.understanding.dates.slips import intended
from bot.understanding.normal import is_number
from bot.understanding.numbers import Number, find_numbers
from bot.understanding.phrases import Phrases

Kind = Literal[
    "number", "quantity", "count", "month", "lunar", "weekday", "pasaran", "relative", "span", "way", "vague", "part", "doubt",
    "around", "since", "joint", "break", "word",
]  # fmt: skip
"""What a piece is. ``quantity``: a number that counts something (20rb, 7 karung) or an hour (19.30). ``lunar``: a month of the
Javanese or Islamic year. ``count``: so many days ("2 minggu"). ``span``: "minggu lalu", "bulan ini". ``way``: a word that
points back or ahead. ``vague``: a time that is no day ("musim"). ``doubt``: a word that makes a question or a condition of the
day. ``around``: before or after it. ``since``: what is denied after it has been so since that day."""

DAY, EARLIER, LATER, EVE = "day", "earlier", "later", "eve"
DAY_MARKS = frozenset({"tanggal", "kaping"})
RANGE, _SLASH = "-", "|"
"""Signs between the numbers of a date: a dash may also mean a range, every other one becomes ``_SLASH``."""
PASARAN = ("legi", "pahing", "pon", "wage", "kliwon")

_FRIDAY_LEGI = date(1945, 8, 17).toordinal()
_FULL = re.compile("([0-9]{2})([0-9]{2})([0-9]{4})")
_FULL_TURNED = re.compile("((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
_SHORT = re.compile("([0-9]{2})([0-9]{2})([0-9]{2})")
_SEVEN = re.compile("([0-9])([0-9]{2})((?:19|20)[0-9]{2})")
_GROUPED = re.compile("[0-9]{1,3}(?:[.][0-9]{3})+")
_HOUR = re.compile("[0-9]{1,2}[.:][0-9]{2}")
_SEPARATOR = re.compile("[.,:]")
_DASHES = frozenset("-–—")
_JOINTS = _DASHES | frozenset("/|\\")
_BREAKS = frozenset(".,;:!?")
_COUNTED = {
    "sehari": ("1", "hari"),
    "seminggu": ("1", "minggu"),
    "sebulan": ("1", "bulan"),
    "setahun": ("1", "tahun"),
    "sepasar": ("5", "hari"),
    "selapan": ("35", "hari"),
}
_ROMAN_NAMES = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ROMAN = {name: month for month, name in enumerate(_ROMAN_NAMES, start=1)}
_IDLE = frozenset({"yang", '"', "di", "pada"})
_SENTENCES = (("kalau", "tidak", "salah"), ("tidak", "salah"), ("tidak", "apa"), ("kalau", "bisa"))
"""Said around an answer without changing it: "kalau tidak salah", "tidak apa", "kalau bisa"."""
_BESIDE_HOURS = frozenset({"setengah", "lewat", "kurang", "lebih", "sampai", "-"})


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece. ``value`` is the number, month, weekday (0 Monday), place in the pasaran or count of days from today.

    ``word`` is the word as written. Of a number it is the digits, of a part of the day its name; of a relative day "earlier"
    ("tadi"), "later" ("nanti", a day only beside a part of it) or "day".
    """

    kind: Kind
    value: int = 0
    word: str = ""
    vague: bool = False


def pasaran_of(day: date) -> int:
    """Return the place of a day in the Javanese week of five days, from 0 for Legi."""
    return (day.toordinal() - _FRIDAY_LEGI) % len(PASARAN)


def pieces_of(tokens: tuple[str, ...], phrases: Phrases) -> tuple[Piece, ...]:
    """Return the pieces of a reply in their order, fillers and times of the day left out."""
    flat = tuple(_flat(_without_hours(_without_sentences(tokens), phrases), phrases))
    days = {start: (end, meaning) for start, end, meaning in phrases.scan("days", flat)}
    months = {start: (end, meaning) for start, end, meaning in phrases.scan("months", flat)}
    parts = {start: (end, meaning) for start, end, meaning in phrases.scan("times", flat) if ":" in meaning}
    numbers = {number.start: number for number in find_numbers(flat, phrases)}
    found: list[Piece] = []
    at = 0
    while at < len(flat):
        word = flat[at]
        number = numbers.get(at)
        if number is not None and not (number.vague and at in days):
            found.append(_number(number, flat, phrases, in_date=bool(found) and found[-1].kind in ("month", "joint")))
            at = number.end
        elif at in days:
            end, meaning = days[at]
            found.append(_day(meaning, flat[at]))
            at = end
        elif at in months:
            end, meaning = months[at]
            found.append(Piece("lunar") if meaning == "lunar" else Piece("month", int(meaning), word))
            at = end
        elif at in parts:
            end, meaning = parts[at]
            found.append(Piece("part", word=meaning.partition(" ")[0]))
            at = end
        else:
            found.append(_other(flat, at))
            at += 1
    return tuple(found)


def _number(number: Number, flat: tuple[str, ...], phrases: Phrases, *, in_date: bool) -> Piece:
    """Return a number, as a quantity where it has ribu or juta in it or what it counts stands after it.

    ``in_date`` tells that a month or a sign of a date stands before it: four figures are its year, whatever follows.
    """
    following = flat[number.end] if number.end < len(flat) else ""
    last = flat[number.end - 1]
    tens = not is_number(last) and last.endswith("an") and phrases.number(last) is None  # "dua puluhan"
    about = number.vague or tens
    if number.value.denominator != 1:
        return Piece("quantity", vague=about)
    value = int(number.value)
    if in_date and 1900 <= value <= 2100:
        return Piece("number", value, number.digits, about)
    if phrases.meaning("days", (following,)) == "counter" or _is_thing(following, phrases):
        return Piece("quantity", value)
    if (number.scale > 1 and not 1900 <= value <= 2100) or _HOUR.fullmatch(number.digits):
        return Piece("quantity", value)
    return Piece("number", value, number.digits, about)


def _is_thing(word: str, phrases: Phrases) -> bool:
    """Whether the word is a unit or what is counted ("kg", "ekor"), and no part of a date."""
    unit = phrases.meaning("units", (word,))
    if unit is None or unit.startswith(("hari ", "bulan ")):
        return False
    return phrases.meaning("months", (word,)) is None


_AS_THEY_ARE: dict[str, Kind] = {
    "vague": "vague",
    "doubt": "doubt",
    "around": "around",
    "since": "since",
    "counter": "word",
}
_RELATIVE = {"today": (0, DAY), EARLIER: (0, EARLIER), LATER: (0, LATER)}


def _day(meaning: str, word: str) -> Piece:
    """Return the piece for a meaning of the table of days."""
    if meaning.isdigit():
        return Piece("weekday", int(meaning), word)
    name, _, value = meaning.partition(" ")
    if name == "pasaran":
        return Piece("pasaran", PASARAN.index(value), word)
    if name in _AS_THEY_ARE:
        return Piece(_AS_THEY_ARE[name], word=word)
    days, way = _RELATIVE.get(name) or (int(name), DAY)
    return Piece("relative", days, way)


def _other(flat: tuple[str, ...], at: int) -> Piece:
    """Return a sign or a word that no table knows; a Roman number between two joints is a month."""
    word = flat[at]
    if word in (RANGE, _SLASH):
        return Piece("joint", word=word)
    if word in _BREAKS:
        return Piece("break", word=word)
    if word in _ROMAN and 0 < at < len(flat) - 1:
        before, after = flat[at - 1], flat[at + 1]
        between_numbers = len(word) > 1 and is_number(before) and is_number(after)
        if between_numbers or {before, after} <= _BREAKS | {RANGE, _SLASH}:
            return Piece("month", _ROMAN[word], word)
    return Piece("word", word=word)


def _flat(tokens: Iterable[str], phrases: Phrases) -> Iterable[str]:
    """Yield the words and numbers one by one: "12.03.80" and "031126" in three, "seminggu" as one week, slips mended."""
    tokens = tuple(tokens)
    for at, word in enumerate(tokens):
        if is_number(word):
            following = tokens[at + 1] if at + 1 < len(tokens) else ""
            yield from _digits(word, following, phrases)
        elif word in _COUNTED:
            yield ","  # so that "300 ribu seminggu" is not 300,001 weeks
            yield from _COUNTED[word]
        elif word in _JOINTS:
            yield RANGE if word in _DASHES else _SLASH
        elif word in phrases.fillers or word in _IDLE:
            continue
        else:
            yield intended(word, phrases) if word.isalpha() else word


def _digits(word: str, following: str, phrases: Phrases) -> Iterable[str]:
    """Return the parts of a number in digits with a joint between them; amounts and hours stay whole."""
    scale = phrases.number(following) or "" if following else ""
    if _GROUPED.fullmatch(word) or scale.startswith("*") or _is_thing(following, phrases):
        return (word,)
    if word.isdigit():
        return _joined(_run_together(word))
    parts = _SEPARATOR.split(word)
    if _HOUR.fullmatch(word) and (":" in word or not 1 <= int(parts[1]) <= 12):
        return (word,)
    if len(parts) == 2 and "," in word:
        return parts[0], ",", parts[1]
    return _joined(parts)


def _joined(parts: Sequence[str]) -> Iterable[str]:
    return f" {_SLASH} ".join(parts).split(" ")


def _run_together(word: str) -> tuple[str, ...]:
    """Return day, month and year of digits without anything between them, in the order that the calendar allows."""
    if len(word) == 8:
        full, turned = _FULL.fullmatch(word), _FULL_TURNED.fullmatch(word)
        if turned is not None and int(turned[2]) <= 12 and (full is None or not 1900 <= int(full[3]) <= 2100):
            return turned.groups()
        return full.groups() if full is not None else (word,)
    if len(word) == 7:
        seven = _SEVEN.fullmatch(word)
        # 1112026 is the first of November or the eleventh of January.
        either = word[2] != "0" and 1 <= int(word[:2]) <= 31
        return (word,) if seven is None or either else seven.groups()
    short = _SHORT.fullmatch(word)
    if short is not None and 1 <= int(short[1]) <= 31 and 1 <= int(short[2]) <= 12:
        return short.groups()
    return (word,)


def _without_sentences(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out what is said around an answer without changing it."""
    if "tidak" not in tokens and "kalau" not in tokens:
        return tokens
    kept: list[str] = []
    at = 0
    while at < len(tokens):
        said = next((one for one in _SENTENCES if tokens[at : at + len(one)] == one), None)
        if said is None:
            kept.append(tokens[at])
        at += len(said) if said is not None else 1
    return tuple(kept)


def _without_hours(tokens: tuple[str, ...], phrases: Phrases) -> tuple[str, ...]:
    """Leave out "jam 8", "jam setengah tujuh", "jam 2 lewat 10": the hour says nothing about the day."""
    if "jam" not in tokens:
        return tokens
    kept: list[str] = []
    at = 0
    while at < len(tokens):
        if tokens[at] != "jam":
            kept.append(tokens[at])
            at += 1
            continue
        end = at + 1
        while end < len(tokens):
            if tokens[end] in _BESIDE_HOURS or tokens[end] in phrases.fillers:
                end += 1
                continue
            numbers = find_numbers(tokens[end : end + 2], phrases)
            if not numbers or numbers[0].start or (end > at + 1 and tokens[end - 1] not in _BESIDE_HOURS):
                break
            end += numbers[0].end
        if end == at + 1:
            kept.append("jam")
        at = end
    return tuple(kept)
