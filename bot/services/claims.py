"""Which messages leave next: what is due, within each sender's pace, replies first, each on the road that reaches her.

Claiming holds rows for one worker; nothing is on the wire while the transaction is open.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, literal_column, or_, select, update

from bot.channels.base import Channel
from bot.message import Outgoing, Spoken, restored
from bot.segments import measure
from bot.services import budgets, pauses, senders
from bot.services.bulk import bulk_text
from bot.services.house import House
from bot.services.pricing import price_of
from bot.services.roads import NO_ROAD, Road, Roads, blanks, failed_participant, look, move
from bot.services.rows import Found
from bot.times import DAYTIME, WIB, ZONES, is_quiet, next_moment
from bot.wording.words import PLAIN
from storage import tables as t
from storage.outbox import NOTICE, REPLY

BATCH = 100
HOLD = timedelta(minutes=5)
"""How long a claim holds: longer than a batch takes at the slowest, so that two workers never have the same row."""

EXPIRED = "sudah lewat waktunya"
BULK_KINDS = ("invitation", "reminder")

_o = t.outbox.c
_a = t.address.c

WAITING: ColumnElement[bool] = literal_column("outbox.state IN ('queued', 'sending')")
"""Written out as in the index over the rows that wait: with parameters SQLite would read the whole table instead."""

_older = t.outbox.alias("older")
_AT = bindparam("now", type_=_o.due_at.type)
_IN_TURN = ~exists().where(
    # What was said to her before and waits for another try goes first, so that questions never overtake one another.
    _older.c.address_id == _o.address_id,
    _older.c.created_at <= _o.created_at,
    _older.c.id < _o.id,
    literal_column("older.state IN ('queued', 'sending')"),
    _older.c.priority == _o.priority,
    _older.c.channel == _o.channel,
    _older.c.due_at > _AT,
    _older.c.tries > 0,
)
_DUE = (
    select(
        t.outbox, _a.value, _a.demo, _a.kind.label("address_kind"), _a.opted_out_at, t.member.c.zone, t.member.c.name
    )
    .join(t.address, _a.id == _o.address_id)
    .outerjoin(t.member, t.member.c.id == _o.member_id)
    .where(WAITING, _o.channel == bindparam("channel"), _o.medium == bindparam("medium"), _o.due_at <= _AT)
    .where(_o.priority <= bindparam("lowest"), _IN_TURN)
    .where(
        or_(
            and_(_o.state == "queued", or_(_o.claimed_until.is_(None), _o.claimed_until < _AT)),
            # A reply that was meant for the webhook's own answer and was not fetched in time.
            and_(_o.state == "sending", _o.tries == 0, _o.claimed_until < _AT),
        )
    )
    .order_by(_o.priority, _o.due_at, _o.id)
    .limit(bindparam("limit"))
    .with_for_update(of=t.outbox, skip_locked=True)
)
_CLAIM = (
    update(t.outbox)
    .where(_o.id == bindparam("id_"))
    .values(
        state="queued",
        claimed_until=bindparam("until", type_=_o.claimed_until.type),
        spoken=bindparam("spoken_", type_=_o.spoken.type),
        segments=bindparam("segments_"),
        opens=bindparam("opens_"),
        tariff=bindparam("tariff"),
        price=bindparam("price"),
    )
)
_DROP = (
    update(t.outbox)
    .where(_o.id == bindparam("id_"))
    .values(
        state=bindparam("state_"),
        ended_at=bindparam("at", type_=_o.ended_at.type),
        error_code=bindparam("code"),
        error=bindparam("why"),
        claimed_until=None,
    )
)


def claim(house: House, carrier: Channel, now: datetime, limit: int = BATCH) -> list[tuple[Outgoing, Found]]:
    """Hold up to ``limit`` due rows for this worker, with their text made; drop those that must not leave any more.

    Whatever is no reply waits for its hours on her own clock, also where it was late for another reason; what goes beyond the
    sender's pace simply stays; and what another road carries better is moved there.
    """
    claimed: list[tuple[Outgoing, Found]] = []
    with house.db.transaction() as db:
        settle_lost(db, carrier, now)
        tried = pauses.of(db, carrier.name).room(now)
        limit = limit if tried is None else min(limit, tried)
        rows: list[Found] = []
        rooms: dict[str, int | None] = {}
        for medium in ("whatsapp", "sms"):
            room = senders.room(house, db, carrier.name, medium, now)
            if room != senders.Room():
                _expire(db, carrier, medium, now)
            rooms[medium] = room.openings
            most = limit - len(rows) if room.messages is None else min(room.messages, limit - len(rows))
            asked = {"channel": carrier.name, "medium": medium, "now": now, "lowest": room.lowest, "limit": most}
            rows += db.execute(_DUE, asked).all() if most > 0 else []
        if rows:
            claimed = _Batch(house, db, carrier, now, rooms).claim(sorted(rows, key=_order))
    return claimed


def _order(row: Found) -> tuple[int, datetime, int]:
    return row.priority, row.created_at, row.id


class _Batch:
    """What is done with the rows of one claim."""

    def __init__(
        self, house: House, db: Connection, carrier: Channel, now: datetime, openings: dict[str, int | None]
    ) -> None:
        self.house = house
        self.db = db
        self.carrier = carrier
        self.now = now
        self.openings = openings
        self.changes: list[dict[str, Any]] = []
        self.drops: list[dict[str, Any]] = []
        self.gate = budgets.Gate(house, db, now)
        self.roads: Roads

    def claim(self, rows: list[Found]) -> list[tuple[Outgoing, Found]]:
        self.roads = look(self.house, self.db, self.carrier, rows, self.now)
        claimed = [(outgoing, row) for row in rows if (outgoing := self.one(row)) is not None]
        if self.changes:
            self.db.execute(_CLAIM, self.changes)
        if self.drops:
            self.db.execute(_DROP, self.drops)
        return claimed

    def one(self, row: Found) -> Outgoing | None:
        """Return the message of ``row`` if it leaves now."""
        dropped = _must_not_leave(row, self.carrier, self.now)
        if dropped is not None:
            self.drop(row, *dropped)
            return None
        later = self.later(row)
        if later is not None:
            self.db.execute(update(t.outbox).where(_o.id == row.id).values(due_at=later, claimed_until=None))
            return None
        road = self.roads.road(row) if row.priority > REPLY else Road(self.carrier.name, row.medium)
        if road is None:
            self.drop(row, "failed", row.error_code or "no_road", row.error or NO_ROAD)
            return None
        if (road.channel, road.medium) != (row.channel, row.medium):
            move(self.db, row, road, self.now)
            return None
        if self.gate.holds(row) or (road.opens and not self.may_open(row)):
            return None
        spoken = self.text(row, road)
        if spoken is None:
            self.drop(row, "cancelled", "", "tidak perlu lagi")
            return None
        segments = measure(spoken.text).segments if row.medium == "sms" else 0
        stored = {"id_": row.id, "until": self.now + HOLD, "spoken_": spoken.stored(), "segments_": segments}
        opens = row.priority > REPLY and not self.roads.in_window(row.address_id)
        price = price_of(self.house, row.channel, row.medium, self.now, opens=opens, segments=segments)
        self.changes.append(stored | {"opens_": road.opens} | price)
        variables = blanks(spoken, row.name or "") if road.template and row.kind in BULK_KINDS else {}
        return Outgoing(row.id, row.medium, row.value, spoken, template=road.template, variables=variables)

    def drop(self, row: Found, state: str, code: str, why: str) -> None:
        self.drops.append({"id_": row.id, "state_": state, "at": self.now, "code": code, "why": why})
        if state == "failed":
            failed_participant(self.db, row.participant_id, why, self.now)

    def later(self, row: Found) -> datetime | None:
        """Return until when the message waits for its hours, or for the last one to her to be a little while ago."""
        if row.priority == REPLY:
            return None
        zone = ZONES.get(row.zone, WIB)
        if row.priority == NOTICE:
            # An alarm does not wait for the end of a holiday.
            return next_moment(self.now, zone, DAYTIME) if is_quiet(self.now, zone) else self.roads.too_soon(row)
        hours = self.house.hours
        if not hours.may(self.now, zone):
            return hours.next(self.now, zone)
        return self.roads.too_soon(row)

    def may_open(self, row: Found) -> bool:
        """Count a conversation that is opened; False where the sender's tier has no room for one of a round."""
        room = self.openings.get(row.medium)
        if room is None or row.priority <= NOTICE:
            return True
        self.openings[row.medium] = room - 1
        return room > 0

    def text(self, row: Found, road: Road) -> Spoken | None:
        # A round's message is worded anew at each try: she may have gone on, or finished, since the last one.
        if row.kind not in BULK_KINDS and row.spoken is not None:
            return restored(row.spoken)
        ability = PLAIN if road.template else self.carrier.ability(row.medium)
        return bulk_text(self.house, self.db, row, ability, self.now)


