"""The figures of one week, counted from the rows: participation, answers, where people gave up, quotes, what did not arrive.

Closed answers come from ``tally``, which is kept in each answer's own transaction; everything else is counted here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Table, and_, exists, func, not_, or_, select

from bot.analysis.hiding import LEAST
from bot.analysis.masking import Mask
from bot.analysis.weekly import (
    UNREGISTERED,
    Counts,
    Distribution,
    Figures,
    GivenUp,
    Quotes,
    Turnout,
    Undelivered,
    shares_of,
)
from bot.conversation.asking import VOICE
from bot.conversation.state import Phase, from_json
from bot.services.house import House
from bot.survey.model import Question, Survey, Text, YesNo, text_in
from bot.times import Week
from bot.wording.summary import without_union, yes_and_no
from storage import tables as t

SILENT: Final = timedelta(days=1)
"""After a day of silence a woman who has not finished counts as having given up, in the week in which that day ended."""

_MOST_GIVEN_UP: Final = 3
_MOST_QUOTES: Final = 3
_QUOTE_LENGTH: Final = range(12, 141)
_NO_UNION: Final = ""


@dataclass(frozen=True, slots=True)
class _Union:
    key: str
    name: str


def figures(house: House, db: Connection, week: Week) -> Figures:
    """Return the figures of ``week`` as the rows stand now, small groups hidden and quotes covered."""
    u = t.union.c
    unions = {row.id: _Union(row.key, row.name) for row in db.execute(select(u.id, u.key, u.name).order_by(u.name))}
    now, before = _counts(db, week), _counts(db, week.previous)
    rows = [
        Turnout(union.key, union.name, now.get(union_id, Counts()), before.get(union_id, Counts()))
        for union_id, union in unions.items()
    ]
    if None in now or None in before:
        rows.append(Turnout(_NO_UNION, without_union(house.words), now.get(None, Counts()), before.get(None, Counts())))
    total = Turnout("", "", _sum(row.week for row in rows), _sum(row.before for row in rows))
    strangers = Turnout(UNREGISTERED, "", _strangers(db, week), _strangers(db, week.previous))
    last = week.following.monday - timedelta(days=1)
    return Figures(
        str(week),
        (week.monday.isoformat(), last.isoformat()),
        total,
        tuple(rows),
        strangers,
        _given_up(house, db, week),
        _answers(house, db, week, unions),
        _quotes(house, db, week),
        _undelivered(db, week),
    )


def _sum(counts: Iterable[Counts]) -> Counts:
    total = Counts()
    for one in counts:
        total = total.plus(one)
    return total


def _in(column: ColumnElement[Any], week: Week) -> ColumnElement[bool]:
    return and_(column >= week.start, column < week.end)


def _counts(db: Connection, week: Week) -> dict[int | None, Counts]:
    """Count, by union, the people to whom each thing happened in the week."""
    p = t.participant.c
    found: dict[int | None, dict[str, int]] = defaultdict(dict)
    for name in ("invited", "reached", "started", "finished", "declined"):
        at = p[f"{name}_at"]
        for row in db.execute(
            select(p.union_id, func.count().label("people")).where(_in(at, week)).group_by(p.union_id)
        ):
            found[row.union_id][name] = row.people
    out, link = t.opt_out.c, t.member_address.c
    known = or_(out.union_id.is_not(None), exists().where(link.address_id == out.address_id))
    stops = select(out.union_id, func.count().label("people")).where(_in(out.at, week), known).group_by(out.union_id)
    for row in db.execute(stops):
        found[row.union_id]["stopped"] = row.people
    return {union_id: Counts(**named) for union_id, named in found.items()}


def _strangers(db: Connection, week: Week) -> Counts:
    """Count the unregistered voices: nobody invited them, so their way begins with an answer."""
    r, out, link = t.response.c, t.opt_out.c, t.member_address.c
    theirs = r.voice == "unregistered"

    def people(table: Table, *which: ColumnElement[bool]) -> int:
        return db.scalar(select(func.count()).select_from(table).where(*which)) or 0

    return Counts(
        started=people(t.response, theirs, _in(r.started_at, week)),
        finished=people(t.response, theirs, r.outcome == "finished", _in(r.ended_at, week)),
        declined=people(t.response, theirs, r.outcome == "declined", _in(r.ended_at, week)),
        stopped=people(
            t.opt_out,
            _in(out.at, week),
            out.union_id.is_(None),
            not_(exists().where(link.address_id == out.address_id)),
        ),
    )


def _given_up(house: House, db: Connection, week: Week) -> tuple[GivenUp, ...]:
    """Return the questions before which most people gave up in the week: those who stopped, and those silent for a day."""
    c, r = t.conversation.c, t.response.c
    stopped = and_(r.outcome == "stopped", _in(r.ended_at, week))
    silent = and_(r.outcome.in_(("", "expired")), c.heard_at >= week.start - SILENT, c.heard_at < week.end - SILENT)
    query = (
        select(r.survey_name, r.survey_hash, r.last_question, c.state)
        .join(t.response, r.id == c.response_id)
        .where(or_(stopped, silent))
        .order_by(c.id)
    )
    found: Counter[tuple[str, str, str]] = Counter()
    for row in db.execute(query):
        found[row.survey_name, row.survey_hash, row.last_question or _stands_at(row.state)] += 1
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:_MOST_GIVEN_UP]
    return tuple(
        GivenUp(name, question, _label(house.library.version(db, hash_), question), people)
        for (name, hash_, question), people in ranked
    )


def _stands_at(state: str) -> str:
    try:
        conversation = from_json(state)
    except (ValueError, KeyError):
        return "consent"  # an erased conversation says nothing any more
    return "consent" if conversation.phase is Phase.CONSENT else conversation.at or "consent"


def _label(survey: Survey, question: str) -> str:
    found = next((one for one in survey.questions if one.name == question), None)
    return text_in(found.label, "id") if found is not None else ""


def _answers(house: House, db: Connection, week: Week, unions: Mapping[int, _Union]) -> tuple[Distribution, ...]:
    """Return the answers to each closed question, survey by survey in the order of its questions."""
    c = t.tally.c
    query = (
        select(c.survey_hash, c.union_id, c.voice, c.question, c.choice, func.sum(c.people).label("people"))
        .where(c.week == str(week))
        .group_by(c.survey_hash, c.union_id, c.voice, c.question, c.choice)
    )
    found: dict[tuple[str, str], dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for row in db.execute(query):
        union = unions.get(row.union_id)
        group = UNREGISTERED if row.voice == "unregistered" else union.key if union is not None else _NO_UNION
        found[row.survey_hash, row.question][group][row.choice] += int(row.people)
    names = {**{union.key: union.name for union in unions.values()}, _NO_UNION: without_union(house.words)}
    surveys = {hash_: house.library.version(db, hash_) for hash_, _ in found}
    distributions = []
    for survey in sorted(surveys.values(), key=lambda one: (one.name, one.hash)):
        for question in survey.asked:
            groups = found.get((survey.hash, question.name))
            if groups and any(counts[""] for counts in groups.values()):
                distributions.append(_distribution(house, survey, question, groups, names))
    return tuple(distributions)


def _distribution(
    house: House, survey: Survey, question: Question, groups: Mapping[str, Mapping[str, int]], names: Mapping[str, str]
) -> Distribution:
    choices = tuple((choice.name, text_in(choice.label, "id")) for choice in question.choices)
    if isinstance(question.kind, YesNo):
        choices = yes_and_no(house.words)
    total, by_union, apart = shares_of([name for name, _ in choices], groups, names)
    label = text_in(question.label, "id")
    return Distribution(survey.name, survey.hash, question.name, label, choices, total, by_union, apart)


def _quotes(house: House, db: Connection, week: Week) -> tuple[Quotes, ...]:
    """Return a few open answers to each open question, without union, name or time; none where fewer than five answered.

    A voice note counts once somebody has written it down.
    """
    a, r = t.answer.c, t.response.c
    query = (
        select(r.survey_hash, a.question, a.words, a.response_id)
        .join(t.response, r.id == a.response_id)
        .where(_in(a.answered_at, week), a.words.is_not(None), a.gap == "", not_(a.closed))
        .where(a.rule != VOICE)
        .order_by(a.response_id)
    )
    found: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for row in db.execute(query):
        if row.words.strip():
            found[row.survey_hash, row.question].append((row.response_id, row.words))
    if not found:
        return ()
    mask = mask_of(db)
    quotes = []
    for (hash_, name), said in sorted(found.items()):
        survey = house.library.version(db, hash_)
        question = next((one for one in survey.questions if one.name == name), None)
        if question is None or question.sensitive or not isinstance(question.kind, Text):
            continue
        words = None if len(said) < LEAST else _chosen(said, mask, str(week))
        quotes.append(Quotes(survey.name, name, text_in(question.label, "id"), words))
    return tuple(quotes)


def mask_of(db: Connection) -> Mask:
    """Return what covers the names and villages of everybody in the register."""
    m = t.member.c
    people = db.execute(select(m.name, m.desa, m.kecamatan).where(m.erased_at.is_(None))).all()
    return Mask.of((row.name for row in people), (place for row in people for place in (row.desa, row.kecamatan)))


def _chosen(said: Sequence[tuple[int, str]], mask: Mask, week: str) -> tuple[str, ...]:
    """Return a few answers of a readable length, the same ones each time, in no order that tells who wrote when."""
    fit = [(id_, text) for id_, text in ((id_, mask.cover(words)) for id_, words in said) if len(text) in _QUOTE_LENGTH]
    mixed = sorted(fit, key=lambda one: sha256(f"{week} {one[0]}".encode()).digest())
    return tuple(dict.fromkeys(text for _, text in mixed))[:_MOST_QUOTES]


def _undelivered(db: Connection, week: Week) -> tuple[Undelivered, ...]:
    """Return what could not be delivered in the week, by reason; the most frequent first."""
    o = t.outbox.c
    at = func.coalesce(o.ended_at, o.created_at, type_=o.created_at.type)
    query = (
        select(o.error_code, o.error, func.count().label("messages"))
        .where(o.state.in_(("failed", "unknown")), _in(at, week))
        .group_by(o.error_code, o.error)
    )
    rows = sorted(db.execute(query), key=lambda row: (-row.messages, row.error_code, row.error))
    return tuple(Undelivered(row.error_code, row.error, row.messages) for row in rows)
