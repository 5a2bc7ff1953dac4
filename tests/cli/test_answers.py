"""``suara answers export``: a file that cannot be written is named, and nothing else is blamed."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from bot.cli.answers import answers
from bot.services import rounds
from storage.database import Database
from tests.cli.doors import Doors
from tests.federation import NOON, Federation, house_of


def test_an_export_goes_where_it_can_and_says_where_it_cannot(database: Database, tmp_path: Path) -> None:
    federation = Federation(house_of(database))
    federation.member("Contoh Satu", "+6281100000001", union_id=federation.union("kulon-progo"))
    rounds.open_round(federation.house, "corel-anggota", None, rounds.Actor(), NOON)
    doors = Doors(federation.house)
    written = tmp_path / "jawaban.csv"
    assert CliRunner().invoke(answers, ["export", "corel-anggota", "--csv", str(written)], obj=doors).exit_code == 0
    assert written.read_bytes().startswith(b"\xef\xbb\xbf_id,")
    lost = tmp_path / "tidak-ada" / "jawaban.csv"
    result = CliRunner().invoke(answers, ["export", "corel-anggota", "--csv", str(lost)], obj=doors)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{lost} tidak bisa ditulis")
