"""What the doors of providers share: reading the body of a request, and answering what is not taken."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from bot.services import faults
from bot.web.roads import Answer

log = logging.getLogger(__name__)

MAX_BODY: Final = 64 * 1024
"""Twilio's longest message has 1,600 characters (about 15 KB coded); ours may be tested with 10,000."""
_DRAIN: Final = 16 * 1024 * 1024
"""A body that is too long is still read up to here: a client that is cut off while it writes never sees the answer."""


class Refused(Exception):
    """The request is not taken. ``status`` is the HTTP status, ``why`` says it to whoever reads the provider's log."""

    def __init__(self, status: int, why: str) -> None:
        """Keep both."""
        super().__init__(why)
        self.status = status
        self.why = why

    def answer(self) -> Answer:
        """Return the answer that says so."""
        return answer(self.status, self.why)


def body_of(environ: Mapping[str, Any], most: int = MAX_BODY) -> bytes:
    """Return the body of the request; raise Refused where it has more than ``most`` bytes."""
    stream = environ["wsgi.input"]
    given = environ.get("CONTENT_LENGTH") or ""
    if given:
        if not (given.isascii() and given.isdecimal()):
            raise Refused(400, "Content-Length is no number")
        length = int(given)
    elif environ.get("wsgi.input_terminated"):
        length = most + 1
    else:
        # Without a length nobody knows where the body ends, and reading on would wait for ever.
        return b""
    body: bytes = stream.read(min(length, most + 1))
    if len(body) > most:
        left = min(length, _DRAIN) - len(body) if given else _DRAIN
        while left > 0 and (more := stream.read(min(left, MAX_BODY))):
            left -= len(more)
        raise Refused(413, f"the body is longer than {most // 1024} KB")
    return body


def answer(status: int, why: str = "", *headers: tuple[str, str]) -> Answer:
    """Return an answer in plain text."""
    return Answer(f"{status} {HTTPStatus(status).phrase}", why.encode(), headers=headers)


def come_again(what: str, provider_id: str, error: Exception) -> Answer:
    """Ask the provider to come again, since ``what`` could not be taken in; the log says why."""
    # Its kind and cure and no more: an exception's text may hold her words.
    log.error("%s %s could not be taken in: %s", what, provider_id, faults.name(error))
    return answer(503, "try again", ("Retry-After", "5"))
