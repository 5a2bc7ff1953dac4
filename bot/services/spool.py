"""While the database is away messages wait on the disk, and are taken in afterwards: once, in the order in which they came.

While anything waits, whatever comes waits behind it: a woman's third answer must not overtake her second.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.exc import IntegrityError

from bot.message import Incoming, Location, Media
from bot.services import faults
from bot.services.arrivals import Receive, take_in
from bot.services.house import House
from storage.encryption import KeyLost

log = logging.getLogger(__name__)

MOST: Final = 64
"""The largest batch that is taken in with one commit."""

DRAIN_FOR: Final = 2.0
"""Seconds for which whoever comes first after an outage takes in what waited, before her own message joins the rest."""

TOGETHER: Final = timedelta(seconds=30)
"""Messages of one batch came within so much: each is stored with the time of the last of them."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    name: str
    message: Incoming
    at: datetime


def take_in_or_keep(house: House, messages: Sequence[Incoming], now: datetime, receive: Receive) -> None:
    """Take in what a provider posts that takes no reply in our answer; while the database is away it waits on the disk.

    Raises what the database raises where that is no absence, and OSError where the disk refuses: then it must come again.
    """
    try:
        drain(house, receive, DRAIN_FOR)
        if not house.spool.names():
            take_in(house, messages, now, receive)
            return
    except Exception as error:
        if not faults.away(error):
            raise
        house.db.reconnect()
        log.warning("the database is away, messages wait on the disk: %s", faults.name(error))
    for message in messages:
        keep(house, message, now)


def keep(house: House, message: Incoming, now: datetime) -> None:
    """Let a message wait on the disk. Raises OSError where the disk refuses; then it is not here and must come again."""
    value = {"at": now.isoformat(), **_values(message)}
    house.spool.put(f"{message.channel} {message.provider_id}", json.dumps(value).encode())


def drain(house: House, receive: Receive, seconds: float, monotonic: Callable[[], float] = time.monotonic) -> int:
    """Take in what waits, oldest first, for about so many ``seconds``; return how many messages. The worker sends the replies.

    Does nothing while another thread or process is at it. Raises what the database raises; then the rest goes on waiting.
    """
    spool, taken, until = house.spool, 0, monotonic() + seconds
    if not spool.waits():
        return 0
    with spool.turn() as mine:
        names = spool.names() if mine else []
        if mine and not names:
            spool.sweep()
        while names and monotonic() < until:
            batch = _batch(house, names)
            _take_in(house, batch, receive)
            taken += len(batch)
    if taken:
        log.info("%d messages that waited on the disk were taken in", taken)
    return taken


def _batch(house: House, names: list[str]) -> list[_Waiting]:
    """Take the next few from ``names``; what cannot be read is put aside."""
    batch: list[_Waiting] = []
    while names and len(batch) < MOST:
        name = names[0]
        try:
            one = _read(name, house.spool.read(name))
        except (KeyLost, ValueError, KeyError, TypeError) as error:
            log.error("a message that waited cannot be read and was put aside: %s", type(error).__name__)  # noqa: TRY400 - its trace may quote a row
            house.spool.set_aside(name)
            names.pop(0)
            continue
        if batch and not timedelta() <= one.at - batch[0].at <= TOGETHER:
            break
        batch.append(one)
        names.pop(0)
    return batch


def _take_in(house: House, batch: list[_Waiting], receive: Receive) -> None:
    if not batch:
        return
    messages, now = [one.message for one in batch], max(one.at for one in batch)
    try:
        try:
            receive(house, messages, now, inline=False)
        except IntegrityError:
            # One of them came by another door at this very moment. The second time it is known.
            receive(house, messages, now, inline=False)
    except Exception as error:
        if faults.away(error):
            raise
        if len(batch) > 1:
            for one in batch:
                _take_in(house, [one], receive)
            return
        log.error("a message that waited cannot be taken in and was put aside: %s", faults.name(error))  # noqa: TRY400 - its trace may quote a row
        house.spool.set_aside(batch[0].name)
        return
    house.spool.remove([one.name for one in batch])


def _values(message: Incoming) -> dict[str, Any]:
    place = message.location
    return {
        "channel": message.channel,
        "provider_id": message.provider_id,
        "medium": message.medium,
        "sender": message.sender,
        "text": message.text,
        "recipient": message.recipient,
        "payload": message.payload,
        "media": [[one.url, one.content_type, one.content, one.size] for one in message.media],
        "location": None if place is None else [place.latitude, place.longitude],
        "raw": dict(message.raw),
        "call": message.call,
    }


def _read(name: str, data: bytes) -> _Waiting:
    value = json.loads(data)
    at = datetime.fromisoformat(value.pop("at"))
    media = tuple(Media(*one) for one in value.pop("media"))
    place = value.pop("location")
    location = None if place is None else Location(*place)
    return _Waiting(name, Incoming(media=media, location=location, **value), at)
