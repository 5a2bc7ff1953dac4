"""pyxform's types, and the kinds of question that they are on a phone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

from bot.survey.expressions import Expression
from bot.survey.grid import Cell
from bot.survey.kinds import asked_with
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

ONLY_WHATSAPP: Final[Mapping[str, str]] = {
    "photo": "foto",
    "image": "foto",
    "audio": "pesan suara",
    "video": "video",
    "file": "berkas",
    "background-audio": "pesan suara",
}

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
_GIVEN: Final = frozenset(
    [
        "audit",
        "background-audio",
        "deviceid",
        "device id",
        "email",
        "end",
        "end time",
        "imei",
        "phonenumber",
        "phone number",
        "sim id",
        "simserial",
        "start",
        "start time",
        "start-geopoint",
        "subscriber id",
        "subscriberid",
        "today",
        "uri:deviceid",
        "uri:email",
        "uri:phonenumber",
        "uri:simserial",
        "uri:subscriberid",
        "uri:username",
        "username",
    ]
)
_YES_NO: Final = frozenset({"ya", "tidak"})
_RUPIAH: Final = frozenset({"rupiah", "rp", "idr"})


def kind_of(  # noqa: PLR0911 - one way for each family of types
    element: Mapping[str, Any],
    cells: Mapping[str, Cell],
    label: Texts,
    choices: tuple[Choice, ...],
    compiled: Callable[[object], Expression | None],
) -> Kind:
    """Return the kind of an element; an open question for what is of no kind that is known here.

    ``cells`` are those of its row, for our own columns; ``compiled`` reads its calculation.
    """
    said = str(element.get("type", ""))
    if said in _PLAIN:
        return _PLAIN[said]
    if said in _GIVEN:
        return Given(said.removeprefix("uri:").replace(" time", "").replace(" ", ""))
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
            return _range(element.get("parameters") or {}, label)
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


def _range(parameters: Mapping[str, Any], label: Texts) -> Kind:
    start, end, step = (to_number(str(parameters.get(name, default))) for name, default in _RANGE)
    low, high = min(start, end), max(start, end)
    whole = all(value == int(value) for value in (start, end, step) if value == value)  # noqa: PLR0124 - NaN
    kind = (Integer if whole else Decimal)(low, high, step=abs(step))
    return asked_with(kind, label)


_RANGE: Final = (("start", "1"), ("end", "10"), ("step", "1"))


def _limit(text: str) -> float | None:
    number = to_number(text)
    return None if number != number else number  # noqa: PLR0124 - NaN


def _own(cells: Mapping[str, Cell], column: str) -> str:
    found = cells.get(column)
    return found[0].strip() if found is not None else ""
