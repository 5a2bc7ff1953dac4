"""Who may ask where nobody logs in: a browser on this machine, and for whatever changes something our own page.

A page of a stranger that is open in the same browser must reach nothing: a name that was bent to 127.0.0.1 gives itself away
in the request's own host, what a proxy passed on carries its marks, and a script of another origin is named by the browser
(Fetch Metadata and the Origin header).
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from flask import request

from bot.settings import is_loopback

_FORWARDED: Final = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")


class Refused(Exception):
    """The request is not taken. ``status`` is the HTTP status; ``why`` says it to whoever reads the answer."""

    def __init__(self, status: int, why: str) -> None:
        """Keep both."""
        super().__init__(why)
        self.status = status
        self.why = why


def why_not(*, this_machine_alone: bool) -> tuple[int, str] | None:
    """Return the HTTP status and the reason for which the current request is turned away, or None where it may come in."""
    if this_machine_alone and (
        not is_loopback(urlsplit(f"//{request.host}").hostname or "")
        or any(name in request.headers for name in _FORWARDED)
    ):
        return 403, "the simulator answers on this machine alone"
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return None
    origin = request.headers.get("Origin")
    foreign = origin is not None and origin != f"{request.scheme}://{request.host}"
    if foreign or request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return 403, "the simulator listens to its own page alone"
    if request.mimetype not in ("application/json", "application/octet-stream"):
        # A form of another page can send neither unasked.
        return 415, "send JSON, or a file as application/octet-stream"
    return None
