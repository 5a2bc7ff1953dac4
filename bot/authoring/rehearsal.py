"""A survey rehearsed before anybody gets it: made-up members answer it, along every path that can be found.

What counts is what the engine did in those conversations; the search of ``ways`` only says what to try.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.authoring.candidates import Candidates
from bot.authoring.effort import Effort, effort_of
from bot.authoring.members import WHO, Aim, Member, Patient, Silence, Who, member
from bot.authoring.playing import Play, Turn, as_asked
from bot.authoring.ways import Assignment, Goal, Ways
from bot.conversation.effects import Ask, AskAgain, Tell
from bot.conversation.events import Reminded, TimedOut
from bot.conversation.state import Phase
from bot.message import Medium
from bot.policy.prices import Prices
from bot.survey.model import Calculate, GeoPoint, Given, Question, Rank, SelectMultiple, Survey, Text, YesNo
from bot.understanding import Phrases
from bot.wording.words import PLAIN, WHATSAPP, Words

MEDIA: Final[tuple[Medium, ...]] = ("sms", "whatsapp")
_BUDGET: Final = 3_000
"""How often the form is filled in, at most, to find the way to one question."""

_WHOLE_BUDGET: Final = 400_000
"""How many rows are filled in, at most, to find the ways to all of them."""

_MOST_SHOWN: Final = 60
"""A list that is longer is a register of places, whose choices are not all tried."""


@dataclass(frozen=True, slots=True)
class Misread:
    """A reply that was stored as something else than it was meant to be."""

    question: str
    reply: str
    meant: str
    stored: str


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation that was played: who with, by what medium, how it ended, and what it took."""

    who: Who
    medium: Medium
    outcome: Phase
    effort: Effort
    turns: tuple[Turn, ...]
    ends: bool = True

    @property
    def complete(self) -> bool:
        """Whether it was answered to the end."""
        return self.outcome is Phase.FINISHED


