"""Messages that nobody waits for an answer to: from doors whose provider takes none, and from lists that are read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy.exc import IntegrityError

from bot.message import Incoming
from bot.services.house import House
from bot.services.inbox import Receipt


class Receive(Protocol):
    """``bot.services.inbox.receive``."""

    def __call__(
        self, house: House, messages: Sequence[Incoming], now: datetime, *, inline: bool
    ) -> Sequence[Receipt]: ...


def take_in(house: House, messages: Sequence[Incoming], now: datetime, receive: Receive) -> int:
    """Take in ``messages`` in one transaction and return how many were new; the worker sends the replies.

    Raises what the database raises: then nothing has happened.
    """
    try:
        receipts = receive(house, messages, now, inline=False)
    except IntegrityError:
        # One of them came by another door at this very moment, and its transaction won. The second time it is known.
        receipts = receive(house, messages, now, inline=False)
    return sum(not receipt.duplicate for receipt in receipts)
