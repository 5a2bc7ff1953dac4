"""Statements of the hot path: SQLAlchemy Core on the same tables, compiled once, then run on the driver's own cursor.

A Core statement that is executed in the usual way is looked up, bound and wrapped anew each time, which costs more than the
statement itself. Here that work is done once for a dialect; what stays is the types' own conversion (encryption, UTC).
Nothing else changes: the transaction is the Connection's, and the driver's errors are raised as SQLAlchemy raises them.
"""

import json
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import JSON, Connection, Dialect, Table, Text, bindparam, cast, column, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.elements import BindParameter

Converter = Callable[[Any], Any]
Values = Mapping[str, Any]

_ROWS = "rows_"


def _in_json(value: Any) -> str:
    """Return a value that JSON does not know as PostgreSQL reads it."""
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    if isinstance(value, datetime):
        return value.isoformat()
    message = f"no JSON for a {type(value).__name__}"
    raise TypeError(message)


_as_json: Callable[[Any], str] = json.JSONEncoder(separators=(",", ":"), default=_in_json).encode


@dataclass(frozen=True, slots=True)
class _Together:
    """An INSERT of many rows. ``writers`` convert by column."""

    sql: str
    columns: tuple[str, ...]
    writers: tuple[tuple[str, Converter], ...]

    def parameters(self, rows: Sequence[Values]) -> dict[str, Any]:
        """Return the driver's parameters: all rows as one JSON text."""
        given = [{name: row.get(name) for name in self.columns} for row in rows]
        for row in given:
            for name, convert in self.writers:
                if row[name] is not None:
                    row[name] = convert(row[name])
        return {_ROWS: _as_json(given)}


@dataclass(frozen=True, slots=True)
class _Compiled:
    """``pick`` takes the parameters by name from ``constants``, their values where none is given, and what is given.

    ``writers`` and ``readers`` convert by place.
    """

    sql: str
    names: tuple[str, ...]
    constants: Values
    pick: Callable[[Values], tuple[Any, ...]]
    writers: tuple[tuple[int, Converter], ...]
    positional: bool
    row: Callable[..., Any]
    readers: tuple[tuple[int, Converter], ...]
    together: "_Together | None" = None

    def parameters(self, values: Values) -> Any:
        """Return the driver's parameters: a list where it counts places, else a mapping with every name."""
        given = [*self.pick({**self.constants, **values})]
        for place, convert in self.writers:
            if given[place] is not None:
                given[place] = convert(given[place])
        return given if self.positional else dict(zip(self.names, given, strict=True))


class Prepared:
    """One statement, compiled at its first use on each open database. A value that is not given is NULL."""

    def __init__(self, statement: Any) -> None:
        """Prepare ``statement``."""
        self._statement = statement

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
            compiled = kept[self] = self._compiled(dialect)
        return compiled

    def _compiled(self, dialect: Dialect) -> _Compiled:
        return _compile(self._statement, dialect)


class _PreparedWrite(Prepared):
    """A statement that writes rows with the columns in ``types``."""

    def __init__(self, types: Mapping[str, Any]) -> None:
        """Prepare for rows with these columns."""
        super().__init__(None)
        self._types = types

    def run(self, db: Connection, rows: Sequence[Values]) -> None:
        """Write ``rows``, in one call of the driver."""
        compiled = self._for(db.dialect)
        try:
            cursor = db.connection.cursor()
            if len(rows) == 1:
                cursor.execute(compiled.sql, compiled.parameters(rows[0]))
            elif compiled.together is None:
                cursor.executemany(compiled.sql, [compiled.parameters(row) for row in rows])
            else:
                cursor.execute(compiled.together.sql, compiled.together.parameters(rows))
            cursor.close()
        except db.dialect.loaded_dbapi.Error as error:
            raise _as_usual(error, compiled.sql, db.dialect) from error


