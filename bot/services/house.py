"""What every service is given: the parts that ``bot.bootstrap`` picked. Values and open handles, no behaviour of its own."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from bot.channels.base import Channel
from bot.settings import Settings
from bot.survey.model import Survey
from bot.survey.yaml_form import read_survey
from bot.understanding import Phrases
from bot.wording.words import Words
from storage.database import Database
from storage.tables import survey_version


class Library:
    """The surveys: today's files by name and keyword, and every version that was ever published by its hash."""

    def __init__(self, surveys: tuple[Survey, ...]) -> None:
        """Shelve the surveys of today's files."""
        self._by_name = {survey.name: survey for survey in surveys}
        self._by_hash = {survey.hash: survey for survey in surveys}
        self._lock = threading.Lock()

    @property
    def today(self) -> tuple[Survey, ...]:
        """The surveys of today's files."""
        return tuple(self._by_name.values())

    def named(self, name: str) -> Survey | None:
        """Return today's survey called ``name`` (any case), or None."""
        return self._by_name.get(name.strip().lower())

    def by_keyword(self, word: str) -> Survey | None:
        """Return today's survey that ``word`` starts, or None."""
        wanted = word.strip().casefold()
        return next((one for one in self._by_name.values() if one.keyword and one.keyword.casefold() == wanted), None)

    def version(self, db: Connection, hash_: str) -> Survey:
        """Return the survey version with this content hash, from memory or from the database; KeyError if never published."""
        survey = self._by_hash.get(hash_)
        if survey is None:
            row = db.execute(
                select(survey_version.c.name, survey_version.c.source).where(survey_version.c.hash == hash_)
            ).one_or_none()
            loaded = read_survey(row.source, row.name).survey if row is not None else None
            if loaded is None:
                raise KeyError(hash_)
            survey = loaded
            with self._lock:
                self._by_hash[hash_] = survey
        return survey


@dataclass(frozen=True)
class House:
    """Everything a service may use. ``channels`` by name; ``words`` and ``phrases`` were read once at start."""

    settings: Settings
    db: Database
    library: Library
    words: Words
    phrases: Phrases
    channels: Mapping[str, Channel] = field(default_factory=dict)
