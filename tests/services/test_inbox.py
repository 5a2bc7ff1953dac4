"""The inbox: every message once, answers stored as she meant them, the same reply for the same message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.conversation.engine import step
from bot.message import Location, Media
from bot.services import inbox, rounds
from bot.services.answers import recount
from bot.services.house import House
from bot.services.inbox import receive
from storage import tables as t
from tests.federation import NOON, Federation

SARI = "+628110000001"
STRANGER = "+628110000099"


@pytest.fixture
def sari(federation: Federation) -> int:
    """Give a member of Kulon Progo."""
    return federation.member("Sari Wulan", SARI, union_id=federation.union("kulon-progo"))


def talk(house: House, federation: Federation, number: str, *texts: str) -> list[str]:
    """Say ``texts`` one after the other and return the replies ("" for silence)."""
    replies = []
    for text in texts:
        receipt = receive(house, [federation.says(number, text)], NOON)[0]
        replies.append("|".join(reply.spoken.text for reply in receipt.replies))
    return replies


def rows(house: House, table: Any) -> Sequence[Any]:
    """Return all rows of a table."""
    with house.db.reading() as db:
        return db.execute(select(table)).all()


@pytest.mark.usefixtures("sari")
def test_a_whole_survey_ends_with_every_answer_stored_once(house: House, federation: Federation) -> None:
    """Every answer of a survey is there once, with her words, the rule and the counts."""
    replies = talk(house, federation, SARI, "COREL", "iya", "2", "1,3", "2", "3", "1", "ya", "warung maju", "pelatihan")
    assert replies[1].startswith("Terima kasih, Bu Sari. 1/8")
    assert "Terima kasih" in replies[-1]
    answers = {row.question: row for row in rows(house, t.answer)}
    assert answers["inisiatif"].value == "pelatihan simpan"
    assert answers["perubahan"].words == "warung maju"
    assert answers["perubahan"].value == ""
    assert answers["lanjut"].raw == "ya"
    (response,) = rows(house, t.response)
    assert (response.outcome, response.voice, response.started_at) == ("finished", "member", NOON)
    with house.db.reading() as db:
        assert recount(db) == []
        assert db.scalar(select(func.count()).select_from(t.consent)) == 1


@pytest.mark.usefixtures("sari")
def test_the_same_message_again_gets_the_same_reply_and_changes_nothing(house: House, federation: Federation) -> None:
    """A redelivery, at once, in the same batch or a day later, is answered alike and stored once."""
    talk(house, federation, SARI, "COREL", "ya")
    message = federation.says(SARI, "2")
    first, twin = receive(house, [message, message], NOON)
    later = receive(house, [message], NOON + timedelta(days=1))[0]
    assert not first.duplicate
    assert (twin.duplicate, later.duplicate) == (True, True)
    assert first.replies == twin.replies
    assert [one.spoken for one in later.replies] == [one.spoken for one in first.replies]
    assert len(rows(house, t.message)) == 3
    assert [row.value for row in rows(house, t.answer)] == ["2"]


@pytest.mark.usefixtures("sari")
def test_two_real_replies_in_one_batch_are_two_answers(house: House, federation: Federation) -> None:
    """Two messages with ids of their own answer two questions, though they came together."""
    talk(house, federation, SARI, "COREL", "ya", "2", "1")
    receive(house, [federation.says(SARI, "2"), federation.says(SARI, "2")], NOON)
    values = {row.question: row.value for row in rows(house, t.answer)}
    assert (values["usaha"], values["pemerintah"]) == ("sama", "2")


@pytest.mark.usefixtures("sari")
def test_a_corrected_answer_moves_in_the_counts_of_the_week_it_was_given(house: House, federation: Federation) -> None:
    """KEMBALI a week later takes the old choice out of the old week, and the recount agrees."""
    talk(house, federation, SARI, "COREL", "ya", "2", "1", "2")
    later = NOON + timedelta(days=6)
    for text in ("kembali", "3"):
        receive(house, [federation.says(SARI, text)], later)
    with house.db.reading() as db:
        assert recount(db) == []
    tally = {(row.week, row.question, row.choice): row.people for row in rows(house, t.tally)}
    assert tally["2026-W48", "usaha", "sama"] == 0
    assert tally["2026-W49", "usaha", "turun"] == 1


@pytest.mark.usefixtures("sari")
def test_stop_ends_everything_for_all_who_share_the_phone(house: House, federation: Federation) -> None:
    """BERHENTI is confirmed once; afterwards there is silence, and MULAI comes back to where she was."""
    federation.member("Tini Lestari", SARI)
    replies = talk(house, federation, SARI, "COREL", "ya", "2", "BERHENTI", "halo", "berhenti")
    assert "tidak akan mengirim pesan lagi" in replies[3]
    assert replies[4:] == ["", ""]
    with house.db.reading() as db:
        assert db.scalar(select(t.address.c.opted_out_at)) == NOON
        assert db.scalar(select(t.consent.c.withdrawn_at)) == NOON
    back = talk(house, federation, SARI, "MULAI", "ya")
    assert "YA ikut" in back[0]
    assert "2/8" in back[1]


@pytest.mark.usefixtures("sari")
def test_words_about_stopping_are_not_a_stop(house: House, federation: Federation) -> None:
    """An opinion about violence ("stop kekerasan") is not a BERHENTI."""
    replies = talk(house, federation, SARI, "stop kekerasan pada anak")
    assert "kami simpan" in replies[0]
    with house.db.reading() as db:
        assert db.scalar(select(t.address.c.opted_out_at)) is None


def test_an_unknown_number_is_greeted_once_and_kept_for_a_person(house: House, federation: Federation) -> None:
    """A stranger's words wait for a person; she is answered kindly once."""
    replies = talk(house, federation, STRANGER, "selamat siang", "ada orang?")
    assert "MULAI" in replies[0]
    assert replies[1] == ""
    assert [row.for_person for row in rows(house, t.message)] == [True, True]


