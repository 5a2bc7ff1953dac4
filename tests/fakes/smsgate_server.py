"""A server on this machine that behaves like the part of SMSGate that we use, and like the phone when it calls us."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.settings import Settings, parse_settings
from tests.fakes.loopback import Asked, LoopbackServer

USER, PASSWORD, KEY = "suara", "made-up-password", "made-up-key"


def smsgate_settings(url: str, **changed: str) -> Settings:
    """Return settings with SMSGate on; ``changed`` names settings as the environment does."""
    return parse_settings(
        {
            "SUARA_SMSGATE_URL": url,
            "SUARA_SMSGATE_USER": USER,
            "SUARA_SMSGATE_PASSWORD": PASSWORD,
            "SUARA_SMSGATE_SIGNING_KEY": KEY,
            "SUARA_PUBLIC_URL": "https://suara.example",
            **changed,
        }
    )


def signed(body: bytes, stamp: float, key: str = KEY) -> dict[str, str]:
    """Return the headers with which the phone posts ``body`` at ``stamp`` (Unix seconds)."""
    digest = hmac.new(key.encode(), body + str(int(stamp)).encode(), hashlib.sha256).hexdigest()
    return {"X-Signature": digest, "X-Timestamp": str(int(stamp))}


@dataclass
class SmsgateServer(LoopbackServer):
    """The running fake: a phone on its own network, with ``/message``, or a server behind ``/3rdparty/v1``."""

    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    webhooks: dict[str, dict[str, Any]] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=lambda: {"messages": {"processing_order": "LIFO"}})
    state: str = "Pending"

    def work(self, asked: Asked) -> tuple[int, object]:
        """Answer as the app does."""
        login = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if asked.headers.get("Authorization") != f"Basic {login}":
            return 401, {"message": "Unauthorized"}
        path = asked.path.removeprefix("/3rdparty/v1")
        noun = "/message" if path == asked.path else "/messages"
        if (asked.method, path) == ("POST", noun):
            return self._message(asked.json)
        if asked.method == "GET" and path.startswith(f"{noun}/"):
            found = self.messages.get(path.removeprefix(f"{noun}/"))
            return (404, {"message": "Not found"}) if found is None else (200, self._shown(found))
        if (asked.method, path) == ("POST", "/webhooks"):
            self.webhooks[asked.json["id"]] = asked.json
            return 201, asked.json
        if (asked.method, path) == ("GET", "/settings"):
            return 200, self.settings
        return 404, {"message": "Not found"}

    def _message(self, value: Mapping[str, Any]) -> tuple[int, object]:
        if value["id"] in self.messages:
            return 409, {"message": "Message with the same ID already exists"}
        if not all(number.startswith("+") for number in value["phoneNumbers"]):
            return 400, {"message": "Invalid phone number"}
        self.messages[value["id"]] = dict(value)
        return 202, self._shown(value)

    def _shown(self, value: Mapping[str, Any]) -> dict[str, Any]:
        recipients = [{"phoneNumber": number, "state": self.state} for number in value["phoneNumbers"]]
        if self.state == "Failed":
            recipients[0]["error"] = "Send result: RESULT_ERROR_GENERIC_FAILURE"
        return {"id": value["id"], "deviceId": "d1", "state": self.state, "recipients": recipients}


def event(name: str, payload: Mapping[str, Any], *, event_id: str = "e1") -> bytes:
    """Return the body that the phone posts."""
    value = {"deviceId": "d1", "event": name, "id": event_id, "webhookId": "suara-received", "payload": dict(payload)}
    return json.dumps(value).encode()


def received(text: str, sender: str, *, message_id: str = "a1b2", event_id: str = "e1") -> bytes:
    """Return the body of an SMS that came in."""
    payload = {
        "messageId": message_id,
        "message": text,
        "sender": sender,
        "phoneNumber": sender,
        "recipient": None,
        "simNumber": 1,
        "receivedAt": "2026-11-24T12:00:00.000+07:00",
    }
    return event("sms:received", payload, event_id=event_id)
