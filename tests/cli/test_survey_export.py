"""``suara survey export``: a survey as a workbook that other programs, and we, can read."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from bot.cli import main
from bot.survey.workbook import read_workbook, write_workbook
from bot.survey_files import load_survey

FORM = {
    "survey": (("type", "name", "label"), ("select_one_from_file desa.csv", "desa", "Di desa mana?")),
    "settings": (("form_id",), ("desa",)),
}


def export(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["survey", "export", *map(str, arguments)])


def test_a_survey_of_the_house_by_its_name(tmp_path: Path) -> None:
    out = tmp_path / "corel.xlsx"
    result = export("corel-anggota", "--xlsx", out)
    assert (result.exit_code, result.stdout) == (0, "")
    assert str(out) in result.stderr
    assert load_survey(out).errors == ()
    assert CliRunner().invoke(main, ["survey", "check", str(out)]).exit_code == 0


def test_a_workbook_as_it_was_with_the_files_beside_it(tmp_path: Path) -> None:
    (tmp_path / "desa.csv").write_text("name,label\nd1,Sendangsari\n", "utf-8")
    file, out = tmp_path / "desa.xlsx", tmp_path / "salinan" / "desa.xlsx"
    file.write_bytes(write_workbook(FORM))
    out.parent.mkdir()
    assert export(file, "--xlsx", out).exit_code == 0
    assert read_workbook(out.read_bytes()).sheets == FORM
    assert (out.parent / "desa.csv").read_text("utf-8") == "name,label\nd1,Sendangsari\n"
    assert load_survey(out).survey == load_survey(file).survey
    (out.parent / "desa.csv").write_text("name,label\nd2,Pengasih\n", "utf-8")
    assert export(file, "--xlsx", out).exit_code == 0
    assert "Pengasih" in (out.parent / "desa.csv").read_text("utf-8")


def test_what_cannot_be_exported_is_said(tmp_path: Path) -> None:
    file = tmp_path / "desa.xlsx"
    file.write_bytes(write_workbook({**FORM, "survey": (("type", "name", "label"), ("telepon", "hp", "HP?"))}))
    refused = export(file, "--xlsx", tmp_path / "b.xlsx")
    assert refused.exit_code == 1
    assert f"{file}:survey!A2 S201" in refused.stderr
    assert not (tmp_path / "b.xlsx").exists()
    assert "berakhir .xlsx" in export("corel-anggota", "--xlsx", tmp_path / "a.ods").stderr
    file.write_bytes(write_workbook({"survey": (("type", "name", "label"), ("text", "a", "A?"))}))
    assert "berkas itu sendiri" in export(file, "--xlsx", file).stderr
    assert "tidak bisa ditulis" in export(file, "--xlsx", tmp_path / "tidak-ada" / "b.xlsx").stderr
    assert export(file).exit_code == 2
