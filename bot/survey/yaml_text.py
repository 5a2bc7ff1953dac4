"""From YAML text to a tree of plain texts, each with its place, and from YAML's traps to helpful problems.

YAML guesses types: ``no`` turns false, 007 seven, 12:30 a number, ~ nothing. Here every scalar stays the text that the
author typed, and whoever needs a number makes one. A line that cannot be read is quoted and reading goes on, so that
one slip does not hide the next.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, cast

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from bot.survey.problems import Problem, problem

MOST_CHARACTERS: Final = 100_000
_MOST_NODES: Final = 20_000
_MOST_DEPTH: Final = 12
_MOST_MENDS: Final = 30
_MOST_OPENED: Final = 200


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands; both count from 1. ``exact`` says whether an offset within its text may be added."""

    line: int
    column: int
    exact: bool = False

    def moved(self, offset: int) -> Place:
        """Return the place ``offset`` characters further on, or this one where that cannot be told."""
        return Place(self.line, self.column + offset) if self.exact else self


@dataclass(frozen=True, slots=True)
class Leaf:
    """One scalar as text. ``remark`` is what YAML cut off behind " #" on its last line."""

    text: str
    place: Place
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A YAML sequence."""

    items: tuple[Tree, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """A YAML mapping; ``keys`` holds the place of each key."""

    entries: dict[str, Tree]
    keys: dict[str, Place]
    place: Place


Tree = Leaf | Items | Table


@dataclass(slots=True)
class _Reading:
    """What one file's reading has gathered so far."""

    lines: list[str]
    problems: list[Problem] = field(default_factory=list)
    nodes: int = 0

    def add(self, code: str, place: Place, /, **details: object) -> None:
        self.problems.append(problem(code, place.line, place.column, **details))


class _TooMuchError(Exception):
    """The tree is too deep or too large; raised and caught in this file only."""


def plain_source(source: str) -> str:
    """Return the text without a byte order mark and with ``\\n`` line ends, as it is hashed and stored."""
    return source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def read_tree(source: str) -> tuple[Tree | None, list[Problem]]:
    """Return the tree of a YAML text and what is wrong with it; no tree where none can be had. Never raises."""
    if len(source) > MOST_CHARACTERS:
        return None, [problem("S001", limit=MOST_CHARACTERS)]
    reading = _Reading(source.split("\n"))
    tabs = [at for at, line in enumerate(reading.lines, 1) if re.match(r"[ ]*\t[ \t]*\S", line)]
    if tabs:
        return None, [problem("S003", at, 1) for at in tabs]
    if any(line.count("[") + line.count("{") > _MOST_OPENED for line in reading.lines):
        # ruamel looks ahead within a line, and a line of brackets costs it seconds.
        return None, [problem("S008")]
    try:
        root = _compose(reading)
        tree = None if root is None else _tree(root, reading, 0)
    except (_TooMuchError, RecursionError):
        return None, [*reading.problems, problem("S008")]
    if tree is None and not reading.problems:
        reading.problems.append(problem("S010"))
    return tree, reading.problems


def _compose(reading: _Reading) -> Node | None:
    """Return YAML's node tree; a line that YAML cannot read is noted, quoted and tried again."""
    mended: set[int] = set()
    while True:
        try:
            return YAML(typ="safe", pure=True).compose("\n".join(reading.lines))  # type: ignore[no-any-return]
        except ReaderError as error:
            before = "\n".join(reading.lines)[: error.position]
            place = Place(before.count("\n") + 1, len(before) - before.rfind("\n"))
            code = error.character if isinstance(error.character, int) else ord(str(error.character)[:1])
            reading.add("S007", place, detail=f"U+{code:04X}")
            return None
        except MarkedYAMLError as error:
            at = _explain(error, reading)
            if at is None or at in mended or len(mended) >= _MOST_MENDS:
                return None
            mended.add(at)
        except (ValueError, OverflowError) as error:
            # An escape such as "\UFFFFFFFF" names no character; ruamel lets Python's own error through.
            reading.add("S002", Place(1, 1), detail=_first_line(str(error)))
            return None


