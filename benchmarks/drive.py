"""The load: a set number of members in flight, each writing her next reply when the former was answered.

One thread over non-blocking sockets that stay open. The requests are made beforehand, so that the driver, which shares
the machine with what it measures, costs little.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from benchmarks.flushes import CannotMeasure
from benchmarks.talk import Line

ANSWER_WITHIN = 60.0
"""Seconds without any reply after which a run is given up."""


@dataclass(slots=True)
class Run:
    """What was measured: each reply's latency in seconds, in the order of arrival, and the whole time in seconds."""

    latencies: list[float] = field(default_factory=list)
    seconds: float = 0.0


@dataclass(slots=True)
class _Phone:
    socket: socket.socket
    lines: list[Line]
    position: int = 0
    sent_at: float = 0.0
    received: bytes = b""

    def send(self) -> None:
        """Send the line in hand. A request fits the socket's buffer, so ``sendall`` does not wait."""
        self.sent_at = time.perf_counter()
        self.socket.sendall(self.lines[self.position].request)


def drive(port: int, talks: Sequence[list[Line]], in_flight: int) -> Run:
    """Play all talks, ``in_flight`` at a time, and return the latencies.

    Raises ``CannotMeasure`` at the first reply that is not the expected one: a figure over wrong answers is worth nothing.
    """
    waiting = iter(talks)
    run = Run()
    with selectors.DefaultSelector() as selector:
        started = time.perf_counter()
        for talk in _take(waiting, in_flight):
            phone = _Phone(_connect(port), talk)
            selector.register(phone.socket, selectors.EVENT_READ, phone)
            phone.send()
        while selector.get_map():
            events = selector.select(ANSWER_WITHIN)
            if not events:
                raise CannotMeasure(
                    f"No reply within {ANSWER_WITHIN:.0f} seconds, {len(run.latencies)} replies into a run."
                )
            for key, _ in events:
                phone = key.data
                if _hear(phone, run) and not _go_on(phone, waiting):
                    selector.unregister(phone.socket)
                    phone.socket.close()
        run.seconds = time.perf_counter() - started
    return run


def _take(talks: Iterator[list[Line]], count: int) -> list[list[Line]]:
    return list(islice(talks, count))


def _connect(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), ANSWER_WITHIN)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _hear(phone: _Phone, run: Run) -> bool:
    """Read what came; return whether the reply is whole."""
    part = phone.socket.recv(65536)
    now = time.perf_counter()
    if not part:
        raise CannotMeasure(f"The server closed a connection after {phone.received[:200]!r}.")
    phone.received += part
    head, end, body = phone.received.partition(b"\r\n\r\n")
    if not end or len(body) < _length(head):
        return False
    line = phone.lines[phone.position]
    if not head.startswith(b"HTTP/1.1 200") or line.expected not in body:
        raise CannotMeasure(f"Expected {line.expected!r} in the reply, got {phone.received[:1000]!r}.")
    run.latencies.append(now - phone.sent_at)
    phone.received = b""
    return True


def _length(head: bytes) -> int:
    _, found, rest = head.lower().partition(b"content-length:")
    if not found:
        raise CannotMeasure(f"A reply without Content-Length: {head[:300]!r}")
    return int(rest.split(b"\r\n", 1)[0])


def _go_on(phone: _Phone, waiting: Iterator[list[Line]]) -> bool:
    """Send this member's next line, or the first one of the next member; return whether there was one."""
    phone.position += 1
    if phone.position == len(phone.lines):
        following = _take(waiting, 1)
        if not following:
            return False
        phone.lines, phone.position = following[0], 0
    phone.send()
    return True
