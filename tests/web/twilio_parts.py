"""What the tests of Twilio's webhooks share: a line that says what it is told, and requests as Twilio makes them."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.message import Incoming, Spoken
from bot.services.house import House
from bot.services.inbox import Receipt, Reply
from bot.web.roads import App
from bot.web.twilio import twilio_doors
from tests.fakes.twilio_house import PUBLIC_URL, SMS_FROM
from tests.fakes.twilio_server import form_body, signature

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TOKEN = "made-up-token"
IBU = "+6281200000001"
INCOMING = "/twilio/incoming"
STATUS = "/twilio/status"


@dataclass
class ScriptedLine:
    """Says what it is told to say, and keeps what it heard."""

    replies: tuple[Reply, ...] = (Reply(11, Spoken("Terima kasih, Bu.")),)
    broken: Exception | None = None
    deaf: bool = False
    heard: list[Incoming] = field(default_factory=list)
    noted: list[tuple[int, ...]] = field(default_factory=list)

    def take(self, read: Callable[[], Incoming], now: datetime) -> Receipt:
        assert now == NOW
        incoming = read()
        if self.broken is not None:
            raise self.broken
        self.heard.append(incoming)
        return Receipt(1, duplicate=False, replies=self.replies)

    def written(self, outbox_ids: Sequence[int], now: datetime) -> None:
        assert now == NOW
        if self.deaf:
            raise OSError
        self.noted.append(tuple(outbox_ids))


def client_of(house: House, line: Any) -> FlaskClient:
    """Return a client of an application with these doors alone."""
    app = App("test")
    app.add_doors(twilio_doors(house, line, lambda: NOW))
    return app.test_client()


def post(
    client: FlaskClient, fields: dict[str, str], path: str = INCOMING, *, query: str = "", given: str | None = None
) -> TestResponse:
    """Post signed fields, as Twilio calls the public address."""
    url = path + ("?" + query if query else "")
    header = signature(TOKEN, PUBLIC_URL + url, fields) if given is None else given
    return client.post(
        url,
        data=form_body(fields),
        content_type="application/x-www-form-urlencoded; charset=UTF-8",
        headers={"X-Twilio-Signature": header},
        buffered=True,
    )


def message(text: str = "a", sid: str = "SM1", **more: str) -> dict[str, str]:
    """Return the fields of an SMS."""
    return {"MessageSid": sid, "From": IBU, "To": SMS_FROM, "Body": text, "NumMedia": "0", **more}


def said(response: TestResponse) -> list[tuple[str, str]]:
    """Return address for reports and text of each message in the answer, as an XML parser reads them."""
    assert response.status_code == 200
    assert response.content_type == "text/xml; charset=utf-8"
    root = ET.fromstring(response.data)  # noqa: S314 - our own answer
    assert root.tag == "Response"
    return [(one.attrib["statusCallback"], one.text or "") for one in root]
