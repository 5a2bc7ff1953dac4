"""Reminders: in her own evening, at most two, never twice, never after BERHENTI; and the end of silence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from bot.conversation.state import Phase, from_json
from bot.services import invitations, reminders, rounds
from bot.services.house import House
from bot.services.inbox import receive
from bot.services.outbox import deliver
from bot.services.rounds import Actor, Opened
from bot.times import EVENING, QUIET, WIB, WITA, local
from storage import tables as t
from storage.database import Database
from tests.federation import NOON, Federation, house_of

WOMAN, OTHER, EASTERN = "+6281100000001", "+6281100000002", "+6281100000005"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of November 2026 on the clock of WIB."""
    return datetime(2026, 11, day, hour, minute, tzinfo=WIB)


@pytest.fixture
def federation(database: Database) -> Federation:
    """Give a round over two zones, opened on Tuesday 24 at noon, its invitations delivered."""
    one = Federation(house_of(database))
    java, mamuju = one.union("kulon-progo"), one.union("mamuju", "WITA")
    one.member("Anggota Satu", WOMAN, union_id=java)
    one.member("Anggota Dua", OTHER, union_id=java)
    one.member("Anggota Lima", EASTERN, union_id=mamuju, zone="WITA")
    found = rounds.open_round(one.house, "corel-anggota", None, Actor(), NOON)
    assert isinstance(found, Opened)
    deliver(one.house, "simulator", NOON)
    return one


def reminded(house: House) -> list[Any]:
    """Return (number, due, state) of every reminder, oldest first."""
    a, o = t.address.c, t.outbox.c
    with house.db.reading() as db:
        query = select(a.value, o.due_at, o.expires_at, o.state, o.spoken).join(t.outbox, o.address_id == a.id)
        return list(db.execute(query.where(o.kind == "reminder").order_by(o.due_at, o.id)))


def test_nobody_is_reminded_before_a_day_has_passed(federation: Federation) -> None:
    assert reminders.due(federation.house, at(24, 18, 30)) == 0


def test_nobody_is_reminded_of_an_invitation_that_has_not_left(database: Database) -> None:
    one = Federation(house_of(database))
    one.member("Anggota Satu", WOMAN, union_id=one.union("kulon-progo"))
    rounds.open_round(one.house, "corel-anggota", None, Actor(), NOON)
    assert reminders.due(one.house, at(26, 18, 45)) == 0


def test_each_zone_has_its_own_evening(federation: Federation) -> None:
    house = federation.house
    assert reminders.due(house, at(25, 17, 29)) == 0
    assert reminders.due(house, at(25, 17, 30)) == 1  # 18.30 WITA
    assert [row.value for row in reminded(house)] == [EASTERN]
    assert reminders.due(house, at(25, 18, 29)) == 0
    assert reminders.due(house, at(25, 18, 30)) == 2
    assert reminders.due(house, at(25, 20, 0)) == 0


def test_after_eight_in_the_evening_nothing_is_queued(federation: Federation) -> None:
    assert reminders.due(federation.house, at(25, 20, 0)) == 0
    assert reminders.due(federation.house, at(26, 6, 59)) == 0


def test_two_and_no_more_on_the_days_that_were_set(federation: Federation) -> None:
    house = federation.house
    evenings = [day for day in range(24, 31) if reminders.due(house, at(day, 18, 45))]
    assert evenings == [25, 27]
    assert len([row for row in reminded(house) if row.value == WOMAN]) == 2


def test_a_machine_that_was_off_does_not_send_both_in_one_evening(federation: Federation) -> None:
    house = federation.house
    assert reminders.due(house, at(30, 18, 45)) == 3
    assert reminders.due(house, at(30, 18, 46)) == 0
    with house.db.transaction() as db:
        # The days without an answer have not ended anything here.
        db.execute(update(t.participant).values(expired_at=None))
    later = datetime(2026, 12, 1, 18, 45, tzinfo=WIB)
    assert reminders.due(house, later) == 3


def test_not_those_who_finished_declined_or_stopped(federation: Federation) -> None:
    house = federation.house
    receive(house, [federation.says(WOMAN, "tidak"), federation.says(OTHER, "BERHENTI")], NOON)
    assert reminders.due(house, at(25, 18, 45)) == 1
    assert [row.value for row in reminded(house)] == [EASTERN]


def test_one_in_the_middle_is_reminded_of_the_question_she_stands_at(federation: Federation) -> None:
    house = federation.house
    receive(house, [federation.says(WOMAN, "ya"), federation.says(WOMAN, "0")], NOON)
    reminders.due(house, at(25, 18, 45))
    deliver(house, "simulator", at(25, 18, 46))
    text = next(row.spoken["text"] for row in reminded(house) if row.value == WOMAN)
    assert "penghasilan" in text


def test_who_answers_before_it_leaves_is_not_reminded(federation: Federation) -> None:
    house = federation.house
    reminders.due(house, at(25, 18, 45))
    receive(house, [federation.says(WOMAN, "tidak")], at(25, 18, 46))
    deliver(house, "simulator", at(25, 18, 47))
    assert {row.value: row.state for row in reminded(house)} == {
        WOMAN: "cancelled",
        OTHER: "delivered",
        EASTERN: "delivered",
    }


def test_what_could_not_leave_by_eight_expires(federation: Federation) -> None:
    house = federation.house
    reminders.due(house, at(25, 17, 30))
    reminders.due(house, at(25, 19, 30))
    assert {row.expires_at for row in reminded(house)} == {at(25, 18, 59), at(25, 19, 59)}
    deliver(house, "simulator", at(25, 20, 1))
    assert {row.state for row in reminded(house)} == {"cancelled"}


