"""One HTTP request at a time to a provider's API, and what it means when no answer comes.

A connection serves one request and is closed, so that it is always known whether a message has left: a connection that lay still
may have been closed by the other end, and then nobody could say.
"""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, IncompleteRead
from typing import Any, Final
from urllib.parse import urlsplit

from bot.channels.base import Lesson, OutcomeUnknown, SendError

CONNECT_SECONDS: Final = 5.0
READ_SECONDS: Final = 15.0
_LONGEST: Final = 1024 * 1024
"""Bytes of an answer that are read; no answer to one message is longer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider answered."""

    status: int
    body: bytes

    @property
    def ok(self) -> bool:
        """Whether it is a success (2xx)."""
        return 200 <= self.status < 300

    def json(self) -> Any:
        """Return the JSON in it, or None where it holds none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def fields(self) -> Mapping[str, Any]:
        """Return the JSON object in it, an empty one where it holds none."""
        value = self.json()
        return value if isinstance(value, dict) else {}


class Wire:
    """Carries requests to one API. Safe to use from several threads."""

    def __init__(self, who: str, url: str, headers: Mapping[str, str], *, read_seconds: float = READ_SECONDS) -> None:
        """Prepare; ``who`` names the provider in sentences, ``url`` is the API's address without a slash at its end."""
        self._who = who
        self._parts = urlsplit(url)
        self._headers = {"Accept": "application/json", **headers}
        self._read_seconds = read_seconds

    def ask(self, method: str, path: str, value: object = None) -> Answer:
        """Make the request, with ``value`` as its JSON, and return the answer whatever it is.

        Raises SendError where nothing has left, OutcomeUnknown where it left and no answer came.
        """
        body = None if value is None else json.dumps(value, ensure_ascii=False).encode()
        headers = (
            self._headers if body is None else {**self._headers, "Content-Type": "application/json; charset=utf-8"}
        )
        connection = self._connected()
        try:
            connection.request(method, self._parts.path + path, body, headers)
            answer = connection.getresponse()
            return Answer(answer.status, self._read(answer))
        except (OSError, HTTPException) as error:
            tell = f"{self._who} tidak menjawab; belum pasti apakah pesan terkirim."
            raise OutcomeUnknown("no-answer", tell) from error
        finally:
            connection.close()

    def _connected(self) -> HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "https":
            connection: HTTPConnection = HTTPSConnection(
                host, port, timeout=CONNECT_SECONDS, context=ssl.create_default_context()
            )
        else:
            connection = HTTPConnection(host, port, timeout=CONNECT_SECONDS)
        try:
            connection.connect()
        except ssl.SSLCertVerificationError as error:
            connection.close()
            tell = f"Sambungan ke {self._who} tidak aman; beri tahu sekretariat."
            raise SendError("certificate", retry=True, tell=tell, lesson=Lesson.SETUP) from error
        except OSError as error:
            connection.close()
            tell = f"{self._who} tidak terjangkau; pesan dicoba lagi."
            raise SendError("unreachable", retry=True, tell=tell, lesson=Lesson.WAIT) from error
        connection.sock.settimeout(self._read_seconds)
        return connection

    def _read(self, answer: HTTPResponse) -> bytes:
        """Return the body; raise TimeoutError where it drips in for too long, IncompleteRead where it is cut off."""
        until = time.monotonic() + self._read_seconds
        parts: list[bytes] = []
        size = 0
        while size < _LONGEST and (part := answer.read1(65536)):
            parts.append(part)
            size += len(part)
            if time.monotonic() > until:
                raise TimeoutError
        if answer.length and size < _LONGEST:
            raise IncompleteRead(b"", answer.length)
        return b"".join(parts)
