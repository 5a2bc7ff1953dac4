"""Erasure: nothing of hers is left, and every count stays what it was."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text

from bot.services import answers, privacy
from bot.services.house import House
from bot.services.inbox import receive
from bot.services.surveys import publish
from bot.services.tick import hop
from bot.times import Week
from storage import tables as t
from storage.database import Database, metadata
from tests.federation import NOON, Federation
from tests.waiting import LONG

SARI, DEWI = "+628110000001", "+628110000002"
NAME = "Sari Wulandari"
WORDS = "warung bersama kami makin ramai pembeli"
QUESTION = "kapan mobil sehat datang lagi ke dusun"
CHAT = ("ya", "2", "1,3", "xyzzy blah blah", "2", "3", "1", "ya", WORDS, "pelatihan", QUESTION)
NEXT_WEEK = NOON + timedelta(days=8)


@pytest.fixture
def sari(house: House, federation: Federation) -> int:
    """Give a member who answered a whole survey in a round, wrote an unasked question, and is somebody's neighbour."""
    union_id = federation.union("kulon-progo")
    sari = federation.member(NAME, SARI, union_id=union_id, role="member")
    federation.member("Dewi Lestari", DEWI, union_id=union_id)
    _invite(house, sari, union_id)
    _chat(house, federation, SARI, *CHAT)
    _chat(house, federation, DEWI, "COREL", *CHAT[:7])
    return sari


def _invite(house: House, member_id: int, union_id: int) -> None:
    survey = house.library.named("corel-anggota")
    assert survey is not None
    link = t.member_address.c
    with house.db.transaction() as db:
        publish(db, survey, NOON)
        opened = {"survey_name": survey.name, "survey_hash": survey.hash, "union_id": union_id, "reminder_days": "[]"}
        key: Any = db.execute(insert(t.round_).values(**opened, opened_at=NOON)).inserted_primary_key
        row = {"medium": "sms", "channel": "simulator", "failure": "", "reminders": 0, "set_aside": 0}
        address_id = db.scalar(select(link.address_id).where(link.member_id == member_id))
        row |= {"round_id": key[0], "member_id": member_id, "address_id": address_id, "union_id": union_id}
        db.execute(insert(t.participant).values(**row, invited_at=NOON))


def _chat(house: House, federation: Federation, number: str, *texts: str) -> None:
    for minute, said in enumerate(texts):
        raw = {"From": number, "Body": said, "ProfileName": NAME if number == SARI else "Dewi"}
        receive(house, [federation.says(number, said, raw=raw)], NOON + timedelta(minutes=minute))


def _everything(database: Database) -> str:
    """All that the database holds, decrypted, as one text."""
    with database.reading() as db:
        found = {
            table.name: [list(map(str, row)) for row in db.execute(select(table))] for table in metadata.sorted_tables
        }
    return json.dumps(found, ensure_ascii=False)


def _tallies(database: Database) -> list[Any]:
    with database.reading() as db:
        return sorted(tuple(row) for row in db.execute(select(t.tally)))


def _weekly(database: Database) -> list[Any]:
    """What the reports count: participations and responses by week and union."""
    p, r = t.participant.c, t.response.c
    with database.reading() as db:
        participations = db.execute(select(p.union_id, p.invited_at, p.reached_at, p.started_at, p.finished_at)).all()
        responses = db.execute(select(r.union_id, r.began_at, r.started_at, r.ended_at, r.outcome, r.voice)).all()
    rows = [
        [str(Week.of(value)) if isinstance(value, datetime) else str(value) for value in row]
        for row in (*participations, *responses)
    ]
    return sorted(rows)


def test_nothing_of_hers_is_left(house: House, sari: int) -> None:
    """Name, number and each sentence she wrote are nowhere, decrypted or not; her neighbour's are where they were."""
    before = _everything(house.db)
    assert all(one in before for one in (NAME, SARI, WORDS, QUESTION))
    found = privacy.erase(house, sari, NEXT_WEEK)
    after = _everything(house.db)
    # What both of them wrote (the same chat) is still there once, in the neighbour's conversation.
    for hers in (NAME, SARI, WORDS, QUESTION):
        assert hers not in after
    assert DEWI in after
    assert "Dewi Lestari" in after
    assert (found.responses, found.messages, found.waiting, found.shared) == (1, len(CHAT), 0, False)


