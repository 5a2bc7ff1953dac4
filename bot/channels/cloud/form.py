"""What Meta posts to us, read into our values: many messages and many reports in one post.

Meta's pages "Webhooks reference: messages" and "Business-scoped user IDs" (2026). What we do not know changes nothing.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.message import Incoming, Location, Media, State, Status
from bot.phone import is_e164, is_whatsapp_id

CHANNEL: Final = "cloud"

STATES: Final[Mapping[str, State]] = {
    "accepted": State.SENDING,
    "held_for_quality_assessment": State.SENDING,
    "sent": State.SENT,
    "delivered": State.DELIVERED,
    "read": State.READ,
    "played": State.READ,
    "failed": State.FAILED,
}
_FILES: Final = ("image", "audio", "video", "document", "sticker")
_SILENT: Final = frozenset({"reaction", "system", "request_welcome", "ephemeral"})
"""No words of hers: a heart under our message, a changed number, a chat that was opened."""

_ID: Final = re.compile(r"[!-~]{1,256}")


def read_post(body: bytes, phone_id: str, api_url: str) -> list[Incoming | Status] | None:
    """Return what is in a post for the number ``phone_id``, or None where it is none of Meta's.

    ``api_url`` is where the files of a message are asked for, by their ids.
    """
    try:
        post = json.loads(body)
    except ValueError:
        return None
    if not isinstance(post, dict) or post.get("object") != "whatsapp_business_account":
        return None
    found: list[Incoming | Status] = []
    for value in _values(post):
        metadata = _object(value, "metadata")
        # One app may serve several numbers; only ours is ours to answer.
        if metadata.get("phone_number_id") != phone_id:
            continue
        ours = _text(metadata, "display_phone_number")
        people = _objects(value, "contacts")
        for message in _objects(value, "messages"):
            incoming = _incoming(message, people, ours, api_url)
            if incoming is not None:
                found.append(incoming)
        found.extend(filter(None, map(_status, _objects(value, "statuses"))))
    return found


def _values(post: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for entry in _objects(post, "entry"):
        for change in _objects(entry, "changes"):
            yield _object(change, "value")


def _incoming(message: Mapping[str, Any], people: list[Mapping[str, Any]], ours: str, api_url: str) -> Incoming | None:
    provider_id, kind = _text(message, "id"), _text(message, "type")
    sender = _sender(message, people)
    if not _ID.fullmatch(provider_id) or not sender or kind in _SILENT:
        return None
    text, payload = _words(message, kind)
    return Incoming(
        channel=CHANNEL,
        provider_id=provider_id,
        medium="whatsapp",
        sender=sender,
        text=text,
        recipient=f"+{ours}" if ours.isdecimal() else ours,
        payload=payload,
        media=_media(message, kind, api_url),
        location=_location(_object(message, "location")) if kind == "location" else None,
        raw={"message": json.dumps(message, ensure_ascii=False), "profile": _profile(people)},
    )


def _sender(message: Mapping[str, Any], people: list[Mapping[str, Any]]) -> str:
    """Return her number, or her user id where WhatsApp shows none; empty where there is neither."""
    number = _text(message, "from") or (_text(people[0], "wa_id") if len(people) == 1 else "")
    if is_e164(f"+{number}"):
        return f"+{number}"
    ids = [number, _text(message, "from_user_id"), *(_text(one, "user_id") for one in people if len(people) == 1)]
    return next(filter(is_whatsapp_id, ids), "")


def _words(message: Mapping[str, Any], kind: str) -> tuple[str, str]:
    """Return her words, and the id behind what she tapped."""
    part = _object(message, kind)
    if kind == "text":
        return _text(part, "body"), ""
    if kind == "button":
        return _text(part, "text"), _text(part, "payload")
    if kind == "interactive":
        tapped = _object(part, "button_reply") or _object(part, "list_reply")
        return _text(tapped, "title"), _text(tapped, "id")
    return (_text(part, "caption") if kind in _FILES else ""), ""


def _media(message: Mapping[str, Any], kind: str, api_url: str) -> tuple[Media, ...]:
    file = _object(message, kind) if kind in _FILES else {}
    media_id = _text(file, "id")
    if not re.fullmatch(r"[0-9A-Za-z_-]{1,64}", media_id):
        return ()
    return (Media(f"{api_url}/{media_id}", _text(file, "mime_type") or "application/octet-stream"),)


def _location(place: Mapping[str, Any]) -> Location | None:
    latitude, longitude = place.get("latitude"), place.get("longitude")
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return None
    inside = math.isfinite(latitude + longitude) and abs(latitude) <= 90 and abs(longitude) <= 180
    return Location(float(latitude), float(longitude)) if inside else None


def _status(report: Mapping[str, Any]) -> Status | None:
    provider_id, state = _text(report, "id"), STATES.get(_text(report, "status"))
    if state is None or not _ID.fullmatch(provider_id):
        return None
    # What we gave with the message: it finds the row even before the sending is on record.
    given = _text(report, "biz_opaque_callback_data")
    known = given.isascii() and given.isdecimal() and len(given) <= 19 and int(given) < 2**63
    codes = [_text(error, "code") for error in _objects(report, "errors")]
    return Status(CHANNEL, provider_id, int(given) if known else None, state, codes[0] if codes else "")


def _profile(people: list[Mapping[str, Any]]) -> str:
    return _text(_object(people[0], "profile"), "name") if len(people) == 1 else ""


def _text(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name)
    return str(found) if isinstance(found, str | int) else ""


def _object(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def _objects(value: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = value.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
