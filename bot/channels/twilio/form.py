"""Twilio's fields and words, read into our values: the same for the webhook and for the list of messages.

Fields appear unannounced, so those that we do not know are kept (``Incoming.raw``) and change nothing.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import Mapping
from typing import Final

from bot.message import Incoming, Location, Media, Medium, State, Status

CHANNEL: Final = "twilio"
WHATSAPP: Final = "whatsapp:"
MAX_MEDIA: Final = 10

_SID: Final = re.compile(r"[0-9A-Za-z_-]{1,64}")
_ADDRESS: Final = re.compile(r"[!-~]{1,160}")
"""Numbers, WhatsApp ids and the names of alphanumeric senders are all visible ASCII."""

STATES: Final[Mapping[str, State]] = {
    "accepted": State.SENDING,
    "scheduled": State.SENDING,
    "queued": State.SENDING,
    "sending": State.SENDING,
    "sent": State.SENT,
    "delivered": State.DELIVERED,
    "read": State.READ,
    "undelivered": State.FAILED,
    "failed": State.FAILED,
    "canceled": State.CANCELLED,
}
"""Twilio's states of an outbound message (page "Messages resource"); to us all that waits at Twilio is handed over."""


def read_incoming(fields: Mapping[str, str]) -> Incoming | None:
    """Return the message that Twilio posted or listed, or None where its id or its sender is missing or no such thing."""
    provider_id = fields.get("MessageSid", "")
    # WhatsApp may show a user id instead of a number, in From itself or only in ExternalUserId.
    sender = fields.get("From", "") or fields.get("ExternalUserId", "")
    if not _SID.fullmatch(provider_id) or not _ADDRESS.fullmatch(sender):
        return None
    medium: Medium = "whatsapp" if sender.startswith(WHATSAPP) else "sms"
    sender = sender.removeprefix(WHATSAPP)
    if not sender:
        return None
    return Incoming(
        channel=CHANNEL,
        provider_id=provider_id,
        medium=medium,
        sender=sender,
        text=_text(fields),
        recipient=fields.get("To", "").removeprefix(WHATSAPP),
        payload=fields.get("ButtonPayload", "") or fields.get("ListId", ""),
        media=_media(fields) if "MediaUrl0" in fields else (),
        location=_location(fields) if "Latitude" in fields else None,
        raw=fields,
    )


def read_status(fields: Mapping[str, str], outbox_id: int | None) -> Status | None:
    """Return the report that Twilio posted, or None where its id is missing or its state is none that we know."""
    provider_id = fields.get("MessageSid", "")
    state = STATES.get(fields.get("MessageStatus", "") or fields.get("SmsStatus", ""))
    if state is None or not _SID.fullmatch(provider_id):
        return None
    code = fields.get("ErrorCode", "")
    return Status(CHANNEL, provider_id, outbox_id, state, code if code.isdecimal() and code.isascii() else "")


def _text(fields: Mapping[str, str]) -> str:
    text = fields.get("Body", "") or fields.get("ButtonText", "") or fields.get("ListTitle", "")
    return _unpacked(text) if len(text) >= 60 and " " not in text else text


_BASE64: Final = re.compile(r"(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


def _unpacked(text: str) -> str:
    """Return a long SMS that arrived coded in base64 as its words, anything else unchanged.

    Twilio has delivered joined SMS so (nyaruka/courier carries the same repair). Only what becomes words, with a space in
    them, is taken for such a one: nobody types sixty letters without a space.
    """
    packed = text.replace("\r\n", "").replace("\n", "")
    if not _BASE64.fullmatch(packed):
        return text
    try:
        words = base64.b64decode(packed, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return text
    return words if " " in words and words.replace("\n", " ").replace("\r", " ").isprintable() else text


def _media(fields: Mapping[str, str]) -> tuple[Media, ...]:
    found = ((fields.get(f"MediaUrl{n}", ""), fields.get(f"MediaContentType{n}", "")) for n in range(MAX_MEDIA))
    return tuple(Media(url, kind or "application/octet-stream") for url, kind in found if url)


def _location(fields: Mapping[str, str]) -> Location | None:
    try:
        latitude, longitude = float(fields["Latitude"]), float(fields.get("Longitude", ""))
    except ValueError:
        return None
    inside = math.isfinite(latitude + longitude) and abs(latitude) <= 90 and abs(longitude) <= 180
    return Location(latitude, longitude) if inside else None
