"""``suara survey draw``: the flow chart in a file or on the terminal."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from bot.cli import main


def test_a_picture_in_a_file_and_on_the_terminal(tmp_path: Path) -> None:
    out = tmp_path / "alur.svg"
    result = CliRunner().invoke(main, ["survey", "draw", "corel-anggota", "-o", str(out)])
    assert result.exit_code == 0, result.output
    assert "Tersimpan" in result.stderr
    shown = CliRunner().invoke(main, ["survey", "draw", "corel-anggota"]).stdout
    assert out.read_text("utf-8") == shown
    assert "bila kegiatan &gt; 0" in shown


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["survey", "draw", "corel-anggota", "-o", str(tmp_path / "tiada" / "alur.svg")])
    assert result.exit_code == 1
    assert "tidak bisa ditulis" in result.stderr
