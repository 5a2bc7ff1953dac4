"""A server on this machine that behaves like the part of Meta's Graph API that we use, and like Meta when it calls us."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.settings import Settings, parse_settings
from tests.fakes.loopback import Asked, LoopbackServer, Trouble

PHONE_ID, TOKEN, SECRET, WORD = "106540352242922", "made-up-token", "made-up-secret", "made-up-word"
OURS = "14155550199"


def cloud_settings(url: str, **changed: str) -> Settings:
    """Return settings with the Cloud API on; ``changed`` names settings as the environment does."""
    return parse_settings(
        {
            "SUARA_CLOUD_API_URL": url,
            "SUARA_CLOUD_PHONE_ID": PHONE_ID,
            "SUARA_CLOUD_TOKEN": TOKEN,
            "SUARA_CLOUD_APP_SECRET": SECRET,
            "SUARA_CLOUD_VERIFY_TOKEN": WORD,
            "SUARA_PUBLIC_URL": "https://suara.example",
            **changed,
        }
    )


def error_body(code: int) -> dict[str, Any]:
    """Return an error as the Graph API words it."""
    return {"error": {"message": f"(#{code}) no", "type": "OAuthException", "code": code, "fbtrace_id": "A"}}


def refusal(code: int, status: int = 400) -> Trouble:
    """Return a refusal as the Graph API words it."""
    return Trouble(status, json.dumps(error_body(code)))


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    """Return the header with which Meta posts ``body``."""
    return {"X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


@dataclass
class CloudServer(LoopbackServer):
    """The running fake; the API's version is ``/v23.0``."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    """What is told of a file, by its id: the address where it lies."""

    def work(self, asked: Asked) -> tuple[int, object]:
        """Answer as the Graph API does."""
        if asked.headers.get("Authorization") != f"Bearer {TOKEN}":
            return 401, error_body(190)
        file = asked.path.removeprefix("/v23.0/")
        if asked.method == "GET" and file in self.files:
            return 200, {"url": self.files[file], "mime_type": "audio/ogg", "id": file, "messaging_product": "whatsapp"}
        if asked.method == "DELETE" and file in self.files:
            del self.files[file]
            return 200, {"success": True}
        if asked.path == "/store/voice":
            return 200, "a voice note"
        if (asked.method, asked.path) != ("POST", f"/v23.0/{PHONE_ID}/messages"):
            return 404, error_body(100)
        value = asked.json
        code = _problem(value)
        if code:
            return 400, error_body(code)
        self.messages.append(value)
        return 200, {
            "messaging_product": "whatsapp",
            "contacts": [{"input": value.get("to") or value.get("recipient")}],
            "messages": [{"id": f"wamid.{len(self.messages)}", "message_status": "accepted"}],
        }


def _problem(value: Mapping[str, Any]) -> int:
    """Return the code of what Meta would refuse, by the limits on its pages; 0 for a message that is right."""
    if value.get("messaging_product") != "whatsapp" or not (value.get("to") or value.get("recipient")):
        return 131008
    part = value.get(value["type"])
    if not isinstance(part, dict):
        return 131008
    if value["type"] == "text":
        return 0 if 0 < len(part["body"]) <= 4096 else 131009
    if value["type"] == "interactive":
        return _interactive_problem(part)
    return 0 if part["name"] and part["language"]["code"] else 132001


def _interactive_problem(part: Mapping[str, Any]) -> int:
    if not 0 < len(part["body"]["text"]) <= 1024:
        return 131009
    if part["type"] == "button":
        replies = [one["reply"] for one in part["action"]["buttons"]]
        right = 0 < len(replies) <= 3 and all(0 < len(one["title"]) <= 20 and len(one["id"]) <= 256 for one in replies)
        return 0 if right else 131009
    rows = [row for section in part["action"]["sections"] for row in section["rows"]]
    right = 0 < len(rows) <= 10 and len(part["action"]["button"]) <= 20
    for row in rows:
        right &= 0 < len(row["title"]) <= 24 and len(row["id"]) <= 200 and len(row.get("description", "")) <= 72
    return 0 if right else 131009


def post_body(
    messages: Sequence[Mapping[str, Any]] = (), statuses: Sequence[Mapping[str, Any]] = (), *, phone_id: str = PHONE_ID
) -> bytes:
    """Return the body of one post."""
    value: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": OURS, "phone_number_id": phone_id},
    }
    if messages:
        value |= {"contacts": [{"profile": {"name": "Ibu Contoh"}, "wa_id": messages[0].get("from", "")}]}
        value |= {"messages": list(messages)}
    if statuses:
        value |= {"statuses": list(statuses)}
    entry = {"id": "1", "changes": [{"value": value, "field": "messages"}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def text(body: str, sender: str, provider_id: str) -> dict[str, Any]:
    """Return a text from a phone, in Meta's words; ``sender`` without its plus."""
    return {"from": sender, "id": provider_id, "timestamp": "1764046800", "type": "text", "text": {"body": body}}
