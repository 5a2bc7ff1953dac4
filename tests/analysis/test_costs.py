"""What a round costs and how long it takes, worked out by hand."""

from datetime import timedelta

import pytest

from bot.analysis.costs import Load, cost, hours


def test_sms_is_paid_by_the_segment() -> None:
    assert cost(Load(sms_first=100, sms_after=900)) == 1000 * 230


def test_whatsapp_pays_its_opening_and_what_is_beyond_the_free_thousand() -> None:
    assert cost(Load(whatsapp_first=10, whatsapp_after=1000)) == 3300
    assert cost(Load(whatsapp_first=10, whatsapp_after=1005)) == 3300 + 5 * 330


def test_hours_count_the_wait_for_the_morning_too() -> None:
    assert hours(Load(sms_first=3600), timedelta(hours=2)) == pytest.approx(3.0)
    assert hours(Load(), timedelta()) == 0
