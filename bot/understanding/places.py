"""Reads the name of a place in the register: union, kabupaten, kecamatan, desa; abbreviated, run together, misspelt.

The longer name counts before the shorter one inside it ("Labuhanbatu Utara" before "Labuhanbatu"). Where two places fit, and
where two are named, nothing is certain.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.survey.model import Choice, PlaceName
from bot.understanding.kept import Kept
from bot.understanding.normal import clipped, corrected, is_number, near
from bot.understanding.phrases import Phrases
from bot.understanding.reading import NotAnAnswer, Read, Reading, Unclear

_TITLE = "title "
_LONGEST_NAME = 4
_DOUBTED = frozenset({"bukan", "tidak", "belum", "selain", "kecuali", "atau", "antara", "mungkin", "?"})
_SPANS = frozenset({"utara", "selatan", "timur", "barat", "tengah"})


@dataclass(frozen=True, slots=True)
class _Name:
    """One name of a place: its code, its title ("kota", "" if none is written) and its words without the title."""

    code: str
    title: str
    words: tuple[str, ...]
    joined: str


@dataclass(frozen=True, slots=True)
class _Register:
    """All names; ``exact`` by their joined letters; ``parts`` are the words of longer names, with the names they are in."""

    names: tuple[_Name, ...]
    exact: dict[str, tuple[_Name, ...]]
    parts: dict[str, tuple[_Name, ...]]
    numbered: bool


@dataclass(frozen=True, slots=True)
class _Hit:
    """Names that the words ``start`` to ``end`` of a reply may mean: the rule that found them, and the title she wrote."""

    start: int
    end: int
    names: tuple[_Name, ...]
    rule: str
    title: str


def _register_of(places: tuple[Choice, ...], phrases: Phrases) -> _Register:
    names: list[_Name] = []
    for place in places:
        for label in dict.fromkeys(place.label.values()):
            title, words = _name_of(phrases.unspelt(label), phrases)
            if words:
                names.append(_Name(place.name, title, words, "".join(words)))
    exact: dict[str, tuple[_Name, ...]] = {}
    parts: dict[str, tuple[_Name, ...]] = {}
    for name in names:
        exact[name.joined] = (*exact.get(name.joined, ()), name)
        for word in dict.fromkeys(name.words) if len(name.words) > 1 else ():
            parts[word] = (*parts.get(word, ()), name)
    numbered = any(is_number(word) for name in names for word in name.words)
    return _Register(tuple(names), exact, parts, numbered)


_register = Kept(_register_of)


def _name_of(tokens: tuple[str, ...], phrases: Phrases) -> tuple[str, tuple[str, ...]]:
    """Return (title, words) of a register's name."""
    said = [(word, title) for word, title in _respelt(tokens, phrases) if word or title]
    title = next((title for _, title in said if title), "")
    words = tuple(word for word, _ in said if word)
    # "Kampung Kota" is nothing but titles, and they are its name.
    return (title, words) if words else ("", tuple(token for token in tokens if token[0].isalnum()))


def _respelt(tokens: tuple[str, ...], phrases: Phrases) -> Iterator[tuple[str, str]]:
    """Yield (word, "") for each word of a name, abbreviations written out, and ("", title) for each title."""
    at = 0
    for start, end, meaning in phrases.scan("places", tokens):
        yield from ((token, "") for token in tokens[at:start] if token[0].isalnum())
        if meaning.startswith(_TITLE):
            yield "", meaning.removeprefix(_TITLE)
        else:
            yield from ((word, "") for word in meaning.split())
        at = end
    yield from ((token, "") for token in tokens[at:] if token[0].isalnum())


def read_place(kind: PlaceName, text: str, phrases: Phrases) -> Reading:
    """Read the one place of the register that ``text`` names, as its code."""
    register = _register(kind.choices, phrases)
    raw = phrases.unspelt(text)
    # Names are not respelt as other words are ("tg" is Tanjung here), but what she denies or takes back is.
    spelt = corrected(tuple(phrases.words.get((token,), (token,))[0] for token in raw))
    words, titles = _said(raw[len(raw) - len(spelt) :], phrases)
    found = _outermost(_hits(words, titles, register, phrases))
    if not found:
        return NotAnAnswer()
    candidates = tuple(dict.fromkeys(name.code for hit in found for name in hit.names))
    certain = [hit for hit in found if len({name.code for name in hit.names}) == 1]
    codes = {hit.names[0].code for hit in certain}
    if len(codes) != 1 or len(certain) < len(_weighty(found)):
        return Unclear(candidates, "which_place")
    if not _DOUBTED.isdisjoint(spelt):
        return Unclear(candidates, "which_place")
    best = min(certain, key=lambda hit: _RULES.index(hit.rule))
    return Read(best.names[0].code, best.rule, _SURE[best.rule])


