"""The slips of a form that pyxform refuses, all at once: pyxform stops at the first one, often without a cell.

Only asked when pyxform has refused a form, which alone decides what is a form; so nothing sound is ever called wrong here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from bot.survey.expressions import ExpressionError, compile_expression
from bot.survey.grid import Cell, grid_of
from bot.survey.problems import Problem, guess, problem
from bot.survey.workbook import Workbook
from bot.survey.xlsform_errors import told
from bot.survey.xlsform_sheet import BEGINS, ENDS, Line, lines_of
from bot.survey.yaml_text import Place

_YES_NO: Final = frozenset({"", "yes", "no", "true", "false", "true()", "false()", "1", "0", "y", "n"})
_FORMULAS: Final = ("relevant", "constraint", "calculation", "choice_filter", "repeat_count", "required")
_TEXTS: Final = ("label", "hint", "guidance_hint", "constraint_message", "required_message", "trigger")
_PIPED: Final = re.compile(r"\$\{\s*([^}\s]+)\s*\}")
_OFFERED: Final = (
    "text",
    "integer",
    "decimal",
    "range",
    "date",
    "time",
    "dateTime",
    "select_one",
    "select_multiple",
    "rank",
    "note",
    "calculate",
    "geopoint",
    "image",
    "audio",
    "video",
    "file",
    "barcode",
    "acknowledge",
    "hidden",
    "begin_group",
    "begin_repeat",
    "end_group",
    "end_repeat",
)
_SELECT: Final = re.compile(
    r"(?P<kind>select[ _]?(?:one|multiple|1|all that apply)(?:[ _](?:external|from[ _]file|from))?|rank)(?:\s+(?P<list>\S+))?"
    r"(?:\s+or[ _](?:specify )?other)?"
)


def slips(workbook: Workbook) -> list[Problem]:
    """Return what is wrong with the rows of a form, each at its cell."""
    return _Slips(workbook).find()


class _Slips:
    """One form being looked at."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.lines = [line for line in lines_of(grid_of(workbook, "survey")) if not _is_yes(line.cells, "disabled")]
        self.times = Counter(line.name for line in self.lines if line.name and not ENDS.match(line.type))
        self.listless = _without_lists(workbook)
        self.lists = {name for name, _ in _choices(workbook, "choices")}
        self.external = {name for name, _ in _choices(workbook, "external_choices")}
        self.several: set[str] = set()
        """Lists of which several choices may be chosen: a space parts their names."""
        self.found: list[Problem] = []

    def find(self) -> list[Problem]:
        self.sections()
        for line in self.lines:
            if line.type and not BEGINS.match(line.type) and not ENDS.match(line.type):
                self.type(line)
            self.name(line)
            self.formulas(line)
        self.choices()
        return self.found

    def add(self, code: str, line: Line, column: str, **details: object) -> None:
        place = line.place(column)
        self.found.append(problem(code, place.line, place.column, **details).on("survey"))

    # --- rows

    def sections(self) -> None:
        """Look for groups that are not closed, ends that close nothing, and names that occur twice in one group."""
        opened: list[tuple[Line, str]] = []
        scopes: list[dict[str, int]] = [{}]
        for line in self.lines:
            begins, ends = BEGINS.match(line.type), ENDS.match(line.type)
            if ends:
                wanted = opened[-1][1] if opened else ""
                if wanted != ends[1].lower():
                    first = f"Write end_{wanted} first." if wanted else "Remove it."
                    first_id = f"Tulis end_{wanted} lebih dulu." if wanted else "Hapus baris ini."
                    self.add("S113", line, "type", type=line.type, hint_en=first, hint_id=first_id)
                    continue
                opened.pop()
                scopes.pop()
                continue
            if line.name:
                if line.name in scopes[-1]:
                    self.add("S104", line, "name", name=line.name, first=scopes[-1][line.name])
                scopes[-1].setdefault(line.name, line.number)
            if begins:
                opened.append((line, begins[1].lower()))
                scopes.append({})
        for line, kind in opened:
            self.add("S112", line, "type", type=line.type, name=line.name, end=f"end_{kind}")

    def type(self, line: Line) -> None:
        from pyxform.aliases import select
        from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

        asked = _SELECT.fullmatch(line.type)
        if asked is not None:
            self.listed(line, asked["kind"], asked["list"] or "")
        elif line.type.split()[0] == "include":
            place = line.place("type")
            self.found.append(
                told(
                    ("survey", place),
                    "Rows of another form cannot be taken in with include.",
                    "Baris formulir lain tidak bisa dimasukkan dengan include.",
                    "Copy those rows into this sheet.",
                    "Salin baris-baris itu ke lembar ini.",
                )
            )
        elif line.type not in QUESTION_TYPE_DICT and line.type.split()[0] not in {"osm", "entity", *select}:
            near = guess(line.type.replace(" ", "_"), _OFFERED)
            self.add("S201", line, "type", type=line.type[:40], allowed=", ".join(_OFFERED), **near)
        if line.type == "calculate" and not {"calculation", "default"} & line.cells.keys():
            self.add("S103", line, "calculation", place=f'"{line.name}"', key="calculation")

    def listed(self, line: Line, kind: str, name: str) -> None:
        if not kind.startswith(("select_one", "select one")):
            self.several.add(name)
        if not name:
            self.add("S209", line, "type", type=kind)
        elif self.listless is not None and "external" not in kind:
            if self.listless not in self.found:
                self.found.append(self.listless)
        elif "external" in kind:
            if name not in self.external:
                self.add("S203", line, "type", name=name[:40], **guess(name, self.external))
        elif not re.search(r"^\$\{|\.(csv|xml|geojson)$", name) and name not in self.lists:
            self.add("S203", line, "type", name=name[:40], **guess(name, self.lists))

    def name(self, line: Line) -> None:
        if line.type and not line.name and not ENDS.match(line.type) and line.type != "note":
            self.add("S103", line, "type", place=line.type, key="name")

    # --- formulas and names in them

    def formulas(self, line: Line) -> None:
        for column in _FORMULAS:
            text = line.cells.get(column, ("",))[0].strip()
            if text and not (column == "required" and text.lower() in _YES_NO):
                self.formula(line, column, text)
        for header, (text, _) in line.cells.items():
            column = header.partition("::")[0]
            if column in _TEXTS:
                for name in dict.fromkeys(_PIPED.findall(text)):
                    self.reference(line, header, name)

    def formula(self, line: Line, column: str, text: str) -> None:
        try:
            found = compile_expression(text, paths=True, columns=column == "choice_filter")
        except ExpressionError as error:
            self.add(error.code, line, column, **error.details)
            return
        for name in dict.fromkeys(reference.name for reference in found.references):
            self.reference(line, column, name)

    def reference(self, line: Line, column: str, name: str) -> None:
        if name not in self.times:
            self.add("S401", line, column, name=name, **guess(name, self.times))
        elif self.times[name] > 1:
            self.found.append(
                told(
                    ("survey", line.place(column)),
                    f"${{{name}}} may be any of {self.times[name]} rows of that name.",
                    f"${{{name}}} bisa berarti {self.times[name]} baris bernama itu.",
                    "Give the row that is meant a name of its own.",
                    "Beri baris yang dimaksud nama sendiri.",
                )
            )

    # --- choices

    def choices(self) -> None:
        for listed, (name, place) in _choices(self.workbook, "choices"):
            if " " in name and listed in self.several:
                self.found.append(problem("S208", place.line, place.column, name=name[:40]).on("choices"))
        settings = grid_of(self.workbook, "settings").first()
        if _is_yes(settings, "allow_choice_duplicates"):
            return
        seen: set[tuple[str, str]] = set()
        for listed, (name, place) in _choices(self.workbook, "choices"):
            if (listed, name) in seen:
                details = {"name": name[:40], "list": listed[:40]}
                self.found.append(problem("S204", place.line, place.column, **details).on("choices"))
            seen.add((listed, name))


