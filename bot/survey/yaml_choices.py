"""The lists under ``choices`` in a YAML file, with whatever columns a ``choice_filter`` reads."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from bot.survey.cells import Cells, Problems, split_header
from bot.survey.kinds import ChoiceList, Lists, split_type
from bot.survey.model import Choice
from bot.survey.problems import guess, nearest
from bot.survey.yaml_rows import row_of
from bot.survey.yaml_text import Items, Leaf, Place, Table, Tree

CHOICE_COLUMNS: Final = ("name", "label")
"""The columns that every choice has; others are for filters."""

CHOICE_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,40}")
"""What the name of a choice looks like."""

_WORD: Final = re.compile(r"[A-Za-z_][\w-]*")


def read_lists(table: Table, rows: Tree | None, problems: Problems, default: str) -> Lists:
    """Return the lists by name. ``rows`` is what stands under ``survey``: it says which lists and columns are used."""
    found: dict[str, ChoiceList] = {}
    survey = [row for row in rows.items if isinstance(row, Table)] if isinstance(rows, Items) else []
    used, read = _used_lists(survey), _read_words(survey)
    for name, tree in table.entries.items():
        place = table.keys[name]
        if not isinstance(tree, Items):
            problems.add("S102", place, key=name, wanted_en="a list", wanted_id="sebuah daftar")
            continue
        found[name] = _List(name, problems, default, read).read(tree, place)
        if name not in used:
            problems.add("S205", place, name=name)
    return found


def _used_lists(rows: list[Table]) -> set[str]:
    """Return the lists that are named in a type, or in quotes in an expression (``pulldata('desa', ...)``)."""
    used: set[str] = set()
    for row in rows:
        said = row.entries.get("type")
        if isinstance(said, Leaf):
            used.add(split_type(said.text.strip())[1])
        for cell in row.entries.values():
            if isinstance(cell, Leaf) and "pulldata(" in cell.text:
                used.update(_WORD.findall(cell.text))
    return used


def _read_words(rows: list[Table]) -> set[str]:
    """Return every word that may be the name of a column: those of filters and of lookups in a list."""
    found: set[str] = set()
    for row in rows:
        for column, cell in row.entries.items():
            if isinstance(cell, Leaf) and (column == "choice_filter" or "pulldata(" in cell.text):
                found.update(_WORD.findall(cell.text))
    return found


def as_heard(label: str) -> str:
    """Return a label without what a reply does not say: capitals, accents, spaces and signs."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", label.casefold()) if sign.isalnum())
    return plain or label


class _List:
    """One list being read."""

    def __init__(self, name: str, problems: Problems, default: str, read: set[str]) -> None:
        self.name = name
        self.problems = problems
        self.default = default
        self.read_columns = read
        self.choices: list[Choice] = []
        self.places: list[Place] = []
        self.labels: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.told: set[str] = set()

    def read(self, tree: Items, place: Place) -> ChoiceList:
        for item in tree.items:
            cells = row_of(item, self.name, self.problems, self.default)
            if cells is not None:
                self.choice(cells)
        if len(self.choices) < 2:
            self.problems.add("S206", place, name=self.name)
        return ChoiceList(tuple(self.choices), tuple(self.places))

    def choice(self, cells: Cells) -> None:
        columns = self.columns(cells)
        name, label = cells.needed("name"), cells.needed_texts("label")
        where = cells.where("name")
        if name and not CHOICE_NAME.fullmatch(name):
            self.problems.add("S208", where, name=name[:40])
        if any(name == each.name for each in self.choices):
            self.problems.add("S204", where, name=name, list=self.name)
        for language, words in label.items():
            # Two villages of one name are told apart by the filter that reads their columns.
            alike = self.labels.setdefault((language, as_heard(words)), [])
            if columns in alike:
                self.problems.add("S210", where, list=self.name, language=language, label=words)
            alike.append(columns)
        self.choices.append(Choice(name, label, columns))
        self.places.append(where)

    def columns(self, cells: Cells) -> dict[str, str]:
        """Return the other columns of a choice; a problem for a slip of the pen, and for one that nothing reads."""
        found: dict[str, str] = {}
        for key, place in cells.table.keys.items():
            if split_header(key)[0] in CHOICE_COLUMNS:
                continue
            if not _WORD.fullmatch(key) or (nearest(key, CHOICE_COLUMNS) and key not in self.read_columns):
                known = ", ".join(CHOICE_COLUMNS)
                self.problems.add(
                    "S101", place, key=key[:40], place=self.name, allowed=known, **guess(key, CHOICE_COLUMNS)
                )
                continue
            if key not in self.read_columns and key not in self.told:
                self.told.add(key)
                self.problems.add("S213", place, key=key, list=self.name)
            found[key] = cells.text(key)
        return found
