"""Makes the register of a survey's places ready: every way of writing a name that can be foreseen, worked out once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeVar

from bot.survey.model import Choice
from bot.understanding.alike import bones, initials, lessened, sound
from bot.understanding.kept import Kept
from bot.understanding.named import is_known, items, kin, nicknames, together
from bot.understanding.phrases import Phrases
from bot.understanding.register import SHORTEST_SLIP, Key, Name, Register, join

_LEVELS = {2: "provinsi", 4: "kabupaten", 6: "kecamatan", 7: "kecamatan", 10: "desa"}
"""Digits of an official code (Kemendagri and BPS) to what the place is."""

TITLES = {
    "kota": "kabupaten",
    "kabupaten": "kabupaten",
    "kecamatan": "kecamatan",
    "desa": "desa",
    "provinsi": "provinsi",
}
"""Titles to what they are titles of; "serikat" may stand before any name."""

_SHORTEST_PART = 3
_SHORTEST_NICKNAME = 5

One = TypeVar("One")


def _register_of(places: tuple[Choice, ...], phrases: Phrases) -> Register:
    names = [
        (name, written)
        for place in places
        for label in dict.fromkeys(place.label.values())
        for name, written in _names_of(place.name, label, phrases)
    ]
    shared = _shared([name for name, _ in names])
    keys: dict[tuple[str, Name], Key] = {}
    for name, written in names:
        bare = tuple([word for word in name.words if word not in shared])
        turned = name.words[::-1] if len(name.words) == 2 else ()
        for words in filter(None, (name.words, written, bare, turned)):
            _add(keys, words, name, whole=True)
        for words in _parts(name.words):
            _add(keys, words, name, whole=False)
    exact = _grouped((key.joined, key.name) for key in keys.values() if key.whole)
    for name, _ in names:
        for nickname in nicknames(phrases).get(name.words, ()):
            if len(nickname) >= _SHORTEST_NICKNAME:
                _add(keys, (nickname,), name, whole=True)
    return _indexed(exact, list(keys.values()))


register = Kept(_register_of)


def _add(keys: dict[tuple[str, Name], Key], words: tuple[str, ...], name: Name, *, whole: bool) -> None:
    """Take up one way of writing the name, unless it is there."""
    joined = join(words)
    keys.setdefault((joined, name), Key(joined, sound(joined), words, name, whole))


def _shared(names: list[Name]) -> frozenset[str]:
    """Return the words that all names have, which therefore need not be said ("yg selatan" of the four of Pekalongan)."""
    if len({name.code for name in names}) < 2:
        return frozenset()
    return frozenset.intersection(*(frozenset(name.words) for name in names))


def _grouped(pairs: Iterable[tuple[str, One]]) -> dict[str, tuple[One, ...]]:
    """Return the values by their keys, each once and in their order."""
    found: defaultdict[str, dict[One, None]] = defaultdict(dict)
    for key, value in pairs:
        found[key][value] = None
    return {key: tuple(values) for key, values in found.items()}


def _indexed(exact: dict[str, tuple[Name, ...]], keys: list[Key]) -> Register:
    ordered = [(key.joined, key.name) for key in keys if key.whole and not _is_turned(key)]
    several = [key for key in keys if len(key.words) > 1]
    fuzzy = [key for key in keys if len(key.joined) >= SHORTEST_SLIP and len(key.sounded) > 1]
    return Register(
        exact=exact,
        parts=_grouped((key.joined, key.name) for key in keys if not key.whole),
        having=_grouped((word, key.name) for key in keys for word in key.name.words),
        slips=_grouped((key.sounded[0] + less, key) for key in fuzzy for less in lessened(bones(key.sounded[1:]))),
        initials=_grouped((initials(key.words), key) for key in several),
        blends=_grouped((key.words[0][:2], key) for key in several if key.whole and not _is_turned(key)),
        ordered=tuple(sorted(ordered, key=lambda one: one[0])),
        backward=tuple(sorted(((joined[::-1], name) for joined, name in ordered), key=lambda one: one[0])),
        longest=max((len(key.joined) for key in keys), default=0),
    )


def _is_turned(key: Key) -> bool:
    """Whether the words of the name stand the wrong way round ("masihul dolok"); nobody breaks off within those."""
    return len(key.words) > 1 and key.words == key.name.words[::-1]


def _parts(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the neighbouring words of a name that somebody may leave it at; a number or a letter alone is none."""
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            letters = "".join(words[start:end])
            if end - start < len(words) and len(letters) >= _SHORTEST_PART and not letters.isdigit():
                yield words[start:end]


def _names_of(code: str, label: str, phrases: Phrases) -> Iterator[tuple[Name, tuple[str, ...]]]:
    """Yield the name of a place, if it has letters, with its words as they are written."""
    raw = together(phrases.unspelt(label))
    said = [item for item in items(raw, raw, phrases) if item.words]
    if not said:
        return
    level = _LEVELS.get(len(code), "") if code.isdigit() else ""
    title = said[0].title if len(said) > 1 and _belongs(said[0].title, level) else ""
    words = tuple([word for item in (said[1:] if title else said) for word in item.words])
    level = level or TITLES.get(title, "")
    written = tuple([token for token in raw if token[0].isalnum()])
    yield Name(code, title, level, words, kin(words, phrases), is_known(words, phrases)), written


def _belongs(title: str, level: str) -> bool:
    """Whether a place of this level can carry the title: no desa is a kota, so that in "Kota Galuh" it is a part of the name."""
    return bool(title) and (not level or title == "serikat" or TITLES[title] == level)
