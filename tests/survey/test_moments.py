"""Days and moments are read, counted and printed on her own clock."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.survey.moments import (
    days_between,
    days_of,
    format_moment,
    local_day,
    moment_at,
    on_clock,
    part_of_day,
    print_moment,
    read_moment,
    read_time,
)
from bot.times import WIB

MOMENT = datetime(2026, 1, 4, 8, 5, 9, 70_000, WIB)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-24", date(2026, 11, 24)),
        ("2026-1-4", date(2026, 1, 4)),
        (" 2026-01-04 ", date(2026, 1, 4)),
        ("2026-01-04T08:05:09.070+07:00", MOMENT),
        ("2026-01-04T08:05:09.07", MOMENT),
        ("2026-01-04T01:05:09.070Z", MOMENT),
        ("2026-01-04T10:05:09.070+0900", MOMENT),
        ("2026-01-03T23:05:09.070-02", MOMENT),
        ("2026-01-04T08:05", MOMENT.replace(second=0, microsecond=0)),
        ("2026-02-30", None),
        ("2026-01-04T25:00", None),
        ("2026-01-04Tx", None),
        ("2026-01-04T08:05+07:60", None),
        ("2026-01-04T08:05+24:00", None),
        ("0001-01-01T00:00+14:00", None),
        ("4 Januari 2026", None),
        ("0812-3456-7890", None),
        ("", None),
    ],
)
def test_a_text_is_a_day_a_moment_or_neither(text: str, expected: date | None) -> None:
    found = read_moment(text, WIB)
    assert (found, type(found)) == (expected, type(expected))
    if isinstance(found, datetime):
        assert found.utcoffset() == timedelta(hours=7)


def test_a_time_of_day_is_read_with_or_without_an_offset() -> None:
    assert read_time("07:30") == time(7, 30)
    assert read_time("07:30:15.5Z") == time(7, 30, 15, 500_000, UTC)
    assert read_time("7.30") is None


def test_days_count_from_the_epoch_in_utc() -> None:
    assert days_of(date(1970, 1, 2), UTC) == 1
    assert days_of(date(1970, 1, 2), WIB) == pytest.approx(1 - 7 / 24)
    assert days_of(datetime(1970, 1, 1, 19, tzinfo=WIB), UTC) == 0.5
    assert days_between(date(2026, 11, 24), date(1950, 3, 1), WIB) == 28_027
    assert days_between(MOMENT, date(2026, 1, 4), WIB) == pytest.approx(8.0859 / 24, abs=1e-5)


def test_a_number_of_days_is_a_moment() -> None:
    assert moment_at(0.5, WIB) == datetime(1970, 1, 1, 19, tzinfo=WIB)
    assert moment_at(math.nan, WIB) is None
    assert moment_at(1e9, WIB) is None
    assert on_clock(datetime(9999, 12, 31, 23, tzinfo=UTC), WIB) is None
    assert local_day(MOMENT) == date(2026, 1, 4)
    assert local_day(date(2026, 1, 4)) == date(2026, 1, 4)


def test_a_part_of_the_day_is_hers() -> None:
    assert part_of_day(time(12), WIB, MOMENT) == 0.5
    assert part_of_day(time(23, tzinfo=UTC), WIB, MOMENT) == 0.25
    assert part_of_day(time(1, tzinfo=timezone(timedelta(hours=9))), WIB, MOMENT) == pytest.approx(23 / 24)


@pytest.mark.parametrize(
    ("form", "language", "expected"),
    [
        ("%Y-%m-%d", "en", "2026-01-04"),
        ("%e/%n/%y", "en", "4/1/26"),
        ("%a %e %b", "en", "Sun 4 Jan"),
        ("%a", "id", "Min"),
        ("%a", "jv", "Sun"),
        ("%H.%M:%S,%3 %h", "en", "08.05:09,070 8"),
        ("100%% %q %", "en", "100% %q %"),
    ],
)
def test_a_moment_is_written_in_a_form(form: str, language: str, expected: str) -> None:
    assert format_moment(MOMENT, form, WIB, language) == expected


def test_months_have_indonesian_names() -> None:
    assert format_moment(date(2026, 8, 17), "%e %b %Y %H:%M", WIB, "id") == "17 Agu 2026 00:00"
    assert print_moment(date(2026, 8, 17)) == "2026-08-17"
    assert print_moment(MOMENT) == "2026-01-04T08:05:09.070+07:00"


@given(st.text(max_size=40) | st.from_regex(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}T?[0-9:.+Z-]{0,20}", fullmatch=True))
def test_any_text_is_read_and_what_is_printed_is_read_back(text: str) -> None:
    found = read_moment(text, WIB)
    if found is not None:
        again = read_moment(print_moment(found), WIB)
        assert again is not None
        assert abs(days_of(again, WIB) - days_of(found, WIB)) < 1e-6
