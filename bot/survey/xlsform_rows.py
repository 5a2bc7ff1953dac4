"""The rows of a form as pyxform normalises them, turned into questions and sections, each tied to its row of the sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from bot.survey.cells import plain_quotes
from bot.survey.expressions import Expression, ExpressionError, compile_expression, literal
from bot.survey.grid import Cell, grid_of
from bot.survey.model import Calculate, Note, Question, Row, Section, Text, Texts
from bot.survey.places import CONSENT, SECTION, Places, leaf
from bot.survey.problems import Problem, problem
from bot.survey.repeats import counted, counting
from bot.survey.tree import Table
from bot.survey.workbook import Workbook
from bot.survey.xlsform_errors import told
from bot.survey.xlsform_kinds import ALONE, LEFT_OUT, ONLY_WHATSAPP, canonical, kind_of
from bot.survey.xlsform_lists import SPECIFY, Lists
from bot.survey.xlsform_sheet import ENDS, lines_of
from bot.survey.xlsform_texts import Translations
from bot.survey.yaml_text import Place

_YES: Final = frozenset({"yes", "true", "true()", "1", "y"})
_NO: Final = frozenset({"", "no", "false", "false()", "0", "n"})
_TOP: Final = Place(1, 1)
_SECTIONS: Final = frozenset({"group", "repeat", "loop"})
Path = tuple[str, ...]


class Reader:
    """Turns pyxform's form into rows, and remembers where everything stands."""

    def __init__(self, workbook: Workbook, form: Mapping[str, Any]) -> None:
        """Look at the sheet, and count how often each name occurs."""
        self.form = form
        self.sheet = grid_of(workbook, "survey")
        self.translations = Translations(form)
        self.languages = self.translations.languages
        self.problems: list[Problem] = []
        self.places: Places = {(CONSENT, ""): _TOP}
        self.expressions: list[tuple[int, str, Expression]] = []
        self.lists = Lists(workbook, form, self.translations, self.problems)
        self.tables: Mapping[str, Table] = self.lists.tables
        self.names: set[str] = set()
        self._lines: dict[Path, Mapping[str, Cell]] = {
            line.path: {**line.cells, "": (line.type, line.place("name"))}
            for line in lines_of(self.sheet)
            if not ENDS.match(line.type)
        }
        self._times = Counter(path[-1] for path in _paths(form["children"], ()))
        self._taken: set[str] = set()
        self._index = self._sections = 0

    def texts(self, value: object) -> Texts:
        """Return words by language, from pyxform's text or mapping."""
        return self.translations.texts(value)

    def rows(self) -> tuple[Row, ...]:
        """Return the whole form."""
        return self._rows(self.form["children"], (), _TOP)

    # --- sections

    def _rows(self, elements: Iterable[Mapping[str, Any]], above: Path, around: Place) -> tuple[Row, ...]:
        rows: list[Row] = []
        for element in self._as_written(elements, above):
            name, kind = str(element.get("name", "")), str(element.get("type", ""))
            if not above and name == "meta" and kind == "group":
                continue  # pyxform's own
            path = (*above, name)
            if kind == "loop":
                rows += self._loop(element, path, around)
            elif kind in _SECTIONS:
                rows += self._section(element, path, around, rows)
            else:
                question = self._question(element, path, around)
                rows += [] if question is None else [question]
        return tuple(rows)

    def _as_written(self, elements: Iterable[Mapping[str, Any]], above: Path) -> list[Mapping[str, Any]]:
        """Return the elements without the sums that pyxform puts before a repeat, whose count is then the sum itself."""
        found: list[Mapping[str, Any]] = []
        for element in elements:
            count = str(element.get("control", {}).get("jr:count", ""))
            made = found[-1] if found and element.get("type") == "repeat" else {}
            name = str(made.get("name", ""))
            if name and count == f"${{{name}}}" and (*above, name) not in self._lines:
                found[-1] = {**element, "control": {**element["control"], "jr:count": made["bind"]["calculate"]}}
            else:
                found.append(element)
        return found

    def _section(self, element: Mapping[str, Any], path: Path, around: Place, before: Sequence[Row] = ()) -> list[Row]:
        cells = self._cells(path)
        place = cells.get("", ("", around))[1]
        self.names.add(path[-1])
        key = self._key(path)
        index = SECTION - self._sections
        self._sections += 1
        self._note(index, cells, place)
        repeats = element["type"] == "repeat"
        said = str(element.get("control", {}).get("jr:count", "")) if repeats else ""
        relevant = self._expression(element.get("bind", {}).get("relevant"), "relevant", cells, place, index=index)
        label = self.texts(element.get("label"))
        count = self._expression(said, "repeat_count", cells, place, index=index)
        if repeats and not said:
            question = self._how_many(path, label, relevant, place)
            rows = self._rows(element.get("children", ()), path, place)
            return [
                question,
                Section(key, path, rows, label, relevant, repeats, counted(leaf(question)), question.name),
            ]
        rows = self._rows(element.get("children", ()), path, place)
        counter = _counter(before, _cell(cells, "counted_by"), count)
        return [Section(key, path, rows, label, relevant, repeats, count, counter)]

    def _loop(self, element: Mapping[str, Any], path: Path, around: Place) -> list[Row]:
        """Return a loop as what it stands for: a group for each choice of its list, with the choice's words put in."""
        columns = [each for each in element.get("columns", ()) if isinstance(each, Mapping)]
        groups = [
            {
                "type": "group",
                "name": each.get("name", ""),
                "label": each.get("label"),
                "children": [_put_in(child, each) for child in element.get("children", ())],
            }
            for each in columns
        ]
        whole = {**element, "type": "group", "children": groups}
        self._times.update(each[-1] for each in _paths(groups, path))
        return self._section(whole, path, around)

    def _how_many(self, path: Path, label: Texts, relevant: Expression | None, place: Place) -> Question:
        """Return the question how often a repeat is to be asked; the author gave no number."""
        self._tell("S723", place, name=path[-1])
        question = counting(path[-1], path[:-1], label, relevant)
        self.names.add(question.name)
        self.places[self._index, ""] = place
        self._index += 1
        return replace(question, name=self._key((*path[:-1], question.name)))

    # --- questions

    def _question(self, element: Mapping[str, Any], path: Path, around: Place) -> Question | None:
        cells = self._cells(path)
        place = cells.get("", ("", around))[1]
        said, brought = canonical(str(element.get("type", "")))
        # What is left out has no answer, but what refers to it is not wrong.
        self.names.add(path[-1])
        if said in LEFT_OUT:
            self._tell("S720", place, name=path[-1], type=said)
            return None
        appearance = str(element.get("control", {}).get("appearance", ""))
        if said in ALONE or (said.startswith("select") and "label" in appearance.split()):
            return None  # the second is the row of headings above a table of questions
        if said in ONLY_WHATSAPP:
            shown, shown_id = ONLY_WHATSAPP[said]
            self._tell("S721", place, name=path[-1], type=shown, type_id=shown_id)
        bind = {**brought, **element.get("bind", {})}
        label = self.texts(element.get("label"))
        if path not in self._lines and element.get("label") == _SPECIFY:
            label = SPECIFY
        read_only = _is_yes(bind.get("readonly")) and said != "calculate"
        choices = self.lists.choices(element, place)
        kind = kind_of(
            said, element, cells, label, choices, lambda cell: self._expression(cell, "calculation", cells, place)
        )
        if read_only and isinstance(kind, Text) and not element.get("default") and not bind.get("calculate"):
            kind, read_only = Note(), False
        required, required_when = self._required(bind.get("required"), cells, place)
        question = Question(
            name=self._key(path),
            kind=kind,
            label=label or ({"id": path[-1]} if not isinstance(kind, Calculate | Note) and said in _SHOWN else {}),
            hint=self.texts(element.get("hint")),
            simpler=self._own_texts("simpler", cells),
            required=required,
            relevant=self._expression(bind.get("relevant"), "relevant", cells, place),
            constraint=self._expression(bind.get("constraint"), "constraint", cells, place),
            constraint_message=self.texts(bind.get("jr:constraintMsg")),
            sensitive=_is_yes(_cell(cells, "sensitive")) or _cell(cells, "sensitive").lower() == "ya",
            indicator=_cell(cells, "indicator"),
            path=path if len(path) > 1 else (),
            required_when=required_when,
            required_message=self.texts(bind.get("jr:requiredMsg")),
            choice_filter=self._expression(element.get("choice_filter"), "choice_filter", cells, place, columns=True)
            if choices
            else None,
            default=self._default(element, cells, place),
            calculation=None
            if isinstance(kind, Calculate)
            else self._expression(bind.get("calculate"), "calculation", cells, place),
            read_only=read_only,
            trigger=tuple(map(str, element.get("trigger") or ())),
            guidance=self.texts(element.get("guidance_hint")),
            media={what: self.texts(files) for what, files in (element.get("media") or {}).items()},
            appearance=appearance,
        )
        self._mark(cells, place)
        return question

    def _required(self, said: object, cells: Mapping[str, Cell], place: Place) -> tuple[bool, Expression | None]:
        text = str(said or "").strip()
        if text.lower() in _YES | _NO:
            return text.lower() in _YES, None
        return False, self._expression(text, "required", cells, place)

    def _default(self, element: Mapping[str, Any], cells: Mapping[str, Cell], place: Place) -> Expression | None:
        text = str(element.get("default") or "")
        if not text:
            return None
        if element.get("_dynamic_default"):
            return self._expression(text, "default", cells, place)
        try:
            return literal(plain_quotes(text))
        except ExpressionError as error:
            self._tell(error.code, cells.get("default", ("", place))[1], **error.details)
            return None

    def _expression(
        self,
        said: object,
        column: str,
        cells: Mapping[str, Cell],
        place: Place,
        *,
        columns: bool = False,
        index: int | None = None,
    ) -> Expression | None:
        """Return an expression compiled, or None where there is none or (with a problem) no sound one.

        ``index`` is that of its row among the places; None means the question being read.
        """
        text = plain_quotes(str(said or "")).strip()
        if not text:
            return None
        where = cells.get(column, ("", place))[1]
        if "last-saved#" in text:
            self.problems.append(_last_saved(where))
            return None
        try:
            found = compile_expression(text, paths=True, columns=columns)
        except ExpressionError as error:
            self._tell(error.code, where, **error.details)
            return None
        index = self._index if index is None else index
        self.expressions.append((index, column, found))
        self.places.setdefault((index, column), where)
        return found

    # --- places and names

    def _tell(self, code: str, place: Place, **details: object) -> None:
        self.problems.append(problem(code, place.line, place.column, **details).on("survey"))

    def _key(self, path: Path) -> str:
        """Return the unique name of a row: its own, or with the groups around it where that occurs more than once."""
        key = path[-1] if self._times[path[-1]] < 2 and path[-1] not in self._taken else "/".join(path)
        while key in self._taken:
            key += "_"
        self._taken.add(key)
        return key

    def _cells(self, path: Path) -> Mapping[str, Cell]:
        return self._lines.get(path, {})

    def _mark(self, cells: Mapping[str, Cell], place: Place) -> None:
        self._note(self._index, cells, place)
        self._index += 1

    def _note(self, index: int, cells: Mapping[str, Cell], place: Place) -> None:
        self.places[index, ""] = place
        for column, (_, where) in cells.items():
            if column:
                self.places.setdefault((index, column.partition("::")[0]), where)

    def _own_texts(self, column: str, cells: Mapping[str, Cell]) -> Texts:
        found = {
            header.partition("::")[2].strip(): text
            for header, (text, _) in cells.items()
            if header.partition("::")[0] == column
        }
        return self.translations.texts(found) if found else {}


