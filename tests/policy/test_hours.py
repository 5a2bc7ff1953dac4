"""When messages that nobody asked for may leave: three clocks, fasting, Fridays, holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.hours import FILE, HOLIDAYS, Hours, read_holidays, read_hours
from bot.policy.reading import PolicyError
from bot.times import WIB, WIT, WITA, ZONES, Window, is_quiet, local

KEPT = Path(__file__).parent.parent.parent / "surveys/federasi" / FILE
FASTING = ((date(2027, 2, 8), date(2027, 3, 9)),)
HOURS = Hours(
    fasting=FASTING,
    fasting_day=Window(time(8), time(17)),
    fasting_evening=Window(time(15, 30), time(17)),
    friday=Window(time(11, 30), time(13)),
    closed=((date(2026, 12, 24), date(2026, 12, 26)),),
    holidays=frozenset([date(2027, 1, 1)]),
)


def at(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=WIB)


@pytest.mark.parametrize(
    ("day", "clock", "evening", "expected"),
    [
        ("2026-11-24", "12:00", False, "2026-11-24T12:00"),
        ("2026-11-24", "20:00", False, "2026-11-25T07:00"),
        ("2026-11-24", "06:59", False, "2026-11-24T07:00"),
        ("2026-11-24", "12:00", True, "2026-11-24T18:30"),
        ("2026-11-24", "19:59", True, "2026-11-24T19:59"),
        # Friday: the prayers are left free, the rest of the day is a day as any other
        ("2026-11-27", "11:29", False, "2026-11-27T11:29"),
        ("2026-11-27", "11:30", False, "2026-11-27T13:00"),
        ("2026-11-27", "13:00", False, "2026-11-27T13:00"),
        # Days of its own, and a holiday
        ("2026-12-23", "20:30", False, "2026-12-27T07:00"),
        ("2026-12-31", "21:00", True, "2027-01-02T18:30"),
        # Fasting
        ("2027-02-08", "07:30", False, "2027-02-08T08:00"),
        ("2027-02-08", "17:00", False, "2027-02-09T08:00"),
        ("2027-03-09", "16:00", True, "2027-03-09T16:00"),
        ("2027-03-09", "18:00", True, "2027-03-10T18:30"),
        ("2027-02-12", "08:00", True, "2027-02-12T15:30"),
    ],
)
def test_the_next_moment(day: str, clock: str, evening: bool, expected: str) -> None:
    found = HOURS.next(at(day, clock), WIB, evening=evening)
    assert found == datetime.fromisoformat(expected).replace(tzinfo=WIB)
    assert found.tzinfo is UTC
    assert HOURS.may(at(day, clock), WIB, evening=evening) is (found == at(day, clock))


def test_every_zone_has_its_own_clock() -> None:
    noon = at("2026-11-24", "12:00")
    assert [HOURS.next(noon, zone, evening=True) - noon for zone in (WIB, WITA, WIT)] == [
        timedelta(hours=6, minutes=30),
        timedelta(hours=5, minutes=30),
        timedelta(hours=4, minutes=30),
    ]


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - the zone is given beside
    st.sampled_from(sorted(ZONES)),
    st.booleans(),
)
def test_nothing_leaves_in_the_night_and_what_may_leave_may_leave_now(now: datetime, name: str, evening: bool) -> None:
    zone = ZONES[name]
    found = HOURS.next(now, zone, evening=evening)
    assert now <= found < now + timedelta(days=9)
    assert not is_quiet(found, zone)
    assert HOURS.may(found, zone, evening=evening)
    assert HOURS.next(found, zone, evening=evening) == found
    last = HOURS.last(found, zone, evening=evening)
    assert local(last, zone).date() == local(found, zone).date()
    assert last.astimezone(UTC) >= found - timedelta(minutes=1)


def test_a_year_that_is_closed_by_mistake_holds_nothing_for_ever() -> None:
    shut = Hours(closed=((date(2026, 1, 1), date(2030, 1, 1)),))
    now = at("2026-11-24", "12:00")
    assert shut.next(now, WIB) == at("2026-11-25", "07:00")
    assert shut.next(at("2026-11-24", "05:00"), WIB) == at("2026-11-24", "07:00")
    assert shut.next(now, WIB, evening=True) == at("2026-11-24", "18:30")
    assert not shut.may(now, WIB)
    assert shut.last(now, WIB) == at("2026-11-24", "19:59")


def test_a_friday_that_is_all_prayers_is_passed_over() -> None:
    hours = Hours(friday=Window(time(7), time(20)))
    assert hours.next(at("2026-11-27", "08:00"), WIB) == at("2026-11-28", "07:00")


def test_the_file_of_the_house() -> None:
    hours = read_hours(KEPT.read_text("utf-8"), [date(2026, 12, 25)])
    assert hours.friday == HOURS.friday
    assert hours.fasting[0] == FASTING[0]
    assert hours.fasting_evening == HOURS.fasting_evening
    assert hours.window(date(2026, 12, 25)) is None
    assert hours.window(date(2026, 12, 28)) == Hours().day


def test_an_empty_file_is_the_usual_day() -> None:
    assert read_hours("") == Hours()
    assert read_hours("libur_nasional: tidak", [date(2026, 12, 25)]).holidays == frozenset()


@pytest.mark.parametrize(
    "text", ["siang: 06.00-20.00", "sore: 18.00-21.00", "siang: tidak ada", "ramadan:\n  sore: 19.00-07.30", "malam: 1"]
)
def test_nobody_is_woken_by_a_file(text: str) -> None:
    with pytest.raises(PolicyError, match=r"jam\.yaml:[12]: "):
        read_hours(text)


def test_the_holidays_of_the_house() -> None:
    found = read_holidays(KEPT.with_name(HOLIDAYS).read_text("utf-8"))
    assert found[date(2026, 8, 17)] == "Hari Kemerdekaan Republik Indonesia"
    assert {day.year for day in found} >= set(range(2026, 2031))


def test_a_day_that_is_none_is_said_with_its_line() -> None:
    with pytest.raises(PolicyError, match=r"libur\.csv:3: "):
        read_holidays("tanggal,nama\n2026-08-17,HUT RI\n\n17 Agustus,HUT RI\n".replace("\n\n", "\n"))
