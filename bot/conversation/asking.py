"""The reply to the question in hand: read it, hold it against the limits, keep it, or ask again more simply."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final

from bot.conversation.consent import TRIES
from bot.conversation.effects import AskAgain, Confirm, Effect, Keep, Record, SetAside, Why
from bot.conversation.events import Said
from bot.conversation.flow import Step, onward, place
from bot.conversation.forms import InHand, in_hand
from bot.conversation.state import Between, Conversation
from bot.survey.filled import moment_text
from bot.survey.model import DateTime, Decimal, GeoPoint, Integer, Kind, Media, Money, Question, Survey, Text
from bot.understanding import Phrases, read, read_between
from bot.understanding.further import point
from bot.understanding.reading import Read, Reading, Unclear

VOICE: Final = "voice"
"""The rule of an open answer that is a voice note: its value is the file's name until a person has written it down."""

MOST_BETWEEN = 3
"""More than three things to choose between is a new question, not a clarification."""

ENDINGS: Final[Mapping[str, frozenset[str]]] = {
    "image": frozenset(["gif", "heic", "jpeg", "jpg", "png", "webp"]),
    "audio": frozenset(["aac", "amr", "m4a", "mp3", "oga", "ogg", "opus", "wav"]),
    "video": frozenset(["3gp", "avi", "mov", "mp4", "webm"]),
}
"""How the names of files end, by what they hold."""

_ROUNDING: Final = 1e-6


def answer(survey: Survey, conversation: Conversation, said: Said, phrases: Phrases) -> Step:
    """Take ``said`` as the reply to the question in hand."""
    hand = in_hand(survey, conversation, said.when)
    sent = _sent(hand.question.kind, said)
    if sent is not None:
        return _settle(survey, conversation, said, hand, sent)
    kept: tuple[Effect, ...] = (Keep(said.text),) if said.media else ()
    if said.media and not said.text.strip():
        return again(survey, conversation, said, _not_wanted(hand.question.kind, said), done=kept)
    match _read(hand.question, conversation, said, phrases):
        case Read() as reading:
            return _settle(survey, conversation, said, hand, reading, done=kept)
        case Unclear(candidates, reason) if candidates and conversation.between is None:
            between = Between(candidates[:MOST_BETWEEN], reason)
            asked = conversation.but(between=between)
            return Step(asked, (*kept, Confirm(hand.key, between.candidates, reason)))
        case Unclear(reason="limits"):
            return again(survey, conversation, said, "limits", done=kept)
        case Unclear(candidates=()) if not said.media:
            return again(survey, conversation, said, "inexact", done=kept)
        case _:
            return again(survey, conversation, said, _not_wanted(hand.question.kind, said), done=kept)


def _not_wanted(kind: Kind, said: Said) -> Why:
    """Return why what came is no answer to a question of this kind, where nothing could be read in it."""
    if isinstance(kind, Media):
        return "other_media" if said.media else "unsent"
    return "media" if said.media else "unread"


def _settle(
    survey: Survey,
    conversation: Conversation,
    said: Said,
    hand: InHand,
    reading: Read,
    *,
    done: tuple[Effect, ...] = (),
) -> Step:
    """Keep what was read, unless the question's limits or its constraint refuse it."""
    value = reading.value
    if isinstance(hand.question.kind, DateTime):
        value = _zoned(value, said)
    why = objection(hand, value)
    if why is not None:
        return again(survey, conversation, said, why, done=done)
    record = Record(hand.key, value, said.text or said.file, reading.rule, reading.confidence)
    return take(survey, conversation, record, said.when, done=done)


def _sent(kind: Kind, said: Said) -> Read | None:
    """Return what came instead of words, where it is a valid answer: a location, a file of the right kind, a voice note."""
    match kind:
        case GeoPoint() if said.place:
            stored = point(*said.place)
            return Read(stored, "geopoint.sent", 1.0) if stored else None
        case Media(of) if said.file and (of == "file" or said.file.rpartition(".")[2].lower() in ENDINGS[of]):
            return Read(said.file, "media.sent", 1.0)
        case Text() if said.file and not said.text.strip() and said.file.rpartition(".")[2].lower() in ENDINGS["audio"]:
            # Kept whole; a person writes down what she said.
            return Read(said.file, VOICE, 1.0)
        case _:
            return None


def _zoned(value: str, said: Said) -> str:
    """Return a moment read ("2026-11-24T19:00") with the zone of her clock, as XForms stores it."""
    zone = said.now.tzinfo if said.now is not None else UTC
    return moment_text(datetime.fromisoformat(value).replace(tzinfo=zone)) if value else value


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
        return take(survey, conversation, gap, said.when, done=(*done, SetAside(question, said.text)))
    number, total, shown = place(survey, conversation, said.when)
    tried = conversation.but(tries=attempt, between=None)
    return Step(tried, (*done, AskAgain(question, number, total, why, attempt, shown)))


def objection(hand: InHand, value: str) -> Why | None:
    """Return why ``value`` may not stand as the answer to the question, or None if it may."""
    if beyond_limits(hand.question.kind, value):
        return "limits"
    return "constraint" if hand.refuses(value) else None


def beyond_limits(kind: Kind, value: str) -> bool:
    """Whether ``value`` (XForms text) is a number outside the limits of a question of this kind, or between its steps."""
    if not isinstance(kind, Integer | Decimal | Money):
        return False
    number, low, high = float(value), kind.minimum, kind.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        return True
    step = None if isinstance(kind, Money) else kind.step
    if not step:
        return False
    steps = (number - (low or 0)) / step
    return abs(steps - round(steps)) > _ROUNDING


def _read(question: Question, conversation: Conversation, said: Said, phrases: Phrases) -> Reading:
    """Read the reply, as the answer to an either/or question where one was put ("jam 19.00" is one as well)."""
    if conversation.between is not None:
        between = conversation.between
        return read_between(
            between.candidates, question.kind, said.text, phrases=phrases, today=said.today, reason=between.reason
        )
    return read(question.kind, said.text, phrases=phrases, today=said.today, language=conversation.language)
