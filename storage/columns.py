"""Column types: encrypted text, aware UTC times, and integers that SQLite can use as row ids.

The key ring belongs to an engine (it hangs on its dialect), not to the process: two databases with two rings can be open in
one test.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Index, Integer, LargeBinary, TextClause, TypeDecorator

from storage.encryption import KeyRing

Id = BigInteger().with_variant(Integer, "sqlite")
"""A row id of 64 bits; on SQLite it must be INTEGER to be the table's own row id."""


def partial_index(name: str, *columns: str | TextClause, where: str, unique: bool = False) -> Index:
    """Return an index over those rows for which ``where`` holds.

    The condition is a note (``info``): tables are made by migrations, and as SQLAlchemy's own option it would load what
    belongs to both databases, two megabytes in every process that uses one.
    """
    return Index(name, *columns, unique=unique, info={"where": where})


def _ring(dialect: Dialect) -> KeyRing:
    ring: KeyRing = dialect.suara_keys  # type: ignore[attr-defined]  # set by storage.database.connect
    return ring


class Encrypted(TypeDecorator[str]):
    """Text that is locked in the file. ``column`` is ``table.column`` and is authenticated with the value.

    Lone surrogates (broken UTF-8 that was let in) survive the round trip.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, column: str) -> None:
        """Make the type for ``column``."""
        super().__init__()
        self.column = column

    def converter(self, dialect: Dialect) -> Callable[[str], bytes]:
        """Return what locks a value, for ``storage.prepared``."""
        lock = _ring(dialect).locker(self.column)
        return lambda value: lock(value.encode("utf-8", "surrogatepass"))

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Lock on the way in."""
        return None if value is None else _ring(dialect).encrypt(value.encode("utf-8", "surrogatepass"), self.column)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Open on the way out."""
        if value is None:
            return None
        return _ring(dialect).decrypt(bytes(value), self.column).decode("utf-8", "surrogatepass")


_compact: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


class EncryptedJson(TypeDecorator[Any]):
    """A small JSON value, locked like ``Encrypted``."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, column: str) -> None:
        """Make the type for ``column``."""
        super().__init__()
        self.column = column

    def converter(self, dialect: Dialect) -> Callable[[Any], bytes]:
        """Return what locks a value, for ``storage.prepared``."""
        lock = _ring(dialect).locker(self.column)
        return lambda value: lock(_compact(value).encode())

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """Lock on the way in."""
        return None if value is None else _ring(dialect).encrypt(_compact(value).encode(), self.column)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        """Open on the way out."""
        return None if value is None else json.loads(_ring(dialect).decrypt(bytes(value), self.column))


@lru_cache(maxsize=64)
def _as_sqlite_keeps_it(moment: datetime) -> str:
    """Return the text that SQLAlchemy stores for a moment in SQLite. Cached: one batch has one time in many columns."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Naive datetimes are refused; what comes back is aware and in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def converter(self, dialect: Dialect) -> Callable[[datetime], Any]:
        """Return what turns a moment into the driver's value, for ``storage.prepared``."""

        def convert(value: datetime) -> Any:
            if value.tzinfo is None:
                message = "a stored time must be aware"
                raise ValueError(message)
            return _as_sqlite_keeps_it(value) if sqlite else value

        sqlite = dialect.name == "sqlite"
        return convert

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Turn into UTC on the way in."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a stored time must be aware"
            raise ValueError(message)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Give the zone back that SQLite forgets."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
