"""Keeps what is worked out from values that live long: a survey, its lists of choices, the phrases, the catalogues."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar, TypeVarTuple

Parts = TypeVarTuple("Parts")
Made = TypeVar("Made")

MOST = 2_000
"""Values kept by one ``Kept``: more than all lists of choices of a hundred surveys, and a few megabytes at most."""


class Kept(Generic[*Parts, Made]):
    """A function whose results are kept for the very objects they were made from, not for equal ones.

    By identity, because surveys hold mappings and cannot be hashed, and comparing them costs more than the work saved.
    The objects are held as long as the result, so that no new one can take their place in memory. When ``most`` results
    are kept, all are forgotten. Never for what members write (``Brief`` keeps what nobody is known by).
    """

    def __init__(self, make: Callable[[*Parts], Made], most: int = MOST) -> None:
        """Keep the results of ``make``."""
        self._make = make
        self._most = most
        self._found: dict[tuple[int, ...], tuple[tuple[*Parts], Made]] = {}

    def __call__(self, *parts: *Parts) -> Made:
        """Return what ``make`` returned for these objects, or make it now."""
        key = tuple(map(id, parts))
        found = self._found.get(key)
        if found is None:
            if len(self._found) >= self._most:
                self._found.clear()
            found = self._found[key] = (parts, self._make(*parts))
        return found[1]