def test_killed_in_the_middle_nobody_is_reminded_twice(federation: Federation, monkeypatch: pytest.MonkeyPatch) -> None:
    house = federation.house

    def killed(*_args: Any) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(invitations, "queue", killed)
        with pytest.raises(KeyboardInterrupt):
            reminders.due(house, at(25, 18, 45))
    with house.db.reading() as db:
        assert db.scalar(select(func.sum(t.participant.c.reminders))) == 0
    assert reminders.due(house, at(25, 18, 46)) == 3
    assert reminders.due(house, at(25, 18, 47)) == 0


def test_a_second_row_for_the_same_reminder_is_impossible(federation: Federation) -> None:
    house = federation.house
    reminders.due(house, at(25, 18, 45))
    with house.db.transaction() as db:
        # As if the count had been lost: the message's id is made from participant and number, and is there already.
        db.execute(update(t.participant).values(reminders=0, reminded_at=None))
    reminders.due(house, at(25, 18, 50))
    assert len(reminded(house)) == 3


def test_women_who_share_a_phone_are_not_reminded_in_the_same_evening(federation: Federation) -> None:
    house = federation.house
    with house.db.transaction() as db:
        p, a = t.participant.c, t.address.c
        shared = db.scalar(select(a.id).where(a.value.is_not(None)).order_by(a.id).limit(1))
        db.execute(update(t.participant).where(p.id <= 2).values(address_id=shared))
    assert reminders.due(house, at(25, 18, 45)) == 2
    assert reminders.due(house, at(25, 18, 55)) == 0


def test_an_ordered_reminder_waits_for_the_evening_and_counts(federation: Federation) -> None:
    house = federation.house
    with house.db.transaction() as db:
        assert reminders.candidates(house, db, 1, at(25, 9)) == 3
        count, first = reminders.order(house, db, 1, at(25, 9))
    assert (count, first) == (3, at(25, 17, 30))
    assert {row.due_at for row in reminded(house)} == {at(25, 17, 30), at(25, 18, 30)}
    assert reminders.due(house, at(25, 18, 45)) == 0
    with house.db.transaction() as db:
        assert reminders.candidates(house, db, 1, at(25, 9, 5)) == 0
        assert reminders.order(house, db, 1, at(25, 9, 5)) == (0, None)
    assert reminders.due(house, at(27, 18, 45)) == 3
    assert reminders.due(house, at(28, 18, 45)) == 0


def test_silence_ends_a_conversation_without_a_word(federation: Federation) -> None:
    house = federation.house
    receive(house, [federation.says(WOMAN, "ya"), federation.says(WOMAN, "3")], NOON)
    week = timedelta(days=7)
    with house.db.reading() as db:
        before = db.scalar(select(func.count()).select_from(t.outbox))
    assert reminders.expire(house, NOON + week - timedelta(seconds=1)) == 0
    assert reminders.expire(house, NOON + week) == 1
    assert reminders.expire(house, NOON + week) == 0
    with house.db.reading() as db:
        talk = db.execute(select(t.conversation)).one()
        response = db.execute(select(t.response)).one()
        ended = db.scalars(select(t.participant.c.expired_at).order_by(t.participant.c.id)).all()
        assert db.scalar(select(func.count()).select_from(t.outbox)) == before
    assert (talk.status, talk.heard_at, from_json(talk.state).phase) == ("over", NOON, Phase.EXPIRED)
    assert (response.outcome, response.last_question, response.ended_at) == ("expired", "inisiatif", NOON + week)
    assert ended == [NOON + week, None, None]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ticks=st.lists(st.integers(min_value=0, max_value=7 * 24 * 4), min_size=1, max_size=20))
def test_whenever_the_clock_ticks_every_reminder_lies_in_her_evening(federation: Federation, ticks: list[int]) -> None:
    house = federation.house
    with house.db.transaction() as db:
        db.execute(t.outbox.delete().where(t.outbox.c.kind == "reminder"))
        db.execute(update(t.participant).values(reminders=0, reminded_at=None))
    for tick in sorted(ticks):
        reminders.due(house, NOON + tick * timedelta(minutes=15))
    rows = reminded(house)
    for row in rows:
        clock = local(row.due_at, WITA if row.value == EASTERN else WIB).time()
        assert clock in EVENING
        assert clock not in QUIET
        assert row.due_at >= NOON + timedelta(days=1)
    for number in (WOMAN, OTHER, EASTERN):
        mine = [row.due_at for row in rows if row.value == number]
        assert len(mine) <= 2
        assert len({moment.date() for moment in mine}) == len(mine)


def test_a_tick_ends_silence_too(federation: Federation) -> None:
    house = federation.house
    receive(house, [federation.says(WOMAN, "ya")], NOON)
    reminders.due(house, NOON + timedelta(days=8))
    with house.db.reading() as db:
        assert db.scalar(select(t.response.c.outcome)) == "expired"


def test_a_closed_round_reminds_nobody(federation: Federation) -> None:
    house = federation.house
    with house.db.transaction() as db:
        rounds.close(db, 1, Actor(), NOON)
        assert reminders.order(house, db, 1, NOON) == (0, None)
    assert reminders.due(house, at(25, 18, 45)) == 0


def test_the_house_may_be_told_not_to_remind(database: Database) -> None:
    house = house_of(database, {"SUARA_REMINDER_DAYS": "0"})
    survey = house.library.named("corel-anggota")
    assert survey is not None
    assert rounds.reminder_days(house, survey) == [1.0, 3.0]  # the survey's own days come first
    warga = house.library.named("suara-warga")
    assert warga is not None
    assert rounds.reminder_days(house, warga) == []


def test_days_are_utc_inside(federation: Federation) -> None:
    reminders.due(federation.house, at(25, 18, 45))
    assert {row.due_at.tzinfo for row in reminded(federation.house)} == {UTC}
