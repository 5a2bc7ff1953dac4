"""Sending: replies first, growing waits, nothing twice, only forward, invented people left alone by real channels."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.channels.base import Lesson, OutcomeUnknown, SendError, Sent
from bot.message import Medium, Outgoing, Spoken, State, Status
from bot.services.claims import claim, release
from bot.services.house import House
from bot.services.inbox import CLAIM, receive
from bot.services.outbox import WAITS, add_notice, deliver, report
from bot.wording.words import PLAIN, Ability
from storage import tables as t
from storage.database import Database
from tests.federation import NOON, Federation, house_of

SARI, TINI = "+628110000001", "+628110000002"


@dataclass
class Recorder:
    """A channel by hand: it keeps what was sent, or does what it is told."""

    name: str = "recorder"
    reaches_demo: bool = True
    repeatable: bool = False
    sent: list[Outgoing] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)

    def media(self) -> tuple[Medium, ...]:
        """Both."""
        return ("sms", "whatsapp")

    def ability(self, medium: Medium) -> Ability:
        """Text only."""
        assert medium
        return PLAIN

    def send(self, outgoing: Outgoing) -> Sent:
        """Fail as planned, else keep it."""
        if self.errors:
            raise self.errors.pop(0)
        self.sent.append(outgoing)
        return Sent(f"id-{outgoing.outbox_id}", State.SENT, 1)


@pytest.fixture
def channel() -> Recorder:
    """Give a channel that records."""
    return Recorder()


@pytest.fixture
def house(database: Database, channel: Recorder) -> House:
    """Give a house whose only channel records."""
    return house_of(database, channels={channel.name: channel})


def notice(house: House, federation: Federation, text: str, number: str = SARI, **more: Any) -> int:
    """Queue a notice for a member and return its outbox id."""
    with house.db.reading() as db:
        known = db.scalar(select(t.address.c.id).where(t.address.c.hash == house.db.keys.find(number)))
    member_id = None if known else federation.member("Sari Wulan", number, **more)
    with house.db.transaction() as db:
        address_id = db.scalar(select(t.address.c.id).where(t.address.c.hash == house.db.keys.find(number)))
        return add_notice(
            house,
            db,
            address_id=int(address_id or 0),
            member_id=member_id,
            channel="recorder",
            medium="sms",
            spoken=Spoken(text),
            now=NOON,
        )


def state(house: House, outbox_id: int) -> Any:
    """Return the outbox row."""
    with house.db.reading() as db:
        return db.execute(select(t.outbox).where(t.outbox.c.id == outbox_id)).one()


def test_replies_overtake_and_the_oldest_goes_first(house: House, federation: Federation, channel: Recorder) -> None:
    """A reply queued last leaves first; notices keep their order."""
    notice(house, federation, "satu")
    notice(house, federation, "dua")
    receive(house, [federation.says(TINI, "halo", channel="recorder")], NOON, inline=False)
    assert deliver(house, "recorder", NOON) == 3
    assert [one.spoken.text.split()[0] for one in channel.sent] == ["Salam,", "satu", "dua"]
    assert deliver(house, "recorder", NOON) == 0


def test_a_send_that_may_work_later_waits_longer_each_time_and_ends(
    house: House, federation: Federation, channel: Recorder
) -> None:
    """The waits grow; after the last one the message has failed, with a sentence for a coordinator."""
    outbox_id = notice(house, federation, "satu")
    now = NOON
    for tries, wait in enumerate(WAITS, start=1):
        channel.errors = [SendError("30003", retry=True, tell="HP mati")]
        deliver(house, "recorder", now)
        row = state(house, outbox_id)
        assert (row.state, row.tries, row.due_at) == ("queued", tries, now + wait)
        assert deliver(house, "recorder", now) == 0
        now = row.due_at
    channel.errors = [SendError("30003", retry=True, tell="HP mati")]
    deliver(house, "recorder", now)
    assert (state(house, outbox_id).state, state(house, outbox_id).error) == ("failed", "HP mati")


def test_a_permanent_failure_is_not_tried_again(house: House, federation: Federation, channel: Recorder) -> None:
    """A wrong number stays failed."""
    outbox_id = notice(house, federation, "satu")
    channel.errors = [SendError("21211", retry=False, tell="Nomor salah")]
    deliver(house, "recorder", NOON)
    assert state(house, outbox_id).state == "failed"
    assert deliver(house, "recorder", NOON + timedelta(days=1)) == 0


@pytest.mark.parametrize("error", [OutcomeUnknown("timeout", "tidak pasti"), ZeroDivisionError(SARI)], ids=repr)
def test_a_send_whose_outcome_is_unknown_is_marked_and_not_repeated(
    house: House, federation: Federation, channel: Recorder, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    """A time-out after sending, or a bug of ours, may have left: nobody hears twice. A later report settles it."""
    outbox_id = notice(house, federation, "satu")
    channel.errors = [error]
    deliver(house, "recorder", NOON)
    assert state(house, outbox_id).state == "unknown"
    assert deliver(house, "recorder", NOON + timedelta(days=1)) == 0
    assert report(house, Status("recorder", "SM1", outbox_id, State.DELIVERED), NOON)
    assert (state(house, outbox_id).state, state(house, outbox_id).provider_id) == ("delivered", "SM1")
    assert SARI not in caplog.text


def test_a_worker_that_died_while_sending_leaves_one_unknown_message(
    house: House, federation: Federation, channel: Recorder
) -> None:
    """What had left is unknown, what was only claimed is sent by the next worker."""
    first, second = notice(house, federation, "satu"), notice(house, federation, "dua")

    class Killed(BaseException):
        """Stands for kill -9 while the request is on the wire."""

    channel.errors = [Killed()]  # type: ignore[list-item]
    with pytest.raises(Killed):
        deliver(house, "recorder", NOON)
    assert deliver(house, "recorder", NOON) == 0
    assert deliver(house, "recorder", NOON + timedelta(minutes=6)) == 1
    assert state(house, first).state == "unknown"
    assert [one.outbox_id for one in channel.sent] == [second]


def test_the_next_worker_takes_over_at_once_what_a_dead_one_had_only_claimed(
    house: House, federation: Federation, channel: Recorder
) -> None:
    """Nobody waits until the hold ends; a claim that was let go cannot be sent by its old holder any more."""
    first, second = notice(house, federation, "satu"), notice(house, federation, "dua")
    with house.db.transaction() as db:
        db.execute(update(t.outbox).where(t.outbox.c.id == first).values(state="sending", tries=1))
    claimed = claim(house, channel, NOON)
    assert [outgoing.outbox_id for outgoing, _ in claimed] == [second]
    assert release(house) == 1
    assert release(house) == 0
    assert deliver(house, "recorder", NOON + timedelta(seconds=1)) == 1
    assert [one.outbox_id for one in channel.sent] == [second]
    assert state(house, first).state == "sending"


def test_a_channel_that_may_repeat_sends_what_a_dead_worker_left(
    house: House, federation: Federation, channel: Recorder
) -> None:
    """Where a repeat does no harm, nothing stays unknown."""
    channel.repeatable = True
    outbox_id = notice(house, federation, "satu")
    with house.db.transaction() as db:
        db.execute(update(t.outbox).values(state="sending", tries=1, claimed_until=NOON - timedelta(seconds=1)))
    deliver(house, "recorder", NOON)
    assert state(house, outbox_id).state == "sent"


@pytest.mark.parametrize("error", [OutcomeUnknown("timeout", "tidak pasti"), ZeroDivisionError()], ids=repr)
def test_a_channel_that_may_repeat_tries_again_what_is_not_certain(
    house: House, federation: Federation, channel: Recorder, error: Exception
) -> None:
    """The same id twice reaches her once, so nothing is left to chance; and there is an end to it."""
    channel.repeatable = True
    outbox_id = notice(house, federation, "satu")
    now = NOON
    for tries, wait in enumerate(WAITS, start=1):
        channel.errors = [error]
        deliver(house, "recorder", now)
        row = state(house, outbox_id)
        assert (row.state, row.tries, row.due_at) == ("queued", tries, now + wait)
        now = row.due_at
    deliver(house, "recorder", now)
    assert (state(house, outbox_id).state, [one.outbox_id for one in channel.sent]) == ("sent", [outbox_id])


def test_a_code_may_ask_for_a_longer_wait_and_fewer_tries(
    house: House, federation: Federation, channel: Recorder
) -> None:
    """A phone that is off is not rung every thirty seconds, and not five times."""
    outbox_id = notice(house, federation, "satu")
    now, after = NOON, timedelta(hours=1)
    for _ in range(2):
        channel.errors = [SendError("30003", retry=True, tell="HP mati", after=after, tries=2)]
        deliver(house, "recorder", now)
        assert (state(house, outbox_id).state, state(house, outbox_id).due_at) == ("queued", now + after)
        now += after
    channel.errors = [SendError("30003", retry=True, tell="HP mati", after=after, tries=2)]
    deliver(house, "recorder", now)
    assert state(house, outbox_id).state == "failed"


class Slow(Recorder):
    """A channel that takes a minute for each message, on a clock of its own."""

    seconds = 0.0

    def send(self, outgoing: Outgoing) -> Sent:
        """Let a minute pass."""
        self.seconds += 60
        return super().send(outgoing)


@pytest.mark.parametrize("repeatable", [True, False])
def test_a_slow_provider_does_not_outlast_the_claim(database: Database, repeatable: bool) -> None:
    """What left is on record meanwhile, and the rest is let go before another worker may take it."""
    slow = Slow(repeatable=repeatable)
    house = house_of(database, channels={slow.name: slow})
    federation = Federation(house)
    ids = [notice(house, federation, str(number)) for number in range(5)]
    assert deliver(house, "recorder", NOON, lambda: slow.seconds) == 5
    assert [one.outbox_id for one in slow.sent] == ids[:3]
    assert [state(house, each).state for each in ids] == ["sent"] * 3 + ["queued"] * 2
    assert {state(house, each).claimed_until for each in ids} == {None}
    assert deliver(house, "recorder", NOON, lambda: slow.seconds) == 2
    assert [one.outbox_id for one in slow.sent] == ids


def test_a_reply_that_nobody_fetched_is_sent_and_then_not_said_again(
    house: House, federation: Federation, channel: Recorder
) -> None:
    """After 20 seconds the worker sends it; a redelivery later knows that."""
    message = federation.says(SARI, "halo", channel="recorder")
    receive(house, [message], NOON)
    assert deliver(house, "recorder", NOON + CLAIM) == 0
    assert deliver(house, "recorder", NOON + CLAIM + timedelta(seconds=1)) == 1
    again = receive(house, [message], NOON + timedelta(minutes=1))[0]
    assert [reply.by_rest for reply in again.replies] == [True]


def test_a_redelivery_fetches_the_reply_before_the_worker(
    house: House, federation: Federation, channel: Recorder
) -> None:
    """A redelivery claims the reply anew, so that the worker stays away from it."""
    message = federation.says(SARI, "halo", channel="recorder")
    receive(house, [message], NOON)
    later = NOON + timedelta(seconds=30)
    again = receive(house, [message], later)[0]
    assert [reply.by_rest for reply in again.replies] == [False]
    assert deliver(house, "recorder", later + timedelta(seconds=1)) == 0
    assert channel.sent == []


def test_reports_only_move_forward_in_any_order(house: House, federation: Federation) -> None:
    """A late "sent" never undoes "delivered", a report before the send returned finds its row, a stranger's finds none."""
    outbox_id = notice(house, federation, "satu")
    assert report(house, Status("recorder", "SM1", outbox_id, State.DELIVERED), NOON)
    assert report(house, Status("recorder", "SM1", outbox_id, State.SENT), NOON)
    assert report(house, Status("recorder", "SM1", None, State.READ), NOON)
    assert report(house, Status("recorder", "SM1", None, State.READ), NOON)
    assert state(house, outbox_id).state == "read"
    assert not report(house, Status("recorder", "SM2", None, State.READ), NOON)
    assert not report(house, Status("another", "SM1", outbox_id, State.READ), NOON)


