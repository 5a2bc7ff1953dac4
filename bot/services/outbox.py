"""Sending: claim, send with no transaction open, acknowledge. The outbox table is the truth; this may run twice, or late.

``queued`` rows wait; a claim holds them for this worker for a while. Just before a message leaves, its row becomes
``sending`` with one more try, in a transaction of its own: whoever is killed after that leaves one message whose outcome is
unknown, and only that one. A channel whose sends can be repeated without harm is acknowledged once a batch.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, literal_column, or_, select, update

from bot.channels.base import Channel, OutcomeUnknown, SendError, Sent
from bot.message import Outgoing, Spoken, State, Status, advance, restored
from bot.segments import measure
from bot.services import budgets, faults
from bot.services.bulk import bulk_text
from bot.services.house import House
from bot.services.pricing import price_of, reported, taken
from bot.services.rows import Found
from bot.services.talks import end_everything
from bot.times import DAYTIME, WIB, ZONES, is_quiet, next_moment
from storage import tables as t
from storage.outbox import NOTICE, REPLY

log = logging.getLogger(__name__)

BATCH = 100
HOLD = timedelta(minutes=5)
"""How long a claim holds: longer than a batch takes at the slowest, so that two workers never have the same row."""

WAITS = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=4))
"""The growing waits between tries; after the last the message has failed."""

_o = t.outbox.c


def deliver(house: House, channel: str, now: datetime) -> int:
    """Send what is due on ``channel``: replies before notices before rounds, the oldest first, at most 100. Return how many left.

    More than one transaction, none of them open while a message is on the wire. ``now`` is in UTC.
    """
    carrier = house.channels[channel]
    claimed = claim(house, carrier, now)
    results: list[_Result] = []
    for outgoing, row in claimed:
        if not carrier.repeatable:
            with house.db.transaction() as db:
                _acknowledge(db, results, now)
                results.clear()
                if not _take_off(db, row, now):
                    continue
        results.append(_send(carrier, outgoing, row))
    if results:
        with house.db.transaction() as db:
            _acknowledge(db, results, now)
    return len(claimed)


# --- claim ---------------------------------------------------------------------------------------------------------

_WAITING: ColumnElement[bool] = literal_column("outbox.state IN ('queued', 'sending')")
"""Written out as in the index over the rows that wait: with parameters SQLite would read the whole table instead."""

_DUE = (
    select(t.outbox, t.address.c.value, t.address.c.demo, t.address.c.opted_out_at, t.member.c.zone)
    .join(t.address, t.address.c.id == _o.address_id)
    .outerjoin(t.member, t.member.c.id == _o.member_id)
    .where(_WAITING, _o.channel == bindparam("channel"), _o.due_at <= bindparam("now", type_=_o.due_at.type))
    .where(
        or_(
            and_(
                _o.state == "queued",
                or_(_o.claimed_until.is_(None), _o.claimed_until < bindparam("now", type_=_o.due_at.type)),
            ),
            # A reply that was meant for the webhook's own answer and was not fetched in time.
            and_(_o.state == "sending", _o.tries == 0, _o.claimed_until < bindparam("now", type_=_o.due_at.type)),
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

    Whatever is no reply waits for the morning of her own clock, also where it was late for another reason.
    """
    claimed: list[tuple[Outgoing, Found]] = []
    changes: list[dict[str, Any]] = []
    drops: list[dict[str, Any]] = []
    with house.db.transaction() as db:
        _settle_lost(db, carrier, now)
        gate = budgets.Gate(house, db, now)
        for row in db.execute(_DUE, {"channel": carrier.name, "now": now, "limit": limit}).all():
            dropped = _must_not_leave(row, carrier, now)
            zone = ZONES.get(row.zone, WIB)
            if dropped is None and row.priority > REPLY and is_quiet(now, zone):
                later = next_moment(now, zone, DAYTIME)
                db.execute(update(t.outbox).where(_o.id == row.id).values(due_at=later, claimed_until=None))
                continue
            if dropped is None and gate.holds(row):
                continue
            spoken = None if dropped else _text(house, db, carrier, row, now)
            if spoken is None:
                state, code, why = dropped or ("cancelled", "", "tidak perlu lagi")
                drops.append({"id_": row.id, "state_": state, "at": now, "code": code, "why": why})
                if state == "failed":
                    _failed_participant(db, row.participant_id, why, now)
                continue
            segments = measure(spoken.text).segments if row.medium == "sms" else 0
            opens = row.priority > REPLY
            price = price_of(house, carrier.name, row.medium, now, opens=opens, segments=segments)
            change = {"id_": row.id, "until": now + HOLD, "spoken_": spoken.stored(), "segments_": segments}
            changes.append(change | price)
            outgoing = Outgoing(row.id, row.medium, row.value, spoken, template=row.template)
            claimed.append((outgoing, row))
        if changes:
            db.execute(_CLAIM, changes)
        if drops:
            db.execute(_DROP, drops)
    return claimed


