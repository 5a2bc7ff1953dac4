"""Column types: any text comes back as it was, times are aware and UTC, and what is locked is locked in the file."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import StatementError

from storage import tables as t
from storage.database import Database, connect
from storage.encryption import KeyLost, KeyRing

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)


def _member(db: Connection, name: str, now: datetime = NOW) -> int:
    row = {"name": name, "role": "member", "level": "", "kecamatan": "", "desa": "", "zone": "WIB", "language": "id"}
    key = db.execute(insert(t.member).values(**row, demo=False, created_at=now)).inserted_primary_key
    assert key is not None
    return int(key[0])


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(st.characters(codec=None), max_size=80))
def test_any_text_comes_back_as_it_was(database: Database, words: str) -> None:
    """NUL, lone surrogates, emoji: locked text is bytes to the database, which has no opinion on it."""
    with database.transaction() as db:
        found = _member(db, words)
    with database.reading() as db:
        assert db.scalar(select(t.member.c.name).where(t.member.c.id == found)) == words


def test_json_comes_back_as_it_was(database: Database) -> None:
    """What a provider posted is kept whole, broken characters included."""
    payload = {"Body": "a\x00b\ud83d", "ProfileName": "Bu 🌾"}
    with database.transaction() as db:
        row = {"id": 1, "channel": "c", "provider_id": "p", "medium": "sms", "received_at": NOW, "payload": payload}
        db.execute(insert(t.message).values(**row, kind="answer", for_person=False))
    with database.reading() as db:
        assert db.scalar(select(t.message.c.payload)) == payload


def test_times_are_utc_and_aware(database: Database) -> None:
    """A moment of any zone comes back as the same moment in UTC, to the microsecond."""
    moment = datetime(2026, 11, 24, 19, 30, 1, 234567, tzinfo=timezone(timedelta(hours=8)))
    with database.transaction() as db:
        _member(db, "x", moment)
    with database.reading() as db:
        found = db.scalar(select(t.member.c.created_at))
        assert found == moment
        assert found is not None
        assert found.tzinfo is UTC


def test_times_are_ordered_as_moments(database: Database) -> None:
    """Comparison in the database is by moment, whatever zone the code had in hand."""
    with database.transaction() as db:
        _member(db, "x", datetime(2026, 11, 24, 7, tzinfo=timezone(timedelta(hours=7))))
    with database.reading() as db:
        at = t.member.c.created_at
        assert db.scalar(select(t.member.c.id).where(at >= datetime(2026, 11, 24, 0, tzinfo=UTC))) is not None
        assert db.scalar(select(t.member.c.id).where(at > datetime(2026, 11, 24, 0, tzinfo=UTC))) is None


def test_a_naive_time_is_refused(database: Database) -> None:
    """A time without a zone is a reminder at three in the morning."""
    with pytest.raises(StatementError, match="aware"), database.transaction() as db:
        _member(db, "x", datetime(2026, 11, 24, 3))  # noqa: DTZ001 - that is the point


def test_a_locked_column_is_locked_in_the_file(database: Database) -> None:
    """Read without the type, the column holds neither the name nor any part of it."""
    with database.transaction() as db:
        _member(db, "Siti Contoh")
    with database.reading() as db:
        raw = bytes(db.execute(text("SELECT name FROM member")).scalar_one())
    assert b"Siti" not in raw
    assert b"Contoh" not in raw


def test_without_the_key_nothing_opens(database: Database) -> None:
    """The same database under another key: every locked value refuses."""
    with database.transaction() as db:
        _member(db, "Siti Contoh")
    url = database.engine.url.render_as_string(hide_password=False)
    other = connect(url, KeyRing.of(bytes([9]) * 32))
    with pytest.raises(KeyLost, match=r"member\.name"), other.reading() as db:
        db.scalar(select(t.member.c.name))
    other.close()


def test_a_value_copied_to_another_column_does_not_open(database: Database) -> None:
    """In the database itself: her words put where a name stands are not shown."""
    with database.transaction() as db:
        _member(db, "x")
        db.execute(
            insert(t.weekly_summary).values(week="w", made_at=NOW, figures="{}", text_whatsapp="kutipan", text_sms="")
        )
        db.execute(text("UPDATE member SET name = (SELECT text_whatsapp FROM weekly_summary)"))
    with pytest.raises(KeyLost), database.reading() as db:
        db.scalar(select(t.member.c.name))
