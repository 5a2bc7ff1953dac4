"""What messages came to: the price on each row, the month's bill, the table by union and channel, a round against its forecast."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bot.analysis.costs import Tariff
from bot.channels.base import OutcomeUnknown, SendError, Sent
from bot.message import Medium, Outgoing, State, Status
from bot.policy.prices import PART, SESSION, TEMPLATE, read_prices
from bot.services import costs, privacy, rounds
from bot.services.house import House
from bot.services.inbox import receive
from bot.services.outbox import deliver, report
from bot.services.rounds import Actor, Opened, Preview
from bot.wording.words import PLAIN, Ability
from storage import tables as t
from storage.database import Database
from tests.federation import NOON, Federation, house_of

NOVEMBER = date(2026, 11, 1)
PRICES = read_prices(
    """
twilio sms:
  bagian:
  - {mulai: 2026-01-01, rupiah: 230}
  - {mulai: 2026-11-25, rupiah: 250}
twilio whatsapp:
  template: {mulai: 2026-01-01, rupiah: 330}
  sesi: {mulai: 2026-01-01, rupiah: 100, gratis: 6}
simulator sms:
  bagian: {mulai: 2026-01-01, rupiah: 230}
simulator whatsapp:
  template: {mulai: 2026-01-01, rupiah: 330}
  sesi: {mulai: 2026-01-01, rupiah: 100}
anggota:
  sms: {mulai: 2026-01-01, rupiah: 350}
  whatsapp: {mulai: 2026-01-01, rupiah: 1}
"""
)


class Wire:
    """A provider on this machine: it takes everything, cuts SMS as it was told, or does what ``trouble`` says."""

    name = "twilio"
    reaches_demo = True
    repeatable = False

    def __init__(self) -> None:
        self.parts = 0
        self.state = State.SENT
        self.trouble: Callable[[], Exception] | None = None
        self.sent: list[Outgoing] = []

    def media(self) -> tuple[Medium, ...]:
        """Both."""
        return ("sms", "whatsapp")

    def ability(self, medium: Medium) -> Ability:
        """Text alone."""
        return PLAIN

    def send(self, outgoing: Outgoing) -> Sent:
        """Take it, or raise the trouble."""
        self.sent.append(outgoing)
        if self.trouble is not None:
            raise self.trouble()
        return Sent(f"SM{outgoing.outbox_id:032d}", self.state, self.parts if outgoing.medium == "sms" else 0)


@pytest.fixture
def wire() -> Wire:
    """Give a provider."""
    return Wire()


@pytest.fixture
def people(database: Database, wire: Wire) -> Federation:
    """Give two unions: in one of them a woman with SMS, in both one with WhatsApp."""
    one = Federation(house_of(database, channels={"twilio": wire}, prices_=PRICES))
    java, mamuju = one.union("kulon-progo"), one.union("mamuju", "WITA")
    one.member("Anggota Satu", "+6281100000001", union_id=java)
    one.member("Anggota Dua", "+6281100000002", union_id=java, medium="whatsapp")
    one.member("Anggota Tiga", "+6281100000003", union_id=mamuju, medium="whatsapp", zone="WITA")
    return one


def rows(house: House) -> list[Any]:
    """Return the outbox in the order in which it was priced."""
    o = t.outbox.c
    with house.db.reading() as db:
        return list(db.execute(select(t.outbox).order_by(o.medium, o.id)))


def opened(house: House, now: datetime = NOON) -> int:
    """Open a round for everybody."""
    found = rounds.open_round(house, "corel-anggota", None, Actor(), now)
    assert isinstance(found, Opened)
    return found.round_id


def priced(house: House) -> list[tuple[Any, ...]]:
    """Return tariff, price and whether it counts, of every row."""
    return [(row.tariff, row.price, row.priced_at is not None) for row in rows(house)]


def test_a_message_has_its_price_from_the_day_on_which_it_left(people: Federation) -> None:
    house = people.house
    opened(house)
    assert priced(house) == [(None, None, False)] * 3
    assert deliver(house, "twilio", NOON) == 3
    assert priced(house) == [(PART, 230_000, True), (TEMPLATE, 330_000, True), (TEMPLATE, 330_000, True)]


def test_one_that_leaves_a_day_later_costs_what_it_costs_then(people: Federation) -> None:
    house = people.house
    opened(house)
    deliver(house, "twilio", NOON + timedelta(days=1))
    assert priced(house)[0] == (None, None, False)  # it had expired
    later = NOON + timedelta(days=1, minutes=1)
    from bot.services import invitations

    invitations.due(house, later)
    with house.db.transaction() as db:
        db.execute(update(t.outbox).values(due_at=later))
    deliver(house, "twilio", later)
    assert priced(house)[0] == (PART, 250_000, True)


def test_an_sms_is_paid_by_the_parts_that_the_provider_counted(people: Federation, wire: Wire) -> None:
    wire.parts = 3
    opened(people.house)
    deliver(people.house, "twilio", NOON)
    first = rows(people.house)[0]
    assert (first.segments, first.price) == (3, 690_000)


@pytest.mark.parametrize(
    "trouble", [lambda: SendError("21614", retry=False, tell="x"), lambda: SendError("30001", retry=True, tell="x")]
)
def test_what_was_not_taken_costs_nothing(people: Federation, wire: Wire, trouble: Callable[[], Exception]) -> None:
    wire.trouble = trouble
    opened(people.house)
    deliver(people.house, "twilio", NOON)
    assert {row.priced_at for row in rows(people.house)} == {None}


def test_what_was_thought_lost_and_arrived_is_paid(people: Federation, wire: Wire) -> None:
    house = people.house
    wire.trouble = lambda: OutcomeUnknown("timeout", "tidak pasti")
    opened(house)
    deliver(house, "twilio", NOON)
    row = rows(house)[0]
    assert (row.state, row.priced_at) == ("unknown", None)
    late = NOON + timedelta(minutes=5)
    status = Status("twilio", "SM1", row.id, State.DELIVERED)
    assert report(house, status, late)
    assert report(house, status, late + timedelta(days=40))  # the same one again
    assert rows(house)[0].priced_at == late


def test_whatsapp_is_paid_when_it_arrives_and_sms_when_it_is_taken(people: Federation) -> None:
    house = people.house
    opened(house)
    deliver(house, "twilio", NOON)
    for row in rows(house):
        report(house, Status("twilio", row.provider_id, row.id, State.FAILED), NOON)
    assert [row[2] for row in priced(house)] == [True, False, False]


def test_a_failure_that_was_reported_before_the_send_returned(people: Federation, wire: Wire) -> None:
    house = people.house

    opened(house)
    original = wire.send

    def send(outgoing: Outgoing) -> Sent:
        report(house, Status("twilio", f"SM{outgoing.outbox_id}", outgoing.outbox_id, State.FAILED), NOON)
        return original(outgoing)

    wire.send = send  # type: ignore[method-assign]
    deliver(house, "twilio", NOON)
    assert [row[2] for row in priced(house)] == [True, False, False]


def answers(people: Federation, number: str, medium: Medium, texts: tuple[str, ...], now: datetime) -> None:
    """Let one woman write; her replies go back in the webhook's own answer."""
    for text in texts:
        message = people.says(number, text, channel="twilio", medium=medium)
        written = [one.outbox_id for receipt in receive(people.house, [message], now) for one in receipt.replies]
        receive(people.house, [], now, written=written)


