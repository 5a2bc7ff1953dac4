"""A member list as people keep it (Excel, saved as CSV): read tolerantly, and every row that cannot be used is named.

Columns may be headed in English or Indonesian, in any order and case; commas, semicolons or tabs separate. Nothing here
touches the database.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bot.phone import is_whatsapp_id, normalise
from bot.services.areas import find_kabupaten

Field = Literal[
    "name", "number", "union", "area", "desa", "kecamatan", "kabupaten", "province", "role", "language", "medium"
]

HEADERS: Final[Mapping[Field, str]] = {
    "name": "name nama namalengkap namaanggota fullname",
    "number": (
        "number nomor nomorhp nohp hp nomorhandphone handphone notelp notelepon nomortelepon telepon telp nowa nomorwa wa "
        "nomorwhatsapp nowhatsapp whatsapp phone phonenumber mobile ponsel nomorponsel kontak"
    ),
    "union": "union serikat namaserikat",
    "area": "area wilayah alamat daerah",
    "desa": "desa kelurahan desakelurahan village",
    "kecamatan": "kecamatan kec subdistrict",
    "kabupaten": "kabupaten kab kabupatenkota kabkota kota district regency",
    "province": "province provinsi",
    "role": "role peran jabatan",
    "language": "language bahasa lang",
    "medium": "medium saluran",
}
"""What may stand at the head of each column, without blanks and signs."""

ROLES: Final = {
    "member": "member anggota kader warga",
    "coordinator": "coordinator koordinator koordinatorserikat",
    "secretariat": "secretariat sekretariat",
    "staff": "staff staf pengurus dewan",
    "partner": "partner mitra",
}
LANGUAGES: Final = {
    "id": "id indonesia bahasaindonesia indonesian",
    "jv": "jv jawa bahasajawa basajawa javanese",
    "en": "en inggris bahasainggris english",
}
MEDIA: Final = {"sms": "sms", "whatsapp": "whatsapp wa"}

LONGEST_CELL: Final = 100
"""Letters of a name or place. A quotation mark that is never closed makes one cell of the rest of the file."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was left out. ``line`` is the line in the file (1 is the first); ``reason`` says what to mend."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth a look in a row that was taken."""

    line: int
    note: str


@dataclass(frozen=True, slots=True)
class Person:
    """One usable row. ``addresses`` are E.164 numbers or WhatsApp ids; an empty text means that the cell was empty."""

    line: int
    name: str
    addresses: tuple[str, ...]
    union: str = ""
    desa: str = ""
    kecamatan: str = ""
    kabupaten: str = ""
    province: str = ""
    role: str = ""
    language: str = ""
    medium: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file came to."""

    people: tuple[Person, ...]
    bad: tuple[BadRow, ...]
    notes: tuple[Note, ...]


def read_sheet(text: str) -> Sheet:
    """Return the rows of a CSV text, those that cannot be used, and notes on those that can. Never raises."""
    lines = text.removeprefix("\ufeff")
    first, skipped = lines, 0
    if lines[:4].casefold() == "sep=":  # Excel's own first line
        first, skipped = lines.partition("\n")[2], 1
    head = first.split("\n", 1)[0]
    delimiter = max(";,\t", key=head.count)
    rows = _rows(first, delimiter, skipped)
    try:
        headed = next(rows, None)
        if headed is None:
            return Sheet((), (BadRow(1, "berkas kosong"),), ())
        columns = [_find(HEADERS, cell) for cell in headed[1]]
        missing = [name for field, name in (("name", "nama"), ("number", "nomor")) if field not in columns]
        if missing:
            seen = ", ".join(cell.strip() for cell in headed[1] if cell.strip()) or "(kosong)"
            reason = f"kolom {' dan '.join(missing)} tidak ada; yang ada: {seen}"
            return Sheet((), (BadRow(headed[0], reason),), ())
        return _read_rows(rows, columns)
    except csv.Error as error:
        return Sheet((), (BadRow(skipped + 1, f"berkas tidak terbaca sebagai CSV ({error})"),), ())


