"""Reads the cells of an Excel workbook (.xlsx, .xls), safely, and writes them; and the text form that is kept of it.

Strangers may send any file under this name. Sizes are looked at before anything is unpacked, nothing is worked out, and
nothing outside the file is opened. What is wrong is a ``Refused`` with the rule's code, the sheet and the cell.
"""

from __future__ import annotations

import datetime
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

Rows = tuple[tuple[str, ...], ...]
"""A sheet: its rows from the first on, each with the text of its cells; empty rows are kept, so that numbers hold."""

MARK: Final = '{"xlsform":'
"""How the text form of a workbook begins."""

MOST_BYTES: Final = 8_000_000
MOST_UNPACKED: Final = 40_000_000
MOST_PARTS: Final = 1_000
MOST_ROWS: Final = 10_000
MOST_COLUMNS: Final = 400
MOST_TEXT: Final = 4_000_000
_MOST_SHARED: Final = 8_000_000
_TIMES_SMALLER: Final = 150
"""Honest XML packs ten times smaller or so; what packs much better was made to fill a disk."""
_EMPTY_ROWS: Final = 60
"""After so many empty rows a sheet is taken to end (as in pyxform)."""
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SPACE: Final = re.compile(r"[ \t\r\f\v\u00a0]+")
SHEETS: Final = ("survey", "choices", "settings", "external_choices", "entities", "osm", "consent")


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of a workbook by their names, in order, and the files of rows that stand beside it."""

    sheets: Mapping[str, Rows]
    files: Mapping[str, str] = field(default_factory=dict)

    def sheet(self, name: str) -> Rows:
        """Return the sheet of that name, whatever its capitals; empty where there is none."""
        return next((rows for title, rows in self.sheets.items() if title.strip().lower() == name), ())


class Refused(Exception):
    """The workbook cannot be used. ``details`` fill in the rule's sentence."""

    def __init__(self, code: str, sheet: str = "", row: int = 0, column: int = 0, **details: object) -> None:
        """Name the rule and the cell; rows and columns count from 1."""
        super().__init__(code)
        self.code = code
        self.sheet = sheet
        self.row = row
        self.column = column
        self.details = details


def column_letter(column: int) -> str:
    """Return the letters that Excel gives a column counted from 1: 1 is A, 28 is AB; empty for 0."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_workbook(content: bytes) -> Workbook:
    """Return the cells of a workbook as text. Raises Refused."""
    if len(content) > MOST_BYTES:
        raise Refused("S702", limit=f"{MOST_BYTES // 1_000_000} MB")
    if content.startswith(_ZIP):
        _look_inside(content)
        return Workbook(_read_xlsx(content))
    if content.startswith(_OLE):
        return Workbook(_read_xls(content))
    raise Refused("S701", detail="it is no Excel file")


def _look_inside(content: bytes) -> None:
    """Refuse what would not fit, before anything is unpacked; then what only harmful files hold."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            squeezed = any(
                part.file_size > 1_000_000 and part.file_size > _TIMES_SMALLER * max(1, part.compress_size)
                for part in parts
            )
            shared = any(part.file_size > _MOST_SHARED for part in parts if part.filename.endswith("sharedStrings.xml"))
            if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or squeezed or shared:
                raise Refused("S702", limit=f"{MOST_UNPACKED // 1_000_000} MB")
            for part in parts:
                _look_at(archive, part)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        ValueError,
        OSError,
        RuntimeError,
        NotImplementedError,
    ) as error:
        raise Refused("S701", detail=str(error)[:80] or type(error).__name__) from error


def _look_at(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if part.flag_bits & 1:
        raise Refused("S703", detail="password")
    name = part.filename.lower()
    if name.startswith("xl/externallinks/"):
        raise Refused("S704", detail="externalLinks")
    if not name.endswith((".xml", ".rels")):
        return
    # A document type can only stand in front of the first element.
    head = archive.read(part)[:4_096]
    plain = head.replace(b"\0", b"").lower()
    if b"<!doctype" in plain or b"<!entity" in plain:
        raise Refused("S704", detail="DOCTYPE")


def _read_xlsx(content: bytes) -> dict[str, Rows]:
    import openpyxl  # here, because only workbooks need it and it is large
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        values = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        formulas = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        try:
            return {
                sheet.title: _gather(
                    sheet.title, _cells(sheet.title, sheet.iter_rows(), formulas[sheet.title].iter_rows())
                )
                for sheet in values.worksheets
                if _is_read(sheet.title, len(values.worksheets))
            }
        finally:
            values.close()
            formulas.close()
    except Refused:
        raise
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        OSError,
        AttributeError,
        SyntaxError,
    ) as error:
        # SyntaxError is what XML parsers raise.
        raise Refused("S701", detail=f"{type(error).__name__}: {error}"[:80]) from error


def _is_read(title: str, sheets: int) -> bool:
    """Whether the sheet is part of a form: by its name, or because there is no other one (as in pyxform)."""
    return sheets == 1 or title.strip().lower() in SHEETS


