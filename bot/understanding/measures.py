"""Finds the measures in a reply: each number with its unit, and what it is for ("50rb sehari", "12 ribu per kg")."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from bot.survey.model import Asked, Decimal, Integer, Money
from bot.understanding.kept import Kept
from bot.understanding.normal import is_number, is_word, tokens
from bot.understanding.numbers import Number, find_numbers
from bot.understanding.phrases import Phrases

PIECES = "buah"
"""The unit of things that are counted by the piece; it fits whatever is asked for that has no unit of its own."""

BREAK = "|"
"""Stands between two numbers that must not be read as one: "40 ribu" and the one in "sehari"."""

_ONE = ("sak", "sa", "se")
_ENDINGS = ("nya", "an", "ne", "e", "mi", "ji", "ki", "ku")
_PERIODS = frozenset({"hari", "minggu", "bulan", "tahun"})
TIMES = frozenset({"jam", "hari", "bulan"})
"""Families of units of time."""
PERIODS = frozenset({"hari 1", "hari 7", "bulan 1", "bulan 12"})
"""Keys of a day, a week, a month and a year."""
_PARTS = frozenset({Fraction(1, 2), Fraction(1, 4), Fraction(3, 4)})


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its family ("kg"), how much of the family's first unit it is, and both as one word (``key``)."""

    family: str
    factor: Fraction
    key: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A number at ``start``, with its unit up to ``end``; ``rates`` are the keys of what it is for."""

    number: Number
    value: Fraction
    unit: Unit | None
    start: int
    end: int
    rates: tuple[str, ...] = ()
    floored: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the question asks for, in the words of the tables. ``known`` is whether its words are known at all."""

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
        return unit.family == PIECES or (not self.known and unit.family != "persen")

    def in_its_unit(self, measure: Measure) -> Fraction:
        """Return the measure's value in the unit of the question."""
        unit = measure.unit
        if unit is None or self.unit is None or unit.family != self.unit.family:
            return measure.value
        return measure.value * unit.factor / self.unit.factor


@lru_cache(maxsize=1_000)
def _units_of(meaning: str) -> tuple[Unit, ...]:
    """Return the units that a meaning of the table may stand for ("meter" is said of land and of ways)."""
    found = [one.split() for one in meaning.split("|")]
    return tuple(Unit(family, Fraction(factor), f"{family} {factor}") for family, factor in found)


def _fitting(meaning: str, families: frozenset[str]) -> Unit:
    units = _units_of(meaning)
    return next((unit for unit in units if unit.family in families), units[0])


def unit_of(word: str, phrases: Phrases) -> Unit | None:
    """Return the unit that a word names, the first where it may name several."""
    meaning = phrases.meaning("units", (word,)) or phrases.meaning("units", tokens(word, phrases.words))
    return None if meaning is None else _units_of(meaning)[0]


def _from_words(asked: Asked, phrases: Phrases) -> Wanted:
    spelt = [word for thing in asked.of for word in tokens(thing, phrases.words)]
    units = [unit for word in spelt if (unit := unit_of(word, phrases))]
    return Wanted(
        known=True,
        unit=units[0] if units else None,
        families=frozenset(unit.family for unit in units),
        per=frozenset(key_of(word, phrases) for thing in asked.per for word in tokens(thing, phrases.words)),
        words=frozenset(word for said in asked.words for word in tokens(said, phrases.words)),
        when=asked.when,
        which=asked.which,
    )


# Surveys live long and are asked often; the labels of one need be looked up in the tables only once.
_wanted = Kept(_from_words)
_NOTHING = Wanted()


def wanted_by(kind: Integer | Decimal | Money, phrases: Phrases) -> Wanted:
    """Return what a question of this kind asks for."""
    wanted = _NOTHING if kind.asked is None else _wanted(kind.asked, phrases)
    if isinstance(kind, Money) or not kind.unit:
        return wanted
    unit = unit_of(kind.unit.lower(), phrases) or Unit(kind.unit, Fraction(1), kind.unit)
    return replace(wanted, unit=unit, families=wanted.families | {unit.family})


def key_of(word: str, phrases: Phrases) -> str:
    """Return one key for all spellings of a unit ("kilo", "kg"); a word that names none is its own."""
    unit = unit_of(word, phrases)
    return unit.key if unit else word


def spread(found: tuple[str, ...], wanted: Wanted, phrases: Phrases) -> tuple[str, ...]:
    """Return the tokens with units apart from what is written onto them: "sehari", "perkilo", "orangnya", "harian"."""
    names = phrases.first["units"]
    kept: list[str] = []
    for word, following in zip(found, (*found[1:], ""), strict=True):
        if word in _ONE and _measured(following, phrases):
            kept += (BREAK, "satu")  # "sak jam"
            continue
        if word in names or not is_word(word) or len(word) < 4 or phrases.number(word) is not None:
            kept.append(word)
            continue
        base = word.removeprefix("per")
        if base != word and (name := _bare(base, phrases)):
            kept += ("per", name)
        elif not (one := _one_of(word, wanted, phrases)):
            name = _bare(word, phrases)
            alone = name in _PERIODS and not (kept and _counts(kept[-1], phrases))
            kept += ("per", name) if name and alone and word == f"{name}an" else (name or word,)
        else:
            kept += (BREAK, "satu", one)
    return tuple(kept)


