"""What conversation tests need from files: phrases, catalogues and surveys, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bot.survey.model import Survey
from bot.survey.yaml_form import read_survey
from bot.understanding import Phrases
from bot.wording.words import Words, parse_catalogue
from tests.understanding.readings import PHRASES

ROOT = Path(__file__).resolve().parents[2]
SURVEYS = (ROOT / "tests" / "transcripts" / "surveys", ROOT / "surveys")


def phrases() -> Phrases:
    """Return the phrase tables as they are shipped."""
    return PHRASES


@cache
def words() -> Words:
    """Return the catalogues as they are shipped."""
    return Words(
        {
            language: parse_catalogue((ROOT / "locales" / language / "LC_MESSAGES" / "messages.po").read_bytes())
            for language in ("id", "jv", "en")
        }
    )


@cache
def survey(name: str) -> Survey:
    """Return a survey of the tests or of the house by its file's name."""
    path = next(folder / f"{name}.yaml" for folder in SURVEYS if (folder / f"{name}.yaml").exists())
    loaded = read_survey(path.read_text("utf-8"), name)
    assert loaded.survey is not None, loaded.problems
    return loaded.survey
