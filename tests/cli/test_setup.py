"""``suara setup`` and what ``suara run`` prepares."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.bootstrap.house import open_house, real_now
from bot.bootstrap.settings import ROOT
from bot.cli import main
from bot.services.members import list_members
from bot.services.surveys import publish
from bot.survey.files import read_survey


@pytest.fixture(autouse=True)
def _installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUARA_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("SUARA_SIMULATOR", "0")


def suara(*args: str, answers: str = "") -> Result:
    return CliRunner().invoke(main, list(args), input=answers)


def secretariat(tmp_path: Path) -> list[str]:
    house = open_house({"SUARA_DATA": str(tmp_path / "data")})
    names = [member.name for member in list_members(house, role="secretariat")]
    house.db.close()
    return names


def test_it_asks_for_the_first_number(tmp_path: Path) -> None:
    result = suara("setup", answers="Ibu Kenanga\n0811 000 1234\ny\n")
    assert result.exit_code == 0, result.output
    assert secretariat(tmp_path) == ["Ibu Kenanga"]
    assert "sudah ada" in suara("setup").output


def test_it_takes_options_and_asks_nothing(tmp_path: Path) -> None:
    for name, number in (("Ibu Kenanga", "08110001234"), ("Ibu Sekar", "08110001235")):
        result = suara("setup", "--name", name, "--number", number, "--yes")
        assert result.exit_code == 0, result.output
    assert sorted(secretariat(tmp_path)) == ["Ibu Kenanga", "Ibu Sekar"]


def test_no_is_no(tmp_path: Path) -> None:
    result = suara("setup", "--name", "Ibu Kenanga", "--number", "08110001234", answers="n\n")
    assert result.exit_code == 1
    assert secretariat(tmp_path) == []


def test_what_is_missing_or_wrong_is_said(tmp_path: Path) -> None:
    assert "--name" in suara("setup", "--yes").stderr
    result = suara("setup", "--name", "Ibu Kenanga", "--number", "12", "--yes")
    assert result.exit_code == 1
    assert "0812-3456-7890" in result.stderr
    assert secretariat(tmp_path) == []


def test_with_the_simulator_nobody_has_to_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUARA_SIMULATOR", "1")
    result = suara("setup")
    assert result.exit_code == 0
    assert "federasi contoh" in result.output


def test_an_empty_database_starts_empty_without_the_simulator() -> None:
    result = suara("prepare")
    assert result.exit_code == 0, result.output
    assert "corel-anggota" in result.output
    assert "suara setup" in result.output
    assert suara("prepare", "--quiet").output == ""


def test_an_empty_database_is_filled_with_invented_people_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUARA_SIMULATOR", "1")
    assert "Federasi contoh" in suara("prepare").output
    assert "Federasi contoh" not in suara("prepare").output
    assert secretariat(tmp_path)


def test_a_start_says_which_survey_is_another_one_than_in_its_last_round(tmp_path: Path) -> None:
    assert "berubah" not in suara("prepare").output
    house = open_house({"SUARA_DATA": str(tmp_path / "data")})
    text = (ROOT / "surveys" / "corel-anggota.yaml").read_text("utf-8").replace(". <= 100", ". <= 60")
    before = read_survey(text, "corel-anggota").survey
    assert before is not None
    with house.db.transaction() as db:
        publish(db, before, real_now())
    house.db.close()
    said = suara("prepare").output
    assert f"corel-anggota berubah sejak versi {before.hash[:12]}: 7 pertanyaan bisa dibandingkan" in said
    assert "hati-hati dengan kegiatan" in said
    assert f"suara survey diff {before.hash[:12]} corel-anggota" in said
