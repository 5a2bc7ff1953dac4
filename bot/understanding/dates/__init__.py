"""Reads days: "12 mrt 80", "kemarin dulu", "tgl 5 bln lalu", "malam jumat legi". A week or a month is no day and is asked back.

A reply is taken into pieces (``pieces``), those that mean one thing are put together (``grouping``), and the day is read from
the calendar (``calendar``) or as people speak of it (``spoken``). Whatever casts doubt on it turns the reading into a question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from bot.survey.model import Date
from bot.understanding.dates.calendar import Fields, day_of, fields_of, full_year, nearest
from bot.understanding.dates.grouping import grouped
from bot.understanding.dates.pieces import Piece, pasaran_of, pieces_of
from bot.understanding.dates.spoken import Spoken, read_spoken, spoken_of
from bot.understanding.normal import Reply
from bot.understanding.phrases import Phrases
from bot.understanding.reading import NotAnAnswer, Read, Reading, Unclear

_NEGATIONS = frozenset({"tidak", "bukan", "jangan", "belum", "kecuali", "batal", "tanpa"})
_BUT = frozenset({"tapi", "tetapi", "tp"})
_ABOUT = frozenset({"sekitar", "skitar", "sktr", "kira", "kurleb", "hampir", "lebih", "kurang", "an"})
_BORN = frozenset({"lahir", "lahirnya", "lair", "dilahirkan", "ultah"})
_DATED = frozenset({"month", "weekday", "relative", "number", "count", "span", "lunar", "pasaran"})
_WHICH = Unclear((), "which_date")


def read_date(kind: Date, reply: Reply, phrases: Phrases, today: date) -> Reading:
    """Read one day as ISO 8601. ``today`` is the day she was asked, in her own zone; ``kind.prefer`` settles the year."""
    said = grouped(pieces_of(reply.tokens, phrases))
    pieces = _affirmed(said)
    fields, spoken = fields_of(pieces), spoken_of(pieces)
    reading = _read(pieces, fields, spoken, today, future=kind.prefer == "future")
    if kind.prefer == "any" and isinstance(reading, Unclear) and fields.year is not None:
        ahead = _read(pieces, fields, spoken, today, future=True)
        reading = ahead if isinstance(ahead, Read) else reading
    if isinstance(reading, NotAnAnswer) and len(pieces) < len(said) and any(piece.kind in _DATED for piece in said):
        return _WHICH
    if isinstance(reading, Read) and _doubtful(reply.tokens, pieces, fields, spoken):
        return Unclear((reading.value,), "which_date")
    return reading


def _affirmed(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Leave out the clauses that deny: "bukan senin", "besok tidak bisa, lusa". What is so "sejak senin" stays."""
    if not any(piece.word in _NEGATIONS for piece in pieces):
        return pieces
    kept: list[Piece] = []
    clause: list[Piece] = []
    for piece in (*pieces, Piece("break")):
        if piece.kind == "break" or piece.word in _BUT:
            kept += _affirmed_clause(clause)
            kept.append(piece)
            clause = []
        else:
            clause.append(piece)
    return tuple(kept)


def _affirmed_clause(clause: Sequence[Piece]) -> Sequence[Piece]:
    """Return what a clause affirms: all of it, what stands before "bukan" or after "belum", or nothing."""
    at = next((place for place, piece in enumerate(clause) if piece.word in _NEGATIONS), None)
    if at is None or any(piece.kind == "since" for piece in clause):
        return clause
    if clause[at].word == "bukan":
        return clause[:at]
    dated_before = any(piece.kind in _DATED for piece in clause[:at])
    return clause[at + 1 :] if clause[at].word == "belum" and not dated_before else ()


def _read(pieces: Sequence[Piece], fields: Fields, spoken: Spoken, today: date, *, future: bool) -> Reading:
    """Read the day that the pieces name, without looking at what casts doubt on it."""
    future = spoken.ahead or (future and not spoken.back)
    if not fields.clear:
        return _WHICH
    if fields.day is not None and (fields.complete or not fields.alone):
        return _calendar(fields, spoken, today, future=future)
    open_span = any(fields.shifted(span) is not None for span in ("bulan", "tahun"))
    if not (fields.day is fields.month is fields.year is None) or fields.age or open_span:
        return _WHICH
    vague = any(piece.kind in ("vague", "lunar") for piece in pieces)
    if fields.alone:
        named = vague or spoken.weekdays or spoken.relative or spoken.counts
        return _WHICH if named else _lone_number(fields.alone, today, future=future)
    reading = read_spoken(spoken, today, future=future)
    if vague:
        return _WHICH
    return reading if reading is not None else NotAnAnswer()


