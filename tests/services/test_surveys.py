"""Publishing: a version with its sounds is whole for good, whatever becomes of the files beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.bootstrap.house import keep_files
from bot.message import Attached
from bot.services import rounds
from bot.services.house import House, Library
from bot.services.inbox import receive
from bot.services.surveys import files_of
from bot.services.tick import hop
from bot.survey_files import load_surveys
from storage import tables as t
from tests.federation import NOON, Federation

SARI, DEWI = "+628110000001", "+628110000002"
OLD, NEW = b"OggS how are you", b"OggS how are you all"
FORM = """
settings: {form_id: kabar, keyword: KABAR, form_title: Kabar, group: anggota}
consent: {version: 1, purpose: uji, label: "Boleh kami bertanya? Balas YA atau TIDAK."}
survey:
  - {type: text, name: kabar, label: "Apa kabar?", audio: tanya.ogg}
  - {type: select_one yatidak, name: sehat, label: "Sehat?", audio: {id: sehat.ogg}}
"""


@dataclass
class Desk:
    """A folder of surveys, and the house that is opened over it as it is now."""

    house: House
    folder: Path

    def opened(self) -> House:
        found = load_surveys([self.folder])
        return replace(self.house, library=Library(found.surveys, keep_files(found, self.house.media)))


@pytest.fixture
def desk(house: House, federation: Federation, tmp_path: Path) -> Desk:
    """Give a survey with one sound of its two beside it, and two women on WhatsApp."""
    folder = tmp_path / "surveys"
    folder.mkdir()
    (folder / "kabar.yaml").write_text(FORM, encoding="utf-8")
    (folder / "tanya.ogg").write_bytes(OLD)
    union = federation.union("kulon-progo")
    for name, number in (("Sari Contoh", SARI), ("Dewi Contoh", DEWI)):
        federation.member(name, number, union_id=union, medium="whatsapp")
    return Desk(house, folder)


def heard(house: House, federation: Federation, number: str, *texts: str, medium: str = "whatsapp") -> list[Attached]:
    """Return what was attached to the reply to the last of ``texts``."""
    spoken = None
    for text in texts:
        message = federation.says(number, text, medium=medium)
        (reply,) = receive(house, [message], NOON + timedelta(minutes=federation.count))[0].replies
        spoken = reply.spoken
    assert spoken is not None
    return list(spoken.attached)


def test_the_spoken_question_goes_out_beside_the_words(desk: Desk, federation: Federation) -> None:
    house = desk.opened()
    (attached,) = heard(house, federation, SARI, "KABAR", "ya")
    assert (attached.of, attached.file, attached.content_type) == ("audio", "tanya.ogg", "audio/ogg")
    assert house.media.read(attached.content) == OLD
    with house.db.reading() as db:
        stored = [row.spoken for row in db.execute(select(t.outbox.c.spoken).order_by(t.outbox.c.id))]
    assert stored[-1]["attached"] == [["audio", "tanya.ogg", attached.content, "audio/ogg"]]
    # The second sound was never there: its question is sent as words alone.
    assert heard(house, federation, SARI, "baik") == []


def test_sms_carries_no_files(desk: Desk, federation: Federation) -> None:
    assert heard(desk.opened(), federation, SARI, "KABAR", "ya", medium="sms") == []


def test_a_published_version_keeps_its_sound_though_the_file_changes(desk: Desk, federation: Federation) -> None:
    before = desk.opened()
    heard(before, federation, SARI, "KABAR")
    (desk.folder / "tanya.ogg").write_bytes(NEW)
    after = desk.opened()
    assert before.library.today[0].hash != after.library.today[0].hash
    (hers,) = heard(after, federation, SARI, "ya")
    assert after.media.read(hers.content) == OLD, "whoever began under a version ends under it"
    (others,) = heard(after, federation, DEWI, "KABAR", "ya")
    assert after.media.read(others.content) == NEW
    (desk.folder / "tanya.ogg").unlink()
    gone = desk.opened()
    with gone.db.reading() as db:
        versions = {hash_: files_of(db, hash_) for hash_ in db.scalars(select(t.survey_version.c.hash))}
    assert {one.library.today[0].hash for one in (before, after)} == versions.keys()
    assert [gone.media.read(versions[one.library.today[0].hash]["tanya.ogg"].content) for one in (before, after)] == [
        OLD,
        NEW,
    ]


def test_an_invitation_carries_no_sound_and_a_reminder_of_a_question_does(desk: Desk, federation: Federation) -> None:
    house = desk.opened()
    rounds.open_round(house, "kabar", None, rounds.Actor(), NOON)
    hop(house, NOON + timedelta(minutes=1))
    assert len(heard(house, federation, SARI, "ya")) == 1
    for hours in range(1, 80):
        hop(house, NOON + timedelta(hours=hours))
    o = t.outbox.c
    with house.db.reading() as db:
        sent = db.execute(select(o.kind, o.spoken).where(o.kind != "reply", o.state == "delivered")).all()
    by_kind = {kind: [len(row.spoken.get("attached", [])) for row in sent if row.kind == kind] for kind, _ in sent}
    assert by_kind["invitation"] == [0, 0]
    assert sorted(by_kind["reminder"]) == [0, 0, 1, 1], "two reminders each; the one who had begun hears her question"


def test_a_folder_that_cannot_be_written_leaves_the_words(
    desk: Desk, federation: Federation, caplog: pytest.LogCaptureFixture
) -> None:
    desk.house.settings.data.mkdir(parents=True)
    (desk.house.settings.data / "media").write_text("in the way")
    house = desk.opened()
    assert "tanya.ogg cannot be kept" in caplog.text
    assert "SUARA_DATA/media" in caplog.text
    assert heard(house, federation, SARI, "KABAR", "ya") == []
