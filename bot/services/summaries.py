"""The weekly summary: two texts over the week's figures, stored once, sent once on Monday 07.30 WIB to the secretariat."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, exists, func, insert, select, update

from bot.channels.base import Windowed
from bot.message import Spoken
from bot.services.figures import figures
from bot.services.house import House
from bot.services.outbox import add_notice
from bot.services.roads import WINDOW
from bot.services.routes import SIMULATOR, Kind, Route, routes
from bot.times import DAYTIME, WIB, ZONES, Week, next_moment, weekly_summary_due
from bot.wording.members import summary_ready
from bot.wording.summary import for_sms, for_whatsapp
from storage import facts
from storage import tables as t

log = logging.getLogger(__name__)

SENT: Final = "summary.sent"
"""The fact that names the last week whose summary was queued for the secretariat."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A week's summary as it is kept. ``figures`` is its JSON form; ``stored`` is False while its week still runs."""

    week: Week
    figures: dict[str, Any]
    whatsapp: str
    sms: str
    stored: bool = True

    def json(self) -> dict[str, Any]:
        """Return figures and texts in one JSON value."""
        return {**self.figures, "texts": {"whatsapp": self.whatsapp, "sms": self.sms}, "stored": self.stored}


# --- made and kept -------------------------------------------------------------------------------------------------


def get(house: House, week: Week, now: datetime) -> Summary:
    """Return the summary of ``week``: as it was stored, else made now and stored; a week still running is only shown."""
    with house.db.reading() as db:
        kept = _kept(db, week)
    if kept is not None:
        return kept
    if now < week.end:
        with house.db.reading() as db:
            return _compose(house, db, week, stored=False)
    with house.db.transaction() as db:
        return make(house, db, week, now)


def make(house: House, db: Connection, week: Week, now: datetime) -> Summary:
    """Make and store the summary of a week that is over, inside the caller's transaction; one that is there is returned."""
    kept = _kept(db, week)
    if kept is not None:
        return kept
    made = _compose(house, db, week, stored=True)
    db.execute(
        insert(t.weekly_summary).values(
            week=str(week),
            made_at=now,
            figures=json.dumps(made.figures, ensure_ascii=False),
            text_whatsapp=made.whatsapp,
            text_sms=made.sms,
        )
    )
    return made


def _kept(db: Connection, week: Week) -> Summary | None:
    row = db.execute(select(t.weekly_summary).where(t.weekly_summary.c.week == str(week))).one_or_none()
    return None if row is None else Summary(week, json.loads(row.figures), row.text_whatsapp, row.text_sms)


def _compose(house: House, db: Connection, week: Week, *, stored: bool) -> Summary:
    made = figures(house, db, week)
    return Summary(week, made.json(), for_whatsapp(made, house.words), for_sms(made, house.words), stored)


# --- sent ----------------------------------------------------------------------------------------------------------


def due(house: House, now: datetime) -> int:
    """Queue the summary that is due for everyone in the secretariat; return to how many. Once for a week, whatever happens.

    A machine that was off on Monday sends it when it is back, in the daytime of each reader. A week that ended before the
    house knew anybody is passed over.
    """
    week = weekly_summary_due(now)
    with house.db.reading() as db:
        if _sent(db, week):
            return 0
    with house.db.transaction() as db:
        # Two schedulers at once: the second waits here on PostgreSQL, then finds the week sent.
        facts.put(db, "summary.turn", str(week), now)
        if _sent(db, week):
            return 0
        facts.put(db, SENT, str(week), now)
        first = db.scalar(select(func.min(t.member.c.created_at)))
        if first is None or first > week.summary_at:
            return 0
        summary = make(house, db, week, now)
        return sum(_notify(house, db, row, summary, now) for row in readers(db))


def _sent(db: Connection, week: Week) -> bool:
    last = facts.get(db, SENT)
    return last is not None and Week.parse(last) >= week


def readers(db: Connection) -> list[Row[Any]]:
    """Return the secretariat's members whom we may write to, each with her first address."""
    m, a, link = t.member.c, t.address.c, t.member_address
    query = (
        select(
            m.id.label("member_id"), m.demo, m.zone, m.language, a.id.label("address_id"), a.kind, a.medium,
            a.demo.label("demo_address"),
        )
        .join(link, and_(link.c.member_id == m.id, link.c.position == 0))
        .join(t.address, a.id == link.c.address_id)
        .where(m.role == "secretariat", m.erased_at.is_(None), a.opted_out_at.is_(None))
        .order_by(m.id)
    )  # fmt: skip
    return list(db.execute(query))


def _notify(house: House, db: Connection, row: Row[Any], summary: Summary, now: datetime) -> bool:
    """Queue the summary for one reader: in full, or as a template that says it is ready where WhatsApp's window is shut."""
    invented = bool(row.demo) or bool(row.demo_address)
    found = routes(house)
    route = found.get(Kind(invented, row.medium, row.kind == "phone"))
    if route is None:
        log.warning("nobody can carry the summary to member %d", row.member_id)
        return False
    template = ""
    window = _window(house, route)
    closed = window is not None and _shut(db, row.address_id, route, now)
    if window is not None and closed:
        template = window.template("summary")
        on_sms = found.get(Kind(invented, "sms", phone=True)) if row.kind == "phone" else None
        if not template and on_sms is not None and on_sms.channel != SIMULATOR:
            route = on_sms
    spoken = Spoken(summary.whatsapp if route.medium == "whatsapp" else summary.sms)
    if closed and route.medium == "whatsapp":
        spoken = summary_ready(house.words, row.language)
    queue(house, db, row, route, spoken, now, template=template)
    return True


def queue(
    house: House, db: Connection, row: Row[Any], route: Route, spoken: Spoken, now: datetime, *, template: str = ""
) -> None:
    """Queue a notice for one of ``readers``, for the daytime of her own clock."""
    outbox_id = add_notice(
        house,
        db,
        address_id=row.address_id,
        member_id=row.member_id,
        channel=route.channel,
        medium=route.medium,
        spoken=spoken,
        now=now,
        template=template,
    )
    moment = next_moment(now, ZONES.get(row.zone, WIB), DAYTIME)
    db.execute(update(t.outbox).where(t.outbox.c.id == outbox_id).values(due_at=moment))


def _window(house: House, route: Route) -> Windowed | None:
    """Return the channel where WhatsApp's window holds on this way, else None."""
    carrier: object = house.channels.get(route.channel)
    return carrier if route.medium == "whatsapp" and isinstance(carrier, Windowed) else None


def _shut(db: Connection, address_id: int, route: Route, now: datetime) -> bool:
    """Tell whether WhatsApp's window is shut for this address: she has not written there in 24 hours."""
    g = t.message.c
    lately = exists().where(
        g.address_id == address_id, g.channel == route.channel, g.medium == "whatsapp", g.received_at > now - WINDOW
    )
    return not db.scalar(select(lately))
