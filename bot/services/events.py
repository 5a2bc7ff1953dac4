"""What a message, or a beginning, is to the engine: events with her own clock, what came with them, and what is known of her."""

from __future__ import annotations

import mimetypes
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select

from bot.conversation.events import Said
from bot.message import Incoming
from bot.survey.model import Given, Survey
from storage import tables as t
from storage.encryption import KeyRing

_ENDINGS: Final = {
    "audio/ogg": ".ogg",
    "audio/amr": ".amr",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "video/3gpp": ".3gp",
    "video/mp4": ".mp4",
}
"""Endings of what WhatsApp sends; Python's own table gives some of them by chance."""


def said(message: Incoming, now: datetime, keys: KeyRing) -> Said:
    """Return what she said, with a location or the first file that came with it. ``now`` is aware, on her own clock."""
    place = () if message.location is None else (message.location.latitude, message.location.longitude)
    file = named(message, 0, keys) if message.media else ""
    return Said(
        message.text, now.date(), media=bool(message.media or message.location), place=place, file=file, now=now
    )


def bare_type(content_type: str) -> str:
    """Return a content type without its parameters: "audio/ogg" of "audio/ogg; codecs=opus"."""
    return content_type.partition(";")[0].strip().lower()


def named(message: Incoming, place: int, keys: KeyRing) -> str:
    """Return the name of the file at ``place`` among those of a message, as answers and exports call it.

    It is known before the file is here, the same for the same message, and tells nobody who sent what.
    """
    plain = bare_type(message.media[place].content_type)
    ending = _ENDINGS.get(plain) or mimetypes.guess_extension(plain, strict=False) or ".bin"
    return keys.find(f"media {message.channel} {message.provider_id} {place}").hex()[:32] + ending


def facts(db: Connection, survey: Survey, member_id: int | None) -> dict[str, str]:
    """Return what the survey takes from the register without asking; one query, and none where it takes nothing."""
    wanted = {one.kind.what for one in survey.questions if isinstance(one.kind, Given)}
    if member_id is None or not any(what.startswith("member:") for what in wanted):
        return {}
    m, u = t.member.c, t.union.c
    row = db.execute(
        select(m.name, m.role, m.desa, m.kecamatan, m.level, u.name.label("union"))
        .outerjoin(t.union, u.id == m.union_id)
        .where(m.id == member_id, m.erased_at.is_(None))
    ).one_or_none()
    if row is None:
        return {}
    known = {
        "member:name": row.name,
        "member:area": row.desa or row.kecamatan,
        "member:union": row.union or "",
        "member:role": row.level or row.role,
    }
    return {what: value for what, value in known.items() if what in wanted and value}
