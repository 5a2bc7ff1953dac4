"""Measures how well replies are read: rows of (question, reply, right reading), judged one by one and counted.

The file is CSV with the columns ``type,context,reply,expected,difficulty`` (others are ignored). ``context`` is a JSON object:
``question``, ``choices`` (key to label), ``labels`` (of a scale), ``places`` (code to name), ``min``, ``max``, ``unit``, ``ref``
(ISO date, the day asked), ``prefer`` ("past" or "future"), ``qtype`` (the type of the question that a control word meets).
``expected`` is JSON: an ISO date; HH:MM, or ``{"from", "to"}`` in which every time is right; choice keys as text, lists of
them sorted; true and false; numbers; control words by name; null where nothing may be stored.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal, assert_never

from bot.survey.asked import asked_by
from bot.survey.model import (
    Choice,
    Date,
    Decimal,
    Integer,
    Kind,
    Money,
    PlaceName,
    Scale,
    SelectMultiple,
    SelectOne,
    Text,
    Time,
    YesNo,
)
from bot.survey.yes_no import yes_no
from bot.understanding import Control, NotAnAnswer, Phrases, Read, Unclear, control, read

COLUMNS: Final = ("type", "context", "reply", "expected", "difficulty")
CONTROLS: Final = frozenset(one.value for one in Control)
"""Types of rows that ask for a control word."""

TYPES: Final = (
    "yesno", "integer", "decimal", "money", "date", "time", "select_one", "select_multiple", "scale", "scale5", "place", "text",
)  # fmt: skip
"""Types of rows that ask for an answer; a scale may carry the number of its steps."""

Value = bool | int | float | str | list[str] | None
Outcome = Literal["right", "asked", "stored_wrong"]


class CannotEvaluate(ValueError):
    """The file is not in the format. ``problems`` names row and cure for each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Row:
    """One reply and its right reading. ``kind`` is that of the question it met."""

    type: str
    kind: Kind
    today: date
    reply: str
    expected: Any
    difficulty: str
    context: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reader makes of a row: the value as in ``expected`` (None: nothing stored), by which rule, how surely (0 to 1)."""

    value: Value
    rule: str = ""
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Judged:
    """A row, its answer, and whether that is right, asked back, or wrong and stored."""

    row: Row
    answer: Answer
    outcome: Outcome


@dataclass(slots=True)
class Count:
    """How many rows: in all, right, asked back, stored wrongly; and of those where nothing may be stored, all and stored."""

    rows: int = 0
    right: int = 0
    asked: int = 0
    stored_wrong: int = 0
    null_rows: int = 0
    null_stored: int = 0

    def add(self, judged: Judged) -> None:
        """Count one row."""
        self.rows += 1
        self.right += judged.outcome == "right"
        self.asked += judged.outcome == "asked"
        self.stored_wrong += judged.outcome == "stored_wrong"
        self.null_rows += judged.row.expected is None
        self.null_stored += judged.row.expected is None and judged.answer.value is not None

    def as_json(self) -> dict[str, int]:
        """Return the counts by name."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class Evaluation:
    """The judged rows in their order, and their counts: in all, by type and by difficulty."""

    judged: list[Judged] = field(default_factory=list)
    total: Count = field(default_factory=Count)
    types: dict[str, Count] = field(default_factory=dict)
    difficulty: dict[str, Count] = field(default_factory=dict)

    def add(self, judged: Judged) -> None:
        """Take in one row."""
        self.judged.append(judged)
        self.total.add(judged)
        self.types.setdefault(judged.row.type, Count()).add(judged)
        self.difficulty.setdefault(judged.row.difficulty, Count()).add(judged)

    def as_json(self) -> dict[str, Any]:
        """Return the counts as ``suara replies evaluate --json`` prints them."""
        return {
            "total": self.total.as_json(),
            "types": {name: count.as_json() for name, count in self.types.items()},
            "difficulty": {name: count.as_json() for name, count in self.difficulty.items()},
        }


def parse_rows(text: str, today: date) -> list[Row]:
    """Return the rows of a file's text. ``today`` counts where a row has no ``ref``. Raises CannotEvaluate with all problems."""
    reader = csv.DictReader(text.removeprefix("\ufeff").splitlines(keepends=True))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise CannotEvaluate([f"row 1: the columns {', '.join(missing)} are missing; the first row names the columns"])
    rows: list[Row] = []
    problems: list[str] = []
    kinds: dict[tuple[str, str], Kind | None] = {}
    for number, cells in enumerate(reader, 2):
        try:
            rows.append(_row(cells, today, kinds))
        except _Wrong as wrong:
            problems.append(f"row {number}: {wrong}")
    if problems:
        raise CannotEvaluate(problems)
    return rows


class _Wrong(ValueError):
    """One row is not in the format; the text says what and the cure."""


