"""``suara channel``: what is on, what is missing, what is written down, and one message to oneself."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.channels.email import EmailPostman
from bot.channels.smsgate import SmsgateChannel
from bot.channels.twilio import TwilioChannel
from bot.cli import main
from bot.cli.context import Doors as RealDoors
from bot.services.carriers import CARRIERS
from bot.services.house import House
from bot.settings import SETTINGS, parse_settings
from storage.database import Database, connect
from storage.encryption import KeyRing
from tests.cli.doors import Doors
from tests.fakes.loopback import Trouble, served
from tests.fakes.smsgate_server import KEY, PASSWORD, USER, SmsgateServer, smsgate_settings
from tests.fakes.smtp_server import SmtpServer, smtp
from tests.fakes.twilio_house import twilio_settings
from tests.fakes.twilio_server import TwilioServer, refusal
from tests.federation import house_of


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the settings of whoever runs the tests."""
    for setting in SETTINGS:
        monkeypatch.delenv(setting.name, raising=False)


@pytest.fixture
def database(migrated_sqlite_url: str, keys: KeyRing) -> Iterator[Database]:
    """Give an open database."""
    opened = connect(migrated_sqlite_url, keys)
    yield opened
    opened.close()


def with_env(folder: Path, *arguments: str, env: str = "", typed: str = "") -> Result:
    """Run a command in a folder whose ``.env`` says ``env``."""
    if env:
        (folder / ".env").write_text(env)
    return CliRunner().invoke(main, ["channel", *arguments], obj=RealDoors(folder), input=typed)


def with_house(house: House, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["channel", *arguments], obj=Doors(house))


# --- list ----------------------------------------------------------------------------------------------------------


def test_nothing_set_is_nothing_on(tmp_path: Path) -> None:
    listed = with_env(tmp_path, "list")
    assert listed.exit_code == 0
    states = {line.split()[0]: line.split()[1] for line in listed.stdout.splitlines()}
    assert states == dict.fromkeys(CARRIERS, "mati")


def test_half_a_channel_says_what_is_missing(tmp_path: Path) -> None:
    env = f"SUARA_SMSGATE_URL=http://192.168.1.20:8080\nSUARA_SMSGATE_USER={USER}\n"
    listed = with_env(tmp_path, "list", env=env)
    assert "smsgate    belum lengkap" in listed.stdout
    assert "isi SUARA_SMSGATE_PASSWORD: kata sandi di layar aplikasi" in listed.stdout
    assert "isi SUARA_SMSGATE_URL" not in listed.stdout


def test_a_whole_channel_says_where_it_is_called(tmp_path: Path) -> None:
    env = "TWILIO_ACCOUNT_SID=AC1\nTWILIO_AUTH_TOKEN=rahasia\nSUARA_TWILIO_SMS_FROM=+14155550100\n"
    listed = with_env(tmp_path, "list", env=env)
    assert "twilio     menyala" in listed.stdout
    assert "pesan masuk: http://127.0.0.1:8000/twilio/incoming#rc=5&rp=all" in listed.stdout
    assert "isi SUARA_PUBLIC_URL" in listed.stdout
    assert "rahasia" not in listed.stdout
    values = json.loads(with_env(tmp_path, "list", "--json").stdout)
    twilio = next(one for one in values if one["name"] == "twilio")
    assert twilio == {
        "name": "twilio",
        "on": True,
        "missing": [],
        "incoming": "http://127.0.0.1:8000/twilio/incoming#rc=5&rp=all",
        "out_of_reach": True,
    }


def test_every_need_is_a_setting() -> None:
    names = {setting.name for setting in SETTINGS}
    for one in CARRIERS.values():
        assert {name for need in one.needs for name in need.settings} <= names
        assert all(need.hint for need in one.needs)


# --- add -----------------------------------------------------------------------------------------------------------


def test_what_is_missing_is_asked_for_and_written_down(tmp_path: Path) -> None:
    """For its owner alone, behind what stood there; the phone is told where to post, and the trap is named."""
    with served(SmsgateServer) as server:
        typed = "\n".join((server.url, PASSWORD, KEY, "https://suara.example")) + "\n"
        added = with_env(tmp_path, "add", "smsgate", env=f"# kami\nSUARA_SMSGATE_USER={USER}", typed=typed)
        assert added.exit_code == 0, added.output
        assert len(server.webhooks) == 4
        assert {one["url"] for one in server.webhooks.values()} == {"https://suara.example/smsgate/incoming"}
    assert "4 kejadian terdaftar" in added.stdout
    assert "yang terbaru dulu" in added.stderr
    assert PASSWORD not in added.output
    file = tmp_path / ".env"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text().startswith(f"# kami\nSUARA_SMSGATE_USER={USER}\nSUARA_SMSGATE_URL='{server.url}'\n")
    listed = with_env(tmp_path, "list")
    assert "smsgate    menyala" in listed.stdout
    assert "isi SUARA_PUBLIC_URL" not in listed.stdout


def test_what_is_wrong_is_not_written_down(tmp_path: Path) -> None:
    added = with_env(tmp_path, "add", "twilio", typed="SK1\nrahasia\n+14155550100\nhttps://suara.example\n")
    assert added.exit_code == 1
    assert "TWILIO_ACCOUNT_SID harus mulai dengan AC" in added.stderr
    assert not (tmp_path / ".env").exists()


