"""What was not understood, grouped for a person, and what she makes of it: a row in the phrase tables, tried before it counts.

Words go to the table ``words``: a spelling, and the words that the bot knows for it. So one row serves every question.
"""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, select

from bot.conversation.state import from_json
from bot.services.figures import mask_of
from bot.services.house import House
from bot.survey.model import Kind, Question, Survey, Text, text_in
from bot.times import WIB, ZONES
from bot.understanding import COLUMNS, Phrases, PhrasesError, Read, control, parse_phrases, read
from storage import tables as t

MOST_TRIED: Final = 5_000
"""So many of the latest answers are read again with a new row before it is used."""

TABLE: Final = "words.csv"
"""Where taught rows go."""


@dataclass(frozen=True, slots=True)
class Missed:
    """One reply that was not understood, as often as it came: what was asked, and what she wrote (names covered).

    ``unknown`` are its words that no table knows. ``later`` is the answer that most of these women gave in the end, "" if none.
    ``asked_back``: an either/or question went back, the others were asked again.
    """

    survey: str
    question: str
    label: str
    kind: str
    text: str
    times: int
    people: int
    unknown: tuple[str, ...]
    later: str
    asked_back: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A reply that a new row makes read differently: before and after are stored values, "" where nothing is stored."""

    question: str
    text: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What a new row would do: why it cannot be used, what it makes readable, and which answers it would change."""

    problems: tuple[str, ...]
    gained: tuple[Change, ...]
    changed: tuple[Change, ...]

    @property
    def usable(self) -> bool:
        """Whether the row helps and harms nothing."""
        return bool(self.gained) and not self.problems and not self.changed


@dataclass(frozen=True, slots=True)
class Row:
    """A row for the table of spellings; ``source`` says who taught it and when, without a name."""

    word: str
    meaning: str
    language: str
    region: str
    source: str


@dataclass(frozen=True, slots=True)
class Case:
    """A reply and the question it met, to be read with old and new phrases."""

    question: str
    kind: Kind
    text: str
    today: date
    language: str = "id"


@dataclass(frozen=True, slots=True)
class _Heard:
    survey: Survey
    question: Question
    case: Case
    address: int | None
    later: str
    asked_back: bool


def not_understood(house: House, since: datetime, until: datetime) -> list[Missed]:
    """Return what was not understood from ``since`` to ``until`` (aware), the most frequent first.

    Sensitive and open questions are left out. Of what was asked back, only replies with an unknown word: the others were
    understood, and had two meanings.
    """
    with house.db.reading() as db:
        heard = list(_heard(house, db, since, until))
        mask = mask_of(db) if heard else None
    groups: dict[tuple[str, str, tuple[str, ...]], list[_Heard]] = {}
    for one in heard:
        reply = house.phrases.reply(one.case.text)
        groups.setdefault((one.survey.name, one.question.name, reply.words or reply.tokens), []).append(one)
    found = []
    for (survey, name, _), each in groups.items():
        first = each[0]
        unknown = _unknown(first, house.phrases)
        asked_back = all(one.asked_back for one in each)
        if asked_back and not unknown:
            continue
        later = Counter(one.later for one in each if one.later).most_common(1)
        found.append(
            Missed(
                survey=survey,
                question=name,
                label=text_in(first.question.label, "id"),
                kind=type(first.question.kind).__name__,
                text=mask.cover(first.case.text) if mask is not None else "",
                times=len(each),
                people=len({one.address for one in each}),
                unknown=unknown,
                later=later[0][0] if later else "",
                asked_back=asked_back,
            )
        )
    return sorted(found, key=lambda one: (-one.times, one.survey, one.question, one.text))


def _heard(house: House, db: Connection, since: datetime, until: datetime) -> Iterator[_Heard]:
    """Yield every message of those days that was asked again or asked back, with the question that it met."""
    m, c, r = t.message.c, t.conversation.c, t.response.c
    rows = db.execute(
        select(
            m.text,
            m.received_at,
            m.address_id,
            m.kind,
            c.survey_hash,
            c.state,
            c.response_id,
            r.language,
            t.member.c.zone,
        )
        .join(t.conversation, c.id == m.conversation_id)
        .join(t.response, r.id == c.response_id)
        .outerjoin(t.member, t.member.c.id == c.member_id)
        .where(m.kind.in_(("unread", "asked_back")), m.received_at >= since, m.received_at < until)
        .order_by(m.id)
    ).all()
    answers = _answers(db, {row.response_id for row in rows})
    for row in rows:
        if not (row.text or "").strip():
            continue
        survey = house.library.version(db, row.survey_hash)
        following = next((one for one in answers.get(row.response_id, ()) if one.answered_at >= row.received_at), None)
        name = following.question if following is not None else from_json(row.state).at
        question = next((one for one in survey.asked if one.name == name), None)
        if question is None or question.sensitive or isinstance(question.kind, Text):
            continue
        today = row.received_at.astimezone(ZONES.get(row.zone or "", WIB)).date()
        later = following.value if following is not None else ""
        case = Case(f"{survey.name}/{name}", question.kind, row.text, today, row.language)
        yield _Heard(survey, question, case, row.address_id, later, row.kind == "asked_back")


