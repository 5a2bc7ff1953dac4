"""Gives each number in a reply the words that belong to it, and says what those words make of it.

"28 hadir, 4 izin", "tgl 5 terima 800rb": women tell more than they are asked. What a word makes of the number beside it
(a name, a rest, a bound, the total) stands in the table ``around.csv``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from bot.understanding.measures import Measure
from bot.understanding.normal import is_word
from bot.understanding.phrases import Phrases
from bot.understanding.units import Wanted

SIGNS = frozenset({",", ".", ";", ":", "(", ")", "!", "?"})
"""What ends a clause."""

RANGE = frozenset({"-", "–", "—", "~", "sampai", "atau"})
"""What makes a range or a choice of the numbers on its two sides."""

_STOPS = SIGNS | {"tapi", "tetapi"}
_SEPARATE = SIGNS | RANGE | {"dan", "sama", "sedangkan", "lalu", "terus", "&", "bukan"}
_LISTED = SIGNS | RANGE | {"dan", "sama", "/"}
_CUTS = frozenset({"name", "now", "once", "or", "if", "part", "total", "more"})
_CLOSE_AFTER = frozenset({"bound", "rest", "or", "half", "other half"})
_PERIOD_NAMES = frozenset({"hari", "minggu", "bulan", "tahun"})
_TENSES = {"lalu": "lalu", "kemarin": "lalu", "ini": "ini", "depan": "depan"}
_REMAINING = frozenset({"sisa", "lagi", "tersisa"})
_OF_REMAINING = frozenset({"kurang", "sisa", "sisanya", "tinggal", "lagi", "belum"})
_AGES = frozenset({"umur", "usia"})
_BIRTH = frozenset({"lahir", "kelahiran"})


@dataclass(frozen=True, slots=True)
class Part:
    """A measure with the words that belong to it, up to the next sign, and what those words make of it."""

    measure: Measure
    before: tuple[str, ...]
    after: tuple[str, ...]
    marks: frozenset[str]

    @property
    def value(self) -> Fraction:
        """The number in its own unit."""
        return self.measure.value

    def value_for(self, wanted: Wanted) -> Fraction:
        """Return the number in the unit of the question."""
        return wanted.in_its_unit(self.measure.value, self.measure.unit)


def parts_of(found: tuple[str, ...], measures: list[Measure], wanted: Wanted, phrases: Phrases) -> list[Part]:
    """Give each measure the words that belong to it. ``measures`` are those of the tokens, at least one."""
    parts: list[Part] = []
    cuts = [0, *_cuts(found, measures, phrases), len(found)]
    for measure, start, end in zip(measures, cuts, cuts[1:], strict=False):
        before = _clause(found[start : measure.start][::-1])[::-1]
        after = _clause(found[measure.end : end])
        marks = _marks(before, after, wanted, phrases)
        if parts and "name" in parts[-1].marks and measure.unit is None and _listed(found, parts[-1].measure, measure):
            marks |= {"name"}  # "tgl 5 dan 19"
        parts.append(Part(measure, before, after, marks))
    return parts


def _listed(found: tuple[str, ...], first: Measure, second: Measure) -> bool:
    return _LISTED.issuperset(found[first.end : second.start])


def _cuts(found: tuple[str, ...], measures: list[Measure], phrases: Phrases) -> Iterator[int]:
    """Yield where, between each two numbers, the words of the second begin."""
    ahead = _words(found[: measures[0].start], phrases)
    behind = _words(found[measures[-1].end :], phrases)
    names_first = bool(ahead) or not behind  # "ayam 12 bebek 5", and not "28 hadir 4 izin"
    for first, second in pairwise(measures):
        between = range(first.end, second.start)
        signs = (at for at in between if found[at] in _SEPARATE or (found[at] == "dari" and at + 1 == second.start))
        turns = (at for at in between if phrases.meaning("around", (found[at],)) in _CUTS)
        yield next(signs, next(turns, first.end if names_first else second.start))


def _words(found: tuple[str, ...], phrases: Phrases) -> list[str]:
    return [word for word in found if is_word(word) and word not in phrases.fillers]


def _clause(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words up to the first sign, but for a bracket around the number."""
    for at, word in enumerate(words):
        if word in _STOPS and (at or word not in "()"):
            return words[:at]
    return words


def _marks(before: tuple[str, ...], after: tuple[str, ...], wanted: Wanted, phrases: Phrases) -> frozenset[str]:
    """Return what the words around a number make of it. A word of the question itself makes nothing of it."""
    remaining = bool(_REMAINING & wanted.words)
    idle = wanted.words | _OF_REMAINING if remaining else wanted.words
    marks = {*_marks_before(before, idle, wanted, phrases), *_marks_after(after, idle, phrases)}
    if remaining and "sudah" in before:
        marks.add("rest")
    if before[-1:] == ("dari",):
        marks.add("whole")
    if wanted.when and (when := _when(before) or _when(after)) and when != wanted.when:
        marks.add("other time")
    return frozenset(marks)


def _marks_before(before: tuple[str, ...], idle: frozenset[str], wanted: Wanted, phrases: Phrases) -> Iterator[str]:
    """Yield the marks of the words before a number; a name and a bound must stand close to it."""
    for start, end, meaning in phrases.scan("around", before):
        phrase, between = before[start:end], before[end:]
        if meaning == "name":
            named = {wanted.which, *(_AGES & wanted.words), *(_BIRTH if "lahir" in wanted.words else ())}
            if not named.intersection(phrase) and _idle(between, phrases):
                yield meaning
        elif not idle.intersection(phrase) and (meaning != "bound" or len(between) < 2):
            yield meaning


def _idle(words: tuple[str, ...], phrases: Phrases) -> bool:
    """Whether nothing but fillers stands there, and no "ini" that makes a time of a name ("tahun ini 45")."""
    return words[:1] != ("ini",) and all(
        word in phrases.fillers or phrases.meaning("around", (word,)) == "plain" for word in words
    )


def _marks_after(after: tuple[str, ...], idle: frozenset[str], phrases: Phrases) -> Iterator[str]:
    """Yield the marks of the words after a number: most make something of it only close to it."""
    for start, end, meaning in phrases.scan("around", after):
        close = start < 3 and (meaning in _CLOSE_AFTER or (meaning == "if" and end < len(after)))
        if (close or meaning in {"more", "unsure"}) and not idle.intersection(after[start:end]):
            yield meaning


def _when(words: tuple[str, ...]) -> str:
    """Return "bulan lalu", "minggu ini" where the words say it."""
    for first, second in pairwise([word for word in words if word != "yang"]):
        if second in _TENSES and first in _PERIOD_NAMES:
            return f"{first} {_TENSES[second]}"
    return ""
