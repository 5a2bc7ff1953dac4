"""The road to each person, for what she did not ask for: WhatsApp while her 24 hours last, else a template, else SMS.

Replies go back as they came and know nothing of this. What a failed try teaches is kept with its date, and holds for a while
or until she writes from there again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, cast

from sqlalchemy import Connection, func, select, update

from bot.channels.base import Channel, Lesson, Windowed
from bot.message import Medium, Spoken
from bot.services.house import House
from bot.services.routes import Kind, routes
from bot.services.rows import Found
from bot.services.senders import pace_of
from storage import tables as t
from storage.outbox import BULK, REPLY
from storage.prepared import upsert

WINDOW: Final = timedelta(hours=24)
"""WhatsApp lets us write freely this long after her last message; later only a template (Twilio error 63016)."""

HOLDS: Final[Mapping[str, timedelta]] = {
    Lesson.ELSEWHERE: timedelta(days=90),
    Lesson.DEAD: timedelta(days=90),
    Lesson.BLOCKED: timedelta(days=30),
    Lesson.SHUT: WINDOW,
}
"""How long a lesson closes a way: no WhatsApp on her phone, number dead, blocked; SHUT closes it to all but a template."""

ELSEWHERE: Final = frozenset(HOLDS)
"""Lessons after which another way may work."""

NO_ROAD: Final = "tidak ada jalan ke nomor ini: periksa nomornya, atau temui Ibu langsung"

_NONE: Final[tuple[str, datetime]] = ("", datetime.min)  # noqa: DTZ901 - never compared


@dataclass(frozen=True, slots=True)
class Road:
    """How one message reaches her: channel, medium, the template (if any), and whether that opens a conversation."""

    channel: str
    medium: Medium
    template: str = ""
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Roads:
    """What is known of the people to whom a batch is written. Replies need none of it."""

    house: House
    carrier: Channel
    now: datetime
    wrote: Mapping[tuple[int, str], datetime] = field(default_factory=dict)
    """When each address last wrote, by medium."""
    lessons: Mapping[tuple[int, str], tuple[str, datetime]] = field(default_factory=dict)
    left: Mapping[int, datetime] = field(default_factory=dict)
    """When something last left for each address on this channel, within the time that messages to one person keep apart."""

    def road(self, row: Found) -> Road | None:
        """Return the road of ``row`` (an outbox row with her address's ``demo`` and ``address_kind``); None: there is none."""
        other: Medium = "sms" if row.medium == "whatsapp" else "whatsapp"
        for medium in (cast("Medium", row.medium), other):
            channel = self._channel(row, medium)
            if channel is None or self._closed(row.address_id, medium, ELSEWHERE - {Lesson.SHUT}):
                continue
            carrier = self.house.channels[channel]
            if medium == "sms" or not isinstance(carrier, Windowed) or self.in_window(row.address_id):
                return Road(channel, medium)
            template = row.template or (carrier.template("invitation") if row.priority == BULK else "")
            if template or carrier.reaches_demo:
                # Where no real phone can ring, what would need a template is shown as it is.
                return Road(channel, medium, template, opens=True)
        return None

    def in_window(self, address_id: int) -> bool:
        """Tell whether she wrote on WhatsApp in the last 24 hours, and nothing has shown the opposite since."""
        wrote = self.wrote.get((address_id, "whatsapp"))
        if wrote is None or wrote <= self.now - WINDOW:
            return False
        return not self._closed(address_id, "whatsapp", {Lesson.SHUT})

    def too_soon(self, row: Found) -> datetime | None:
        """Return until when a message to her waits, since another one has just left; None where it need not."""
        last, apart = self.left.get(row.address_id), pace_of(self.house, row.channel, row.medium).apart
        return last + apart if last is not None and last > self.now - apart else None

    def _channel(self, row: Found, medium: Medium) -> str | None:
        if medium == row.medium and medium in self.carrier.media():
            return self.carrier.name
        invented = bool(row.demo)
        route = routes(self.house).get(Kind(invented, medium, row.address_kind == "phone"))
        return route.channel if route is not None and route.medium == medium else None

    def _closed(self, address_id: int, medium: str, by: frozenset[str] | set[Lesson]) -> bool:
        lesson, when = self.lessons.get((address_id, medium), _NONE)
        if lesson not in by or when <= self.now - HOLDS[lesson]:
            return False
        wrote = self.wrote.get((address_id, medium))
        return wrote is None or wrote <= when


def look(house: House, db: Connection, carrier: Channel, rows: Sequence[Found], now: datetime) -> Roads:
    """Look up what is known of those to whom ``rows`` write unasked; nothing is read where all are replies."""
    ids = sorted({row.address_id for row in rows if row.priority > REPLY and row.address_id is not None})
    if not ids:
        return Roads(house, carrier, now)
    m, lesson, o = t.message.c, t.address_lesson.c, t.outbox.c
    known = db.execute(select(t.address_lesson).where(lesson.address_id.in_(ids))).all()
    since = min([now - WINDOW, *(row.learnt_at for row in known)])
    wrote = db.execute(
        select(m.address_id, m.medium, func.max(m.received_at).label("at"))
        .where(m.address_id.in_(ids), m.received_at >= since)
        .group_by(m.address_id, m.medium)
    )
    apart = max((pace_of(house, carrier.name, medium).apart for medium in carrier.media()), default=timedelta())
    left = (
        db.execute(
            select(o.address_id, func.max(o.left_at).label("at"))
            .where(o.address_id.in_(ids), o.channel == carrier.name, o.left_at > now - apart)
            .group_by(o.address_id)
        ).all()
        if apart
        else []
    )
    return Roads(
        house,
        carrier,
        now,
        {(row.address_id, row.medium): row.at for row in wrote},
        {(row.address_id, row.medium): (row.lesson, row.learnt_at) for row in known},
        {row.address_id: row.at for row in left},
    )


def blanks(spoken: Spoken, name: str) -> dict[str, str]:
    """Return what fills a round's template: 1 is her first name ("Ibu" where none is known), 2 all that is said, on one line."""
    return {"1": name.split()[0] if name.strip() else "Ibu", "2": " ".join(spoken.text.split())}


def learn(db: Connection, address_id: int | None, medium: str, lesson: Lesson, code: str, now: datetime) -> None:
    """Keep what a failed try has taught about her."""
    if address_id is None or lesson not in HOLDS:
        return
    values = {"lesson": lesson.value, "code": code, "learnt_at": now}
    statement = upsert(db.dialect, t.address_lesson).values(address_id=address_id, medium=medium, **values)
    db.execute(statement.on_conflict_do_update(index_elements=["address_id", "medium"], set_=values))


def move(db: Connection, row: Found, road: Road, now: datetime) -> None:
    """Put a message that has not left onto another channel; whoever is written to there stays there for the round."""
    o, p = t.outbox.c, t.participant.c
    db.execute(
        update(t.outbox)
        .where(o.id == row.id)
        .values(channel=road.channel, medium=road.medium, claimed_until=None, due_at=now, error="", error_code="")
    )
    if row.participant_id is not None:
        db.execute(
            update(t.participant).where(p.id == row.participant_id).values(channel=road.channel, medium=road.medium)
        )


def failed_participant(db: Connection, participant_id: int | None, why: str, now: datetime) -> None:
    """Note that she could not be reached, unless something reached her before."""
    if participant_id is not None:
        p = t.participant.c
        db.execute(
            update(t.participant)
            .where(p.id == participant_id, p.reached_at.is_(None))
            .values(failed_at=now, failure=why)
        )