ALL = ("ya", "3", "1,2", "1", "3", "2", "ya", "Sekarang saya berani bicara", "Lebih banyak pelatihan")


def test_the_table_by_union_and_channel(people: Federation) -> None:
    house = people.house
    opened(house)
    deliver(house, "twilio", NOON)
    answers(people, "+6281100000001", "sms", ALL, NOON)
    answers(people, "+6281100000002", "whatsapp", ALL[:3], NOON)
    answers(people, "+6281100000003", "whatsapp", ALL, NOON)
    found = {(one.key, one.medium): one for one in costs.table(house, [NOVEMBER])}
    sms = found["kulon-progo", "sms"]
    # The invitation, eight questions and the thanks; she sent nine SMS herself.
    assert (sms.messages, sms.units, sms.rupiah, sms.answers, sms.responses) == (10, 10, 2_300, 8, 1)
    assert (sms.received, sms.her_rupiah) == (9, 9 * 350)
    # Three and nine replies in session, six of the twelve free: half of each is paid.
    few, many = found["kulon-progo", "whatsapp"], found["mamuju", "whatsapp"]
    assert (few.messages, few.rupiah, few.answers, few.responses) == (4, 330 + 150, 2, 0)
    assert (many.messages, many.rupiah, many.answers, many.responses) == (10, 330 + 450, 8, 1)
    assert (many.union, many.channel, many.her_rupiah) == ("Mamuju", "twilio", 9)
    assert costs.table(house, [date(2026, 10, 1), date(2026, 12, 1)]) == []
    with house.db.reading() as db:
        mamuju = db.scalar(select(t.union.c.id).where(t.union.c.key == "mamuju"))
        assert costs.used(db, NOON) == {
            Tariff("twilio", "sms", PART): 10,
            Tariff("twilio", "whatsapp", TEMPLATE): 2,
            Tariff("twilio", "whatsapp", SESSION): 12,
        }
    assert costs.table(house, [NOVEMBER], mamuju) == [many]


