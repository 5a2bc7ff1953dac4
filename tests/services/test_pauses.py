"""A provider that fails in a row is left alone, the secretariat is told once, and no message pays for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.channels.base import Lesson, SendError
from bot.services import pause_notices, pauses, rounds
from bot.services.house import House
from bot.services.outbox import deliver
from bot.services.rounds import Actor
from bot.services.tick import tick
from storage import tables as t
from storage.database import Database
from tests.federation import NOON, Federation, house_of
from tests.services.test_outbox import Recorder

AWAY = SendError("unreachable", retry=True, tell="HP pengirim tidak bisa dihubungi.", lesson=Lesson.WAIT)


def town(database: Database, women: int) -> tuple[House, Recorder]:
    channel = Recorder()
    house = house_of(database, channels={channel.name: channel})
    federation = Federation(house)
    union_id = federation.union("kulon-progo")
    for number in range(women):
        federation.member(f"Contoh {number}", f"+62811000{number:04d}", union_id=union_id)
    federation.member("Sekretaris", "+628119990000", role="secretariat")
    assert isinstance(rounds.open_round(house, "corel-anggota", union_id, Actor(), NOON), rounds.Opened)
    return house, channel


def rows(house: House, kind: str) -> list[Any]:
    with house.db.reading() as db:
        return list(db.execute(select(t.outbox).where(t.outbox.c.kind == kind).order_by(t.outbox.c.id)))


def test_a_telephone_that_lies_dead_for_hours_costs_nobody_her_invitation(database: Database) -> None:
    house, channel = town(database, 12)
    channel.errors = [AWAY] * 10_000
    tried = []
    for minutes in range(0, 360, 5):
        before = len(channel.errors)
        while deliver(house, "recorder", NOON + timedelta(minutes=minutes)):
            pass
        tried.append(before - len(channel.errors))
    # Five in a row, and then a single try now and again.
    assert tried[0] == pauses.IN_A_ROW
    assert set(tried[1:]) == {0, 1}
    assert sum(tried) < 25
    channel.errors.clear()
    for minutes in range(360, 450, 5):
        while deliver(house, "recorder", NOON + timedelta(minutes=minutes)):
            pass
    assert {row.state for row in rows(house, "invitation")} == {"sent"}
    assert len({one.to for one in channel.sent}) == 12


def test_the_secretariat_is_told_once_that_it_is_away_and_once_that_it_is_back(database: Database) -> None:
    house, channel = town(database, 8)
    channel.errors = [AWAY] * 6
    deliver(house, "recorder", NOON)
    for _ in range(3):
        tick(house, NOON)
    assert [row.spoken["text"].split(".")[0] for row in rows(house, "notice")] == [
        "recorder sedang tidak bisa mengirim"
    ]
    # The one try after the pause fails as well, the next does not.
    for minutes in (6, 20, 60):
        while deliver(house, "recorder", NOON + timedelta(minutes=minutes)):
            pass
        pause_notices.due(house, NOON + timedelta(minutes=minutes))
    told = [row.spoken["text"].split(".")[0] for row in rows(house, "notice")]
    assert told == ["recorder sedang tidak bisa mengirim", "recorder sudah bisa mengirim lagi"]
    with house.db.reading() as db:
        assert pauses.of(db, "recorder") == pauses.Pause()


def test_what_is_wrong_with_one_number_pauses_nobody(database: Database) -> None:
    house, channel = town(database, 8)
    channel.errors = [SendError("30005", retry=False, tell="Nomor tidak dikenal.", lesson=Lesson.DEAD)] * 8
    assert deliver(house, "recorder", NOON) == 8
    with house.db.reading() as db:
        assert pauses.of(db, "recorder") == pauses.Pause()


def test_patience_ends(database: Database) -> None:
    house, channel = town(database, 1)
    channel.errors = [AWAY] * 10_000
    for hours in range(24 * 5):
        deliver(house, "recorder", NOON + timedelta(hours=hours))
        tick(house, NOON + timedelta(hours=hours))
    (row,) = rows(house, "invitation")
    assert (row.state, row.error) == ("failed", AWAY.tell)
