"""A forecast expects what the last rounds were like."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.analysis.costs import Habit
from bot.services import costs, habits, rounds
from bot.services.house import House
from bot.services.inbox import receive
from bot.services.outbox import deliver
from bot.services.rounds import Actor, Opened, Preview
from bot.services.tick import hop
from storage import tables as t
from storage.database import Database
from tests.federation import NOON, Federation, house_of

ALL = ("ya", "3", "1,2", "1", "3", "2", "ya", "Sekarang saya berani bicara", "Lebih banyak pelatihan")


@pytest.fixture
def people(database: Database) -> Federation:
    """Give twenty women of one union with SMS and one with WhatsApp, and another union of one."""
    one = Federation(house_of(database))
    java, mamuju = one.union("kulon-progo"), one.union("mamuju", "WITA")
    for number in range(20):
        one.member(f"Anggota {number}", f"+62811000000{number:02d}", union_id=java)
    one.member("Anggota Wa", "+6281100000090", union_id=java, medium="whatsapp")
    one.member("Anggota Timur", "+6281100000091", union_id=mamuju, zone="WITA")
    return one


def round_of(people: Federation, willing: int, *, close: bool = True) -> int:
    """Let a round go by in which the first ``willing`` women answer everything and the others nothing; return what it cost."""
    house = people.house
    opened = rounds.open_round(house, "corel-anggota", union_id(house), Actor(), NOON)
    assert isinstance(opened, Opened)
    deliver(house, "simulator", NOON)
    for text in ALL:
        said = [people.says(f"+62811000000{number:02d}", text) for number in range(willing)]
        receive(house, said, NOON, inline=False)
        while deliver(house, "simulator", NOON):
            pass
    if close:
        with house.db.transaction() as db:
            rounds.close(db, opened.round_id, Actor(), NOON)
    with house.db.reading() as db:
        return costs.of_round(house, db, opened.round_id, NOON)


def union_id(house: House, key: str = "kulon-progo") -> int:
    """Return a union's id."""
    with house.db.reading() as db:
        return int(db.scalar(select(t.union.c.id).where(t.union.c.key == key)) or 0)


def seen(house: House, key: str = "kulon-progo") -> Preview:
    """Return what the next round would do."""
    survey = rounds.find_survey(house, "corel-anggota")
    assert not isinstance(survey, rounds.Refused)
    with house.db.reading() as db:
        found = rounds.preview(house, db, survey, union_id(house, key), NOON + timedelta(hours=1))
    assert isinstance(found, Preview)
    return found


def test_the_first_round_is_forecast_as_if_everybody_answered(people: Federation) -> None:
    first = seen(people.house)
    assert (first.segments, first.cost) == (200, 200 * 230 + 330)
    # Two reminders to everybody, and then everybody answers.
    assert first.most == (20 * 3 + 180) * 230 + 3 * 330


def test_the_next_is_forecast_as_the_last_ones_went(people: Federation) -> None:
    cost = round_of(people, willing=5)
    again = seen(people.house)
    assert again.segments == 20 + 5 * 9
    assert again.cost == cost == (20 + 5 * 9) * 230 + 330
    with people.house.db.reading() as db:
        assert habits.of_rounds(people.house, db, union_id(people.house)) == {"sms": Habit(1.0, 0.0, 0.25)}
        # One woman on WhatsApp, or in Mamuju, says nothing yet; nor does a round that concerned one union about all.
        assert habits.of_rounds(people.house, db, union_id(people.house, "mamuju")) == {}
        assert habits.of_rounds(people.house, db, None) == {}


def test_reminders_are_expected_as_far_as_they_were_needed(people: Federation) -> None:
    house = people.house
    opened = rounds.open_round(house, "corel-anggota", union_id(house), Actor(), NOON)
    assert isinstance(opened, Opened)
    deliver(house, "simulator", NOON)
    for days in (1, 3):
        for hours in (0, 7):
            hop(house, NOON + timedelta(days=days, hours=hours))
    with house.db.transaction() as db:
        rounds.close(db, opened.round_id, Actor(), NOON)
        assert habits.of_rounds(house, db, union_id(house)) == {"sms": Habit(1.0, 1.0, 0.0)}
        # A survey that allowed none: whoever was silent would have had them.
        db.execute(update(t.round_).values(reminder_days="[]"))
        assert habits.of_rounds(house, db, union_id(house)) == {"sms": Habit(1.0, 1.0, 0.0)}


def test_a_round_that_is_still_open_says_nothing_yet(people: Federation) -> None:
    round_of(people, willing=1, close=False)
    with people.house.db.reading() as db:
        assert habits.of_rounds(people.house, db, union_id(people.house)) == {}


def test_the_last_three_rounds_count(people: Federation) -> None:
    for willing in (20, 4, 5, 6):
        round_of(people, willing)
    with people.house.db.reading() as db:
        assert habits.of_rounds(people.house, db, union_id(people.house)) == {"sms": Habit(1.0, 0.0, 0.25)}
