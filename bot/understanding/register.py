"""The places of a survey, made ready once so that any words are found at once: exactly, with slips, in part, abbreviated."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.survey.model import Choice
from bot.understanding.alike import apart, blends, bones, inside, lessened, sound, swaps_a_strange_letter
from bot.understanding.kept import Kept
from bot.understanding.named import Item, is_feature, is_known, items, kin, together
from bot.understanding.phrases import Phrases

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

LONGEST_NAME = 5
_SHORTEST_PART = 3
_FUZZY_NAME = 4
_PREFIX, _SURE_PREFIX, _SUFFIX = 4, 5, 5
_SHORT, _LONG, _LONGER, _LONGEST_SLIP = 3, 5, 8, 11
_BLEND, _SURE_BLEND = 12, 5
SURE = {"place.name": 0.98, "place.joined": 0.96, "place.slip": 0.9, "place.part": 0.85, "place.short": 0.8}
RULES = tuple(SURE)


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a place: its code, its title as written ("kota", or ""), what it is, and its words without the title."""

    code: str
    title: str
    level: str
    words: tuple[str, ...]
    kin: str
    known: bool


def belongs(title: str, level: str) -> bool:
    """Whether a place of this level can carry the title: no desa is a kota, so that in "Kota Galuh" it is a part of the name."""
    return bool(title) and (not level or title == "serikat" or TITLES[title] == level)


@dataclass(frozen=True, slots=True)
class Match:
    """The names that some words may mean, by which rule, and whether they may be stored if there is only one."""

    names: tuple[Name, ...]
    rule: str
    sure: bool


@dataclass(frozen=True, slots=True)
class _Key:
    """A way of writing a name or, where it is not ``whole``, some neighbouring words of it."""

    joined: str
    sounded: str
    words: tuple[str, ...]
    name: Name
    whole: bool


@dataclass(frozen=True, slots=True)
class Register:
    """All names by their joined letters, parts of names too; by their consonants less one; by initials; and in order."""

    exact: dict[str, tuple[Name, ...]]
    parts: dict[str, tuple[Name, ...]]
    slips: dict[str, tuple[_Key, ...]]
    initials: dict[str, tuple[_Key, ...]]
    blends: dict[str, tuple[_Key, ...]]
    ordered: tuple[tuple[str, Name], ...]
    reversed: tuple[tuple[str, Name], ...]
    longest: int

    def find(self, said: list[Item], phrases: Phrases) -> Match | None:
        """Return what exactly these words name, if anything."""
        words = tuple(word for item in said for word in item.words)
        joined = _joined(words)
        names = self.exact.get(joined)
        if names is not None:
            return Match(names, "place.name" if words == names[0].words else "place.joined", sure=True)
        names = self.parts.get(joined)
        plain = not any(item.cue or item.title for item in said) and not all(item.idle for item in said)
        if names is not None:
            vague = len(said) == 1 and (
                is_feature(words, phrases) or (said[0].known and not all(_adds_to(name, words) for name in names))
            )
            return Match(names, "place.part", sure=not vague) if plain else None
        if not plain or len(joined) > self.longest + 2 or joined.isdigit() or len(joined) < 3:
            return None
        if len(said) > 1 and any(item.idle for item in said):
            return self._slip(joined, said)
        return self._slip(joined, said) or self._begun(joined, said) or self._abbreviated(words) or self._ended(joined)

    def _slip(self, joined: str, said: list[Item]) -> Match | None:
        """Return the names nearest to these words, whole names first."""
        if len(said) == 1 and said[0].known:
            return None
        sounded = sound(joined)
        near: dict[tuple[bool, int], dict[Name, bool]] = {}
        for less in lessened(bones(sounded)):
            for key in self.slips.get(less, ()):
                distance = _distance(joined, sounded, key)
                if distance is not None:
                    near.setdefault((not key.whole, distance), {})[key.name] = _is_plain_slip(sounded, key)
        if not near:
            return None
        best = min(near)
        return Match(tuple(near[best]), "place.part" if best[0] else "place.slip", all(near[best].values()))

    def _abbreviated(self, words: tuple[str, ...]) -> Match | None:
        """Return the names whose words are shortened one by one ("btg kuis"), or blended into one ("tamora")."""
        if len(words) == 1:
            blended = [key for key in self.blends.get(words[0][:2], ()) if blends(words[0], key.words)]
            return _best(blended, "place.short", sure=len(words[0]) >= _SURE_BLEND) if len(words[0]) <= _BLEND else None
        alike = [key for key in self.initials.get(_initials(words), ()) if _shortens(words, key.words)]
        sure = any(
            len(word) > _SHORT and sound(word) == sound(part)
            for key in alike
            for word, part in zip(words, key.words, strict=True)
        )
        return _best(alike, "place.short", sure=sure)

    def _begun(self, joined: str, said: list[Item]) -> Match | None:
        """Return the names that begin with these letters."""
        if len(joined) < _PREFIX:
            return None
        names = _beginning(joined, self.ordered)
        return Match(names, "place.short", sure=len(joined) >= _SURE_PREFIX and not said[0].known) if names else None

    def _ended(self, joined: str) -> Match | None:
        """Return the names that end with these letters; they are never certain."""
        names = _beginning(joined[::-1], self.reversed) if len(joined) >= _SUFFIX else ()
        return Match(names, "place.short", sure=False) if names else None


