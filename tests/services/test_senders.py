"""Each sender keeps its pace: a round spreads over days by itself, says when it will be through, and nobody is skipped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.channels.base import Purpose, SendError
from bot.policy.pace import Limit, Pace
from bot.services import claims, invitations, reminders, rounds, senders
from bot.services.house import House
from bot.services.inbox import receive
from bot.services.outbox import deliver
from bot.services.rounds import Actor, Preview
from bot.services.senders import Room
from bot.times import WIB
from storage import tables as t
from storage.database import Database
from tests.federation import NOON, Federation, house_of
from tests.services.test_outbox import Recorder

HALF_HOUR = timedelta(minutes=30)
SIM = {("recorder", "sms"): Pace((Limit(3, HALF_HOUR),))}
NEW_WHATSAPP = {("recorder", "whatsapp"): Pace((), openings=5, apart=timedelta(seconds=6))}


@dataclass
class Windowed(Recorder):
    """A channel on which WhatsApp's rule holds, with a template for rounds."""

    def template(self, purpose: Purpose) -> str:
        """One for everything."""
        return f"HX{purpose}"


def members(federation: Federation, count: int, medium: str = "sms") -> None:
    """Add so many women to Kulon Progo."""
    union_id = federation.union("kulon-progo")
    for number in range(count):
        federation.member(f"Contoh {number}", f"+62811000{number:04d}", union_id=union_id, medium=medium)  # type: ignore[arg-type]


def paced(
    database: Database, paces: dict[tuple[str, str], Pace], channel: Recorder | None = None
) -> tuple[House, Recorder]:
    """Give a house whose only channel records, with these paces."""
    carrier = channel or Windowed()
    return house_of(database, channels={carrier.name: carrier}, paces=paces), carrier


def opened(house: House, now: datetime = NOON) -> int:
    """Open a round of the members' survey in Kulon Progo."""
    found = rounds.open_round(house, "corel-anggota", union(house), Actor(), now)
    assert isinstance(found, rounds.Opened)
    return found.round_id


def union(house: House) -> int:
    """Return the union's id."""
    with house.db.reading() as db:
        return int(db.scalar(select(t.union.c.id)) or 0)


def live(house: House, channel: Recorder, until: timedelta, step: timedelta = timedelta(minutes=10)) -> list[datetime]:
    """Tick and deliver until then; return the moment of each message that left."""
    left: list[datetime] = []
    for number in range(int(until / step) + 1):
        now = NOON + number * step
        invitations.due(house, now)
        before = len(channel.sent)
        while deliver(house, channel.name, now):
            pass
        left += [now] * (len(channel.sent) - before)
    return left


