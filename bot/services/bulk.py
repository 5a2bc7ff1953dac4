"""The words of a round's messages, made when they are about to leave: an invitation or a reminder for one participant."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from bot.conversation.engine import begin, step
from bot.conversation.events import Reminded, Started
from bot.conversation.state import from_json
from bot.message import Spoken
from bot.services.events import facts
from bot.services.house import House
from bot.services.rows import Found
from bot.services.surveys import ready
from bot.times import WIB, ZONES
from bot.wording.speech import speak
from bot.wording.words import Ability
from storage import tables as t


def bulk_text(house: House, db: Connection, row: Found, ability: Ability, now: datetime) -> Spoken | None:
    """Return what an invitation or reminder says to its participant, or None where it is no longer wanted.

    It is no longer wanted once she finished, said no or BERHENTI, once the round is closed, and for an invitation once she
    began by herself.
    """
    p, r, m = t.participant.c, t.round_.c, t.member.c
    who = db.execute(
        select(
            p.member_id, p.address_id, p.started_at, p.finished_at, p.declined_at, p.stopped_at,
            r.survey_hash, r.closed_at, m.name, m.language, m.zone,
        )
        .join(t.round_, r.id == p.round_id)
        .join(t.member, m.id == p.member_id)
        .where(p.id == row.participant_id)
    ).first()  # fmt: skip
    if who is None or who.closed_at or who.finished_at or who.declined_at or who.stopped_at:
        return None
    if row.kind == "invitation" and who.started_at:
        return None
    survey = house.library.version(db, who.survey_hash)
    hers = now.astimezone(ZONES.get(who.zone, WIB))
    c = t.conversation.c
    talk = db.execute(select(c.id, c.state).where(c.participant_id == row.participant_id).order_by(c.id.desc())).first()
    if talk is not None:
        found = step(survey, from_json(talk.state), Reminded(hers.date(), now=hers), house.phrases)
    else:
        fresh = begin(survey, who.language, who.name.split()[0] if who.name.strip() else "")
        known = facts(db, survey, who.member_id)
        consented = _consented(db, who, survey.consent.wording_hash)
        started = Started(hers.date(), consented, now=hers, facts=known)
        begun = step(survey, fresh, started, house.phrases)
        again = row.kind == "reminder"
        found = step(survey, begun.conversation, Reminded(hers.date(), now=hers), house.phrases) if again else begun
    spoken = speak(found.effects, survey, found.conversation, house.words, ability)
    # Before she has a conversation a tap is read by its title, like typed words.
    return None if spoken is None else ready(db, survey, spoken, talk.id if talk is not None else 0)


def _consented(db: Connection, who: Found, wording_hash: str) -> bool:
    c = t.consent.c
    found = db.scalar(
        select(c.id)
        .where(c.address_id == who.address_id, c.member_id == who.member_id)
        .where(c.wording_hash == wording_hash, c.withdrawn_at.is_(None))
        .limit(1)
    )
    return found is not None