@dataclass(slots=True)
class Rehearsal:
    """What came of it. Counts are conversations; questions go by their unique name, whatever the instance."""

    survey: Survey
    talks: list[Talk] = field(default_factory=list)
    reached: Counter[str] = field(default_factory=Counter)
    accepted: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often a reply to the question was taken, by name and medium."""

    put: Counter[tuple[str, str]] = field(default_factory=Counter)
    """In how many conversations with a patient member the question was put, by name and medium."""

    chosen: Counter[tuple[str, str]] = field(default_factory=Counter)
    misread: dict[tuple[str, str, str], Misread] = field(default_factory=dict)

    @property
    def rows(self) -> tuple[Question, ...]:
        """The questions that are asked and the notes that are told."""
        return tuple(one for one in self.survey.questions if _speaks(one))

    @property
    def never_reached(self) -> tuple[str, ...]:
        """The questions and notes that no conversation came to."""
        return tuple(one.name for one in self.rows if not self.reached[one.name])

    @property
    def never_chosen(self) -> tuple[tuple[str, str], ...]:
        """Choices (question, choice) that were never given, of questions that were asked."""
        return tuple(
            (one.name, choice)
            for one in self.rows
            for choice in choices_of(one)
            if self.reached[one.name] and not self.chosen[one.name, choice]
        )

    @property
    def dead_ends(self) -> tuple[str, ...]:
        """The questions that were put to a patient member and never took a reply."""
        return tuple(
            one.name
            for one in self.rows
            if one.asks
            and any(self.put[one.name, medium] for medium in MEDIA)
            and not any(self.accepted[one.name, medium] for medium in MEDIA)
        )

    @property
    def not_by_sms(self) -> tuple[str, ...]:
        """The questions that take a reply on WhatsApp only."""
        return tuple(
            one.name
            for one in self.rows
            if one.asks
            and one.name not in self.dead_ends
            and self.put[one.name, "sms"]
            and not self.accepted[one.name, "sms"]
        )

    @property
    def endless(self) -> int:
        """How many conversations did not end."""
        return sum(not talk.ends for talk in self.talks)

    @property
    def sound(self) -> bool:
        """Whether every question can be reached and answered, and every conversation ended."""
        return not (self.never_reached or self.dead_ends or self.endless)

    def complete(self, medium: Medium) -> list[Talk]:
        """Return the conversations that were answered to the end, on one medium."""
        return [talk for talk in self.talks if talk.complete and talk.medium == medium]


def rehearse(  # noqa: PLR0913 - each is given by the caller, who alone knows it
    survey: Survey,
    words: Words,
    phrases: Phrases,
    now: datetime,
    chance: Callable[[], float],
    runs: int = 40,
    language: str = "id",
    *,
    prices: Prices,
) -> Rehearsal:
    """Play the survey along every path that can be found, then ``runs`` times with members of every kind."""
    candidates = Candidates(survey, now)
    stage = _Stage(Rehearsal(survey), Ways(survey, candidates, now, language), words, phrases, chance, prices)
    for medium in MEDIA:
        stage.play("patient", medium, {})
    stage.explore()
    for run in range(runs):
        stage.play(WHO[run % len(WHO)], MEDIA[run // len(WHO) % len(MEDIA)], stage.some_way())
    return stage.found


@dataclass(slots=True)
class _Stage:
    found: Rehearsal
    ways: Ways
    words: Words
    phrases: Phrases
    chance: Callable[[], float]
    prices: Prices
    known: list[Assignment] = field(default_factory=lambda: [{}])
    used: Counter[tuple[str, str]] = field(default_factory=Counter)
    left: int = 0

    def explore(self) -> None:
        """Go for everything that was not reached yet, question by question and then choice by choice."""
        self.left = max(_BUDGET, _WHOLE_BUDGET // len(self.found.survey.questions))
        for goal in self._missing():
            self._go_for(goal)

    def some_way(self) -> Assignment:
        """Return one of the ways that were found."""
        return self.known[int(self.chance() * len(self.known))]

    def _missing(self) -> Iterator[Goal]:
        found = self.found
        for one in found.rows:
            if not found.reached[one.name]:
                yield Goal(one.name)
        for one in found.rows:
            for choice in choices_of(one):
                if found.reached[one.name] and not found.chosen[one.name, choice]:
                    yield Goal(one.name, choice)

    def _go_for(self, goal: Goal) -> None:
        budget = min(_BUDGET, self.left)
        way, left = self.ways.find(goal, self.known[-8:], budget, self.chance)
        self.left -= budget - left
        if way is None:
            return
        if goal.choice:
            way = {**way, goal.name: goal.choice}
        elif way not in self.known:
            self.known.append(way)
        for medium in MEDIA:
            self.play("patient", medium, way)

    def play(self, who: Who, medium: Medium, wanted: Assignment) -> None:
        """Play one conversation and take note of it."""
        survey = self.found.survey
        ability = WHATSAPP if medium == "whatsapp" else PLAIN
        play = Play(survey, self.words, self.phrases, self.ways.now, ability, self.ways.language)
        patient = Patient(self.ways, self.used, wanted, self.chance)
        someone = member(who, patient, self.chance)
        noted = _Notes(self.found, play, who, medium, self.used)
        known = self.ways.known(wanted)
        facts = {
            one.kind.what: known[one.name]
            for one in survey.questions
            if isinstance(one.kind, Given) and one.name in known
        }
        play.start(facts=facts)
        noted.see()
        lines = 0
        # A form grows with its repeats, so there is no limit before it is known how far she came.
        while not play.over and lines < 40 + 6 * (len(survey.asked) + len(play.conversation.path)):
            lines += 1
            _take(play, someone, noted)
        effort = effort_of(play, medium, self.prices)
        self.found.talks.append(Talk(who, medium, play.conversation.phase, effort, tuple(play.turns), play.over))


def _take(play: Play, someone: Member, noted: _Notes) -> None:
    """Let her reply once, or be silent, and take note of what came of it."""
    line = someone.reply(play)
    if isinstance(line, Silence):
        today = play.now.date()
        play.hear(TimedOut(today) if line.for_good else Reminded(today, now=play.now))
        return
    at = play.conversation.at
    turn = play.reply(line)
    noted.take(at, turn, someone.aim)
    noted.see()


@dataclass(slots=True)
class _Notes:
    """What one conversation adds to the rehearsal."""

    found: Rehearsal
    play: Play
    who: Who
    medium: Medium
    used: Counter[tuple[str, str]]
    _seen: set[str] = field(default_factory=set)

    def see(self) -> None:
        """Count the questions put, and the notes told, by the last step."""
        for effect in self.play.effects:
            if isinstance(effect, Ask | AskAgain | Tell):
                name = self.found.survey.question(effect.question).name
                if name not in self._seen:
                    self._seen.add(name)
                    self.found.reached[name] += 1
                    if self.who == "patient":
                        self.found.put[name, self.medium] += 1

    def take(self, at: str, turn: Turn, aim: Aim | None) -> None:
        """Count an answer."""
        if not at or not turn.accepted or not turn.value:
            return
        question = self.found.survey.question(at)
        name = question.name
        self.found.accepted[name, self.medium] += 1
        several = isinstance(question.kind, SelectMultiple)
        for value in turn.value.split() if several else (turn.value,):
            self.found.chosen[name, value] += 1
            self.used[name, value] += 1
        self.used[name, turn.value] += several
        if aim is not None and aim.key == at and aim.value and _closed(question) and turn.value != aim.value:
            self._misread(question, turn, aim)

    def _misread(self, question: Question, turn: Turn, aim: Aim) -> None:
        """Keep a reply that was read as something else; a moment is stored with its zone, and a choice in the list's order."""
        if turn.value is None or turn.value.startswith(aim.value) or set(turn.value.split()) == set(aim.value.split()):
            return
        key = (question.name, turn.reply or "", turn.value)
        self.found.misread.setdefault(
            key, Misread(as_asked(self.found.survey, question.name), turn.reply or "", aim.value, turn.value)
        )


def choices_of(question: Question) -> tuple[str, ...]:
    """Return the choices of a closed question that are to be tried; none where they are too many to be shown."""
    if isinstance(question.kind, YesNo):
        return ("ya", "tidak")
    names = () if isinstance(question.kind, Rank) else tuple(choice.name for choice in question.choices)
    return names if len(names) <= _MOST_SHOWN else ()


def _speaks(question: Question) -> bool:
    """Whether the row is put or told: a calculation is neither, nor is a row that has no words."""
    return question.asks or (not isinstance(question.kind, Calculate | Given) and bool(question.label))


def _closed(question: Question) -> bool:
    """Whether an answer has one right reading; the name of a place stands for the point that is meant."""
    return not isinstance(question.kind, Text | GeoPoint)
