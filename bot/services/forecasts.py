"""What a round will cost before it opens: every message that its members would get, and every one they would send.

It expects what the last rounds were like (``bot.services.habits``), and without any that everybody answers every question. SMS
parts are measured on the texts themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from bot.analysis.costs import Habit, Load, cost, expected
from bot.conversation.effects import Ask, Effect, Thank
from bot.conversation.engine import begin, step
from bot.conversation.events import Started
from bot.policy.money import THOUSANDTHS
from bot.segments import measure
from bot.services.costs import used
from bot.services.house import House
from bot.survey.model import Survey
from bot.times import WIB, local
from bot.wording.speech import speak
from bot.wording.words import PLAIN


@dataclass(slots=True)
class Forecast:
    """What is to be sent, by channel, for a round of ``survey``, with the habits of the last rounds by medium.

    ``reminders`` is how many the round allows.
    """

    house: House
    survey: Survey
    now: datetime
    habits: Mapping[str, Habit] = field(default_factory=dict)
    reminders: int = 0
    loads: dict[str, Load] = field(default_factory=dict)
    _lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def add(self, channel: str, medium: str, language: str, people: int) -> None:
        """Add members who speak ``language`` and are reached by ``medium`` through ``channel``."""
        lengths = self.lengths(language)
        before = self.loads.get(channel, Load())
        if medium == "sms":
            more = Load(sms_first=lengths[0] * people, sms_after=sum(lengths[1:]) * people)
        else:
            more = Load(whatsapp_first=people, whatsapp_after=(len(lengths) - 1) * people)
        self.loads[channel] = before + more

    @property
    def load(self) -> Load:
        """All channels together, if everybody answers everything."""
        return sum(self.loads.values(), Load())

    @property
    def segments(self) -> int:
        """The SMS parts that are expected."""
        return sum(expected(load, self.habits, self.reminders).segments for load in self.loads.values())

    def cost(self, db: Connection) -> tuple[int, int]:
        """Return what is expected, and the most that can come: everybody gets every reminder and then answers everything.

        In whole rupiah, at today's prices and after what has left in this month.
        """
        day, before = local(self.now, WIB).date(), used(db, self.now)
        worst = Habit(reminded=1.0)

        def of(habits: Mapping[str, Habit]) -> int:
            loads = {channel: expected(load, habits, self.reminders) for channel, load in self.loads.items()}
            return sum(cost(load, self.house.prices, channel, day, before) for channel, load in loads.items())

        return of(self.habits), of({"sms": worst, "whatsapp": worst})

    def hers(self, medium: str) -> float | None:
        """Return what one member spends herself in rupiah: consent and one reply to each question. None: not known."""
        each = self.house.prices.her_own(medium, local(self.now, WIB).date())
        return None if each is None else (1 + len(self.survey.asked)) * each / THOUSANDTHS

    def lengths(self, language: str) -> tuple[int, ...]:
        """Return the SMS segments of each message of the survey: the invitation, every question, the thanks."""
        if language not in self._lengths:
            self._lengths[language] = self._measured(language)
        return self._lengths[language]

    def _measured(self, language: str) -> tuple[int, ...]:
        survey, today = self.survey, local(self.now, WIB).date()
        state = begin(survey, language)
        asked = survey.asked
        said: list[tuple[Effect, ...]] = [step(survey, state, Started(today), self.house.phrases).effects]
        said += [(Ask(question.name, index, len(asked)),) for index, question in enumerate(asked, start=1)]
        said.append((Thank(),))
        spoken = (speak(effects, survey, state, self.house.words, PLAIN) for effects in said)
        return tuple(measure(one.text).segments for one in spoken if one is not None)
