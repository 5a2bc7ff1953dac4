"""Reads the cells of an Excel workbook (.xlsx, .xls), safely, and writes them; and the text form that is kept of it.

Strangers may send any file under this name. Sizes are looked at before anything is unpacked, nothing is worked out, and
nothing outside the file is opened. What is wrong is a ``Refused`` with the rule's code, the sheet and the cell.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from bot.survey.problems import nearest
from bot.survey.refused import Refused
from bot.survey.xlsx import EMPTY_ROWS, MOST_ROWS, MOST_TEXT, Rows, read_xlsx
from bot.survey.xlsx_values import as_text, moment

MARK: Final = '{"xlsform":'
"""How the text form of a workbook begins."""

MOST_BYTES: Final = 8_000_000
MOST_OLD_BYTES: Final = 4_000_000
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
"""A part of the container that Excel puts a workbook with a password into."""
SHEETS: Final = ("survey", "choices", "settings", "external_choices", "entities", "osm", "consent")


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of a workbook by their names, in order, and the files of rows that stand beside it."""

    sheets: Mapping[str, Rows]
    files: Mapping[str, str] = field(default_factory=dict)

    def sheet(self, name: str) -> Rows:
        """Return the sheet of that name, whatever its capitals; empty where there is none."""
        return next((rows for title, rows in self.sheets.items() if title.strip().lower() == name), ())


def read_workbook(content: bytes) -> Workbook:
    """Return the cells of a workbook as text. Raises Refused."""
    if len(content) > MOST_BYTES:
        raise Refused("S702", limit=f"{MOST_BYTES // 1_000_000} MB")
    if not content.startswith((_ZIP, _OLE)):
        raise Refused("S701", detail="it is no Excel file")
    titles: list[str] = []

    def wanted(title: str, sheets: int) -> bool:
        titles.append(title)
        return _is_read(title, sheets)

    sheets = read_xlsx(content, wanted) if content.startswith(_ZIP) else _read_xls(content, wanted)
    if len(titles) > 1 and not any(title.strip().lower() == "survey" for title in titles):
        _refuse_without_survey(titles)
    return Workbook(sheets)


def _refuse_without_survey(titles: Sequence[str]) -> NoReturn:
    near = nearest("survey", [title.strip().lower() for title in titles])
    shown = ", ".join(titles[:9])[:120]
    meant = next((title for title in titles if title.strip().lower() == near), "") if near else ""
    raise Refused(
        "S710",
        meant,
        1 if meant else 0,
        1 if meant else 0,
        detail=f"There is no sheet survey, only {shown}.",
        detail_id=f"Lembar survey belum ada, hanya {shown}.",
        cure=f'Rename "{meant}" to survey.' if meant else "Name the sheet with the questions survey.",
        cure_id=f'Ganti nama "{meant}" menjadi survey.' if meant else "Beri nama survey pada lembar pertanyaan.",
    )


def _is_read(title: str, sheets: int) -> bool:
    """Whether the sheet is part of a form: by its name, or because there is no other one (as in pyxform)."""
    return sheets == 1 or title.strip().lower() in SHEETS


def _gather(title: str, rows: Iterable[list[str]]) -> Rows:
    """Return the rows of a sheet, without the empty ones at its end."""
    kept: list[tuple[str, ...]] = []
    filled = letters = 0
    for number, cells in enumerate(rows, 1):
        while cells and not cells[-1]:
            cells.pop()
        if number > filled + EMPTY_ROWS:
            break
        kept.append(tuple(cells))
        filled = number if cells else filled
        letters += sum(map(len, cells))
        if number > MOST_ROWS or letters > MOST_TEXT:
            raise Refused("S705", title, number, 1, limit=MOST_ROWS, what="rows", what_id="baris")
    return tuple(kept[:filled])


def _read_xls(content: bytes, wanted: Callable[[str, int], bool]) -> dict[str, Rows]:
    if _LOCKED in content:
        raise Refused("S703", detail="password")
    if len(content) > MOST_OLD_BYTES:
        raise Refused("S702", limit=f"{MOST_OLD_BYTES // 1_000_000} MB")
    import xlrd  # here, because hardly anybody has such files any more

    try:
        book = xlrd.open_workbook(file_contents=content, on_demand=True, ragged_rows=True, logfile=io.StringIO())
        sheets: dict[str, Rows] = {}
        for name in book.sheet_names():
            if wanted(name, book.nsheets):
                sheets[name] = _gather(name, _old_cells(book.sheet_by_name(name), book.datemode))
    except Refused:
        raise
    except Exception as error:
        # A broken file makes xlrd raise anything at all.
        code = "S703" if "encrypt" in str(error).lower() else "S701"
        raise Refused(code, detail=f"{type(error).__name__}: {error}"[:80]) from error
    return sheets


def _old_cells(sheet: Any, datemode: int) -> Iterator[list[str]]:
    import xlrd

    for number in range(sheet.nrows):
        cells: list[str] = []
        for cell in sheet.row(number):
            match cell.ctype:
                case xlrd.XL_CELL_BOOLEAN:
                    cells.append(as_text(bool(cell.value)))
                case xlrd.XL_CELL_DATE:
                    cells.append(as_text(moment(cell.value, from_1904=datemode == 1)))
                case xlrd.XL_CELL_EMPTY | xlrd.XL_CELL_BLANK | xlrd.XL_CELL_ERROR:
                    cells.append("")
                case _:
                    cells.append(as_text(cell.value))
        yield cells


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
