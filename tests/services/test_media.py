"""Files that women send: a row with the message, read back exactly, destroyed with her, and shared files outlive one of two."""

from __future__ import annotations

import csv
import io
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.bootstrap.house import keep_files, real_now
from bot.message import Incoming, Media
from bot.services import media, rounds
from bot.services.answers import write_csv
from bot.services.house import House, Library
from bot.services.inbox import receive
from bot.services.media import NoSuchFile
from bot.services.privacy import erase
from bot.survey.files import read_survey
from bot.survey_files import load_surveys
from storage import tables as t
from storage.media import MediaProblem
from tests.federation import NOON, Federation
from tests.waiting import LONG

SARI, DEWI = "+628110000001", "+628110000002"
PHOTO = b"\xff\xd8\xff\xe0 a photo of a field" * 200
VOICE = b"OggS a voice note" * 100
FORM = """
settings: {form_id: kebun, keyword: KEBUN, form_title: Kebun, group: anggota}
consent: {version: 1, purpose: uji, label: "Boleh kami bertanya? Balas YA atau TIDAK."}
survey:
  - {type: image, name: foto, label: "Foto kebunnya?"}
  - {type: text, name: cerita, label: "Ceritakan."}
  - {type: select_one yatidak, name: lagi, label: "Ada lagi?"}
"""


@pytest.fixture
def garden(house: House, federation: Federation) -> House:
    """Give a house whose only survey asks for a photo, and two women of one union."""
    loaded = read_survey(FORM, "kebun")
    assert loaded.survey is not None, loaded.problems
    union = federation.union("kulon-progo")
    for name, number in (("Sari Contoh", SARI), ("Dewi Contoh", DEWI)):
        federation.member(name, number, union_id=union, medium="whatsapp")
    return replace(house, library=Library((loaded.survey,)))


def sends(house: House, federation: Federation, number: str, text: str = "", *files: Media) -> tuple[Incoming, str]:
    """Let a woman send words and files; return the message and what is said back."""
    message = federation.says(number, text, medium="whatsapp", media=files)
    receipt = receive(house, [message], NOON + timedelta(minutes=federation.count))[0]
    return message, "".join(reply.spoken.text for reply in receipt.replies)


def here(house: House, data: bytes, kind: str) -> Media:
    """Keep a file and return it as a message names it."""
    return Media("", kind, house.media.keep(data), len(data))


def answered(house: House, federation: Federation, number: str) -> None:
    """Let her answer the photo with one, and the story with a voice note."""
    for said in ("KEBUN", "ya"):
        sends(house, federation, number, said)
    sends(house, federation, number, "", here(house, PHOTO, "image/jpeg"))
    sends(house, federation, number, "", here(house, VOICE, "audio/ogg; codecs=opus"))


def kept(house: House) -> list[str]:
    return sorted(name for name, _ in house.media.names())


def test_a_photo_is_an_answer_that_can_be_read_back(garden: House, federation: Federation) -> None:
    answered(garden, federation, SARI)
    voice, photo = media.files(garden)
    assert (photo.content_type, photo.status, photo.size, photo.question) == ("image/jpeg", "kept", len(PHOTO), "foto")
    assert (voice.content_type, voice.question, voice.survey) == ("audio/ogg", "cerita", "kebun")
    assert media.content(garden, photo.name) == PHOTO
    assert media.content(garden, voice.name) == VOICE
    with garden.db.reading() as db:
        words = {row.question: row.words for row in db.execute(select(t.answer)).all()}
    # The answer names the row, and the row knows the file.
    assert words == {"foto": photo.name, "cerita": voice.name}


