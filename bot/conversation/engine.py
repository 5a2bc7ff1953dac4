"""The one signature: an event comes in, the conversation and the meanings to act on go out.

No clock, no database, no words. The engine never raises for anything a member may write, and after BERHENTI it has no
effect at all.
"""

from __future__ import annotations

from datetime import date
from typing import assert_never

from bot.conversation import asking, consent, forms, keywords, taps
from bot.conversation.effects import Alarm, AskConsent, Expire, Keep, OptOut
from bot.conversation.events import Event, Reminded, Resumed, Said, Started, Tapped, TimedOut
from bot.conversation.flow import Lead, Step, onward
from bot.conversation.state import Conversation, Phase
from bot.survey.model import Survey
from bot.understanding import Phrases, control
from bot.understanding.further import has_none
from bot.understanding.reading import Control

__all__ = ["Step", "begin", "step"]


def begin(survey: Survey, language: str, first_name: str = "") -> Conversation:
    """Return a conversation about ``survey`` in which nothing has been said. ``Started`` is its first event."""
    return Conversation(survey=survey.hash, language=language, first_name=first_name)


def step(survey: Survey, conversation: Conversation, event: Event, phrases: Phrases) -> Step:
    """Return what ``event`` leads to. ``survey`` is the version whose hash the conversation carries.

    Pure: the same arguments give the same step. A typical step costs well under 60 microseconds.
    """
    if conversation.phase is Phase.STOPPED:
        return Step(conversation)
    match event:
        case Said():
            return _said(survey, conversation, event, phrases)
        case Tapped():
            return taps.tap(survey, conversation, event)
        case Started():
            return _started(survey, conversation, event)
        case Reminded():
            return _put(survey, conversation, event.when, "reminder")
        case Resumed():
            return _put(survey, conversation, event.when, "resume")
        case TimedOut():
            return Step(conversation) if conversation.over else Step(conversation.but(phase=Phase.EXPIRED), (Expire(),))
        case _:
            assert_never(event)


def _said(survey: Survey, conversation: Conversation, said: Said, phrases: Phrases) -> Step:
    if conversation.phase is Phase.CONSENT:
        return consent.hear(survey, conversation, said, phrases)
    if conversation.over:
        return _afterwards(conversation, said, phrases)
    kind = survey.question(conversation.at).kind
    word = control(said.text, phrases=phrases, kind=kind) if said.text else None
    if word is None and said.text and not said.media and has_none(kind, said.text, phrases):
        word = Control.SKIP
    if word is not None:
        return keywords.follow(survey, conversation, said, word)
    return asking.answer(survey, conversation, said, phrases)


def _afterwards(conversation: Conversation, said: Said, phrases: Phrases) -> Step:
    """Hear what she writes when nothing is awaited: stop and distress count, MULAI undoes a no, a person reads more."""
    match control(said.text, phrases=phrases):
        case Control.STOP:
            return Step(conversation.but(phase=Phase.STOPPED), (OptOut(),))
        case Control.DISTRESS:
            return Step(conversation, (Alarm(said.text),))
        case Control.START | Control.RESUME if conversation.phase is Phase.DECLINED:
            return Step(conversation.but(phase=Phase.CONSENT), (AskConsent(),))
        case _:
            return Step(conversation, (Keep(said.text),))


def _started(survey: Survey, conversation: Conversation, started: Started) -> Step:
    if started.facts and not conversation.answers:
        conversation = conversation.but(answers=forms.known(survey, started.facts))
    if conversation.phase is Phase.CONSENT and started.consent_known:
        return onward(survey, conversation.but(phase=Phase.ASKING), started.when, lead="first")
    return _put(survey, conversation, started.when, "resume")


def _put(survey: Survey, conversation: Conversation, today: date, lead: Lead) -> Step:
    """Put again whatever is awaited; nothing where the conversation is over."""
    if conversation.phase is Phase.CONSENT:
        return Step(conversation, (AskConsent(reminder=lead == "reminder"),))
    if conversation.over:
        return Step(conversation)
    return keywords.put_again(survey, conversation, today, lead=lead)
