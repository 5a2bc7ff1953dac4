"""Reads whole numbers, measures and rupiah. A range, a choice of two or a mere size is asked back, never averaged."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from typing import assert_never

from bot.survey.model import Decimal, Integer, Money
from bot.understanding.choosing import choose
from bot.understanding.measures import Measure, find_measures
from bot.understanding.normal import Reply, is_word, without_address
from bot.understanding.numbers import Number
from bot.understanding.parts import Part
from bot.understanding.phrases import Phrases
from bot.understanding.reading import NotAnAnswer, Read, Reading, Reason, Unclear
from bot.understanding.units import Numeric, Wanted, wanted_by

_NEGATIONS = frozenset({"tidak", "belum"})
_PHONE = re.compile(r"(?:08[0-9]{7,}|62[0-9]{9,})")
_PLAIN = re.compile(r"[0-9]{1,15}")
_BIRTH = frozenset({"tahun", "lahir", "kelahiran", "lair", "dilahirkan"})
_OLDEST = 75
"""Few members are older: two digits from here on are a year ("78"), below they may be an age."""
_MONEY = frozenset({"rupiah"})
"""What every question about money asks for, in whatever words."""
_MILLION = 1_000_000


def write(value: Fraction) -> str:
    """Return the number as XForms writes it, at most four places after the point: "3", "2.5"."""
    if value.denominator == 1:
        return str(value.numerator)
    return f"{float(round(value, 4)):.4f}".rstrip("0").rstrip(".")


def within(value: Fraction, kind: Numeric) -> bool:
    """Whether the question's limits (inclusive) allow the value."""
    return (kind.minimum is None or value >= kind.minimum) and (kind.maximum is None or value <= kind.maximum)


def _checked(value: Fraction, kind: Numeric, rule: str, confidence: float) -> Reading:
    """Return the value as read, or that it lies outside the limits."""
    if not within(value, kind):
        return Unclear((), "limits")
    return Read(write(value), rule, confidence)


def _asked_back(values: list[Fraction], reason: Reason) -> Unclear:
    """Ask between values, each once, in the order of the reply."""
    return Unclear(tuple(dict.fromkeys(write(value) for value in values)), reason)


def _without_hedges(reply: Reply, phrases: Phrases) -> tuple[str, ...]:
    """Return the tokens without "kurang lebih", "+-", "kalau tidak salah", which change nothing in a number."""
    hedges = [(start, end) for start, end, meaning in phrases.scan("around", reply.tokens) if meaning == "hedge"]
    kept = list(reply.tokens)
    for start, end in reversed(hedges):
        del kept[start:end]
    return tuple(kept)


def read_amount(kind: Numeric, reply: Reply, phrases: Phrases, language: str) -> Reading:
    """Read a number within the question's limits; outside them it is ``Unclear`` for "limits", without candidates."""
    wanted = wanted_by(kind, phrases)
    told = without_address(_without_hedges(reply, phrases))
    if isinstance(kind, Money):
        told = _grouped(told)
    elif isinstance(kind, Decimal):
        told = _with_comma(told)
    tokens, measures = find_measures(told, wanted, phrases, language)
    if not measures:
        return _said_without_number(reply, kind, wanted, phrases)
    if _PHONE.fullmatch(measures[0].number.digits):
        return NotAnAnswer()
    match kind:
        case Integer():
            return _integer(kind, reply, tokens, measures, wanted, phrases)
        case Decimal():
            return _decimal(kind, reply, tokens, measures, wanted, phrases)
        case Money():
            return _money(kind, reply, tokens, measures, wanted, phrases)
        case _:
            assert_never(kind)


def _said_without_number(reply: Reply, kind: Numeric, wanted: Wanted, phrases: Phrases) -> Reading:
    """Read "belum ada", "sendirian", "banyak", "tidak melaut"."""
    words = wanted.words | _MONEY if isinstance(kind, Money) else wanted.words
    said = [meaning.partition(" ") for _, _, meaning in phrases.scan("amounts", reply.words)]
    meanings = {value for value, _, asked in said if not asked or not wanted.known or words & set(asked.split())}
    if "vague" in meanings:
        return Unclear((), "which_number")
    if len(meanings) == 1:
        return _checked(Fraction(meanings.pop()), kind, "amount.words", 0.85)
    if not within(Fraction(0), kind) or not reply.words or reply.words[0] not in _NEGATIONS:
        return NotAnAnswer()
    if set(reply.words) <= _NEGATIONS:
        return Unclear(("0",), "which_number")
    if (
        len(reply.words) > 1
        and reply.words[1] in wanted.words
        and "orang" not in wanted.families
        and reply.words[0] == "tidak"
    ):
        return Read("0", "amount.not_done", 0.8)
    return NotAnAnswer()


