"""Single steps that a whole chat does not show well: what is done beside what is said."""

from __future__ import annotations

from datetime import date

import pytest

from bot.conversation.asking import objection
from bot.conversation.effects import (
    Alarm,
    Ask,
    AskAgain,
    AskConsent,
    Confirm,
    Decline,
    Effect,
    Expire,
    Finish,
    Forget,
    GiveConsent,
    Keep,
    OptOut,
    Record,
    Refuse,
    Regret,
    SetAside,
    Tell,
    Thank,
)
from bot.conversation.engine import Step, begin, step
from bot.conversation.events import Event, Reminded, Resumed, Said, Started, Tapped, TimedOut
from bot.conversation.forms import in_hand
from bot.conversation.state import Conversation, Phase
from tests.conversation.parts import phrases, survey

TODAY = date(2026, 11, 24)


def _after(name: str, *lines: str, known: bool = True) -> Conversation:
    conversation = begin(survey(name), "id")
    events: list[Event] = [Started(TODAY, consent_known=known), *(Said(line, TODAY) for line in lines)]
    for event in events:
        conversation = step(survey(name), conversation, event, phrases()).conversation
    return conversation


def _do(name: str, conversation: Conversation, event: Event) -> Step:
    return step(survey(name), conversation, event, phrases())


def _say(name: str, conversation: Conversation, text: str, *, media: bool = False) -> tuple[Effect, ...]:
    return _do(name, conversation, Said(text, TODAY, media=media)).effects


def test_an_answer_is_recorded_with_her_words_and_the_rule_that_read_them() -> None:
    record, calculated, asked = _say("kebun", _after("kebun", "ya", "200"), "seratus")
    assert isinstance(record, Record)
    assert (record.question, record.value, record.raw, record.gap) == ("ditanami", "100", "seratus", "")
    assert record.rule
    assert 0 < record.confidence <= 1
    assert calculated == Record("sisa", "100", "", "calculation", 1.0)
    assert asked == Ask("bantuan", 4, 9)


def test_consent_is_asked_unless_it_is_known() -> None:
    new = begin(survey("kebun"), "id")
    assert _do("kebun", new, Started(TODAY)).effects == (AskConsent(),)
    known = _do("kebun", new, Started(TODAY, consent_known=True))
    assert known.effects == (Ask("punya", 1, 9, "first"),)
    agreed = _say("kebun", _after("kebun", known=False), "ya")
    assert agreed == (GiveConsent(), Ask("punya", 1, 9, "first"))


def test_a_photo_instead_of_consent_is_kept() -> None:
    assert _say("kebun", _after("kebun", known=False), "", media=True) == (Keep(""), AskConsent(again=True))


def test_starting_again_only_puts_the_question_in_hand() -> None:
    assert _do("kebun", _after("kebun", "ya"), Started(TODAY)).effects == (Ask("luas", 2, 9, "resume"),)
    assert _do("kebun", _after("kebun", "ya"), Started(TODAY, consent_known=True)).effects == (
        Ask("luas", 2, 9, "resume"),
    )


def test_going_back_takes_the_answer_and_what_was_worked_out_from_it() -> None:
    result = _do("kebun", _after("kebun", "ya", "200", "100"), Said("kembali", TODAY))
    assert result.effects == (Forget("ditanami"), Forget("sisa"), Ask("ditanami", 3, 9, "back"))
    assert dict(result.conversation.answers) == {"punya": "ya", "luas": "200"}


def test_going_back_over_a_note_tells_it_again() -> None:
    back = _do("kebun", _after("kebun", "ya"), Said("kembali", TODAY))
    assert back.effects == (Forget("punya"), Ask("punya", 1, 9, "back"))
    assert Tell("pengantar") in _say("kebun", back.conversation, "ya")


def test_there_is_nothing_before_the_first_question() -> None:
    assert _say("kebun", _after("kebun"), "kembali") == (Refuse("nothing_before"), Ask("punya", 1, 9, "repeat"))


