"""The scheduler: a process of its own that looks each minute at what has fallen due, and tells the worker what waits.

What is due is worked out from the database, so nothing is lost while it is off; several machines may each run one, and a lease
lets one of them tick.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Final

from apscheduler.schedulers.background import BackgroundScheduler

from bot.bootstrap.house import clock_of, real_now
from bot.services import clock, faults, fetching, heartbeats
from bot.services.house import House
from bot.services.jobs import Jobs, listings, open_jobs
from bot.services.pickup import spooled
from bot.services.tick import tick, waiting

log = logging.getLogger(__name__)

TICK: Final = 60
"""Seconds between two looks at what is due."""

LOOK: Final = 5
"""Seconds between two looks for messages that wait; one second while the simulator is on, where somebody is watching."""

POLL: Final = 600
"""Seconds between two readings of a provider's list of messages."""


def keep_time(house: House, stopping: threading.Event) -> None:
    """Tick until ``stopping`` is set; then finish what was begun and return."""
    jobs = open_jobs(house, clock_of(house), real_now, stopping)
    keeper = _Keeper(house, jobs)
    scheduler = BackgroundScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    look = 1 if house.settings.simulator else LOOK
    duties: list[tuple[str, Callable[[], None], float]] = [
        ("beat", keeper.beat, heartbeats.EVERY.total_seconds()),
        ("tick", keeper.tick, TICK),
        ("look", keeper.look, look),
    ]
    if spooled(house):
        duties.append(("pickup", keeper.pickup, look))
    if house.postman is not None:
        duties.append(("mail", keeper.mail, TICK))
    if listings(house):
        duties.append(("poll", keeper.poll, POLL))
    for name, duty, seconds in duties:
        scheduler.add_job(_safely(name, duty), "interval", id=name, seconds=seconds, next_run_time=real_now())
    scheduler.start()
    stopping.wait()
    scheduler.shutdown(wait=True)
    jobs.queue.storage.close()
    _safely("end", lambda: heartbeats.end(house, "scheduler"))()


class _Keeper:
    """What the scheduler does, each duty at its own pace."""

    def __init__(self, house: House, jobs: Jobs) -> None:
        self._house = house
        self._jobs = jobs
        self._may = threading.Event()
        self._ticking = threading.Lock()
        self._ticked_at: datetime | None = None

    def beat(self) -> None:
        """Leave a sign of life and renew the right to tick."""
        now = real_now()
        heartbeats.beat(self._house, "scheduler", now)
        if heartbeats.may_tick(self._house, now):
            self._may.set()
        else:
            self._may.clear()

    def tick(self) -> None:
        """Do what is due."""
        # At the first start the right to tick comes a moment after; a minute is too long to wait for it.
        if not self._may.wait(1):
            return
        with self._ticking:
            self._ticked_at = clock.now(self._house, real_now())
            tick(self._house, self._ticked_at)

    def look(self) -> None:
        """Tell the worker what waits; and where the simulator's clock was moved, do at once what that made due."""
        if not self._may.is_set():
            return
        now = clock.now(self._house, real_now())
        if self._ticked_at is not None and (now - self._ticked_at).total_seconds() > TICK + 5:
            self.tick()
        channels, files = waiting(self._house, now), fetching.waiting(self._house, now)
        if (channels or files) and self._jobs.idle():
            for channel in channels:
                self._jobs.deliver(channel)
            if files:
                self._jobs.files()

    def pickup(self) -> None:
        """Let the worker fetch what waits, unless it is behind."""
        if self._may.is_set() and self._jobs.idle():
            self._jobs.pickup()

    def mail(self) -> None:
        """Let the worker send the letters that are due, unless it is behind."""
        if self._may.wait(1) and self._jobs.idle():
            self._jobs.mail()

    def poll(self) -> None:
        """Let the worker read the providers' lists."""
        if self._may.wait(1):
            self._jobs.poll()


def _safely(name: str, duty: Callable[[], None]) -> Callable[[], None]:
    def run() -> None:
        try:
            duty()
        except Exception as error:  # noqa: BLE001 - the database may be away for a while; it is tried again at its next turn
            log.warning("%s did not work this time: %s", name, faults.name(error))

    return run
