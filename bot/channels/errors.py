"""A provider's refusals as data: ``errors.csv`` beside each channel says what a code means and what to do.

Columns: ``code``; ``meaning`` in English for whoever looks after the installation; ``lesson``, a ``bot.channels.base.Lesson``;
``after``, minutes to wait at least before the next try (empty: the growing waits of the outbox); ``tries``, how many more there
should be (0: none; empty: as many as the outbox makes); ``tell``, one Indonesian sentence for a coordinator. The row ``*`` stands
for every code that has none: it is never tried again, since trying again what nobody understands costs credit.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import Final

from bot.channels.base import Lesson, SendError

ANY: Final = "*"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a code means: the lesson, the sentence for a coordinator, and whether, when and how often to try again."""

    code: str
    meaning: str
    lesson: Lesson
    after: timedelta | None
    tries: int | None
    tell: str

    @property
    def retry(self) -> bool:
        """Whether a later try may succeed."""
        return self.tries != 0

    @property
    def opted_out(self) -> bool:
        """Whether the provider knows a BERHENTI."""
        return self.lesson is Lesson.OPTED_OUT


class Errors:
    """One provider's table."""

    def __init__(self, provider: str) -> None:
        """Read ``bot/channels/<provider>/errors.csv``, which is part of the program: a broken row raises ValueError."""
        text = (files("bot.channels") / provider / "errors.csv").read_text("utf-8")
        self._rows = {row["code"]: _refusal(row) for row in csv.DictReader(text.splitlines())}

    def __iter__(self) -> Iterator[Refusal]:
        """Give every row."""
        return iter(self._rows.values())

    def explain(self, code: str) -> Refusal:
        """Return what ``code`` means; the row ``*`` for one that has none."""
        return self._rows.get(code) or self._rows[ANY]

    def refused(self, code: str) -> SendError:
        """Return the error for a message that was not taken, by its code."""
        found = self.explain(code)
        return SendError(
            code, retry=found.retry, tell=found.tell, lesson=found.lesson, after=found.after, tries=found.tries
        )


def _refusal(row: Mapping[str, str]) -> Refusal:
    return Refusal(
        code=row["code"],
        meaning=row["meaning"],
        lesson=Lesson(row["lesson"]),
        after=timedelta(minutes=int(row["after"])) if row["after"] else None,
        tries=int(row["tries"]) if row["tries"] else None,
        tell=row["tell"],
    )
