"""What is said about money, in three languages."""

from __future__ import annotations

from typing import get_args

import pytest

from bot.wording import money
from bot.wording.money import Kind, Purse
from tests.conversation.parts import words

ROUND = Purse("round", "corel-anggota", limit=1_000_000, spent=850_000)


def test_a_budget_that_nears_its_end() -> None:
    assert money.budget(words(), "id", ROUND, full=False).text == (
        "Anggaran putaran corel-anggota hampir habis: Rp850.000 dari Rp1.000.000. Kalau habis, undangan dan pengingat "
        "berhenti dulu."
    )


def test_a_budget_that_is_used_up_says_what_stops_what_goes_on_and_what_helps() -> None:
    said = money.budget(words(), "id", Purse("month", "", 1_000_000, 1_000_100), full=True).text
    assert said == (
        "Anggaran bulan ini habis: Rp1.000.100 dari Rp1.000.000. Undangan dan pengingat berhenti dulu, balasan kepada Ibu-ibu "
        "tetap jalan. Untuk melanjutkan, naikkan angkanya di anggaran.yaml."
    )
    assert (
        "budget for the union Mamuju this month is used up"
        in money.budget(words(), "en", Purse("union", "Mamuju", 1, 1), full=True).text
    )


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_kind_has_its_reason(kind: Kind) -> None:
    assert money.used_up(kind, "X").startswith("menunggu: anggaran ")


def test_what_she_pays_herself() -> None:
    both = {"sms": 3_150.0, "whatsapp": 9.0}
    assert money.hers(words(), "id", both) == ("Biaya tiap Ibu: SMS kira-kira Rp3.150, WhatsApp gratis (hanya kuota).")
    assert money.hers(words(), "id", {"sms": 3_150}) == "Biaya tiap Ibu: SMS kira-kira Rp3.150."
    assert money.hers(words(), "id", {}) == ""


def test_what_is_left_is_too_little() -> None:
    over = Purse("union", "Mamuju", 100, 200)
    assert money.short(words(), "id", [ROUND, over]) == (
        "Awas: sisa anggaran putaran corel-anggota hanya Rp150.000. Awas: sisa anggaran serikat Mamuju bulan ini hanya Rp0."
    )
    assert money.short(words(), "id", []) == ""
