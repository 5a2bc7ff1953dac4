"""Messages that waited on the disk are taken in once, in order, at the time at which they came; what is wrong holds up no other."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from bot.message import Incoming, Location, Media
from bot.services import outbox, spool
from bot.services.house import House
from bot.services.inbox import Receipt, receive
from storage import tables as t
from tests.federation import NOON, Federation

SARI, DEWI = "+628110000001", "+628110000002"


def messages(house: House) -> list[Any]:
    """Return what the database has."""
    with house.db.reading() as db:
        return list(db.execute(select(t.message).order_by(t.message.c.id)))


def said_to(house: House, number: str) -> list[str]:
    """Let the worker send, and return what was said to a number."""
    while outbox.deliver(house, "simulator", NOON + timedelta(hours=1)):
        pass
    o = t.outbox.c
    with house.db.reading() as db:
        query = select(o.spoken, o.state).join(t.address, t.address.c.id == o.address_id)
        rows = db.execute(query.where(t.address.c.hash == house.db.keys.find(number)).order_by(o.id)).all()
    assert {row.state for row in rows} <= {"delivered"}
    return [row.spoken["text"] for row in rows]


def test_a_conversation_that_waited_is_held_afterwards(house: House, federation: Federation) -> None:
    federation.member("Sari Wulan", SARI)
    federation.member("Dewi Contoh", DEWI)
    for place, text in enumerate(("COREL", "ya", "2", "1,3")):
        for number in (SARI, DEWI):
            spool.keep(house, federation.says(number, text), NOON + timedelta(minutes=place))
    assert messages(house) == []
    assert spool.drain(house, receive, 10) == 8
    assert not house.spool.waits()
    assert [row.received_at for row in messages(house)] == [
        NOON + timedelta(minutes=place) for place in (0, 0, 1, 1, 2, 2, 3, 3)
    ]
    for number in (SARI, DEWI):
        replies = said_to(house, number)
        assert len(replies) == 4
        assert "YA ikut" in replies[0]
        assert "3/8" in replies[3]
    assert spool.drain(house, receive, 10) == 0


def test_everything_of_a_message_waits_with_it(house: House, federation: Federation) -> None:
    heard: list[tuple[Incoming, datetime]] = []

    def hears(house: House, messages: Sequence[Incoming], now: datetime, *, inline: bool) -> list[Receipt]:
        heard.extend((message, now) for message in messages)
        return []

    photo = Media("https://api.example/ME1", "image/jpeg"), Media("", "audio/ogg", "ab" * 32, 12)
    sent = [
        federation.says(
            SARI, "halo \ud83d \x00 \U0001f33e", medium="whatsapp", media=photo, raw={"Body": "halo", "WaId": "1"}
        ),
        federation.says(
            SARI, "", medium="whatsapp", location=Location(-7.8, 110.36), recipient="+1415", payload="7/upah=2"
        ),
        federation.says(SARI, "", call=True),
    ]
    for message in sent:
        spool.keep(house, message, NOON)
    assert spool.drain(house, hears, 10) == 3
    assert [message for message, _ in heard] == sent
    assert {at for _, at in heard} == {NOON}


def test_the_same_message_again_is_taken_in_once(house: House, federation: Federation) -> None:
    federation.member("Sari Wulan", SARI)
    message = federation.says(SARI, "COREL")
    for minute in range(3):
        spool.keep(house, message, NOON + timedelta(minutes=minute))
    receive(house, [message], NOON, inline=False)
    assert spool.drain(house, receive, 10) == 1
    assert len(messages(house)) == 1
    assert len(said_to(house, SARI)) == 1


def test_whoever_dies_after_the_commit_takes_in_nothing_twice(
    house: House, federation: Federation, monkeypatch: pytest.MonkeyPatch
) -> None:
    federation.member("Sari Wulan", SARI)
    for text in ("COREL", "ya"):
        spool.keep(house, federation.says(SARI, text), NOON)

    def dies(house: House, messages: Sequence[Incoming], now: datetime, *, inline: bool) -> list[Receipt]:
        receive(house, messages, now, inline=inline)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        spool.drain(house, dies, 10)
    assert len(house.spool.names()) == 2
    assert spool.drain(house, receive, 10) == 2
    assert len(messages(house)) == 2
    assert len(said_to(house, SARI)) == 2


def test_while_the_database_stays_away_everything_goes_on_waiting(house: House, federation: Federation) -> None:
    spool.keep(house, federation.says(SARI, "halo"), NOON)

    with pytest.raises(OperationalError):
        spool.drain(house, absent, 10)
    assert len(house.spool.names()) == 1


def test_what_cannot_be_taken_in_is_put_aside_and_holds_up_nobody(
    house: House, federation: Federation, caplog: pytest.LogCaptureFixture
) -> None:
    for text in ("halo", "rusak", "selamat"):
        spool.keep(house, federation.says(SARI, text), NOON)
    spool.keep(house, federation.says(DEWI, "tidak terbaca"), NOON)
    unread = house.spool.path / house.spool.names()[3]
    unread.write_bytes(b"not what we wrote")

    def picky(house: House, messages: Sequence[Incoming], now: datetime, *, inline: bool) -> list[Receipt]:
        if any(message.text == "rusak" for message in messages):
            raise ProgrammingError("SELECT", None, Exception("her words"))
        return receive(house, messages, now, inline=inline)

    with caplog.at_level(logging.INFO):
        spool.drain(house, picky, 10)
    assert [row.text for row in messages(house)] == ["halo", "selamat"]
    assert not house.spool.waits()
    assert len(list(house.spool.path.with_name("spool-rusak").iterdir())) == 2
    assert "her words" not in caplog.text
    assert "put aside" in caplog.text


def test_a_message_that_comes_by_another_door_at_that_moment_is_no_trouble(
    house: House, federation: Federation
) -> None:
    spool.keep(house, federation.says(SARI, "halo"), NOON)
    tries: list[int] = []

    def second_time(house: House, messages: Sequence[Incoming], now: datetime, *, inline: bool) -> list[Receipt]:
        tries.append(len(messages))
        if len(tries) == 1:
            raise IntegrityError("INSERT", None, Exception())
        return receive(house, messages, now, inline=inline)

    assert spool.drain(house, second_time, 10) == 1
    assert tries == [1, 1]
    assert len(messages(house)) == 1


def test_many_are_taken_in_in_batches_and_for_a_while(house: House, federation: Federation) -> None:
    sizes: list[int] = []

    def counts(house: House, messages: Sequence[Incoming], now: datetime, *, inline: bool) -> list[Receipt]:
        sizes.append(len(messages))
        return []

    for number in range(150):
        spool.keep(house, federation.says(f"+62811000{number:04d}", "halo"), NOON)
    seconds = iter((0.0, 1.0, 9.0, 20.0))
    assert spool.drain(house, counts, 10, lambda: next(seconds)) == 128
    assert spool.drain(house, counts, 10) == 22
    assert sizes == [64, 64, 22]


def test_only_one_is_at_it(house: House, federation: Federation) -> None:
    spool.keep(house, federation.says(SARI, "halo"), NOON)
    with house.spool.turn() as mine:
        assert mine
        assert spool.drain(house, receive, 10) == 0
    assert spool.drain(house, receive, 10) == 1


def test_what_a_crash_left_half_written_does_not_stay(house: House) -> None:
    house.spool.path.mkdir(parents=True)
    assert spool.drain(house, receive, 10) == 0
    assert not house.spool.waits()


def absent(house: House, messages: Sequence[Incoming], now: datetime, *, inline: bool) -> list[Receipt]:
    """Stand for ``receive`` while the database is away."""
    error = sqlite3.OperationalError("her words")
    error.sqlite_errorname = "SQLITE_BUSY"
    raise OperationalError("BEGIN", None, error)


def test_a_door_without_replies_keeps_what_comes_while_the_database_is_away(
    house: House, federation: Federation, caplog: pytest.LogCaptureFixture
) -> None:
    federation.member("Sari Wulan", SARI)
    spool.take_in_or_keep(house, [federation.says(SARI, "COREL")], NOON, receive)
    assert not house.spool.waits()
    post = [federation.says(SARI, "ya"), federation.says(SARI, "2")]
    spool.take_in_or_keep(house, post, NOON + timedelta(minutes=1), absent)
    spool.take_in_or_keep(house, post, NOON + timedelta(minutes=2), absent)
    assert len(house.spool.names()) == 2
    assert "her words" not in caplog.text
    spool.take_in_or_keep(house, [federation.says(SARI, "1,3")], NOON + timedelta(minutes=3), receive)
    assert not house.spool.waits()
    assert [row.kind for row in messages(house)] == ["control", "answer", "answer", "answer"]
    assert "3/8" in said_to(house, SARI)[-1]


def test_a_door_without_replies_lets_come_again_what_is_wrong(house: House, federation: Federation) -> None:
    def wrong(house: House, messages: Sequence[Incoming], now: datetime, *, inline: bool) -> list[Receipt]:
        raise ProgrammingError("SELECT", None, Exception())

    with pytest.raises(ProgrammingError):
        spool.take_in_or_keep(house, [federation.says(SARI, "halo")], NOON, wrong)
    assert not house.spool.waits()


def test_behind_others_that_wait_a_door_keeps_too(house: House, federation: Federation) -> None:
    spool.keep(house, federation.says(SARI, "satu"), NOON)
    with house.spool.turn():
        spool.take_in_or_keep(house, [federation.says(SARI, "dua")], NOON, receive)
    assert len(house.spool.names()) == 2
    assert messages(house) == []