def _first_line(text: str) -> str:
    return text.strip().split("\n")[0][:120]


_UNSHOWN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_ENTRY: Final = re.compile(r"(?P<before>\s*(?:- )*[\w:.()\- ]+?:[ ]+)(?P<value>\S.*)")


def _explain(error: MarkedYAMLError, reading: _Reading) -> int | None:
    """Note what is wrong; return the index of the line that was mended, or None where reading cannot go on."""
    mark = error.problem_mark or error.context_mark
    at, column = (mark.line, mark.column) if mark is not None else (0, 0)
    said = str(error.problem or error.context or error)
    if "unexpected end of stream" in said and error.context_mark is not None:
        opened = error.context_mark
        reading.add("S012", Place(opened.line + 1, opened.column + 1))
        return None
    at = min(at, len(reading.lines) - 1)
    found = _ENTRY.fullmatch(reading.lines[at])
    if "',' or" in said and reading.lines[at][column : column + 1] == ":":
        # Within { } the rest of the line is more than one value, so nothing can be quoted.
        reading.add("S004", Place(at + 1, column + 1), value=reading.lines[at].strip()[:60])
        return None
    if found is None:
        reading.add("S002", Place(at + 1, column + 1), detail=_first_line(said))
        return None
    value, before = found["value"], found["before"]
    place = Place(at + 1, len(before) + 1)
    if value[0] in "'\"":
        reading.add("S011", place)
    elif value[0] in "@`%*&!|>{}[],?-#":
        reading.add("S005", place, sign=value[0])
    elif ": " in value or value.endswith(":"):
        reading.add("S004", place, value=value[:60])
    else:
        reading.add("S002", Place(at + 1, column + 1), detail=_first_line(said))
        return None
    reading.lines[at] = before + "'" + value.replace("'", "''") + "'"
    return at


def _tree(node: Node, reading: _Reading, depth: int) -> Tree:
    """Return our tree of YAML's node; _TooMuchError where it is too deep or too large (also through * and &)."""
    reading.nodes += 1
    if depth > _MOST_DEPTH or reading.nodes > _MOST_NODES:
        raise _TooMuchError
    place = Place(node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, ScalarNode):
        return _leaf(node, reading)
    if isinstance(node, SequenceNode):
        return Items(tuple(_tree(each, reading, depth + 1) for each in node.value), place)
    # YAML has no fourth kind of node.
    return _table(cast("MappingNode", node), place, reading, depth)


def _table(node: MappingNode, place: Place, reading: _Reading, depth: int) -> Tree:
    entries: dict[str, Tree] = {}
    keys: dict[str, Place] = {}
    for key, value in node.value:
        where = Place(key.start_mark.line + 1, key.start_mark.column + 1)
        if not isinstance(key, ScalarNode):
            # {{nama}} is a mapping whose key is a mapping.
            reading.add("S005", place, sign="{")
            return Leaf("{{", place)
        if key.value in entries:
            reading.add("S006", where, key=key.value)
            continue
        entries[key.value] = _tree(value, reading, depth + 1)
        keys[key.value] = where
    return Table(entries, keys, place)


def _leaf(node: ScalarNode, reading: _Reading) -> Leaf:
    start, end = node.start_mark, node.end_mark
    one_line = start.line == end.line
    quoted = node.style in {"'", '"'}
    text = str(node.value)
    if str(node.tag).startswith("!"):
        reading.add("S005", Place(start.line + 1, start.column + 1), sign="!")
    unshown = _UNSHOWN.search(text)
    if unshown:
        reading.add("S007", Place(start.line + 1, start.column + 1), detail=f"U+{ord(unshown[0]):04X}")
    # An escape or a doubled quote inside shifts columns, so such a place is not exact.
    exact = one_line and end.column - start.column == len(text) + (2 if quoted else 0)
    remark = ""
    if node.style is None and end.line < len(reading.lines):
        rest = reading.lines[end.line][end.column :].lstrip()
        remark = rest if rest.startswith("#") and text else ""
    return Leaf(text, Place(start.line + 1, start.column + 1 + (1 if quoted else 0), exact), remark)