def test_a_required_question_refuses_to_be_skipped_and_accepts_not_knowing() -> None:
    assert _say("kebun", _after("kebun"), "lewati") == (Refuse("required"), Ask("punya", 1, 9, "repeat"))
    record, *_ = _say("kebun", _after("kebun"), "tidak tahu")
    assert record == Record("punya", "", "tidak tahu", "control.unknown", 1.0, gap="unknown")


def test_three_tries_then_set_aside() -> None:
    conversation = _after("pendek", "ya")
    for attempt in (1, 2, 3):
        result = _do("pendek", conversation, Said("qqqq", TODAY))
        assert result.effects == (AskAgain("nilai", 2, 3, "unread", attempt),)
        conversation = result.conversation
    aside, record, asked = _say("pendek", conversation, "wwww")
    assert aside == SetAside("nilai", "wwww")
    assert record == Record("nilai", "", "wwww", "set_aside", 0.0, gap="set_aside")
    assert asked == Ask("tempat", 3, 3, "after_set_aside")


def test_asking_for_it_again_does_not_use_up_a_try() -> None:
    tried = _do("pendek", _after("pendek", "ya"), Said("qqqq", TODAY)).conversation
    for event in (Said("ulang", TODAY), Reminded(TODAY), Resumed(TODAY), Tapped("entah", "1", TODAY)):
        assert _do("pendek", tried, event).conversation.tries == 1


def test_an_unclear_reply_is_asked_back_once_and_then_counts() -> None:
    asked = _do("kebun", _after("kebun", "tidak", "1", "1", "lewati"), Said("jam 7", TODAY))
    assert asked.effects == (Confirm("jam", ("07:00", "19:00"), "morning_or_evening"),)
    assert asked.conversation.tries == 0
    assert _say("kebun", asked.conversation, "jam 8") == (AskAgain("jam", 5, 7, "unread", 1),)
    tapped = _do("kebun", asked.conversation, Tapped("jam", "19:00", TODAY)).effects
    assert tapped[0] == Record("jam", "19:00", "19:00", "tap", 1.0)


def test_a_tap_on_what_was_never_offered_records_nothing() -> None:
    conversation = _after("kebun", "tidak", "1", "1", "lewati")
    assert _do("kebun", conversation, Tapped("jam", "19:00", TODAY)).effects == (Ask("jam", 5, 7, "repeat"),)


def test_a_tap_must_keep_to_the_constraint_too() -> None:
    kebun = survey("kebun")
    conversation = _after("kebun", "ya", "200")
    luas, ditanami = (in_hand(kebun, conversation, TODAY, name) for name in ("luas", "ditanami"))
    assert objection(luas, "0") == "limits"
    assert objection(luas, "5001") == "limits"
    assert objection(ditanami, "201") == "constraint"
    assert objection(ditanami, "200") is None


def test_a_late_tap_corrects_and_the_question_in_hand_is_put_again() -> None:
    conversation = _after("pendek", "ya", "2")
    result = _do("pendek", conversation, Tapped("nilai", "4", TODAY))
    assert result.effects == (Record("nilai", "4", "4", "tap", 1.0), Ask("tempat", 3, 3, "repeat"))
    assert result.conversation.path == conversation.path
    same = _do("pendek", result.conversation, Tapped("nilai", "4", TODAY))
    assert same.effects == (Ask("tempat", 3, 3, "repeat"),)


def test_a_late_tap_that_changes_the_branch_moves_on_from_a_question_that_is_hers_no_more() -> None:
    result = _do(
        "pendek",
        _do("pendek", _after("pendek", "ya"), Said("qqqq", TODAY)).conversation,
        Tapped("hadir", "tidak", TODAY),
    )
    assert result.effects == (Record("hadir", "tidak", "tidak", "tap", 1.0), Ask("alasan", 2, 3, "repeat"))
    assert result.conversation.tries == 0


