"""Messages that nobody waits for an answer to: from doors whose provider takes none, and from lists that are read."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy.exc import IntegrityError

from bot.message import Incoming
from bot.services import faults
from bot.services.house import House
from bot.services.inbox import Receipt

log = logging.getLogger(__name__)


class Receive(Protocol):
    """``bot.services.inbox.receive``."""

    def __call__(
        self, house: House, messages: Sequence[Incoming], now: datetime, *, inline: bool
    ) -> Sequence[Receipt]: ...


def take_in(house: House, messages: Sequence[Incoming], now: datetime, receive: Receive) -> int:
    """Take in ``messages`` in one transaction and return how many were new; the worker sends the replies.

    Where that fails each is tried alone, since one of them may be the cause. Raises what the database raises; what was taken in
    by then stays, and is known when it comes again.
    """
    try:
        return _taken(house, messages, now, receive)
    except Exception as error:
        if len(messages) == 1:
            raise
        log.warning("%d messages failed together; taking them one by one: %s", len(messages), faults.name(error))
    taken = 0
    failure: Exception | None = None
    for message in messages:
        try:
            taken += _taken(house, [message], now, receive)
        except Exception as error:  # noqa: BLE001 - the others come first; it is raised below
            failure = error
    if failure is not None:
        raise failure
    return taken


def _taken(house: House, messages: Sequence[Incoming], now: datetime, receive: Receive) -> int:
    try:
        receipts = receive(house, messages, now, inline=False)
    except IntegrityError:
        # One of them came by another door at this very moment, and its transaction won. The second time it is known.
        receipts = receive(house, messages, now, inline=False)
    return sum(not receipt.duplicate for receipt in receipts)
