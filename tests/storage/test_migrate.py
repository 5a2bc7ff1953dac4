"""Migrations: the schema they make is the schema that the code declares, from the first release on, on both databases."""

import sqlite3
import warnings
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event, inspect, select, text
from sqlalchemy.exc import OperationalError

from storage import migrate
from storage import tables as t
from storage.database import Database, connect, metadata
from storage.encryption import KeyRing

RELEASES = Path(__file__).parent / "releases"


def _differences(database: Database) -> list[object]:
    """Compare what is there with what the code declares; the one index over an expression is compared by name."""
    with database.reading() as db, warnings.catch_warnings():
        # SQLAlchemy cannot read an index over an expression back from SQLite.
        warnings.filterwarnings("ignore", message=".*expression-based index.*")
        context = MigrationContext.configure(db, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def _index_names(database: Database) -> set[str]:
    catalogue = "SELECT name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite_%'"
    if not database.is_sqlite:
        catalogue = "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"
    with database.reading() as db:
        return set(db.scalars(text(catalogue)))


def test_a_new_database_has_the_declared_schema(database: Database) -> None:
    """Nothing is left for Alembic to do after the steps."""
    assert _differences(database) == []
    assert "uq_round_open" in _index_names(database)


def test_partial_indexes_are_over_the_declared_rows(database: Database) -> None:
    """The models name an index's condition in a note, which Alembic does not compare."""
    indexes = [index for table in metadata.tables.values() for index in table.indexes]
    declared = {str(index.name): index.info.get("where", "") for index in indexes}
    catalogue = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    if not database.is_sqlite:
        catalogue = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
    with database.reading() as db:
        made = {name: sql.partition(" WHERE ")[2] for name, sql in db.execute(text(catalogue)) if name in declared}
    if not database.is_sqlite:  # which words a condition anew
        made, declared = ({name: bool(where) for name, where in each.items()} for each in (made, declared))
    assert made == declared


def test_the_head_is_the_last_step() -> None:
    """The constant that is compared at every start names the last file."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == migrate.HEAD


def test_upgrade_says_whether_anything_changed(database_url: str, keys: KeyRing) -> None:
    """The first call creates, the second finds everything done."""
    database = connect(database_url, keys)
    assert not migrate.is_current(database)
    assert migrate.upgrade(database)
    assert migrate.is_current(database)
    assert not migrate.upgrade(database)
    database.close()


def test_every_constraint_has_a_name(database: Database) -> None:
    """What has no name cannot be altered later."""
    with database.reading() as db:
        found = inspect(db)
        for table in found.get_table_names():
            if table == "alembic_version":
                continue
            assert found.get_pk_constraint(table)["name"] == f"pk_{table}"
            assert all((key["name"] or "").startswith(f"fk_{table}_") for key in found.get_foreign_keys(table))


@pytest.mark.parametrize("release", sorted(path.name for path in RELEASES.iterdir()))
def test_the_data_of_every_release_come_along(release: str, database_url: str, keys: KeyRing) -> None:
    """A database as that release left it is brought forward, and its rows can still be read."""
    database = connect(database_url, keys)
    kind = "sqlite" if database.is_sqlite else "postgresql"
    dump = (RELEASES / release / f"{kind}.sql").read_text(encoding="utf-8")
    with database.transaction() as db:
        for statement in dump.split(";\n"):
            if statement.strip():
                db.exec_driver_sql(statement)
    migrate.upgrade(database)
    assert _differences(database) == []
    with database.reading() as db:
        assert db.scalar(select(t.member.c.name)) == "Ibu Contoh"
        assert db.scalar(select(t.address.c.value)) == "+628110009999"
        words, answered = db.execute(select(t.answer.c.words, t.answer.c.answered_at)).one()
        assert words == "jalan desa sudah bagus"
        assert answered.isoformat() == "2026-11-24T03:00:00+00:00"
        assert db.scalar(select(t.outbox.c.spoken)) == {"text": "Terima kasih, Ibu.", "options": []}
    database.close()


def test_two_processes_may_upgrade_at_once(database_url: str, keys: KeyRing) -> None:
    """Two handles that start together end with one schema: the second waits and finds it done."""
    from concurrent.futures import ThreadPoolExecutor

    first, second = connect(database_url, keys), connect(database_url, keys)
    with ThreadPoolExecutor(2) as pool:
        changed = list(pool.map(migrate.upgrade, [first, second]))
    assert sorted(changed) == [False, True]
    for database in (first, second):
        database.close()


def test_a_later_schema_is_refused(database: Database) -> None:
    """An older release leaves the data of a newer one alone and says which it needs."""
    with database.transaction() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert not migrate.is_current(database)
    with pytest.raises(migrate.NewerSchema, match="9999"):
        migrate.upgrade(database)


def test_an_upgrade_that_breaks_leaves_nothing(database_url: str, keys: KeyRing) -> None:
    """A name that is taken stops the steps half way; not one table stays."""
    database = connect(database_url, keys)
    with database.transaction() as db:
        db.execute(text("CREATE TABLE fact (oops INTEGER)"))
    with pytest.raises(Exception, match="fact"):
        migrate.upgrade(database)
    with database.reading() as db:
        assert set(inspect(db).get_table_names()) == {"fact"}
    database.close()


def test_a_server_that_is_not_there(keys: KeyRing) -> None:
    """PostgreSQL out of reach: one sentence, in both languages."""
    database = connect("postgresql://suara@127.0.0.1:1/suara?connect_timeout=2", keys)
    with pytest.raises(migrate.DatabaseProblem, match=r"PostgreSQL tidak terjangkau.*cannot be reached"):
        migrate.upgrade(database)
    database.close()


def test_a_server_without_the_database(postgres_server: str, keys: KeyRing) -> None:
    """The server runs, the database was never created."""
    database = connect(postgres_server.replace("/postgres?", "/not_there?", 1), keys)
    with pytest.raises(migrate.DatabaseProblem, match="createdb"):
        migrate.upgrade(database)
    database.close()


def test_a_full_disk(sqlite_url: str, keys: KeyRing) -> None:
    """SQLite may not grow: the sentence says so, and nothing is half made."""
    database = connect(sqlite_url, keys)
    event.listen(database.engine, "connect", lambda raw, _: raw.execute("PRAGMA max_page_count = 4"))
    with pytest.raises(migrate.DatabaseProblem, match=r"Disk penuh.*disk is full"):
        migrate.upgrade(database)
    database.close()


def test_a_folder_that_cannot_be_written(sqlite_url: str, keys: KeyRing) -> None:
    """A connection that may only read stands for a folder that is mounted so."""
    database = connect(sqlite_url, keys)
    event.listen(database.engine, "connect", lambda raw, _: raw.execute("PRAGMA query_only = ON"))
    with pytest.raises(migrate.DatabaseProblem, match="tidak bisa ditulisi"):
        migrate.upgrade(database)
    database.close()


def test_a_folder_that_is_not_there(tmp_path: Path, keys: KeyRing) -> None:
    """A path into nothing."""
    database = connect(f"sqlite:///{tmp_path / 'nowhere' / 'suara.db'}", keys)
    with pytest.raises(migrate.DatabaseProblem, match="DATABASE_URL"):
        migrate.upgrade(database)
    database.close()


def test_a_file_that_is_no_database(tmp_path: Path, keys: KeyRing) -> None:
    """A text file under the database's name."""
    path = tmp_path / "suara.db"
    path.write_text("ini bukan basis data, hanya catatan rapat\n" * 200)
    database = connect(f"sqlite:///{path}", keys)
    with pytest.raises(migrate.DatabaseProblem, match="bukan basis data"):
        migrate.upgrade(database)
    database.close()


def test_our_own_mistakes_are_not_explained_away() -> None:
    """A wrong statement is a bug and keeps its own message."""
    assert migrate.explain(OperationalError("SELECT", {}, sqlite3.OperationalError("no such table"))) is None
    assert migrate.explain(ValueError("x")) is None
    assert migrate.explain(OSError(28, "No space left on device")) is not None
