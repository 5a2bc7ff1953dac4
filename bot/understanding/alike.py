"""How much two names are alike: by sound, by their consonants, by slips of the thumb, as an abbreviation."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SPELLINGS = (
    *(("kh", "k"), ("sy", "s"), ("dj", "j"), ("tj", "c"), ("oe", "u")),
    *(("ai", "e"), ("au", "o"), ("ng", "n"), ("ny", "n"), ("mp", "np"), ("mb", "nb")),
)
_LETTERS = str.maketrans({"f": "p", "v": "p", "q": "k", "z": "s", "y": "i", "o": "a", "h": None})
_VOWELS = str.maketrans("", "", "aeiou")
_DOUBLED = re.compile(r"(.)\1+")
_LIKE = frozenset({"ae", "ei", "ou", "eu", "bp", "dt", "gk", "cj", "mn", "lr"})
_SHORTEST_PIECE, _SHORTEST_END = 2, 3


def sound(word: str) -> str:
    """Return how a name sounds, the same for spellings that people mix up: Sukorejo and Sukareja, Hilir and ilir, Binjai and binje."""
    for spelling, plain in _SPELLINGS:
        if spelling in word:
            word = word.replace(spelling, plain)
    return _DOUBLED.sub(r"\1", word.translate(_LETTERS))


def bones(sounded: str) -> str:
    """Return the consonants, which stay when somebody writes in a hurry."""
    return sounded.translate(_VOWELS)


def lessened(word: str) -> Iterator[str]:
    """Yield the word, and the word without each of its letters: two words one slip apart have one of these in common."""
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def apart(word: str, other: str, most: int) -> int:
    """Return how many letters must be added, dropped, changed or swapped with their neighbour; ``most`` + 1 for more than that."""
    if abs(len(word) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(word, 1):
        previous, row = row, [at]
        for place, sign in enumerate(other, 1):
            cost = min(previous[place] + 1, row[-1] + 1, previous[place - 1] + (letter != sign))
            if at > 1 and place > 1 and letter == other[place - 2] and word[at - 2] == sign:
                cost = min(cost, before[place - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before = previous
    return row[-1]


def swaps_a_strange_letter(word: str, other: str) -> bool:
    """Whether the words differ in one letter that sounds quite different: "legal" for "tegal", but not "lepak" for "lebak"."""
    if len(word) != len(other):
        return False
    unlike = ["".join(sorted(pair)) for pair in zip(word, other, strict=True) if pair[0] != pair[1]]
    return len(unlike) == 1 and unlike[0] not in _LIKE


def inside(word: str, other: str) -> bool:
    """Whether all letters of the word stand in the other in this order, and both begin alike."""
    rest = iter(other)
    return word[0] == other[0] and all(letter in rest for letter in word)


def blends(word: str, parts: tuple[str, ...]) -> bool:
    """Whether the word is put together from beginnings of all parts, the last one's end counting too ("sergai", "morut")."""
    if len(parts) == 1:
        begun = len(word) >= _SHORTEST_PIECE and parts[0].startswith(word)
        return begun or (len(word) >= _SHORTEST_END and parts[0].endswith(word))
    for length in range(min(len(word), len(parts[0])), _SHORTEST_PIECE - 1, -1):
        if parts[0].startswith(word[:length]) and blends(word[length:], parts[1:]):
            return True
    return False
