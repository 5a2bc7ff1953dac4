"""``suara survey new``: a first file from a few answers, and never over another."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.survey.model import SelectMultiple
from bot.survey_files import load_survey

AT = ("--now", "2026-11-24T08:00")


def new(*arguments: str, said: str = "") -> Result:
    return CliRunner().invoke(main, ["survey", "new", *arguments, *AT], input=said)


def check(path: Path) -> Result:
    return CliRunner().invoke(main, ["survey", "check", str(path)])


def test_the_defaults_make_a_file_that_passes_the_check(tmp_path: Path) -> None:
    file = tmp_path / "kebun-bersama.yaml"
    result = new(str(file), "--yes")
    assert result.exit_code == 0, result.output
    assert check(file).exit_code == 0
    survey = load_survey(file).survey
    assert survey is not None
    assert (survey.name, survey.keyword, survey.title["id"]) == ("kebun-bersama", "KEBUNBERSAMA", "Kebun bersama")
    assert survey.consent.version == "2026-11"


def test_it_asks_and_asks_again_until_the_answer_will_do(tmp_path: Path) -> None:
    file = tmp_path / "pupuk.yaml"
    said = [
        "Pupuk: musim #1", "PU", "berhenti", "tani", "9", "2", "",
        "", "Berapa ${karung}?", "Berapa karung?", "dua", "2",
        "Pupuk apa?", "6", "Urea", "", "urea", "Pupuk {kandang}", "", "",
    ]  # fmt: skip
    result = new(str(file), said="\n".join(said) + "\n")
    assert result.exit_code == 0, result.output
    for told in ("Kata kunci satu kata", "sudah dipakai", "Tulis angka 1 sampai 3", "tanpa tanda ${", "sudah ada"):
        assert told in result.stderr
    survey = load_survey(file).survey
    assert survey is not None
    assert (survey.keyword, survey.group) == ("TANI", "staff")
    assert [one.label["id"] for one in survey.questions] == ["Berapa karung?", "Pupuk apa?"]
    kind = survey.questions[1].kind
    assert isinstance(kind, SelectMultiple)
    assert [one.label["id"] for one in kind.choices] == ["Urea", "Pupuk {kandang}"]
    assert check(file).exit_code == 0


def test_a_name_and_a_keyword_that_a_neighbour_has_are_not_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "surveys"
    folder.mkdir()
    assert new("surveys/survei.yaml", "--yes").exit_code == 0
    again = new("--yes")
    assert again.exit_code == 0, again.output
    assert sorted(path.name for path in folder.iterdir()) == ["survei-2.yaml", "survei.yaml"]
    assert CliRunner().invoke(main, ["survey", "check", "surveys"]).exit_code == 0


def test_a_file_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "ada.yaml"
    file.write_text("milik orang lain", "utf-8")
    result = new(str(file), "--yes")
    assert result.exit_code == 1
    assert "tidak ditimpa" in result.stderr
    assert file.read_text("utf-8") == "milik orang lain"


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    assert "berakhir dengan .yaml" in new(str(tmp_path / "ada.txt"), "--yes").stderr
    (tmp_path / "tautan.yaml").symlink_to(tmp_path / "tiada" / "ada.yaml")
    assert "tidak bisa ditulis" in new(str(tmp_path / "tautan.yaml"), "--yes").stderr


def test_breaking_off_writes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "setengah.yaml"
    result = new(str(file), said="Judul\n")
    assert result.exit_code == 1
    assert "Dibatalkan" in result.stderr
    assert not file.exists()


def test_a_folder_that_is_not_there_is_said_before_anything_is_asked(tmp_path: Path) -> None:
    refused = CliRunner().invoke(main, ["survey", "new", str(tmp_path / "tidak-ada" / "a.yaml")], input="Judul\n")
    assert refused.exit_code == 1
    assert refused.stderr == f"Folder {tmp_path / 'tidak-ada'} tidak ada. Buat dulu, atau pilih folder lain.\n"
