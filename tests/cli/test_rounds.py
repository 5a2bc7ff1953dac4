"""``suara round`` and ``suara summary``: they ask before they send, say why not, and write only JSON where it is asked for."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from bot.cli.rounds import round_
from bot.cli.summary import summary
from bot.services.house import House, Library
from bot.services.inbox import receive
from bot.services.outbox import deliver
from bot.survey.files import read_survey
from storage import tables as t
from storage.database import connect
from storage.encryption import KeyRing
from storage.migrate import upgrade
from tests.federation import NOON, ROOT, Federation, house_of


@dataclass
class Shell:
    """A shell with an open house, in place of the doors that open one."""

    open_house: House
    time: datetime = NOON

    def house(self) -> House:
        """Return the house."""
        return self.open_house

    def now(self) -> datetime:
        """Return the time that was set."""
        return self.time

    def run(self, line: str, answer: str = "") -> Result:
        """Run ``suara`` with a line of words; ``answer`` is typed."""
        group, *words = line.split()
        return CliRunner().invoke({"round": round_, "summary": summary}[group], words, input=answer, obj=self)

    def json(self, line: str) -> Any:
        """Run with ``--json`` and read what stands on stdout."""
        result = self.run(f"{line} --json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def count(self, table: Any) -> int:
        """Count the rows of a table."""
        with self.open_house.db.reading() as db:
            return db.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def shell(sqlite_url: str, keys: KeyRing) -> Shell:
    """Give a shell over a small federation."""
    database = connect(sqlite_url, keys)
    upgrade(database)
    federation = Federation(house_of(database))
    union_id = federation.union("kulon-progo")
    federation.union("mamuju", "WITA")
    federation.member("Anggota Satu", "+6281100000001", union_id=union_id)
    federation.member("Anggota Dua", "+6281100000002", union_id=union_id, medium="whatsapp")
    federation.member("Sekretariat", "+6281100000099", role="secretariat")
    return Shell(federation.house)


def test_it_asks_before_it_sends(shell: Shell) -> None:
    refused = shell.run("round open corel-anggota --union kulon-progo", "n\n")
    assert refused.exit_code == 1
    assert "2 anggota (1 SMS, 1 WhatsApp)" in refused.stderr
    assert shell.count(t.round_) == shell.count(t.outbox) == 0
    opened = shell.run("round open corel-anggota --union kulon-progo", "y\n")
    assert opened.exit_code == 0
    assert "2 dari 2 anggota" in opened.stderr
    assert "Putaran 1 dibuka: 2 anggota, 2 undangan" in opened.stdout
    assert shell.count(t.outbox) == 2


def test_opening_says_what_it_did_in_json(shell: Shell) -> None:
    found = shell.json("round open COREL --yes")
    assert (found["round"], found["members"], found["invited"], found["union"]) == (1, 2, 2, None)
    assert found["preview"]["members"] == {"sms": 1, "whatsapp": 1}
    assert found["preview"]["segments"] == 10


def test_opening_says_what_changed_since_the_last_round(shell: Shell) -> None:
    first = shell.run("round open corel-anggota --yes --json")
    assert "berubah" not in first.stderr
    assert json.loads(first.stdout)["changes"] is None
    shell.json("round close corel-anggota --yes")
    today = shell.open_house.library.today
    text = (ROOT / "surveys" / "corel-anggota.yaml").read_text("utf-8").replace(". <= 100", ". <= 60")
    edited = read_survey(text, "corel-anggota").survey
    assert edited is not None
    shell.open_house = replace(
        shell.open_house, library=Library((*(one for one in today if one.name != edited.name), edited))
    )
    second = shell.run("round open corel-anggota --yes --json")
    assert second.exit_code == 0, second.output
    assert "corel-anggota berubah sejak versi" in second.stderr
    assert "hati-hati dengan kegiatan" in second.stderr
    verdicts = {one["name"]: one["verdict"] for one in json.loads(second.stdout)["changes"]["questions"]}
    assert verdicts["kegiatan"] == "hati-hati"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("round open corel-anggta --yes", "tidak ada"),
        ("round open corel-anggota --union bali --yes", "Yang ada: kulon-progo, mamuju"),
        ("round open corel-anggota --union mamuju --yes", "Tidak ada anggota"),
        ("round status", "Tidak ada putaran yang terbuka"),
        ("round close corel-anggota --yes", "Tidak ada putaran terbuka"),
        ("round remind 7 --yes", "Tidak ada putaran terbuka"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_sentence(shell: Shell, line: str, why: str) -> None:
    result = shell.run(line)
    assert result.exit_code == 1
    assert why in result.stderr
    assert result.stdout == ""


def test_the_same_round_twice_is_refused(shell: Shell) -> None:
    shell.json("round open corel-anggota --yes")
    again = shell.run("round open corel-anggota --yes")
    assert again.exit_code == 1
    assert "sudah terbuka" in again.stderr


def test_status_shows_each_question_that_was_set_aside(shell: Shell) -> None:
    shell.json("round open corel-anggota --union kulon-progo --yes")
    federation = Federation(shell.open_house)
    deliver(shell.open_house, "simulator", NOON)
    for text in ("ya", "zaplok", "bletok", "klaprut", "begitu saja"):
        receive(shell.open_house, [federation.says("+6281100000001", text)], NOON)
    (found,) = shell.json("round status")
    assert (found["invited"], found["reached"], found["union"]) == (2, 2, "kulon-progo")
    assert [(one["question"], one["raw"]) for one in found["set_aside"]] == [("kegiatan", "begitu saja")]
    shown = shell.run("round status corel-anggota").stdout
    assert "diundang 2, sampai 2" in shown
    assert '"begitu saja" (Kulon Progo)' in shown
    assert shell.json("round status --union mamuju") == []
    unknown = shell.run("round status nope --json")
    assert (unknown.exit_code, unknown.stdout) == (1, "")
    assert "Tidak ada putaran nope" in unknown.stderr


def test_reminding_waits_for_the_evening_and_says_when(shell: Shell) -> None:
    shell.json("round open corel-anggota --yes")
    asked = shell.run("round remind corel-anggota", "n\n")
    assert asked.exit_code == 1
    reminded = shell.run("round remind 1 --yes")
    assert "2 pengingat disiapkan, mulai Selasa 24 Nov, 18.30 WIB" in reminded.stdout
    again = shell.run("round remind 1 --yes")
    assert (again.exit_code, "dua kali" in again.stderr) == (1, True)


def test_reminding_in_json(shell: Shell) -> None:
    shell.json("round open corel-anggota --yes")
    assert shell.json("round remind 1 --yes") == {"round": 1, "reminders": 2, "first_at": "2026-11-24T11:30:00+00:00"}


def test_closing_asks_and_takes_back(shell: Shell) -> None:
    shell.json("round open corel-anggota --yes")
    assert shell.run("round close 1", "n\n").exit_code == 1
    assert shell.json("round status")[0]["closed_at"] is None
    assert "ditutup: 0 dari 2" in shell.run("round close 1", "y\n").stdout
    assert shell.json("round status") == []
    assert shell.json("round status --all")[0]["closed_at"] == NOON.isoformat()
    assert "ditutup" in shell.run("round status 1").stdout


def test_several_rounds_are_told_apart_by_number_or_union(shell: Shell) -> None:
    federation = Federation(shell.open_house)
    with shell.open_house.db.reading() as db:
        mamuju = db.scalar(select(t.union.c.id).where(t.union.c.key == "mamuju"))
    federation.member("Anggota Tiga", "+6281100000003", union_id=mamuju, zone="WITA")
    shell.json("round open corel-anggota --union kulon-progo --yes")
    shell.json("round open corel-anggota --union Mamuju --yes")
    many = shell.run("round close corel-anggota --yes")
    assert (many.exit_code, "1 (kulon-progo), 2 (mamuju)" in many.stderr) == (1, True)
    assert shell.json("round close corel-anggota --union mamuju --yes")["round"] == 2


def test_the_summary_of_the_last_week_is_shown_and_stored(shell: Shell) -> None:
    shell.json("round open corel-anggota --yes")
    shell.time = NOON + timedelta(days=7)
    text = shell.run("summary weekly").stdout
    assert text.startswith("*Ringkasan HAPSARI, Senin 23 Nov - Minggu 29 Nov 2026*")
    assert "diundang 2(+2)" in shell.run("summary weekly --week 2026-w48 --sms").stdout
    found = shell.json("summary weekly --week 2026-W48")
    assert (found["week"], found["total"]["invited"], found["stored"]) == ("2026-W48", 2, True)
    assert found["texts"]["whatsapp"] == text.rstrip("\n")
    assert shell.count(t.weekly_summary) == 1


def test_a_running_week_is_marked(shell: Shell) -> None:
    running = shell.run("summary weekly --week 2026-W48")
    assert "masih berjalan" in running.stderr
    early = shell.run("summary weekly --week 2027-W01")
    assert (early.exit_code, early.stdout) == (1, "")
    assert "belum mulai" in early.stderr
    assert shell.count(t.weekly_summary) == 0


def test_a_week_that_is_none_is_a_mistake_of_the_command(shell: Shell) -> None:
    for week in ("2026-47", "2026-W60"):
        assert shell.run(f"summary weekly --week {week}").exit_code == 2


@pytest.mark.parametrize("wanted", ["²", "99999999999999999999", "0", "x'y"])
def test_a_round_that_cannot_be_is_refused(shell: Shell, wanted: str) -> None:
    for verb in ("status", "remind", "close"):
        result = shell.run(f"round {verb} {wanted}", "ya\n")
        assert result.exit_code == 1
        assert isinstance(result.exception, SystemExit), result.exception
