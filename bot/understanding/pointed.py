"""Finds the number with which she answers a yes/no question: "1", "no 2", "yang pertama", "1 bu sdh lunas"."""

from __future__ import annotations

from itertools import pairwise

from bot.understanding.normal import is_number
from bot.understanding.phrases import Phrases
from bot.understanding.slips import NEGATIONS

_AROUND = frozenset({"nomor", "no", "angka", "pilih", "jawab", "yang", "ke", "ya", "saya"})
_NAMING = frozenset({"nomor", "no", "angka", "pilih", "jawab"})
_JOINING = frozenset({"dan", "atau", "sama"})


def pointed(tokens: tuple[str, ...], phrases: Phrases) -> int | None:
    """Return 1 or 2; 0 where it is another number or more than one; None where no number answers ("sudah 2 kali")."""
    words = tuple(token for token in tokens if token[0].isalnum() and token not in phrases.fillers)
    plain = tuple(word for word in words if word not in _AROUND)
    values = [_value(word, phrases) for word in plain if word not in _JOINING]
    if values and None not in values:
        return _place(values)
    ordinal = phrases.meaning("choices", plain)
    if ordinal is not None and ordinal.isdigit():
        return _place([int(ordinal)])
    named = [_value(word, phrases) for before, word in pairwise(words) if before in _NAMING]
    numbered = [value for value in named if value is not None]
    if numbered:
        return _place(list(numbered))
    return _place([_value(words[0], phrases)]) if words and _leads(tokens, words, phrases) else None


def _place(values: list[int | None]) -> int:
    return values[0] or 0 if len(values) == 1 and values[0] in (1, 2) else 0


def _value(word: str, phrases: Phrases) -> int | None:
    """Return a whole number, -1 for any other, None where the word is none."""
    if is_number(word):
        return int(word) if word.isdigit() and len(word) < 3 else -1
    meaning = phrases.number(word)
    return None if meaning is None else int(meaning) if meaning.isdigit() else -1


def _leads(tokens: tuple[str, ...], words: tuple[str, ...], phrases: Phrases) -> bool:
    """Whether the first word is a number and then comes its answer in words: "2. tidak", "1 sudah", not "2 kali"."""
    if _value(words[0], phrases) not in (1, 2):
        return False
    at = tokens.index(words[0])
    sign = tokens[at + 1]
    if not sign[0].isalnum():
        return True
    return words[1] in NEGATIONS or phrases.meaning("yesno", words[1:2]) in ("ya", "tidak")
