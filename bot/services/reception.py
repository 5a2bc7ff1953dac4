"""Who writes without a conversation under way is received here: BERHENTI and MULAI, commands, invitations, keywords, the rest.

Everything runs inside the inbox's transaction. This road may read the database a few times; it is taken once for a first
reply and then seldom.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, update

from bot.conversation.effects import AskAgain, AskConsent, Effect, OptOut
from bot.conversation.engine import step
from bot.conversation.events import Resumed
from bot.conversation.state import Conversation, Phase
from bot.message import Incoming, Spoken
from bot.services import commands, restraint
from bot.services.events import said
from bot.services.house import House
from bot.services.openings import Caller, Openings
from bot.services.rows import Rows
from bot.services.talks import Done, Talk, carry_out, end_everything
from bot.survey.model import Survey
from bot.understanding import control
from bot.understanding.reading import Control
from bot.wording import members as say
from bot.wording.coordinators import refused
from storage import tables as t


@dataclass(frozen=True, slots=True)
class Heard:
    """What one message came to: what is said back, what it was taken for, and whether a person must read it.

    ``urgent``: what is said back leaves also where she was answered very often already.
    """

    spoken: Spoken | None
    kind: str = "answer"
    for_person: bool = False
    address_id: int | None = None
    talk: Talk | None = None
    urgent: bool = False


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
        self.openings = Openings(house, db, rows, now)

    def hear(self, message: Incoming, current: Talk | None) -> Heard:
        """Receive ``message``; ``current`` is the conversation under way that it does not belong to, if any."""
        caller = self.openings.caller(message)
        if message.call:
            return self._called(caller, message, current)
        word = control(message.text, phrases=self.house.phrases)
        if word is Control.STOP:
            return self._stop(caller, current)
        if caller.opted_out and word is not Control.START:
            return Heard(None, "unsolicited", for_person=True, address_id=caller.address_id)
        if word is Control.DISTRESS:
            kind_words = say.safety(caller.words(self.house.words), caller.language)
            return Heard(kind_words, "alarm", for_person=True, address_id=caller.address_id, urgent=True)
        if commands.concerns(message.text):
            spoken = self._command(caller, message)
            if spoken is not None:
                return Heard(spoken, "command", address_id=caller.address_id, talk=current)
        if current is not None and self.house.library.by_keyword(message.text) is None:
            # It looked like a command and was none: a reply like any other.
            return self._go_on(current, message, caller)
        return self._word(caller, message, word, current)

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
        goodbye = say.goodbye(caller.words(self.house.words), caller.language)
        return Heard(goodbye, "control", address_id=caller.address_id, urgent=True)

    def _called(self, caller: Caller, message: Incoming, current: Talk | None) -> Heard:
        """Answer a missed call as MULAI would be, once in an hour: with what waits for her, or the survey that begins for anybody.

        After a BERHENTI a call is no MULAI: a pocket may have made it.
        """
        if caller.opted_out or restraint.called_lately(self.db, caller.address_id, self.now):
            return Heard(None, restraint.CALL, address_id=caller.address_id, talk=current)
        if current is not None:
            heard = self._go_on(current, message, caller, came_back=True)
        else:
            heard = self._word(caller, message, Control.START, None)
        return replace(heard, kind=restraint.CALL)

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
            self._come_back(caller, message)
        survey = self.house.library.by_keyword(message.text)
        resuming = survey is not None or word in (Control.START, Control.RESUME)
        if current is not None:
            self.openings.park(current)
        talk = self.openings.invited(caller, message, resuming=resuming, survey=survey)
        if talk is None and resuming:
            talk = self.openings.left(caller, message, survey)
        if talk is not None:
            return self._go_on(talk, message, caller, came_back=resuming)
        if word is Control.HELP:
            return self._said(caller, self._help(caller), "control")
        survey = survey or (self.openings.to_start(caller) if resuming else None)
        if survey is not None:
            return self._begin(caller, message, survey)
        if resuming:
            nothing = say.welcome_back if caller.opted_out else say.nothing_open
            return self._said(caller, nothing(caller.words(self.house.words), caller.language), "control")
        return self._unsolicited(caller, message)

    def _begin(self, caller: Caller, message: Incoming, survey: Survey) -> Heard:
        talk, effects = self.openings.begin(caller, message, survey)
        spoken = self.speak(talk, talk.state, effects)
        carry_out(self.db, self.rows, talk, effects, self.now)
        return Heard(spoken, "control", address_id=caller.address_id, talk=talk)

    def _come_back(self, caller: Caller, message: Incoming) -> None:
        # After an erasure only the number's hash was left here; now it is hers again.
        back = update(t.address).where(t.address.c.id == caller.address_id)
        self.db.execute(back.values(opted_out_at=None, value=message.sender))
        o = t.opt_out.c
        self.db.execute(
            update(t.opt_out).where(o.address_id == caller.address_id, o.ended_at.is_(None)).values(ended_at=self.now)
        )

    def _help(self, caller: Caller) -> Spoken:
        """Name what she can do; where women share the phone, what the one who can do most can, since commands find her."""
        # A coordinator without a union can command nothing.
        roles = {each.role for each in caller.people if each.role == "secretariat" or each.union_id is not None}
        role = next((one for one in ("secretariat", "coordinator") if one in roles), "member")
        return say.help_idle(caller.words(self.house.words), caller.language, role)

    def _unsolicited(self, caller: Caller, message: Incoming) -> Heard:
        if caller.people:
            kept = say.kept(caller.words(self.house.words), caller.language)
            if commands.is_command(message.text):
                kept = refused("not_authorised", self.house.words, caller.language)
            return self._said(caller, kept, "unsolicited", for_person=True)
        if caller.greeted:
            return self._said(caller, None, "unsolicited", for_person=True)
        self.db.execute(update(t.address).where(t.address.c.id == caller.address_id).values(greeted_at=self.now))
        return self._said(caller, say.stranger(self.house.words, caller.language), "unsolicited", for_person=True)

    def _go_on(self, talk: Talk, message: Incoming, caller: Caller, *, came_back: bool = False) -> Heard:
        """Take ``message`` as said in ``talk``; where she only came back, put again what was asked."""
        now = talk.today(self.now)
        event = Resumed(now.date(), now=now) if came_back else said(message, now, self.house.db.keys)
        found = step(talk.survey, talk.state, event, self.house.phrases)
        spoken = self.speak(talk, found.conversation, found.effects)
        talk.state = found.conversation
        done: Done = carry_out(self.db, self.rows, talk, found.effects, self.now)
        if spoken is None and done.for_person:
            spoken = say.kept(talk.words(self.house.words), talk.state.language)
        kind = "control" if came_back else done.kind
        return Heard(spoken, kind, done.for_person, caller.address_id, talk, urgent=done.alarm)
