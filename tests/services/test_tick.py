"""What is due happens; a duty that fails leaves the others theirs; and what waits is seen."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text, update

from bot.message import Spoken
from bot.services import outbox, tick
from bot.services.house import House
from storage import tables as t
from storage.database import Database
from tests.federation import NOON, Federation, house_of


@pytest.fixture
def house(database: Database) -> House:
    return house_of(database)


def queue(house: House, channel: str = "simulator", now: datetime = NOON) -> int:
    """Queue a notice to one invented woman."""
    federation = Federation(house)
    federation.count += 1
    member = federation.member("Ibu Melati", f"+62811000{house.db.ids.next() % 10000:04d}")
    with house.db.transaction() as db:
        address = db.scalar(select(t.member_address.c.address_id).where(t.member_address.c.member_id == member))
        return outbox.add_notice(
            house,
            db,
            address_id=int(address or 0),
            member_id=member,
            channel=channel,
            medium="sms",
            spoken=Spoken("Halo Bu"),
            now=now,
        )


def state(house: House, outbox_id: int) -> str:
    with house.db.reading() as db:
        return str(db.scalar(select(t.outbox.c.state).where(t.outbox.c.id == outbox_id)))


def test_a_channel_waits_from_the_moment_its_message_is_due(house: House) -> None:
    assert tick.waiting(house, NOON) == []
    id_ = queue(house)
    assert tick.waiting(house, NOON - timedelta(seconds=1)) == []
    assert tick.waiting(house, NOON) == ["simulator"]
    with house.db.transaction() as db:
        db.execute(update(t.outbox).where(t.outbox.c.id == id_).values(claimed_until=NOON + timedelta(seconds=20)))
    assert tick.waiting(house, NOON) == [], "somebody has it"
    assert tick.waiting(house, NOON + timedelta(seconds=21)) == ["simulator"], "and did not send it"
    with house.db.transaction() as db:
        db.execute(update(t.outbox).where(t.outbox.c.id == id_).values(state="sent"))
    assert tick.waiting(house, NOON + timedelta(seconds=21)) == []


def test_a_message_of_a_channel_that_is_off_waits_for_nobody(house: House) -> None:
    queue(house, channel="twilio")
    assert tick.waiting(house, NOON) == []


def test_looking_reads_the_index_of_waiting_rows(house: House) -> None:
    seen: list[str] = []
    if not house.db.is_sqlite:
        return
    with house.db.reading() as db:
        plan = db.execute(
            text(
                "EXPLAIN QUERY PLAN SELECT id FROM outbox WHERE state IN ('queued', 'sending') AND channel = 'x' "
                "AND due_at <= 'y' AND (claimed_until IS NULL OR claimed_until < 'y') LIMIT 1"
            )
        )
        seen = [row[3] for row in plan]
    assert any("ix_outbox_waiting" in line for line in seen), seen


def test_a_hop_lives_through_the_stop(house: House) -> None:
    ids = [queue(house) for _ in range(3)]
    tick.hop(house, NOON)
    assert {state(house, id_) for id_ in ids} == {"delivered"}


def test_one_duty_that_fails_keeps_no_other_from_its_own(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(_house: House, _now: datetime) -> int:
        raise ValueError("her words")

    monkeypatch.setattr(tick, "DUTIES", {"first": breaks, "second": lambda _house, _now: 3})
    with caplog.at_level(logging.ERROR):
        assert tick.tick(house, NOON) == 3
    assert "first" in caplog.text
    assert "her words" not in caplog.text


def test_the_duties_run_twice_without_harm(house: House) -> None:
    assert tick.tick(house, NOON) == 0
    assert tick.tick(house, NOON) == 0
