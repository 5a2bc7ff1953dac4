"""The worker: a process of its own that does the jobs of ``bot.services.jobs``, one after the other."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final

from bot.bootstrap.house import clock_of, real_now
from bot.services import claims, faults, heartbeats, inbox, media, spool
from bot.services.house import House
from bot.services.jobs import open_jobs

log = logging.getLogger(__name__)

FETCH: Final = 0.5
"""Seconds that an idle worker on SQLite waits at most before it looks for jobs; PostgreSQL wakes it."""

DRAIN_FOR: Final = 10.0
"""Seconds for which messages that waited for the database are taken in, before the next sign of life is due."""


def work(house: House, stopping: threading.Event) -> None:
    """Do jobs until ``stopping`` is set; then finish the batch in hand and return."""
    _safely(lambda: claims.release(house))
    _safely(lambda: media.sweep(house, real_now()))
    jobs = open_jobs(house, clock_of(house), real_now, stopping)
    consumer = jobs.queue.create_consumer(
        workers=1,
        periodic=False,
        initial_delay=0.05,
        max_delay=FETCH,
        scheduler_interval=60,
        check_worker_health=False,
    )
    # Not its run(): that would take the signals for itself, and they are our caller's.
    consumer._set_signal_handlers = lambda: None  # noqa: SLF001
    consumer.start()
    try:
        while True:
            # A thread that has died is replaced here, and no sign of life is left for one that cannot be.
            consumer.check_worker_health()
            _safely(lambda: heartbeats.beat(house, "worker", real_now()))
            _safely(lambda: spool.drain(house, inbox.receive, DRAIN_FOR))
            if stopping.wait(heartbeats.EVERY.total_seconds()):
                break
    finally:
        consumer.stop(graceful=True)
        jobs.queue.storage.close()
    _safely(lambda: heartbeats.end(house, "worker"))


def _safely(do: Callable[[], object]) -> None:
    try:
        do()
    except Exception as error:  # noqa: BLE001 - the database may be away for a while; the silence is what tells
        log.warning("the worker cannot reach the database: %s", faults.name(error))