def _measured(word: str, phrases: Phrases) -> bool:
    """Whether the word is a unit, and not a sack or a basket."""
    return not (phrases.meaning("units", (word,)) or "?").startswith("?")


def _counts(word: str, phrases: Phrases) -> bool:
    return is_number(word) or phrases.number(word) is not None


def _one_of(word: str, wanted: Wanted, phrases: Phrases) -> str:
    """Return the unit in "sejam", "sakilo"; "sekali" means once only where times are counted, else "very"."""
    for prefix in _ONE:
        base = word.removeprefix(prefix)
        if base != word and len(base) > 2 and (name := _bare(base, phrases)):
            return name if name != "kali" or not wanted.known or "kali" in wanted.families else ""
    return ""


def _bare(word: str, phrases: Phrases) -> str:
    """Return the name of the unit that the word is, whatever its ending and spelling; empty if it is none."""
    names = phrases.first["units"]
    for ending in ("", *_ENDINGS):
        base = word.removesuffix(ending)
        if base == word and ending or len(base) < 2:
            continue
        meant = phrases.words.get((base,), (base,))
        if len(meant) == 1 and meant[0] in names and phrases.meaning("units", meant):
            return meant[0]
    return ""


def find_measures(
    found: tuple[str, ...], kind: Integer | Decimal | Money, wanted: Wanted, phrases: Phrases, language: str
) -> tuple[tuple[str, ...], list[Measure]]:
    """Return the tokens, each unit as one of them, and the measures in them. Rates are no measures of their own."""
    spelt, units = _units(spread(found, wanted, phrases), wanted, phrases)
    if isinstance(kind, Money):
        spelt, units = _broken(spelt, units, phrases)
    numbers = find_numbers(spelt, phrases, language)
    measures = list(_together(spelt, [_with_unit(number, units, spelt, kind, wanted, phrases) for number in numbers]))
    return spelt, _with_rates(spelt, measures, units, isinstance(kind, Money), wanted, phrases)


def _units(found: tuple[str, ...], wanted: Wanted, phrases: Phrases) -> tuple[tuple[str, ...], dict[int, Unit]]:
    """Return the tokens with each unit as one token ("m 2" holds no number), and which unit stands where."""
    kept: list[str] = []
    units: dict[int, Unit] = {}
    at = 0
    for start, end, meaning in phrases.scan("units", found):
        if start < at:
            continue
        if end - start > 1 and is_number(found[end - 1]) and _measured(" ".join(found[end : end + 1]), phrases):
            end -= 1  # "1 meter 2 cm" has no square meters
            meaning = phrases.meaning("units", found[start:end]) or meaning
        kept.extend(found[at:start])
        if found[start] == "hari" and (phrases.meaning("days", found[end : end + 1]) or "?").isdigit():
            kept += found[start : end + 1]  # a day of the week
            at = end + 1
            continue
        units[len(kept)] = _fitting(meaning, wanted.families)
        kept.append(found[start])
        at = end
    return (*kept, *found[at:]), units


def _broken(
    found: tuple[str, ...], units: dict[int, Unit], phrases: Phrases
) -> tuple[tuple[str, ...], dict[int, Unit]]:
    """Part "2 juta" from "1 tahun", which are not two million and one."""
    for at, unit in units.items():
        before = found[at - 2 : at] if at > 1 else ()
        if (
            before
            and is_number(before[1])
            and unit.family != "rupiah"
            and (phrases.number(before[0]) or "").endswith("000")
        ):
            apart = (*found[: at - 1], BREAK, *found[at - 1 :])
            return _broken(apart, {place + (place >= at): one for place, one in units.items()}, phrases)
    return found, units


def _with_unit(
    number: Number,
    units: dict[int, Unit],
    found: tuple[str, ...],
    kind: Integer | Decimal | Money,
    wanted: Wanted,
    phrases: Phrases,
) -> Measure:
    unit = units.get(number.end)
    if unit is not None and _is_its_unit(number, unit, units, found, isinstance(kind, Money), wanted):
        return Measure(number, number.value, unit, number.start, number.end + 1)
    before = units.get(number.start - 1)
    if before is not None and before.family == "kali" and not _counts(found[number.start - 2], phrases):
        return Measure(number, number.value, before, number.start - 1, number.end)  # "ping telu"
    return Measure(number, number.value, None, number.start, number.end)


