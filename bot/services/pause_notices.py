"""The secretariat is told which provider cannot send for now, and when it is back: once each."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.message import Spoken
from bot.services import pauses
from bot.services.house import House
from bot.services.notices import tell_secretariat
from bot.wording import providers as say


def due(house: House, now: datetime) -> int:
    """Tell what has changed since it was last told; return how many messages were queued."""
    return sum(_look(house, channel, now) for channel in house.channels)


def _look(house: House, channel: str, now: datetime) -> int:
    with house.db.reading() as db:
        if not _changed(pauses.of(db, channel)):
            return 0
    with house.db.transaction() as db:
        pause = pauses.of(db, channel)
        if not _changed(pause):
            return 0
        away = not pause.told
        pauses.keep(db, channel, replace(pause, told=away), now)

        def said(language: str) -> Spoken:
            return say.told(house.words, language, channel, away=away)

        return tell_secretariat(house, db, said, now)


def _changed(pause: pauses.Pause) -> bool:
    """Tell whether it is away and nobody knows, or back and nobody knows; in between a single try decides."""
    return (pause.failures >= pauses.IN_A_ROW and not pause.told) or (pause.failures == 0 and pause.told)
