"""The places of a survey in the form in which any words are found at once: exactly, with slips, in part, abbreviated."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from bot.understanding.alike import (
    blends,
    bones,
    initials,
    lessened,
    shortens,
    slips,
    sound,
    swaps_a_strange_letter,
)
from bot.understanding.named import Item

LONGEST_NAME = 5
SHORTEST_SLIP = 4
_SHORTEST = 3
_PREFIX, _SURE_PREFIX, _SUFFIX = 4, 5, 5
_SHORT, _LONG = 3, 6
_BLEND, _SURE_BLEND = 12, 5

SURE = {"place.name": 0.98, "place.joined": 0.96, "place.slip": 0.9, "place.part": 0.85, "place.short": 0.8}
RULES = tuple(SURE)
"""The rules, the surest first."""


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a place: its code, its title as written ("kota", or ""), what it is, and its words without the title.

    ``kin`` is "twin" or "region" where another place is called so too; ``known`` marks official names of kabupaten and kota.
    """

    code: str
    title: str
    level: str
    words: tuple[str, ...]
    kin: str
    known: bool


@dataclass(frozen=True, slots=True)
class Match:
    """The names that some words may mean, by which rule, and whether they may be stored if there is only one.

    ``bold`` is how bold a guess it is: 0 holds in any sentence, 1 not among everyday words, 2 not among strange words either.
    """

    names: tuple[Name, ...]
    rule: str
    sure: bool
    bold: int = 2


@dataclass(frozen=True, slots=True)
class Key:
    """A way of writing a name or, where it is not ``whole``, some neighbouring words of it."""

    joined: str
    sounded: str
    words: tuple[str, ...]
    name: Name
    whole: bool


@dataclass(frozen=True, slots=True)
class Register:
    """All names, by all that somebody may write of them.

    ``exact`` and ``parts`` are by joined letters, ``having`` is by each word, ``slips`` by the first letter and the consonants less
    one, ``initials`` by the first letter of each word, ``blends`` ("tamora") by the first two letters; the others are in order
    from both ends.
    """

    exact: dict[str, tuple[Name, ...]]
    parts: dict[str, tuple[Name, ...]]
    having: dict[str, tuple[Name, ...]]
    slips: dict[str, tuple[Key, ...]]
    initials: dict[str, tuple[Key, ...]]
    blends: dict[str, tuple[Key, ...]]
    ordered: tuple[tuple[str, Name], ...]
    backward: tuple[tuple[str, Name], ...]
    longest: int

    def find(self, said: list[Item], *, misspelt: bool = True) -> Match | None:
        """Return what exactly these words name, if anything; with ``misspelt``, also with slips and in short."""
        words = tuple([word for item in said for word in item.words])
        joined = join(words)
        names = self.exact.get(joined)
        if names is not None:
            return Match(names, "place.name" if words == names[0].words else "place.joined", sure=True, bold=0)
        if any(item.title or item.cue not in ("", "aside") for item in said) or all(
            item.idle or item.cue for item in said
        ):
            return None  # everyday words, that only a whole name may be made of
        alone = said[0] if len(said) == 1 else None
        names = (self.holding(words) if alone is None else ()) or self.parts.get(joined)
        if names:
            other = alone is not None and alone.known and not all(_adds_to(name, words) for name in names)
            return Match(names, "place.part", sure=not (other or (alone is not None and alone.feature)), bold=1)
        if not misspelt or not _SHORTEST <= len(joined) <= self.longest + 2 or joined.isdigit():
            return None
        slip = None if alone is not None and alone.known else self._slip(joined, said)
        if slip is not None or any(item.idle for item in said):
            return slip
        sure = alone is not None and not (alone.known or alone.feature)
        return self._begun(joined, sure=sure) or self._abbreviated(words) or self._ended(joined)

    def holding(self, words: tuple[str, ...]) -> tuple[Name, ...]:
        """Return the names that hold all these words, neighbours or not: "rambung tengah" is Rambung Sialang Tengah.

        "spi serdang" may be SPI Deli Serdang as well as SPI Serdang Bedagai.
        """
        return tuple([name for name in self.having.get(words[0], ()) if all(word in name.words for word in words)])

    def _slip(self, joined: str, said: list[Item]) -> Match | None:
        """Return the names nearest to these letters, whole names before parts. "Melati Tua" is no slip for Melati Dua."""
        sounded = sound(joined)
        firm = [word for item in said for word in item.words if item.known or item.feature or word.isdigit()]
        near: dict[tuple[bool, int], dict[Name, bool]] = {}
        for less in lessened(bones(sounded[1:])):
            for key in self.slips.get(sounded[:1] + less, ()):
                count = slips(joined, sounded, key.joined, key.sounded)
                if count is not None and all(word in key.joined for word in firm):
                    near.setdefault((not key.whole, count), {})[key.name] = _is_plain_slip(sounded, key)
        if not near:
            return None
        best = min(near)
        names, sure = tuple(near[best]), all(near[best].values())
        return Match(names, "place.part", sure) if best[0] else Match(names, "place.slip", sure, bold=1)

    def _begun(self, joined: str, *, sure: bool) -> Match | None:
        """Return the names that begin with these letters ("rangkas")."""
        names = _beginning(joined, self.ordered) if len(joined) >= _PREFIX else ()
        return Match(names, "place.short", sure and len(joined) >= _SURE_PREFIX) if names else None

    def _abbreviated(self, words: tuple[str, ...]) -> Match | None:
        """Return the names whose words are shortened one by one ("btg kuis"), or blended into one ("tamora")."""
        if len(words) == 1:
            if len(words[0]) > _BLEND:
                return None
            blended = [key for key in self.blends.get(words[0][:2], ()) if blends(words[0], key.words)]
            return _best(blended, sure=len(words[0]) >= _SURE_BLEND)
        alike = [key for key in self.initials.get(initials(words), ()) if shortens(words, key.words)]
        return _best(alike, sure=any(_one_in_full(words, key.words) for key in alike))

    def _ended(self, joined: str) -> Match | None:
        """Return the names that end with these letters; they are never certain."""
        names = _beginning(joined[::-1], self.backward) if len(joined) >= _SUFFIX else ()
        return Match(names, "place.short", sure=False) if names else None


