"""One conversation played without a telephone or a database: what is asked, what is replied, what is kept of it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.conversation.consent import CONSENT
from bot.conversation.effects import (
    Ask,
    AskAgain,
    AskConsent,
    Confirm,
    Decline,
    Effect,
    GiveConsent,
    Keep,
    OptOut,
    Record,
    Shown,
)
from bot.conversation.engine import begin, step
from bot.conversation.events import Event, Said, Started, Tapped
from bot.conversation.state import Conversation, from_json, to_json
from bot.message import Spoken
from bot.survey.model import PlaceName, Question, Section, Survey, Time, YesNo, text_in
from bot.understanding import Phrases
from bot.wording.forms import as_shown
from bot.wording.members import goodbye, kept
from bot.wording.speech import speak
from bot.wording.words import PLAIN, Ability, Words

SKIP: Final = "LEWATI"
"""What an empty reply stands for."""

_PLACE: Final = re.compile(r"geo:\s*([-+.\d]+(?:[,\s]+[-+.\d]+){1,3})\s*", re.IGNORECASE)
_FILE: Final = re.compile(r"file:\s*(\S.*?)\s*", re.IGNORECASE)
_TAP: Final = re.compile(r"/(\d{1,3})")


@dataclass(frozen=True, slots=True)
class Offer:
    """A choice as it is offered now: its name is stored, its label is shown."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as it was put, and the reply to it.

    ``asked`` is "consent", the question's name ("umur[2]" in a repeat), or the name of the repeat whose number of
    instances is asked for. ``reply`` and ``value`` are None where there is none; ``value`` is the XForms text.
    """

    asked: str
    text: str
    choices: tuple[Offer, ...]
    options: tuple[str, ...] = ()
    reply: str | None = None
    accepted: bool = False
    value: str | None = None


@dataclass(slots=True)
class Play:
    """A conversation under way. The clock stands at ``now`` (aware, on her own clock) until somebody moves it."""

    survey: Survey
    words: Words
    phrases: Phrases
    now: datetime
    ability: Ability = PLAIN
    language: str = "id"
    first_name: str = ""
    turns: list[Turn] = field(default_factory=list)
    said: list[Spoken] = field(default_factory=list)
    """Every bubble that she got, in order."""

    ending: str = ""
    """The last words, once the conversation is over."""

    question: Question | None = None
    """The question in hand with the choices and the words that it has now; None for the consent, and at the end."""

    effects: tuple[Effect, ...] = ()
    """What the last event led to."""

    _kept: str = ""
    _text: str = ""
    _options: tuple[tuple[str, str], ...] = ()

    def start(self, *, consent_known: bool = False, facts: Mapping[str, str] | None = None) -> None:
        """Begin: the consent question is put, or the first one where her consent is known."""
        self._kept = to_json(begin(self.survey, self.language, self.first_name))
        self.hear(Started(self.now.date(), consent_known=consent_known, now=self.now, facts=facts or {}))

    @property
    def conversation(self) -> Conversation:
        """Where it stands."""
        return from_json(self._kept)

    @property
    def over(self) -> bool:
        """Whether nothing is awaited any more."""
        return self.conversation.over

    @property
    def answers(self) -> dict[str, str]:
        """All that is stored, by name and as XForms writes it: answers and what was worked out."""
        stored = self.conversation.answers
        named = {key: _own_name(key) for key in stored}
        times = Counter(named.values())
        return {
            named[key] if times[named[key]] == 1 else key: self._as_written(key, value) for key, value in stored.items()
        }

    def _as_written(self, key: str, value: str) -> str:
        """Return a stored value as XForms writes it: a time of day has seconds and a zone."""
        if value and self.survey.has(key) and isinstance(self.survey.question(key).kind, Time):
            return f"{value}:00.000{self.now.isoformat(timespec='milliseconds')[-6:]}"
        return value

    @property
    def open_turn(self) -> Turn:
        """The question in hand as it was put, not yet replied to."""
        conversation = self.conversation
        asked = CONSENT if not conversation.at else as_asked(self.survey, conversation.at)
        offers = offered(self.question, self.words, self.language)
        return Turn(asked, self._text, offers, tuple(title for _, title in self._options))

    def reply(self, line: str) -> Turn:
        """Take one line of hers and return the turn that it closes.

        Empty skips; ``geo:LAT,LON[,ALT,ACC]`` and ``file:NAME`` stand for what is sent; ``/2`` taps the second option.
        """
        put, before = self.open_turn, self.conversation
        self.hear(self.event(line))
        accepted, value = _outcome(before.at, self.effects)
        value = None if value is None else self._as_written(before.at, value)
        turn = Turn(put.asked, put.text, put.choices, put.options, line, accepted, value)
        self.turns.append(turn)
        return turn

    def event(self, line: str) -> Event:
        """Return the event that a line stands for."""
        today = self.now.date()
        place, file, tap = _PLACE.fullmatch(line), _FILE.fullmatch(line), _TAP.fullmatch(line.strip())
        if place:
            numbers = _numbers(re.split(r"[,\s]+", place[1]))
            if numbers:
                return Said("", today, media=True, place=numbers, now=self.now)
        if file:
            return Said("", today, media=True, file=file[1], now=self.now)
        if tap and 0 < int(tap[1]) <= len(self._options):
            question, _, choice = self._options[int(tap[1]) - 1][0].rpartition("=")
            return Tapped(question, choice, today, now=self.now)
        return Said(line if line.strip() else SKIP, today, now=self.now)

    def hear(self, event: Event) -> None:
        """Let the engine take ``event``; the conversation is saved and read back, as it is between two messages."""
        result = step(self.survey, self.conversation, event, self.phrases)
        self._kept = to_json(result.conversation)
        self.effects = result.effects
        spoken = self._spoken(result.conversation)
        if spoken is not None:
            self.said.append(spoken)
            self._text = spoken.text
            self._options = tuple((option.id, option.title) for option in spoken.options)
        self._in_hand(result.conversation)
        if result.conversation.over:
            self.ending = spoken.text if spoken is not None else ""

    def _spoken(self, conversation: Conversation) -> Spoken | None:
        spoken = speak(self.effects, self.survey, conversation, self.words, self.ability)
        if spoken is not None:
            return spoken
        if any(isinstance(effect, OptOut) for effect in self.effects):
            return goodbye(self.words.spoken_to(self.survey.group), self.language)
        if any(isinstance(effect, Keep) for effect in self.effects):
            return kept(self.words.spoken_to(self.survey.group), self.language)
        return None

    def _in_hand(self, conversation: Conversation) -> None:
        """Note the question that was put, as it stands now; one that is put back either/or is the same still."""
        if conversation.over:
            self.question = None
            return
        for effect in self.effects:
            match effect:
                case Ask(question=key, shown=shown) | AskAgain(question=key, shown=shown):
                    self.question = self._as_shown(key, shown)
                case AskConsent():
                    self.question = None
                case Confirm(question=key) if self.question is None:
                    self.question = self._as_shown(key, None)
                case _:
                    pass

    def _as_shown(self, key: str, shown: Shown | None) -> Question:
        return as_shown(self.survey.question(key), key, shown)


def offered(question: Question | None, words: Words, language: str) -> tuple[Offer, ...]:
    """Return the choices of a question as it stands now (None: the consent question); empty for an open one."""
    _ = words.spoken_in(language)
    if question is None or isinstance(question.kind, YesNo):
        return (Offer("ya", _("Ya")), Offer("tidak", _("Tidak")))
    choices = question.kind.choices if isinstance(question.kind, PlaceName) else question.choices
    return tuple(Offer(one.name, text_in(one.label, language)) for one in choices)


def as_asked(survey: Survey, key: str) -> str:
    """Return what a turn about the question ``key`` calls it: its own name, without the groups around it.

    A number of instances goes by the repeat's name.
    """
    name, bracket, place = key.partition("[")
    return _own_name(_counts(survey.rows).get(name, name) + bracket + place)


def _own_name(key: str) -> str:
    return key.rpartition("/")[2]


def _counts(rows: Sequence[Question | Section]) -> dict[str, str]:
    """Return the names of repeats by the names of the questions that count them."""
    found: dict[str, str] = {}
    for row in rows:
        if isinstance(row, Section):
            if row.counted_by:
                found[row.counted_by] = row.name
            found |= _counts(row.rows)
    return found


def _outcome(at: str, effects: Sequence[Effect]) -> tuple[bool, str | None]:
    """Return whether the reply was taken as the answer to the question ``at`` (empty: the consent), and what is stored."""
    for effect in effects:
        match effect:
            case GiveConsent():
                return True, "ya"
            case Decline():
                return True, "tidak"
            case Record(question=question, value=value, gap=gap) if at and question == at:
                return gap != "set_aside", None if gap == "set_aside" else value
            case _:
                pass
    return False, None


def _numbers(texts: Sequence[str]) -> tuple[float, ...]:
    """Return the numbers that the texts are, or none of them where one is no number."""
    try:
        numbers = tuple(float(text) for text in texts)
    except ValueError:
        return ()
    return numbers if all(map(math.isfinite, numbers)) else ()
