"""Tells which of the numbers in a reply answers the question. Where their words do not leave one, nothing is guessed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from bot.understanding.measures import Measure
from bot.understanding.normal import is_word
from bot.understanding.parts import RANGE, SIGNS, Part, parts_of
from bot.understanding.phrases import Phrases
from bot.understanding.reading import Reason
from bot.understanding.units import COUNTERS, PERIODS, TIMES, Wanted

_MOST = 12
"""Numbers among which one is looked for; whoever writes more does not answer."""

_DEBTS = frozenset({"utang", "hutang", "pinjaman", "cicilan", "rugi", "kerugian", "pinjam"})
_STOCKS = frozenset({"sisa", "tabungan", "simpanan", "kas", "pinjaman", "utang", "hutang", "tinggal", "modal"})
_KIN = frozenset({"suami", "istri", "menantu", "mertua", "nenek", "kakek", "adik"})
_ASIDE = frozenset({"name", "rest", "other time"})
_HALVES = frozenset({"half", "other half"})
_OPEN = frozenset({"bound", "or", "if"})


@dataclass(frozen=True, slots=True)
class Chosen:
    """The part that answers the question, or None with the reason and the parts that may."""

    part: Part | None
    reason: Reason = "which_number"
    between: tuple[Part, ...] = ()


def choose(found: tuple[str, ...], measures: list[Measure], wanted: Wanted, phrases: Phrases) -> Chosen:
    """Return the part of the reply that answers the question. ``measures`` are those of the tokens, at least one."""
    if len(measures) > _MOST:
        return Chosen(None)
    return _Choice(found, parts_of(found, measures, wanted, phrases), wanted, phrases).chosen()


@dataclass(frozen=True, slots=True)
class _Choice:
    """The numbers of one reply, of which one is to be chosen."""

    found: tuple[str, ...]
    parts: list[Part]
    wanted: Wanted
    phrases: Phrases

    def chosen(self) -> Chosen:
        if any(part.measure.number.vague for part in self.parts):
            return Chosen(None)
        told = [part for part in self.parts if not self.is_beside(part)]
        told = [part for part in told if not self.is_whole(part) and not self.is_price(part, told)]
        if not told or any(self.unsettles(part, told) for part in self.parts):
            return Chosen(None, between=tuple(told) or self.possible())
        if len({part.value_for(self.wanted) for part in told}) == 1:
            return self.sure(told[0]) if self.stands_alone(told) else Chosen(None, between=tuple(told))
        if RANGE & self.words_between(told):
            return Chosen(None, "range", tuple(told))
        if any(part.marks & {"or", "if"} for part in told):
            return Chosen(None, between=tuple(told))
        best = _latest(told) or _total(told) or self.labelled(told) or self.head(told)
        return self.sure(best) if best else Chosen(None, between=tuple(told))

    def possible(self) -> tuple[Part, ...]:
        """Return the numbers of which one may be meant though its unit is another one."""
        return tuple(part for part in self.parts if not part.marks & {"name", "rest"})

    def words_between(self, parts: list[Part]) -> set[str]:
        """Return what stands between the first and the last of the parts."""
        return {
            word
            for first, second in pairwise(sorted(parts, key=lambda part: part.measure.start))
            for word in self.found[first.measure.end : second.measure.start]
        }

    def is_beside(self, part: Part) -> bool:
        """Whether the number tells something else: a date, the rest, another thing, another time, another rate."""
        wanted, unit = self.wanted, part.measure.unit
        if part.marks & _ASIDE or (wanted.known and not wanted.per.issuperset(part.measure.rates)):
            return True
        if wanted.money:
            return _is_no_sum(part, wanted)
        if not wanted.fits(unit):
            return True
        if unit is None:
            return self.is_another(part.before[-1:])
        return unit.family in COUNTERS and self.is_another(part.after[:1])

    def is_another(self, words: tuple[str, ...]) -> bool:
        """Whether the word beside a number names another thing than the one asked for ("kambing 5", "2 ekor sapi")."""
        families, meaning = self.wanted.families, self.phrases.meaning("units", words)
        if not meaning or not families or self.wanted.words.issuperset(words):
            return False
        return meaning.partition(" ")[0] not in families

    def is_whole(self, part: Part) -> bool:
        """Whether it is the 25 of "18 dari 25"."""
        return "whole" in part.marks and any(part.value > other.value for other in self.parts)

    def is_price(self, part: Part, told: list[Part]) -> bool:
        """Whether it is what the things cost that were asked for: "120 butir harga 2rb", "3 kg 25rb"."""
        if self.wanted.money or part.measure.unit is not None:
            return False
        return "price" in part.marks or (
            part.measure.number.scale >= 1000 and any(other.measure.unit for other in told)
        )

    def unsettles(self, part: Part, told: list[Part]) -> bool:
        """Whether the other numbers cannot be taken as they are because of this one.

        "1 karung 50 kg" are 50 kg, "2 karung 50 kg" may be a hundred; "setengah hari 40rb" is no wage of a day.
        """
        if "unsure" in part.marks:
            return True
        if part in told or "name" in part.marks:
            return False
        unit = part.measure.unit
        if part.marks & {"or", "if"} or unit is None or unit.family == "kali":
            times = unit is not None and any(one.measure.start == part.measure.end for one in told)
            return times or bool(part.marks & {"or", "if"})  # "20 x 30"
        if part.value == 1:
            return False
        if not self.wanted.money:
            return unit.family == "?"
        same_clause = any(not SIGNS & self.words_between([part, other]) for other in told)
        return same_clause and (unit.family in TIMES or not self.wanted.per <= PERIODS)

    def stands_alone(self, told: list[Part]) -> bool:
        """Whether the one value is not half of what is told: "500rb dari suami, 500rb dari kebun", "induk 2 anak 3"."""
        if len(told) > 1:
            return any(self.is_plain(part) for part in told)
        others = [part for part in self.parts if part not in told and not part.marks]
        return self.wanted.money or not others or all(map(self.says_nothing, told[0].before))

    def sure(self, part: Part) -> Chosen:
        """Take the part, unless its words make it a bound or a guess."""
        if part.marks & _OPEN:
            return Chosen(None, "range", (part,))
        end = part.measure.end
        family = "orang" in self.wanted.families and not _KIN.isdisjoint(self.found[: part.measure.start])
        more = not self.wanted.money and ("more" in part.marks or self.found[end : end + 1] == ("+",))
        half = not self.wanted.money and "half" in part.marks
        if family or more or half:  # "saya, suami dan 3 anak", "4 + anaknya", "2 perempuan"
            return Chosen(None, between=(part,))
        return Chosen(part)

    def labelled(self, told: list[Part]) -> Part | None:
        """Return the one with the name of what is asked for beside it, where all have names: "anak 4 cucu 6"."""
        names = [part.before[-1:] for part in told]
        if not all(self.phrases.meaning("units", name) for name in names):
            names = [part.after[:1] for part in told]  # "3 anak 5 cucu"
        if self.wanted.money or not all(self.phrases.meaning("units", name) for name in names):
            return None
        named = [part for part, name in zip(told, names, strict=True) if self.wanted.words.issuperset(name)]
        return named[0] if len(named) == 1 else None

    def head(self, told: list[Part]) -> Part | None:
        """Return the first number where it is an answer in itself, and the others tell more: "8 orang, 2 nya menantu"."""
        first, *others = told
        if not self.is_plain(first) or any(part.value >= first.value for part in others):
            return None
        return first if all(self.tells_more(part, first.measure.end) for part in others) else None

    def tells_more(self, part: Part, start: int) -> bool:
        """Whether the number stands apart from the first, with words of its own."""
        apart = any(
            word in SIGNS or self.phrases.meaning("around", (word,)) == "part"
            for word in self.found[start : part.measure.start]
        )
        return apart and not part.marks & _HALVES and any(map(is_word, (*part.before, *part.after)))

    def is_plain(self, part: Part) -> bool:
        """Whether nothing is said around the number that would make it a part of something."""
        return all(map(self.says_nothing, (*part.before, *part.after)))

    def says_nothing(self, word: str) -> bool:
        """Whether the word is a sign, a word of the question, or one that may stand beside any number."""
        if not is_word(word) or word in self.wanted.words or word in self.phrases.fillers:
            return True
        return self.phrases.meaning("around", (word,)) == "plain"


def _is_no_sum(part: Part, wanted: Wanted) -> bool:
    """Whether it is no sum of money, or one that was lost, owed or kept."""
    if part.measure.unit is not None and part.measure.unit.family != "rupiah":
        return True
    lost = "loss" in part.marks and not _DEBTS & wanted.words
    return lost or ("kept" in part.marks and wanted.known and not _STOCKS & wanted.words)


def _latest(told: list[Part]) -> Part | None:
    """Return what is so now: "dulu 5, sekarang 2", "12rb naik jadi 14rb"."""
    now = [part for part in told if "now" in part.marks]
    left = now if len(now) == 1 else [part for part in told if "once" not in part.marks]
    return left[0] if len(left) == 1 else None


def _total(told: list[Part]) -> Part | None:
    """Return the total, said to be it or seen to be the sum of all others, which each have a name."""
    totals = [part for part in told if "total" in part.marks]
    if len(totals) == 1:
        return totals[0]
    whole = sum((part.value for part in told), Fraction(0))
    sums = [part for part in told if len(told) > 2 and part.value * 2 == whole]
    named = all(part.before or part.after for part in told if part not in sums)
    return sums[0] if len(sums) == 1 and named else None