def join(words: Iterable[str]) -> str:
    """Return the letters of a name; what is said twice counts once (Una-Una, Toli-Toli, Belang-Belang)."""
    once: list[str] = []
    for word in words:
        half = word[: len(word) // 2]
        plain = half if len(half) > 2 and half * 2 == word else word
        if not once or once[-1] != plain:
            once.append(plain)
    return "".join(once)


def _adds_to(name: Name, words: tuple[str, ...]) -> bool:
    """Whether the name only says more of a place known by these words ("SPI Kulon Progo"), and is no other ("Medan Estate")."""
    return name.words[-len(words) :] == words and not name.known and name.level in ("", "kabupaten")


def _is_plain_slip(sounded: str, key: Key) -> bool:
    """Whether no other name comes to mind, because no letter is quite different.

    Only in a long name of a kabupaten it may be, because those are few; there are thousands of desa (Sukorejo, Sukoreno).
    """
    few = key.name.level == "kabupaten" and len(key.joined) > _LONG
    return few or not swaps_a_strange_letter(sounded, key.sounded)


def _best(keys: list[Key], *, sure: bool) -> Match | None:
    """Return the match with these names, whole ones before parts."""
    whole = [key for key in keys if key.whole] or keys
    return Match(tuple(dict.fromkeys(key.name for key in whole)), "place.short", sure) if whole else None


def _one_in_full(words: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    return any(len(word) > _SHORT and sound(word) == sound(part) for word, part in zip(words, parts, strict=True))


def _beginning(letters: str, ordered: tuple[tuple[str, Name], ...]) -> tuple[Name, ...]:
    """Return the names in this order that begin with the letters."""
    first = bisect_left(ordered, letters, key=lambda one: one[0])
    last = bisect_left(ordered, letters + "\U0010ffff", key=lambda one: one[0])
    return tuple(dict.fromkeys(name for _, name in ordered[first:last]))
