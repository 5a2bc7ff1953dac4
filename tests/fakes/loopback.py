"""A real HTTP server on this machine for the fakes of providers: it keeps what it was asked, and fails on demand.

A fake says in ``work`` how its provider answers. A ``Trouble`` takes the place of one answer: nothing at all, an error, garbage,
late, and each with the request taken or not.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, TypeVar
from urllib.parse import parse_qs, parse_qsl, urlsplit


@dataclass(frozen=True)
class Trouble:
    """How the next request goes wrong. ``status`` None hangs up, after ``seconds``; ``taken`` keeps the message."""

    status: int | None = None
    body: str = ""
    seconds: float = 0.0
    taken: bool = False


@dataclass(frozen=True)
class Asked:
    """One request that came: ``query`` holds the fields of its address; ``port`` is the caller's."""

    method: str
    path: str
    query: dict[str, str]
    body: bytes
    headers: dict[str, str]
    port: int

    @cached_property
    def form(self) -> dict[str, str]:
        """The fields of a form."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True, errors="strict"))

    @cached_property
    def json(self) -> Any:
        """The JSON that was sent."""
        return json.loads(self.body)


@dataclass
class LoopbackServer:
    """The running fake. ``troubles`` are for the next requests, one each; None lets one pass.

    ``before_answer`` is called once the request was worked on, and before it is answered.
    """

    url: str
    asked: list[Asked] = field(default_factory=list)
    troubles: list[Trouble | None] = field(default_factory=list)
    before_answer: Callable[[], object] = lambda: None
    lock: threading.RLock = field(default_factory=threading.RLock)

    def work(self, asked: Asked) -> tuple[int, object]:
        """Answer a request, with the lock held: the HTTP status, and a value that becomes JSON."""
        raise NotImplementedError


Fake = TypeVar("Fake", bound=LoopbackServer)


class _Handler(BaseHTTPRequestHandler):
    fake: ClassVar[LoopbackServer]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        asked = Asked(self.command, parts.path, query, body, dict(self.headers), self.client_address[1])
        with self.fake.lock:
            self.fake.asked.append(asked)
            trouble = self.fake.troubles.pop(0) if self.fake.troubles else None
        if trouble is None or trouble.taken:
            with self.fake.lock:
                status, value = self.fake.work(asked)
            self.fake.before_answer()
            if trouble is None:
                self._answer(status, json.dumps(value).encode())
                return
        time.sleep(trouble.seconds)
        if trouble.status is None:
            self.close_connection = True
        else:
            self._answer(trouble.status, trouble.body.encode())

    def _answer(self, status: int, body: bytes) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client had no patience; that is what is being tried

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in http.server
        """Say nothing."""


@contextmanager
def served(make: type[Fake]) -> Iterator[Fake]:
    """Run a fake on a free port of this machine for the block."""
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    fake = make(f"http://127.0.0.1:{server.server_address[1]}")
    handler.fake = fake  # type: ignore[attr-defined]  # each server has a handler class of its own
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
