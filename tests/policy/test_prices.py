"""Prices: dated, by channel, medium and tariff; every slip of the file named at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.policy.prices import FILE, MARKETING, PART, SESSION, TEMPLATE, Prices, Rate, read_prices
from bot.policy.reading import PolicyError

ROOT = Path(__file__).parents[2]
DAY = date(2026, 11, 24)

TEXT = """
twilio sms:
  bagian:
  - mulai: 2026-06-01
    rupiah: 240
    sumber: tagihan
      Juni
  - mulai: 2026-01-01
    rupiah: 230,5
twilio whatsapp:
  pembuka: promosi
  template: {mulai: 2026-01-01, rupiah: 330}
  promosi: {mulai: 2026-01-01, rupiah: 678}
  sesi: {mulai: 2026-01-01, rupiah: 330, gratis: 1.000}
smsgate sms:
  bagian: {mulai: 2026-01-01, rupiah: 150, gratis: 500, paket: 25.000}
anggota:
  sms: {mulai: 2026-01-01, rupiah: 350}
"""


def test_a_price_holds_from_its_day_until_the_next() -> None:
    prices = read_prices(TEXT)
    rates = [prices.rate("twilio", "sms", PART, day) for day in (date(2026, 5, 31), date(2026, 6, 1), DAY)]
    assert rates == [Rate(date(2026, 1, 1), 230_500), *[Rate(date(2026, 6, 1), 240_000, source="tagihan Juni")] * 2]
    assert prices.rate("twilio", "sms", PART, date(2025, 12, 31)) is None
    assert prices.rate("pigeon", "sms", PART, DAY) is None


def test_a_message_costs_its_parts_by_the_tariff_that_it_takes() -> None:
    prices = read_prices(TEXT)
    assert prices.of("twilio", "sms", DAY, opens=True, segments=3) == (PART, 720_000)
    assert prices.of("twilio", "sms", DAY, opens=False, segments=0) == (PART, 240_000)
    assert prices.of("twilio", "whatsapp", DAY, opens=True, segments=0) == (MARKETING, 678_000)
    assert prices.of("twilio", "whatsapp", DAY, opens=False, segments=0) == (SESSION, 330_000)
    assert prices.of("cloud", "whatsapp", DAY, opens=True, segments=0) == (TEMPLATE, 0)
    assert prices.rate("smsgate", "sms", PART, DAY) == Rate(date(2026, 1, 1), 150_000, included=500, fee=25_000_000)
    assert prices.rate("twilio", "whatsapp", SESSION, DAY) == Rate(date(2026, 1, 1), 330_000, included=1_000)


def test_what_she_pays_herself() -> None:
    prices = read_prices(TEXT)
    assert prices.her_own("sms", DAY) == 350_000
    assert prices.her_own("whatsapp", DAY) is None
    assert Prices().her_own("sms", DAY) is None


def test_slips_are_named_with_line_and_cure() -> None:
    text = """
merpati:
  bagian: {mulai: 2026-01-01, rupiah: 1}
twilio whatsapp:
  pembuka: iklan
  bagian: {mulai: 2026-01-01, rupiah: 1}
  sesi:
  - rupiah: murah
  - mulai: 1 Juni
    rupiah: 2
    harga: 3
anggota:
  sms: {}
"""
    with pytest.raises(PolicyError) as caught:
        read_prices(text)
    said = str(caught.value)
    for part in (
        'harga.yaml:2: "merpati" harus nama saluran',
        'harga.yaml:5: "pembuka" diisi template atau promosi, bukan "iklan"',
        'harga.yaml:6: "bagian" tidak dikenal',
        'harga.yaml:8: "rupiah" ditulis seperti',
        'harga.yaml:8: Harga "sesi" perlu mulai.',
        'harga.yaml:9: "mulai" ditulis seperti',
        'harga.yaml:11: "harga" tidak dikenal',
        'Harga "sms" perlu mulai dan rupiah.',
    ):
        assert part in said


def test_the_projects_own_file_has_a_source_for_every_price() -> None:
    prices = read_prices((ROOT / "surveys/federasi" / FILE).read_text(encoding="utf-8"))
    every = [*prices.rates.values(), *prices.hers.values()]
    assert all(rate.source for rates in every for rate in rates)
    senders = {(channel, medium) for channel, medium, _ in prices.rates}
    assert senders == {
        ("twilio", "sms"), ("twilio", "whatsapp"), ("cloud", "whatsapp"), ("smsgate", "sms"), ("gammu", "sms"),
        ("simulator", "sms"), ("simulator", "whatsapp"),
    }  # fmt: skip
    assert set(prices.hers) == {"sms", "whatsapp"}
    assert prices.of("twilio", "sms", DAY, opens=True, segments=1) == (PART, 230_000)
