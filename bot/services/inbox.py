"""What members write comes in here, in batches: one durable transaction for all that wait (group commit).

Order of reading: the same message again; BERHENTI and words of distress; a coordinator's command; the question in hand;
a survey's keyword; and last the message nobody asked for, which a person will read. Messages of someone with a conversation
under way take the short road (all reads are done for the whole batch); the others go through ``bot.services.reception``.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Select,
    bindparam,
    column,
    literal_column,
    select,
    true,
    update,
    values,
)
from sqlalchemy.exc import SQLAlchemyError

from bot.conversation.effects import Effect
from bot.conversation.engine import step
from bot.conversation.events import Event, Tapped
from bot.conversation.state import Conversation
from bot.message import Incoming, Medium, Spoken, restored
from bot.segments import measure
from bot.services import commands, faults, reception, restraint
from bot.services.events import said
from bot.services.house import House
from bot.services.media import media_rows
from bot.services.pricing import price_of
from bot.services.rows import Row, Rows
from bot.services.surveys import ready
from bot.services.talks import Talk, carry_out, end_everything
from bot.wording import members as say
from bot.wording.speech import speak
from bot.wording.words import PLAIN, Ability
from storage import tables as t
from storage.outbox import REPLY
from storage.prepared import PreparedFor, PreparedUpdate

log = logging.getLogger(__name__)

CLAIM = timedelta(seconds=20)
"""How long the webhook's own answer has a reply for itself before the worker sends it."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply and its outbox row. ``by_rest``: the worker sends it, or has sent it, so the webhook must not say it."""

    outbox_id: int
    spoken: Spoken
    by_rest: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one message. ``duplicate``: it was here before; the replies are those it got then."""

    message_id: int
    duplicate: bool
    replies: tuple[Reply, ...]


def receive(
    house: House,
    messages: Sequence[Incoming],
    now: datetime,
    *,
    written: Iterable[int] = (),
    inline: bool = True,
) -> list[Receipt]:
    """Take in ``messages`` in order and return a receipt for each, in one transaction.

    ``written`` are outbox ids whose replies were written into a webhook's response since the last call: they become sent.
    ``inline``: the caller shows the replies itself, now; else they are queued for the worker.
    Raises what the database raises; then nothing has happened.
    """
    with house.db.transaction() as db:
        acknowledge(db, written, now)
        batch = _Batch(house, db, now, inline)
        batch.load(messages)
        receipts = [batch.take(message) for message in messages]
        batch.finish()
    return receipts


_o = t.outbox.c
_WRITTEN = PreparedUpdate(
    t.outbox,
    ["sent_at", "priced_at"],
    also=lambda update: update.where(_o.state == literal_column("'sending'"), _o.tries == 0).values(
        state=literal_column("'sent'"), claimed_until=None
    ),
)


def acknowledge(db: Connection, written: Iterable[int], now: datetime) -> None:
    """Note that these replies were written into a response: they are sent, and the worker leaves them alone."""
    rows = [{"id_": id_, "sent_at": now, "priced_at": now} for id_ in sorted(written)]
    if rows:
        _WRITTEN.run(db, rows)


_TALK = (
    select(
        t.address.c.hash,
        t.conversation.c.id,
        t.conversation.c.address_id,
        t.conversation.c.response_id,
        t.conversation.c.member_id,
        t.conversation.c.participant_id,
        t.conversation.c.survey_hash,
        t.conversation.c.state,
        t.response.c.round_id,
        t.response.c.union_id,
        t.response.c.voice,
        t.response.c.started_at,
        t.member.c.zone,
    )
    .select_from(
        t.conversation.join(t.address, t.address.c.id == t.conversation.c.address_id)
        .join(t.response, t.response.c.id == t.conversation.c.response_id)
        .outerjoin(t.member, t.member.c.id == t.conversation.c.member_id)
    )
    .where(t.conversation.c.status == literal_column("'active'"))
    # Locked, so that the state is the newest there is.
    .with_for_update(of=t.conversation)
)


def _each_apart(hashes: list[BindParameter[bytes]]) -> Select[Any]:
    """Return the SELECT that looks for one address after the other, in the order of ``hashes``."""
    wanted = values(column("hash", t.address.c.hash.type), name="wanted").data([(hash_,) for hash_ in hashes])
    one = _TALK.where(t.address.c.hash == wanted.c.hash).lateral("one")
    return select(*one.c).select_from(wanted.join(one, true()))


_TALKS = {
    "sqlite": PreparedFor(lambda hashes: _TALK.where(t.address.c.hash.in_(hashes)), t.address.c.hash.type),
    # Of a join over all addresses PostgreSQL makes a plan while the tables are young, reads every conversation under way with
    # it, and keeps it; a locked row apart can only be looked up.
    "postgresql": PreparedFor(_each_apart, t.address.c.hash.type),
}
_SEEN = PreparedFor(
    lambda ids: select(t.message.c.id, t.message.c.provider_id).where(
        t.message.c.channel == bindparam("channel"), t.message.c.provider_id.in_(ids)
    ),
    t.message.c.provider_id.type,
)
_SAID = (
    select(t.outbox.c.id, t.outbox.c.spoken, t.outbox.c.tries, t.outbox.c.channel, t.outbox.c.medium)
    .where(t.outbox.c.message_id == bindparam("message"), t.outbox.c.state != "cancelled")
    .order_by(t.outbox.c.id)
)
_CLAIM_AGAIN = (
    update(t.outbox)
    .where(t.outbox.c.message_id == bindparam("message"), t.outbox.c.state.in_(("queued", "sending")))
    .where(t.outbox.c.tries == 0)
    .values(state="sending", claimed_until=bindparam("until", type_=t.outbox.c.claimed_until.type))
)


class _Batch:
    """The work on one batch inside its transaction."""

    def __init__(self, house: House, db: Connection, now: datetime, inline: bool) -> None:  # noqa: FBT001 - private
        self.house = house
        self.db = db
        self.now = now
        self.inline = inline
        self.rows = Rows()
        self.talks: dict[bytes, Talk] = {}
        self.touched: dict[int, Talk] = {}
        self.seen: dict[tuple[str, str], int] = {}
        self.fresh: dict[int, Receipt] = {}
        self.heard: set[str] = set()

    def load(self, messages: Sequence[Incoming]) -> None:
        """Read, for the whole batch, the conversations under way and the messages that were here before."""
        keys = self.house.db.keys
        # Sorted, so that two processes lock in the same order.
        hashes = sorted({hash_ for message in messages for hash_ in keys.find_any(message.sender)})
        for row in _TALKS[self.db.dialect.name].fetch(self.db, hashes):
            if bytes(row.hash) in self.talks:  # asked for twice, to fill the list
                continue
            survey = self.house.library.version(self.db, row.survey_hash)
            self.talks[bytes(row.hash)] = Talk.of(row, survey, channel="", medium="sms")
        for channel in {message.channel for message in messages}:
            ids = [message.provider_id for message in messages if message.channel == channel]
            for row in _SEEN.fetch(self.db, ids, {"channel": channel}):
                self.seen[channel, row.provider_id] = row.id

    def take(self, message: Incoming) -> Receipt:
        """Take in one message; the same one again gets what it got before."""
        before = self.seen.get((message.channel, message.provider_id))
        if before is not None:
            return self._again(before)
        message_id = self.house.db.ids.next()
        self.seen[message.channel, message.provider_id] = message_id
        receipt = Receipt(message_id, duplicate=False, replies=self._heard(message_id, message))
        self.fresh[message_id] = receipt
        return receipt

    def finish(self) -> None:
        """Write what the batch left behind."""
        for talk in self.touched.values():
            if talk.new:
                self.rows.conversations.append(talk.row(self.now))
                talk.new = False
            else:
                self.rows.moved[talk.id] = talk.moved(self.now)
        self.touched.clear()
        self.rows.write(self.db)
        self.rows.clear()

    def _again(self, message_id: int) -> Receipt:
        if message_id in self.fresh:
            return Receipt(message_id, duplicate=True, replies=self.fresh[message_id].replies)
        said = self.db.execute(_SAID, {"message": message_id}).all()
        replies = []
        for row in said:
            spoken = _spoken(row.spoken)
            replies.append(Reply(row.id, spoken, row.tries > 0 or self._apart(row.channel, row.medium, spoken)))
        if self.inline and not all(reply.by_rest for reply in replies):
            self.db.execute(_CLAIM_AGAIN, {"message": message_id, "until": self.now + CLAIM})
        return Receipt(message_id, duplicate=True, replies=tuple(replies))

    def _heard(self, message_id: int, message: Incoming) -> tuple[Reply, ...]:
        if restraint.nobody(message):
            return self._store(message_id, message, reception.Heard(None, restraint.OPERATOR))
        talk = self._talk(message.sender)
        leaves = talk is None or message.call or commands.concerns(message.text)
        try:
            heard = self._at_reception(message) if leaves or talk is None else self._in_talk(talk, message)
        except SQLAlchemyError:
            raise
        except Exception as error:  # noqa: BLE001 - logged by kind and place, since its text may quote her
            # Our own mistake must not lose her message nor hold up the others of the batch: a person reads it.
            log.error("message %d could not be worked on: %s", message_id, faults.name(error))  # noqa: TRY400 - its trace may quote a row
            heard = self._failed(talk)
        self.heard.add(message.sender)
        if heard.talk is not None:
            self._keep_talk(message.sender, heard.talk)
        return self._store(message_id, message, heard)

    def _failed(self, talk: Talk | None) -> reception.Heard:
        if talk is None:
            return reception.Heard(None, "failed", for_person=True)
        kept = say.kept(talk.words(self.house.words), talk.state.language)
        return reception.Heard(kept, "failed", for_person=True, address_id=talk.address_id, talk=talk)

    def _talk(self, sender: str) -> Talk | None:
        for hash_ in self.house.db.keys.find_any(sender):
            talk = self.talks.get(hash_)
            if talk is not None:
                return talk if talk.status == "active" else None
        return None

    def _keep_talk(self, sender: str, talk: Talk) -> None:
        self.talks[self.house.db.keys.find(sender)] = talk
        self.touched[talk.id] = talk

    def _in_talk(self, talk: Talk, message: Incoming) -> reception.Heard:
        talk.channel, talk.medium = message.channel, message.medium
        found = step(talk.survey, talk.state, self._event(talk, message), self.house.phrases)
        if reception.wants_other_survey(self.house, talk, message.text, found.effects):
            return self._at_reception(message)
        spoken = self._speak(talk, found.conversation, found.effects)
        talk.state = found.conversation
        done = carry_out(self.db, self.rows, talk, found.effects, self.now)
        self.touched[talk.id] = talk
        if done.opted_out:
            self.finish()
            end_everything(self.db, talk.address_id, talk.union_id, self.now)
            spoken = say.goodbye(talk.words(self.house.words), talk.state.language)
        elif spoken is None and done.for_person:
            spoken = say.kept(talk.words(self.house.words), talk.state.language)
        urgent = done.opted_out or done.alarm
        return reception.Heard(spoken, done.kind, done.for_person, talk.address_id, talk, urgent)

    def _speak(self, talk: Talk, state: Conversation, effects: Sequence[Effect]) -> Spoken | None:
        ability = ability_of(self.house, talk.channel, talk.medium)
        spoken = speak(effects, talk.survey, state, self.house.words, ability)
        return None if spoken is None else ready(self.db, talk.survey, spoken, talk.id)

    def _event(self, talk: Talk, message: Incoming) -> Event:
        now = talk.today(self.now)
        whose, _, tapped = message.payload.partition("/")
        question, equals, choice = tapped.partition("=")
        if equals and whose == str(talk.id):
            return Tapped(question, choice, now.date(), now=now)
        return said(message, now, self.house.db.keys)

    def _at_reception(self, message: Incoming) -> reception.Heard:
        """Leave the short road. What was collected about her is written first, so that reading the database tells the truth."""
        if message.sender in self.heard or commands.concerns(message.text):
            self.finish()
        desk = reception.Desk(self.house, self.db, self.rows, self.now, self._speak)
        heard = desk.hear(message, self._talk(message.sender))
        if heard.talk is None:
            for hash_ in self.house.db.keys.find_any(message.sender):
                self.talks.pop(hash_, None)
        return heard

    def _store(self, message_id: int, message: Incoming, heard: reception.Heard) -> tuple[Reply, ...]:
        talk = heard.talk
        self.rows.messages.append(
            {
                "id": message_id,
                "channel": message.channel,
                "provider_id": message.provider_id,
                "medium": message.medium,
                "address_id": heard.address_id,
                "conversation_id": talk.id if talk is not None else None,
                "received_at": self.now,
                "text": message.text,
                "payload": dict(message.raw) or None,
                "kind": heard.kind,
                "for_person": heard.for_person,
            }
        )
        self.rows.media += media_rows(self.house, message, message_id, self.now)
        # The provider has answered its own opt-out word already (Twilio's OptOutType): saying it twice is noise.
        if heard.spoken is None or heard.address_id is None or message.raw.get("OptOutType"):
            return ()
        row = self._outbox_row(message_id, message, heard, heard.spoken)
        held = heard.kind != "answer" and restraint.why_not(
            self.db,
            self.rows,
            address_id=heard.address_id,
            text=heard.spoken.text,
            urgent=heard.urgent,
            now=self.now,
        )
        if held:
            restraint.hold(row, held, self.now)
        self.rows.outbox.append(row)
        return () if held else (Reply(row["id"], heard.spoken, self.inline and row["state"] == "queued"),)

    def _apart(self, channel: str, medium: Medium, spoken: Spoken) -> bool:
        """Tell whether a reply leaves by the worker, also where the webhook could say one: it has something to tap."""
        return bool(spoken.options) and ability_of(self.house, channel, medium).apart

    def _outbox_row(self, message_id: int, message: Incoming, heard: reception.Heard, spoken: Spoken) -> Row:
        segments = measure(spoken.text).segments if message.medium == "sms" else 0
        inline = self.inline and not self._apart(message.channel, message.medium, spoken)
        return {
            "id": self.house.db.ids.next(),
            "kind": "reply",
            "channel": message.channel,
            "medium": message.medium,
            "address_id": heard.address_id,
            "member_id": heard.talk.member_id if heard.talk is not None else None,
            "message_id": message_id,
            "participant_id": heard.talk.participant_id if heard.talk is not None else None,
            "priority": REPLY,
            "state": "sending" if inline else "queued",
            "spoken": spoken.stored(),
            "template": "",
            "created_at": self.now,
            "due_at": self.now,
            "claimed_until": self.now + CLAIM if inline else None,
            "tries": 0,
            "error_code": "",
            "error": "",
            "segments": segments,
            **price_of(self.house, message.channel, message.medium, self.now, opens=False, segments=segments),
        }


def ability_of(house: House, channel: str, medium: Medium) -> Ability:
    """Return what a message through ``channel`` on ``medium`` can show; text alone where the channel is not there."""
    carrier = house.channels.get(channel)
    return carrier.ability(medium) if carrier is not None else PLAIN


def _spoken(stored: dict[str, object] | None) -> Spoken:
    return restored(stored) if stored else Spoken("")
