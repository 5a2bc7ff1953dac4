"""The road to each person: WhatsApp in her 24 hours, else a template, else SMS, else a coordinator is told; and lessons hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.channels.base import Lesson, Purpose, SendError
from bot.message import Medium, State, Status
from bot.services import invitations, privacy, rounds
from bot.services.house import House
from bot.services.inbox import receive
from bot.services.outbox import deliver, report
from bot.services.roads import NO_ROAD
from bot.services.rounds import Actor
from storage import tables as t
from storage.database import Database
from tests.federation import NOON, Federation, house_of
from tests.services.test_outbox import Recorder

SARI = "+628120000001"
TEMPLATE = "HX0123"
NOT_THERE = SendError("63024", retry=False, tell="Nomor ini tidak memakai WhatsApp.", lesson=Lesson.ELSEWHERE)
DEAD = SendError("30005", retry=False, tell="Nomor tidak dikenal.", lesson=Lesson.DEAD)


@dataclass
class Real(Recorder):
    """A channel to real phones that carries only some media."""

    reaches_demo: bool = False
    carries: tuple[Medium, ...] = field(default=("sms",))

    def media(self) -> tuple[Medium, ...]:
        """What it was told."""
        return self.carries


@dataclass
class WhatsApp(Real):
    """A channel on which WhatsApp's rule holds."""

    content: str = ""

    def template(self, purpose: Purpose) -> str:
        """Return the one that opens a round."""
        return self.content if purpose == "invitation" else ""


class Town:
    """A house with WhatsApp and, mostly, a SIM, one woman on WhatsApp, and a round for her."""

    def __init__(self, database: Database, *, template: str = TEMPLATE, sim: bool = True) -> None:
        self.whatsapp, self.sim = WhatsApp("twilio", carries=("whatsapp",), content=template), Real("smsgate")
        channels = {one.name: one for one in (self.whatsapp, self.sim) if sim or one is self.whatsapp}
        self.house: House = house_of(database, {"SUARA_SIMULATOR": "0"}, channels)
        self.federation = Federation(self.house)
        self.union = self.federation.union("kulon-progo")
        self.member = self.federation.member("Sari Wulan", SARI, union_id=self.union, medium="whatsapp", demo=False)

    def open(self, survey: str = "corel-anggota", days: int = 0) -> None:
        found = rounds.open_round(self.house, survey, self.union, Actor(), NOON + timedelta(days=days))
        assert isinstance(found, rounds.Opened), found

    def close(self, days: int = 0) -> None:
        with self.house.db.transaction() as db:
            for round_id in db.scalars(select(t.round_.c.id).where(t.round_.c.closed_at.is_(None))).all():
                rounds.close(db, round_id, Actor(), NOON + timedelta(days=days))

    def live(self, days: float = 0, minutes: int = 0) -> None:
        now = NOON + timedelta(days=days, minutes=minutes)
        invitations.due(self.house, now)
        for name in self.house.channels:
            while deliver(self.house, name, now):
                pass

    def writes(self, days: float = 0) -> None:
        says = self.federation.says(SARI, "halo", channel="twilio", medium="whatsapp")
        receive(self.house, [says], NOON + timedelta(days=days), inline=False)
        self.live(days)
        self.whatsapp.sent.clear()

    def rows(self) -> list[Any]:
        with self.house.db.reading() as db:
            o = t.outbox.c
            return list(db.execute(select(t.outbox).where(o.kind == "invitation").order_by(o.created_at, o.id)))

    def participant(self) -> Any:
        with self.house.db.reading() as db:
            return db.execute(select(t.participant).order_by(t.participant.c.id.desc())).first()


def test_outside_her_24_hours_a_template_says_it_all(database: Database) -> None:
    town = Town(database)
    town.open()
    town.live()
    (sent,) = town.whatsapp.sent
    assert sent.template == TEMPLATE
    assert sent.variables["1"] == "Sari"
    assert sent.variables["2"] == " ".join(sent.spoken.text.split())
    assert "Balas YA" in sent.variables["2"]
    assert sent.spoken.options == ()
    assert town.rows()[0].opens
    assert town.sim.sent == []


def test_in_her_24_hours_it_is_said_freely(database: Database) -> None:
    town = Town(database)
    town.writes(days=-0.5)
    town.open()
    town.live()
    (sent,) = town.whatsapp.sent
    assert (sent.template, sent.variables) == ("", {})
    assert not town.rows()[0].opens


def test_without_a_template_the_sim_carries_it_and_goes_on_carrying(database: Database) -> None:
    town = Town(database, template="")
    town.open()
    town.live()
    town.live(minutes=1)
    assert town.whatsapp.sent == []
    (sent,) = town.sim.sent
    assert (sent.to, sent.medium, sent.template) == (SARI, "sms", "")
    (row,) = town.rows()
    assert (row.id, row.channel, row.medium, row.segments) == (sent.outbox_id, "smsgate", "sms", 1)
    assert (town.participant().channel, town.participant().medium) == ("smsgate", "sms")


