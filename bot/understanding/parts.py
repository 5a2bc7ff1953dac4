"""Tells which of the numbers in a reply answers the question, by the words that stand around each of them.

"28 hadir, 4 izin", "dulu 5, sekarang 2", "tgl 5 terima 800rb": women tell more than they are asked. Each number gets the
words that belong to it, and the words (``around.csv``) say what it is: a date, a rest, what was before, the total. Where
that does not leave one number, nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from bot.survey.model import Decimal, Integer, Money
from bot.understanding.measures import BREAK, PERIODS, TIMES, Measure, Wanted
from bot.understanding.normal import is_word
from bot.understanding.phrases import Phrases
from bot.understanding.reading import Reason

_SIGNS = frozenset({",", ".", ";", ":", "(", ")", "!", "?"})
_RANGE = frozenset({"-", "–", "—", "~", "sampai", "atau"})
_CUTS = frozenset({"name", "now", "once", "or", "if", "part", "total", "more"})
_JOINTS = frozenset({"dan", "sama", "dari", "sedangkan", "lalu", "terus", "&", "bukan"})
_CLOSE_AFTER = frozenset({"bound", "rest", "or"})
_NOW = (("ini",), ("lalu",))
_TENSES = {"lalu": "lalu", "kemarin": "lalu", "ini": "ini", "depan": "depan"}
_REMAINING = frozenset({"sisa", "lagi", "tersisa"})
_OF_REMAINING = frozenset({"kurang", "sisa", "sisanya", "tinggal", "lagi", "belum"})
_DEBTS = frozenset({"utang", "hutang", "pinjaman", "cicilan", "rugi", "kerugian", "pinjam"})
_STOCKS = frozenset({"sisa", "tabungan", "simpanan", "kas", "pinjaman", "utang", "hutang", "tinggal", "modal"})
_KIN = frozenset({"suami", "istri", "menantu", "mertua", "nenek", "kakek", "adik"})
_AGES = frozenset({"umur", "usia"})
_BIRTH = frozenset({"lahir", "kelahiran"})
_COMMON = frozenset(
    {"yang", "berapa", "ibu", "di", "dari", "ke", "per", "sudah", "orang", "ini", "itu", "ada", "punya", "jumlah"}
)

Numeric = Integer | Decimal | Money


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


@dataclass(frozen=True, slots=True)
class Chosen:
    """The part that answers the question, or None with the reason and the parts that may."""

    part: Part | None
    reason: Reason = "which_number"
    between: tuple[Part, ...] = ()


def choose(found: tuple[str, ...], measures: list[Measure], kind: Numeric, wanted: Wanted, phrases: Phrases) -> Chosen:
    """Return the part of the reply that answers the question. ``measures`` are those of the tokens, at least one."""
    parts = _parts(found, measures, wanted, phrases)
    if any(part.measure.number.vague for part in parts):
        return Chosen(None)
    told = [part for part in parts if not _beside(part, kind, wanted, phrases)]
    told = [part for part in told if not _whole(part, parts) and not _price(part, told, kind)]
    if any(_unsettles(part, told, found, kind, wanted) for part in parts):
        return Chosen(None, between=tuple(told or _possible(parts)))
    if not told:
        return Chosen(None, between=_possible(parts))
    values = {wanted.in_its_unit(part.measure) for part in told}
    if len(values) == 1:
        return _sure(told[0], kind, found, wanted)
    if _RANGE & _between(found, told) or any(part.marks & {"or", "if"} for part in told):
        return Chosen(None, "range" if _RANGE & _between(found, told) else "which_number", tuple(told))
    best = _latest(told) or _total(told) or _head(told, found, wanted, phrases) or _named(told, kind, wanted)
    return _sure(best, kind, found, wanted) if best else Chosen(None, between=tuple(told))


def _possible(parts: list[Part]) -> tuple[Part, ...]:
    """Return the numbers of which one may be meant though its unit is another one."""
    return tuple(part for part in parts if not part.marks & {"name", "rest"})


def _between(found: tuple[str, ...], parts: list[Part]) -> set[str]:
    return {word for first, second in pairwise(parts) for word in found[first.measure.end : second.measure.start]}


def _parts(found: tuple[str, ...], measures: list[Measure], wanted: Wanted, phrases: Phrases) -> list[Part]:
    """Give each measure the words that belong to it."""
    cuts = [0]
    before = _labels_before(found, measures, phrases)
    for first, second in pairwise(measures):
        cuts.append(_cut(found, first.end, second.start, before, phrases))
    cuts.append(len(found))
    parts: list[Part] = []
    for measure, start, end in zip(measures, cuts, cuts[1:], strict=False):
        ahead = _clause(found[start : measure.start][::-1])[::-1]
        behind = _clause(found[measure.end : end])
        marks = _marks(ahead, behind, wanted, phrases)
        if parts and "name" in parts[-1].marks and measure.unit is None and _joined(found, parts[-1].measure, measure):
            marks |= {"name"}  # "tgl 5 dan 19"
        parts.append(Part(measure, ahead, behind, marks))
    return parts


def _joined(found: tuple[str, ...], first: Measure, second: Measure) -> bool:
    return all(word in _SIGNS | _RANGE | {"dan", "sama", "/"} for word in found[first.end : second.start])


def _labels_before(found: tuple[str, ...], measures: list[Measure], phrases: Phrases) -> bool:
    """Whether words belong to the number after them ("ayam 12 bebek 5") and not before ("28 hadir 4 izin")."""
    first = [word for word in found[: measures[0].start] if is_word(word) and word not in phrases.fillers]
    last = [word for word in found[measures[-1].end :] if is_word(word) and word not in phrases.fillers]
    return bool(first) or not last


def _cut(found: tuple[str, ...], start: int, end: int, before: bool, phrases: Phrases) -> int:
    """Return where between two numbers the words of the second begin."""
    for at in range(start, end):
        if found[at] in _SIGNS or found[at] in _JOINTS or found[at] in _RANGE:
            return at
    for at in range(start, end):
        if phrases.meaning("around", (found[at],)) in _CUTS:
            return at
    return start if before else end


def _clause(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words up to the first sign."""
    for at, word in enumerate(words):
        if word in _SIGNS and (at or word not in "()"):
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
            said = not named.intersection(phrase) and between[:1] not in _NOW and _idle(between, phrases)
        else:
            said = not idle.intersection(phrase) and (meaning != "bound" or len(between) < 2)
        if said:
            yield meaning


