"""Prepared statements: the same rows, types and errors as the usual way, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage import tables as t
from storage.database import Database
from storage.prepared import Prepared, PreparedFor, PreparedInsert, PreparedUpdate, in_one_go

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
ADDRESS = PreparedInsert(t.address, ["kind", "hash", "value", "medium", "demo", "created_at", "opted_out_at"])
MESSAGE = PreparedInsert(t.message)
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


def test_the_whole_of_a_message_survives_with_all_its_types(database: Database) -> None:
    """Locked words with signs and broken UTF-8, locked JSON, ids of 63 bits, truths and NULLs: for one row and for many."""
    rows = [
        {
            "id": 2**62 + place,
            "channel": "twilio",
            "provider_id": f"SM\"\\'{place}",
            "medium": "sms",
            "received_at": NOW,
            "text": 'dua \u2019"\\ \ud83d \x00 \U0001f64f',
            "payload": {"Body": 'a"b', "n": None},
            "kind": "answer",
            "for_person": bool(place % 2),
        }
        for place in range(3)
    ]
    with database.transaction() as db:
        MESSAGE.run(db, rows[:1])
        MESSAGE.run(db, rows[1:])
        stored = db.execute(select(t.message).order_by(t.message.c.id)).mappings().all()
    assert [{name: row[name] for name in rows[0]} for row in stored] == rows
    assert [row["address_id"] for row in stored] == [None] * 3


def test_what_is_no_value_of_a_column_is_refused(database: Database) -> None:
    """Rows that travel as JSON refuse what JSON cannot say, as the driver does for a single one."""
    odd = [address(f"+62811000000{place}") | {"medium": object()} for place in range(2)]
    with database.transaction() as db, pytest.raises((TypeError, DBAPIError)):
        ADDRESS.run(db, odd)


@pytest.mark.parametrize("count", [1, 2])
def test_what_is_the_same_for_every_row_is_kept(database: Database, count: int) -> None:
    """Constants and conditions stand beside given values, also where there are many rows."""
    greet = PreparedUpdate(
        t.address,
        ["greeted_at"],
        also=lambda update: update.where(t.address.c.medium == "sms").values(medium="whatsapp", opted_out_at=None),
    )
    with database.transaction() as db:
        ADDRESS.run(db, [address(f"+62811000000{place}") | {"opted_out_at": NOW} for place in range(count)])
        ids = db.scalars(select(t.address.c.id)).all()
        greet.run(db, [{"id_": id_, "greeted_at": NOW} for id_ in ids])
        greet.run(db, [{"id_": id_, "greeted_at": None} for id_ in ids])  # by now none of them is an SMS
        found = db.execute(select(t.address.c.medium, t.address.c.greeted_at, t.address.c.opted_out_at)).all()
    assert [tuple(row) for row in found] == [("whatsapp", NOW, None)] * count


def test_what_is_set_once_stays(database: Database) -> None:
    """The first date counts."""
    once = PreparedUpdate(t.address, ["greeted_at"], once=True)
    with database.transaction() as db:
        ADDRESS.run(db, [address("+628110000001")])
        id_ = db.scalar(select(t.address.c.id))
        once.run(db, [{"id_": id_, "greeted_at": NOW}])
        once.run(db, [{"id_": id_, "greeted_at": NOW + timedelta(days=1)}])
        assert db.scalar(select(t.address.c.greeted_at)) == NOW


def test_statements_in_one_go_are_all_there_and_their_errors_are_raised_as_usual(database: Database) -> None:
    """Their results come late on PostgreSQL; an error must come before the transaction ends, and undo all of it."""
    with database.transaction() as db, in_one_go(db):
        ADDRESS.run(db, [address("+628110000001")])
        ADDRESS.run(db, [address("+628110000002"), address("+628110000003")])

    def break_a_rule() -> None:
        with database.transaction() as db, in_one_go(db):
            ADDRESS.run(db, [address("+628110000004")])
            ADDRESS.run(db, [address("+628110000001")])
            ADDRESS.run(db, [address("+628110000005")])

    with pytest.raises(IntegrityError) as caught:
        break_a_rule()
    assert "8110000001" not in str(caught.value)
    with database.reading() as db:
        assert sorted(db.scalars(select(t.address.c.value))) == [f"+62811000000{place}" for place in (1, 2, 3)]


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