def _is_its_unit(
    number: Number, unit: Unit, units: dict[int, Unit], found: tuple[str, ...], money: bool, wanted: Wanted
) -> bool:
    """Whether the unit after a number is not the name of the next one ("sapi 2 kambing 5") nor a time ("2 bulan ini 1")."""
    following = found[number.end + 1 : number.end + 3]
    if following and is_number(following[0]):
        return is_word(found[number.start - 1]) <= any(map(is_word, following)) if number.start else True
    following = following[:1]
    if following in (("ini",), ("kemarin",)):
        return False
    return following not in (("lalu",), ("depan",)) or not (money or not wanted.fits(unit))


def _together(found: tuple[str, ...], measures: list[Measure]) -> Iterator[Measure]:
    """Yield the measures, those that are one made one: "2 kilo setengah", "1 jam 30 menit", "35 tahun 6 bulan"."""
    last: Measure | None = None
    for measure in measures:
        joined = last and _joined(found, last, measure)
        if joined:
            last = joined
            continue
        if last:
            yield last
        last = measure
    if last:
        yield last


def _joined(found: tuple[str, ...], first: Measure, second: Measure) -> Measure | None:
    if found[first.end : second.start] not in ((), ("lebih",)) or first.unit is None or first.value.denominator != 1:
        return None
    if second.unit is None:
        value = second.value if second.value in _PARTS else None
    elif second.unit.family == first.unit.family and second.unit.factor < first.unit.factor:
        value = second.value * second.unit.factor / first.unit.factor
    else:
        return None
    if value is None or value >= 1:
        return None
    return replace(first, value=first.value + value, end=second.end, floored=second.unit is not None)


def _with_rates(
    found: tuple[str, ...],
    measures: list[Measure],
    units: dict[int, Unit],
    money: bool,
    wanted: Wanted,
    phrases: Phrases,
) -> list[Measure]:
    """Take out what a number is for, and give it to the number beside it."""
    spans: dict[int, tuple[int, str]] = {}
    left: list[Measure] = []
    for place, measure in enumerate(measures):
        if _is_rate(found, measures, place, money, wanted) and measure.unit is not None:
            often = measure.unit.key if measure.value == 1 else f"{measure.value} {measure.unit.key}"
            spans[measure.start] = (measure.end, often)
        else:
            left.append(measure)
    taken = {measure.end - 1 for measure in measures if measure.unit is not None}
    for at, word in enumerate(found[:-1]):
        if phrases.meaning("around", (word,)) == "per" and at + 1 not in taken and is_word(found[at + 1]):
            named = units.get(at + 1)
            if named is not None or (phrases.number(found[at + 1]) is None and (word == "per" or money)):
                spans[at] = (at + 2, named.key if named else found[at + 1])
    return _given(found, left, spans) if spans else left


def _is_rate(found: tuple[str, ...], measures: list[Measure], place: int, money: bool, wanted: Wanted) -> bool:
    """Whether this is the "sehari" of "50rb sehari" and not a number that is told."""
    measure = measures[place]
    if measure.unit is None or measure.unit.family == "rupiah" or len(measures) < 2:
        return False
    if measure.value != 1:
        return measure.unit.family in TIMES and _once(found, measure.end, measures[place + 1 : place + 2])
    if money:
        return measure.unit.family != "kali"
    glued = place > 0 and found[measure.start - 1] == BREAK and measures[place - 1].unit is None
    if glued and _touch(found, measures[place - 1].end, measure.start):
        return True
    if measure.unit.family not in TIMES or measure.unit.family in wanted.families and wanted.unit == measure.unit:
        return False
    after = place > 0 and _touch(found, measures[place - 1].end, measure.start)
    return after or (place + 1 < len(measures) and _touch(found, measure.end, measures[place + 1].start))


def _once(found: tuple[str, ...], end: int, following: list[Measure]) -> bool:
    """Whether "sekali" follows, as in "4 minggu sekali"."""
    return any(
        one.unit is not None and one.unit.family == "kali" and one.value == 1 and _touch(found, end, one.start)
        for one in following
    )


def _given(found: tuple[str, ...], measures: list[Measure], spans: dict[int, tuple[int, str]]) -> list[Measure]:
    """Give each rate to the number that it follows, else to the one that it precedes, else to the last."""
    result = list(measures)
    for start, (end, key) in sorted(spans.items()):
        place = _owner(found, result, start)
        if place is None:
            continue
        one = replace(result[place], rates=(*result[place].rates, key))
        if _touch(found, one.end, start):
            one = replace(one, end=end)
        elif _touch(found, end, one.start):
            one = replace(one, start=start)
        result[place] = one
    return result


def _touch(found: tuple[str, ...], end: int, start: int) -> bool:
    """Whether nothing stands between the end of one and the start of the other."""
    return end <= start and all(word == BREAK for word in found[end:start])


def _owner(found: tuple[str, ...], measures: list[Measure], start: int) -> int | None:
    before = sum(one.start < start for one in measures)
    if before and _touch(found, measures[before - 1].end, start):
        return before - 1
    if before < len(measures):
        return before
    return before - 1 if before else None
