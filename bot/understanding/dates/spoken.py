"""Reads days as they are spoken of: "3 hari lalu", "malam jumat kemarin", "kamis minggu depan", "setu paing", "lusa"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.understanding.dates.pieces import EARLIER, EVE, LATER, PASARAN, Piece, pasaran_of
from bot.understanding.reading import Read, Unclear

_FARTHEST = 3660
_WHICH = Unclear((), "which_date")


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is said of a day without the calendar.

    ``weekdays``: the days of the week (0 Monday), ``pasaran``: the day of the Javanese week, ``relative``: days from today,
    ``counts``: "3 hari" in days, ``weeks``: "minggu lalu" (-1), "minggu ini", "minggu depan". ``ways``: the words that point
    ("lalu" -1, "ini" 0, "depan" +1). ``eve``: the weekday is that of an eve ("malam jumat" is Thursday's). ``back`` and
    ``ahead``: which ways the whole reply points.
    """

    weekdays: frozenset[int]
    pasaran: frozenset[int]
    relative: frozenset[int]
    counts: tuple[int, ...]
    weeks: frozenset[int]
    ways: frozenset[tuple[str, int]]
    eve: bool
    back: bool
    ahead: bool

    @property
    def exact(self) -> frozenset[int]:
        """Relative days that name a day and do not only point, as "kemarin" and "besok" do beside a weekday."""
        return self.relative - {-1, 1}


def spoken_of(pieces: Sequence[Piece]) -> Spoken:
    """Return what the pieces say of a day without the calendar."""

    def values(kind: str) -> frozenset[int]:
        return frozenset(piece.value for piece in pieces if piece.kind == kind)

    relative = frozenset(piece.value for piece in pieces if piece.kind == "relative" and piece.word != LATER)
    ways = frozenset((piece.word, piece.value) for piece in pieces if piece.kind == "way")
    pointing = {*relative, *(value for _, value in ways)}
    words = {piece.word for piece in pieces if piece.kind == "relative"}
    return Spoken(
        weekdays=values("weekday"),
        pasaran=values("pasaran"),
        relative=relative,
        counts=tuple(piece.value for piece in pieces if piece.kind == "count"),
        weeks=frozenset(piece.value for piece in pieces if piece.kind == "span" and piece.word == "minggu"),
        ways=ways,
        eve=any(piece.kind == "weekday" and piece.word == EVE for piece in pieces),
        back=min(pointing, default=0) < 0 or EARLIER in words,
        ahead=max(pointing, default=0) > 0 or LATER in words,
    )


def read_spoken(said: Spoken, today: date, *, future: bool) -> Read | Unclear | None:
    """Read a day that is spoken of, or None where none is. ``future`` is the way where the reply points none."""
    if said.counts:
        return _counted(said, today, future=future)
    if len(said.weekdays) > 1 or len(said.pasaran) > 1:
        return _WHICH
    if said.weekdays:
        return _weekday(said, today, future=future)
    if said.relative:
        return _relative(said, today)
    return _WHICH if said.weeks or said.pasaran else None


def _counted(said: Spoken, today: date, *, future: bool) -> Read | Unclear:
    """Read "dua hari yg lalu", "1 minggu lagi"; "sudah 3 hari" points nowhere and is asked back."""
    days = said.counts[0]
    if len(said.counts) > 1 or days > _FARTHEST or said.weekdays or said.weeks:
        return _WHICH
    back, ahead = any(way < 0 for _, way in said.ways), any(way > 0 for _, way in said.ways)
    found = (today + timedelta(days if ahead or (future and not back) else -days)).isoformat()
    certain = back != ahead and said.relative <= {0}
    return Read(found, "date.counted", 0.95) if certain else Unclear((found,), "which_date")


def _relative(said: Spoken, today: date) -> Read | Unclear:
    """Read "kemarin", "lusa", "hari ini"; two of them are asked back."""
    days = [(today + timedelta(day)).isoformat() for day in sorted(said.relative, reverse=True)]
    if len(days) > 1 or said.weeks:
        return Unclear(tuple(days), "which_date")
    pasaran = said.pasaran
    if pasaran and pasaran_of(date.fromisoformat(days[0])) not in pasaran:
        return Unclear((days[0],), "which_date")
    return Read(days[0], "date.relative", 0.95)


def _weekday(said: Spoken, today: date, *, future: bool) -> Read | Unclear:
    """Read the name of a day: the nearest one before or after today, or that of the week she names."""
    weekday = next(iter(said.weekdays))
    if said.exact:
        return _checked(said, weekday, today)
    if said.weeks:
        day = today + timedelta(weekday - today.weekday() + 7 * min(said.weeks))
        return _read(day) if len(said.weeks) == 1 else _asked(day)
    if said.back and said.ahead:
        return _WHICH
    ahead = said.ahead or (future and not said.back)
    step = 1 if ahead else -1
    distance = (weekday - today.weekday()) * step % 7
    nearest = today + timedelta(step * (distance or 7))
    if said.pasaran:
        return _with_pasaran(said, today, today + timedelta(step * distance), step)
    if ("ini", 0) in said.ways:
        this = today + timedelta(weekday - today.weekday())
        return _read(this) if this in {nearest, today} else _asked(this, nearest)
    if not distance and not (said.back or said.ahead):
        return _asked(today, nearest)
    if ("depan", 1) in said.ways and weekday > today.weekday():
        # Before that day of this week, "rabu depan" is said for this week's and for next week's.
        return _asked(nearest, nearest + timedelta(7))
    return _read(nearest)


def _read(day: date) -> Read:
    return Read(day.isoformat(), "date.weekday", 0.9)


def _asked(*days: date) -> Unclear:
    return Unclear(tuple(day.isoformat() for day in days), "which_date")


def _checked(said: Spoken, weekday: int, today: date) -> Read | Unclear:
    """Read "hari ini selasa", "lusa hari kamis": both must name the same day."""
    days = [today + timedelta(day) for day in sorted(said.exact)]
    return _read(days[0]) if len(days) == 1 and days[0].weekday() == weekday else _asked(*days)


def _with_pasaran(said: Spoken, today: date, first: date, step: int) -> Read | Unclear:
    """Read "setu paing", a Saturday that is a Pahing; the eve has its own pasaran.

    It comes every 35 days. Where it is not the nearest Saturday she is asked: she may have told us the weton of her birth.
    """
    eve = timedelta(1) if said.eve else timedelta(0)
    days = [first + timedelta(7 * week * step) for week in range(len(PASARAN) + 1)]
    days = [day for day in days if day != today or not (said.back or said.ahead)]
    fitting = [day for day in days if pasaran_of(day + eve) in said.pasaran]
    return _read(fitting[0]) if abs((fitting[0] - today).days) <= 7 else _asked(fitting[0])
