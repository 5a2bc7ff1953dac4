"""The tables of Gammu SMSD that we read and write, with the columns that every version of its schema has.

Gammu's manual, "SMSD Database Structure". On PostgreSQL its flags are booleans, on SQLite the words "true" and "false".
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Boolean, Column, Dialect, Integer, MetaData, String, Table
from sqlalchemy.types import TypeDecorator, TypeEngine

GSM: Final = "Default_No_Compression"
UCS2: Final = "Unicode_No_Compression"


class Flag(TypeDecorator[bool]):
    """A boolean as the database at hand writes it."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the column's own type."""
        kind: TypeEngine[Any] = Boolean() if dialect.name == "postgresql" else String()
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Write it."""
        return value if dialect.name == "postgresql" else ("true" if value else "false")

    def process_result_value(self, value: Any, dialect: Dialect) -> bool:  # noqa: ARG002 - SQLAlchemy's signature
        """Read it."""
        return value in {True, "true"}


_all: Final = MetaData()

inbox: Final = Table(
    "inbox",
    _all,
    Column("ID", Integer, primary_key=True),
    Column("ReceivingDateTime", String),
    Column("SenderNumber", String),
    Column("Coding", String),
    Column("UDH", String),
    Column("TextDecoded", String),
    Column("RecipientID", String),
    Column("Processed", Flag),
)
outbox: Final = Table(
    "outbox",
    _all,
    Column("ID", Integer, primary_key=True),
    Column("DestinationNumber", String),
    Column("Coding", String),
    Column("UDH", String),
    Column("Class", Integer),
    Column("TextDecoded", String),
    Column("MultiPart", Flag),
    Column("SenderID", String),
    Column("DeliveryReport", String),
    Column("CreatorID", String),
)
outbox_multipart: Final = Table(
    "outbox_multipart",
    _all,
    Column("ID", Integer, primary_key=True),
    Column("SequencePosition", Integer, primary_key=True),
    Column("Coding", String),
    Column("UDH", String),
    Column("Class", Integer),
    Column("TextDecoded", String),
)
sentitems: Final = Table(
    "sentitems",
    _all,
    Column("ID", Integer, primary_key=True),
    Column("SequencePosition", Integer, primary_key=True),
    Column("UDH", String),
    Column("Status", String),
    Column("StatusError", Integer),
    Column("CreatorID", String),
)
