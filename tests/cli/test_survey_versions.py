"""``suara survey versions``, ``show`` and ``diff``: over files, names, and the versions that the database keeps."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.bootstrap.house import keep_files
from bot.cli import main
from bot.services.house import House
from bot.services.surveys import publish
from bot.survey.files import read_survey
from bot.survey.model import Survey
from bot.survey.workbook import Workbook, to_source
from bot.survey_files import load_survey, load_surveys
from storage import tables as t
from storage.database import connect
from storage.encryption import KeyRing
from tests.authoring.forms import UTC_NOW
from tests.cli.doors import Doors
from tests.federation import house_of

SOURCE = Path("surveys/corel-anggota.yaml")


@pytest.fixture
def house(migrated_sqlite_url: str, keys: KeyRing, tmp_path: Path) -> Iterator[House]:
    database = connect(migrated_sqlite_url, keys)
    yield house_of(database, {"SUARA_DATA": str(tmp_path / "data")})
    database.close()


def read(text: str) -> Survey:
    found = read_survey(text, "corel-anggota").survey
    assert found is not None
    return found


@pytest.fixture
def versions(house: House) -> tuple[Survey, Survey]:
    """Publish two versions, a day apart, and open a round with the first."""
    new = read(SOURCE.read_text("utf-8"))
    old = read(new.source.replace(". <= 100", ". <= 60"))
    with house.db.transaction() as db:
        publish(db, old, UTC_NOW)
        publish(db, new, UTC_NOW + timedelta(days=1))
        opened = {"survey_name": old.name, "survey_hash": old.hash, "opened_at": UTC_NOW, "reminder_days": "[1, 3]"}
        db.execute(t.round_.insert().values(**opened))
    return old, new


def suara(house: House, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["survey", *arguments], obj=Doors(house))


def test_which_versions_there_are_since_when_and_in_which_rounds(house: House, versions: tuple[Survey, Survey]) -> None:
    old, new = versions
    first, second = suara(house, "versions").stdout.splitlines()
    assert first == f"corel-anggota  {old.hash[:12]}  2026-11-24 08.00 WIB  putaran 1"
    assert second.startswith(f"corel-anggota  {new.hash[:12]}  2026-11-25 08.00 WIB  tanpa putaran")
    found = json.loads(suara(house, "versions", "corel-anggota", "--json").stdout)
    assert [(one["hash"], one["rounds"]) for one in found] == [(old.hash, [1]), (new.hash, [])]
    assert suara(house, "versions", "tidak-ada").exit_code == 1


def test_the_source_of_a_version_as_it_was_published(house: House, versions: tuple[Survey, Survey]) -> None:
    old, _ = versions
    shown = suara(house, "show", old.hash[:10])
    assert shown.exit_code == 0
    assert shown.stdout == old.source


def test_a_hash_that_is_none_or_not_there_is_said(house: House, versions: tuple[Survey, Survey]) -> None:
    assert suara(house, "show", "halo").exit_code == 2
    missing = suara(house, "show", "0" * 20)
    assert missing.exit_code == 1
    assert "Tidak ada versi" in missing.stderr


def test_a_hash_that_two_versions_begin_with_is_asked_for_in_full(house: House) -> None:
    with house.db.transaction() as db:
        for last in "ab":
            db.execute(
                t.survey_version.insert().values(hash="abcdef0" + last, name="x", source="", published_at=UTC_NOW)
            )
    refused = suara(house, "show", "abcdef0")
    assert refused.exit_code == 1
    assert "abcdef0a, abcdef0b" in refused.stderr


def test_a_version_is_compared_with_a_file(house: House, versions: tuple[Survey, Survey]) -> None:
    old, new = versions
    for later in (str(SOURCE), "corel-anggota", new.hash):
        shown = suara(house, "diff", old.hash[:8], later)
        assert shown.exit_code == 0, shown.output
        assert "batas jawaban berubah: . >= 0 and . <= 60 menjadi . >= 0 and . <= 100" in shown.stdout
    found = json.loads(suara(house, "diff", old.hash[:8], str(SOURCE), "--json").stdout)
    assert found["old"]["hash"] == old.hash
    assert {one["name"]: one["verdict"] for one in found["questions"]}["kegiatan"] == "hati-hati"


def test_a_file_whose_name_looks_like_a_hash_is_a_file(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "abcdef").write_text(SOURCE.read_text("utf-8"), "utf-8")
    text = str(SOURCE.absolute())
    monkeypatch.chdir(tmp_path)
    assert "sama persis" in suara(house, "diff", "abcdef", text).stdout


def test_a_version_is_named_with_its_survey_too(house: House, versions: tuple[Survey, Survey]) -> None:
    old, _ = versions
    assert suara(house, "show", f"corel-anggota@{old.hash[:6]}").stdout == old.source
    other = suara(house, "show", f"corel-mitra@{old.hash[:6]}")
    assert (other.exit_code, other.stdout) == (1, "")
    assert suara(house, "show", "corel-anggota@zz").exit_code == 2


def test_a_workbook_that_was_published_is_shown_sheet_by_sheet(house: House) -> None:
    sheets = {"survey": (("type", "name", "label"), ("text", "a", "Apa?")), "settings": (("form_id",), ("coba",))}
    found = read_survey(to_source(Workbook(sheets)), "coba").survey
    assert found is not None
    with house.db.transaction() as db:
        publish(db, found, UTC_NOW)
    shown = suara(house, "show", found.hash[:8]).stdout
    assert shown == "[survey]\ntype\tname\tlabel\ntext\ta\tApa?\n[settings]\nform_id\ncoba\n"


def test_every_version_is_exported_with_the_sounds_that_it_had(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "surveys"
    folder.mkdir()
    text = SOURCE.read_text("utf-8").replace("    name: kegiatan\n", "    name: kegiatan\n    audio: tanya.ogg\n")
    (folder / "corel-anggota.yaml").write_text(text, "utf-8")
    hashes = []
    for day, sound in enumerate((b"OggS old", b"OggS new")):
        (folder / "tanya.ogg").write_bytes(sound)
        found = load_surveys([folder])
        (one,) = found.surveys
        with house.db.transaction() as db:
            publish(db, one, UTC_NOW + timedelta(days=day), keep_files(found, house.media)[one.hash])
        hashes.append(one.hash)
    (folder / "tanya.ogg").unlink()
    for hash_, sound in zip(hashes, (b"OggS old", b"OggS new"), strict=True):
        out = tmp_path / hash_[:8] / "corel.xlsx"
        out.parent.mkdir()
        done = suara(house, "export", f"corel-anggota@{hash_[:8]}", "--xlsx", str(out))
        assert done.exit_code == 0, done.output
        assert (out.parent / "tanya.ogg").read_bytes() == sound
        assert load_survey(out).problems == ()
    last, out = hashes[-1][:8], tmp_path / hashes[-1][:8] / "corel.xlsx"
    (out.parent / "tanya.ogg").write_bytes(b"OggS mine")
    again = suara(house, "export", f"corel-anggota@{last}", "--xlsx", str(out))
    assert "tanya.ogg sudah ada dengan isi lain dan tidak ditimpa." in again.stderr
    assert (out.parent / "tanya.ogg").read_bytes() == b"OggS mine"
    for name, _ in house.media.names():
        house.media.remove(name)
    lost = suara(house, "export", last, "--xlsx", str(out))
    assert lost.exit_code == 0
    assert "tanya.ogg: Berkas ini tidak ada lagi" in lost.stderr


def test_a_file_is_exported_with_the_sounds_beside_it(house: House, tmp_path: Path) -> None:
    text = SOURCE.read_text("utf-8").replace("    name: kegiatan\n", "    name: kegiatan\n    audio: tanya.ogg\n")
    (tmp_path / "corel-anggota.yaml").write_text(text, "utf-8")
    (tmp_path / "tanya.ogg").write_bytes(b"OggS")
    out = tmp_path / "out" / "corel.xlsx"
    out.parent.mkdir()
    assert suara(house, "export", str(tmp_path / "corel-anggota.yaml"), "--xlsx", str(out)).exit_code == 0
    assert (out.parent / "tanya.ogg").read_bytes() == b"OggS"
