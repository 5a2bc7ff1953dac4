"""The house opens over what it finds; whatever keeps it closed is said in one sentence that says what to do."""

from __future__ import annotations

import base64
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from bot.bootstrap import house as opening
from bot.bootstrap.house import clock_of, open_house
from bot.bootstrap.settings import ROOT, CannotStart, read_settings
from bot.services.house import House
from storage import facts
from storage.database import Database
from storage.encryption import KeyRing

FIRST, SECOND = (base64.b64encode(bytes([byte]) * 32).decode() for byte in (7, 8))


@contextmanager
def opened(environ: dict[str, str], root: Path = ROOT, *, prepare: bool = True) -> Iterator[House]:
    house = open_house(environ, root, prepare=prepare)
    try:
        yield house
    finally:
        house.db.close()


def refusal(environ: dict[str, str], root: Path = ROOT, *, prepare: bool = True) -> str:
    """Return the one sentence with which the house stays closed."""
    with pytest.raises(CannotStart) as caught:
        open_house(environ, root, prepare=prepare)
    assert len(caught.value.sentences) == 1
    sentence = caught.value.sentences[0]
    assert " / " in sentence or " Beri " in sentence, "in Indonesian and in English"
    return sentence


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a folder of words of our own, to break."""
    folder = tmp_path / "root"
    folder.mkdir()
    for name in ("surveys", "locales"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


# --- settings ------------------------------------------------------------------------------------------------------


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=9001\nHOST=127.0.0.2\n")
    settings = read_settings({"PORT": "9002", "HOST": " "}, tmp_path)
    assert (settings.port, settings.host) == (9002, "127.0.0.2")


def test_relative_paths_are_meant_from_the_root(tmp_path: Path) -> None:
    settings = read_settings({}, tmp_path)
    assert settings.data == tmp_path / "data"
    assert settings.database_url == f"sqlite:///{tmp_path / 'data' / 'suara.db'}"
    assert read_settings({"DATABASE_URL": "sqlite:////tmp/x.db"}, tmp_path).database_url == "sqlite:////tmp/x.db"
    assert read_settings({"DATABASE_URL": "postgresql://a/b"}, tmp_path).database_url == "postgresql://a/b"


def test_each_wrong_setting_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CannotStart) as caught:
        read_settings({"PORT": "x", "SUARA_SIMULATOR": "maybe"}, tmp_path)
    assert len(caught.value.sentences) == 2
    (tmp_path / ".env").write_bytes(b"\xff\xfe")
    assert ".env" in refusal({}, tmp_path)


# --- the first start, and the next ---------------------------------------------------------------------------------


def test_the_first_start_makes_everything_and_the_next_finds_it(database_url: str, data: Path) -> None:
    environ = {"SUARA_DATA": str(data), "DATABASE_URL": database_url}
    with opened(environ) as house, house.db.transaction() as db:
        facts.put(db, "here", "yes", opening.real_now())
        assert house.library.today
        assert set(house.words.catalogues) >= {"id", "en", "jv"}
    kept = (data / "keys").read_text()
    assert stat.S_IMODE((data / "keys").stat().st_mode) == 0o600
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    for prepare in (True, False):
        with opened(environ, prepare=prepare) as house, house.db.reading() as db:
            assert facts.get(db, "here") == "yes"
    assert (data / "keys").read_text() == kept
    assert sorted(path.name for path in data.iterdir() if path.name.startswith(".")) == []


def test_without_preparing_nothing_is_made(data: Path) -> None:
    data.mkdir()
    assert "suara setup" in refusal({"SUARA_DATA": str(data)}, prepare=False)
    assert not (data / "keys").exists()


def test_channels_are_those_that_are_set(data: Path) -> None:
    twilio = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "t"}
    for more, channels in (
        ({}, []),
        ({"SUARA_SIMULATOR": "1"}, ["simulator"]),
        (twilio, ["twilio"]),
        (twilio | {"SUARA_SIMULATOR": "1"}, ["simulator", "twilio"]),
    ):
        with opened({"SUARA_DATA": str(data), **more}) as house:
            assert sorted(house.channels) == channels


def test_the_clock_is_the_real_one(data: Path) -> None:
    with opened({"SUARA_DATA": str(data)}) as house:
        assert opening.real_now() <= clock_of(house)() <= opening.real_now()


# --- keys ----------------------------------------------------------------------------------------------------------


def test_a_lost_key_is_seen_at_the_start(database_url: str, data: Path) -> None:
    environ = {"SUARA_DATA": str(data), "DATABASE_URL": database_url}
    with opened(environ):
        pass
    (data / "keys").rename(data / "elsewhere")
    for prepare in (True, False):
        assert str(data / "keys") in refusal(environ, prepare=prepare)
    assert not (data / "keys").exists(), "no new key may hide the loss"
    assert "SUARA_KEYS" in refusal(environ | {"SUARA_KEYS": FIRST})
    (data / "elsewhere").rename(data / "keys")
    with opened(environ):
        pass


def test_a_key_that_has_written_may_not_go(data: Path) -> None:
    environ = {"SUARA_DATA": str(data)}
    with opened(environ | {"SUARA_KEYS": FIRST}):
        pass
    with opened(environ | {"SUARA_KEYS": f"{SECOND},{FIRST}"}):
        pass
    for alone in (FIRST, SECOND):
        assert "SUARA_KEYS" in refusal(environ | {"SUARA_KEYS": alone})
    with opened(environ | {"SUARA_KEYS": f"{FIRST},{SECOND}"}):
        pass


def test_what_is_no_key_is_said(data: Path) -> None:
    assert "base64" in refusal({"SUARA_DATA": str(data), "SUARA_KEYS": "abc"})
    data.mkdir(exist_ok=True)
    (data / "keys").write_text("")
    assert str(data / "keys") in refusal({"SUARA_DATA": str(data)})


def test_a_damaged_check_counts_as_lost(data: Path) -> None:
    environ = {"SUARA_DATA": str(data)}
    with opened(environ) as house, house.db.transaction() as db:
        facts.put(db, "keys.check", "***", opening.real_now())
    assert "kunci" in refusal(environ).lower()


def test_of_two_first_starts_one_keeps_its_key(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(file: Path, key: str) -> None:
        monkeypatch.undo()
        opening._keep(file, FIRST)
        opening._keep(file, key)

    monkeypatch.setattr(opening, "_keep", late)
    with opened({"SUARA_DATA": str(data)}) as house:
        assert house.db.keys.find("x") == KeyRing.parse(FIRST).find("x")
    assert (data / "keys").read_text().strip() == FIRST
    assert not [path.name for path in data.iterdir() if path.name.startswith(".")]


def test_a_key_that_came_meanwhile_is_not_lost(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environ = {"SUARA_DATA": str(data)}

    def slow(database: Database) -> bool:
        monkeypatch.undo()
        with opened(environ):
            return False

    monkeypatch.setattr(opening, "upgrade", slow)
    with opened(environ) as house:
        assert house.db.keys.find("x") == KeyRing.parse((data / "keys").read_text()).find("x")


# --- what keeps the house closed -----------------------------------------------------------------------------------


def test_an_unreachable_database(data: Path) -> None:
    sentence = refusal({"SUARA_DATA": str(data), "DATABASE_URL": "postgresql://127.0.0.1:1/suara"})
    assert "PostgreSQL" in sentence
    assert "DATABASE_URL" in sentence


def test_a_file_that_is_no_database(data: Path) -> None:
    data.mkdir()
    (data / "suara.db").write_bytes(b"no database at all" * 500)
    assert "DATABASE_URL" in refusal({"SUARA_DATA": str(data)})


def test_a_data_folder_that_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "SUARA_DATA" in refusal({"SUARA_DATA": str(tmp_path / "file" / "data")})


def test_a_data_folder_that_may_not_be_written(data: Path) -> None:
    data.mkdir(mode=0o500)
    # Whoever may do everything may write everywhere, so that a process of its own becomes somebody else first.
    program = (
        "import os, sys; from bot.bootstrap.house import open_house\n"
        "from bot.bootstrap.settings import CannotStart\n"
        "os.geteuid() or os.seteuid(65534)\n"
        f"try: open_house({{'SUARA_DATA': {str(data)!r}}})\n"
        "except CannotStart as error: os.getuid() or os.seteuid(0); sys.exit(str(error))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "SUARA_DATA" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_full_disk(data: Path) -> None:
    with pytest.raises(CannotStart, match="Disk hampir penuh"):
        opening._make_room(data, free=lambda _path: 1_000_000)


def test_a_disk_that_fills_up_while_writing(data: Path) -> None:
    def full(_path: Path) -> int:
        raise OSError(28, "No space left on device")

    with pytest.raises(CannotStart, match="Disk penuh"):
        opening._make_room(data, free=full)


def test_a_broken_survey_file_keeps_a_start_closed_and_a_restart_open(data: Path, root: Path) -> None:
    environ = {"SUARA_DATA": str(data)}
    with opened(environ, root):
        pass
    broken = root / "surveys" / "rusak.yaml"
    broken.write_text("judul: [\n")
    with pytest.raises(CannotStart) as caught:
        open_house(environ, root)
    assert all(f"{broken}:" in sentence and " S" in sentence for sentence in caught.value.sentences)
    with opened(environ, root, prepare=False) as house:
        assert house.library.named("corel-anggota")


def test_slips_in_the_files_of_the_federation_keep_a_start_closed(data: Path, root: Path) -> None:
    environ = {"SUARA_DATA": str(data)}
    prices, budgets = (root / "surveys" / "federasi" / name for name in ("harga.yaml", "anggaran.yaml"))
    budgets.write_text("bulan: 1.000\n", "utf-8")
    with opened(environ, root) as house:
        assert house.budgets.month == 1_000_000
        assert house.prices.her_own("sms", date(2026, 11, 24)) == 350_000
    prices.write_text("twilio sms:\n  bagian:\n  - mulai: besok\n    rupiah: mahal\n", "utf-8")
    with pytest.raises(CannotStart) as caught:
        open_house(environ, root)
    assert [sentence.split(":")[:2] for sentence in caught.value.sentences] == [
        ["harga.yaml", "4"],
        ["harga.yaml", "3"],
    ]
    prices.unlink()
    budgets.unlink()
    with opened(environ, root) as house:
        assert (house.budgets.none, house.prices.rates) == (True, {})


def test_broken_words(data: Path, root: Path) -> None:
    catalogue = root / "locales" / "jv" / "LC_MESSAGES" / "messages.po"
    good = catalogue.read_bytes()
    catalogue.write_text("apa ini\n")
    assert "messages.po" in refusal({"SUARA_DATA": str(data)}, root)
    catalogue.write_bytes(good)
    table = root / "locales" / "phrases" / "yesno.csv"
    table.write_bytes(b"\xff\xff")
    assert "yesno.csv" in refusal({"SUARA_DATA": str(data)}, root)
    table.write_text("apa,ini\n1,2,3\n")
    with pytest.raises(CannotStart, match=r"yesno\.csv"):
        open_house({"SUARA_DATA": str(data)}, root)