def _adds_to(name: Name, words: tuple[str, ...]) -> bool:
    """Whether the name only says more of a place known by these words ("SPI Kulon Progo"), and is no other place ("Medan Estate")."""
    return name.words[-len(words) :] == words and not name.known and name.level in ("", "kabupaten")


def _best(keys: list[_Key], rule: str, *, sure: bool) -> Match | None:
    """Return the match with these names, whole ones before parts."""
    whole = [key for key in keys if key.whole] or keys
    return Match(tuple(dict.fromkeys(key.name for key in whole)), rule, sure) if whole else None


def _beginning(letters: str, ordered: tuple[tuple[str, Name], ...]) -> tuple[Name, ...]:
    """Return the names in this order that begin with the letters."""
    first = bisect_left(ordered, letters, key=lambda one: one[0])
    last = bisect_left(ordered, letters + "\uffff", key=lambda one: one[0])
    return tuple(dict.fromkeys(name for _, name in ordered[first:last]))


def _distance(joined: str, sounded: str, key: _Key) -> int | None:
    """Return how far the words are from a key, None for too far. Many names share their halves (Sukorejo, Sidorejo), so that

    two slips count only where no other name is likely: in vowels, in letters that changed places, or in a long name.
    """
    length = len(key.joined)
    found = apart(sounded, key.sounded, 0 if length < _LONG else 2)
    if found == 2 and not (length >= _LONGEST_SLIP or (length >= _LONGER and _same_letters(sounded, key.sounded))):
        found = 3
    if found <= 2:
        most = 1 if length < _LONG else 3 if found == 0 or length >= _LONGEST_SLIP else 2
        return found if apart(joined, key.joined, most) <= most else None
    clipped = bones(joined) == bones(key.joined) and len(bones(joined)) > 2 and inside(joined, key.joined)
    return 1 if clipped else None


def _same_letters(sounded: str, other: str) -> bool:
    return bones(sounded) == bones(other) or sorted(sounded) == sorted(other)


def _is_plain_slip(sounded: str, key: _Key) -> bool:
    """Whether no other word comes to mind: the first letter is right, and in a short name no letter quite different."""
    if sounded[0] != key.sounded[0]:
        return False
    return len(key.joined) > _LONG or not swaps_a_strange_letter(sounded, key.sounded)


def _initials(words: tuple[str, ...]) -> str:
    return "".join((sound(word) or word)[0] for word in words)


