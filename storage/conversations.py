"""Conversations under way: whose, about which survey version, and the engine's own small state."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey
from sqlmodel import Field, SQLModel

from storage.columns import Encrypted, Id, UtcDateTime, partial_index


class Conversation(SQLModel, table=True):
    """One conversation. At most one is ``active`` for an address; ``parked`` ones wait (LANJUT, or a shared phone).

    ``state`` is the engine's JSON (locked). ``channel`` and ``medium`` are the way her last message came: replies go back that
    way. ``heard_at`` is her last message; at ``expires_at`` the silence ends it.
    """

    __tablename__ = "conversation"
    __table_args__ = (
        partial_index(
            "uq_conversation_active",
            "address_id",
            unique=True,
            where="status = 'active'",
        ),
        partial_index(
            "ix_conversation_expires",
            "expires_at",
            where="status <> 'over'",
        ),
    )

    id: int = Field(sa_column=Column(Id, primary_key=True, autoincrement=False))
    address_id: int = Field(sa_column=Column(Id, ForeignKey("address.id"), nullable=False, index=True))
    member_id: int | None = Field(default=None, foreign_key="member.id")
    participant_id: int | None = Field(default=None, sa_column=Column(Id, ForeignKey("participant.id"), index=True))
    response_id: int = Field(sa_column=Column(Id, ForeignKey("response.id"), nullable=False))
    survey_hash: str = Field(foreign_key="survey_version.hash")
    state: str = Field(sa_column=Column(Encrypted("conversation.state"), nullable=False))
    status: str = "active"
    channel: str = "simulator"
    medium: str = "sms"
    heard_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
