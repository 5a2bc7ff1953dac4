"""``suara survey schema``: what it prints lies beside the surveys, where their first line points to."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from bot.authoring.schema import DIALECT
from bot.cli import main

SURVEYS = Path(__file__).parents[2] / "surveys"


def test_the_file_beside_the_surveys_is_what_the_command_prints() -> None:
    result = CliRunner().invoke(main, ["survey", "schema"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["$schema"] == DIALECT
    kept = (SURVEYS / "suara.schema.json").read_text("utf-8")
    assert result.stdout == kept, "write it anew: suara survey schema > surveys/suara.schema.json"


def test_the_guide_for_authors_says_how_an_editor_finds_it() -> None:
    assert "# yaml-language-server: $schema=suara.schema.json\n" in (SURVEYS / "README.md").read_text("utf-8")
