"""Brings a reply into one spelling before anything is read from it: folded letters, then words that stand for others.

``tokens`` is the only way from text to words, for replies, for labels and for the phrase tables alike; so a word that
is respelt in one place is respelt in all of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from unicodedata import category, digit, normalize

from bot.understanding.kept import Kept

LONGEST = 640
"""Characters of a reply that are read (four SMS segments): no answer to a closed question is longer."""

MOST_TOKENS = 60
"""Words and signs of a reply to a closed question; whoever writes more tells a story."""

Words = Mapping[tuple[str, ...], tuple[str, ...]]
"""Spellings (one to three tokens) to the words that they stand for."""

_FRACTIONS = {
    ord(sign): f" {value} " for sign, value in (("½", "1/2"), ("¼", "1/4"), ("¾", "3/4"), ("±", " "), ("🔟", "10"))
}
# Cyrillic letters that look Latin, and the dashes that telephones write for a minus: "\u22123" is three below zero.
_LOOKALIKES = str.maketrans("аеіоорсухѕ\u2010\u2011\u2012\u2013\u2212", "aeioopcyxs-----")
_DROPPED = ("Cf", "Cs", "Mn", "Me", "Sk")  # joiners, lone surrogates, accents, keycaps, skin tones
_ROOM = 32
_MOST_OF_A_SPELLING = 3
_APOSTROPHES = re.compile("['’‘`´ʼ]")
_LETTER_O = re.compile(r"(?<=[0-9])([.,]?)(o+)(?![^\W_0-9])")
_O_BEFORE_SCALE = re.compile(r"(?<=[0-9])o+(?=(?:rb|rbu|ribu|jt|jta|juta)\b)")
_LEADING_O = re.compile(r"(?<![^\W_])o(?=[.,]?[0-9])")
_LETTER_L = re.compile(r"(?<![^\W_])[li](?=[0-9])")
_DRAWN_OUT = re.compile(r"(?!\biii\b)([^\W_0-9])\1{2,}")  # III is a number
_MORE_THAN_TWICE = "cuma|kapan|kemarin|kemaren|kmren|kmaren|kmrn|wingi|besok|bsok|bsk|sesuk|hari"
"""What means something else when doubled: "kemarin-kemarin" is some day, "besok-besok" is never, "cuma-cuma" is free."""
_TWICE = re.compile(rf"\b(?!(?:{_MORE_THAN_TWICE})-)([^\W_0-9]{{2,16}})-\1")
_ONCE = re.compile(_MORE_THAN_TWICE)
_SQUARED = re.compile(r"\b([^\W_0-9]{3,16})2(?![0-9]|[.,:][0-9])")
_ZERO_FOR_O = re.compile(r"(?<![^\W_])0(?=kt)|(?<=[^\W_0-9])0(?=[^\W_0-9])")
_DOUBLED = re.compile(r"([^\W_0-9])\1")
_DIGIT = re.compile("[0-9]")
_TOKEN = re.compile(r"[0-9]+(?:[.,:][0-9]+)*|[^\W_0-9]+|[^\s\w]")
_TAKING_BACK = frozenset({"eh", "ralat", "maksud", "koreksi"})
_INSTEAD = frozenset({"tapi", "tetapi", "melainkan", "tp"})
_TURNS = _TAKING_BACK | _INSTEAD
_PARTICLES = ("lah", "bu", "dong", "kak", "sih")
ADDRESS = frozenset({"bu", "ibu", "buk", "bun", "kak", "mbak"})
"""How she speaks to us at the end of a reply."""
_WHOLE = frozenset({"rabu", "debu", "sekolah", "galah", "ialah"})  # Wednesday is no "ra, bu"
_NUMBERED = frozenset({"meter", "mtr", "nomor", "jam", "tanggal", "bulan", "tahun", "anak", "umur", "rp"})


class _Seen(dict[int, int | None]):
    """What becomes of a character in ``str.translate``: itself, or nothing where it cannot be seen. Fills as it is used."""

    def __missing__(self, code: int) -> int | None:
        sign = chr(code)
        # Digits of every script are digits: nothing that looks like one may pass for a letter.
        kept = None if category(sign) in _DROPPED else ord(str(digit(sign))) if sign.isdigit() else code
        if len(self) < _MOST_SEEN:
            self[code] = kept
        return kept


_MOST_SEEN = 5_000
_SEEN = _Seen()


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply in one spelling. ``tokens`` are words, numbers and single signs; ``words`` leaves out fillers and signs."""

    tokens: tuple[str, ...]
    words: tuple[str, ...]