def test_every_count_stays(house: House, sari: int) -> None:
    """Tallies, the recount, and who was invited, reached, started and finished in which week."""
    tallies, weekly = _tallies(house.db), _weekly(house.db)
    privacy.erase(house, sari, NEXT_WEEK)
    assert _tallies(house.db) == tallies
    assert _weekly(house.db) == weekly
    with house.db.reading() as db:
        assert answers.recount(db) == []


def test_closed_answers_stay_without_person_or_time(house: House, sari: int) -> None:
    """Her closed answers stand under a new response that tells the week and no more."""
    with house.db.reading() as db:
        old = db.execute(select(t.response).where(t.response.c.member_id == sari)).one()
        query = select(t.answer.c.question, t.answer.c.value).where(t.answer.c.closed)
        closed = {tuple(row) for row in db.execute(query.where(t.answer.c.response_id == old.id))}
    privacy.erase(house, sari, NEXT_WEEK)
    monday = datetime(2026, 11, 22, 17, tzinfo=UTC)  # Monday 23 November 00.00 WIB
    with house.db.reading() as db:
        new = db.execute(select(t.response).where(t.response.c.outcome == "finished")).one()
        rows = db.execute(select(t.answer).where(t.answer.c.response_id == new.id)).all()
        participant = db.execute(select(t.participant)).one()
        assert db.scalar(select(func.count()).select_from(t.response).where(t.response.c.id == old.id)) == 0
    assert {(row.question, row.value) for row in rows if row.closed} == closed
    assert (new.member_id, new.address_id) == (None, None)
    assert {new.began_at, new.started_at, new.ended_at} | {row.answered_at for row in rows} == {monday}
    assert {row.words for row in rows} | {row.raw for row in rows} == {None}
    assert [row.gap for row in rows if row.question == "perubahan"] == ["erased"]
    assert (participant.member_id, participant.address_id, participant.invited_at) == (None, None, monday)
    assert abs((new.id >> 22) - (house.db.ids.within(monday) >> 22)) == 0


def test_no_exact_time_leads_back(house: House, sari: int) -> None:
    """Neither a date nor the time inside an id of what stays says when in the week she wrote."""
    privacy.erase(house, sari, NEXT_WEEK)
    monday = Week.of(NOON).start
    with house.db.reading() as db:
        said = db.execute(select(t.outbox).where(t.outbox.c.participant_id.is_not(None))).all()
        heard = db.execute(select(t.message).where(t.message.c.address_id.is_(None))).all()
    assert len(said) == len(CHAT) - 1
    assert {row.id >> 22 for row in said} == {house.db.ids.within(monday) >> 22}
    assert {row.created_at for row in said} | {row.received_at for row in heard} == {monday}


@pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
def test_the_bytes_are_gone_from_the_file(house: House, sari: int) -> None:
    """Not even what is encrypted is left in a SQLite file or its log: the key would open it."""
    path = Path(str(house.db.engine.url.database))
    with house.db.reading() as db:
        hers = [
            bytes(value)
            for statement in (
                f"SELECT name FROM member WHERE id = {sari}",
                f"SELECT text FROM message JOIN conversation c ON c.id = conversation_id WHERE c.member_id = {sari}",
                f"SELECT raw FROM answer JOIN response r ON r.id = response_id WHERE r.member_id = {sari}",
                f"SELECT state FROM conversation WHERE member_id = {sari}",
                f"SELECT spoken FROM outbox WHERE member_id = {sari}",
            )
            for value in db.scalars(text(statement))
        ]
    house.db.settle()
    assert all(one in path.read_bytes() for one in hers)
    privacy.erase(house, sari, NEXT_WEEK)
    house.db.close()
    left = b"".join(one.read_bytes() for one in path.parent.iterdir())
    assert [one for one in hers if one in left] == []


def test_a_shared_phone_stays_with_the_other_woman(house: House, federation: Federation, sari: int) -> None:
    """Her neighbour keeps the number and what she wrote; what nobody can tell apart goes unless it waits for a person."""
    other = federation.member("Ratna Ayu", SARI, union_id=1)
    found = privacy.erase(house, sari, NEXT_WEEK)
    assert (found.shared, found.waiting) == (True, 1)
    after = _everything(house.db)
    assert NAME not in after
    assert WORDS not in after
    assert SARI in after
    assert "Ratna Ayu" in after
    with house.db.reading() as db:
        assert list(db.scalars(select(t.member_address.c.member_id).where(t.member_address.c.member_id != 2))) == [
            other
        ]
    _chat(house, federation, SARI, "COREL")
    with house.db.reading() as db:
        assert db.scalar(select(t.conversation.c.member_id).where(t.conversation.c.member_id != 2)) == other


