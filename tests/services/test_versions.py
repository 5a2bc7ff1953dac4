"""Which version is compared with today's, and that nothing that happens to a file reaches who has begun."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.authoring.changes_report import in_short
from bot.services import rounds
from bot.services.answers import write_csv
from bot.services.house import House, Library
from bot.services.inbox import receive
from bot.services.rounds import Actor, Opened, Refused
from bot.services.surveys import publish
from bot.services.tick import hop
from bot.services.versions import Ambiguous, changed, changes, find_version
from bot.survey.files import read_survey
from bot.survey.model import Survey
from bot.survey_files import load_surveys
from storage import tables as t
from tests.federation import NOON, ROOT, Federation

SARI, DEWI = "+628110000001", "+628110000002"
TEXT = (ROOT / "surveys" / "corel-anggota.yaml").read_text("utf-8")


def version(text: str) -> Survey:
    found = read_survey(text, "corel-anggota").survey
    assert found is not None
    return found


OLD, NEW = version(TEXT), version(TEXT.replace(". <= 100", ". <= 60"))


def short(house: House, survey: Survey) -> str | None:
    with house.db.reading() as db:
        found = changes(house, db, survey)
    return None if found is None else in_short(found)


def test_the_first_version_has_nothing_to_be_compared_with(house: House) -> None:
    assert short(house, OLD) is None


def test_without_a_round_it_is_compared_with_what_was_published_last(house: House) -> None:
    with house.db.transaction() as db:
        publish(db, OLD, NOON)
    assert short(house, OLD) is None
    said = short(house, NEW)
    assert said is not None
    assert "hati-hati dengan kegiatan" in said
    with house.db.reading() as db:
        assert [changed(house, db, one) for one in (OLD, NEW)] == [0, 1]
    with house.db.transaction() as db:
        publish(db, NEW, NOON + timedelta(days=1))
    assert short(house, NEW) is None


def test_with_a_round_it_is_compared_with_what_that_round_asked(house: House, federation: Federation) -> None:
    federation.member("Sari Contoh", SARI, union_id=federation.union("kulon-progo"))
    before = replace(house, library=Library((OLD,)))
    assert isinstance(rounds.open_round(before, "corel-anggota", None, Actor(), NOON), Opened)
    with house.db.transaction() as db:
        publish(db, NEW, NOON + timedelta(days=1))
    assert short(house, OLD) is None
    said = short(house, NEW)
    assert said is not None
    assert "kegiatan" in said


def test_what_changes_no_answer_is_said_in_one_word(house: House) -> None:
    with house.db.transaction() as db:
        publish(db, OLD, NOON)
    assert short(house, version(TEXT + "\n# sebuah catatan\n")) == "semua jawaban masih bisa dibandingkan."


def test_a_version_is_found_by_how_its_hash_begins(house: House) -> None:
    with house.db.transaction() as db:
        publish(db, OLD, NOON)
        publish(db, NEW, NOON)
    with house.db.reading() as db:
        assert find_version(db, OLD.hash[:8].upper()) == OLD.hash
        assert find_version(db, OLD.hash[:8], "corel-anggota") == OLD.hash
        assert find_version(db, OLD.hash[:8], "corel-mitra") is None
        assert find_version(db, "%") is None
        assert find_version(db, "") == Ambiguous(tuple(sorted((OLD.hash, NEW.hash))))


BROKEN = TEXT.replace("type: text", "type: teks")


@pytest.mark.parametrize(
    "now",
    [TEXT.replace("musyawarah", "rapat").replace(". <= 100", ". <= 1"), None, BROKEN, "", "x: [", "\x00"],
    ids=["edited", "removed", "broken", "emptied", "no YAML", "no text"],
)
def test_a_running_round_goes_on_whatever_happens_to_its_file(
    house: House, federation: Federation, tmp_path: Path, now: str | None
) -> None:
    union = federation.union("kulon-progo")
    for name, number in (("Sari Contoh", SARI), ("Dewi Contoh", DEWI)):
        federation.member(name, number, union_id=union)
    file = tmp_path / "corel-anggota.yaml"
    file.write_text(TEXT, "utf-8")

    def said(number: str, *texts: str) -> str:
        """Say ``texts`` to a house that was opened over the files as they are."""
        over = replace(house, library=Library(load_surveys([tmp_path]).surveys))
        spoken = ""
        for text in texts:
            message = federation.says(number, text)
            (reply,) = receive(over, [message], NOON + timedelta(minutes=federation.count))[0].replies
            spoken = reply.spoken.text
        return spoken

    over = replace(house, library=Library(load_surveys([tmp_path]).surveys))
    opened = rounds.open_round(over, "corel-anggota", None, Actor(), NOON)
    assert isinstance(opened, Opened)
    hop(over, NOON + timedelta(minutes=1))
    assert "1/8" in said(SARI, "ya")
    file.unlink()
    if now is not None:
        file.write_text(now, "utf-8")
    # 50 is beyond the limit of the edited file, and fine in the one she began.
    assert "2/8" in said(SARI, "50")
    # Who was invited under the version begins it, though today's files hold another or none.
    assert "1/8" in said(DEWI, "ya")
    chat = ("1,3", "2", "3", "1", "ya", "warung makin ramai", "pelatihan")
    assert "Terima kasih" in said(SARI, *chat)
    assert "Terima kasih" in said(DEWI, "50", *chat)
    with house.db.reading() as db:
        rows = db.execute(select(t.response.c.outcome, t.response.c.survey_hash)).all()
    assert {tuple(row) for row in rows} == {("finished", OLD.hash)}
    after = replace(house, library=Library(load_surveys([tmp_path]).surveys))
    assert write_csv(after, opened.round_id, io.StringIO(newline="")) == 2


def test_nothing_broken_is_published_and_what_is_only_clumsy_is(
    house: House, federation: Federation, tmp_path: Path
) -> None:
    federation.member("Sari Contoh", SARI, union_id=federation.union("kulon-progo"))
    file = tmp_path / "corel-anggota.yaml"
    file.write_text(BROKEN, "utf-8")
    found = load_surveys([tmp_path])
    assert found.errors
    refused = rounds.open_round(replace(house, library=Library(found.surveys)), "corel-anggota", None, Actor(), NOON)
    assert isinstance(refused, Refused)
    assert refused.why == "unknown_survey"
    with house.db.reading() as db:
        assert db.execute(select(t.survey_version)).all() == []
    long = (
        "Ceritakan satu perubahan yang Ibu rasakan, di rumah, di desa, atau di serikat, sejak Ibu ikut kegiatan. " * 2
    )
    file.write_text(
        TEXT.replace("survey:\n", f'survey:\n  - {{type: text, name: awal, label: "{long}"}}\n', 1), "utf-8"
    )
    found = load_surveys([tmp_path])
    assert found.problems
    assert not found.errors
    opened = rounds.open_round(replace(house, library=Library(found.surveys)), "corel-anggota", None, Actor(), NOON)
    assert isinstance(opened, Opened)
