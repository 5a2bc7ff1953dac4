"""The rows that one batch of messages leaves behind: collected in memory, written with a handful of multi-row statements.

The statements are SQLAlchemy Core and built once; the ORM session would be the largest avoidable cost of a reply.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, bindparam, delete, update

from storage import tables as t
from storage.prepared import PreparedInsert, PreparedUpdate, in_one_go

Row = dict[str, Any]
"""A row to be written."""

Found = sqlalchemy.Row[*tuple[Any, ...]]
"""A row that was read."""


def _replaced(answer: Any) -> Any:
    """Let the newer answer to the same question stand."""
    keys = ("response_id", "question")
    changed = {column.name: answer.excluded[column.name] for column in t.answer.c if column.name not in keys}
    return answer.on_conflict_do_update(index_elements=keys, set_=changed)


def _added(tally: Any) -> Any:
    """Add to the count that is there."""
    keys = [column.name for column in t.tally.primary_key.columns]
    return tally.on_conflict_do_update(index_elements=keys, set_={"people": t.tally.c.people + tally.excluded.people})


_MESSAGE = PreparedInsert(t.message)
_MEDIA = PreparedInsert(t.media)
_CONVERSATION = PreparedInsert(t.conversation)
_RESPONSE = PreparedInsert(t.response)
_OUTBOX = PreparedInsert(t.outbox)
_CONSENT = PreparedInsert(t.consent, [column.name for column in t.consent.c if column.name != "id"])
_CONVERSATION_MOVED = PreparedUpdate(t.conversation, ["state", "status", "channel", "medium", "heard_at", "expires_at"])
_RESPONSE_STARTED = PreparedUpdate(t.response, ["started_at"], once=True)
_RESPONSE_CONSENT = PreparedUpdate(t.response, ["consent_hash"])
_RESPONSE_ENDED = PreparedUpdate(t.response, ["ended_at", "outcome", "last_question"])
_FORGET = delete(t.answer).where(
    t.answer.c.response_id == bindparam("response"), t.answer.c.question == bindparam("question_")
)
_SET_ASIDE = (
    update(t.participant)
    .where(t.participant.c.id == bindparam("id_"))
    .values(set_aside=t.participant.c.set_aside + bindparam("more"))
)
_ANSWERS = PreparedInsert(t.answer, settle=_replaced)
_TALLIES = PreparedInsert(t.tally, settle=_added)
_DATES = {
    name: PreparedUpdate(t.participant, [name], once=True)
    for name in ("reached_at", "started_at", "finished_at", "declined_at", "stopped_at")
}


@dataclass(slots=True)
class Rows:
    """What a batch writes. Order matters only between tables (foreign keys) and within answers (the last one counts)."""

    messages: list[Row] = field(default_factory=list)
    media: list[Row] = field(default_factory=list)
    conversations: list[Row] = field(default_factory=list)
    moved: dict[int, Row] = field(default_factory=dict)
    responses: list[Row] = field(default_factory=list)
    answers: dict[tuple[int, str], Row] = field(default_factory=dict)
    forgotten: dict[tuple[int, str], Row] = field(default_factory=dict)
    tallies: Counter[tuple[str, str, int, int, str, str, str]] = field(default_factory=Counter)
    outbox: list[Row] = field(default_factory=list)
    consents: list[Row] = field(default_factory=list)
    consented: list[Row] = field(default_factory=list)
    started: list[Row] = field(default_factory=list)
    ended: list[Row] = field(default_factory=list)
    dates: dict[str, list[Row]] = field(default_factory=dict)
    set_aside: Counter[int] = field(default_factory=Counter)

    def date(self, name: str, participant_id: int | None, at: datetime) -> None:
        """Note that ``name`` happened to a participant at ``at``; an earlier date stays."""
        if participant_id is not None:
            self.dates.setdefault(name, []).append({"id_": participant_id, name: at})

    def clear(self) -> None:
        """Forget what was written."""
        for name in self.__slots__:
            getattr(self, name).clear()

    def write(self, db: Connection) -> None:
        """Write everything that was collected."""
        with in_one_go(db):
            self._write(db)

    def _write(self, db: Connection) -> None:
        if self.responses:
            _RESPONSE.run(db, self.responses)
        if self.conversations:
            _CONVERSATION.run(db, self.conversations)
        if self.messages:
            _MESSAGE.run(db, self.messages)
        if self.moved:
            _CONVERSATION_MOVED.run(db, list(self.moved.values()))
        if self.forgotten:
            db.execute(_FORGET, list(self.forgotten.values()))
        if self.answers:
            _ANSWERS.run(db, [self.answers[key] for key in sorted(self.answers)])
        if self.tallies:
            self._write_tallies(db)
        if self.outbox:
            _OUTBOX.run(db, self.outbox)
        if self.consents or self.consented or self.started or self.ended or self.dates or self.set_aside or self.media:
            self._write_seldom(db)

    def _write_tallies(self, db: Connection) -> None:
        names = ("survey_hash", "week", "round_id", "union_id", "voice", "question", "choice")
        # Sorted, so that two processes that count the same choices lock their rows in the same order.
        rows = [{**dict(zip(names, key, strict=True)), "people": n} for key, n in sorted(self.tallies.items()) if n]
        if rows:
            _TALLIES.run(db, rows)

    def _write_seldom(self, db: Connection) -> None:
        if self.media:
            _MEDIA.run(db, self.media)
        if self.consents:
            _CONSENT.run(db, self.consents)
        if self.consented:
            _RESPONSE_CONSENT.run(db, self.consented)
        if self.started:
            _RESPONSE_STARTED.run(db, self.started)
        if self.ended:
            _RESPONSE_ENDED.run(db, self.ended)
        for name, rows in self.dates.items():
            _DATES[name].run(db, sorted(rows, key=lambda row: int(row["id_"])))
        if self.set_aside:
            db.execute(_SET_ASIDE, [{"id_": id_, "more": n} for id_, n in sorted(self.set_aside.items())])
