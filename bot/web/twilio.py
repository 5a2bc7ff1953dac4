"""Twilio's webhooks: check, translate, call one service, translate back.

This is the hottest road of the house, so it takes the server's request as it is (``bot.web.roads``), reads the form and checks
the signature itself, and writes TwiML by hand. Logs name messages by their ids and nothing else.

While the database is away a message waits on the disk, and Twilio gets an empty answer. It sees a 503 wherever we could not take a
message in at all; the webhook address that is handed out ends in ``#rc=5&rp=all``, so
that it tries again, and what it gives up on is fetched from its list of messages.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final, Protocol

from bot.channels.base import Lesson
from bot.channels.twilio import ERRORS, STATUS_PATH, status_callback
from bot.channels.twilio.form import read_incoming, read_status
from bot.message import Incoming, State
from bot.services import outbox
from bot.services.house import House
from bot.services.inbox import Receipt
from bot.web.posts import Refused, answer, body_of, come_again
from bot.web.roads import TWIML, Answer, Door
from bot.web.signature import Signatures, TooManyFields, parse_form

log = logging.getLogger(__name__)

INCOMING_PATH: Final = "/twilio/incoming"
_MAX_ID: Final = 2**63 - 1

_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, not even escaped (its section 2.2)."""


class Line(Protocol):
    """Where messages go in: ``bot.services.line.Line``."""

    def take(self, read: Callable[[], Incoming], now: datetime, /) -> Receipt:
        """Take in the message that ``read`` makes of the request; return when it is durably stored."""
        ...

    def written(self, outbox_ids: tuple[int, ...], now: datetime, /) -> None:
        """Note that these replies were written into a response."""
        ...


def twilio_doors(house: House, line: Line, now: Callable[[], datetime]) -> dict[str, Door]:
    """Return what Twilio calls, by path; none of it exists where account and token are not both set."""
    if not house.settings.twilio:
        return {}
    hand = _Hand(house, line, now)
    return {INCOMING_PATH: hand.incoming, STATUS_PATH: hand.status}


class _Hand:
    """The two doors and what they need."""

    def __init__(self, house: House, line: Line, now: Callable[[], datetime]) -> None:
        self._house = house
        self._line = line
        self._now = now
        self._public_url = house.settings.public_url
        self._signatures = Signatures(self._public_url, house.settings.twilio_auth_token)

    def incoming(self, environ: Mapping[str, Any]) -> Answer:
        """Take in one message and answer with what is said to it."""
        taken: list[Incoming] = []
        try:
            body = body_of(environ)
            receipt = self._line.take(partial(self._read, environ, body, taken), self._now())
            return self._said(taken[0], receipt)
        except Refused as refused:
            return refused.answer()
        except Exception as error:  # noqa: BLE001 - whatever it was: she wrote, and Twilio must come again
            return come_again("message", taken[0].provider_id if taken else "(unread)", error)

    def status(self, environ: Mapping[str, Any]) -> Answer:
        """Take in a report on a message that left."""
        try:
            fields = self._fields(environ, body_of(environ), STATUS_PATH)
        except Refused as refused:
            return refused.answer()
        status = read_status(fields, _outbox_id(environ.get("QUERY_STRING", "")))
        if status is None:
            log.warning("twilio report that we do not know, on %s", _id(fields.get("MessageSid", "")))
            return answer(400, "MessageSid is missing or MessageStatus is unknown")
        try:
            why = ERRORS.explain(status.error_code) if status.state is State.FAILED else None
            tell, lesson = (why.tell, why.lesson) if why is not None else ("", Lesson.UNKNOWN)
            outbox.report(self._house, status, self._now(), tell=tell, lesson=lesson)
        except Exception as error:  # noqa: BLE001 - as above
            return come_again("report", status.provider_id, error)
        return Answer("204 No Content")

    def _read(self, environ: Mapping[str, Any], body: bytes, taken: list[Incoming]) -> Incoming:
        """Return the message in a request, and put it into ``taken``; raise Refused where there is none for us."""
        incoming = read_incoming(self._fields(environ, body, INCOMING_PATH))
        if incoming is None:
            log.warning("twilio message without a usable MessageSid or From")
            raise Refused(400, "MessageSid or From is missing")
        taken.append(incoming)
        return incoming

    def _fields(self, environ: Mapping[str, Any], body: bytes, path: str) -> dict[str, str]:
        """Return the fields that Twilio signed; raise Refused for what it did not sign, or cannot have sent."""
        try:
            pairs = parse_form(body)
        except TooManyFields:
            raise Refused(400, "too many fields") from None
        # As the client sent them: WSGI hands bytes over as Latin-1.
        query = environ.get("QUERY_STRING", "").encode("latin-1", "replace")
        given = environ.get("HTTP_X_TWILIO_SIGNATURE", "")
        if not self._signatures.genuine(path.encode(), query, pairs, given):
            log.warning("twilio signature is wrong on %s", path)
            raise Refused(403, "the signature does not fit SUARA_PUBLIC_URL and TWILIO_AUTH_TOKEN")
        return dict(pairs)

    def _said(self, message: Incoming, receipt: Receipt) -> Answer:
        """Return the answer that says the replies in ``receipt``."""
        # With Advanced Opt-Out Twilio has answered STOP, START and HELP already.
        answered = bool(message.raw.get("OptOutType"))
        texts = {} if answered else {one.outbox_id: one.spoken.text for one in receipt.replies if not one.by_rest}
        written = partial(self._written, tuple(texts)) if texts else None
        return Answer("200 OK", self._twiml(texts), TWIML, written=written)

    def _twiml(self, texts: Mapping[int, str]) -> bytes:
        """Return the answer with one message a text, each with the address for reports on its outbox row."""
        said = "".join(
            f'<Message statusCallback="{_xml(status_callback(self._public_url, id_))}">{_xml(text)}</Message>'
            for id_, text in texts.items()
        )
        return f'<?xml version="1.0" encoding="UTF-8"?><Response>{said}</Response>'.encode()

    def _written(self, outbox_ids: tuple[int, ...]) -> None:
        try:
            self._line.written(outbox_ids, self._now())
        except Exception as error:  # noqa: BLE001 - the answer is out; the worker will send these once more, which is better than never
            log.warning("replies %s were written, and it could not be noted: %s", outbox_ids, type(error).__name__)


def _outbox_id(query: str) -> int | None:
    """Return the outbox id in the query of a status callback, or None."""
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if name == "outbox" and value.isascii() and value.isdecimal() and len(value) <= 19 and int(value) <= _MAX_ID:
            return int(value)
    return None


def _xml(text: str) -> str:
    """Return ``text`` as XML text or as a value in double quotes; what XML cannot hold is dropped."""
    if _NOT_IN_XML.search(text):
        text = _NOT_IN_XML.sub("", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return text.replace("\r", "&#13;")


def _id(text: str) -> str:
    return text if re.fullmatch(r"[0-9A-Za-z]{1,64}", text) else "(no id)"
