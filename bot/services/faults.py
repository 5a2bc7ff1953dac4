"""How trouble is named in the log: by our own sentence, or by its kind and place, never by its text, which may quote a member."""

from __future__ import annotations

import sqlite3
from pathlib import PurePath
from typing import Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolEmpty

from storage.migrate import explain

_AWAY: Final = ("BUSY", "LOCKED", "CANTOPEN", "IOERR", "NOTADB", "CORRUPT", "READONLY", "PERM", "PROTOCOL")
"""SQLite's errors under which the file cannot be used now, whatever was asked of it. A full disk is none: there we cannot wait."""

_OURS: Final = ("40", "42", "53100", "55P03")
"""PostgreSQL's states that say nothing against the server: clashes and locks of ours, wrong SQL, a full disk."""


def name(error: BaseException) -> str:
    """Return ``KeyError at inbox.py:229``: the kind of ``error`` and the innermost line that raised it.

    Where disk or database are the trouble and the cure is known, return the sentence that says it.
    """
    sentence = explain(error)
    if sentence is not None:
        return sentence
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    if place is None:
        return type(error).__name__
    return f"{type(error).__name__} at {PurePath(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}"


def away(error: BaseException) -> bool:
    """Tell whether the database cannot be reached or used at all now, so that the same will work once it is back."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    match cause:
        case PoolEmpty():
            return True
        case sqlite3.Error():
            name = (getattr(cause, "sqlite_errorname", "") or "").removeprefix("SQLITE_")
            # A file without our tables is another one, or the one that SQLite makes where ours was moved away.
            return name.startswith(_AWAY) or str(cause).startswith("no such table")
        case Exception() if type(cause).__module__.startswith("psycopg"):
            return _server_away(cause)
        case _:
            return False


def _server_away(cause: Exception) -> bool:
    import psycopg  # here, because on SQLite it would only cost memory

    state = getattr(cause, "sqlstate", None) or ""
    # 25006: a server that has become the standby of another one takes no writing. 3D000, 42P01: there is
    # no such database, or one without our tables.
    if isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
        return not state.startswith(_OURS)
    return state in {"25006", "3D000", "42P01"}
