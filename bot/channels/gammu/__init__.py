"""Gammu SMSD: a modem on this network, through the database that SMSD itself works with. Nothing is called, all is looked up.

A message carries our own id in ``CreatorID``, which SMSD copies to ``sentitems``: what is there already is not sent again.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, create_engine, insert, literal, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from bot.channels.base import Lesson, SendError, Sent, Waiting
from bot.channels.errors import Errors
from bot.channels.gammu.parts import cut, header, place_of
from bot.channels.gammu.tables import GSM, UCS2, Flag, inbox, outbox, outbox_multipart, sentitems
from bot.message import Incoming, Medium, Outgoing, State, Status
from bot.phone import is_e164, sender_of
from bot.segments import measure
from bot.settings import Settings
from bot.wording.words import PLAIN, Ability

__all__ = ["ERRORS", "GammuChannel"]

ERRORS: Final = Errors("gammu")
OWN: Final = "suara-"

PATIENCE: Final = 600.0
"""Seconds that the parts of a long SMS are waited for; then what has come is read, since a part may be lost for good."""

MOST: Final = 100
"""Rows of the inbox that are read in one go."""


class GammuChannel:
    """A modem as a channel. Safe to use from several threads."""

    name = "gammu"
    # A modem rings real phones, wherever its database is.
    reaches_demo = False
    repeatable = True

    def __init__(self, settings: Settings, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Prepare; the database is opened with the first message."""
        self._url = settings.gammu_url.replace("postgresql://", "postgresql+psycopg://", 1)
        self._phone = settings.gammu_phone
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._engine: Engine | None = None
        self._since: dict[int, float] = {}

    def media(self) -> tuple[Medium, ...]:
        """SMS alone."""
        return ("sms",)

    def ability(self, medium: Medium) -> Ability:  # noqa: ARG002 - the protocol's
        """Text alone."""
        return PLAIN

    def send(self, outgoing: Outgoing) -> Sent:
        """Put one message into SMSD's outbox. Raises SendError; one that is there already is not put there again."""
        if not is_e164(outgoing.to):
            raise SendError("no-number", retry=False, tell="Belum ada nomor HP untuk SMS.", lesson=Lesson.ELSEWHERE)
        own_id = f"{OWN}{outgoing.outbox_id}"
        measured = measure(outgoing.spoken.text)
        sent = Sent(own_id, State.SENDING, measured.segments)
        coding = GSM if measured.encoding == "GSM-7" else UCS2
        with self._opened() as db:
            waits = db.scalar(select(outbox.c.ID).where(outbox.c.CreatorID == own_id).limit(1))
            went = db.scalar(select(sentitems.c.ID).where(sentitems.c.CreatorID == own_id).limit(1))
            if waits is None and went is None:
                self._put(db, outgoing, own_id, coding)
        return sent

    def _put(self, db: Connection, outgoing: Outgoing, own_id: str, coding: str) -> None:
        first, *rest = cut(outgoing.spoken.text)
        total = 1 + len(rest)
        result = db.execute(
            insert(outbox).values(
                DestinationNumber=outgoing.to,
                Coding=coding,
                UDH=header(outgoing.outbox_id, total, 1) if rest else "",
                Class=-1,
                TextDecoded=first,
                MultiPart=bool(rest),
                SenderID=self._phone or None,
                DeliveryReport="yes",
                CreatorID=own_id,
            )
        )
        key = result.inserted_primary_key
        for number, part in enumerate(rest, start=2):
            db.execute(
                insert(outbox_multipart).values(
                    ID=key[0] if key else None,
                    SequencePosition=number,
                    Coding=coding,
                    UDH=header(outgoing.outbox_id, total, number),
                    Class=-1,
                    TextDecoded=part,
                )
            )

    def statuses(self, outbox_ids: Sequence[int]) -> list[Status]:
        """Return what is known of these messages so far; nothing of one that still waits. Raises SendError."""
        own = {f"{OWN}{outbox_id}": outbox_id for outbox_id in outbox_ids}
        s = sentitems.c
        statement = select(s.CreatorID, s.SequencePosition, s.UDH, s.Status, s.StatusError)
        with self._opened() as db:
            rows = db.execute(statement.where(s.CreatorID.in_(own)).order_by(s.ID, s.SequencePosition)).all()
        parts: dict[str, list[Any]] = {}
        for row in rows:
            parts.setdefault(row.CreatorID, []).append(row)
        found = [_status(own_id, own[own_id], each) for own_id, each in parts.items()]
        return [one for one in found if one is not None]

    def explain(self, code: str) -> str:
        """Return the sentence for a coordinator."""
        return ERRORS.explain(code).tell

    def waiting(self) -> list[Waiting]:
        """Return the messages that came in and were not taken yet, long ones joined. Raises SendError.

        A long one that is not complete waits up to ``PATIENCE`` seconds for its other parts.
        """
        i = inbox.c
        mine = or_(i.RecipientID == self._phone, i.RecipientID == "") if self._phone else i.ID.is_not(None)
        with self._opened() as db:
            rows = db.execute(
                select(inbox).where(i.Processed == literal(value=False, type_=Flag()), mine).order_by(i.ID).limit(MOST)
            ).all()
        now = self._monotonic()
        self._since = {row.ID: self._since.get(row.ID, now) for row in rows}
        groups = _joined(rows)
        return [_waiting(group) for group in groups if self._whole(group, now)]

    def _whole(self, group: Sequence[Row[Any]], now: float) -> bool:
        place = place_of(group[0].UDH)
        whole = place is None or len(group) == place.total
        return whole or now - min(self._since[row.ID] for row in group) >= PATIENCE

    def taken(self, waiting: Sequence[Waiting]) -> None:
        """Note that these were taken in, so that they are not given again. Raises SendError."""
        ids = [key for one in waiting for key in one.keys]
        if ids:
            with self._opened() as db:
                db.execute(update(inbox).where(inbox.c.ID.in_(ids)).values(Processed=True))

    @contextmanager
    def _opened(self) -> Iterator[Connection]:
        """Give a connection with a transaction; its trouble becomes a SendError, since all here may be done again."""
        with self._lock:
            if self._engine is None:
                patience = {"timeout": 10} if self._url.startswith("sqlite") else {"connect_timeout": 5}
                # No connection is kept: SMSD has the database to itself between two looks.
                self._engine = create_engine(self._url, connect_args=patience, poolclass=NullPool)
        try:
            with self._engine.begin() as db:
                yield db
        except SQLAlchemyError as error:
            tell = "Basis data modem (Gammu) tidak terjangkau; pesan dicoba lagi."
            raise SendError("database", retry=True, tell=tell, lesson=Lesson.WAIT) from error