def release(house: House) -> int:
    """Let go of what a former worker had claimed and not begun to send; return how many rows.

    Called when a worker starts, so that a killed one's batch does not wait until its hold ends. Safe while another worker
    lives: whoever has lost a claim finds out before the message leaves.
    """
    with house.db.transaction() as db:
        held = and_(WAITING, _o.state == "queued", _o.claimed_until.is_not(None))
        return db.execute(update(t.outbox).where(held).values(claimed_until=None)).rowcount


def settle_lost(db: Connection, carrier: Channel, now: datetime) -> None:
    """A message that was on its way when its worker died: nobody knows whether it arrived, so it is not sent again.

    Where the channel may repeat a send, it is simply queued again.
    """
    lost = and_(WAITING, _o.channel == carrier.name, _o.state == "sending", _o.tries > 0, _o.claimed_until < now)
    if carrier.repeatable:
        db.execute(update(t.outbox).where(lost).values(state="queued", claimed_until=None))
    else:
        db.execute(
            update(t.outbox)
            .where(lost)
            .values(
                state="unknown", claimed_until=None, ended_at=now, error="Tidak diketahui apakah pesan ini terkirim"
            )
        )


def _expire(db: Connection, carrier: Channel, medium: str, now: datetime) -> None:
    """Drop what has waited past its time at a sender that is held to a pace, where it may be long before its turn comes."""
    over = and_(WAITING, _o.channel == carrier.name, _o.medium == medium, _o.priority > REPLY, _o.expires_at < now)
    ended = {"state": "cancelled", "error_code": "expired", "error": EXPIRED, "ended_at": now, "claimed_until": None}
    db.execute(update(t.outbox).where(over, _o.state == "queued").values(**ended))


def _must_not_leave(row: Found, carrier: Channel, now: datetime) -> tuple[str, str, str] | None:
    if row.value is None:
        return "cancelled", "erased", "nomor sudah dihapus"
    if row.expires_at is not None and row.expires_at < now:
        return "cancelled", "expired", EXPIRED
    if row.priority > 0 and row.opted_out_at is not None:
        return "cancelled", "opted_out", "BERHENTI"
    if row.demo and not carrier.reaches_demo:
        return "failed", "demo", "orang contoh tidak dihubungi lewat saluran sungguhan"
    if row.medium not in carrier.media() and row.priority == REPLY:
        return "failed", "no_road", "saluran ini belum diatur"
    return None
