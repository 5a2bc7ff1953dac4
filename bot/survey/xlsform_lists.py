"""The choices of a form: lists of the sheet, of files beside it and of the sheet external_choices, and the tables of them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.survey.grid import grid_of
from bot.survey.model import Choice, Texts
from bot.survey.problems import Problem, problem
from bot.survey.tree import Table
from bot.survey.workbook import Workbook
from bot.survey.xlsform_texts import Translations
from bot.survey.yaml_text import Place

MOST_CHOICES: Final = 5_000
OTHER: Final[Texts] = {"id": "Lainnya", "jv": "Sanesipun", "en": "Other"}
SPECIFY: Final[Texts] = {"id": "Lainnya apa?", "jv": "Sanesipun menapa?", "en": "Which other?"}
"""What pyxform adds to a question "or_other", which it says in English only."""

_SEARCH: Final = re.compile(r"search\(\s*['\"]([^'\"]+)['\"]")
_NOT_COLUMNS: Final = frozenset({"name", "label", "media", "list_name", "list name", "image", "audio", "video"})


class Lists:
    """Every list of choices of a form by its name, and as the tables that expressions look things up in."""

    def __init__(
        self, workbook: Workbook, form: Mapping[str, Any], translations: Translations, problems: list[Problem]
    ) -> None:
        """Read all lists."""
        self._translations = translations
        self._problems = problems
        self._files = {name: _rows(text) for name, text in workbook.files.items()}
        self._written = set(_written(workbook))
        self._lists: dict[str, tuple[Choice, ...]] = {
            name: tuple(self._choice(name, each) for each in choices)
            for name, choices in (form.get("choices") or {}).items()
        }
        self._external = self._external_lists(workbook)
        self.tables: dict[str, Table] = {}
        for name, choices in {**self._external, **self._lists}.items():
            rows = [{"name": one.name, "label": one.label.get("id", ""), **one.columns} for one in choices]
            self.tables[name] = Table(name, rows)
        for file, rows in self._files.items():
            for name in (file, file.rpartition(".")[0]):
                self.tables[name] = Table(name, rows)

    def choices(self, element: Mapping[str, Any], place: Place) -> tuple[Choice, ...]:
        """Return the choices of a select question; empty, with a problem, where they cannot be known beforehand."""
        said, listed = str(element.get("type", "")), str(element.get("itemset") or element.get("list_name") or "")
        if not said.startswith(("select", "rank")):
            return ()
        if said == "select one external":
            return self._external.get(str(element.get("query") or listed), ())
        searched = _SEARCH.match(str(element.get("control", {}).get("appearance", "")))
        if searched:
            return self._searched(searched[1], self._lists.get(listed, ()), place)
        if listed.startswith("${"):
            name = element.get("name", "")
            self._problems.append(problem("S722", place.line, place.column, name=name).on("survey"))
            return ()
        if listed.lower().endswith((".csv", ".xml", ".geojson")):
            parameters = element.get("parameters") or {}
            return self._from_file(listed, parameters.get("value", "name"), parameters.get("label", "label"), place)
        return self._lists.get(listed, ())

    def _choice(self, listed: str, row: Mapping[str, Any]) -> Choice:
        name = str(row.get("name", ""))
        if name == "other" and (listed, name) not in self._written:
            return Choice(name, OTHER)
        columns = {
            key: str(value) for key, value in row.items() if key not in _NOT_COLUMNS and not isinstance(value, Mapping)
        }
        return Choice(name, self._translations.texts(row.get("label")) or {"id": name}, columns)

    def _from_file(self, file: str, value: str, label: str, place: Place) -> tuple[Choice, ...]:
        rows = self._files.get(file)
        if rows is None:
            self._problems.append(problem("S712", place.line, place.column, file=file).on("survey"))
            return ()
        return tuple(
            Choice(row[value], {"id": row.get(label) or row[value]}, row)
            for row in rows[:MOST_CHOICES]
            if row.get(value)
        )

    def _searched(self, file: str, listed: tuple[Choice, ...], place: Place) -> tuple[Choice, ...]:
        """Return the choices of KoboToolbox's older way: a list whose one row names the columns of a file."""
        fixed = tuple(one for one in listed if re.fullmatch(r"-?\d+", one.name))
        columns = next((one for one in listed if one not in fixed), None)
        if columns is None:
            return fixed
        found = self._from_file(f"{file}.csv", columns.name, columns.label.get("id", "").split(",")[0].strip(), place)
        return (*fixed, *found)

    def _external_lists(self, workbook: Workbook) -> dict[str, tuple[Choice, ...]]:
        lists: dict[str, list[Choice]] = {}
        for _, cells in grid_of(workbook, "external_choices").each():
            row = {header.strip().lower(): text for header, (text, _) in cells.items()}
            name = row.get("list_name") or row.get("list name") or ""
            labels = {
                header.partition("::")[2].strip() or "default": text
                for header, (text, _) in cells.items()
                if header.partition("::")[0].strip().lower() == "label"
            }
            if name and row.get("name"):
                label = self._translations.texts(labels) or {"id": row["name"]}
                columns = {key: text for key, text in row.items() if key not in _NOT_COLUMNS}
                lists.setdefault(name, []).append(Choice(row["name"], label, columns))
        return {name: tuple(choices) for name, choices in lists.items()}


def _written(workbook: Workbook) -> Iterator[tuple[str, str]]:
    """Yield list and name of each choice that the author wrote."""
    for _, cells in grid_of(workbook, "choices").each():
        row = {header.strip().lower(): text.strip() for header, (text, _) in cells.items()}
        yield row.get("list_name") or row.get("list name") or "", row.get("name") or row.get("value") or ""


def _rows(text: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file, by the names of its first line."""
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    # Where a comma stands in numbers, as in Indonesia, Excel separates by semicolons.
    reader = csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        header = [name.strip() for name in next(reader, [])]
        return [dict(zip(header, map(str.strip, row), strict=False)) for row in reader if any(row)]
    except csv.Error:
        return []