def _marks_after(after: tuple[str, ...], idle: frozenset[str], phrases: Phrases) -> Iterator[str]:
    """Yield the marks of the words after a number: most make something of it only close to it."""
    for start, end, meaning in phrases.scan("around", after):
        close = start < 3 and (meaning in _CLOSE_AFTER or (meaning == "if" and end < len(after)))
        if (close or meaning in {"more", "unsure"}) and not idle.intersection(after[start:end]):
            yield meaning


def _idle(words: tuple[str, ...], phrases: Phrases) -> bool:
    return all(word in phrases.fillers or phrases.meaning("around", (word,)) == "plain" for word in words)


def _when(words: tuple[str, ...]) -> str:
    """Return "bulan lalu", "minggu ini" where the words say it."""
    for first, second in pairwise([word for word in words if word != "yang"]):
        if second in _TENSES and first in {"hari", "minggu", "bulan", "tahun"}:
            return f"{first} {_TENSES[second]}"
    return ""


def _beside(part: Part, kind: Numeric, wanted: Wanted, phrases: Phrases) -> bool:
    """Whether the number tells something else: a date, the rest, another thing, another time, another rate."""
    if part.marks & {"name", "rest", "other time"}:
        return True
    if wanted.known and any(rate not in wanted.per for rate in part.measure.rates):
        return True
    if isinstance(kind, Money):
        return _beside_money(part, wanted)
    if not wanted.fits(part.measure.unit):
        return True
    return bool(part.measure.unit is None and part.before and _of_another(part.before[-1], wanted, phrases))


def _of_another(word: str, wanted: Wanted, phrases: Phrases) -> bool:
    """Whether the word before a number names another thing than the one asked for ("kambing 5")."""
    meaning = phrases.meaning("units", (word,))
    return bool(
        meaning and wanted.families and word not in wanted.words and meaning.partition(" ")[0] not in wanted.families
    )


def _beside_money(part: Part, wanted: Wanted) -> bool:
    """Whether it is no sum of money, or one that was lost, owed or kept."""
    if part.measure.unit is not None and part.measure.unit.family != "rupiah":
        return True
    return ("loss" in part.marks and not _DEBTS & wanted.words) or (
        "kept" in part.marks and wanted.known and not _STOCKS & wanted.words
    )


