"""``suara survey versions``, ``show`` and ``diff``: over files, names, and the versions that the database keeps."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.services.house import House
from bot.services.surveys import publish
from bot.survey.files import read_survey
from bot.survey.model import Survey
from storage import tables as t
from storage.database import connect
from storage.encryption import KeyRing
from tests.authoring.forms import UTC_NOW
from tests.federation import house_of

SOURCE = Path("surveys/corel-anggota.yaml")


class _Doors:
    """What a command is given, over the test's house."""

    def __init__(self, house: House) -> None:
        self._house = house

    def house(self) -> House:
        return self._house


@pytest.fixture
def house(migrated_sqlite_url: str, keys: KeyRing) -> Iterator[House]:
    database = connect(migrated_sqlite_url, keys)
    yield house_of(database)
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
    return CliRunner().invoke(main, ["survey", *arguments], obj=_Doors(house))


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
