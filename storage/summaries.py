"""Weekly summaries as they were sent."""

from datetime import datetime

from sqlalchemy import Column, String
from sqlmodel import Field, SQLModel

from storage.columns import Encrypted, UtcDateTime


class WeeklySummary(SQLModel, table=True):
    """The summary of one ISO week ("2026-W47", Monday 00.00 WIB on).

    ``figures`` is JSON in which small groups are already hidden; it and the two texts may hold quotes and are locked.
    """

    __tablename__ = "weekly_summary"

    week: str = Field(sa_column=Column(String, primary_key=True))
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    figures: str = Field(sa_column=Column(Encrypted("weekly_summary.figures"), nullable=False))
    text_whatsapp: str = Field(sa_column=Column(Encrypted("weekly_summary.text_whatsapp"), nullable=False))
    text_sms: str = Field(sa_column=Column(Encrypted("weekly_summary.text_sms"), nullable=False))