def test_an_unread_message_of_a_shared_phone_waits(house: House, federation: Federation) -> None:
    """It may be the other woman's cry for help: it stays until a person has read it, and the report says so."""
    first = federation.member("Sari Satu", SARI)
    federation.member("Ratna Dua", SARI)
    _chat(house, federation, SARI, "tolong kami di sini ada masalah")
    assert privacy.erase(house, first, NEXT_WEEK).waiting == 1
    assert "tolong kami" in _everything(house.db)


def test_the_same_message_again_after_the_erasure(house: House, federation: Federation, sari: int) -> None:
    """A provider that delivers an old message once more finds it known, and nobody is answered."""
    message = federation.says(SARI, "halo apa kabar semuanya")
    receive(house, [message], NOON + timedelta(hours=1))
    privacy.erase(house, sari, NEXT_WEEK)
    receipt = receive(house, [message], NEXT_WEEK)[0]
    assert receipt.duplicate
    assert receipt.replies == ()
    with house.db.reading() as db:
        known = db.scalar(
            select(func.count()).select_from(t.address).where(t.address.c.hash == house.db.keys.find(SARI))
        )
    assert known == 0


def test_she_may_write_again_and_is_a_stranger(house: House, federation: Federation, sari: int) -> None:
    """From then on her number is an unknown one."""
    privacy.erase(house, sari, NEXT_WEEK)
    receive(house, [federation.says(SARI, "halo")], NEXT_WEEK)
    with house.db.reading() as db:
        assert db.scalar(select(func.count()).select_from(t.member_address)) == 1


def test_berhenti_outlives_the_erasure(house: House, federation: Federation, sari: int) -> None:
    """The number is gone, but a later list that brings it again does not make us write to it."""
    _chat(house, federation, SARI, "BERHENTI")
    privacy.erase(house, sari, NEXT_WEEK)
    assert SARI not in _everything(house.db)
    with house.db.reading() as db:
        a = t.address.c
        row = db.execute(select(t.address).where(a.hash == house.db.keys.find(SARI))).one()
        assert (row.value, row.opted_out_at) == (None, Week.of(NOON).start)
        assert db.scalar(select(func.count()).select_from(t.opt_out)) == 1


def test_what_has_not_left_never_leaves(house: House, sari: int) -> None:
    """A message that waits for her is cancelled, whether it was queued or is being sent."""
    with house.db.transaction() as db:
        row = {"id": 5, "kind": "reminder", "channel": "simulator", "medium": "sms", "member_id": sari, "priority": 5}
        row |= {"state": "queued", "template": "", "created_at": NOON, "due_at": NOON, "tries": 0, "error_code": ""}
        row |= {"error": "", "segments": 0, "address_id": db.scalar(select(t.member_address.c.address_id).limit(1))}
        db.execute(insert(t.outbox).values(row))
    privacy.erase(house, sari, NEXT_WEEK)
    with house.db.reading() as db:
        o = t.outbox.c
        assert db.scalar(select(o.state).where(o.kind == "reminder")) == "cancelled"
        assert db.scalar(select(func.count()).select_from(t.outbox).where(o.state == "queued")) == 0


def test_her_quotes_leave_the_summaries(house: House, federation: Federation, sari: int) -> None:
    """Stored figures, both texts and the copy that the secretariat was sent lose her sentence and keep the others."""
    reader = federation.member("Ketua Contoh", "+628110000009", role="secretariat")
    said = f'Kata ibu-ibu:\n- "{WORDS}"\n- "sumur dusun sudah jernih lagi"\nSelesai'
    quotes = {"quotes": [{"words": [WORDS, "sumur dusun sudah jernih lagi"]}]}
    with house.db.transaction() as db:
        made = {"week": "2026-W48", "made_at": NEXT_WEEK, "figures": json.dumps(quotes)}
        db.execute(insert(t.weekly_summary).values(**made, text_whatsapp=said, text_sms=f'"{WORDS[:25]}..\nx'))
        link = t.member_address.c
        row = {"id": 6, "kind": "notice", "channel": "simulator", "medium": "sms", "member_id": reader, "priority": 3}
        row |= {"state": "sent", "template": "", "created_at": NEXT_WEEK, "due_at": NOON, "tries": 1, "error_code": ""}
        row |= {
            "error": "",
            "segments": 3,
            "address_id": db.scalar(select(link.address_id).where(link.member_id == reader)),
        }
        db.execute(insert(t.outbox).values(row | {"spoken": {"text": said, "options": []}}))
    privacy.erase(house, sari, NEXT_WEEK)
    after = _everything(house.db)
    assert WORDS[:25] not in after
    with house.db.reading() as db:
        kept = db.execute(select(t.weekly_summary)).one()
        copy: Any = db.scalar(select(t.outbox.c.spoken).where(t.outbox.c.kind == "notice"))
    assert json.loads(kept.figures) == {"quotes": [{"words": ["sumur dusun sudah jernih lagi"]}]}
    assert kept.text_whatsapp == copy["text"] == 'Kata ibu-ibu:\n- "sumur dusun sudah jernih lagi"\nSelesai'
    assert kept.text_sms == "x"