def test_an_unknown_number_takes_part_after_consent_and_is_counted_apart(house: House, federation: Federation) -> None:
    """MULAI and a keyword begin a survey for anybody; the voice is "unregistered"."""
    replies = talk(house, federation, STRANGER, "mulai", "ya", "3")
    assert "YA ikut" in replies[0]
    (response,) = rows(house, t.response)
    assert (response.voice, response.member_id, response.union_id) == ("unregistered", None, None)
    assert not [row for row in rows(house, t.tally) if row.voice != "unregistered"]


@pytest.mark.usefixtures("sari")
def test_another_surveys_keyword_parks_the_conversation_and_resume_brings_it_back(
    house: House, federation: Federation
) -> None:
    """A keyword that answers nothing begins its own survey; LANJUT returns afterwards."""
    replies = talk(house, federation, SARI, "COREL", "ya", "WARGA")
    assert "3" in replies[2]
    assert {row.status for row in rows(house, t.conversation)} == {"active", "parked"}


@pytest.mark.usefixtures("sari")
def test_a_tap_answers_its_own_question_and_an_old_one_its_old_question(house: House, federation: Federation) -> None:
    """A button carries conversation, question and choice; tapped late it corrects the answer it belongs to."""
    chat = [federation.says(SARI, text, medium="whatsapp") for text in ("COREL", "ya", "2", "1")]
    replies = [receive(house, [message], NOON)[0].replies for message in chat]
    options = replies[-1][0].spoken.options
    assert [one.title for one in options][:2] == ["Naik", "Sama"]
    tap = federation.says(SARI, "Sama", medium="whatsapp", payload=options[1].id)
    receive(house, [tap], NOON)
    late = federation.says(SARI, "Naik", medium="whatsapp", payload=options[0].id)
    receive(house, [late], NOON)
    values = {row.question: row.value for row in rows(house, t.answer)}
    assert values["usaha"] == "naik"
    with house.db.reading() as db:
        assert recount(db) == []


@pytest.mark.usefixtures("sari")
def test_what_cannot_be_read_is_set_aside_after_three_tries_and_counted(house: House, federation: Federation) -> None:
    """After three replies that do not fit the question is left, with her last words for the coordinator."""
    talk(house, federation, SARI, "COREL", "ya", "2", "1", "hmm", "entah apa", "zzz", "qqq")
    gaps = {row.question: (row.gap, row.raw) for row in rows(house, t.answer)}
    assert gaps["usaha"][0] in {"set_aside", "unknown"}


@pytest.mark.usefixtures("sari")
def test_words_of_distress_are_answered_kindly_and_wait_for_a_person(house: House, federation: Federation) -> None:
    """Distress outside a conversation and inside one reaches a person; no word of it is repeated."""
    outside, *_, inside = talk(house, federation, SARI, "saya dipukul suami", "COREL", "ya", "saya diancam mau dibunuh")
    assert "129" in outside
    assert "dipukul" not in outside
    assert "129" in inside
    assert [row.kind for row in rows(house, t.message) if row.for_person] == ["alarm", "alarm"]