def _rows(text: str, delimiter: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Yield (line at which it begins, cells) of each row that is not empty."""
    # NUL stands in files that were saved as UTF-16 and read as something else.
    reader = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=delimiter)
    begins = skipped + 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield begins, cells
        begins = skipped + reader.line_num + 1


def _read_rows(rows: Iterator[tuple[int, list[str]]], columns: Sequence[Field | None]) -> Sheet:
    people: list[Person] = []
    bad: list[BadRow] = []
    notes: list[Note] = []
    for line, cells in rows:
        values: dict[str, str] = {}
        for column, cell in zip(columns, cells, strict=False):
            tidy = " ".join(cell.split())
            if column is not None and tidy:
                # Two columns of numbers (HP and WA) are two numbers of hers.
                values[column] = f"{values[column]}/{tidy}" if column == "number" and column in values else tidy
        try:
            people.append(_person(line, values, notes))
        except _BadCell as problem:
            bad.append(BadRow(line, str(problem)))
    return Sheet(tuple(people), tuple(bad), tuple(notes))


class _BadCell(Exception):
    """What is wrong with a cell, as the report says it."""


def _person(line: int, values: Mapping[str, str], notes: list[Note]) -> Person:
    name = values.get("name", "")
    if not name:
        raise _BadCell("nama kosong")
    if not re.search(r"[^\W\d_]", name):
        raise _BadCell("nama tidak memuat huruf; apakah kolomnya tertukar?")
    place = _place(values)
    if any(len(cell) > LONGEST_CELL for cell in (name, values.get("union", ""), *place.values())):
        raise _BadCell(f"nama atau tempat lebih panjang dari {LONGEST_CELL} huruf; apakah kutipnya kurang satu?")
    return Person(
        line=line,
        name=name,
        addresses=_addresses(line, values.get("number", ""), notes),
        union=values.get("union", ""),
        role=_one_of("peran", ROLES, values.get("role", "")),
        language=_one_of("bahasa", LANGUAGES, values.get("language", "")),
        medium=_one_of("saluran", MEDIA, values.get("medium", "")),
        **place,
    )


def _addresses(line: int, cell: str, notes: list[Note]) -> tuple[str, ...]:
    if not cell:
        raise _BadCell("nomor kosong")
    found: list[str] = []
    for part in re.split(r"\s*(?:[/;]|,(?=\s*[+0])|\batau\b|\bdan\b)\s*", cell):
        if not part:
            continue
        if re.fullmatch(r"\+?[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]+", part.replace(" ", "")):
            raise _BadCell(
                "Excel mengubah nomor menjadi angka seperti 6,28E+12 dan digitnya hilang; ubah kolom ke format Teks, "
                "ketik ulang nomornya"
            )
        number = part if is_whatsapp_id(part) else normalise(part)
        if number is None:
            digits = sum(character.isdigit() for character in part)
            raise _BadCell(f"bukan nomor HP ({digits} digit); tulis seperti 0812-3456-7890")
        if re.fullmatch(r"8[0-9]+", part):
            notes.append(Note(line, "angka 0 di depan nomor hilang (kebiasaan Excel); dibaca sebagai nomor Indonesia"))
        if number not in found:
            found.append(number)
    return tuple(found)


def _find(table: Mapping[Field, str], cell: str) -> Field | None:
    key = re.sub(r"[^a-z0-9]+", "", cell.casefold())
    return next((field for field, names in table.items() if key in names.split()), None)


def _one_of(what: str, table: Mapping[str, str], cell: str) -> str:
    key = re.sub(r"[^a-z]+", "", cell.casefold())
    if not key:
        return ""
    found = next((value for value, names in table.items() if key in names.split()), None)
    if found is None:
        # The second name is the Indonesian one, where there are two.
        known = ", ".join(names.split()[:2][-1] for names in table.values())
        raise _BadCell(f'{what} "{cell}" tidak dikenal; pilih: {known}')
    return found


_PLACE_TITLES: Final = (
    ("desa", r"(?:desa|ds|kelurahan|kel)\.?\s+"),
    ("kecamatan", r"(?:kecamatan|kec)\.?\s+"),
    ("kabupaten", r"(?:kabupaten|kab|kota)\.?\s+"),
    ("province", r"(?:provinsi|prov)\.?\s+"),
)


def _place(values: Mapping[str, str]) -> dict[str, str]:
    """Read desa, kecamatan, kabupaten and province from their own columns and from the one for the area."""
    place = {key: values.get(key, "") for key, _ in _PLACE_TITLES}
    untitled: list[str] = []
    for part in filter(None, re.split(r"\s*[,;/]\s*", values.get("area", ""))):
        for key, title in _PLACE_TITLES:
            if found := re.match(title, part, re.IGNORECASE):
                place[key] = place[key] or part[found.end() :]
                break
        else:
            untitled.append(part)
    if len(untitled) == 1 and find_kabupaten(untitled[0]):
        place["kabupaten"] = place["kabupaten"] or untitled[0]
        return place
    # Without titles people write the smallest place first.
    for part in untitled:
        free = next((key for key, _ in _PLACE_TITLES if not place[key]), None)
        if free is not None:
            place[free] = part
    return place