def is_number(token: str) -> bool:
    """Whether the token is written in digits."""
    return "0" <= token[0] <= "9"


def is_word(token: str) -> bool:
    """Whether the token is made of letters."""
    return token[0].isalpha()


def fold(text: str) -> str:
    """Return the text in lower case and plain letters, without what cannot be seen and without drawn-out letters."""
    if not text.isascii():
        # Some signs come apart into a whole sentence; a reply does not grow by it.
        folded = normalize("NFKD", text.translate(_FRACTIONS))[: 2 * len(text) + _ROOM]
        text = folded.translate(_SEEN).lower().translate(_LOOKALIKES)
        text = _APOSTROPHES.sub("", text)
    else:
        text = text.lower().replace("'", "").replace("`", "")
        if not text.islower():
            return text  # no letter in it: a number, or a few
    # Most replies hold no digit or no hyphen, and looking for one is cheaper than the patterns that need it.
    if _DIGIT.search(text):
        if "0" in text:
            text = _ZERO_FOR_O.sub("o", text)
        if "o" in text:
            text = _LEADING_O.sub("0", text)
            text = _O_BEFORE_SCALE.sub(lambda found: "0" * len(found[0]), text)
            text = _LETTER_O.sub(lambda found: found[1] + "0" * len(found[2]), text)
        text = _LETTER_L.sub("1", text)
    text = _DRAWN_OUT.sub(r"\1", text)
    return _TWICE.sub(r"\1", text) if "-" in text else text


@dataclass(frozen=True, slots=True)
class _Index:
    """The spellings of one token, and the words with which spellings of several begin: those alone are looked up again."""

    single: Mapping[str, tuple[str, ...]]
    openers: frozenset[str]


def _index_of(words: Words) -> _Index:
    several = frozenset(spelling[0] for spelling in words if len(spelling) > 1)
    return _Index({spelling[0]: meant for spelling, meant in words.items() if len(spelling) == 1}, several | {"no"})


_index = Kept(_index_of)


def tokens(text: str, words: Words) -> tuple[str, ...]:
    """Split the text and replace each known spelling by the words it stands for. Linear in the text's length."""
    result: list[str] = []
    for _, meant in _spelt(_split(fold(text), words), words):
        result += meant
    return tuple(result)


def written(text: str) -> tuple[str, ...]:
    """Split the text into words, numbers and signs, each as it is written."""
    return tuple(_split(fold(text), {}))