_SURE = {"place.name": 0.98, "place.joined": 0.96, "place.slip": 0.9, "place.part": 0.85}
_RULES = tuple(_SURE)


def _weighty(found: list[_Hit]) -> list[_Hit]:
    """Return the hits that must agree: a word that only begins some names does not weigh against a whole name."""
    whole = [hit for hit in found if hit.rule != "place.part"]
    return whole or found


def _said(tokens: tuple[str, ...], phrases: Phrases) -> tuple[list[str], list[str]]:
    """Return her words without fillers, and for each the title that stands before it ("kec", "kota")."""
    words: list[str] = []
    titles: list[str] = []
    title = ""
    for word, named in _respelt(tokens, phrases):
        if named:
            title = named
            continue
        words.append(word)
        titles.append(title)
        title = ""
    return words, titles


def _hits(words: list[str], titles: list[str], register: _Register, phrases: Phrases) -> list[_Hit]:
    found: list[_Hit] = []
    for start in range(len(words)):
        for end in range(min(len(words), start + _LONGEST_NAME), start, -1):
            if any(titles[start + 1 : end]):
                continue  # a title begins another name
            hit = _hit(words, start, end, titles[start], register, phrases)
            if hit is not None:
                found.append(hit)
                break
    return found


def _hit(words: list[str], start: int, end: int, title: str, register: _Register, phrases: Phrases) -> _Hit | None:
    """Return what these very words name, if anything: exactly, run together, with a slip, or in part."""
    said = words[start:end]
    joined = "".join(said)
    exact = register.exact.get(joined)
    if exact is not None:
        rule = "place.name" if tuple(said) == exact[0].words else "place.joined"
        return _Hit(start, end, _titled(exact, title), rule, title)
    if len(said) == 1 and (len(joined) < 4 or joined in phrases.known or joined in phrases.fillers):
        return _part(said, start, end, title, register)
    slips = tuple(name for name in register.names if _resembles(said, joined, name))
    if slips:
        least = min(_apart(joined, name.joined) for name in slips)
        slips = tuple(name for name in slips if _apart(joined, name.joined) == least)
        return _Hit(start, end, _titled(slips, title), "place.slip", title)
    return _part(said, start, end, title, register)


def _part(said: list[str], start: int, end: int, title: str, register: _Register) -> _Hit | None:
    """Return the names of several words of which a single word was said."""
    if len(said) != 1 or said[0] in _SPANS or len(said[0]) < 4:
        return None
    word = said[0]
    names = register.parts.get(word)
    if names is None and len(word) >= 5:
        names = tuple(
            dict.fromkeys(
                name
                for part, inside in register.parts.items()
                if len(part) >= 5 and near(word, part)
                for name in inside
            )
        )
    if not names or word in _SPANS:
        return None
    return _Hit(start, end, _titled(names, title), "place.part", title)


def _titled(names: tuple[_Name, ...], title: str) -> tuple[_Name, ...]:
    """Keep the names that go with the title she wrote: those that carry it, else those that carry none."""
    if not title:
        return names
    same = tuple(name for name in names if name.title == title)
    untitled = tuple(name for name in names if not name.title)
    return same or untitled or names


def _resembles(said: list[str], joined: str, name: _Name) -> bool:
    """Whether the words are this name with one slip, two in a long one, or without its vowels."""
    other = name.joined
    if joined[0] != other[0] or is_number(joined):
        return False
    if len(said) > 1 and len(said) != len(name.words):
        return near(joined, other) and len(other) >= 6
    if len(said) == len(name.words) > 1:
        return all(_same_word(word, part) for word, part in zip(said, name.words, strict=True))
    if len(other) >= 5 and near(joined, other):
        return True
    return clipped(joined, other) or (len(other) >= 9 and _apart(joined, other) <= 2)


def _same_word(word: str, part: str) -> bool:
    if word == part:
        return True
    if word[0] != part[0] or is_number(word) or is_number(part):
        return False
    return (len(part) >= 4 and near(word, part)) or clipped(word, part) or (len(word) >= 3 and part.startswith(word))


def _apart(word: str, other: str) -> int:
    """Return how many letters must be added, dropped, changed or swapped with their neighbour (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(word, 1):
        previous, row = row, [at]
        for place, sign in enumerate(other, 1):
            cost = min(previous[place] + 1, row[-1] + 1, previous[place - 1] + (letter != sign))
            if at > 1 and place > 1 and letter == other[place - 2] and word[at - 2] == sign:
                cost = min(cost, before[place - 2] + 1)
            row.append(cost)
        before = previous
    return row[-1]


def _outermost(found: list[_Hit]) -> list[_Hit]:
    """Leave out what lies inside a longer name, and of overlapping ones the weaker."""
    kept: list[_Hit] = []
    for hit in sorted(found, key=lambda hit: (-(hit.end - hit.start), _RULES.index(hit.rule), hit.start)):
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)