def _without_lists(workbook: Workbook) -> Problem | None:
    """Return what is wrong with a sheet choices whose headers do not say which list a choice belongs to, or its name."""
    grid = grid_of(workbook, "choices")
    missing = [names[0] for names in (("list_name", "list name"), ("name", "value")) if not grid.column(*names)]
    if not grid.headers or not missing:
        return None
    return told(
        ("choices", Place(1, 1)),
        f"The column {missing[0]} is missing.",
        f"Kolom {missing[0]} belum ada.",
        "Write the headers list_name, name and label into the first row.",
        "Tulis judul list_name, name, dan label di baris pertama.",
    )


def _choices(workbook: Workbook, sheet: str) -> Iterator[tuple[str, Cell]]:
    """Yield each choice as the name of its list and its own name, with its place."""
    grid = grid_of(workbook, sheet)
    list_at, name_at = grid.column("list_name", "list name"), grid.column("name", "value")
    for number, row in enumerate(grid.rows, 2):
        if 0 < list_at <= len(row) and 0 < name_at <= len(row) and row[list_at - 1] and row[name_at - 1]:
            yield row[list_at - 1].strip(), (row[name_at - 1].strip(), Place(number, name_at))


def _is_yes(cells: Mapping[str, Cell], column: str) -> bool:
    return cells.get(column, ("",))[0].strip().lower() in {"yes", "true", "true()", "1"}
