"""Hears a reply as it speaks about the time of day: its parts ("sore", "bakda magrib") and the words that turn them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.understanding.kept import Kept
from bot.understanding.normal import clipped, is_word
from bot.understanding.phrases import Phrases
from bot.understanding.thumbs import slipped

_TABLE = "times"
_SHORTEST_STEM = 3  # "mlm" takes an ending, "pg" takes none
_SHORTEST_SLIP = 4
_MOST_SLIPS = 8
_BEFORE = 15
_LEAD = 120

_HOURS_SAID = {
    "am": ((0, 719),),
    "pm": ((720, 1439),),
    "pagi": ((1, 719),),
    "dinihari": ((0, 360),),
    "subuh": ((180, 390),),
    "siang": ((540, 959),),
    "zuhur": ((660, 930),),
    "asar": ((870, 1080),),
    "sore": ((840, 1139),),
    "magrib": ((1020, 1200),),
    "isya": ((1110, 1320),),
    "malam": ((1080, 1439), (0, 239)),
}
"""Minutes of the day at which people name an hour with that word; wider than the word alone ("jam 2 pagi" is 02.00)."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day: its name, from and to (minutes of the day), and the minute taken for the word alone.

    ``typical`` is None where the word alone says too little ("tengah malam" is on both sides of midnight).
    """

    name: str
    start: int
    end: int
    typical: int | None

    def names(self, minute: int, slack: int = 0) -> bool:
        """Whether people call an hour at this minute, or within ``slack`` of it, by this part of the day."""
        return any(start - slack <= minute <= end + slack for start, end in _HOURS_SAID[self.name])

    def before(self) -> Part:
        """Return the time shortly before this part: "sebelum magrib"."""
        return Part(self.name, self.start - _LEAD, self.start, self.start - _BEFORE)


@dataclass(frozen=True, slots=True)
class Said:
    """A reply as it speaks about the time of day. What says nothing about it is left out of ``tokens``.

    ``parts`` and ``roles`` tell by place in ``tokens`` what stands there: a part of the day, or a word that turns one
    ("jangan": not, "kalau": if; the table says which).
    """

    tokens: tuple[str, ...]
    parts: Mapping[int, Part]
    roles: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """The table ``times`` taken apart: its parts by meaning, the words that name one, and the endings of words.

    ``alike`` holds the words by their first and by their last letter: one slip leaves one of the two as it is.
    """

    parts: Mapping[str, Part]
    words: Mapping[str, Part]
    alike: Mapping[str, tuple[str, ...]]
    endings: tuple[str, ...]


def minutes(text: str) -> int:
    """Return HH:MM as a minute of the day."""
    return int(text[:2]) * 60 + int(text[3:])


def _part(meaning: str) -> Part:
    name, span, typical = meaning.split(" ")
    first, _, last = span.partition("-")
    return Part(name, minutes(first), minutes(last), None if typical == "?" else minutes(typical))


def _vocabulary_of(phrases: Phrases) -> _Vocabulary:
    table = phrases.tables[_TABLE]
    parts = {meaning: _part(meaning) for meaning in set(table.values()) if " " in meaning}
    words = {key[0]: parts[meaning] for key, meaning in table.items() if len(key) == 1 and meaning in parts}
    alike: dict[str, tuple[str, ...]] = {}
    for word in words:
        for place in (word[0] + "-", "-" + word[-1]):
            alike[place] = (*alike.get(place, ()), word)
    endings = tuple(sorted((key[-1] for key, meaning in table.items() if meaning == "ending"), key=len, reverse=True))
    return _Vocabulary(parts, words, alike, endings)


_vocabulary = Kept(_vocabulary_of)


def hear(tokens: tuple[str, ...], phrases: Phrases) -> Said:
    """Take the tokens of a reply apart. A greeting ("selamat pagi", "malam bu, ...") names no time and is left out."""
    vocabulary = _vocabulary(phrases)
    heard: list[tuple[str, Part | None, str]] = []
    at = 0
    for start, end, meaning in phrases.scan(_TABLE, tokens):
        heard.extend((token, None, "") for token in tokens[at:start] if token not in phrases.fillers)
        part = vocabulary.parts.get(meaning)
        heard.append((tokens[start], part, "" if part else meaning))
        at = end
    heard.extend((token, None, "") for token in tokens[at:] if token not in phrases.fillers)
    if not any(part for _, part, _ in heard):
        heard = _respelt(heard, vocabulary, phrases)
    return _joined(heard)


def _respelt(
    heard: list[tuple[str, Part | None, str]], vocabulary: _Vocabulary, phrases: Phrases
) -> list[tuple[str, Part | None, str]]:
    """Name the parts of the day that are written with an ending ("malampi") or with a slip ("mlaam")."""
    tried = 0
    result: list[tuple[str, Part | None, str]] = []
    for token, part, role in heard:
        if not role and is_word(token) and len(token) < 20 and token not in phrases.known and tried < _MOST_SLIPS:
            tried += 1
            part = _written_otherwise(token, vocabulary)
        result.append((token, part, role))
    return result


def _written_otherwise(word: str, vocabulary: _Vocabulary) -> Part | None:
    """Return the part of the day that an unknown word stands for: one, or none."""
    for ending in vocabulary.endings:
        stem = word.removesuffix(ending)
        if stem != word and stem in vocabulary.words and len(stem) >= _SHORTEST_STEM:
            return vocabulary.words[stem]
    alike = {*vocabulary.alike.get(word[0] + "-", ()), *vocabulary.alike.get("-" + word[-1], ())}
    long = len(word) >= _SHORTEST_SLIP
    found = {
        vocabulary.words[other].name: vocabulary.words[other]
        for other in sorted(alike)
        if (long and len(other) >= _SHORTEST_SLIP and slipped(word, other)) or clipped(word, other)
    }
    return found.popitem()[1] if len(found) == 1 else None


def _joined(heard: list[tuple[str, Part | None, str]]) -> Said:
    """Leave out what says nothing, greetings too, and join "sebelum" with the part that follows."""
    heard = _without_greeting([one for one in heard if one[2] not in {"skip", "ending"}])
    tokens: list[str] = []
    parts: dict[int, Part] = {}
    roles: dict[int, str] = {}
    for token, part, role in heard:
        if part is not None and tokens and roles.get(len(tokens) - 1) == "before":
            tokens.pop()
            roles.pop(len(tokens))
            part = part.before()
        if part is not None:
            parts[len(tokens)] = part
        elif role:
            roles[len(tokens)] = role
        tokens.append(token)
    return Said(tuple(tokens), parts, roles)


def _without_greeting(heard: list[tuple[str, Part | None, str]]) -> list[tuple[str, Part | None, str]]:
    """Leave out "selamat pagi", and "malam bu" at the beginning where a time follows; then those who are spoken to."""
    result: list[tuple[str, Part | None, str]] = []
    for at, (token, part, role) in enumerate(heard):
        before = heard[at - 1][2] if at else ""
        if part is not None and before == "greeting":
            continue
        spoken_to = at == 0 and len(heard) > 1 and heard[1][2] == "you"
        if part is not None and spoken_to and any(other is not None or _is_digit(word) for word, other, _ in heard[2:]):
            continue
        result.append((token, part, role))
    return [one for one in result if one[2] not in {"you", "greeting"}]


def _is_digit(token: str) -> bool:
    return token == "jam" or token[0].isdigit()  # noqa: S105 - a word, no password
