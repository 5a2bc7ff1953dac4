"""What an expression is evaluated in: whoever holds the answers implements ``Context``; ``Scope`` is one evaluation.

``Flat`` is the context of a survey without repeats; ``answers.Answers`` that of one with groups and repeats. Time and
chance come from outside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, tzinfo
from typing import Final, Protocol

from bot.survey.tree import Node, Table, grow

Read = str | float | bool | tuple[Node, ...]
"""What ``${name}`` comes to: one answer, or the nodes of a repeat seen from outside."""

MOST_STEPS: Final = 200_000
"""The most nodes, pairs and pattern states that one evaluation may touch: a fraction of a second."""

ROOT: Final = "data"
"""What pyxform calls the root of a form, and the first step of an absolute path."""


class TooMuch(Exception):
    """An evaluation took more than ``MOST_STEPS``."""


class Context(Protocol):
    """What expressions read. One context is one question asked (or row worked out) at one moment."""

    @property
    def now(self) -> datetime:
        """The moment, aware, on her own clock: ``now()``, ``today()`` and the zone of local times."""

    @property
    def language(self) -> str:
        """Her language ("id", "en" ...), for the names of months and days."""

    @property
    def here(self) -> Node:
        """The node of the question asked: where ``.``, ``..``, relative paths and ``current()`` begin."""

    def value(self, name: str) -> Read:
        """Return ``${name}`` as seen from here: the answer ("" where there is none), or the nodes of a repeat."""

    def own(self) -> str:
        """Return the new answer, ``.`` (in a constraint), or the one that stands there (for ``once``)."""

    def table(self, name: str) -> Table | None:
        """Return the table of ``instance(name)`` and ``pulldata(name, ...)``: a choice list or a file of rows."""

    def choice_label(self, question: str, value: str) -> str:
        """Return the label, in her language, of a choice of that question; "" where there is none."""

    def chance(self) -> float:
        """Return a number from 0 up to, not including, 1."""


class Scope:
    """One evaluation: the context, the node that a predicate looks at (None outside), and the steps left."""

    __slots__ = ("context", "left", "node", "place", "size", "value", "zone")

    def __init__(self, context: Context, zone: tzinfo) -> None:
        """Begin an evaluation in ``context``."""
        self.context = context
        self.value = context.value
        self.zone = zone
        self.node: Node | None = None
        self.place = 0
        self.size = 0
        self.left = [MOST_STEPS]

    def within(self, node: Node, place: int, size: int) -> Scope:
        """Return the scope of a predicate at one node; ``place`` counts from 1. Steps are shared."""
        inner = Scope(self.context, self.zone)
        inner.node, inner.place, inner.size, inner.left = node, place, size, self.left
        return inner

    def spend(self, steps: int) -> None:
        """Count so many steps; TooMuch when they are used up."""
        self.left[0] -= steps
        if self.left[0] < 0:
            raise TooMuch

    def at(self) -> Node:
        """Return the node where relative paths begin."""
        return self.node or self.context.here


def _no_chance() -> float:
    return float("nan")


class Flat:
    """The context of answers without groups or repeats."""

    __slots__ = ("_chance", "_here", "_own", "_today", "_values", "language")

    def __init__(
        self,
        values: Mapping[str, str],
        own: str,
        today: date,
        language: str = "en",
        chance: Callable[[], float] = _no_chance,
    ) -> None:
        """Hold answers by name; ``today`` may be a moment (in UTC if it is naive), else it is that day's midnight in UTC."""
        self._values = values
        self._own = own
        self._today = today
        self.language = language
        self._chance = chance
        self._here: Node | None = None

    @property
    def now(self) -> datetime:
        """The moment given, or the midnight of the day given."""
        today = self._today
        if isinstance(today, datetime):
            return today if today.tzinfo else today.replace(tzinfo=UTC)
        return datetime.combine(today, time(), UTC)

    @property
    def here(self) -> Node:
        """A node among the answers, made when a path first asks for it."""
        if self._here is None:
            self._here = Node("", self._own, grow(ROOT, self._values))
        return self._here

    def value(self, name: str) -> Read:
        """Return the answer."""
        return self._values.get(name, "")

    def own(self) -> str:
        """Return the new answer."""
        return self._own

    def table(self, name: str) -> Table | None:  # noqa: ARG002 - the protocol's
        """Return none."""
        return None

    def choice_label(self, question: str, value: str) -> str:  # noqa: ARG002 - the protocol's
        """Return the choice's name, for want of a label."""
        return value

    def chance(self) -> float:
        """Return what was given, or NaN."""
        return self._chance()