def _last_saved(place: Place) -> Problem:
    return told(
        ("survey", place),
        "${last-saved#...} is the answer of an earlier form, which nobody has here.",
        "${last-saved#...} adalah jawaban formulir sebelumnya; di sini tidak ada.",
        "For her own record use a row of the type hidden with from: member:name, member:area or member:union.",
        "Untuk data anggota pakai baris berjenis hidden dengan from: member:name, member:area, atau member:union.",
    )


def _counter(before: Sequence[Row], said: str, count: Expression | None) -> str:
    """Return the question right before a repeat that our own column ``counted_by`` says it is counted by."""
    last = before[-1] if before else None
    if not said or count is None or not isinstance(last, Question):
        return ""
    return last.name if leaf(last) == said and count.source == f"${{{said}}}" else ""


def _put_in(value: Any, column: Mapping[str, Any]) -> Any:
    """Return a part of a loop with %(name)s and %(label)s filled in, in each language."""
    if isinstance(value, Mapping):
        return {key: _put_in(each, _in_language(column, str(key))) for key, each in value.items()}
    if isinstance(value, list):
        return [_put_in(each, column) for each in value]
    if isinstance(value, str) and "%(" in value:
        for key, words in column.items():
            shown = next(iter(words.values()), "") if isinstance(words, Mapping) else words
            value = value.replace(f"%({key})s", str(shown))
    return value


def _in_language(column: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    label = column.get("label")
    return {**column, "label": label[language]} if isinstance(label, Mapping) and language in label else column


_SPECIFY: Final = "Specify other."
_SHOWN: Final = frozenset({"text", "string"})


def _cell(cells: Mapping[str, Cell], column: str) -> str:
    return cells.get(column, ("", _TOP))[0].strip()


def _is_yes(said: object) -> bool:
    return str(said or "").strip().lower() in _YES


def _paths(elements: Iterable[Mapping[str, Any]], above: Path) -> Iterable[Path]:
    for element in elements:
        path = (*above, str(element.get("name", "")))
        yield path
        if element.get("type") in _SECTIONS:
            yield from _paths(element.get("children", ()), path)