def test_it_is_noted_without_her_name(house: House, federation: Federation, sari: int) -> None:
    """Who did it, when, and to which id."""
    actor = federation.member("Ketua Contoh", "+628110000009", role="secretariat")
    privacy.erase(house, sari, NEXT_WEEK, actor=actor, door="desk")
    with house.db.reading() as db:
        row = db.execute(select(t.audit)).one()
    assert (row.member_id, row.door, row.action, row.subject) == (actor, "desk", "erase", f"member:{sari}")


def test_nobody_is_erased_twice(house: House, sari: int) -> None:
    """A second time, or a number that never was, is refused."""
    privacy.erase(house, sari, NEXT_WEEK)
    for nobody in (sari, 999):
        with pytest.raises(privacy.NobodyThere):
            privacy.erase(house, nobody, NEXT_WEEK)


def test_she_may_come_back_after_berhenti_and_erasure(house: House, federation: Federation, sari: int) -> None:
    """MULAI from the number whose hash was left: the number is known again, and she can be answered."""
    _chat(house, federation, SARI, "BERHENTI")
    privacy.erase(house, sari, NEXT_WEEK)
    receive(house, [federation.says(SARI, "MULAI")], NEXT_WEEK)
    with house.db.reading() as db:
        a = t.address.c
        row = db.execute(select(t.address).where(a.hash == house.db.keys.find(SARI))).one()
    assert (row.value, row.opted_out_at) == (SARI, None)


def test_the_house_goes_on(house: House, federation: Federation, sari: int) -> None:
    """Evening and Monday after an erasure in the middle of a round: reminders and summary find nothing to trip over."""
    with house.db.reading() as db:
        union_id = db.scalar(select(t.union.c.id))
    third = federation.member("Rini Puspa", "+628110000003", union_id=union_id)
    _chat(house, federation, "+628110000003", "COREL", "ya", "2")
    privacy.erase(house, third, NOON + timedelta(hours=1))
    privacy.erase(house, sari, NOON + timedelta(hours=1))
    for later in (timedelta(hours=7, minutes=30), timedelta(days=1, hours=7), timedelta(days=6)):
        hop(house, NOON + later)
    with house.db.reading() as db:
        o = t.outbox.c
        assert db.scalar(select(func.count()).select_from(t.outbox).where(o.state.in_(("queued", "sending")))) == 0
        assert answers.recount(db) == []


def test_messages_that_come_in_meanwhile(house: House, federation: Federation, sari: int) -> None:
    """She writes while she is being erased: nobody waits for ever, and no message of before is left."""
    said = [federation.says(SARI, f"halo qqlama {number}") for number in range(30)]
    with ThreadPoolExecutor(2) as pool:
        chat = pool.submit(lambda: [receive(house, [one], NEXT_WEEK) for one in said])
        found = pool.submit(privacy.erase, house, sari, NEXT_WEEK).result(timeout=LONG)
        assert len(chat.result(timeout=LONG)) == 30
    with house.db.reading() as db:
        m = t.message.c
        left = db.execute(select(m.text, m.address_id).where(m.text.is_not(None))).all()
        assert (
            db.scalar(select(func.count()).select_from(t.member_address).where(t.member_address.c.member_id == sari))
            == 0
        )
    hers = [row for row in left if row.text.startswith("halo")]
    # Those that came after belong to an unknown number; those before are empty.
    assert len(hers) + found.messages == 30 + len(CHAT)
    assert len({row.address_id for row in hers}) <= 1
