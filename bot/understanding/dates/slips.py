"""Mends slips of the thumb in the names of days and months: "sneen", "kamiss", "apirl", "dsmbr", "besoknya"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from bot.understanding.kept import Kept
from bot.understanding.normal import clipped, near
from bot.understanding.phrases import Phrases

_DOUBLED = re.compile(r"(.)\1")
_ENDINGS = ("nya", "mi", "pi", "ji", "ki", "ne", "lah", "e")
"""Particles written together with the word before them, of Java and of Makassar."""
_MARKERS = ("hari", "tanggal", "bulan", "tahun", "seminggu", "sehari", "sebulan", "setahun")
_STANDARD = frozenset({
    "senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu", "januari", "februari", "maret", "april", "mei", "juni", "juli",
    "agustus", "september", "oktober", "november", "desember", "kemarin", "besok", "lusa", "semalam", "sekarang", "tanggal",
    "seminggu", "pebruari", "nopember", "jumaat",
})  # fmt: skip
"""The names of the written language: in these, lost and changed letters are believed; in other spellings only swapped ones."""
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_ALIKE = ("sz", "td", "ei", "ou", "pf", "fv", "pb", "kq")
"""Letters that are heard alike."""
_BESIDE = frozenset(
    pair for row in (*_KEYS, *_ALIKE) for left, right in pairwise(row) for pair in (left + right, right + left)
)
_SHORT = 5


def _names_of(phrases: Phrases) -> Mapping[str, Mapping[str, str]]:
    """Return what is long enough to be recognised with a slip, by its first letter: each spelling to the name it stands for."""
    names = {marker: marker for marker in _MARKERS}
    for table, idle in (("days", ("vague", "pasaran", "counter", "doubt", "around", "since")), ("months", ("lunar",))):
        names |= {
            key[0]: key[0]
            for key, meaning in phrases.tables[table].items()
            if len(key) == 1 and not meaning.startswith(idle)
        }
    days = names.keys() - set(_MARKERS)
    names |= {
        key[0]: meaning[0]
        for key, meaning in phrases.words.items()
        if len(key) == len(meaning) == 1 and meaning[0] in days
    }
    by_letter: dict[str, dict[str, str]] = {}
    for spelling, name in names.items():
        if len(spelling) >= _SHORT - 1:
            by_letter.setdefault(spelling[0], {})[spelling] = name
    return by_letter


_names = Kept(_names_of)


def intended(word: str, phrases: Phrases) -> str:
    """Return the name of a day or month that an unknown word is meant to be, or the word itself.

    Only one slip is forgiven, and in short names only what a thumb does: swapped, doubled, lost and neighbouring letters.
    """
    if len(word) < 3 or word in phrases.known:
        return word
    single = _DOUBLED.sub(r"\1", word)
    if single != word and _is_name(single, phrases):
        return single
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) >= len(ending) + 4 and _is_name(word.removesuffix(ending), phrases):
            return word.removesuffix(ending)
    spellings = _names(phrases).get(word[0], {})
    meant = [name for spelling, name in spellings.items() if spelling in _STANDARD and clipped(word, spelling)]
    meant = meant or [name for spelling, name in spellings.items() if _slipped(word, spelling)]
    return meant[0] if len({_meaning(name, phrases) for name in meant}) == 1 else word


def _is_name(word: str, phrases: Phrases) -> bool:
    return word in _MARKERS or _meaning(word, phrases) not in ("counter", word)


def _meaning(name: str, phrases: Phrases) -> str:
    """Return what a name means in the tables; a marker means itself."""
    month = phrases.meaning("months", (name,))
    return f"month {month}" if month else phrases.meaning("days", (name,)) or name


def _slipped(word: str, name: str) -> bool:
    """Whether one slip makes the name of the word; the shorter the name, the fewer slips are believed."""
    if not near(word, name):
        return False
    if sorted(word) == sorted(name):
        return True
    if name not in _STANDARD or len(name) < _SHORT:
        return False
    if len(word) != len(name):
        return len(word) >= _SHORT
    return any(mine + other in _BESIDE for mine, other in zip(word, name, strict=True) if mine != other)
