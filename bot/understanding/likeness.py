"""Tells whether a word of a reply is a word of a label in another dress: endings, slips of the thumb, vowels left out."""

from __future__ import annotations

from bot.understanding.normal import clipped, near
from bot.understanding.thumbs import beside

_ENDINGS = (
    "nya", "ne", "e", "an", "kan", "i", "in", "ku", "mu", "lah", "kah", "mi", "pi", "ji", "ki", "ka", "ko", "ja", "mo",
    "na", "bu", "kak", "ta", "at",
)  # fmt: skip
"""Endings of Indonesian and Javanese, and the particles that Makassar and Mandar hang on ("sudahmi", "belumpi")."""

_BEGINNINGS = (
    ("meny", "s"), ("menge", ""), ("meng", "k"), ("meng", ""), ("mem", "p"), ("mem", "b"), ("men", "t"), ("men", ""),
    ("me", ""), ("peny", "s"), ("peng", "k"), ("peng", ""), ("pem", "p"), ("pem", "b"), ("pen", "t"), ("pen", ""),
    ("pe", ""), ("per", ""), ("ny", "s"), ("ny", "c"), ("nge", ""), ("ng", "k"), ("ng", ""), ("m", "p"), ("m", ""),
    ("n", "t"), ("n", ""), ("ber", ""), ("be", ""), ("di", ""), ("ter", ""), ("ke", ""), ("ma", ""), ("ta", ""),
)  # fmt: skip
"""What stands before a root, and the letter that it swallowed ("nenun", "penenun" for tenun; "nyewa" for sewa)."""

ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8}

_VOWELS = (("ae", "ai"), ("ei", "ai"), ("ay", "ai"), ("ey", "ai"), ("ou", "au"), ("aw", "au"))


def roots(word: str) -> tuple[str, ...]:
    """Return what may be the word's root, the word itself first: without ending, beginning, or both."""
    bare = [word]
    bare += [word[: -len(ending)] for ending in _ENDINGS if word.endswith(ending) and len(word) - len(ending) >= 3]
    found = list(bare)
    for one in bare:
        for beginning, swallowed in _BEGINNINGS:
            root = swallowed + one[len(beginning) :]
            if one.startswith(beginning) and len(root) >= 4:
                found.append(root)
    return tuple(dict.fromkeys(found))


def spoken(word: str) -> str:
    """Return the word as it is spelt where it was written as it is spoken: "naek", "cabe", "diem"."""
    for heard, spelt in _VOWELS:
        if heard in word:
            return word.replace(heard, spelt)
    if len(word) >= 4 and word[-1] == "e":
        return word[:-1] + "ai"
    if len(word) >= 4 and word[-2] == "e" and word[-1] not in "aiueo":
        return word[:-2] + "a" + word[-1]
    return word


def slipped(word: str, other: str) -> bool:
    """Whether one slip of the thumb makes one word of the other; short words only swap letters or miss by one key."""
    if len(word) >= 5 and len(other) >= 4 and word[0] == other[0] and near(word, other):
        return True
    if len(word) != len(other) or len(word) < 4:
        return False
    if sorted(word) == sorted(other) and near(word, other):
        return True
    wrong = [at for at, letter in enumerate(word) if letter != other[at]]
    return len(wrong) == 1 and beside(word[wrong[0]], other[wrong[0]])


PARTICLES = (
    "mi",
    "pi",
    "ji",
    "ki",
    "ka",
    "ko",
    "ja",
    "mo",
    "bu",
    "kak",
    "lah",
    "kah",
    "nya",
    "mami",
    "mako",
    "maki",
    "ne",
)


def unhung(word: str) -> str:
    """Return the word without the particle that hangs on it ("sudahmi", "semuanyami"), or empty if there is none."""
    return next((word.removesuffix(one) for one in PARTICLES if word.endswith(one) and len(word) - len(one) >= 3), "")


def shortened(word: str, other: str, *, whole: bool = False) -> bool:
    """Whether the word is the other one with vowels left out ("sllu", "pdi", "sr"), or its first letters ("kec").

    ``whole``: it must keep every consonant and nothing else, because it is a word of its own as well.
    """
    if word[0] != other[0] or len(word) >= len(other):
        return False
    if not whole and clipped(word, other):
        return True
    bones = "".join(letter for letter in other if letter not in "aiueo")
    if whole:
        return len(word) >= 3 and (word == bones or (len(word) >= 6 and other.startswith(word)))
    if len(bones) >= 2 and (word == bones or (len(other) <= 5 and _between(word, bones, other))):
        return True
    return len(word) >= 3 and other.startswith(word) and len(other) - len(word) <= 8


def _between(word: str, bones: str, other: str) -> bool:
    """Whether the word keeps all consonants and some of the vowels of the other."""
    if "".join(letter for letter in word if letter not in "aiueo") != bones:
        return False
    rest = iter(other)
    return all(letter in rest for letter in word)