def test_a_quote_is_not_taken(tmp_path: Path) -> None:
    added = with_env(tmp_path, "add", "twilio", typed="AC'1\n")
    assert added.exit_code == 1
    assert not (tmp_path / ".env").exists()


def test_a_whole_channel_is_left_as_it_is(tmp_path: Path) -> None:
    env = (
        "TWILIO_ACCOUNT_SID=AC1\nTWILIO_AUTH_TOKEN=x\nSUARA_TWILIO_SMS_FROM=+14155550100\n"
        "SUARA_PUBLIC_URL=https://suara.example\n"
    )
    added = with_env(tmp_path, "add", "twilio", env=env)
    assert added.exit_code == 0
    assert (tmp_path / ".env").read_text() == env
    assert "https://suara.example/twilio/incoming" in added.stdout


def test_a_phone_that_does_not_answer_is_said(tmp_path: Path) -> None:
    env = "SUARA_SMSGATE_USER=x\nSUARA_SMSGATE_PASSWORD=x\nSUARA_SMSGATE_SIGNING_KEY=x\nSUARA_PUBLIC_URL=https://s.example\n"
    with served(SmsgateServer) as server:
        added = with_env(tmp_path, "add", "smsgate", env=env + f"SUARA_SMSGATE_URL={server.url}\n")
    assert added.exit_code == 1
    assert "HP gateway menolak kata sandi kami" in added.stderr


def test_an_unknown_channel(tmp_path: Path) -> None:
    for command in (("add", "burung"), ("test", "burung", "0812-3456-7890")):
        refused = with_env(tmp_path, *command)
        assert refused.exit_code == 1
        assert "Tidak ada saluran burung. Yang ada: smsgate" in refused.stderr


# --- test ----------------------------------------------------------------------------------------------------------


def test_a_message_to_oneself(database: Database) -> None:
    """It goes straight to the provider, by the medium that was asked for."""
    with served(TwilioServer) as server:
        settings = twilio_settings(server.url)
        house = house_of(database, channels={"twilio": TwilioChannel(settings)}, settings=settings)
        done = with_house(house, "test", "twilio", "0812-3456-7890", "--medium", "whatsapp")
        assert done.exit_code == 0, done.output
        assert server.sent[0]["to"] == "whatsapp:+6281234567890"
        assert "pesan uji lewat twilio" in server.sent[0]["body"]
        assert server.sent[0]["sid"] in done.stdout
        server.troubles = [refusal(63016)]
        refused = with_house(house, "test", "twilio", "0812-3456-7890", "--medium", "whatsapp")
        assert refused.exit_code == 1
        assert "(63016): Lewat 24 jam" in refused.stderr
        server.troubles = [Trouble(500, "")]
        unsure = with_house(house, "test", "twilio", "0812-3456-7890")
        assert unsure.exit_code == 1
        assert "Belum pasti" in unsure.stderr


def test_a_message_through_the_phone(database: Database) -> None:
    with served(SmsgateServer) as server:
        settings = smsgate_settings(server.url)
        house = house_of(database, channels={"smsgate": SmsgateChannel(settings)}, settings=settings)
        done = with_house(house, "test", "smsgate", "081234567890")
        assert done.exit_code == 0, done.output
        assert "yang terbaru dulu" in done.stderr
        server.settings = {"messages": {"processing_order": "FIFO"}}
        assert with_house(house, "test", "smsgate", "081234567890").stderr == ""
        server.troubles = [None, Trouble(404, "")]
        assert "Urutan kirim tidak bisa dibaca (404)" in with_house(house, "test", "smsgate", "081234567890").stderr
        refused = with_house(house, "test", "smsgate", "081234567890", "--medium", "whatsapp")
        assert (refused.exit_code, len(server.messages)) == (1, 3)
        assert "smsgate tidak membawa whatsapp; pilih sms." in refused.stderr


def test_a_number_that_is_none(database: Database) -> None:
    refused = with_house(house_of(database), "test", "simulator", "12")
    assert refused.exit_code == 1
    assert "0812-3456-7890" in refused.stderr


def test_a_channel_that_is_off(database: Database) -> None:
    refused = with_house(house_of(database), "test", "twilio", "081234567890")
    assert refused.exit_code == 1
    assert "Isi TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN" in refused.stderr
    assert "suara channel add twilio" in refused.stderr


def test_a_letter_to_oneself(database: Database) -> None:
    """To the address that was given, and to nobody else."""
    with smtp(SmtpServer()) as server:
        settings = parse_settings(
            {
                "SUARA_EMAIL_SERVER": f"smtp://127.0.0.1:{server.port}",
                "SUARA_EMAIL_FROM": "suara@serikat.example",
                "SUARA_EMAIL_TO": "kantor@serikat.example",
            }
        )
        house = replace(house_of(database, settings=settings), postman=EmailPostman(settings))
        done = with_house(house, "test", "email", "saya@serikat.example")
        assert done.exit_code == 0, done.output
        assert server.recipients == ["saya@serikat.example"]
        assert server.letters[0]["Subject"] == "HAPSARI: surat uji"
        for wrong in ("081234567890", "saya@x", "a@b.c,d@e.f"):
            assert "Alamatnya tidak bisa dibaca" in with_house(house, "test", "email", wrong).stderr
        server.refuse["RCPT"] = "550 no"
        refused = with_house(house, "test", "email", "saya@serikat.example")
        assert (refused.exit_code, "(550)" in refused.stderr) == (1, True)
    assert len(server.letters) == 1
