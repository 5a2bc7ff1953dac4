"""Twilio: SMS and WhatsApp through one API. Sends one message at a time, and lists those that came in.

twilio itself is imported at the first request and not before: the web process answers in TwiML and never needs it.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from bot.channels.base import Fetched, Lesson, Listed, Purpose, SendError, Sent
from bot.channels.twilio import files
from bot.channels.twilio.content import Contents, filled, numbered
from bot.channels.twilio.errors import ERRORS
from bot.channels.twilio.form import CHANNEL, STATES, WHATSAPP, read_incoming
from bot.message import Incoming, Media, Medium, Outgoing, Spoken, State
from bot.phone import is_e164
from bot.settings import Settings
from bot.wording.words import PLAIN, Ability
from bot.wording.words import WHATSAPP as WHATSAPP_ABILITY

if TYPE_CHECKING:
    from twilio.rest import Client
    from twilio.rest.api.v2010.account.message import MessageInstance

__all__ = ["ERRORS", "TwilioChannel", "status_callback"]

STATUS_PATH: Final = "/twilio/status"
_PAGE: Final = 1000
_API: Final = "https://api.twilio.com"


def status_callback(public_url: str, outbox_id: int) -> str:
    """Return the address for reports on an outbox row; the id in it finds the row even before the sending is on record."""
    return f"{public_url}{STATUS_PATH}?outbox={outbox_id}"


TAPPED: Final = Ability(
    buttons=WHATSAPP_ABILITY.buttons, options=WHATSAPP_ABILITY.options, title=WHATSAPP_ABILITY.title, apart=True
)
"""Buttons and lists are no part of TwiML: what shows them leaves by the API."""

GONE: Final = "21655"
"""The code for a content that is not there."""


class TwilioChannel:
    """Twilio as a channel. Safe to use from several threads."""

    name = CHANNEL
    # Twilio takes no id of ours: the same request again is a second message.
    repeatable = False

    def __init__(self, settings: Settings, *, read_seconds: float = 15.0) -> None:
        """Prepare; nothing is opened before the first request. ``read_seconds`` is how long an answer may take."""
        self._settings = settings
        self._read_seconds = read_seconds
        # An API address on this machine rings no real phone, so that invented people may be sent to.
        self.reaches_demo = settings.twilio_on_loopback
        self._senders: dict[Medium, str] = {}
        if settings.twilio_sms_from:
            self._senders["sms"] = settings.twilio_sms_from
        if settings.twilio_whatsapp_from:
            self._senders["whatsapp"] = settings.twilio_whatsapp_from
        self._lock = threading.Lock()
        self._contents = Contents(self._ask)
        self._client: Client | None = None

    def media(self) -> tuple[Medium, ...]:
        """Return the media for which a sender is set."""
        return tuple(self._senders)

    def ability(self, medium: Medium) -> Ability:
        """Return what a message can show: buttons and lists on WhatsApp where they are switched on, else numbered text."""
        return TAPPED if medium == "whatsapp" and self._settings.twilio_buttons else PLAIN

    def template(self, purpose: Purpose) -> str:
        """Return the content that is set for it."""
        known = self._settings
        return {"summary": known.twilio_summary_template, "invitation": known.twilio_invitation_template}[purpose]

    def send(self, outgoing: Outgoing) -> Sent:
        """Send one message. Raises SendError by Twilio's code, OutcomeUnknown where it left and no clear answer came."""
        request = self._request(outgoing)
        try:
            message = self._open().messages.create(**request)
        except SendError as error:
            if error.code == GONE:
                self._contents.forget()
            raise
        state = STATES.get(str(message.status), State.SENDING)
        if state is State.FAILED:
            raise ERRORS.refused(str(message.error_code or ""))
        segments = str(message.num_segments or "")
        return Sent(str(message.sid), state, int(segments) if segments.isdecimal() else 0)

    def list_messages(self, since: datetime) -> Iterator[Listed]:
        """Give the messages that came in at ``since`` (aware) or later, newest first, as Twilio holds them; page by page.

        Ids and fields are those of the webhook; taps come without their payload, which Twilio does not keep.
        """
        for recipient in self._inboxes():
            only = {"to": recipient} if recipient else {}
            messages = self._open().messages
            stream = partial(messages.stream, date_sent_after=since, page_size=_PAGE, **only)
            for message in _readable(stream):
                listed = _listed(message)
                # The filter of old accounts knows days and no hours.
                if listed is not None and listed.at >= since:
                    yield listed

    def with_media(self, listed: Listed) -> Incoming:
        """Return the message with its media looked up: one request, and none where there are no media."""
        if not listed.media:
            return listed.incoming
        found = _readable(self._open().messages(listed.incoming.provider_id).media.stream)
        media = tuple(Media(_API + str(one.uri).removesuffix(".json"), str(one.content_type)) for one in found)
        raw = dict(listed.incoming.raw)
        for n, one in enumerate(media):
            raw[f"MediaUrl{n}"], raw[f"MediaContentType{n}"] = one.url, one.content_type
        return replace(listed.incoming, media=media, raw=raw)

    def fetch(self, url: str, most: int) -> Fetched:
        """Return the file that a message named, at most ``most`` bytes. Raises FetchError."""
        return files.fetch(self._settings, url, most)

    def discard(self, url: str) -> None:
        """Destroy the file at Twilio. Raises FetchError."""
        files.discard(self._settings, url)

    def _open(self) -> Client:
        with self._lock:
            if self._client is None:
                from bot.channels.twilio.wire import open_client  # here, since it is heavy and not every process sends

                self._client = open_client(self._settings, read_seconds=self._read_seconds)
            return self._client

    def _request(self, outgoing: Outgoing) -> dict[str, Any]:
        """Return the message as Twilio's parameters."""
        sender = self._senders.get(outgoing.medium)
        if sender is None:
            raise SendError(
                "no-sender",
                retry=False,
                tell="Nomor pengirim belum diatur; beri tahu sekretariat.",
                lesson=Lesson.SETUP,
            )
        if outgoing.medium == "sms" and not is_e164(outgoing.to):
            raise SendError("no-number", retry=False, tell="Belum ada nomor HP untuk SMS.", lesson=Lesson.ELSEWHERE)
        prefix = WHATSAPP if outgoing.medium == "whatsapp" else ""
        request: dict[str, Any] = {
            "to": prefix + outgoing.to,
            "status_callback": status_callback(self._settings.public_url, outgoing.outbox_id),
        }
        if sender.startswith("MG"):
            request["messaging_service_sid"] = sender
        else:
            request["from_"] = prefix + sender
        if outgoing.template:
            request["content_sid"] = outgoing.template
            request["content_variables"] = json.dumps(dict(outgoing.variables), ensure_ascii=False)
        else:
            request |= self._said(outgoing.spoken)
        return request

    def _said(self, spoken: Spoken) -> dict[str, Any]:
        """Return the words, with what can be tapped where that is switched on and fits; else numbered below them."""
        content = filled(spoken) if spoken.options and self._settings.twilio_buttons else None
        if content is None:
            return {"body": numbered(spoken)}
        variables = json.dumps(content.variables, ensure_ascii=False)
        return {"content_sid": self._contents.sid(content), "content_variables": variables}

    def _ask(self, method: str, address: str, value: object) -> Mapping[str, Any]:
        """Ask the Content API; the answer's JSON object."""
        headers = {"Content-Type": "application/json"} if value is not None else {}
        answer = self._open().request(method, address, data=value, headers=headers)
        try:
            found = json.loads(answer.text)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise SendError(
                "garbage", retry=True, tell="Jawaban Twilio tidak terbaca; dicoba lagi.", lesson=Lesson.WAIT
            )
        return found

    def _inboxes(self) -> list[str]:
        """Return the addresses at which messages come in; one empty text stands for all of the account's.

        Behind a messaging service there may be any number of numbers.
        """
        if any(sender.startswith("MG") for sender in self._senders.values()):
            return [""]
        return [(WHATSAPP if medium == "whatsapp" else "") + sender for medium, sender in self._senders.items()]


