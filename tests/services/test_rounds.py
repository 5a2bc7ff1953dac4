"""Rounds: who is invited, by which way, when; what a round costs; opening twice; closing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.message import Medium
from bot.services import invitations, rounds
from bot.services.house import House
from bot.services.inbox import receive
from bot.services.outbox import deliver
from bot.services.rounds import Actor, Opened, Preview, Refused
from bot.wording.words import PLAIN, Ability
from storage import tables as t
from storage.database import Database
from tests.federation import NOON, Federation, house_of

NIGHT = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
"""21.30 WIB, 22.30 WITA."""


@pytest.fixture
def federation(database: Database) -> Federation:
    """Give a house with two unions, each with a few women, one phone shared by two of them."""
    one = Federation(house_of(database))
    java, mamuju = one.union("kulon-progo"), one.union("mamuju", "WITA")
    one.member("Anggota Satu", "+6281100000001", union_id=java)
    one.member("Anggota Dua", "+6281100000002", union_id=java, medium="whatsapp", language="jv")
    one.member("Anggota Tiga", "+6281100000003", union_id=java)
    one.member("Anggota Empat", "+6281100000003", union_id=java)
    one.member("Koordinator", "+6281100000009", union_id=java, role="coordinator")
    one.member("Anggota Lima", "+6281100000005", union_id=mamuju, zone="WITA")
    return one


def union_of(house: House, key: str) -> int:
    """Return the id of a union."""
    with house.db.reading() as db:
        return int(db.scalar(select(t.union.c.id).where(t.union.c.key == key)) or 0)


def rows(house: House, *columns: Any) -> list[Any]:
    """Return rows of any tables, ordered by the first column."""
    with house.db.reading() as db:
        return list(db.execute(select(*columns).order_by(columns[0])))


def opened(house: House, union: str | None, now: datetime = NOON) -> Opened:
    """Open a round that must open."""
    found = rounds.open_round(house, "corel-anggota", union_of(house, union) if union else None, Actor(), now)
    assert isinstance(found, Opened)
    return found


def preview(house: House, union: str | None, now: datetime = NOON) -> Preview | Refused:
    """Return what a round would do."""
    survey = rounds.find_survey(house, "corel-anggota")
    assert not isinstance(survey, Refused)
    with house.db.reading() as db:
        return rounds.preview(house, db, survey, union_of(house, union) if union else None, now)


def test_a_preview_counts_members_segments_cost_and_hours_and_changes_nothing(federation: Federation) -> None:
    seen = preview(federation.house, "kulon-progo")
    assert isinstance(seen, Preview)
    assert seen.members == {"sms": 3, "whatsapp": 1}
    # Invitation, eight questions and the thanks, each one segment on SMS.
    assert seen.segments == 3 * 10
    assert seen.cost == 30 * 230 + 330
    assert seen.shared == 1
    assert 24 <= seen.hours < 25
    assert rows(federation.house, t.participant.c.id) == rows(federation.house, t.outbox.c.id) == []


def test_a_preview_says_who_is_not_reached_and_why(federation: Federation) -> None:
    house = federation.house
    federation.member("Sungguhan", "+6281200000001", union_id=union_of(house, "kulon-progo"), demo=False)
    with house.db.transaction() as db:
        db.execute(update(t.address).where(t.address.c.medium == "whatsapp").values(opted_out_at=NOON))
    seen = preview(house, "kulon-progo")
    assert isinstance(seen, Preview)
    assert seen.members == {"sms": 3}
    assert seen.unreached == {"opted_out": 1, "no_channel": 1}


def test_a_round_for_nobody_is_refused(federation: Federation) -> None:
    federation.union("pekalongan")
    assert preview(federation.house, "pekalongan") == Refused("nobody", "corel-anggota")


def test_opening_invites_the_members_of_one_union_and_one_woman_a_phone(federation: Federation) -> None:
    house = federation.house
    found = opened(house, "kulon-progo")
    assert (found.members, found.invited) == (4, 3)
    p = t.participant.c
    assert [(row.medium, row.invited_at) for row in rows(house, p.id, p.medium, p.invited_at)] == [
        ("sms", NOON),
        ("whatsapp", NOON),
        ("sms", NOON),
        ("sms", None),
    ]
    o = t.outbox.c
    queued = rows(house, o.id, o.kind, o.priority, o.state, o.spoken, o.due_at, o.channel)
    assert {tuple(row)[1:] for row in queued} == {("invitation", 5, "queued", None, NOON, "simulator")}
    assert len(queued) == 3


def test_the_texts_leave_and_name_her(federation: Federation) -> None:
    house = federation.house
    opened(house, "kulon-progo")
    assert deliver(house, "simulator", NOON) == 3
    o = t.outbox.c
    texts = [row.spoken["text"] for row in rows(house, o.id, o.spoken)]
    assert all("HAPSARI" in text for text in texts)
    assert "Anggota" in texts[0]


def test_at_night_invitations_wait_for_seven_in_each_zone(federation: Federation) -> None:
    house = federation.house
    opened(house, None, NIGHT)
    m, o = t.member.c, t.outbox.c
    with house.db.reading() as db:
        found = db.execute(select(m.zone, o.due_at).join(t.outbox, o.member_id == m.id)).all()
    assert {tuple(row) for row in found} == {
        ("WIB", datetime(2026, 11, 25, 0, 0, tzinfo=UTC)),
        ("WITA", datetime(2026, 11, 24, 23, 0, tzinfo=UTC)),
    }
    assert deliver(house, "simulator", NIGHT) == 0


def test_what_could_not_leave_in_daylight_leaves_in_the_morning_and_never_at_night(federation: Federation) -> None:
    house = federation.house
    opened(house, "kulon-progo")
    o = t.outbox.c
    evening = NOON + timedelta(hours=8)
    assert deliver(house, "simulator", evening) == 0
    assert {row.error_code for row in rows(house, o.id, o.error_code)} == {"expired"}
    assert invitations.due(house, evening + timedelta(minutes=1)) == 0
    morning = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)
    assert {tuple(row)[1:] for row in rows(house, o.id, o.state, o.due_at)} == {("queued", morning)}
    assert deliver(house, "simulator", morning - timedelta(seconds=1)) == 0
    assert deliver(house, "simulator", morning) == 3
    invitations.due(house, morning + timedelta(hours=20))
    assert {row.state for row in rows(house, o.id, o.state, o.due_at) if row.due_at == morning} == {"delivered"}


def test_the_same_round_is_not_opened_twice(federation: Federation) -> None:
    house = federation.house
    opened(house, "kulon-progo")
    again = rounds.open_round(house, "COREL", union_of(house, "kulon-progo"), Actor(), NOON)
    assert again == Refused("already_open", "corel-anggota")
    opened(house, "mamuju")
    assert len(rows(house, t.participant.c.id)) == 5


def test_two_who_open_at_the_same_moment_open_one_round(federation: Federation) -> None:
    house = federation.house
    with ThreadPoolExecutor(4) as pool:
        tries = [
            pool.submit(rounds.open_round, house, "corel-anggota", union_of(house, "kulon-progo"), Actor(), NOON)
            for _ in range(8)
        ]
        ends = [one.result() for one in tries]
    assert len([one for one in ends if isinstance(one, Opened)]) == 1
    assert len(rows(house, t.participant.c.id)) == 4
    assert len(rows(house, t.outbox.c.id)) == 3


def test_the_insert_itself_refuses_a_second_round(federation: Federation, monkeypatch: pytest.MonkeyPatch) -> None:
    house = federation.house
    opened(house, "kulon-progo")
    survey = rounds.find_survey(house, "corel-anggota")
    assert not isinstance(survey, Refused)
    # As seen by one who looked just before the other one's commit.
    monkeypatch.setattr(rounds, "open_round_id", lambda *_: None)
    with house.db.transaction() as db:
        again = rounds.open_in(house, db, survey, union_of(house, "kulon-progo"), Actor(), NOON)
        assert again == Refused("already_open", "corel-anggota")
        db.execute(select(t.round_)).one()  # the caller's transaction goes on


def test_an_unknown_survey_names_the_nearest_first(federation: Federation) -> None:
    refused = rounds.open_round(federation.house, "corel anggta", None, Actor(), NOON)
    assert isinstance(refused, Refused)
    assert (refused.why, refused.names[0]) == ("unknown_survey", "corel-anggota")


def test_the_second_woman_on_a_phone_is_invited_when_the_first_said_no(federation: Federation) -> None:
    house = federation.house
    opened(house, "kulon-progo")
    deliver(house, "simulator", NOON)
    assert invitations.due(house, NOON + timedelta(minutes=1)) == 0
    receive(house, [federation.says("+6281100000003", "TIDAK")], NOON + timedelta(minutes=2))
    assert invitations.due(house, NOON + timedelta(minutes=3)) == 1
    assert invitations.due(house, NOON + timedelta(minutes=4)) == 0


def test_the_second_woman_on_a_phone_is_invited_after_a_day_of_silence(federation: Federation) -> None:
    house = federation.house
    opened(house, "kulon-progo")
    assert invitations.due(house, NOON + timedelta(hours=23)) == 0
    receive(house, [federation.says("+6281100000003", "ya")], NOON + timedelta(hours=23))
    assert invitations.due(house, NOON + timedelta(hours=30)) == 0
    assert invitations.due(house, NOON + timedelta(hours=48)) == 1


def test_an_opening_that_was_cut_off_goes_on(federation: Federation, monkeypatch: pytest.MonkeyPatch) -> None:
    house = federation.house
    monkeypatch.setattr(invitations, "CHUNK", 2)

    def killed(_members: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rounds.open_round(house, "corel-anggota", None, Actor(), NOON, progress=killed)
    assert len(rows(house, t.participant.c.id)) == 2
    assert invitations.due(house, NOON) == 2
    assert len(rows(house, t.participant.c.id)) == 5
    assert len(rows(house, t.outbox.c.id)) == 4
    assert invitations.due(house, NOON) == 0


def test_progress_is_told_in_members(federation: Federation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitations, "CHUNK", 2)
    told: list[int] = []
    found = rounds.open_round(federation.house, "corel-anggota", None, Actor(), NOON, progress=told.append)
    assert isinstance(found, Opened)
    assert told == [2, 4, 5]
    assert (found.members, found.invited) == (5, 4)


def test_who_joined_later_is_not_pulled_into_a_round_that_is_full(federation: Federation) -> None:
    house = federation.house
    opened(house, "mamuju")
    federation.member("Baru", "+6281100000077", union_id=union_of(house, "mamuju"))
    assert invitations.due(house, NOON) == 0
    assert len(rows(house, t.participant.c.id)) == 1


def test_closing_takes_back_what_waits_and_tells_how_it_ended(federation: Federation) -> None:
    house = federation.house
    found = opened(house, "kulon-progo", NIGHT)
    with house.db.transaction() as db:
        standing = rounds.close(db, found.round_id, Actor(), NIGHT)
        assert not isinstance(standing, Refused)
        assert (standing.invited, standing.finished) == (3, 0)
        assert rounds.close(db, found.round_id, Actor(), NIGHT) == Refused("no_round")
    o = t.outbox.c
    assert {row.state for row in rows(house, o.id, o.state)} == {"cancelled"}
    assert invitations.due(house, NIGHT + timedelta(days=3)) == 0


def test_a_status_counts_persons_and_lists_what_was_set_aside(federation: Federation) -> None:
    house = federation.house
    found = opened(house, "kulon-progo")
    deliver(house, "simulator", NOON)
    for text in ("ya", "zaplok", "bletok", "klaprut", "begitu saja"):
        receive(house, [federation.says("+6281100000001", text)], NOON)
    with house.db.reading() as db:
        standing = rounds.status(db, found.round_id)
        left = rounds.set_aside_list(house, db, found.round_id)
        assert rounds.status(db, found.round_id, union_of(house, "mamuju")).invited == 0
    assert (standing.invited, standing.reached, standing.set_aside) == (3, 3, 1)
    assert [(one.question, one.raw, one.union) for one in left] == [("kegiatan", "begitu saja", "Kulon Progo")]


class Loopback:
    """A stand-in for Twilio with its API on this machine, on SMS alone: only its configuration matters here."""

    name = "twilio"
    reaches_demo = True
    repeatable = False

    def __init__(self, media: tuple[Medium, ...], template: str = "") -> None:
        self._media = media
        self._template = template

    def media(self) -> tuple[Medium, ...]:
        """Return what was given."""
        return self._media

    def ability(self, medium: Medium) -> Ability:
        """Text alone."""
        return PLAIN

    def template(self, purpose: str) -> str:
        """Return what was given."""
        assert purpose == "summary"
        return self._template

    def send(self, outgoing: Any) -> Any:
        """Nothing is sent in these tests."""
        raise AssertionError(outgoing)


def test_invented_people_go_through_twilio_where_its_address_is_on_this_machine(database: Database) -> None:
    channels = house_of(database).channels
    house = house_of(database, channels={**channels, "twilio": Loopback(("sms",))})
    federation = Federation(house)
    union_id = federation.union("kulon-progo")
    federation.member("Contoh", "+6281100000001", union_id=union_id, medium="whatsapp")
    federation.member("Sungguhan", "+6281200000001", union_id=union_id, demo=False)
    opened(house, "kulon-progo")
    p = t.participant.c
    # No WhatsApp sender is set, so her phone number gets SMS.
    assert [tuple(row)[1:] for row in rows(house, p.id, p.channel, p.medium)] == [("twilio", "sms"), ("twilio", "sms")]


def test_real_people_are_never_written_to_in_the_simulator(database: Database) -> None:
    house = house_of(database)
    federation = Federation(house)
    federation.member("Sungguhan", "+6281200000001", union_id=federation.union("kulon-progo"), demo=False)
    assert preview(house, "kulon-progo") == Refused("nobody", "corel-anggota")
