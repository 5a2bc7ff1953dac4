"""The phrase tables on disk: the project's and the taught ones behind them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.phrase_files import load_phrases, read_tables
from tests.federation import ROOT

OURS = ROOT / "locales" / "phrases"
HEAD = "word,language,region,meaning,source\n"


def test_taught_rows_come_behind_ours(tmp_path: Path) -> None:
    """A row that was taught counts like one of ours; a folder that is not there is no trouble."""
    (tmp_path / "words.csv").write_text("\ufeff" + HEAD + "sjtaan,id,,sejuta,sekretariat 2026-11-24\n", "utf-8")
    assert load_phrases([OURS, tmp_path]).reply("sjtaan").words == ("sejuta",)
    assert load_phrases([OURS, tmp_path / "none"]).reply("sjtaan").words == ("sjtaan",)
    assert read_tables([OURS, tmp_path])["words.csv"].count(HEAD) == 1


def test_a_table_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    """Excel's other encodings are refused with the file's name and the cure."""
    (tmp_path / "words.csv").write_bytes(HEAD.encode() + b"caf\xe9,id,,kopi,x\n")
    with pytest.raises(ValueError, match=r"words\.csv: it is not UTF-8; save it as CSV UTF-8"):
        read_tables([tmp_path])
