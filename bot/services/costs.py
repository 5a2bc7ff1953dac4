"""What messages came to: sums over the outbox by month, union, channel and round, and what each answer costs.

Months are the federation's (WIB). What a month includes (free messages, a SIM's pack) is shared by all messages of that month.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Integer, Table, and_, case, cast, func, literal_column, select

from bot.analysis.costs import Bill, Sent, Tariff, bills, next_month, share
from bot.analysis.spending import Cost
from bot.policy.money import THOUSANDTHS
from bot.services.house import House
from bot.times import month_of, month_start
from storage import tables as t

_o, _p, _m, _r, _a = t.outbox.c, t.participant.c, t.member.c, t.response.c, t.answer.c

NO_UNION: Final = 0
_NOT_SAID: Final = ("calculation", "given")
"""Rules of answers that nobody gave: worked out, or known beforehand."""

_UNITS: ColumnElement[Any] = func.sum(
    case((and_(_o.medium == "sms", _o.segments > 1), _o.segments), else_=literal_column("1"))
)
_MEASURES = (func.count(), cast(_UNITS, Integer), cast(func.coalesce(func.sum(_o.price), 0), t.outbox.c.id.type))
_TARIFF = (_o.channel, _o.medium, func.coalesce(_o.tariff, ""))


def _by_address(table: Table) -> ColumnElement[Any]:
    """Return the union of the first woman who uses the row's address: replies outside a survey name nobody."""
    link, her = t.member_address.c, t.member.alias("her")
    found = select(her.c.union_id).select_from(t.member_address.join(her, her.c.id == link.member_id))
    of_row = found.where(link.address_id == table.c.address_id).order_by(link.position, her.c.id).limit(1)
    return of_row.correlate(table).scalar_subquery()


_UNION_OF = func.coalesce(_p.union_id, _m.union_id, _by_address(t.outbox), NO_UNION)


def _within(month: date) -> ColumnElement[bool]:
    return and_(_o.priced_at >= month_start(month), _o.priced_at < month_start(next_month(month)))


def months_from(first: date, last: date) -> list[date]:
    """Return the first days of the months from that of ``first`` to that of ``last``."""
    found = [first.replace(day=1)]
    while found[-1] < last.replace(day=1):
        found.append(next_month(found[-1]))
    return found


def sent_in(db: Connection, month: date) -> list[Sent]:
    """Return what left in ``month``, by tariff. Read from an index alone."""
    rows = db.execute(select(*_TARIFF, *_MEASURES).where(_within(month)).group_by(*_TARIFF))
    return [Sent(month, Tariff(*row[:3]), *row[3:]) for row in rows]


def sent_by_union(db: Connection, month: date) -> list[tuple[int, Sent]]:
    """Return what left in ``month`` by union (its id, 0 for none) and tariff."""
    rows = db.execute(
        select(_UNION_OF, *_TARIFF, *_MEASURES)
        .select_from(_whose())
        .where(_within(month))
        .group_by(_UNION_OF, *_TARIFF)
        .order_by(_UNION_OF, *_TARIFF)
    )
    return [(row[0], Sent(month, Tariff(*row[1:4]), *row[4:])) for row in rows]


def sent_in_round(db: Connection, round_id: int, months: Iterable[date]) -> list[Sent]:
    """Return what left for one round, by month and tariff; replies to its members are in it."""
    whens = [(_o.priced_at < month_start(next_month(month)), month.isoformat()) for month in months]
    in_month = case(*whens, else_="").label("month")
    rows = db.execute(
        select(in_month, *_TARIFF, *_MEASURES)
        .select_from(t.participant.join(t.outbox, _o.participant_id == _p.id))
        .where(_p.round_id == round_id, _o.priced_at.is_not(None))
        .group_by(in_month, *_TARIFF)
    )
    return [Sent(date.fromisoformat(row[0]), Tariff(*row[1:4]), *row[4:]) for row in rows if row[0]]


def used(db: Connection, now: datetime) -> dict[Tariff, int]:
    """Return how many parts or messages have left in this month under each tariff."""
    return {one.tariff: one.units for one in sent_in(db, month_of(now))}


def spent(found: Iterable[Sent], months: Mapping[tuple[date, Tariff], Bill]) -> int:
    """Return what ``found`` comes to in thousandths of a rupiah, given the whole ``months`` it lies in."""
    return sum(share(one, months[one.month, one.tariff]) for one in found if (one.month, one.tariff) in months)


