"""What a round costs and how long it takes, worked out by hand; what a month comes to, and who bears which part."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.analysis.costs import Bill, Habit, Load, Sent, Tariff, bills, cost, expected, hours, next_month, share
from bot.policy.prices import MARKETING, PART, SESSION, TEMPLATE, Prices, Rate

DAY = date(2026, 11, 24)
OLD, NEW = date(2026, 1, 1), date(2026, 10, 1)
PRICES = Prices(
    {
        ("twilio", "sms", PART): (Rate(OLD, 230_000),),
        ("sim", "sms", PART): (Rate(OLD, 150_000, included=1_000, fee=20_000_000),),
        ("twilio", "whatsapp", TEMPLATE): (Rate(OLD, 330_000),),
        ("twilio", "whatsapp", MARKETING): (Rate(OLD, 678_150),),
        ("twilio", "whatsapp", SESSION): (Rate(OLD, 0), Rate(NEW, 330_000, included=1_000)),
    }
)
SMS = Tariff("twilio", "sms", PART)
SIM = Tariff("sim", "sms", PART)
IN_SESSION = Tariff("twilio", "whatsapp", SESSION)


def test_sms_is_paid_by_the_segment() -> None:
    assert cost(Load(sms_first=100, sms_after=900), PRICES, "twilio", DAY) == 1000 * 230


def test_whatsapp_pays_its_opening_and_what_is_beyond_the_free_thousand() -> None:
    assert cost(Load(whatsapp_first=10, whatsapp_after=1000), PRICES, "twilio", DAY) == 3300
    assert cost(Load(whatsapp_first=10, whatsapp_after=1005), PRICES, "twilio", DAY) == 3300 + 5 * 330


def test_what_left_before_in_the_month_has_used_up_what_is_free() -> None:
    after = Load(whatsapp_after=100)
    assert cost(after, PRICES, "twilio", DAY, {IN_SESSION: 950}) == 50 * 330
    assert cost(after, PRICES, "twilio", DAY, {IN_SESSION: 5_000}) == 100 * 330
    assert cost(after, PRICES, "twilio", DAY, {SMS: 5_000}) == 0


def test_a_price_is_that_of_its_day() -> None:
    assert cost(Load(whatsapp_after=2_000), PRICES, "twilio", date(2026, 9, 30)) == 0
    assert cost(Load(whatsapp_after=2_000), PRICES, "twilio", NEW) == 1_000 * 330


def test_an_invitation_may_count_as_marketing() -> None:
    dear = Prices(PRICES.rates, openings={"twilio": MARKETING})
    assert cost(Load(whatsapp_first=100), dear, "twilio", DAY) == 67_815


def test_a_sim_pack_is_paid_once_a_month_and_covers_its_messages() -> None:
    load = Load(sms_first=600, sms_after=600)
    assert cost(load, PRICES, "sim", DAY) == 20_000 + 200 * 150
    assert cost(load, PRICES, "sim", DAY, {SIM: 900}) == 1_100 * 150


def test_what_has_no_price_costs_nothing() -> None:
    assert cost(Load(1, 1, 1, 1), PRICES, "pigeon", DAY) == 0
    assert cost(Load(1, 1, 1, 1), PRICES, "twilio", date(2020, 1, 1)) == 0


def test_loads_add_up() -> None:
    assert Load(1, 2, 3, 4) + Load(10, 20, 30, 40) == Load(11, 22, 33, 44)
    assert Load(1, 2).segments == 3


def test_hours_count_the_wait_for_the_morning_too() -> None:
    assert hours(Load(sms_first=3600), timedelta(hours=2)) == pytest.approx(3.0)
    assert hours(Load(), timedelta()) == 0


# --- what has left -------------------------------------------------------------------------------------------------

NOVEMBER = date(2026, 11, 1)


def sent(tariff: Tariff, units: int, each: int, month: date = NOVEMBER) -> Sent:
    """Return ``units`` messages of one part each, at ``each`` thousandths."""
    return Sent(month, tariff, units, units, units * each)


def test_a_month_comes_to_its_list_of_prices_less_what_it_includes() -> None:
    java, mamuju = sent(IN_SESSION, 1_500, 330_000), sent(IN_SESSION, 500, 330_000)
    sms = sent(SMS, 10, 230_000)
    found = bills([java, mamuju, sms], PRICES)
    assert found == {
        (NOVEMBER, IN_SESSION): Bill(2_000, 660_000_000, 330_000_000),
        (NOVEMBER, SMS): Bill(10, 2_300_000, 2_300_000),
    }
    # What was free is shared alike: half of every message's price.
    assert share(java, found[NOVEMBER, IN_SESSION]) == 1_500 * 165_000
    assert share(mamuju, found[NOVEMBER, IN_SESSION]) == 500 * 165_000
    assert share(sms, found[NOVEMBER, SMS]) == 2_300_000


def test_a_month_in_which_all_was_included_costs_its_fee_alone() -> None:
    few = sent(SIM, 400, 150_000)
    free = sent(IN_SESSION, 400, 330_000)
    found = bills([few, free], PRICES)
    assert share(few, found[NOVEMBER, SIM]) == 20_000_000
    assert share(free, found[NOVEMBER, IN_SESSION]) == 0


def test_a_fee_is_shared_by_messages_where_a_message_has_no_price() -> None:
    flat = Prices({("sim", "sms", PART): (Rate(OLD, 0, fee=30_000_000),)})
    here, there = sent(SIM, 100, 0), sent(SIM, 200, 0)
    bill = bills([here, there], flat)[NOVEMBER, SIM]
    assert (share(here, bill), share(there, bill)) == (10_000_000, 20_000_000)


def test_messages_without_a_known_price_come_to_what_stands_on_them() -> None:
    unknown = sent(Tariff("pigeon", "sms", PART), 3, 0)
    bill = bills([unknown], PRICES)[NOVEMBER, unknown.tariff]
    assert (bill, share(unknown, bill)) == (Bill(3, 0, 0), 0)
    nothing = Sent(NOVEMBER, SMS, 0, 0, 0)
    assert share(nothing, bills([nothing], PRICES)[NOVEMBER, SMS]) == 0


def test_months_follow_one_another() -> None:
    assert next_month(date(2026, 12, 31)) == date(2027, 1, 1)
    assert next_month(date(2027, 1, 31)) == date(2027, 2, 1)


# --- as the last rounds went ---------------------------------------------------------------------------------------


def test_what_is_expected_follows_the_habit_on_each_medium() -> None:
    load = Load(100, 900, 10, 90)
    assert expected(load, {}, reminders=2) == load
    assert expected(load, {"sms": Habit(0.9, 0.75, 0.3)}, reminders=2) == Load(240, 270, 10, 90)
    assert expected(load, {"whatsapp": Habit(1.0, 0.5, 0.5)}, reminders=1) == Load(100, 900, 15, 45)
