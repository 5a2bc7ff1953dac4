"""What a form says to the app's screen or takes from its telephone: named row by row, with what happens instead.

Appearances that only make a list prettier (minimal, quick, columns, likert ...) change nothing here and are not named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from bot.survey.grid import grid_of, survey_rows
from bot.survey.problems import Problem, problem
from bot.survey.workbook import Workbook
from bot.survey.xlsform_sheet import ENDS, Line, lines_of


class _Instead(NamedTuple):
    """What happens in a conversation, in English and in Indonesian."""

    en: str
    id: str


_ONE_BY_ONE: Final = _Instead("its questions are asked one after another", "pertanyaannya ditanyakan satu per satu")
_IN_WORDS: Final = _Instead("the choices are listed in words", "pilihannya ditulis dengan kata-kata")
_PHOTO: Final = _Instead("she sends a photo", "Ibu mengirim foto")
_PLACE: Final = _Instead("she sends her location or the name of the place", "Ibu mengirim lokasi atau nama tempatnya")
_TYPED: Final = _Instead(
    "no other app is opened; she writes the answer", "aplikasi lain tidak dibuka; Ibu menulis jawabannya"
)
_WHOLE_DAY: Final = _Instead("a whole date is asked for", "yang ditanyakan tanggal lengkap")

_APPEARANCES: Final = {
    "field-list": _ONE_BY_ONE,
    "table-list": _ONE_BY_ONE,
    "label": _Instead("the row holds headings only and is not asked", "baris ini hanya judul dan tidak ditanyakan"),
    "list-nolabel": _Instead("it is asked with its choices", "ditanyakan dengan pilihannya"),
    "draw": _PHOTO,
    "signature": _PHOTO,
    "annotate": _PHOTO,
    "new": _Instead("one taken earlier is accepted too", "yang dibuat sebelumnya juga diterima"),
    "new-front": _Instead("any photo is accepted", "foto apa saja diterima"),
    "image-map": _IN_WORDS,
    "map": _IN_WORDS,
    "maps": _PLACE,
    "placement-map": _PLACE,
    "bearing": _TYPED,
    "month-year": _WHOLE_DAY,
    "year": _WHOLE_DAY,
    "ethiopian": _WHOLE_DAY,
}
_CALLED: Final = {
    "search": _Instead("every choice of its file is offered", "semua pilihan di berkasnya ditawarkan"),
    "ex": _TYPED,
    "intent": _TYPED,
    "printer": _TYPED,
}
"""Appearances with something behind them, as in search('desa') and ex:org.app."""

_OF_THE_APP: Final = frozenset(
    {
        "audit",
        "background-audio",
        "background-geopoint",
        "deviceid",
        "imei",
        "simserial",
        "start-geopoint",
        "subscriberid",
    }
)
_WITH_PARAMETERS: Final = frozenset({"range", "select_one_from_file", "select_multiple_from_file"})
_APART: Final = re.compile(r"[\w-]+\s*\([^)]*\)|\S+")
"""The words of an appearance: "minimal search('desa')" are two."""
_READ_FROM_BODY: Final = frozenset({"appearance", "intent"})


def for_the_screen(workbook: Workbook) -> list[Problem]:
    """Return a notice for each row, column and sheet that a conversation does something else with, or nothing."""
    found: list[Problem] = []
    for line in lines_of(grid_of(workbook, "survey")):
        if not ENDS.match(line.type):
            found += _row(line)
    for at, header in enumerate(survey_rows(workbook)[0], 1):
        group, _, name = header.partition(":")
        if group.strip().lower() in {"body", "control"} and name.strip(": ").lower() not in _READ_FROM_BODY:
            found.append(problem("S726", 1, at, what=header.strip()[:60]).on("survey"))
    if len(workbook.sheet("entities")) > 1:
        found.append(problem("S726", 1, 1, what="entities").on("entities"))
    return found


def _row(line: Line) -> Iterator[Problem]:
    kind = line.type.lower()
    for said in _APART.findall(line.cells.get("appearance", ("",))[0]):
        instead = _APPEARANCES.get(said) or _CALLED.get(re.split(r"[(:]", said)[0].strip())
        if instead is not None:
            place = line.place("appearance")
            details = {"name": line.name, "what": said[:60], "instead": instead.en, "instead_id": instead.id}
            yield problem("S724", place.line, place.column, **details).on("survey")
    if kind.replace(" ", "-") in _OF_THE_APP:
        place = line.place("type")
        yield problem("S725", place.line, place.column, name=line.name, type=line.type).on("survey")
    elif "parameters" in line.cells and kind.split(" ")[0] not in _WITH_PARAMETERS and not kind.startswith("select"):
        place = line.place("parameters")
        yield problem("S726", place.line, place.column, what=line.cells["parameters"][0][:60]).on("survey")
