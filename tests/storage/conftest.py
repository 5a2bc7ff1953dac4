"""What storage tests share: a database whose schema is this release's."""

from collections.abc import Iterator

import pytest

from storage.database import Database, connect
from storage.encryption import KeyRing
from storage.migrate import upgrade


@pytest.fixture
def database(database_url: str, keys: KeyRing) -> Iterator[Database]:
    """Give an open, migrated database; the test runs on SQLite and on PostgreSQL."""
    opened = connect(database_url, keys)
    upgrade(opened)
    yield opened
    opened.close()
