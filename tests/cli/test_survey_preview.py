"""``suara survey preview``: the page in a file or on the terminal."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from bot.cli import main


def test_a_page_in_a_file_and_on_the_terminal(tmp_path: Path) -> None:
    out = tmp_path / "lihat.html"
    at = ("survey", "preview", "corel-anggota", "--now", "2026-11-24", "--lang", "jv")
    assert CliRunner().invoke(main, [*at, "-o", str(out)]).exit_code == 0
    shown = CliRunner().invoke(main, [*at]).stdout
    assert out.read_text("utf-8") == shown
    assert "Pikantuke" in shown or "pikantuke" in shown
    assert shown.endswith("</html>\n")
