"""No loops, no waste: what is not said although a reply was found, and who is never answered.

Another machine may sit at the other end: an operator's promotion, an answering robot, a phone that sends everything back. So a
name or a short code is never answered; to one address go at most ``MOST`` replies in an hour, and no third one in a row that
says the same. A reply that goes on in a survey because she answered (a message of the kind "answer") is neither held nor
counted: a survey has an end, and a cadre who interviews her village fills in many in an hour.

What is held back stands in the outbox as ``cancelled``, with its text and one of the codes below.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, literal_column, select

from bot.message import Incoming, restored
from bot.phone import is_number
from bot.services.rows import Row, Rows
from storage import tables as t
from storage.prepared import Prepared

MOST: Final = 20
"""Replies to one address in ``SPAN`` that no answer of hers has brought about."""

SAME: Final = 2
"""Replies in a row that may say the same."""

SPAN: Final = timedelta(hours=1)

TOO_MANY: Final = "held"
ALIKE: Final = "loop"
WHY: Final = {
    TOO_MANY: f"sudah {MOST} balasan dalam satu jam",
    ALIKE: f"balasan yang sama sudah {SAME} kali berturut-turut",
}
"""The codes under which a reply is held back, and what a coordinator reads."""

OPERATOR: Final = "operator"
"""The kind of a message from a name or a short code."""

CALL: Final = "call"
"""The kind of a missed call."""

_o, _m = t.outbox.c, t.message.c
_LATELY: Final = Prepared(
    select(_o.spoken, _m.kind)
    .join(t.message, _m.id == _o.message_id)
    .where(_o.address_id == bindparam("address"), _o.created_at > bindparam("since", type_=_o.created_at.type))
    .where(_o.kind == literal_column("'reply'"), _o.state != literal_column("'cancelled'"))
    .order_by(_o.created_at.desc(), _o.id.desc())
)


def nobody(message: Incoming) -> bool:
    """Tell whether no woman can be behind this sender: a name ("TELKOMSEL") or a short code ("3636")."""
    return message.medium == "sms" and not is_number(message.sender)


def called_lately(db: Connection, address_id: int, now: datetime) -> bool:
    """Tell whether a missed call of this address was answered within the last hour."""
    return any(row.kind == CALL for row in _LATELY.fetch(db, {"address": address_id, "since": now - SPAN}))


def why_not(db: Connection, rows: Rows, *, address_id: int, text: str, urgent: bool, now: datetime) -> str:
    """Return the code under which this reply is held back; "" where it may leave.

    ``rows`` holds the batch's own replies. ``urgent`` (the goodbye after BERHENTI, the words for a woman in danger) leaves
    also above the number, but not for the third time in a row either.
    """
    lately = [*_in_batch(rows, address_id), *_stored(db, address_id, now)]
    if len(lately) >= SAME and all(said == text for said, _ in lately[:SAME]):
        return ALIKE
    if not urgent and sum(kind != "answer" for _, kind in lately) >= MOST:
        return TOO_MANY
    return ""


def hold(row: Row, code: str, now: datetime) -> None:
    """Make an outbox row one that is held back."""
    row |= {"state": "cancelled", "claimed_until": None, "ended_at": now, "error_code": code, "error": WHY[code]}


def _in_batch(rows: Rows, address_id: int) -> Iterator[tuple[str, str]]:
    """Give the replies of this batch to the address that are not written yet, newest first, with the kind of their message."""
    mine = [row for row in reversed(rows.outbox) if row["address_id"] == address_id and row["state"] != "cancelled"]
    kinds = {row["id"]: row["kind"] for row in rows.messages} if mine else {}
    for row in mine:
        yield restored(row["spoken"]).text, kinds[row["message_id"]]


def _stored(db: Connection, address_id: int, now: datetime) -> Iterator[tuple[str, str]]:
    for row in _LATELY.fetch(db, {"address": address_id, "since": now - SPAN}):
        yield restored(row.spoken).text if row.spoken else "", row.kind


# --- for those who watch -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HeldBack:
    """What was held back from one phone: how many replies, under which code, the newest of them with its text.

    ``members`` are the ids of those who use the phone, ``unions`` the names of their unions.
    """

    address_id: int
    code: str
    replies: int
    newest: datetime
    text: str
    members: tuple[int, ...]
    unions: tuple[str, ...]


def held_back(db: Connection, since: datetime, union_id: int | None = None) -> list[HeldBack]:
    """Return what was held back since ``since``, by phone and code, the newest first; ``union_id``: from that union's phones."""
    query = (
        select(_o.address_id, _o.error_code, _o.created_at, _o.spoken)
        .where(_o.kind == "reply", _o.state == "cancelled", _o.error_code.in_(WHY), _o.created_at > since)
        .order_by(_o.created_at.desc(), _o.id.desc())
    )
    link, m, u = t.member_address.c, t.member.c, t.union.c
    if union_id is not None:
        hers = select(link.address_id).join(t.member, m.id == link.member_id).where(m.union_id == union_id)
        query = query.where(_o.address_id.in_(hers))
    newest: dict[tuple[int, str], Any] = {}
    replies: Counter[tuple[int, str]] = Counter()
    for row in db.execute(query):
        if row.address_id is not None:
            newest.setdefault((row.address_id, row.error_code), row)
            replies[row.address_id, row.error_code] += 1
    people = (
        select(link.address_id, m.id, u.name)
        .join(t.member, m.id == link.member_id)
        .outerjoin(t.union, u.id == m.union_id)
        .where(link.address_id.in_({address for address, _ in newest}), m.erased_at.is_(None))
        .order_by(m.id)
    )
    users = db.execute(people).all() if newest else []
    return [
        HeldBack(
            address,
            code,
            replies[address, code],
            row.created_at,
            restored(row.spoken).text if row.spoken else "",
            tuple(one.id for one in users if one.address_id == address),
            tuple(dict.fromkeys(one.name for one in users if one.address_id == address and one.name)),
        )
        for (address, code), row in newest.items()
    ]


def from_operators(db: Connection, since: datetime) -> int:
    """Return how many messages came from names and short codes since ``since``; nobody has to read them."""
    counted = select(func.count()).where(_m.kind == OPERATOR, _m.received_at > since)
    return db.scalar(counted) or 0
