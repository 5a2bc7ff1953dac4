"""Which question comes next: one walk over the survey in its own order after every answer.

The walk forgets answers on branches that are no longer hers, works out calculations, tells notes on the way, finds the
first relevant question that has not been dealt with, and counts how many are still possible, so that "2/6" is honest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.conversation.effects import Ask, Effect, Finish, Forget, Record, Tell, Thank
from bot.conversation.state import Conversation, Phase
from bot.survey.model import Calculate, Question, Survey

Lead = Literal["next", "first", "back", "repeat", "reminder", "resume", "after_set_aside"]


@dataclass(frozen=True, slots=True)
class Step:
    """What one event leads to: the conversation afterwards, and the effects in the order in which they count."""

    conversation: Conversation
    effects: tuple[Effect, ...] = ()


def onward(
    survey: Survey,
    conversation: Conversation,
    today: date,
    *,
    done: tuple[Effect, ...] = (),
    lead: Lead = "next",
    prefer: str = "",
) -> Step:
    """Return ``done`` followed by whatever the survey has next for her: a question, or the end.

    ``prefer`` names a question to put although an earlier one may be open as well (the one in hand after a late tap, or
    the one she went back to); it is put only if it is hers and still open.
    """
    walk = _Walk(
        dict(conversation.answers), dict(conversation.gaps), list(conversation.path), list(done), today, prefer
    )
    for question in survey.questions:
        walk.meet(question)
    settled = conversation.but(
        answers=walk.answers, gaps=walk.gaps, path=tuple(walk.path), at=walk.at, tries=0, between=None
    )
    if not walk.at:
        return Step(settled.but(phase=Phase.FINISHED), (*walk.effects, Thank(), Finish()))
    return Step(settled, (*walk.effects, Ask(walk.at, walk.dealt + 1, walk.dealt + walk.ahead, lead)))


def place(survey: Survey, conversation: Conversation, today: date) -> tuple[int, int]:
    """Return (number, total) of the question in hand: how many she has dealt with, and how many may come at all."""
    walk = _Walk(
        dict(conversation.answers), dict(conversation.gaps), list(conversation.path), [], today, conversation.at
    )
    for question in survey.questions:
        walk.meet(question)
    return walk.dealt + 1, walk.dealt + walk.ahead


@dataclass(slots=True)
class _Walk:
    """The walk's running state: her answers so far, and the names whose value is not yet decided (``undecided``)."""

    answers: dict[str, str]
    gaps: dict[str, str]
    path: list[str]
    effects: list[Effect]
    today: date
    prefer: str
    at: str = ""
    dealt: int = 0
    ahead: int = 0
    undecided: set[str] = field(default_factory=set)

    def meet(self, question: Question) -> None:
        """Take one row of the survey into account."""
        waits = False
        if question.relevant is not None:
            waits = not self.undecided.isdisjoint(question.relevant.names)
            if not waits and not question.relevant.holds(self.answers, today=self.today):
                self._forget(question)
                return
        name = question.name
        if question.asks:
            if name in self.path:
                self.dealt += 1
                return
            self.ahead += 1
            self.undecided.add(name)
            if not self.at or (name == self.prefer and not waits):
                self.at = name
        elif isinstance(question.kind, Calculate):
            self._calculate(question, question.kind, waits=waits)
        else:
            self._tell(question)

    def _forget(self, question: Question) -> None:
        if question.name in self.path:
            self.path.remove(question.name)
        if question.name in self.answers:
            del self.answers[question.name]
            self.gaps.pop(question.name, None)
            self.effects.append(Forget(question.name))

    def _calculate(self, question: Question, kind: Calculate, *, waits: bool) -> None:
        if waits or not self.undecided.isdisjoint(kind.calculation.names):
            self.undecided.add(question.name)
            if self.answers.pop(question.name, None) is not None:
                self.effects.append(Forget(question.name))
            return
        value = kind.calculation.text(self.answers, today=self.today)
        if value != self.answers.get(question.name, ""):
            self.answers[question.name] = value
            self.effects.append(Record(question.name, value, raw="", rule="calculation", confidence=1.0))

    def _tell(self, question: Question) -> None:
        if not self.at and question.name not in self.path:
            self.path.append(question.name)
            self.effects.append(Tell(question.name))
