"""The functions that survey expressions may call, by ODK's names, and those of ODK that are left out, with the reason.

The rows are in one table for each kind of work, so that an unknown name or a wrong count is found when the file is
loaded. Source of the meanings: ODK XForms specification, section "XPath functions".
"""

from __future__ import annotations

import re
from typing import Final

from bot.survey.calls import Function
from bot.survey.functions_choices import CHOICES, regex_call
from bot.survey.functions_dates import DATES
from bot.survey.functions_lists import LISTS
from bot.survey.functions_logic import LOGIC
from bot.survey.functions_numbers import NUMBERS
from bot.survey.functions_texts import TEXTS
from bot.survey.lexer import NAME, NAMED

__all__ = ["FUNCTIONS", "REFUSED", "question_of", "regex_call"]

FUNCTIONS: Final[dict[str, Function]] = dict(
    sorted((TEXTS | NUMBERS | DATES | LOGIC | LISTS | CHOICES).items(), key=lambda row: row[0])
)
"""Every function by its name."""

_NO_ITEXT: Final = (
    "texts by language stand in the label columns",
    "teks tiap bahasa ada di kolom label",
)
_NO_XML: Final = ("there is no XML behind the answers", "tidak ada XML di balik jawaban")
_NO_APP: Final = ("it asks the app on the phone", "fungsi ini bertanya kepada aplikasi di HP")
_NO_MAP: Final = ("shapes on a map are not compared here", "bentuk di peta tidak dibandingkan di sini")

REFUSED: Final[dict[str, tuple[str, str]]] = {
    "jr:itext": _NO_ITEXT,
    "lang": _NO_ITEXT,
    "id": _NO_XML,
    "namespace-uri": _NO_XML,
    "text": _NO_XML,
    "comment": _NO_XML,
    "processing-instruction": _NO_XML,
    "property": _NO_APP,
    "version": _NO_APP,
    "extract-signed": ("signed codes are not read here", "kode bertanda tangan tidak dibaca di sini"),
    "geofence": _NO_MAP,
    "intersects": _NO_MAP,
    "search": ("it is an appearance; write a choice_filter", "itu appearance; pakailah choice_filter"),
}
"""Functions of ODK that are left out, with the reason in English and Indonesian."""

_QUESTION: Final = re.compile(rf"(?:.*/)?(?:\$\{{ *)?({NAME}(?:{NAMED}|\.)*)(?: *\}})?", re.DOTALL)


def question_of(literal: str | None) -> str:
    """Return the question that ``'${x}'``, ``'/data/group/x'`` or ``'x'`` names; empty where it names none."""
    found = _QUESTION.fullmatch(literal.strip()) if literal else None
    return found[1] if found else ""
