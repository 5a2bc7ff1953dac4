"""Sending: claim, send with no transaction open, acknowledge. The outbox table is the truth; this may run twice, or late.

``queued`` rows wait; a claim holds them for this worker for a while. Just before a message leaves, its row becomes
``sending`` with one more try, in a transaction of its own: whoever is killed after that leaves one message whose outcome is
unknown, and only that one. A channel whose sends can be repeated without harm is acknowledged once a batch.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, select, update

from bot.channels.base import Channel, Lesson, OutcomeUnknown, SendError, Sent
from bot.message import Outgoing, Spoken, State, Status, advance
from bot.services import faults, pauses
from bot.services.claims import HOLD, claim
from bot.services.house import House
from bot.services.pricing import reported, taken
from bot.services.roads import ELSEWHERE, failed_participant, learn
from bot.services.rows import Found
from bot.services.talks import end_everything
from storage import tables as t
from storage.outbox import NOTICE, REPLY

log = logging.getLogger(__name__)

PATIENCE = 5.0
"""Seconds after which a channel whose sends can be repeated is acknowledged in the middle of a batch."""

WAITS = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=4))
"""The growing waits between tries; after the last the message has failed."""

_o = t.outbox.c


def deliver(house: House, channel: str, now: datetime, monotonic: Callable[[], float] = time.monotonic) -> int:
    """Send what is due on ``channel``: replies before notices before rounds, the oldest first, at most 100. Return how many left.

    More than one transaction, none of them open while a message is on the wire. ``now`` is in UTC. Where the provider is slow,
    what has left is acknowledged meanwhile, and the rest of the batch is let go before the claim on it ends.
    """
    carrier = house.channels[channel]
    claimed = claim(house, carrier, now)
    results: list[_Result] = []
    began = noted = monotonic()
    in_a_row = 0
    for number, (outgoing, row) in enumerate(claimed):
        if monotonic() - began > HOLD.total_seconds() / 2 or in_a_row >= pauses.IN_A_ROW:
            _let_go(house, [row.id for _, row in claimed[number:]], now)
            break
        if not carrier.repeatable or monotonic() - noted > PATIENCE:
            with house.db.transaction() as db:
                _acknowledge(db, carrier, results, now)
                results.clear()
                noted = monotonic()
                if not carrier.repeatable and not _take_off(db, row, now):
                    continue
        results.append(_send(carrier, outgoing, row))
        in_a_row = in_a_row + 1 if pauses.is_down(results[-1].error) else 0
    if results:
        with house.db.transaction() as db:
            _acknowledge(db, carrier, results, now)
    return len(claimed)


def _let_go(house: House, ids: Sequence[int], now: datetime) -> None:
    """Let go of claimed rows that were not begun, so that the next look finds them."""
    with house.db.transaction() as db:
        mine = and_(_o.id.in_(ids), _o.state == "queued", _o.claimed_until == now + HOLD)
        db.execute(update(t.outbox).where(mine).values(claimed_until=None))


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
    .values(state="sending", tries=_o.tries + 1, left_at=bindparam("at", type_=_o.left_at.type))
)


def _take_off(db: Connection, row: Found, now: datetime) -> bool:
    """Note that the message leaves now; False where the webhook's answer has taken it meanwhile."""
    done = db.execute(_TAKE_OFF, {"id_": row.id, "tries_": row.tries, "until": now + HOLD, "at": now})
    return done.rowcount == 1


def _send(carrier: Channel, outgoing: Outgoing, row: Found) -> _Result:
    try:
        return _Result(row, sent=carrier.send(outgoing))
    except SendError as error:
        log.info("outbox %d was not sent: %s", row.id, error.code)
        return _Result(row, error=error)
    except Exception as error:  # noqa: BLE001 - logged by kind and place, since its text may quote name and number
        # A mistake of ours inside a channel: the request may have left, so it is not repeated.
        log.error("outbox %d: the channel broke: %s", row.id, faults.name(error))  # noqa: TRY400 - its trace may quote a row
        return _Result(row, error=OutcomeUnknown("channel", "saluran bermasalah, pengiriman tidak pasti"))


