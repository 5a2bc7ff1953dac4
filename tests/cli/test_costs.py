"""``suara cost``: the table, as JSON and CSV, the page, and what is said about budgets and prices that do not fit."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli.costs import cost
from bot.cli.rounds import round_
from bot.policy.budgets import Budgets
from bot.policy.prices import Prices
from bot.services.house import House
from bot.services.inbox import receive
from bot.services.outbox import deliver
from storage.database import connect
from storage.encryption import KeyRing
from storage.migrate import upgrade
from tests.cli.doors import Doors
from tests.federation import NOON, Federation, house_of


@pytest.fixture
def house(sqlite_url: str, keys: KeyRing) -> House:
    """Give a house in which a round is under way in two unions."""
    database = connect(sqlite_url, keys)
    upgrade(database)
    federation = Federation(house_of(database))
    java, mamuju = federation.union("kulon-progo"), federation.union("mamuju", "WITA")
    federation.member("Anggota Satu", "+6281100000001", union_id=java, medium="whatsapp")
    federation.member("Anggota Dua", "+6281100000002", union_id=mamuju, zone="WITA")
    federation.member("Sekretariat", "+6281100000099", role="secretariat")
    opened = CliRunner().invoke(round_, ["open", "corel-anggota", "--yes"], obj=Doors(federation.house))
    assert opened.exit_code == 0
    deliver(federation.house, "simulator", NOON)
    for text in ("ya", "3"):
        receive(federation.house, [federation.says("+6281100000002", text)], NOON, inline=False)
    deliver(federation.house, "simulator", NOON)
    return federation.house


def run(house: House, *words: str) -> Result:
    """Run ``suara cost``."""
    return CliRunner().invoke(cost, words, obj=Doors(house))


def test_mamuju_against_kulon_progo_at_a_glance(house: House) -> None:
    result = run(house)
    assert result.exit_code == 0, result.output
    lines = [line.split() for line in result.stdout.splitlines()]
    assert result.stdout.startswith("Biaya November 2026, dalam rupiah\n")
    assert ["Kulon", "Progo", "semua", "1", "330", "330", "-", "-", "0", "0"] in lines
    assert ["Mamuju", "semua", "3", "690", "230", "690", "-", "0", "700"] in lines
    assert ["SMS,", "simulator", "3", "690", "230", "690", "-", "0", "700"] in lines
    assert ["Semua", "4", "1.020", "255", "1.020", "-", "0", "700"] in lines
    assert result.stderr == ""


def test_one_union_another_month_and_a_year(house: House) -> None:
    only = run(house, "--union", "mamuju", "--year", "2026").stdout
    assert "Biaya tahun 2026" in only
    assert "Kulon Progo" not in only
    assert "Belum ada pesan yang berangkat." in run(house, "--month", "2026-10").stdout


def test_json(house: House) -> None:
    found: Any = json.loads(run(house, "--json").stdout)
    assert found["months"] == ["2026-11"]
    assert [(one["union"], one["medium"], one["cost_rupiah"]) for one in found["costs"]] == [
        ("kulon-progo", "whatsapp", 330),
        ("mamuju", "sms", 690),
    ]
    assert found["total"]["members_own_cost_rupiah"] == 700
    assert found["unions"][1]["per_answer"] == 690
    assert found["budgets"] == []


def test_csv(house: House) -> None:
    rows = list(csv.DictReader(io.StringIO(run(house, "--csv").stdout)))
    assert [(row["union_name"], row["messages"], row["per_completed_response"]) for row in rows] == [
        ("Kulon Progo", "1", ""),
        ("Mamuju", "3", ""),
    ]


def test_the_page(house: House, tmp_path: Path) -> None:
    out = tmp_path / "biaya.html"
    assert run(house, "report", "--out", str(out)).exit_code == 0
    assert "Biaya pesan 2026" in out.read_text("utf-8")
    assert "Belum ada pesan" in (run(house, "report", "--year", "2025", "--out", str(out)), out.read_text("utf-8"))[1]
    refused = run(house, "report", "--out", str(tmp_path / "nowhere" / "x.html"))
    assert refused.exit_code == 1
    assert "tidak bisa ditulis" in refused.stderr


def test_budgets_are_shown(house: House) -> None:
    rich = replace(house, budgets=Budgets(10_000_000, 2_000_000, unions={"mamuju": 1_000_000, "mamudju": 1}))
    result = run(rich)
    assert "anggaran bulan ini: Rp1.020 dari Rp10.000 (10 %)" in result.stdout
    assert "anggaran serikat Mamuju bulan ini: Rp690 dari Rp1.000 (69 %)" in result.stdout
    assert "anggaran putaran corel-anggota: Rp1.020 dari Rp2.000 (51 %)" in result.stdout
    assert "serikat mamudju tidak ada; yang ada: kulon-progo, mamuju" in result.stderr


def test_a_sender_without_a_price_is_named(house: House) -> None:
    assert '"simulator sms" belum punya harga' in run(replace(house, prices=Prices())).stderr


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (("--month", "November"), "tulis seperti 2026-11", 2),
        (("--month", "1026-11"), "tulis seperti 2026-11", 2),
        (("--month", "2026-11", "--year", "2026"), "bukan keduanya", 2),
        (("--union", "atlantis"), "Yang ada: kulon-progo, mamuju", 1),
    ],
)
def test_refusals(house: House, words: tuple[str, ...], said: str, code: int) -> None:
    result = run(house, *words)
    assert (result.exit_code, said in result.stderr) == (code, True)


def test_the_status_of_a_round_names_its_cost_its_budget_and_what_waits(house: House) -> None:
    tight = replace(house, budgets=Budgets(round_=1_000_000))
    result = CliRunner().invoke(round_, ["status"], obj=Doors(tight))
    assert "biaya sejauh ini Rp1.020" in result.stdout
    assert "anggaran putaran corel-anggota: Rp1.020 dari Rp1.000 (102 %)" in result.stdout
    assert "menunggu anggaran" not in result.stdout
    found = json.loads(CliRunner().invoke(round_, ["status", "--json"], obj=Doors(tight)).stdout)[0]
    assert (found["cost_rupiah"], found["waiting_for_budget"], found["budgets"][0]["percent"]) == (1_020, 0, 102)


def test_what_waits_for_a_budget_is_counted(sqlite_url: str, keys: KeyRing) -> None:
    database = connect(sqlite_url, keys)
    upgrade(database)
    federation = Federation(house_of(database, budgets=Budgets(month=0)))
    federation.member("Anggota", "+6281100000001", union_id=federation.union("mamuju"))
    opened = CliRunner().invoke(round_, ["open", "corel-anggota", "--yes"], obj=Doors(federation.house))
    assert "Awas: sisa anggaran bulan ini hanya Rp0." in opened.stderr
    assert "Biaya tiap Ibu: SMS kira-kira Rp3.150." in opened.stderr
    deliver(federation.house, "simulator", NOON)
    result = CliRunner().invoke(round_, ["status"], obj=Doors(federation.house))
    assert "menunggu anggaran: 1 pesan" in result.stdout