def test_a_failed_report_tells_why(house: House, federation: Federation) -> None:
    """The sentence for a coordinator stands on the row."""
    outbox_id = notice(house, federation, "satu")
    report(house, Status("recorder", "SM1", outbox_id, State.FAILED, "30005"), NOON, tell="Nomor tidak dikenal")
    row = state(house, outbox_id)
    assert (row.state, row.error_code, row.error) == ("failed", "30005", "Nomor tidak dikenal")


def test_invented_people_are_never_written_to_by_a_real_channel(
    house: House, federation: Federation, channel: Recorder
) -> None:
    """A channel that reaches real phones refuses; one on loopback may."""
    outbox_id = notice(house, federation, "satu")
    channel.reaches_demo = False
    deliver(house, "recorder", NOON)
    assert (state(house, outbox_id).state, state(house, outbox_id).error_code) == ("failed", "demo")
    assert channel.sent == []


def test_an_opt_out_that_the_provider_knows_becomes_ours(
    house: House, federation: Federation, channel: Recorder
) -> None:
    """21610 is a BERHENTI that went to the provider: what else waits for her is cancelled."""
    notice(house, federation, "satu")
    second = notice(house, federation, "dua")
    channel.errors = [SendError("21610", retry=False, tell="Minta berhenti", lesson=Lesson.OPTED_OUT)]
    deliver(house, "recorder", NOON)
    assert state(house, second).state == "cancelled"
    with house.db.reading() as db:
        assert db.scalar(select(t.address.c.opted_out_at)) == NOON


