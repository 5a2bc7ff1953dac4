"""Reads the files of ``surveys/federasi/``: every entry typed, every slip said at once with file, line and cure.

Entries have Indonesian names, since the secretariat writes them; what is not there keeps its default.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time
from typing import Final

from bot.survey.yaml_text import Items, Leaf, Place, Table, Tree, plain_source, read_tree
from bot.times import Window

_CLOCK: Final = re.compile(r"([01]?[0-9]|2[0-3])[.:]([0-5][0-9])")
_WINDOW: Final = re.compile(r"([0-9.:]+)\s*(?:-|–|sampai)\s*([0-9.:]+)")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SWITCH: Final = {"ya": True, "tidak": False}


class PolicyError(Exception):
    """A file of the federation cannot be used. ``sentences``: each slip with its place and cure, Indonesian then English."""

    def __init__(self, *sentences: str) -> None:
        """Keep every sentence; the message is all of them, one a line."""
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@dataclass(slots=True)
class Reader:
    """One table of a file, read entry by entry. ``done`` raises PolicyError for all that was wrong in the whole file."""

    file: str
    table: Table
    slips: list[str] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, source: str, file: str) -> Reader:
        """Begin to read the text of ``file``; an empty file is a table without entries. Raises PolicyError."""
        text = plain_source(source)
        if not re.sub(r"#[^\n]*", "", text).strip():
            return cls(file, Table({}, {}, Place(1, 1)))
        tree, problems = read_tree(text)
        if problems or not isinstance(tree, Table):
            found = [f"{file}:{one.line}: {one.message_id} {one.cure_id} / {one.message_en}" for one in problems]
            missing = f"{file}:1: Tulis baris seperti nama: isi. / Write lines like name: value."
            raise PolicyError(*(found or [missing]))
        return cls(file, tree)

    def done(self) -> None:
        """Note entries that nobody asked for, and raise PolicyError if anything was wrong."""
        self.close()
        if self.slips:
            raise PolicyError(*self.slips)

    def close(self) -> None:
        """Note entries of this table that nobody asked for."""
        for name in self.table.entries.keys() - self.taken:
            known = ", ".join(sorted(self.taken))
            self.wrong(
                self.table.keys[name], f'"{name}" tidak dikenal; yang ada: {known}.', f'"{name}" is unknown: {known}.'
            )

    def wrong(self, place: Place, indonesian: str, english: str) -> None:
        """Note one slip at ``place``."""
        self.slips.append(f"{self.file}:{place.line}: {indonesian} / {english}")

    def take(self, name: str) -> Tree | None:
        """Return the entry called ``name``, or None."""
        self.taken.add(name)
        return self.table.entries.get(name)

    def leaf(self, name: str) -> Leaf | None:
        """Return the entry as one text, or None where it is not there, is empty, or is no single value."""
        found = self.take(name)
        if found is None or (isinstance(found, Leaf) and not found.text.strip()):
            return None
        if isinstance(found, Leaf):
            return found
        self.wrong(found.place, f'Isi "{name}" harus satu nilai.', f'"{name}" must be one value.')
        return None

    def whole(self, name: str, default: int, *, least: int = 0) -> int:
        """Return the entry as a whole number of at least ``least``."""
        found = self.leaf(name)
        return default if found is None else self._whole(name, found, default, least)

    def maybe_whole(self, name: str, *, least: int = 0) -> int | None:
        """Return the entry as a whole number, or None where it is not there."""
        found = self.leaf(name)
        return None if found is None else self._whole(name, found, least, least)

    def _whole(self, name: str, found: Leaf, default: int, least: int) -> int:
        digits = found.text.strip().replace(".", "").replace("_", "")
        if digits.isascii() and digits.isdigit() and int(digits) >= least:
            return int(digits)
        self.wrong(
            found.place,
            f'"{name}" harus angka bulat, paling sedikit {least}, bukan "{found.text}".',
            f'"{name}" must be a whole number of at least {least}.',
        )
        return default

    def switch(self, name: str, *, default: bool) -> bool:
        """Return the entry as ya (True) or tidak (False)."""
        found = self.leaf(name)
        if found is None:
            return default
        said = _SWITCH.get(found.text.strip().lower())
        if said is None:
            self.wrong(found.place, f'"{name}" diisi ya atau tidak, bukan "{found.text}".', f'"{name}" is ya or tidak.')
            return default
        return said

    def window(self, name: str, default: Window | None) -> Window | None:
        """Return the entry, such as ``07.00-20.00``, as a part of the day; ``tidak ada`` is None."""
        found = self.leaf(name)
        if found is None:
            return default
        if found.text.strip().lower() == "tidak ada":
            return None
        said = _WINDOW.fullmatch(found.text.strip())
        start, end = (read_clock(said[1]), read_clock(said[2])) if said else (None, None)
        if start is None or end is None or start == end:
            self.wrong(
                found.place,
                f'"{name}" ditulis seperti 07.00-20.00, bukan "{found.text}".',
                f'"{name}" is written like 07.00-20.00.',
            )
            return default
        return Window(start, end)

    def days(self, name: str) -> tuple[tuple[date, date], ...]:
        """Return the entry's list of days and spans (``2027-02-08`` or ``2027-02-08 sampai 2027-03-09``), both ends inside."""
        found = self.take(name)
        if found is None:
            return ()
        items = found.items if isinstance(found, Items) else (found,)
        return tuple(span for item in items if (span := self._span(name, item)) is not None)

    def _span(self, name: str, item: Tree) -> tuple[date, date] | None:
        text = item.text.strip() if isinstance(item, Leaf) else ""
        first, _, last = text.partition(" sampai ")
        start, end = read_day(first), read_day(last or first)
        if start is None or end is None or end < start:
            self.wrong(
                item.place,
                f'"{name}" ditulis seperti 2027-02-08 atau 2027-02-08 sampai 2027-03-09, bukan "{text}".',
                f'"{name}" is written like 2027-02-08 or 2027-02-08 sampai 2027-03-09.',
            )
            return None
        return start, end

    def day(self, name: str, default: date) -> date:
        """Return the entry as one day, ``2026-10-01``."""
        found = self.leaf(name)
        said = read_day(found.text) if found is not None else default
        if said is None and found is not None:
            self.wrong(
                found.place,
                f'"{name}" ditulis seperti 2026-10-01, bukan "{found.text}".',
                f'"{name}" is written like 2026-10-01.',
            )
        return said or default

    def inner(self, name: str) -> Reader | None:
        """Return the table inside the entry, or None where it is not there; its slips are kept here."""
        found = self.take(name)
        if found is None:
            return None
        return self._inside(name, found)

    def each(self) -> Iterator[tuple[str, Reader]]:
        """Yield every entry that is a table, with its name."""
        for name in list(self.table.entries):
            inside = self.inner(name)
            if inside is not None:
                yield name, inside

    def rows(self, name: str) -> Iterator[Reader]:
        """Yield the tables of a list of tables."""
        found = self.take(name)
        if found is None:
            return
        for item in found.items if isinstance(found, Items) else (found,):
            inside = self._inside(name, item)
            if inside is not None:
                yield inside

    def _inside(self, name: str, found: Tree) -> Reader | None:
        if isinstance(found, Table):
            return Reader(self.file, found, self.slips)
        self.wrong(found.place, f'Isi "{name}" harus baris-baris nama: isi.', f'"{name}" must hold lines name: value.')
        return None


def read_clock(text: str) -> time | None:
    """Return ``07.00`` or ``7:00`` as a time of day, or None."""
    found = _CLOCK.fullmatch(text.strip())
    return time(int(found[1]), int(found[2])) if found else None


def read_day(text: str) -> date | None:
    """Return ``2027-02-08`` as a day, or None."""
    if not _DAY.fullmatch(text.strip()):
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
