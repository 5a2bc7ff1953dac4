"""Members and their addresses. A person is not a phone number: she has several, and a number may be shared by several women."""

from datetime import datetime

from sqlalchemy import Boolean, Column, ForeignKey, Index, LargeBinary, String
from sqlmodel import Field, SQLModel

from storage.columns import Encrypted, Id, UtcDateTime


class Member(SQLModel, table=True):
    """Someone the federation knows: member, coordinator, secretariat, staff or partner (``role``).

    ``level`` is "kabupaten", "kecamatan" or "desa"; ``zone`` ("WIB", "WITA", "WIT") follows her area. ``demo`` marks invented
    people, to whom no real channel may send. ``erased_at``: her name and numbers are destroyed.
    """

    __tablename__ = "member"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(sa_column=Column(Encrypted("member.name"), nullable=False))
    role: str = Field(default="member", index=True)
    union_id: int | None = Field(default=None, foreign_key="union.id", index=True)
    level: str = ""
    kecamatan: str = ""
    desa: str = ""
    zone: str = "WIB"
    language: str = "id"
    demo: bool = False
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    confirmed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    erased_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class Address(SQLModel, table=True):
    """A phone number (E.164) or a WhatsApp user id, found by ``hash`` and never by its text.

    ``medium`` is the way she is written to when we begin ("sms" or "whatsapp"). ``greeted_at``: an unknown number was answered
    kindly once. ``opted_out_at``: BERHENTI holds for all who share the phone; then the row outlives an erasure without its
    ``value``, so that a later import does not write to her again.
    """

    __tablename__ = "address"

    id: int | None = Field(default=None, sa_column=Column(Id, primary_key=True, autoincrement=True))
    kind: str = "phone"
    hash: bytes = Field(sa_column=Column(LargeBinary, unique=True, nullable=False))
    value: str | None = Field(default=None, sa_column=Column(Encrypted("address.value")))
    medium: str = "sms"
    demo: bool = Field(default=False, sa_column=Column(Boolean, nullable=False))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    greeted_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    opted_out_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class MemberAddress(SQLModel, table=True):
    """Who uses which address. ``position`` 0 is the address she is written to."""

    __tablename__ = "member_address"

    member_id: int = Field(foreign_key="member.id", primary_key=True)
    address_id: int = Field(sa_column=Column(Id, ForeignKey("address.id"), primary_key=True, index=True))
    position: int = 0


class OptOut(SQLModel, table=True):
    """One BERHENTI, for the counts; ``ended_at`` is the MULAI that took it back. ``address_id`` is empty after an erasure."""

    __tablename__ = "opt_out"

    id: int | None = Field(default=None, primary_key=True)
    address_id: int | None = Field(default=None, sa_column=Column(Id, ForeignKey("address.id"), index=True))
    union_id: int | None = Field(default=None, foreign_key="union.id")
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class Consent(SQLModel, table=True):
    """A yes to one wording and purpose, or its withdrawal; the wording itself is in ``ConsentWording``."""

    __tablename__ = "consent"
    __table_args__ = (Index("ix_consent_who", "address_id", "member_id", "wording_hash"),)

    id: int | None = Field(default=None, primary_key=True)
    address_id: int | None = Field(default=None, sa_column=Column(Id, ForeignKey("address.id")))
    member_id: int | None = Field(default=None, foreign_key="member.id")
    wording_hash: str = Field(foreign_key="consent_wording.hash")
    language: str = "id"
    medium: str = "sms"
    given_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    withdrawn_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class ConsentWording(SQLModel, table=True):
    """The words she agreed to, in all their languages (JSON), with the author's version label and the purpose."""

    __tablename__ = "consent_wording"

    hash: str = Field(sa_column=Column(String, primary_key=True))
    purpose: str = ""
    version: str = ""
    label: str = ""
