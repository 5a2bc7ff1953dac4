"""Reads whole numbers, measures and rupiah. A range, a choice of two or a mere size is asked back, never averaged."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from typing import assert_never

from bot.survey.model import Decimal, Integer, Money
from bot.understanding.normal import Reply, is_word
from bot.understanding.numbers import Number, find_numbers
from bot.understanding.phrases import Phrases
from bot.understanding.reading import NotAnAnswer, Read, Reading, Reason, Unclear

_RANGE = frozenset({"-", "–", "—", "~", "sampai", "sd"})
_NEGATIONS = frozenset({"tidak", "belum", "bukan", "jangan"})
_BOUNDS = frozenset(
    {
        "minimal",
        "maksimal",
        "paling",
        "maksimum",
        "minimum",
        "diatas",
        "dibawah",
        "lebih",
        "kurang",
        "atas",
        "bawah",
        ">",
        "<",
    }
)
_PHONE = re.compile(r"(?:08[0-9]{7,}|62[0-9]{9,})")
_MILLION = 1_000_000


def write(value: Fraction) -> str:
    """Return the number as XForms writes it, at most four places after the point: "3", "2.5"."""
    if value.denominator == 1:
        return str(value.numerator)
    return f"{float(round(value, 4)):.4f}".rstrip("0").rstrip(".")


def within(value: Fraction, kind: Integer | Decimal | Money) -> bool:
    """Whether the question's limits (inclusive) allow the value."""
    return (kind.minimum is None or value >= kind.minimum) and (kind.maximum is None or value <= kind.maximum)


def _checked(value: Fraction, kind: Integer | Decimal | Money, rule: str, confidence: float) -> Reading:
    """Return the value as read, or that it lies outside the limits."""
    if not within(value, kind):
        return Unclear((), "limits")
    return Read(write(value), rule, confidence)


def _whole(values: list[Fraction], reason: Reason) -> Unclear:
    """Ask between values, each once, in the order of the reply."""
    return Unclear(tuple(dict.fromkeys(write(value) for value in values)), reason)


def _without_bounds(reply: Reply) -> tuple[str, ...]:
    """Return the tokens without "kurang lebih" and the brackets around a number said twice."""
    kept: list[str] = []
    for word in reply.tokens:
        if word == "lebih" and kept and kept[-1] == "kurang":
            kept.pop()
        else:
            kept.append(word)
    return tuple(kept)


def _single(tokens: tuple[str, ...], found: list[Number], kind: Integer | Decimal | Money) -> Unclear | Number:
    """Return the one number that the reply gives, or why there is not one."""
    if any(number.vague for number in found):
        return Unclear((), "which_number")
    values = [number.value for number in found]
    between = {token for first, second in pairwise(found) for token in tokens[first.end : second.start]}
    if len(set(values)) > 1:
        return _whole(values, "range" if between & _RANGE else "which_number")
    start, end = found[0].start, found[0].end
    before = tokens[max(0, start - 2) : start]
    if _NEGATIONS & set(tokens[:start]) or {"jam", "tanggal"} & set(tokens[max(0, start - 1) : start]):
        return Unclear((), "which_number")
    if ({"-", "minus"} & set(before)) and not (kind.minimum is not None and kind.minimum < 0):
        return _whole([abs(values[0])], "which_number")
    if _BOUNDS & set(before) or _open_ended(tokens[end:]) or ("%" in tokens and "%" not in getattr(kind, "unit", "")):
        return _whole([values[0]], "range")
    if {"-", "minus"} & set(before):
        return Number(-values[0], start, end)
    return found[0]


def _open_ended(after: tuple[str, ...]) -> bool:
    """Whether what follows a number makes it a bound: "20 lebih", "seratus orang lebih", "sejuta kurang", "5+"."""
    return bool({"lebih", "kurang", "keatas"} & set(after[:2])) or after == ("+",)


def _said_without_number(reply: Reply, kind: Integer | Decimal | Money, phrases: Phrases) -> Reading:
    """Read "belum ada", "sendirian", "banyak"."""
    meanings = {meaning for _, _, meaning in phrases.scan("amounts", reply.words)}
    if "vague" in meanings:
        return Unclear((), "which_number")
    if len(meanings) == 1:
        return _checked(Fraction(meanings.pop()), kind, "amount.words", 0.85)
    if reply.words and set(reply.words) <= {"tidak", "belum"} and within(Fraction(0), kind):
        return Unclear(("0",), "which_number")
    return NotAnAnswer()


def read_amount(kind: Integer | Decimal | Money, reply: Reply, phrases: Phrases, language: str) -> Reading:
    """Read a number within the question's limits; outside them it is ``Unclear`` for "limits", without candidates."""
    match kind:
        case Integer():
            return read_integer(kind, reply, phrases, language)
        case Decimal():
            return read_decimal(kind, reply, phrases, language)
        case Money():
            return read_money(kind, reply, phrases, language)
        case _:
            assert_never(kind)


def read_integer(kind: Integer, reply: Reply, phrases: Phrases, language: str) -> Reading:
    """Read a whole number: digits, words, "3 anak", "belum ada" (0), "sendirian" (1)."""
    tokens = _without_bounds(reply)
    found = find_numbers(tokens, phrases, language)
    if not found:
        return _said_without_number(reply, kind, phrases)
    number = _single(tokens, found, kind)
    if isinstance(number, Unclear):
        return Unclear(tuple(value for value in number.candidates if "." not in value), number.reason)
    if _looks_like_phone(number):
        return NotAnAnswer()
    if number.value.denominator != 1:
        low = Fraction(number.value.__floor__())
        return _whole([low, low + 1], "which_number")
    return _checked(number.value, kind, "digits" if number.digits else "number.words", _sureness(reply))


