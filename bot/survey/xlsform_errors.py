"""pyxform's refusals, with the sheet and the cell that they are about, and what to do, in Indonesian and in English."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from bot.survey.grid import grid_of
from bot.survey.problems import Problem, problem
from bot.survey.workbook import SHEETS, Workbook
from bot.survey.yaml_text import Place

_ROW: Final = re.compile(r"\[?\brow\s*:?\s*(\d+)\]?:?", re.IGNORECASE)
_SHEET: Final = re.compile(
    r"\b(?:on|in|for)\s+(?:the\s+)?(?:sheet:?\s+)?['\"]?(survey|choices|settings|entities|external_choices|osm)\b['\"]?",
    re.IGNORECASE,
)
_COLUMN: Final = re.compile(r"the '([\w:. ()-]+)' (?:value|column)|column '([\w:. ()-]+)'")
_QUOTED: Final = re.compile(r"'([^'\n]{1,120})'|\"([^\"\n]{1,120})\"|\$\{([^}]{1,80})\}")
_LEARN: Final = re.compile(r"\s*(?:Learn more|Details)\b.*$|\bhttps?://\S+", re.IGNORECASE | re.DOTALL)
_MOST: Final = 240


class _Known(NamedTuple):
    """What pyxform says, what that means in Indonesian, and the cure in both languages."""

    says: str
    said: str
    cure: str
    cure_id: str
    codes: frozenset[str] = frozenset()
    """Our own codes for the same slip."""


_KNOWN: Final = (
    _Known(
        "has not been included",
        "Baris formulir lain tidak bisa dimasukkan dengan include.",
        "Copy those rows into this sheet.",
        "Salin baris-baris itu ke lembar ini.",
        frozenset({"S710"}),
    ),
    _Known(
        "names with spaces",
        "Nama pilihan tidak boleh memakai spasi.",
        "Write _ instead; the label may hold spaces.",
        "Pakai _; yang boleh memakai spasi adalah label.",
        frozenset({"S208"}),
    ),
    _Known(
        "external_choices sheet",
        "Lembar external_choices belum ada.",
        "Name the sheet with those choices external_choices, with the headers list_name, name and label.",
        "Beri nama external_choices pada lembar pilihan itu, dengan judul list_name, name, label.",
        frozenset({"S203"}),
    ),
    _Known(
        "'meta'",
        'Nama "meta" dipakai oleh XLSForm sendiri.',
        "Give the group another name.",
        "Beri grup itu nama lain.",
    ),
    _Known(
        "must have a sheet named|sheet named|survey sheet is|missing the following sheet",
        "Lembar survey belum ada.",
        "Name the sheet with the questions survey.",
        "Beri nama survey pada lembar yang berisi pertanyaan.",
    ),
    _Known(
        "header",
        "Judul kolom keliru atau belum ada.",
        "Write the headers exactly: type, name, label; list_name, name, label.",
        "Tulis judul kolom persis: type, name, label; list_name, name, label.",
    ),
    _Known(
        "reference variables?|no survey element|trying to replace|does not exist|not found|could not be found",
        "Nama di dalam ${ } tidak ada, atau ada lebih dari satu.",
        "Correct the name between ${ and }.",
        "Betulkan nama di antara ${ dan }.",
        frozenset({"S401", "S710"}),
    ),
    _Known(
        "parameter",
        "Isi kolom parameters keliru.",
        "Write parameters as name=value, such as start=0 end=10 step=1.",
        "Tulis parameters sebagai nama=isi, misalnya start=0 end=10 step=1.",
    ),
    _Known(
        "choice names must be unique|allow_choice_duplicates",
        "Satu daftar pilihan memuat nama yang sama dua kali.",
        "Give each choice of a list its own name, or set allow_choice_duplicates to yes.",
        "Beri setiap pilihan nama sendiri, atau isi allow_choice_duplicates dengan yes.",
        frozenset({"S204"}),
    ),
    _Known(
        "must be unique|must unique|more than one survey element|case-insensitive match|same as the survey root",
        "Nama ini sudah dipakai baris lain.",
        "Give each row its own name.",
        "Beri setiap baris nama sendiri.",
        frozenset({"S104"}),
    ),
    _Known(
        "choices should have a label|choices must have a name",
        "Pilihan ini belum punya nama atau label.",
        "Fill in name and label of the choice.",
        "Isi name dan label pilihan itu.",
    ),
    _Known(
        "list name not in|not in the choices sheet|choice list|there should be a choices sheet|no choices",
        "Daftar pilihan itu tidak ada di lembar choices.",
        "Write the list on the sheet choices (list_name, name, label), or correct its name in the column type.",
        "Tulis daftarnya di lembar choices (list_name, name, label), atau betulkan namanya di kolom type.",
        frozenset({"S203", "S209", "S710"}),
    ),
    _Known(
        "unknown question type|unknown type",
        "Jenis pertanyaan itu tidak dikenal.",
        "Use a type of XLSForm, such as text, integer, date, select_one LIST.",
        "Pakai jenis dari XLSForm, misalnya text, integer, date, select_one DAFTAR.",
        frozenset({"S201", "S202"}),
    ),
    _Known(
        "with no type",
        "Baris ini belum punya jenis.",
        "Fill in the column type.",
        "Isi kolom type.",
    ),
    _Known(
        "with no name",
        "Baris ini belum punya nama.",
        "Fill in the column name.",
        "Isi kolom name.",
        frozenset({"S103"}),
    ),
    _Known(
        "unmatched|begin statement|end statement",
        "Grup atau ulangan belum ditutup, atau ditutup dua kali.",
        "Write one end for each begin.",
        "Tulis satu end untuk setiap begin.",
        frozenset({"S112", "S113"}),
    ),
    _Known(
        "missing calculation",
        "Rumus belum diisi.",
        "Fill in the column calculation.",
        "Isi kolom calculation.",
        frozenset({"S103"}),
    ),
    _Known(
        "names must begin|invalid character|invalid xml|names? may contain|is invalid",
        "Isinya memuat huruf atau tanda yang tidak boleh.",
        "Use letters, digits, _ and -, and begin with a letter.",
        "Pakai huruf, angka, _ dan -, diawali huruf.",
    ),
    _Known(
        "label",
        "Label belum diisi.",
        "Fill in the column label.",
        "Isi kolom label.",
    ),
)


def explain(message: str, workbook: Workbook | None = None) -> Problem:
    """Return the problem that pyxform's sentence is about, at the cell that it names or quotes."""
    plain = " ".join(_LEARN.sub("", _ROW.sub("", message, count=1)).split()).strip(" :")[:_MOST]
    known = _known(message) or _Known(
        "",
        f"pyxform menolaknya: {plain}",
        "Correct the form and check it again.",
        "Betulkan formulirnya lalu periksa lagi.",
    )
    sheet, place = _place(message, workbook)
    return told((sheet, place), plain, known.said, known.cure, known.cure_id)


