"""Reads an amount where the choices are amounts: "3 kali" for "2-3 kali", "10 rante" for "kurang dari 0,5 hektar"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.survey.model import Choice
from bot.understanding.kept import Kept
from bot.understanding.labels import Labels, bridged, labels_of, same_words
from bot.understanding.normal import Reply, is_number, is_word
from bot.understanding.numbers import Number, find_numbers
from bot.understanding.phrases import Phrases
from bot.understanding.reading import Read, Reading, Unclear
from bot.understanding.units import fitting

_ENDLESS = Fraction(10**15)
_BIT = Fraction(1, 10**6)
"""What lies between "500 ribu" and "di bawah 500 ribu"."""

_BREAKS = frozenset(",.;")
_MORE = frozenset({"lebih", "atas", "diatas", ">", "minimal", "keatas"})
_LESS = frozenset({"kurang", "bawah", "dibawah", "<", "maksimal"})
_ALSO = frozenset({"atau", "ke", "keatas", "minimal", "maksimal"})


@dataclass(frozen=True, slots=True)
class Span:
    """From one amount to another, both included, and what is counted ("kg", "ha", or the word: "kali")."""

    low: Fraction
    high: Fraction
    unit: str = ""
    factor: Fraction = Fraction(1)

    def measured(self, other: Span) -> tuple[Fraction, Fraction]:
        """Return the other's ends in this one's unit; what has no unit is counted in it ("38" in "36-45 tahun")."""
        factor = self.factor if self.unit and not other.unit else Fraction(1)
        return other.low * factor, min(other.high * factor, _ENDLESS)

    def holds(self, other: Span) -> bool:
        """Whether the other lies inside."""
        low, high = self.measured(other)
        return self.low <= low and high <= self.high


_DAYS = {"hari": 1, "minggu": 7, "bulan": 30, "tahun": 365}
_ONE = {"sehari": "hari", "seminggu": "minggu", "sebulan": "bulan", "setahun": "tahun"}


def _unit(tokens: Sequence[str], phrases: Phrases, families: frozenset[str]) -> tuple[str, Fraction]:
    """Return the unit that the tokens begin with and how much of the base unit one of it is; of two, that of ``families``."""
    if tokens and tokens[0] in _DAYS:
        return "hari", Fraction(_DAYS[tokens[0]])
    for length in (2, 1):
        meaning = phrases.meaning("units", tuple(tokens[:length]))
        if meaning is not None:
            unit = fitting(meaning, families)
            return unit.family, unit.factor
    return "", Fraction(1)


def _value(number: Number, tokens: tuple[str, ...], phrases: Phrases, families: frozenset[str]) -> Span:
    """Return what a number covers in the base unit of what it counts; "50an" covers ten years."""
    unit, factor = _unit(tokens[number.end : number.end + 2], phrases, families)
    written = tokens[number.start : number.end]
    width = Fraction(0)
    if any(word.endswith("an") and word != "an" for word in written[-1:]) or written[-1] == "an":
        while number.value and number.value % (10 * (width + 1)) == 0:
            width = 10 * (width + 1) - 1
    if unit in ("", "?"):
        unit, factor = "", Fraction(1)
    return Span(number.value * factor, (number.value + width) * factor, unit, factor)


def span_of(tokens: tuple[str, ...], phrases: Phrases, families: frozenset[str] = frozenset()) -> Span | None:
    """Return the amounts that "2-3 kali", "4 kali atau lebih", "di bawah 500 ribu" cover; None where there is no number.

    ``families`` are those of the units in the labels: a "meter" is of land or of ways.
    """
    numbers = find_numbers(tokens, phrases)
    if not numbers or len(numbers) > 2:
        return None
    spans = [_value(number, tokens, phrases, families) for number in numbers]
    unit, factor = next(((span.unit, span.factor) for span in spans if span.unit), ("", Fraction(1)))
    spans = [span if span.unit else Span(span.low * factor, span.high * factor, unit) for span in spans]
    low, high = spans[0].low, spans[-1].high
    words = frozenset(tokens)
    if words & _MORE:
        return Span(spans[-1].low + (0 if words & _ALSO else _BIT), _ENDLESS, unit, factor)
    if words & _LESS:
        return Span(Fraction(0), high - (0 if words & _ALSO else _BIT), unit, factor)
    return Span(low, high, unit, factor)


def _spans_of(choices: tuple[Choice, ...], phrases: Phrases) -> tuple[Span | None, ...]:
    return tuple(span_of(label, phrases) for label in labels_of(choices, phrases).written)


_spans = Kept(_spans_of)


def by_amount(  # noqa: PLR0911 - each return is one way in which it is no amount
    reply: Reply, choices: tuple[Choice, ...], phrases: Phrases
) -> Reading | None:
    """Read an amount against labels that are amounts; None where the reply is none, or may be a place in the list."""
    labels = labels_of(choices, phrases)
    if not labels.counts:
        return None
    spans = _spans(choices, phrases)
    spelt = same_words(bridged(reply.tokens, phrases), labels)
    tokens = tuple(
        part
        for token in spelt
        if token not in phrases.fillers
        for part in (("1", _ONE[token]) if token in _ONE else ("kali" if token in ("x", "×") else token,))
    )
    tokens = _in_order(tokens, labels)
    extreme = _extreme(tokens, choices, spans, phrases)
    if extreme is not None:
        return extreme
    numbers = find_numbers(tokens, phrases)
    if not numbers:
        return _in_words(reply, labels, choices, spans, phrases)
    if len(numbers) == 2 and {"nomor", "pilih"} & set(tokens[: numbers[0].start]):
        return None
    said = span_of(tokens, phrases, frozenset(span.unit for span in spans if span is not None))
    if said is None:
        return Unclear((), "which_choice")
    if not _is_amount(tokens, numbers, said, choices, phrases):
        return None
    units = {span.unit for span in spans if span is not None and span.unit}
    if (said.unit and units and said.unit not in units) or _names_a_year(tokens, numbers[0]):
        return Unclear(
            (), "which_choice"
        )  # "seminggu sekali" where times are counted, "lahir tahun 80an" where years are
    between = len(numbers) == 2 and not {"-", "–", "sampai"} & set(tokens)
    fitting = [one.name for one, span in zip(choices, spans, strict=True) if span is not None and span.holds(said)]
    if len(fitting) == 1 and (
        not between or any(span and span.measured(said) == (span.low, span.high) for span in spans)
    ):
        return Read(fitting[0], "choice.amount", 0.85)
    return Unclear(tuple(fitting), "which_choice")


_TIMES_BEFORE = frozenset({"ping", "peng", "kaping", "pang"})
_BORN = frozenset({"lahir", "kelahiran", "lahiran", "klahiran"})


def _in_order(tokens: tuple[str, ...], labels: Labels) -> tuple[str, ...]:
    """Put in the usual order what is said in another: "ping telu" for three times, "1 jam setengah" for one and a half."""
    if "kali" in labels.words and not _TIMES_BEFORE.isdisjoint(tokens):
        tokens = (*(token for token in tokens if token not in _TIMES_BEFORE), "kali")
    if len(tokens) > 2 and tokens[-1] == "setengah" and is_word(tokens[-2]):
        tokens = (*tokens[:-2], "setengah", tokens[-2])
    return tokens


def _names_a_year(tokens: tuple[str, ...], number: Number) -> bool:
    """Whether the number is a year and not how many years: "kelahiran 80", "tahun 80an"."""
    return not _BORN.isdisjoint(tokens) or (tokens[number.start - 1 : number.start] == ("tahun",))


def _is_amount(
    tokens: tuple[str, ...], numbers: list[Number], said: Span, choices: tuple[Choice, ...], phrases: Phrases
) -> bool:
    """Whether the numbers are amounts and not places: a unit of the labels, a measure, or more than there are choices."""
    if {"nomor", "pilih", "ke"} & set(tokens[max(0, numbers[0].start - 1) : numbers[0].start]):
        return False
    words = labels_of(choices, phrases).words | {"orang", "kali", "tahun"}
    units = {word for word in words if word.isalpha() and word not in phrases.fillers}
    largest = max(number.value for number in numbers)
    return bool(
        units & set(tokens)
        or said.unit
        or largest > len(choices)
        or largest.denominator != 1
        or any(number.scale > 1 for number in numbers)
    )


def _extreme(
    tokens: tuple[str, ...], choices: tuple[Choice, ...], spans: tuple[Span | None, ...], phrases: Phrases
) -> Reading | None:
    """Read "yang paling murah" and "paling banyak"."""
    ends = {meaning for _, _, meaning in phrases.scan("roles", tokens)} & {"lowest", "highest"}
    if len(ends) != 1 or any(is_number(token) for token in tokens):
        return None
    known = [(span.low, choice.name) for span, choice in zip(spans, choices, strict=True) if span is not None]
    return Read((min if ends == {"lowest"} else max)(known)[1], "choice.amount", 0.85)


def _in_words(
    reply: Reply, labels: Labels, choices: tuple[Choice, ...], spans: tuple[Span | None, ...], phrases: Phrases
) -> Reading | None:
    """Read "tidak pernah", "berdua", "sekali", where no label says so itself."""
    if any(span is None for span in spans):
        return None
    first = next((at for at, sign in enumerate(reply.tokens) if sign in _BREAKS), len(reply.tokens))
    words = tuple(token for token in reply.tokens[:first] if token in reply.words)
    for start, _, meaning in phrases.scan("amounts", words):
        number, *beside = meaning.split()  # "sekali" is one where times are counted
        if number.isdigit() and not start and (not beside or not labels.words.isdisjoint(beside)):
            value = Span(Fraction(number), Fraction(number))
            fitting = [
                one.name for one, span in zip(choices, spans, strict=True) if span is not None and span.holds(value)
            ]
            return Read(fitting[0], "choice.amount", 0.85) if len(fitting) == 1 else None
    return None
