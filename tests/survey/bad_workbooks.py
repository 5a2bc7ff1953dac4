"""Makes the bad workbooks of surveys/bad, one for each code that only a workbook shows: ``python -m tests.survey.bad_workbooks``.

They are kept, so that people can open them; this is how they came about.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl

from bot.survey.workbook import write_workbook

BAD = Path(__file__).parents[2] / "surveys" / "bad"
Sheets = Mapping[str, Sequence[Sequence[str]]]
SETTINGS = (("form_id", "form_title", "consent"), ("uji", "Uji", "Boleh kami bertanya? Balas YA atau TIDAK."))
HEAD = ("type", "name", "label")
PLACES = {
    "S701": "0:0",
    "S702": "0:0",
    "S703": "0:0",
    "S704": "0:0",
    "S705": "survey!OK1",
    "S706": "survey!C2",
    "S710": "survey!B2",
    "S712": "survey!B2",
    "S720": "survey!B3",
    "S721": "survey!B2",
    "S722": "survey!B6",
    "S723": "survey!B2",
    "S724": "survey!D2",
    "S725": "survey!A3",
    "S726": "survey!D1",
}
"""The cell that each of them is wrong at."""
GOOD = ("text", "nama", "Siapa nama Ibu?")


def form(*rows: Sequence[str], head: Sequence[str] = HEAD, **more: Sequence[Sequence[str]]) -> bytes:
    """Return a workbook with these rows of the sheet survey."""
    return write_workbook({"survey": [head, *rows], "settings": SETTINGS, **more})


def packed(content: bytes, name: str, text: bytes) -> bytes:
    """Return the workbook with one more part in it."""
    made = io.BytesIO(content)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return made.getvalue()


def with_password(content: bytes) -> bytes:
    """Return the workbook with each of its parts said to be locked."""
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        found = content.find(mark)
        while found >= 0:
            content = content[: found + at] + b"\x01" + content[found + at + 1 :]
            found = content.find(mark, found + 4)
    return content


def with_formula() -> bytes:
    """Return a workbook in which a program, not Excel, has put a formula."""
    book = openpyxl.load_workbook(io.BytesIO(form(GOOD)))
    book["survey"]["C2"] = '=CONCATENATE("Siapa ","nama Ibu?")'
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def workbooks() -> dict[str, bytes]:
    """Return each bad workbook by its file's name."""
    choices = (("list_name", "name", "label"), ("isu", "air", "Air"), ("isu", "jalan", "Jalan"))
    return {
        "S701-bukan-buku-kerja.xlsx": b"PK\x03\x04 ini bukan buku kerja",
        "S702-terlalu-besar.xlsx": packed(form(GOOD), "xl/media/kosong.bin", b"\0" * 45_000_000),
        "S703-dikunci.xlsx": with_password(form(GOOD)),
        "S704-mengambil-dari-luar.xlsx": packed(form(GOOD), "xl/externalLinks/externalLink1.xml", b"<externalLink/>"),
        "S705-terlalu-banyak-kolom.xlsx": form((*GOOD, *["x"] * 400), head=[*HEAD, *(f"k{at}" for at in range(400))]),
        "S706-rumus.xlsx": with_formula(),
        "S710-nama-meta.xlsx": form(("begin group", "meta", "Tentang Ibu"), GOOD, ("end group", "", "")),
        "S712-berkas-tidak-ada.xlsx": form(("select_one_from_file desa.csv", "desa", "Di desa mana?")),
        "S720-garis-di-peta.xlsx": form(GOOD, ("geotrace", "jalan", "Gambar jalannya")),
        "S721-foto.xlsx": form(("image", "foto", "Kirim foto kebun Ibu.")),
        "S722-pilihan-dari-jawaban.xlsx": form(
            ("select_multiple isu", "isu", "Isu apa?", ""),
            ("begin repeat", "anak", "Anak", "1"),
            GOOD,
            ("end repeat", "", "", ""),
            ("select_one ${nama}", "sulung", "Siapa yang sulung?", ""),
            head=(*HEAD, "repeat_count"),
            choices=choices,
        ),
        "S723-ulangan-tanpa-jumlah.xlsx": form(("begin repeat", "anak", "Anak"), GOOD, ("end repeat", "", "")),
        "S724-diatur-untuk-layar.xlsx": form(
            ("date", "bulan", "Bulan apa panennya?", "month-year"), GOOD, head=(*HEAD, "appearance")
        ),
        "S725-hanya-aplikasi-yang-tahu.xlsx": form(GOOD, ("deviceid", "hp", "")),
        "S726-kolom-untuk-layar.xlsx": form((*GOOD, "10"), head=(*HEAD, "body::accuracyThreshold")),
    }


if __name__ == "__main__":
    for name, content in workbooks().items():
        (BAD / name).write_bytes(content)
