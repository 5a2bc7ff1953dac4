"""Slips of the thumb on a small keyboard: stricter than one letter of difference, for words that must not be guessed.

"utang" is one letter from "ulang" and no slip of it, because t is far from l.
"""

from __future__ import annotations

_SHIFTED = (("qwertyuiop", 0.0), ("asdfghjkl", 0.25), ("zxcvbnm", 0.75))
_PLACES = {
    letter: (row, shift + column)
    for row, (letters, shift) in enumerate(_SHIFTED)
    for column, letter in enumerate(letters)
}
NEIGHBOURS = {
    one: "".join(
        other
        for other, (other_row, other_x) in sorted(_PLACES.items())
        if one != other and abs(row - other_row) <= 1 and abs(x - other_x) <= 1
    )
    for one, (row, x) in _PLACES.items()
}
"""For each letter those beside it, above it and below it on a telephone's keys."""

_LONG = 6
_VOWELS = frozenset("aiueo")


def beside(one: str, other: str) -> bool:
    """Whether two letters lie beside each other."""
    return other in NEIGHBOURS.get(one, "")


def without_one(word: str) -> list[str]:
    """Return the word without its first letter, without its second, and so on."""
    return [word[:at] + word[at + 1 :] for at in range(len(word))]


def slipped(word: str, meant: str) -> bool:
    """Whether ``word`` is ``meant`` with a key hit beside, two letters swapped, one hit twice, or one left out.

    In a long word any vowel may stand for another, as it is heard; of a short one the first letter is right. Of three letters
    only a key hit beside counts. Left out is any letter of a long word, of a shorter one a vowel.
    """
    at = next((at for at, (one, other) in enumerate(zip(word, meant, strict=False)) if one != other), -1)
    if at < 0:
        at = min(len(word), len(meant))
    if word == meant:
        return False
    if len(word) == len(meant):
        if word[at + 1 :] == meant[at + 1 :]:
            vowels = len(word) >= _LONG and word[at] in _VOWELS and meant[at] in _VOWELS
            return vowels or (beside(word[at], meant[at]) and (at > 0 or len(word) >= _LONG))
        return len(word) > 3 and word[at : at + 2] == meant[at : at + 2][::-1] and word[at + 2 :] == meant[at + 2 :]
    if len(meant) < 4:
        return False
    if len(word) == len(meant) + 1 and word[at + 1 :] == meant[at:]:
        around = word[at - 1 : at] + word[at + 1 : at + 2]
        return any(word[at] == other or beside(word[at], other) for other in around)
    if len(word) == len(meant) - 1 and word[at:] == meant[at + 1 :]:
        return len(meant) >= _LONG or (len(meant) == 5 and meant[at] in _VOWELS)
    return False
