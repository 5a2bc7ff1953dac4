"""Every problem code has a bad file that shows it and nothing else, and a line in the docs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.survey.functions import FUNCTIONS
from bot.survey.problems import RULES, guess, nearest, problem
from bot.survey.yaml_form import read_survey
from bot.survey.yaml_text import MOST_CHARACTERS
from bot.survey_files import load_surveys, survey_paths
from tests.survey.bad_workbooks import PLACES, workbooks

ROOT = Path(__file__).parents[2]
BAD = ROOT / "surveys" / "bad"
PAGE = ROOT / "docs" / "problems.md"

WITHOUT_FILE = {
    "S001": "a file of a hundred thousand characters is made here rather than kept",
}
"""Codes that no bad file shows, each with the reason."""


def code_of(path: Path) -> str:
    """Return the code that a bad file is named for: "S104-nama-ganda.yaml" shows S104."""
    return path.name.partition("-")[0]


def test_every_code_has_one_bad_file() -> None:
    shown = [code_of(path) for path in BAD.iterdir()]
    assert sorted(shown) == sorted(RULES.keys() - WITHOUT_FILE.keys())
    assert all(re.fullmatch(r"S\d{3}(-[a-z0-9]+)+(\.yaml|\.xlsx)?", path.name) for path in BAD.iterdir())


def test_the_check_of_the_surveys_does_not_look_into_the_folder_of_bad_ones() -> None:
    assert not any(BAD in path.parents for path in survey_paths([BAD.parent]))
    assert survey_paths([BAD]) == sorted(path for path in BAD.iterdir() if path.is_file())


def expected(path: Path) -> list[tuple[str, int, int]]:
    first = path.read_bytes().decode("latin-1").splitlines()[0]
    return [(code, int(line), int(column)) for code, line, column in re.findall(r"(S\d+)@(\d+):(\d+)", first)]


@pytest.mark.parametrize("path", sorted(BAD.glob("*.xlsx")), ids=lambda path: path.stem)
def test_a_bad_workbook_shows_its_code_at_its_cell_and_no_other(path: Path) -> None:
    found = load_surveys([path]).problems
    assert [(each.code, each.place) for each in found] == [(code_of(path), PLACES[code_of(path)])]
    assert "{" not in "".join(
        (found[0].message("id"), found[0].message("en"), found[0].cure("id"), found[0].cure("en"))
    )
    assert sorted(workbooks()) == sorted(each.name for each in BAD.glob("*.xlsx"))


@pytest.mark.parametrize("path", sorted(set(BAD.iterdir()) - set(BAD.glob("*.xlsx"))), ids=lambda path: path.stem)
def test_a_bad_file_shows_its_code_at_its_place_and_no_other(path: Path) -> None:
    wanted = [(code_of(path), 1, 1)] if path.is_dir() else expected(path)
    found = load_surveys([path]).problems
    assert [(each.code, each.line, each.column) for each in found] == wanted
    assert {each.code for each in found} == {code_of(path)}
    for each in found:
        assert str(path) in each.file
        for text in (each.message("id"), each.message("en"), each.cure("id"), each.cure("en")):
            # Every placeholder of the rule was filled in.
            assert text
            assert "{key}" not in text
            assert "maybe" not in text


def test_a_file_that_is_too_large_is_not_read() -> None:
    loaded = read_survey("#" * (MOST_CHARACTERS + 1), "besar")
    assert [each.code for each in loaded.problems] == ["S001"]


def page_row(code: str) -> str:
    """Return the line that the page must hold for a rule."""
    rule = RULES[code]

    def shown(text: str) -> str:
        text = re.sub(r"\{maybe_\w+\}", "", text).replace("{{{", "{").replace("}}}", "}").replace("{{", "{")
        return text.replace("}}", "}").replace("|", "\\|")

    return f"| {code} | {rule.severity} | {shown(rule.message_en)} | {shown(rule.cure_en)} |"


@pytest.mark.parametrize("code", RULES)
def test_every_code_is_in_the_docs_with_its_cure(code: str) -> None:
    assert page_row(code) in PAGE.read_text(encoding="utf-8").splitlines()


def test_the_docs_name_no_code_that_does_not_exist() -> None:
    named = set(re.findall(r"^\| (S\d+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert named == set(RULES)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_in_the_docs(name: str) -> None:
    assert f"`{name}(" in PAGE.read_text(encoding="utf-8")


def test_a_near_word_is_guessed_and_a_far_one_is_not() -> None:
    assert nearest("relevent", ["relevant", "required"]) == "relevant"
    assert guess("xyzzy", ["relevant"]) == {"maybe_en": "", "maybe_id": ""}
    assert guess("labl", ["label"])["maybe_id"] == ' Maksudnya "label"?'


def test_an_unknown_code_is_a_mistake_of_the_programme() -> None:
    with pytest.raises(KeyError):
        problem("S999")