def _calendar(fields: Fields, spoken: Spoken, today: date, *, future: bool) -> Reading:
    """Read a day of the calendar: day, month and perhaps year, or "tgl 5", "tgl 5 bulan lalu"."""
    found = _day(fields, spoken, today, future=future)
    if found is None:
        return Unclear(_beside(fields, spoken, today, future=future), "no_such_date")
    agrees = (
        spoken.weekdays <= {found.weekday()}
        and spoken.pasaran <= {pasaran_of(found + timedelta(1) if spoken.eve else found)}
        and all(found == today + timedelta(day) for day in spoken.exact)
        and all(abs((found - today).days) == count for count in spoken.counts)
    )
    # A year that she wrote and that lies on the wrong side of today is a slip, or another day than the one asked for.
    aside = fields.year is not None and found != today and (found > today) != future
    if not agrees or aside:
        return Unclear((found.isoformat(),), "which_date")
    return Read(found.isoformat(), "date.calendar", 0.97)


def _day(fields: Fields, spoken: Spoken, today: date, *, future: bool) -> date | None:
    """Return the day that the fields name, or None where the calendar has none."""
    day, month = fields.day, fields.month
    if day is None or not 1 <= day <= 31 or (month is not None and not 1 <= month <= 12):
        return None
    month_shift, year_shift = fields.shifted("bulan"), fields.shifted("tahun")
    year = fields.year if fields.year is not None else today.year + year_shift if year_shift is not None else None
    if month is None and month_shift is not None:
        step = today.year * 12 + today.month - 1 + month_shift
        return day_of(day, step % 12 + 1, step // 12)
    if month is not None and year is not None:
        return day_of(day, month, full_year(year, today, future=future))
    near = [today + timedelta(relative) for relative in spoken.relative]
    named = next((one for one in near if one.day == day and month in (None, one.month)), None)
    return named or nearest(day, month, today, future=future)


def _beside(fields: Fields, spoken: Spoken, today: date, *, future: bool) -> tuple[str, ...]:
    """Return the last day of the month and the first of the next, where a month has no such day ("31 april"); else nothing."""
    if fields.day is None or not 29 <= fields.day <= 31:
        return ()
    last = _day(replace(fields, day=28), spoken, today, future=future)
    if last is None:
        return ()
    while (last + timedelta(1)).month == last.month:
        last += timedelta(1)
    return last.isoformat(), (last + timedelta(1)).isoformat()


def _lone_number(alone: Sequence[int], today: date, *, future: bool) -> Reading:
    """Ask whether a bare "5" is a day of the month."""
    found = nearest(alone[0], None, today, future=future) if len(alone) == 1 and 1 <= alone[0] <= 31 else None
    return Unclear((found.isoformat(),), "which_date") if found else _WHICH


def _doubtful(tokens: tuple[str, ...], pieces: Sequence[Piece], fields: Fields, spoken: Spoken) -> bool:
    """Whether something in the reply casts doubt on the day that was read."""
    said = set(tokens)
    doubts = {piece.word for piece in pieces if piece.kind == "doubt"}
    if fields.complete and doubts <= {"lupa"}:
        return False
    if doubts or (spoken.counts and _about(said)):
        return True
    known_year = fields.year is not None or fields.shifted("tahun") is not None
    if fields.day is not None and not known_year and (_BORN & said or "tahun" in said):
        return True
    return fields.age or any(piece.kind == "lunar" for piece in pieces) or _loose(pieces)


def _about(said: set[str]) -> bool:
    """Whether a count of days is only about right; "kurang 3 hari lagi" is exact."""
    return bool(_ABOUT & said) and not (_ABOUT & said == {"kurang"} and "lagi" in said)


def _loose(pieces: Sequence[Piece]) -> bool:
    """Whether the day is only what something came before or after, or a month is said that is none."""
    for piece, following in pairwise(pieces):
        dated = following.kind in _DATED or following.word in {"tanggal", "hari"}
        if piece.kind == "around" and dated:
            return True
        if piece.word == "bulan" and following.kind == "word" and following.word != "tanggal":
            return True
    return False
