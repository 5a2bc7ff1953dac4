"""Files that women send: the rows written with their message, reading a file back, and destroying what nobody names any more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Select, select, text

from bot.message import Incoming, Media
from bot.services.events import bare_type, named
from bot.services.house import House
from bot.services.rows import Row
from storage import tables as t
from storage.database import Database
from storage.media import UNKNOWN_TYPE, Folder, MediaProblem

ORPHAN: Final = timedelta(days=1)
"""How long a file may lie in the folder before a row must name it: its message may still be on the way."""

_TYPE: Final = re.compile(r"[a-z]+/[a-z0-9.+-]{1,80}")
_NOT_HERE: Final = "berkas ini belum tersimpan; minta dikirim lagi"
_m = t.media.c


class NoSuchFile(Exception):
    """No file has this name. The message is an Indonesian sentence."""


@dataclass(frozen=True, slots=True)
class File:
    """One file that came with a message: no name and no number of hers is in it.

    ``status`` is "pending", "kept", "failed" or "refused"; ``size`` is in bytes, None until the file is here. ``question`` is
    the question of ``survey`` that it answers ("" where it answers none) in the response ``response_id``. ``tries`` and ``due_at``
    say how often it was fetched in vain and when it is tried next.
    """

    name: str
    content_type: str
    status: str
    size: int | None
    received_at: datetime
    error: str = ""
    survey: str = ""
    question: str = ""
    round_id: int | None = None
    response_id: int | None = None
    tries: int = 0
    due_at: datetime | None = None


# --- coming in -----------------------------------------------------------------------------------------------------


def media_rows(house: House, message: Incoming, message_id: int, now: datetime) -> list[Row]:
    """Return the rows for the files of a message: kept where they are here, else waiting to be fetched from ``now`` on."""
    return [
        {
            "id": house.db.ids.next(),
            "name": named(message, place, house.db.keys),
            "message_id": message_id,
            "content_type": plain_type(one.content_type),
            "source": one.url or None,
            "tries": 0,
            "created_at": now,
            **_arrived(house, one, now),
        }
        for place, one in enumerate(message.media)
    ]


def _arrived(house: House, media: Media, now: datetime) -> Row:
    if not media.content:
        return {"status": "pending", "content": None, "size": None, "due_at": now, "error": ""}
    if house.media.has(media.content):
        return {"status": "kept", "content": media.content, "size": media.size, "due_at": None, "error": ""}
    # It was destroyed, with whoever sent the same one before, between its coming and this message.
    return {"status": "failed", "content": None, "size": media.size, "due_at": None, "error": _NOT_HERE}


def plain_type(content_type: str) -> str:
    """Return what a file is ("audio/ogg"), without parameters; what is no such name is "application/octet-stream"."""
    plain = bare_type(content_type)
    return plain if _TYPE.fullmatch(plain) else UNKNOWN_TYPE


# --- reading -------------------------------------------------------------------------------------------------------

_FOUND: Final = (
    select(t.media, t.response.c.survey_name, t.response.c.round_id, t.response.c.id.label("response_id"))
    .join(t.message, t.message.c.id == _m.message_id)
    .outerjoin(t.conversation, t.conversation.c.id == t.message.c.conversation_id)
    .outerjoin(t.response, t.response.c.id == t.conversation.c.response_id)
)


def files(house: House, *, status: str = "", round_id: int | None = None) -> list[File]:
    """Return the files that came in, the newest first: all, those of a status, those of a round."""
    query = _FOUND.order_by(_m.created_at.desc(), _m.id.desc())
    if status:
        query = query.where(_m.status == status)
    if round_id is not None:
        query = query.where(t.response.c.round_id == round_id)
    with house.db.reading() as db:
        return _files(db, query)


def find(house: House, name: str) -> File:
    """Return the file whose name is, or begins with, ``name``. Raises NoSuchFile where there is none or more than one."""
    with house.db.reading() as db:
        found = _files(db, _FOUND.where(_m.name.startswith(name.strip().lower(), autoescape=True)).limit(2))
    if len(found) == 1:
        return found[0]
    if found:
        raise NoSuchFile(f"Ada beberapa berkas yang namanya diawali {name}; tulis lebih panjang.")
    raise _none_called(name)


def content(house: House, name: str) -> bytes:
    """Return the bytes of the file called ``name``, exactly as they came. Raises NoSuchFile, or MediaProblem."""
    with house.db.reading() as db:
        row = db.execute(select(_m.content, _m.error).where(_m.name == name)).one_or_none()
    if row is None:
        raise _none_called(name)
    if row.content is None:
        raise NoSuchFile(row.error or f"Berkas {name} belum diambil dari penyedianya.")
    return house.media.read(row.content)


def _none_called(name: str) -> NoSuchFile:
    return NoSuchFile(f"Berkas {name} tidak ada. Lihat: suara media list")


def _files(db: Connection, query: Select[Any]) -> list[File]:
    rows = db.execute(query).all()
    asked = _questions(db, {row.response_id for row in rows if row.response_id is not None})
    return [
        File(
            row.name,
            row.content_type,
            row.status,
            row.size,
            row.created_at,
            row.error,
            row.survey_name or "",
            asked.get((row.response_id, row.name), ""),
            row.round_id,
            row.response_id,
            row.tries,
            row.due_at,
        )
        for row in rows
    ]


def _questions(db: Connection, responses: Iterable[int]) -> dict[tuple[int | None, str], str]:
    """Return which question each file answers. Answers are locked, so they are opened and looked at here."""
    a, wanted = t.answer.c, sorted(responses)
    found: dict[tuple[int | None, str], str] = {}
    for start in range(0, len(wanted), 500):
        some = a.response_id.in_(wanted[start : start + 500])
        for row in db.execute(select(a.response_id, a.question, a.words, a.raw).where(some, a.words.is_not(None))):
            # A voice note that was written down keeps its file in ``raw``.
            found |= {(row.response_id, said): row.question for said in (row.raw, row.words) if said}
    return found


# --- destroying ----------------------------------------------------------------------------------------------------


def forget(db: Connection, messages: Sequence[int]) -> list[str]:
    """Delete the rows of the files of these messages; return what they were kept as. ``destroy`` comes after the commit."""
    gone: list[str] = []
    for start in range(0, len(messages), 500):
        some = _m.message_id.in_(messages[start : start + 500])
        gone += db.scalars(select(_m.content).where(some, _m.content.is_not(None))).all()
        db.execute(t.media.delete().where(some))
    return gone


def destroy(database: Database, folder: Folder, contents: Iterable[str]) -> None:
    """Remove from the folder what no row names any more; a file that somebody else sent too, or a survey uses, stays.

    Raises MediaProblem once all have been tried, where one could not be removed; ``sweep`` tries it again.
    """
    wanted, trouble = sorted(set(contents)), None
    if not wanted:
        return
    with database.transaction() as db:
        if not database.is_sqlite:
            # Whoever is about to name one of these files waits until it is gone, and then keeps it again.
            db.execute(text("LOCK TABLE media, survey_media IN SHARE ROW EXCLUSIVE MODE"))
        used = _used(db, wanted)
        for name in wanted:
            if name not in used:
                try:
                    folder.remove(name)
                except MediaProblem as problem:
                    trouble = problem
    if trouble is not None:
        raise trouble


def _used(db: Connection, contents: Sequence[str]) -> set[str]:
    used: set[str] = set()
    for start in range(0, len(contents), 500):
        some = contents[start : start + 500]
        for table in (t.media, t.survey_media):
            used |= set(db.scalars(select(table.c.content).where(table.c.content.in_(some))))
    return used


def sweep(house: House, now: datetime) -> int:
    """Destroy what a crash left in the folder without a row; return how many files. ``now`` is the real time, in UTC.

    The files of today's surveys stay: their version is published when somebody begins it.
    """
    kept = {one.content for survey in house.library.today for one in house.library.files(survey.hash).values()}
    old = [name for name, since in house.media.names() if now - since > ORPHAN and name not in kept]
    destroy(house.db, house.media, old)
    return sum(not house.media.has(name) for name in old)
