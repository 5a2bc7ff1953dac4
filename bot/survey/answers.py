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
from bot.survey.tree import Node, Plain, Table, grow, plain_text

Place = tuple[str, int]
"""A step down the tree: a name, and which one of that name, counted from 1."""

_LARGEST = 1e300
"""Whole numbers may be larger than any float; as text they are infinite."""


def _no_chance() -> float:
    return math.nan


def _read(nodes: Sequence[Node], *, many: bool) -> Read:
    """Return one answer as its text, a group or (with ``many``) whatever is in a repeat as nodes."""
    if many or (nodes and nodes[0].children):
        return tuple(nodes)
    return nodes[0].own if nodes else ""


@dataclass(eq=False)
class Answers:
    """Nested answers, seen from one place; implements ``scope.Context``.

    ``now`` is aware, on her own clock. ``at`` leads from the root to the question asked; what it names and is not
    answered is added, blank. ``new`` is the new answer, None for that which stands there. ``labels`` are by question
    and choice. ``paths`` say for each name of the form where it stands (the names from the root down, itself last) and
    ``repeats`` which names are repeats; without them a name is looked for in the nearest group that holds one, which
    cannot tell an empty repeat from a question without an answer.
    """

    values: Mapping[str, Plain]
    now: datetime
    at: Sequence[Place] = ()
    new: str | None = None
    language: str = "en"
    tables: Mapping[str, Table] = field(default_factory=dict)
    labels: Mapping[tuple[str, str], str] = field(default_factory=dict)
    chance: Callable[[], float] = _no_chance
    paths: Mapping[str, Sequence[str]] = field(default_factory=dict)
    repeats: frozenset[str] = frozenset()
    _found: dict[str, Read] = field(default_factory=dict, init=False, repr=False)

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
            plain = self.values.get(name)
            if isinstance(plain, str | bool):
                return plain
            if isinstance(plain, int | float):
                return float(plain) if abs(plain) < _LARGEST else plain_text(plain)
        found = self._found.get(name)
        if found is None:
            way = self.paths.get(name)
            self._found[name] = found = self._nearest(name) if way is None else self._along(way)
        return found

    def _along(self, way: Sequence[str]) -> Read:
        """Return what lies on this path, in the instances that the question itself is in."""
        around = list(self.here.above())[::-1]
        shared = 0
        while shared < len(way) - 1 and shared + 1 < len(around) and around[shared + 1].name == way[shared]:
            shared += 1
        found = [around[shared]]
        for step in way[shared:]:
            found = [child for node in found for child in node.children if child.name == step]
        return _read(found, many=not self.repeats.isdisjoint(way[shared:]))

    def _nearest(self, name: str) -> Read:
        """Return what has this name in the nearest group or instance around the question that holds it."""
        nodes = self._by_name.get(name, ())
        for around in self.here.above():
            inside = [node for node in nodes if node is not around and around in node.above()]
            if inside:
                above = list(inside[0].above())
                return _read(inside, many=any(each.repeats for each in above[: above.index(around)]))
        return _read((), many=name in self.repeats or isinstance(self.values.get(name), list | tuple))

    def own(self) -> str:
        """Return the new answer."""
        return self.here.own if self.new is None else self.new

    def table(self, name: str) -> Table | None:
        """Return the table of that name."""
        return self.tables.get(name)

    def choice_label(self, question: str, value: str) -> str:
        """Return the label, or the choice's name where there is none."""
        return self.labels.get((question, value), value)