def _price(part: Part, told: list[Part], kind: Numeric) -> bool:
    """Whether it is what the things cost that were asked for: "120 butir harga 2rb", "3 kg 25rb"."""
    if isinstance(kind, Money) or part.measure.unit is not None:
        return False
    return "price" in part.marks or (part.measure.number.scale >= 1000 and any(other.measure.unit for other in told))


def _unsettles(part: Part, told: list[Part], found: tuple[str, ...], kind: Numeric, wanted: Wanted) -> bool:
    """Whether the other numbers cannot be taken as they are because of this one.

    "1 karung 50 kg" are 50 kg, "2 karung 50 kg" may be a hundred; "setengah hari 40rb" is no wage of a day.
    """
    if "unsure" in part.marks:
        return True
    if part in told or "name" in part.marks:
        return False
    if part.marks & {"or", "if"}:
        return True
    unit = part.measure.unit
    if unit is None or part.value == 1 or unit.family in {"kali", "rupiah"}:
        return False
    if not isinstance(kind, Money):
        return unit.family == "?"
    apart = all(_SIGNS & _between(found, sorted([part, other], key=lambda one: one.measure.start)) for other in told)
    return not apart and (unit.family in TIMES or not wanted.per <= PERIODS)


def _whole(part: Part, told: list[Part]) -> bool:
    """Whether it is the 25 of "18 dari 25"."""
    return "whole" in part.marks and any(part.value > other.value for other in told)


def _sure(part: Part, kind: Numeric, found: tuple[str, ...], wanted: Wanted) -> Chosen:
    """Take the part, unless its words make it a bound or a guess."""
    if part.marks & {"bound", "or", "if"}:
        return Chosen(None, "range", (part,))
    if "orang" in wanted.families and _KIN & set(found[: part.measure.start]):
        return Chosen(None, "which_number", (part,))  # "saya, suami dan 3 anak"
    if not isinstance(kind, Money) and ("more" in part.marks or _and_more(found, part.measure.end)):
        return Chosen(None, "which_number", (part,))
    return Chosen(part)


def _and_more(found: tuple[str, ...], end: int) -> bool:
    """Whether more is added to the number than is told: "4 + anaknya", "5+"."""
    return found[end : end + 1] == ("+",)


def _latest(told: list[Part]) -> Part | None:
    """Return what is so now: "dulu 5, sekarang 2", "12rb naik jadi 14rb"."""
    now = [part for part in told if "now" in part.marks]
    if len(now) == 1:
        return now[0]
    left = [part for part in told if "once" not in part.marks]
    return left[0] if len(left) == 1 else None


def _total(told: list[Part]) -> Part | None:
    """Return the total, said to be it or seen to be the sum of all others."""
    totals = [part for part in told if "total" in part.marks]
    if len(totals) == 1:
        return totals[0]
    whole = sum((part.value for part in told), Fraction(0))
    sums = [part for part in told if len(told) > 2 and part.value * 2 == whole]
    others = [part for part in told if part not in sums]
    return sums[0] if len(sums) == 1 and all(part.before or part.after for part in others) else None


def _named(told: list[Part], kind: Numeric, wanted: Wanted) -> Part | None:
    """Return the one number whose words are those of the question: "18 sudah, 7 belum"."""
    if not isinstance(kind, Integer):
        return None
    words = wanted.words - _COMMON
    named = [part for part in told if words.intersection((*part.before, *part.after))]
    return named[0] if len(named) == 1 and all(part.before or part.after for part in told) else None


def _head(told: list[Part], found: tuple[str, ...], wanted: Wanted, phrases: Phrases) -> Part | None:
    """Return the first number where it is an answer in itself, and the others only tell more: "8 orang, 2 nya menantu"."""
    first, *others = told
    if not _plain(first, wanted, phrases) or any(part.value >= first.value for part in others):
        return None
    for part in others:
        start = first.measure.end
        apart = any(
            word in _SIGNS or phrases.meaning("around", (word,)) == "part" for word in found[start : part.measure.start]
        )
        said = [word for word in (*part.before, *part.after) if is_word(word)]
        if not apart or not said:
            return None
    return first


def _plain(part: Part, wanted: Wanted, phrases: Phrases) -> bool:
    """Whether nothing is said around the number that would make it a part of something."""
    return all(
        not is_word(word) or word in wanted.words or word in phrases.fillers or word == BREAK
        or phrases.meaning("around", (word,)) == "plain"
        for word in (*part.before, *part.after)
    )  # fmt: skip
