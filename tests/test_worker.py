"""The worker does its jobs, shows that it is alive, and stops after what it has in hand."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.bootstrap.house import clock_of, real_now
from bot.channels.gammu import GammuChannel
from bot.channels.twilio import TwilioChannel
from bot.message import Incoming
from bot.services import heartbeats
from bot.services.house import House
from bot.services.inbox import receive
from bot.services.jobs import Jobs, open_jobs
from bot.settings import parse_settings
from bot.worker import work
from storage import tables as t
from storage.database import Database
from tests.fakes.gammu_database import GammuDatabase
from tests.federation import house_of
from tests.services.test_letters import Recorder
from tests.services.test_tick import queue, state
from tests.waiting import LONG, until


@pytest.fixture
def house(database: Database, migrated_url: str, tmp_path: Path) -> House:
    return house_of(database, {"SUARA_DATA": str(tmp_path), "DATABASE_URL": migrated_url})


@contextmanager
def working(house: House) -> Iterator[threading.Event]:
    stopping = threading.Event()
    thread = threading.Thread(target=work, args=(house, stopping))
    thread.start()
    try:
        yield stopping
    finally:
        stopping.set()
        thread.join(LONG)
    assert not thread.is_alive()


@contextmanager
def jobs_of(house: House) -> Iterator[Jobs]:
    jobs = open_jobs(house, clock_of(house), real_now, threading.Event())
    try:
        yield jobs
    finally:
        jobs.queue.storage.close()


def reply_queued(house: House) -> int:
    """Queue something that is sent at any hour: a reply, to which quiet hours do not hold."""
    id_ = queue(house, now=real_now())
    with house.db.transaction() as db:
        db.execute(update(t.outbox).where(t.outbox.c.id == id_).values(priority=0))
    return id_


def test_a_job_that_was_queued_before_is_done(house: House) -> None:
    ids = [reply_queued(house) for _ in range(3)]
    with jobs_of(house) as jobs:
        assert jobs.idle()
        jobs.deliver("simulator")
        jobs.poll()
        assert not jobs.idle()
        with working(house):
            until(lambda: {state(house, id_) for id_ in ids} == {"delivered"})
            until(jobs.idle)


def test_it_shows_that_it_is_alive_until_it_stops(house: House) -> None:
    with working(house):
        until(lambda: heartbeats.alive(house, real_now())["worker"])
    assert not heartbeats.alive(house, real_now())["worker"]


def test_a_job_of_an_unknown_channel_breaks_nothing(house: House, caplog: pytest.LogCaptureFixture) -> None:
    later = reply_queued(house)
    with jobs_of(house) as jobs, working(house):
        jobs.deliver("pigeon")
        jobs.deliver("simulator")
        until(lambda: state(house, later) == "delivered")
    assert "delivery on pigeon failed: KeyError" in caplog.text


def test_twilio_is_read_and_what_goes_wrong_is_named(
    database: Database, migrated_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    environ = {
        "SUARA_DATA": str(tmp_path),
        "DATABASE_URL": migrated_url,
        "TWILIO_ACCOUNT_SID": "AC1",
        "TWILIO_AUTH_TOKEN": "t",
        "SUARA_TWILIO_SMS_FROM": "+14155550100",
        "SUARA_TWILIO_API_URL": "http://127.0.0.1:9",
    }
    settings = parse_settings(environ)
    house = house_of(database, environ, channels={"twilio": TwilioChannel(settings)})
    with jobs_of(house) as jobs:
        jobs.poll.call_local()  # type: ignore[attr-defined]
        assert "twilio could not be read: " in caplog.text
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(TwilioChannel, "list_messages", lambda _self, _since: 1 / 0)
            jobs.poll.call_local()  # type: ignore[attr-defined]
    assert "could not be taken in: ZeroDivisionError" in caplog.text


def test_a_modem_is_looked_up(
    database: Database, migrated_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What came in is taken, and a database of SMSD that is away is named."""
    caplog.set_level("INFO")
    environ = {"SUARA_DATA": str(tmp_path), "DATABASE_URL": migrated_url}
    smsd = GammuDatabase.made(f"sqlite:///{tmp_path / 'smsd.db'}")
    smsd.came_in("halo", "081200000001")
    away = GammuChannel(smsd.settings(SUARA_GAMMU_URL="sqlite:////no/such/folder/smsd.db"))
    house = house_of(database, environ, channels={"away": away, "gammu": GammuChannel(smsd.settings())})
    with jobs_of(house) as jobs:
        jobs.spool.call_local()  # type: ignore[attr-defined]
    assert "gammu could not be read: database" in caplog.text
    assert "1 messages were fetched from gammu" in caplog.text
    with house.db.reading() as db:
        assert db.scalar(select(t.message.c.channel)) == "gammu"


def test_letters_are_sent(house: House) -> None:
    """Where there is a postman; without one nothing is done."""
    receive(house, [Incoming("simulator", "SM1", "sms", "+628110000001", "saya dipukul suami")], real_now())
    postman = Recorder()
    for one in (house, replace(house, postman=postman)):
        with jobs_of(one) as jobs:
            jobs.mail.call_local()  # type: ignore[attr-defined]
    assert [letter.key.split("-")[0] for letter in postman.letters] == ["alarm"]


def test_a_delivery_ends_after_the_batch_when_told_to_stop(house: House) -> None:
    stopping = threading.Event()
    stopping.set()
    waits = reply_queued(house)
    jobs = open_jobs(house, clock_of(house), real_now, stopping)
    jobs.deliver.call_local("simulator")  # type: ignore[attr-defined]
    jobs.queue.storage.close()
    assert state(house, waits) == "queued"


def test_without_a_database_it_goes_on_and_is_silent(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def away(_house: House, _part: str, _now: datetime) -> None:
        tries.append(1)
        raise OSError

    monkeypatch.setattr(heartbeats, "beat", away)
    with working(house):
        until(lambda: bool(tries))
    assert not heartbeats.alive(house, real_now())["worker"]


def test_a_damaged_queue_is_begun_again(house: House) -> None:
    if house.db.is_sqlite:
        (house.settings.data / "jobs.db").write_bytes(b"no database at all" * 500)
    waits = reply_queued(house)
    with jobs_of(house) as jobs:
        jobs.deliver("simulator")
        with working(house):
            until(lambda: state(house, waits) == "delivered")
