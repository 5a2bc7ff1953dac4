"""The database handle: one writer at a time on SQLite, also across processes; ids that do not repeat; nothing half done."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage import facts
from storage import tables as t
from storage.database import Database, Ids, connect
from storage.encryption import KeyRing
from storage.unions import names
from tests.waiting import LONG

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)

COUNT_UP = """
import sys
from datetime import UTC, datetime
from storage import facts
from storage.database import connect
from storage.encryption import KeyRing

database = connect(sys.argv[1], KeyRing.of(bytes(32)))
for _ in range(int(sys.argv[2])):
    with database.transaction() as db:
        # Read and then write: two that overlap would lose one of the two.
        facts.put(db, "count", str(int(facts.get(db, "count") or 0) + 1), datetime(2026, 11, 24, tzinfo=UTC))
"""


def _count_up(database: Database, times: int) -> None:
    for _ in range(times):
        with database.transaction() as db:
            facts.put(db, "count", str(int(facts.get(db, "count") or 0) + 1), NOW)


def test_writers_queue_across_threads_and_processes(sqlite_url: str, keys: KeyRing) -> None:
    """Four threads here and two other processes count in one row; not one count is lost and nobody meets a lock."""
    from storage.migrate import upgrade

    database = connect(sqlite_url, keys)
    upgrade(database)
    root = str(Path(__file__).parents[2])
    others = [
        subprocess.Popen([sys.executable, "-c", COUNT_UP, sqlite_url, "25"], cwd=root, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: _count_up(database, 25), range(4)))
    for other in others:
        _, complaint = other.communicate(timeout=LONG)
        assert other.returncode == 0, complaint.decode()
    with database.reading() as db:
        assert facts.get(db, "count") == "150"
    database.close()


def test_a_reader_does_not_wait_for_a_writer(sqlite_url: str, keys: KeyRing) -> None:
    """While a transaction is open, readers see the state before it."""
    from storage.migrate import upgrade

    database = connect(sqlite_url, keys)
    upgrade(database)
    with database.transaction() as db:
        facts.put(db, "x", "1", NOW)
        with database.reading() as other:
            assert facts.get(other, "x") is None
    database.close()


def test_a_transaction_inside_a_transaction_is_refused(sqlite_url: str, keys: KeyRing) -> None:
    """It would wait for itself for ever; it is said at once, and the outer one can go on."""
    database = connect(sqlite_url, keys)
    with database.transaction() as db:
        with pytest.raises(RuntimeError, match="inside a transaction"), database.transaction():
            pass
        db.execute(text("CREATE TABLE still_here (id INTEGER)"))
    with database.transaction() as db:
        assert db.scalar(text("SELECT count(*) FROM still_here")) == 0
    database.close()


def test_an_exception_takes_everything_back(database: Database) -> None:
    """What a service call wrote before it broke has not happened, and the next one gets its turn."""
    with pytest.raises(IntegrityError), database.transaction() as db:  # noqa: PT012 - the block is the point
        facts.put(db, "x", "1", NOW)
        db.execute(insert(t.member_address).values(member_id=77, address_id=88, position=0))
    with database.transaction() as db:
        assert facts.get(db, "x") is None


def test_a_writer_goes_on_after_an_exception(database: Database) -> None:
    """Whatever broke in one transaction is gone in the next, and at the end no connection is left behind."""
    for broken in (True, False, True, True, False):
        try:
            with database.transaction() as db:
                facts.put(db, "x", str(broken), NOW)
                if broken:
                    db.execute(text("SELECT * FROM there_is_no_such_table"))
        except DBAPIError:
            assert broken
    with database.transaction() as db:
        assert facts.get(db, "x") == "False"
    database.close()
    assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_a_fact_is_replaced(database: Database) -> None:
    """The last value counts."""
    with database.transaction() as db:
        facts.put(db, "x", "1", NOW)
        facts.put(db, "x", "2", NOW)
    with database.reading() as db:
        assert facts.get(db, "x") == "2"


def test_foreign_keys_hold(database: Database) -> None:
    """An address of nobody's member is refused on both databases."""
    with pytest.raises(IntegrityError), database.transaction() as db:
        db.execute(insert(t.member_address).values(member_id=77, address_id=88, position=0))


