"""Made-up members who answer a survey: one patiently, one in a hurry, one who falls silent, one who will not.

They see what a member sees, a question and its choices, and write as one writes. Chance comes from outside, so that the
same seed gives the same replies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

from bot.authoring.playing import Play
from bot.authoring.ways import Assignment, Ways
from bot.authoring.writing import misspelt, writings
from bot.conversation.effects import AskAgain, Confirm
from bot.conversation.forms import in_hand
from bot.survey.model import (
    Date,
    DateTime,
    Decimal,
    GeoPoint,
    Integer,
    Media,
    Money,
    Question,
    Scale,
    SelectMultiple,
    SelectOne,
    Text,
    Time,
)

Who = Literal["patient", "sloppy", "silent", "contrary"]

WHO: Final[tuple[Who, ...]] = ("patient", "sloppy", "silent", "contrary")
Chance = Callable[[], float]

_NONSENSE: Final = ("???", "siapa ini", "salah sambung bu", "gmn mksdnya", "besok saja ya", "pulsa saya habis")
_BEYOND: Final = ("999999999", "-5", "kapan-kapan", "banyak sekali")


@dataclass(frozen=True, slots=True)
class Silence:
    """She does not reply: ``for_good``, or until she is reminded."""

    for_good: bool = False


@dataclass(frozen=True, slots=True)
class Aim:
    """What a reply was meant to say: the value for the question ``key``."""

    key: str
    value: str


class Member(Protocol):
    """Someone who replies to whatever is asked."""

    who: Who
    aim: Aim | None

    def reply(self, play: Play) -> str | Silence:
        """Return the line that she writes now, or her silence."""


@dataclass(slots=True)
class Patient:
    """She answers everything, as well as she can; where a reply was not taken she writes it in another way."""

    ways: Ways
    used: Counter[tuple[str, str]]
    """How often each value was chosen already, over all conversations: what was chosen least comes next."""

    wanted: Assignment = field(default_factory=dict)
    chance: Chance = lambda: 0.0
    who: Who = "patient"
    aim: Aim | None = None
    _refused: dict[str, set[str]] = field(default_factory=dict)

    def reply(self, play: Play) -> str | Silence:
        """Return the answer in hand, in a way of writing that was not tried yet."""
        question = play.question
        if question is None:
            self.aim = None
            return "ya"
        key = play.conversation.at
        again = next((one for one in play.effects if isinstance(one, AskAgain)), None)
        if again is not None and self.aim is not None and again.why in ("limits", "constraint"):
            self._refused.setdefault(key, set()).add(self.aim.value)
        back = next((one for one in play.effects if isinstance(one, Confirm)), None)
        if back is not None and self.aim is not None:
            return self._settle(play, question, back.between, self.aim.value)
        value = self._value(play, question, key)
        self.aim = Aim(key, value)
        ways = writings(question, value, play.words, play.language, sends=play.ability.options > 0)
        attempt = 0 if again is None else again.attempt
        first = int(self.chance() * len(ways)) if attempt == 0 else attempt - 1
        return ways[first % len(ways)]

    def _value(self, play: Play, question: Question, key: str) -> str:
        """Return what to answer: what is wanted, if it is on offer and may stand, else what was chosen least so far."""
        name, refused = key.partition("[")[0], self._refused.get(key, set())
        wanted = self.wanted.get(name)
        hand = in_hand(play.survey, play.conversation, play.now, key)
        values = [one for one in self.ways.candidates.of(hand.question) if one not in refused]
        if wanted is not None and wanted not in refused and (wanted in values or not wanted):
            return wanted
        fit = [one for one in values if self.ways.allowed(hand, one)]
        counted = not isinstance(question.kind, SelectOne | SelectMultiple | Scale)
        least = min(fit or values, key=lambda one: self.used[name, one], default="")
        if counted and fit and self.used[name, least] > 0:
            # Open questions have no end of answers: the most usual ones will do.
            least = min(fit[:5], key=lambda one: self.used[name, one])
        return least

    def _settle(self, play: Play, question: Question, between: tuple[str, ...], meant: str) -> str:
        """Answer an either/or question back."""
        if len(between) == 1:
            return "ya" if between[0] == meant else "tidak"
        if meant in between:
            return str(between.index(meant) + 1)
        ways = writings(question, meant, play.words, play.language, sends=play.ability.options > 0)
        return ways[-1]


@dataclass(slots=True)
class Sloppy:
    """She writes fast: slips of the thumb, skipped questions, and now and then she changes her mind (KEMBALI)."""

    patient: Patient
    chance: Chance
    who: Who = "sloppy"
    aim: Aim | None = None
    _backs: int = 0

    def reply(self, play: Play) -> str | Silence:
        """Return a hasty reply."""
        line = self.patient.reply(play)
        self.aim = None
        if play.question is None or not isinstance(line, str):
            return line
        luck = self.chance()
        if luck < 0.08 and self._backs < 3:
            self._backs += 1
            return "kembali"
        if luck < 0.18:
            return "lewati"
        return misspelt(line, self.chance) if luck < 0.6 and not line.startswith(("geo:", "file:")) else line


@dataclass(slots=True)
class Silent:
    """She stops somewhere. After the reminder she comes back, or is gone for good."""

    patient: Patient
    chance: Chance
    who: Who = "silent"
    aim: Aim | None = None
    _stops: int = -1
    _asked: int = 0
    _silences: int = 0

    def reply(self, play: Play) -> str | Silence:
        """Return her answer, or silence."""
        if self._stops < 0:
            self._stops = int(self.chance() * (len(play.survey.asked) + 1))
        self._asked += 1
        if self._asked == self._stops + 1 and self._silences == 0:
            self._silences = 1
            return Silence()
        if self._silences == 1:
            self._silences = 2
            if self.chance() < 0.5:
                return Silence(for_good=True)
        line = self.patient.reply(play)
        self.aim = self.patient.aim
        return line


@dataclass(slots=True)
class Contrary:
    """She does not want to: no to the consent, nonsense, numbers beyond the limits, refusals, and in the end BERHENTI."""

    patient: Patient
    chance: Chance
    who: Who = "contrary"
    aim: Aim | None = None

    def reply(self, play: Play) -> str | Silence:
        """Return something that is hardly an answer."""
        luck = self.chance()
        if play.question is None:
            return "tidak" if luck < 0.3 else "berhenti" if luck < 0.4 else "apa ini" if luck < 0.5 else "ya"
        if luck < 0.04:
            return "berhenti"
        if luck < 0.3:
            return _NONSENSE[int(self.chance() * len(_NONSENSE))]
        if luck < 0.5:
            return self._beyond(play.question)
        if luck < 0.6:
            return "lewati"
        return self.patient.reply(play)

    def _beyond(self, question: Question) -> str:
        kind = question.kind
        if isinstance(kind, SelectOne | SelectMultiple | Scale):
            return str(len(kind.choices) + 1)
        if isinstance(kind, Integer | Decimal | Money) and kind.maximum is not None:
            return str(int(kind.maximum) + 1)
        if isinstance(kind, Date | Time | DateTime):
            return "31 februari jam 27"
        if isinstance(kind, Text | GeoPoint | Media):
            return "."
        return _BEYOND[int(self.chance() * len(_BEYOND))]


def member(who: Who, patient: Patient, chance: Chance) -> Member:
    """Return a member of this kind; whatever she answers well, she answers as ``patient`` does."""
    match who:
        case "patient":
            return patient
        case "sloppy":
            return Sloppy(patient, chance)
        case "silent":
            return Silent(patient, chance)
        case "contrary":
            return Contrary(patient, chance)
