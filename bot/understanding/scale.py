"""Reads a rating: "4", "3 dari 5", "5/5", "puas pol", "gak puas sama sekali"; "3,5" is asked back."""

from __future__ import annotations

from fractions import Fraction

from bot.survey.model import Choice, Scale
from bot.understanding.labels import Labels, labels_of, named
from bot.understanding.mentions import Said, said_in
from bot.understanding.normal import Reply, is_number
from bot.understanding.phrases import Phrases
from bot.understanding.pointing import Pointer, pointers
from bot.understanding.reading import NotAnAnswer, Read, Reading, Unclear
from bot.understanding.weighing import weigh

_RANGE = frozenset({"-", "–", "—", "sampai"})
_STAR = "⭐"


def read_scale(kind: Scale, reply: Reply, phrases: Phrases) -> Reading:
    """Read a rating by number or by its words; the two must agree where both are said."""
    choices = kind.choices
    if len(reply.tokens) > 1 and reply.tokens[0] in ("-", "–") and is_number(reply.tokens[1]):
        return Unclear((), "limits")  # below the scale
    stars = reply.tokens.count(_STAR)
    if 1 < stars <= len(choices) and not reply.words:
        return Read(choices[stars - 1].name, "scale.number", 0.9)
    same = named(reply, choices, phrases)
    if same is not None:
        return Read(same.name, "choice.label", 0.99)
    labels = labels_of(choices, phrases)
    said = said_in(Reply(_without_total(reply.tokens, choices, phrases), reply.words), labels, phrases)
    found = pointers(said, len(choices), phrases)
    pointed = [one for one in found if one.usable]
    by_label = _by_label(said, reply, labels, choices)
    if pointed:
        return _by_number(pointed, by_label, said, reply, choices)
    if any(one.alone for one in found):
        return Unclear((), "limits")
    ends = {"highest", "lowest"} & said.roles
    if len(ends) == 1 and not found and isinstance(by_label, NotAnAnswer):
        return Read(choices[-1 if "highest" in ends else 0].name, "scale.number", 0.85)
    return by_label


def _by_number(
    pointed: list[Pointer], by_label: Reading, said: Said, reply: Reply, choices: tuple[Choice, ...]
) -> Reading:
    """Read the one number of the scale, if nothing that stands with it makes it another ("lebih dari 4")."""
    values = {one.value for one in pointed}
    names = _names(values, choices)
    worded = isinstance(by_label, Read)
    if any(one.denied for one in pointed) or {"hedge", "question", "half"} & said.roles:
        return Unclear((), "which_number")
    if "not" in said.roles and not worded:
        return Unclear((), "which_number")
    if len(values) > 1 or min(values).denominator != 1:
        return Unclear(names, "range" if _RANGE & set(reply.tokens) else "which_number")
    if not names:
        return Unclear((), "limits")
    if isinstance(by_label, Read) and by_label.value != names[0]:
        return Unclear((names[0], by_label.value), "which_choice")
    return Read(names[0], "scale.number", 0.98)


def _without_total(tokens: tuple[str, ...], choices: tuple[Choice, ...], phrases: Phrases) -> tuple[str, ...]:
    """Leave out what it is out of: "4/5", "empat dari lima"."""
    total = str(len(choices))
    for at in range(2, len(tokens)):
        if tokens[at - 1] in {"/", "dari"} and (tokens[at] == total or phrases.number(tokens[at]) == total):
            return tokens[: at - 1] + tokens[at + 1 :]
    return tokens


def _names(values: set[Fraction], choices: tuple[Choice, ...]) -> tuple[str, ...]:
    """Return the names at the values, and at those beside a value between two."""
    places = {place for value in values for place in (value.__floor__(), value.__ceil__())}
    return tuple(choices[place - 1].name for place in sorted(places) if 0 < place <= len(choices))


def _by_label(said: Said, reply: Reply, labels: Labels, choices: tuple[Choice, ...]) -> Reading:
    """Read the grade that the words name. Of two on the same side the stronger counts ("puas, puas banget malah")."""
    weighed = weigh(said, labels)
    grades = list(weighed.wanted)
    if not grades:
        mirrored = [_mirrored(place, labels, choices) for place in sorted(weighed.denied)]
        grades = [place for place in mirrored if place is not None][:1]
    if not grades and len(reply.words) == 1 and not {"very", "highest"} & said.roles:  # "sangat" alone is half a word
        grades = _beginning(reply.words[0], labels)
    if not grades and said.roles == {"less"} and not said.unknown:  # "kurang sih"
        less = [label.choice for label in labels.every if label.less]
        less = less or [label.choice for label in labels.every if label.denied and not label.very]
        grades = list(dict.fromkeys(less))
    if not grades:
        left = tuple(choices[place].name for place in weighed.perhaps)
        return Unclear(left, "which_choice") if left or weighed.denied else NotAnAnswer()
    names = tuple(choices[place].name for place in grades)
    if len(grades) == 2 and len(said.clauses) > 1 and not weighed.unsure:
        middle = (len(choices) - 1) / 2
        if (grades[0] - middle) * (grades[1] - middle) > 0:
            grades = [max(grades, key=lambda place: abs(place - middle))]
    doubts = {"question", "hedge", "offtopic", "half"} & said.roles
    if len(grades) > 1 or weighed.unsure or doubts or said.unknown > 6 or (weighed.sure == 1 and said.unknown > 1):
        return Unclear(names, "which_choice")
    return Read(choices[grades[0]].name, "choice.words", max(0.6, 0.95 - 0.08 * said.unknown))


def _beginning(word: str, labels: Labels) -> list[int]:
    """Return the grade whose label begins with ``word``, if no other label has it: "kurang" for "Kurang mampu"."""
    begin = [place for place, words in enumerate(labels.written) if words[:1] == (word,)]
    return begin if len(begin) == 1 and not any(word in words[1:] for words in labels.written) else []


def _mirrored(place: int, labels: Labels, choices: tuple[Choice, ...]) -> int | None:
    """Return what "tidak baik" comes to where the grades below have a word of their own ("Buruk")."""
    core = next(label.core for label in labels.every if label.choice == place)
    degrees = {label.very for label in labels.every if label.core == core}
    other = len(choices) - 1 - place
    return other if degrees == {True, False} and place > other else None
