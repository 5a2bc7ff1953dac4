"""Published survey versions: the file's text under its content hash, so that whoever began under it ends under it."""

from datetime import datetime

from sqlalchemy import Column, String, Text
from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime


class SurveyVersion(SQLModel, table=True):
    """One version of a survey file, exactly as it was read. Never changed, never deleted."""

    __tablename__ = "survey_version"

    hash: str = Field(sa_column=Column(String, primary_key=True))
    name: str = Field(index=True)
    source: str = Field(sa_column=Column(Text, nullable=False))
    published_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
