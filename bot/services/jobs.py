"""The jobs and their queue. A job carries no truth: it only names what to look at.

Huey forgets a job whose worker dies; the scheduler queues again whatever is due, and a job may run twice or late.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from huey import Huey, PostgresHuey, SqliteHuey
from sqlalchemy import text

from bot.channels.base import Listing, SendError, Spooled
from bot.services import fetching, inbox, letters, outbox, pickup
from bot.services.house import House
from bot.services.pickup import spooled
from bot.services.poll import poll

log = logging.getLogger(__name__)

_NAME: Final = "suara"
_LOCK: Final = 7_582_417_202
"""PostgreSQL's advisory lock under which the tables of the queue are made; any number, always the same."""


_Channel = TypeVar("_Channel", Listing, Spooled)


@dataclass(frozen=True)
class Jobs:
    """The queue, and the jobs as functions that put themselves into it when they are called."""

    queue: Huey
    deliver: Callable[[str], Any]
    """Send what is due on this channel."""
    poll: Callable[[], Any]
    """Take in what the webhooks missed, where a provider keeps a list."""
    files: Callable[[], Any]
    """Fetch the files that are still at a provider."""

    pickup: Callable[[], Any]
    """Fetch what waits on the channels that call nobody."""

    mail: Callable[[], Any]
    """Send the letters that are due."""

    def idle(self) -> bool:
        """Tell whether nothing waits: a worker that is behind need not be told twice."""
        return not self.queue.pending_count()


def listings(house: House) -> list[Listing]:
    """Return the channels whose providers keep a list of what came in."""
    return [channel for channel in house.channels.values() if isinstance(channel, Listing)]


def open_jobs(
    house: House, now: Callable[[], datetime], real_now: Callable[[], datetime], stopping: threading.Event
) -> Jobs:
    """Open the queue: a file beside the data, or tables in PostgreSQL where the data are there.

    The jobs read the house's time from ``now``; ``stopping`` ends a delivery after the batch in hand.
    """
    queue = _open_queue(house)
    # In the worker's own thread, which has a connection to PostgreSQL of its own.
    queue.on_shutdown(name="close")(queue.storage.close)

    @queue.task()  # type: ignore[untyped-decorator]  # huey has no types
    def deliver(channel: str) -> None:
        try:
            while not stopping.is_set() and outbox.deliver(house, channel, now()):
                pass
        except Exception as error:  # noqa: BLE001 - logged by kind alone: its text may quote a row; the next look tries again
            log.error("delivery on %s failed: %s", channel, type(error).__name__)  # noqa: TRY400 - its trace may quote a row

    @queue.task(name="poll")  # type: ignore[untyped-decorator]  # huey has no types
    def read_lists() -> None:
        _each(listings(house), lambda channel: poll(house, channel, real_now(), inbox.receive))

    @queue.task(name="pickup")  # type: ignore[untyped-decorator]  # huey has no types
    def look_up() -> None:
        _each(spooled(house), lambda channel: pickup.fetch(house, channel, now(), inbox.receive))

    @queue.task(name="mail")  # type: ignore[untyped-decorator]  # huey has no types
    def mail() -> None:
        if house.postman is not None:
            letters.due(house, house.postman, now())

    @queue.task()  # type: ignore[untyped-decorator]  # huey has no types
    def files() -> None:
        _fetch_files(house, now())

    return Jobs(queue, deliver, read_lists, files, look_up, mail)


def _each(channels: Sequence[_Channel], fetch: Callable[[_Channel], int]) -> None:
    """Fetch from each channel; one that is in trouble does not hold up the others, and is looked at again the next time."""
    for channel in channels:
        try:
            taken = fetch(channel)
        except SendError as error:
            log.warning("%s could not be read: %s", channel.name, error.code)
        except Exception as error:  # noqa: BLE001 - logged by kind alone, as above
            log.error("what waits on %s could not be taken in: %s", channel.name, type(error).__name__)  # noqa: TRY400 - its trace may quote a row
        else:
            if taken:
                log.info("%d messages were fetched from %s", taken, channel.name)


def _fetch_files(house: House, now: datetime) -> None:
    try:
        fetching.fetch_due(house, now)
    except Exception as error:  # noqa: BLE001 - logged by kind alone: its text may quote a row; the next look tries again
        log.error("files could not be fetched: %s", type(error).__name__)  # noqa: TRY400 - its trace may quote a row


def _open_queue(house: House) -> Huey:
    if house.db.is_sqlite:
        file = house.settings.data / "jobs.db"
        try:
            return SqliteHuey(_NAME, results=False, filename=str(file), cache_mb=1, timeout=30)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorname not in {"SQLITE_NOTADB", "SQLITE_CORRUPT"}:
                raise
            # A damaged queue is thrown away: it holds nothing that the outbox does not know better.
            log.warning("the queue of jobs was damaged and is begun again")
            for part in (file, file.with_name("jobs.db-wal"), file.with_name("jobs.db-shm")):
                part.unlink(missing_ok=True)
            return SqliteHuey(_NAME, results=False, filename=str(file), cache_mb=1, timeout=30)
    # PostgreSQL's "create table if not exists" fails where two do it at the same moment, as scheduler and worker may.
    with house.db.transaction() as db:
        db.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        return PostgresHuey(_NAME, results=False, dsn=house.settings.database_url, table_prefix="suara_jobs")
