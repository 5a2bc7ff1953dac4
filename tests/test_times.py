"""The three clocks, the quiet night, the evening of reminders, the secretariat's week, and a clock moved by words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.times import (
    EVENING,
    QUIET,
    WIB,
    WIT,
    WITA,
    ZONES,
    Week,
    Window,
    is_quiet,
    local,
    month_of,
    month_start,
    move,
    next_moment,
    say_clock,
    say_day,
    say_moment,
    weekly_summary_due,
)

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)  # Tuesday 11.00 WIB, 12.00 WITA, 13.00 WIT

moments = st.integers(0, 45 * 366 * 86_400).map(
    lambda seconds: datetime(2015, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
zones = st.sampled_from([WIB, WITA, WIT])
clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))
windows = st.tuples(clocks, clocks).filter(lambda ends: ends[0] != ends[1]).map(lambda ends: Window(*ends))


def test_each_zone_has_its_hour_and_its_name() -> None:
    assert {name: (local(NOW, zone).hour, zone.tzname(None)) for name, zone in ZONES.items()} == {
        "WIB": (11, "WIB"),
        "WITA": (12, "WITA"),
        "WIT": (13, "WIT"),
    }


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        local(NOW.replace(tzinfo=None), WIB)


@pytest.mark.parametrize(
    ("hour", "minute", "quiet"),
    [(19, 59, False), (20, 0, True), (23, 59, True), (0, 0, True), (6, 59, True), (7, 0, False)],
)
def test_the_night_is_quiet(hour: int, minute: int, quiet: bool) -> None:
    assert is_quiet(datetime(2026, 11, 24, hour, minute, tzinfo=WITA), WITA) is quiet


def test_the_night_comes_earlier_in_the_east() -> None:
    moment = datetime(2026, 11, 24, 18, 30, tzinfo=WIB)
    assert not is_quiet(moment, WIB)
    assert is_quiet(moment, WIT)


def test_a_window_of_no_length_is_refused() -> None:
    with pytest.raises(ValueError, match="no length"):
        Window(time(8), time(8))


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        (NOW, WIB, datetime(2026, 11, 24, 18, 30, tzinfo=WIB)),
        (NOW, WITA, datetime(2026, 11, 24, 18, 30, tzinfo=WITA)),
        (datetime(2026, 11, 24, 19, 0, tzinfo=WIB), WIB, datetime(2026, 11, 24, 19, 0, tzinfo=WIB)),
        (datetime(2026, 11, 24, 20, 0, tzinfo=WIB), WIB, datetime(2026, 11, 25, 18, 30, tzinfo=WIB)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=WIB), WIT, datetime(2027, 1, 1, 18, 30, tzinfo=WIT)),
    ],
)
def test_the_next_evening(now: datetime, zone: timezone, expected: datetime) -> None:
    found = next_moment(now, zone, EVENING)
    assert found == expected
    assert found.tzinfo is UTC


def test_the_next_night_starts_today() -> None:
    assert next_moment(NOW, WIB, QUIET) == datetime(2026, 11, 24, 20, 0, tzinfo=WIB)


@given(moments, zones, windows)
def test_the_next_moment_is_the_first_one_inside(now: datetime, zone: timezone, window: Window) -> None:
    found = next_moment(now, zone, window)
    assert now <= found < now + timedelta(days=1)
    assert local(found, zone).time() in window
    if found > now:
        assert local(now, zone).time() not in window
        assert local(found, zone).time() == window.start


def test_a_week_runs_from_monday_to_monday_in_wib() -> None:
    week = Week.of(NOW)
    assert str(week) == "2026-W48"
    assert week.start == datetime(2026, 11, 23, 0, 0, tzinfo=WIB)
    assert week.end == datetime(2026, 11, 30, 0, 0, tzinfo=WIB)
    assert week.start.tzinfo is week.end.tzinfo is week.summary_at.tzinfo is UTC
    assert str(week.previous) == "2026-W47"


def test_monday_begins_at_midnight_in_wib() -> None:
    monday = datetime(2026, 11, 23, 0, 0, tzinfo=WIB)
    assert str(Week.of(monday)) == "2026-W48"
    assert str(Week.of(monday - timedelta(seconds=1))) == "2026-W47"


def test_weeks_around_the_new_year() -> None:
    assert str(Week.of(datetime(2027, 1, 1, 12, tzinfo=WIB))) == "2026-W53"
    assert Week.parse("2027-w01").previous == Week.parse(" 2026-W53 ")
    assert Week.parse("2026-W53").following == Week.parse("2027-W01")


@pytest.mark.parametrize("text", ["", "2026-47", "2026-W00", "2026-W54", "2027-W53", "0000-W01", "W47", "2026-W4"])
def test_what_is_no_week(text: str) -> None:
    with pytest.raises(ValueError, match=r"W|week|[Yy]ear"):
        Week.parse(text)


@given(moments)
def test_weeks_follow_one_another(now: datetime) -> None:
    week = Week.of(now)
    assert week.start <= now < week.end
    assert week.previous.end == week.start
    assert week.previous.following == week
    assert Week.parse(str(week)) == week
    assert week.previous < week


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 11, 23, 7, 29, tzinfo=WIB), "2026-W46"),
        (datetime(2026, 11, 23, 7, 30, tzinfo=WIB), "2026-W47"),
        (datetime(2026, 11, 29, 23, 59, tzinfo=WIB), "2026-W47"),
        (datetime(2026, 11, 30, 0, 0, tzinfo=WIB), "2026-W47"),
        (datetime(2026, 11, 30, 7, 30, tzinfo=WIB), "2026-W48"),
    ],
)
def test_the_summary_is_due_on_monday_at_half_past_seven(now: datetime, due: str) -> None:
    assert str(weekly_summary_due(now)) == due


def test_people_read_moments_in_their_own_language() -> None:
    moment = datetime(2026, 12, 4, 12, 5, tzinfo=UTC)
    assert say_moment(moment, WIB) == "Jumat 4 Des, 19.05 WIB"
    assert say_moment(moment, WITA, "jv") == "Jemuwah 4 Des, 20.05 WITA"
    assert say_moment(moment, WIT, "en") == "Friday 4 Dec, 21:05 WIT"
    assert say_day(moment, WIB, "min") == "Jumat 4 Des"
    assert say_clock(moment, WIB) == "19.05"


@pytest.mark.parametrize(
    ("said", "then"),
    [
        ("+2d", "Kamis 26 Nov, 11.00 WIB"),
        ("+3h", "Selasa 24 Nov, 14.00 WIB"),
        ("+30m", "Selasa 24 Nov, 11.30 WIB"),
        ("+1d 12h", "Rabu 25 Nov, 23.00 WIB"),
        ("+1d12h", "Rabu 25 Nov, 23.00 WIB"),
        ("+ 2 hari", "Kamis 26 Nov, 11.00 WIB"),
        ("+1 jam 5 menit", "Selasa 24 Nov, 12.05 WIB"),
        ("+1w", "Selasa 1 Des, 11.00 WIB"),
        ("+2 minggu", "Selasa 8 Des, 11.00 WIB"),
        ("besok 19.00", "Rabu 25 Nov, 19.00 WIB"),
        ("Besok  jam 7", "Rabu 25 Nov, 07.00 WIB"),
        ("besok pagi", "Rabu 25 Nov, 08.00 WIB"),
        ("besok", "Rabu 25 Nov, 00.00 WIB"),
        ("sesuk sore", "Rabu 25 Nov, 16.00 WIB"),
        ("tomorrow 19:00", "Rabu 25 Nov, 19.00 WIB"),
        ("lusa siang", "Kamis 26 Nov, 12.00 WIB"),
        ("hari ini 19.00", "Selasa 24 Nov, 19.00 WIB"),
        ("nanti malam", "Selasa 24 Nov, 19.00 WIB"),
        ("19.00", "Selasa 24 Nov, 19.00 WIB"),
        ("pukul 08.00 WIB", "Rabu 25 Nov, 08.00 WIB"),
        ("malam", "Selasa 24 Nov, 19.00 WIB"),
        ("Senin 08.00", "Senin 30 Nov, 08.00 WIB"),
        ("senen 08.00", "Senin 30 Nov, 08.00 WIB"),
        ("Jum'at 7.30", "Jumat 27 Nov, 07.30 WIB"),
        ("Selasa 12.00", "Selasa 24 Nov, 12.00 WIB"),
        ("Selasa 11.00", "Selasa 1 Des, 11.00 WIB"),
        ("monday 08:00", "Senin 30 Nov, 08.00 WIB"),
        ("minggu 08.00", "Minggu 29 Nov, 08.00 WIB"),
        ("2026-11-30 07.30", "Senin 30 Nov, 07.30 WIB"),
        ("2026-11-30T07:30", "Senin 30 Nov, 07.30 WIB"),
        ("2026-11-30", "Senin 30 Nov, 00.00 WIB"),
    ],
)
def test_a_clock_is_moved_by_words(said: str, then: str) -> None:
    moved = move(said, NOW)
    assert moved is not None
    assert moved.tzinfo is UTC
    assert say_moment(moved, WIB) == then


@pytest.mark.parametrize(
    "said",
    [
        "",
        "+",
        "+d",
        "+0m",
        "+2x",
        "+2d x",
        "+999999w",
        "-2d",
        "kemarin 08.00",
        "hari ini 08.00",
        "hari ini",
        "besok x",
        "besok 25.00",
        "19.60",
        "2026-11-20 08.00",
        "2026-13-01",
        "2026-11-31 08.00",
        "2099-01-01",
        "kapan-kapan",
        "2026-11-30 x",
    ],
)
def test_words_that_move_no_clock(said: str) -> None:
    assert move(said, NOW) is None


@given(st.one_of(st.text(), st.from_regex(r"\+[0-9]{1,7}[dhmw]", fullmatch=True)), moments)
def test_a_clock_never_goes_backwards(said: str, now: datetime) -> None:
    moved = move(said, now)
    assert moved is None or moved > now


def test_a_month_begins_at_midnight_in_the_federations_zone() -> None:
    last = datetime(2026, 10, 31, 16, 59, 59, tzinfo=UTC)
    assert month_of(last) == date(2026, 10, 1)
    assert month_of(last + timedelta(seconds=1)) == date(2026, 11, 1)
    assert month_start(date(2026, 11, 24)) == last + timedelta(seconds=1)
