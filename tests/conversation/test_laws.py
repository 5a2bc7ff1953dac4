"""What holds for any conversation, whatever she writes or taps and in whatever order."""

from __future__ import annotations

from datetime import date
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.effects import (
    Alarm,
    Ask,
    AskAgain,
    Confirm,
    Decline,
    Expire,
    Finish,
    Forget,
    GiveConsent,
    OptOut,
    Record,
    SetAside,
    Speech,
)
from bot.conversation.engine import Step, begin, step
from bot.conversation.events import Event, Reminded, Resumed, Said, Started, Tapped, TimedOut
from bot.conversation.state import Conversation, Phase, from_json, to_json
from bot.survey.model import Survey
from bot.wording.speech import speak
from bot.wording.words import PLAIN, WHATSAPP
from tests.conversation.parts import phrases, survey, words

TODAY = date(2026, 11, 24)
SPEECH = get_args(Speech)
USUAL = [
    "ya", "tidak", "1", "2", "1,3", "200", "500rb", "150", "jam 7", "kemarin", "1 atau 2", "tidak tahu", "lewati", "kembali",
    "ulang", "lanjut", "mulai", "bantuan", "BERHENTI", "suami saya memukul saya", "xyz", "", "\x00", "\ud800", "9" * 400, "😀",
]  # fmt: skip
TAPS = [
    ("consent", "ya"), ("consent", "tidak"), ("hadir", "ya"), ("hadir", "tidak"), ("nilai", "3"), ("alasan", "jauh"),
    ("tempat", "rumah"), ("punya", "ya"), ("punya", "tidak"), ("bantuan", "bibit"), ("jam", "07:00"), ("entah", ""), ("sisa", "1"),
    ("luas", "5"), ("pengantar", "ya"),
]  # fmt: skip

texts = st.one_of(st.sampled_from(USUAL), st.text(max_size=40))
events: st.SearchStrategy[Event] = st.one_of(
    st.builds(Said, texts, st.just(TODAY), st.booleans()),
    st.builds(Said, texts, st.just(TODAY)),
    st.sampled_from(TAPS).map(lambda tap: Tapped(tap[0], tap[1], TODAY)),
    st.sampled_from([Reminded(TODAY), Resumed(TODAY), Started(TODAY)]),
    st.just(TimedOut(TODAY)),
)
chats = st.lists(events, max_size=25)
openings = st.sampled_from([[], [Said("ya", TODAY)], [Said("ya", TODAY), Said("ya", TODAY)]])
surveys = st.sampled_from(["kebun", "pendek"]).map(survey)


def _chat(of: Survey, opening: list[Event], chat: list[Event]) -> list[tuple[Conversation, Step]]:
    """Return each step with the conversation before it; the conversation is saved and read back in between."""
    before, steps = begin(of, "id", "Sari"), []
    for event in [Started(TODAY), *opening, *chat]:
        result = step(of, before, event, phrases())
        steps.append((before, result))
        again = from_json(to_json(result.conversation))
        assert again == result.conversation
        before = again
    return steps


@given(surveys, openings, chats)
def test_a_conversation_is_asking_or_over_and_what_it_says_can_be_said(
    of: Survey, opening: list[Event], chat: list[Event]
) -> None:
    for before, result in _chat(of, opening, chat):
        after = result.conversation
        assert after.survey == of.hash
        if after.phase is Phase.ASKING:
            question = of.question(after.at)
            assert question.asks
            assert after.at not in after.path
            assert after.at not in after.answers
        for ability in (PLAIN, WHATSAPP):
            spoken = speak(result.effects, of, after, words(), ability)
            says = any(isinstance(effect, (*SPEECH, Alarm)) for effect in result.effects)
            assert (spoken is not None and bool(spoken.text.strip())) is says
        assert (
            before.over
            or not after.over
            or any(isinstance(effect, Finish | Decline | OptOut | Expire) for effect in result.effects)
        )


@given(surveys, openings, chats)
def test_nothing_happens_after_berhenti(of: Survey, opening: list[Event], chat: list[Event]) -> None:
    steps = _chat(of, [*opening, Said("BERHENTI", TODAY)], chat)
    for before, result in steps:
        if before.phase is Phase.STOPPED:
            assert result == Step(before)
        if any(isinstance(effect, OptOut) for effect in result.effects):
            assert result.conversation.phase is Phase.STOPPED
            assert not any(isinstance(effect, SPEECH) for effect in result.effects)
    assert steps[-1][1].conversation.phase is Phase.STOPPED


@given(surveys, chats)
def test_nothing_is_recorded_before_consent(of: Survey, chat: list[Event]) -> None:
    agreed = False
    for _, result in _chat(of, [], chat):
        for effect in result.effects:
            agreed = (agreed or isinstance(effect, GiveConsent)) and not isinstance(effect, Decline)
            assert agreed or not isinstance(effect, Record)


@given(surveys, openings, chats)
def test_what_was_recorded_is_what_the_conversation_holds(of: Survey, opening: list[Event], chat: list[Event]) -> None:
    stored: dict[str, str] = {}
    gaps: dict[str, str] = {}
    for _, result in _chat(of, opening, chat):
        for effect in result.effects:
            if isinstance(effect, Record | Forget):
                stored.pop(effect.question, None)
                gaps.pop(effect.question, None)
            if isinstance(effect, Record):
                stored[effect.question] = effect.value
                if effect.gap:
                    gaps[effect.question] = effect.gap
        assert stored == dict(result.conversation.answers)
        assert gaps == dict(result.conversation.gaps)


@given(surveys, openings, st.lists(st.builds(Said, texts, st.just(TODAY)), max_size=25))
def test_a_question_is_asked_again_at_most_three_times(of: Survey, opening: list[Event], chat: list[Event]) -> None:
    again = 0
    for before, result in _chat(of, opening, list(chat)):
        if before.at != result.conversation.at:
            again = 0
        tries = [effect for effect in result.effects if isinstance(effect, AskAgain)]
        again += len(tries)
        assert again <= 3
        assert all(effect.attempt == again for effect in tries)
        if any(isinstance(effect, SetAside) for effect in result.effects):
            assert before.tries == 3
        if any(isinstance(effect, Confirm) for effect in result.effects):
            assert before.between is None


@given(surveys, openings, chats)
def test_numbers_are_honest(of: Survey, opening: list[Event], chat: list[Event]) -> None:
    for _, result in _chat(of, opening, chat):
        for effect in result.effects:
            if not isinstance(effect, Ask | AskAgain):
                continue
            dealt = [name for name in result.conversation.path if of.question(name).asks]
            assert effect.number == len(dealt) + 1
            assert effect.number <= effect.total <= len(of.asked)
