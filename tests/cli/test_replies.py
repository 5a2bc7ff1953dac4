"""``suara replies``: reading step by step, and measuring over a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import main

HEAD = "type,context,reply,expected,difficulty\n"
ROWS = HEAD + (
    "yesno,{},iya bu,true,easy\nyesno,{},kadang,true,hard\ninteger,{},tiga,4,medium\n"
    'stop,"{""qtype"": ""text""}",berhenti,"""stop""",easy\n'
)


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUARA_DATA", str(tmp_path / "data"))


def suara(*args: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["replies", *args])


def read_json(*args: str) -> dict[str, Any]:
    """Run ``replies read --json``."""
    found: dict[str, Any] = json.loads(suara("read", "--json", *args).stdout)
    return found


def test_every_step_is_shown() -> None:
    """The example of the handbook: how "sjuta stgh bu" comes to 1,500,000."""
    said = suara("read", "--type", "money", "sjuta stgh bu").stdout.splitlines()
    assert [line[:18].strip() for line in said] == ["Ditulis", "Ejaan", "Diabaikan", "Angka", "Hasil"]
    assert "stgh → setengah" in said[1]
    assert "sjuta setengah → 1500000" in said[3]
    assert '"1500000" (aturan money.words, keyakinan 98 %)' in said[4]


def test_what_is_asked_back_and_why() -> None:
    """An unclear reply names the candidates as the members see them."""
    said = suara("read", "--type", "select_one", "--choice", "Pupuk", "--choice", "Bibit", "1 atau 2").stdout
    assert "ditanya lagi: pilihan yang mana? Pupuk atau Bibit" in said
    said = suara("read", "--type", "time", "jam 7").stdout
    assert "ditanya lagi: pagi atau malam? 07:00 atau 19:00" in said
    assert "bukan jawaban" in suara("read", "--type", "integer", "selamat pagi").stdout
    assert "di luar batas" in suara("read", "--type", "integer", "--max", "20", "30").stdout


def test_a_control_word_is_no_answer() -> None:
    """What steers the conversation is said so."""
    said = suara("read", "--type", "yesno", "berhenti").stdout
    assert "stop: tidak disimpan sebagai jawaban" in said
    assert read_json("--type", "yesno", "berhenti")["control"] == "stop"


def test_as_json() -> None:
    """Programs get the steps and the result."""
    found = read_json("--type", "date", "--ref", "2026-11-24", "--prefer", "past", "kmrn")
    assert (found["result"], found["value"], found["control"]) == ("read", "2026-11-23", None)
    assert found["steps"][0] == {"step": "spelling", "found": [["kmrn", "kemarin"]]}
    assert read_json("--type", "time", "jam 7")["candidates"] == ["07:00", "19:00"]
    assert read_json("--type", "time", "halo")["result"] == "not_an_answer"
    assert read_json("--type", "select_multiple", "--choice", "A", "--choice", "B", "ga ada")["value"] == ""


def test_a_wrong_day_is_a_wrong_use() -> None:
    """Exit 2 says how a day is written."""
    result = suara("read", "--ref", "kemarin", "x")
    assert result.exit_code == 2
    assert "2026-11-24" in result.stderr


def test_evaluation(tmp_path: Path) -> None:
    """The table, the misses, the JSON and the rows agree."""
    file, out = tmp_path / "rows.csv", tmp_path / "out.jsonl"
    file.write_text("\ufeff" + ROWS, "utf-8")
    shown = suara("evaluate", str(file), "--rows", str(out)).stdout
    assert "SALAH    integer         'tiga' → 3 (number.words); mestinya 4" in shown
    assert "ditanya  yesno" in shown
    assert shown.splitlines()[-3].split() == ["semua", "4", "50.0%", "25.0%", "25.0%", "0", "dari", "0"]
    found = json.loads(suara("evaluate", str(file), "--json").stdout)
    assert found["total"]["stored_wrong"] == 1
    assert found["types"]["stop"]["right"] == 1
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [one["outcome"] for one in rows] == ["right", "asked", "stored_wrong", "right"]
    assert {"reply", "expected", "value", "outcome", "rule", "confidence"} <= rows[0].keys()
    assert "... dan 2 lagi" in suara("evaluate", str(file), "--misses", "0").stdout


def test_a_file_that_cannot_be_used(tmp_path: Path) -> None:
    """A broken file is named with its rows; a place that cannot be written too."""
    file = tmp_path / "rows.csv"
    file.write_text(HEAD + "barcode,{},x,null,easy\n")
    result = suara("evaluate", str(file))
    assert result.exit_code == 1
    assert "row 2" in result.stderr
    file.write_bytes(b"\xff\xfe")
    assert suara("evaluate", str(file)).exit_code == 1
    file.write_text(ROWS)
    result = suara("evaluate", str(file), "--rows", str(tmp_path / "no" / "out.jsonl"))
    assert result.exit_code == 1
    assert "tidak bisa ditulis" in result.stderr
    assert suara("evaluate", str(tmp_path / "none.csv")).exit_code == 2