def test_after_going_back_beyond_an_open_question_both_are_put() -> None:
    corrected = _do("pendek", _after("pendek", "ya", "2"), Tapped("hadir", "tidak", TODAY))
    assert corrected.effects == (
        Record("hadir", "tidak", "tidak", "tap", 1.0),
        Forget("nilai"),
        Ask("tempat", 2, 3, "repeat"),
    )
    finished = _do("pendek", _do("pendek", corrected.conversation, Said("1", TODAY)).conversation, Said("2", TODAY))
    assert finished.effects[-2:] == (Thank(), Finish())


def test_withdrawing_consent_by_a_late_tap_forgets_everything() -> None:
    result = _do("pendek", _after("pendek", "ya", "2"), Tapped("consent", "tidak", TODAY))
    assert result.effects == (Forget("hadir"), Forget("nilai"), Decline(), Regret())
    assert result.conversation.answers == {}
    assert _do("pendek", result.conversation, Tapped("consent", "tidak", TODAY)).effects == ()


def test_a_message_after_the_end_is_kept_for_a_person() -> None:
    finished = _after("pendek", "ya", "3", "1")
    assert finished.phase is Phase.FINISHED
    assert _say("pendek", finished, "terima kasih kembali ya, kapan lagi") == (
        Keep("terima kasih kembali ya, kapan lagi"),
    )
    assert _say("pendek", finished, "mulai") == (Keep("mulai"),)
    assert _say("pendek", finished, "saya dipukul suami") == (Alarm("saya dipukul suami"),)
    assert _say("pendek", finished, "berhenti") == (OptOut(),)
    assert _do("pendek", finished, Tapped("nilai", "1", TODAY)).effects == ()
    assert _do("pendek", finished, Reminded(TODAY)).effects == ()
    assert _do("pendek", finished, TimedOut(TODAY)).effects == ()


@pytest.mark.parametrize("word", ["mulai", "lanjut"])
def test_a_no_can_be_undone(word: str) -> None:
    declined = _after("pendek", "tidak", known=False)
    again = _do("pendek", declined, Said(word, TODAY))
    assert again.effects == (AskConsent(),)
    assert again.conversation.phase is Phase.CONSENT


def test_distress_leaves_the_question_in_hand() -> None:
    conversation = _after("kebun", "ya")
    assert _do("kebun", conversation, Said("suami saya memukul saya", TODAY)) == Step(
        conversation, (Alarm("suami saya memukul saya"),)
    )
    before = _after("kebun", known=False)
    assert _do("kebun", before, Said("suami saya memukul saya", TODAY)) == Step(
        before, (Alarm("suami saya memukul saya"),)
    )


def test_silence_ends_without_a_word() -> None:
    result = _do("kebun", _after("kebun", "ya"), TimedOut(TODAY))
    assert result.effects == (Expire(),)
    assert result.conversation.phase is Phase.EXPIRED


def test_reminders_put_what_is_awaited() -> None:
    assert _do("kebun", _after("kebun", known=False), Reminded(TODAY)).effects == (AskConsent(reminder=True),)
    assert _do("kebun", _after("kebun", "ya"), Reminded(TODAY)).effects == (Ask("luas", 2, 9, "reminder"),)


def test_the_survey_s_own_keyword_puts_the_consent_question_without_an_apology() -> None:
    waiting = _after("corel-anggota", known=False)
    assert _say("corel-anggota", waiting, " corel ") == (AskConsent(),)
    assert _say("corel-anggota", waiting, "yaudah iya")[0] == GiveConsent()


def test_taking_back_with_a_word_before_it_goes_back_and_stores_nothing() -> None:
    at = _after("corel-anggota", "3", "1")
    assert at.at == "usaha"
    assert _say("corel-anggota", at, "ga jadi, kembali")[0] == Forget("inisiatif")
