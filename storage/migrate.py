"""Brings a database to this release's schema, and says in one sentence why it cannot where it cannot.

Alembic is imported only where steps are run: it costs memory that no process needs afterwards.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from storage.database import Database

HEAD: Final = "0004"
"""The schema that this release works with: the last step in ``migrations/versions``."""

_FOLDER: Final = Path(__file__).parent / "migrations"
_LOCK: Final = 7_582_417_201
"""PostgreSQL's advisory lock under which one process at a time changes the schema; any number, always the same."""


class DatabaseProblem(Exception):
    """The database cannot be used. The message is one sentence in Indonesian and one in English, each with its cure."""


class NewerSchema(DatabaseProblem):
    """The data were written by a later release than this one."""

    def __init__(self, found: str) -> None:
        """Name the schema that was found."""
        super().__init__(
            f"Basis data ini (skema {found}) dari Suara yang lebih baru: pasang versi itu lagi. / "
            f"This database (schema {found}) belongs to a later release of Suara: install that release again."
        )


def upgrade(database: Database) -> bool:
    """Create or bring forward the schema in one transaction; return whether anything changed.

    Waits in the writer's queue, and on PostgreSQL for any other process that does the same. Either all steps happen or
    none. Raises NewerSchema, or DatabaseProblem where the database is out of reach, full, read-only or no database.
    """
    with explained(), database.transaction() as db:
        if not database.is_sqlite:
            db.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        found = _revision(db)
        if found == HEAD:
            return False
        _run(db, found)
        return True


def is_current(database: Database) -> bool:
    """Tell whether the schema is this release's. Raises like ``upgrade``."""
    with explained(), database.reading() as db:
        return _revision(db) == HEAD


def _revision(db: Connection) -> str | None:
    if not inspect(db).has_table("alembic_version"):
        return None
    found: str | None = db.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _run(db: Connection, found: str | None) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = db
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise NewerSchema(found)
    command.upgrade(config, "head")


@contextmanager
def explained() -> Iterator[None]:
    """Turn what the block's database or disk complains about into a DatabaseProblem, where we know a cure."""
    try:
        yield
    except (DBAPIError, OSError) as error:
        sentence = explain(error)
        if sentence is None:
            raise
        raise DatabaseProblem(sentence) from error


def explain(error: BaseException) -> str | None:
    """Return what happened and what to do, in both languages; None where it is no trouble of disk, reach or rights."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    match cause:
        case sqlite3.Error():
            # An extended name such as SQLITE_READONLY_DIRECTORY begins with the plain one.
            name = getattr(cause, "sqlite_errorname", "")
            return next((said for start, said in _SQLITE.items() if name.startswith(start)), None)
        case OSError():
            return _DISK.get(cause.errno or 0)
        case Exception() if type(cause).__module__.startswith("psycopg"):
            return _explain_postgresql(cause)
        case _:
            return None


def _explain_postgresql(cause: Exception) -> str | None:
    import psycopg  # here, because on SQLite it would only cost memory

    state = getattr(cause, "sqlstate", None)
    if state or not isinstance(cause, psycopg.OperationalError):
        return _POSTGRESQL.get(state or "")
    # A refused connection carries no state, only the server's sentence, or none where nobody answered.
    return next((ours for theirs, ours in _REFUSED.items() if theirs in str(cause)), _UNREACHABLE)


_FULL: Final = (
    "Disk penuh: hapus berkas yang tidak perlu, lalu jalankan lagi; tidak ada data yang rusak. / "
    "The disk is full: free some space and start again; no data were damaged."
)
_READ_ONLY: Final = (
    "Folder data tidak bisa ditulisi: beri izin tulis pada SUARA_DATA, lalu jalankan lagi. / "
    "The data folder cannot be written: give write permission on SUARA_DATA and start again."
)
_NO_PLACE: Final = (
    "Berkas basis data tidak bisa dibuka: periksa DATABASE_URL dan folder SUARA_DATA. / "
    "The database file cannot be opened: check DATABASE_URL and the folder SUARA_DATA."
)
_BROKEN: Final = (
    "Berkas basis data rusak atau bukan basis data: pulihkan dari cadangan, atau periksa DATABASE_URL. / "
    "The database file is damaged or no database: restore a backup, or check DATABASE_URL."
)
_DISK_FAULT: Final = (
    "Disk gagal membaca atau menulis: periksa disk, lalu jalankan lagi. / "
    "The disk failed to read or write: check the disk and start again."
)
_UNREACHABLE: Final = (
    "Server PostgreSQL tidak terjangkau: nyalakan servernya, atau periksa DATABASE_URL. / "
    "The PostgreSQL server cannot be reached: start it, or check DATABASE_URL."
)
_NO_DATABASE: Final = (
    "Basis data itu belum ada di server PostgreSQL: buat dengan createdb, atau periksa DATABASE_URL. / "
    "The PostgreSQL server has no such database: create it with createdb, or check DATABASE_URL."
)
_NO_ENTRY: Final = (
    "PostgreSQL menolak nama pengguna atau kata sandi: periksa DATABASE_URL. / "
    "PostgreSQL refuses the user or the password: check DATABASE_URL."
)
_NO_RIGHT: Final = (
    "Pengguna PostgreSQL itu tidak boleh mengubah tabel: beri hak CREATE pada skemanya. / "
    "The PostgreSQL user may not change tables: grant it CREATE on the schema."
)
_SQLITE: Final = {
    "SQLITE_FULL": _FULL,
    "SQLITE_READONLY": _READ_ONLY,
    "SQLITE_PERM": _READ_ONLY,
    "SQLITE_CANTOPEN": _NO_PLACE,
    "SQLITE_NOTADB": _BROKEN,
    "SQLITE_CORRUPT": _BROKEN,
    "SQLITE_IOERR": _DISK_FAULT,
}
_POSTGRESQL: Final = {
    "53100": _FULL,
    "25006": _READ_ONLY,
    "3D000": _NO_DATABASE,
    "28P01": _NO_ENTRY,
    "28000": _NO_ENTRY,
    "42501": _NO_RIGHT,
}
_REFUSED: Final = {
    'database "': _NO_DATABASE,
    "password": _NO_ENTRY,
    'role "': _NO_ENTRY,
    "pg_hba.conf": _NO_ENTRY,
}
_DISK: Final = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EROFS: _READ_ONLY,
    errno.EACCES: _READ_ONLY,
    errno.EPERM: _READ_ONLY,
    errno.ENOENT: _NO_PLACE,
    errno.ENOTDIR: _NO_PLACE,
    errno.EISDIR: _NO_PLACE,
}
