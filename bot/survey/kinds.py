"""The types of questions as authors write them ("select_one isu", "integer"), and the kinds that they become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from bot.survey.asked import asked_by
from bot.survey.cells import Cells, Problems
from bot.survey.model import (
    Calculate,
    Choice,
    Date,
    Decimal,
    Integer,
    Kind,
    Money,
    Note,
    PlaceName,
    Scale,
    SelectMultiple,
    SelectOne,
    Text,
    Texts,
    Time,
)
from bot.survey.problems import guess
from bot.survey.yaml_text import Place
from bot.survey.yes_no import yes_no

WITH_LIST: Final = ("select_one", "select_multiple", "scale", "place")
PLAIN: Final = ("text", "integer", "decimal", "date", "time", "note", "calculate")
ALSO: Final[Mapping[str, str]] = {
    "select one": "select_one",
    "select multiple": "select_multiple",
    "select all that apply": "select_multiple",
    "int": "integer",
    "string": "text",
    "skala": "scale",
}
"""Other spellings, as XLSForm readers accept them."""

ELSEWHERE: Final = frozenset(
    [
        "acknowledge",
        "audio",
        "background-audio",
        "barcode",
        "begin_group",
        "begin_loop",
        "begin_repeat",
        "dateTime",
        "datetime",
        "deviceid",
        "email",
        "end",
        "end_group",
        "end_loop",
        "end_repeat",
        "file",
        "geopoint",
        "geoshape",
        "geotrace",
        "hidden",
        "image",
        "imei",
        "phonenumber",
        "range",
        "rank",
        "select_multiple_from_file",
        "select_one_external",
        "select_one_from_file",
        "start",
        "start-geopoint",
        "today",
        "username",
        "video",
        "xml-external",
    ]
)
"""Types of XLSForm that are not asked here, so that the refusal can say so instead of calling them unknown."""

YES_NO_LISTS: Final = frozenset({"yatidak", "ya_tidak", "yes_no", "yesno"})
_YES_NO_NAMES: Final = frozenset({"ya", "tidak"})
_RUPIAH: Final = frozenset({"rupiah", "rp", "idr"})
# Which columns fit only some types; all others fit all.
_ONLY_FOR: Final[Mapping[str, frozenset[str]]] = {
    "min": frozenset({"integer", "decimal"}),
    "max": frozenset({"integer", "decimal"}),
    "unit": frozenset({"integer", "decimal"}),
    "prefer": frozenset({"date"}),
    "calculation": frozenset({"calculate"}),
    "required": frozenset({*WITH_LIST, "text", "integer", "decimal", "date", "time"}),
    "constraint": frozenset({*WITH_LIST, "text", "integer", "decimal", "date", "time"}),
}


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """One list under ``choices``: its choices and where they stand."""

    choices: tuple[Choice, ...]
    places: tuple[Place, ...]


Lists = Mapping[str, ChoiceList]


def split_type(said: str) -> tuple[str, str]:
    """Return the type and the list's name of a ``type`` cell: "select one  isu" is ("select_one", "isu")."""
    lowered = said.lower()
    for other, meant in ALSO.items():
        if lowered == other or lowered.startswith(other + " "):
            said = meant + said[len(other) :]
            break
    kind, _, rest = said.partition(" ")
    return (kind if kind in ELSEWHERE else kind.lower()), rest.strip()


def read_kind(row: Cells, lists: Lists) -> Kind | None:
    """Return the kind of a row of the survey; None, with a problem, where its type is none."""
    said = row.needed("type")
    if not said:
        return None
    kind, list_name = split_type(said)
    _expect_fitting(row, kind)
    if kind in WITH_LIST:
        return _with_list(row, kind, list_name, lists)
    return _plain(row, kind, said)


def _expect_fitting(row: Cells, kind: str) -> None:
    for column, fitting in _ONLY_FOR.items():
        if column in row.table.entries and kind not in fitting and kind in (*WITH_LIST, *PLAIN):
            row.problems.add("S211", row.table.keys[column], column=column, type=kind)


def _with_list(row: Cells, kind: str, name: str, lists: Lists) -> Kind | None:
    place = row.where("type")
    if not name:
        row.problems.add("S209", place, type=kind)
        return None
    listed = lists.get(name)
    names = [choice.name for choice in listed.choices] if listed else []
    if kind == "select_one" and name in YES_NO_LISTS and (listed is None or set(names) == _YES_NO_NAMES):
        return yes_no(_label(row))
    if listed is None:
        row.problems.add("S203", place, name=name[:40], **guess(name, lists))
        return None
    if kind == "select_one":
        return SelectOne(listed.choices)
    if kind == "select_multiple":
        return SelectMultiple(listed.choices)
    if kind == "place":
        return PlaceName(listed.choices)
    for number, (choice, where) in enumerate(zip(listed.choices, listed.places, strict=True), 1):
        if choice.name != str(number):
            row.problems.add("S207", where, name=choice.name)
            return None
    return Scale(listed.choices)


def _label(row: Cells) -> str:
    """Return the label in Indonesian. What is wrong with it is told where the question is put together, not here."""
    return Cells(row.table, row.named, Problems(), row.default).texts("label").get("id", "")


def _plain(row: Cells, kind: str, said: str) -> Kind | None:
    match kind:
        case "text":
            return Text()
        case "integer" | "decimal":
            return _numeric(row, kind)
        case "date":
            return Date(_prefer(row))
        case "time":
            return Time()
        case "note":
            return Note()
        case "calculate":
            return _calculate(row)
        case _:
            _refuse_type(row, kind, said)
            return None


def _refuse_type(row: Cells, kind: str, said: str) -> None:
    place = row.where("type")
    if kind in ELSEWHERE or said.replace(" ", "_") in ELSEWHERE:
        row.problems.add("S202", place, type=said[:40])
        return
    known = [*PLAIN, *WITH_LIST]
    row.problems.add("S201", place, type=said[:40], allowed=", ".join(known), **guess(kind, [*known, *ALSO]))


def _numeric(row: Cells, kind: str) -> Kind:
    minimum, maximum, unit = row.number("min"), row.number("max"), row.text("unit")
    if minimum is not None and maximum is not None and minimum > maximum:
        row.problems.add("S212", row.where("min"), minimum=row.text("min"), maximum=row.text("max"))
    if kind == "decimal":
        return Decimal(minimum, maximum, unit)
    if unit.lower() in _RUPIAH:
        return Money(minimum, maximum)
    return Integer(minimum, maximum, unit)


def asked_with(kind: Kind, label: Texts) -> Kind:
    """Return the kind with what the label says about the number asked for; other kinds as they are."""
    if isinstance(kind, Integer | Decimal | Money) and label.get("id"):
        return replace(kind, asked=asked_by(label["id"]))
    return kind


def _prefer(row: Cells) -> Literal["past", "future"]:
    return "future" if row.one_of("prefer", {"past": "past", "future": "future"}, "past") == "future" else "past"


def _calculate(row: Cells) -> Kind | None:
    if not row.text("calculation"):
        row.problems.add("S103", row.where("calculation"), key="calculation", place=row.named)
        return None
    calculation = row.expression("calculation")
    return None if calculation is None else Calculate(calculation)
