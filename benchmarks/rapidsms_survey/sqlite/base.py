"""SQLite as the bot itself uses it: WAL, synchronous=FULL, and a transaction that takes the write lock at its start.

Without the last, two requests that read first and write later fail with "database is locked" (Django 4.2 has no setting
for it; 5.1 has ``transaction_mode``).
"""

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, with two pragmas and ``BEGIN IMMEDIATE``."""

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        return connection

    def _start_transaction_under_autocommit(self):
        self.cursor().execute("BEGIN IMMEDIATE")
