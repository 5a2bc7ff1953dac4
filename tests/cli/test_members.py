"""The commands for members and answers: exit codes, JSON alone on stdout, and a question before what cannot be undone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.answers import answers
from bot.cli.members import decoded, members
from bot.services import demo
from bot.services.house import House
from bot.services.inbox import receive
from bot.services.members import list_members
from storage.database import Database
from tests.cli.doors import Doors
from tests.federation import NOON, Federation, house_of

LIST = "nama,nomor,serikat\nSiti Contoh,08110000101,Kulon Progo\nAni,12,Kulon Progo\n"


@pytest.fixture
def house(database: Database) -> House:
    """Give a house with the simulator on, over an empty database of either kind."""
    return house_of(database)


@pytest.fixture
def federation(house: House) -> Federation:
    """Give the hand that puts people into the house and speaks for them."""
    return Federation(house)


def _run(house: House, group: object, *arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(group, list(arguments), obj=Doors(house), input=answer)  # type: ignore[arg-type]


def test_a_list_is_taken_in(house: House, tmp_path: Path) -> None:
    """Bad rows go to stderr and make the exit 1; the good ones are in."""
    path = tmp_path / "anggota.csv"
    path.write_text(LIST, encoding="utf-8")
    result = _run(house, members, "import", str(path))
    assert result.exit_code == 1
    assert "baris 3: dilewati" in result.stderr
    assert result.stdout == "Serikat baru: kulon-progo\nSelesai: 1 baru, 0 diperbarui, 0 sudah ada, 1 dilewati.\n"
    path.write_text(LIST[: LIST.index("Ani")], encoding="utf-8")
    assert _run(house, members, "import", str(path)).exit_code == 0


def test_a_dry_run_says_so(house: House, tmp_path: Path) -> None:
    """Nothing is kept, in words and in JSON."""
    path = tmp_path / "anggota.csv"
    path.write_text(LIST, encoding="utf-8")
    assert "tidak ada yang disimpan" in _run(house, members, "import", str(path), "--dry-run").stdout
    report = json.loads(_run(house, members, "import", str(path), "--dry-run", "--json").stdout)
    assert (report["created"], report["dry_run"], report["bad"][0]["line"]) == (1, True, 3)
    assert list_members(house) == []


def test_a_missing_file_is_wrong_usage(house: House) -> None:
    """Exit 2, as for any wrong argument."""
    assert _run(house, members, "import", "/nowhere/x.csv").exit_code == 2


def test_members_are_listed(house: House) -> None:
    """JSON has id, name, role, union and addresses; filters narrow; a slip is refused with a guess."""
    demo.fill(house, NOON)
    (first,) = json.loads(_run(house, members, "list", "--role", "coordinator", "--union", "mamuju", "--json").stdout)
    assert {"id", "name", "role", "union", "addresses"} <= set(first)
    assert (first["role"], first["union"], first["addresses"]) == ("coordinator", "mamuju", ["+628110000006"])
    assert "+628110000006" in _run(house, members, "list", "--union", "Mamuju").stdout
    refused = _run(house, members, "list", "--union", "mamuju-x")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "mamuju" in refused.stderr
    assert _run(house, members, "list", "--role", "king").exit_code == 2


def test_an_empty_list_says_what_to_do(house: House) -> None:
    """And leaves stdout clean."""
    result = _run(house, members, "list")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "members import" in result.stderr
    assert json.loads(_run(house, members, "list", "--json").stdout) == []


def test_erasing_asks_first(house: House, federation: Federation) -> None:
    """No is no; yes, or --yes, erases; twice is refused."""
    first = federation.member("Siti Contoh", "+628110000001")
    second = federation.member("Ani Contoh", "+628110000002")
    refused = _run(house, members, "erase", str(first), answer="n\n")
    assert refused.exit_code == 1
    assert "Siti Contoh" in refused.stderr
    assert len(list_members(house)) == 2
    assert _run(house, members, "erase", str(first), answer="y\n").exit_code == 0
    erased = json.loads(_run(house, members, "erase", str(second), "--yes", "--json").stdout)
    assert erased == {"responses": 0, "messages": 0, "waiting": 0, "shared": False}
    again = _run(house, members, "erase", str(second), "--yes")
    assert again.exit_code == 1
    assert "sudah dihapus" in again.stderr


def test_a_waiting_message_is_pointed_out(house: House, federation: Federation) -> None:
    """A shared phone's unread message stays for a person."""
    first = federation.member("Siti Contoh", "+628110000001")
    federation.member("Ani Contoh", "+628110000001")
    receive(house, [federation.says("+628110000001", "kapan rapat berikutnya")], NOON)
    assert "1 pesan dari HP bersama" in _run(house, members, "erase", str(first), "--yes").stderr


def test_answers_go_to_a_file_or_the_screen(house: House, federation: Federation, tmp_path: Path) -> None:
    """UTF-8 with a BOM either way; a round that is not there is refused and leaves the file alone."""
    from bot.services.surveys import publish
    from storage import tables as t

    survey = house.library.named("corel-anggota")
    assert survey is not None
    with house.db.transaction() as db:
        publish(db, survey, NOON)
        row = {"survey_name": survey.name, "survey_hash": survey.hash, "opened_at": NOON, "reminder_days": "[]"}
        db.execute(t.round_.insert().values(**row, union_id=None))
    path = tmp_path / "jawaban.csv"
    assert _run(house, answers, "export", "corel-anggota", "--csv", str(path)).exit_code == 0
    assert path.read_bytes().startswith(b"\xef\xbb\xbf_id,_round")
    shown = _run(house, answers, "export", "1", "--csv")
    assert shown.stdout_bytes == path.read_bytes()
    refused = _run(house, answers, "export", "99", "--csv", str(path))
    assert refused.exit_code == 1
    assert path.read_bytes() == shown.stdout_bytes
    assert _run(house, answers, "export", "1").exit_code == 2


def test_the_recount_is_a_command(house: House, federation: Federation) -> None:
    """Agreement is exit 0; a difference is shown and is exit 1."""
    from storage import tables as t

    assert _run(house, answers, "recount").stdout == "Cocok.\n"
    row = {"survey_hash": "h", "week": "2026-W48", "round_id": 0, "union_id": 0, "voice": "member", "question": "q"}
    with house.db.transaction() as db:
        db.execute(t.tally.insert().values(**row, choice="", people=2))
    result = _run(house, answers, "recount")
    assert result.exit_code == 1
    assert "tercatat 2, sebenarnya 0" in result.stdout
    assert json.loads(_run(house, answers, "recount", "--json").stdout)[0]["counted"] == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_are_read_as_excel_saves_them(encoding: str) -> None:
    """Whichever of Excel's ways of saving was chosen."""
    assert decoded("nama;nomor\nÉmi;0811\n".encode(encoding)) == "nama;nomor\nÉmi;0811\n"
