"""The contract: what every channel does, against a real HTTP server on this machine, and every door in front of the real house."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from bot.channels.base import Channel, Lesson, OutcomeUnknown, SendError
from bot.channels.simulator import SimulatorChannel
from bot.message import Outgoing, Spoken, State
from bot.services.house import House
from bot.services.line import Line
from bot.services.outbox import add_notice, deliver
from bot.web.roads import App
from storage import tables as t
from storage.database import Database
from tests.channels.contract import SECONDS, Provider, deliver_post, providers
from tests.fakes.loopback import LoopbackServer, Trouble, served
from tests.fakes.twilio_server import TwilioServer
from tests.federation import NOON, Federation, house_of

IBU = "+628110000001"
TEXT = "Terima kasih, Bu. ñ 😀"
GOOD = 7_582_417_202_123_456_789
"""An outbox id as long as they get."""


@pytest.fixture(params=providers(NOON.timestamp), ids=lambda one: type(one).__name__)
def provider(request: pytest.FixtureRequest) -> Provider:
    """Give each provider in turn."""
    found: Provider = request.param
    return found


@pytest.fixture
def server(provider: Provider) -> Iterator[LoopbackServer]:
    """Give the provider's fake, running."""
    with served(provider.fake) as fake:
        yield fake
    assert not isinstance(fake, TwilioServer) or fake.breaches == []


@pytest.fixture
def channel(provider: Provider, server: LoopbackServer) -> Channel:
    """Give the channel, pointed at the fake."""
    return provider.channel(provider.settings(server.url))


def to_ibu(provider: Provider, text: str = TEXT, outbox_id: int = GOOD) -> Outgoing:
    """Return a message to her."""
    return Outgoing(outbox_id, provider.medium, IBU, Spoken(text))


# --- sending -------------------------------------------------------------------------------------------------------


def test_a_message_is_taken(provider: Provider, server: LoopbackServer, channel: Channel) -> None:
    """Word for word, once; and the channel is what it says it is."""
    sent = channel.send(to_ibu(provider))
    assert provider.texts(server) == [TEXT]
    assert sent.provider_id
    assert sent.state in {State.SENDING, State.SENT, State.DELIVERED}
    assert channel.name == provider.name
    assert provider.medium in channel.media()
    assert channel.reaches_demo, "its API is on this machine"


def test_the_simulator_keeps_the_same_promises() -> None:
    """Nothing is on the wire there: taken is delivered, and twice is once."""
    channel = SimulatorChannel()
    outgoing = Outgoing(GOOD, "sms", IBU, Spoken(TEXT))
    sent = channel.send(outgoing)
    assert (sent.provider_id, sent.state) == (f"SIM{GOOD}", State.DELIVERED)
    assert channel.repeatable
    assert channel.send(outgoing) == sent


def test_refused_for_good(provider: Provider, server: LoopbackServer, channel: Channel) -> None:
    """It is not tried again, teaches something, and a coordinator can read why."""
    server.troubles = [provider.for_good]
    with pytest.raises(SendError) as caught:
        channel.send(to_ibu(provider))
    error = caught.value
    assert not isinstance(error, OutcomeUnknown)
    assert (error.retry, error.opted_out) == (False, False)
    assert error.lesson is not Lesson.UNKNOWN
    assert error.tell.endswith(".")
    assert len(server.asked) == 1
    assert channel.send(to_ibu(provider)).provider_id, "the next message is not held up"


def test_refused_for_now(provider: Provider, server: LoopbackServer, channel: Channel) -> None:
    """Nothing was taken, and a later try may succeed; the channel itself does not repeat."""
    for trouble in provider.for_now:
        server.asked.clear()
        server.troubles = [trouble]
        with pytest.raises(SendError) as caught:
            channel.send(to_ibu(provider))
        assert not isinstance(caught.value, OutcomeUnknown)
        assert caught.value.retry
        assert caught.value.lesson in {Lesson.WAIT, Lesson.PAUSE, Lesson.SETUP}
        assert len(server.asked) == 1
    assert provider.texts(server) == []


def test_an_opt_out_at_the_provider_becomes_ours(provider: Provider, server: LoopbackServer, channel: Channel) -> None:
    """Where the provider knows of such a thing."""
    if provider.opted_out is None:
        return
    server.troubles = [provider.opted_out]
    with pytest.raises(SendError) as caught:
        channel.send(to_ibu(provider))
    assert (caught.value.opted_out, caught.value.retry) == (True, False)


UNCERTAIN = {
    "hangs up": Trouble(None, taken=True),
    "too slow": Trouble(None, seconds=2 * SECONDS, taken=True),
    "garbage": Trouble(200, "<html>", taken=True),
    "no id": Trouble(201, "{}", taken=True),
    "no object": Trouble(200, "[]", taken=True),
    "empty": Trouble(200, "", taken=True),
    "server error": Trouble(502, "<html>", taken=True),
}


@pytest.mark.parametrize("how", UNCERTAIN)
def test_taken_without_a_clear_answer(provider: Provider, server: LoopbackServer, channel: Channel, how: str) -> None:
    """She never hears it twice: it is left alone, or a second try under the same id changes nothing."""
    server.troubles = [UNCERTAIN[how]]
    with pytest.raises(SendError) as caught:
        channel.send(to_ibu(provider))
    assert len(server.asked) == 1
    assert provider.texts(server) == [TEXT]
    if not channel.repeatable:
        assert isinstance(caught.value, OutcomeUnknown)
        assert not caught.value.retry
        return
    assert caught.value.retry
    assert channel.send(to_ibu(provider)).provider_id
    assert channel.send(to_ibu(provider)).provider_id
    assert provider.texts(server) == [TEXT]


