"""What failed tries have taught about the ways to a person."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey
from sqlmodel import Field, SQLModel

from storage.columns import Id, UtcDateTime


class AddressLesson(SQLModel, table=True):
    """The last lesson about one address on one medium (a ``bot.channels.base.Lesson``), with the provider's code and its moment."""

    __tablename__ = "address_lesson"

    address_id: int = Field(sa_column=Column(Id, ForeignKey("address.id"), primary_key=True))
    medium: str = Field(primary_key=True)
    lesson: str
    code: str
    learnt_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
