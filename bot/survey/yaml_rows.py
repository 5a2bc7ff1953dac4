"""The rows under ``survey`` in a YAML file: questions, and the groups and repeats that they stand in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from bot.survey.cells import Cells, Problems, split_header
from bot.survey.expressions import Expression
from bot.survey.kinds import (
    BEGINS,
    COLUMNS,
    ENDS,
    TEXT_COLUMNS,
    Lists,
    asked_with,
    expect_fitting,
    needs_label,
    read_kind,
    split_type,
)
from bot.survey.model import Question, Row, Section, Text, Texts
from bot.survey.places import SECTION, Places, choice_key
from bot.survey.repeats import counted, counting
from bot.survey.yaml_text import Items, Place, Table, Tree

NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")
"""What a name of a survey, a question or a section looks like."""

_MOST_DEPTH: Final = 10


@dataclass(slots=True)
class _Open:
    """A group or repeat whose end was not read yet."""

    kind: str
    name: str
    place: Place
    label: Texts
    relevant: Expression | None
    count: Expression | None = None
    counted_by: str = ""
    rows: list[Row] = field(default_factory=list)

    def closed(self, around: tuple[str, ...]) -> Section:
        return Section(
            name=self.name,
            path=(*around, self.name),
            rows=tuple(self.rows),
            label=self.label,
            relevant=self.relevant,
            repeats=self.kind == "begin_repeat",
            count=self.count,
            counted_by=self.counted_by,
        )


class RowReader:
    """Reads rows in order. ``places`` is filled with where they and their columns stand."""

    def __init__(self, lists: Lists, problems: Problems, default: str, places: Places) -> None:
        """Begin with no row; ``default`` is the language of a text written without one."""
        self.lists = lists
        self.problems = problems
        self.default = default
        self.places = places
        self.top: list[Row] = []
        self.opened: list[_Open] = []
        self.too_deep = 0
        self.first: dict[str, int] = {}
        self.questions = 0
        self.sections = 0

    def read(self, tree: Items) -> tuple[Row, ...]:
        """Return the rows of the survey, sections with the rows inside them."""
        for item in tree.items:
            cells = row_of(item, "survey", self.problems, self.default)
            if cells is None:
                continue
            kind = split_type(cells.text("type"))[0]
            if kind in BEGINS:
                self.begin(cells, kind)
            elif kind in ENDS:
                self.end(cells, kind)
            else:
                self.put(self.question(cells, kind))
        for section in self.opened[::-1]:
            self.problems.add("S112", section.place, type=section.kind, name=section.name, end=_end_of(section.kind))
        while self.opened:
            self.close()
        return tuple(self.top)

    def put(self, row: Row) -> None:
        """Add a row to the innermost open section."""
        (self.opened[-1].rows if self.opened else self.top).append(row)

    @property
    def around(self) -> tuple[str, ...]:
        """The names of the sections that are open, the outermost first."""
        return tuple(section.name for section in self.opened)

    def named(self, cells: Cells) -> tuple[str, Cells]:
        """Return the row's name, checked, and its cells with that name for problems."""
        name = cells.needed("name")
        cells = Cells(cells.table, f'"{name}"' if name else "survey", self.problems, self.default)
        cells.expect_only(COLUMNS, (*TEXT_COLUMNS, "media", "audio", "image", "video"))
        where = cells.where("name")
        # A tap on the consent question carries this name.
        if name and (not NAME.fullmatch(name) or name == "consent"):
            self.problems.add("S105", where, name=name[:40])
        self.take_name(name, where)
        return name, cells

    def take_name(self, name: str, where: Place) -> None:
        if name in self.first and name:
            self.problems.add("S104", where, name=name, first=self.first[name])
        self.first.setdefault(name, where.line)

    # --- sections

    def begin(self, cells: Cells, kind: str) -> None:
        """Open a group or repeat."""
        if len(self.opened) == _MOST_DEPTH:
            self.too_deep += 1
            self.problems.add("S008", cells.place)
            return
        name, cells = self.named(cells)
        expect_fitting(cells, kind)
        section = _Open(kind, name, cells.where("type"), cells.texts("label"), cells.expression("relevant"))
        if kind == "begin_repeat":
            section.count = cells.expression("repeat_count")
            if not cells.text("repeat_count"):
                self.count(cells, section)
        mark(self.places, SECTION - self.sections, cells)
        self.sections += 1
        self.opened.append(section)

    def count(self, cells: Cells, section: _Open) -> None:
        """Put the question before a repeat that says how many there are."""
        question = counting(section.name, self.around, section.label, section.relevant)
        self.take_name(question.name, cells.where("name"))
        section.counted_by = question.name
        section.count = counted(question.name)
        # Only the row itself: what is wrong with its words is the repeat's label.
        self.places[self.questions, ""] = cells.place
        self.questions += 1
        self.put(question)

    def end(self, cells: Cells, kind: str) -> None:
        """Close the innermost section; a problem where none is open, or one of the other kind."""
        cells.expect_only(COLUMNS, TEXT_COLUMNS)
        expect_fitting(cells, kind)
        if self.too_deep:
            self.too_deep -= 1
            return
        if not self.opened or _end_of(self.opened[-1].kind) != kind:
            wanted = _end_of(self.opened[-1].kind) if self.opened else ""
            self.problems.add("S113", cells.where("type"), type=kind, **_instead(wanted))
            return
        if not self.opened[-1].rows:
            self.problems.add("S114", self.opened[-1].place, name=self.opened[-1].name)
        self.close()

    def close(self) -> None:
        section = self.opened.pop()
        self.put(section.closed(self.around))

    # --- questions

    def question(self, cells: Cells, type_: str) -> Question:
        """Return the question of a row. One whose type is not readable keeps its name, so that what refers to it is right."""
        name, cells = self.named(cells)
        kind = read_kind(cells, self.lists)
        label = cells.needed_texts("label") if needs_label(type_) else cells.texts("label")
        required, required_when = cells.condition("required")
        question = Question(
            name=name,
            kind=Text() if kind is None else asked_with(kind, label),
            label=label,
            hint=cells.texts("hint"),
            simpler=cells.texts("simpler"),
            required=required,
            relevant=cells.expression("relevant"),
            constraint=cells.expression("constraint"),
            constraint_message=cells.texts("constraint_message"),
            sensitive=cells.flag("sensitive"),
            indicator=cells.text("indicator"),
            path=(*self.around, name) if self.opened else (),
            required_when=required_when,
            required_message=cells.texts("required_message"),
            choice_filter=cells.expression("choice_filter", columns=True),
            default=cells.worked_out("default"),
            guidance=cells.texts("guidance_hint"),
            media=cells.media(),
            appearance=cells.text("appearance"),
        )
        mark(self.places, self.questions, cells)
        listed = self.lists.get(split_type(cells.text("type"))[1])
        if listed is not None:
            for choice, place in zip(listed.choices, listed.places, strict=True):
                self.places[self.questions, choice_key(choice.name)] = place
        self.questions += 1
        return question


def row_of(item: Tree, named: str, problems: Problems, default: str) -> Cells | None:
    """Return the cells of a row; none, with a problem, where it is no table."""
    if isinstance(item, Table):
        return Cells(item, named, problems, default)
    problems.add("S102", item.place, key=named, wanted_en="lines of name: value", wanted_id="baris nama: isi")
    return None


def mark(places: Places, index: int, cells: Cells) -> None:
    """Remember where a row and its columns stand, for the checks that see the survey as a whole."""
    places[index, ""] = cells.place
    for key in cells.table.keys:
        places.setdefault((index, split_header(key)[0]), cells.where(key))


def _end_of(kind: str) -> str:
    return kind.replace("begin", "end")


def _instead(wanted: str) -> dict[str, str]:
    """Return what should stand there, for the cure."""
    if not wanted:
        return {"hint_en": "Remove it.", "hint_id": "Hapus baris ini."}
    return {
        "hint_en": f"Write {wanted} first, or correct the order.",
        "hint_id": f"Tulis {wanted} lebih dulu, atau betulkan urutannya.",
    }
