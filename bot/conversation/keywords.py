"""The words that steer instead of answering, while a question is in hand: KEMBALI, LEWATI, ULANG and the others."""

from __future__ import annotations

from datetime import date

from bot.conversation.asking import take
from bot.conversation.effects import Alarm, Effect, Forget, Help, OptOut, Record, Refuse
from bot.conversation.events import Said
from bot.conversation.flow import Lead, Step, onward
from bot.conversation.forms import in_hand
from bot.conversation.state import Conversation, Phase
from bot.survey.model import Survey
from bot.understanding.reading import Control


def follow(survey: Survey, conversation: Conversation, said: Said, word: Control) -> Step:
    """Do what the control word asks."""
    today = said.when
    match word:
        case Control.STOP:
            return Step(conversation.but(phase=Phase.STOPPED, between=None), (OptOut(),))
        case Control.DISTRESS:
            return Step(conversation, (Alarm(said.text),))
        case Control.HELP:
            return put_again(survey, conversation, today, done=(Help(),))
        case Control.DONT_KNOW:
            return take(survey, conversation, _gap(conversation, said, "unknown"), today)
        case Control.SKIP:
            return _skip(survey, conversation, said)
        case Control.BACK:
            return _back(survey, conversation, today)
        case Control.START | Control.RESUME:
            return put_again(survey, conversation, today, lead="resume")
        case _:
            return put_again(survey, conversation, today)


def put_again(
    survey: Survey, conversation: Conversation, today: date, *, done: tuple[Effect, ...] = (), lead: Lead = "repeat"
) -> Step:
    """Put the question in hand once more. Her failed tries still count: asking for it again costs her nothing."""
    step = onward(survey, conversation, today, done=done, lead=lead, prefer=conversation.at)
    same = step.conversation.at == conversation.at
    return Step(step.conversation.but(tries=conversation.tries if same else 0), step.effects)


def _gap(conversation: Conversation, said: Said, gap: str) -> Record:
    return Record(conversation.at, "", said.text, f"control.{gap}", 1.0, gap=gap)


def _skip(survey: Survey, conversation: Conversation, said: Said) -> Step:
    hand = in_hand(survey, conversation, said.when)
    # What stands there and may not stand is no answer.
    if hand.default and not hand.refuses(hand.default):
        return take(survey, conversation, Record(hand.key, hand.default, said.text, "default", 1.0), said.when)
    if hand.required:
        return put_again(survey, conversation, said.when, done=(Refuse("required"),))
    return take(survey, conversation, _gap(conversation, said, "skipped"), said.when)


def _back(survey: Survey, conversation: Conversation, today: date) -> Step:
    """Take the last answer back and put its question again; notes told since then will be told again."""
    path = list(conversation.path)
    while path and not survey.question(path[-1]).asks:
        path.pop()
    if not path:
        return put_again(survey, conversation, today, done=(Refuse("nothing_before"),))
    last = path.pop()
    earlier = conversation.but(
        path=tuple(path),
        answers={name: value for name, value in conversation.answers.items() if name != last},
        gaps={name: gap for name, gap in conversation.gaps.items() if name != last},
    )
    return onward(survey, earlier, today, done=(Forget(last),), lead="back", prefer=last)
