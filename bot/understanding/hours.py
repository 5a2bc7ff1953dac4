"""Finds the clock times in a reply: "setengah 8", "19.30", "jam wolu kurang seprapat"; and leaves other numbers alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.understanding.daytime import Said
from bot.understanding.normal import is_number, is_word, near
from bot.understanding.numbers import Number, find_numbers, meaning_of
from bot.understanding.phrases import Phrases

RANGE_SIGNS = frozenset({"-", "–", "—", "~"})
NO_TIME = -1
DAY = 24 * 60

_CLOCK = re.compile(r"([0-9]{1,2})[.:,]([0-9]{2})(?:[.:][0-9]{2})?")
_BLOCK = re.compile(r"([0-9]{1,2})([0-9]{2})")
_TWO = re.compile("[0-9]{2}")
_QUARTERS = frozenset({"00", "15", "30", "45"})
_COLONS = frozenset({":", ";"})
_JAM = "jam"
_HALF = "setengah"
_HALF_FORMS = ("setengah", "stengah", "setenga", "stngah")
_LINKS = RANGE_SIGNS | {"/", "&", "+"}
_LINKING = frozenset({"range", "either", "wrong", "not", "but"})
_FACES = 0x1F550
_LEAST_MINUTES = 13
_NOON = 12


@dataclass(frozen=True, slots=True)
class Hour:
    """A clock time as said, at ``tokens[start:end]``: minute of the day on a 12 or 24 hour clock, or ``NO_TIME``.

    ``certain`` where it can only be one on the 24 hour clock. ``pointed`` where the reply shows that the number is an hour:
    it stands after "jam" or beside a part of the day, or is written as a clock. ``unread`` stands for a word after "jam"
    that may be a number in a language that is not known here ("jam asera malam"): storing "malam" would drop it.
    """

    start: int
    end: int
    minute: int
    certain: bool
    pointed: bool
    unread: bool = False


def find_hours(said: Said, phrases: Phrases) -> list[Hour]:
    """Return the clock times in a reply, in order. Where some are pointed at, the other numbers are none ("2 orang")."""
    found = _Finder(said, phrases).find()
    if len(found) > 1:
        found = _linked(found, said)
    pointed = [hour for hour in found if hour.pointed and not hour.unread] or [hour for hour in found if hour.unread]
    return pointed or [hour for hour in found if hour.minute != NO_TIME]


def _linked(found: list[Hour], said: Said) -> list[Hour]:
    """Let a number share in what its neighbour is: "7 - 8 malam" names two hours."""
    for at in range(1, len(found)):
        if found[at - 1].pointed and _is_link(found[at - 1], found[at], said, _LINKS | {","}):
            found[at] = replace(found[at], pointed=True)
    for at in range(len(found) - 1, 0, -1):
        # A comma counts only forward: in "anaknya 2, jam 7 malam" it parts the two.
        if found[at].pointed and _is_link(found[at - 1], found[at], said, _LINKS):
            found[at - 1] = replace(found[at - 1], pointed=True)
    return found


def _is_link(one: Hour, other: Hour, said: Said, signs: frozenset[str]) -> bool:
    between = [at for at in range(one.end, other.start) if at not in said.parts]
    if NO_TIME in {one.minute, other.minute} or not all(
        said.tokens[at] in signs or said.roles.get(at) in _LINKING for at in between
    ):
        return False
    # Side by side are "7 8 malam", but not "tgl 5 - 7 jam 9": a new "jam" begins something new.
    return bool(between) or said.tokens[other.start] != _JAM


class _Finder:
    """Walks over a reply from left to right."""

    def __init__(self, said: Said, phrases: Phrases) -> None:
        self.said, self.tokens, self.phrases = said, said.tokens, phrases
        self.read: dict[int, Number | None] = {}

    def _number(self, at: int) -> Number | None:
        """Return the number that begins at ``at``, with its places in the reply. Each is read once: it costs most here."""
        if at not in self.read:
            self.read[at] = self._number_at(at)
        return self.read[at]

    def _number_at(self, at: int) -> Number | None:
        if not 0 <= at < len(self.tokens) or at in self.said.parts or at in self.said.roles:
            return None
        token = self.tokens[at]
        span = 1 if is_number(token) else 3
        if span > 1 and not (is_word(token) and meaning_of(token, self.phrases)):
            return None
        numbers = find_numbers(self.tokens[at : at + span], self.phrases)
        found = numbers[0] if numbers and numbers[0].start == 0 else None
        return replace(found, start=at, end=at + found.end) if found else None

    def find(self) -> list[Hour]:
        found: list[Hour] = []
        at, jam, begun, half, shift = 0, False, -1, False, 0
        while at < len(self.tokens):
            token = self.tokens[at]
            if token == _JAM:
                jam, begun, at = True, at if begun < 0 else begun, at + 1
                continue
            width = self._half(at)
            if width:
                half, begun, at = True, at if begun < 0 else begun, at + width
                continue
            ahead = self._shift_ahead(at)
            if ahead is not None:
                (shift, next_at), begun = ahead, at
                at = next_at
                continue
            hour = self._hour(at, begun if begun >= 0 else at, jam=jam, half=half, shift=shift)
            if hour is not None:
                found.append(hour)
            elif half or (jam and self._unread(at)):
                found.append(Hour(begun, at, NO_TIME, certain=False, pointed=True, unread=not half))
            at = hour.end if hour else max(at + 1, self._number_end(at))
            jam, begun, half, shift = False, -1, False, 0
        if half:
            found.append(Hour(begun, at, NO_TIME, certain=False, pointed=True))
        return found

    def _half(self, at: int) -> int:
        """Return how many tokens say "setengah" here; 0 for none."""
        token = self.tokens[at] if at < len(self.tokens) else " "
        if token == _HALF:
            return 1
        if token[0] in "st" and at not in self.said.parts and self._number_end(at + 1) > at + 1:
            slip = len(token) > 4 and token not in self.phrases.known and any(near(token, form) for form in _HALF_FORMS)
            return int(slip or token in {"tengah", "stg"})
        return 3 if self.tokens[at : at + 3] == ("1", "/", "2") else 0

    def _unread(self, at: int) -> bool:
        """Whether an unknown word stands here, with a part of the day after it."""
        plain = is_word(self.tokens[at]) and at not in self.said.parts and at not in self.said.roles
        return plain and at + 1 in self.said.parts and self.tokens[at] not in self.phrases.known

    def _number_end(self, at: int) -> int:
        """Return where the number that begins here ends, or ``at`` if none does."""
        number = self._number(at)
        return number.end if number else at

    def _shift_ahead(self, at: int) -> tuple[int, int] | None:
        """Read "kurang 10 menit jam 8", said before the hour: minutes to add, and the place of "jam"."""
        sign = {"minus": -1, "plus": 1}.get(self.said.roles.get(at, ""))
        if sign is None:
            return None
        amount, end = self._amount(at + 1)
        if not amount or self.tokens[end : end + 1] != (_JAM,):
            return None
        return sign * amount, end

    def _hour(self, at: int, begun: int, *, jam: bool, half: bool, shift: int) -> Hour | None:
        """Return the clock time whose number stands at ``at``; ``begun`` is where its "jam" or "setengah" stands."""
        read = self._clock(at, jam=jam) or self._words(at, jam=jam or half)
        if read is None:
            return None
        minute, end, certain, written = read
        if minute != NO_TIME and (half or shift):
            minute, certain = minute + shift - (30 if half else 0), False
            minute += DAY // 2 if minute < 0 else 0
        if not 0 <= minute <= DAY:
            minute = NO_TIME
        beside = any(place in self.said.parts for place in range(begun - 1, end + 1))
        pointed = jam or half or written or beside or self.said.roles.get(begun - 1) in {"wrong", "but"}
        return Hour(begun, end, minute, certain or minute >= 13 * 60, pointed)

    def _clock(self, at: int, *, jam: bool) -> tuple[int, int, bool, bool] | None:
        """Read "19.30", "1930", "7 : 30" and the face of a clock: minute, next token, certain, written as a clock.

        Four figures run together may as well be a year or the beginning of a telephone number.
        """
        token = self.tokens[at]
        if len(token) == 1 and 0 <= ord(token) - _FACES < 24:
            face = ord(token) - _FACES
            return ((face % 12 + 1) * 60 + (30 if face >= _NOON else 0)), at + 1, False, True
        if not is_number(token):
            return None
        found, block = _CLOCK.fullmatch(token), False
        if found is None and len(token) > len("24"):
            found, block = _BLOCK.fullmatch(token), True
        if block and not jam and self._counts(at, at + 1):
            return None
        if found is not None:
            hour, minute, end = found[1], found[2], at + 1
        elif len(token) <= 2 and self._minutes_follow(at + 1):
            hour, minute, end = token, self.tokens[at + 2], at + 3
        else:
            return None
        if int(hour) > 24 or int(minute) >= 60:
            return NO_TIME, end, False, not block
        at_minute, end = self._shifted(int(hour) * 60 + int(minute), end)
        # Two figures before the dot are the 24 hour clock of timetables; "7.30" is written of the evening too.
        return at_minute, end, int(hour) == 0 or len(hour) == len("00"), not block

    def _minutes_follow(self, at: int) -> bool:
        if at + 1 >= len(self.tokens) or not _TWO.fullmatch(self.tokens[at + 1]) or self.tokens[at + 1] >= "60":
            return False
        return self.tokens[at] in _COLONS or (self.tokens[at] == "." and self.tokens[at + 1] in _QUARTERS)

    def _words(self, at: int, *, jam: bool) -> tuple[int, int, bool, bool] | None:
        """Read an hour in a number or number words, with the minutes that follow."""
        number = self._number(at)
        if number is None:
            return None
        token, value, end = self.tokens[at], number.value, number.end
        end += self.tokens[end : end + 1] == ("an",)
        if not jam and (self._counts(at, end) or self._doubtful(token)):
            return None
        if value.denominator != 1 or value > 24:
            return NO_TIME, end, False, False
        minute, end = self._shifted(int(value) * 60, end)
        return minute, end, value == 0 or (is_number(token) and token[0] == "0"), False

    def _counts(self, at: int, end: int) -> bool:
        """Whether a number counts or names something else: "2 orang", "tgl 5", "12 des", "30 menit", "24 jam"."""
        before, after = self.said.roles.get(at - 1), self.said.roles.get(end)
        if before in {"numbered", "counted"} or after in {"counts", "counted", "minutes"}:
            return True
        following = self.tokens[end : end + 1]
        if following == (_JAM,):
            return self._number_end(end + 1) == end + 1
        return bool(following) and (
            self.phrases.meaning("months", following) is not None
            or self.phrases.meaning("units", following) is not None
        )

    def _doubtful(self, token: str) -> bool:
        """Whether a word is a number only by a slip: after "jam" it is one, elsewhere "pasang" is no "patang"."""
        return is_word(token) and self.phrases.number(token) is None and len(meaning_of(token, self.phrases)) == 1

    def _amount(self, at: int) -> tuple[int, int]:
        """Read "15", "sepuluh menit", "seperempat": whole minutes under 60 (0 if it is none), and the next token."""
        number = self._number(at)
        if number is None:
            return 0, at
        value, end = number.value, number.end
        amount = value * 60 if value < 1 else value
        if amount.denominator != 1 or amount >= 60:
            return 0, at
        return int(amount), end + (self.said.roles.get(end) == "minutes")

    def _shifted(self, minute: int, at: int) -> tuple[int, int]:
        """Add what is said after an hour: "kurang 15", "malam lewat sepuluh", "lebih seperempat", "30"."""
        turn = at + 1 if at in self.said.parts and at + 1 in self.said.roles else at
        sign = {"minus": -1, "plus": 1}.get(self.said.roles.get(turn, ""))
        if sign is not None:
            amount, end = self._amount(turn + 1)
            # An hour may follow instead: "jam 7 lewat jam 8".
            return (minute + sign * amount, end) if amount else (minute, at)
        amount, end = (0, at) if self._half(at) else self._amount(at)
        if minute % 60 or amount < _LEAST_MINUTES or self.said.roles.get(end) == "counts":
            return minute, at
        return minute + amount, end
