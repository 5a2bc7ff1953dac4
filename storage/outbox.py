"""The outbox: everything that must leave, and how far it got. This table is the truth; jobs only name it.

A row of a round names member and effect and gets its text when it is claimed; a reply has its text from the beginning.
"""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Integer
from sqlmodel import Field, SQLModel

from storage.columns import EncryptedJson, Id, UtcDateTime, partial_index

REPLY, NOTICE, BULK = 0, 3, 5
"""Priorities: a reply overtakes a notice (summary, alarm), which overtakes the messages of a round."""


class Outbox(SQLModel, table=True):
    """One message on its way out.

    ``kind`` is "reply", "notice", "invitation" or "reminder". ``message_id`` is the message that a reply answers.
    ``spoken`` is ``{"text": ..., "options": [[id, title], ...]}`` (locked); empty until a bulk row is claimed. ``state`` is a
    ``bot.message.State``. ``due_at``: not before; ``expires_at``: not after. ``claimed_until``: somebody is sending it.
    ``provider_id`` is the provider's id once it took the message; ``segments`` counts SMS parts. ``error`` is our own sentence and
    never the provider's, which may quote the number. ``left_at`` is when it was last handed to the provider (never set for a reply
    in the webhook's own answer), ``opens`` whether it begins a conversation on WhatsApp, outside her 24 hours. ``price`` is in
    thousandths of a rupiah, by ``tariff`` and the prices of the day on which it was claimed; it counts from ``priced_at`` on, when
    the provider took the message. ``address_id`` and ``member_id`` are empty after an erasure.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        partial_index(
            "ix_outbox_waiting",
            "channel",
            "priority",
            "due_at",
            "id",
            where="state IN ('queued', 'sending')",
        ),
        Index("ix_outbox_message", "message_id"),
        Index("ix_outbox_participant", "participant_id"),
        Index("ix_outbox_provider", "channel", "provider_id"),
        Index("ix_outbox_address", "address_id", "created_at"),
        partial_index(
            "ix_outbox_left",
            "channel",
            "medium",
            "left_at",
            where="left_at IS NOT NULL",
        ),
        partial_index(
            "ix_outbox_priced",
            "priced_at",
            "channel",
            "medium",
            "tariff",
            "segments",
            "price",
            where="priced_at IS NOT NULL",
        ),
    )

    id: int = Field(sa_column=Column(Id, primary_key=True, autoincrement=True))
    kind: str = "reply"
    channel: str
    medium: str
    address_id: int | None = Field(default=None, sa_column=Column(Id, ForeignKey("address.id")))
    member_id: int | None = Field(default=None, foreign_key="member.id")
    message_id: int | None = Field(default=None, sa_column=Column(Id, ForeignKey("message.id")))
    participant_id: int | None = Field(default=None, sa_column=Column(Id, ForeignKey("participant.id")))
    priority: int = REPLY
    state: str = "queued"
    spoken: dict[str, object] | None = Field(default=None, sa_column=Column(EncryptedJson("outbox.spoken")))
    template: str = ""
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    due_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    claimed_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    tries: int = 0
    provider_id: str | None = None
    error_code: str = ""
    error: str = ""
    segments: int = 0
    left_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    opens: bool | None = None
    tariff: str | None = None
    price: int | None = Field(default=None, sa_column=Column(Integer))
    priced_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    sent_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
