"""``suara simulate``: a chat in the terminal over the inbox, and the file that is kept of it is a test that passes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from bot.cli import main
from bot.services import media
from bot.services.house import House
from bot.wording.transcript import play, read_transcript
from storage import tables as t
from storage.database import connect
from storage.encryption import KeyRing
from tests.cli.doors import Doors
from tests.conversation.parts import phrases, survey, words
from tests.federation import Federation, house_of


@pytest.fixture
def house(migrated_sqlite_url: str, keys: KeyRing, tmp_path: Path) -> Iterator[House]:
    database = connect(migrated_sqlite_url, keys)
    house = house_of(database, {"SUARA_DATA": str(tmp_path / "data")})
    federation = Federation(house)
    union = federation.union("kulon-progo")
    federation.member("Sari Dewi", "+62811000011", union_id=union)
    federation.member("Sari Wulan", "+62811000012", union_id=union, medium="whatsapp")
    federation.member("Tumini Asih", "+62811000013", union_id=union, language="jv")
    federation.member("Lestari", "+62811000001", union_id=union, role="coordinator")
    yield house
    database.close()


def chat(house: House, said: str, *arguments: str) -> Result:
    """Type the lines of ``said`` and end."""
    return CliRunner().invoke(main, ["simulate", *arguments], input=said, obj=Doors(house))


def passes(file: Path) -> str:
    """Play a kept chat as the tests do; return its outcome."""
    kept = read_transcript(file.read_text("utf-8"))
    assert play(kept, survey(kept.survey), words(), phrases()) == kept
    return kept.outcome


def messages(house: House) -> int:
    with house.db.reading() as db:
        return db.scalar(select(func.count()).select_from(t.message)) or 0


def test_a_chat_by_sms_is_kept_as_a_test(house: House, tmp_path: Path) -> None:
    file = tmp_path / "baru.yaml"
    said = "ya\n\n3\n1 2\nnaik\n3\n1\nya\nLEWATI\nPelatihan jahit\n"
    result = chat(house, said, "--as", "tumini", "--save", str(file))
    assert result.exit_code == 0, result.output
    assert "Ibu: COREL" in result.stdout
    assert "huruf, 1 SMS]" in result.stdout
    assert f"Tersimpan: {file}" in result.stderr
    assert "di luar survei" not in result.stderr
    assert passes(file) == "finished"
    kept = read_transcript(file.read_text("utf-8"))
    assert (kept.name, kept.language, kept.medium) == ("Tumini", "jv", "sms")
    assert kept.answers["saran"] == "Pelatihan jahit"
    assert messages(house) == 10
    with house.db.reading() as db:
        assert set(db.scalars(select(t.outbox.c.state))) == {"sent"}


def test_a_chat_on_whatsapp_is_tapped(house: House, tmp_path: Path) -> None:
    file = tmp_path / "baru.yaml"
    result = chat(house, "/1\n0\n/9\n/3\n/selesai\nya\n", "--channel", "whatsapp", "--save", str(file))
    assert result.exit_code == 0, result.output
    assert "/1 Ya  /2 Tidak" in result.stdout
    assert "/1 Naik  /2 Sama  /3 Turun" in result.stdout
    assert "Tidak ada tombol 9." in result.stderr
    assert "huruf" not in result.stdout
    assert passes(file) == "asking"
    kept = read_transcript(file.read_text("utf-8"))
    assert [line.text for line in kept.lines if line.who == "tap"] == ["consent=ya", "usaha=turun"]
    assert (kept.name, kept.answers["usaha"]) == ("", "turun")


def test_who_agreed_before_is_not_asked_again_and_the_test_knows(house: House, tmp_path: Path) -> None:
    file = tmp_path / "baru.yaml"
    assert chat(house, "ya\n0\nnaik\n3\n1\nya\nlewati\nlewati\n", "--as", "0811000011").exit_code == 0
    result = chat(house, "2\n", "--as", "sari dewi", "--save", str(file))
    assert "8 pertanyaan" not in result.stdout
    assert passes(file) == "asking"
    assert read_transcript(file.read_text("utf-8")).consent_known


def test_a_line_outside_the_survey_is_named(house: House, tmp_path: Path) -> None:
    file = tmp_path / "baru.yaml"
    result = chat(house, "ya\nSTATUS\n", "--as", "lestari", "--survey", "corel-anggota", "--save", str(file))
    assert result.exit_code == 0
    assert "di luar survei" in result.stderr
    passes(file)


def test_a_coordinator_commands(house: House) -> None:
    result = chat(house, "PUTARAN corel-anggota\n", "--as", "Lestari")
    assert "COREL" not in result.stdout
    assert "3 anggota" in result.stdout
    assert "Lestari · +62811000001 · SMS" in result.stderr


def test_silence_is_said(house: House) -> None:
    result = chat(house, "BERHENTI\nhalo\n", "--as", "sari dewi")
    assert result.stdout.rstrip().endswith("(tidak ada balasan)")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--as", "siapa"], 'Tidak ada orang contoh "siapa"'),
        (["--as", "sari"], "beberapa orang: Sari Dewi; Sari Wulan"),
        (["--survey", "tidak-ada"], 'Survei "tidak-ada" tidak ada. Yang bisa dimulai: '),
        (["--as", "lestari", "--save", "x.yaml"], "tambahkan --survey"),
        (["--save", "tidak/ada/x.yaml"], "Folder tidak/ada tidak ada"),
    ],
)
def test_what_cannot_be_done_is_refused_with_its_cure(house: House, arguments: list[str], why: str) -> None:
    result = chat(house, "ya\n", *arguments)
    assert result.exit_code == 1
    assert why in result.stderr
    assert messages(house) == 0


def test_with_the_simulator_off_the_chat_leaves_nothing(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    off = house_of(house.db, {"SUARA_SIMULATOR": "0"})
    monkeypatch.setenv("SUARA_DATA", str(tmp_path / "never"))
    result = chat(off, "ya\n", "--channel", "whatsapp")
    assert result.exit_code == 0, result.output
    assert "data sementara" in result.stderr
    assert "1/8" in result.stdout
    result = chat(off, "STATUS\n", "--as", "coordinator kulon")
    assert result.exit_code == 0, result.output
    assert "Bot: " in result.stdout
    assert "+62811000" in result.stderr
    assert messages(house) == 0
    assert not (tmp_path / "never").exists()


def test_a_file_is_attached_and_kept(house: House, tmp_path: Path) -> None:
    note, saved = tmp_path / "cerita.ogg", tmp_path / "baru.yaml"
    note.write_bytes(b"OggS a story")
    before = "ya\n2\n1,3\n2\n3\n1\nya\n"
    said = f"{before}file:{note}\nfile:{tmp_path}/tidak-ada.ogg\n"
    result = chat(house, said, "--channel", "whatsapp", "--save", str(saved))
    assert result.exit_code == 0, result.output
    assert "tidak-ada.ogg tidak bisa dibaca" in result.stderr
    assert passes(saved) == "asking"
    (one,) = media.files(house)
    assert (one.status, one.question) == ("kept", "perubahan")
    assert media.content(house, one.name) == b"OggS a story"
    assert read_transcript(saved.read_text("utf-8")).answers["perubahan"] == one.name


def test_a_file_that_cannot_be_sent_is_said(house: House, tmp_path: Path) -> None:
    (tmp_path / "foto.jpg").write_bytes(b"x")
    assert "SMS tidak bisa membawa berkas" in chat(house, f"file:{tmp_path}/foto.jpg\n").stderr
    house.settings.data.mkdir()
    (house.settings.data / "media").write_text("in the way")
    full = chat(house, f"file:{tmp_path}/foto.jpg\n", "--channel", "whatsapp")
    assert full.exit_code == 0
    assert "Folder media tidak bisa ditulisi" in full.stderr


def test_a_name_written_out_in_full_means_her(house: House) -> None:
    Federation(house).member("Sari", "+62811000014", union_id=1)
    assert "Sari · +62811000014" in chat(house, "BANTUAN\n", "--as", "sari").output