def _looks_like_phone(number: Number) -> bool:
    return _PHONE.fullmatch(number.digits) is not None


def _sureness(reply: Reply) -> float:
    """The more other words stand around a number, the less sure it is the answer."""
    return 0.98 if len(reply.words) <= 3 else 0.85 if len(reply.words) <= 6 else 0.7


def read_decimal(kind: Decimal, reply: Reply, phrases: Phrases, language: str) -> Reading:
    """Read a measure in the question's unit: "2,5", "1 1/2 kg", "1 ton" (1000 kg), "sekilo setengah"."""
    tokens, units = _units(_without_bounds(reply), phrases)
    found = find_numbers(tokens, phrases, language)
    if not found:
        return _said_without_number(reply, kind, phrases)
    if (
        len(found) == 2
        and found[1].value == Fraction(1, 2)
        and any(found[0].end <= at < found[1].start for at, _ in units)
    ):
        found = [Number(found[0].value + found[1].value, found[0].start, found[1].end)]
    number = _single(tokens, found, kind)
    if not isinstance(number, Number):
        return number
    factor = _factor(
        kind.unit, {meaning for at, meaning in units if at >= number.start - 1} | _glued(tokens, number, phrases)
    )
    if factor is None or _foreign_unit(kind, tokens, units, number, phrases):
        return _whole([number.value], "which_number")
    return _checked(number.value * factor, kind, "digits" if number.digits else "number.words", _sureness(reply))


def _units(tokens: tuple[str, ...], phrases: Phrases) -> tuple[tuple[str, ...], list[tuple[int, str]]]:
    """Return the tokens with each unit as one token ("m 2" holds no number), and where which unit stands."""
    kept: list[str] = []
    units: list[tuple[int, str]] = []
    at = 0
    for start, end, meaning in phrases.scan("units", tokens):
        kept.extend(tokens[at:start])
        units.append((len(kept), meaning))
        kept.append(tokens[start])
        at = end
    return (*kept, *tokens[at:]), units


def _glued(tokens: tuple[str, ...], number: Number, phrases: Phrases) -> set[str]:
    """Return the unit inside "sekilo"."""
    first = tokens[number.start]
    meaning = (
        phrases.meaning("units", (first[2:],)) if first.startswith("se") and phrases.number(first) is None else None
    )
    return {meaning} if meaning else set()


def _foreign_unit(
    kind: Decimal, tokens: tuple[str, ...], units: list[tuple[int, str]], number: Number, phrases: Phrases
) -> bool:
    """Whether a word that no table knows follows the number where its unit should stand ("2 petak")."""
    following = tokens[number.end : number.end + 1]
    return bool(kind.unit and not units and following and is_word(following[0]) and following[0] not in phrases.known)


def _factor(unit: str, meanings: set[str]) -> Fraction | None:
    """Return by what to multiply to get the question's unit; None where the units do not fit or are sacks and baskets."""
    if not unit or not meanings:
        return Fraction(1)
    if len(meanings) > 1:
        return None
    name, _, factor = meanings.pop().partition(" ")
    return Fraction(factor) if name == unit else None


def read_money(kind: Money, reply: Reply, phrases: Phrases, language: str) -> Reading:
    """Read an amount in whole rupiah: "1,5jt", "500rb", "1.500.000", "Rp 5.000,-", "sejuta setengah".

    A bare number under 1,000 may mean thousands or millions, so it is asked back with what the limits allow.
    """
    tokens = _grouped(_without_bounds(reply))
    found = find_numbers(tokens, phrases, language)
    if not found:
        return _said_without_number(reply, kind, phrases)
    number = _single(tokens, _shared_scale(found), kind)
    if not isinstance(number, Number):
        return number
    if _looks_like_phone(number):
        return NotAnAnswer()
    value = number.value
    if number.digits.count(",") == 1 and len(number.digits) - number.digits.index(",") == 4 and value > 1:
        value *= 1000  # "1,500": whole rupiah have no three decimals, so the comma groups thousands
    if number.scale >= 1000 and 0 < number.tail < 1000:
        if number.tail % 50:
            return _whole([value], "which_number")
        value += number.tail * (number.scale // 1000 - 1)  # "1 juta 500" is said for 1.500.000
    if number.scale == 1 and 0 < value < 1000:
        return _small_money(value, kind)
    if value.denominator != 1:
        return _whole([Fraction(round(value))], "which_number")
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


def _shared_scale(found: list[Number]) -> list[Number]:
    """Give "200" in "200 sampai 300 ribu" the scale of what follows it."""
    if len(found) == 2 and found[0].scale == 1 and found[1].scale > 1 and found[0].value < 1000:
        first = found[0]
        return [Number(first.value * found[1].scale, first.start, first.end, scale=found[1].scale), found[1]]
    return found


def _small_money(value: Fraction, kind: Money) -> Unclear:
    """Ask whether thousands or millions were meant; the bare figure only where the limits expect one so small."""
    plausible = [value * 1000] if value >= 10 or value.denominator == 1 else []
    if value < 20:
        plausible.append(value * _MILLION)
    if value >= 100 and kind.minimum is not None:
        plausible.append(value)
    return _whole([amount for amount in plausible if amount.denominator == 1 and within(amount, kind)], "thousands")
