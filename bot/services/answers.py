"""Answers out: a round as CSV for people who work with Excel or KoboToolbox, and the recount that keeps the counts honest.

The export is one row a response, headed by XLSForm names. No name, number, address or member id is in it.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, TextIO

from sqlalchemy import Connection, select

from bot.services.house import House, Library
from bot.services.talks import counted
from bot.survey.filled import Filled, has_form
from bot.survey.model import Note, Question, SelectMultiple, Survey
from bot.times import WIB, ZONES, Week, local
from storage import tables as t

ABOUT = (
    "_id",
    "_round",
    "_version",
    "_union",
    "_voice",
    "_medium",
    "_language",
    "_began",
    "_started",
    "_ended",
    "_state",
    "_consent",
    "_demo",
)
"""What stands before the questions: the response, and when and how it was given.

``_version`` and ``_consent`` are content hashes. ``_state`` is "open", "finished", "declined", "stopped" or "expired".
"""

GAPS = ("not_relevant", "skipped", "unknown", "set_aside", "never_reached", "erased")
"""Why a question has no value, in the column ``_gap/<question>``: the question was not hers; LEWATI; she does not know;
three replies could not be read; she did not come so far; her words were destroyed at her wish."""


class RoundProblem(Exception):
    """The round that was asked for is not there, or not the only one. The message is Indonesian and says what to write."""


def find_round(house: House, wanted: str) -> int:
    """Return the id of the round that ``wanted`` names: its number, or its survey's name where that is enough."""
    r, u = t.round_.c, t.union.c
    known = select(r.id, r.survey_name, u.key).outerjoin(t.union, u.id == r.union_id).order_by(r.id)
    with house.db.reading() as db:
        rounds = db.execute(known).all()
    name = wanted.strip().casefold()
    found = [one for one in rounds if name in (str(one.id), one.survey_name.casefold())]
    if len(found) == 1:
        return int(found[0].id)
    listed = ", ".join(f"{one.id} ({one.survey_name}, {one.key or 'semua serikat'})" for one in found or rounds[-10:])
    if found:
        raise RoundProblem(f'ada beberapa putaran "{wanted}"; tulis nomornya: {listed}')
    raise RoundProblem(f'putaran "{wanted}" tidak ada; yang ada: {listed or "belum ada"}')


def write_csv(house: House, round_id: int, out: TextIO) -> int:
    """Write the round's responses to ``out`` and return how many there are.

    ``out`` is opened with ``newline=""`` and encodes UTF-8; it gets a BOM first, without which Excel reads other letters.
    Times are on the union's own clock with their offset. Cells that a spreadsheet would take for a formula are escaped.
    RoundProblem where there is no such round.
    """
    with house.db.reading() as db:
        if db.scalar(select(t.round_.c.id).where(t.round_.c.id == round_id)) is None:
            raise RoundProblem(f"putaran {round_id} tidak ada")
        surveys = _surveys(house, db, round_id)
        columns = _columns(surveys.values(), _instances(db, round_id))
        out.write("\ufeff")
        writer = csv.DictWriter(out, _header(columns), restval="", lineterminator="\r\n", extrasaction="ignore")
        writer.writeheader()
        count = 0
        for row, answers in _responses(db, round_id):
            writer.writerow(_row(row, answers, surveys[row.survey_hash]))
            count += 1
    return count


def _surveys(house: House, db: Connection, round_id: int) -> dict[str, Survey]:
    """Return the versions under which somebody answered, and the round's own, oldest first."""
    hashes = [db.execute(select(t.round_.c.survey_hash).where(t.round_.c.id == round_id)).scalar_one()]
    used = select(t.response.c.survey_hash).where(t.response.c.round_id == round_id).distinct()
    hashes += sorted(set(db.scalars(used)) - set(hashes))
    return {hash_: house.library.version(db, hash_) for hash_ in hashes}


def _instances(db: Connection, round_id: int) -> dict[str, list[str]]:
    """Return the keys under which questions in repeats were answered ("umur[1]", "umur[2]"), by the question's name."""
    a, r = t.answer.c, t.response.c
    query = (
        select(a.question)
        .join(t.response, r.id == a.response_id)
        .where(r.round_id == round_id, a.question.like("%[%"))
        .distinct()
    )
    found: dict[str, list[str]] = {}
    for key in sorted(db.scalars(query), key=lambda key: [int(number) for number in re.findall(r"\[(\d+)\]", key)]):
        found.setdefault(key.partition("[")[0], []).append(key)
    return found


