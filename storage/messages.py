"""Messages that came in, each once: ``(channel, provider_id)`` is unique."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index
from sqlmodel import Field, SQLModel

from storage.columns import Encrypted, EncryptedJson, Id, UtcDateTime, partial_index


class Message(SQLModel, table=True):
    """One message from a phone, with what it was taken for.

    ``kind`` is "answer", "unread" (asked again), "asked_back" (an either/or question went back), "control" (a word that counts
    everywhere, or one that moves about in a survey), "command", "unsolicited", "alarm", "call" (a missed one), "operator" (from a
    name or a short code: nobody reads it) or "failed" (our own fault: a person reads it).
    ``for_person`` until somebody read it. ``payload`` is all that the provider posted (locked).
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("uq_message_provider", "channel", "provider_id", unique=True),
        Index("ix_message_address", "address_id", "received_at"),
        partial_index(
            "ix_message_for_person",
            "received_at",
            where="for_person",
        ),
    )

    id: int = Field(sa_column=Column(Id, primary_key=True, autoincrement=False))
    channel: str
    provider_id: str
    medium: str
    address_id: int | None = Field(default=None, sa_column=Column(Id, ForeignKey("address.id")))
    conversation_id: int | None = Field(default=None, sa_column=Column(Id))
    received_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    text: str | None = Field(default=None, sa_column=Column(Encrypted("message.text")))
    payload: dict[str, str] | None = Field(default=None, sa_column=Column(EncryptedJson("message.payload")))
    kind: str = "answer"
    for_person: bool = False
    handled_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