def test_a_gateway_never_sends_more_than_its_pack(database: Database) -> None:
    house, channel = paced(database, SIM)
    members(Federation(house), 10)
    opened(house)
    left = live(house, channel, timedelta(hours=2))
    assert [moment - NOON for moment in left] == [HALF_HOUR * (number // 3) for number in range(10)]
    assert len({one.to for one in channel.sent}) == 10


def test_a_new_whatsapp_sender_spreads_a_round_over_days(database: Database) -> None:
    house, channel = paced(database, NEW_WHATSAPP)
    members(Federation(house), 10, "whatsapp")
    with house.db.reading() as db:
        survey = house.library.named("corel-anggota")
        assert survey is not None
        seen = rounds.preview(house, db, survey, union(house), NOON)
    assert isinstance(seen, Preview)
    round_id = opened(house)
    assert deliver(house, "recorder", NOON) == 4  # a fifth is kept for alarms
    with house.db.reading() as db:
        waiting, through = senders.through(house, db, round_id, NOON)
    assert waiting == 6
    assert through == seen.through == NOON + timedelta(days=2)
    left = live(house, channel, timedelta(days=3), timedelta(hours=1))
    assert len({one.to for one in channel.sent}) == 10
    assert max(left) == through
    assert all(7 <= moment.astimezone(WIB).hour < 20 for moment in left)


def test_replies_are_never_held_by_the_tier_but_by_the_pack(database: Database) -> None:
    house, _ = paced(database, {**SIM, **NEW_WHATSAPP})
    federation = Federation(house)
    members(federation, 8, "whatsapp")
    opened(house)
    assert deliver(house, "recorder", NOON) == 4
    receive(house, [federation.says("+628110000007", "ya", channel="recorder", medium="whatsapp")], NOON, inline=False)
    assert deliver(house, "recorder", NOON) == 1
    texts = [federation.says(f"+62812000000{number}", "halo", channel="recorder") for number in range(5)]
    receive(house, texts, NOON, inline=False)
    assert deliver(house, "recorder", NOON) == 3
    assert deliver(house, "recorder", NOON + timedelta(minutes=29)) == 0
    assert deliver(house, "recorder", NOON + timedelta(minutes=31)) == 2


def test_inside_her_24_hours_an_invitation_opens_nothing(database: Database) -> None:
    house, channel = paced(database, NEW_WHATSAPP)
    federation = Federation(house)
    members(federation, 6, "whatsapp")
    says = [
        federation.says(f"+62811000000{number}", "halo", channel="recorder", medium="whatsapp") for number in range(6)
    ]
    receive(house, says, NOON - timedelta(hours=1), inline=False)
    deliver(house, "recorder", NOON - timedelta(hours=1))
    channel.sent.clear()
    opened(house)
    assert deliver(house, "recorder", NOON) == 6
    with house.db.reading() as db:
        assert senders.room(house, db, "recorder", "whatsapp", NOON) == Room(None, 4)
        assert senders.room(house, db, "recorder", "sms", NOON) == Room()


def test_two_messages_to_one_phone_keep_apart(database: Database) -> None:
    house, _ = paced(database, NEW_WHATSAPP)
    federation = Federation(house)
    members(federation, 1, "whatsapp")
    opened(house)
    says = federation.says("+628110000000", "halo", channel="recorder", medium="whatsapp")
    receive(house, [says], NOON - timedelta(seconds=2), inline=False)
    assert deliver(house, "recorder", NOON - timedelta(seconds=1)) == 1
    assert deliver(house, "recorder", NOON) == 0
    assert deliver(house, "recorder", NOON + timedelta(seconds=5)) <= 1


def test_reminders_that_would_not_leave_this_evening_are_not_spent(database: Database) -> None:
    house, channel = paced(database, SIM)
    members(Federation(house), 12)
    opened(house)
    live(house, channel, timedelta(hours=3))
    evening = datetime(2026, 11, 25, 18, 30, tzinfo=WIB)
    # Three packs of three fit between 18.30 and 19.59.
    assert reminders.due(house, evening) == 9
    assert reminders.due(house, evening + timedelta(minutes=1)) == 0
    tomorrow = evening + timedelta(days=1)
    sent = len(channel.sent)
    for minutes in range(0, 90, 10):
        deliver(house, "recorder", evening + timedelta(minutes=minutes))
    assert len(channel.sent) - sent == 9
    assert reminders.due(house, tomorrow) == 3
    with house.db.reading() as db:
        assert db.scalar(select(func.max(t.participant.c.reminders))) == 1


def test_days_to_the_first_reminder_count_from_when_the_invitation_left(database: Database) -> None:
    house, channel = paced(database, {("recorder", "sms"): Pace((Limit(2, timedelta(days=1)),))})
    members(Federation(house), 4)
    opened(house)
    live(house, channel, timedelta(days=1, hours=3), timedelta(hours=1))
    assert len(channel.sent) == 4
    # The second two left at noon today: a day ago was yesterday, when only the first two had been invited.
    assert reminders.due(house, datetime(2026, 11, 25, 18, 45, tzinfo=WIB)) == 0  # today's two have used up the pack
    with house.db.transaction() as db:
        late = select(t.participant.c.id).where(reminders._after([1.0], NOON + timedelta(days=1, hours=6)))
        assert len(db.scalars(late).all()) == 2


def test_what_waits_for_another_try_is_not_overtaken(database: Database) -> None:
    house, channel = paced(database, {})
    federation = Federation(house)
    receive(house, [federation.says("+628120000001", "halo", channel="recorder")], NOON, inline=False)
    channel.errors = [SendError("30003", retry=True, tell="HP mati")]
    deliver(house, "recorder", NOON)
    receive(
        house,
        [federation.says("+628120000001", "MULAI", channel="recorder")],
        NOON + timedelta(seconds=5),
        inline=False,
    )
    assert deliver(house, "recorder", NOON + timedelta(seconds=6)) == 0
    assert deliver(house, "recorder", NOON + timedelta(seconds=31)) == 2
    first, second = channel.sent
    assert first.outbox_id < second.outbox_id


@pytest.mark.parametrize("limit", [1, 7])
def test_a_claim_holds_no_more_than_it_was_told(database: Database, limit: int) -> None:
    house, channel = paced(database, {})
    members(Federation(house), 9)
    opened(house)
    assert len(claims.claim(house, channel, NOON, limit)) == limit


def test_a_yes_before_the_invitation_has_left_is_no_consent(database: Database) -> None:
    house, channel = paced(database, SIM)
    federation = Federation(house)
    members(federation, 4)
    opened(house)
    assert deliver(house, "recorder", NOON) == 3
    last = "+628110000003"
    assert last not in {one.to for one in channel.sent}
    receive(house, [federation.says(last, "ya", channel="recorder")], NOON, inline=False)
    with house.db.reading() as db:
        assert db.scalar(select(func.count()).select_from(t.consent)) == 0
        assert db.scalar(select(t.message.c.kind)) == "unsolicited"
    # With MULAI she need not wait: the consent is asked for first.
    receive(house, [federation.says(last, "MULAI", channel="recorder")], NOON, inline=False)
    while deliver(house, "recorder", NOON + HALF_HOUR + timedelta(minutes=1)):
        pass
    assert "Balas YA" in channel.sent[-1].spoken.text or "Balas YA" in channel.sent[-2].spoken.text
    with house.db.reading() as db:
        assert db.scalar(select(func.count()).select_from(t.consent)) == 0
    receive(house, [federation.says(last, "ya", channel="recorder")], NOON + timedelta(hours=1), inline=False)
    with house.db.reading() as db:
        assert db.scalar(select(func.count()).select_from(t.consent)) == 1
