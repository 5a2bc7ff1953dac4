"""``suara survey rehearse``: a survey answered by made-up members, as a report and as an exit status."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from bot.cli import main

AT = ("--now", "2026-11-24T08:00", "--runs", "8")
NEVER = """\
settings: {form_id: hilang, keyword: HILANG}
survey:
- {type: integer, name: umur, min: 0, label: {id: "Umur?"}}
- {type: calculate, name: ganda, calculation: "${umur} * 2"}
- {type: text, name: hilang, label: {id: "Kerja?"}, relevant: "${ganda} = 17"}
"""


def rehearse(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["survey", "rehearse", *arguments])


def test_the_report_and_status_0_where_all_is_well() -> None:
    result = rehearse("corel-anggota", *AT)
    assert result.exit_code == 0, result.output
    assert "kegiatan" in result.stdout
    assert "v Semua pertanyaan bisa dicapai" in result.stdout
    assert rehearse("corel-anggota", *AT).stdout == result.stdout


def test_status_1_and_the_name_where_something_cannot_be_reached(tmp_path: Path) -> None:
    file = tmp_path / "hilang.yaml"
    file.write_text(NEVER, "utf-8")
    result = rehearse(str(file), "--json", *AT)
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert (found["sound"], found["never_reached"]) == (False, ["hilang"])


def test_a_page_for_each_survey_of_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "survei"
    folder.mkdir()
    for name in ("suara-warga", "corel-anggota"):
        (folder / f"{name}.yaml").write_bytes(Path("surveys", f"{name}.yaml").read_bytes())
    result = rehearse(str(folder), "--json", "--report", str(tmp_path / "latihan"), *AT)
    assert result.exit_code == 0, result.output
    assert [each["survey"] for each in json.loads(result.stdout)] == ["corel-anggota", "suara-warga"]
    pages = sorted(path.name for path in (tmp_path / "latihan").iterdir())
    assert pages == ["corel-anggota.md", "suara-warga.md"]
    assert "# Latihan: Suara warga" in (tmp_path / "latihan" / "suara-warga.md").read_text("utf-8")


def test_a_folder_without_surveys_is_said(tmp_path: Path) -> None:
    result = rehearse(str(tmp_path), *AT)
    assert result.exit_code == 1
    assert "Tidak ada survei" in result.stderr
