"""Units as they are written, and what a question asks for in their terms."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import zip_longest

from bot.survey.model import Asked, Decimal, Integer, Money
from bot.understanding.kept import Kept
from bot.understanding.normal import is_number, is_word, tokens
from bot.understanding.phrases import Phrases

COUNTERS = frozenset({"buah", "orang", "ekor"})
"""What things, people and animals are counted with; they fit whatever is asked for that has no unit of its own."""

TIMES = frozenset({"jam", "hari", "bulan"})
"""Families of units of time."""

PERIODS = frozenset({"hari 1", "hari 7", "bulan 1", "bulan 12"})
"""Keys of a day, a week, a month and a year."""

BREAK = "|"
"""Stands between two numbers that must not be read as one: "40 ribu" and the one in "sehari"."""

Numeric = Integer | Decimal | Money

_PERIOD_NAMES = frozenset({"hari", "minggu", "bulan", "tahun"})
_ONE = ("sak", "sa", "se")
_ENDINGS = ("nya", "an", "ne", "e", "mi", "ji", "ki", "ku")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its family ("kg"), how much of the family's first unit it is, and both as one word (``key``).

    ``counter`` is the family with which such things are counted as well: goats are "3 kambing" or "3 ekor".
    """

    family: str
    factor: Fraction
    key: str
    counter: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the question asks for, in the words of the tables. ``known`` is whether its words are known at all."""

    money: bool
    known: bool = False
    unit: Unit | None = None
    families: frozenset[str] = frozenset()
    per: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    when: str = ""
    which: str = ""

    def fits(self, unit: Unit | None) -> bool:
        """Whether a number with this unit can answer the question."""
        if unit is None or unit.family in self.families:
            return True
        if self.families:
            return False
        return unit.family in COUNTERS or (not self.known and unit.family != "persen")

    def in_its_unit(self, value: Fraction, unit: Unit | None) -> Fraction:
        """Return a value that was told in another unit in that of the question."""
        if unit is None or self.unit is None or unit.family != self.unit.family:
            return value
        return value * unit.factor / self.unit.factor


@lru_cache(maxsize=1_000)
def _units_of(meaning: str) -> tuple[Unit, ...]:
    """Return the units that a meaning of the table may stand for ("meter" is said of land and of ways)."""
    found = [one.split() for one in meaning.split("|")]
    return tuple(Unit(one[0], Fraction(one[1]), " ".join(one[:2]), "".join(one[2:])) for one in found)


def fitting(meaning: str, families: frozenset[str]) -> Unit:
    """Return the unit that a meaning stands for in a question about these families, else its first."""
    units = _units_of(meaning)
    return next((unit for unit in units if unit.family in families), units[0])


def unit_of(word: str, phrases: Phrases) -> Unit | None:
    """Return the unit that a word names, the first where it may name several."""
    meaning = phrases.meaning("units", (word,)) or phrases.meaning("units", tokens(word, phrases.words))
    return None if meaning is None else _units_of(meaning)[0]


def _key_of(word: str, phrases: Phrases) -> str:
    """Return one key for all spellings of a unit ("kilo", "kg"); a word that names none is its own."""
    unit = unit_of(word, phrases)
    return unit.key if unit else word


def _from_words(asked: Asked, phrases: Phrases) -> Wanted:
    spelt = [word for thing in asked.of for word in tokens(thing, phrases.words)]
    units = [unit for word in spelt if (unit := unit_of(word, phrases))]
    return Wanted(
        money=False,
        known=True,
        unit=units[0] if units else None,
        families=frozenset(family for unit in units for family in (unit.family, unit.counter) if family),
        per=frozenset(_key_of(word, phrases) for thing in asked.per for word in tokens(thing, phrases.words)),
        words=frozenset(word for said in asked.words for word in tokens(said, phrases.words)),
        when=asked.when,
        which=asked.which,
    )


def _sum_from_words(asked: Asked, phrases: Phrases) -> Wanted:
    return replace(_from_words(asked, phrases), money=True, unit=None, families=frozenset())


# Surveys live long and are asked often; the labels of one need be looked up in the tables only once.
_wanted = Kept(_from_words)
_wanted_sum = Kept(_sum_from_words)
_NUMBER = Wanted(money=False)
_SUM = Wanted(money=True)


def wanted_by(kind: Numeric, phrases: Phrases) -> Wanted:
    """Return what a question of this kind asks for."""
    if isinstance(kind, Money):
        return _SUM if kind.asked is None else _wanted_sum(kind.asked, phrases)
    wanted = _NUMBER if kind.asked is None else _wanted(kind.asked, phrases)
    if not kind.unit:
        return wanted
    unit = unit_of(kind.unit.lower(), phrases) or Unit(kind.unit, Fraction(1), kind.unit)
    return replace(wanted, unit=unit, families=wanted.families | {unit.family})


def measured(word: str, phrases: Phrases) -> bool:
    """Whether the word is a unit, and not a sack or a basket."""
    return not (phrases.meaning("units", (word,)) or "?").startswith("?")


def counts(word: str, phrases: Phrases) -> bool:
    """Whether the word is a number, in digits or letters."""
    return is_number(word) or phrases.number(word) is not None


def spread(found: tuple[str, ...], wanted: Wanted, phrases: Phrases) -> tuple[str, ...]:
    """Return the tokens with units apart from what is written onto them: "sehari", "perkilo", "orangnya", "harian"."""
    names = phrases.first["units"]
    kept: list[str] = []
    for word, following in zip_longest(found, found[1:], fillvalue=""):
        if word in _ONE and measured(following, phrases):
            kept += (BREAK, "satu")  # "sak jam"
        elif word in names or len(word) < 4 or not is_word(word) or phrases.number(word) is not None:
            kept.append(word)
        else:
            kept += _apart(word, wanted, phrases, after_number=bool(kept) and counts(kept[-1], phrases))
    return tuple(kept)


def _apart(word: str, wanted: Wanted, phrases: Phrases, *, after_number: bool) -> tuple[str, ...]:
    """Return the words of which one is made: "sehari" is "satu hari", "perkilo" and "harian" are rates."""
    base = word.removeprefix("per")
    if base != word and (name := _bare(base, phrases)):
        return ("per", name)
    if one := _one_of(word, wanted, phrases):
        return (BREAK, "satu", one)
    name = _bare(word, phrases)
    if name in _PERIOD_NAMES and word == f"{name}an" and not after_number:
        return ("per", name)
    return (name or word,)


def _one_of(word: str, wanted: Wanted, phrases: Phrases) -> str:
    """Return the unit in "sejam", "sakilo"; "sekali" means once only where times are counted, else "very"."""
    for prefix in _ONE:
        base = word.removeprefix(prefix)
        if base != word and len(base) > 2 and (name := _bare(base, phrases)):
            return name if name != "kali" or not wanted.known or "kali" in wanted.families else ""
    return ""


def _bare(word: str, phrases: Phrases) -> str:
    """Return the name of the unit that the word is, whatever its ending and spelling; empty if it is none."""
    for ending in ("", *_ENDINGS):
        base = word.removesuffix(ending)
        if (base != word or not ending) and len(base) > 1:
            meant = phrases.words.get((base,), (base,))
            if phrases.meaning("units", meant) and len(meant) == 1:
                return meant[0]
    return ""
