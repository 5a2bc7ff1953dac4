"""Which parts of the house are alive: scheduler and worker leave a sign of life in the database, and a lease says who ticks.

All of it runs on the real clock: a clock that the simulator moved forward says nothing about a process.
"""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import delete, update

from bot.services.house import House
from storage import facts
from storage import tables as t

EVERY: Final = timedelta(seconds=5)
"""How often a part leaves its sign."""

SILENT: Final = timedelta(seconds=30)
"""A part that left none for so long is not alive."""

PARTS: Final = ("scheduler", "worker")

LEASE: Final = timedelta(seconds=30)
"""How long the right to tick holds without being renewed."""

_TICKS: Final = "lease.scheduler"


def beat(house: House, part: str, real_now: datetime) -> None:
    """Leave a sign of life for ``part`` of this process."""
    with house.db.transaction() as db:
        facts.put(db, f"heartbeat.{part}", f"{real_now.isoformat()} {place()} {os.getpid()}", real_now)


def end(house: House, part: str) -> None:
    """Take the sign away: the part of this process has stopped."""
    fact = t.fact.c
    mine = fact.value.endswith(f" {place()} {os.getpid()}", autoescape=True)
    with house.db.transaction() as db:
        db.execute(delete(t.fact).where(fact.name == f"heartbeat.{part}", mine))


def alive(house: House, real_now: datetime) -> dict[str, bool]:
    """Tell for each part whether it is alive: a fresh sign, and where it is one of this machine's, a running process."""
    with house.db.reading() as db:
        signs = {part: facts.get(db, f"heartbeat.{part}") for part in PARTS}
    return {part: sign is not None and _fresh(sign, real_now) for part, sign in signs.items()}


def _fresh(sign: str, real_now: datetime) -> bool:
    at, where, pid = sign.split(" ")
    if real_now - datetime.fromisoformat(at) > SILENT:
        return False
    return where != place() or _runs(int(pid))


def _runs(pid: int) -> bool:
    """Tell whether a process of this machine still runs; one that has ended and was not collected yet does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:  # no /proc here (macOS), or it ended just now
        return not Path("/proc/self").exists()
    return state not in {"Z", "X"}


def place() -> str:
    """Return where process ids have a meaning: this machine, or this container of it."""
    try:
        return f"{socket.gethostname()}/{Path('/proc/self/ns/pid').stat().st_ino}".replace(" ", "-")
    except OSError:
        return socket.gethostname().replace(" ", "-")


def may_tick(house: House, real_now: datetime) -> bool:
    """Take or renew the right to tick; False while a scheduler on another machine has it.

    Two schedulers on one machine both get it, so that one which was killed is followed at once; every duty is safe twice.
    """
    fact = t.fact.c
    with house.db.transaction() as db:
        held = facts.get(db, _TICKS)
        mine = f"{(real_now + LEASE).isoformat()} {place()}"
        if held is None:
            facts.put(db, _TICKS, mine, real_now)
            return True
        until, holder = held.split(" ")
        if holder != place() and datetime.fromisoformat(until) > real_now:
            return False
        # Only if nobody was faster: on PostgreSQL two may have read the same.
        swap = update(t.fact).where(fact.name == _TICKS, fact.value == held).values(value=mine, changed_at=real_now)
        return db.execute(swap).rowcount == 1
