"""Reads the cells of an .xlsx file: the few parts of the package that hold them, and no further than a form can reach.

Libraries for workbooks build styles, names, links and whole rows of empty cells first; a file of 200 kB can keep them busy for
minutes. Here one pass of the XML parser goes over the sheets that are asked for, counts what it sees, and stops.

Source: ECMA-376 part 1, 18.3 (worksheets), 18.4 (shared strings), 18.8 (number formats).
"""

from __future__ import annotations

import datetime
import io
import posixpath
import re
import struct
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.survey.refused import Refused
from bot.survey.xlsx_values import as_text, column_number, moment
from bot.survey.xlsx_xml import Enough, parse

Rows = tuple[tuple[str, ...], ...]
"""A sheet: its rows from the first on, each with the text of its cells; empty rows are kept, so that numbers hold."""

MOST_UNPACKED: Final = 40_000_000
MOST_PARTS: Final = 1_000
MOST_ROWS: Final = 10_000
MOST_COLUMNS: Final = 400
MOST_TEXT: Final = 3_000_000
EMPTY_ROWS: Final = 60
"""After so many empty rows a sheet is taken to end (as in pyxform)."""

_TIMES_SMALLER: Final = 150
"""Honest XML packs ten times smaller or so; what packs much better was made to fill a disk."""
_LONGEST_DIRECTORY: Final = 500_000
_DATES: Final = frozenset({*range(14, 23), 45, 46, 47})
"""The built-in number formats that show a day or a time of day."""
_NOT_FORMAT: Final = re.compile(r'"[^"]*"|\\.|_.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")


def read_xlsx(content: bytes, wanted: Callable[[str, int], bool]) -> dict[str, Rows]:
    """Return the sheets whose title (given with the number of sheets) is ``wanted``, by title. Raises Refused."""
    try:
        _look_at_directory(content)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _look_inside(archive)
            return _Package(archive).sheets(wanted)
    except Refused:
        raise
    except Exception as error:
        # A broken file makes zipfile and expat raise anything at all.
        raise Refused("S701", detail=f"{type(error).__name__}: {error}"[:80]) from error


def _look_at_directory(content: bytes) -> None:
    """Refuse a table of contents that takes long to read; it stands at the end of the file."""
    at = content.rfind(b"PK\x05\x06")
    if at < 0 or len(content) < at + 22:
        raise Refused("S701", detail="the file is cut off")
    if struct.unpack_from("<I", content, at + 12)[0] > _LONGEST_DIRECTORY:
        raise Refused("S702", limit=f"{MOST_PARTS}")


def _look_inside(archive: zipfile.ZipFile) -> None:
    """Refuse what would not fit, before anything is unpacked, and what reaches outside."""
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    squeezed = any(
        part.file_size > 1_000_000 and part.file_size > _TIMES_SMALLER * max(1, part.compress_size) for part in parts
    )
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or squeezed:
        raise Refused("S702", limit=f"{MOST_UNPACKED // 1_000_000} MB")
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("S703", detail="password")
    if any(part.filename.lower().startswith("xl/externallinks/") for part in parts):
        raise Refused("S704", detail="externalLinks")


@dataclass(slots=True)
class _Sheet:
    """A sheet as the workbook announces it."""

    title: str
    part: str


@dataclass(slots=True)
class _Styles:
    """Which number formats show days or times."""

    dates: set[int] = field(default_factory=set)
    formats: list[int] = field(default_factory=list)


class _Package:
    """An opened .xlsx file."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = {name.lower(): name for name in archive.namelist()}
        self.from_1904 = False
        self.strings: list[str] = []
        self.styles = _Styles()

    def sheets(self, wanted: Callable[[str, int], bool]) -> dict[str, Rows]:
        top = self.related("_rels/.rels", "").get("officedocument", {})
        book = next(iter(top.values()), "xl/workbook.xml")
        folder, _, name = book.rpartition("/")
        kinds = self.related(f"{folder}/_rels/{name}.rels", folder)
        found = self.announced(book, kinds.get("worksheet", {}))
        if not found:
            raise Refused("S701", detail="it holds no sheet")
        read = [sheet for sheet in found if wanted(sheet.title, len(found))]
        for part in kinds.get("styles", {}).values() if read else ():
            self.read_styles(part)
        for part in kinds.get("sharedstrings", {}).values() if read else ():
            self.read_strings(part)
        rows: dict[str, Rows] = {}
        for sheet in read:
            if sheet.title not in rows:
                rows[sheet.title] = _SheetReader(self, sheet.title).read(sheet.part)
        return rows

    def text(self, part: str) -> bytes:
        """Return a part of the package; KeyError where it has none of that name."""
        return self.archive.read(self.names[part.lower()])

    def has(self, part: str) -> bool:
        return part.lower() in self.names

    def related(self, part: str, folder: str) -> dict[str, dict[str, str]]:
        """Return the parts that another part belongs with, by their kind and then by their id."""
        found: dict[str, dict[str, str]] = {}

        def start(name: str, attributes: Mapping[str, str]) -> None:
            if name != "Relationship":
                return
            kind = attributes.get("Type", "").rpartition("/")[2].lower()
            if attributes.get("TargetMode") == "External":
                return
            target = attributes.get("Target", "")
            path = target if target.startswith("/") else posixpath.join(folder, target)
            found.setdefault(kind, {})[attributes.get("Id", "")] = posixpath.normpath(path).lstrip("/")

        if self.has(part):
            parse(self.text(part), start)
        return found

    def announced(self, book: str, parts: Mapping[str, str]) -> list[_Sheet]:
        """Return the sheets in the order of their tabs."""
        found: list[_Sheet] = []

        def start(name: str, attributes: Mapping[str, str]) -> None:
            if name == "workbookPr":
                self.from_1904 = attributes.get("date1904", "") in {"1", "true"}
            elif name == "sheet":
                key = next((text for header, text in attributes.items() if header.endswith(":id")), "")
                if key in parts:
                    found.append(_Sheet(attributes.get("name", ""), parts[key]))

        def end(name: str) -> None:
            if name == "sheets":
                raise Enough

        parse(self.text(book), start, end)
        return found

    def read_styles(self, part: str) -> None:
        """Note the formats of numbers that stand for days."""
        styles, inside = self.styles, False

        def start(name: str, attributes: Mapping[str, str]) -> None:
            nonlocal inside
            if name == "numFmt":
                shown = _NOT_FORMAT.sub("", attributes.get("formatCode", "").partition(";")[0])
                if re.search("[dmhys]", shown, re.IGNORECASE):
                    styles.dates.add(int(attributes.get("numFmtId", "-1")))
            elif name == "cellXfs":
                inside = True
            elif name == "xf" and inside:
                styles.formats.append(int(attributes.get("numFmtId", "0")))

        def end(name: str) -> None:
            if name == "cellXfs":
                raise Enough

        if self.has(part):
            parse(self.text(part), start, end)

    def read_strings(self, part: str) -> None:
        """Read the texts that cells refer to by number."""
        if self.has(part):
            reader = _Words(self.strings)
            parse(self.text(part), reader.start, reader.end, reader.text)

    def date(self, style: str) -> bool:
        """Whether a cell of this style shows its number as a day or a time."""
        formats = self.styles.formats
        number = formats[int(style)] if style and int(style) < len(formats) else 0
        return number in self.styles.dates or (number in _DATES)


class _Words:
    """The shared texts, gathered piece by piece: a text with a bold word in it is several."""

    def __init__(self, strings: list[str]) -> None:
        self.strings = strings
        self.texts: list[str] = []
        self.taking = self.spoken = False

    def start(self, name: str, _: Mapping[str, str]) -> None:
        if name == "t":
            self.taking = not self.spoken
        elif name == "si":
            self.texts.clear()
        elif name == "rPh":
            # How a word is spoken, above it: no part of the text.
            self.spoken = True

    def end(self, name: str) -> None:
        if name == "si":
            self.strings.append("".join(self.texts))
        elif name == "rPh":
            self.spoken = False
        self.taking = False

    def text(self, words: str) -> None:
        if self.taking:
            self.texts.append(words)


class _SheetReader:
    """The cells of one sheet, in one pass."""

    def __init__(self, package: _Package, title: str) -> None:
        self.package = package
        self.title = title
        self.rows: list[tuple[str, ...]] = []
        self.row = self.column = 0
        self.cells: dict[int, str] = {}
        self.letters = 0
        self.kind = self.style = ""
        self.texts: list[str] = []
        self.taking = self.spoken = self.formula = self.valued = False

    def read(self, part: str) -> Rows:
        parse(self.package.text(part), self.start, self.end, self.text)
        return tuple(self.rows)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "c":
            self.begin_cell(attributes)
        elif name in {"v", "t"}:
            self.taking = not self.spoken
            self.valued = True
        elif name == "row":
            self.row = int(attributes.get("r", self.row + 1))
            if self.row > len(self.rows) + EMPTY_ROWS:
                raise Enough
            self.column, self.cells = 0, {}
        elif name == "f":
            self.formula = True
        elif name == "rPh":
            self.spoken = True

    def begin_cell(self, attributes: Mapping[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            self.column += 1
        else:
            found = _REFERENCE.fullmatch(reference)
            if found is None:
                raise ValueError(f"{reference} is no cell")
            self.column = column_number(found[1])
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
        self.texts.clear()
        self.formula = self.valued = False

    def text(self, words: str) -> None:
        if self.taking:
            self.texts.append(words)

    def end(self, name: str) -> None:
        self.taking = False
        if name == "c":
            if self.valued or self.formula:
                self.end_cell("".join(self.texts))
        elif name == "row":
            self.end_row()
        elif name == "rPh":
            self.spoken = False
        elif name == "sheetData":
            raise Enough

    def end_cell(self, said: str) -> None:
        if self.formula and not said and self.kind != "str":
            raise Refused("S706", self.title, self.row, self.column)
        shown = self.shown(said) if said else ""
        if not shown:
            return
        if self.column > MOST_COLUMNS:
            raise Refused(
                "S705", self.title, self.row, self.column, limit=MOST_COLUMNS, what="columns", what_id="kolom"
            )
        self.cells[self.column] = shown
        self.letters += len(shown)
        if self.letters > MOST_TEXT:
            raise Refused("S705", self.title, self.row, self.column, limit=MOST_TEXT, what="letters", what_id="huruf")

    def shown(self, said: str) -> str:
        """Return what a cell says as text."""
        match self.kind:
            case "s":
                return as_text(self.package.strings[int(said)])
            case "inlineStr" | "str" | "e":
                return as_text(said)
            case "b":
                return as_text(said.strip() == "1")
            case "d":
                return as_text(datetime.datetime.fromisoformat(said))
            case _:
                number = float(said)
                dated = self.package.date(self.style)
                return as_text(moment(number, from_1904=self.package.from_1904) if dated else number)

    def end_row(self) -> None:
        if not self.cells:
            return
        if self.row <= len(self.rows):
            raise ValueError(f"row {self.row} stands twice")
        if self.row > MOST_ROWS:
            raise Refused("S705", self.title, self.row, 1, limit=MOST_ROWS, what="rows", what_id="baris")
        self.rows.extend(() for _ in range(self.row - len(self.rows) - 1))
        self.rows.append(tuple(self.cells.get(at, "") for at in range(1, max(self.cells) + 1)))