class PreparedInsert(_PreparedWrite):
    """An INSERT. On PostgreSQL many rows travel as one JSON text: as a parameter each they would cost the driver far more."""

    def __init__(
        self,
        table: Table,
        columns: Sequence[str] | None = None,
        *,
        settle: Callable[[Any], Any] = lambda insert: insert,
    ) -> None:
        """Prepare for ``table``. ``columns`` are set, else all.

        ``settle`` adds to the INSERT what is to become of a row that is there already (ON CONFLICT).
        """
        super().__init__({name: table.c[name].type for name in columns or table.c.keys()})
        self._table = table
        self._settle = settle

    def _compiled(self, dialect: Dialect) -> _Compiled:
        one = _compile(self._settle(upsert(dialect, self._table)), dialect, list(self._types))
        return one if dialect.name == "sqlite" else replace(one, together=self._together(dialect))

    def _together(self, dialect: Dialect) -> _Together:
        columns = [column(name, type_) for name, type_ in self._types.items()]
        given = func.json_to_recordset(cast(bindparam(_ROWS, type_=Text), JSON)).table_valued(*columns, name="given")
        rows = select(*given.render_derived(with_types=True).c)
        statement = self._settle(upsert(dialect, self._table).from_select(list(self._types), rows))
        # SQLAlchemy's own conversions are made for the driver's parameters; JSON takes plain values.
        ours = {name: own(dialect) for name, type_ in self._types.items() if (own := getattr(type_, "converter", None))}
        return _Together(str(statement.compile(dialect=dialect)), tuple(self._types), tuple(ours.items()))


class PreparedUpdate(_PreparedWrite):
    """An UPDATE of rows by their id, which is given as ``id_`` beside the columns that are set.

    Row by row on both databases: as a join, PostgreSQL would plan it while the table is small, and read all of it ever after.
    """

    def __init__(
        self,
        table: Table,
        columns: Sequence[str],
        *,
        once: bool = False,
        also: Callable[[Any], Any] = lambda update: update,
    ) -> None:
        """Prepare for ``table``; ``also`` adds what is the same for every row. ``once``: what stands there already stays."""
        super().__init__({"id_": table.c.id.type} | {name: table.c[name].type for name in columns})
        given = {name: bindparam(name, type_=type_) for name, type_ in self._types.items()}
        values: dict[str, Any] = {name: given[name] for name in columns}
        if once:
            values = {name: func.coalesce(table.c[name], value) for name, value in values.items()}
        self._statement = also(update(table).where(table.c.id == given["id_"]).values(values))


@contextmanager
def in_one_go(db: Connection) -> Iterator[None]:
    """Send the statements of the block without waiting for each: PostgreSQL answers them all at its end. Nothing may be read."""
    if db.dialect.name == "sqlite":
        yield
        return
    connection: Any = db.connection.driver_connection
    try:
        with connection.pipeline():
            yield
    except db.dialect.loaded_dbapi.Error as error:
        raise _as_usual(error, "", db.dialect) from error


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


def _compile(statement: Any, dialect: Dialect, columns: list[str] | None = None) -> _Compiled:
    compiled = statement.compile(dialect=dialect, column_keys=columns)
    if "POSTCOMPILE" in str(compiled):
        message = "a list inside a prepared statement: use PreparedFor, or write it out with or_()"
        raise ValueError(message)
    names, constants, writers = [], {}, []
    for place, name in enumerate(compiled.positiontup or compiled.binds):
        bind = compiled.binds[name]
        convert = _writer(bind.type, dialect)
        names.append(name)
        constants[name] = None if bind.required else bind.value
        if convert is not None:
            writers.append((place, convert))
    selected = list(getattr(statement, "selected_columns", ()))
    readers = []
    for place, one in enumerate(selected):
        read = one.type.dialect_impl(dialect).result_processor(dialect, None)
        if read is not None:
            readers.append((place, read))
    fields = [str(column.key) for column in selected]
    row: Any = namedtuple("Row", fields)  # type: ignore[misc]
    places = bool(compiled.positional)
    return _Compiled(
        str(compiled), tuple(names), constants, _picker(names), tuple(writers), places, row._make, tuple(readers)
    )


def _picker(names: Sequence[str]) -> Callable[[Values], tuple[Any, ...]]:
    """Return what takes these values out of a mapping, in this order."""
    if len(names) == 1:  # of which itemgetter would give the bare value
        return lambda values: (values[names[0]],)
    return itemgetter(*names) if names else lambda _: ()


def _writer(type_: Any, dialect: Dialect) -> Converter | None:
    """Return what makes the driver's value."""
    # Our own types give their conversion bare; through SQLAlchemy's wrapper each value would cost twice as much.
    own = getattr(type_, "converter", None)
    convert: Converter | None = own(dialect) if own is not None else type_.dialect_impl(dialect).bind_processor(dialect)
    return convert


def _read(compiled: _Compiled, found: Sequence[Any]) -> Any:
    row = list(found)
    for place, read in compiled.readers:
        if row[place] is not None:
            row[place] = read(row[place])
    return compiled.row(row)


def _as_usual(error: Exception, sql: str, dialect: Dialect) -> BaseException:
    """Return the driver's error as SQLAlchemy raises it; parameters are never shown."""
    return DBAPIError.instance(sql, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect)
