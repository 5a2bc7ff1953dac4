"""The line in front of the inbox: whoever comes while a commit is under way shares the next one (group commit).

There is no timer and no extra thread for messages: with one message waiting the batch is one. The first to come leads; she
takes all that wait, and hands the lead to the first who came meanwhile.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bot.message import Incoming
from bot.services.house import House
from bot.services.inbox import Receipt, acknowledge, receive

log = logging.getLogger(__name__)

MOST = 64
"""The largest batch: beyond it a commit gets hardly cheaper for each, and the first waits longer."""

FLUSH_AFTER = 0.2
"""Seconds that a written reply may wait for a batch to carry its acknowledgement."""


@dataclass(slots=True)
class _Ticket:
    message: Incoming
    now: datetime
    woken: threading.Event = field(default_factory=threading.Event)
    receipt: Receipt | None = None
    error: BaseException | None = None
    leads: bool = False


class Line:
    """The group-commit queue of one process. Safe to use from any number of threads."""

    def __init__(self, house: House) -> None:
        """Open the line for ``house``."""
        self._house = house
        self._mutex = threading.Lock()
        self._waiting: deque[_Ticket] = deque()
        self._busy = False
        self._written: list[int] = []
        self._written_at: datetime | None = None
        self._flush_wanted = threading.Event()
        self._ended = threading.Event()
        self._flusher = threading.Thread(target=self._flush_when_idle, name="suara-line", daemon=True)
        self._flusher.start()

    def receive(self, message: Incoming, now: datetime) -> Receipt:
        """Take in one message; return when its batch is committed. Raises what the database raises: then nothing happened."""
        ticket = _Ticket(message, now)
        with self._mutex:
            self._waiting.append(ticket)
            ticket.leads = not self._busy
            self._busy = True
        if not ticket.leads:
            ticket.woken.wait()
        if ticket.leads:
            self._lead()
        if ticket.error is not None:
            raise ticket.error
        if ticket.receipt is None:
            message_lost = "a message left the line without a receipt"
            raise RuntimeError(message_lost)
        return ticket.receipt

    def written(self, outbox_ids: Iterable[int], now: datetime) -> None:
        """Note that these replies were written into a response; the next batch, or a moment of quiet, stores it."""
        with self._mutex:
            self._written.extend(outbox_ids)
            self._written_at = now
        self._flush_wanted.set()

    def close(self) -> None:
        """Store what is still to be acknowledged and end the line."""
        self._ended.set()
        self._flush_wanted.set()
        self._flusher.join(timeout=5)
        self._flush()

    def _lead(self) -> None:
        with self._mutex:
            batch = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
            written, self._written = self._written, []
        try:
            self._serve(batch, written)
        finally:
            with self._mutex:
                following = self._waiting[0] if self._waiting else None
                self._busy = following is not None
                if following is not None:
                    following.leads = True
            for ticket in batch:
                ticket.woken.set()
            if following is not None:
                following.woken.set()

    def _serve(self, batch: list[_Ticket], written: list[int]) -> None:
        now = max(ticket.now for ticket in batch)
        try:
            receipts = receive(self._house, [ticket.message for ticket in batch], now, written=written)
        except Exception as error:  # noqa: BLE001 - every kind is handed to the one who waits for it
            self._put_back(written)
            if len(batch) == 1:
                batch[0].error = error
                return
            # One of them may be the cause: alone, the others get through.
            log.warning("a batch of %d failed; taking them one by one", len(batch))
            for ticket in batch:
                self._serve([ticket], [])
            return
        for ticket, receipt in zip(batch, receipts, strict=True):
            ticket.receipt = receipt

    def _put_back(self, written: list[int]) -> None:
        if written:
            with self._mutex:
                self._written.extend(written)
            self._flush_wanted.set()

    def _flush_when_idle(self) -> None:
        while not self._ended.is_set():
            self._flush_wanted.wait()
            self._flush_wanted.clear()
            self._ended.wait(FLUSH_AFTER)
            self._flush()

    def _flush(self) -> None:
        with self._mutex:
            written, self._written = self._written, []
            at = self._written_at
        if not written or at is None:
            return
        try:
            with self._house.db.transaction() as db:
                acknowledge(db, written, at)
        except Exception:
            # The rows stay claimed for 20 seconds and the provider's status report names them too; try again.
            log.exception("%d written replies could not be acknowledged yet", len(written))
            self._put_back(written)
