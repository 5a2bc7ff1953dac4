"""The poll takes in what the webhook missed, once, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.channels.base import SendError
from bot.channels.twilio import TwilioChannel
from bot.message import Incoming
from bot.services import clock
from bot.services.house import House
from bot.services.inbox import Receipt, receive
from bot.services.poll import BATCH, poll
from storage import tables as t
from storage.database import connect
from storage.encryption import KeyRing
from storage.migrate import upgrade
from tests.fakes.loopback import Trouble
from tests.fakes.twilio_house import SMS_FROM, WHATSAPP_FROM, twilio_house, twilio_settings
from tests.fakes.twilio_server import TwilioServer, running
from tests.waiting import LONG

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
IBU = "+6281200000001"


class Taken:
    """Stands in for the inbox: keeps what it was given, and fails when told to."""

    def __init__(self) -> None:
        self.batches: list[list[Incoming]] = []
        self.times: list[datetime] = []
        self.errors: list[Exception] = []

    def __call__(self, house: House, messages: Sequence[Incoming], now: datetime, *, inline: bool) -> Sequence[Receipt]:
        assert not inline, "nobody waits for an answer here"
        if self.errors:
            raise self.errors.pop(0)
        self.batches.append(list(messages))
        self.times.append(now)
        return [Receipt(n, duplicate=False, replies=()) for n, _ in enumerate(messages)]

    @property
    def texts(self) -> list[str]:
        return [one.text for batch in self.batches for one in batch]


@pytest.fixture
def server() -> Iterator[TwilioServer]:
    """Give a running fake of Twilio."""
    with running() as fake:
        yield fake


@pytest.fixture
def house(database_url: str, keys: KeyRing, server: TwilioServer) -> Iterator[House]:
    """Give a house in front of the fake, with an empty database of either kind."""
    database = connect(database_url, keys)
    upgrade(database)
    yield twilio_house(twilio_settings(server.url, SUARA_SIMULATOR="1"), database)
    database.close()


@pytest.fixture
def channel(house: House) -> TwilioChannel:
    """Give the channel to the fake."""
    return TwilioChannel(house.settings, read_seconds=LONG)


def test_takes_in_what_was_missed_oldest_first(house: House, server: TwilioServer, channel: TwilioChannel) -> None:
    """In batches; over all pages; up to 72 hours back and no further."""
    server.largest_page = 50
    for n in range(BATCH + 10):
        server.came_in(IBU, SMS_FROM, str(n), NOW - timedelta(hours=60) + timedelta(minutes=n))
    server.came_in(IBU, SMS_FROM, "too old", NOW - timedelta(hours=73))
    server.came_in(f"whatsapp:{IBU}", f"whatsapp:{WHATSAPP_FROM}", "wa", NOW - timedelta(hours=71))
    taken = Taken()
    assert poll(house, channel, NOW, taken) == BATCH + 11
    assert taken.texts == ["wa", *map(str, range(BATCH + 10))]
    assert [len(batch) for batch in taken.batches] == [BATCH, 11]


def test_goes_on_where_it_was(house: House, server: TwilioServer, channel: TwilioChannel) -> None:
    """An hour before the newest message that it saw, and never more than 72 hours back; an empty list moves nothing."""

    def since() -> datetime:
        asked = [one for one in server.asked if one.method == "GET"][-1]
        return datetime.fromisoformat(asked.query["DateSent>"])

    taken = Taken()
    assert poll(house, channel, NOW, taken) == 0
    assert since() == NOW - timedelta(hours=72)
    server.came_in(IBU, SMS_FROM, "a", NOW - timedelta(minutes=5))
    assert poll(house, channel, NOW, taken) == 1
    assert since() == NOW - timedelta(hours=72)
    poll(house, channel, NOW + timedelta(minutes=10), taken)
    assert since() == NOW - timedelta(minutes=65)
    poll(house, channel, NOW + timedelta(hours=60), taken)
    assert since() == NOW - timedelta(minutes=65)
    poll(house, channel, NOW + timedelta(hours=90), taken)
    assert since() == NOW + timedelta(hours=18)


def test_what_the_webhook_took_in_is_no_news(house: House, server: TwilioServer, channel: TwilioChannel) -> None:
    """Same ids, so nothing changes; what is new is answered by the worker."""
    first = server.came_in(IBU, SMS_FROM, "COREL", NOW - timedelta(minutes=9))
    server.came_in(IBU, SMS_FROM, "ya", NOW - timedelta(minutes=8))
    receive(house, [Incoming("twilio", first, "sms", IBU, "COREL", recipient=SMS_FROM)], NOW - timedelta(minutes=9))
    assert poll(house, channel, NOW, receive) == 1
    assert poll(house, channel, NOW, receive) == 0
    with house.db.reading() as db:
        assert len(db.execute(select(t.message.c.id)).all()) == 2
        states = [row.state for row in db.execute(select(t.outbox.c.state).order_by(t.outbox.c.id))]
    assert states == ["sending", "queued"]


def test_media_come_along(house: House, server: TwilioServer, channel: TwilioChannel) -> None:
    """Looked up for new messages alone; what Twilio no longer has does not hold up the message."""
    kept = server.came_in(IBU, SMS_FROM, "foto", NOW - timedelta(minutes=9), media=[("ME1", "image/jpeg")])
    gone = server.came_in(IBU, SMS_FROM, "hilang", NOW - timedelta(minutes=8), media=[("ME2", "image/jpeg")])
    del server.media[gone]
    taken = Taken()
    assert poll(house, channel, NOW, taken) == 2
    media = {one.provider_id: [m.content_type for m in one.media] for batch in taken.batches for one in batch}
    assert media == {kept: ["image/jpeg"], gone: []}


@pytest.mark.parametrize("passing", [0, 1, 2], ids=["the first list", "the second list", "the media"])
@pytest.mark.parametrize("trouble", [Trouble(503), Trouble(200, "<html>"), Trouble(429, "")])
def test_twilio_is_away(
    house: House, server: TwilioServer, channel: TwilioChannel, trouble: Trouble, passing: int
) -> None:
    """The next poll begins where this one began, wherever the trouble came."""
    server.came_in(IBU, SMS_FROM, "foto", NOW - timedelta(minutes=9), media=[("ME1", "image/jpeg")])
    taken = Taken()
    server.troubles = [*[None] * passing, trouble]
    with pytest.raises(SendError):
        poll(house, channel, NOW, taken)
    assert taken.texts == []
    assert poll(house, channel, NOW, taken) == 1
    assert taken.texts == ["foto"]


def test_the_inbox_is_away(house: House, server: TwilioServer, channel: TwilioChannel) -> None:
    """Nothing is ticked off before it is taken in."""
    server.came_in(IBU, SMS_FROM, "a", NOW - timedelta(minutes=9))
    taken = Taken()
    taken.errors = [OSError("disk")]
    with pytest.raises(OSError, match="disk"):
        poll(house, channel, NOW, taken)
    assert poll(house, channel, NOW + timedelta(hours=2), taken) == 1


def test_a_webhook_at_the_same_moment(house: House, server: TwilioServer, channel: TwilioChannel) -> None:
    """Its row came between our look and our write: the second time the inbox knows it."""
    server.came_in(IBU, SMS_FROM, "a", NOW - timedelta(minutes=9))
    taken = Taken()
    taken.errors = [IntegrityError("x", {}, Exception())]
    assert poll(house, channel, NOW, taken) == 1


def test_a_clock_that_was_moved_forward(house: House, server: TwilioServer, channel: TwilioChannel) -> None:
    """Twilio's list goes by the real time; what is taken in goes by the house's."""
    clock.move(house, "+10d", NOW)
    server.came_in(IBU, SMS_FROM, "a", NOW - timedelta(minutes=9))
    taken = Taken()
    assert poll(house, channel, NOW, taken) == 1
    assert taken.times == [NOW + timedelta(days=10)]