def _single(
    tokens: tuple[str, ...],
    measures: list[Measure],
    kind: Numeric,
    wanted: Wanted,
    phrases: Phrases,
) -> Part | Unclear:
    """Return the one number that the reply gives, or why there is not one."""
    chosen = choose(tokens, measures, wanted, phrases)
    if chosen.part is None:
        return _asked_back([part.value_for(wanted) for part in chosen.between], chosen.reason)
    number = chosen.part.measure.number
    if _below_zero(tokens, number) and not (kind.minimum is not None and kind.minimum < 0):
        return _asked_back([abs(number.value)], "which_number")
    return chosen.part


def _below_zero(tokens: tuple[str, ...], number: Number) -> bool:
    return bool({"-", "minus"} & set(tokens[max(0, number.start - 2) : number.start]))


def _sureness(reply: Reply) -> float:
    """The more other words stand around a number, the less sure it is the answer."""
    return 0.98 if len(reply.words) <= 3 else 0.85 if len(reply.words) <= 6 else 0.7


def _integer(
    kind: Integer,
    reply: Reply,
    tokens: tuple[str, ...],
    measures: list[Measure],
    wanted: Wanted,
    phrases: Phrases,
) -> Reading:
    """Read a whole number: digits, words, "3 anak", "setahun" in months, "2 lusin"."""
    special = _year(kind, tokens, measures, phrases) if _asks_year(kind) else None
    special = special or _spelt_out(kind, measures)
    if special is not None:
        return special
    part = _single(tokens, measures, kind, wanted, phrases)
    if isinstance(part, Unclear):
        return Unclear(tuple(value for value in part.candidates if "." not in value), part.reason)
    value = part.value_for(wanted)
    if _below_zero(tokens, part.measure.number):
        value = -value
    low = Fraction(value.__floor__())
    if value != low and part.measure.floored and wanted.unit == part.measure.unit:
        value = low  # "35 tahun 6 bulan" are 35 years
    if value != low:
        return _asked_back([low, low + 1], "which_number")
    return _checked(value, kind, "digits" if part.measure.number.digits else "number.words", _sureness(reply))


def _asks_year(kind: Integer) -> bool:
    """Whether a year of the calendar is asked for: no count has such limits."""
    return kind.minimum is not None and kind.maximum is not None and 1000 <= kind.minimum <= kind.maximum < 2200


def _year(kind: Integer, tokens: tuple[str, ...], measures: list[Measure], phrases: Phrases) -> Reading | None:
    """Read a year out of a date, or from its last two digits."""
    if any(_is_decade(tokens[one.number.end - 1], phrases) for one in measures):
        return Unclear((), "which_number")
    inside = {one.value for one in measures if within(one.value, kind)}
    if len(inside) == 1 and len(measures) > 1 and all(one.value in inside or one.value < 100 for one in measures):
        return Read(write(inside.pop()), "year.of_date", 0.9)
    if len(measures) > 1 or measures[0].unit is not None or not _two_digits(measures[0]):
        return None
    years = [year for year in (measures[0].value + 1900, measures[0].value + 2000) if within(year, kind)]
    if len(years) == 1 and (measures[0].value >= _OLDEST or _BIRTH & set(tokens[: measures[0].start])):
        return Read(write(years[0]), "year.two_digits", 0.85)
    return _asked_back(years, "which_number")


def _two_digits(measure: Measure) -> bool:
    return 10 <= measure.value < 100 or (len(measure.number.digits) == 2 and measure.value < 10)


def _is_decade(last: str, phrases: Phrases) -> bool:
    """Whether the number ends as in "60an", "tujuh puluhan"."""
    return last == "an" or (last.endswith("an") and phrases.number(last) is None)


def _spelt_out(kind: Integer, measures: list[Measure]) -> Reading | None:
    """Read a number told digit by digit ("empat lima" for 45), where the digits alone could not be meant."""
    if len(measures) < 2 or kind.minimum is None or kind.minimum < 10:
        return None
    if any(first.end != second.start for first, second in pairwise(measures)):
        return None
    if any(
        one.unit or not 0 <= one.value < 100 or one.value.denominator != 1 or within(one.value, kind)
        for one in measures
    ):
        return None
    value = Fraction("".join(write(one.value) for one in measures))
    return Read(write(value), "number.spelt_out", 0.8) if within(value, kind) else None


