"""How fast messages may leave: limits over rolling spans, and when a round will be through."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.hours import Hours
from bot.policy.pace import DAY, FILE, Limit, Pace, read_paces, schedule
from bot.policy.reading import PolicyError
from bot.times import WIB, WITA

KEPT = Path(__file__).parent.parent.parent / "surveys/federasi" / FILE
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)


def always(now: datetime, _group: str) -> datetime:
    return now


def daytime(now: datetime, group: str) -> datetime:
    return Hours().next(now, {"WIB": WIB, "WITA": WITA}[group])


def test_without_limits_all_leaves_at_once() -> None:
    assert schedule(Pace(), {"WIB": 405, "WITA": 0}, always, NOON) == [(NOON, "WIB", 405)]
    assert Pace().room(lambda _span: 99) is None
    assert Pace().opening_room(99) is None
    assert Pace().span == timedelta()


def test_a_gateway_takes_thirty_every_half_hour_and_rests_at_night() -> None:
    plan = schedule(Pace((Limit(30, HALF_HOUR),)), {"WIB": 405}, daytime, NOON)
    assert sum(count for _, _, count in plan) == 405
    assert {count for _, _, count in plan[:-1]} == {30}
    # Eight hours until 20.00 WIB hold sixteen packs, and fourteen are needed.
    assert plan[-1] == (NOON + HALF_HOUR * 13, "WIB", 15)
    late = schedule(Pace((Limit(30, HALF_HOUR),)), {"WIB": 60}, daytime, NOON + timedelta(hours=7, minutes=45))
    assert [moment.astimezone(WIB).strftime("%d %H:%M") for moment, _, _ in late] == ["24 19:45", "25 07:00"]


def test_a_new_whatsapp_sender_needs_two_days_for_405() -> None:
    plan = schedule(Pace(openings=250), {"WIB": 300, "WITA": 105}, daytime, NOON)
    assert [(moment - NOON, count) for moment, _, count in plan] == [
        (timedelta(), 240),
        (DAY, 60),
        (DAY, 105),
    ]


def test_who_is_awake_first_is_written_to_first() -> None:
    early = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)  # 05.00 WIB, 06.00 WITA
    plan = schedule(Pace((Limit(1, timedelta(hours=2)),)), {"WIB": 1, "WITA": 1}, daytime, early)
    assert [(group, moment.hour) for moment, group, _ in plan] == [("WITA", 23), ("WIB", 1)]


def test_what_left_before_counts() -> None:
    past = [NOON - timedelta(minutes=20), NOON - timedelta(minutes=10), NOON - timedelta(hours=3)]
    plan = schedule(Pace((Limit(2, HALF_HOUR),)), {"WIB": 2}, always, NOON, sorted(past))
    assert [moment - NOON for moment, _, _ in plan] == [timedelta(minutes=10), timedelta(minutes=20)]


def test_room_is_the_smallest_of_all_limits() -> None:
    pace = Pace((Limit(30, HALF_HOUR), Limit(700, DAY)), openings=250)
    assert pace.room({HALF_HOUR: 10, DAY: 695}.__getitem__) == 5
    assert pace.room({HALF_HOUR: 40, DAY: 40}.__getitem__) == 0
    assert pace.span == DAY
    assert [pace.opening_room(opened) for opened in (0, 239, 240, 300)] == [240, 1, 0, 0]
    # A tiny tier keeps a fifth back and not ten.
    assert Pace(openings=5).opening_room(0) == 4


limits = st.builds(Limit, st.integers(1, 20), st.integers(1, 100).map(lambda minutes: timedelta(minutes=minutes)))


@given(st.lists(limits, max_size=3), st.none() | st.integers(1, 30), st.integers(0, 60), st.integers(0, 60))
def test_no_span_ever_holds_more_than_its_limit(found: list[Limit], openings: int | None, west: int, east: int) -> None:
    pace = Pace(tuple(found), openings)
    plan = schedule(pace, {"WIB": west, "WITA": east}, daytime, NOON)
    assert sum(count for _, group, count in plan if group == "WIB") == west
    assert sum(count for _, group, count in plan if group == "WITA") == east
    assert [moment for moment, _, _ in plan] == sorted(moment for moment, _, _ in plan)
    for limit in [*found, *([Limit(openings, DAY)] if openings else [])]:
        for end, _, _ in plan:
            assert sum(count for moment, _, count in plan if end - limit.per < moment <= end) <= limit.count


def test_the_file_of_the_house() -> None:
    paces = read_paces(KEPT.read_text("utf-8"))
    assert paces["smsgate", "sms"] == Pace((Limit(30, HALF_HOUR), Limit(700, DAY)))
    assert paces["twilio", "whatsapp"] == Pace((Limit(80, timedelta(seconds=1)),), 250, timedelta(seconds=6))
    assert ("simulator", "sms") not in paces
    assert read_paces("") == {}


@pytest.mark.parametrize(
    "text", ["twilio:\n  per_detik: 1\n", "twilio fax:\n  per_detik: 1\n", "gammu sms:\n  per_detik: 0\n"]
)
def test_a_slip_is_said_with_its_line(text: str) -> None:
    with pytest.raises(PolicyError, match=r"laju\.yaml:[12]: "):
        read_paces(text)
