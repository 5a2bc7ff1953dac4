"""When messages that nobody asked for may leave: windows by kind of day, on the clock of whoever receives them.

Replies to her own message are never held back; this is about rounds, reminders and notices.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

from bot.policy.reading import PolicyError, Reader, read_day
from bot.times import DAYTIME, EVENING, Window, local

Span = tuple[date, date]
"""Days from the first to the last, both inside."""

FILE: Final = "jam.yaml"
HOLIDAYS: Final = "libur.csv"
_MOST_AHEAD: Final = 60
_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """The federation's hours. All windows lie within 07.00 to 20.00, whatever a file says.

    ``day`` is when invitations and notices may leave, ``evening`` when reminders do; in the days of ``fasting`` (Ramadan)
    ``fasting_day`` and ``fasting_evening`` stand in their place. ``friday`` is a part of Friday that is left free. On
    ``closed`` days (national holidays, and what the federation adds) nothing leaves but replies.
    """

    day: Window = DAYTIME
    evening: Window = EVENING
    fasting: tuple[Span, ...] = ()
    fasting_day: Window = DAYTIME
    fasting_evening: Window = EVENING
    friday: Window | None = None
    closed: tuple[Span, ...] = ()
    holidays: frozenset[date] = field(default=frozenset())

    def window(self, day: date, *, evening: bool = False) -> Window | None:
        """Return the window of ``day``, None on a closed one."""
        if day in self.holidays or _within(day, self.closed):
            return None
        if _within(day, self.fasting):
            return self.fasting_evening if evening else self.fasting_day
        return self.evening if evening else self.day

    def may(self, now: datetime, zone: timezone, *, evening: bool = False) -> bool:
        """Tell whether a message that nobody asked for (a reminder: ``evening``) may leave now to somebody in ``zone``."""
        here = local(now, zone)
        window = self.window(here.date(), evening=evening)
        return window is not None and here.time() in window and not self._prayers(here)

    def next(self, now: datetime, zone: timezone, *, evening: bool = False) -> datetime:
        """Return the first moment at or after ``now`` at which it may leave, as UTC.

        Where every day of the next two months is closed, it is the day's window of ``now`` as if nothing were closed: a slip
        in a file must not hold messages for ever.
        """
        here = local(now, zone)
        for ahead in range(_MOST_AHEAD + 1):
            day = here.date() + timedelta(days=ahead)
            window = self.window(day, evening=evening)
            if window is None:
                continue
            start = max(here, datetime.combine(day, window.start, zone))
            if self._prayers(start) and self.friday is not None:
                start = datetime.combine(day, self.friday.end, zone)
            if start < datetime.combine(day, window.end, zone):
                return start.astimezone(UTC)
        plain = self.evening if evening else self.day
        start = datetime.combine(here.date(), plain.start, zone)
        return (start if start >= here else start + timedelta(days=1)).astimezone(UTC)

    def last(self, moment: datetime, zone: timezone, *, evening: bool = False) -> datetime:
        """Return the last minute of the window in which ``moment`` lies: a batch that is claimed then has left in time."""
        here = local(moment, zone)
        window = self.window(here.date(), evening=evening) or (self.evening if evening else self.day)
        return datetime.combine(here.date(), window.end, zone) - _MINUTE

    def _prayers(self, here: datetime) -> bool:
        return self.friday is not None and here.weekday() == _FRIDAY and here.time() in self.friday


_FRIDAY: Final = 4
_ALLOWED: Final = DAYTIME


def read_hours(source: str, holidays: Collection[date] = (), file: str = FILE) -> Hours:
    """Return the hours that ``jam.yaml`` sets; ``holidays`` are the national ones. Raises PolicyError.

    ``siang`` and ``sore`` are the two windows, ``jumat`` the part of Friday that is left free, ``ramadan`` holds ``hari``,
    ``siang`` and ``sore``, ``libur_nasional`` (ya, tidak) whether national holidays are left free, and ``libur`` further days.
    """
    reader = Reader.of(source, file)
    plain = Hours()
    day, evening = _window(reader, "siang", plain.day), _window(reader, "sore", plain.evening)
    friday = reader.window("jumat", None)
    national = reader.switch("libur_nasional", default=True)
    closed = reader.days("libur")
    fasting: tuple[Span, ...] = ()
    fasting_day, fasting_evening = day, evening
    ramadan = reader.inner("ramadan")
    if ramadan is not None:
        fasting = ramadan.days("hari")
        fasting_day, fasting_evening = _window(ramadan, "siang", day), _window(ramadan, "sore", evening)
        ramadan.close()
    reader.done()
    kept = frozenset(holidays) if national else frozenset()
    return Hours(day, evening, fasting, fasting_day, fasting_evening, friday, closed, kept)


def read_holidays(source: str, file: str = HOLIDAYS) -> dict[date, str]:
    """Return the national holidays of ``libur.csv`` (``tanggal,nama``), by day. Raises PolicyError."""
    found: dict[date, str] = {}
    slips = []
    for number, line in enumerate(source.removeprefix("\ufeff").splitlines(), 1):
        text, _, name = line.partition(",")
        if not line.strip() or (number == 1 and text.strip().lower() == "tanggal"):
            continue
        day = read_day(text)
        if day is None:
            slips.append(
                f'{file}:{number}: Tanggal ditulis seperti 2026-08-17, bukan "{text}". / Write days like 2026-08-17.'
            )
        else:
            found[day] = name.strip().strip('"')
    if slips:
        raise PolicyError(*slips)
    return found


def _window(reader: Reader, name: str, default: Window) -> Window:
    """Return a window that lies within the hours in which people may be written to at all."""
    found = reader.window(name, default)
    if found is None or not _inside(found):
        place = reader.table.keys[name]
        reader.wrong(
            place,
            f'"{name}" harus di antara 07.00 dan 20.00, supaya tidak ada yang dibangunkan.',
            f'"{name}" must lie between 07.00 and 20.00, so that nobody is woken.',
        )
        return default
    return found


def _inside(window: Window) -> bool:
    return _ALLOWED.start <= window.start < window.end <= _ALLOWED.end


def _within(day: date, spans: tuple[Span, ...]) -> bool:
    return any(first <= day <= last for first, last in spans)
