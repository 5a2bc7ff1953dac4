"""Finds numbers in a reply, in digits and in words, exactly (as fractions): "1,5jt", "lima puluh ribu", "telung puluh"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from bot.understanding.normal import is_number, near
from bot.understanding.phrases import Phrases

_PLAIN = re.compile(r"[0-9]{1,15}")
_GROUPS_DOT = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3}){1,4}(?:,[0-9]{1,6})?")
_GROUPS_COMMA = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3}){2,4}(?:\.[0-9]{1,6})?")
_GROUP_COMMA = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_FRACTION = re.compile(r"[0-9]{1,12}[.,][0-9]{1,6}")
_DOUBLED = re.compile(r"([a-z])\1")
_SCALE_WORDS = ("puluh", "belas", "ratus", "ribu", "juta")
_PARTS = frozenset({"2", "3", "4", "5", "8", "10"})
_PARTICLES = ("nya", "mi", "ji", "pi", "ki", "ka", "mo", "na")
"""Written onto a number they change nothing in it ("empatmi", "300 ribuji" in Makassar)."""
_SCALES = ("ribu", "juta", "ratus")
_DOZENS = (12, 20)
_ZERO = Fraction(0)  # one for all: making a fraction costs a microsecond


@dataclass(frozen=True, slots=True)
class Number:
    """A number found at ``tokens[start:end]``.

    ``digits`` is the token when it is a single one in digits; ``scale`` is the greatest of ribu, juta ... in it (else 1).
    ``tail`` is what follows the last scale without one of its own (500 in "1 juta 500").
    ``vague`` marks "puluhan", "ratusan ribu": a size and not a number.
    """

    value: Fraction
    start: int
    end: int
    digits: str = ""
    scale: int = 1
    tail: Fraction = _ZERO
    vague: bool = False


def digits_value(token: str, language: str = "id") -> Fraction | None:
    """Return the number that a token of digits writes, or None if it writes none ("12.3.1980", a time, over 15 digits).

    Indonesian: the dot groups thousands and the comma begins the fraction; English turns a single comma around.
    A dot before one or two digits is a fraction in both, because telephones offer it so.
    """
    if _PLAIN.fullmatch(token):
        return Fraction(int(token))
    english = language == "en"
    if _GROUPS_COMMA.fullmatch(token) or (english and _GROUP_COMMA.fullmatch(token)):
        return Fraction(token.replace(",", ""))
    if _GROUPS_DOT.fullmatch(token):
        return Fraction(token.replace(".", "").replace(",", "."))
    if _FRACTION.fullmatch(token):
        return Fraction(token.replace(",", "."))
    return None


def find_numbers(tokens: tuple[str, ...], phrases: Phrases, language: str = "id") -> list[Number]:
    """Return the numbers in the tokens, in order."""
    if len(tokens) == 1 and _PLAIN.fullmatch(tokens[0]):  # by far the most common reply
        return [Number(Fraction(int(tokens[0])), 0, 1, tokens[0])]
    found: list[Number] = []
    at = 0
    while at < len(tokens):
        if found and tokens[at] in phrases.fillers:  # "dua ji": ji is one in Javanese, but only adds weight in Makassar
            at += 1
            continue
        number = _Reader(tokens, at, phrases, language).read()
        if number is None:
            at += 1
        else:
            found.append(number)
            at = number.end
    return found


def meaning_of(word: str, phrases: Phrases) -> tuple[str, ...]:
    """Return what a word means as a number, part by part: run together ("duapuluh"), with -an, or with one slip."""
    exact = phrases.number(word)
    if exact is not None:
        return (exact,)
    if not word[0].isalpha() or not 4 <= len(word) <= 40 or (word in phrases.known and not word.endswith("an")):
        return ()
    for particle in _PARTICLES:
        parts = _apart(word.removesuffix(particle), phrases) if word.endswith(particle) else ()
        if parts:
            return parts
    for stem, ending in ((word.removesuffix("an"), ("an",)), (word, ())):
        parts = _apart(stem, phrases)
        if parts and (stem != word or not ending):
            return (*parts, *ending)
    single = _DOUBLED.sub(r"\1", word)
    value = phrases.number(single) if single != word else None
    if value is not None:
        return (value,)
    if len(word) >= 5 and word not in phrases.known:
        values = {phrases.number(other) for other in phrases.numbers_by_letter.get(word[0], ()) if near(word, other)}
        value = values.pop() if len(values) == 1 else None
        if value is not None:
            return (value,)
    return () if word in phrases.known else _swapped(word, phrases) or _clipped(word, phrases)


def between_numbers(tokens: tuple[str, ...], at: int, phrases: Phrases) -> bool:
    """Whether a number stands on both sides of a token."""
    beside = (*tokens[max(0, at - 1) : at], *tokens[at + 1 : at + 2])
    return len(beside) == 2 and all(meaning_of(word, phrases) or is_number(word) for word in beside)


def _swapped(word: str, phrases: Phrases) -> tuple[str, ...]:
    """Return what a word means with two neighbouring letters swapped ("tgia" is tiga)."""
    turned = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    values = {value for one in turned if (value := phrases.number(one)) is not None}
    return (values.pop(),) if len(values) == 1 else ()


def _clipped(word: str, phrases: Phrases) -> tuple[str, ...]:
    """Return what a number word means whose first part is only begun ("dupuluh", "limbelas")."""
    scale = next((one for one in _SCALE_WORDS if word.endswith(one)), "")
    stem = word.removesuffix(scale)
    if not scale or len(stem) < 2:
        return ()
    begun = {key[0] for key in phrases.tables["numbers"] if len(key) == 1 and key[0].startswith(stem)}
    values = {value for one in begun if (value := phrases.number(one) or "").isdigit() and 0 < int(value) < 10}
    meaning = phrases.number(scale)
    return (values.pop(), meaning) if len(values) == 1 and meaning is not None else ()


def _apart(word: str, phrases: Phrases) -> tuple[str, ...]:
    """Return the meanings of the number words that make up ``word``, fewest words first; empty if it is none."""
    best: dict[int, tuple[str, ...]] = {0: ()}
    for end in range(2, len(word) + 1):
        for start in range(max(0, end - 12), end - 1):
            value = phrases.number(word[start:end]) if start in best else None
            if value is not None and (end not in best or len(best[start]) + 1 < len(best[end])):
                best[end] = (*best[start], value)
    return best.get(len(word), ())


class _Reader:
    """Reads one number from its first token: units and tens in a pending part, hundreds in a group, scales in a total."""

    def __init__(self, tokens: tuple[str, ...], start: int, phrases: Phrases, language: str) -> None:
        self.tokens, self.start, self.at = tokens, start, start
        self.phrases, self.language = phrases, language
        self.total, self.group = _ZERO, _ZERO
        self.pending: Fraction | None = None
        self.scale, self.greatest, self.small = 0, 1, 1000
        self.digits = ""
        self.vague = False

    def read(self) -> Number | None:
        while self.at < len(self.tokens) and self._take(self.tokens[self.at]):
            self.at += 1
        if self.at == self.start:
            return None
        tail = self.group + (self.pending or 0) if self.group else self.pending or _ZERO
        single = self.digits if self.at - self.start == 1 else ""
        rest = tail if self.scale else _ZERO
        return Number(
            self.total + tail if self.total else tail, self.start, self.at, single, self.greatest, rest, self.vague
        )

    def _take(self, word: str) -> bool:
        if is_number(word):
            return self._take_digits(word)
        if word == "an":
            return self.at > self.start
        if not word[0].isalpha() or (self.at > self.start and word in self.phrases.fillers):
            return False
        parts = meaning_of(word, self.phrases) or self._slip(word)
        if not parts:
            return False
        kept = (self.total, self.group, self.pending, self.scale, self.greatest, self.small)
        for part in parts:
            if not self._take_part(part):
                self.total, self.group, self.pending, self.scale, self.greatest, self.small = kept
                return False
        return True

    def _slip(self, word: str) -> tuple[str, ...]:
        """Return the scale that a word after a number is but for one letter: "60 ribi", "2 jura"."""
        if self.at == self.start or len(word) < 4 or word in self.phrases.known:
            return ()
        return tuple(self.phrases.number(scale) or "" for scale in _SCALES if scale[0] == word[0] and near(word, scale))

    def _take_digits(self, token: str) -> bool:
        value = digits_value(token, self.language)
        if value is None:
            return False
        over = self.tokens[self.at + 1 : self.at + 3]
        if len(over) == 2 and over[0] == "/" and over[1] in _PARTS and 0 < value < int(over[1]):
            if self.pending is not None and self.pending.denominator != 1:
                return False
            self.pending = (self.pending or Fraction(0)) + value / int(over[1])
            self.at += 2
            self.digits = ""
            return True
        if self.pending is not None or (self.group and not (value < self.small and value.denominator == 1)):
            return False
        self.pending, self.digits = value, token  # also the 5 of "2 puluh 5"
        return True

    def _take_part(self, part: str) -> bool:
        match part[0]:
            case "+":
                return self._add(int(part[1:]))
            case "*":
                return self._multiply(int(part[1:]))
            case "/":
                return self._divide(int(part[1:]))
            case "k":
                return self._fraction()
            case "a":
                return True
            case _:
                return self._take_value(part)

    def _take_value(self, part: str) -> bool:
        if "*" in part:
            one, _, factor = part.partition("*")
            return self.pending is None and self._take_part(one) and self._multiply(int(factor))
        if "/" in part:
            return self._half(Fraction(part))
        return self._unit(Fraction(part))

    def _spoken_pair(self, value: Fraction) -> bool:
        """Whether two digits before ribu or juta are said one by one: "tujuh lima ribu"; "lima enam ribu" is a range."""
        if self.pending is None or self.digits or not (0 < self.pending < 10 and 0 < value < 10):
            return False
        following = self.tokens[self.at + 1 : self.at + 2]
        scale = self.phrases.number(following[0]) if following else None
        return scale in ("*1000", "*1000000") and abs(value - self.pending) > 1

    def _unit(self, value: Fraction) -> bool:
        if self._spoken_pair(value):
            self.pending = (self.pending or 0) * 10 + value
            return True
        if self.pending is None:
            if self.group and value >= self.small:
                return False
            self.pending = value
            return True
        if self.digits or not (value < 10 <= self.pending and self.pending % 10 == 0 and self.pending > 10):
            return False
        self.group, self.pending = self.group + self.pending, value
        return True

    def _add(self, tens: int) -> bool:
        """Add what "belas" (10) and "likur" (20) make of the digit before them."""
        if self.pending is None or not 0 < self.pending < 10:
            return False
        self.pending += tens
        return True

    def _multiply(self, factor: int) -> bool:
        if factor < 1000 and factor not in _DOZENS:
            if self.pending is None:
                if self.group or self.total:
                    return False
                self.pending, self.vague = Fraction(1), True
            if factor >= self.small:
                return False
            self.group, self.pending, self.small = self.group + self.pending * factor, None, factor
            return True
        if self.scale and factor >= self.scale:
            return False
        if self.pending is None and not self.group:
            if self.total:
                return False
            self.pending, self.vague = Fraction(1), True
        self.total += (self.group + (self.pending or 0)) * factor
        self.greatest, self.small = max(self.greatest, factor), 1000
        self.group, self.pending, self.scale = _ZERO, None, factor
        return True

    def _divide(self, parts: int) -> bool:
        if self.pending is None:
            return False
        self.pending /= parts
        return True

    def _half(self, value: Fraction) -> bool:
        # "sejuta setengah" is a million and half a million; "satu setengah juta" is the same said the other way.
        if self.pending is None and not self.group and self.scale:
            self.total += value * self.scale
            return True
        if self.pending is not None and self.pending.denominator != 1:
            return False
        self.pending = (self.pending or Fraction(0)) + value
        return True

    def _fraction(self) -> bool:
        """Read what follows "koma", digit by digit."""
        if self.at > self.start and self.pending is None and not self.group:
            return False
        written, taken = "", 0
        for token in self.tokens[self.at + 1 : self.at + 4]:
            digit = token if is_number(token) else (self.phrases.number(token) or "")
            if not digit.isdigit() or len(digit) > 3:
                break
            written, taken = written + digit, taken + 1
        if not taken:
            return False
        self.pending = (self.pending or Fraction(0)) + Fraction(int(written), 10 ** len(written))
        self.at += taken
        return True