# --- acknowledge ---------------------------------------------------------------------------------------------------


def _acknowledge(db: Connection, carrier: Channel, results: Sequence[_Result], now: datetime) -> None:
    pauses.note(db, carrier.name, [result.error for result in results], now)
    for result in results:
        row, sent, error = result.row, result.sent, result.error
        if sent is not None:
            values: dict[str, Any] = {
                "provider_id": sent.provider_id,
                "claimed_until": None,
                "left_at": now,
                "error": "",
                "error_code": "",
            }
            values |= taken(sent.segments, now)
            db.execute(update(t.outbox).where(_o.id == row.id).values(**values))
            # What waits at the provider has left us, and is not ours to send again.
            _move(db, row.id, State.SENDING if sent.state is State.QUEUED else sent.state, now)
            _participant(db, row, sent.state, now)
        elif error is not None:
            _failed_try(db, carrier, row, error, now)
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


def _failed_try(db: Connection, carrier: Channel, row: Found, error: SendError, now: datetime) -> None:
    values: dict[str, Any] = {
        "error_code": error.code,
        "error": error.tell,
        "claimed_until": None,
        "tries": row.tries + 1,
    }
    learn(db, row.address_id, row.medium, error.lesson, error.code, now)
    unknown = isinstance(error, OutcomeUnknown)
    most = len(WAITS) if error.tries is None else min(error.tries, len(WAITS))
    if unknown and not carrier.repeatable:
        values |= {"state": "unknown", "ended_at": now}
    elif error.lesson in ELSEWHERE and row.priority > REPLY and row.tries < len(WAITS):
        # Perhaps another road reaches her; where there is none, the next claim says so with this error.
        values |= {"state": "queued", "due_at": now}
    elif error.retry and error.lesson in pauses.DOWN and now - row.created_at < pauses.PATIENCE:
        wait = max(WAITS[min(row.tries, len(WAITS) - 2)], error.after or WAITS[0])
        values |= {"state": "queued", "due_at": now + wait}
    elif (error.retry or unknown) and row.tries < most:
        values |= {"state": "queued", "due_at": now + max(WAITS[row.tries], error.after or WAITS[0])}
    else:
        values |= {"state": "failed", "ended_at": now}
        failed_participant(db, row.participant_id, error.tell, now)
    db.execute(update(t.outbox).where(_o.id == row.id).values(**values))


# --- reports -------------------------------------------------------------------------------------------------------


def report(house: House, status: Status, now: datetime, *, tell: str = "", lesson: Lesson = Lesson.UNKNOWN) -> bool:
    """Take in a provider's report: only forward, any order, any number of times. False where no row is meant.

    ``tell`` is the sentence for a failure and ``lesson`` what it teaches: a BERHENTI that the provider knows becomes ours, and
    what another road may carry is queued once more. The outbox id in the callback finds the row even before the send returned.
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
            failed_participant(db, row.participant_id, why, now)
            learn(db, row.address_id, row.medium, lesson, status.error_code, now)
            if lesson is Lesson.OPTED_OUT:
                end_everything(db, row.address_id, None, now)
            elif lesson in ELSEWHERE and row.priority > REPLY:
                _once_more(db, house.db.ids.next(), row, (status.error_code, why), now)
        _participant(db, row, state, now)
    return True


def _once_more(db: Connection, outbox_id: int, row: Found, error: tuple[str, str], now: datetime) -> None:
    """Queue what has failed for good once more, as a message of its own; the lesson sees to another road, or to none.

    ``error`` is code and sentence of what went wrong, which are told again where there is no other road.
    """
    columns = ("kind", "channel", "medium", "address_id", "member_id", "participant_id", "priority", "spoken")
    kept = {name: getattr(row, name) for name in columns}
    fresh = {
        "state": "queued",
        "template": "",
        "tries": 0,
        "segments": 0,
        "error": error[1],
        "error_code": error[0],
    }
    db.execute(t.outbox.insert().values(id=outbox_id, **kept, **fresh, created_at=now, due_at=now))


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