def test_one_open_round_a_survey_and_union(database: Database) -> None:
    """The same survey cannot be open twice for one union, nor twice for all; closed rounds do not count."""
    with database.transaction() as db:
        version = {"hash": "h", "name": "corel", "source": "", "published_at": NOW}
        db.execute(insert(t.survey_version).values(**version))
        union = {"id": 1, "key": "k", "name": "K", "kabupaten": "K", "province": "", "zone": "WIB", "demo": False}
        db.execute(insert(t.union).values(**union))
    opened = {"survey_name": "corel", "survey_hash": "h", "opened_at": NOW, "reminder_days": "[]"}
    with database.transaction() as db:
        db.execute(insert(t.round_).values(**opened, union_id=1, closed_at=NOW))
        db.execute(insert(t.round_).values(**opened, union_id=1))
        db.execute(insert(t.round_).values(**opened, union_id=None))
    for union_id in (1, None):
        with pytest.raises(IntegrityError), database.transaction() as db:
            db.execute(insert(t.round_).values(**opened, union_id=union_id))


def test_an_answered_power_cut(sqlite_url: str, keys: KeyRing) -> None:
    """SQLite is set to survive one: log ahead, and every commit is flushed."""
    database = connect(sqlite_url, keys)
    with database.reading() as db:
        found = {name: db.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")}
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    database.close()


def test_memory_is_refused(keys: KeyRing) -> None:
    """Web, worker and scheduler are processes: they need a file to share."""
    with pytest.raises(ValueError, match="file"):
        connect("sqlite://", keys)


def test_ids_do_not_repeat_under_threads() -> None:
    """Four threads draw from one counter at once."""
    ids = Ids()
    drawn: list[list[int]] = [[] for _ in range(4)]

    def draw(into: list[int]) -> None:
        into.extend(ids.next() for _ in range(3000))

    threads = [threading.Thread(target=draw, args=(into,)) for into in drawn]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    everything = [one for into in drawn for one in into]
    assert len(set(everything)) == len(everything) == 12000
    assert all(0 < one < 2**63 for one in everything)


def test_an_id_tells_no_more_than_the_moment_it_is_given() -> None:
    """Ids for what was detached from a person carry the week's first moment, and otherwise chance."""
    ids = Ids()
    found = {ids.within(NOW) for _ in range(50)}
    assert len(found) > 45
    assert len({one >> 22 for one in found}) == 1
    assert (ids.next() >> 22) != next(iter(found)) >> 22


def test_large_ids_fit_every_key_column(database: Database) -> None:
    """63 bits go into a row id and come back on both databases."""
    largest = 2**63 - 1
    with database.transaction() as db:
        row = {"id": largest, "channel": "c", "provider_id": "p", "medium": "sms", "received_at": NOW}
        db.execute(insert(t.message).values(**row, kind="answer", for_person=False))
    with database.reading() as db:
        assert db.scalar(select(t.message.c.id)) == largest


def test_settling_empties_the_log(sqlite_url: str, keys: KeyRing) -> None:
    """Afterwards no older copy of any row stands beside the file."""
    database = connect(sqlite_url, keys)
    with database.transaction() as db:
        db.execute(text("CREATE TABLE filled (id INTEGER)"))
    log = Path(sqlite_url.removeprefix("sqlite:///") + "-wal")
    assert log.stat().st_size > 0
    database.settle()
    assert log.stat().st_size == 0
    database.close()


def test_settling_postgresql_does_nothing(postgresql_url: str, keys: KeyRing) -> None:
    """The server looks after its own log."""
    database = connect(postgresql_url, keys)
    database.settle()
    database.close()


def test_unions_are_named_in_the_order_of_their_names(database: Database) -> None:
    """By id, sorted by name, for every list that people read."""
    with database.transaction() as db:
        for id_, name in ((1, "Mamuju"), (2, "Kulon Progo")):
            row = {
                "id": id_,
                "key": name,
                "name": name,
                "kabupaten": name,
                "province": "",
                "zone": "WIB",
                "demo": False,
            }
            db.execute(insert(t.union).values(row))
    with database.reading() as db:
        assert list(names(db).items()) == [(2, "Kulon Progo"), (1, "Mamuju")]
