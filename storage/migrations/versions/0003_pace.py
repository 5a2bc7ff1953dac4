"""When a message left us and whether it opened a conversation, for the pace of senders; and what failed tries have taught.

Revision 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Written out here and not imported: a step must do in ten years what it does today.
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)
LEFT = sa.text("left_at IS NOT NULL")


def upgrade() -> None:
    """Add both columns, the index that the limits are counted with, and the table of lessons."""
    op.add_column("outbox", sa.Column("left_at", Moment, nullable=True))
    op.add_column("outbox", sa.Column("opens", sa.Boolean(), nullable=True))
    op.create_index(
        "ix_outbox_left", "outbox", ["channel", "medium", "left_at"], sqlite_where=LEFT, postgresql_where=LEFT
    )
    op.create_table(
        "address_lesson",
        sa.Column("address_id", Id, nullable=False),
        sa.Column("medium", sa.String(), nullable=False),
        sa.Column("lesson", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("learnt_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["address_id"], ["address.id"], name=op.f("fk_address_lesson_address_id_address")),
        sa.PrimaryKeyConstraint("address_id", "medium", name=op.f("pk_address_lesson")),
    )