def release(house: House) -> int:
    """Let go of what a former worker had claimed and not begun to send; return how many rows.

    Called when a worker starts, so that a killed one's batch does not wait until its hold ends. Safe while another worker
    lives: whoever has lost a claim finds out before the message leaves.
    """
    with house.db.transaction() as db:
        held = and_(_WAITING, _o.state == "queued", _o.claimed_until.is_not(None))
        return db.execute(update(t.outbox).where(held).values(claimed_until=None)).rowcount


def _settle_lost(db: Connection, carrier: Channel, now: datetime) -> None:
    """A message that was on its way when its worker died: nobody knows whether it arrived, so it is not sent again.

    Where the channel may repeat a send, it is simply queued again.
    """
    lost = and_(_WAITING, _o.channel == carrier.name, _o.state == "sending", _o.tries > 0, _o.claimed_until < now)
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


def _must_not_leave(row: Found, carrier: Channel, now: datetime) -> tuple[str, str, str] | None:
    if row.value is None:
        return "cancelled", "erased", "nomor sudah dihapus"
    if row.expires_at is not None and row.expires_at < now:
        return "cancelled", "expired", "sudah lewat waktunya"
    if row.priority > 0 and row.opted_out_at is not None:
        return "cancelled", "opted_out", "BERHENTI"
    if row.demo and not carrier.reaches_demo:
        return "failed", "demo", "orang contoh tidak dihubungi lewat saluran sungguhan"
    if row.medium not in carrier.media():
        return "failed", "no_road", "saluran ini belum diatur"
    return None


def _text(house: House, db: Connection, carrier: Channel, row: Found, now: datetime) -> Spoken | None:
    # A round's message is worded anew at each try: she may have gone on, or finished, since the last one.
    if row.kind not in ("invitation", "reminder") and row.spoken is not None:
        return restored(row.spoken)
    return bulk_text(house, db, row, carrier.ability(row.medium), now)


# --- send ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Result:
    row: Found
    sent: Sent | None = None
    error: SendError | None = None


_TAKE_OFF = (
    update(t.outbox)
    .where(_o.id == bindparam("id_"), _o.state == "queued")
    .where(_o.tries == bindparam("tries_"), _o.claimed_until == bindparam("until", type_=_o.claimed_until.type))
    .values(state="sending", tries=_o.tries + 1)
)


def _take_off(db: Connection, row: Found, now: datetime) -> bool:
    """Note that the message leaves now; False where the webhook's answer has taken it meanwhile."""
    done = db.execute(_TAKE_OFF, {"id_": row.id, "tries_": row.tries, "until": now + HOLD})
    return done.rowcount == 1


def _send(carrier: Channel, outgoing: Outgoing, row: Found) -> _Result:
    try:
        return _Result(row, sent=carrier.send(outgoing))
    except SendError as error:
        log.info("outbox %d was not sent: %s", row.id, error.code)
        return _Result(row, error=error)
    except Exception as error:  # noqa: BLE001 - logged by kind and place, since its text may quote name and number
        # A mistake of ours inside a channel: the request may have left, so it is not repeated.
        log.error("outbox %d: the channel broke: %s", row.id, faults.name(error))  # noqa: TRY400
        return _Result(row, error=OutcomeUnknown("channel", "saluran bermasalah, pengiriman tidak pasti"))


# --- acknowledge ---------------------------------------------------------------------------------------------------


def _acknowledge(db: Connection, results: Sequence[_Result], now: datetime) -> None:
    for result in results:
        row, sent, error = result.row, result.sent, result.error
        if sent is not None:
            values: dict[str, Any] = {
                "provider_id": sent.provider_id,
                "claimed_until": None,
                "error": "",
                "error_code": "",
            }
            values |= taken(sent.segments, now)
            db.execute(update(t.outbox).where(_o.id == row.id).values(**values))
            _move(db, row.id, sent.state, now)
            _participant(db, row, sent.state, now)
        elif error is not None:
            _failed_try(db, row, error, now)
            if error.opted_out:
                end_everything(db, row.address_id, None, now)


