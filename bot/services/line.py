"""The line in front of the inbox: whoever comes while a commit is under way shares the next one (group commit).

There is no timer and no extra thread for messages: with one message waiting the batch is one. Whoever is the last to arrive
leads: she takes all that wait, and they go back together.

While a batch is worked on, those who arrive wait before they are even read (the *floor*). Threads that read while another
works would only take the interpreter from each other, at every statement; so they come in one after the other while the
disk is flushed, and then make one large batch instead of many small ones.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bot.message import Incoming
from bot.services import faults
from bot.services.house import House
from bot.services.inbox import Receipt, acknowledge, receive

log = logging.getLogger(__name__)

MOST = 64
"""The largest batch: beyond it a commit gets hardly cheaper for each, and the first waits longer."""

PATIENCE = 12.0
"""Seconds after which a request is given up while the database does not move; Twilio waits 15 and then comes again."""

FLUSH_AFTER = 0.2
"""Seconds that a written reply may wait for a batch to carry its acknowledgement."""


@dataclass(slots=True, eq=False)
class _Ticket:
    message: Incoming
    now: datetime
    # A bare lock that is taken from the start: waiting for it and letting it go costs a fraction of an Event.
    gate: threading.Lock = field(default_factory=threading.Lock)
    receipt: Receipt | None = None
    error: BaseException | None = None
    leads: bool = False


def _stuck() -> TimeoutError:
    return TimeoutError("the database does not answer")


class _Once:
    """Calls ``what`` the first time it is called, and no more."""

    def __init__(self, what: Callable[[], None]) -> None:
        self._what: Callable[[], None] | None = what

    def __call__(self) -> None:
        what, self._what = self._what, None
        if what is not None:
            what()


class Line:
    """The group-commit queue of one process. Safe to use from any number of threads."""

    def __init__(self, house: House) -> None:
        """Open the line for ``house``."""
        self._house = house
        self._mutex = threading.Lock()
        self._floor = threading.Lock()
        self._waiting: deque[_Ticket] = deque()
        self._coming = 0
        self._busy = False
        self._written: list[int] = []
        self._written_at: datetime | None = None
        self._flush_wanted = threading.Event()
        self._ended = threading.Event()
        self._troubled = False
        self._flusher = threading.Thread(target=self._flush_when_idle, name="suara-line", daemon=True)
        self._flusher.start()

    def receive(self, message: Incoming, now: datetime) -> Receipt:
        """Take in one message; return when its batch is committed. Raises what the database raises: then nothing happened."""
        return self.take(lambda: message, now)

    def take(self, read: Callable[[], Incoming], now: datetime) -> Receipt:
        """Take in the message that ``read`` makes of a request; return when its batch is committed.

        ``read`` runs when its turn comes, one at a time, and must not wait for anything. What it raises is raised here, and
        so is what the database raises: then nothing happened. Raises TimeoutError after ``PATIENCE`` seconds without progress.
        """
        with self._mutex:
            self._coming += 1
        ticket: _Ticket | None = None
        try:
            if not self._floor.acquire(timeout=PATIENCE):
                raise _stuck()
            try:
                ticket = _Ticket(read(), now)
            finally:
                self._floor.release()
            ticket.gate.acquire()
        finally:
            self._arrive(ticket)
        if not ticket.leads:
            self._wait(ticket)
        if ticket.leads:
            self._lead(ticket)
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

    def _wait(self, ticket: _Ticket) -> None:
        """Wait until ``ticket`` was served or is to lead. Raise TimeoutError where the batch before it does not end.

        If it was taken into a batch it may still be stored; the same message again then gets the same reply.
        """
        if ticket.gate.acquire(timeout=PATIENCE):
            return
        with self._mutex:
            if ticket.leads:
                return
            if ticket in self._waiting:
                self._waiting.remove(ticket)
        raise _stuck()

    def _arrive(self, ticket: _Ticket | None) -> None:
        """Put ``ticket`` in line (None: the request was refused) and find the lead if nobody more is just coming in."""
        with self._mutex:
            self._coming -= 1
            if ticket is not None:
                self._waiting.append(ticket)
            leader = self._choose(ticket)
        if leader is not None and leader is not ticket:
            leader.gate.release()

    def _choose(self, ticket: _Ticket | None = None) -> _Ticket | None:
        """Return who leads the next batch, ``ticket`` if it may; None while there is a leader, or nobody, or some still come."""
        if self._busy or not self._waiting or (self._coming and len(self._waiting) < MOST):
            return None
        self._busy = True
        leader = ticket if ticket is not None and len(self._waiting) <= MOST else self._waiting[0]
        leader.leads = True
        return leader

    def _lead(self, leader: _Ticket) -> None:
        self._floor.acquire()
        with self._mutex:
            batch = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
            written, self._written = self._written, []
        floor = _Once(self._floor.release)
        try:
            self._serve(batch, written, floor)
        finally:
            floor()
            with self._mutex:
                self._busy = False
                following = self._choose()
            for ticket in batch:
                if ticket is not leader:
                    ticket.gate.release()
            if following is not None:
                following.gate.release()

    def _serve(self, batch: list[_Ticket], written: list[int], leave: Callable[[], None]) -> None:
        now = max(ticket.now for ticket in batch)
        messages = [ticket.message for ticket in batch]
        try:
            receipts = receive(self._house, messages, now, written=written, before_commit=leave)
        except Exception as error:  # noqa: BLE001 - every kind is handed to the one who waits for it
            self._put_back(written)
            if len(batch) == 1:
                batch[0].error = error
                return
            # One of them may be the cause: alone, the others get through.
            log.warning("a batch of %d failed; taking them one by one", len(batch))
            for ticket in batch:
                self._serve([ticket], [], lambda: None)
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
        except Exception as error:  # noqa: BLE001 - logged by kind and place, since its text may quote a row
            # The rows stay claimed for 20 seconds and the provider's status report names them too; try again. Said once.
            if not self._troubled:
                log.warning("%d written replies could not be acknowledged yet: %s", len(written), faults.name(error))
            self._troubled = True
            self._put_back(written)
        else:
            self._troubled = False
