"""The briefest replies, read once: in a round a thousand women answer "1", "2" or "ya", and each would be read anew.

What members write is otherwise never kept. Five characters hold a number, a letter or a yes, and nothing about anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from bot.survey.model import Kind

Made = TypeVar("Made")

LONGEST_BRIEF = 5
"""Characters of the longest reply that is kept."""

MOST = 1_000
"""Readings kept: the usual replies to all questions of a dozen surveys, and some hundred kilobytes at most."""


class Brief:
    """Readings of brief replies by kind of question, which is compared by identity and held, as ``Kept`` does.

    When ``MOST`` are kept, all are forgotten. Belongs to one set of phrases, so that what is taught counts at once.
    """

    __slots__ = ("_found",)

    def __init__(self) -> None:
        """Keep nothing yet."""
        self._found: dict[tuple[int, tuple[Hashable, ...]], tuple[Kind | None, Any]] = {}

    def reading(self, kind: Kind | None, said: tuple[Hashable, ...], make: Callable[[], Made]) -> Made:
        """Return what was made when ``said`` was said to a question of ``kind``, or make it now."""
        key = (id(kind), said)
        found = self._found.get(key)
        if found is None:
            if len(self._found) >= MOST:
                self._found.clear()
            found = self._found[key] = (kind, make())
        made: Made = found[1]
        return made
