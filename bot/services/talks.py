"""A conversation in the hands of the inbox: who talks, about what, and the rows that each effect of the engine becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self, assert_never

from sqlalchemy import Connection, bindparam, select, update

from bot.conversation.effects import (
    Alarm,
    Ask,
    AskAgain,
    AskConsent,
    Confirm,
    Decline,
    Effect,
    Expire,
    Finish,
    Forget,
    GiveConsent,
    Help,
    Keep,
    OptOut,
    Record,
    Refuse,
    Regret,
    SetAside,
    Tell,
    Thank,
)
from bot.conversation.state import Conversation, from_json, to_json
from bot.message import Medium
from bot.services.rows import Row, Rows
from bot.survey.model import (
    Calculate,
    GeoPoint,
    Given,
    Media,
    Question,
    Scale,
    SelectMultiple,
    SelectOne,
    Survey,
    Text,
    YesNo,
)
from bot.survey.plan import chosen_in
from bot.times import WIB, ZONES, Week
from bot.wording.words import Words
from storage import tables as t


@dataclass(slots=True)
class Talk:
    """One conversation while a batch is worked on. ``status`` is the row's: "active", "parked" or "over"."""

    id: int
    address_id: int
    response_id: int
    member_id: int | None
    participant_id: int | None
    round_id: int | None
    union_id: int | None
    voice: str
    zone: str
    started: bool
    survey: Survey
    state: Conversation
    channel: str
    medium: Medium
    status: str = "active"
    new: bool = False
    known: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Remember which answers are stored already, so that only a correction has to look one up."""
        self.known.update(self.state.answers)

    @classmethod
    def of(cls, row: Any, survey: Survey, *, channel: str, medium: Medium) -> Self:
        """Take up a stored conversation: ``row`` has the columns of conversation, response and member that are read here."""
        return cls(
            id=row.id,
            address_id=row.address_id,
            response_id=row.response_id,
            member_id=row.member_id,
            participant_id=row.participant_id,
            round_id=row.round_id,
            union_id=row.union_id,
            voice=row.voice,
            zone=row.zone or "WIB",
            started=row.started_at is not None,
            survey=survey,
            state=from_json(row.state),
            channel=channel,
            medium=medium,
        )

    def today(self, now: datetime) -> datetime:
        """Return ``now`` on her own clock."""
        return now.astimezone(ZONES.get(self.zone, WIB))

    def words(self, words: Words) -> Words:
        """Return the words in which people of this survey's group are addressed."""
        return words.spoken_to(self.survey.group)

    def row(self, now: datetime) -> Row:
        """Return the whole conversation row, for a new one."""
        return {
            "id": self.id,
            "address_id": self.address_id,
            "member_id": self.member_id,
            "participant_id": self.participant_id,
            "response_id": self.response_id,
            "survey_hash": self.survey.hash,
            **self._heard(now),
        }

    def moved(self, now: datetime) -> Row:
        """Return what a message changes in the row of a conversation that exists."""
        return {"id_": self.id, **self._heard(now)}

    def _heard(self, now: datetime) -> Row:
        return {
            "state": to_json(self.state),
            "status": self.status,
            "channel": self.channel,
            "medium": self.medium,
            "heard_at": now,
            "expires_at": now + self.survey.expires_after,
        }


@dataclass(frozen=True, slots=True)
class Done:
    """What the effects of a step mean for the message that caused them."""

    kind: str = "answer"
    for_person: bool = False
    opted_out: bool = False
    alarm: bool = False


def carry_out(  # noqa: C901, PLR0912 - one arm for each effect, so that mypy can name the one forgotten
    db: Connection, rows: Rows, talk: Talk, effects: Sequence[Effect], now: datetime
) -> Done:
    """Turn the deeds of one step into rows; speech is left to the wording. Read only what a correction must know."""
    done, moved = Done(), False
    for effect in effects:
        match effect:
            case Record():
                moved = True
                _record(db, rows, talk, effect, now)
            case Forget(question):
                _take_back(db, rows, talk, question)
            case GiveConsent():
                moved = True
                _consent(rows, talk, now)
            case SetAside():
                moved = True
                if talk.participant_id is not None:
                    rows.set_aside[talk.participant_id] += 1
            case Decline():
                moved = True
                _end(rows, talk, "declined", "", now)
                rows.date("declined_at", talk.participant_id, now)
            case Finish():
                moved = True
                _end(rows, talk, "finished", "", now)
                rows.date("finished_at", talk.participant_id, now)
            case OptOut():
                _end(rows, talk, "stopped", talk.state.at, now)
                done = Done("control", opted_out=True)
            case Expire():
                _end(rows, talk, "expired", talk.state.at, now)
            case Alarm():
                done = Done("alarm", for_person=True, alarm=True)
            case Keep():
                done = Done("unsolicited", for_person=True)
            case AskAgain(why="unread"):
                done = replace(done, kind="unread") if done.kind == "answer" else done
            case Confirm() | AskAgain(why="inexact"):
                done = replace(done, kind="asked_back") if done.kind == "answer" else done
            case AskConsent() | Tell() | Ask() | AskAgain() | Help() | Refuse() | Thank() | Regret():
                pass
            case _:
                assert_never(effect)
    # BANTUAN, ULANG and KEMBALI bring a survey no nearer to its end.
    return done if moved or done.kind != "answer" else replace(done, kind="control")


