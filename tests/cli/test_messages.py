"""``suara messages held``: what was held back, by phone, without name and number."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.services.house import House
from bot.services.inbox import receive
from storage.database import connect
from storage.encryption import KeyRing
from tests.cli.doors import Doors
from tests.federation import NOON, Federation, house_of

SARI, STRANGER = "+628110000001", "+628110000099"


@pytest.fixture
def house(migrated_sqlite_url: str, keys: KeyRing, tmp_path: Path) -> Iterator[House]:
    """Give a house with a member."""
    database = connect(migrated_sqlite_url, keys)
    house = house_of(database, {"SUARA_DATA": str(tmp_path / "data")})
    yield house
    database.close()


def run(house: House, *arguments: str, days: int = 0) -> str:
    result = CliRunner().invoke(
        main, ["messages", "held", *arguments], obj=Doors(house, NOON + timedelta(hours=1, days=days))
    )
    assert result.exit_code == 0, result.output
    return result.stdout


def test_what_was_held_is_listed_without_name_and_number(house: House) -> None:
    federation = Federation(house)
    assert run(house) == "Tidak ada balasan yang ditahan dalam 7 hari terakhir.\n"
    member = federation.member("Sari Contoh", SARI, union_id=federation.union("kulon-progo"))
    for number, text in ((SARI, "halo"), (STRANGER, "BANTUAN")):
        receive(house, [federation.says(number, text) for _ in range(4)], NOON)
    receive(house, [federation.says("TELKOMSEL", "Promo")], NOON)
    lines = run(house).splitlines()
    mine = next(line for line in lines if "Kulon Progo" in line)
    assert mine.startswith(
        f"2026-11-24 12.00 WIB  2 balasan  anggota {member} (Kulon Progo)  balasan yang sama sudah 2"
    )
    assert "kami simpan" in mine
    assert any("bukan anggota  balasan yang sama" in line for line in lines)
    assert lines[-1] == "1 pesan dari operator atau nomor pendek tidak dibalas."
    assert "Sari" not in "".join(lines)
    assert SARI not in "".join(lines)
    values = json.loads(run(house, "--json"))
    assert values["from_operators"] == 1
    assert sorted((one["why"], one["replies"], one["members"]) for one in values["held"]) == [
        ("loop", 2, []),
        ("loop", 2, [member]),
    ]
    assert "Tidak ada balasan" in run(house, "--days", "1", days=2)
