"""``suara clock``: it shows, it moves forward, and what is due on the way happens."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner, Result

from bot.bootstrap.house import clock_of, real_now
from bot.cli import main
from bot.services import tick
from bot.services.house import House
from storage.database import Database
from tests.cli.doors import Doors
from tests.federation import house_of


@pytest.fixture
def house(database: Database) -> House:
    return house_of(database)


def clock(house: House, *words: str) -> Result:
    return CliRunner().invoke(main, ["clock", *words], obj=Doors(house, clock_of(house)()))


def test_it_shows_the_time(house: House) -> None:
    for words in ((), ("show",)):
        result = clock(house, *words)
        assert result.exit_code == 0
        assert "WIB" in result.output
    begun = real_now()
    shown = datetime.fromisoformat(json.loads(clock(house, "--json").stdout)["now"])
    assert begun <= shown <= real_now()


def test_it_moves_forward_and_lives_through_what_is_due(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    lived: list[datetime] = []

    def diary(_house: House, now: datetime) -> int:
        lived.append(now)
        return 0

    monkeypatch.setattr(tick, "DUTIES", {"diary": diary})
    assert clock(house, "+2d").exit_code == 0
    assert lived[-1] - real_now() > timedelta(days=1, hours=23)
    assert len(lived) > 4, "an evening and a morning are stops of their own"
    assert lived == sorted(lived)
    result = clock(house, "besok", "19.00", "--json")
    assert json.loads(result.stdout)["wib"].endswith("T19:00:00+07:00")


def test_it_moves_neither_back_nor_to_nonsense(house: House) -> None:
    for words in ("-2d", "kemarin", "apa ini"):
        result = clock(house, words)
        assert result.exit_code == 1, result.output
        assert words in result.stderr


def test_without_the_simulator_it_stands_still(database: Database) -> None:
    result = clock(house_of(database, {"SUARA_SIMULATOR": "0"}), "+2d")
    assert result.exit_code == 1
    assert "simulator" in result.stderr
