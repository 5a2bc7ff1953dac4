"""The sheet survey line by line: types, names, and cells under the names that XLSForm's headers mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.survey.grid import Cell, Grid
from bot.survey.yaml_text import Place

BEGINS: Final = re.compile(r"begin[ _](group|repeat|loop)\b", re.IGNORECASE)
ENDS: Final = re.compile(r"end[ _](group|repeat|loop)\b", re.IGNORECASE)

_ALSO: Final = {
    "relevance": "relevant",
    "skippattern": "relevant",
    "skip": "relevant",
    "calculate": "calculation",
    "count": "repeat_count",
    "repeat count": "repeat_count",
    "constraint message": "constraint_message",
    "jr:constraintmsg": "constraint_message",
    "choice filter": "choice_filter",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet. ``number`` counts from 1, ``at`` are the columns of type and name; ``around`` its groups' names."""

    number: int
    type: str
    name: str
    cells: Mapping[str, Cell]
    around: tuple[str, ...]
    at: tuple[int, int]

    @property
    def path(self) -> tuple[str, ...]:
        """Its name, and before it those of the groups around it."""
        return (*self.around, self.name)

    def place(self, column: str) -> Place:
        """Return the place of a cell; of type and name where the headers are, of others that are empty the row's name."""
        if column == "type":
            return Place(self.number, max(1, self.at[0]))
        return self.cells[column][1] if column in self.cells else Place(self.number, max(1, self.at[1]))


def lines_of(sheet: Grid) -> Iterator[Line]:
    """Yield the rows that have something in them."""
    type_at, name_at = sheet.column("type", "command"), sheet.column("name", "value", "tag")
    above: list[str] = []
    for number, cells in sheet.each():
        row = sheet.rows[number - 2]
        said = row[type_at - 1].strip() if 0 < type_at <= len(row) else ""
        name = row[name_at - 1].strip() if 0 < name_at <= len(row) else ""
        if ENDS.match(said):
            above[:] = above[:-1]
        named = {column_of(header): cell for header, cell in cells.items()}
        yield Line(number, said, name, named, tuple(above), (type_at, name_at))
        if BEGINS.match(said):
            above.append(name)


def column_of(header: str) -> str:
    """Return a header as our own columns are called: "relevance", "bind::relevant" and "Relevant" are "relevant"."""
    name, mark, language = header.partition("::")
    plain = name.strip().lower()
    if plain == "bind" and mark:
        plain, mark, language = language.strip().lower(), "", ""
    return _ALSO.get(plain, plain) + (f"::{language.strip()}" if mark else "")
