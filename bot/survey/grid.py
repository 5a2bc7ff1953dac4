"""A sheet of a workbook as rows of named cells, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.survey.workbook import SHEETS, Workbook
from bot.survey.xlsx import Rows
from bot.survey.yaml_text import Place

Cell = tuple[str, Place]
"""A cell's text and where it stands: row and column from 1."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet. ``headers`` are its columns' names, with single spaces, as they stand in the first row."""

    title: str
    headers: tuple[str, ...]
    rows: Rows

    def first(self) -> Mapping[str, Cell]:
        """Return the first row below the headers; empty where there is none."""
        return next((cells for _, cells in self.each()), {})

    def each(self) -> Iterator[tuple[int, Mapping[str, Cell]]]:
        """Yield each row with something in it, by its number, as its cells by header."""
        for number, row in enumerate(self.rows, 2):
            cells = {
                header: (text, Place(number, column))
                for column, (header, text) in enumerate(zip(self.headers, row, strict=False), 1)
                if header and text.strip()
            }
            if cells:
                yield number, cells

    def column(self, *names: str) -> int:
        """Return the number of the first column that has one of these names, whatever its capitals; 0 for none."""
        return next((at for at, header in enumerate(self.headers, 1) if header.lower() in names), 0)


def grid_of(workbook: Workbook, name: str) -> Grid:
    """Return the sheet of this name; without rows where the workbook has none."""
    rows = survey_rows(workbook) if name == "survey" else workbook.sheet(name)
    headers = tuple(" ".join(cell.split()) for cell in rows[0]) if rows else ()
    return Grid(name, headers, rows[1:])


def survey_rows(workbook: Workbook) -> Rows:
    """Return the sheet survey; where there is one sheet only, that one, unless it is another part of a form."""
    titles = list(workbook.sheets)
    if len(titles) == 1 and titles[0].strip().lower() not in SHEETS:
        return workbook.sheets[titles[0]]
    return workbook.sheet("survey")
