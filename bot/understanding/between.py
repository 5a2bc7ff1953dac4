"""Reads the reply to an either/or question back: "1", "yg pertama", "pagi", "pupuk", or the value itself."""

from __future__ import annotations

from collections.abc import Sequence

from bot.survey.model import Decimal, Integer, Kind, Scale, SelectMultiple
from bot.understanding.clock import parts_meant
from bot.understanding.daytime import minutes
from bot.understanding.normal import Reply
from bot.understanding.numbers import find_numbers
from bot.understanding.phrases import Phrases
from bot.understanding.reading import NotAnAnswer, Read, Reading, Reason, Unclear
from bot.understanding.yesno import read_yesno

_AROUND = frozenset({"nomor", "pilih", "jawab", "yang", "ke", "no"})


def pick(
    candidates: Sequence[str], kind: Kind, reply: Reply, afresh: Reading, phrases: Phrases, reason: Reason
) -> Reading:
    """Return which candidate she meant. ``afresh`` is the reply read on its own: a new clear answer counts as well.

    Candidates were offered in this order, numbered from 1 unless ``by_value``. Where the values are themselves numbers,
    the value counts before the number ("2" between 2 and 3 is 2), and a number that may be either stays unclear ("1"
    between 2 and 3). An ordinal is always a place ("yang pertama").
    """
    values = tuple(candidates)
    numeric = isinstance(kind, Integer | Decimal | Scale)
    place, ordinal = _place(reply, phrases, len(values))
    if place is not None and ordinal:
        return Read(values[place - 1], "between.number", 0.97)
    if isinstance(afresh, Read) and afresh.value in values and (numeric or len(reply.words) > 1):
        return Read(afresh.value, "between.value", 0.97)
    if "".join(reply.words) in values:
        return Read("".join(reply.words), "between.value", 0.97)
    new_hour = isinstance(afresh, Read) and afresh.rule != "time.part_of_day"
    if reason == "morning_or_evening" and not new_hour:
        part = _by_part(values, reply, phrases)
        if part is not None:
            return Read(part, "between.part_of_day", 0.97)
    everything = _everything(values, kind, reply, phrases)
    if everything is not None:
        return Read(everything, "between.all", 0.95)
    if place is not None:
        return Unclear(values, reason) if by_value(values, kind) else Read(values[place - 1], "between.number", 0.97)
    return _agreed(values, reply, afresh, phrases)


def by_value(candidates: Sequence[str], kind: Kind) -> bool:
    """Whether candidates must be offered by their own numbers, since one of these is also a place in the list.

    "1 Kurang 2 Cukup" for the grades 2 and 3 would make "2" mean either; "2 Kurang 3 Cukup" does not.
    """
    places = {str(place) for place in range(1, len(candidates) + 1)}
    return isinstance(kind, Integer | Decimal | Scale) and len(candidates) > 1 and not places.isdisjoint(candidates)


def _agreed(values: tuple[str, ...], reply: Reply, afresh: Reading, phrases: Phrases) -> Reading:
    """Return what is left where nothing was picked: a yes or no to the only candidate, or the reply as a new answer."""
    answer = read_yesno(reply, phrases) if len(values) == 1 and not isinstance(afresh, Read) else None
    if isinstance(answer, Read):
        return Read(values[0], "between.yes", 0.95) if answer.value == "ya" else NotAnAnswer()
    return _narrowed(afresh, values) if isinstance(afresh, Unclear) else afresh


def _everything(values: tuple[str, ...], kind: Kind, reply: Reply, phrases: Phrases) -> str | None:
    """Return all that was offered, where several may be chosen and she says "dua-duanya"."""
    if not isinstance(kind, SelectMultiple):
        return None
    offered = {name for value in values for name in value.split()}
    said = {meaning for _, _, meaning in phrases.scan("choices", reply.tokens)}
    if said not in ({"all"}, {f"all {len(offered)}"}):
        return None
    return " ".join(choice.name for choice in kind.choices if choice.name in offered)


def _narrowed(afresh: Unclear, values: tuple[str, ...]) -> Reading:
    """Take the one candidate that both readings share ("7" between 07:00 and 08:00)."""
    shared = [value for value in values if value in afresh.candidates]
    return Read(shared[0], "between.shared", 0.9) if len(shared) == 1 and len(values) > 1 else afresh


def _by_part(values: tuple[str, ...], reply: Reply, phrases: Phrases) -> str | None:
    """Return the one time that belongs to the part of the day she names, or the other one where she turns it down."""
    wanted, unwanted = parts_meant(reply, phrases)
    named = [value for value in values if any(part.names(minutes(value)) for part in wanted or unwanted)]
    if not wanted:
        named = [value for value in values if value not in named] if named else []
    return named[0] if len(named) == 1 else None


def _place(reply: Reply, phrases: Phrases, count: int) -> tuple[int | None, bool]:
    """Return the place from 1 that a number, an ordinal or a letter points at, if nothing else is said.

    The second value tells whether it can be nothing but a place: an ordinal with a word to say so, or a letter.
    """
    words = tuple(word for word in reply.words if word not in _AROUND)
    ordinals = [(end - start, meaning) for start, end, meaning in phrases.scan("choices", words)]
    if len(ordinals) == 1 and ordinals[0][0] == len(words) and ordinals[0][1].lstrip("-").isdigit():
        place = int(ordinals[0][1])
        return count if place == -1 else place if place <= count else None, True
    if len(words) != 1:
        return None, False
    numbers = find_numbers(words, phrases)
    if numbers and numbers[0].value.denominator == 1 and 1 <= numbers[0].value <= count:
        return int(numbers[0].value), False
    letter = ord(words[0]) - ord("a") + 1 if len(words[0]) == 1 else 0
    return letter if 1 <= letter <= count else None, True
