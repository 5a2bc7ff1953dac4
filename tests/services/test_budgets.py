"""Budgets: the secretariat is told once, a round's messages stop and say why, replies go on, and a raised budget lets them go."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.policy.budgets import Budgets
from bot.services import budget_notices, budgets, rounds
from bot.services.costs import Books
from bot.services.house import House
from bot.services.inbox import receive
from bot.services.outbox import deliver
from bot.services.rounds import Actor, Opened, Preview
from bot.services.tick import tick
from storage import tables as t
from storage.database import Database
from tests.federation import NOON, Federation, house_of

RUPIAH = 1_000
SMS = 230
NIGHT = NOON + timedelta(hours=9)


@pytest.fixture
def people(database: Database) -> Federation:
    """Give two unions with four and two women, all on SMS at Rp230 a part, and two in the secretariat."""
    one = Federation(house_of(database))
    java, mamuju = one.union("kulon-progo"), one.union("mamuju", "WITA")
    for number in range(4):
        one.member(f"Anggota {number}", f"+628110000000{number}", union_id=java)
    for number in range(4, 6):
        one.member(f"Anggota {number}", f"+628110000000{number}", union_id=mamuju, zone="WITA")
    one.member("Sekretariat", "+6281100000090", role="secretariat")
    one.member("Bendahara", "+6281100000091", role="secretariat", medium="whatsapp", language="en")
    return one


def with_budgets(people: Federation, found: Budgets) -> House:
    """Return the house with these budgets."""
    return replace(people.house, budgets=found)


def opened(house: House, union: str | None = None) -> int:
    """Open a round at noon."""
    with house.db.reading() as db:
        union_id = db.scalar(select(t.union.c.id).where(t.union.c.key == union)) if union else None
    found = rounds.open_round(house, "corel-anggota", union_id, Actor(), NOON)
    assert isinstance(found, Opened)
    return found.round_id


def invitations(house: House) -> list[Any]:
    """Return every invitation, the oldest first."""
    o = t.outbox.c
    with house.db.reading() as db:
        return list(db.execute(select(t.outbox).where(o.kind == "invitation").order_by(o.id)))


def notices(house: House) -> list[str]:
    """Return what the secretariat is told."""
    o = t.outbox.c
    with house.db.reading() as db:
        return [one["text"] for one in db.scalars(select(o.spoken).where(o.kind == "notice").order_by(o.id))]


def states(house: House) -> list[tuple[str, str]]:
    """Return state and error code of every invitation."""
    return sorted((row.state, row.error_code) for row in invitations(house))


def test_a_round_stops_before_its_budget_is_passed_and_says_why(people: Federation) -> None:
    house = with_budgets(people, Budgets(round_=3 * SMS * RUPIAH))
    round_id = opened(house)
    assert deliver(house, "simulator", NOON) == 3
    assert states(house) == [("delivered", "")] * 3 + [("queued", "budget")] * 3
    held = [row for row in invitations(house) if row.error_code == "budget"]
    assert {row.error for row in held} == {"menunggu: anggaran putaran corel-anggota habis"}
    assert {row.due_at for row in held} == {NOON + timedelta(hours=1)}
    with house.db.reading() as db:
        assert budgets.waiting(db, round_id) == 3
        purse = budgets.of_one(house, db, round_id, NOON)[0]
    assert (purse.kind, purse.spent, purse.percent, purse.left) == ("round", 3 * SMS * RUPIAH, 100, 0)
    assert deliver(house, "simulator", NOON + timedelta(hours=2)) == 0


def test_replies_and_notices_go_on(people: Federation) -> None:
    house = with_budgets(people, Budgets(round_=SMS * RUPIAH))
    opened(house)
    assert deliver(house, "simulator", NOON) == 1
    receive(house, [people.says("+6281100000000", "ya")], NOON, inline=False)
    assert deliver(house, "simulator", NOON) == 1
    assert budget_notices.due(house, NOON) == 2
    assert deliver(house, "simulator", NOON) == 2


def test_a_raised_budget_lets_them_go_within_the_hour(people: Federation) -> None:
    house = with_budgets(people, Budgets(round_=3 * SMS * RUPIAH))
    opened(house)
    deliver(house, "simulator", NOON)
    richer = with_budgets(people, Budgets(round_=20 * SMS * RUPIAH))
    assert deliver(richer, "simulator", NOON + timedelta(hours=1)) == 3
    assert states(richer) == [("delivered", "")] * 6


def test_the_months_budget_holds_every_round(people: Federation) -> None:
    house = with_budgets(people, Budgets(month=4 * SMS * RUPIAH))
    opened(house, "kulon-progo")
    opened(house, "mamuju")
    assert deliver(house, "simulator", NOON) == 4
    assert [row.error for row in invitations(house) if row.error] == ["menunggu: anggaran bulan ini habis"] * 2
    # In December the month is fresh.
    december = NOON + timedelta(days=7)
    with house.db.transaction() as db:
        db.execute(update(t.outbox).where(t.outbox.c.state == "queued").values(expires_at=None))
    assert deliver(house, "simulator", december) == 2


def test_a_unions_budget_holds_its_own_alone(people: Federation) -> None:
    house = with_budgets(people, Budgets(unions={"mamuju": SMS * RUPIAH, "nowhere": 1}))
    round_id = opened(house)
    assert deliver(house, "simulator", NOON) == 5
    assert [row.error for row in invitations(house) if row.error] == [
        "menunggu: anggaran serikat Mamuju bulan ini habis"
    ]
    with house.db.reading() as db:
        assert [purse.key for purse in budgets.open_purses(house, db, NOON)] == ["union.mamuju.2026-11"]
        assert budgets.of_one(house, db, round_id, NOON) == []


def test_a_budget_for_another_survey_holds_nothing(people: Federation) -> None:
    house = with_budgets(people, Budgets(surveys={"data-diri": 0}))
    opened(house)
    assert deliver(house, "simulator", NOON) == 6
    with house.db.reading() as db:
        assert budgets.open_purses(house, db, NOON) == []


def test_the_secretariat_is_told_at_80_per_cent_and_when_it_is_used_up_once_each(people: Federation) -> None:
    house = with_budgets(people, Budgets(round_=6 * SMS * RUPIAH + 1))
    opened(house, "kulon-progo")
    deliver(house, "simulator", NOON)
    assert tick(house, NOON) == 0  # four of six
    receive(house, [people.says("+6281100000000", "ya")], NOON, inline=False)
    deliver(house, "simulator", NOON)
    assert budget_notices.due(house, NOON) == 2
    assert budget_notices.due(house, NOON + timedelta(minutes=1)) == 0
    near = notices(house)
    assert near[0] == (
        "Anggaran putaran corel-anggota hampir habis: Rp1.150 dari Rp1.380. Kalau habis, undangan dan pengingat berhenti dulu."
    )
    assert near[1].startswith("The budget for round corel-anggota is almost used up: Rp1,150 of Rp1,380.")
    for text in ("3", "1,2"):
        receive(house, [people.says("+6281100000000", text)], NOON, inline=False)
    deliver(house, "simulator", NOON)
    assert budget_notices.due(house, NOON) == 2
    assert budget_notices.due(house, NOON) == 0
    assert "habis: Rp" in notices(house)[2]
    # Seven messages are 77 per cent of nine and 87 of eight; a budget that was raised is told of anew.
    assert budget_notices.due(with_budgets(people, Budgets(round_=9 * SMS * RUPIAH)), NOON) == 0
    assert budget_notices.due(with_budgets(people, Budgets(round_=8 * SMS * RUPIAH)), NOON) == 2
    assert len(notices(house)) == 6


def test_what_no_longer_fits_counts_as_used_up(people: Federation) -> None:
    house = with_budgets(people, Budgets(month=SMS * RUPIAH + 100 * RUPIAH))
    opened(house, "mamuju")
    assert deliver(house, "simulator", NOON) == 1
    assert budget_notices.due(house, NIGHT) == 2
    assert "Anggaran bulan ini habis: Rp230 dari Rp330" in notices(house)[0]
    o = t.outbox.c
    with house.db.reading() as db:
        # Nobody is woken up for it.
        assert min(db.scalars(select(o.due_at).where(o.kind == "notice"))) == NOON + timedelta(hours=19)


def test_without_budgets_nothing_is_asked_of_the_database(people: Federation) -> None:
    house = people.house
    opened(house)
    with house.db.reading() as db:
        gate = budgets.Gate(house, db, NOON)
        assert not any(gate.holds(row) for row in invitations(house))
        assert (gate._month, budgets.of_month(Books(house, db), NOON), budgets.of_one(house, db, 1, NOON)) == (
            None,
            None,
            [],
        )
    assert budget_notices.due(house, NOON) == 0


def test_a_round_that_will_cost_more_than_is_left_is_warned_of(people: Federation) -> None:
    house = with_budgets(people, Budgets(10_000 * RUPIAH, 9_000 * RUPIAH, unions={"mamuju": 4_000 * RUPIAH}))

    def short(union: str | None, budgeted: House = house) -> list[str]:
        survey = rounds.find_survey(budgeted, "corel-anggota")
        assert not isinstance(survey, rounds.Refused)
        with budgeted.db.reading() as db:
            union_id = db.scalar(select(t.union.c.id).where(t.union.c.key == union)) if union else None
            seen = rounds.preview(budgeted, db, survey, union_id, NOON)
        assert isinstance(seen, Preview)
        return [purse.kind for purse in seen.short]

    # 6 women cost Rp13.800, the four Rp9.200, the two Rp4.600.
    assert short(None) == ["month", "round"]
    assert short("kulon-progo") == ["round"]
    assert short("mamuju") == ["union"]
    assert short(None, people.house) == []
    assert short(None, with_budgets(people, Budgets(surveys={"data-diri": 1}))) == []


def test_a_row_without_a_participant_draws_on_the_month(people: Federation) -> None:
    house = with_budgets(people, Budgets(month=0))
    opened(house, "mamuju")
    with house.db.transaction() as db:
        db.execute(update(t.outbox).values(participant_id=None))
        gate = budgets.Gate(house, db, NOON)
        assert all(gate.holds(row) for row in db.execute(select(t.outbox)).all())
        assert budgets.Purse("month", "month.x", "", 0, 0).percent == 100
