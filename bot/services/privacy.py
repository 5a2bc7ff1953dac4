"""Erasure: a woman asks to be forgotten, and what she said stays counted without leading to her.

What stays: her closed answers and numbers, under a response and a participation without person, address or exact time (every
time is cut to its week's Monday 00.00 WIB, and ids that carry a time are replaced), so that totals, weekly figures and
recounts still agree. What is destroyed: name, numbers, place, every message, open answer and reply in its own words,
every photo and voice note that nobody else sent too, provider payloads, conversation states, dates and calculated texts among
the answers, and quotes of hers in stored summaries.

Another woman who shares the phone keeps it, with what she said herself. Messages from a shared phone that belong to no
conversation cannot be told apart: they go too, unless a person has still to read them. Where the phone wrote BERHENTI its
keyed hash outlives the number, so that no later list writes to it again.

Everything destroyed is encrypted in its column anyway. But the keys live on, so the bytes must go: on SQLite deleted content
is overwritten and the log emptied. PostgreSQL frees old row versions at its next VACUUM; backups age by their own rule.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, false, insert, or_, select, update

from bot.analysis.masking import Mask
from bot.services import media
from bot.services.house import House
from bot.survey.model import Calculate, Date, DateTime, Text, Time
from bot.times import Week, month_of, month_start
from storage import tables as t

Row = Mapping[str, Any]


class NobodyThere(Exception):
    """There is no such member, or she was erased before. The message is an Indonesian sentence."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did. ``waiting`` counts messages from a shared phone that stay until a person has read them."""

    responses: int
    messages: int
    waiting: int
    shared: bool


def erase(house: House, member_id: int, now: datetime, *, actor: int | None = None, door: str = "cli") -> Erased:
    """Erase a member, in one transaction, and then her files.

    Raises NobodyThere where there is nobody to erase; MediaProblem where she is erased and a file of hers could not be removed.
    """
    with house.db.transaction() as db:
        if house.db.is_sqlite:
            # Whole pages that become free are overwritten too; only here, since it costs writing.
            db.exec_driver_sql("PRAGMA secure_delete=ON")
        erasure = _Erasure(house, db, member_id)
        erased = erasure.carry_out(now)
        subject = f"member:{member_id}"
        db.execute(
            insert(t.audit), {"at": now, "member_id": actor, "door": door, "action": "erase", "subject": subject}
        )
    house.db.settle()
    media.destroy(house.db, house.media, erasure.files)
    return erased