def _columns(surveys: Any, instances: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the questions of all versions in order, each with the choices that get a column of their own.

    A question in a repeat has a column for each instance that somebody answered.
    """
    columns: dict[str, list[str]] = {}
    for survey in surveys:
        for question in survey.questions:
            if isinstance(question.kind, Note):
                continue
            for key in instances.get(question.name, (question.name,)):
                choices = columns.setdefault(key, [])
                if isinstance(question.kind, SelectMultiple):
                    choices += [one.name for one in question.choices if one.name not in choices]
    return columns


def _header(columns: Mapping[str, Sequence[str]]) -> list[str]:
    header = list(ABOUT)
    for name, choices in columns.items():
        header += [name, *(f"{name}/{choice}" for choice in choices)]
    return header + [f"_gap/{name}" for name in columns]


def _responses(db: Connection, round_id: int) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield each response of the round with its answers by question."""
    r, u, a = t.response.c, t.union.c, t.answer.c
    query = (
        select(t.response, u.key, u.zone, a.question, a.value, a.words, a.gap, a.answered_at)
        .outerjoin(t.union, u.id == r.union_id)
        .outerjoin(t.answer, a.response_id == r.id)
        .where(r.round_id == round_id)
        .order_by(r.id, a.question)
    )
    for _, rows in groupby(db.execute(query), key=lambda row: row.id):
        mine = list(rows)
        yield mine[0], {row.question: row for row in mine if row.question is not None}


def _row(row: Any, answers: Mapping[str, Any], survey: Survey) -> dict[str, str]:
    zone = ZONES.get(row.zone or "WIB", WIB)
    cells = {
        "_id": str(row.id),
        "_round": str(row.round_id),
        "_version": row.survey_hash[:12],
        "_union": row.key or "",
        "_voice": row.voice,
        "_medium": row.medium,
        "_language": row.language,
        "_state": row.outcome or "open",
        "_consent": row.consent_hash,
        "_demo": "1" if row.demo else "0",
    }
    for column, moment in (("_began", row.began_at), ("_started", row.started_at), ("_ended", row.ended_at)):
        cells[column] = local(moment, zone).isoformat(timespec="seconds") if moment is not None else ""
    today = local(max((one.answered_at for one in answers.values()), default=row.began_at), zone).date()
    given = {name: one.words if one.words is not None else one.value for name, one in answers.items()}
    if has_form(survey):
        return cells | _of_form(survey, answers, given, today)
    open_ends: set[str] = set()
    for question in survey.questions:
        if isinstance(question.kind, Note):
            continue
        answer = answers.get(question.name)
        if answer is not None:
            cells |= _value(question, given[question.name], answer.gap)
            continue
        # What depends on a question that she has not come to is not decided yet.
        waits = question.relevant is not None and not open_ends.isdisjoint(question.relevant.names)
        reached = waits or question.relevant is None or question.relevant.holds(given, today=today)
        cells[f"_gap/{question.name}"] = "never_reached" if reached else "not_relevant"
        if reached:
            open_ends.add(question.name)
    return cells


def _of_form(survey: Survey, answers: Mapping[str, Any], given: Mapping[str, str], today: date) -> dict[str, str]:
    """Return the cells of a form: each question in each instance that is hers, and a gap for those that are not."""
    cells: dict[str, str] = {}
    hers = Filled(survey, given, frozenset(given), today).spots
    for question in survey.questions:
        if isinstance(question.kind, Note):
            continue
        keys = {key for key in (*answers, *hers) if key.partition("[")[0] == question.name} or {question.name}
        for key in keys:
            if key in answers:
                cells |= _value(question, given[key], answers[key].gap, key)
            else:
                cells[f"_gap/{key}"] = "never_reached" if key in hers else "not_relevant"
    return cells


def _value(question: Question, value: str, gap: str, key: str = "") -> dict[str, str]:
    """Return the cells of one answer; ``key`` is the question's name with the instance that it stands in."""
    key = key or question.name
    cells = {key: escaped(value), f"_gap/{key}": gap}
    if isinstance(question.kind, SelectMultiple) and not gap:
        chosen = value.split()
        cells |= {f"{key}/{one.name}": "1" if one.name in chosen else "0" for one in question.choices}
    return cells


_FORMULA = re.compile(r"\s*[=+\-@\t\r]")
_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")


def escaped(words: str) -> str:
    """Return her words so that no spreadsheet runs them as a formula: an apostrophe stands before ``= + - @``.

    Plain negative numbers stay numbers. Characters that no file of UTF-8 can hold become "?". Source: OWASP, CSV injection.
    """
    safe = words.replace("\x00", "").encode("utf-8", "replace").decode()
    return f"'{safe}" if _FORMULA.match(safe) and not _NUMBER.fullmatch(safe) else safe


@dataclass(frozen=True, slots=True)
class Difference:
    """A count that is not what the answers say. ``key`` is survey hash, week, round, union, voice, question, choice."""

    key: tuple[str, str, int, int, str, str, str]
    counted: int
    answers: int


def recount(db: Connection) -> list[Difference]:
    """Count all closed answers again and return where ``tally`` says something else; empty where all agree."""
    a, r = t.answer.c, t.response.c
    library = Library(())
    raw: Counter[tuple[str, str, int, int, str, str, str]] = Counter()
    query = (
        select(r.survey_hash, r.round_id, r.union_id, r.voice, a.question, a.value, a.answered_at)
        .join(t.response, r.id == a.response_id)
        .where(a.closed, a.value != "")
        .execution_options(yield_per=1000)
    )
    for row in db.execute(query):
        week = str(Week.of(row.answered_at))
        for choice in counted(library.version(db, row.survey_hash).question(row.question), row.value):
            raw[(row.survey_hash, week, row.round_id or 0, row.union_id or 0, row.voice, row.question, choice)] += 1
    kept = {tuple(row)[:-1]: row.people for row in db.execute(select(t.tally)) if row.people}
    return [
        Difference(key, kept.get(key, 0), raw.get(key, 0))
        for key in sorted({*kept, *raw})
        if kept.get(key, 0) != raw.get(key, 0)
    ]
