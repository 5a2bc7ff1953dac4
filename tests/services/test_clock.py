"""The house's clock: real, or moved forward while the simulator is on; it walks past every evening and never back."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.services import clock
from bot.times import EVENING, WIB, WIT, WITA, local
from storage.database import Database
from tests.federation import NOON, house_of


def test_without_a_move_it_is_the_real_time(database: Database) -> None:
    assert clock.now(house_of(database), NOON) == NOON


def test_it_moves_forward_and_stays_moved(database: Database) -> None:
    house = house_of(database)
    assert clock.move(house, "+2d", NOON) == NOON + timedelta(days=2)
    assert clock.now(house, NOON + timedelta(minutes=5)) == NOON + timedelta(days=2, minutes=5)
    assert clock.move(house, "besok 19.00", NOON) == datetime(2026, 11, 27, 19, 0, tzinfo=WIB)


def test_another_process_sees_the_move_within_a_second(database: Database) -> None:
    house = house_of(database)
    clock.now(house, NOON)
    clock.move(house, "+1d", NOON)
    clock._kept.clear()  # another process remembers nothing
    assert clock.now(house, NOON) == NOON + timedelta(days=1)


def test_it_walks_past_every_evening_in_every_zone_and_the_monday_morning(database: Database) -> None:
    house = house_of(database)
    stops: list[datetime] = []
    goal = clock.move(house, "Senin 08.00", NOON, stops.append)
    assert stops == sorted(stops)
    assert stops[-1] == goal == datetime(2026, 11, 30, 8, 0, tzinfo=WIB)
    for zone in (WIB, WITA, WIT):
        evenings = {local(stop, zone).date() for stop in stops if local(stop, zone).time() in EVENING}
        assert len(evenings) == 6
    assert any(local(stop, WIB).strftime("%a %H.%M") == "Mon 07.31" for stop in stops)


def test_at_each_stop_the_house_has_that_time(database: Database) -> None:
    house = house_of(database)
    seen: list[tuple[datetime, datetime]] = []
    clock.move(house, "+1d", NOON, lambda stop: seen.append((stop, clock.now(house, NOON))))
    assert seen
    assert all(stop == time for stop, time in seen)


def test_a_long_leap_walks_its_last_days_only(database: Database) -> None:
    stops: list[datetime] = []
    goal = clock.move(house_of(database), "2027-11-30 08.00", NOON, stops.append)
    assert stops[0] > goal - timedelta(days=46)
    assert len(stops) < 450


@pytest.mark.parametrize("words", ["kemarin", "2026-11-01", "-2d", ""])
def test_it_never_goes_back_and_reads_no_riddles(database: Database, words: str) -> None:
    with pytest.raises(clock.ClockRefused, match="bukan saat yang akan datang"):
        clock.move(house_of(database), words, NOON)


def test_it_does_not_move_while_the_simulator_is_off(database: Database, tmp_path: Path) -> None:
    house = house_of(database)
    clock.move(house, "+2d", NOON)
    real = house_of(database, {"SUARA_SIMULATOR": "0", "SUARA_DATA": str(tmp_path)})
    assert clock.now(real, NOON) == NOON
    with pytest.raises(clock.ClockRefused, match="SUARA_SIMULATOR"):
        clock.move(real, "+2d", NOON)
