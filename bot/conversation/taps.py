"""Taps on buttons and list rows, which name their question and may come days late, when another one is in hand."""

from __future__ import annotations

from bot.conversation import consent
from bot.conversation.asking import objection, take
from bot.conversation.effects import AskConsent, Record
from bot.conversation.events import Tapped
from bot.conversation.flow import Step, onward
from bot.conversation.keywords import put_again
from bot.conversation.state import Conversation, Phase
from bot.survey.model import Question, Scale, SelectOne, Survey, YesNo


def tap(survey: Survey, conversation: Conversation, tapped: Tapped) -> Step:
    """Take a tap: it answers the question in hand, corrects an earlier one on her path, or is ignored kindly."""
    if tapped.question == consent.CONSENT:
        step = consent.tap(survey, conversation, tapped.choice, tapped.today)
        if step.effects:
            return step
    if conversation.phase is Phase.CONSENT:
        return Step(conversation, (AskConsent(),))
    return Step(conversation) if conversation.over else _answer(survey, conversation, tapped)


def _answer(survey: Survey, conversation: Conversation, tapped: Tapped) -> Step:
    question = next((one for one in survey.questions if one.name == tapped.question), None)
    if (
        question is None
        or not _offered(question, conversation, tapped.choice)
        or objection(question, conversation, tapped.choice, tapped.today)
    ):
        return put_again(survey, conversation, tapped.today)
    record = Record(question.name, tapped.choice, tapped.choice, "tap", 1.0)
    if question.name == conversation.at:
        return take(survey, conversation, record, tapped.today)
    if question.name in conversation.path and conversation.answers.get(question.name) != tapped.choice:
        return _correct(survey, conversation, record, tapped)
    return put_again(survey, conversation, tapped.today)


def _offered(question: Question, conversation: Conversation, choice: str) -> bool:
    """Whether ``choice`` is something this question may have shown to tap."""
    if question.name == conversation.at and conversation.between and choice in conversation.between.candidates:
        return True
    match question.kind:
        case YesNo():
            return choice in ("ya", "tidak")
        case SelectOne(choices) | Scale(choices):
            return any(choice == one.name for one in choices)
        case _:
            return False


def _correct(survey: Survey, conversation: Conversation, record: Record, tapped: Tapped) -> Step:
    step = onward(
        survey, conversation, tapped.today, done=(record,), lead="repeat", prefer=conversation.at, record=record
    )
    same = step.conversation.at == conversation.at
    return Step(step.conversation.but(tries=conversation.tries if same else 0), step.effects)
