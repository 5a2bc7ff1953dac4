"""Who is alive, and who may tick."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

import pytest

from bot.services import heartbeats
from bot.services.house import House
from storage import facts
from storage.database import Database
from tests.federation import NOON, house_of


@pytest.fixture
def house(database: Database) -> House:
    return house_of(database)


def test_a_part_lives_while_its_sign_is_fresh(house: House) -> None:
    assert heartbeats.alive(house, NOON) == {"scheduler": False, "worker": False}
    heartbeats.beat(house, "worker", NOON)
    assert heartbeats.alive(house, NOON + heartbeats.SILENT) == {"scheduler": False, "worker": True}
    late = NOON + heartbeats.SILENT + timedelta(seconds=1)
    assert not heartbeats.alive(house, late)["worker"]
    heartbeats.beat(house, "worker", late)
    assert heartbeats.alive(house, late)["worker"]


def test_a_part_that_stopped_takes_its_sign_away_and_no_other(house: House) -> None:
    heartbeats.beat(house, "worker", NOON)
    with house.db.transaction() as db:
        facts.put(db, "heartbeat.scheduler", f"{NOON.isoformat()} another-machine 1", NOON)
    heartbeats.end(house, "worker")
    heartbeats.end(house, "scheduler")
    assert heartbeats.alive(house, NOON) == {"scheduler": True, "worker": False}


def sign(house: House, pid: int) -> bool:
    """Leave the worker's sign as process ``pid`` of this machine; tell whether it counts as alive."""
    with house.db.transaction() as db:
        facts.put(db, "heartbeat.worker", f"{NOON.isoformat()} {heartbeats.place()} {pid}", NOON)
    return heartbeats.alive(house, NOON)["worker"]


def test_a_killed_process_is_dead_though_its_sign_is_fresh(house: House) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        assert sign(house, process.pid)
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert not sign(house, process.pid), "it has ended, though nobody has collected it yet"
    assert not sign(house, process.pid)


def test_one_machine_ticks_until_its_lease_ends(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def may(machine: str, seconds: int) -> bool:
        monkeypatch.setattr(heartbeats, "place", lambda: machine)
        return heartbeats.may_tick(house, NOON + timedelta(seconds=seconds))

    assert may("a", 0)
    assert not may("b", 1)
    assert may("a", 20), "renewed"
    assert not may("b", 49)
    assert may("b", 51), "a has been silent for too long"
    assert not may("a", 52)
    assert may("b", 53), "a scheduler that was killed is followed at once on its own machine"
