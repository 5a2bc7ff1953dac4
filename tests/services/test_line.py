"""The line in front of the inbox: many at once share commits, one bad message spoils nobody, written replies become sent."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from bot.message import Incoming
from bot.services import line as line_module
from bot.services import spool
from bot.services.house import House
from bot.services.inbox import receive
from bot.services.line import Line
from storage import tables as t
from tests.federation import NOON, Federation
from tests.waiting import until


@pytest.fixture
def line(house: House) -> Iterator[Line]:
    """Give an open line."""
    opened = Line(house)
    yield opened
    opened.close()


def together(calls: Sequence[Any]) -> list[Any]:
    """Run ``calls`` at the same time and return what they returned or raised."""
    results: list[Any] = [None] * len(calls)
    start = threading.Barrier(len(calls))

    def run(place: int) -> None:
        start.wait()
        try:
            results[place] = calls[place]()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            results[place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_many_at_once_are_each_answered_and_stored_once(house: House, federation: Federation, line: Line) -> None:
    """Forty members and twenty doubles at the same time: each gets her reply, each message is one row."""
    numbers = [f"+62811000{place:04d}" for place in range(40)]
    for number in numbers:
        federation.member("Sari Wulan", number)
    messages = [federation.says(number, "COREL") for number in numbers]
    doubled = [*messages, *messages[:20]]
    receipts = together([lambda message=message: line.receive(message, NOON) for message in doubled])
    assert all("YA ikut" in receipt.replies[0].spoken.text for receipt in receipts)
    assert sum(receipt.duplicate for receipt in receipts) == 20
    with house.db.reading() as db:
        assert db.scalar(select(func.count()).select_from(t.message)) == 40
        assert db.scalar(select(func.count()).select_from(t.conversation)) == 40


def test_those_who_wait_share_a_commit(
    house: House, federation: Federation, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one commit is under way the others gather and go together."""
    sizes: list[int] = []

    def slow(house: House, messages: Sequence[Incoming], now: datetime, **more: Any) -> Any:
        sizes.append(len(messages))
        if len(sizes) == 1:
            until(lambda: sizes[0] + len(line._waiting) == 30)
        return receive(house, messages, now, **more)

    monkeypatch.setattr(line_module, "receive", slow)
    messages = [federation.says(f"+62811000{place:04d}", "halo") for place in range(30)]
    together([lambda message=message: line.receive(message, NOON) for message in messages])
    assert sum(sizes) == 30
    assert len(sizes) <= 2, "one that was under way, and one for all who came meanwhile"


def test_a_message_that_breaks_the_database_breaks_alone(
    federation: Federation, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch that fails is taken one by one: the bad one raises to its own caller, the others are answered."""

    def picky(house: House, messages: Sequence[Incoming], now: datetime, **more: Any) -> Any:
        time.sleep(0.05)
        if any(message.text == "bad" for message in messages):
            raise OperationalError("planted", None, Exception("disk full"))
        return receive(house, messages, now, **more)

    monkeypatch.setattr(line_module, "receive", picky)
    messages = [federation.says(f"+62811000{place:04d}", "bad" if place == 7 else "halo") for place in range(12)]
    results = together([lambda message=message: line.receive(message, NOON) for message in messages])
    assert isinstance(results.pop(7), OperationalError)
    assert all(result.replies for result in results)


def test_a_written_reply_becomes_sent_with_the_next_batch_or_after_a_moment(
    house: House, federation: Federation, line: Line
) -> None:
    """The acknowledgement needs no commit of its own while messages come, and does not wait for one when none comes."""
    federation.member("Sari Wulan", "+628110000001")
    receipt = line.receive(federation.says("+628110000001", "halo"), NOON)
    line.written([receipt.replies[0].outbox_id], NOON)

    def sent() -> bool:
        with house.db.reading() as db:
            return db.scalar(select(t.outbox.c.state)) == "sent"

    until(sent)


def test_closing_stores_what_was_written(house: House, federation: Federation) -> None:
    """A process that stops at once after a reply still notes that it left."""
    federation.member("Sari Wulan", "+628110000001")
    line = Line(house)
    receipt = line.receive(federation.says("+628110000001", "halo"), NOON)
    line.written([receipt.replies[0].outbox_id], NOON)
    line.close()
    with house.db.reading() as db:
        assert db.scalar(select(t.outbox.c.state)) == "sent"


def test_a_request_that_is_refused_holds_up_nobody(federation: Federation, line: Line) -> None:
    """Whoever cannot be read leaves the line at once; the others behind her still find one who leads."""

    def refuse() -> Incoming:
        time.sleep(0.002)
        raise PermissionError("wrong signature")

    messages = [federation.says(f"+62811000{place:04d}", "halo") for place in range(20)]
    calls = [lambda message=message: line.receive(message, NOON) for message in messages]
    refused = [lambda: line.take(refuse, NOON) for _ in range(20)]
    results = together([call for pair in zip(calls, refused, strict=True) for call in pair])
    assert [type(result) for result in results[1::2]] == [PermissionError] * 20
    assert all(result.replies for result in results[0::2])


def test_a_line_longer_than_a_batch_is_served_to_its_end(
    house: House, federation: Federation, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than one batch may wait; each batch has a leader of its own."""
    monkeypatch.setattr(line_module, "MOST", 4)
    messages = [federation.says(f"+62811000{place:04d}", "halo") for place in range(30)]
    results = together([lambda message=message: line.receive(message, NOON) for message in messages])
    assert all(result.replies for result in results)
    with house.db.reading() as db:
        assert db.scalar(select(func.count()).select_from(t.message)) == 30


def test_messages_behind_a_frozen_database_wait_on_the_disk_and_the_line_goes_on_afterwards(
    house: House, federation: Federation, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits behind a batch that does not end is on the disk in time; when it moves again, everybody is served once."""

    def freezing(house: House, messages: Sequence[Incoming], now: datetime, **more: Any) -> Any:
        until(lambda: len(house.spool.names()) == 7)
        return receive(house, messages, now, **more)

    messages = [federation.says(f"+62811000{place:04d}", "halo") for place in range(8)]
    with monkeypatch.context() as patched:
        patched.setattr(line_module, "receive", freezing)
        patched.setattr(line_module, "PATIENCE", 0.3)
        results = together([lambda message=message: line.receive(message, NOON) for message in messages])
    (served,) = [result for result in results if result.message_id]
    assert served.replies, "whoever led the batch"
    again = together([lambda message=message: line.receive(message, NOON) for message in messages])
    until(lambda: not spool.drain(house, receive, 5) and not house.spool.waits())
    assert all(result.replies or result.message_id == 0 for result in again)
    with house.db.reading() as db:
        assert db.scalar(select(func.count()).select_from(t.message)) == 8