def test_a_file_that_is_still_at_the_provider_waits_and_the_conversation_goes_on(
    garden: House, federation: Federation
) -> None:
    for said in ("KEBUN", "ya"):
        sends(garden, federation, SARI, said)
    message, back = sends(garden, federation, SARI, "", Media("https://api.example/Media/ME1", "image/jpeg"))
    assert "Ceritakan" in back
    with garden.db.reading() as db:
        row = db.execute(select(t.media)).one()
        answer = db.scalar(select(t.answer.c.words).where(t.answer.c.question == "foto"))
    assert (row.status, row.source, row.tries, row.content) == ("pending", "https://api.example/Media/ME1", 0, None)
    assert row.due_at == row.created_at
    assert answer == row.name
    with pytest.raises(NoSuchFile, match="belum diambil"):
        media.content(garden, row.name)
    # The same message once more writes no second row.
    receive(garden, [message], NOON + timedelta(days=1))
    assert [one.name for one in media.files(garden, status="pending")] == [row.name]


def test_every_file_of_a_message_is_noted_also_of_one_that_answers_nothing(
    garden: House, federation: Federation
) -> None:
    files = [here(garden, PHOTO, "image/jpeg"), Media("https://api.example/2", "nonsense\x00\ud83d")]
    sends(garden, federation, SARI, "lihat ini", *files)
    second, first = media.files(garden)
    assert (first.status, first.survey, first.question, first.response_id) == ("kept", "", "", None)
    assert (second.status, second.content_type) == ("pending", "application/octet-stream")
    assert first.name.endswith(".jpg")


def test_a_file_that_was_destroyed_on_its_way_is_said(garden: House, federation: Federation) -> None:
    gone = here(garden, PHOTO, "image/jpeg")
    garden.media.remove(gone.content)
    sends(garden, federation, SARI, "", gone)
    (one,) = media.files(garden)
    assert (one.status, one.error) == ("failed", "berkas ini belum tersimpan; minta dikirim lagi")
    with pytest.raises(NoSuchFile, match="minta dikirim lagi"):
        media.content(garden, one.name)


def test_a_file_is_found_by_how_its_name_begins(garden: House, federation: Federation) -> None:
    answered(garden, federation, SARI)
    one, _ = media.files(garden)
    assert media.find(garden, f" {one.name[:12].upper()} ") == one
    with pytest.raises(NoSuchFile, match="beberapa"):
        media.find(garden, "")
    for wrong in ("zzz", "%", "____"):
        with pytest.raises(NoSuchFile, match="tidak ada"):
            media.find(garden, wrong)
    with pytest.raises(NoSuchFile, match="tidak ada"):
        media.content(garden, "zzz")


def test_a_file_that_is_gone_from_the_disk_is_one_sentence(garden: House, federation: Federation) -> None:
    answered(garden, federation, SARI)
    _, photo = media.files(garden)
    for name in kept(garden):
        garden.media.remove(name)
    with pytest.raises(MediaProblem, match="kembalikan foldernya dari cadangan"):
        media.content(garden, photo.name)
    _, back = sends(garden, federation, SARI, "ya")
    assert "Terima kasih" in back


def test_an_export_gives_the_stable_name_of_the_file(garden: House, federation: Federation) -> None:
    opened = rounds.open_round(garden, "kebun", None, rounds.Actor(), NOON)
    assert isinstance(opened, rounds.Opened)
    for said in ("KEBUN", "ya"):
        sends(garden, federation, SARI, said)
    sends(garden, federation, SARI, "", here(garden, PHOTO, "image/jpeg"))
    (photo,) = media.files(garden, round_id=opened.round_id)
    assert media.files(garden, round_id=opened.round_id + 1) == []
    tables = []
    for _ in range(2):
        out = io.StringIO()
        write_csv(garden, opened.round_id, out)
        tables.append([row["foto"] for row in csv.DictReader(io.StringIO(out.getvalue().removeprefix("\ufeff")))])
    assert tables == [[photo.name], [photo.name]]


def test_erasure_destroys_her_files(garden: House, federation: Federation) -> None:
    sari = federation.member("Sari Contoh Dua", "+628110000003", medium="whatsapp")
    answered(garden, federation, "+628110000003")
    assert len(kept(garden)) == 2
    erase(garden, sari, NOON + timedelta(days=8))
    assert kept(garden) == []
    assert media.files(garden) == []
    with garden.db.reading() as db:
        assert set(db.scalars(select(t.answer.c.words))) == {None}


