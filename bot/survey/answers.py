"""The context of one question among nested answers: groups, repeats and tables, from plain values.

``Answers({"anak": [{"nama": "Ani"}, {"nama": "Budi"}]}, now, at=(("anak", 2), ("nama", 1)))`` stands at the name of
the second child: ``${nama}`` is Budi there, and both from outside the repeat.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from bot.survey.scope import ROOT, Read
from bot.survey.tree import Node, Plain, Table, grow

Place = tuple[str, int]
"""A step down the tree: a name, and which one of that name, counted from 1."""


def _no_chance() -> float:
    return math.nan


@dataclass(eq=False)
class Answers:
    """Nested answers, seen from one place; implements ``scope.Context``.

    ``now`` is aware, on her own clock. ``at`` leads from the root to the question asked; what it names and is not
    answered is added, blank. ``new`` is the new answer, None for that which stands there. ``labels`` are by question
    and choice.
    """

    values: Mapping[str, Plain]
    now: datetime
    at: Sequence[Place] = ()
    new: str | None = None
    language: str = "en"
    tables: Mapping[str, Table] = field(default_factory=dict)
    labels: Mapping[tuple[str, str], str] = field(default_factory=dict)
    chance: Callable[[], float] = _no_chance

    @cached_property
    def here(self) -> Node:
        """The node of the question asked."""
        node = grow(ROOT, self.values)
        if not self.at:
            # A place among the answers that is none of them: "../name" is found from it, and nothing finds it.
            return Node("", self.new or "", node)
        for name, place in self.at:
            found = [each for each in node.children if each.name == name and each.place == place]
            if not found:
                found = [Node(name, "", node, place)]
                node.children.extend(found)
            node = found[0]
        if self.new is not None:
            node.own = self.new
        return node

    @cached_property
    def _by_name(self) -> Mapping[str, Sequence[Node]]:
        *_, root = self.here.above()
        found: dict[str, list[Node]] = {}
        for node in root.inside():
            found.setdefault(node.name, []).append(node)
        return found

    def value(self, name: str) -> Read:
        """Return the answer in the nearest group or instance around the question; from outside a repeat, its nodes."""
        if not self.at:
            # At the root, whatever is no group or repeat needs no tree.
            plain = self.values.get(name, self)
            if isinstance(plain, str | float | bool):
                return plain
            if isinstance(plain, int):
                return float(plain)
        nodes = self._by_name.get(name, ())
        for around in self.here.above():
            inside = tuple(node for node in nodes if around in node.above())
            if not inside:
                continue
            (*way,) = (each.repeats for each in inside[0].above() if around in each.above() and each is not around)
            return inside if any(way) or inside[0].children else inside[0].own
        return ""

    def own(self) -> str:
        """Return the new answer."""
        return self.here.own if self.new is None else self.new

    def table(self, name: str) -> Table | None:
        """Return the table of that name."""
        return self.tables.get(name)

    def choice_label(self, question: str, value: str) -> str:
        """Return the label, or the choice's name where there is none."""
        return self.labels.get((question, value), value)
