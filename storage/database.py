"""The database: engine, transactions, own ids. SQLite by default, PostgreSQL by address; the same code on both.

On SQLite there is one writer per data file. SQLite's own busy handler is unfair (a waiting writer may starve for seconds), so
writers queue here: first on a lock in this process, then on a lock file between processes; then ``BEGIN IMMEDIATE`` never
has to wait.
"""

import fcntl
import itertools
import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from storage.encryption import KeyRing

metadata: MetaData = SQLModel.metadata


class _WriterQueue:
    """One writer at a time for one SQLite file, in this process and across processes."""

    def __init__(self, path: Path) -> None:
        self._thread = threading.Lock()
        self._holder: int | None = None
        self._path = path
        self._file: int | None = None
        self._kept: Connection | None = None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the turn, hold it for the block. A thread that holds it already gets a RuntimeError, not a dead lock."""
        if self._holder == threading.get_ident():
            message = "a transaction inside a transaction: one service call, one transaction"
            raise RuntimeError(message)
        with self._thread:
            if self._file is None:
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX)
            self._holder = threading.get_ident()
            try:
                yield
            finally:
                self._holder = None
                fcntl.flock(self._file, fcntl.LOCK_UN)

    @contextmanager
    def writing(self, engine: Engine) -> Iterator[Connection]:
        """Lend the one writer's connection, within her turn. It stays open until something goes wrong in it."""
        # Fetching it from the pool and putting it back each time would cost as much as all else that begins and ends a turn.
        connection = self._kept or engine.connect().execution_options(suara_write=True)
        self._kept = None
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        self._kept = connection

    def close(self) -> None:
        """Give the connection back."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None


class _NoQueue(_WriterQueue):
    """PostgreSQL has row locks and many writers; nobody queues here."""

    def __init__(self) -> None:
        pass

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Do not wait."""
        yield

    @contextmanager
    def writing(self, engine: Engine) -> Iterator[Connection]:
        """Lend a connection of the pool."""
        with engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Do nothing: nothing is kept."""


class Ids:
    """Row ids made here and not by the database: 41 bits of milliseconds since 2020, 8 random bits a process, 14 that count.

    They grow with time, so that new rows stand at the end of every index; they are known before the row is written, so that
    a message can carry its own outbox id; and they need no round trip. Unique within a process; between processes a clash
    needs the same millisecond, the same random byte and the same count, and then the unique key refuses the second.
    """

    _EPOCH_MS = 1_577_836_800_000

    def __init__(self) -> None:
        """Start counting at a random place."""
        self._process = secrets.randbits(8) << 14
        self._count = itertools.count(secrets.randbits(14))

    def next(self) -> int:
        """Return a new id (63 bits)."""
        milliseconds = time.time_ns() // 1_000_000 - self._EPOCH_MS
        return (milliseconds << 22) | self._process | (next(self._count) & 0x3FFF)

    def within(self, moment: datetime) -> int:
        """Return an id that tells no more than ``moment``: its low 22 bits are chance, so the caller checks that it is free."""
        milliseconds = int(moment.timestamp() * 1000) - self._EPOCH_MS
        return (milliseconds << 22) | secrets.randbits(22)


@dataclass(frozen=True)
class Database:
    """An open database with its keys."""

    engine: Engine
    keys: KeyRing
    ids: Ids = field(default_factory=Ids)
    _queue: _WriterQueue = field(default_factory=_NoQueue, repr=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open the one write transaction of a service call; commit at the end of the block, roll back on any exception."""
        with self._queue.turn(), self._queue.writing(self.engine) as connection, connection.begin():
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that only reads; it never waits for a writer and sees one state of the data."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    def settle(self) -> None:
        """Write SQLite's log back into the file and empty it, so that it holds no older copy of a row; else do nothing.

        A reader that is still at work postpones it to the next time.
        """
        if not self.is_sqlite:
            return
        with self._queue.turn():
            # Straight on the driver: inside a transaction the log cannot be emptied.
            raw = self.engine.raw_connection()
            try:
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                raw.close()

    def reconnect(self) -> bool:
        """Let go of connections that may be dead; return whether a new one may do better at once, as at a server."""
        self.engine.dispose()
        return not self.is_sqlite

    def close(self) -> None:
        """Close all connections."""
        self._queue.close()
        self.engine.dispose()


def connect(url: str, keys: KeyRing) -> Database:
    """Open the database at ``url`` (``sqlite:///path``, ``sqlite://`` in memory is refused, ``postgresql://...``).

    Nothing is created: the schema is made by ``storage.migrate``. A database that cannot be reached raises at the first use.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        if not address.database or address.database == ":memory:":
            message = "SQLite needs a file: several processes share it"
            raise ValueError(message)
        engine = create_engine(
            address, connect_args={"timeout": 30, "check_same_thread": False}, pool_size=8, hide_parameters=True
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        queue = _WriterQueue(Path(address.database + ".lock"))
    else:
        address = address.set(drivername="postgresql+psycopg")
        # A server that does not answer must not hold a request for ever; a short refusal makes the provider come again.
        patience = {"connect_timeout": 5}
        engine = create_engine(address, connect_args=patience, pool_size=8, pool_pre_ping=False, hide_parameters=True)
        queue = _NoQueue()
    engine.dialect.suara_keys = keys  # type: ignore[attr-defined]
    engine.dialect.suara_prepared = {}  # type: ignore[attr-defined]  # see storage.prepared
    return Database(engine, keys, _queue=queue)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # Transactions are begun by _begin_sqlite; the driver's own implicit BEGIN would come too late and be deferred.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # FULL and not NORMAL: an answer that we have acknowledged must survive a power cut.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA temp_store=MEMORY")
    # What is replaced or deleted is overwritten where that costs no extra writing; an erasure asks for more.
    cursor.execute("PRAGMA secure_delete=FAST")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("suara_write")
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
    # On the driver's cursor: through SQLAlchemy this one word costs half of an empty transaction.
    try:
        connection.connection.cursor().execute(begin)
    except sqlite3.Error as error:
        raise DBAPIError.instance(begin, None, error, sqlite3.Error, dialect=connection.dialect) from error
