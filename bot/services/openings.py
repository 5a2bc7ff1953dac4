"""Conversations that begin or go on: whose phone it is, which invitation waits there, what was left unfinished.

Everything runs inside the inbox's transaction, and only for messages that no conversation under way is waiting for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, literal_column, or_, select, update

from bot.conversation.effects import Effect
from bot.conversation.engine import begin, step
from bot.conversation.events import Started
from bot.conversation.state import Phase
from bot.message import Incoming
from bot.phone import is_whatsapp_id
from bot.services import invitations
from bot.services.events import facts
from bot.services.house import House
from bot.services.rows import Rows
from bot.services.surveys import publish
from bot.services.talks import Talk
from bot.survey.model import Survey
from bot.wording.words import Words
from storage import tables as t
from storage.prepared import Prepared, PreparedFor, PreparedInsert

VOICES = {"member": "member", "coordinator": "staff", "secretariat": "staff", "staff": "staff", "partner": "partner"}
"""Whose voice a response counts as, by the role of the one who gives it."""


_ADDRESS = PreparedFor(
    lambda hashes: (
        select(t.address.c.id, t.address.c.opted_out_at, t.address.c.greeted_at)
        .where(t.address.c.hash.in_(hashes))
        .order_by(t.address.c.id)
        .with_for_update(of=t.address)
    ),
    t.address.c.hash.type,
)
_NEW_ADDRESS = PreparedInsert(
    t.address,
    ["kind", "hash", "value", "medium", "demo", "created_at"],
    settle=lambda address: address.on_conflict_do_nothing(index_elements=["hash"]),
)
_m, _p = t.member.c, t.participant.c
_PEOPLE = Prepared(
    select(_m.id, _m.name, _m.role, _m.union_id, _m.zone, _m.language, _m.demo)
    .join(t.member_address, t.member_address.c.member_id == _m.id)
    .where(t.member_address.c.address_id == bindparam("address"), _m.erased_at.is_(None))
    .order_by(_m.id)
)
_o = t.outbox.c
_HAS_LEFT = exists().where(
    _o.id == invitations.bulk_id(_p.id, 0), or_(_o.left_at.is_not(None), _o.sent_at.is_not(None))
)
_INVITATIONS = Prepared(
    select(t.participant, t.round_.c.survey_hash, t.round_.c.survey_name, _HAS_LEFT.label("has_left"))
    .join(t.round_, t.round_.c.id == _p.round_id)
    .where(_p.address_id == bindparam("address"), t.round_.c.closed_at.is_(None), _p.finished_at.is_(None))
    .where(_p.invited_at.is_not(None))
    .order_by(_p.invited_at.desc(), _p.id)
)
_t, _r = t.conversation.c, t.response.c
_RESTING = (
    select(t.conversation, _r.round_id, _r.union_id, _r.voice, _r.started_at, _m.zone)
    .join(t.response, _r.id == _t.response_id)
    .outerjoin(t.member, _m.id == _t.member_id)
    .where(_t.status != "active")
    .order_by(_t.id.desc())
    .limit(literal_column("1"))
)
_OF_PARTICIPANT = Prepared(_RESTING.where(_t.participant_id == bindparam("participant")))
_MINE = _RESTING.where(
    _t.address_id == bindparam("address"),
    _t.participant_id.is_(None),
    or_(_r.outcome == "", _r.outcome == "expired", _r.outcome == "stopped"),
)
_LEFT = Prepared(_MINE)
_LEFT_IN = Prepared(_MINE.where(_r.survey_name == bindparam("survey")))
_c = t.consent.c
_CONSENTED = Prepared(
    select(_c.id)
    .where(_c.address_id == bindparam("address"), func.coalesce(_c.member_id, 0) == bindparam("member"))
    .where(_c.wording_hash == bindparam("wording"), _c.withdrawn_at.is_(None))
    .limit(literal_column("1"))
)


@dataclass(frozen=True, slots=True)
class Caller:
    """The address that writes, and the women who share it (none for an unknown number)."""

    address_id: int
    opted_out: bool
    greeted: bool
    people: tuple[Any, ...]

    @property
    def language(self) -> str:
        """The language to answer in before anybody is known: that of the first who uses the phone."""
        return str(self.people[0].language) if self.people else "id"

    def words(self, words: Words) -> Words:
        """Return the words in which to address them: those for women, unless the first who uses the phone may be a man."""
        return words.spoken_to(self.people[0].role) if self.people else words


class Openings:
    """Finds or makes the conversation that a message belongs to. ``rows`` collects what a new one needs."""

    def __init__(self, house: House, db: Connection, rows: Rows, now: datetime) -> None:
        """Work inside ``db``'s transaction."""
        self.house = house
        self.db = db
        self.rows = rows
        self.now = now

    def caller(self, message: Incoming) -> Caller:
        """Return who writes; an address that was never seen is stored."""
        hashes = self.house.db.keys.find_any(message.sender)
        found = _ADDRESS.fetch(self.db, hashes)
        if not found:
            new = {
                "kind": "whatsapp_id" if is_whatsapp_id(message.sender) else "phone",
                "hash": hashes[0],
                "value": message.sender,
                "medium": message.medium,
                # Whoever writes in the simulator is invented: no real phone may ring for her.
                "demo": message.channel == "simulator",
                "created_at": self.now,
            }
            _NEW_ADDRESS.run(self.db, [new])
            found = _ADDRESS.fetch(self.db, hashes)
        row = found[0]
        people = _PEOPLE.fetch(self.db, {"address": row.id})
        return Caller(row.id, row.opted_out_at is not None, row.greeted_at is not None, tuple(people))

    def to_start(self, caller: Caller) -> Survey | None:
        """Return the survey that MULAI begins for somebody nobody invited: that of the newest open round, else the first."""
        if caller.people:
            return None
        r = t.round_.c
        for name in self.db.scalars(select(r.survey_name).where(r.closed_at.is_(None)).order_by(r.opened_at.desc())):
            survey = self.house.library.named(name)
            if survey is not None and survey.group == "members":
                return survey
        return self.house.library.for_members

    def invited(
        self, caller: Caller, message: Incoming, *, resuming: bool, survey: Survey | None = None
    ) -> Talk | None:
        """Return the conversation of an invitation (to ``survey``) that she has not finished: a new one, or the one she left.

        After a no or a BERHENTI only MULAI, LANJUT or the survey's keyword opens it again. An invitation that still waits for its
        turn was never read: a "ya" that comes before it is no consent.
        """
        if not caller.people:
            return None
        for row in _INVITATIONS.fetch(self.db, {"address": caller.address_id}):
            if not resuming and (row.declined_at or row.stopped_at or self._unread(row)):
                continue
            if survey is not None and row.survey_name != survey.name:
                continue
            person = next((one for one in caller.people if one.id == row.member_id), None)
            if person is not None:
                return self._continued(
                    message, _OF_PARTICIPANT.fetch(self.db, {"participant": row.id})
                ) or self._started(caller, message, row, person)
        return None

    def _unread(self, row: Any) -> bool:
        """Tell whether the invitation waits for its turn; where a sender has no pace it leaves at once."""
        return not row.has_left and (row.channel, row.medium) in self.house.paces

    def _continued(self, message: Incoming, found: list[Any]) -> Talk | None:
        """Return the conversation that was ``found``, opened again where it was over."""
        if not found:
            return None
        row = found[0]
        survey = self.house.library.version(self.db, row.survey_hash)
        talk = Talk.of(row, survey, channel=message.channel, medium=message.medium)
        if talk.state.over:
            # A withdrawn consent is asked for again; what she had answered stays answered.
            asked = talk.state.phase is Phase.EXPIRED and bool(talk.state.at)
            talk.state = talk.state.but(phase=Phase.ASKING if asked else Phase.CONSENT, tries=0)
            self.db.execute(
                update(t.response)
                .where(t.response.c.id == row.response_id)
                .values(ended_at=None, outcome="", last_question="")
            )
        return talk

    def left(self, caller: Caller, message: Incoming, survey: Survey | None = None) -> Talk | None:
        """Return the survey (``survey``) that she began herself and left unfinished."""
        asked = {"address": caller.address_id, "survey": survey.name if survey is not None else ""}
        return self._continued(message, (_LEFT if survey is None else _LEFT_IN).fetch(self.db, asked))

    def _started(self, caller: Caller, message: Incoming, participant: Any, person: Any) -> Talk:
        """Make the conversation that the invitation began: its words were said when it was sent."""
        survey = self.house.library.version(self.db, participant.survey_hash)
        talk = self._new_talk(caller, message, survey, person)
        talk.participant_id, talk.round_id, talk.union_id = participant.id, participant.round_id, participant.union_id
        started = self._begins(talk, consented=self._consented(caller, person.id, survey), invited=True)
        talk.state = step(survey, talk.state, started, self.house.phrases).conversation
        self.rows.date("reached_at", participant.id, self.now)
        self._response(talk, person)
        return talk

    def begin(self, caller: Caller, message: Incoming, survey: Survey) -> tuple[Talk, tuple[Effect, ...]]:
        """Begin ``survey`` for somebody who asked for it; return the conversation and what is said first."""
        publish(self.db, survey, self.now, self.house.library.files(survey.hash))
        person = caller.people[0] if caller.people else None
        talk = self._new_talk(caller, message, survey, person)
        known = self._consented(caller, talk.member_id, survey)
        started = self._begins(talk, consented=known, invited=False)
        found = step(survey, talk.state, started, self.house.phrases)
        talk.state = found.conversation
        self._response(talk, person)
        return talk, found.effects

    def _begins(self, talk: Talk, *, consented: bool, invited: bool) -> Started:
        now = talk.today(self.now)
        known = facts(self.db, talk.survey, talk.member_id)
        return Started(now.date(), consented, invited=invited, now=now, facts=known)

    def _new_talk(self, caller: Caller, message: Incoming, survey: Survey, person: Any | None) -> Talk:
        ids = self.house.db.ids
        first_name = person.name.split()[0] if person is not None and person.name.strip() else ""
        return Talk(
            id=ids.next(),
            address_id=caller.address_id,
            response_id=ids.next(),
            member_id=person.id if person is not None else None,
            participant_id=None,
            round_id=None,
            union_id=person.union_id if person is not None else None,
            voice=VOICES.get(person.role, "member") if person is not None else "unregistered",
            zone=person.zone if person is not None else "WIB",
            started=False,
            survey=survey,
            state=begin(survey, person.language if person is not None else "id", first_name),
            channel=message.channel,
            medium=message.medium,
            new=True,
        )

    def _response(self, talk: Talk, person: Any | None) -> None:
        self.rows.responses.append(
            {
                "id": talk.response_id,
                "survey_name": talk.survey.name,
                "survey_hash": talk.survey.hash,
                "round_id": talk.round_id,
                "participant_id": talk.participant_id,
                "member_id": talk.member_id,
                "address_id": talk.address_id,
                "union_id": talk.union_id,
                "voice": talk.voice,
                "medium": talk.medium,
                "language": talk.state.language,
                "consent_hash": "" if talk.state.phase is Phase.CONSENT else talk.survey.consent.wording_hash,
                "began_at": self.now,
                "outcome": "",
                "last_question": "",
                "demo": bool(person.demo) if person is not None else False,
            }
        )

    def _consented(self, caller: Caller, member_id: int | None, survey: Survey) -> bool:
        asked = {"address": caller.address_id, "member": member_id or 0, "wording": survey.consent.wording_hash}
        return bool(_CONSENTED.fetch(self.db, asked))

    def park(self, talk: Talk) -> None:
        talk.status = "parked"
        self.db.execute(update(t.conversation).where(t.conversation.c.id == talk.id).values(status="parked"))