def test_what_never_left_may_be_tried_again(provider: Provider) -> None:
    """Nobody listens there."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(SendError) as caught:
        provider.channel(provider.settings(f"http://127.0.0.1:{port}")).send(to_ibu(provider))
    assert not isinstance(caught.value, OutcomeUnknown)
    assert (caught.value.code, caught.value.retry, caught.value.lesson) == ("unreachable", True, Lesson.WAIT)


# --- the doors -----------------------------------------------------------------------------------------------------


@pytest.fixture
def house(provider: Provider, server: LoopbackServer, channel: Channel, database: Database) -> House:
    """Give the real house with this channel alone."""
    return house_of(database, channels={channel.name: channel}, settings=provider.settings(server.url))


@pytest.fixture
def client(provider: Provider, house: House) -> Iterator[FlaskClient]:
    """Give the provider's way to us."""
    line, app = Line(house), App("test")
    provider.open(app, house, line, lambda: NOON)
    yield app.test_client()
    line.close()


@pytest.fixture
def notice(provider: Provider, house: House) -> Callable[[], int]:
    """Give the hand that queues a message to her and returns its outbox id."""

    def queue() -> int:
        federation = Federation(house)
        federation.member("Sari Contoh", IBU, medium=provider.medium)
        with house.db.transaction() as db:
            address_id = int(db.scalar(select(t.address.c.id)) or 0)
            return add_notice(
                house,
                db,
                address_id=address_id,
                member_id=None,
                channel=provider.name,
                medium=provider.medium,
                spoken=Spoken(TEXT),
                now=NOON,
            )

    return queue


def row(house: House, outbox_id: int) -> Any:
    with house.db.reading() as db:
        return db.execute(select(t.outbox).where(t.outbox.c.id == outbox_id)).one()


def count(house: House) -> int:
    with house.db.reading() as db:
        return int(db.scalar(select(func.count()).select_from(t.message)) or 0)


def test_reports_move_a_message_forward_only(
    provider: Provider, house: House, client: FlaskClient, notice: Callable[[], int]
) -> None:
    """Whatever their order, and however often they come."""
    outbox_id = notice()
    assert deliver(house, provider.name, NOON) == 1
    provider_id = row(house, outbox_id).provider_id
    for said, expected in (
        (State.SENT, "sent"),
        (State.DELIVERED, "delivered"),
        (State.SENT, "delivered"),
        (State.FAILED, "delivered"),
    ):
        for _ in range(2):
            assert deliver_post(client, provider.report(provider_id, outbox_id, said)) in {200, 204}
            assert row(house, outbox_id).state == expected


def test_a_failure_is_told(provider: Provider, house: House, client: FlaskClient, notice: Callable[[], int]) -> None:
    """With a sentence for a coordinator."""
    outbox_id = notice()
    deliver(house, provider.name, NOON)
    provider_id = row(house, outbox_id).provider_id
    assert deliver_post(client, provider.report(provider_id, outbox_id, State.FAILED)) in {200, 204}
    assert row(house, outbox_id).state == "failed"
    assert row(house, outbox_id).error.endswith(".")


def test_a_report_before_the_send_returned(
    provider: Provider, server: LoopbackServer, house: House, client: FlaskClient, notice: Callable[[], int]
) -> None:
    """The provider may be faster than its own answer."""
    outbox_id = notice()
    told: list[int] = []
    server.before_answer = lambda: told.append(
        deliver_post(client, provider.report("early-1", outbox_id, State.DELIVERED))
    )
    assert deliver(house, provider.name, NOON) == 1
    assert told[0] in {200, 204}
    assert row(house, outbox_id).state == "delivered"


def test_a_report_on_a_message_that_nobody_knows(provider: Provider, house: House, client: FlaskClient) -> None:
    """It may be another installation's: nothing happens, and the provider need not come again."""
    assert deliver_post(client, provider.report("SM99", GOOD, State.DELIVERED)) in {200, 204}
    assert count(house) == 0


def test_a_message_comes_in_once_and_is_answered_once(
    provider: Provider, server: LoopbackServer, house: House, client: FlaskClient
) -> None:
    """Also where the provider posts it again, before and after the reply left."""
    Federation(house).member("Sari Contoh", IBU, medium=provider.medium)
    for _ in range(2):
        assert deliver_post(client, provider.message("BANTUAN", IBU, "SM1")) == 200
    deliver(house, provider.name, NOON)
    assert deliver_post(client, provider.message("BANTUAN", IBU, "SM1")) == 200
    deliver(house, provider.name, NOON)
    with house.db.reading() as db:
        assert [tuple(one) for one in db.execute(select(t.message.c.channel, t.message.c.text))] == [
            (provider.name, "BANTUAN")
        ]
        rows = db.execute(select(t.outbox.c.kind, t.outbox.c.channel, t.outbox.c.state)).all()
    assert [(one.kind, one.channel) for one in rows] == [("reply", provider.name)]
    assert len(provider.texts(server)) <= 1
    assert deliver_post(client, provider.message("BANTUAN", IBU, "SM2")) == 200
    assert count(house) == 2


def test_a_wrong_signature_is_refused(provider: Provider, house: House, client: FlaskClient) -> None:
    """Of a message and of a report; nothing is stored."""
    for post in (provider.message("BANTUAN", IBU, "SM1"), provider.report("SM1", GOOD, State.SENT)):
        assert deliver_post(client, provider.forged(post)) == 403
    assert count(house) == 0


def test_garbage_is_refused(provider: Provider, house: House, client: FlaskClient) -> None:
    """It is the other side's mistake, and none of ours."""
    for post in provider.garbage():
        assert deliver_post(client, post) == 400, post.body
    assert count(house) == 0
