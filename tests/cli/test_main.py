"""The command as a whole: what it lists, how it says what went wrong, and with which code it leaves."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bot.bootstrap.settings import CannotStart
from bot.cli import COMMANDS, main
from bot.cli.context import Doors, Refused, say_plainly
from tests.programs import suara


def test_the_help_lists_every_command_that_is_for_people() -> None:
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    for name, (_, said) in COMMANDS.items():
        assert (f"  {name} " in result.output) == bool(said), name


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_there(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0, result.output


def test_a_wrong_command_is_wrong_usage() -> None:
    assert CliRunner().invoke(main, ["terbang"]).exit_code == 2


def test_a_trouble_with_a_cure_is_a_sentence_on_stderr(tmp_path: Path) -> None:
    done = suara("clock", "--json", settings={"SUARA_DATA": str(tmp_path), "PORT": "delapan"})
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("PORT ")
    assert len(done.stderr.splitlines()) == 1


def test_json_is_alone_on_stdout(tmp_path: Path) -> None:
    done = suara("clock", "--json", settings={"SUARA_DATA": str(tmp_path / "data")})
    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout)) == {"now", "wib"}


def test_what_has_no_cure_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), say_plainly():
        raise ZeroDivisionError
    with pytest.raises(Refused, match="mend it"), say_plainly():
        raise CannotStart("mend it")
    with pytest.raises(Refused, match="SUARA_DATA"), say_plainly():
        raise PermissionError(13, "no")
    with pytest.raises(click.UsageError), say_plainly():
        raise click.UsageError("no")


def test_the_house_is_opened_once_and_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUARA_DATA", str(tmp_path / "data"))
    doors = Doors()
    doors.close()
    assert doors.house() is doors.house()
    assert doors.now().tzinfo is not None
    doors.close()
