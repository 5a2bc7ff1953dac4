"""What SMSGate posts to us (its docs: "Webhooks", August 2026), read into our values."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, Final

from bot.message import Incoming, State, Status
from bot.phone import sender_of

CHANNEL: Final = "smsgate"
OWN: Final = "suara-"
"""Before the outbox id in the id that we give a message: the same id a second time is refused there."""

RECEIVED: Final = "sms:received"
STATES: Final[Mapping[str, State]] = {
    "sms:sent": State.SENT,
    "sms:delivered": State.DELIVERED,
    "sms:failed": State.FAILED,
}
EVENTS: Final = (RECEIVED, *STATES)
"""What we ask to be told; a phone may be told to post other events too, and they change nothing."""

_ANDROID: Final = re.compile(r"RESULT_[A-Z_]+")


def read_event(body: bytes) -> Incoming | Status | str | None:
    """Return the message or the report in a post, the name of an event that is none of ours, or None where it is no event."""
    try:
        event = json.loads(body)
    except ValueError:
        return None
    payload = event.get("payload") if isinstance(event, dict) else None
    name = event.get("event") if isinstance(event, dict) else None
    if not isinstance(name, str):
        return None
    if name not in EVENTS:
        return name
    if not isinstance(payload, dict):
        return None
    if name == RECEIVED:
        return _incoming(str(event.get("deviceId") or ""), payload)
    return _status(STATES[name], payload)


def outbox_id(own_id: str) -> int | None:
    """Return the outbox id in an id of ours, or None where the message is none of ours."""
    digits = own_id.removeprefix(OWN)
    ours = own_id.startswith(OWN) and digits.isascii() and digits.isdecimal() and len(digits) <= 19
    return int(digits) if ours and int(digits) < 2**63 else None


def reason_code(reason: str) -> str:
    """Return the code in ``errors.csv`` for the reason that a phone gives in words."""
    found = _ANDROID.search(reason)
    if found:
        return found[0]
    if "No SIM" in reason:
        return "no-sim"
    return "ttl" if re.search(r"TTL|expired", reason) else ""


def _incoming(device: str, payload: Mapping[str, Any]) -> Incoming | None:
    # Until February 2026 the sender was "phoneNumber".
    given = _text(payload, "sender") or _text(payload, "phoneNumber")
    if not given.strip():
        return None
    # The same SMS may be posted again with another event id and another signature; "messageId" is made of the content and is
    # not unique: only all four together are one message (issues 288, 291, 301, 310, 372 and 394 of the app).
    key = "\0".join((device, given, _text(payload, "messageId"), _text(payload, "receivedAt")))
    return Incoming(
        channel=CHANNEL,
        provider_id=hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:40],
        medium="sms",
        sender=sender_of(given),
        text=_text(payload, "message"),
        recipient=_text(payload, "recipient"),
        raw={"deviceId": device, **{name: _text(payload, name) for name in payload}},
    )


def _status(state: State, payload: Mapping[str, Any]) -> Status | str | None:
    own_id = _text(payload, "messageId")
    if not own_id:
        return None
    found = outbox_id(own_id)
    if found is None:
        return "a message that is not ours"
    code = reason_code(_text(payload, "reason")) if state is State.FAILED else ""
    return Status(CHANNEL, own_id, found, state, code)


def _text(payload: Mapping[str, Any], name: str) -> str:
    value = payload.get(name)
    return "" if value is None else str(value)
