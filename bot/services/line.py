"""The line in front of the inbox: whoever comes while a commit is under way shares the next one (group commit).

There is no timer and no extra thread for messages: with one message waiting the batch is one. Whoever finds nobody at work
leads, and so does the first of those who came meanwhile: she takes all that wait, and they go back together.

The leader reads the requests of her whole batch herself. Threads that read while another works would only take the
interpreter from each other, at every statement, and each would have to be woken once more.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bot.message import Incoming
from bot.services import faults, spool
from bot.services.house import House
from bot.services.inbox import Receipt, acknowledge, receive

log = logging.getLogger(__name__)

MOST = 64
"""The largest batch: beyond it a commit gets hardly cheaper for each, and the first waits longer."""

PATIENCE = 12.0
"""Seconds after which a request is given up while the database does not move; Twilio waits 15 and then comes again."""

REST = 2.0
"""Seconds for which a database that was away is not asked again: each try may cost a request five."""

FLUSH_AFTER = 0.2
"""Seconds that a written reply may wait for a batch to carry its acknowledgement."""


@dataclass(slots=True, eq=False)
class _Ticket:
    read: Callable[[], Incoming]
    now: datetime
    message: Incoming | None = None
    # A bare lock that is taken while she waits: waiting for it and letting it go costs a fraction of an Event.
    gate: threading.Lock = field(default_factory=threading.Lock)
    receipt: Receipt | None = None
    error: BaseException | None = None
    leads: bool = False


def _read(ticket: _Ticket) -> bool:
    """Read the request of ``ticket``, and tell whether there is a message in it."""
    try:
        ticket.message = ticket.read()
    except Exception as error:  # noqa: BLE001 - every kind is handed to the one who waits for it
        ticket.error = error
        return False
    return True


_WAITS = Receipt(0, duplicate=False, replies=())
"""The receipt of a message that waits on the disk."""


def _stuck() -> TimeoutError:
    return TimeoutError("the database does not answer")


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
        self._troubled = False
        self._away_until = 0.0
        self._spool = house.spool
        self._flusher = threading.Thread(target=self._flush_when_idle, name="suara-line", daemon=True)
        self._flusher.start()

    def receive(self, message: Incoming, now: datetime) -> Receipt:
        """Take in one message; return when its batch is committed. Raises what the database raises: then nothing happened."""
        return self.take(lambda: message, now)

    def take(self, read: Callable[[], Incoming], now: datetime) -> Receipt:
        """Take in the message that ``read`` makes of a request; return when its batch is committed.

        ``read`` runs in the thread of whoever leads the batch, and must not wait for anything. What it raises is raised here,
        and so is what the database raises: then nothing happened.

        Where the database is away, or does not move for ``PATIENCE`` seconds, the message waits on the disk, and the receipt
        has the id 0 and no replies. Where the disk refuses too, the database's error is raised, or TimeoutError.
        """
        ticket = _Ticket(read, now)
        with self._mutex:
            self._waiting.append(ticket)
            if self._busy:
                ticket.gate.acquire()
            else:
                self._busy = ticket.leads = True
        if not ticket.leads and not self._waited(ticket):
            # Its batch may still be stored: then what waits on the disk is the same message again.
            if ticket.message is not None or _read(ticket):
                self._shelter([ticket], _stuck())
            if ticket.error is not None:
                raise ticket.error
            return _WAITS
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

    def _waited(self, ticket: _Ticket) -> bool:
        """Wait until ``ticket`` was served or is to lead; False where the batch before it does not end."""
        if ticket.gate.acquire(timeout=PATIENCE):
            return True
        with self._mutex:
            if ticket.leads:
                return True
            if ticket in self._waiting:
                self._waiting.remove(ticket)
        return False

    def _lead(self, leader: _Ticket) -> None:
        with self._mutex:
            batch = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
            written, self._written = self._written, []
        try:
            self._serve([ticket for ticket in batch if _read(ticket)], written)
        finally:
            with self._mutex:
                following = self._waiting[0] if self._waiting else None
                if following is None:
                    self._busy = False
                else:
                    following.leads = True
            for ticket in batch:
                if ticket is not leader:
                    ticket.gate.release()
            if following is not None:
                following.gate.release()

    def _serve(self, batch: list[_Ticket], written: list[int]) -> None:
        messages = [ticket.message for ticket in batch if ticket.message is not None]
        if not messages:
            self._put_back(written)
            return
        if self._must_wait():
            self._put_back(written)
            self._shelter(batch, None)
            return
        now = max(ticket.now for ticket in batch)
        try:
            receipts = self._received(messages, now, written)
        except Exception as error:  # noqa: BLE001 - every kind is handed to the one who waits for it
            self._put_back(written)
            if faults.away(error):
                self._is_away(error)
                self._shelter(batch, error)
                return
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

    def _received(self, messages: list[Incoming], now: datetime, written: list[int]) -> list[Receipt]:
        """Take messages in; where that fails for a connection that a restarted server has forgotten, once more on a new one."""
        try:
            return receive(self._house, messages, now, written=written)
        except Exception as error:
            if not (faults.away(error) and self._house.db.reconnect()):
                raise
        return receive(self._house, messages, now, written=written)

    # --- while the database is away -----------------------------------------------------------------------------------

    def _must_wait(self) -> bool:
        """Tell whether what comes now waits on the disk: the database is away, or others wait there already."""
        if time.monotonic() < self._away_until:
            return True
        if not self._spool.waits():
            return False
        try:
            spool.drain(self._house, receive, spool.DRAIN_FOR)
        except Exception as error:  # noqa: BLE001 - logged by kind; they go on waiting, and this one behind them
            self._is_away(error)
        return bool(self._spool.names())

    def _is_away(self, error: Exception) -> None:
        log.warning("the database is away, messages wait on the disk: %s", faults.name(error))
        self._house.db.reconnect()
        self._away_until = time.monotonic() + REST

    def _shelter(self, batch: list[_Ticket], error: Exception | None) -> None:
        """Let the messages of ``batch`` wait on the disk; where that does not work ``error`` is what they hear."""
        for ticket in batch:
            if ticket.message is None:
                continue
            try:
                spool.keep(self._house, ticket.message, ticket.now)
            except OSError as refused:
                log.error("a message cannot wait on the disk: %s", faults.name(refused))  # noqa: TRY400 - its trace may quote a row
                ticket.error = error or refused
            else:
                ticket.receipt = _WAITS

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
