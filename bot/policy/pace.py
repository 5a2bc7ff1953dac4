"""How fast messages may leave a sender, and when a round will be through: limits over rolling spans of time.

A sender is a channel and a medium (``twilio whatsapp``). Limits are the provider's, the operator's or Meta's; what would go
beyond them waits, and nothing is lost.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.policy.reading import Reader

FILE: Final = "laju.yaml"
DAY: Final = timedelta(days=1)

RESERVE: Final = 10
"""Of the conversations that a WhatsApp sender may open in a day, so many are kept for alarms and summaries."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``count`` messages in any span of ``per``."""

    count: int
    per: timedelta


@dataclass(frozen=True, slots=True)
class Pace:
    """The limits of one sender; without any, messages leave as they come.

    ``openings``: how many people it may write to first, outside WhatsApp's 24-hour window, in any 24 hours (Meta's tier).
    ``apart``: the least time between two messages to one person (Meta's pair rate), for what she did not ask for.
    """

    limits: tuple[Limit, ...] = ()
    openings: int | None = None
    apart: timedelta = timedelta()

    @property
    def span(self) -> timedelta:
        """How far back one must look to know what may leave."""
        spans = [limit.per for limit in self.limits]
        return max([*spans, *([DAY] if self.openings is not None else [])], default=timedelta())

    def room(self, since: Callable[[timedelta], int]) -> int | None:
        """Return how many messages may leave now, None for any number; ``since`` counts those of the last span."""
        rooms = [limit.count - since(limit.per) for limit in self.limits]
        return max(0, min(rooms)) if rooms else None

    def opening_room(self, opened: int) -> int | None:
        """Return how many conversations of a round may be opened now, ``opened`` having been in the last 24 hours."""
        return None if self.openings is None else max(0, self.openings - min(RESERVE, self.openings // 5) - opened)


@dataclass(slots=True)
class _Window:
    """What has left within one limit's span."""

    limit: Limit
    left: deque[tuple[datetime, int]] = field(default_factory=deque)
    held: int = 0

    def forget(self, now: datetime) -> None:
        while self.left and self.left[0][0] <= now - self.limit.per:
            self.held -= self.left.popleft()[1]

    def note(self, now: datetime, count: int) -> None:
        self.left.append((now, count))
        self.held += count

    def free_at(self) -> datetime:
        return self.left[0][0] + self.limit.per


def schedule(
    pace: Pace,
    waiting: Mapping[str, int],
    next_moment: Callable[[datetime, str], datetime],
    now: datetime,
    past: Sequence[datetime] = (),
) -> list[tuple[datetime, str, int]]:
    """Return what will leave when: (moment, group, how many), in order, as long as nobody else uses the sender.

    ``waiting`` counts messages by group (a time zone); ``next_moment(now, group)`` is the first moment from ``now`` on at
    which a group may be written to. ``past`` are the moments at which messages left before, in order.
    """
    limits = list(pace.limits)
    openings = pace.opening_room(0)
    if openings is not None:
        limits.append(Limit(max(1, openings), DAY))
    windows = [_Window(limit) for limit in limits]
    for moment in past:
        for window in windows:
            window.note(moment, 1)
    left = {group: count for group, count in waiting.items() if count > 0}
    plan: list[tuple[datetime, str, int]] = []
    while left:
        for window in windows:
            window.forget(now)
        full = [window.free_at() for window in windows if window.held >= window.limit.count]
        if full:
            now = max(full)
            continue
        moments = {group: next_moment(now, group) for group in left}
        group = min(left, key=lambda name: (moments[name], name))
        if moments[group] > now:
            now = moments[group]
            continue
        count = min([left[group], *(window.limit.count - window.held for window in windows)])
        for window in windows:
            window.note(now, count)
        plan.append((now, group, count))
        left[group] -= count
        if not left[group]:
            del left[group]
    return plan


_KNOWN: Final = {
    "per_detik": timedelta(seconds=1),
    "per_menit": timedelta(minutes=1),
    "per_30_menit": timedelta(minutes=30),
    "per_jam": timedelta(hours=1),
    "per_24_jam": DAY,
}


def read_paces(source: str, file: str = FILE) -> dict[tuple[str, str], Pace]:
    """Return the pace of each sender, by channel and medium, that ``laju.yaml`` sets. Raises PolicyError.

    A sender is called ``twilio whatsapp``. Its limits: ``per_detik``, ``per_menit``, ``per_30_menit``, ``per_jam``,
    ``per_24_jam``; ``percakapan_baru`` is Meta's tier, ``jeda_detik`` the seconds between two messages to one person.
    """
    reader = Reader.of(source, file)
    found: dict[tuple[str, str], Pace] = {}
    for name, sender in reader.each():
        channel, _, medium = name.partition(" ")
        if medium not in {"sms", "whatsapp"}:
            place = reader.table.keys[name]
            reader.wrong(
                place,
                f'"{name}" harus nama saluran lalu sms atau whatsapp, misalnya "twilio whatsapp".',
                f'"{name}" must be a channel, then sms or whatsapp, such as "twilio whatsapp".',
            )
        limits = [(sender.maybe_whole(known, least=1), per) for known, per in _KNOWN.items()]
        found[channel, medium] = Pace(
            tuple(Limit(count, per) for count, per in limits if count is not None),
            sender.maybe_whole("percakapan_baru", least=1),
            timedelta(seconds=sender.whole("jeda_detik", 0)),
        )
        sender.close()
    reader.done()
    return found