@pytest.mark.usefixtures("sari")
@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00", "a\x00b", "\ud800", "x" * 10_000, "👍🏽", "1" * 5000, "' OR 1=1 --", "٣", "{}", "\u202e2"],
    ids=repr,
)
def test_any_text_gets_an_answer_or_silence_and_is_kept(house: House, federation: Federation, text: str) -> None:
    """Nothing she can send breaks the inbox, and her words come back as she sent them."""
    talk(house, federation, SARI, "COREL", "ya")
    receive(house, [federation.says(SARI, text, raw={"Body": text})], NOON)
    assert rows(house, t.message)[-1].text == text


@pytest.mark.usefixtures("sari")
def test_a_photo_is_kept_for_a_person_and_words_are_asked_for(house: House, federation: Federation) -> None:
    """A picture or a place where a choice is asked is no answer, and is not lost."""
    talk(house, federation, SARI, "COREL", "ya")
    photo = federation.says(SARI, "", media=(Media("http://127.0.0.1/1.jpg", "image/jpeg"),))
    place = federation.says(SARI, "", location=Location(-7.8, 110.1))
    receipts = receive(house, [photo, place], NOON)
    assert all(receipt.replies for receipt in receipts)
    assert [row.for_person for row in rows(house, t.message)][-2:] == [True, True]


@pytest.mark.usefixtures("sari")
def test_our_own_mistake_loses_no_message_and_holds_up_nobody(
    house: House, federation: Federation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Where the engine breaks on one message, that one is kept for a person and the next one is answered; no word is logged."""
    talk(house, federation, SARI, "COREL", "ya")

    def breaks(survey: Any, state: Any, event: Any, phrases: Any) -> Any:
        if getattr(event, "text", "") == "boom":
            raise RuntimeError(f"planted over {event.text}")
        return step(survey, state, event, phrases)

    monkeypatch.setattr(inbox, "step", breaks)
    broken, fine = receive(house, [federation.says(SARI, "boom"), federation.says(SARI, "2")], NOON)
    assert "kami simpan" in broken.replies[0].spoken.text
    assert "2/8" in fine.replies[0].spoken.text
    assert [row.kind for row in rows(house, t.message)][-2:] == ["failed", "answer"]
    assert "RuntimeError at test_inbox.py" in caplog.text
    assert "boom" not in caplog.text


def test_no_messages_are_no_trouble(house: House) -> None:
    """An empty batch writes nothing."""
    assert receive(house, [], NOON) == []


@pytest.mark.usefixtures("sari")
def test_an_opt_out_that_the_provider_answered_is_followed_in_silence(house: House, federation: Federation) -> None:
    """Twilio's own opt-out reply is not doubled; the opt-out holds all the same."""
    receipt = receive(house, [federation.says(SARI, "STOP", raw={"OptOutType": "STOP"})], NOON)[0]
    assert receipt.replies == ()
    with house.db.reading() as db:
        assert db.scalar(select(t.address.c.opted_out_at)) == NOON


@pytest.mark.usefixtures("sari")
def test_a_message_from_the_poll_is_answered_by_the_worker(house: House, federation: Federation) -> None:
    """What the webhook missed has nobody waiting for the reply: it is queued."""
    receive(house, [federation.says(SARI, "halo")], NOON, inline=False)
    (row,) = rows(house, t.outbox)
    assert (row.state, row.claimed_until) == ("queued", None)


@pytest.mark.usefixtures("sari")
def test_replies_go_back_the_way_the_message_came(house: House, federation: Federation) -> None:
    """Medium and channel of the reply are those of her message."""
    receive(house, [replace(federation.says(SARI, "halo"), medium="whatsapp")], NOON)
    (row,) = rows(house, t.outbox)
    assert (row.medium, row.channel) == ("whatsapp", "simulator")


def test_an_invited_woman_who_writes_the_keyword_answers_her_invitation(house: House, federation: Federation) -> None:
    """COREL in answer to an invitation is no second survey: what she answers counts for her round."""
    union_id = federation.union("kulon-progo")
    member_id = federation.member("Sari Wulan", SARI, union_id=union_id)
    rounds.open_round(house, "corel-anggota", union_id, rounds.Actor(member_id, "test"), NOON)
    replies = talk(house, federation, SARI, "COREL", "ya", "2")
    assert "YA ikut" in replies[0]
    (participant,) = rows(house, t.participant)
    (response,) = rows(house, t.response)
    assert (response.participant_id, participant.started_at, participant.reached_at) == (participant.id, NOON, NOON)


@pytest.mark.usefixtures("sari")
def test_the_keyword_again_goes_on_where_she_was(house: House, federation: Federation) -> None:
    """A survey that she began herself and left is not begun a second time."""
    talk(house, federation, SARI, "COREL", "ya", "2", "WARGA")
    back = talk(house, federation, SARI, "ya", "COREL")
    assert "2/8" in back[1]
    assert len(rows(house, t.response)) == 2
