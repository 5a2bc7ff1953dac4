"""The guide for authors is true: both examples are one sound survey, what check says is what it says, no survey is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.survey.head import SETTINGS
from bot.survey.model import Survey
from bot.survey.problems import RULES
from bot.survey.yaml_form import read_survey
from bot.survey_files import load_survey, load_surveys

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "panduan-penulis.md").read_text("utf-8")
MOST_PICTURES = 5


def sheet(name: str) -> list[list[str]]:
    """Return the table that the guide shows for one sheet, its header first."""
    table = PAGE.partition(f"\nLembar `{name}`, ")[2].partition("\n\n")[2].partition("\n\n")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    return [rows[0], *rows[2:]]


def write(file: Path, sheets: dict[str, list[list[str]]]) -> None:
    """Write the sheets as an author would have them in Excel."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append([cell or None for cell in row])
    book.save(file)


@pytest.fixture
def sheets() -> dict[str, list[list[str]]]:
    return {name: sheet(name) for name in ("survey", "choices", "settings")}


def asked(survey: Survey | None) -> list[object]:
    """Return what the two forms of the example must have in common."""
    assert survey is not None
    questions = [
        (one.name, one.kind, one.label["id"], one.simpler["id"], one.sensitive, str(one.relevant))
        for one in survey.asked
    ]
    return [*questions, survey.keyword, survey.group, survey.consent.label["id"], survey.thanks["id"]]


def test_the_workbook_and_the_text_are_the_same_survey(tmp_path: Path, sheets: dict[str, list[list[str]]]) -> None:
    write(tmp_path / "pupuk.xlsx", sheets)
    workbook = load_survey(tmp_path / "pupuk.xlsx")
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    written = read_survey(text, "pupuk")
    assert (workbook.problems, written.problems) == ((), ())
    assert len(asked(workbook.survey)) > len(sheets["survey"])
    assert asked(workbook.survey) == asked(written.survey)


def test_what_the_guide_quotes_is_what_check_says(tmp_path: Path, sheets: dict[str, list[list[str]]]) -> None:
    sheets["survey"][2][sheets["survey"][0].index("relevant")] = "${tanam} = 'iya'"
    write(tmp_path / "pupuk.xlsx", sheets)
    (found,) = load_survey(tmp_path / "pupuk.xlsx").problems
    assert f"pupuk.xlsx:survey!D3 {found.code} {found.message()} {found.cure()}\n" in PAGE


def test_every_survey_is_listed_and_every_code_exists() -> None:
    listed = PAGE.partition("## 7 ")[2]
    assert [one.name for one in load_surveys([ROOT / "surveys"]).surveys if f"| `{one.name}` |" not in listed] == []
    assert set(re.findall(r"\bS\d{3}\b", PAGE)) <= set(RULES)


def test_every_indicator_has_its_meaning() -> None:
    meanings = (ROOT / "surveys" / "indikator.md").read_text("utf-8")
    used = {one.indicator for survey in load_surveys([ROOT / "surveys"]).surveys for one in survey.questions}
    assert [name for name in sorted(used - {""}) if f"| `{name}` |" not in meanings] == []


def test_every_setting_of_a_workbook_is_explained() -> None:
    told = PAGE.partition("## 3 ")[2].partition("## 4 ")[0]
    # Those of XLSForm itself are in the example or known from KoboToolbox.
    assert [one for one in SETTINGS if one not in told and one != "default_language"] == []


def test_there_is_room_for_a_few_pictures() -> None:
    places = re.findall(r"\]\((gambar/[\w-]+\.png)\)", PAGE)
    assert len(places) == len(set(places)) <= MOST_PICTURES
