"""Statements of the hot path: SQLAlchemy Core on the same tables, compiled once, then run on the driver's own cursor.

A Core statement that is executed in the usual way is looked up, bound and wrapped anew each time, which costs more than the
statement itself. Here that work is done once for a dialect; what stays is the types' own conversion (encryption, UTC).
Nothing else changes: the transaction is the Connection's, and the driver's errors are raised as SQLAlchemy raises them.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Table, bindparam
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.elements import BindParameter

Converter = Callable[[Any], Any]
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """``binds`` are each parameter's name and its value where none is given; ``writers`` and ``readers`` convert by place."""

    sql: str
    binds: tuple[tuple[str, Any], ...]
    writers: tuple[tuple[int, Converter], ...]
    positional: bool
    row: Callable[..., Any]
    readers: tuple[tuple[int, Converter], ...]

    def parameters(self, values: Values) -> Any:
        """Return the driver's parameters: a list where it counts places, else a mapping with every name."""
        get = values.get
        given = [get(name, constant) for name, constant in self.binds]
        for place, convert in self.writers:
            if given[place] is not None:
                given[place] = convert(given[place])
        return given if self.positional else {bind[0]: value for bind, value in zip(self.binds, given, strict=True)}


class Prepared:
    """One statement, compiled at its first use on each open database. A value that is not given is NULL."""

    def __init__(self, statement: Any, columns: Sequence[str] | None = None) -> None:
        """Prepare ``statement``; ``columns`` names those that an INSERT sets."""
        self._statement = statement
        self._columns = list(columns) if columns is not None else None

    def run(self, db: Connection, rows: Sequence[Values]) -> None:
        """Run once for each of ``rows``, in one call of the driver."""
        compiled = self._for(db.dialect)
        given = [compiled.parameters(row) for row in rows]
        try:
            cursor = db.connection.cursor()
            if len(given) == 1:
                cursor.execute(compiled.sql, given[0])
            else:
                cursor.executemany(compiled.sql, given)
            cursor.close()
        except db.dialect.loaded_dbapi.Error as error:
            raise _as_usual(error, compiled.sql, db.dialect) from error

    def fetch(self, db: Connection, values: Values) -> list[Any]:
        """Run a SELECT and return its rows as named tuples."""
        compiled = self._for(db.dialect)
        given = compiled.parameters(values)
        try:
            cursor = db.connection.cursor()
            cursor.execute(compiled.sql, given)
            found = cursor.fetchall()
            cursor.close()
        except db.dialect.loaded_dbapi.Error as error:
            raise _as_usual(error, compiled.sql, db.dialect) from error
        return [_read(compiled, row) for row in found]

    def _for(self, dialect: Dialect) -> _Compiled:
        # The compiled form holds the keys of one open database, so it lives and dies with that database's dialect.
        kept: dict[Prepared, _Compiled] = dialect.suara_prepared  # type: ignore[attr-defined]
        compiled = kept.get(self)
        if compiled is None:
            compiled = kept[self] = _compile(self._made_for(dialect), self._columns, dialect)
        return compiled

    def _made_for(self, _dialect: Dialect) -> Any:
        return self._statement


class PreparedUpsert(Prepared):
    """An INSERT that says what is to become of a row which is there already; each database has its own way to say it."""

    def __init__(self, table: Table, settle: Callable[[Any], Any], columns: Sequence[str] | None = None) -> None:
        """Prepare for ``table``; ``settle`` adds ON CONFLICT to the INSERT it is given. ``columns`` are set, else all."""
        super().__init__(None, columns or table.c.keys())
        self._table = table
        self._settle = settle

    def _made_for(self, dialect: Dialect) -> Any:
        return self._settle(upsert(dialect, self._table))


def upsert(dialect: Dialect, table: Table) -> Any:
    """Return an INSERT of the database's own kind, which knows ON CONFLICT."""
    # Here, because a process opens one database, and the other's half of SQLAlchemy would cost it two megabytes.
    if dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


class PreparedFor:
    """A SELECT with a list in it: one statement for each length, in powers of two, so that there are few."""

    def __init__(self, make: Callable[[list[BindParameter[Any]]], Any], type_: Any) -> None:
        """Prepare statements; ``make`` is given the parameters of the list, which are of ``type_``."""
        self._make = make
        self._type = type_
        self._by_length: dict[int, Prepared] = {}

    def fetch(self, db: Connection, items: Sequence[Any], values: Values | None = None) -> list[Any]:
        """Run the SELECT for ``items`` and return its rows as named tuples; nothing is asked for no items."""
        if not items:
            return []
        length = 1 << (len(items) - 1).bit_length()
        prepared = self._by_length.get(length)
        if prepared is None:
            parameters = [bindparam(f"item_{place}", type_=self._type) for place in range(length)]
            prepared = self._by_length[length] = Prepared(self._make(parameters))
        # The last item fills what is left over: asking for it twice finds it once.
        given = {f"item_{place}": items[min(place, len(items) - 1)] for place in range(length)}
        return prepared.fetch(db, given | dict(values or {}))


def _compile(statement: Any, columns: list[str] | None, dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=dialect, column_keys=columns)
    if "POSTCOMPILE" in str(compiled):
        message = "a list inside a prepared statement: use PreparedFor, or write it out with or_()"
        raise ValueError(message)
    binds, writers = [], []
    for place, name in enumerate(compiled.positiontup or compiled.binds):
        bind = compiled.binds[name]
        # Our own types give their conversion bare; through SQLAlchemy's wrapper each value would cost twice as much.
        own = getattr(bind.type, "converter", None)
        convert = own(dialect) if own is not None else bind.type.dialect_impl(dialect).bind_processor(dialect)
        binds.append((name, None if bind.required else bind.value))
        if convert is not None:
            writers.append((place, convert))
    selected = list(getattr(statement, "selected_columns", ()))
    readers = []
    for place, column in enumerate(selected):
        read = column.type.dialect_impl(dialect).result_processor(dialect, None)
        if read is not None:
            readers.append((place, read))
    fields = [str(column.key) for column in selected]
    row: Any = namedtuple("Row", fields)  # type: ignore[misc]
    places = bool(compiled.positional)
    return _Compiled(str(compiled), tuple(binds), tuple(writers), places, row._make, tuple(readers))


def _read(compiled: _Compiled, found: Sequence[Any]) -> Any:
    row = list(found)
    for place, read in compiled.readers:
        if row[place] is not None:
            row[place] = read(row[place])
    return compiled.row(row)


def _as_usual(error: Exception, sql: str, dialect: Dialect) -> BaseException:
    """Return the driver's error as SQLAlchemy raises it; parameters are never shown."""
    return DBAPIError.instance(sql, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect)
