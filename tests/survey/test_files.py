"""One door for every form that a source has, and two ways in: a file that is checked, and what was published before."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.survey.files import read_survey

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
