"""The phones of invented people, for the simulator: who holds which, and what is on their screens.

Only addresses that are marked as invented are ever shown or spoken for; a real woman's phone does not exist here.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, case, select

from bot.message import Medium, Spoken, restored
from bot.services.house import House
from storage import tables as t

TAIL: Final = 60
"""How many of the newest messages a screen shows, of each direction."""

_NEW_BLOCK: Final = "+62811999"
"""Where numbers that nobody knows yet are taken from; four digits follow."""


@dataclass(frozen=True, slots=True)
class Holder:
    """One woman who uses a phone. ``union`` is its name, "" for none."""

    name: str
    role: str
    union: str
    place: str
    language: str


@dataclass(frozen=True, slots=True)
class Phone:
    """One invented phone. ``id`` is its address's; ``holders`` is empty for a number that nobody registered."""

    id: int
    number: str
    medium: Medium
    zone: str
    stopped: bool
    holders: tuple[Holder, ...]

    @property
    def role(self) -> str:
        """What its first holder is, "" where nobody is known."""
        return self.holders[0].role if self.holders else ""


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file in a bubble. ``status`` is that of the one she sent ("kept" where it can be shown); ours are there or not at all."""

    name: str
    content_type: str
    status: str = "kept"


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message on a screen. ``mine``: she wrote it; ``key`` is then the id that her phone gave it.

    ``state`` is a ``bot.message.State`` for what was sent to her, "" for her own; ``segments`` are SMS parts, 0 elsewhere.
    """

    id: int
    mine: bool
    medium: Medium
    said: Spoken
    at: datetime
    state: str = ""
    segments: int = 0
    key: str = ""
    files: tuple[ShownFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Screen:
    """What one phone shows, oldest first. ``version`` changes whenever any of it does."""

    version: str
    bubbles: tuple[Bubble, ...]


# --- who holds which -----------------------------------------------------------------------------------------------


def phones(house: House, ids: Sequence[int]) -> list[Phone]:
    """Return the invented phones among these address ids, in the order of ``ids``."""
    with house.db.reading() as db:
        found = {phone.id: phone for phone in _load(db, t.address.c.id.in_(ids))}
    return [found[id_] for id_ in ids if id_ in found]


def first_phones(house: House) -> list[Phone]:
    """Return the phones to begin with: two members on SMS, one on WhatsApp, a coordinator, the secretariat.

    The members are those of the coordinator's union where it has such, so that her round reaches them. Fewer where there
    are fewer people.
    """
    everyone = [phone for phone in _everyone(house) if phone.holders and not phone.stopped]
    coordinator = next((one for one in everyone if one.role == "coordinator"), None)
    union = coordinator.holders[0].union if coordinator is not None else ""
    members = [one for one in everyone if one.role == "member"]
    # Stable: within a kind the order of the register stays.
    members.sort(key=lambda one: (one.holders[0].union != union, one.holders[0].language != "id", len(one.holders) > 1))
    on_sms = [one for one in members if one.medium == "sms"][:2]
    on_whatsapp = [one for one in members if one.medium == "whatsapp"][:1]
    secretariat = [one for one in everyone if one.role == "secretariat"][:1]
    return [*on_sms, *on_whatsapp, *([coordinator] if coordinator is not None else []), *secretariat]


def search(house: House, wanted: str, limit: int = 40) -> list[Phone]:
    """Return phones whose holders' names, unions or places contain every word of ``wanted`` (any case).

    Four digits or more are looked for in the number instead, where 0812 stands for +62812 too.
    """
    parts = wanted.casefold().split()
    found = [phone for phone in _everyone(house) if all(_has(phone, part) for part in parts)]
    return found[:limit]


def new_number(house: House) -> str:
    """Return a number (E.164) that no phone has yet. Nothing is stored: it exists once it has written."""
    while True:
        number = f"{_NEW_BLOCK}{secrets.randbelow(10_000):04d}"
        if phone_of(house, number) is None:
            return number


def phone_of(house: House, number: str) -> int | None:
    """Return the address id of ``number``, invented or not, or None where it is unknown."""
    a = t.address.c
    with house.db.reading() as db:
        found: int | None = db.scalar(select(a.id).where(a.hash.in_(house.db.keys.find_any(number))))
    return found


def _everyone(house: House) -> list[Phone]:
    with house.db.reading() as db:
        return _load(db)


def _load(db: Connection, *which: ColumnElement[bool]) -> list[Phone]:
    a, m, link = t.address.c, t.member.c, t.member_address.c
    rows = db.execute(
        select(
            *(a.id, a.value, a.medium, a.opted_out_at, m.name, m.role, m.zone, m.language, m.desa, m.kecamatan),
            t.union.c.name.label("union"),
        )
        .select_from(
            t.address.outerjoin(t.member_address, link.address_id == a.id)
            .outerjoin(t.member, (m.id == link.member_id) & m.erased_at.is_(None))
            .outerjoin(t.union, t.union.c.id == m.union_id)
        )
        .where(a.demo, a.value.is_not(None), *which)
        # Those whom nobody knows come last.
        .order_by(case((m.id.is_(None), 1), else_=0), m.id, a.id)
    ).all()
    found: dict[int, Phone] = {}
    for row in rows:
        place = ", ".join(filter(None, (row.desa, row.kecamatan)))
        here = (Holder(row.name, row.role, row.union or "", place, row.language),) if row.name is not None else ()
        before = found[row.id].holders if row.id in found else ()
        zone = row.zone or "WIB"
        found[row.id] = Phone(row.id, row.value, row.medium, zone, row.opted_out_at is not None, before + here)
    return list(found.values())


def _has(phone: Phone, part: str) -> bool:
    digits = part.removeprefix("+")
    if digits.isdecimal() and len(digits) >= 4:
        return digits.removeprefix("0") in phone.number
    holders = " ".join(f"{one.name} {one.union} {one.place} {one.role}" for one in phone.holders)
    return part in f"{holders} {phone.medium}".casefold()


# --- what is on their screens --------------------------------------------------------------------------------------


def screens(house: House, known: Mapping[int, str]) -> dict[int, Screen]:
    """Return the screens that changed since the versions in ``known`` (address id to version, "" for none).

    Only the invented phones among them. A screen that did not change costs two looks at an index and opens no text.
    """
    found: dict[int, Screen] = {}
    with house.db.reading() as db:
        for address_id in db.scalars(select(t.address.c.id).where(t.address.c.id.in_(known), t.address.c.demo)).all():
            version = _version(db, address_id)
            if version != known[address_id]:
                found[address_id] = Screen(version, _bubbles(db, address_id))
    return found


_o, _g = t.outbox.c, t.message.c
# What has no text yet is on no screen.
_SHOWN = (_o.spoken.is_not(None), _o.state != "cancelled")


def _version(db: Connection, address_id: int) -> str:
    out = db.execute(
        select(_o.id, _o.state, _o.segments)
        .where(_o.address_id == address_id, *_SHOWN)
        .order_by(_o.created_at.desc(), _o.id.desc())
        .limit(TAIL)
    ).all()
    heard = db.scalars(
        select(_g.id)
        .where(_g.address_id == address_id, _g.text.is_not(None))
        .order_by(_g.received_at.desc(), _g.id.desc())
        .limit(TAIL)
    ).all()
    return hashlib.blake2s(repr((out, heard)).encode(), digest_size=8).hexdigest()


def _bubbles(db: Connection, address_id: int) -> tuple[Bubble, ...]:
    out = db.execute(
        select(_o.id, _o.medium, _o.spoken, _o.state, _o.segments, _o.created_at, _o.sent_at, _o.kind)
        .where(_o.address_id == address_id, *_SHOWN)
        .order_by(_o.created_at.desc(), _o.id.desc())
        .limit(TAIL)
    ).all()
    heard = db.execute(
        select(_g.id, _g.medium, _g.text, _g.received_at, _g.provider_id)
        .where(_g.address_id == address_id, _g.text.is_not(None))
        .order_by(_g.received_at.desc(), _g.id.desc())
        .limit(TAIL)
    ).all()
    bubbles = [
        Bubble(
            row.id,
            mine=False,
            medium=row.medium,
            said=said,
            # A reply stands right under what it answers; all else stands where it left.
            at=row.created_at if row.kind == "reply" else row.sent_at or row.created_at,
            state=row.state,
            segments=row.segments,
            files=tuple(ShownFile(one.file, one.content_type) for one in said.attached),
        )
        for row, said in ((row, restored(row.spoken)) for row in out)
    ]
    sent = _files(db, [row.id for row in heard])
    bubbles += [
        Bubble(
            row.id,
            mine=True,
            medium=row.medium,
            said=Spoken(row.text),
            at=row.received_at,
            key=row.provider_id,
            files=sent.get(row.id, ()),
        )
        for row in heard
    ]
    bubbles.sort(key=lambda one: (one.at, not one.mine, one.id))
    return tuple(bubbles)


def _files(db: Connection, messages: Sequence[int]) -> dict[int, tuple[ShownFile, ...]]:
    m = t.media.c
    found: dict[int, tuple[ShownFile, ...]] = {}
    query = select(m.message_id, m.name, m.content_type, m.status).where(m.message_id.in_(messages)).order_by(m.id)
    for row in db.execute(query):
        found[row.message_id] = (*found.get(row.message_id, ()), ShownFile(row.name, row.content_type, row.status))
    return found


def file_sent(house: House, name: str) -> tuple[str, str] | None:
    """Return where a file that came from an invented phone is kept, and what it is; None for any other."""
    m, g, a = t.media.c, t.message.c, t.address.c
    query = (
        select(m.content, m.content_type)
        .join(t.message, g.id == m.message_id)
        .join(t.address, a.id == g.address_id)
        .where(m.name == name, m.content.is_not(None), a.demo)
    )
    with house.db.reading() as db:
        row = db.execute(query).one_or_none()
    return None if row is None else (row.content, row.content_type)


def file_said(house: House, outbox_id: int, place: int) -> tuple[str, str] | None:
    """Return where the file at ``place`` beside a message to an invented phone is kept, and what it is; None if none is."""
    a = t.address.c
    query = select(_o.spoken).join(t.address, a.id == _o.address_id).where(_o.id == outbox_id, a.demo)
    with house.db.reading() as db:
        spoken = db.scalar(query)
    attached = restored(spoken).attached if spoken else ()
    return (attached[place].content, attached[place].content_type) if place < len(attached) else None
