"""Checks that need the survey as a whole: names and logic of expressions, words on a small phone, several files together.

Whoever read the survey passes the places of its rows and columns, so that a problem names line and column whatever the
file's form was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Final

from bot.survey.check_logic import check_logic
from bot.survey.check_names import check_names
from bot.survey.check_words import check_words
from bot.survey.circles import circles, relevant_circles
from bot.survey.model import Survey
from bot.survey.places import CONSENT, SECTION, Found, Places
from bot.survey.problems import Problem, problem
from bot.survey.yaml_text import Place

__all__ = ["CONSENT", "RESERVED", "SECTION", "Places", "check", "check_together"]

RESERVED: Final = frozenset(
    [
        "BERHENTI",
        "STOP",
        "MULAI",
        "START",
        "BANTUAN",
        "HELP",
        "LEWATI",
        "SKIP",
        "KEMBALI",
        "BACK",
        "ULANG",
        "REPEAT",
        "LANJUT",
        "RESUME",
        "YA",
        "TIDAK",
        "YES",
        "NO",
        "IYA",
        "MBOTEN",
        "PUTARAN",
        "STATUS",
        "INGATKAN",
        "TUTUP",
        "RINGKASAN",
        "UNSTOP",
        "QUIT",
        "END",
        "CANCEL",
        "UNSUBSCRIBE",
        "STOPALL",
    ]
)
"""Words that steer a conversation, or that an operator acts on; none of them can start a survey."""


def check(survey: Survey, places: Mapping[tuple[int, str], Place]) -> list[Problem]:
    """Return what is wrong with a survey that was read, in no order."""
    found = Found(survey, places)
    circular = {"calculation": circles(survey), "relevant": relevant_circles(survey)}
    check_names(survey, found, {column: {*chain(*ways.values())} for column, ways in circular.items()})
    check_logic(survey, found, circular)
    check_words(survey, found)
    if survey.keyword in RESERVED:
        found.add("S603", CONSENT, "keyword", keyword=survey.keyword)
    return found.problems


def check_together(surveys: Sequence[tuple[str, Survey]]) -> dict[str, list[Problem]]:
    """Return, by file, what is wrong between the surveys of several files: a name or a keyword that two of them use."""
    found: dict[str, list[Problem]] = {}
    names: dict[str, str] = {}
    keywords: dict[str, str] = {}
    for file, survey in surveys:
        if survey.name in names:
            found.setdefault(file, []).append(problem("S602", 1, 1, name=survey.name, other=names[survey.name]))
        names.setdefault(survey.name, file)
        if not survey.keyword:
            continue
        if survey.keyword in keywords:
            other = keywords[survey.keyword]
            found.setdefault(file, []).append(problem("S601", 1, 1, keyword=survey.keyword, other=other))
        keywords.setdefault(survey.keyword, file)
    return found
