"""Reads closed questions: one choice, several choices, a rating. By number, letter, place in the list, or label."""

from __future__ import annotations

from typing import assert_never

from bot.survey.model import Choice, Scale, SelectMultiple, SelectOne
from bot.understanding.labels import Labels, labels_of, named
from bot.understanding.mentions import Said, said_in
from bot.understanding.multiple import read_multiple
from bot.understanding.normal import Reply
from bot.understanding.phrases import Phrases
from bot.understanding.pointing import Pointer, pointers
from bot.understanding.ranges import by_amount
from bot.understanding.reading import NotAnAnswer, Read, Reading, Unclear
from bot.understanding.scale import read_scale
from bot.understanding.weighing import Weighed, denying, has_odd_run, none_of, weigh
from bot.understanding.yesno import read_yesno

_RANGE = frozenset({"-", "–", "—", "sampai"})
_MOST_UNKNOWN = 4


def read_choice(kind: SelectOne | SelectMultiple | Scale, reply: Reply, phrases: Phrases) -> Reading:
    """Read a closed question."""
    match kind:
        case SelectOne():
            return read_one(kind, reply, phrases)
        case SelectMultiple():
            return read_multiple(kind, reply, phrases)
        case Scale():
            return read_scale(kind, reply, phrases)
        case _:
            assert_never(kind)


def read_one(kind: SelectOne, reply: Reply, phrases: Phrases) -> Reading:
    """Read one choice. Two that fit, a range, or a denied number are asked back."""
    choices = kind.choices
    labels = labels_of(choices, phrases)
    same = named(reply, choices, phrases)
    if same is not None:
        return Read(same.name, "choice.label", 0.99)
    amount = by_amount(reply, choices, phrases)
    if amount is not None:
        return amount
    said = said_in(reply, labels, phrases)
    found = pointers(said, len(choices), phrases)
    by_label = _by_label(said, weigh(said, labels), choices)
    pointed = [one for one in found if one.usable]
    if not pointed:
        if not isinstance(by_label, NotAnAnswer):
            return by_label
        if any(one.alone for one in found):
            return Unclear((), "limits")
        return _by_yes_or_no(said, reply, labels, choices, phrases)
    return _by_number(pointed, by_label, reply, said, choices)


def _by_number(
    pointed: list[Pointer], by_label: Reading, reply: Reply, said: Said, choices: tuple[Choice, ...]
) -> Reading:
    """Read a place in the list, if nothing else that she says goes against it."""
    names = names_at(pointed, choices)
    if any(one.denied for one in pointed):
        return Unclear((), "which_choice")
    if isinstance(by_label, Read):
        if by_label.value not in names or len(names) > 1:
            return Unclear((*(name for name in names if name != by_label.value), by_label.value), "which_choice")
    elif isinstance(by_label, Unclear) and by_label.candidates:
        return Unclear(tuple(dict.fromkeys((*names, *by_label.candidates))), "which_choice")
    if len(names) != 1 or len({one.value for one in pointed}) != 1:
        return Unclear(names, ("range" if _RANGE & set(reply.tokens) else "which_choice") if names else "limits")
    if said.unknown > 2 and not pointed[0].alone and not isinstance(by_label, Read):
        return Unclear(names, "which_choice")
    if {"question", "hedge", "except", "half"} & said.roles or pointed[0].odd:
        return Unclear(names, "which_choice")
    return Read(names[0], "choice.number", 0.98 if pointed[0].alone else 0.8)


def by_name(kind: SelectOne | SelectMultiple, text: str) -> Read | None:
    """Return the choice whose own name the reply is: who wrote the form knows them, and a list is sometimes read out by them."""
    folded = {choice.name.lower(): choice.name for choice in kind.choices}
    said = text.strip().lower()
    if said in folded:
        return Read(folded[said], "choice.name", 0.9)
    parts = said.replace(",", " ").replace(";", " ").split()
    if isinstance(kind, SelectOne) or not parts or not folded.keys() >= set(parts):
        return None
    return Read(" ".join(name for low, name in folded.items() if low in parts), "choice.name", 0.9)


