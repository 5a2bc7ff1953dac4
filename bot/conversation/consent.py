"""Consent comes first: nothing is asked and nothing is recorded before she has said yes to the survey's own wording."""

from __future__ import annotations

from datetime import date

from bot.conversation.effects import Alarm, AskConsent, Decline, Effect, Forget, GiveConsent, Help, Keep, OptOut, Regret
from bot.conversation.events import Said
from bot.conversation.flow import Step, onward
from bot.conversation.state import Conversation, Phase
from bot.survey.model import Survey, YesNo
from bot.understanding import Phrases, control, read
from bot.understanding.reading import Control, Read

CONSENT = "consent"
"""The name under which a tap on the consent question comes back."""

TRIES = 3
"""How often anything is put again to someone whose replies cannot be used."""


def hear(survey: Survey, conversation: Conversation, said: Said, phrases: Phrases) -> Step:
    """Take her reply to the consent question: yes begins, no ends, anything else is put again a few times.

    After that a person reads what she writes, and we stay silent: a machine that repeats itself wins nobody's trust.
    """
    kind = YesNo()
    if survey.keyword and said.text.strip().casefold() == survey.keyword.casefold():
        return Step(conversation, (AskConsent(),))  # she calls for the very survey that waits for her yes
    match control(said.text, phrases=phrases, kind=kind):
        case Control.STOP:
            return Step(conversation.but(phase=Phase.STOPPED), (OptOut(),))
        case Control.DISTRESS:
            return Step(conversation, (Alarm(said.text),))
        case Control.HELP:
            return Step(conversation, (Help(), AskConsent()))
        case Control.START | Control.RESUME | Control.REPEAT | Control.BACK:
            return Step(conversation, (AskConsent(),))
        case _:
            reading = read(kind, said.text, phrases=phrases, today=said.today, language=conversation.language)
    if isinstance(reading, Read):
        return agree(survey, conversation, said.when) if reading.value == "ya" else decline(conversation)
    return _unclear(conversation, said)


def tap(survey: Survey, conversation: Conversation, choice: str, today: date) -> Step:
    """Take a tap on the consent question, early or late. A late no is a withdrawal and takes her answers back."""
    if choice == "tidak" and not conversation.over:
        return decline(conversation)
    if choice == "ya" and conversation.phase in (Phase.CONSENT, Phase.DECLINED):
        return agree(survey, conversation, today)
    return Step(conversation)


def agree(survey: Survey, conversation: Conversation, today: date) -> Step:
    """Begin with the first question, her consent given."""
    begun = conversation.but(phase=Phase.ASKING, tries=0)
    return onward(survey, begun, today, done=(GiveConsent(),), lead="first")


def decline(conversation: Conversation) -> Step:
    """End kindly. Whatever she had answered before is forgotten, since the words promise that nothing is kept."""
    forgotten: tuple[Effect, ...] = tuple(Forget(name) for name in conversation.answers)
    ended = conversation.but(phase=Phase.DECLINED, at="", answers={}, gaps={}, path=(), tries=0, between=None)
    return Step(ended, (*forgotten, Decline(), Regret()))


def _unclear(conversation: Conversation, said: Said) -> Step:
    tried = conversation.but(tries=min(conversation.tries + 1, TRIES + 1))
    kept: tuple[Effect, ...] = (Keep(said.text),) if said.media or tried.tries > TRIES else ()
    return Step(tried, kept if tried.tries > TRIES else (*kept, AskConsent(again=True)))
