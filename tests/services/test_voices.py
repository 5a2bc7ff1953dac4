"""Voice notes wait until a person has written them down; then her words are the answer, and the note stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.message import Media
from bot.services import figures, media, voices
from bot.services.house import House
from bot.services.inbox import receive
from bot.services.media import NoSuchFile
from bot.services.voices import LONGEST, NotWritten
from bot.times import Week
from storage import tables as t
from tests.federation import NOON, Federation

SARI = "+628110000001"
VOICE = b"OggS a voice note" * 100
CHAT = ("COREL", "ya", "2", "1,3", "2", "3", "1", "ya")
WORDS = "Jalan ke pasar sekarang bagus, kami bisa jual sayur tiap pagi."


@pytest.fixture
def story(house: House, federation: Federation) -> str:
    """Give the name of a voice note with which a member answered CoRel's question about changes."""
    federation.member("Sari Contoh", SARI, union_id=federation.union("kulon-progo"), medium="whatsapp")
    for text in CHAT:
        receive(house, [federation.says(SARI, text, medium="whatsapp")], NOON + timedelta(minutes=federation.count))
    note = Media("", "audio/ogg", house.media.keep(VOICE), len(VOICE))
    message = federation.says(SARI, "", medium="whatsapp", media=(note,))
    receive(house, [message], NOON + timedelta(minutes=federation.count))
    (one,) = media.files(house)
    return one.name


def words(house: House) -> tuple[str, str]:
    with house.db.reading() as db:
        row = db.execute(select(t.answer.c.words, t.answer.c.raw).where(t.answer.c.question == "perubahan")).one()
    return row.words, row.raw


def test_a_voice_note_waits_with_the_question_that_it_answers(house: House, story: str) -> None:
    (one,) = voices.waiting(house)
    assert (one.name, one.survey, one.question, one.status) == (story, "corel-anggota", "perubahan", "kept")
    assert "?" in one.label
    assert (one.union, one.round_id, one.words) == ("Kulon Progo", None, "")
    assert voices.waiting(house, round_id=99) == []


def test_what_is_written_down_is_the_answer_and_the_note_stays(house: House, story: str) -> None:
    written = voices.write_down(house, story, f"  {WORDS}  \n\n", NOON + timedelta(days=1))
    assert written.words == WORDS
    assert words(house) == (WORDS, story)
    assert voices.waiting(house) == []
    assert [one.words for one in voices.waiting(house, written=True)] == [WORDS]
    assert media.content(house, story) == VOICE
    assert media.find(house, story).question == "perubahan"


def test_writing_again_replaces_and_the_audit_keeps_both(house: House, story: str) -> None:
    voices.write_down(house, story, "salah dengar", NOON + timedelta(days=1))
    voices.write_down(house, story, WORDS, NOON + timedelta(days=2), door="desk")
    assert words(house)[0] == WORDS
    with house.db.reading() as db:
        audit = db.execute(select(t.audit.c.action, t.audit.c.door, t.audit.c.subject).order_by(t.audit.c.at)).all()
    assert [(row.action, row.door) for row in audit] == [("answer.write", "cli"), ("answer.write", "desk")]
    assert all(row.subject.startswith("response ") and row.subject.endswith(" perubahan") for row in audit)
    assert not any(story in row.subject for row in audit)


def test_a_correction_of_hers_ends_the_waiting(house: House, federation: Federation, story: str) -> None:
    for text in ("kembali", "panen kami naik"):
        receive(house, [federation.says(SARI, text, medium="whatsapp")], NOON + timedelta(minutes=federation.count))
    assert words(house)[0] == "panen kami naik"
    assert voices.waiting(house) == []
    with pytest.raises(NoSuchFile, match="answers waiting"):
        voices.write_down(house, story, WORDS, NOON + timedelta(days=1))
    assert words(house)[0] == "panen kami naik"


@pytest.mark.parametrize(("said", "why"), [(" \n ", "Belum ada"), ("a" * (LONGEST + 1), "Terlalu panjang")])
def test_what_cannot_be_an_answer_is_refused(house: House, story: str, said: str, why: str) -> None:
    with pytest.raises(NotWritten, match=why):
        voices.write_down(house, story, said, NOON)
    assert words(house)[0] == story


def test_the_weekly_summary_quotes_no_file(house: House, federation: Federation, story: str) -> None:
    """Five women answered by voice; their quotes appear once somebody has written them down."""
    for n in range(2, 7):
        number = f"+62811000000{n}"
        federation.member(f"Ibu {n}", number, union_id=1, medium="whatsapp")
        for text in CHAT:
            receive(house, [federation.says(number, text, medium="whatsapp")], NOON + timedelta(minutes=n))
        note = Media("", "audio/ogg", house.media.keep(VOICE + bytes([n])), 10)
        receive(house, [federation.says(number, "", medium="whatsapp", media=(note,))], NOON + timedelta(minutes=n))
    with house.db.reading() as db:
        assert figures._quotes(house, db, Week.of(NOON)) == ()
    names = [one.name for one in voices.waiting(house)]
    assert len(names) == 6
    for n, name in enumerate(names):
        voices.write_down(house, name, f"{WORDS} {n}", NOON + timedelta(hours=1))
    with house.db.reading() as db:
        (quotes,) = figures._quotes(house, db, Week.of(NOON))
    assert quotes.question == "perubahan"
    assert quotes.words
    assert not any(".ogg" in one for one in quotes.words)
