"""A provider that fails in a row is left alone for a while, the secretariat is told, and it is tried again with one message.

What failed for the provider's sake is not held against the message: it waits, and nobody is skipped because a telephone lay dead.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from bot.channels.base import Lesson, OutcomeUnknown, SendError
from storage import facts

DOWN: Final = frozenset({Lesson.WAIT, Lesson.PAUSE, Lesson.SETUP})
"""Lessons about the provider and not about her."""

IN_A_ROW: Final = 5
FIRST: Final = timedelta(minutes=5)
LONGEST: Final = timedelta(minutes=30)
PATIENCE: Final = timedelta(days=3)
"""So long a message waits for a provider that is away."""


@dataclass(frozen=True, slots=True)
class Pause:
    """How a provider is: failures in a row, until when it is left alone, since when, and whether that was told. Times are ISO."""

    failures: int = 0
    until: str = ""
    since: str = ""
    told: bool = False

    def room(self, now: datetime) -> int | None:
        """Return how many messages may be tried: any number (None), none, or after a pause a single one."""
        if self.failures < IN_A_ROW:
            return None
        return 1 if now >= datetime.fromisoformat(self.until) else 0


def of(db: Connection, channel: str) -> Pause:
    """Return how the provider is."""
    kept = facts.get(db, f"pause.{channel}")
    return Pause(**json.loads(kept)) if kept else Pause()


def is_down(error: SendError | None) -> bool:
    """Tell whether a failure is the provider's."""
    return error is not None and (error.lesson in DOWN or isinstance(error, OutcomeUnknown))


def note(db: Connection, channel: str, errors: Sequence[SendError | None], now: datetime) -> None:
    """Count what became of a batch, in order; None is a success. Raises nothing."""
    before = of(db, channel)
    failures, since = before.failures, before.since
    for error in errors:
        failures = failures + 1 if is_down(error) else 0
    if failures == before.failures == 0:
        return
    if not failures:
        since, until = "", ""
    else:
        since = since or now.isoformat()
        long = min(LONGEST, FIRST * 2 ** min(10, max(0, failures - IN_A_ROW)))
        until = (now + long).isoformat()
    keep(db, channel, Pause(failures, until, since, before.told), now)


def keep(db: Connection, channel: str, pause: Pause, now: datetime) -> None:
    """Keep how the provider is."""
    facts.put(db, f"pause.{channel}", json.dumps(asdict(pause)), now)
