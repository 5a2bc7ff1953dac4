"""Regular expressions that take linear time: authors write the pattern, strangers write the text.

Python's ``re`` backtracks, and one unlucky pattern lets one message hold a process for minutes. Here a pattern becomes
a small machine whose states are all followed at once (Thompson, "Regular Expression Search Algorithm", 1968), so the
time is at most the pattern's size times the text's length. Look-around and back references are refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

MOST_STATES = 512
MOST_TEXT = 4_096
_MOST_REPEATS = 100
_MOST_KEPT = 50_000

Test = Callable[[str], bool]


class PatternError(ValueError):
    """The pattern cannot be used; the text says why, in English."""


@dataclass(frozen=True, slots=True)
class _One:
    """Takes one character that passes the test."""

    test: Test


@dataclass(frozen=True, slots=True)
class _Place:
    """Takes nothing, and passes only at a place: "^", "$", or "b" and "B" for word edges."""

    kind: str


@dataclass(frozen=True, slots=True)
class _Chain:
    parts: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Either:
    parts: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Repeat:
    part: _Node
    least: int
    most: int | None


_Node = _One | _Place | _Chain | _Either | _Repeat


def _digit(char: str) -> bool:
    return "0" <= char <= "9"


def _word(char: str) -> bool:
    return char == "_" or (char.isascii() and char.isalnum())


def _space(char: str) -> bool:
    return char in " \t\n\r\f\v"


def _never(test: Test) -> Test:
    return lambda char: not test(char)


_CLASSES: dict[str, Test] = {
    "d": _digit,
    "w": _word,
    "s": _space,
    "D": _never(_digit),
    "W": _never(_word),
    "S": _never(_space),
}
_PLAIN = "a1A .,-+@/_" + "".join(map(chr, range(33, 127)))
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r"}


class _Reader:
    """Reads one pattern, character by character, into nodes."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.fold = pattern.startswith("(?i)")
        if self.fold:
            self.at = 4

    def peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def take(self) -> str:
        char = self.peek()
        if not char:
            raise PatternError("it ends too early")
        self.at += 1
        return char

    def accept(self, text: str) -> bool:
        if self.pattern.startswith(text, self.at):
            self.at += len(text)
            return True
        return False

    def either(self, depth: int) -> _Node:
        if depth > 20:
            raise PatternError("its brackets are nested too deeply")
        parts = [self.chain(depth)]
        while self.accept("|"):
            parts.append(self.chain(depth))
        return parts[0] if len(parts) == 1 else _Either(tuple(parts))

    def chain(self, depth: int) -> _Node:
        parts: list[_Node] = []
        while self.peek() and self.peek() not in "|)":
            parts.append(self.repeat(self.atom(depth)))
        return _Chain(tuple(parts))

    def repeat(self, part: _Node) -> _Node:
        while self.peek() and self.peek() in "*+?{":
            if isinstance(part, _Place):
                raise PatternError("a place cannot be repeated")
            least, most = self.bounds()
            part = _Repeat(part, least, most)
            # A lazy "+?" and a possessive "++" find the same texts.
            if not self.accept("?"):
                self.accept("+")
        return part

    def bounds(self) -> tuple[int, int | None]:
        match self.take():
            case "*":
                return 0, None
            case "+":
                return 1, None
            case "?":
                return 0, 1
            case _:
                return self.counted()

    def counted(self) -> tuple[int, int | None]:
        inside, closed, rest = self.pattern[self.at :].partition("}")
        first, comma, second = inside.partition(",")
        good = first.isascii() and first.isdigit() and len(first) < 4
        good = good and (not second or (second.isascii() and second.isdigit() and len(second) < 4))
        if not closed or not good:
            raise PatternError("a number of repeats is not readable")
        self.at = len(self.pattern) - len(rest)
        least = int(first)
        most = (int(second) if second else None) if comma else least
        if max(least, most or 0) > _MOST_REPEATS or (most is not None and most < least):
            raise PatternError(f"repeats must be between 0 and {_MOST_REPEATS}")
        return least, most

    def atom(self, depth: int) -> _Node:
        char = self.take()
        match char:
            case "(":
                if self.accept("?") and not self.accept(":"):
                    raise PatternError("looking ahead or behind is not possible")
                inside = self.either(depth + 1)
                if not self.accept(")"):
                    raise PatternError("a bracket is not closed")
                return inside
            case "[":
                return _One(self.char_class())
            case ".":
                return _One(lambda found: found != "\n")
            case "^" | "$":
                return _Place(char)
            case "*" | "+" | "?" | "{":
                raise PatternError(f"nothing stands before {char}")
            case "\\":
                return self.escape()
            case _:
                return _One(self.literal(char))

    def literal(self, char: str) -> Test:
        if self.fold:
            folded = char.casefold()
            return lambda found: found.casefold() == folded
        return lambda found: found == char

    def escape(self) -> _Node:
        char = self.take()
        if char in "bB":
            return _Place(char)
        if char in _CLASSES:
            return _One(_CLASSES[char])
        return _One(self.literal(self.escaped(char)))

    def escaped(self, char: str) -> str:
        if char in _CONTROLS:
            return _CONTROLS[char]
        if char.isalnum():
            raise PatternError(f"\\{char} is not known")
        return char

    def char_class(self) -> Test:
        negated = self.accept("^")
        tests: list[Test] = []
        while not (self.peek() == "]" and tests):
            char = self.take()
            if char == "\\":
                char = self.take()
                if char in _CLASSES:
                    tests.append(_CLASSES[char])
                    continue
                char = self.escaped(char)
            tests.append(self.char_range(char))
        self.take()
        if negated:
            return lambda found: not any(test(found) for test in tests)
        return lambda found: any(test(found) for test in tests)

    def char_range(self, first: str) -> Test:
        rest = self.pattern[self.at : self.at + 2]
        if len(rest) < 2 or rest[0] != "-" or rest[1] == "]":
            return self.literal(first)
        self.at += 1
        last = self.take()
        if last == "\\":
            last = self.escaped(self.take())
        if last < first:
            raise PatternError(f"{first}-{last} runs backwards")
        if self.fold:
            return lambda found: any(first <= char <= last for char in (found, found.lower(), found.upper()))
        return lambda found: first <= found <= last


