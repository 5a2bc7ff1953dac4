"""Puts pieces together that mean one thing: "3 hari", "minggu lalu", "malam jumat", "tadi malam", "senin depan"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.understanding.dates.pieces import DAY, DAY_MARKS, EARLIER, EVE, LATER, Piece

_WEEK = "minggu"
_SPANS = frozenset({_WEEK, "bulan", "tahun"})
_NIGHT = "malam"
_WAYS = {"lalu": -1, "ini": 0, "depan": 1, "mendatang": 1, "kemudian": 1}
_ORDINALS = frozenset({"ke", "pertama", "kedua", "ketiga", "keempat", "kelima", "terakhir"})
_POINTED = frozenset({"weekday", "month", "number", "part", "pasaran", "count"})
_NOTHING = Piece("word")

Found = tuple[Piece, int] | None
"""A piece and how many it stands for, or None where a rule does not hold."""


def grouped(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return the pieces with those put together that mean one thing."""
    found: list[Piece] = []
    at = 0
    while at < len(pieces):
        before = found[-1] if found else _NOTHING
        rest = (*pieces[at : at + 3], _NOTHING, _NOTHING)
        piece, length = (
            _count(before, rest)
            or _span(before, rest)
            or _eve(rest)
            or _today(rest)
            or _way(before, rest)
            or (rest[0], 1)
        )
        found.append(piece)
        at += length
    return tuple(found)


def _count(before: Piece, rest: Sequence[Piece]) -> Found:
    """Put "3 hari" and "2 minggu" together, in days; "5 hari senin" is the fifth, a Monday."""
    number, unit, then = rest[:3]
    if number.kind != "number" or before.word in DAY_MARKS:
        return None
    days = 7 if unit.word == _WEEK else 1 if unit.word == "hari" and then.kind != "weekday" else 0
    if not days:
        return None
    return Piece("vague") if number.vague else Piece("count", number.value * days), 2


def _span(before: Piece, rest: Sequence[Piece]) -> Found:
    """Put "minggu lalu", "bulan ini" and "tahun depan" together; "hari minggu lalu" is a Sunday."""
    span, way = rest[:2]
    if span.word not in _SPANS or before.word == "hari" or (before.kind == "part" and before.word == _NIGHT):
        return None
    if span.word == _WEEK and way.word in _ORDINALS:
        return Piece("vague", word=span.word), 1
    shift = _shift(way)
    return None if shift is None else (Piece("span", shift, span.word), 2)


def _shift(way: Piece) -> int | None:
    """Return which way a piece points: -1 back, +1 ahead, 0 for this one; None where it does not point."""
    if way.kind == "relative" and way.word == DAY and abs(way.value) == 1:
        return way.value
    return _WAYS.get(way.word) if way.kind == "word" else None


def _eve(rest: Sequence[Piece]) -> Found:
    """Put "malam jumat" together: the evening before Friday is Thursday's."""
    part, day = rest[:2]
    if part.kind != "part" or part.word != _NIGHT or day.kind != "weekday":
        return None
    return Piece("weekday", (day.value - 1) % 7, EVE), 2


def _today(rest: Sequence[Piece]) -> Found:
    """Put "tadi malam" (yesterday's), "tadi pagi", "nanti sore" and "malam ini" together."""
    for part, way in (rest[:2], rest[1::-1]):
        if part.kind != "part" or (part is rest[1] and part.word == _NIGHT and rest[2].kind == "weekday"):
            continue
        if way.word == EARLIER:
            return Piece("relative", -1 if part.word == _NIGHT else 0, DAY), 2
        if way.word == LATER or (way.word == "ini" and way is rest[1]):
            return Piece("relative", 0, DAY), 2
    return None


def _way(before: Piece, rest: Sequence[Piece]) -> Found:
    """Tell "senin depan" and "3 hari lagi", which point somewhere, from "di depan rumah" and "lagi sakit"."""
    word = rest[0]
    if before.kind == "count" and (word.word == "lagi" or (word.kind == "relative" and abs(word.value) == 1)):
        return Piece("way", 1 if word.word == "lagi" else word.value, word.word), 1
    if word.word == "lagi" and before.kind == "way":
        return Piece("vague", word=word.word), 1  # "sabtu depan lagi" is the one after
    if word.word == "lewat" and before.kind in ("count", "weekday"):
        return Piece("way", -1, word.word), 1
    if word.kind != "word" or word.word not in _WAYS or not (before.kind in _POINTED or before.word == "hari"):
        return None
    return Piece("way", _WAYS[word.word], word.word), 1
