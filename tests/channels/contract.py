"""What the contract asks of a provider: how it is set up, how it words its refusals, and how it calls us. One class each."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from flask.testing import FlaskClient

from bot.channels.base import Channel
from bot.channels.cloud import CloudChannel
from bot.channels.smsgate import SmsgateChannel
from bot.channels.twilio import TwilioChannel
from bot.message import Medium, State
from bot.services.house import House
from bot.services.line import Line
from bot.settings import Settings
from bot.web.cloud import cloud_doors
from bot.web.roads import App
from bot.web.smsgate import smsgate_doors
from bot.web.twilio import twilio_doors
from tests.fakes.cloud_server import CloudServer, cloud_settings, post_body
from tests.fakes.cloud_server import refusal as meta_refusal
from tests.fakes.cloud_server import signed as meta_signed
from tests.fakes.cloud_server import text as meta_text
from tests.fakes.loopback import LoopbackServer, Trouble
from tests.fakes.smsgate_server import SmsgateServer, event, received, signed, smsgate_settings
from tests.fakes.twilio_house import PUBLIC_URL, SMS_FROM, twilio_settings
from tests.fakes.twilio_server import TwilioServer, form_body, refusal, signature

SECONDS = 0.5
"""How long the channels under test wait for an answer."""


@dataclass(frozen=True)
class Post:
    """One request of the provider to us."""

    path: str
    body: bytes
    headers: Mapping[str, str]


class Provider(ABC):
    """One provider. ``medium`` is the one it is tried on."""

    name: ClassVar[str]
    medium: ClassVar[Medium] = "sms"
    fake: ClassVar[type[LoopbackServer]]
    for_good: ClassVar[Trouble]
    for_now: ClassVar[tuple[Trouble, ...]]
    opted_out: ClassVar[Trouble | None] = None

    @abstractmethod
    def settings(self, url: str) -> Settings:
        """Return settings with the channel on, its API at ``url``."""

    @abstractmethod
    def channel(self, settings: Settings) -> Channel:
        """Return the channel, which waits ``SECONDS`` for an answer."""

    @abstractmethod
    def texts(self, server: Any) -> list[str]:
        """Return what the provider has taken, each message once."""

    @abstractmethod
    def open(self, app: App, house: House, line: Line, now: Callable[[], datetime]) -> None:
        """Open the provider's doors."""

    @abstractmethod
    def message(self, text: str, sender: str, provider_id: str) -> Post:
        """Return a message from a phone as the provider posts it; another id is another message."""

    @abstractmethod
    def report(self, provider_id: str, outbox_id: int, state: State) -> Post:
        """Return a report as the provider posts it."""

    @abstractmethod
    def forged(self, post: Post) -> Post:
        """Return the same with a signature by somebody who does not know the secret."""

    @abstractmethod
    def garbage(self) -> list[Post]:
        """Return posts, rightly signed, in which nothing can be read."""


class Twilio(Provider):
    """Twilio's SMS."""

    name = "twilio"
    fake = TwilioServer
    for_good = refusal(21614)
    for_now = (refusal(20429, 429), Trouble(429, "slow down"), refusal(30001))
    opted_out = refusal(21610)
    states: ClassVar = {State.SENT: "sent", State.DELIVERED: "delivered", State.FAILED: "failed"}

    def settings(self, url: str) -> Settings:
        return twilio_settings(url)

    def channel(self, settings: Settings) -> Channel:
        return TwilioChannel(settings, read_seconds=SECONDS)

    def texts(self, server: TwilioServer) -> list[str]:
        return [one["body"] for one in server.sent]

    def open(self, app: App, house: House, line: Line, now: Callable[[], datetime]) -> None:
        app.add_doors(twilio_doors(house, line, now))

    def message(self, text: str, sender: str, provider_id: str) -> Post:
        fields = {"MessageSid": provider_id, "From": sender, "To": SMS_FROM, "Body": text, "NumMedia": "0"}
        return self._signed("/twilio/incoming", fields)

    def report(self, provider_id: str, outbox_id: int, state: State) -> Post:
        fields = {"MessageSid": provider_id, "MessageStatus": self.states[state]}
        return self._signed(f"/twilio/status?outbox={outbox_id}", fields)

    def forged(self, post: Post) -> Post:
        return Post(post.path, post.body, {**post.headers, "X-Twilio-Signature": "A" * 28})

    def garbage(self) -> list[Post]:
        bodies: list[dict[str, str]] = [{}, {"Body": "halo"}, {"MessageSid": "\x00", "From": "+62"}]
        return [self._signed(path, fields) for path in ("/twilio/incoming", "/twilio/status") for fields in bodies]

    def _signed(self, path: str, fields: dict[str, str]) -> Post:
        headers = {
            "X-Twilio-Signature": signature("made-up-token", PUBLIC_URL + path, fields),
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        }
        return Post(path, form_body(fields), headers)


