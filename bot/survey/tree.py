"""Answers as a tree of nodes, as ODK sees them: groups, repeats and questions, each inside another.

Only paths, repeats and tables need the tree; a plain ``${name}`` does without. A tree is built from plain values: a
mapping is a group, a sequence of mappings a repeat, a sequence of texts the answers to one question seen from outside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

Plain = str | float | bool | Mapping[str, "Plain"] | Sequence["Plain"]
"""What a tree is built from."""

_DEEPEST: Final = 32


class Node:
    """One question, group, instance of a repeat or row of a table.

    ``place`` counts from 1 among the siblings of the same name; ``repeats`` says that it is one of a repeat.
    """

    __slots__ = ("_whole", "children", "name", "own", "parent", "place", "repeats")

    def __init__(self, name: str, own: str = "", parent: Node | None = None, place: int = 1) -> None:
        """Make a node without children."""
        self.name = name
        self.own = own
        self.parent = parent
        self.place = place
        self.repeats = False
        self.children: list[Node] = []
        self._whole: str | None = None

    @property
    def text(self) -> str:
        """Its string value (XPath 1.0, 5.2): its own text, or that of everything inside it."""
        if not self.children:
            return self.own
        # A group is asked for its text by each filter over it; what is inside does not change once it was asked.
        if self._whole is None:
            self._whole = "".join(each.own for each in self.inside())
        return self._whole

    def inside(self) -> Iterator[Node]:
        """Yield the node and everything inside it, in document order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))

    def above(self) -> Iterator[Node]:
        """Yield the node, its parent, and so on up to the root."""
        node: Node | None = self
        while node is not None:
            yield node
            node = node.parent


def plain_text(value: Plain) -> str:
    """Return a plain value as XForms text: 3 and not 3.0, true and not True."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(int(value)) if abs(value) < 1e15 and value == int(value) else repr(value)
    return value if isinstance(value, str) else ""


def grow(name: str, values: Mapping[str, Plain], parent: Node | None = None, depth: int = 0) -> Node:
    """Return the tree of these values, whose root is called ``name``. What lies deeper than 32 levels is left out."""
    node = Node(name, parent=parent)
    for key, value in values.items():
        if isinstance(value, Sequence) and not isinstance(value, str):
            for place, each in enumerate(value, 1):
                _hang(node, key, each, place, depth).repeats = True
        else:
            _hang(node, key, value, 1, depth)
    return node


def _hang(parent: Node, name: str, value: Plain, place: int, depth: int) -> Node:
    if isinstance(value, Mapping):
        child = grow(name, value if depth < _DEEPEST else {}, parent, depth + 1)
        child.place = place
    else:
        child = Node(name, plain_text(value), parent, place)
    parent.children.append(child)
    return child


class Table:
    """A choice list or a file of rows, made once and shared: a tree for ``instance()``, an index for ``pulldata()``."""

    def __init__(self, name: str, rows: Sequence[Mapping[str, str]]) -> None:
        """Hold the rows; tree and indices are built when they are first asked for."""
        self.name = name
        self.rows = rows
        self._columns: dict[str, dict[str, Mapping[str, str]]] = {}

    @cached_property
    def node(self) -> Node:
        """The table as XForms sees a secondary instance: ``instance(name)/root/item``, a column a child."""
        top = Node(self.name)
        root = Node("root", parent=top)
        top.children.append(root)
        for place, row in enumerate(self.rows, 1):
            item = grow("item", row, root)
            item.place = place
            root.children.append(item)
        return top

    def look_up(self, column: str, value: str, wanted: str) -> str:
        """Return what the first row whose ``column`` is ``value`` has under ``wanted``; empty where there is none."""
        index = self._columns.get(column)
        if index is None:
            index = {row[column]: row for row in reversed(self.rows) if column in row}
            self._columns[column] = index
        return index.get(value, {}).get(wanted, "")
