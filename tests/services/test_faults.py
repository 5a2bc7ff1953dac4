"""Trouble in the log: our own sentence or kind and place, never the text."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.services import faults
from storage.database import Database, connect
from storage.encryption import KeyRing


def test_a_mistake_is_named_by_kind_and_place() -> None:
    with pytest.raises(ValueError, match="her words") as caught:
        int("her words")
    assert faults.name(caught.value).startswith("ValueError at test_faults.py:")
    assert faults.name(KeyError("her words")) == "KeyError"


def test_trouble_with_a_cure_says_it() -> None:
    said = faults.name(OSError(errno.ENOSPC, "her words"))
    assert said.startswith("Disk penuh: ")
    assert "her words" not in said


def raised_by(database: Database, sql: str) -> BaseException:
    """Return what the database says to a statement."""
    with pytest.raises(DBAPIError) as caught, database.reading() as db:
        db.execute(text(sql))
    return caught.value


@pytest.fixture
def broken(tmp_path: Path, keys: KeyRing) -> Iterator[Database]:
    """Give a database whose file is none."""
    (tmp_path / "suara.db").write_bytes(b"this is no database" * 100)
    database = connect(f"sqlite:///{tmp_path / 'suara.db'}", keys)
    yield database
    database.close()


def test_a_mistake_of_ours_is_no_absence(database: Database) -> None:
    assert not faults.away(raised_by(database, "SELECT nothing FROM message"))
    assert not faults.away(raised_by(database, "SELEC 1"))
    assert not faults.away(ValueError("her words"))
    assert not faults.away(OSError(errno.ENOSPC, "her words"))


def test_a_database_without_our_tables_is_away(database: Database) -> None:
    assert faults.away(raised_by(database, "SELECT 1 FROM no_table_of_ours"))


def test_a_file_that_is_no_database_or_is_not_there_is_away(broken: Database, tmp_path: Path, keys: KeyRing) -> None:
    assert faults.away(raised_by(broken, "SELECT 1"))
    gone = connect(f"sqlite:///{tmp_path / 'no' / 'suara.db'}", keys)
    assert faults.away(raised_by(gone, "SELECT 1"))
    gone.close()


def test_a_server_that_does_not_answer_is_away(keys: KeyRing) -> None:
    gone = connect("postgresql://postgres@127.0.0.1:9/suara", keys)
    assert faults.away(raised_by(gone, "SELECT 1"))
    gone.close()


@pytest.mark.parametrize(
    ("error", "is_away"),
    [
        (psycopg.errors.AdminShutdown, True),
        (psycopg.errors.CannotConnectNow, True),
        (psycopg.errors.TooManyConnections, True),
        (psycopg.errors.InvalidCatalogName, True),
        (psycopg.errors.ReadOnlySqlTransaction, True),
        (psycopg.InterfaceError, True),
        (psycopg.errors.DiskFull, False),
        (psycopg.errors.SerializationFailure, False),
        (psycopg.errors.DeadlockDetected, False),
        (psycopg.errors.LockNotAvailable, False),
        (psycopg.errors.UniqueViolation, False),
    ],
)
def test_what_a_server_says_is_told_apart(error: type[psycopg.Error], is_away: bool) -> None:
    assert faults.away(DBAPIError("SELECT 1", None, error("her words"))) is is_away