def told(where: tuple[str, Place], detail: str, detail_id: str, cure: str, cure_id: str) -> Problem:
    """Return what is wrong with a form at a cell of a sheet, in words of its own."""
    sheet, place = where
    details = {"detail": detail, "detail_id": detail_id, "cure": cure, "cure_id": cure_id}
    return problem("S710", place.line, place.column, **details).on(sheet)


def codes_for(message: str) -> frozenset[str]:
    """Return our own codes for what pyxform's sentence says; none where we have none."""
    known = _known(message)
    return known.codes if known is not None else frozenset()


def _known(message: str) -> _Known | None:
    return next((each for each in _KNOWN if re.search(each.says, message, re.IGNORECASE)), None)


def _place(message: str, workbook: Workbook | None) -> tuple[str, Place]:
    # "List name not in choices sheet" is about a row of the survey.
    row, named = _ROW.search(message), _SHEET.search(re.sub(r"not in (?:the )?\w+ sheet", "", message))
    sheet = named[1].lower() if named else "survey"
    if row is not None:
        return sheet, Place(int(row[1]), _column(message, sheet, workbook))
    return (_quoted(message, sheet, workbook) if workbook is not None else None) or (sheet, Place(1, 1))


def _column(message: str, sheet: str, workbook: Workbook | None) -> int:
    found = _COLUMN.search(message)
    column = next((each for each in found.groups() if each), "") if found else ""
    return max(1, grid_of(workbook, sheet).column(column.lower())) if workbook is not None and column else 1


def _quoted(message: str, first: str, workbook: Workbook) -> tuple[str, Place] | None:
    """Return the first cell that holds what the sentence quotes: as a whole, else within a longer text."""
    words = [next(each for each in groups if each) for groups in _QUOTED.findall(" ".join(message.split()))]
    sheets = sorted((each for each in SHEETS if workbook.sheet(each)), key=lambda each: each != first)
    for whole in (True, False):
        for word in words:
            for sheet in sheets:
                for number, row in enumerate(workbook.sheet(sheet), 1):
                    for column, cell in enumerate(row, 1):
                        if " ".join(cell.split()) == word if whole else word in cell and number > 1:
                            return sheet, Place(number, column)
    return None
