"""Who writes without a conversation under way is received here: BERHENTI and MULAI, commands, invitations, keywords, the rest.

Everything runs inside the inbox's transaction. This road may read the database a few times; it is taken once for a first
reply and then seldom.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, select, update

from bot.conversation.effects import AskAgain, AskConsent, Effect, OptOut
from bot.conversation.engine import begin, step
from bot.conversation.events import Resumed, Said, Started
from bot.conversation.state import Conversation, Phase, from_json
from bot.message import Incoming, Spoken
from bot.phone import is_whatsapp_id
from bot.services import commands
from bot.services.house import House
from bot.services.rows import Found, Rows, upsert
from bot.services.surveys import publish
from bot.services.talks import Done, Talk, carry_out, end_everything
from bot.survey.model import Survey
from bot.understanding import control
from bot.understanding.reading import Control
from bot.wording import members as say
from storage import tables as t

VOICES = {"member": "member", "coordinator": "staff", "secretariat": "staff", "staff": "staff", "partner": "partner"}
"""Whose voice a response counts as, by the role of the one who gives it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What one message came to: what is said back, what it was taken for, and whether a person must read it."""

    spoken: Spoken | None
    kind: str = "answer"
    for_person: bool = False
    address_id: int | None = None
    talk: Talk | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """The address that writes, and the women who share it (none for an unknown number)."""

    address_id: int
    opted_out: bool
    greeted: bool
    people: tuple[Found, ...]

    @property
    def language(self) -> str:
        """The language to answer in before anybody is known: that of the first who uses the phone."""
        return str(self.people[0].language) if self.people else "id"


Speak = Callable[[Talk, Conversation, Sequence[Effect]], Spoken | None]


def wants_other_survey(house: House, talk: Talk, text: str, effects: Sequence[Effect]) -> bool:
    """Whether a reply that answers nothing is the keyword of another survey."""
    unread = any(
        (isinstance(effect, AskAgain) and effect.why == "unread") or (isinstance(effect, AskConsent) and effect.again)
        for effect in effects
    )
    if not unread:
        return False
    other = house.library.by_keyword(text)
    return other is not None and other.name != talk.survey.name


class Desk:
    """Receives one message of somebody without a conversation, or one that leaves her conversation."""

    def __init__(self, house: House, db: Connection, rows: Rows, now: datetime, speak: Speak) -> None:
        """Work inside ``db``'s transaction; collect rows in ``rows``; word effects with ``speak``."""
        self.house = house
        self.db = db
        self.rows = rows
        self.now = now
        self.speak = speak

    def hear(self, message: Incoming, current: Talk | None) -> Heard:
        """Receive ``message``; ``current`` is the conversation under way that it does not belong to, if any."""
        caller = self._caller(message)
        word = control(message.text, phrases=self.house.phrases)
        if word is Control.STOP:
            return self._stop(caller, current)
        if caller.opted_out and word is not Control.START:
            return Heard(None, "unsolicited", for_person=True, address_id=caller.address_id)
        if word is Control.DISTRESS:
            return self._said(caller, say.safety(self.house.words, caller.language), "alarm", for_person=True)
        if commands.concerns(message.text):
            spoken = self._command(caller, message)
            if spoken is not None:
                return Heard(spoken, "command", address_id=caller.address_id, talk=current)
        if current is not None and self.house.library.by_keyword(message.text) is None:
            # It looked like a command and was none: a reply like any other.
            return self._go_on(current, message, caller)
        return self._word(caller, message, word, current)

    # --- who is it -------------------------------------------------------------------------------------------------

    def _caller(self, message: Incoming) -> Caller:
        a = t.address.c
        hashes = self.house.db.keys.find_any(message.sender)
        find = (
            select(a.id, a.opted_out_at, a.greeted_at)
            .where(a.hash.in_(hashes))
            .order_by(a.id)
            .with_for_update(of=t.address)
        )
        row = self.db.execute(find).first()
        if row is None:
            new = upsert(self.db.dialect.name, t.address).values(
                kind="whatsapp_id" if is_whatsapp_id(message.sender) else "phone",
                hash=hashes[0],
                value=message.sender,
                medium=message.medium,
                # Whoever writes in the simulator is invented: no real phone may ring for her.
                demo=message.channel == "simulator",
                created_at=self.now,
            )
            self.db.execute(new.on_conflict_do_nothing(index_elements=["hash"]))
            row = self.db.execute(find).one()
        m, link = t.member.c, t.member_address.c
        people = self.db.execute(
            select(m.id, m.name, m.role, m.union_id, m.zone, m.language, m.demo)
            .join(t.member_address, link.member_id == m.id)
            .where(link.address_id == row.id, m.erased_at.is_(None))
            .order_by(m.id)
        ).all()
        return Caller(row.id, row.opted_out_at is not None, row.greeted_at is not None, tuple(people))

    # --- words that count everywhere -------------------------------------------------------------------------------

    def _said(self, caller: Caller, spoken: Spoken | None, kind: str, *, for_person: bool = False) -> Heard:
        return Heard(spoken, kind, for_person, caller.address_id)

    def _stop(self, caller: Caller, current: Talk | None) -> Heard:
        if caller.opted_out:
            return self._said(caller, None, "control")
        if current is not None:
            carry_out(self.db, self.rows, current, (OptOut(),), self.now)
            current.state = current.state.but(phase=Phase.STOPPED)
            self.rows.moved[current.id] = current.moved(self.now)
            self.rows.write(self.db)
            self.rows.clear()
        union_id = caller.people[0].union_id if caller.people else None
        end_everything(self.db, caller.address_id, union_id, self.now)
        return self._said(caller, say.goodbye(self.house.words, caller.language), "control")

    def _command(self, caller: Caller, message: Incoming) -> Spoken | None:
        for person in caller.people:
            spoken = commands.handle(
                self.house,
                self.db,
                member_id=person.id,
                role=person.role,
                union_id=person.union_id,
                address_id=caller.address_id,
                medium=message.medium,
                text=message.text,
                now=self.now,
            )
            if spoken is not None:
                return spoken
        return None

    def _word(self, caller: Caller, message: Incoming, word: Control | None, current: Talk | None) -> Heard:
        if word is Control.START and caller.opted_out:
            self._come_back(caller)
        survey = self.house.library.by_keyword(message.text)
        if survey is None:
            resuming = word in (Control.START, Control.RESUME)
            talk = self._invited(caller, message, resuming=resuming)
            if talk is None and resuming:
                talk = self._left(caller, message)
            if talk is not None:
                return self._go_on(talk, message, caller)
            if word is Control.HELP:
                return self._said(caller, self._help(caller), "control")
            if resuming:
                survey = self._to_start(caller)
                if survey is None:
                    nothing = say.welcome_back if caller.opted_out else say.nothing_open
                    return self._said(caller, nothing(self.house.words, caller.language), "control")
        if survey is not None:
            if current is not None:
                self._park(current)
            return self._begin(caller, message, survey)
        return self._unsolicited(caller)

    def _come_back(self, caller: Caller) -> None:
        self.db.execute(update(t.address).where(t.address.c.id == caller.address_id).values(opted_out_at=None))
        o = t.opt_out.c
        self.db.execute(
            update(t.opt_out).where(o.address_id == caller.address_id, o.ended_at.is_(None)).values(ended_at=self.now)
        )

    def _help(self, caller: Caller) -> Spoken:
        keywords = [survey.keyword for survey in self.house.library.today if survey.keyword]
        return say.help_idle(self.house.words, caller.language, keywords)

    def _unsolicited(self, caller: Caller) -> Heard:
        if caller.people:
            return self._said(caller, say.kept(self.house.words, caller.language), "unsolicited", for_person=True)
        if caller.greeted:
            return self._said(caller, None, "unsolicited", for_person=True)
        self.db.execute(update(t.address).where(t.address.c.id == caller.address_id).values(greeted_at=self.now))
        return self._said(caller, say.stranger(self.house.words, caller.language), "unsolicited", for_person=True)

    # --- conversations ---------------------------------------------------------------------------------------------

    def _to_start(self, caller: Caller) -> Survey | None:
        """Return the survey that MULAI begins for somebody nobody invited: that of the newest open round, else the first."""
        if caller.people:
            return None
        r = t.round_.c
        for name in self.db.scalars(select(r.survey_name).where(r.closed_at.is_(None)).order_by(r.opened_at.desc())):
            survey = self.house.library.named(name)
            if survey is not None and survey.group == "members":
                return survey
        return next((one for one in self.house.library.today if one.keyword and one.group == "members"), None)

    def _invited(self, caller: Caller, message: Incoming, *, resuming: bool) -> Talk | None:
        """Return the conversation of an invitation that she has not finished: a new one, or the one she left.

        After a no or a BERHENTI only MULAI or LANJUT opens it again.
        """
        p, r = t.participant.c, t.round_.c
        query = (
            select(t.participant, r.survey_hash)
            .join(t.round_, r.id == p.round_id)
            .where(p.address_id == caller.address_id, r.closed_at.is_(None), p.finished_at.is_(None))
            .where(p.invited_at.is_not(None))
            .order_by(p.invited_at.desc(), p.id)
        )
        for row in self.db.execute(query).all():
            if (row.declined_at or row.stopped_at) and not resuming:
                continue
            person = next((one for one in caller.people if one.id == row.member_id), None)
            if person is not None:
                return self._continued(message, t.conversation.c.participant_id == row.id) or self._started(
                    caller, message, row, person
                )
        return None

    def _continued(self, message: Incoming, which: ColumnElement[bool]) -> Talk | None:
        """Return the newest conversation for which ``which`` holds, opened again where it was over."""
        c, r = t.conversation.c, t.response.c
        row = self.db.execute(
            select(t.conversation, r.round_id, r.union_id, r.voice, r.started_at, t.member.c.zone)
            .join(t.response, r.id == c.response_id)
            .outerjoin(t.member, t.member.c.id == c.member_id)
            .where(which, c.status != "active")
            .order_by(c.id.desc())
        ).first()
        if row is None:
            return None
        state = from_json(row.state)
        if state.over:
            # A withdrawn consent is asked for again; what she had answered stays answered.
            asked = state.phase is Phase.EXPIRED and bool(state.at)
            state = state.but(phase=Phase.ASKING if asked else Phase.CONSENT, tries=0)
            self.db.execute(
                update(t.response).where(r.id == row.response_id).values(ended_at=None, outcome="", last_question="")
            )
        return Talk(
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
            survey=self.house.library.version(self.db, row.survey_hash),
            state=state,
            channel=message.channel,
            medium=message.medium,
        )

    def _left(self, caller: Caller, message: Incoming) -> Talk | None:
        """Return the survey that she began herself and left unfinished, for LANJUT."""
        c, r = t.conversation.c, t.response.c
        mine = and_(
            c.address_id == caller.address_id, c.participant_id.is_(None), r.outcome.in_(("", "expired", "stopped"))
        )
        return self._continued(message, mine)

    def _started(self, caller: Caller, message: Incoming, participant: Found, person: Found) -> Talk:
        """Make the conversation that the invitation began: its words were said when it was sent."""
        survey = self.house.library.version(self.db, participant.survey_hash)
        talk = self._new_talk(caller, message, survey, person)
        talk.participant_id, talk.round_id, talk.union_id = participant.id, participant.round_id, participant.union_id
        started = Started(talk.today(self.now).date(), self._consented(caller, person.id, survey), invited=True)
        talk.state = step(survey, talk.state, started, self.house.phrases).conversation
        self.rows.date("reached_at", participant.id, self.now)
        self._response(talk, person)
        return talk

    def _begin(self, caller: Caller, message: Incoming, survey: Survey) -> Heard:
        """Begin ``survey`` for somebody who asked for it by its keyword."""
        publish(self.db, survey, self.now)
        person = caller.people[0] if caller.people else None
        talk = self._new_talk(caller, message, survey, person)
        known = self._consented(caller, talk.member_id, survey)
        started = Started(talk.today(self.now).date(), known, invited=False)
        found = step(survey, talk.state, started, self.house.phrases)
        spoken = self.speak(talk, found.conversation, found.effects)
        talk.state = found.conversation
        self._response(talk, person)
        carry_out(self.db, self.rows, talk, found.effects, self.now)
        return Heard(spoken, "control", address_id=caller.address_id, talk=talk)

    def _new_talk(self, caller: Caller, message: Incoming, survey: Survey, person: Found | None) -> Talk:
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

    def _response(self, talk: Talk, person: Found | None) -> None:
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
        c = t.consent.c
        who = c.member_id == member_id if member_id is not None else c.member_id.is_(None)
        found = self.db.scalar(
            select(c.id)
            .where(c.address_id == caller.address_id, who)
            .where(c.wording_hash == survey.consent.wording_hash, c.withdrawn_at.is_(None))
            .limit(1)
        )
        return found is not None

    def _park(self, talk: Talk) -> None:
        talk.status = "parked"
        self.db.execute(update(t.conversation).where(t.conversation.c.id == talk.id).values(status="parked"))

    def _go_on(self, talk: Talk, message: Incoming, caller: Caller) -> Heard:
        """Take ``message`` as said in ``talk``; where she only came back, put again what was asked."""
        today = talk.today(self.now).date()
        word = control(message.text, phrases=self.house.phrases)
        came_back = word in (Control.START, Control.RESUME)
        said = Said(message.text, today, media=bool(message.media or message.location))
        found = step(talk.survey, talk.state, Resumed(today) if came_back else said, self.house.phrases)
        spoken = self.speak(talk, found.conversation, found.effects)
        talk.state = found.conversation
        done: Done = carry_out(self.db, self.rows, talk, found.effects, self.now)
        return Heard(spoken, "control" if came_back else done.kind, done.for_person, caller.address_id, talk)