class _Erasure:
    """The work on one member inside its transaction."""

    def __init__(self, house: House, db: Connection, member_id: int) -> None:
        self._house = house
        self._db = db
        self._member = member_id
        self._alone: list[int] = []
        self._shared: list[int] = []
        self.files: list[str] = []
        """What her files were kept as; to be destroyed once this is committed."""

    def carry_out(self, now: datetime) -> Erased:
        """Do it all. The order matters: her conversations go first, so that an inbox that waits finds none."""
        self._read_addresses()
        self._lock()
        m = t.member.c
        alive = select(m.id).where(m.id == self._member, m.erased_at.is_(None)).with_for_update()
        if self._db.scalar(alive) is None:
            raise NobodyThere(f"anggota {self._member} tidak ada atau sudah dihapus")
        conversations = self._end_conversations()
        responses = self._db.execute(select(t.response).where(self._hers(t.response))).all()
        self._strike_quotes([row.id for row in responses])
        for row in responses:
            self._detach_response(row)
        participants = self._detach_participants()
        messages, waiting = self._destroy_messages(conversations)
        self.files = media.forget(self._db, messages)
        self._destroy_outbox(messages, participants)
        self._detach_rest()
        self._forget_addresses()
        self._forget_person(now)
        return Erased(len(responses), len(messages), waiting, bool(self._shared))

    def _read_addresses(self) -> None:
        link = t.member_address.c
        mine = list(self._db.scalars(select(link.address_id).where(link.member_id == self._member)))
        others = (
            select(link.address_id)
            .join(t.member, t.member.c.id == link.member_id)
            .where(link.address_id.in_(mine), link.member_id != self._member, t.member.c.erased_at.is_(None))
        )
        self._shared = sorted(set(self._db.scalars(others)))
        self._alone = sorted(set(mine) - set(self._shared))

    def _lock(self) -> None:
        """Hold back her messages: whatever comes in now waits, and then finds an unknown number.

        In the inbox's own order, conversations before addresses, so that neither waits for the other for ever.
        """
        c, a = t.conversation.c, t.address.c
        self._db.execute(select(c.id).where(self._hers(t.conversation)).order_by(c.address_id).with_for_update())
        mine = (*self._alone, *self._shared)
        self._db.execute(select(a.id).where(a.id.in_(mine)).order_by(a.id).with_for_update())

    def _hers(self, table: Table) -> ColumnElement[bool]:
        """Return the condition for rows of hers: under her id, or under an address that nobody else uses."""
        return or_(table.c.member_id == self._member, table.c.address_id.in_(self._alone) if self._alone else false())

    def _end_conversations(self) -> list[int]:
        c = t.conversation.c
        ids = list(self._db.scalars(select(c.id).where(self._hers(t.conversation))))
        for some in _chunks(ids):
            self._db.execute(delete(t.conversation).where(c.id.in_(some)))
        return ids

    def _detach_response(self, row: Any) -> None:
        """Put her response under a new id that tells the week and no more, and empty what leads to her."""
        # The old id goes too: it was made of the millisecond in which she began.
        old, new = row.id, self._free_id(t.response, row.began_at)
        values = dict(zip(t.response.c.keys(), row, strict=True))
        values |= _cut(values, "began_at", "started_at", "ended_at")
        self._db.execute(insert(t.response), values | {"id": new, "member_id": None, "address_id": None})
        a = t.answer.c
        kinds = {one.name: one.kind for one in self._house.library.version(self._db, row.survey_hash).questions}
        for answer in self._db.execute(select(t.answer).where(a.response_id == old)).all():
            kept: dict[str, Any] = {"response_id": new, "words": None, "raw": None}
            kept["answered_at"] = Week.of(answer.answered_at).start
            kind = kinds.get(answer.question.partition("[")[0])
            if answer.words is not None or isinstance(kind, Text | Date | Time | DateTime | Calculate) or kind is None:
                kept |= {"value": "", "gap": answer.gap or "erased"}
            self._db.execute(update(t.answer).where(a.response_id == old, a.question == answer.question).values(kept))
        self._db.execute(delete(t.response).where(t.response.c.id == old))

    def _free_id(self, table: Table, moment: datetime) -> int:
        while True:
            found = self._house.db.ids.within(Week.of(moment).start)
            if self._db.scalar(select(table.c.id).where(table.c.id == found)) is None:
                return found

    def _detach_participants(self) -> list[int]:
        p = t.participant
        dates = [column.name for column in p.c if column.name.endswith("_at")]
        rows = self._db.execute(select(p).where(self._hers(p))).all()
        for row in rows:
            values = _cut(dict(zip(p.c.keys(), row, strict=True)), *dates)
            self._db.execute(update(p).where(p.c.id == row.id).values(**values, member_id=None, address_id=None))
        return [row.id for row in rows]

    def _destroy_messages(self, conversations: Sequence[int]) -> tuple[list[int], int]:
        """Empty her messages and return their ids, and how many of a shared phone wait for a person.

        The rows stay with the provider's id: else a message that is delivered again would be a new one.
        """
        m = t.message.c
        nobodys = and_(m.address_id.in_(self._shared), m.conversation_id.is_(None))
        unread = and_(m.for_person, m.handled_at.is_(None))
        conditions = [m.address_id.in_(self._alone), and_(nobodys, ~unread)]
        conditions += [m.conversation_id.in_(some) for some in _chunks(conversations)]
        rows = self._db.execute(select(m.id, m.received_at, m.handled_at).where(or_(*conditions))).all()
        for row in rows:
            times = _cut({"received_at": row.received_at, "handled_at": row.handled_at}, "received_at", "handled_at")
            emptied = {"text": None, "payload": None, "address_id": None, "conversation_id": None, "for_person": False}
            self._db.execute(update(t.message).where(m.id == row.id).values(**emptied, **times))
        # What waits keeps its text alone: the payload carries the name on the phone, which may be hers.
        waiting = self._db.execute(update(t.message).where(nobodys, unread).values(payload=None)).rowcount
        return [row.id for row in rows], waiting

    def _destroy_outbox(self, messages: Sequence[int], participants: Sequence[int]) -> None:
        """Empty what was said to her; what has not left never leaves. Rows stay for the costs, under new ids."""
        o = t.outbox
        conditions = [self._hers(o)]
        conditions += [o.c.message_id.in_(some) for some in _chunks(messages)]
        conditions += [o.c.participant_id.in_(some) for some in _chunks(participants)]
        for row in self._db.execute(select(o).where(or_(*conditions))).all():
            values = dict(zip(o.c.keys(), row, strict=True))
            values |= _cut(values, "created_at", "due_at", "expires_at", "left_at", "sent_at", "ended_at")
            if values["priced_at"] is not None:
                # A week may lie in two months, and what a month came to must not change.
                values["priced_at"] = month_start(month_of(values["priced_at"]))
            values |= dict.fromkeys(
                ("spoken", "address_id", "member_id", "message_id", "provider_id", "claimed_until"), None
            )
            if values["state"] in ("queued", "sending"):
                values["state"] = "cancelled"
            values["id"] = self._free_id(o, row.created_at)
            self._db.execute(delete(o).where(o.c.id == row.id))
            self._db.execute(insert(o), values)

    def _detach_rest(self) -> None:
        for row in self._db.execute(select(t.consent).where(self._hers(t.consent))).all():
            times = _cut({"given_at": row.given_at, "withdrawn_at": row.withdrawn_at}, "given_at", "withdrawn_at")
            gone = {"address_id": None, "member_id": None}
            self._db.execute(update(t.consent).where(t.consent.c.id == row.id).values(**gone, **times))
        self._db.execute(delete(t.pending_command).where(self._hers(t.pending_command)))

    def _forget_addresses(self) -> None:
        """Destroy the numbers that are hers alone. One that wrote BERHENTI leaves its keyed hash behind."""
        link, a, out = t.member_address.c, t.address.c, t.opt_out.c
        self._db.execute(
            delete(t.member_address).where(or_(link.member_id == self._member, link.address_id.in_(self._alone)))
        )
        self._db.execute(delete(t.address_lesson).where(t.address_lesson.c.address_id.in_(self._alone)))
        for row in self._db.execute(select(t.address).where(a.id.in_(self._alone))).all():
            stopped = row.opted_out_at is not None
            for one in self._db.execute(select(t.opt_out).where(out.address_id == row.id)).all():
                times = _cut({"at": one.at, "ended_at": one.ended_at}, "at", "ended_at")
                kept = {"address_id": row.id if stopped and one.ended_at is None else None}
                self._db.execute(update(t.opt_out).where(out.id == one.id).values(**kept, **times))
            if stopped:
                times = _cut(
                    {"created_at": row.created_at, "opted_out_at": row.opted_out_at}, "created_at", "opted_out_at"
                )
                self._db.execute(update(t.address).where(a.id == row.id).values(value=None, greeted_at=None, **times))
            else:
                self._db.execute(delete(t.address).where(a.id == row.id))

    def _forget_person(self, now: datetime) -> None:
        """Leave an empty row under her id: the audit and rounds that she opened name it."""
        m = t.member.c
        created = self._db.execute(select(m.created_at).where(m.id == self._member)).scalar_one()
        self._db.execute(
            update(t.member)
            .where(m.id == self._member)
            .values(
                name="",
                role="member",
                union_id=None,
                level="",
                kecamatan="",
                desa="",
                zone="WIB",
                language="id",
                created_at=Week.of(created).start,
                confirmed_at=None,
                erased_at=now,
            )
        )

    def _strike_quotes(self, responses: Sequence[int]) -> None:
        """Take her words out of stored summaries, and out of the copies of them that were sent."""
        a, w = t.answer.c, t.weekly_summary.c
        weeks: dict[str, list[str]] = {}
        for some in _chunks(responses):
            said = select(a.words, a.answered_at).where(a.response_id.in_(some), a.words.is_not(None))
            for row in self._db.execute(said):
                weeks.setdefault(str(Week.of(row.answered_at)), []).append(row.words)
        for summary in self._db.execute(select(t.weekly_summary).where(w.week.in_(list(weeks)))).all():
            figures = json.loads(summary.figures)
            struck = _struck(figures, self._covered(weeks[summary.week]))
            if not struck:
                continue
            texts = {name: _without(getattr(summary, name), struck) for name in ("text_whatsapp", "text_sms")}
            kept = json.dumps(figures, ensure_ascii=False)
            self._db.execute(update(t.weekly_summary).where(w.week == summary.week).values(figures=kept, **texts))
            self._strike_copies(summary.made_at, struck)

    def _covered(self, said: Iterable[str]) -> list[str]:
        """Return her words as a summary shows them: names and places covered."""
        m = t.member.c
        people = self._db.execute(select(m.name, m.desa, m.kecamatan).where(m.erased_at.is_(None))).all()
        places = (place for row in people for place in (row.desa, row.kecamatan))
        mask = Mask.of((row.name for row in people), places)
        return [mask.cover(words) for words in said]

    def _strike_copies(self, since: datetime, struck: Sequence[str]) -> None:
        o, m = t.outbox.c, t.member.c
        read_by = select(m.id).where(m.role.in_(("secretariat", "coordinator", "staff")))
        copies = select(o.id, o.spoken).where(o.created_at >= Week.of(since).start, o.spoken.is_not(None))
        on_their_phone = select(t.member_address.c.address_id).where(t.member_address.c.member_id.in_(read_by))
        for row in self._db.execute(copies.where(o.address_id.in_(on_their_phone))).all():
            said = str(row.spoken["text"])
            kept = _without(said, struck)
            if kept != said:
                self._db.execute(update(t.outbox).where(o.id == row.id).values(spoken={**row.spoken, "text": kept}))


def _cut(values: Row, *names: str) -> dict[str, Any]:
    """Return the times called ``names``, each cut to the first moment of its week."""
    return {name: None if values[name] is None else Week.of(values[name]).start for name in names}


def _chunks(ids: Sequence[int], size: int = 500) -> list[Sequence[int]]:
    return [ids[start : start + size] for start in range(0, len(ids), size)]


def _struck(figures: dict[str, Any], said: Sequence[str]) -> list[str]:
    """Take the quotes that are hers out of ``figures`` and return them. Nearly the same counts: covers may have changed."""
    struck: list[str] = []
    for quotes in figures.get("quotes", []):
        words = quotes.get("words") or []
        hers = [one for one in words if any(_alike(one, mine) for mine in said)]
        if hers:
            quotes["words"] = [one for one in words if one not in hers]
            struck += hers
    return struck


def _alike(quote: str, words: str) -> bool:
    return quote == words or difflib.SequenceMatcher(None, quote, words, autojunk=False).ratio() >= 0.75


def _without(said: str, struck: Sequence[str]) -> str:
    """Return a summary's text without the lines that quote her, cut short though they may be."""
    return "\n".join(line for line in said.split("\n") if not any(one[:20] in line for one in struck))
