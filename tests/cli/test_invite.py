"""``suara invite``: the link and the poster, and in one sentence why there is none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.services.house import House
from storage.database import connect
from storage.encryption import KeyRing
from tests.cli.doors import Doors
from tests.federation import Federation, house_of


@pytest.fixture
def house(migrated_sqlite_url: str, keys: KeyRing, tmp_path: Path) -> Iterator[House]:
    """Give a house with a union, and no number of its own."""
    database = connect(migrated_sqlite_url, keys)
    house = house_of(database, {"SUARA_DATA": str(tmp_path / "data")})
    Federation(house).union("kulon-progo")
    yield house
    database.close()


def with_numbers(house: House, whatsapp: str, sms: str) -> House:
    """Return the house with these senders."""
    numbers = {"SUARA_TWILIO_WHATSAPP_FROM": whatsapp, "SUARA_TWILIO_SMS_FROM": sms}
    return house_of(house.db, {"SUARA_DATA": str(house.settings.data), **numbers})


def run(house: House, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["invite", *arguments], obj=Doors(house))


@pytest.mark.parametrize(
    ("whatsapp", "sms", "more", "link"),
    [
        ("+6281234567890", "+6281299999999", (), "https://wa.me/6281234567890?text=WARGA"),
        ("+6281234567890", "+6281299999999", ("--channel", "sms"), "sms:+6281299999999?body=WARGA"),
        ("", "3636", (), "sms:3636?body=WARGA"),
        ("MG123", "+6281299999999", (), "sms:+6281299999999?body=WARGA"),
        ("", "", ("--number", "0812-3456-7890"), "https://wa.me/6281234567890?text=WARGA"),
        ("+6281234567890", "", ("--number", "081299999999", "--channel", "sms"), "sms:+6281299999999?body=WARGA"),
    ],
)
def test_the_link_begins_the_survey(house: House, whatsapp: str, sms: str, more: tuple[str, ...], link: str) -> None:
    told = run(with_numbers(house, whatsapp, sms), "warga", *more)
    assert told.exit_code == 0, told.output
    assert told.stdout == link + "\n"
    assert "tulis WARGA, kirim ke" in told.stderr


def test_a_poster_is_written(house: House, tmp_path: Path) -> None:
    file = tmp_path / "poster.png"
    told = run(
        house,
        "WARGA",
        "--number",
        "+6281234567890",
        "--union",
        "kulonprogo",
        "--png",
        str(file),
        "--misscall",
        "--json",
    )
    assert told.exit_code == 0, told.output
    assert file.read_bytes().startswith(b"\x89PNG")
    assert json.loads(told.stdout) == {
        "survey": "suara-warga",
        "title": json.loads(told.stdout)["title"],
        "keyword": "WARGA",
        "medium": "whatsapp",
        "number": "+6281234567890",
        "link": "https://wa.me/6281234567890?text=WARGA",
        "union": "Kulon Progo",
    }
    assert f"Poster A5: {file}" in told.stderr
    lost = run(house, "WARGA", "--number", "+6281234567890", "--png", str(tmp_path / "no" / "poster.png"))
    assert (lost.exit_code, "tidak bisa ditulis" in lost.stderr) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("apa-ini",), "Survei apa-ini tidak ada. Yang ada: "),
        (("corel-mitra",), "tidak punya kata kunci"),
        (("warga",), "isi SUARA_TWILIO_WHATSAPP_FROM"),
        (("warga", "--channel", "sms"), "isi SUARA_TWILIO_SMS_FROM"),
        (("warga", "--number", "TELKOMSEL"), "bukan nomor yang bisa dikirimi"),
        (("warga", "--number", "3636"), "bukan nomor yang bisa dikirimi"),
        (("warga", "--number", "+6281234567890", "--union", "mana"), "Yang ada: kulon-progo."),
    ],
)
def test_why_there_is_none_is_said(house: House, arguments: tuple[str, ...], why: str) -> None:
    told = run(house, *arguments)
    assert (told.exit_code, told.stdout) == (1, "")
    assert why in told.stderr
