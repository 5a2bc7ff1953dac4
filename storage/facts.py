"""Small facts about this installation: the clock's offset, heartbeats, the key check, how far the poll has read."""

from datetime import datetime

from sqlalchemy import Column, Connection, String, Text, select
from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime
from storage.prepared import upsert


class Fact(SQLModel, table=True):
    """One fact by its name."""

    __tablename__ = "fact"

    name: str = Field(sa_column=Column(String, primary_key=True))
    value: str = Field(sa_column=Column(Text, nullable=False))
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


_fact = Fact.__table__  # type: ignore[attr-defined]


def get(db: Connection, name: str) -> str | None:
    """Return the fact's value, or None where it was never set."""
    value: str | None = db.scalar(select(_fact.c.value).where(_fact.c.name == name))
    return value


def put(db: Connection, name: str, value: str, now: datetime) -> None:
    """Set the fact, replacing what it was."""
    statement = upsert(db.dialect, _fact).values(name=name, value=value, changed_at=now)
    changed = {"value": statement.excluded.value, "changed_at": statement.excluded.changed_at}
    db.execute(statement.on_conflict_do_update(index_elements=["name"], set_=changed))
