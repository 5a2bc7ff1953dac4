"""The figures of one week, as values: how many took part, what they answered, where they gave up, and what did not arrive.

Participation is never hidden. What people answered is (``bot.analysis.hiding``): a hidden figure is None, in JSON null.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from bot.analysis.hiding import LEAST, hidden, total_hidden

UNREGISTERED: Final = "unregistered"
"""The group of voices that are in no register. It stands beside the unions and is in no total."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people came how far in one week, each counted in the week in which it happened to them.

    ``invited``: a first message was queued; ``reached``: delivered, read or answered; ``started``: one answer after consent;
    ``finished``; ``declined``: no to consent; ``stopped``: BERHENTI.
    """

    invited: int = 0
    reached: int = 0
    started: int = 0
    finished: int = 0
    declined: int = 0
    stopped: int = 0

    def plus(self, other: Counts) -> Counts:
        """Return both together."""
        return Counts(**{name: value + getattr(other, name) for name, value in self.named().items()})

    def minus(self, other: Counts) -> Counts:
        """Return the change from ``other`` to this."""
        return Counts(**{name: value - getattr(other, name) for name, value in self.named().items()})

    def named(self) -> dict[str, int]:
        """Return the counts by their names, in the order of the way people go."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class Turnout:
    """The counts of one union (or of all, or of the unregistered voices) in the week and in the week before."""

    key: str
    name: str
    week: Counts
    before: Counts

    @property
    def change(self) -> Counts:
        """What changed from the week before."""
        return self.week.minus(self.before)

    def json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {"key": self.key, "name": self.name, **self.week.named(), "change": self.change.named()}


@dataclass(frozen=True, slots=True)
class Shares:
    """How the people of one group answered: None everywhere where it is hidden. ``choices`` follow the question's order."""

    key: str
    name: str
    people: int | None
    choices: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Distribution:
    """The answers to one closed question of one survey version. ``choices`` are (name, label)."""

    survey: str
    hash: str
    question: str
    label: str
    choices: tuple[tuple[str, str], ...]
    total: Shares
    unions: tuple[Shares, ...]
    unregistered: Shares | None = None

    def json(self) -> dict[str, Any]:
        """Return the JSON form, with the choices by name."""

        def shares(one: Shares) -> dict[str, Any]:
            named = {name: count for (name, _), count in zip(self.choices, one.choices, strict=True)}
            return {"key": one.key, "name": one.name, "people": one.people, "choices": named}

        return {
            "survey": self.survey,
            "version": self.hash,
            "question": self.question,
            "label": self.label,
            "labels": dict(self.choices),
            "total": shares(self.total),
            "unions": [shares(one) for one in self.unions],
            "unregistered": None if self.unregistered is None else shares(self.unregistered),
        }


@dataclass(frozen=True, slots=True)
class GivenUp:
    """The question before which ``people`` fell silent or stopped; ``question`` is "consent" before the first one."""

    survey: str
    question: str
    label: str
    people: int


@dataclass(frozen=True, slots=True)
class Quotes:
    """A few open answers to one question, covered and without names; ``words`` is None where fewer than five answered."""

    survey: str
    question: str
    label: str
    words: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Undelivered:
    """Messages that could not be delivered for one reason."""

    code: str
    why: str
    messages: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the summary of one week says. ``week`` is ISO ("2026-W47"); ``days`` are its first and last day."""

    week: str
    days: tuple[str, str]
    total: Turnout
    unions: tuple[Turnout, ...]
    unregistered: Turnout
    given_up: tuple[GivenUp, ...]
    answers: tuple[Distribution, ...]
    quotes: tuple[Quotes, ...]
    undelivered: tuple[Undelivered, ...]

    def json(self) -> dict[str, Any]:
        """Return the JSON form. It holds quotes: whoever stores it locks it."""
        return {
            "week": self.week,
            "from": self.days[0],
            "to": self.days[1],
            "total": self.total.json(),
            "unions": [one.json() for one in self.unions],
            "unregistered": self.unregistered.json(),
            "given_up": [
                {"survey": one.survey, "question": one.question, "label": one.label, "people": one.people}
                for one in self.given_up
            ],
            "answers": [one.json() for one in self.answers],
            "quotes": [
                {
                    "survey": one.survey,
                    "question": one.question,
                    "label": one.label,
                    "words": None if one.words is None else list(one.words),
                }
                for one in self.quotes
            ],
            "undelivered": [{"code": one.code, "why": one.why, "messages": one.messages} for one in self.undelivered],
        }


def shares_of(
    choices: Sequence[str], groups: Mapping[str, Mapping[str, int]], names: Mapping[str, str]
) -> tuple[Shares, tuple[Shares, ...], Shares | None]:
    """Return the total, each union and the unregistered voices of one question, with small groups hidden.

    ``groups`` counts people by union key (or ``UNREGISTERED``) and choice; the choice "" counts who answered at all.
    ``names`` gives the unions' names and their order. Unregistered voices stand in no total, so they hide by themselves.
    """
    people = {key: counts.get("", 0) for key, counts in groups.items() if key != UNREGISTERED and counts.get("", 0)}
    unseen = hidden(people)
    unions = tuple(
        _shares(key, name, choices, groups[key], hide=key in unseen) for key, name in names.items() if key in people
    )
    whole = {choice: sum(groups[key].get(choice, 0) for key in people) for choice in ("", *choices)}
    total = _shares("", "", choices, whole, hide=total_hidden(people))
    strangers = groups.get(UNREGISTERED, {})
    apart = None
    if strangers.get("", 0):
        apart = _shares(UNREGISTERED, "", choices, strangers, hide=strangers[""] < LEAST)
    return total, unions, apart


def _shares(key: str, name: str, choices: Sequence[str], counts: Mapping[str, int], *, hide: bool) -> Shares:
    if hide:
        return Shares(key, name, None, (None,) * len(choices))
    return Shares(key, name, counts.get("", 0), tuple(counts.get(choice, 0) for choice in choices))