def _shortens(words: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    """Whether each word is the name's word in its place, misspelt or shortened."""
    return all(_same_word(word, part) for word, part in zip(words, parts, strict=True))


def _same_word(word: str, part: str) -> bool:
    if word == part:
        return True
    if word[0].isdigit() or part[0].isdigit():
        return False
    sounded, other = sound(word), sound(part)
    if sounded == other or (len(part) >= _LONG and apart(sounded, other, 1) <= 1):
        return True
    return (len(part) > _LONG and sorted(sounded) == sorted(other)) or (len(word) > 1 and inside(word, part))


def _joined(words: Iterable[str]) -> str:
    """Return the letters of a name; what is said twice counts once (Una-Una, Toli-Toli, Belang-Belang)."""
    once: list[str] = []
    for word in words:
        half = word[: len(word) // 2]
        plain = half if len(half) > 2 and half * 2 == word else word
        if not once or once[-1] != plain:
            once.append(plain)
    return "".join(once)


def _register_of(places: tuple[Choice, ...], phrases: Phrases) -> Register:
    """Return the register with every way of writing its names that can be foreseen."""
    names = [
        name
        for place in places
        for label in dict.fromkeys(place.label.values())
        for name in _names_of(place.name, label, phrases)
    ]
    shared = (
        frozenset.intersection(*(frozenset(name.words) for name, _ in names))
        if len({name.code for name, _ in names}) > 1
        else frozenset()
    )
    exact: dict[str, dict[Name, None]] = {}
    keys: dict[tuple[str, Name], _Key] = {}
    for name, written in names:
        bare = tuple(word for word in name.words if word not in shared)
        whole = [
            name.words,
            bare,
            (*(word for word in written),),
            tuple(reversed(name.words)) if len(name.words) == 2 else bare,
        ]
        for words in whole:
            if words:
                exact.setdefault(_joined(words), {})[name] = None
                keys.setdefault(
                    (_joined(words), name), _Key(_joined(words), sound(_joined(words)), words, name, whole=True)
                )
        for words in _parts(name.words):
            keys.setdefault(
                (_joined(words), name), _Key(_joined(words), sound(_joined(words)), words, name, whole=False)
            )
    return _indexed({joined: tuple(found) for joined, found in exact.items()}, list(keys.values()))


register = Kept(_register_of)


def _indexed(exact: dict[str, tuple[Name, ...]], keys: list[_Key]) -> Register:
    parts: dict[str, dict[Name, None]] = {}
    slips: dict[str, dict[_Key, None]] = {}
    initials: dict[str, list[_Key]] = {}
    blended: dict[str, list[_Key]] = {}
    having: dict[str, dict[Name, None]] = {}
    for key in keys:
        for word in key.name.words:
            having.setdefault(word, {})[key.name] = None
    for key in keys:
        if not key.whole:
            # Neighbours or not: "SPI Serdang" may be SPI Deli Serdang as well as SPI Serdang Bedagai.
            parts[key.joined] = {name: None for name in having[key.words[0]] if set(key.words) <= set(name.words)}
        if len(key.joined) >= _FUZZY_NAME and len(key.sounded) > 1:
            for less in lessened(bones(key.sounded)):
                slips.setdefault(less, {})[key] = None
        if len(key.words) > 1:
            initials.setdefault(_initials(key.words), []).append(key)
            if key.whole:
                blended.setdefault(key.words[0][:2], []).append(key)
    ordered = [(key.joined, key.name) for key in keys if key.whole]
    return Register(
        exact,
        {joined: tuple(found) for joined, found in parts.items()},
        {less: tuple(found) for less, found in slips.items()},
        {letters: tuple(found) for letters, found in initials.items()},
        {letters: tuple(found) for letters, found in blended.items()},
        tuple(sorted(ordered, key=lambda one: one[0])),
        tuple(sorted(((joined[::-1], name) for joined, name in ordered), key=lambda one: one[0])),
        max((len(key.joined) for key in keys), default=0),
    )


def _parts(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the neighbouring words of a name that somebody may leave it at; a number or a letter alone is none."""
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            part = words[start:end]
            if 0 < len(part) < len(words) and len("".join(part)) >= _SHORTEST_PART and not "".join(part).isdigit():
                yield part


def _names_of(code: str, label: str, phrases: Phrases) -> Iterator[tuple[Name, tuple[str, ...]]]:
    """Yield the name of a place, if it has letters, with its words as they are written."""
    raw = together(phrases.unspelt(label))
    said = [item for item in items(raw, raw, phrases) if item.words]
    if not said:
        return
    level = _LEVELS.get(len(code), "") if code.isdigit() else ""
    title = said[0].title if len(said) > 1 and belongs(said[0].title, level) else ""
    words = tuple(word for item in (said[1:] if title else said) for word in item.words)
    yield (
        Name(code, title, level or TITLES.get(title, ""), words, kin(words, phrases), is_known(words, phrases)),
        tuple(token for token in raw if token[0].isalnum()),
    )
