"""How much two names are alike: by sound, by their consonants, by slips of the thumb, as an abbreviation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.understanding.normal import near

_SPELLINGS = (
    *(("kh", "k"), ("sy", "s"), ("dj", "j"), ("tj", "c"), ("oe", "u")),
    *(("ai", "e"), ("au", "o"), ("ng", "n"), ("ny", "n"), ("mp", "np"), ("mb", "nb")),
)
_LETTERS = str.maketrans({"f": "p", "v": "p", "q": "k", "z": "s", "y": "i", "o": "a", "h": None})
_INITIALS = str.maketrans("fvqzyo", "ppksia")
_VOWELS = str.maketrans("", "", "aeiou")
_NASAL = re.compile("^n(?=[bcdgj])")  # Javanese "mBantul", "nJogja": at Bantul, at Jogja
_DOUBLED = re.compile(r"(.)\1+")
_LIKE = frozenset({"ae", "au", "ei", "ou", "eu", "bp", "dt", "gk", "cj", "mn", "lr"})
_SHORTEST_PIECE, _SHORTEST_END = 2, 3
_LONG, _LONGER, _LONGEST = 5, 8, 11


def sound(word: str) -> str:
    """Return how a name sounds, the same for spellings that people mix up (Sukorejo and Sukareja, Hilir and ilir)."""
    for spelling, plain in _SPELLINGS:
        if spelling in word:
            word = word.replace(spelling, plain)
    return _DOUBLED.sub(r"\1", _NASAL.sub("", word).translate(_LETTERS))


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


def slips(joined: str, sounded: str, other: str, other_sounded: str) -> int | None:
    """Return how many slips make a name of what she wrote (each given as written and as it sounds); None where it is no slip.

    Many names share a half (Sukorejo, Sidorejo), so two slips count only where another name is not likely: in vowels, in letters
    that changed places, or in a long name.
    """
    length = len(other)
    count = _slips(sounded, other_sounded, length)
    if count is not None:
        most = _most(count, length)
        return count if apart(joined, other, most) <= most else None
    shorter = _LONG < length > len(joined) and inside(joined, other)
    return 1 if shorter and bones(joined) == bones(other) and len(bones(joined)) > 2 else None


def _most(count: int, length: int) -> int:
    """Return how many letters may be written otherwise, where so many sounds are: the shorter a name, the fewer."""
    if length < _LONG:
        return 1
    if length >= _LONGEST:
        return 3
    return (3 if length > _LONG + 1 else 2) - min(count, 1)


def _slips(sounded: str, other: str, length: int) -> int | None:
    if sounded == other:
        return 0
    if length < _LONG:
        return None
    if near(sounded, other):
        return 1
    likely = length >= _LONGEST or (length >= _LONGER and _same_letters(sounded, other))
    return 2 if likely and apart(sounded, other, 2) == 2 else None


def _same_letters(sounded: str, other: str) -> bool:
    return bones(sounded) == bones(other) or sorted(sounded) == sorted(other)


def initials(words: tuple[str, ...]) -> str:
    """Return the first letter of each word, the same for letters that sound alike."""
    return "".join([word.lstrip("h")[:1] or word[0] for word in words]).translate(_INITIALS)


def shortens(words: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    """Whether each word is the name's word in its place, misspelt or shortened ("btg kuis", "serdang begadai")."""
    return all(_same_word(word, part) for word, part in zip(words, parts, strict=True))


def _same_word(word: str, part: str) -> bool:
    if word == part:
        return True
    if word[0].isdigit() or part[0].isdigit():
        return False
    sounded, other = sound(word), sound(part)
    if sounded == other or (len(part) >= _LONG and near(sounded, other)):
        return True
    return (len(part) > _LONG and sorted(sounded) == sorted(other)) or (len(word) > 1 and inside(word, part))
