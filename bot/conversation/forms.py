"""The walk over a form: groups, repeats, filters, defaults and names in labels, after every answer.

Other than the plain walk of ``flow`` it waits for nothing: an expression that reads an open question reads an empty
answer, as in ODK, and everything is worked out again with the next one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.conversation.effects import Effect, Forget, Record, Shown, Tell
from bot.conversation.state import Conversation
from bot.survey.filled import Filled, Spot, has_form, moment_text
from bot.survey.model import Calculate, Given, Note, Question, Survey
from bot.survey.plan import plan_of


def note(record: Record, answers: dict[str, str], gaps: dict[str, str], path: list[str]) -> None:
    """Put an answer, or a gap with its reason, among hers."""
    name = record.question
    answers[name] = record.value
    gaps.pop(name, None)
    if record.gap:
        gaps[name] = record.gap
    if name not in path:
        path.append(name)


@dataclass(slots=True)
class Walk:
    """The walk's running state; as that of ``flow``."""

    survey: Survey
    answers: dict[str, str]
    gaps: dict[str, str]
    path: list[str]
    effects: list[Effect]
    today: date
    prefer: str
    language: str
    at: str = ""
    dealt: int = 0
    ahead: int = 0
    shown: Shown | None = None

    def over(self, record: Record | None) -> None:
        """Take ``record`` among the answers, and every row of the form into account, in order."""
        if record is not None:
            note(record, self.answers, self.gaps, self.path)
        form = self._filled(record.question if record else "")
        # An answer that is no longer offered is none: its question is open again, and others may follow from that.
        while form.reopened:
            self.prefer = ""
            for key in form.reopened:
                self._forget(key)
            form = self._filled("")
        for key in [key for key in self.answers if key not in form.spots and self._stored_at(key)]:
            self._forget(key)
        self.path[:] = [key for key in self.path if key in form.spots]
        for spot in form.in_order():
            self._spot(form, spot)
        if self.at:
            self.shown = showing(form, self.at)
        else:
            self._end(form)

    def _filled(self, changed: str) -> Filled:
        return _filled(self.survey, self.answers, self.path, self.today, self.language, changed)

    def _stored_at(self, key: str) -> bool:
        """Whether the answer is one that may be forgotten: what is known without asking stays known."""
        return not (self.survey.has(key) and isinstance(self.survey.question(key).kind, Given))

    def _forget(self, key: str) -> None:
        if key in self.path:
            self.path.remove(key)
        del self.answers[key]
        self.gaps.pop(key, None)
        self.effects.append(Forget(key))

    def _spot(self, form: Filled, spot: Spot) -> None:
        question, key = spot.question, spot.key
        if not question.asks:
            self._unasked(form, spot)
        elif key in self.path:
            self.dealt += 1
        elif form.offered(key) != ():
            self.ahead += 1
            if not self.at or key == self.prefer:
                self.at = key

    def _unasked(self, form: Filled, spot: Spot) -> None:
        key, kind = spot.key, spot.question.kind
        if isinstance(kind, Given):
            if spot.node.own and key not in self.path:
                self.path.append(key)
                self._keep(key, spot.node.own, "given")
        elif (isinstance(kind, Calculate) or spot.question.read_only) and spot.node.own != self.answers.get(key, ""):
            self._keep(key, spot.node.own, "calculation")
        if (isinstance(kind, Note) or spot.question.read_only) and not self.at and key not in self.path:
            self.path.append(key)
            if spot.question.label:
                self.effects.append(Tell(key, showing(form, key)))

    def _keep(self, key: str, value: str, rule: str) -> None:
        self.answers[key] = value
        self.effects.append(Record(key, value, raw="", rule=rule, confidence=1.0))

    def _end(self, form: Filled) -> None:
        for spot in form.in_order():
            if isinstance(spot.question.kind, Given) and spot.question.kind.what == "end":
                self._keep(spot.key, moment_text(form.now), "given")


def known(survey: Survey, facts: Mapping[str, str]) -> dict[str, str]:
    """Return the answers that are known without asking: for each ``Given`` question, the fact of its name."""
    return {
        one.name: facts[one.kind.what]
        for one in survey.questions
        if isinstance(one.kind, Given) and facts.get(one.kind.what)
    }


class InHand:
    """A question as it stands for her now, with its choices narrowed to those that are offered.

    The form around it is worked out only where something of the question depends on it.
    """

    def __init__(
        self, survey: Survey, conversation: Conversation, today: date, key: str, form: Filled | None = None
    ) -> None:
        """Take the question ``key`` in hand; ``form`` where it has been worked out already."""
        self.key = key
        self._survey = survey
        self._conversation = conversation
        self._today = today
        self._form = form
        question = survey.question(key)
        if question.choice_filter is not None and self._here is not None:
            question = question.offering(self._here.offered(key) or ())
        self.question: Question = question

    @property
    def _here(self) -> Filled | None:
        """The form, if this is one and the question is hers in it."""
        if self._form is None and has_form(self._survey):
            c = self._conversation
            self._form = _filled(self._survey, c.answers, c.path, self._today, c.language)
        return self._form if self._form is not None and self.key in self._form.spots else None

    @property
    def default(self) -> str:
        """What stands there before she answers, as XForms text; empty where nothing does."""
        if self.question.default is None and self.question.calculation is None:
            return ""
        form = self._here
        return "" if form is None or self.key in form.dealt else form.spots[self.key].node.own

    @property
    def required(self) -> bool:
        """Whether it may not be skipped."""
        when = self.question.required_when
        form = self._here if when is not None else None
        return self.question.required if when is None or form is None else form.holds(when, self.key)

    def refuses(self, value: str) -> bool:
        """Whether the question's own constraint refuses ``value``."""
        constraint = self.question.constraint
        if constraint is None:
            return False
        plainly = self.key not in constraint.names and plan_of(self._survey).reads_plainly(constraint)
        if has_form(self._survey) and not plainly:
            form = self._here
            if form is not None:
                return not form.holds(constraint, self.key, value)
        return not constraint.holds(self._conversation.answers, value, today=self._today)


def in_hand(survey: Survey, conversation: Conversation, today: date, key: str = "") -> InHand:
    """Return the question in hand, or the one called ``key``."""
    return InHand(survey, conversation, today, key or conversation.at)


def showing(form: Filled, key: str) -> Shown:
    """Return what her answers make of the question."""
    spot = form.spots[key]
    question = spot.question
    words: dict[str, str] = {}
    for texts in (question.label, question.hint, question.simpler, question.constraint_message):
        words |= form.piped(texts, key)
    for choice in question.choices:
        words |= form.piped(choice.label, key)
    return Shown(words, form.offered(key), spot.within)


def _filled(
    survey: Survey,
    answers: Mapping[str, str],
    path: Iterable[str],
    today: date,
    language: str,
    changed: str = "",
) -> Filled:
    return Filled(
        survey,
        answers,
        frozenset(path),
        today,
        language=language,
        changed=changed,
        chance=_Chance(f"{survey.hash} {today} {changed} {len(answers)}"),
    )


class _Chance:
    """Numbers from 0 up to 1 that nobody can foresee from the form alone, and that a repeated step finds again."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._drawn = 0

    def __call__(self) -> float:
        self._drawn += 1
        digest = hashlib.sha256(f"{self._seed} {self._drawn}".encode()).digest()
        return int.from_bytes(digest[:6], "big") / 2**48
