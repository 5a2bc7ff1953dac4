"""The cells of .xlsx files as Excel, LibreOffice and others write them; and files that were made to do harm."""

from __future__ import annotations

import datetime
import io
import struct
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from pyxform.xls2json_backends import xlsx_to_dict

from bot.survey import xlsx
from bot.survey.refused import Refused
from bot.survey.workbook import read_workbook, write_workbook
from bot.survey.xlsx_xml import MOST_TAGS, parse

FORM = {"survey": (("type", "name", "label"), ("text", "nama", "Siapa nama Ibu?"))}
SHEET = "xl/worksheets/sheet1.xml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATED = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def with_part(name: str, text: str | bytes, content: bytes | None = None) -> bytes:
    """Return a sound workbook in which one part says something else."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content or write_workbook(FORM))) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, text)
    return made.getvalue()


def sheet(rows: str, root: str = "worksheet", mark: str = MAIN) -> bytes:
    """Return a workbook whose sheet survey has these rows, in XML."""
    return with_part(SHEET, f"{XML}<{root} {mark}><sheetData>{rows}</sheetData></{root}>")


def with_strings(strings: str, rows: str) -> bytes:
    """Return a workbook whose cells take their texts from a part of their own, as Excel keeps them."""
    name = "xl/_rels/workbook.xml.rels"
    with zipfile.ZipFile(io.BytesIO(write_workbook(FORM))) as archive:
        relations = archive.read(name).decode()
    strings_too = '<Relationship Id="rId99" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    content = with_part(name, relations.replace("</Relationships>", strings_too), sheet(rows))
    return with_part("xl/sharedStrings.xml", f"<sst {MAIN}>{strings}</sst>", content)


def cells(rows: str) -> tuple[tuple[str, ...], ...]:
    return read_workbook(sheet(rows)).sheet("survey")


def refusal(content: bytes) -> Refused:
    """Return why the file is refused; it has to be within a second of work."""
    began = time.process_time()
    with pytest.raises(Refused) as refused:
        read_workbook(content)
    assert time.process_time() - began < 2
    return refused.value


# --- what cells hold


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<c><v>3</v></c>", "3"),
        ("<c><v>3.0</v></c>", "3"),
        ("<c><v>2.5</v></c>", "2.5"),
        ("<c><v>-0.1</v></c>", "-0.1"),
        ("<c><v>6281234567890</v></c>", "6281234567890"),
        ("<c><v>1E+20</v></c>", "100000000000000000000"),
        ('<c t="b"><v>1</v></c>', "TRUE"),
        ('<c t="b"><v>0</v></c>', "FALSE"),
        ('<c t="str"><v>hasil</v></c>', "hasil"),
        ('<c t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c t="d"><v>2026-11-24</v></c>', "2026-11-24"),
        ('<c t="inlineStr"><is><t xml:space="preserve"> Siapa </t></is></c>', "Siapa"),
        ('<c t="inlineStr"><is><r><t>Apa </t></r><r><rPr><b/></rPr><t>kabar</t></r></is></c>', "Apa kabar"),
        ('<c t="inlineStr"><is><t>Tokyo</t><rPh sb="0" eb="2"><t>toukyou</t></rPh></is></c>', "Tokyo"),
        ('<c t="inlineStr"><is><t>a\u00a0b_x000D_\nc</t></is></c>', "a b\nc"),
        ("<c><f>1+1</f><v>2</v></c>", "2"),
    ],
)
def test_a_cell_is_the_text_that_pyxform_takes_it_for(cell: str, text: str) -> None:
    assert cells(f"<row>{cell}</row>") == ((text,),)


def test_texts_that_several_cells_share() -> None:
    strings = (
        "<si><t>type</t></si><si><r><t>Apa </t></r><r><t>kabar</t></r></si><si/>"
        "<si><t>Tokyo</t><rPh><t>toukyou</t></rPh><phoneticPr/></si>"
    )
    row = "".join(f'<c t="s"><v>{at}</v></c>' for at in (1, 0, 2, 3, 0))
    content = with_strings(strings, f"<row>{row}</row>")
    assert read_workbook(content).sheet("survey") == (("Apa kabar", "type", "", "Tokyo", "type"),)
    assert refusal(with_strings(strings * 150_000, "<row/>")).code == "S702"


def test_an_empty_result_of_a_formula_is_an_empty_cell() -> None:
    assert cells('<row><c t="str"><f>IF(1,"","x")</f><v></v></c><c><v>1</v></c></row>') == (("", "1"),)


def test_a_formula_that_nobody_worked_out_is_refused_at_its_cell() -> None:
    refused = refusal(sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="C3"><f>1+1</f><v></v></c></row>'))
    assert (refused.code, refused.sheet, refused.row, refused.column) == ("S706", "survey", 3, 3)


def test_cells_without_addresses_follow_one_another() -> None:
    assert cells('<row><c><v>1</v></c><c/><c><v>3</v></c></row><row/><row><c r="B3"><v>4</v></c></row>') == (
        ("1", "", "3"),
        (),
        ("", "4"),
    )


def test_elements_may_carry_a_prefix_and_the_strict_name_of_their_kind() -> None:
    rows = '<x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>type</x:t></x:is></x:c></x:row>'
    strict = 'xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"'
    text = f"{XML}<x:worksheet {strict}><x:sheetData>{rows}</x:sheetData></x:worksheet>"
    assert read_workbook(with_part(SHEET, text)).sheet("survey") == (("type",),)


@pytest.fixture
def excel() -> Iterator[openpyxl.Workbook]:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "survey"
    yield book
    book.close()


def saved(book: openpyxl.Workbook) -> bytes:
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_days_and_times_are_iso(excel: openpyxl.Workbook) -> None:
    row = [
        datetime.date(2026, 11, 24),
        datetime.datetime(2026, 11, 24, 7, 30),  # noqa: DTZ001 - a cell has no zone
        datetime.time(7, 30),
        datetime.date(1900, 1, 15),
        0.5,
    ]
    excel["survey"].append(row)
    excel["survey"]["F1"] = 46_350
    excel["survey"]["F1"].number_format = '[$-421]dddd, dd" hari "mmmm yyyy'
    excel["survey"]["G1"] = 46_350
    excel["survey"]["G1"].number_format = '[Red]0" days"'
    assert read_workbook(saved(excel)).sheet("survey") == (
        ("2026-11-24", "2026-11-24T07:30:00", "07:30:00", "1900-01-15", "0.5", "2026-11-24", "46350"),
    )


def test_days_of_a_workbook_that_counts_from_1904(excel: openpyxl.Workbook) -> None:
    excel.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    excel["survey"]["A1"] = datetime.date(2026, 11, 24)
    excel["survey"]["B1"] = 10_000_000
    excel["survey"]["B1"].number_format = "yyyy"
    assert read_workbook(saved(excel)).sheet("survey") == (("2026-11-24", "10000000"),)


def test_only_the_sheets_of_a_form_are_read_whatever_their_capitals(excel: openpyxl.Workbook) -> None:
    for title in ("Choices", "catatan", "SETTINGS"):
        excel.create_sheet(title)["A1"] = title
    assert list(read_workbook(saved(excel)).sheets) == ["survey", "Choices", "SETTINGS"]
    excel.worksheets[0].title = "Sheet1"
    for title in ("Choices", "catatan", "SETTINGS"):
        del excel[title]
    assert list(read_workbook(saved(excel)).sheets) == ["Sheet1"]


def test_our_cells_are_those_that_pyxform_reads(excel: openpyxl.Workbook, tmp_path: Path) -> None:
    survey = excel["survey"]
    survey.append(["type", "name", "label::English (en)", None, "required"])
    survey.append(["integer", "umur", "Umur  Ibu?\nTahun", "x", True])
    survey.append([None] * 5)
    survey.append(["text", 7, 2.0, None, 1.5])
    (tmp_path / "a.xlsx").write_bytes(saved(excel))
    header, *rows = read_workbook(saved(excel)).sheet("survey")
    ours = [{name: cell for name, cell in zip(header, row, strict=False) if name and cell} for row in rows]
    assert ours == xlsx_to_dict(str(tmp_path / "a.xlsx"))["survey"]


def test_a_part_that_is_named_from_the_root_is_found() -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet" '
        'Target="/xl/worksheets/SHEET1.xml"/>'
        '<Relationship Id="rId9" Type="x/hyperlink" TargetMode="External" Target="https://contoh.id"/></Relationships>'
    )
    book = f'{XML}<workbook {MAIN} {RELATED}><sheets><sheet name="survey" sheetId="1" r:id="rId1"/></sheets></workbook>'
    content = with_part("xl/workbook.xml", book, with_part("xl/_rels/workbook.xml.rels", relations))
    assert len(read_workbook(content).sheet("survey")) == 2


# --- what does harm


def rows_of(number: int, cell: str) -> str:
    return "".join(f'<row r="{at}"><c r="A{at}">{cell}</c></row>' for at in range(1, number + 1))


def test_a_million_rows_are_refused_after_the_ten_thousandth() -> None:
    refused = refusal(sheet("".join(f'<row r="{at}"><c><v>{at * 7919}</v></c></row>' for at in range(1, 400_000))))
    assert (refused.code, refused.sheet, refused.row) == ("S705", "survey", xlsx.MOST_ROWS + 1)


def test_a_sheet_ends_after_sixty_empty_rows() -> None:
    one = '<row r="1"><c><v>1</v></c></row>'
    near = cells(f'{one}<row r="61"><c><v>2</v></c></row>')
    assert (len(near), near[-1]) == (61, ("2",))
    assert cells(f'{one}<row r="1048576"><c><v>2</v></c></row>') == (("1",),)
    assert cells(one + "".join(f'<row r="{at}"><c s="1"/></row>' for at in range(2, 100_000))) == (("1",),)


def test_cells_that_only_have_a_colour_may_lie_as_far_right_as_they_like() -> None:
    wide = "".join(f'<row r="{at}"><c r="A{at}"><v>1</v></c><c r="XFD{at}" s="1"/></row>' for at in range(1, 2_000))
    began = time.process_time()
    assert cells(wide) == (("1",),) * 1_999
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("rows", "code", "place"),
    [
        ('<row r="2"><c r="OK2"><v>1</v></c></row>', "S705", (2, 401)),
        (f'<row r="1"><c r="A1" t="str"><v>{"panjang " * 400_000}</v></c></row>', "S702", (0, 0)),
        ("<row><c/>" * (MOST_TAGS // 2 + 1) + "</row>" * (MOST_TAGS // 2 + 1), "S702", (0, 0)),
        ('<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>', "S701", (0, 0)),
        ('<row r="-5"><c r="A-5"><v>1</v></c></row>', "S701", (0, 0)),
        ('<row r="x"/>', "S701", (0, 0)),
        ('<row><c t="s"><v>99</v></c></row>', "S701", (0, 0)),
        ("<row><c><v>banyak</v></c></row>", "S701", (0, 0)),
        ("<row>", "S701", (0, 0)),
    ],
)
def test_rows_that_no_form_has_are_refused(rows: str, code: str, place: tuple[int, int]) -> None:
    refused = refusal(sheet(rows))
    assert (refused.code, (refused.row, refused.column)) == (code, place)


def test_too_much_text_is_refused_at_its_cell() -> None:
    # Counted up, so that it does not pack as well as what was made to fill a disk.
    words = "".join(f"{at:x} " for at in range(600_000))
    refused = refusal(sheet(f'<row r="4"><c r="B4" t="str"><v>{words}</v></c></row>'))
    assert (refused.code, refused.row, refused.column) == ("S705", 4, 2)


ENTITIES = '<!DOCTYPE a [<!ENTITY b "cccccccccc"><!ENTITY c "&b;&b;&b;&b;">]>'


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"])
@pytest.mark.parametrize("before", ["", f"<!--{'x' * 9_000}-->"])
def test_a_document_type_is_refused_wherever_it_stands(part: str, before: str) -> None:
    content = with_strings("<si><t>a</t></si>", "<row/>")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read(part).decode().replace(XML, "").partition("?>")[2] or archive.read(part).decode()
    assert refusal(with_part(part, f"{before}{ENTITIES}{text}", content)).code == "S704"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    assert refusal(with_part("xl/media/a.bin", b"\0" * 30_000_000)).code == "S702"
    many = write_workbook(FORM)
    made = io.BytesIO(many)
    with zipfile.ZipFile(made, "a") as archive:
        for at in range(xlsx.MOST_PARTS):
            archive.writestr(f"xl/{at}", b"")
    assert refusal(made.getvalue()).code == "S702"
    # A table of contents that says it is huge is not read at all.
    at = many.rfind(b"PK\x05\x06")
    assert refusal(many[: at + 12] + struct.pack("<I", 4_000_000_000) + many[at + 16 :]).code == "S702"


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    content = sheet(rows_of(500, "<v>1</v>"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = struct.pack("<I", archive.getinfo(SHEET).file_size)
    assert content.count(size) == 2
    assert refusal(content.replace(size, struct.pack("<I", 100))).code == "S701"


@pytest.mark.parametrize("kept", [0, 1, 10, 500, -1, -30])
def test_a_file_that_is_cut_off_is_refused(kept: int) -> None:
    content = write_workbook(FORM)
    assert refusal(content[:kept]).code == "S701"


def test_other_zip_files_are_no_workbooks() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    assert refusal(made.getvalue()).code == "S701"
    book = f"<workbook {MAIN} {RELATED}><sheets/></workbook>"
    assert refusal(with_part("xl/workbook.xml", book)).code == "S701"


def test_links_to_other_workbooks_and_passwords_are_refused() -> None:
    assert refusal(with_part("xl/externalLinks/externalLink1.xml", "<externalLink/>")).code == "S704"
    content = write_workbook(FORM)
    at = content.find(b"PK\x01\x02")
    assert refusal(content[: at + 8] + b"\x01" + content[at + 9 :]).code == "S703"


def test_macros_are_no_part_of_a_form() -> None:
    assert read_workbook(with_part("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")).sheets == FORM


def test_too_many_tags_are_refused() -> None:
    """However little they weigh: each is a call."""
    seen: list[str] = []
    with pytest.raises(Refused) as refused:
        parse(b"<row>" + b"<c/>" * MOST_TAGS + b"</row>", lambda name, _: seen.append(name))
    assert refused.value.code == "S702"
    assert len(seen) == MOST_TAGS


def test_sheets_are_read_once_and_only_where_they_are() -> None:
    tabs = "".join(
        f'<sheet name="{name}" sheetId="{at}" r:id="{key}"/>'
        for at, (name, key) in enumerate([("Grafik", "rId77"), ("survey", "rId1"), ("survey", "rId1")], 1)
    )
    book = f"{XML}<workbook {MAIN} {RELATED}><sheets>{tabs}</sheets></workbook>"
    assert read_workbook(with_part("xl/workbook.xml", book)).sheets == FORM


def test_styles_and_shared_texts_that_are_announced_and_missing_are_done_without() -> None:
    name = "xl/_rels/workbook.xml.rels"
    with zipfile.ZipFile(io.BytesIO(write_workbook(FORM))) as archive:
        relations = archive.read(name).decode()
    more = "".join(
        f'<Relationship Id="rId9{at}" Type="x/{kind}" Target="tidak-ada-{kind}.xml"/>'
        for at, kind in enumerate(("styles", "sharedStrings"))
    )
    content = with_part(name, relations.replace("</Relationships>", more + "</Relationships>"))
    assert read_workbook(content).sheets == FORM
