"""The types of questions as authors write them ("select_one isu", "integer"), and the kinds that they become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from bot.survey.asked import asked_by
from bot.survey.cells import MEDIA, Cells, Problems, split_header
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
from bot.survey.problems import guess
from bot.survey.yaml_text import Place
from bot.survey.yes_no import yes_no

WITH_LIST: Final = ("select_one", "select_multiple", "rank", "scale", "place")
NUMBERS: Final = ("integer", "decimal", "range")
MEDIA_TYPES: Final = ("image", "audio", "video", "file")
PLAIN: Final = (
    "text",
    *NUMBERS,
    "date",
    "time",
    "dateTime",
    "geopoint",
    *MEDIA_TYPES,
    "barcode",
    "acknowledge",
    "note",
    "calculate",
    "hidden",
)
GIVEN: Final = ("start", "end", "today", "phonenumber", "username", "deviceid", "email")
"""What is known without asking."""
BEGINS: Final = ("begin_group", "begin_repeat")
ENDS: Final = ("end_group", "end_repeat")
TYPES: Final = (*PLAIN, *WITH_LIST, *GIVEN, *BEGINS, *ENDS)
"""Every type that a row may have."""

COLUMNS: Final = (
    "type",
    "name",
    "label",
    "hint",
    "guidance_hint",
    "simpler",
    "required",
    "required_message",
    "relevant",
    "constraint",
    "constraint_message",
    "calculation",
    "choice_filter",
    "default",
    "from",
    "unit",
    "min",
    "max",
    "step",
    "prefer",
    "repeat_count",
    "appearance",
    "sensitive",
    "indicator",
    "media",
    *MEDIA,
)
"""Every column that a row of the survey may have."""
TEXT_COLUMNS: Final = ("label", "hint", "guidance_hint", "simpler", "required_message", "constraint_message")
"""Those with a text in each language."""

ALSO: Final[Mapping[str, str]] = {
    "select one": "select_one",
    "select multiple": "select_multiple",
    "select all that apply": "select_multiple",
    "int": "integer",
    "string": "text",
    "skala": "scale",
    "datetime": "dateTime",
    "trigger": "acknowledge",
    "photo": "image",
    "location": "geopoint",
    "begin group": "begin_group",
    "begin repeat": "begin_repeat",
    "end group": "end_group",
    "end repeat": "end_repeat",
}
"""Other spellings, as XLSForm readers accept them."""

ELSEWHERE: Final = frozenset(
    [
        "audit",
        "background-audio",
        "begin_loop",
        "csv-external",
        "end_loop",
        "geoshape",
        "geotrace",
        "imei",
        "osm",
        "select_multiple_from_file",
        "select_one_external",
        "select_one_from_file",
        "simserial",
        "start-geopoint",
        "subscriberid",
        "xml-external",
    ]
)
"""Types of XLSForm that are not asked here, so that the refusal can say so instead of calling them unknown."""

YES_NO_LISTS: Final = frozenset({"yatidak", "ya_tidak", "yes_no", "yesno"})
FACTS: Final = ("member:name", "member:area", "member:union", "member:role")
"""What a hidden row may take from her own record."""
_YES_NO_NAMES: Final = frozenset({"ya", "tidak"})
_RUPIAH: Final = frozenset({"rupiah", "rp", "idr"})
_UNASKED: Final = frozenset({"note", "calculate", "hidden", *GIVEN})
_ASKED: Final = frozenset({*WITH_LIST, *PLAIN}) - _UNASKED
_SECTION: Final = frozenset(BEGINS)
_ROWS: Final = frozenset({*WITH_LIST, *PLAIN, *GIVEN})
# Which columns fit only some types; all others fit every question.
_ONLY_FOR: Final[Mapping[str, frozenset[str]]] = {
    "min": frozenset(NUMBERS),
    "max": frozenset(NUMBERS),
    "step": frozenset({"range"}),
    "unit": frozenset(NUMBERS),
    "prefer": frozenset({"date", "dateTime"}),
    "calculation": frozenset({"calculate"}),
    "from": frozenset({"hidden"}),
    "required": _ASKED,
    "constraint": _ASKED,
    "choice_filter": frozenset(WITH_LIST),
    "default": _ASKED | {"hidden"},
    "repeat_count": frozenset({"begin_repeat"}),
    "type": frozenset(TYPES),
    "name": frozenset(TYPES),
    "label": _ROWS | _SECTION,
    "relevant": _ROWS | _SECTION,
    "appearance": _ROWS | _SECTION,
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
    return (kind if kind in TYPES or kind in ELSEWHERE else kind.lower()), rest.strip()


def read_kind(row: Cells, lists: Lists) -> Kind | None:
    """Return the kind of a row of the survey; None, with a problem, where its type is none."""
    said = row.needed("type")
    if not said:
        return None
    kind, list_name = split_type(said)
    expect_fitting(row, kind)
    if kind in WITH_LIST:
        return _with_list(row, kind, list_name, lists)
    if kind in GIVEN:
        return Given(kind)
    return _plain(row, kind, said)


def fitting(column: str) -> frozenset[str]:
    """Return the types whose rows may have this column."""
    return _ONLY_FOR.get(column, _ROWS)


def expect_fitting(row: Cells, kind: str) -> None:
    """Add a problem for each column that a row of this type cannot have."""
    if kind not in TYPES:
        return
    for key, place in row.table.keys.items():
        column = split_header(key)[0]
        if column in COLUMNS and kind not in fitting(column):
            row.problems.add("S211", place, column=column, type=kind)


def needs_label(kind: str) -> bool:
    """Whether a row of this type says something to her."""
    return kind not in {"calculate", "hidden", *GIVEN}


def _with_list(row: Cells, kind: str, name: str, lists: Lists) -> Kind | None:
    place = row.where("type")
    if not name:
        row.problems.add("S209", place, type=kind)
        return None
    listed = lists.get(name)
    names = [choice.name for choice in listed.choices] if listed else []
    if kind == "select_one" and name in YES_NO_LISTS and (listed is None or set(names) == _YES_NO_NAMES):
        if row.text("choice_filter"):
            row.problems.add("S211", row.where("choice_filter"), column="choice_filter", type=f"{kind} {name}")
        return yes_no(_label(row))
    if listed is None:
        row.problems.add("S203", place, name=name[:40], **guess(name, lists))
        return None
    match kind:
        case "select_one":
            return SelectOne(listed.choices)
        case "select_multiple":
            return SelectMultiple(listed.choices)
        case "rank":
            return Rank(listed.choices)
        case "place":
            return PlaceName(listed.choices)
        case _:
            return _scale(row, listed)


def _scale(row: Cells, listed: ChoiceList) -> Kind | None:
    for number, (choice, where) in enumerate(zip(listed.choices, listed.places, strict=True), 1):
        if choice.name != str(number):
            row.problems.add("S207", where, name=choice.name)
            return None
    return Scale(listed.choices)


def _label(row: Cells) -> str:
    """Return the label in Indonesian. What is wrong with it is told where the question is put together, not here."""
    return Cells(row.table, row.named, Problems(), row.default).texts("label").get("id", "")


def _plain(row: Cells, kind: str, said: str) -> Kind | None:  # noqa: C901, PLR0911 - one line a type
    match kind:
        case "text" | "barcode":
            # A code on a packet is typed here.
            return Text()
        case "integer" | "decimal" | "range":
            return _numeric(row, kind)
        case "date":
            return Date(_prefer(row))
        case "dateTime":
            return DateTime(_prefer(row))
        case "time":
            return Time()
        case "geopoint":
            return GeoPoint()
        case "image" | "audio" | "video" | "file":
            return Media(kind)
        case "acknowledge":
            return Acknowledge()
        case "note":
            return Note()
        case "calculate":
            return _calculate(row)
        case "hidden":
            return _hidden(row)
        case _:
            _refuse_type(row, kind, said)
            return None


def _refuse_type(row: Cells, kind: str, said: str) -> None:
    place = row.where("type")
    if kind in ELSEWHERE or said.lower().replace(" ", "_") in ELSEWHERE:
        row.problems.add("S202", place, type=said[:40])
        return
    row.problems.add("S201", place, type=said[:40], allowed=", ".join(TYPES), **guess(kind, [*TYPES, *ALSO]))


def _numeric(row: Cells, kind: str) -> Kind:
    minimum, maximum, unit = row.number("min"), row.number("max"), row.text("unit")
    if minimum is not None and maximum is not None and minimum > maximum:
        row.problems.add("S212", row.where("min"), minimum=row.text("min"), maximum=row.text("max"))
    step = _step(row, minimum, maximum) if kind == "range" else None
    if kind == "decimal" or (step is not None and not (step.is_integer() and (minimum or 0.0).is_integer())):
        return Decimal(minimum, maximum, unit, step=step)
    if unit.lower() in _RUPIAH and kind != "range":
        return Money(minimum, maximum)
    return Integer(minimum, maximum, unit, step=step)


def _step(row: Cells, minimum: float | None, maximum: float | None) -> float:
    """Return the step of a range, 1 where none is given; a problem where its ends are missing or it leads nowhere."""
    for column, found in (("min", minimum), ("max", maximum)):
        if found is None and not row.text(column):
            row.problems.add("S103", row.place, key=column, place=row.named)
    step = row.number("step")
    if step is not None and step <= 0:
        row.refuse("step", "a number above 0", "angka di atas 0")
    return step if step is not None and step > 0 else 1.0


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


def _hidden(row: Cells) -> Kind | None:
    """Return a value that is there without asking: her own record's, or the ``default``."""
    fact = row.one_of("from", {name: name for name in FACTS}, "")
    if fact:
        return Given(fact)
    if not row.text("default") and not row.text("from"):
        row.problems.add("S103", row.place, key="default", place=row.named)
        return None
    return Calculate(None)
