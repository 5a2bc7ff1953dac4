"""The reply to the question in hand: read it, hold it against the limits, keep it, or ask again more simply."""

from __future__ import annotations

from datetime import date

from bot.conversation.consent import TRIES
from bot.conversation.effects import AskAgain, Confirm, Effect, Keep, Record, SetAside, Why
from bot.conversation.events import Said
from bot.conversation.flow import Step, onward, place
from bot.conversation.state import Between, Conversation
from bot.survey.model import Decimal, Integer, Money, Question, Survey
from bot.understanding import Phrases, read, read_between
from bot.understanding.reading import Read, Reading, Unclear

MOST_BETWEEN = 3
"""More than three things to choose between is a new question, not a clarification."""


def answer(survey: Survey, conversation: Conversation, said: Said, phrases: Phrases) -> Step:
    """Take ``said`` as the reply to the question in hand."""
    question = survey.question(conversation.at)
    kept: tuple[Effect, ...] = (Keep(said.text),) if said.media else ()
    if said.media and not said.text.strip():
        return again(survey, conversation, said, "media", done=kept)
    match _read(question, conversation, said, phrases):
        case Read() as reading:
            why = objection(question, conversation, reading.value, said.today)
            if why is not None:
                return again(survey, conversation, said, why, done=kept)
            record = Record(question.name, reading.value, said.text, reading.rule, reading.confidence)
            return take(survey, conversation, record, said.today, done=kept)
        case Unclear(candidates, reason) if candidates and conversation.between is None:
            between = Between(candidates[:MOST_BETWEEN], reason)
            asked = conversation.but(between=between)
            return Step(asked, (*kept, Confirm(question.name, between.candidates, reason)))
        case Unclear(reason="limits"):
            return again(survey, conversation, said, "limits", done=kept)
        case Unclear(candidates=()) if not said.media:
            return again(survey, conversation, said, "inexact", done=kept)
        case _:
            return again(survey, conversation, said, "media" if said.media else "unread", done=kept)


def take(
    survey: Survey, conversation: Conversation, record: Record, today: date, *, done: tuple[Effect, ...] = ()
) -> Step:
    """Keep ``record`` for the question in hand and go on to the next one."""
    return onward(
        survey,
        conversation,
        today,
        done=(*done, record),
        record=record,
        lead="after_set_aside" if record.gap == "set_aside" else "next",
    )


def again(survey: Survey, conversation: Conversation, said: Said, why: Why, *, done: tuple[Effect, ...] = ()) -> Step:
    """Put the question again in simpler words; after three times set it aside, tell the coordinator, and go on."""
    question, attempt = conversation.at, conversation.tries + 1
    if attempt > TRIES:
        gap = Record(question, "", said.text, "set_aside", 0.0, gap="set_aside")
        return take(survey, conversation, gap, said.today, done=(*done, SetAside(question, said.text)))
    number, total = place(survey, conversation, said.today)
    tried = conversation.but(tries=attempt, between=None)
    return Step(tried, (*done, AskAgain(question, number, total, why, attempt)))


def objection(question: Question, conversation: Conversation, value: str, today: date) -> Why | None:
    """Return why ``value`` may not stand as the answer to ``question``, or None if it may."""
    match question.kind:
        case Integer(minimum=low, maximum=high) | Decimal(minimum=low, maximum=high) | Money(minimum=low, maximum=high):
            number = float(value)
            if (low is not None and number < low) or (high is not None and number > high):
                return "limits"
        case _:
            pass
    if question.constraint is not None and not question.constraint.holds(conversation.answers, value, today=today):
        return "constraint"
    return None


def _read(question: Question, conversation: Conversation, said: Said, phrases: Phrases) -> Reading:
    """Read the reply, as the answer to an either/or question where one was put ("jam 19.00" is one as well)."""
    if conversation.between is not None:
        between = conversation.between
        return read_between(
            between.candidates, question.kind, said.text, phrases=phrases, today=said.today, reason=between.reason
        )
    return read(question.kind, said.text, phrases=phrases, today=said.today, language=conversation.language)
