"""Respells a word that the tables do not know, where it can only be a word of yes or no: "gapernah", "sudahmi", "bisq".

Only such words are tried, and only repairs that leave no choice between yes and no; every other word stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.understanding.normal import is_word
from bot.understanding.phrases import Phrases
from bot.understanding.thumbs import NEIGHBOURS

Meant = tuple[str, ...]
"""The words that a spelling stands for."""

NEGATIONS = frozenset({"tidak", "belum", "bukan", "jangan", "kurang", "no"})

_ANSWERS = ("ya", "tidak", "isi", "gema", "lawan", "searti")
_ONLY_ASKED = ("gema", "lawan", "searti")
_LONGEST = 14
# Makassar and Mandar put mi, ji, pi and the like behind the word; others write a form of address against it.
_BEHIND = ("lah", "dong", "kak", "bun", "buk", "sih", "deh", "mi", "ji", "pi", "ki", "ka", "mo", "bu", "pak", "to")
_ASKING = "kah"
_BEFORE = ("nggak", "tidak", "belum", "ndak", "gak", "tdk", "tak", "nda", "ora", "blm", "ga", "gk", "ra", "dak", "g")
_WRITTEN = frozenset(
    {"iya", "udah", "enggak", "nggak", "gabisa", "gamau", "gaada", "mboten", "dereng", "sampun", "betul", "iyaa"}
)


def repaired(word: str, phrases: Phrases, keep: Callable[[str], bool], *, alone: bool) -> Meant:
    """Return the words that an unknown word stands for, or itself. ``alone``: nothing else answers beside it.

    ``keep`` tells words of the question, which are never slips.
    """
    if not is_word(word) or len(word) > _LONGEST or word in phrases.known or keep(word):
        return (word,)
    for part in (_particle, _glued):
        found = part(word, phrases, keep)
        if found is not None:
            return found
    meant = _mended(word, phrases) if len(word) >= 4 or alone else None
    return meant or (word,)


def _particle(word: str, phrases: Phrases, keep: Callable[[str], bool]) -> Meant | None:
    """Take a particle off the end: "sudahmi", "bisalah", "bolehmi"; "iyakah" asks."""
    for particle in (_ASKING, *_BEHIND):
        rest = word.removesuffix(particle)
        if rest == word or len(rest) < 3:
            continue
        meant = (rest,) if keep(rest) else _spelt(rest, phrases)
        if meant is not None:
            return (*meant, "?") if particle == _ASKING else meant
    return None


def _glued(word: str, phrases: Phrases, keep: Callable[[str], bool]) -> Meant | None:
    """Take a negation off the front: "gaikut", "tdkpunya", "belumpernah"."""
    for before in _BEFORE:
        rest = word.removeprefix(before)
        if rest == word or len(rest) < 3:
            continue
        meant = (rest,) if keep(rest) else _spelt(rest, phrases)
        if meant is not None and meant[0] not in NEGATIONS and meant != ("ya",):
            return (*phrases.words.get((before,), (before,)), *meant)
    return None


def _spelt(word: str, phrases: Phrases) -> Meant | None:
    """Return the words that a known spelling of an answer stands for, or None."""
    meant = phrases.words.get((word,), (word,))
    known = meant[0] in NEGATIONS or (phrases.meaning("yesno", meant) or "").startswith(_ANSWERS)
    return meant if known else None


def _mended(word: str, phrases: Phrases) -> Meant | None:
    """Return the one answer that a slip of the thumb makes of the word; None where there is none, or both yes and no."""
    found: dict[str, Meant] = {}
    for one in _slipped(word):
        # Only words that are written out are slipped from: what lies near a shortened one is too often a word of its own.
        if one in _WRITTEN or ((one,) not in phrases.words and len(one) > 3):
            meant = _spelt(one, phrases)
            if meant is not None and not (phrases.meaning("yesno", meant) or "").startswith(_ONLY_ASKED):
                negative = not NEGATIONS.isdisjoint(meant) or phrases.meaning("yesno", meant) == "tidak"
                found.setdefault("tidak" if negative else "ya", meant)
    return next(iter(found.values())) if len(found) == 1 else None


def _slipped(word: str) -> Iterator[str]:
    """Yield what she may have meant to type: two letters swapped, one key beside, one letter twice, one vowel left out."""
    for at in range(len(word) - 1):
        if word[at] != word[at + 1]:
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        else:
            yield word[:at] + word[at + 1 :]
    for at, letter in enumerate(word):
        for near in NEIGHBOURS.get(letter, ""):
            yield word[:at] + near + word[at + 1 :]
    if len(word) >= 5:
        for at in range(1, len(word) + 1):
            for vowel in "aiueo":
                yield word[:at] + vowel + word[at:]