class _Machine:
    """States of the pattern: a state either takes a character, or leads on freely, maybe only at a place."""

    def __init__(self) -> None:
        self.tests: list[Test | None] = []
        self.places: list[str] = []
        self.leads: list[list[int]] = []

    def state(self, test: Test | None = None, place: str = "") -> int:
        if len(self.tests) >= MOST_STATES:
            raise PatternError("it is too large")
        self.tests.append(test)
        self.places.append(place)
        self.leads.append([])
        return len(self.tests) - 1

    def add(self, node: _Node, start: int) -> int:
        """Append the states of ``node`` behind the state ``start``; return the state where it ends."""
        match node:
            case _One(test):
                here, end = self.state(test), self.state()
                self.leads[start].append(here)
                self.leads[here].append(end)
                return end
            case _Place(kind):
                here = self.state(place=kind)
                self.leads[start].append(here)
                return here
            case _Chain(parts):
                for part in parts:
                    start = self.add(part, start)
                return start
            case _Either(parts):
                ends = [self.add(part, start) for part in parts]
                return self.joined(ends)
            case _Repeat(part, least, most):
                return self.repeated(part, least, most, start)
            case _:
                assert_never(node)

    def joined(self, ends: list[int]) -> int:
        end = self.state()
        for each in ends:
            self.leads[each].append(end)
        return end

    def repeated(self, part: _Node, least: int, most: int | None, start: int) -> int:
        for _ in range(least):
            start = self.add(part, start)
        if most is None:
            loop = self.joined([start])
            self.leads[self.add(part, loop)].append(loop)
            return self.joined([loop])
        ends = [start]
        for _ in range(most - least):
            start = self.add(part, start)
            ends.append(start)
        return self.joined(ends)