def test_a_message_of_the_month_s_first_minute_belongs_to_it_on_the_federations_clock(people: Federation) -> None:
    house = people.house
    for moment in (datetime(2026, 10, 31, 16, 59, tzinfo=UTC), datetime(2026, 10, 31, 17, 0, tzinfo=UTC)):
        answers(people, "+6281100000001", "sms", ("halo",), moment)
    by_month = [costs.table(house, [month])[0].messages for month in (date(2026, 10, 1), NOVEMBER)]
    assert by_month == [1, 1]


def test_a_round_costs_what_was_forecast_when_everybody_answers(people: Federation) -> None:
    house = people.house
    survey = rounds.find_survey(house, "corel-anggota")
    with house.db.reading() as db:
        assert not isinstance(survey, rounds.Refused)
        seen = rounds.preview(house, db, survey, None, NOON)
    assert isinstance(seen, Preview)
    # 10 SMS; 2 templates, and of 18 messages in session six are free.
    assert seen.cost == 10 * 230 + 2 * 330 + 12 * 100
    assert seen.hers == {"sms": 9 * 350, "whatsapp": 9}
    round_id = opened(house)
    deliver(house, "twilio", NOON)
    for number, medium in (("1", "sms"), ("2", "whatsapp"), ("3", "whatsapp")):
        answers(people, f"+628110000000{number}", medium, ALL, NOON)  # type: ignore[arg-type]
    with house.db.reading() as db:
        assert costs.of_round(house, db, round_id, NOON) == seen.cost


def test_a_later_round_of_the_month_has_nothing_free_any_more(people: Federation) -> None:
    house = people.house
    survey = rounds.find_survey(house, "corel-anggota")
    assert not isinstance(survey, rounds.Refused)
    opened(house)
    deliver(house, "twilio", NOON)
    answers(people, "+6281100000002", "whatsapp", ALL, NOON)
    with house.db.transaction() as db:
        rounds.close(db, 1, Actor(), NOON)
        seen = rounds.preview(house, db, survey, None, NOON)
    assert isinstance(seen, Preview)
    assert seen.cost == 10 * 230 + 2 * 330 + 18 * 100


def test_what_a_month_came_to_stays_when_a_woman_is_erased(people: Federation) -> None:
    house = people.house
    opened(house)
    first = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
    with house.db.transaction() as db:
        db.execute(update(t.outbox).values(due_at=first, expires_at=first + timedelta(hours=1)))
    deliver(house, "twilio", first)
    before = [(one.key, one.rupiah) for one in costs.table(house, [NOVEMBER])]
    with house.db.transaction() as db:
        member_id = db.scalar(select(t.member_address.c.member_id).order_by(t.member_address.c.member_id))
    privacy.erase(house, member_id or 0, NOON)
    assert [(one.key, one.rupiah) for one in costs.table(house, [NOVEMBER])] == before
    assert rows(house)[0].priced_at == datetime(2026, 10, 31, 17, 0, tzinfo=UTC)


def test_a_round_over_two_months(people: Federation) -> None:
    house = people.house
    late = datetime(2026, 11, 30, 5, 0, tzinfo=UTC)
    round_id = opened(house, late)
    deliver(house, "twilio", late)
    answers(people, "+6281100000002", "whatsapp", ALL[:1], late)
    december = late + timedelta(days=2)
    answers(people, "+6281100000002", "whatsapp", ALL[1:], december)
    with house.db.reading() as db:
        # One free message in November; in December six of eight.
        assert costs.of_round(house, db, round_id, december) == 250 + 2 * 330 + 200
        assert costs.of_round(house, db, round_id, late) == 250 + 2 * 330
    assert costs.months_from(date(2026, 11, 30), date(2027, 1, 1)) == [NOVEMBER, date(2026, 12, 1), date(2027, 1, 1)]


def test_rows_of_before_there_were_prices_count_as_nothing(people: Federation) -> None:
    house = people.house
    with house.db.transaction() as db:
        db.execute(
            insert(t.outbox).values(
                id=1, kind="reply", channel="twilio", medium="sms", priority=0, state="sent", template="",
                created_at=NOON, due_at=NOON, tries=1, error_code="", error="", segments=1,
            )
        )  # fmt: skip
    assert costs.table(house, [NOVEMBER]) == []
