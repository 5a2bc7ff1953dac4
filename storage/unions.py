"""Member unions (serikat) of the federation."""

from sqlalchemy import Column, Connection, String, select
from sqlmodel import Field, SQLModel


class Union(SQLModel, table=True):
    """A member union. ``key`` is what people type ("kulon-progo"); ``zone`` is "WIB", "WITA" or "WIT"."""

    __tablename__ = "union"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(sa_column=Column(String, unique=True, nullable=False))
    name: str
    kabupaten: str
    province: str = ""
    zone: str = "WIB"
    demo: bool = False


def names(db: Connection) -> dict[int, str]:
    """Return every union's name by its id, in the order of their names."""
    table = Union.__table__  # type: ignore[attr-defined]
    return {row.id: row.name for row in db.execute(select(table.c.id, table.c.name).order_by(table.c.name))}
