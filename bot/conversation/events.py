"""What can happen to a conversation. Every event carries ``today``, her own calendar day: the engine has no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Started:
    """The survey begins. ``consent_known``: she agreed to this wording and purpose before, so it is not asked again.

    ``invited``: we begin (a round), so the words introduce who writes; else she wrote a keyword herself.
    """

    today: date
    consent_known: bool = False
    invited: bool = True


@dataclass(frozen=True, slots=True)
class Said:
    """She wrote something. ``media`` is True when a photo, voice note, file or location came with it."""

    text: str
    today: date
    media: bool = False


@dataclass(frozen=True, slots=True)
class Tapped:
    """She tapped a button or list row of ``question``, perhaps days ago; ``choice`` is the name of a choice."""

    question: str
    choice: str
    today: date


@dataclass(frozen=True, slots=True)
class Reminded:
    """We remind her: the question in hand (or the consent question) is put again with a friendly line."""

    today: date


@dataclass(frozen=True, slots=True)
class Resumed:
    """She comes back (LANJUT, or a message after a long silence): where she was is put again."""

    today: date


@dataclass(frozen=True, slots=True)
class TimedOut:
    """Nobody answered within the survey's time; the conversation ends without a word."""

    today: date


Event = Started | Said | Tapped | Reminded | Resumed | TimedOut
