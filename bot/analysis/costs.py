"""What a round costs and how long its invitations take, before anything is sent, and what messages that left come to.

An estimate for a decision, not a bill: it supposes that members do as in the last rounds, and where there were none, that
everybody answers every question. Prices come from ``bot.policy.prices``; amounts are whole rupiah unless a name says thousandths.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from bot.policy.money import THOUSANDTHS
from bot.policy.prices import PART, SESSION, Prices, Rate

SMS_AN_HOUR: Final = 3_600
"""SMS parts that leave in an hour: one a second, Twilio's default for a long number."""

WHATSAPP_AN_HOUR: Final = 288_000
"""WhatsApp messages that leave in an hour: 80 a second, a sender's default (Twilio, WhatsApp best practices)."""


@dataclass(frozen=True, slots=True)
class Load:
    """What is to be sent: messages that open a round and messages that follow, by medium. SMS is counted in segments."""

    sms_first: int = 0
    sms_after: int = 0
    whatsapp_first: int = 0
    whatsapp_after: int = 0

    @property
    def segments(self) -> int:
        """All SMS segments."""
        return self.sms_first + self.sms_after

    def __add__(self, other: Load) -> Load:
        """Return both together."""
        return Load(
            self.sms_first + other.sms_first,
            self.sms_after + other.sms_after,
            self.whatsapp_first + other.whatsapp_first,
            self.whatsapp_after + other.whatsapp_after,
        )


@dataclass(frozen=True, slots=True)
class Habit:
    """How women take a round, as parts of 1: whose invitation leaves, how many of the reminders, how much of what follows.

    As it stands: everybody is invited, nobody needs a reminder, everybody answers everything.
    """

    invited: float = 1.0
    reminded: float = 0.0
    following: float = 1.0

    def openings(self, reminders: int) -> float:
        """Return how many messages open a round with so many reminders, for each woman."""
        return self.invited + self.reminded * reminders


_WILLING: Final = Habit()


def expected(load: Load, habits: Mapping[str, Habit], reminders: int) -> Load:
    """Return what of ``load`` will really leave in a round with so many reminders, with the habit on each medium."""
    sms, whatsapp = habits.get("sms", _WILLING), habits.get("whatsapp", _WILLING)
    return Load(
        round(load.sms_first * sms.openings(reminders)),
        round(load.sms_after * sms.following),
        round(load.whatsapp_first * whatsapp.openings(reminders)),
        round(load.whatsapp_after * whatsapp.following),
    )


class Tariff(NamedTuple):
    """Whose bill a message is on: a channel, its medium and the tariff there."""

    channel: str
    medium: str
    tariff: str


_NOTHING_USED: Final[Mapping[Tariff, int]] = {}


def cost(load: Load, prices: Prices, channel: str, day: date, used: Mapping[Tariff, int] = _NOTHING_USED) -> int:
    """Return the price in rupiah of ``load`` through ``channel`` at the prices of ``day``.

    ``used`` counts what has left in this month already, since what a month includes is used up once; a monthly fee is counted
    where nothing has left under it yet.
    """
    parts = (
        (Tariff(channel, "sms", PART), load.segments),
        (Tariff(channel, "whatsapp", prices.tariff(channel, "whatsapp", opens=True)), load.whatsapp_first),
        (Tariff(channel, "whatsapp", SESSION), load.whatsapp_after),
    )
    total = 0
    for tariff, units in parts:
        rate = prices.rate(*tariff, day)
        if rate is not None and units:
            before = used.get(tariff, 0)
            total += (_beyond(before + units, rate) - _beyond(before, rate)) * rate.each
            total += 0 if before else rate.fee
    return round(total / THOUSANDTHS)


def _beyond(units: int, rate: Rate) -> int:
    return max(0, units - rate.included)


def hours(load: Load, wait: timedelta) -> float:
    """Return in how many hours the last first message has left; ``wait`` is the time until sending may begin."""
    sending = load.sms_first / SMS_AN_HOUR + load.whatsapp_first / WHATSAPP_AN_HOUR
    return wait / timedelta(hours=1) + sending


# --- what has left -------------------------------------------------------------------------------------------------


class Bill(NamedTuple):
    """One month of one tariff: what its messages come to, in thousandths, and what they would by the list of prices."""

    units: int
    listed: int
    thousandths: int


@dataclass(frozen=True, slots=True)
class Sent:
    """Messages that left in one month under one tariff. ``listed`` is the sum of their prices, in thousandths of a rupiah."""

    month: date
    tariff: Tariff
    messages: int
    units: int
    listed: int


def bills(sent: Iterable[Sent], prices: Prices) -> dict[tuple[date, Tariff], Bill]:
    """Return what each month (its first day) comes to under each tariff; ``sent`` must hold all messages of those months.

    What a month includes and its fee are those of the price that holds on its last day.
    """
    units: defaultdict[tuple[date, Tariff], int] = defaultdict(int)
    listed: defaultdict[tuple[date, Tariff], int] = defaultdict(int)
    for one in sent:
        units[one.month, one.tariff] += one.units
        listed[one.month, one.tariff] += one.listed
    found = {}
    for (month, tariff), count in units.items():
        rate = prices.rate(*tariff, next_month(month) - timedelta(days=1))
        total = listed[month, tariff]
        paid = total if rate is None or not count else rate.fee + total * _beyond(count, rate) // count
        found[month, tariff] = Bill(count, total, paid)
    return found


def share(one: Sent, bill: Bill) -> int:
    """Return what ``one`` costs of its month's ``bill``, in thousandths.

    Nobody can say whose message was the last free one, so what is free, and the fee, are shared by all of the month alike.
    """
    if bill.listed:
        return one.listed * bill.thousandths // bill.listed
    return one.units * bill.thousandths // bill.units if bill.units else 0


def next_month(month: date) -> date:
    """Return the first day of the month after ``month``."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)