def respelt(folded: str, words: Words) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Split a folded text and return each spelling with the words it stands for; most stand for themselves."""
    raw = _split(folded, words)
    result: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    at = 0
    for length, meant in _spelt(raw, words):
        result.append((tuple(raw[at : at + length]), meant))
        at += length
    return result


def _split(folded: str, words: Words) -> list[str]:
    """Return the words, numbers and signs of a folded text."""

    def once(found: re.Match[str]) -> str:
        word = found[1]
        if _ONCE.fullmatch(word):
            return f"{word}-{word}"
        return found[0] if words.get((word,), (word,))[0] in _NUMBERED else word

    return _TOKEN.findall(_SQUARED.sub(once, folded) if "2" in folded else folded)


def _spelt(raw: list[str], words: Words) -> list[tuple[int, tuple[str, ...]]]:
    """Return for each spelling how many tokens it takes, and the words it stands for; the longest known one counts."""
    index = _index(words)
    single, openers = index.single, index.openers
    result: list[tuple[int, tuple[str, ...]]] = []
    at = 0
    while at < len(raw):
        token = raw[at]
        length, meant = _several(raw, at, words) if token in openers else (1, None)
        if meant is None:
            meant = single.get(token) or _alone(token, single)
        result.append((length, meant))
        at += length
    return result


def _several(raw: list[str], at: int, words: Words) -> tuple[int, tuple[str, ...] | None]:
    """Return the length and the words of a spelling of several tokens that begins here; 1 and None where there is none."""
    if raw[at] == "no" and at + 1 < len(raw) and (is_number(raw[at + 1]) or raw[at + 1] == "."):
        return 1, ("nomor",)
    for length in range(min(_MOST_OF_A_SPELLING, len(raw) - at), 1, -1):
        found = words.get(tuple(raw[at : at + length]))
        if found is not None:
            return length, found
    return 1, None


def _alone(token: str, single: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return what a token stands for that is no spelling itself: without its particle, or without doubled letters."""
    if len(token) < 2 or is_number(token):
        return (token,)
    if token.endswith(_PARTICLES) and token not in _WHOLE:
        for particle in _PARTICLES:
            if token.endswith(particle) and token.removesuffix(particle) in single:
                return single[token.removesuffix(particle)]
    once = _DOUBLED.sub(r"\1", token)
    return single.get(once, (token,)) if once != token else (token,)


def without_address(found: tuple[str, ...]) -> tuple[str, ...]:
    """Return the tokens without the form of address at their end: "suami 46 bu" speaks of one man."""
    end = len(found)
    while end > 1 and found[end - 1] in ADDRESS:
        end -= 1
    return found[:end]


def content(found: tuple[str, ...], fillers: frozenset[str]) -> tuple[str, ...]:
    """Return the tokens that carry meaning: no fillers, no signs (a thumb or a question mark has been a word before)."""
    return tuple([token for token in found if token not in fillers and token[0].isalnum()])


def corrected(found: tuple[str, ...], idle: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return what is left when she takes back the beginning: "2 eh salah 3", "bukan 1 tapi 2", "maksud saya pupuk".

    ``idle`` words say nothing: "salah, 5 maksudnya bu" takes nothing back for "bu".
    """
    if _TURNS.isdisjoint(found):
        return found
    for at in range(len(found) - 1, -1, -1):
        takes_back = found[at] in _TAKING_BACK or (found[at] in _INSTEAD and "bukan" in found[:at])
        rest = found[at + 1 :]
        while takes_back and rest and (not rest[0][0].isalnum() or rest[0] in {"salah", "bukan", "saya"}):
            rest = rest[1:]
        if takes_back and not idle.issuperset(rest):
            return rest
    return found


def near(word: str, other: str) -> bool:
    """Whether one slip of the thumb (a letter more, less, changed, or two swapped) makes one word of the other."""
    if len(word) > len(other):
        word, other = other, word
    if len(other) - len(word) > 1:
        return False
    at = 0
    while at < len(word) and word[at] == other[at]:
        at += 1
    if len(word) < len(other):
        return word[at:] == other[at + 1 :]
    if word[at + 1 :] == other[at + 1 :]:
        return True
    return word[at : at + 2] == other[at : at + 2][::-1] and word[at + 2 :] == other[at + 2 :]


def clipped(word: str, other: str) -> bool:
    """Whether ``word`` is ``other`` without some of its vowels ("sllu" for "selalu"): at least three consonants stay."""
    if len(word) >= len(other) or len(word) < 3 or word[0] != other[0]:
        return False
    bones = [letter for letter in other if letter not in "aiueo"]
    if len(bones) < 3 or [letter for letter in word if letter not in "aiueo"] != bones:
        return False
    rest = iter(other)
    return all(letter in rest for letter in word)
