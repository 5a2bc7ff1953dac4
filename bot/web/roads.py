"""The short road of a webhook: from the server to its door and back, past Flask's dispatch.

A provider's request has one fixed address, no cookie and no host that matters, so there is nothing to look up for it. Flask
keeps the rule (what is no POST is refused there, and its map names every door); its own work on such a request, four times
that of the door, is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flask import Flask, request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
}
"""What every answer says to a browser; a route may say it more strictly itself."""

PLAIN: Final = "text/plain; charset=utf-8"
TWIML: Final = "text/xml; charset=utf-8"
"""No browser reads TwiML, so it goes without ``HEADERS``."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a webhook answers, by itself a WSGI application. ``written`` is called once the server has taken the whole."""

    status: str
    body: bytes = b""
    content_type: str = PLAIN
    headers: tuple[tuple[str, str], ...] = ()
    written: Callable[[], None] | None = None

    def __call__(self, _environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Begin the response and return its body."""
        headers = [("Content-Type", self.content_type), *self.headers] if self.body else [*self.headers]
        if not self.status.startswith("204"):  # which has no length (RFC 9110, 8.6)
            headers.append(("Content-Length", str(len(self.body))))
        if self.content_type != TWIML:
            headers += HEADERS.items()
        start_response(self.status, headers)
        return [self.body] if self.written is None else _Body(self.body, self.written)


class _Body:
    """The body of an answer, which the server closes when it has taken all of it."""

    __slots__ = ("_parts", "_written")

    def __init__(self, body: bytes, written: Callable[[], None]) -> None:
        self._parts = iter((body,))
        self._written = written

    def __iter__(self) -> Iterator[bytes]:
        return self._parts

    def close(self) -> None:
        """Say that it was written."""
        self._written()


Door = Callable[[Mapping[str, Any]], Answer]
"""What answers the POSTs to one path. It raises nothing."""


class App(Flask):
    """Flask, with short roads."""

    def __init__(self, name: str) -> None:
        """Make an application without routes."""
        super().__init__(name, static_folder=None, template_folder=None)
        self._doors: dict[str, Door] = {}

    def add_doors(self, doors: Mapping[str, Door]) -> None:
        """Lead each POST to one of these paths straight to its door."""
        for path, door in doors.items():
            self._doors[path] = door
            self.add_url_rule(path, path, lambda door=door: door(request.environ), methods=["POST"])

    def add_greetings(self, doors: Mapping[str, Door]) -> None:
        """Let a door answer the GETs to its path, by Flask's own way: a provider asks once, when it is set up."""
        for path, door in doors.items():
            self.add_url_rule(path, f"{path}#greeting", lambda door=door: door(request.environ), methods=["GET"])

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        door = self._doors.get(environ["PATH_INFO"])
        if door is None or environ["REQUEST_METHOD"] != "POST":
            return super().wsgi_app(environ, start_response)
        return door(environ)(environ, start_response)