def _row(cells: Mapping[str, str | None], today: date, kinds: dict[tuple[str, str], Kind | None]) -> Row:
    """Return one row. The same question is the same ``kind``, as it is in a survey: what it can be called is worked out once."""
    kind_name, reply = (cells["type"] or "").strip(), cells["reply"]
    if reply is None or cells["expected"] is None:
        raise _Wrong("columns are missing; put a text with a comma inside quotes")
    context = _json(cells["context"] or "{}", "context")
    if not isinstance(context, dict):
        raise _Wrong("context is not a JSON object")
    expected = _json(cells["expected"], "expected")
    asked_on = context.get("ref", today.isoformat())
    try:
        day = date.fromisoformat(asked_on)
    except (TypeError, ValueError):
        raise _Wrong(f"ref is {asked_on!r}; write the day as 2026-11-24") from None
    key = (kind_name, cells["context"] or "")
    if key not in kinds:
        kinds[key] = kind_of(str(context.get("qtype", "text")) if kind_name in CONTROLS else kind_name, context)
    kind = kinds[key]
    if kind is None:
        known = ", ".join([*TYPES, *sorted(CONTROLS)])
        raise _Wrong(f"type (or qtype) {kind_name!r} is unknown; known are {known}")
    return Row(kind_name, kind, day, reply, expected, (cells["difficulty"] or "").strip(), context)


def _json(text: str, column: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise _Wrong(f"{column} is not JSON: {text[:60]!r}; write text inside double quotes") from None


def kind_of(name: str, context: Mapping[str, Any]) -> Kind | None:
    """Return the kind of question that a type and a context stand for; None for an unknown type."""
    low, high, unit = context.get("min"), context.get("max"), str(context.get("unit") or "")
    question = str(context.get("question") or "")
    asked = asked_by(question) if question else None
    if name.startswith("scale"):
        return Scale(_choices(context.get("labels") or context.get("choices")))
    kinds: dict[str, Callable[[], Kind]] = {
        "text": Text,
        "yesno": lambda: _yes_no(context),
        "integer": lambda: Integer(low, high, unit, asked),
        "decimal": lambda: Decimal(low, high, unit, asked),
        "money": lambda: Money(low, high, asked),
        "date": lambda: Date("future" if context.get("prefer") == "future" else "past"),
        "time": Time,
        "select_one": lambda: SelectOne(_choices(context.get("choices"))),
        "select_multiple": lambda: SelectMultiple(_choices(context.get("choices"))),
        "place": lambda: PlaceName(_choices(context.get("places"))),
    }
    return kinds[name]() if name in kinds else None


def _yes_no(context: Mapping[str, Any]) -> YesNo:
    """Return the kind of a yes/no question; a label and numbered answers are both optional."""
    return yes_no(
        str(context.get("question") or ""), [choice.label["id"] for choice in _choices(context.get("choices"))]
    )


def _choices(given: object) -> tuple[Choice, ...]:
    """Return choices from ``{"1": "Pupuk"}``, or from a plain list of labels, numbered from 1."""
    if isinstance(given, Mapping):
        return tuple(Choice(str(name), {"id": str(label)}) for name, label in given.items())
    if isinstance(given, list):
        return tuple(Choice(str(number), {"id": str(label)}) for number, label in enumerate(given, 1))
    return ()


def reader_of(phrases: Phrases) -> Callable[[Row], Answer]:
    """Return the bot's own reader: control words first, then the answer, exactly as in a conversation."""
    return lambda row: _read(row, phrases)


def _read(row: Row, phrases: Phrases) -> Answer:
    steers = control(row.reply, phrases=phrases, kind=row.kind)
    if row.type in CONTROLS:
        return Answer(steers.value, f"control.{steers.value}", 0.95) if steers else Answer(None)
    if steers is not None:
        return Answer(None, f"control.{steers.value}", 0.95)
    match read(row.kind, row.reply, phrases=phrases, today=row.today):
        case Read(value, rule, confidence):
            return Answer(_value(row.kind, value), rule, confidence)
        case Unclear(reason=reason):
            return Answer(None, f"unclear.{reason}")
        case NotAnAnswer():
            return Answer(None, "not_an_answer")
        case other:
            assert_never(other)


def _value(kind: Kind, stored: str) -> Value:
    """Return a stored value as a file writes it."""
    match kind:
        case YesNo():
            return stored == "ya"
        case SelectMultiple():
            return sorted(stored.split())
        case Integer() | Decimal() | Money() | Scale():
            number = float(stored)
            return int(number) if number.is_integer() else number
        case _:
            return stored


def judge(row: Row, answer: Answer) -> Judged:
    """Hold an answer against the right reading."""
    if answer.value is None:
        return Judged(row, answer, "right" if row.expected is None else "asked")
    return Judged(row, answer, "right" if _same(row.expected, answer.value) else "stored_wrong")


def _same(expected: Any, value: Value) -> bool:
    if isinstance(expected, dict):
        return isinstance(value, str) and str(expected.get("from")) <= value <= str(expected.get("to"))
    if isinstance(expected, list):
        return isinstance(value, list) and sorted(map(str, expected)) == sorted(value)
    if isinstance(expected, bool) or isinstance(value, bool):
        return expected is value
    if isinstance(value, int | float):
        return not isinstance(expected, str | None) and abs(float(expected) - value) < 1e-9
    return bool(expected == value)


def evaluate(rows: Iterable[Row], reader: Callable[[Row], Answer]) -> Evaluation:
    """Let ``reader`` read every row and return how it did."""
    evaluation = Evaluation()
    for row in rows:
        evaluation.add(judge(row, reader(row)))
    return evaluation