@dataclass(slots=True)
class Books:
    """What months came to, each read once; for as long as one look at them lasts."""

    house: House
    db: Connection
    _months: dict[date, dict[tuple[date, Tariff], Bill]] = field(default_factory=dict)

    def bills(self, months: Iterable[date]) -> dict[tuple[date, Tariff], Bill]:
        """Return what each of ``months`` came to under each tariff."""
        found: dict[tuple[date, Tariff], Bill] = {}
        for month in months:
            if month not in self._months:
                self._months[month] = bills(sent_in(self.db, month), self.house.prices)
            found |= self._months[month]
        return found

    def month(self, month: date) -> int:
        """Return what a month came to, in thousandths of a rupiah."""
        return sum(bill.thousandths for bill in self.bills([month]).values())

    def round_(self, round_id: int, now: datetime) -> int:
        """Return what a round has cost until ``now``, in thousandths of a rupiah."""
        opened: datetime = self.db.execute(select(t.round_.c.opened_at).where(t.round_.c.id == round_id)).scalar_one()
        months = months_from(month_of(opened), month_of(now))
        return spent(sent_in_round(self.db, round_id, months), self.bills(months))


def of_round(house: House, db: Connection, round_id: int, now: datetime) -> int:
    """Return what a round has cost until ``now``, in whole rupiah."""
    return round(Books(house, db).round_(round_id, now) / THOUSANDTHS)


def _whose() -> Any:
    return t.outbox.outerjoin(t.participant, _p.id == _o.participant_id).outerjoin(t.member, _m.id == _o.member_id)


# --- the table -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Key:
    union: int
    channel: str
    medium: str


def table(house: House, months: Sequence[date], union_id: int | None = None) -> list[Cost]:
    """Return the costs of ``months`` by union and channel, unions in the order of their names; one union where it is given."""
    sums: dict[_Key, list[int]] = defaultdict(lambda: [0] * 7)
    with house.db.reading() as db:
        for month in months:
            lines = sent_by_union(db, month)
            whole = bills((sent for _, sent in lines), house.prices)
            for union, sent in lines:
                at = sums[_Key(union, sent.tariff.channel, sent.tariff.medium)]
                for place, value in enumerate((sent.messages, sent.units, share(sent, whole[month, sent.tariff]))):
                    at[place] += value
            _answers(db, month, sums)
            _received(house, db, month, sums)
        names = {row.id: row for row in db.execute(select(t.union.c.id, t.union.c.key, t.union.c.name))}
    found = [
        Cost(
            names[key.union].name if key.union in names else "",
            names[key.union].key if key.union in names else "",
            key.channel,
            key.medium,
            *values,
        )
        for key, values in sums.items()
        if union_id is None or key.union == union_id
    ]
    return sorted(found, key=lambda cost: (not cost.union, cost.union, cost.channel, cost.medium))


def _of_talk(column: str, otherwise: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a column of the conversation in which a response was given; ``otherwise`` where none is left."""
    talk = t.conversation.c
    found = select(talk[column]).where(talk.address_id == _r.address_id, talk.response_id == _r.id)
    last = found.order_by(talk.id.desc()).limit(1).correlate(t.response).scalar_subquery()
    return func.coalesce(last, otherwise, "")


def _answers(db: Connection, month: date, sums: dict[_Key, list[int]]) -> None:
    """Add the answers that were given, and the responses that were completed, in ``month``.

    A response belongs to the way on which its last message came, else to the way on which she was invited.
    """
    start, end = month_start(month), month_start(next_month(month))
    way = (_of_talk("channel", _p.channel), _of_talk("medium", _r.medium))
    keys = (func.coalesce(_r.union_id, NO_UNION), *way)
    of = t.response.outerjoin(t.participant, _p.id == _r.participant_id)
    given = (
        select(*keys, func.count())
        .select_from(of.join(t.answer, _a.response_id == _r.id))
        .where(_a.answered_at >= start, _a.answered_at < end, _a.gap == "", _a.rule.not_in(_NOT_SAID))
        .group_by(*keys)
    )
    ended = (
        select(*keys, func.count())
        .select_from(of)
        .where(_r.ended_at >= start, _r.ended_at < end, _r.outcome == "finished")
        .group_by(*keys)
    )
    for place, query in ((3, given), (4, ended)):
        for row in db.execute(query):
            sums[_Key(row[0], row[1], row[2])][place] += row[3]


def _received(house: House, db: Connection, month: date, sums: dict[_Key, list[int]]) -> None:
    """Add the messages that members sent in ``month``, and what those cost them."""
    g = t.message.c
    union = func.coalesce(_by_address(t.message), NO_UNION)
    rows = db.execute(
        select(union, g.channel, g.medium, func.count())
        .where(g.received_at >= month_start(month), g.received_at < month_start(next_month(month)))
        .group_by(union, g.channel, g.medium)
    )
    for row in rows:
        at = sums[_Key(row[0], row[1], row[2])]
        at[5] += row[3]
        at[6] += row[3] * (house.prices.her_own(row[2], month) or 0)
