"""No loops, no waste: machines are never answered, nobody twenty-one times in an hour, nothing a third time in a row."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.services import outbox
from bot.services.house import House
from bot.services.inbox import Receipt, receive
from bot.services.restraint import MOST, from_operators, held_back
from storage import tables as t
from tests.federation import NOON, Federation

SARI, HEAD, STRANGER = "+628110000001", "+628110000091", "+628110000099"
LONG_AGO = NOON - timedelta(days=1)


@pytest.fixture
def sari(federation: Federation) -> int:
    """Give a member, and the coordinator of her union."""
    union = federation.union("kulon-progo")
    federation.member("Koordinator Satu", HEAD, union_id=union, role="coordinator")
    return federation.member("Sari Wulan", SARI, union_id=union)


def say(federation: Federation, number: str, text: str, *, minutes: float = 0, **more: Any) -> str:
    """Say ``text`` and return what is said back; "" for silence."""
    receipt = receive(federation.house, [federation.says(number, text, **more)], NOON + timedelta(minutes=minutes))[0]
    return said_in(receipt)


def said_in(receipt: Receipt) -> str:
    return "|".join(reply.spoken.text for reply in receipt.replies)


def waiting(house: House) -> list[Any]:
    """Return the replies that were held back, as the outbox has them."""
    o = t.outbox.c
    with house.db.reading() as db:
        return list(db.execute(select(t.outbox).where(o.state == "cancelled").order_by(o.id)))


@pytest.mark.parametrize("sender", ["TELKOMSEL", "XL-AXIATA", "3636", "+3636", "99876543", "3 Indonesia"])
def test_a_name_or_a_short_code_is_never_answered(house: House, federation: Federation, sender: str) -> None:
    for text in ("Promo! Paket 10GB Rp25rb, balas YA", "MULAI", "COREL", "BERHENTI", "STATUS", "saya dipukul"):
        assert say(federation, sender, text) == ""
    with house.db.reading() as db:
        kept = db.execute(select(t.message)).all()
        assert [(row.kind, row.for_person, row.address_id) for row in kept] == [("operator", False, None)] * 6
        assert kept[0].text == "Promo! Paket 10GB Rp25rb, balas YA"
        assert from_operators(db, LONG_AGO) == 6
        assert from_operators(db, NOON) == 0
        assert db.execute(select(t.outbox)).all() == []
        assert db.execute(select(t.address)).all() == []


@pytest.mark.parametrize(
    ("sender", "medium"), [(STRANGER, "sms"), ("628110000099", "sms"), ("ID.1349120865530274", "whatsapp")]
)
def test_a_woman_is_answered_however_her_number_is_written(federation: Federation, sender: str, medium: str) -> None:
    assert "MULAI" in say(federation, sender, "halo", medium=medium)


@pytest.mark.usefixtures("sari")
def test_the_third_same_reply_in_a_row_is_held_back_and_explained(house: House, federation: Federation) -> None:
    assert [say(federation, SARI, f"salam {n}", minutes=n) != "" for n in range(4)] == [True, True, False, False]
    held = waiting(house)
    assert [(row.error_code, row.error, row.ended_at is not None) for row in held] == [
        ("loop", "balasan yang sama sudah 2 kali berturut-turut", True)
    ] * 2
    assert "kami simpan" in held[0].spoken["text"]
    while outbox.deliver(house, "simulator", NOON + timedelta(minutes=5)):
        pass
    assert [row.state for row in waiting(house)] == ["cancelled"] * 2
    with house.db.reading() as db:
        assert [row.for_person for row in db.execute(select(t.message))] == [True] * 4, "a person still reads them"


@pytest.mark.usefixtures("sari")
def test_another_reply_between_them_or_an_hour_makes_it_new(federation: Federation) -> None:
    assert say(federation, SARI, "salam")
    assert say(federation, SARI, "salam lagi")
    assert say(federation, SARI, "BANTUAN")
    assert say(federation, SARI, "salam")
    assert say(federation, SARI, "salam lagi", minutes=1)
    assert say(federation, SARI, "salam sekali lagi", minutes=59) == ""
    assert say(federation, SARI, "salam sekali lagi", minutes=61)


@pytest.mark.usefixtures("sari")
def test_the_same_in_one_batch_is_seen_too(house: House, federation: Federation) -> None:
    batch = [federation.says(number, "salam") for number in (SARI, STRANGER, SARI, SARI, STRANGER, SARI)]
    said = [said_in(receipt) != "" for receipt in receive(house, batch, NOON)]
    assert said == [True, True, True, False, False, False]
    again = receive(house, batch, NOON)
    assert [said_in(receipt) != "" for receipt in again] == said, "a redelivery gets what it got before"
    assert len(waiting(house)) == 2


@pytest.mark.usefixtures("sari")
def test_no_more_than_twenty_replies_in_an_hour(house: House, federation: Federation) -> None:
    words = ["BANTUAN", "salam", "BANTUAN", "MULAI"]
    said = [say(federation, SARI, words[n % 4], minutes=n) for n in range(MOST + 5)]
    assert [one != "" for one in said] == [True] * MOST + [False] * 5
    assert {row.error_code for row in waiting(house)} == {"held"}
    assert waiting(house)[0].error == "sudah 20 balasan dalam satu jam"
    # The first of them lies an hour back now.
    assert say(federation, SARI, "BANTUAN", minutes=60.5)
    assert say(federation, SARI, "salam", minutes=60.6) == ""


@pytest.mark.usefixtures("sari")
def test_berhenti_and_danger_are_heard_above_the_limit(house: House, federation: Federation) -> None:
    for n in range(MOST):
        say(federation, SARI, ["BANTUAN", "salam"][n % 2])
    assert say(federation, SARI, "BANTUAN") == ""
    assert "129" in say(federation, SARI, "suami saya memukul saya")
    assert "tidak akan mengirim pesan lagi" in say(federation, SARI, "BERHENTI")
    with house.db.reading() as db:
        assert db.scalar(select(t.address.c.opted_out_at).where(t.address.c.hash == house.db.keys.find(SARI))) == NOON


@pytest.mark.usefixtures("sari")
def test_berhenti_in_a_survey_is_heard_above_the_limit(house: House, federation: Federation) -> None:
    say(federation, SARI, "COREL")
    for n in range(MOST):
        say(federation, SARI, ["BANTUAN", "ULANG"][n % 2])
    assert say(federation, SARI, "BANTUAN") == ""
    assert "tidak akan mengirim pesan lagi" in say(federation, SARI, "BERHENTI")


@pytest.mark.usefixtures("sari")
def test_answers_are_neither_held_nor_counted(house: House, federation: Federation) -> None:
    """A cadre who interviews her village fills in five surveys in an hour, and hears every question."""
    answers = ["2", "1,3", "2", "3", "1", "ya", "warung maju", "pelatihan"]
    for text in ("COREL", "ya", *answers, *(["COREL", *answers] * 4)):
        assert say(federation, SARI, text), text
    assert waiting(house) == []
    for n in range(MOST - 5):
        assert say(federation, SARI, ["BANTUAN", "salam"][n % 2]), n


@pytest.mark.usefixtures("sari")
def test_a_robot_that_sends_everything_back_is_left_alone(house: House, federation: Federation) -> None:
    """The loop ends by itself: within the first hour, and it does not begin again by our side."""
    text, replies = "COREL", 0
    for n in range(200):
        reply = say(federation, STRANGER, text, minutes=n / 4)
        replies += reply != ""
        text = reply or "Terima kasih, pesan Anda sudah kami terima."
    assert replies <= 2 * MOST
    with house.db.reading() as db:
        rows = db.execute(select(t.outbox.c.state)).all()
        kinds = db.execute(select(t.message.c.kind)).all()
    assert len(kinds) == 200
    assert len([row for row in rows if row.state != "cancelled"]) == replies


@pytest.mark.usefixtures("sari")
def test_a_coordinator_sees_what_was_held_in_her_union(house: House, federation: Federation) -> None:
    other = federation.union("mamuju")
    federation.member("Koordinator Dua", "+628110000092", union_id=other, role="coordinator")
    for number in (HEAD, "+628110000092"):
        code = say(federation, number, "PUTARAN corel-anggota").rpartition("balas ")[2].split()[0]
        say(federation, number, code)
    for n in range(4):
        say(federation, SARI, f"apa ini {n}")
        say(federation, STRANGER, "Terima kasih, pesan Anda sudah kami terima.")
    with house.db.reading() as db:
        (one,) = held_back(db, LONG_AGO)
        assert held_back(db, NOON) == []
        assert held_back(db, LONG_AGO, other) == []
        assert [each.unions for each in held_back(db, LONG_AGO)] == [("Kulon Progo",)]
    assert one.code == "loop"
    assert one.replies >= 1
    status = say(federation, HEAD, "STATUS")
    assert f"{one.replies} balasan ditahan" in status
    assert "(1 nomor)" in status
    assert "ditahan" not in say(federation, "+628110000092", "STATUS")
    assert "ditahan" not in say(federation, HEAD, "STATUS", minutes=60 * 25)
