"""The Twilio channel against a server on this machine that behaves like Twilio."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from urllib3.exceptions import NewConnectionError, ProtocolError

from bot.channels.base import Channel, OutcomeUnknown, SendError, Windowed
from bot.channels.twilio import TwilioChannel
from bot.channels.twilio.wire import Wire, unanswered
from bot.message import Media, Medium, Outgoing, Spoken, State
from bot.wording.words import PLAIN
from tests.fakes.loopback import Trouble
from tests.fakes.twilio_house import PUBLIC_URL, SMS_FROM, WHATSAPP_FROM, twilio_settings
from tests.fakes.twilio_server import TwilioServer, refusal, running
from tests.waiting import LONG, until

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
IBU = "+6281200000001"
SERVICE, TEMPLATE = "MG" + "0" * 32, "HX1" + "0" * 31


@pytest.fixture
def server() -> Iterator[TwilioServer]:
    """Give a running fake."""
    with running() as fake:
        yield fake


@pytest.fixture
def channel(server: TwilioServer) -> TwilioChannel:
    """Give the channel, pointed at the fake."""
    return TwilioChannel(twilio_settings(server.url), read_seconds=LONG)


def to_ibu(medium: Medium = "sms", to: str = IBU, text: str = "Terima kasih, Bu. ñ 😀", **more: Any) -> Outgoing:
    """Return a message to her."""
    return Outgoing(4711, medium, to, Spoken(text), **more)


def test_sends_an_sms(server: TwilioServer, channel: TwilioChannel) -> None:
    """With its text, its two numbers and the address for reports."""
    sent = channel.send(to_ibu())
    assert sent.provider_id == server.sent[0]["sid"]
    assert (sent.state, sent.segments) == (State.SENDING, 1)
    assert server.asked[0].form == {
        "To": IBU,
        "From": SMS_FROM,
        "Body": "Terima kasih, Bu. ñ 😀",
        "StatusCallback": f"{PUBLIC_URL}/twilio/status?outbox=4711",
    }


@pytest.mark.parametrize("to", [IBU, "ID.1349120865530274"])
def test_sends_on_whatsapp(server: TwilioServer, channel: TwilioChannel, to: str) -> None:
    """To a number, and to somebody whose number WhatsApp does not show."""
    channel.send(to_ibu("whatsapp", to))
    form = server.asked[0].form
    assert (form["To"], form["From"]) == (f"whatsapp:{to}", f"whatsapp:{WHATSAPP_FROM}")


def test_sends_a_template(server: TwilioServer, channel: TwilioChannel) -> None:
    """By its content id and variables, without a body of its own."""
    channel.send(to_ibu("whatsapp", template=TEMPLATE, variables={"1": "Ibu Contoh", "2": "ñ"}))
    form = server.asked[0].form
    assert form["ContentSid"] == TEMPLATE
    assert json.loads(form["ContentVariables"]) == {"1": "Ibu Contoh", "2": "ñ"}
    assert "Body" not in form


def test_sends_through_a_messaging_service(server: TwilioServer) -> None:
    """Which picks the number itself."""
    channel = TwilioChannel(twilio_settings(server.url, SUARA_TWILIO_SMS_FROM=SERVICE))
    channel.send(to_ibu())
    form = server.asked[0].form
    assert form["MessagingServiceSid"] == SERVICE
    assert "From" not in form


def test_what_is_configured_is_what_it_carries(server: TwilioServer) -> None:
    """A sender for each medium, and numbered text on both."""
    channel: Channel = TwilioChannel(twilio_settings(server.url, SUARA_TWILIO_WHATSAPP_FROM=""))
    assert channel.media() == ("sms",)
    assert TwilioChannel(twilio_settings(server.url, SUARA_TWILIO_SMS_FROM="")).media() == ("whatsapp",)
    assert channel.ability("whatsapp") == PLAIN
    assert isinstance(channel, Windowed)
    assert channel.template("summary") == ""
    assert not channel.repeatable
    with pytest.raises(SendError) as caught:
        channel.send(to_ibu("whatsapp"))
    assert (caught.value.code, caught.value.retry) == ("no-sender", False)
    assert TwilioChannel(twilio_settings(server.url)).media() == ("sms", "whatsapp")
    with pytest.raises(SendError) as caught:
        channel.send(to_ibu("sms", "ID.1349120865530274"))
    assert (caught.value.code, caught.value.retry) == ("no-number", False)
    assert not server.asked


@pytest.mark.parametrize(
    ("url", "reaches"),
    [
        ("", False),
        ("https://api.twilio.com", False),
        ("https://trial.example", False),
        ("http://127.0.0.1:9", True),
        ("http://localhost:9", True),
    ],
)
def test_invented_people_are_reached_on_this_machine_alone(url: str, reaches: bool) -> None:
    """Indonesia has no numbers that ring nobody's phone."""
    assert TwilioChannel(twilio_settings(url)).reaches_demo is reaches


