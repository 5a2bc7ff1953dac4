"""What each message costs, by which tariff, and when the provider took it.

Revision 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PRICED = sa.text("priced_at IS NOT NULL")


def upgrade() -> None:
    """Add the columns, and the index that sums are read from without a look at the rows."""
    op.add_column("outbox", sa.Column("tariff", sa.String(), nullable=True))
    op.add_column("outbox", sa.Column("price", sa.Integer(), nullable=True))
    op.add_column("outbox", sa.Column("priced_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_outbox_priced",
        "outbox",
        ["priced_at", "channel", "medium", "tariff", "segments", "price"],
        sqlite_where=PRICED,
        postgresql_where=PRICED,
    )
