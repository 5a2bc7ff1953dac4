"""One door for every form that a source has, and two ways in: a file that is checked, and what was published before."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from bot.survey.files import named_files, read_survey, with_files
from bot.survey.model import Survey
from bot.survey.workbook import Workbook, to_source
from bot.survey.xlsform_export import to_sheets
from tests.authoring.forms import FARM

BAD = Path(__file__).parents[2] / "surveys" / "bad"
UNREADABLE = {"S002", "S003", "S007", "S008", "S010", "S012"}
"""Codes of files that YAML itself cannot read: no such source was ever published."""


@pytest.mark.parametrize("path", sorted(BAD.glob("*.yaml")), ids=lambda path: path.stem)
def test_what_was_published_is_read_whatever_is_wrong_with_it_today(path: Path) -> None:
    source = path.read_text(encoding="utf-8", errors="replace")
    found = read_survey(source, "contoh", published=True).survey
    assert (found is None) is (path.name[:4] in UNREADABLE)


def test_what_was_published_is_the_same_survey() -> None:
    source = (BAD.parent / "corel-anggota.yaml").read_text(encoding="utf-8")
    assert read_survey(source, "x", published=True).survey == read_survey(source, "x").survey


SPOKEN = """\
consent: {version: 1, purpose: contoh, label: Balas YA}
survey:
  - {type: text, name: a, label: Apa?, audio: tanya.ogg}
  - {type: text, name: b, label: Siapa?, media: {audio: {id: tanya.ogg, jv: takon.ogg}, image: kebun.jpg}}
"""
DIGEST = hashlib.sha256(b"OggS").hexdigest()


def spoken() -> Survey:
    found = read_survey(SPOKEN, "coba").survey
    assert found is not None
    return found


def test_the_files_of_a_survey_are_named_once_each() -> None:
    assert named_files(spoken()) == ("tanya.ogg", "takon.ogg", "kebun.jpg")
    assert named_files(FARM) == ()


def test_a_survey_without_files_stays_as_it_is() -> None:
    assert with_files(FARM, {}) is FARM


def test_another_sound_is_another_version_that_reads_back_the_same() -> None:
    one, other = with_files(spoken(), {"tanya.ogg": DIGEST}), with_files(spoken(), {"tanya.ogg": DIGEST[::-1]})
    assert len({one.hash, other.hash, spoken().hash}) == 3
    again = read_survey(one.source, "coba", published=True).survey
    assert again == one
    assert f"# tanya.ogg sha256 {DIGEST}" in one.source


def test_a_workbook_keeps_the_digests_among_its_cells() -> None:
    source = to_source(Workbook(to_sheets(spoken())))
    found = read_survey(source, "coba").survey
    assert found is not None
    one = with_files(found, {"tanya.ogg": DIGEST})
    assert one.hash != found.hash
    assert read_survey(one.source, "coba", published=True).survey == one