def test_where_there_is_no_road_the_coordinator_is_told(database: Database) -> None:
    town = Town(database, template="", sim=False)
    town.open()
    town.live()
    (row,) = town.rows()
    assert (row.state, row.error_code, row.error) == ("failed", "no_road", NO_ROAD)
    assert town.participant().failure == NO_ROAD
    with town.house.db.reading() as db:
        assert rounds.status(db, 1).undelivered == 1


def test_not_on_whatsapp_is_learnt_and_the_sim_takes_over_at_once(database: Database) -> None:
    town = Town(database)
    town.whatsapp.errors = [NOT_THERE]
    town.open()
    town.live()
    town.live(minutes=1)
    assert [one.to for one in town.sim.sent] == [SARI]
    (row,) = town.rows()
    assert (row.state, row.channel, row.error) == ("sent", "smsgate", "")
    # The next round does not try WhatsApp again, until she writes from there.
    town.close()
    town.open("pantau-anggota", days=2)
    town.live(2)
    town.live(2, 1)
    assert len(town.sim.sent) == 2
    town.close()
    town.writes(days=3)
    town.open("isu-bpjs", days=3)
    town.live(3)
    assert [one.to for one in town.whatsapp.sent] == [SARI]


def test_a_lesson_wears_off(database: Database) -> None:
    town = Town(database)
    town.whatsapp.errors = [NOT_THERE]
    town.open()
    town.live()
    town.close()
    town.open("pantau-anggota", days=91)
    town.live(91)
    assert [one.template for one in town.whatsapp.sent] == [TEMPLATE]


def test_a_report_that_comes_later_teaches_as_well_and_only_once(database: Database) -> None:
    town = Town(database)
    town.open()
    town.live()
    (sent,) = town.whatsapp.sent
    failed = Status("twilio", f"id-{sent.outbox_id}", sent.outbox_id, State.FAILED, "63024")
    for _ in range(3):
        assert report(town.house, failed, NOON, tell="Nomor ini tidak memakai WhatsApp.", lesson=Lesson.ELSEWHERE)
    for minutes in range(3):
        town.live(minutes=minutes)
    assert [one.to for one in town.sim.sent] == [SARI]
    assert [(row.state, row.channel) for row in town.rows()] == [("failed", "twilio"), ("sent", "smsgate")]
    # Should the SIM fail as well, that is the end, with the last sentence.
    (again,) = town.sim.sent
    report(
        town.house,
        Status("smsgate", "x", again.outbox_id, State.FAILED, "30005"),
        NOON,
        tell=DEAD.tell,
        lesson=Lesson.DEAD,
    )
    for minutes in range(3, 6):
        town.live(minutes=minutes)
    assert len(town.sim.sent) == 1
    assert {row.state for row in town.rows()} == {"failed"}
    assert town.participant().failure == DEAD.tell


def test_a_shut_window_needs_a_template(database: Database) -> None:
    town = Town(database)
    town.writes()
    town.whatsapp.errors = [SendError("63016", retry=False, tell="Lewat 24 jam.", lesson=Lesson.SHUT)]
    town.open()
    town.live()
    town.live(minutes=1)
    assert [one.template for one in town.whatsapp.sent] == [TEMPLATE]


def test_a_dead_number_is_not_tried_again(database: Database) -> None:
    town = Town(database, template="")
    town.sim.errors = [DEAD]
    town.open()
    for minutes in range(3):
        town.live(minutes=minutes)
    (row,) = town.rows()
    assert (row.state, row.error_code, row.error) == ("failed", "30005", DEAD.tell)
    assert town.participant().failure == DEAD.tell
    town.close()
    town.open("pantau-anggota", days=1)
    town.live(1)
    assert town.sim.sent == []
    assert town.participant().failure == NO_ROAD


def test_replies_go_back_as_they_came_whatever_was_learnt(database: Database) -> None:
    town = Town(database)
    town.whatsapp.errors = [NOT_THERE]
    town.open()
    town.live()
    says = town.federation.says(SARI, "BANTUAN", channel="twilio", medium="whatsapp")
    receive(town.house, [says], NOON + timedelta(minutes=5), inline=False)
    town.live(minutes=5)
    assert [(one.medium, one.template) for one in town.whatsapp.sent] == [("whatsapp", "")]


def test_an_erasure_takes_the_lessons_along(database: Database) -> None:
    town = Town(database)
    town.whatsapp.errors = [NOT_THERE]
    town.open()
    town.live()
    with town.house.db.reading() as db:
        assert db.execute(select(t.address_lesson.c.lesson, t.address_lesson.c.code)).all() == [("elsewhere", "63024")]
    privacy.erase(town.house, town.member, NOON + timedelta(days=1))
    with town.house.db.reading() as db:
        assert db.execute(select(t.address_lesson)).all() == []
