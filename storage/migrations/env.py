"""Alembic's entry: runs the steps on the connection that ``storage.migrate`` holds, inside its transaction."""

from alembic import context

import storage.tables  # noqa: F401 - declares every table
from storage.database import metadata

# With a connection the steps run; without one they are printed as SQL for the dialect that the configuration names.
_connection = context.config.attributes.get("connection")
context.configure(
    connection=_connection,
    dialect_name=None if _connection is not None else context.config.get_main_option("dialect"),
    as_sql=_connection is None,
    literal_binds=_connection is None,
    target_metadata=metadata,
    # SQLite cannot alter most things in place; Alembic copies the table there.
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