def test_a_file_that_another_woman_sent_too_survives_until_she_is_erased(garden: House, federation: Federation) -> None:
    ids = [
        federation.member(name, number, medium="whatsapp") for name, number in (("A", SARI + "1"), ("B", DEWI + "1"))
    ]
    for number in (SARI + "1", DEWI + "1"):
        answered(garden, federation, number)
    assert len(kept(garden)) == 2, "the same photo lies here once"
    erase(garden, ids[0], NOON + timedelta(days=8))
    assert len(kept(garden)) == 2
    left = media.files(garden)
    assert [media.content(garden, one.name) for one in left] == [VOICE, PHOTO]
    erase(garden, ids[1], NOON + timedelta(days=8))
    assert kept(garden) == []


def test_a_file_that_cannot_be_removed_is_said_and_swept_later(garden: House, federation: Federation) -> None:
    sari = federation.member("Sari Contoh Dua", "+628110000003", medium="whatsapp")
    answered(garden, federation, "+628110000003")
    name = kept(garden)[0]
    file = garden.media.path / name[:2] / name
    kept_bytes = file.read_bytes()
    file.unlink()
    file.mkdir()
    with pytest.raises(MediaProblem, match="tidak bisa dihapus"):
        erase(garden, sari, NOON + timedelta(days=8))
    # She is erased all the same, and the other file is gone.
    assert media.files(garden) == []
    file.rmdir()
    file.write_bytes(kept_bytes)
    assert kept(garden) == [name]
    assert media.sweep(garden, real_now()) == 0, "too young: its message may be on the way"
    assert media.sweep(garden, real_now() + timedelta(days=2)) == 1
    assert kept(garden) == []


def test_sweeping_leaves_what_a_row_names_and_what_a_survey_will_use(
    garden: House, federation: Federation, tmp_path: Path
) -> None:
    folder = tmp_path / "surveys"
    folder.mkdir()
    (folder / "kebun.yaml").write_text(FORM.replace('"Ceritakan."}', '"Ceritakan.", audio: tanya.ogg}'))
    (folder / "tanya.ogg").write_bytes(b"OggS the question, spoken")
    found = load_surveys([folder])
    spoken = replace(garden, library=Library(found.surveys, keep_files(found, garden.media)))
    answered(spoken, federation, SARI)
    orphan = spoken.media.keep(b"nobody names me")
    before = kept(spoken)
    assert media.sweep(spoken, real_now() + timedelta(days=2)) == 1
    assert kept(spoken) == [name for name in before if name != orphan]
    assert media.sweep(replace(spoken, library=Library(())), real_now() + timedelta(days=2)) == 0, "published"


def test_many_files_are_forgotten_in_pieces(garden: House, federation: Federation) -> None:
    sends(garden, federation, SARI, "halo", here(garden, PHOTO, "image/jpeg"))
    with garden.db.transaction() as db:
        message = db.scalar(select(t.message.c.id))
        assert message is not None
        db.execute(update(t.media).values(status="kept"))
        assert len(media.forget(db, [*range(1200), message])) == 1
        assert db.execute(select(t.media)).all() == []


def test_a_file_that_somebody_is_about_to_name_is_not_destroyed(garden: House, federation: Federation) -> None:
    """Who destroys waits for a row that is being written, and then leaves its file alone."""
    content = garden.media.keep(PHOTO)
    sends(garden, federation, SARI, "halo")
    with ThreadPoolExecutor(1) as pool:
        with garden.db.transaction() as db:
            message = replace(federation.said[-1], media=(Media("", "image/jpeg", content, len(PHOTO)),))
            message_id = db.scalar(select(t.message.c.id))
            assert message_id is not None
            db.execute(t.media.insert(), media.media_rows(garden, message, message_id, NOON))
            destroying = pool.submit(media.destroy, garden.db, garden.media, [content])
            time.sleep(0.3)
            assert not destroying.done()
        destroying.result(LONG)
    assert garden.media.read(content) == PHOTO
