"""Django's SQLite backend with WAL, full durability and writers that queue."""
