"""Prepared statements: the same rows, types and errors as the usual way, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage import tables as t
from storage.database import Database
from storage.prepared import Prepared, PreparedFor

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
ADDRESS = Prepared(insert(t.address), ["kind", "hash", "value", "medium", "demo", "created_at", "opted_out_at"])
BY_HASH = PreparedFor(lambda hashes: select(t.address).where(t.address.c.hash.in_(hashes)), t.address.c.hash.type)


def address(number: str) -> dict[str, object]:
    """Return the row of one address."""
    return {
        "kind": "phone",
        "hash": number.encode().ljust(32),
        "value": number,
        "medium": "sms",
        "demo": False,
        "created_at": NOW,
    }


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_rows_go_in_and_come_out_as_the_usual_way_reads_them(database: Database, count: int) -> None:
    """Encrypted text, UTC times and NULLs are the same by both roads, for one row and for many."""
    rows = [address(f"+62811000000{place}") for place in range(count)]
    with database.transaction() as db:
        ADDRESS.run(db, rows)
    with database.reading() as db:
        prepared = BY_HASH.fetch(db, [row["hash"] for row in rows])
        usual = db.execute(select(t.address)).all()
    assert sorted(tuple(row) for row in prepared) == sorted(tuple(row) for row in usual)
    assert {row.value for row in prepared} == {row["value"] for row in rows}
    assert {(row.created_at, row.opted_out_at) for row in prepared} == {(NOW, None)}


def test_a_value_in_the_statement_itself_is_kept(database: Database) -> None:
    """Constants are bound too, also beside given values."""
    change = Prepared(
        update(t.address).where(t.address.c.value.is_not(None)).values(medium="whatsapp", kind=bindparam("k"))
    )
    with database.transaction() as db:
        ADDRESS.run(db, [address("+628110000001")])
        change.run(db, [{"k": "whatsapp_id"}])
        row = db.execute(select(t.address)).one()
    assert (row.medium, row.kind) == ("whatsapp", "whatsapp_id")


def test_the_drivers_errors_are_raised_as_usual_without_the_values(database: Database) -> None:
    """A broken rule is an IntegrityError, and no number stands in its text."""
    twice = [address("+628110000001"), address("+628110000001")]
    with database.transaction() as db, pytest.raises(IntegrityError) as caught:
        ADDRESS.run(db, twice)
    assert "8110000001" not in str(caught.value)
    with pytest.raises(IntegrityError), database.transaction() as db:
        ADDRESS.run(db, [{**address("+628110000002"), "kind": None}])


def test_the_compiled_form_belongs_to_its_open_database(database: Database) -> None:
    """It holds that database's keys, so it must not outlive it or serve another one."""
    with database.transaction() as db:
        ADDRESS.run(db, [address("+628110000001")])
    assert ADDRESS in database.engine.dialect.suara_prepared  # type: ignore[attr-defined]


def test_a_list_inside_a_statement_is_refused_and_not_sent(database: Database) -> None:
    """SQLAlchemy fills lists in only when it executes; here that would reach the database as nonsense."""
    listed = Prepared(select(t.address).where(t.address.c.medium.in_(["sms", "whatsapp"])))
    with database.reading() as db, pytest.raises(ValueError, match="PreparedFor"):
        listed.fetch(db, {})


def test_a_query_that_fails_raises_as_usual(database: Database) -> None:
    """A table that is gone is the same error by both roads."""
    one = Prepared(select(t.weekly_summary.c.week))
    with database.transaction() as db:
        db.execute(text("DROP TABLE weekly_summary"))
        with pytest.raises(DBAPIError):
            one.fetch(db, {})
        db.rollback()


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    """A naive time would be taken for UTC by one database and for local time by the other."""
    naive = address("+628110000001") | {"created_at": NOW.replace(tzinfo=None)}
    with database.transaction() as db, pytest.raises(ValueError, match="aware"):
        ADDRESS.run(db, [naive])
