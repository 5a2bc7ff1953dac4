"""The scheduler ticks, tells the worker what waits, and lets one machine do so."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import scheduler
from bot.bootstrap.house import clock_of, real_now
from bot.channels.cloud import CloudChannel
from bot.channels.gammu import GammuChannel
from bot.channels.twilio import TwilioChannel
from bot.message import Incoming, Media
from bot.services import clock, heartbeats
from bot.services.house import House
from bot.services.inbox import receive
from bot.services.jobs import open_jobs
from bot.settings import parse_settings
from storage import facts
from storage.database import Database
from tests.fakes.cloud_server import cloud_settings
from tests.federation import house_of
from tests.services.test_letters import Recorder
from tests.services.test_tick import queue
from tests.waiting import LONG, until


@pytest.fixture
def environ(migrated_url: str, tmp_path: Path) -> dict[str, str]:
    return {"SUARA_DATA": str(tmp_path), "DATABASE_URL": migrated_url}


@pytest.fixture
def house(database: Database, environ: dict[str, str]) -> House:
    return house_of(database, environ)


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """Collect the moments at which the duties were looked at."""
    seen: list[datetime] = []
    monkeypatch.setattr(scheduler, "tick", lambda _house, now: seen.append(now))
    return seen


@contextmanager
def keeping_time(house: House) -> Iterator[None]:
    stopping = threading.Event()
    thread = threading.Thread(target=scheduler.keep_time, args=(house, stopping))
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(LONG)
    assert not thread.is_alive()


def pending(house: House) -> list[str]:
    """Return the names of the jobs that wait."""
    jobs = open_jobs(house, clock_of(house), real_now, threading.Event())
    found = [type(job).__name__ for job in jobs.queue.pending()]
    jobs.queue.storage.close()
    return found


def test_it_ticks_at_once_and_shows_that_it_is_alive(house: House, ticks: list[datetime]) -> None:
    begun = real_now()
    with keeping_time(house):
        until(lambda: ticks)
        until(lambda: heartbeats.alive(house, real_now())["scheduler"])
    assert not heartbeats.alive(house, real_now())["scheduler"]
    assert begun <= ticks[0] <= real_now()


def test_it_tells_the_worker_once_what_waits(house: House, ticks: list[datetime]) -> None:
    queue(house, now=real_now())
    with keeping_time(house):
        until(lambda: pending(house) == ["deliver"])
        queue(house, now=real_now())
        threading.Event().wait(1.5)
        assert pending(house) == ["deliver"], "the one that waits will send both"


def test_a_clock_that_was_moved_is_acted_on_at_once(house: House, ticks: list[datetime]) -> None:
    with keeping_time(house):
        until(lambda: ticks)
        clock.move(house, "+2d", real_now())
        until(lambda: ticks[-1] - ticks[0] > timedelta(days=1))


def test_twilio_is_read_by_the_worker(database: Database, environ: dict[str, str], ticks: list[datetime]) -> None:
    real = {"SUARA_SIMULATOR": "0", "TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "t"}
    channels = {"twilio": TwilioChannel(parse_settings(environ | real))}
    house = house_of(database, environ | real, channels=channels)
    with keeping_time(house):
        until(lambda: pending(house) == ["poll"])


def test_a_modem_is_looked_up_while_the_worker_is_not_behind(
    database: Database, environ: dict[str, str], ticks: list[datetime]
) -> None:
    settings = parse_settings(environ | {"SUARA_GAMMU_URL": "sqlite:///smsd.db"})
    house = house_of(database, environ, channels={"gammu": GammuChannel(settings)})
    with keeping_time(house):
        until(lambda: pending(house) == ["pickup"])
        threading.Event().wait(2.5)
        assert pending(house) == ["pickup"]


def test_letters_are_left_to_the_worker(house: House, ticks: list[datetime]) -> None:
    with keeping_time(replace(house, postman=Recorder())):
        until(lambda: pending(house) == ["mail"])


def test_files_that_wait_are_fetched_by_the_worker(
    database: Database, environ: dict[str, str], ticks: list[datetime]
) -> None:
    # Meta keeps files and no list of messages, so that no job reads one.
    cloud = CloudChannel(cloud_settings("https://graph.facebook.com/v23.0"))
    house = house_of(database, environ, {"cloud": cloud})
    photo = Media("https://graph.facebook.com/v23.0/77", "image/jpeg")
    message = Incoming("cloud", "wamid.1", "whatsapp", "+628110000001", "", media=(photo,))
    receive(house, [message], real_now(), inline=False)
    with keeping_time(house):
        until(lambda: pending(house) == ["deliver", "files"])


def test_while_another_machine_ticks_it_does_nothing(house: House, ticks: list[datetime]) -> None:
    queue(house, now=real_now())
    with house.db.transaction() as db:
        later = real_now() + timedelta(hours=1)
        facts.put(db, "lease.scheduler", f"{later.isoformat()} another-machine", real_now())
    with keeping_time(house):
        until(lambda: heartbeats.alive(house, real_now())["scheduler"])
        threading.Event().wait(1.5)
    assert not ticks
    assert pending(house) == []


def test_a_database_that_is_away_is_tried_again(
    house: House, ticks: list[datetime], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(_house: House, _now: datetime) -> list[str]:
        raise OSError("her words")

    monkeypatch.setattr(scheduler, "waiting", away)
    with caplog.at_level(logging.WARNING), keeping_time(house):
        until(lambda: caplog.text.count("look did not work") > 1)
    assert "her words" not in caplog.text
