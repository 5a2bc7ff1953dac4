"""The shelf of phrases: what is taught is taken up by a running process, and a broken table is not. The library of surveys."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.services.house import LOOK_AGAIN, House, Library, Shelf
from bot.survey.yaml_form import read_survey
from bot.understanding import Phrases
from storage.tables import survey_version
from tests.federation import phrases

HEAD = "word,language,region,meaning,source\n"


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_taught_phrases_are_taken_up_by_a_running_process(tmp_path: Path) -> None:
    """Within five seconds, only when the file changed, and never a broken one."""
    file, clock, loads = tmp_path / "words.csv", Clock(), []
    first, second = phrases(), phrases()

    def load() -> Phrases:
        loads.append(file.read_text())
        if "rusak" in loads[-1]:
            raise ValueError(file.name)
        return second

    shelf = Shelf(first, lambda: file.stat().st_size if file.exists() else None, load, clock)
    file.write_text(HEAD)
    assert shelf.phrases is first
    clock.now = LOOK_AGAIN
    assert shelf.phrases is second
    clock.now *= 2
    assert shelf.phrases is second
    assert len(loads) == 1
    file.write_text(HEAD + "rusak")
    clock.now *= 2
    assert shelf.phrases is second
    assert len(loads) == 2


def test_a_shelf_without_files_never_looks() -> None:
    """Where phrases are given as they are, they stay."""
    given = phrases()
    assert Shelf(given).phrases is given


def test_who_names_no_survey_begins_none_that_has_a_word_of_its_own_purpose() -> None:
    """A complaint stands first among the files, and MULAI still begins the members' questions."""

    def written(name: str, settings: str) -> str:
        return f"settings: {{form_id: {name}, {settings}}}\nsurvey:\n  - {{type: text, name: a, label: Apa?}}\n"

    sources = (
        written("aduan", "keyword: ADUAN, outcome: complaint"),
        written("mitra", "keyword: MITRA, group: mitra"),
        written("tanpa-kata", "group: anggota"),
        written("corel", "keyword: COREL"),
    )
    surveys = [read_survey(source, "").survey for source in sources]
    library = Library(tuple(one for one in surveys if one is not None))
    assert len(library.today) == len(sources)
    assert library.for_members is library.named("corel")
    assert Library(library.today[:3]).for_members is None


def test_a_survey_published_under_older_rules_is_still_read(house: House) -> None:
    """Whoever began it ends it, also after a rule was added that refuses it today; one never published is not known."""
    source = (
        "survey:\n  - {type: integer, name: umur, label: Umur?, max: 9}\n"
        '  - {type: text, name: a, label: A?, relevant: "${umur} > 20"}\n'
    )
    assert [each.code for each in read_survey(source, "lama").errors] == ["S415"]
    hash_ = hashlib.sha256(source.encode()).hexdigest()
    row = {"hash": hash_, "name": "lama", "source": source, "published_at": datetime(2026, 11, 24, tzinfo=UTC)}
    with house.db.transaction() as db:
        db.execute(survey_version.insert(), row)
    with house.db.reading() as db:
        assert [one.name for one in house.library.version(db, hash_).questions] == ["umur", "a"]
        with pytest.raises(KeyError):
            house.library.version(db, "0" * 64)