def _is_there(kind: str, text: str, at: int) -> bool:
    if kind == "^":
        return at == 0
    if kind == "$":
        return at == len(text)
    edge = (at > 0 and _word(text[at - 1])) != (at < len(text) and _word(text[at]))
    return edge == (kind == "b")


def _no_limit(_states: int) -> None:
    """Let every search go on to its end."""


class Pattern:
    """A compiled pattern: ``found_in`` looks for it, ``example`` gives a short text that has it."""

    __slots__ = ("_edges", "_end", "_kept", "_known", "_machine")

    def __init__(self, pattern: str) -> None:
        """Compile the pattern; PatternError where it cannot be used."""
        reader = _Reader(pattern)
        tree = reader.either(0)
        if reader.peek():
            raise PatternError("a bracket is closed that was never opened")
        self._machine = _Machine()
        self._end = self._machine.add(tree, self._machine.state())
        self._edges = not {"b", "B"}.isdisjoint(self._machine.places)
        self._known: dict[tuple[frozenset[int], str, bool, bool], frozenset[int] | None] = {}
        self._kept = 0

    def found_in(self, text: str, spend: Callable[[int], None] = _no_limit) -> bool:
        """Return whether the pattern occurs anywhere in the first 4,096 characters of ``text``.

        ``spend`` is told of the states that were followed, and may end the search by raising.
        """
        text = text[:MOST_TEXT]
        spend(len(text) // 4)
        active = frozenset[int]()
        before = False
        for at in range(len(text) + 1):
            char = text[at : at + 1]
            key = (active, char, at == 0, before)
            found = self._known.get(key, active)
            if found is active and key not in self._known:
                found = self._step(active, text, at, spend)
                self._keep(key, found)
            if found is None:
                return True
            active = found
            before = self._edges and _word(char or " ")
        return False

    def example(self) -> str | None:
        """Return one of the shortest texts in which the pattern occurs, in plain characters; None where none was found."""
        machine = self._machine
        found, waiting = {0: ""}, [0]
        while waiting:
            state = waiting.pop(0)
            test = machine.tests[state]
            char = "" if test is None else next(filter(test, _PLAIN), "")
            for lead in machine.leads[state] if char or test is None else ():
                if lead not in found:
                    found[lead] = found[state] + char
                    waiting.append(lead) if char else waiting.insert(0, lead)
        text = found.get(self._end)
        return text if text is not None and self.found_in(text) else None

    def _step(self, active: frozenset[int], text: str, at: int, spend: Callable[[int], None]) -> frozenset[int] | None:
        """Return the states behind the character at this place, or None where the end was reached before it."""
        taking = self._follow(active | {0}, text, at)
        spend(len(taking) // 2)
        if self._end in taking:
            return None
        tests, leads, char = self._machine.tests, self._machine.leads, text[at : at + 1]
        if not char:
            return frozenset()
        return frozenset(lead for each in taking if (test := tests[each]) and test(char) for lead in leads[each])

    def _keep(self, key: tuple[frozenset[int], str, bool, bool], active: frozenset[int] | None) -> None:
        """Remember a step: what it comes to depends on the states, the character and the edges alone (a lazy automaton)."""
        self._kept += 1 + len(key[0]) + len(active or ())
        if self._kept > _MOST_KEPT:
            self._known.clear()
            self._kept = 0
        self._known[key] = active

    def _follow(self, states: frozenset[int], text: str, at: int) -> set[int]:
        """Return every state that can be reached from ``states`` without taking a character."""
        machine, reached, waiting = self._machine, set[int](), list(states)
        while waiting:
            state = waiting.pop()
            if state in reached or (machine.places[state] and not _is_there(machine.places[state], text, at)):
                continue
            reached.add(state)
            if machine.tests[state] is None:
                waiting.extend(machine.leads[state])
        return reached