def names_at(pointed: list[Pointer], choices: tuple[Choice, ...]) -> tuple[str, ...]:
    """Return the names of the choices at those places, each once."""
    places = [int(one.value) for one in pointed if one.value.denominator == 1 and 0 < one.value <= len(choices)]
    return tuple(dict.fromkeys(choices[place - 1].name for place in places))


def _by_label(said: Said, weighed: Weighed, choices: tuple[Choice, ...]) -> Reading:
    """Read the one choice that the words name; ask between those that fit equally well."""
    wanted = weighed.wanted
    if not wanted:
        left = tuple(choices[place].name for place in weighed.perhaps if place not in weighed.denied)
        return Unclear(left, "which_choice") if left else NotAnAnswer()
    names = tuple(choices[place].name for place in wanted)
    doubts = {"question", "hedge", "if", "except"} & said.roles
    if len(wanted) > 1 or weighed.unsure:
        more = (choices[place].name for place in weighed.perhaps)
        return Unclear(tuple(dict.fromkeys((*names, *more))), "which_choice")
    if doubts or said.unknown > _MOST_UNKNOWN or weighed.doubtful(said.unknown):
        return Unclear(names if "except" not in doubts else (), "which_choice")
    several = sum(len(clause.mentions) for clause in said.clauses) > 1
    if ("or" in said.roles and several) or ({"and", "or"} & said.roles and has_odd_run(said)):
        return Unclear(names, "which_choice")
    confidence = (0.95 if weighed.sure == 3 else 0.85) - 0.08 * said.unknown
    return Read(names[0], "choice.words", max(0.6, confidence))


def _by_yes_or_no(said: Said, reply: Reply, labels: Labels, choices: tuple[Choice, ...], phrases: Phrases) -> Reading:
    """Read "sampun" and "mboten" where the list offers yes and no in its own words ("Bersedia", "Tidak bersedia")."""
    loose = next((clause.loose for clause in said.clauses if clause.loose not in ("", "jangan", "tanpa")), "")
    if {"question", "hedge", "if"} & said.roles:
        return NotAnAnswer()
    if "less" in said.roles:
        less = {label.choice for label in labels.every if label.less}
        fewer = len(less) == 1 and not said.unknown
        return Read(choices[less.pop()].name, "choice.words", 0.8) if fewer else NotAnAnswer()
    no = denying(labels, loose or "tidak")
    waiting = {label.choice for label in labels.every if label.denied == "belum"}
    if no is None:
        none = _none(said, reply, labels, waiting if loose == "belum" else set())
        return Read(choices[none].name, "choice.none", 0.85) if none is not None and loose else NotAnAnswer()
    if loose == "belum" and no in labels.bare and waiting and ("belum",) not in labels.exact:
        return Unclear((choices[no].name, *(choices[place].name for place in sorted(waiting))), "which_choice")
    if loose and said.unknown <= _MOST_UNKNOWN:
        return Read(choices[no].name, "choice.yesno", 0.85)
    return _by_yes(reply, labels, choices, no, phrases)


def _none(said: Said, reply: Reply, labels: Labels, waiting: set[int]) -> int | None:
    """Return the choice for those who have none, of a list without a no of its own."""
    none = none_of(labels)
    if waiting and none is None and reply.words[-1] == "belum":
        return waiting.pop() if len(waiting) == 1 else None
    return none if {"has", "at all"} & said.roles and said.says_none else None


def _by_yes(reply: Reply, labels: Labels, choices: tuple[Choice, ...], no: int, phrases: Phrases) -> Reading:
    """Read a plain yes or no where the list offers both, of one thing."""
    core = next(label.core for label in labels.every if label.choice == no)
    yes = [label.choice for label in labels.every if label.core == core and not label.denied and label.choice != no]
    yes = yes or [label.choice for label in labels.every if label.core[0] in ("ya", "sudah")]
    reading = read_yesno(reply, phrases)
    if isinstance(reading, Unclear):
        return Unclear((choices[yes[0]].name, choices[no].name), "which_choice") if yes else NotAnAnswer()
    if isinstance(reading, Read) and yes and len(reply.words) <= 4:
        return Read(choices[yes[0] if reading.value == "ya" else no].name, "choice.yesno", reading.confidence - 0.1)
    return NotAnAnswer()