def test_what_is_past_its_time_does_not_leave(house: House, federation: Federation, channel: Recorder) -> None:
    """A message that may only leave until a moment is cancelled afterwards."""
    outbox_id = notice(house, federation, "satu")
    with house.db.transaction() as db:
        db.execute(update(t.outbox).values(expires_at=NOON + timedelta(hours=1)))
    deliver(house, "recorder", NOON + timedelta(hours=2))
    assert state(house, outbox_id).state == "cancelled"
    assert channel.sent == []


def test_an_opt_out_that_comes_as_a_report_becomes_ours(house: House, federation: Federation) -> None:
    """The provider may tell of a BERHENTI only after it took the message."""
    first, second = notice(house, federation, "satu"), notice(house, federation, "dua")
    report(house, Status("recorder", "SM1", first, State.FAILED, "21610"), NOON, lesson=Lesson.OPTED_OUT)
    assert state(house, second).state == "cancelled"


@pytest.mark.parametrize(("zone", "leaves_at"), [("WIB", 0), ("WITA", -1), ("WIT", -2)])
def test_a_late_notice_waits_for_her_own_morning_and_a_reply_does_not(
    house: House, federation: Federation, channel: Recorder, zone: str, leaves_at: int
) -> None:
    """Between 20.00 and 07.00 of her clock nothing but replies leaves, whatever made it late."""
    federation.member("Sari Wulan", SARI, zone=zone)
    with house.db.transaction() as db:
        member_id = db.scalar(select(t.member.c.id))
        address_id = db.scalar(select(t.address.c.id))
        add_notice(
            house,
            db,
            address_id=int(address_id or 0),
            member_id=member_id,
            channel="recorder",
            medium="sms",
            spoken=Spoken("ringkasan"),
            now=NOON,
        )
    night = NOON + timedelta(hours=12)  # 00.00 WIB
    receive(house, [federation.says(SARI, "halo", channel="recorder")], night, inline=False)
    deliver(house, "recorder", night)
    assert ["ringkasan" in one.spoken.text for one in channel.sent] == [False]
    morning = NOON + timedelta(hours=19 + leaves_at)  # 07.00 of her clock
    assert deliver(house, "recorder", morning - timedelta(minutes=1)) == 0
    assert deliver(house, "recorder", morning) == 1


def test_what_waits_at_the_provider_is_not_sent_again(house: House, federation: Federation) -> None:
    """Also on a channel whose sends may be repeated."""

    class Slow(Recorder):
        def send(self, outgoing: Outgoing) -> Sent:
            return replace(super().send(outgoing), state=State.QUEUED)

    slow = Slow("recorder", repeatable=True)
    house = replace(house, channels={"recorder": slow})
    outbox_id = notice(house, federation, "satu")
    assert [deliver(house, "recorder", NOON + timedelta(minutes=minutes)) for minutes in (0, 0, 10)] == [1, 0, 0]
    assert len(slow.sent) == 1
    assert state(house, outbox_id).state == "sending"