def _cells(title: str, values: Iterable[Sequence[Any]], formulas: Iterable[Sequence[Any]]) -> Iterator[list[str]]:
    for number, (row, beside) in enumerate(zip(values, formulas, strict=False), 1):
        cells: list[str] = []
        for column, (cell, formula) in enumerate(zip(row, beside, strict=False), 1):
            if column > MOST_COLUMNS and cell.value is not None:
                raise Refused("S705", title, number, column, limit=MOST_COLUMNS, what="columns", what_id="kolom")
            if cell.value is None and formula.data_type == "f":
                raise Refused("S706", title, number, column)
            cells.append("" if cell.value is None else _text(cell.value))
        yield cells


def _gather(title: str, rows: Iterable[list[str]]) -> Rows:
    """Return the rows of a sheet, without the empty ones at its end."""
    kept: list[tuple[str, ...]] = []
    empty = letters = 0
    for cells in rows:
        while cells and not cells[-1]:
            cells.pop()
        empty = 0 if cells else empty + 1
        if empty > _EMPTY_ROWS:
            break
        kept.append(tuple(cells))
        letters += sum(map(len, cells))
        if len(kept) > MOST_ROWS or letters > MOST_TEXT:
            raise Refused("S705", title, len(kept), 1, limit=MOST_ROWS, what="rows", what_id="baris")
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)


def _text(value: object) -> str:
    """Return a cell as text, as pyxform does: 3 and not 3.0, TRUE, a day as ISO 8601."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value).replace("\u00a0", " ").strip()


def _read_xls(content: bytes) -> dict[str, Rows]:
    import xlrd  # here, because hardly anybody has such files any more

    try:
        book = xlrd.open_workbook(file_contents=content, on_demand=True, logfile=io.StringIO())
        sheets: dict[str, Rows] = {}
        for name in book.sheet_names():
            if not _is_read(name, book.nsheets):
                continue
            sheet = book.sheet_by_name(name)
            sheets[name] = _gather(name, _old_cells(name, sheet, book.datemode))
    except Refused:
        raise
    except Exception as error:
        # A broken file makes xlrd raise anything at all.
        code = "S703" if "encrypt" in str(error).lower() else "S701"
        raise Refused(code, detail=f"{type(error).__name__}: {error}"[:80]) from error
    return sheets


def _old_cells(name: str, sheet: Any, datemode: int) -> Iterator[list[str]]:
    import xlrd

    if sheet.ncols > MOST_COLUMNS:
        raise Refused("S705", name, 1, sheet.ncols, limit=MOST_COLUMNS, what="columns", what_id="kolom")
    for number in range(sheet.nrows):
        cells: list[str] = []
        for cell in sheet.row(number):
            match cell.ctype:
                case xlrd.XL_CELL_BOOLEAN:
                    cells.append("TRUE" if cell.value else "FALSE")
                case xlrd.XL_CELL_DATE:
                    cells.append(_text(_old_date(cell.value, datemode)))
                case xlrd.XL_CELL_EMPTY | xlrd.XL_CELL_BLANK | xlrd.XL_CELL_ERROR:
                    cells.append("")
                case _:
                    cells.append(_text(cell.value))
        yield cells


def _old_date(value: float, datemode: int) -> object:
    import xlrd

    parts = xlrd.xldate_as_tuple(value, datemode)
    return datetime.time(*parts[3:]) if parts[:3] == (0, 0, 0) else datetime.datetime(*parts)  # noqa: DTZ001 - a cell has no zone


def to_source(workbook: Workbook) -> str:
    """Return the text form of a workbook: the same cells give the same text, whatever program saved them."""
    whole = {
        "xlsform": {
            "sheets": {title: rows for title, rows in workbook.sheets.items() if _is_read(title, len(workbook.sheets))},
            "files": dict(sorted(workbook.files.items())),
        }
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def from_source(source: str) -> Workbook:
    """Return the workbook that a text form holds. Raises Refused for anything else."""
    try:
        whole = json.loads(source)["xlsform"]
        sheets = {title: tuple(tuple(map(str, row)) for row in rows) for title, rows in whole["sheets"].items()}
        return Workbook(sheets, {name: str(text) for name, text in whole["files"].items()})
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refused("S701", detail=f"{type(error).__name__}: {error}"[:80]) from error


def write_workbook(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """Return an .xlsx file with these sheets: header in bold and kept in view, every cell text, nothing a formula."""
    import openpyxl
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for number, row in enumerate(rows, 1):
            for column, text in enumerate(row, 1):
                if text:
                    cell = sheet.cell(number, column)
                    cell.value = text
                    cell.data_type = "s"
                    cell.font = Font(bold=number == 1)
                    cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.freeze_panes = "A2"
        widths = [
            max((len(row[at]) for row in rows if at < len(row)), default=0)
            for at in range(max(map(len, rows), default=0))
        ]
        for at, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(at)].width = min(60, max(10, width + 2))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
