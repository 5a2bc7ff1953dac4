"""Channels that call nobody: fetched once, answered once, reports looked up; a crash in between loses and doubles nothing."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.channels.base import Waiting
from bot.channels.gammu import GammuChannel
from bot.channels.simulator import SimulatorChannel
from bot.message import Spoken
from bot.services.house import House
from bot.services.inbox import receive
from bot.services.outbox import add_notice, deliver
from bot.services.pickup import STILL_OPEN, fetch, spooled
from storage import tables as t
from storage.database import Database
from tests.fakes.gammu_database import GammuDatabase
from tests.federation import NOON, Federation, house_of

IBU = "+6281200000001"


@pytest.fixture
def smsd(tmp_path: Path) -> Iterator[GammuDatabase]:
    """Give SMSD's database; both kinds of it are tried where the channel is."""
    made = GammuDatabase.made(f"sqlite:///{tmp_path / 'smsd.db'}")
    yield made
    made.engine.dispose()


@pytest.fixture
def channel(smsd: GammuDatabase) -> GammuChannel:
    return GammuChannel(smsd.settings())


@pytest.fixture
def house(database: Database, channel: GammuChannel) -> House:
    return house_of(database, channels={"gammu": channel, "simulator": SimulatorChannel()})


def rows(house: House, *columns: Any) -> list[Any]:
    with house.db.reading() as db:
        return list(db.execute(select(*columns).order_by(t.outbox.c.id)))


def messages(house: House) -> int:
    with house.db.reading() as db:
        return int(db.scalar(select(func.count()).select_from(t.message)) or 0)


def test_a_conversation_through_a_modem(house: House, channel: GammuChannel, smsd: GammuDatabase) -> None:
    """She writes, the worker answers, and the answer is known to have arrived."""
    assert spooled(house) == [channel]
    Federation(house).member("Nyata", IBU, demo=False)
    smsd.came_in("BANTUAN", "081200000001")
    assert fetch(house, channel, NOON, receive) == 1
    assert fetch(house, channel, NOON, receive) == 0
    assert deliver(house, "gammu", NOON) == 1
    assert fetch(house, channel, NOON, receive) == 0
    [waits] = rows(house, t.outbox.c.state, t.outbox.c.provider_id)
    assert waits.state == "sending"
    smsd.went_out("SendingOK")
    fetch(house, channel, NOON, receive)
    assert rows(house, t.outbox.c.state)[0].state == "sent"
    smsd.reported("DeliveryOK")
    fetch(house, channel, NOON, receive)
    assert rows(house, t.outbox.c.state)[0].state == "delivered"


def test_killed_before_it_was_noted(house: House, channel: GammuChannel, smsd: GammuDatabase) -> None:
    """It is found again, and is known."""

    class Killed(BaseException):
        """Stands for kill -9."""

    class Doomed(GammuChannel):
        def taken(self, waiting: Sequence[Waiting]) -> None:
            raise Killed

    smsd.came_in("halo", IBU)
    with pytest.raises(Killed):
        fetch(house, Doomed(smsd.settings()), NOON, receive)
    assert messages(house) == 1
    assert fetch(house, channel, NOON, receive) == 0
    assert messages(house) == 1
    assert channel.waiting() == []


def test_a_failure_is_told_and_late_ones_are_not_waited_for(
    house: House, channel: GammuChannel, smsd: GammuDatabase
) -> None:
    Federation(house).member("Nyata", IBU, demo=False)
    numbers = itertools.count()

    def notice() -> int:
        with house.db.transaction() as db:
            address_id = int(db.scalar(select(t.address.c.id)) or 0)
            return add_notice(
                house, db, address_id=address_id, member_id=None, channel="gammu", medium="sms",
                spoken=Spoken(f"kabar {next(numbers)}"), now=NOON,
            )  # fmt: skip

    for _ in range(2):
        notice()
    assert deliver(house, "gammu", NOON) == 2
    smsd.went_out("SendingOK")
    smsd.reported("DeliveryFailed", 67)
    fetch(house, channel, NOON, receive)
    first, second = rows(house, t.outbox.c.state, t.outbox.c.error_code, t.outbox.c.error)
    assert (first.state, first.error_code) == ("failed", "tp-67")
    assert first.error == "Nomornya tidak dapat dihubungi; mohon diperiksa."
    assert second.state == "sending"
    smsd.went_out("SendingOK")
    fetch(house, channel, NOON + STILL_OPEN + timedelta(seconds=1), receive)
    assert rows(house, t.outbox.c.state)[1].state == "sending"


def test_invented_people_are_left_alone(house: House, channel: GammuChannel, smsd: GammuDatabase) -> None:
    Federation(house).member("Contoh", IBU)
    smsd.came_in("BANTUAN", IBU)
    fetch(house, channel, NOON, receive)
    deliver(house, "gammu", NOON)
    assert smsd.rows("outbox") == []
    assert rows(house, t.outbox.c.error_code)[0].error_code == "demo"
