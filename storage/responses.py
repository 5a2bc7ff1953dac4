"""Responses (one filled-in survey each), their answers, and the counts that are kept beside them.

A response outlives its person: erasure empties ``member_id`` and ``address_id`` and destroys words, closed answers stay.
"""

from datetime import datetime

from sqlalchemy import Column, Float, ForeignKey, String
from sqlmodel import Field, SQLModel

from storage.columns import Encrypted, Id, UtcDateTime


class Response(SQLModel, table=True):
    """One person's way through one survey version.

    ``voice`` is "member", "staff", "partner" or "unregistered" (counted apart). ``round_id`` is empty for a survey she began
    herself. ``last_question`` is where she stands or gave up. After an erasure the times are cut to the week.
    """

    __tablename__ = "response"

    id: int = Field(sa_column=Column(Id, primary_key=True, autoincrement=False))
    survey_name: str = Field(index=True)
    survey_hash: str = Field(foreign_key="survey_version.hash")
    round_id: int | None = Field(default=None, foreign_key="round.id", index=True)
    participant_id: int | None = Field(default=None, sa_column=Column(Id, ForeignKey("participant.id"), index=True))
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    address_id: int | None = Field(default=None, sa_column=Column(Id, ForeignKey("address.id")))
    union_id: int | None = Field(default=None, foreign_key="union.id")
    voice: str = "member"
    medium: str = "sms"
    language: str = "id"
    consent_hash: str = ""
    began_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    started_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, index=True))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, index=True))
    outcome: str = ""
    last_question: str = ""
    demo: bool = False


class Answer(SQLModel, table=True):
    """One answer. ``value`` is the XForms text of a closed question or a number.

    An open answer or a calculation (which may quote one) stands in ``words``, locked. ``raw`` is what she wrote; ``gap`` says why
    there is no value ("skipped", "unknown", "set_aside", "erased"); ``closed`` marks answers that are counted in ``Tally``.
    """

    __tablename__ = "answer"

    response_id: int = Field(sa_column=Column(Id, ForeignKey("response.id"), primary_key=True, autoincrement=False))
    question: str = Field(sa_column=Column(String, primary_key=True))
    value: str = ""
    words: str | None = Field(default=None, sa_column=Column(Encrypted("answer.words")))
    raw: str | None = Field(default=None, sa_column=Column(Encrypted("answer.raw")))
    rule: str = ""
    confidence: float = Field(default=1.0, sa_column=Column(Float, nullable=False))
    gap: str = ""
    closed: bool = False
    answered_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class Tally(SQLModel, table=True):
    """How many people gave ``choice`` to ``question`` in a week, by survey version, round, union and voice.

    Kept in the answer's own transaction. ``choice`` "" counts the people who answered the question at all; ``week`` is
    ISO ("2026-W47") in WIB; ``round_id`` and ``union_id`` are 0 where there is none.
    """

    __tablename__ = "tally"

    survey_hash: str = Field(sa_column=Column(String, primary_key=True))
    week: str = Field(sa_column=Column(String, primary_key=True))
    round_id: int = Field(sa_column=Column(Id, primary_key=True, autoincrement=False))
    union_id: int = Field(sa_column=Column(Id, primary_key=True, autoincrement=False))
    voice: str = Field(sa_column=Column(String, primary_key=True))
    question: str = Field(sa_column=Column(String, primary_key=True))
    choice: str = Field(sa_column=Column(String, primary_key=True))
    people: int = 0