# --- refusals ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trouble", "code", "retry"),
    [
        (refusal(21211), "21211", False),
        (refusal(21614), "21614", False),
        (refusal(63016), "63016", False),
        (refusal(63018), "63018", True),
        (refusal(20003, 401), "20003", True),
        (refusal(20429, 429), "20429", True),
        (Trouble(429, "slow down"), "20429", True),
        (refusal(99999), "99999", False),
        (Trouble(403, "<html>proxy</html>"), "http-403", True),
        (Trouble(400, '{"code": "x"}'), "http-400", False),
        (Trouble(400, "[1]"), "http-400", False),
        (Trouble(302, ""), "http-302", False),
    ],
    ids=lambda value: str(getattr(value, "status", value)),
)
def test_a_refusal_says_what_to_do(
    server: TwilioServer, channel: TwilioChannel, trouble: Trouble, code: str, retry: bool
) -> None:
    """Nothing was taken, and the error carries the next move and a sentence for a coordinator."""
    server.troubles = [trouble]
    with pytest.raises(SendError) as caught:
        channel.send(to_ibu())
    error = caught.value
    assert not isinstance(error, OutcomeUnknown)
    assert (error.code, error.retry, error.opted_out) == (code, retry, False)
    assert error.tell.endswith(".")
    assert len(server.asked) == 1, "a refused request is not repeated by itself"
    assert channel.send(to_ibu()).provider_id, "the next message is not held up"


def test_an_opt_out_at_twilio_becomes_ours(server: TwilioServer, channel: TwilioChannel) -> None:
    """21610 is her BERHENTI."""
    server.opted_out.add(IBU)
    with pytest.raises(SendError) as caught:
        channel.send(to_ibu())
    assert caught.value.opted_out
    assert not caught.value.retry


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("taken", [True, False])
def test_after_a_5xx_nobody_knows(server: TwilioServer, channel: TwilioChannel, status: int, taken: bool) -> None:
    """The message may be on its way or not: it is not sent again."""
    server.troubles = [Trouble(status, "<html>", taken=taken)]
    with pytest.raises(OutcomeUnknown) as caught:
        channel.send(to_ibu())
    assert not caught.value.retry
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble(None, taken=True),
        Trouble(201, "<html>", taken=True),
        Trouble(201, "{}", taken=True),
        Trouble(201, "[]", taken=True),
        Trouble(200, "", taken=True),
    ],
    ids=["hangs up", "no JSON", "no id", "no object", "empty"],
)
def test_without_a_clear_answer_nobody_knows(server: TwilioServer, channel: TwilioChannel, trouble: Trouble) -> None:
    """The request left; the answer did not come, or is none."""
    server.troubles = [trouble]
    with pytest.raises(OutcomeUnknown):
        channel.send(to_ibu())
    assert len(server.sent) == 1
    assert len(server.asked) == 1


def test_after_a_long_silence_nobody_knows(server: TwilioServer) -> None:
    """The request left and may have been heard; we do not wait for ever."""
    server.troubles = [Trouble(None, seconds=2.0, taken=True)]
    with pytest.raises(OutcomeUnknown):
        TwilioChannel(twilio_settings(server.url), read_seconds=0.5).send(to_ibu())
    until(lambda: len(server.sent) == 1)


