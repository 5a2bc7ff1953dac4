"""Taps on buttons and list rows, which name their question and may come days late, when another one is in hand."""

from __future__ import annotations

from bot.conversation import consent
from bot.conversation.asking import objection, take
from bot.conversation.effects import AskConsent, Record
from bot.conversation.events import Tapped
from bot.conversation.flow import Step, onward
from bot.conversation.forms import InHand, in_hand
from bot.conversation.keywords import put_again
from bot.conversation.state import Conversation, Phase
from bot.survey.model import Acknowledge, Scale, SelectOne, Survey, YesNo


def tap(survey: Survey, conversation: Conversation, tapped: Tapped) -> Step:
    """Take a tap: it answers the question in hand, corrects an earlier one on her path, or is ignored kindly."""
    if tapped.question == consent.CONSENT:
        step = consent.tap(survey, conversation, tapped.choice, tapped.when)
        if step.effects:
            return step
    if conversation.phase is Phase.CONSENT:
        return Step(conversation, (AskConsent(),))
    return Step(conversation) if conversation.over else _answer(survey, conversation, tapped)


def _answer(survey: Survey, conversation: Conversation, tapped: Tapped) -> Step:
    if not survey.has(tapped.question):
        return put_again(survey, conversation, tapped.when)
    hand = in_hand(survey, conversation, tapped.when, tapped.question)
    if not _offered(hand, conversation, tapped.choice) or objection(hand, tapped.choice):
        return put_again(survey, conversation, tapped.when)
    record = Record(hand.key, tapped.choice, tapped.choice, "tap", 1.0)
    if hand.key == conversation.at:
        return take(survey, conversation, record, tapped.when)
    if hand.key in conversation.path and conversation.answers.get(hand.key) != tapped.choice:
        return _correct(survey, conversation, record, tapped)
    return put_again(survey, conversation, tapped.when)


def _offered(hand: InHand, conversation: Conversation, choice: str) -> bool:
    """Whether ``choice`` is something this question may have shown to tap."""
    if hand.key == conversation.at and conversation.between and choice in conversation.between.candidates:
        return True
    match hand.question.kind:
        case YesNo():
            return choice in ("ya", "tidak")
        case Acknowledge():
            return choice == "OK"
        case SelectOne(choices) | Scale(choices):
            return any(choice == one.name for one in choices)
        case _:
            return False


def _correct(survey: Survey, conversation: Conversation, record: Record, tapped: Tapped) -> Step:
    step = onward(
        survey, conversation, tapped.when, done=(record,), lead="repeat", prefer=conversation.at, record=record
    )
    same = step.conversation.at == conversation.at
    return Step(step.conversation.but(tries=conversation.tries if same else 0), step.effects)