class Smsgate(Provider):
    """A phone with a SIM, straight on its own network."""

    name = "smsgate"
    fake = SmsgateServer
    for_good = Trouble(400, '{"message": "Invalid phone number"}')
    for_now = (Trouble(429, "{}"), Trouble(503, "queue is full"), Trouble(500, "<html>"), Trouble(401, ""))
    events: ClassVar = {State.SENT: "sms:sent", State.DELIVERED: "sms:delivered", State.FAILED: "sms:failed"}
    above: ClassVar = ""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now

    def settings(self, url: str) -> Settings:
        return smsgate_settings(url + self.above)

    def channel(self, settings: Settings) -> Channel:
        return SmsgateChannel(settings, read_seconds=SECONDS)

    def texts(self, server: SmsgateServer) -> list[str]:
        return [one["textMessage"]["text"] for one in server.messages.values()]

    def open(self, app: App, house: House, line: Line, now: Callable[[], datetime]) -> None:
        app.add_doors(smsgate_doors(house, now, now))

    def message(self, text: str, sender: str, provider_id: str) -> Post:
        # The second time it comes with another event id, as it does in life.
        self._events = getattr(self, "_events", 0) + 1
        return self._signed(received(text, sender, message_id=provider_id, event_id=f"e{self._events}"))

    def report(self, provider_id: str, outbox_id: int, state: State) -> Post:
        payload = {"messageId": f"suara-{outbox_id}", "recipient": "+628110000001", "simNumber": None}
        if state is State.FAILED:
            payload["reason"] = "RESULT_ERROR_NO_SERVICE"
        return self._signed(event(self.events[state], payload))

    def forged(self, post: Post) -> Post:
        return Post(post.path, post.body, {**post.headers, "X-Signature": "a" * 64})

    def garbage(self) -> list[Post]:
        bodies = (
            b"",
            b"<html>",
            b"[]",
            b"{}",
            b'{"event": "sms:received"}',
            event("sms:received", {}),
            b'{"event": 7}',
        )
        return [self._signed(body) for body in (*bodies, event("sms:sent", {"messageId": None}))]

    def _signed(self, body: bytes) -> Post:
        return Post("/smsgate/incoming", body, signed(body, self._now()))


class SmsgateServerMode(Smsgate):
    """A phone behind a server of one's own, or the public one."""

    above = "/3rdparty/v1"


class Cloud(Provider):
    """WhatsApp straight from Meta."""

    name = "cloud"
    medium: ClassVar[Medium] = "whatsapp"
    fake = CloudServer
    for_good = meta_refusal(131026)
    for_now = (meta_refusal(130429), meta_refusal(131056), Trouble(429, "slow down"), meta_refusal(2, 503))
    states: ClassVar = {State.SENT: "sent", State.DELIVERED: "delivered", State.FAILED: "failed"}

    def settings(self, url: str) -> Settings:
        return cloud_settings(url + "/v23.0")

    def channel(self, settings: Settings) -> Channel:
        return CloudChannel(settings, read_seconds=SECONDS)

    def texts(self, server: CloudServer) -> list[str]:
        return [
            one["text"]["body"] if one["type"] == "text" else one["interactive"]["body"]["text"]
            for one in server.messages
        ]

    def open(self, app: App, house: House, line: Line, now: Callable[[], datetime]) -> None:
        app.add_doors(cloud_doors(house, now))

    def message(self, text: str, sender: str, provider_id: str) -> Post:
        return self._signed(post_body([meta_text(text, sender.removeprefix("+"), f"wamid.{provider_id}")]))

    def report(self, provider_id: str, outbox_id: int, state: State) -> Post:
        report: dict[str, Any] = {"id": provider_id, "status": self.states[state]}
        report["biz_opaque_callback_data"] = str(outbox_id)
        if state is State.FAILED:
            report["errors"] = [{"code": 131026, "title": "Message undeliverable"}]
        return self._signed(post_body(statuses=[report]))

    def forged(self, post: Post) -> Post:
        return Post(post.path, post.body, {"X-Hub-Signature-256": "sha256=" + "a" * 64})

    def garbage(self) -> list[Post]:
        return [self._signed(body) for body in (b"", b"<html>", b"[]", b"{}", b'{"object": "page", "entry": []}')]

    def _signed(self, body: bytes) -> Post:
        return Post("/cloud/incoming", body, meta_signed(body))


def providers(now: Callable[[], float]) -> list[Provider]:
    """Return one of each; ``now`` is the time in their signatures, in Unix seconds."""
    return [Twilio(), Cloud(), Smsgate(now), SmsgateServerMode(now)]


def deliver_post(client: FlaskClient, post: Post) -> int:
    """Post to us and return the status; the answer is read to its end, as a server would."""
    response = client.post(post.path, data=post.body, headers=dict(post.headers), buffered=True)
    response.close()
    return response.status_code