def _readable(stream: Callable[[], Iterator[Any]]) -> Iterator[Any]:
    """Give what the stream gives; an answer that is not Twilio's JSON becomes an error that may be tried again."""
    from twilio.base.exceptions import TwilioException  # here, as in _open

    try:
        yield from stream()
    except (ValueError, TypeError, KeyError, AttributeError, TwilioException) as error:
        raise SendError(
            "garbage", retry=True, tell="Jawaban Twilio tidak terbaca; dicoba lagi.", lesson=Lesson.WAIT
        ) from error


def _listed(message: MessageInstance) -> Listed | None:
    """Return a listed message in the fields of the webhook, or None where it is one of ours."""
    at = message.date_sent or message.date_created
    if message.direction != "inbound" or at is None:
        return None
    fields = {
        "MessageSid": message.sid,
        "AccountSid": message.account_sid,
        "From": message.from_,
        "To": message.to,
        "Body": message.body,
        "NumMedia": message.num_media,
        "NumSegments": message.num_segments,
    }
    incoming = read_incoming({name: str(value) for name, value in fields.items() if value is not None})
    if incoming is None:
        return None
    number = str(message.num_media or "")
    return Listed(
        incoming, at.replace(tzinfo=UTC) if at.tzinfo is None else at, int(number) if number.isdecimal() else 0
    )
