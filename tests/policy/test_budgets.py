"""Budgets: what is not set has no limit."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.policy.budgets import FILE, Budgets, read_budgets
from bot.policy.reading import PolicyError

ROOT = Path(__file__).parents[2]


def test_every_kind_of_budget() -> None:
    found = read_budgets(
        "bulan: 2.500.000\nputaran: 1.000.000\nsurvei:\n  Corel-Anggota: 500.000\nserikat:\n  mamuju: 300.000\n"
    )
    assert found == Budgets(2_500_000_000, 1_000_000_000, {"corel-anggota": 500_000_000}, {"mamuju": 300_000_000})
    assert not found.none
    assert found.rounds
    assert found.of_round("corel-anggota") == 500_000_000
    assert found.of_round("data-diri") == 1_000_000_000


def test_nothing_is_limited_until_it_is_set() -> None:
    found = read_budgets((ROOT / "surveys/federasi" / FILE).read_text(encoding="utf-8"))
    assert found == Budgets() == read_budgets("")
    assert found.none
    assert found.of_round("corel-anggota") is None
    assert Budgets(surveys={"x": 1}).of_round("y") is None
    assert not Budgets(surveys={"x": 1}).none
    assert not Budgets(unions={"x": 1}).none


def test_slips_are_named() -> None:
    with pytest.raises(PolicyError) as caught:
        read_budgets("bulan: banyak\nserikat:\n  mamuju: cukup\ntahun: 1\n")
    said = str(caught.value)
    assert "anggaran.yaml:1" in said
    assert "anggaran.yaml:3" in said
    assert 'anggaran.yaml:4: "tahun" tidak dikenal' in said