def _decimal(
    kind: Decimal,
    reply: Reply,
    tokens: tuple[str, ...],
    measures: list[Measure],
    wanted: Wanted,
    phrases: Phrases,
) -> Reading:
    """Read a measure in the question's unit: "2,5", "1 1/2 kg", "1 ton" (1000 kg), "sekilo setengah"."""
    part = _single(tokens, measures, kind, wanted, phrases)
    if isinstance(part, Unclear):
        return part
    value, number = part.value_for(wanted), part.measure.number
    if _below_zero(tokens, number):
        value = -value
    if wanted.unit and part.measure.unit is None and _unknown(part.after[:1], kind, wanted, phrases):
        return _asked_back([value], "which_number")
    return _checked(value, kind, "digits" if number.digits else "number.words", _sureness(reply))


def _with_comma(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Join a fraction that is set apart from its number: "4 , 5", "1,,5"."""
    kept = list(tokens)
    at = 1
    while at < len(kept) - 1:
        if kept[at] != ",":
            at += 1
        elif kept[at + 1] == ",":
            del kept[at + 1]
        elif _PLAIN.fullmatch(kept[at - 1]) and _PLAIN.fullmatch(kept[at + 1]):
            kept[at - 1 : at + 2] = [f"{kept[at - 1]},{kept[at + 1]}"]
        else:
            at += 1
    return tuple(kept)


def _unknown(following: tuple[str, ...], kind: Decimal, wanted: Wanted, phrases: Phrases) -> bool:
    """Whether a word that no table knows stands where the unit should ("2 petak")."""
    return any(is_word(word) and word not in phrases.known | wanted.words and word != kind.unit for word in following)


def _money(
    kind: Money,
    reply: Reply,
    tokens: tuple[str, ...],
    measures: list[Measure],
    wanted: Wanted,
    phrases: Phrases,
) -> Reading:
    """Read an amount in whole rupiah: "1,5jt", "500rb", "1.500.000", "Rp 5.000,-", "sejuta setengah".

    A bare number under 1,000 may mean thousands or millions, so it is asked back with what the limits allow.
    """
    part = _single(tokens, _shared_scale(measures), kind, wanted, phrases)
    if isinstance(part, Unclear):
        return part
    number = part.measure.number
    value = number.value
    if part.measure not in measures:
        return _asked_back([value], "thousands")  # "bulan lalu 700, bulan ini 900rb"
    if number.digits.count(",") == 1 and len(number.digits) - number.digits.index(",") == 4 and value > 1:
        value *= 1000  # "1,500": whole rupiah have no three decimals, so the comma groups thousands
    if number.scale >= 1000 and 0 < number.tail < 1000:
        if number.tail % 50:
            return _asked_back([value], "which_number")
        value += number.tail * (number.scale // 1000 - 1)  # "1 juta 500" is said for 1.500.000
    if number.scale == 1 and 0 < value < 1000:
        return _small_money(value, kind)
    if value.denominator != 1:
        return _asked_back([Fraction(round(value))], "which_number")
    return _checked(value, kind, "money.digits" if number.digits else "money.words", _sureness(reply))


def _grouped(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Join thousands that are set apart by spaces: "1 500 000"."""
    kept: list[str] = []
    for word in tokens:
        if kept and len(word) == 3 and word.isdecimal() and kept[-1].isdecimal() and kept[-1][0] != "0":
            kept[-1] += word
        else:
            kept.append(word)
    return tuple(kept)


def _shared_scale(measures: list[Measure]) -> list[Measure]:
    """Give "200" in "200 sampai 300 ribu" the scale of what follows it."""
    if len(measures) != 2:
        return measures
    first, second = measures
    scale = second.number.scale
    if first.unit or first.number.scale != 1 or scale == 1 or first.value >= 1000:
        return measures
    value = first.value * scale
    number = Number(value, first.number.start, first.number.end, scale=scale)
    return [Measure(number, value, None, first.start, first.end, first.rates), second]


def _small_money(value: Fraction, kind: Money) -> Unclear:
    """Ask whether thousands or millions were meant; the bare figure only where the limits expect one so small."""
    plausible = [value * 1000] if value >= 10 or value.denominator == 1 else []
    if value < 20:
        plausible.append(value * _MILLION)
    if value >= 100 and kind.minimum is not None:
        plausible.append(value)
    return _asked_back(
        [amount for amount in plausible if amount.denominator == 1 and within(amount, kind)], "thousands"
    )
