"""A missed call costs her nothing, and is answered once in an hour by what waits for her."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.message import Incoming
from bot.services import rounds
from bot.services.house import House
from bot.services.inbox import receive
from bot.services.outbox import deliver
from bot.services.rounds import Actor
from storage import tables as t
from tests.federation import NOON, Federation

SARI, STRANGER = "+628110000001", "+628110000099"


def rings(federation: Federation, number: str) -> Incoming:
    """Return a missed call."""
    return federation.says(number, "", call=True)


def hear(house: House, *messages: Incoming, minutes: float = 0) -> list[str]:
    """Take messages in together and return what is said to each."""
    receipts = receive(house, list(messages), NOON + timedelta(minutes=minutes))
    return ["|".join(reply.spoken.text for reply in one.replies) for one in receipts]


@pytest.fixture
def sari(house: House, federation: Federation) -> int:
    """Give a member who was invited to a round and has not answered."""
    member = federation.member("Sari Wulan", SARI, union_id=federation.union("kulon-progo"))
    rounds.open_round(house, "corel-anggota", None, Actor(None, "cli"), NOON)
    while deliver(house, "simulator", NOON):
        pass
    return member


def test_a_member_hears_the_invitation_of_the_open_round(house: House, federation: Federation, sari: int) -> None:
    (said,) = hear(house, rings(federation, SARI))
    assert "YA ikut" in said
    assert "1/8" in hear(house, federation.says(SARI, "ya"), minutes=1)[0]
    with house.db.reading() as db:
        (response,) = db.execute(select(t.response)).all()
        kinds = list(db.scalars(select(t.message.c.kind).order_by(t.message.c.id)))
        reply = db.execute(select(t.outbox).where(t.outbox.c.kind == "reply").order_by(t.outbox.c.id)).first()
    assert (response.member_id, response.round_id, response.voice) == (sari, 1, "member")
    assert kinds == ["call", "answer"]
    assert reply is not None
    assert reply.medium == "sms"


@pytest.mark.usefixtures("sari")
def test_it_is_answered_once_in_an_hour(house: House, federation: Federation) -> None:
    assert [said != "" for said in hear(house, *(rings(federation, SARI) for _ in range(3)))] == [True, False, False]
    assert hear(house, rings(federation, SARI), minutes=59) == [""]
    assert "YA ikut" in hear(house, rings(federation, SARI), minutes=61)[0]
    again = rings(federation, SARI)
    assert hear(house, again, again, minutes=200)[0] == hear(house, again, minutes=201)[0] != ""


@pytest.mark.usefixtures("sari")
def test_in_the_middle_of_a_survey_her_question_comes_again(house: House, federation: Federation) -> None:
    hear(house, rings(federation, SARI))
    asked = hear(house, federation.says(SARI, "ya"), federation.says(SARI, "2"), minutes=1)[1]
    assert "2/8" in asked
    assert "2/8" in hear(house, rings(federation, SARI), minutes=90)[0]
    assert "3/8" in hear(house, federation.says(SARI, "1"), minutes=91)[0]


def test_a_stranger_hears_what_mulai_says(house: House, federation: Federation) -> None:
    said = hear(house, rings(federation, STRANGER))[0]
    assert said == hear(house, federation.says("+628110000098", "MULAI"))[0] != ""
    assert "1/" in hear(house, federation.says(STRANGER, "ya"), minutes=1)[0]


def test_a_member_for_whom_nothing_waits_hears_that(house: House, federation: Federation) -> None:
    federation.member("Sari Wulan", SARI, union_id=federation.union("kulon-progo"))
    assert "belum ada pertanyaan" in hear(house, rings(federation, SARI))[0]


@pytest.mark.usefixtures("sari")
def test_after_berhenti_a_call_is_silent(house: House, federation: Federation) -> None:
    hear(house, federation.says(SARI, "BERHENTI"))
    assert hear(house, rings(federation, SARI), minutes=90) == [""]
    with house.db.reading() as db:
        assert db.scalar(select(t.address.c.opted_out_at).where(t.address.c.hash == house.db.keys.find(SARI)))


def test_a_short_code_that_calls_is_nobody(house: House, federation: Federation) -> None:
    assert hear(house, rings(federation, "3636")) == [""]