def _end(rows: Rows, talk: Talk, outcome: str, last_question: str, now: datetime) -> None:
    talk.status = "over"
    rows.ended.append({"id_": talk.response_id, "ended_at": now, "outcome": outcome, "last_question": last_question})


def _consent(rows: Rows, talk: Talk, now: datetime) -> None:
    wording = talk.survey.consent.wording_hash
    rows.consents.append(
        {
            "address_id": talk.address_id,
            "member_id": talk.member_id,
            "wording_hash": wording,
            "language": talk.state.language,
            "medium": talk.medium,
            "given_at": now,
        }
    )
    rows.consented.append({"id_": talk.response_id, "consent_hash": wording})


def closed(question: Question) -> bool:
    """Whether the answers to this question are counted by choice."""
    return isinstance(question.kind, YesNo | SelectOne | SelectMultiple | Scale)


def counted(question: Question, value: str) -> tuple[str, ...]:
    """Return the choices under which a closed answer counts; "" stands for the person who answered at all."""
    return ("", *chosen_in(question, value)) if value else ()


def _record(db: Connection, rows: Rows, talk: Talk, record: Record, now: datetime) -> None:
    question = talk.survey.question(record.question)
    if record.question in talk.known:
        _uncount(db, rows, talk, record.question)
    is_closed = closed(question)
    # A calculation may quote an open answer, and where she is or what she sent tells of her: locked like one.
    is_open = isinstance(question.kind, Text | Calculate | Given | GeoPoint | Media)
    key = (talk.response_id, record.question)
    rows.forgotten.pop(key, None)
    rows.answers[key] = {
        "response_id": talk.response_id,
        "question": record.question,
        "value": "" if is_open else record.value,
        "words": record.value if is_open else None,
        "raw": record.raw,
        "rule": record.rule,
        "confidence": record.confidence,
        "gap": record.gap,
        "closed": is_closed,
        "answered_at": now,
    }
    talk.known.add(record.question)
    if is_closed:
        _count(rows, talk, record.question, record.value, now, 1)
    if not talk.started and question.asks and not record.gap:
        talk.started = True
        rows.started.append({"id_": talk.response_id, "started_at": now})
        rows.date("started_at", talk.participant_id, now)


def _take_back(db: Connection, rows: Rows, talk: Talk, question: str) -> None:
    _uncount(db, rows, talk, question)
    key = (talk.response_id, question)
    rows.answers.pop(key, None)
    rows.forgotten[key] = {"response": talk.response_id, "question_": question}
    talk.known.discard(question)


def _count(rows: Rows, talk: Talk, question: str, value: str, at: datetime, people: int) -> None:
    week = str(Week.of(at))
    for choice in counted(talk.survey.question(question), value):
        key = (talk.survey.hash, week, talk.round_id or 0, talk.union_id or 0, talk.voice, question, choice)
        rows.tallies[key] += people


_OLD = select(t.answer.c.value, t.answer.c.answered_at, t.answer.c.closed).where(
    t.answer.c.response_id == bindparam("response"), t.answer.c.question == bindparam("question_")
)


def _uncount(db: Connection, rows: Rows, talk: Talk, question: str) -> None:
    """Take an earlier answer out of the counts, in the week in which it was given."""
    waiting = rows.answers.get((talk.response_id, question))
    if waiting is not None:
        value, at, is_closed = waiting["value"], waiting["answered_at"], waiting["closed"]
    else:
        old = db.execute(_OLD, {"response": talk.response_id, "question_": question}).one_or_none()
        if old is None:
            return
        value, at, is_closed = old
    if is_closed:
        _count(rows, talk, question, value, at, -1)


def end_everything(db: Connection, address_id: int, union_id: int | None, now: datetime) -> None:
    """Carry out BERHENTI for an address: nothing that waits will leave, nothing that runs goes on."""
    db.execute(update(t.address).where(t.address.c.id == address_id).values(opted_out_at=now))
    db.execute(t.opt_out.insert().values(address_id=address_id, union_id=union_id, at=now))
    db.execute(
        update(t.conversation)
        .where(t.conversation.c.address_id == address_id, t.conversation.c.status != "over")
        .values(status="over")
    )
    db.execute(
        update(t.consent)
        .where(t.consent.c.address_id == address_id, t.consent.c.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )
    open_rounds = select(t.round_.c.id).where(t.round_.c.closed_at.is_(None))
    p = t.participant.c
    db.execute(
        update(t.participant)
        .where(p.address_id == address_id, p.round_id.in_(open_rounds), p.finished_at.is_(None), p.stopped_at.is_(None))
        .values(stopped_at=now)
    )
    o = t.outbox.c
    db.execute(
        update(t.outbox)
        .where(o.address_id == address_id, o.state == "queued", o.priority > 0)
        .values(state="cancelled", ended_at=now, error="BERHENTI")
    )