def _answers(db: Connection, responses: Iterable[int]) -> Mapping[int, list[Any]]:
    """Return the answers of these responses, by response, in the order in which they were given."""
    a = t.answer.c
    found: dict[int, list[Any]] = {}
    for row in db.execute(
        select(a.response_id, a.question, a.value, a.answered_at)
        .where(a.response_id.in_(sorted(responses)))
        .order_by(a.answered_at)
    ):
        found.setdefault(row.response_id, []).append(row)
    return found


def _unknown(heard: _Heard, phrases: Phrases) -> tuple[str, ...]:
    """Return the words of a reply that neither a table nor a label of its question knows."""
    labels = {
        word
        for choice in getattr(heard.question.kind, "choices", ())
        for label in choice.label.values()
        for word in phrases.reply(label).tokens
    }
    words = dict.fromkeys(phrases.reply(heard.case.text).words)
    return tuple(word for word in words if word.isalpha() and word not in phrases.known and word not in labels)


def try_row(
    house: House, tables: Mapping[str, str], row: Row, since: datetime, until: datetime, kept: Iterable[Case] = ()
) -> Trial:
    """Try a row without using it: on what was not understood in those days, on the latest answers, and on ``kept`` cases.

    ``tables`` are the texts of today's tables by file name (``bot.phrase_files.read_tables``).
    """
    try:
        new = parse_phrases({**tables, TABLE: tables[TABLE].rstrip("\n") + "\n" + line(row)})
    except PhrasesError as error:
        return Trial(error.problems, (), ())
    old = house.phrases
    with house.db.reading() as db:
        missed = [one.case for one in _heard(house, db, since, until)]
        answered = list(_answered(house, db))
        mask = mask_of(db)
    gained = (replace(one, text=mask.cover(one.text)) for one in _compare(missed, old, new) if one.after)
    changed = (replace(one, text=mask.cover(one.text)) for one in _compare([*answered, *kept], old, new) if one.before)
    return Trial((), tuple(dict.fromkeys(gained)), tuple(dict.fromkeys(changed)))


def _compare(cases: Iterable[Case], old: Phrases, new: Phrases) -> Iterator[Change]:
    for case in cases:
        before, after = _stored(case, old), _stored(case, new)
        if before != after:
            yield Change(case.question, case.text, before, after)


def _stored(case: Case, phrases: Phrases) -> str:
    """Return what would be stored, or the control word that the reply is; "" for neither."""
    steers = control(case.text, phrases=phrases, kind=case.kind)
    if steers is not None:
        return steers.value
    reading = read(case.kind, case.text, phrases=phrases, today=case.today, language=case.language)
    return reading.value if isinstance(reading, Read) else ""


def _answered(house: House, db: Connection) -> Iterator[Case]:
    """Yield the latest answers in her own words, open ones left out."""
    a, r = t.answer.c, t.response.c
    rows = db.execute(
        select(a.question, a.raw, a.answered_at, r.survey_hash, r.language)
        .join(t.response, r.id == a.response_id)
        .where(a.gap == "", a.words.is_(None), a.raw.is_not(None))
        .order_by(a.answered_at.desc())
        .limit(MOST_TRIED)
    )
    for row in rows.all():
        survey = house.library.version(db, row.survey_hash)
        question = next((one for one in survey.asked if one.name == row.question), None)
        if question is not None and row.raw.strip():
            yield Case(
                f"{survey.name}/{row.question}",
                question.kind,
                row.raw,
                row.answered_at.astimezone(WIB).date(),
                row.language,
            )


def line(row: Row) -> str:
    """Return the row as a line of a table."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow([row.word, row.language, row.region, row.meaning, row.source])
    return text.getvalue()


def teach(folder: Path, row: Row) -> Path:
    """Put the row behind those taught before in ``folder`` (made if need be), and return its file. Raises OSError.

    The file is replaced as a whole, so that no process ever reads half a row.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / TABLE
    before = file.read_text("utf-8") if file.exists() else ",".join(COLUMNS) + "\n"
    fresh = file.with_name(f".{TABLE}-{os.getpid()}")
    fresh.write_text(before.rstrip("\n") + "\n" + line(row), "utf-8")
    fresh.replace(file)
    return file
