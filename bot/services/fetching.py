"""Files that are still at the provider: fetched by the worker, kept here, and then destroyed there.

No transaction is open while a file is on the wire. A row is held by moving ``due_at`` forward, so that a worker which dies lets go
of it by itself; a file may be fetched twice and is kept once. The provider's copy is destroyed only when ours is on the disk and
its row committed.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, select, update

from bot.channels.base import Fetched, FetchError, Fetching, TooMuch
from bot.services import faults
from bot.services.house import House
from bot.services.media import destroy, plain_type
from bot.services.rows import Found
from storage import tables as t
from storage.media import MOST_BYTES, UNKNOWN_TYPE, MediaProblem

log = logging.getLogger(__name__)

HOLD: Final = timedelta(minutes=5)
"""How long a row is held while its file is on the wire."""

WAITS: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(days=1),
)
"""The growing waits between tries; after the last the file has failed, and a person may ask for it again."""

PATIENCE: Final = 5.0
"""Seconds after which no further file is begun, since replies wait behind this job."""

_TAKEN: Final = ("image/", "audio/", "video/", "text/plain", "text/vcard", "text/x-vcard", "application/pdf")
_NOT_TAKEN: Final = frozenset({"image/svg+xml"})
"""A picture that may hold a program."""

_OFFICE: Final = ("application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument.")
_REFUSED: Final = "jenis berkas ini tidak diterima; minta dikirim sebagai foto, suara, video, atau PDF"
_STILL_THERE: Final = "tersimpan di sini, belum terhapus di penyedianya"
_m = t.media.c


def is_taken(content_type: str) -> bool:
    """Tell whether a file of this type is kept: pictures, sound, video, plain text, cards, PDF and office documents.

    A type that nobody knows is looked at again when the file is here; programs and web pages are never kept.
    """
    return content_type not in _NOT_TAKEN and content_type.startswith((*_TAKEN, *_OFFICE))


def waiting(house: House, now: datetime) -> bool:
    """Tell whether a file is to be fetched, or destroyed at its provider, at ``now``. One short look at an index."""
    names = _names(house)
    if not names:
        return False
    with house.db.reading() as db:
        return db.execute(_due(names, now)).first() is not None


def fetch_due(house: House, now: datetime, monotonic: Callable[[], float] = time.monotonic) -> int:
    """Fetch what is due, the oldest first, and return how many files were looked at; after ``PATIENCE`` the rest waits.

    ``now`` is in UTC. Raises what the database raises; the other files are then tried at the next look.
    """
    names, until, looked_at = _names(house), monotonic() + PATIENCE, 0
    while names and monotonic() < until:
        row = _claim(house, names, now)
        if row is None:
            break
        looked_at += 1
        carrier = house.channels[row.channel]
        if isinstance(carrier, Fetching):
            _discard(house, carrier, row, now) if row.status == "kept" else _fetch(house, carrier, row, now)
    return looked_at


def again(house: House, name: str | None, now: datetime) -> int:
    """Let a file that failed, or all of them (None), be fetched again from ``now`` on; return how many."""
    failed = update(t.media).where(_m.status == "failed", _m.source.is_not(None))
    if name is not None:
        failed = failed.where(_m.name == name)
    with house.db.transaction() as db:
        return db.execute(failed.values(status="pending", due_at=now, tries=0, error="")).rowcount


# --- one file ------------------------------------------------------------------------------------------------------


def _names(house: House) -> list[str]:
    """Return the channels at whose providers files can be asked for."""
    return [name for name, channel in house.channels.items() if isinstance(channel, Fetching)]


def _due(names: list[str], now: datetime) -> Select[Any]:
    return (
        select(t.media, t.message.c.channel)
        .join(t.message, t.message.c.id == _m.message_id)
        .where(_m.due_at <= now, _m.source.is_not(None), t.message.c.channel.in_(names))
        .order_by(_m.due_at, _m.id)
        .limit(1)
    )


def _claim(house: House, names: list[str], now: datetime) -> Found | None:
    """Hold the row that has been due for longest, or return None where there is none."""
    with house.db.transaction() as db:
        row = db.execute(_due(names, now).with_for_update(of=t.media, skip_locked=True)).first()
        if row is not None:
            db.execute(update(t.media).where(_m.id == row.id).values(due_at=now + HOLD))
    return row


def _fetch(house: House, carrier: Fetching, row: Found, now: datetime) -> None:
    if not (is_taken(row.content_type) or row.content_type == UNKNOWN_TYPE):
        _set(house, row, status="refused", error=_REFUSED, due_at=None)
        return
    try:
        fetched = carrier.fetch(row.source, MOST_BYTES)
        kind = _kind(row, fetched)
        if kind is None:
            _set(house, row, status="refused", error=_REFUSED, due_at=None, size=len(fetched.data))
            return
        content = house.media.keep(fetched.data)
    except TooMuch as error:
        _set(house, row, status="refused", error=error.tell, due_at=None)
    except FetchError as error:
        log.info("media %d was not fetched: %s", row.id, error.code)
        _failed(house, row, error, now)
    except MediaProblem as problem:
        log.warning("media %d could not be kept: %s", row.id, problem)
        _failed(house, row, FetchError("disk", retry=True, tell=str(problem).partition(" / ")[0]), now)
    except Exception as error:  # noqa: BLE001 - logged by kind and place; one bad file must not keep the others waiting
        log.error("media %d: the channel broke: %s", row.id, faults.name(error))  # noqa: TRY400 - its trace may quote a row
        _failed(house, row, FetchError("channel", retry=True, tell="saluran bermasalah; dicoba lagi"), now)
    else:
        _kept(house, row, fetched, kind, content, now)
        _discard(house, carrier, row, now)


def _kind(row: Found, fetched: Fetched) -> str | None:
    """Return what the file is, by what the provider calls it now, else called it before; None where it is not kept."""
    now_called = plain_type(fetched.content_type)
    kind = row.content_type if now_called == UNKNOWN_TYPE else now_called
    return kind if is_taken(kind) else None


def _kept(house: House, row: Found, fetched: Fetched, kind: str, content: str, now: datetime) -> None:
    """Note that the file is here; where she was erased meanwhile nothing of it stays."""
    values = {"status": "kept", "content": content, "size": len(fetched.data), "content_type": kind}
    with house.db.transaction() as db:
        named = update(t.media).where(_m.id == row.id).values(**values, tries=0, error="", due_at=now)
        here = db.execute(named).rowcount == 1
        if here and not house.media.has(content):
            # It was destroyed a moment ago, with whoever sent the same one; now nobody can, until we are done.
            house.media.keep(fetched.data)
    if not here:
        destroy(house.db, house.media, [content])


def _discard(house: House, carrier: Fetching, row: Found, now: datetime) -> None:
    """Destroy the provider's copy of a file that is kept here."""
    try:
        carrier.discard(row.source)
    except FetchError as error:
        log.info("media %d was not destroyed at the provider: %s", row.id, error.code)
        tries = row.tries if row.status == "kept" else 0
        wait = now + WAITS[tries] if error.retry and tries < len(WAITS) else None
        _set(house, row, due_at=wait, tries=tries + 1, error=_STILL_THERE)
    else:
        _set(house, row, source=None, due_at=None, error="")


def _failed(house: House, row: Found, error: FetchError, now: datetime) -> None:
    most = len(WAITS) if error.tries is None else error.tries
    if error.retry and row.tries < most:
        _set(house, row, due_at=now + WAITS[row.tries], tries=row.tries + 1, error=error.tell)
    else:
        _set(house, row, status="failed", due_at=None, tries=row.tries + 1, error=error.tell)


def _set(house: House, row: Found, **values: Any) -> None:
    with house.db.transaction() as db:
        db.execute(update(t.media).where(_m.id == row.id).values(**values))
