"""What can happen to a conversation. Every event carries ``today``, her own calendar day: the engine has no clock.

``now``, where it is given, is the moment on her own clock: forms may ask for it, and keep times with their zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


class _Timed:
    """An event of today, or of a moment where that is known."""

    __slots__ = ()

    today: date
    now: datetime | None

    @property
    def when(self) -> date:
        """The moment (aware, on her own clock) where it is known, else the day."""
        return self.today if self.now is None else self.now


@dataclass(frozen=True, slots=True)
class Started(_Timed):
    """The survey begins. ``consent_known``: she agreed to this wording and purpose before, so it is not asked again.

    ``invited``: we begin (a round), so the words introduce who writes; else she wrote a keyword herself.
    ``facts`` is what is known without asking, by ``Given.what`` ("member:name", "phonenumber").
    """

    today: date
    consent_known: bool = False
    invited: bool = True
    now: datetime | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said(_Timed):
    """She wrote something. ``media`` is True when a photo, voice note, file or location came with it.

    ``place`` is a location: latitude and longitude in degrees, then altitude and accuracy in metres where they are
    known. ``file`` is the name under which what she sent is kept; its ending says what it is.
    """

    text: str
    today: date
    media: bool = False
    place: tuple[float, ...] = ()
    file: str = ""
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tapped(_Timed):
    """She tapped a button or list row of ``question``, perhaps days ago; ``choice`` is the name of a choice."""

    question: str
    choice: str
    today: date
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reminded(_Timed):
    """We remind her: the question in hand (or the consent question) is put again with a friendly line."""

    today: date
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Resumed(_Timed):
    """She comes back (LANJUT, or a message after a long silence): where she was is put again."""

    today: date
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class TimedOut:
    """Nobody answered within the survey's time; the conversation ends without a word."""

    today: date


Event = Started | Said | Tapped | Reminded | Resumed | TimedOut
