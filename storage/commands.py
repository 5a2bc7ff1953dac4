"""Commands that wait for their code: what a coordinator asked for, from which phone, until when."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, String
from sqlmodel import Field, SQLModel

from storage.columns import Id, UtcDateTime


class PendingCommand(SQLModel, table=True):
    """One command that only its ``code``, from the same address, before ``expires_at``, carries out; once.

    ``action`` is "open", "remind" or "close"; ``subject`` is JSON with ids and the survey's hash.
    """

    __tablename__ = "pending_command"

    id: int | None = Field(default=None, primary_key=True)
    address_id: int = Field(sa_column=Column(Id, ForeignKey("address.id"), nullable=False, index=True))
    member_id: int = Field(foreign_key="member.id")
    action: str
    subject: str = Field(sa_column=Column(String, nullable=False))
    code: str
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    used_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class Audit(SQLModel, table=True):
    """Who did what to which record: ids only, never words."""

    __tablename__ = "audit"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    member_id: int | None = Field(default=None, foreign_key="member.id")
    door: str
    action: str
    subject: str = ""
