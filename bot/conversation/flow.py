"""Which question comes next: one walk over the survey in its own order after every answer.

The walk forgets answers on branches that are no longer hers, works out calculations, tells notes on the way, finds the
first relevant question that has not been dealt with, and counts how many are still possible, so that "2/6" is honest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.conversation import forms
from bot.conversation.effects import Ask, Effect, Finish, Forget, Record, Shown, Tell, Thank
from bot.conversation.state import Conversation, Phase
from bot.survey.expressions import Expression
from bot.survey.filled import has_form
from bot.survey.model import Calculate, Survey
from bot.understanding.kept import Kept

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
    record: Record | None = None,
) -> Step:
    """Return ``done`` followed by whatever the survey has next for her: a question, or the end.

    ``record`` is put among her answers first; a question dealt with before keeps its place.
    ``prefer`` names a question to put although an earlier one may be open as well (the one in hand after a late tap, or
    the one she went back to); it is put only if it is hers and still open.
    """
    walk = _walked(survey, conversation, today, done, prefer, record)
    settled = conversation.but(
        answers=walk.answers,
        gaps=walk.gaps,
        path=tuple(walk.path),
        at=walk.at,
        tries=0,
        between=None,
        phase=conversation.phase if walk.at else Phase.FINISHED,
    )
    if not walk.at:
        return Step(settled, (*walk.effects, Thank(), Finish(survey.outcome)))
    return Step(settled, (*walk.effects, Ask(walk.at, walk.dealt + 1, walk.dealt + walk.ahead, lead, walk.shown)))


def place(survey: Survey, conversation: Conversation, today: date) -> tuple[int, int, Shown | None]:
    """Return (number, total, shown) of the question in hand: how many she has dealt with, how many may come at all."""
    walk = _walked(survey, conversation, today, (), conversation.at, None)
    return walk.dealt + 1, walk.dealt + walk.ahead, walk.shown


def _walked(
    survey: Survey,
    conversation: Conversation,
    today: date,
    done: tuple[Effect, ...],
    prefer: str,
    record: Record | None,
) -> _Walk | forms.Walk:
    """Return the walk over the survey: the plain one, or that of a form."""
    answers, gaps, path = dict(conversation.answers), dict(conversation.gaps), list(conversation.path)
    if has_form(survey):
        form = forms.Walk(survey, answers, gaps, path, list(done), today, prefer, conversation.language)
        form.over(record)
        return form
    walk = _Walk(answers, gaps, path, list(done), today, prefer)
    if record is not None:
        forms.note(record, answers, gaps, path)
    walk.over(_rows(survey))
    return walk


@dataclass(frozen=True, slots=True)
class _Row:
    """What the walk needs to know of one question; ``names`` are those that ``relevant`` reads."""

    name: str
    asks: bool
    relevant: Expression | None
    names: frozenset[str]
    calculation: Expression | None


def _rows_of(survey: Survey) -> tuple[_Row, ...]:
    return tuple(
        _Row(
            name=one.name,
            asks=one.asks,
            relevant=one.relevant,
            names=one.relevant.names if one.relevant is not None else frozenset(),
            calculation=one.kind.calculation if isinstance(one.kind, Calculate) else None,
        )
        for one in survey.questions
    )


# Every reply walks over the whole survey, so what does not change from reply to reply is looked up once.
_rows = Kept(_rows_of)


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
    shown: Shown | None = None

    def over(self, rows: tuple[_Row, ...]) -> None:
        """Take every row of the survey into account, in order."""
        for row in rows:
            waits = False
            if row.relevant is not None:
                waits = not self.undecided.isdisjoint(row.names)
                if not waits and not row.relevant.holds(self.answers, today=self.today):
                    self._forget(row.name)
                    continue
            if not row.asks:
                self._say_or_calculate(row, waits=waits)
            elif row.name in self.path:
                self.dealt += 1
            else:
                self.ahead += 1
                self.undecided.add(row.name)
                if not self.at or (row.name == self.prefer and not waits):
                    self.at = row.name

    def _forget(self, name: str) -> None:
        if name in self.path:
            self.path.remove(name)
        if name in self.answers:
            del self.answers[name]
            self.gaps.pop(name, None)
            self.effects.append(Forget(name))

    def _say_or_calculate(self, row: _Row, *, waits: bool) -> None:
        if row.calculation is not None:
            self._calculate(row.name, row.calculation, waits=waits)
        elif not self.at and row.name not in self.path:
            self.path.append(row.name)
            self.effects.append(Tell(row.name))

    def _calculate(self, name: str, calculation: Expression, *, waits: bool) -> None:
        if waits or not self.undecided.isdisjoint(calculation.names):
            self.undecided.add(name)
            if self.answers.pop(name, None) is not None:
                self.effects.append(Forget(name))
            return
        value = calculation.text(self.answers, today=self.today)
        if value != self.answers.get(name, ""):
            self.answers[name] = value
            self.effects.append(Record(name, value, raw="", rule="calculation", confidence=1.0))
