"""The simulator's house, and a client at its door."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot.services.house import House
from bot.services.line import Line
from storage.database import connect
from storage.encryption import KeyRing
from tests.federation import Federation, house_of
from tests.web.simulator_parts import REAL, SARI, WAHYU, client_of


@pytest.fixture
def house(migrated_sqlite_url: str, keys: KeyRing, tmp_path: Path) -> Iterator[House]:
    """Give a house with two invented women and a real one; what differs between databases lies below this door."""
    database = connect(migrated_sqlite_url, keys)
    house = house_of(database, {"SUARA_DATA": str(tmp_path / "data")})
    federation = Federation(house)
    union = federation.union("mamuju", "WITA")
    federation.member("Sari Dewi", SARI, union_id=union, zone="WITA")
    federation.member("Wahyuni", WAHYU, union_id=union, medium="whatsapp")
    federation.member("Nyata", REAL, union_id=union, demo=False)
    yield house
    database.close()


@pytest.fixture
def client(house: House) -> Iterator[FlaskClient]:
    """Give a client over a real line."""
    line = Line(house)
    yield client_of(house, line)
    line.close()
