"""What every service is given: the parts that ``bot.bootstrap`` picked. Values and open handles, no behaviour of its own."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from bot.channels.base import Channel, Postman
from bot.policy.budgets import Budgets
from bot.policy.hours import Hours
from bot.policy.pace import Pace
from bot.policy.prices import Prices
from bot.services.surveys import KeptFile
from bot.settings import Settings
from bot.survey.files import read_survey
from bot.survey.model import Survey
from bot.understanding import Phrases
from bot.wording.words import Words
from storage.database import Database
from storage.media import Folder
from storage.spool import Spool
from storage.tables import survey_version

log = logging.getLogger(__name__)

LOOK_AGAIN = 5.0
"""Seconds after which a process looks whether the secretariat has taught new phrases."""


class Library:
    """The surveys: today's files by name and keyword, and every version that was ever published by its hash."""

    def __init__(self, surveys: tuple[Survey, ...], files: Mapping[str, Mapping[str, KeptFile]] | None = None) -> None:
        """Shelve the surveys of today's files; ``files`` are the sounds and pictures that go with them, by content hash."""
        self._files = files or {}
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

    @property
    def for_members(self) -> Survey | None:
        """The survey that begins for whoever names none: the first for members whose answers are all it is for.

        A complaint, a story or a registration begins only by its own word.
        """
        return next((one for one in self.today if one.keyword and one.group == "members" and not one.outcome), None)

    def files(self, hash_: str) -> Mapping[str, KeptFile]:
        """Return the files that go with today's survey of this content hash, by its own names for them; kept already."""
        return self._files.get(hash_, {})

    def version(self, db: Connection, hash_: str) -> Survey:
        """Return the survey version with this content hash, from memory or from the database; KeyError if never published."""
        survey = self._by_hash.get(hash_)
        if survey is None:
            row = db.execute(
                select(survey_version.c.name, survey_version.c.source).where(survey_version.c.hash == hash_)
            ).one_or_none()
            loaded = read_survey(row.source, row.name, published=True).survey if row is not None else None
            if loaded is None:
                raise KeyError(hash_)
            survey = loaded
            with self._lock:
                self._by_hash[hash_] = survey
        return survey


class Shelf:
    """The phrases in use. What was taught meanwhile is taken up without a new start, in every process by itself."""

    def __init__(
        self,
        phrases: Phrases,
        state: Callable[[], object] = lambda: None,
        load: Callable[[], Phrases] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin with ``phrases``; ``load`` reads them anew whenever ``state`` (of their files) has changed."""
        self._phrases = phrases
        self._state = state
        self._load = load
        self._monotonic = monotonic
        self._seen = state()
        self._look_at = monotonic() + LOOK_AGAIN

    @property
    def phrases(self) -> Phrases:
        """The phrases as they were taught at most ``LOOK_AGAIN`` seconds ago."""
        if self._load is not None and self._monotonic() >= self._look_at:
            self._look(self._load)
        return self._phrases

    def _look(self, load: Callable[[], Phrases]) -> None:
        self._look_at = self._monotonic() + LOOK_AGAIN
        state = self._state()
        if state == self._seen:
            return
        self._seen = state
        try:
            self._phrases = load()
        except (OSError, ValueError) as error:
            # Somebody is in the middle of editing: go on with what was there, and look again when the file changes.
            log.warning("the phrase tables cannot be used, those from before stay: %s", error)


@dataclass(frozen=True)
class House:
    """Everything a service may use. ``channels`` by name; ``words`` were read once at start.

    ``hours``: when what nobody asked for may leave; ``paces``: how fast, by channel and medium. ``prices``: what messages cost;
    ``budgets``: how much may be spent. ``postman``: where e-mail is on.
    """

    settings: Settings
    db: Database
    library: Library
    words: Words
    shelf: Shelf
    channels: Mapping[str, Channel] = field(default_factory=dict)
    postman: Postman | None = None
    hours: Hours = field(default_factory=Hours)
    paces: Mapping[tuple[str, str], Pace] = field(default_factory=dict)
    prices: Prices = field(default_factory=Prices)
    budgets: Budgets = field(default_factory=Budgets)

    @property
    def media(self) -> Folder:
        """Where files are kept."""
        return Folder(self.settings.data / "media", self.db.keys)

    @property
    def spool(self) -> Spool:
        """Where messages wait while the database is away."""
        return Spool(self.settings.data / "spool", self.db.keys)

    @property
    def phrases(self) -> Phrases:
        """What members' words mean."""
        return self.shelf.phrases
