"""What tests of services share: a house over each database, and the women of its federation."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.services.house import House
from storage.database import Database
from tests.federation import Federation, house_of


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    """Give a house with the simulator on, over an empty database of either kind and an empty folder of data."""
    return house_of(database, {"SUARA_DATA": str(tmp_path / "data")})


@pytest.fixture
def federation(house: House) -> Federation:
    """Give the hand that puts people into the house and speaks for them."""
    return Federation(house)
