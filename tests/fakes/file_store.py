"""Two servers on this machine that behave like Twilio's files: the API, which redirects whoever has the key, and its store."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

from tests.fakes.twilio_server import ACCOUNT, TOKEN

PLACE = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/MM1/Media/"


@dataclass
class FileStore:
    """The running pair. ``files`` are bytes and content type by the file's id.

    ``answers``: what the next requests to the API get instead, an HTTP status each (0 hangs up). ``sends_to`` is where the API
    redirects to, the store unless told otherwise. ``cut`` bytes are missing at the end of what the store sends, ``declares`` says
    no length, ``seconds`` lie between two pieces. ``asked`` are the requests: server, method, path, and the key that came along.
    """

    api: str = ""
    store: str = ""
    files: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    answers: list[int] = field(default_factory=list)
    sends_to: str = ""
    cut: int = 0
    declares: bool = True
    seconds: float = 0.0
    asked: list[tuple[str, str, str, str | None]] = field(default_factory=list)

    def url(self, sid: str) -> str:
        """Return the address of a file as Twilio's webhook names it."""
        return f"https://api.twilio.com{PLACE}{sid}"

    def put(self, sid: str, data: bytes, kind: str) -> str:
        """Lay a file down and return its address."""
        self.files[sid] = (data, kind)
        return self.url(sid)


class _Handler(BaseHTTPRequestHandler):
    fake: ClassVar[FileStore]
    server_name: ClassVar[str]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Redirect to the store, or give the file."""
        self._note()
        sid = self.path.rpartition("/")[2]
        if self.server_name == "store":
            self._give(sid)
        elif self._may(sid):
            self._say(307, {"Location": (self.fake.sends_to or self.fake.store + "/") + sid})

    def do_DELETE(self) -> None:
        """Destroy a file."""
        self._note()
        sid = self.path.rpartition("/")[2]
        if self._may(sid):
            del self.fake.files[sid]
            self._say(204)

    def _note(self) -> None:
        self.fake.asked.append((self.server_name, self.command, self.path, self.headers.get("Authorization")))

    def _may(self, sid: str) -> bool:
        key = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if self.fake.answers:
            status = self.fake.answers.pop(0)
            if not status:
                self.close_connection = True
                return False
        elif self.headers.get("Authorization") != key:
            status = 401
        else:
            status = 200 if sid in self.fake.files else 404
        if status != 200:
            self._say(status)
        return status == 200

    def _give(self, sid: str) -> None:
        data, kind = self.fake.files[sid]
        self.send_response(200)
        self.send_header("Content-Type", kind)
        if self.fake.declares:
            self.send_header("Content-Length", str(len(data)))
        else:
            self.close_connection = True
        self.end_headers()
        sent = data[: len(data) - self.fake.cut]
        try:
            for start in range(0, len(sent), 65536):
                self.wfile.write(sent[start : start + 65536])
                time.sleep(self.fake.seconds)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the client had enough; that is what is being tried
        self.close_connection = self.close_connection or bool(self.fake.cut)

    def _say(self, status: int, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in http.server
        """Say nothing."""


@contextmanager
def running() -> Iterator[FileStore]:
    """Run both on free ports of this machine for the block."""
    fake, servers = FileStore(), []
    for name in ("api", "store"):
        handler = type("Handler", (_Handler,), {"fake": fake, "server_name": name})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        setattr(fake, name, f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        servers.append((server, thread))
    try:
        yield fake
    finally:
        for server, thread in servers:
            server.shutdown()
            server.server_close()
            thread.join()
