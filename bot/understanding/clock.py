"""Reads times of day: "jam 7 malam", "stngh 7 pagi", "bakda magrib"; "jam 7" alone is asked back.

A reply is heard clause by clause, because what is turned down or only explains is no answer: "jangan pagi, malam saja",
"siang saya ke ladang, jam 7 malam baru bisa".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.understanding.daytime import Part, Said, hear, minutes
from bot.understanding.hours import DAY, NO_TIME, RANGE_SIGNS, Hour, find_hours
from bot.understanding.normal import Reply, is_word
from bot.understanding.phrases import Phrases
from bot.understanding.reading import NotAnAnswer, Read, Reading, Unclear

_ENDS = frozenset({",", ".", ";", "!", "?", "(", ")", "…"})
_OPENERS = frozenset({"but", "if", "rather"})
_TURNING_DOWN = frozenset({"not", "cannot"})
_LINKS = frozenset({"range", "either"})
_NEAR_LEFT, _NEAR_RIGHT, _NEAR_WRONG = 2, 3, 4
_LONGEST_BETWEEN = 5 * 60
_SLACK = 90
_NIGHT_ENDS = "05:00"
_ASK = Unclear((), "morning_or_evening")
_AS_STORED: Final = re.compile(r"(\d{2}:\d{2})(?::\d{2}(?:\.\d{1,9})?)?(?:\+0[789]:?00)?")


@dataclass(slots=True)
class _Clause:
    """A stretch of a reply with the hours and the parts of the day (by place) that stand in it.

    ``busy``: it tells what she does then. ``rather``: "mending", "jadi". ``between``: a range. ``either``: "atau", "dan".
    ``until``: its first hour ends a range ("habis isya sampai jam 9").
    """

    start: int
    end: int
    hours: list[Hour]
    parts: list[tuple[int, Part]]
    busy: bool = False
    rather: bool = False
    between: bool = False
    either: bool = False
    until: bool = False

    def times(self) -> list[tuple[int, int]]:
        """Return where its hours and parts begin and end."""
        return sorted([(hour.start, hour.end) for hour in self.hours] + [(at, at + 1) for at, _ in self.parts])

    def split_off(self, first: int, last: int) -> _Clause:
        """Take out what begins at ``first`` to ``last``, and return it."""
        taken = _Clause(first, last, [], [])
        taken.hours = [hour for hour in self.hours if first <= hour.start < last]
        taken.parts = [(at, part) for at, part in self.parts if first <= at < last]
        self.hours = [hour for hour in self.hours if hour not in taken.hours]
        self.parts = [one for one in self.parts if one not in taken.parts]
        return taken


def written(minute: int) -> str:
    """Return a minute of the day as HH:MM; 24:00 is 00:00."""
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def without_seconds(text: str) -> str:
    """Return a time as XForms stores it ("07:30:00.000+07:00", in a zone of Indonesia) without its end; others as they are."""
    found = _AS_STORED.fullmatch(text)
    return text if found is None else found[1]


def read_time(reply: Reply, phrases: Phrases) -> Reading:
    """Read a time of day as HH:MM. A part of the day alone is stored as its usual hour, a range as its beginning.

    ``reply`` still holds what she took back: "jam 9 pagi, eh malam" needs both halves.
    """
    said = hear(reply.tokens, phrases)
    hours = find_hours(said, phrases)
    if any(hour.minute == NO_TIME for hour in hours) or not (hours or said.parts):
        return NotAnAnswer()
    if "unsettled" in said.roles.values():
        return _ASK
    if not all(hour.pointed for hour in hours) and _tells_more(said, hours):
        if not said.parts:
            return Unclear(tuple(dict.fromkeys(_offered(hours[0]))), "morning_or_evening")
        hours = []
    clauses = _clauses(said, hours)
    taken = _taken_back(said, clauses)
    denied = _turned_down(said, clauses)
    live = [clause for clause in clauses if clause.hours or clause.parts]
    if denied is None or not live:
        return _ASK
    if not any(clause.hours for clause in live):
        return _with_former_hour(live, taken) or _parts_reading(_preferred(live))
    return _settled(live, [*taken, *denied])


def parts_meant(reply: Reply, phrases: Phrases) -> tuple[list[Part], list[Part]]:
    """Return the parts of the day that she names, and those that she turns down ("bukan pagi")."""
    said = hear(reply.tokens, phrases)
    clauses = _clauses(said, [])
    _taken_back(said, clauses)
    denied = _turned_down(said, clauses) or []
    wanted, unwanted = ([part for clause in found for _, part in clause.parts] for found in (clauses, denied))
    return wanted, unwanted


def _tells_more(said: Said, hours: list[Hour]) -> bool:
    """Whether there are words beside the numbers, so that a bare number need not be an hour ("anak saya 2")."""
    covered = {at for hour in hours for at in range(hour.start, hour.end)}
    return any(
        at not in covered and at not in said.parts and at not in said.roles and is_word(token)
        for at, token in enumerate(said.tokens)
    )


def _clauses(said: Said, hours: list[Hour]) -> list[_Clause]:
    """Cut a reply at its commas and at "tapi", "kalau", "mending", and after "saja"."""
    inside = {at for hour in hours for at in range(hour.start + 1, hour.end)}
    cuts = [0]
    for at, token in enumerate(said.tokens):
        role = said.roles.get(at)
        if at in inside or said.roles.get(at + 1) in _LINKS or (at and said.roles.get(at - 1) in _LINKS):
            continue
        if role in _OPENERS:
            cuts.append(at)
        elif token in _ENDS or role == "only":
            cuts.append(at + 1)
    cuts = sorted(set(cuts))
    return [_clause(said, hours, start, end) for start, end in zip(cuts, [*cuts[1:], len(said.tokens)], strict=True)]


def _clause(said: Said, hours: list[Hour], start: int, end: int) -> _Clause:
    roles = {said.roles.get(at) for at in range(start, end)}
    own = [hour for hour in hours if start <= hour.start < end]
    before = own[0].start - 1 if own else start
    return _Clause(
        start,
        end,
        own,
        [(at, part) for at, part in said.parts.items() if start <= at < end],
        busy="busy" in roles,
        rather="rather" in roles,
        between="range" in roles or not RANGE_SIGNS.isdisjoint(said.tokens[start:end]),
        either="either" in roles,
        until=before > start and (said.roles.get(before) == "range" or said.tokens[before] in RANGE_SIGNS),
    )


def _taken_back(said: Said, clauses: list[_Clause]) -> list[_Clause]:
    """Take out what stands before "eh", "ralat", "salah" where another time follows soon, and return it."""
    if "wrong" not in said.roles.values():
        return []
    for at in range(len(said.tokens) - 1, -1, -1):
        if said.roles.get(at) != "wrong":
            continue
        if any(at < start <= at + _NEAR_WRONG for clause in clauses for start, _ in clause.times()):
            return [clause.split_off(0, at) for clause in clauses]
    return []


def _turned_down(said: Said, clauses: list[_Clause]) -> list[_Clause] | None:
    """Take out the times that she does not want, and return them; None where it is open which ones those are."""
    denied: list[_Clause] = []
    for at in sorted(at for at, role in said.roles.items() if role in _TURNING_DOWN):
        if said.roles.get(at - 1) == "if":
            continue  # "kalau tidak hujan" turns nothing down
        place = next(place for place, clause in enumerate(clauses) if at < clause.end)
        clause, following = clauses[place], clauses[place + 1 : place + 2]
        left = [end for _, end in clause.times() if end <= at]
        right = [start for start, _ in clause.times() if start > at]
        if said.roles[at] == "not" and left and right and said.roles.get(clause.end - 1) == "only":
            return None  # "pagi jangan sore saja" may be meant either way
        if _looks_right(said.roles[at], at, left, right):
            denied.append(clause.split_off(at, clause.end))
        elif left and not (right and at - left[-1] > _NEAR_LEFT):
            denied.append(clause.split_off(clause.start, at))
        elif not right and following and _goes_on(said, following[0]):
            denied.append(following[0].split_off(following[0].start, following[0].end))
        elif place and _says_no_more(said, clause):
            denied.append(clauses[place - 1].split_off(0, clause.start))
    return denied


def _looks_right(role: str, at: int, left: list[int], right: list[int]) -> bool:
    """Whether "jangan" or "tidak" at this place turns down what follows: "tidak" first looks to what stands beside it."""
    if role == "not" or not right:
        return bool(right)
    return not (left and at - left[-1] <= _NEAR_LEFT) and right[0] - at <= _NEAR_RIGHT


def _says_no_more(said: Said, clause: _Clause) -> bool:
    """Whether a clause is nothing but a no, which turns down what stands before it: "jam 8 malam, tidak bisa"."""
    return [said.roles.get(at) for at in range(clause.start, clause.end) if said.tokens[at] not in _ENDS] == ["cannot"]


def _goes_on(said: Said, clause: _Clause) -> bool:
    """Whether "kalau" goes on with what stands before: "tidak bisa kalau pagi", but not "tidak bisa, kalau pagi bisa"."""
    return said.roles.get(clause.start) == "if" and said.tokens[clause.start - 1] not in _ENDS


def _with_former_hour(live: list[_Clause], taken: list[_Clause]) -> Reading | None:
    """Read "jam 9 pagi, eh malam": the hour stays, and its part of the day changes."""
    hours = [hour for clause in taken for hour in clause.hours]
    parts = [part for clause in live for _, part in clause.parts]
    reading = _resolve(hours[0], parts[0]) if len(hours) == 1 and len(parts) == 1 else None
    return reading if isinstance(reading, Read) else None


def _preferred(clauses: list[_Clause]) -> list[_Clause]:
    """Leave out clauses that only tell what she does at a time, where another names a time; then follow "mending"."""
    idle = [clause for clause in clauses if not clause.busy] or clauses
    return [clause for clause in idle if clause.rather] or idle


def _parts_reading(clauses: list[_Clause]) -> Read | Unclear:
    """Read "sore", "sore bakda asar" by the narrower of the two, and "antara magrib dan isya" as its beginning."""
    parts = [part for clause in clauses for _, part in clause.parts]
    first, narrow = parts[0], min(parts, key=lambda part: part.end - part.start)
    if any(clause.between for clause in clauses) and len(parts) == 2:
        narrow = first if 0 <= parts[1].end - first.start <= _LONGEST_BETWEEN else Part("", 0, 0, None)
        parts = [narrow]
    either = any(clause.either and not clause.between for clause in clauses)
    typical = narrow.typical
    if typical is not None and not either and all(part.start <= typical <= part.end for part in parts):
        return Read(written(typical), "time.part_of_day", 0.7)
    usual = (part.typical for clause in clauses for _, part in clause.parts)
    return Unclear(tuple(dict.fromkeys(written(one) for one in usual if one is not None)), "morning_or_evening")


def _settled(live: list[_Clause], dropped: list[_Clause]) -> Reading:
    """Read the clauses that name hours, and see whether those that name only a part of the day agree."""
    if len(live) == 1 and not dropped:
        return _hours_reading(live[0], [])
    readings: list[tuple[_Clause, Read | Unclear]] = []
    lenders: list[_Clause] = []
    for clause in live:
        if clause.hours:
            lender = None if clause.parts or clause.busy else _lender(clause, live, dropped)
            lenders += [lender] if lender is not None else []
            readings.append((clause, _hours_reading(clause, lender.parts if lender else [])))
    timed = list(readings)
    for clause in live:
        lent = any(clause is lender for lender in lenders)
        if not (clause.hours or lent or any(_agrees(clause, other, reading) for other, reading in timed)):
            readings.append((clause, _parts_reading([clause])))
    kept = _preferred([clause for clause, _ in readings])
    found = list(dict.fromkeys(reading for clause, reading in readings if any(clause is one for one in kept)))
    if len(found) == 1:
        return found[0]
    return Unclear(tuple(dict.fromkeys(value for one in found for value in _values(one)[:1])), "which_number")


def _agrees(clause: _Clause, other: _Clause, reading: Read | Unclear) -> bool:
    """Whether a clause with a part of the day only says again what another one reads ("sore aja, jam 4 sore")."""
    if clause.rather or clause.busy != other.busy or isinstance(reading, Unclear):
        return False
    return any(part.names(minutes(reading.value), _SLACK) for _, part in clause.parts)


def _values(reading: Read | Unclear) -> tuple[str, ...]:
    return (reading.value,) if isinstance(reading, Read) else reading.candidates


def _lender(clause: _Clause, live: list[_Clause], dropped: list[_Clause]) -> _Clause | None:
    """Return the clause whose part of the day goes with an hour that has none: "pagi2 sekali, jam 5"."""
    alone = [other for other in live if not other.hours and not other.busy]
    timed = [other for other in (*dropped, *live) if other.hours and other.parts]
    for others in (alone, timed):
        before = [other for other in others if other.start < clause.start]
        after = [other for other in others if other.start > clause.start]
        if before or after:
            return before[-1] if before else after[0]
    return None


def _hours_reading(clause: _Clause, lent: list[tuple[int, Part]]) -> Read | Unclear:
    """Read the hours of one clause: one, a range by its beginning, or several that are asked back."""
    hours, parts = clause.hours, clause.parts or lent
    if len(hours) == 1 and clause.either and parts:
        return Unclear(_offered(hours[0]), "morning_or_evening")
    own = [_part_for(hour, hours, parts) for hour in hours]
    readings = [_resolve(hour, part) for hour, part in zip(hours, own, strict=True)]
    if len(hours) > 1 and not clause.between:
        values = dict.fromkeys(_values(reading)[0] for reading in readings)
        return readings[0] if len(values) == 1 else Unclear(tuple(values), "which_number")
    if len(hours) > 2:
        return Unclear((), "range")
    reading = _begun(readings) if clause.between else readings[0]
    if len(hours) == 1 and clause.until and isinstance(reading, Read):
        begins = [part for at, part in clause.parts if at < hours[0].start]
        typical = begins[-1].typical if begins else DAY
        if typical is None:
            return Unclear(_offered(hours[0]), "range")
        if typical < minutes(reading.value):
            return Read(written(typical), "time.range", 0.8)
    if isinstance(reading, Read):
        ends = clause.end if not clause.between else hours[0].end + 1
        others = [part for at, part in parts if part not in own and at < ends]
        if not all(part.names(minutes(reading.value), _SLACK) for part in others):
            return Unclear(_offered(hours[0]), "morning_or_evening")
    return reading


def _begun(readings: list[Read | Unclear]) -> Read | Unclear:
    """Return when a range begins. "jam 9 sampai jam 3 sore": the end tells that nine in the morning is meant."""
    first, last = readings[0], readings[-1]
    if isinstance(first, Read) and isinstance(last, Read) and first.value > last.value >= _NIGHT_ENDS:
        return Unclear((first.value, last.value), "range")
    if isinstance(first, Unclear) and isinstance(last, Read):
        earlier = [value for value in first.candidates if value < last.value]
        if earlier:
            return Read(max(earlier), "time.range", 0.9)
    return first


def _part_for(hour: Hour, hours: list[Hour], parts: list[tuple[int, Part]]) -> Part | None:
    """Return the part of the day that goes with an hour: named after it, else the last one named."""
    limit = min((other.start for other in hours if other.start > hour.start), default=10**6)
    own = [part for at, part in parts if hour.start < at < limit]
    return own[0] if own else parts[-1][1] if parts else None


def _offered(hour: Hour) -> tuple[str, ...]:
    """Return the two times of the day that an hour may be, the likelier first."""
    twelve = hour.minute % (DAY // 2)
    choices = (twelve + DAY // 2, twelve) if twelve < 60 else (twelve, twelve + DAY // 2)
    return tuple(written(minute) for minute in choices)


def _resolve(hour: Hour, part: Part | None) -> Read | Unclear:
    """Settle morning or evening."""
    if hour.certain and (part is None or part.names(hour.minute)):
        return Read(written(hour.minute), "time.clock", 0.97)
    if part is not None and hour.minute < 13 * 60:
        named = [value for value in _offered(hour) if part.names(minutes(value))]
        if len(named) == 1:
            return Read(named[0], "time.part", 0.97)
    return Unclear(_offered(hour), "morning_or_evening")
