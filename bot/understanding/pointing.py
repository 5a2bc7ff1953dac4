"""Finds the places in a list that a reply points at: "2", "nomor dua", "yang kedua", "c", and tells them from amounts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from bot.understanding.joined import JOINING, LETTERS, is_letter, joined
from bot.understanding.likeness import ROMAN, slipped
from bot.understanding.mentions import Clause, Piece, Said
from bot.understanding.normal import is_number
from bot.understanding.numbers import Number, find_numbers
from bot.understanding.phrases import Phrases

_SEPARATOR = re.compile("[.,:]")
_PLACES = ("figure", "middle", "middle alone")
_ALONE = " alone"
"""Ends the role of a word that is a place only where nothing else is said: "yang tengah", "atas sama bawah"."""
_FROM = ("from end", "from start")
_BESIDE = frozenset({"", "figure", "number", "beside", "yes", "very", "less", "hedge", "half", *_FROM, *JOINING})
"""What words around a number may do without making it count something."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """A place in the list (from 1), or a number that may be one.

    ``explicit``: said as a place ("nomor 2", "kedua"). ``usable``: nothing around it says that it counts something else.
    ``denied``: "bukan 2". ``alone``: the clause says nothing else. ``word``: not written in digits. ``own``: joined to what
    else is named, as one more of it ("1 sama jarak"); ``odd``: something that is not known is joined to them as well.
    """

    value: Fraction
    explicit: bool = False
    usable: bool = True
    denied: bool = False
    alone: bool = True
    word: bool = True
    own: bool = False
    odd: bool = False


def _ordinal(role: str, size: int) -> int | None:
    """Return the place that an ordinal names in a list of this size."""
    role = role.removesuffix(_ALONE)
    if role.lstrip("-").isdigit():
        place = int(role)
        return place if place > 0 else max(size + 1 + place, 0)
    return (size + 1) // 2 if role == "middle" and size % 2 else None


def _counts(pieces: list[Piece], number: Number, phrases: Phrases, *, explicit: bool) -> bool:
    """Whether the number counts something: "3 ekor", "5 ribu", "umur 41", "anak nomor 2"."""
    if number.scale > 1 or phrases.meaning("units", (pieces[number.start].word.removeprefix("se"),)):
        return True  # "5 ribu", "sekilo"
    after = pieces[number.end] if number.end < len(pieces) else None
    if after is not None and (
        (after.unknown and not explicit) or after.role == "measure" or _measures(after.word, phrases)
    ):
        return True
    return _told_of(pieces[: number.start])


def _measures(word: str, phrases: Phrases) -> bool:
    """Whether a number before this word is an amount or a date."""
    return phrases.meaning("units", (word,)) is not None or phrases.meaning("months", (word,)) is not None


def _told_of(before: list[Piece]) -> bool:
    """Whether what stands before a number says what it is the number of: "umur", "pertemuan ke"."""
    words = [piece for piece in before if not piece.filler]
    while words and words[-1].role == "number":
        words.pop()
    return bool(words) and (
        words[-1].role in ("counted", "measure") or (len(words) < len(before) and words[-1].unknown)
    )


def _beside(piece: Piece, size: int) -> bool:
    """Whether a word around a number does not make it count something; "uang" does not where it names a choice."""
    named = bool(piece.stands) and piece.role == "generic"
    return named or piece.role in _BESIDE or bool(_ordinal(piece.role, size))


def _in_clause(clause: Clause, size: int, phrases: Phrases) -> list[Pointer]:  # noqa: C901 - one pass over the words
    """Return what one clause points at."""
    pieces = list(clause.pieces)
    if not any(
        piece.role in _PLACES or is_number(piece.role or piece.word) or piece.role[:1] == "-" or is_letter(piece, size)
        for piece in pieces
    ):
        return []
    words = tuple("." if piece.stands or piece.filler or " " in piece.word else piece.word for piece in pieces)
    numbers = {number.start: number for number in find_numbers(words, phrases)}
    taken = {at for number in numbers.values() for at in range(number.start, number.end)}
    rest = [piece for at, piece in enumerate(pieces) if at not in taken]
    unknown = sum(piece.unknown for piece in rest)
    named = bool(clause.mentions)  # whose denial is that of a label: "5 tidak puas"
    counted = {
        at
        for at, one in numbers.items()
        if _counts(pieces, one, phrases, explicit=at > 0 and pieces[at - 1].role == "number")
    }
    ordinals = {at for at, piece in enumerate(pieces) if _ordinal(piece.role, size) and not piece.stands}
    figures = {at for at, piece in enumerate(pieces) if is_number(piece.word) and not piece.role}
    own, odd = joined(clause, taken | figures, counted, ordinals, size)
    idle = all(_beside(piece, size) or (named and piece.role == "not") for piece in rest)
    denied = any(piece.role == "not" for piece in rest) and not clause.mentions
    found: list[Pointer] = []
    leading = True
    for at, piece in enumerate(pieces):
        place = _ordinal(piece.role, size) if not piece.stands else None
        if place is not None:
            usable = not _told_of([*pieces[:at], Piece("ke", "number")])
            if piece.role.endswith(_ALONE):
                usable = not unknown and idle and not named
            if at - 1 in taken and (at < 2 or pieces[at - 2].role != "number") and place in (1, size):
                found[-1:] = _row_of(found[-1], place, size)  # "dua terakhir"
                continue
            found.append(
                Pointer(Fraction(place), explicit=True, usable=usable, denied=denied, alone=not unknown and idle)
            )
        elif at in numbers or (is_number(piece.word) and not piece.role):
            number = numbers.get(at)
            if number is None and at in taken:
                continue
            explicit = at > 0 and pieces[at - 1].role == "number"
            apart = (not unknown or (leading and unknown <= 2 and len(numbers) == 1)) and (idle or denied)
            usable = at not in counted and (explicit or apart or at in own)
            values = [number.value] if number else [Fraction(part) for part in _SEPARATOR.split(piece.word)]
            if number and number.end - number.start == 3 and words[number.start + 1] == "/":
                values = [Fraction(words[number.start]), Fraction(words[number.end - 1])]  # "1/2" is two places
            if number and _SEPARATOR.search(number.digits) and number.value < 1000:
                values = [Fraction(part) for part in _SEPARATOR.split(number.digits)]
            alone = not unknown and idle and not clause.mentions
            word = not is_number(piece.word)
            found += [Pointer(value, explicit, usable, denied, alone, word, at in own, odd) for value in values]
        elif at in own and at not in taken:
            found.append(Pointer(Fraction(LETTERS.index(piece.word) + 1), own=True, alone=False, odd=odd))
        elif at not in taken and not piece.filler and piece.role not in ("beside", "number"):
            leading = False
    if any(piece.role == "from end" for piece in rest):
        found = [replace(one, value=size + 1 - one.value) for one in found]
    return found


def _letters(said: Said, size: int) -> list[Pointer]:
    """Return the places that letters name, where a reply is nothing but letters ("a dan c")."""
    pieces = [piece for clause in said.clauses for piece in clause.pieces if piece.word[0].isalnum()]
    named = [piece for piece in pieces if piece.word in LETTERS[:size]]
    if not named or any(
        piece not in named and piece.role not in _BESIDE - {""} and not piece.filler for piece in pieces
    ):
        return []
    return [Pointer(Fraction(LETTERS.index(piece.word) + 1), explicit=True) for piece in named]


def _slip(said: Said, size: int, phrases: Phrases) -> list[Pointer]:
    """Return the number that a reply of one word means with a slip of the thumb ("tuga")."""
    words = [piece.word for clause in said.clauses for piece in clause.pieces if piece.unknown]
    if (
        len(words) != 1
        or words[0] in phrases.known
        or any(not piece.unknown and not piece.filler for clause in said.clauses for piece in clause.pieces)
    ):
        return []
    values = {
        meaning
        for key, meaning in phrases.tables["numbers"].items()
        if len(key) == 1 and meaning.isdigit() and slipped(words[0], key[0])
    }
    if len(values) != 1 or not 0 < int(min(values)) <= size:
        return []
    return [Pointer(Fraction(values.pop()))]


def _row_of(how_many: Pointer, end: int, size: int) -> list[Pointer]:
    """Return the first or the last places of the list, as many as were said."""
    count = min(int(how_many.value), size)
    places = range(1, count + 1) if end == 1 else range(size + 1 - count, size + 1)
    return [replace(how_many, value=Fraction(place), explicit=True) for place in places]


def _roman(said: Said) -> list[Pointer]:
    """Return the places of a reply that is nothing but Roman numbers, one of them of two signs at least: "I dan III"."""
    pieces = [piece for clause in said.clauses for piece in clause.pieces if piece.word[0].isalnum()]
    named = [piece for piece in pieces if piece.word in ROMAN]
    if all(len(piece.word) < 2 for piece in named):
        return []
    if any(piece not in named and piece.role not in _BESIDE - {""} and not piece.filler for piece in pieces):
        return []
    return [Pointer(Fraction(ROMAN[piece.word]), explicit=True) for piece in named]


def pointers(said: Said, size: int, phrases: Phrases) -> list[Pointer]:
    """Return all that the reply points at in a list of this size, in its order."""
    found = (
        _letters(said, size)
        or _roman(said)
        or [one for clause in said.clauses for one in _in_clause(clause, size, phrases)]
    )
    return found or _slip(said, size, phrases)
