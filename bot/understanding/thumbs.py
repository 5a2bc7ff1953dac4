"""Knows where the letters lie under the thumb, so that a slip can be told from another word."""

from __future__ import annotations

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _beside() -> frozenset[str]:
    """Return the pairs of letters that lie beside each other, in both orders."""
    pairs: set[str] = set()
    for row, keys in enumerate(_ROWS):
        for at, key in enumerate(keys):
            around = keys[at + 1 : at + 2]
            if row + 1 < len(_ROWS):
                around += _ROWS[row + 1][max(0, at - 1) : at + 1]
            pairs.update(key + other for other in around)
            pairs.update(other + key for other in around)
    return frozenset(pairs)


_BESIDE = _beside()


def slipped(word: str, other: str) -> bool:
    """Whether ``word`` is ``other`` with one slip of the thumb.

    A slip is the key beside the right one, two letters swapped, a letter typed twice, or one left out that is not the
    first. Stricter than ``near``, which also takes "dalam" for "malam".
    """
    longer = len(word) - len(other)
    if not -1 <= longer <= 1:
        return False
    at = 0
    while at < len(word) and at < len(other) and word[at] == other[at]:
        at += 1
    if longer == 1:
        return word[at + 1 :] == other[at:] and at > 0 and word[at] == word[at - 1]
    if longer == -1:
        return word[at:] == other[at + 1 :] and at > 0
    if word[at + 1 :] == other[at + 1 :]:
        return word[at : at + 1] + other[at : at + 1] in _BESIDE
    return word[at : at + 2] == other[at : at + 2][::-1] and word[at + 2 :] == other[at + 2 :]
