"""Finds the measures in a reply: each number with its unit, and what it is for ("50rb sehari", "12 ribu per kg")."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from bot.understanding.normal import is_number, is_word
from bot.understanding.numbers import Number, find_numbers
from bot.understanding.phrases import Phrases
from bot.understanding.units import BREAK, TIMES, Unit, Wanted, counts, fitting, measured, spread

_PARTS = frozenset({Fraction(1, 2), Fraction(1, 4), Fraction(3, 4)})


@dataclass(frozen=True, slots=True)
class Measure:
    """A number, with its unit and what it is for (``rates``, as keys of units) at ``start`` to ``end`` of the tokens.

    ``value`` counts in ``unit``; ``floored`` is whether a smaller unit of it was told as well ("35 tahun 6 bulan").
    """

    number: Number
    value: Fraction
    unit: Unit | None
    start: int
    end: int
    rates: tuple[str, ...] = ()
    floored: bool = False


def find_measures(
    found: tuple[str, ...], wanted: Wanted, phrases: Phrases, language: str
) -> tuple[tuple[str, ...], list[Measure]]:
    """Return the tokens, each unit as one of them, and the measures in them. Rates are no measures of their own."""
    spelt, units = _units(spread(found, wanted, phrases), wanted, phrases)
    if wanted.money:
        spelt, units = _broken(spelt, units, phrases)
    numbers = find_numbers(spelt, phrases, language)
    measures = list(_together(spelt, [_with_unit(number, units, spelt, wanted, phrases) for number in numbers]))
    spans, left = _rates(spelt, measures, wanted)
    spans.update(_rates_per(spelt, measures, units, wanted, phrases))
    return spelt, _given(spelt, left, spans) if spans else left


def _units(found: tuple[str, ...], wanted: Wanted, phrases: Phrases) -> tuple[tuple[str, ...], dict[int, Unit]]:
    """Return the tokens with each unit as one token ("m 2" holds no number), and which unit stands where."""
    kept: list[str] = []
    units: dict[int, Unit] = {}
    at = 0
    for start, stop, meaning in phrases.scan("units", found):
        if start < at:
            continue
        end, named = stop, meaning
        if end - start > 1 and is_number(found[end - 1]) and measured(" ".join(found[end : end + 1]), phrases):
            end -= 1  # "1 meter 2 cm" has no square meters
            named = phrases.meaning("units", found[start:end]) or meaning
        kept.extend(found[at:start])
        if found[start] == "hari" and (phrases.meaning("days", found[end : end + 1]) or "?").isdigit():
            kept += found[start : end + 1]  # a day of the week
            at = end + 1
            continue
        units[len(kept)] = fitting(named, wanted.families)
        kept.append(found[start])
        at = end
    return (*kept, *found[at:]), units


def _broken(
    found: tuple[str, ...], units: dict[int, Unit], phrases: Phrases
) -> tuple[tuple[str, ...], dict[int, Unit]]:
    """Part "2 juta" from "1 tahun", which are not two million and one."""
    kept: list[str] = []
    moved: dict[int, Unit] = {}
    for at, word in enumerate(found):
        unit = units.get(at + 1)
        scaled = at > 0 and is_number(word) and (phrases.number(found[at - 1]) or "").endswith("000")
        if scaled and unit is not None and unit.family != "rupiah":
            kept.append(BREAK)
        if at in units:
            moved[len(kept)] = units[at]
        kept.append(word)
    return tuple(kept), moved


def _with_unit(
    number: Number, units: dict[int, Unit], found: tuple[str, ...], wanted: Wanted, phrases: Phrases
) -> Measure:
    unit = units.get(number.end)
    if unit is not None and _is_its_unit(number, unit, found, wanted):
        return Measure(number, number.value, unit, number.start, number.end + 1)
    before = units.get(number.start - 1)
    said_before = number.start > 1 and counts(found[number.start - 2], phrases)
    if before is not None and before.family == "kali" and not said_before:
        return Measure(number, number.value, before, number.start - 1, number.end)  # "ping telu"
    return Measure(number, number.value, None, number.start, number.end)


def _is_its_unit(number: Number, unit: Unit, found: tuple[str, ...], wanted: Wanted) -> bool:
    """Whether the unit is not the name of the next number ("sapi 2 kambing 5") nor a time ("2 bulan ini 1")."""
    following = found[number.end + 1 : number.end + 3]
    if following and is_number(following[0]):
        named_before = number.start > 0 and is_word(found[number.start - 1])
        return not named_before or any(map(is_word, following))
    if following[:1] in (("ini",), ("kemarin",)):
        return False
    return following[:1] not in (("lalu",), ("depan",)) or (wanted.fits(unit) and not wanted.money)


def _together(found: tuple[str, ...], measures: list[Measure]) -> Iterator[Measure]:
    """Yield the measures, those that are one made one: "2 kilo setengah", "1 jam 30 menit", "35 tahun 6 bulan"."""
    last: Measure | None = None
    for measure in measures:
        joined = last and _joined(found, last, measure)
        if last and not joined:
            yield last
        last = joined or measure
    if last:
        yield last


def _joined(found: tuple[str, ...], first: Measure, second: Measure) -> Measure | None:
    if found[first.end : second.start] not in ((), ("lebih",)) or first.unit is None or first.value.denominator != 1:
        return None
    if second.unit is None:
        value = second.value if second.value in _PARTS else None
    elif second.unit.family == first.unit.family:
        value = second.value * second.unit.factor / first.unit.factor
    else:
        return None
    if value is None or value >= 1:
        return None
    return replace(first, value=first.value + value, end=second.end, floored=second.unit is not None)


def _rates(
    found: tuple[str, ...], measures: list[Measure], wanted: Wanted
) -> tuple[dict[int, tuple[int, str]], list[Measure]]:
    """Tell rates from numbers: "50rb sehari". Return the rates as start to end and key, and the numbers that are left."""
    spans: dict[int, tuple[int, str]] = {}
    left: list[Measure] = []
    for place, measure in enumerate(measures):
        unit = measure.unit
        if unit is not None and len(measures) > 1 and _is_rate(found, measures, place, unit, wanted):
            often = unit.key if measure.value == 1 else f"{measure.value} {unit.key}"
            spans[measure.start] = (measure.end, often)
        else:
            left.append(measure)
    return spans, left


def _rates_per(
    found: tuple[str, ...], measures: list[Measure], units: dict[int, Unit], wanted: Wanted, phrases: Phrases
) -> Iterator[tuple[int, tuple[int, str]]]:
    """Yield the rates that are named: "per hari", "/kg", "tiap panen"."""
    taken = {measure.end - 1 for measure in measures if measure.unit is not None}
    for at, (word, following) in enumerate(pairwise(found)):
        if phrases.meaning("around", (word,)) != "per" or at + 1 in taken or not is_word(following):
            continue
        named = units.get(at + 1)
        if named is not None:
            yield at, (at + 2, named.key)
        elif phrases.number(following) is None and (word == "per" or wanted.money):
            yield at, (at + 2, following)


def _is_rate(found: tuple[str, ...], measures: list[Measure], place: int, unit: Unit, wanted: Wanted) -> bool:
    """Whether this is the "sehari" of "50rb sehari" and not a number that is told."""
    measure = measures[place]
    before, after = measures[:place][-1:], measures[place + 1 : place + 2]
    if measure.value != 1:
        return unit.family in TIMES and any(_is_once(one) and _touch(found, measure.end, one.start) for one in after)
    if wanted.money:
        return unit.family not in {"kali", "rupiah"}
    follows = any(_touch(found, one.end, measure.start) for one in before)
    if follows and before[0].unit is None and found[measure.start - 1] == BREAK:
        return True
    if unit.family not in TIMES or unit == wanted.unit:
        return False
    return follows or any(_touch(found, measure.end, one.start) for one in after)


def _is_once(measure: Measure) -> bool:
    """Whether it is the "sekali" of "4 minggu sekali"."""
    return measure.unit is not None and measure.unit.family == "kali" and measure.value == 1


def _given(found: tuple[str, ...], measures: list[Measure], spans: dict[int, tuple[int, str]]) -> list[Measure]:
    """Give each rate to the number that it follows, else to the one that it precedes, else to the last."""
    result = list(measures)
    for start, (end, key) in sorted(spans.items()) if measures else ():
        place = _owner(found, result, start)
        one = replace(result[place], rates=(*result[place].rates, key))
        if _touch(found, one.end, start):
            one = replace(one, end=end)
        elif _touch(found, end, one.start):
            one = replace(one, start=start)
        result[place] = one
    return result


def _owner(found: tuple[str, ...], measures: list[Measure], start: int) -> int:
    before = sum(one.start < start for one in measures)
    if before and (before == len(measures) or _touch(found, measures[before - 1].end, start)):
        return before - 1
    return before


def _touch(found: tuple[str, ...], end: int, start: int) -> bool:
    """Whether nothing stands between the end of one and the start of the other."""
    return end <= start and all(word == BREAK for word in found[end:start])
