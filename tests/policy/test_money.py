"""Amounts of rupiah as people here write them, to the thousandth."""

from __future__ import annotations

import pytest

from bot.policy.money import amount, read_amount
from bot.policy.reading import PolicyError, Reader


@pytest.mark.parametrize(
    ("text", "thousandths"),
    [
        ("230", 230_000),
        (" Rp230 ", 230_000),
        ("rp 1.500", 1_500_000),
        ("1500", 1_500_000),
        ("2.500.000", 2_500_000_000),
        ("0,35", 350),
        ("0.35", 350),
        ("678,15", 678_150),
        ("1.500,5", 1_500_500),
        ("0,001", 1),
    ],
)
def test_amounts(text: str, thousandths: int) -> None:
    assert read_amount(text) == thousandths


@pytest.mark.parametrize("text", ["", "gratis", "-5", "1,2345", "1.50.000", "USD 1"])
def test_what_is_no_amount(text: str) -> None:
    assert read_amount(text) is None


def test_an_entry() -> None:
    reader = Reader.of("a: 1.500\nb: mahal\n", "contoh.yaml")
    assert (amount(reader, "a"), amount(reader, "b"), amount(reader, "c")) == (1_500_000, None, None)
    with pytest.raises(PolicyError, match=r'contoh\.yaml:2: "b" ditulis seperti 230'):
        reader.done()
