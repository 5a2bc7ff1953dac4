"""Workbooks by what they are, not by their names: .xlsx, the older .xls, and the text form that the database keeps."""

from __future__ import annotations

import random
import time

import pytest

from bot.survey.refused import Refused
from bot.survey.workbook import (
    MARK,
    MOST_BYTES,
    MOST_OLD_BYTES,
    Workbook,
    from_source,
    read_workbook,
    to_source,
    write_workbook,
)
from bot.survey.xlsx import MOST_COLUMNS, MOST_ROWS
from tests.survey.old_excel import Cell, in_container, old_workbook

FORM = {"survey": (("type", "name", "label"), ("text", "nama", "Siapa nama Ibu?"))}


def refusal(content: bytes) -> Refused:
    began = time.process_time()
    with pytest.raises(Refused) as refused:
        read_workbook(content)
    assert time.process_time() - began < 2
    return refused.value


def test_an_old_workbook_has_the_same_cells_as_a_new_one() -> None:
    rows: list[list[Cell]] = [["type", "name", "label"], ["text", "nama", "Siapa nama Ibu?"]]
    assert read_workbook(old_workbook({"survey": rows, "lain": [["x"]]})).sheets == FORM
    assert read_workbook(old_workbook({"Lembar1": rows})).sheets == {"Lembar1": FORM["survey"]}


def test_numbers_days_and_truths_of_an_old_workbook() -> None:
    rows: list[list[Cell]] = [[3.0, 2.5, True, False], [], [46_350.0, 0.3125, None, "x"]]
    book = read_workbook(old_workbook({"survey": rows}, dated=[(2, 0), (2, 1)]))
    assert book.sheet("survey") == (("3", "2.5", "TRUE", "FALSE"), (), ("2026-11-24", "07:30:00", "", "x"))


def test_an_old_workbook_that_reaches_far_is_refused_or_ends_early() -> None:
    far: list[list[Cell]] = [["type", "", " "], *([[]] * 200), [*([None] * 255), "x"]]
    assert read_workbook(old_workbook({"survey": far})).sheet("survey") == (("type",),)
    refused = refusal(old_workbook({"survey": [["x"]] * (MOST_ROWS + 2)}))
    assert (refused.code, refused.sheet, refused.row) == ("S705", "survey", MOST_ROWS + 1)
    assert MOST_COLUMNS > 256, "an .xls file has no more columns than that"
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * MOST_OLD_BYTES).code == "S702"


def test_what_is_no_workbook_is_refused() -> None:
    for content in (b"", b"type,name,label\n", b"%PDF-1.7", b"<html></html>"):
        assert refusal(content).code == "S701"
    junk = random.Random(1).randbytes(50_000)
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + junk).code == "S701"
    assert refusal(in_container("WordDocument", b"naskah")).code == "S701"
    sound = old_workbook({"survey": [["type"]]})
    assert refusal(sound[:700]).code == "S701"


def test_a_password_is_seen_in_both_kinds() -> None:
    assert refusal(in_container("EncryptedPackage", b"\x01\x02")).code == "S703"
    # BIFF's record FILEPASS, in place of the first font.
    locked = old_workbook({"survey": [["type"]]}).replace(b"\x31\x00", b"\x2f\x00", 1)
    assert refusal(locked).code == "S703"


def test_a_file_that_is_far_too_large_is_not_looked_into() -> None:
    assert refusal(b"PK\x03\x04" + b"\0" * MOST_BYTES).code == "S702"


def test_the_text_form_is_the_same_whatever_program_saved_the_cells() -> None:
    rows: list[list[Cell]] = [["type", "name", "label"], ["text", "nama", "Siapa nama Ibu?"]]
    new, old = read_workbook(write_workbook(FORM)), read_workbook(old_workbook({"survey": rows}))
    assert to_source(new) == to_source(old)
    assert to_source(new).startswith(MARK)
    assert from_source(to_source(new)) == new


def test_the_text_form_holds_the_files_beside_it_in_the_order_of_their_names() -> None:
    one = Workbook(FORM, {"b.csv": "x", "a.csv": "y"})
    other = Workbook(FORM, {"a.csv": "y", "b.csv": "x"})
    assert to_source(one) == to_source(other)
    assert from_source(to_source(one)).files == one.files


@pytest.mark.parametrize(
    "source", ['{"xlsform":', '{"xlsform":1}', '{"xlsform":{"sheets":{"survey":[1]}}}', '{"xlsform":{"sheets":[]}}']
)
def test_a_text_form_that_is_broken_is_refused(source: str) -> None:
    with pytest.raises(Refused) as refused:
        from_source(source)
    assert refused.value.code == "S701"


def test_of_several_sheets_one_has_to_be_called_survey() -> None:
    rows = FORM["survey"]
    near = refusal(write_workbook({"Catatan": rows, "Survay": rows}))
    assert (near.code, near.sheet, near.row) == ("S710", "Survay", 1)
    assert near.details["cure"] == 'Rename "Survay" to survey.'
    far = refusal(write_workbook({"Catatan": rows, "Lain": rows}))
    assert (far.code, far.sheet) == ("S710", "")
    assert "Catatan, Lain" in str(far.details["detail_id"])


def test_a_sheet_is_found_whatever_its_capitals() -> None:
    assert Workbook({" Survey ": FORM["survey"]}).sheet("survey") == FORM["survey"]
    assert Workbook(FORM).sheet("choices") == ()
