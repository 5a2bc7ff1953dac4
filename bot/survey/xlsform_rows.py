"""The rows of a form as pyxform normalises them, turned into questions and sections, each tied to its row of the sheet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from bot.survey.cells import plain_quotes
from bot.survey.expressions import Expression, ExpressionError, compile_expression
from bot.survey.grid import Cell, Grid, grid_of
from bot.survey.model import Calculate, Integer, Note, Question, Row, Section, Text, Texts
from bot.survey.places import CONSENT, SECTION, Places
from bot.survey.problems import Problem, problem
from bot.survey.tree import Table
from bot.survey.workbook import Workbook
from bot.survey.xlsform_kinds import ALONE, LEFT_OUT, ONLY_WHATSAPP, canonical, kind_of
from bot.survey.xlsform_lists import Lists
from bot.survey.xlsform_texts import Translations
from bot.survey.yaml_text import Place

_YES: Final = frozenset({"yes", "true", "true()", "1", "y"})
_NO: Final = frozenset({"", "no", "false", "false()", "0", "n"})
_TOP: Final = Place(1, 1)
_BEGINS: Final = re.compile(r"begin[ _](group|repeat|loop)\b", re.IGNORECASE)
_ENDS: Final = re.compile(r"end[ _](group|repeat|loop)\b", re.IGNORECASE)
_SECTIONS: Final = frozenset({"group", "repeat", "loop"})
_MOST_INSTANCES: Final = 20
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
        self._lines = dict(_lines(self.sheet))
        self._times = Counter(path[-1] for path in _paths(form["children"], ()))
        self._taken: set[str] = set()
        self._index = 0
        self._sections = 0

    def texts(self, value: object) -> Texts:
        """Return words by language, from pyxform's text or mapping."""
        return self.translations.texts(value)

    def rows(self) -> tuple[Row, ...]:
        """Return the whole form."""
        return self._rows(self.form["children"], (), _TOP)

    # --- sections

    def _rows(self, elements: Iterable[Mapping[str, Any]], above: Path, around: Place) -> tuple[Row, ...]:
        rows: list[Row] = []
        for element in elements:
            name, kind = str(element.get("name", "")), str(element.get("type", ""))
            if not above and name == "meta" and kind == "group":
                continue  # pyxform's own
            path = (*above, name)
            if kind == "loop":
                rows += self._loop(element, path, around)
            elif kind in _SECTIONS:
                rows += self._section(element, path, around)
            else:
                question = self._question(element, path, around)
                rows += [] if question is None else [question]
        return tuple(rows)

    def _section(self, element: Mapping[str, Any], path: Path, around: Place) -> list[Row]:
        cells = self._cells(path)
        place = cells.get("", ("", around))[1]
        self.names.add(path[-1])
        key = self._key(path)
        self._mark_section(cells, place)
        repeats = element["type"] == "repeat"
        said = str(element.get("control", {}).get("jr:count", "")) if repeats else ""
        before: list[Row] = []
        # The places of what stands on a section's own row are those of the next question.
        relevant = self._expression(element.get("bind", {}).get("relevant"), "relevant", cells, place)
        label = self.texts(element.get("label"))
        count = self._expression(said, "repeat_count", cells, place)
        counted_by = ""
        if repeats and not said:
            counted_by = self._key((*path[:-1], f"{path[-1]}_count"))
            before.append(self._how_many(element, counted_by, path, label, relevant, place))
            count = compile_expression(f"${{{counted_by.rpartition('/')[2]}}}", paths=True)
            self.names.add(counted_by.rpartition("/")[2])
        rows = self._rows(element.get("children", ()), path, place)
        return [*before, Section(key, path, rows, label, relevant, repeats, count, counted_by)]

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

    def _how_many(
        self,
        element: Mapping[str, Any],
        key: str,
        path: Path,
        label: Texts,
        relevant: Expression | None,
        place: Place,
    ) -> Question:
        """Return the question how often a repeat is to be asked; the author gave no number."""
        self._tell("S723", place, name=element["name"])
        words = {
            "id": f"Ada berapa: {label['id']}?" if label.get("id") else "Berapa kali Ibu mau mengisi bagian berikut?",
            "en": f"How many: {label.get('en') or label.get('id')}?"
            if label
            else "How often do you want to fill in the next part?",
            "jv": f"Wonten pinten: {label.get('jv') or label.get('id')}?"
            if label
            else "Kaping pinten badhe ngisi bagian candhakipun?",
        }
        self.places[self._index, ""] = place
        self._index += 1
        return Question(
            name=key,
            kind=Integer(0, _MOST_INSTANCES),
            label=words,
            required=True,
            relevant=relevant,
            path=(*path[:-1], f"{path[-1]}_count"),
        )

    # --- questions

    def _question(self, element: Mapping[str, Any], path: Path, around: Place) -> Question | None:
        cells = self._cells(path)
        place = cells.get("", ("", around))[1]
        said, brought = canonical(str(element.get("type", "")))
        if said in LEFT_OUT:
            self._tell("S720", place, name=path[-1], type=said)
            return None
        if said in ALONE:
            return None
        if said in ONLY_WHATSAPP:
            shown, shown_id = ONLY_WHATSAPP[said]
            self._tell("S721", place, name=path[-1], type=shown, type_id=shown_id)
        self.names.add(path[-1])
        bind = {**brought, **element.get("bind", {})}
        label = self.texts(element.get("label"))
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
            path=path if len(path) > 1 or self._key(path) != path[-1] else (),
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
            appearance=str(element.get("control", {}).get("appearance", "")),
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
        quote = "'" if "'" not in text else '"'
        return compile_expression(f"{quote}{text.replace(quote, ' ')}{quote}")

    def _expression(
        self, said: object, column: str, cells: Mapping[str, Cell], place: Place, *, columns: bool = False
    ) -> Expression | None:
        """Return an expression compiled, or None where there is none or (with a problem) no sound one."""
        text = plain_quotes(str(said or "")).strip()
        if not text:
            return None
        where = cells.get(column, ("", place))[1]
        try:
            found = compile_expression(text, paths=True, columns=columns)
        except ExpressionError as error:
            self._tell(error.code, where, **error.details)
            return None
        self.expressions.append((self._index, column, found))
        self.places.setdefault((self._index, column), where)
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
        self.places[self._index, ""] = place
        for column, (_, where) in cells.items():
            if column:
                self.places.setdefault((self._index, column), where)
        self._index += 1

    def _mark_section(self, cells: Mapping[str, Cell], place: Place) -> None:
        index = SECTION - self._sections
        self._sections += 1
        self.places[index, ""] = place
        for column, (_, where) in cells.items():
            if column:
                self.places[index, column] = where

    def _own_texts(self, column: str, cells: Mapping[str, Cell]) -> Texts:
        found = {
            header.partition("::")[2].strip(): text
            for header, (text, _) in cells.items()
            if header.partition("::")[0] == column
        }
        return self.translations.texts(found) if found else {}


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


def _lines(sheet: Grid) -> Iterable[tuple[Path, Mapping[str, Cell]]]:
    """Yield the cells of each row of the sheet by the path of what it describes; "" is the row itself."""
    type_at, name_at = sheet.column("type", "command"), sheet.column("name", "value", "tag")
    above: list[str] = []
    for number, cells in sheet.each():
        row: Sequence[str] = sheet.rows[number - 2]
        said = row[type_at - 1].strip() if 0 < type_at <= len(row) else ""
        name = row[name_at - 1].strip() if 0 < name_at <= len(row) else ""
        if _ENDS.match(said):
            above[:] = above[:-1]
            continue
        named = {_header(header): cell for header, cell in cells.items()}
        yield (*above, name), {**named, "": (said, Place(number, max(1, name_at)))}
        if _BEGINS.match(said):
            above.append(name)


def _header(header: str) -> str:
    """Return a header as our own columns are called: "relevance", "bind::relevant" and "Relevant" are "relevant"."""
    name, mark, language = header.partition("::")
    plain = name.strip().lower()
    if plain == "bind" and mark:
        plain, mark, language = language.strip().lower(), "", ""
    return _ALSO.get(plain, plain) + (f"::{language.strip()}" if mark else "")


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
