"""Reading one table of cells: texts by language, expressions, flags and numbers, each with its place and its problems.

Vocabulary and headers are XLSForm's. A text for people may be written in three ways: ``label: Halo``,
``label: {id: Halo, jv: Sugeng}`` or ``label::id: Halo``; all three end as the same value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import isnan
from typing import Final

from bot.survey.expressions import Expression, ExpressionError, compile_expression, literal
from bot.survey.functions import FUNCTIONS
from bot.survey.model import Texts
from bot.survey.problems import Problem, guess, problem
from bot.survey.values import to_number
from bot.survey.yaml_text import Items, Leaf, Place, Table, Tree

LANGUAGES: Final[Mapping[str, str]] = {
    "id": "id",
    "jv": "jv",
    "en": "en",
    "indonesia": "id",
    "indonesian": "id",
    "bahasa indonesia": "id",
    "jawa": "jv",
    "basa jawa": "jv",
    "javanese": "jv",
    "english": "en",
    "inggris": "en",
}
"""Names of languages as authors write them in headers, and the code that each means."""

MEDIA: Final = ("audio", "image", "video")
"""What may go with a label: ``audio: tanya.ogg``, ``media::audio: tanya.ogg`` or ``media::audio::en: ask.ogg``."""

FILE_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_ .-]{0,80}\.[A-Za-z0-9]{2,4}")
"""What the name of such a file looks like."""

_CALL: Final = re.compile(r"([a-z][\w:-]*)\(")
_BENT: Final = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " "})
YES: Final = frozenset({"yes", "ya", "true", "true()", "y", "1"})
NO: Final = frozenset({"no", "tidak", "false", "false()", "n", "0", ""})
"""What a cell that says yes or no may hold, in small letters."""


def plain_quotes(text: str) -> str:
    """Return the text with straight quotes and plain spaces: bent ones would make every SMS with them twice as dear."""
    return text.translate(_BENT)


def language_code(header: str) -> str:
    """Return the code of a language header such as "id", "English (en)" or "Indonesia"; empty where unknown."""
    in_brackets = re.search(r"\(([A-Za-z]{2,3})\)\s*$", header)
    named = (in_brackets[1] if in_brackets else header).strip().lower()
    return LANGUAGES.get(named, "")


@dataclass(slots=True)
class Problems:
    """Collects what is wrong, so that an author sees everything at once."""

    found: list[Problem] = field(default_factory=list)

    def add(self, code: str, place: Place, /, **details: object) -> None:
        """Add the problem of rule ``code`` at ``place``."""
        self.found.append(problem(code, place.line, place.column, **details))


@dataclass(frozen=True, slots=True)
class Cells:
    """One row, or one table of settings, with the words to name it by in a problem.

    ``default`` is the language of a text written without one.
    """

    table: Table
    named: str
    problems: Problems
    default: str = "id"

    @property
    def place(self) -> Place:
        """Where the row begins."""
        return self.table.place

    def where(self, column: str) -> Place:
        """Where the value of ``column`` stands, its key where it has no text of its own, or the row."""
        value = self.table.entries.get(column)
        if isinstance(value, Leaf) and value.text:
            return value.place
        return self.table.keys.get(column, self.table.place)

    def expect_only(self, allowed: Iterable[str], texts: Iterable[str] = ()) -> None:
        """Add a problem for each column that is not among ``allowed``, nor one of ``texts`` in some language."""
        known, translated = list(allowed), set(texts)
        for key, place in self.table.keys.items():
            if key in known or split_header(key)[0] in translated:
                continue
            self.problems.add(
                "S101", place, key=key[:40], place=self.named, allowed=", ".join(known), **guess(key, known)
            )

    def text(self, column: str) -> str:
        """Return the cell's text without outer spaces; empty where there is none."""
        value = self.table.entries.get(column)
        if value is None:
            return ""
        if isinstance(value, Leaf):
            return plain_quotes(value.text).strip()
        self._wrong_shape(column, value.place)
        return ""

    def needed(self, column: str) -> str:
        """Return the cell's text; a problem where it is empty."""
        found = self.text(column)
        if not found and not isinstance(self.table.entries.get(column), Items | Table):
            self.problems.add("S103", self.where(column), key=column, place=self.named)
        return found

    def refuse(self, column: str, wanted_en: str, wanted_id: str, known: Iterable[str] = ()) -> None:
        """Add the problem that the cell's text is no value for its column."""
        value = self.text(column)
        self.problems.add(
            "S108",
            self.where(column),
            key=column,
            value=value[:40],
            wanted_en=wanted_en,
            wanted_id=wanted_id,
            **guess(value, known),
        )

    def flag(self, column: str) -> bool:
        """Return whether the cell says yes; an empty cell says no."""
        said = self.text(column).lower()
        if said not in YES and said not in NO:
            self.refuse(column, "ya or tidak", "ya atau tidak", ("ya", "tidak"))
        return said in YES

    def condition(self, column: str) -> tuple[bool, Expression | None]:
        """Return whether the cell says yes, or the expression that says when it does."""
        said = self.text(column)
        return (False, self.expression(column)) if is_rule(said) else (self.flag(column), None)

    def worked_out(self, column: str) -> Expression | None:
        """Return what the cell comes to: an expression where it is one, else the very words of the cell."""
        said = self.text(column)
        if not said or is_rule(said):
            return self.expression(column) if said else None
        try:
            return literal(said)
        except ExpressionError as error:
            self.problems.add(error.code, self.where(column), **error.details)
            return None

    def number(self, column: str) -> float | None:
        """Return the cell's number, or None where it is empty or (with a problem) no number."""
        said = self.text(column)
        if not said:
            return None
        number = to_number(said)
        if isnan(number) or "-" in said[1:]:
            self.refuse(column, "a number such as 10 or 2.5", "angka, misalnya 10 atau 2.5")
            return None
        return number

    def one_of(self, column: str, known: Mapping[str, str], default: str) -> str:
        """Return what the cell's word means by the table ``known``; ``default`` where it is empty or unknown."""
        said = self.text(column).lower()
        if said and said not in known:
            words = ", ".join(known)
            self.refuse(column, f"one of: {words}", f"salah satu: {words}", known)
        return known.get(said, default)

    def expression(self, column: str, *, columns: bool = False) -> Expression | None:
        """Return the cell compiled, or None where it is empty or (with a problem) no sound expression.

        With ``columns`` a bare word is a column of the choices, as in a choice_filter.
        """
        value = self.table.entries.get(column)
        if not isinstance(value, Leaf):
            self.text(column)
            return None
        self._watch_remark(value)
        if not value.text.strip():
            return None
        lead = len(value.text) - len(value.text.lstrip())
        try:
            return compile_expression(value.text.strip(), paths=columns, columns=columns)
        except ExpressionError as error:
            place = value.place.moved(lead + error.column - 1)
            self.problems.add(error.code, place, **error.details)
            return None

    def texts(self, column: str) -> Texts:
        """Return the words of ``column`` by language, from all three ways of writing them."""
        found: dict[str, str] = {}
        for key, value in self.table.entries.items():
            name, header = split_header(key)
            if name != column:
                continue
            place = self.table.keys[key]
            if isinstance(value, Items):
                self._wrong_shape(key, value.place)
            elif isinstance(value, Table):
                for language, words in value.entries.items():
                    self._put(found, column, language, words, value.keys[language])
            else:
                self._put(found, column, header or self.default, value, place)
        if found and not found.get("id"):
            self.problems.add("S107", self.where(column), key=column)
        return found

    def media(self) -> Mapping[str, Texts]:
        """Return the files that go with the label, by what they are ("audio", "image", "video") and language."""
        found: dict[str, dict[str, str]] = {}
        for key, value in self.table.entries.items():
            place, (name, header) = self.table.keys[key], split_header(key)
            if name in MEDIA:
                self._medium(found, name, header, value, place)
            elif name == "media" and isinstance(value, Table) and not header:
                for kind, each in value.entries.items():
                    self._medium(found, *split_header(kind), each, value.keys[kind])
            elif name == "media":
                self._medium(found, *split_header(header), value, place)
        for kind, files in found.items():
            if files and "id" not in files:
                self.problems.add("S107", self.table.place, key=kind)
        return {kind: files for kind, files in found.items() if files}

    def _medium(self, found: dict[str, dict[str, str]], kind: str, language: str, value: Tree, place: Place) -> None:
        if kind not in MEDIA:
            known = ", ".join(MEDIA)
            self.problems.add("S101", place, key=kind[:40], place=self.named, allowed=known, **guess(kind, MEDIA))
            return
        files = found.setdefault(kind, {})
        if isinstance(value, Table):
            for each, words in value.entries.items():
                self._put(files, kind, each, words, value.keys[each])
        else:
            self._put(files, kind, language or self.default, value, place)
        for code, file in list(files.items()):
            if not FILE_NAME.fullmatch(file):
                del files[code]
                self._no_file(kind, file, place)

    def _no_file(self, kind: str, file: str, place: Place) -> None:
        self.problems.add(
            "S108",
            place,
            key=kind,
            value=file[:40],
            wanted_en="the name of a file, such as tanya.ogg",
            wanted_id="nama berkas, misalnya tanya.ogg",
            maybe_en="",
            maybe_id="",
        )

    def needed_texts(self, column: str) -> Texts:
        """Return the words by language; a problem where there are none."""
        before = len(self.problems.found)
        found = self.texts(column)
        if not found and len(self.problems.found) == before:
            self.problems.add("S103", self.where(column), key=column, place=self.named)
        return found

    def _put(self, found: dict[str, str], column: str, language: str, words: Tree, place: Place) -> None:
        code = language_code(language)
        if not code:
            self.problems.add("S106", place, language=language[:40], **guess(language, LANGUAGES))
        elif code in found:
            self.problems.add("S111", place, key=column, language=code)
        elif not isinstance(words, Leaf):
            self._wrong_shape(column, words.place)
        else:
            self._watch_remark(words)
            text = " ".join(plain_quotes(words.text).split())
            if text:
                found[code] = text

    def _watch_remark(self, leaf: Leaf) -> None:
        if leaf.remark:
            self.problems.add("S009", leaf.place, value=leaf.remark[:60])

    def _wrong_shape(self, column: str, place: Place) -> None:
        self.problems.add("S102", place, key=column, wanted_en="a text", wanted_id="sebuah teks")


def is_rule(text: str) -> bool:
    """Return whether a cell that may hold plain words holds an expression: it reads an answer, or calls a function."""
    if "${" in text:
        return True
    return any(found.start() == 0 or found[1] in FUNCTIONS for found in _CALL.finditer(text))


def split_header(key: str) -> tuple[str, str]:
    """Return column and language of a header: "label::English (en)" and "label:en" are ("label", ...)."""
    name, _, language = key.partition(":")
    return name.strip(), language.lstrip(":").strip()
