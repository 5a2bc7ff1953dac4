"""``suara replies learn``: what was not understood, and rows that are tried before they are used."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.bootstrap import settings
from bot.cli import learning
from bot.cli.replies import replies
from bot.services.inbox import receive
from storage.database import Database
from tests.cli.doors import Doors
from tests.federation import NOON, ROOT, Federation, house_of

pytestmark = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
"""Each trial reads some thousand replies; tests/services/test_teaching.py runs what lies below on both databases."""


class Shell:
    """Runs ``replies learn`` in a house."""

    def __init__(self, doors: Doors, data: Path) -> None:
        self.doors = doors
        self.taught = data / "phrases" / "words.csv"

    def learn(self, *args: str, said: str | None = None) -> Result:
        return CliRunner().invoke(replies, ["learn", *args], input=said, obj=self.doors)


@pytest.fixture
def few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every sixtieth of the replies that come with the project, and those with "iya": a trial reads each of them twice."""
    folder = tmp_path / "root" / "tests" / "phrases" / "replies"
    folder.mkdir(parents=True)
    for file in (ROOT / "tests" / "phrases" / "replies").glob("*.csv"):
        header, *rows = file.read_text("utf-8").splitlines()
        (folder / file.name).write_text(
            "\n".join([header, *(row for at, row in enumerate(rows) if at % 60 == 0 or "iya" in row)]) + "\n", "utf-8"
        )
    monkeypatch.setattr(settings, "ROOT", tmp_path / "root")


@pytest.fixture
def shell(database: Database, tmp_path: Path) -> Shell:
    """Give a house in which a woman wrote "zaplok", which nobody understood."""
    house = house_of(database)
    house = replace(house, settings=replace(house.settings, data=tmp_path))
    federation = Federation(house)
    federation.member("Sari Wulan", "+628110000001", union_id=federation.union("kulon-progo"))
    for text in ("COREL", "ya", "zaplok", "bletok"):
        receive(house, [federation.says("+628110000001", text)], NOON)
    return Shell(Doors(house, NOON.replace(minute=5)), tmp_path)


def test_the_groups_are_shown(shell: Shell) -> None:
    """People read them with the question; programs get JSON."""
    shown = shell.learn().stdout
    assert "1 kali, 1 ibu, ditanya ulang: 'zaplok'" in shown
    assert "belum dikenal: zaplok" in shown
    found = json.loads(shell.learn("--json").stdout)
    assert {one["text"] for one in found} == {"zaplok", "bletok"}


@pytest.mark.usefixtures("few")
def test_a_row_is_taught(shell: Shell) -> None:
    """It is tried, used, and kept with who taught it and when."""
    result = shell.learn("--word", "zaplok", "--means", "2", "--language", "jv", "--region", "Jawa", "--yes")
    assert "1 balasan minggu ini jadi dipahami" in result.stdout
    assert shell.taught.read_text().splitlines()[1] == "zaplok,jv,Jawa,2,sekretariat 2026-11-24"


@pytest.mark.usefixtures("few")
def test_it_asks_before_it_uses(shell: Shell) -> None:
    """A no leaves everything as it was."""
    result = shell.learn("--word", "zaplok", "--means", "2", said="tidak\n")
    assert "tidak disetujui" in result.stdout
    assert result.exit_code == 1
    assert not shell.taught.exists()
    assert "Dipakai" in shell.learn("--word", "zaplok", "--means", "2", said="ya\n").stdout


@pytest.mark.bulk
def test_a_row_that_harms_a_reply_of_the_project_is_refused(shell: Shell) -> None:
    """The readings that come with the project count as well: some thousands of them."""
    harms = shell.learn("--word", "iya", "--means", "tidak", "--yes")
    assert harms.exit_code == 1
    assert "Tidak dipakai, karena" in harms.stdout
    assert not shell.taught.exists()


@pytest.mark.usefixtures("few")
def test_a_row_that_harms_or_helps_nobody_is_refused(shell: Shell) -> None:
    """It says which reply would be read differently, or that no reply would be."""
    harms = shell.learn("--word", "iya", "--means", "tidak", "--yes")
    assert harms.exit_code == 1
    assert "Tidak dipakai, karena" in harms.stdout
    nothing = shell.learn("--word", "klaprut", "--means", "2", "--yes")
    assert "belum membuat satu pun" in nothing.stdout
    found = json.loads(shell.learn("--word", "klaprut", "--means", "2", "--json").stdout)
    assert (found["used"], found["gained"]) == (False, [])
    assert shell.learn("--word", "klaprut").exit_code == 2
    assert not shell.taught.exists()


@pytest.mark.usefixtures("few")
def test_at_a_terminal_each_group_is_asked_about(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Enter leaves a group out, the usual word is offered, "selesai" ends."""
    monkeypatch.setattr(learning, "_at_a_terminal", lambda: True)
    result = shell.learn(said="\n2\n\nya\n")
    assert "Dipakai mulai sekarang" in result.stdout
    assert shell.taught.read_text().splitlines()[1].startswith("zaplok,id,,2")
    ended = shell.learn(said="selesai\n")
    assert ended.stdout.count("kali,") == 1


def test_when_all_was_understood(shell: Shell) -> None:
    """Nothing to teach is said, too."""
    shell.doors = replace(shell.doors, at=NOON.replace(year=2027))
    assert "Semua balasan 7 hari terakhir dipahami." in shell.learn().stdout
