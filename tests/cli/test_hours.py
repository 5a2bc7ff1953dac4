"""``suara hours``: when what nobody asked for may leave, and the file of national holidays."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

from click.testing import CliRunner

from bot.cli.hours import hours
from bot.policy.hours import Hours, read_holidays
from storage.database import Database
from tests.cli.doors import Doors
from tests.federation import house_of


def test_the_next_moments_in_three_zones(database: Database) -> None:
    house = replace(house_of(database), hours=Hours(holidays=frozenset([date(2026, 12, 25), date(2026, 1, 1)])))
    found = CliRunner().invoke(hours, obj=Doors(house))
    assert found.exit_code == 0, found.output
    assert "WIT: undangan Selasa 24 Nov, 14.00 WIT; pengingat Selasa 24 Nov, 18.30 WIT" in found.output
    assert found.output.endswith("Hari libur berikutnya: 25-12-2026\n")
    as_json = json.loads(CliRunner().invoke(hours, ["--json"], obj=Doors(house)).output)
    assert as_json["WITA"] == ["2026-11-24T05:00:00+00:00", "2026-11-24T10:30:00+00:00"]


def test_a_year_of_holidays_is_added_once(database: Database, tmp_path: Path) -> None:
    file, house = tmp_path / "federasi" / "libur.csv", house_of(database)
    added = CliRunner().invoke(hours, ["holidays", "2033", "--file", str(file)], obj=Doors(house))
    assert added.exit_code == 0, added.output
    kept = read_holidays(file.read_text("utf-8"))
    assert kept[date(2033, 8, 17)] == "Hari Kemerdekaan Republik Indonesia"
    assert {day.year for day in kept} == {2033}
    again = CliRunner().invoke(hours, ["holidays", "2033", "--file", str(file)], obj=Doors(house))
    assert (again.exit_code, "sudah ada" in again.output) == (1, True)
    CliRunner().invoke(hours, ["holidays", "2032", "--file", str(file)], obj=Doors(house))
    assert {day.year for day in read_holidays(file.read_text("utf-8"))} == {2032, 2033}


def test_a_broken_file_is_left_alone(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "libur.csv"
    file.write_text("tanggal,nama\n17 Agustus,HUT RI\n", encoding="utf-8")
    refused = CliRunner().invoke(hours, ["holidays", "2033", "--file", str(file)], obj=Doors(house_of(database)))
    assert (refused.exit_code, "libur.csv:2:" in refused.output) == (1, True)
    assert "17 Agustus" in file.read_text("utf-8")
