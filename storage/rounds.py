"""Rounds (putaran) and who takes part in them. The counts of every report come from a participant's dates."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, text
from sqlmodel import Field, SQLModel

from storage.columns import Id, UtcDateTime, partial_index


class Round(SQLModel, table=True):
    """One survey put to the members of one union (``union_id``), or of all (None). Open until ``closed_at``.

    ``reminder_days`` is a JSON list of days after the invitation (at most two).
    """

    __tablename__ = "round"
    __table_args__ = (
        partial_index(
            "uq_round_open",
            "survey_name",
            text("coalesce(union_id, 0)"),
            unique=True,
            where="closed_at IS NULL",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    survey_name: str
    survey_hash: str = Field(foreign_key="survey_version.hash")
    union_id: int | None = Field(default=None, foreign_key="union.id", index=True)
    opened_by: int | None = Field(default=None, foreign_key="member.id")
    opened_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    closed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    reminder_days: str = "[1, 3]"


class Participant(SQLModel, table=True):
    """One member in one round, with the moment at which each thing first happened.

    ``invited_at``: a first message was queued; ``reached_at``: a message was delivered or read, or she answered;
    ``started_at``: one answer after consent; ``finished_at``; ``declined_at``: no to consent; ``stopped_at``: BERHENTI;
    ``expired_at``: she fell silent. ``failed_at`` with ``failure``: the first message could not be delivered and why.
    ``reminders`` counts reminders queued (at most two). ``set_aside`` counts questions that were left after three tries.
    ``member_id`` and ``address_id`` are empty after an erasure.
    """

    __tablename__ = "participant"
    __table_args__ = (
        Index("uq_participant_round_member", "round_id", "member_id", unique=True),
        Index("ix_participant_address", "address_id", "round_id"),
    )

    id: int | None = Field(default=None, sa_column=Column(Id, primary_key=True, autoincrement=True))
    round_id: int = Field(foreign_key="round.id")
    member_id: int | None = Field(default=None, foreign_key="member.id")
    address_id: int | None = Field(default=None, sa_column=Column(Id, ForeignKey("address.id")))
    union_id: int | None = Field(default=None, foreign_key="union.id")
    medium: str = "sms"
    channel: str = "simulator"
    invited_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, index=True))
    reached_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    started_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    finished_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    declined_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    stopped_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    expired_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    failed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    failure: str = ""
    reminders: int = 0
    reminded_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    set_aside: int = 0
