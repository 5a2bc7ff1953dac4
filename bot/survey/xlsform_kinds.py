"""pyxform's types, and the kinds of question that they are on a phone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any, Final, Literal

from bot.survey.expressions import Expression
from bot.survey.grid import Cell
from bot.survey.kinds import FACTS, asked_with
from bot.survey.model import (
    Acknowledge,
    Calculate,
    Choice,
    Date,
    DateTime,
    Decimal,
    GeoPoint,
    Given,
    Integer,
    Kind,
    Media,
    Money,
    Note,
    PlaceName,
    Rank,
    Scale,
    SelectMultiple,
    SelectOne,
    Text,
    Texts,
    Time,
)
from bot.survey.values import to_number
from bot.survey.yes_no import yes_no

LEFT_OUT: Final = frozenset({"geotrace", "geoshape", "osm", "trace", "shape", "select one from osm"})
"""What no phone can be asked for in a conversation."""

ALONE: Final = frozenset({"csv-external", "xml-external", "csv external", "xml external", "entity"})
"""Rows that ask nothing and hold nothing."""

ONLY_WHATSAPP: Final[Mapping[str, tuple[str, str]]] = {
    "photo": ("photo", "foto"),
    "image": ("photo", "foto"),
    "audio": ("voice message", "pesan suara"),
    "video": ("video", "video"),
    "file": ("file", "berkas"),
}
"""What only WhatsApp can send, in English and in Indonesian."""

_PLAIN: Final[Mapping[str, Kind]] = {
    "text": Text(),
    "string": Text(),
    "barcode": Text(),
    "note": Note(),
    "time": Time(),
    "geopoint": GeoPoint(),
    "gps": GeoPoint(),
    "location": GeoPoint(),
    "photo": Media("image"),
    "image": Media("image"),
    "audio": Media("audio"),
    "video": Media("video"),
    "file": Media("file"),
    "trigger": Acknowledge(),
    "acknowledge": Acknowledge(),
    "hidden": Calculate(None),
}
_BY_CONTROL: Final[Mapping[tuple[str, str], str]] = {
    ("input", "string"): "text",
    ("input", "barcode"): "barcode",
    ("input", "int"): "integer",
    ("input", "decimal"): "decimal",
    ("input", "date"): "date",
    ("input", "time"): "time",
    ("input", "dateTime"): "dateTime",
    ("input", "geopoint"): "geopoint",
    ("input", "geotrace"): "geotrace",
    ("input", "geoshape"): "geoshape",
    ("trigger", ""): "acknowledge",
    ("trigger", "string"): "acknowledge",
    ("upload", "image/*"): "photo",
    ("upload", "audio/*"): "audio",
    ("upload", "video/*"): "video",
    ("upload", "application/*"): "file",
    ("upload", "osm/*"): "osm",
}
"""XForms controls with their data (or media) type, and the type that asks for it."""


def canonical(said: str) -> tuple[str, Mapping[str, str]]:
    """Return the type that a pyxform type is another word for ("q int" is "integer"), and the binds that it brings along.

    What pyxform fills in by itself is "given"; "audit" and the like, too.
    """
    from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

    entry = QUESTION_TYPE_DICT.get(said, {})
    bind = {key: str(value) for key, value in entry.get("bind", {}).items()}
    control = entry.get("control", {})
    tag = str(control.get("tag", ""))
    if said in _PLAIN or said in _OWN or said.startswith(("select", "rank")) or said in LEFT_OUT | ALONE or not entry:
        return said, {} if said in ("note", "calculate") else bind
    if tag in ("", "action") or "jr:preload" in bind:
        return ("calculate", {}) if said.endswith("calculate") or "calculate" in said else ("given", {})
    if bind.get("readonly") == "true()" and tag == "input":
        return "note", {}
    return _BY_CONTROL.get((tag, str(control.get("mediatype", bind.get("type", "")))), "text"), bind


_OWN: Final = frozenset({"calculate", "date", "datetime", "dateTime", "range", "int", "integer", "decimal", "hidden"})
_YES_NO: Final = frozenset({"ya", "tidak"})
_RUPIAH: Final = frozenset({"rupiah", "rp", "idr"})


def kind_of(  # noqa: PLR0911 - one way for each family of types
    said: str,
    element: Mapping[str, Any],
    cells: Mapping[str, Cell],
    label: Texts,
    choices: tuple[Choice, ...],
    compiled: Callable[[object], Expression | None],
) -> Kind:
    """Return the kind of an element; an open question for what is of no kind that is known here.

    ``said`` is its canonical type, ``cells`` are those of its row, for our own columns; ``compiled`` reads its calculation.
    """
    if said == "hidden" and _own(cells, "from") in FACTS:
        return Given(_own(cells, "from"))
    if said in _PLAIN:
        return _PLAIN[said]
    if said == "given":
        what = str(element.get("type", "")).removeprefix("get ").removeprefix("uri:")
        return Given(what.replace(" time", "").replace(" ", ""))
    if said == "calculate":
        return Calculate(compiled(element.get("bind", {}).get("calculate")))
    if said.startswith(("select", "rank")):
        return _select(said, cells, label, choices)
    match said:
        case "date":
            return Date(_prefer(element, cells))
        case "dateTime" | "datetime":
            return DateTime(_prefer(element, cells))
        case "range":
            return _range(element.get("parameters") or {}, _own(cells, "unit"), label)
        case "int" | "integer" | "decimal":
            return _number(said, cells, label)
        case _:
            return Text()


def _prefer(element: Mapping[str, Any], cells: Mapping[str, Cell]) -> Literal["past", "future", "any"]:
    """Return which side of today is meant: as our own column says, or as the constraint allows."""
    match _own(cells, "prefer"):
        case "past":
            return "past"
        case "future":
            return "future"
        case "any":
            return "any"
        case _:
            allowed = "".join(str(element.get("bind", {}).get("constraint") or "").split())
            if allowed.startswith((".>today()", ".>=today()")):
                return "future"
            return "past" if allowed.startswith((".<today()", ".<=today()")) else "any"


def _select(said: str, cells: Mapping[str, Cell], label: Texts, choices: tuple[Choice, ...]) -> Kind:
    if not choices:
        return Text()
    if said == "rank":
        return Rank(choices)
    if said.startswith(("select all", "select multiple")):
        return SelectMultiple(choices)
    names = [one.name for one in choices]
    own = _own(cells, "kind")
    if own == "place":
        return PlaceName(choices)
    if own == "scale" and names == [str(at) for at in range(1, len(names) + 1)]:
        return Scale(choices)
    if set(names) == _YES_NO and len(names) == len(_YES_NO):
        return yes_no(label.get("id", ""), [one.label.get("id", "") for one in choices])
    return SelectOne(choices)


def _number(said: str, cells: Mapping[str, Cell], label: Texts) -> Kind:
    low, high, unit = _limit(_own(cells, "min")), _limit(_own(cells, "max")), _own(cells, "unit")
    if said == "decimal":
        return asked_with(Decimal(low, high, unit), label)
    if unit.lower() in _RUPIAH:
        return asked_with(Money(low, high), label)
    return asked_with(Integer(low, high, unit), label)


def _range(parameters: Mapping[str, Any], unit: str, label: Texts) -> Kind:
    start, end, step = (to_number(str(parameters.get(name, default))) for name, default in _RANGE)
    whole = all(isfinite(value) and value.is_integer() for value in (start, end, step))
    kind = (Integer if whole else Decimal)(min(start, end), max(start, end), unit, step=abs(step))
    return asked_with(kind, label)


_RANGE: Final = (("start", "1"), ("end", "10"), ("step", "1"))


def _limit(text: str) -> float | None:
    number = to_number(text)
    return None if number != number else number  # noqa: PLR0124 - NaN


def _own(cells: Mapping[str, Cell], column: str) -> str:
    found = cells.get(column)
    return found[0].strip() if found is not None else ""