def test_what_never_left_may_be_tried_again() -> None:
    """Nobody listens there: the message has not left."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    channel = TwilioChannel(twilio_settings(f"http://127.0.0.1:{port}"))
    with pytest.raises(SendError) as caught:
        channel.send(to_ibu())
    assert not isinstance(caught.value, OutcomeUnknown)
    assert (caught.value.code, caught.value.retry) == ("unreachable", True)


def test_a_message_that_failed_at_once(server: TwilioServer, channel: TwilioChannel) -> None:
    """Twilio may take a message and say in the same breath that it failed."""
    server.first_status = "failed"
    with pytest.raises(SendError) as caught:
        channel.send(to_ibu())
    assert not isinstance(caught.value, OutcomeUnknown)


# --- the list ------------------------------------------------------------------------------------------------------


def test_lists_what_came_in_page_by_page(server: TwilioServer, channel: TwilioChannel) -> None:
    """Newest first, both media, only inbound, only ours, only since."""
    server.largest_page = 7
    for n in range(20):
        server.came_in(IBU, SMS_FROM, f"sms {n}", NOW + timedelta(minutes=n))
    server.came_in(IBU, SMS_FROM, "too old", NOW - timedelta(minutes=1))
    server.came_in(IBU, "+14155550111", "to another", NOW)
    server.came_in("no such sender", SMS_FROM, "from nobody", NOW)
    at_whatsapp = f"whatsapp:{WHATSAPP_FROM}"
    server.came_in("whatsapp:ID.134", at_whatsapp, "wa", NOW)
    channel.send(to_ibu())
    listed = list(channel.list_messages(NOW))
    assert [one.incoming.text for one in listed] == [f"sms {n}" for n in reversed(range(20))] + ["wa"]
    last = listed[-1].incoming
    assert (last.medium, last.sender, last.recipient, last.channel) == ("whatsapp", "ID.134", WHATSAPP_FROM, "twilio")
    assert listed[0].at == NOW + timedelta(minutes=19)
    pages = [one for one in server.asked if one.method == "GET"]
    assert len(pages) == 4
    assert pages[0].query["DateSent>"].startswith("2026-11-23T12:00:00")


def test_lists_everything_behind_a_messaging_service(server: TwilioServer) -> None:
    """Its numbers are not known to us."""
    channel = TwilioChannel(twilio_settings(server.url, SUARA_TWILIO_SMS_FROM=SERVICE))
    server.first_status = "accepted"
    channel.send(to_ibu())
    server.came_in(IBU, "+14155550111", "a", NOW)
    server.came_in(f"whatsapp:{IBU}", f"whatsapp:{WHATSAPP_FROM}", "b", NOW)
    assert {one.incoming.text for one in channel.list_messages(NOW)} == {"a", "b"}


def test_media_are_the_webhooks(server: TwilioServer, channel: TwilioChannel) -> None:
    """Same id, same addresses, same types."""
    sid = server.came_in(IBU, SMS_FROM, "", NOW, media=[("ME1", "image/jpeg"), ("ME2", "audio/ogg")])
    server.came_in(IBU, SMS_FROM, "ya", NOW)
    found = {one.incoming.provider_id: one for one in channel.list_messages(NOW)}
    whole = channel.with_media(found[sid])
    base = f"https://api.twilio.com/2010-04-01/Accounts/{whole.raw['AccountSid']}/Messages/{sid}/Media"
    assert whole.media == (Media(f"{base}/ME1", "image/jpeg"), Media(f"{base}/ME2", "audio/ogg"))
    assert whole.raw["MediaContentType1"] == "audio/ogg"
    asked = len(server.asked)
    plain = next(one for id_, one in found.items() if id_ != sid)
    assert channel.with_media(plain) is plain.incoming
    assert len(server.asked) == asked


@pytest.mark.parametrize(
    "trouble", [Trouble(200, "<html>"), Trouble(200, "[]"), Trouble(200, '{"a": 1, "b": 2}'), Trouble(503, "")]
)
def test_a_list_that_cannot_be_read(server: TwilioServer, channel: TwilioChannel, trouble: Trouble) -> None:
    """It is an error like those of sending."""
    server.troubles = [trouble]
    with pytest.raises(SendError):
        list(channel.list_messages(NOW))


def test_twilio_is_not_imported_before_it_is_used() -> None:
    """It costs 25 MB that the web process does not need."""
    script = "import sys, bot.channels.twilio, bot.web.twilio; sys.exit('twilio' in sys.modules or 'requests' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


# --- the wire ------------------------------------------------------------------------------------------------------


def test_a_connection_that_lay_still_is_not_used_again(
    server: TwilioServer, channel: TwilioChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other end may have closed it, and then nobody could say what became of the message."""
    for _ in range(3):
        channel.send(to_ibu())
    assert len({one.port for one in server.asked}) == 1
    monkeypatch.setattr("bot.channels.twilio.wire.IDLE_SECONDS", -1.0)
    channel.send(to_ibu())
    assert len({one.port for one in server.asked}) == 2


def test_every_twilio_host_is_replaced() -> None:
    """Scheme, host and port; path and query stay. Without the setting nothing changes."""
    address = "https://media.twilio.com/a/b.json?Page=2&x=%2B"
    assert Wire("", 1).moved(address) == address
    assert Wire("http://127.0.0.1:9", 1).moved(address) == "http://127.0.0.1:9/a/b.json?Page=2&x=%2B"


@pytest.mark.parametrize(
    ("error", "code", "unknown"),
    [
        (requests.exceptions.SSLError(ssl.SSLCertVerificationError("self-signed")), "certificate", False),
        (requests.exceptions.SSLError(ssl.SSLEOFError("cut off")), "no-answer", True),
        (requests.exceptions.ConnectTimeout(), "unreachable", False),
        (requests.exceptions.ConnectionError(NewConnectionError(None, "refused")), "unreachable", False),  # type: ignore[arg-type]
        (requests.exceptions.ConnectionError(ProtocolError("aborted", ConnectionResetError())), "no-answer", True),
        (requests.exceptions.ReadTimeout(), "no-answer", True),
        (requests.exceptions.ChunkedEncodingError(), "no-answer", True),
        (requests.exceptions.InvalidURL(), "address", False),
    ],
    ids=lambda value: type(value).__name__,
)
def test_whether_it_left(error: requests.RequestException, code: str, unknown: bool) -> None:
    """What failed before anything was written may be tried again; all else is unknown."""
    found = unanswered(error)
    assert found.code == code
    assert isinstance(found, OutcomeUnknown) is unknown
    if unknown:
        assert not found.retry
