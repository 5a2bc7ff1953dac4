"""The roots that an Indonesian word may have, so that "terima" answers "menerima" and "dibayar" answers "membayar".

Only to compare the words of a reply with those of its question: a root too many does no harm where both sides must have it.
"""

from __future__ import annotations

_SHORTEST = 3
_PARTICLES = ("kah", "lah", "nya", "ku", "mu")
_ENDINGS = ("kan", "an", "i")
_VOWELS = frozenset("aiueo")
# Prefixes and the letters that may have stood in their place ("me-ny-ewa" is "sewa"), the longest first.
_PREFIXES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("meny", ("s",)),
    ("meng", ("", "k")),
    ("mem", ("", "p")),
    ("men", ("", "t")),
    ("me", ("",)),
    ("ber", ("",)),
    ("ter", ("",)),
    ("di", ("",)),
    ("ny", ("s",)),
    ("ng", ("", "k")),
    ("n", ("t", "")),
    ("m", ("p",)),
    ("d", ("",)),
)
_NEEDS_CONSONANT = frozenset({"d"})  # "dbayar": the vowel was left out


def stems(word: str) -> frozenset[str]:
    """Return the word and every root of at least three letters that Indonesian affixes leave of it."""
    whole = {word}
    for particle in _PARTICLES:
        if word.endswith(particle) and len(word) - len(particle) >= _SHORTEST:
            whole.add(word.removesuffix(particle))
    for ending in _ENDINGS:
        whole |= {
            one.removesuffix(ending) for one in whole if one.endswith(ending) and len(one) - len(ending) > _SHORTEST
        }
    return frozenset(whole).union(*(_without_prefix(one) for one in whole))


def _without_prefix(word: str) -> set[str]:
    found: set[str] = set()
    for prefix, replaced in _PREFIXES:
        rest = word.removeprefix(prefix)
        if rest == word or len(rest) < _SHORTEST - 1 or (prefix in _NEEDS_CONSONANT and rest[0] in _VOWELS):
            continue
        found |= {letter + rest for letter in replaced if len(letter + rest) >= _SHORTEST}
    return found