def _move(db: Connection, outbox_id: int, reported: State, now: datetime) -> None:
    """Move a row forward to ``reported``; a report may have come before us and gone further."""
    current = db.execute(select(_o.state, _o.sent_at).where(_o.id == outbox_id).with_for_update()).one()
    state = advance(State(current.state), reported)
    values: dict[str, Any] = {"state": state.value}
    if current.sent_at is None and state in (State.SENT, State.DELIVERED, State.READ):
        values["sent_at"] = now
    if state in (State.DELIVERED, State.READ, State.FAILED):
        values["ended_at"] = now
    db.execute(update(t.outbox).where(_o.id == outbox_id).values(**values))


def _participant(db: Connection, row: Found, state: State, now: datetime) -> None:
    if row.participant_id is not None and state in (State.DELIVERED, State.READ):
        p = t.participant.c
        reached = func.coalesce(p.reached_at, bindparam("at", type_=p.reached_at.type))
        # What was thought lost has arrived after all.
        db.execute(
            update(t.participant)
            .where(p.id == row.participant_id)
            .values(reached_at=reached, failed_at=None, failure=""),
            {"at": now},
        )


def _failed_try(db: Connection, row: Found, error: SendError, now: datetime) -> None:
    values: dict[str, Any] = {"error_code": error.code, "error": error.tell, "claimed_until": None}
    if isinstance(error, OutcomeUnknown):
        values |= {"state": "unknown", "ended_at": now}
    elif error.retry and row.tries < len(WAITS):
        values |= {"state": "queued", "due_at": now + WAITS[row.tries]}
    else:
        values |= {"state": "failed", "ended_at": now}
        _failed_participant(db, row.participant_id, error.tell, now)
    db.execute(update(t.outbox).where(_o.id == row.id).values(**values))


def _failed_participant(db: Connection, participant_id: int | None, why: str, now: datetime) -> None:
    if participant_id is not None:
        p = t.participant.c
        db.execute(
            update(t.participant)
            .where(p.id == participant_id, p.reached_at.is_(None))
            .values(failed_at=now, failure=why)
        )


# --- reports -------------------------------------------------------------------------------------------------------


def report(house: House, status: Status, now: datetime, *, tell: str = "", opted_out: bool = False) -> bool:
    """Take in a provider's report: only forward, any order, any number of times. False where no row is meant.

    ``tell`` is the sentence for a failure; ``opted_out``: the provider knows a BERHENTI, which then becomes ours. The outbox id
    in the callback finds the row even before the send returned.
    """
    which = (
        _o.id == status.outbox_id
        if status.outbox_id is not None
        else and_(_o.channel == status.channel, _o.provider_id == status.provider_id)
    )
    with house.db.transaction() as db:
        row = db.execute(select(t.outbox).where(which, _o.channel == status.channel).with_for_update()).first()
        if row is None:
            return False
        state = advance(State(row.state), status.state)
        if row.provider_id is None:
            db.execute(update(t.outbox).where(_o.id == row.id).values(provider_id=status.provider_id))
        if state.value == row.state:
            return True
        _move(db, row.id, status.state, now)
        counts = reported(row, now, failed=state is State.FAILED)
        if counts:
            db.execute(update(t.outbox).where(_o.id == row.id).values(**counts))
        if state is State.FAILED:
            why = tell or "pesan tidak sampai"
            db.execute(update(t.outbox).where(_o.id == row.id).values(error_code=status.error_code, error=why))
            _failed_participant(db, row.participant_id, why, now)
            if opted_out:
                end_everything(db, row.address_id, None, now)
        _participant(db, row, state, now)
    return True


def add_notice(  # noqa: PLR0913 - a row's columns, each named by the caller
    house: House,
    db: Connection,
    *,
    address_id: int,
    member_id: int | None,
    channel: str,
    medium: str,
    spoken: Spoken,
    now: datetime,
    template: str = "",
) -> int:
    """Queue a message that nobody asked for and that is no round (a summary, an alarm); return its outbox id."""
    outbox_id = house.db.ids.next()
    db.execute(
        t.outbox.insert().values(
            id=outbox_id,
            kind="notice",
            channel=channel,
            medium=medium,
            address_id=address_id,
            member_id=member_id,
            priority=NOTICE,
            state="queued",
            spoken={"text": spoken.text, "options": [[one.id, one.title] for one in spoken.options]},
            template=template,
            created_at=now,
            due_at=now,
            tries=0,
            error_code="",
            error="",
            segments=0,
        )
    )
    return outbox_id