def _joined(rows: Iterable[Row[Any]]) -> list[list[Row[Any]]]:
    """Return the rows that belong together, each group in the order of its parts; groups stand where their first part came."""
    groups: list[dict[int, Row[Any]]] = []
    newest: dict[tuple[str, str, str, int], int] = {}
    for row in rows:
        place = place_of(row.UDH)
        if place is None:
            groups.append({1: row})
            continue
        key = (row.SenderNumber, row.RecipientID or "", place.reference, place.total)
        # Where the part is there already, the reference has come round again: this is another long message.
        if key not in newest or place.number in groups[newest[key]]:
            newest[key] = len(groups)
            groups.append({})
        groups[newest[key]][place.number] = row
    return [[group[number] for number in sorted(group)] for group in groups]


def _waiting(group: Sequence[Row[Any]]) -> Waiting:
    keys = tuple(sorted(int(row.ID) for row in group))
    first = group[0]
    # Ids begin again with a new database, so the time and the sender go along.
    named = "\0".join((*map(str, keys), str(first.SenderNumber), str(first.ReceivingDateTime)))
    incoming = Incoming(
        channel=GammuChannel.name,
        provider_id=hashlib.sha256(named.encode("utf-8", "replace")).hexdigest()[:40],
        medium="sms",
        sender=sender_of(first.SenderNumber or ""),
        text="".join(row.TextDecoded or "" for row in group),
        recipient=first.RecipientID or "",
        raw={"ids": " ".join(map(str, keys)), "received": str(first.ReceivingDateTime), "coding": first.Coding or ""},
    )
    # No words are in what a phone posts to another in bytes (settings, ring tones), and nobody to answer to without a number.
    silent = first.Coding == "8bit" or not incoming.sender
    return Waiting(None if silent else incoming, keys)


_FAILED: Final = {"SendingError", "Error", "DeliveryFailed"}


def _status(own_id: str, outbox_id: int, parts: Sequence[Row[Any]]) -> Status | None:
    """Return the state of a message by those of its parts: one that failed fails all; it has arrived when all have."""
    failed = next((part for part in parts if part.Status in _FAILED), None)
    if failed is not None:
        named = f"tp-{failed.StatusError}"
        known = failed.Status == "DeliveryFailed" and ERRORS.explain(named).code == named
        return Status(GammuChannel.name, own_id, outbox_id, State.FAILED, named if known else failed.Status)
    place = place_of(parts[0].UDH)
    if place is not None and len(parts) < place.total:
        return None
    arrived = all(part.Status == "DeliveryOK" for part in parts)
    return Status(GammuChannel.name, own_id, outbox_id, State.DELIVERED if arrived else State.SENT)
