"""``suara media`` and the voice notes of ``suara answers``: seen, saved, written down, and what goes wrong is one sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from bot.cli import main
from bot.message import Media
from bot.services.house import House
from bot.services.inbox import receive
from storage import tables as t
from storage.database import connect
from storage.encryption import KeyRing
from tests.cli.doors import Doors
from tests.federation import NOON, Federation, house_of

SARI = "+628110000001"
VOICE = b"OggS a voice note" * 4000
CHAT = ("COREL", "ya", "2", "1,3", "2", "3", "1", "ya")


@pytest.fixture
def house(migrated_sqlite_url: str, keys: KeyRing, tmp_path: Path) -> Iterator[House]:
    """Give a house in which a member answered by voice, and sent a photo that is still at the provider."""
    database = connect(migrated_sqlite_url, keys)
    house = house_of(database, {"SUARA_DATA": str(tmp_path / "data")})
    federation = Federation(house)
    federation.member("Sari Contoh", SARI, union_id=federation.union("kulon-progo"), medium="whatsapp")
    note = Media("", "audio/ogg", house.media.keep(VOICE), len(VOICE))
    photo = Media("https://api.example/ME1", "image/jpeg")
    said = [(text, ()) for text in CHAT] + [("", (note,)), ("", (photo,))]
    for text, files in said:
        message = federation.says(SARI, text, medium="whatsapp", media=files)
        receive(house, [message], NOON + timedelta(minutes=federation.count))
    yield house
    database.close()


def run(house: House, *arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, list(arguments), obj=Doors(house, NOON + timedelta(days=1)), input=typed)


@pytest.fixture
def voice(house: House) -> str:
    """Give the name of the voice note."""
    return str(json.loads(run(house, "media", "list", "--status", "kept", "--json").stdout)[0]["name"])


def test_files_are_listed_without_name_or_number(house: House, voice: str) -> None:
    listed = run(house, "media", "list")
    assert listed.exit_code == 0
    photo, note = listed.stdout.splitlines()
    assert "image/jpeg  ?  belum diambil  corel-anggota" in photo
    assert note == f"{voice}  2026-11-24 12.09 WIB  audio/ogg  66 KB  tersimpan  corel-anggota perubahan"
    assert "Sari" not in listed.stdout
    assert SARI not in listed.stdout
    nothing = run(house, "media", "list", "--status", "refused")
    assert (nothing.exit_code, nothing.stderr) == (1, "Belum ada berkas.\n")
    assert json.loads(run(house, "media", "list", "--round", "7", "--json").stdout) == []


def test_one_file_is_shown_and_saved(house: House, voice: str, tmp_path: Path) -> None:
    shown = run(house, "media", "show", voice[:8])
    assert "corel-anggota, pertanyaan perubahan, jawaban" in shown.stdout
    assert json.loads(run(house, "media", "show", voice, "--json").stdout)["size"] == len(VOICE)
    saved = run(house, "media", "save", voice[:8], str(tmp_path))
    assert saved.exit_code == 0, saved.stderr
    assert (tmp_path / voice).read_bytes() == VOICE
    again = run(house, "media", "save", voice, str(tmp_path / voice))
    assert again.exit_code == 1
    assert "tidak ditimpa" in again.stderr
    lost = run(house, "media", "save", voice, str(tmp_path / "no" / "where.ogg"))
    assert lost.exit_code == 1
    assert "tidak bisa ditulis" in lost.stderr


def test_what_is_not_here_is_said(house: House, voice: str) -> None:
    (photo,) = json.loads(run(house, "media", "list", "--status", "pending", "--json").stdout)
    waits = run(house, "media", "save", photo["name"])
    assert (waits.exit_code, waits.stderr) == (1, f"Berkas {photo['name']} belum diambil dari penyedianya.\n")
    wrong = run(house, "media", "show", "zzz")
    assert (wrong.exit_code, wrong.stderr) == (1, "Berkas zzz tidak ada. Lihat: suara media list\n")
    for file, _ in house.media.names():
        house.media.remove(file)
    gone = run(house, "media", "save", voice)
    assert gone.exit_code == 1
    assert "dari cadangan" in gone.stderr


def test_a_voice_note_is_written_down(house: House, voice: str) -> None:
    listed = run(house, "answers", "waiting")
    assert voice in listed.stdout
    assert "corel-anggota, tanpa putaran  Kulon Progo" in listed.stdout
    (one,) = json.loads(run(house, "answers", "waiting", "--json").stdout)
    assert (one["name"], one["question"], one["words"]) == (voice, "perubahan", None)
    written = run(house, "answers", "write", voice[:8], "Jalan ke pasar bagus.")
    assert written.exit_code == 0, written.stderr
    assert written.stdout.endswith(": Jalan ke pasar bagus.\n")
    assert run(house, "answers", "waiting").stdout == "Tidak ada pesan suara yang menunggu.\n"
    assert "-> Jalan ke pasar bagus." in run(house, "answers", "waiting", "--all").stdout
    typed = run(house, "answers", "write", voice, typed="Jalan ke pasar\nbagus sekali.\n")
    assert typed.stdout.endswith(": Jalan ke pasar\nbagus sekali.\n")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("answers", "write", "zzz", "x"), "Berkas zzz tidak ada"),
        (("answers", "write", "{voice}", "  "), "Belum ada tulisannya."),
        (("answers", "write", "{photo}", "x"), "Tidak ada jawaban suara"),
        (("answers", "waiting", "99"), 'putaran "99" tidak ada'),
    ],
)
def test_what_cannot_be_written_down_is_said(house: House, voice: str, arguments: tuple[str, ...], why: str) -> None:
    (photo,) = json.loads(run(house, "media", "list", "--status", "pending", "--json").stdout)
    refused = run(house, *(one.format(voice=voice, photo=photo["name"]) for one in arguments))
    assert refused.exit_code == 1
    assert why in refused.stderr


def test_what_failed_is_said_and_fetched_again(house: House) -> None:
    none = run(house, "media", "retry")
    assert (none.exit_code, none.stderr) == (1, "Tidak ada berkas yang gagal diambil. Lihat: suara media list\n")
    (photo,) = json.loads(run(house, "media", "list", "--status", "pending", "--json").stdout)
    with house.db.transaction() as db:
        named = update(t.media).where(t.media.c.name == photo["name"])
        waits = NOON + timedelta(hours=2)
        db.execute(named.values(error="Twilio sedang terganggu; dicoba lagi.", tries=3, due_at=waits))
    assert "terganggu; dicoba lagi. (dicoba 3 kali); lagi 2026-11-24 14.00 WIB" in run(house, "media", "list").stdout
    with house.db.transaction() as db:
        db.execute(named.values(status="failed", due_at=None))
    assert "(dicoba 3 kali)" in run(house, "media", "show", photo["name"][:8]).stdout
    assert run(house, "media", "retry", photo["name"][:8]).stdout == "1 berkas akan diambil lagi.\n"
    (again,) = json.loads(run(house, "media", "list", "--status", "pending", "--json").stdout)
    assert (again["tries"], again["error"], again["due_at"]) == (0, "", (NOON + timedelta(days=1)).isoformat())
