"""SMSGate: an Android phone with a SIM as a gateway for SMS, straight on its own network or through a server.

The address decides which: ``http://the-phone:8080`` has ``/message``, a server's address ends in ``/3rdparty/v1`` and has
``/messages``. Each message has an id of ours, so that one whose fate is not known can simply be sent again: the same id is refused
with 409, which tells that it is there already.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, Final

from bot.channels.base import Lesson, OutcomeUnknown, SendError, Sent
from bot.channels.errors import Errors
from bot.channels.smsgate.form import CHANNEL, EVENTS, OWN, reason_code
from bot.channels.wire import READ_SECONDS, Answer, Wire
from bot.message import Medium, Outgoing, State
from bot.phone import is_e164
from bot.segments import measure
from bot.settings import Settings, on_loopback
from bot.wording.words import PLAIN, Ability

__all__ = ["ERRORS", "INCOMING_PATH", "SmsgateChannel"]

INCOMING_PATH: Final = "/smsgate/incoming"
ERRORS: Final = Errors("smsgate")

_STATES: Final[Mapping[str, State]] = {
    "Pending": State.SENDING,
    "Processed": State.SENDING,
    "Sent": State.SENT,
    "Delivered": State.DELIVERED,
    "Failed": State.FAILED,
}


class SmsgateChannel:
    """A phone as a channel. Safe to use from several threads."""

    name = CHANNEL
    repeatable = True

    def __init__(self, settings: Settings, *, read_seconds: float = READ_SECONDS) -> None:
        """Prepare; nothing is opened before the first request. ``read_seconds`` is how long an answer may take."""
        self.reaches_demo = on_loopback(settings.smsgate_url)
        self._sim = settings.smsgate_sim
        self._webhook = settings.public_url + INCOMING_PATH
        self._messages = "/messages" if settings.smsgate_url.endswith("/3rdparty/v1") else "/message"
        login = f"{settings.smsgate_user}:{settings.smsgate_password}".encode()
        headers = {"Authorization": "Basic " + base64.b64encode(login).decode()}
        self._wire = Wire("HP gateway", settings.smsgate_url, headers, read_seconds=read_seconds)

    def media(self) -> tuple[Medium, ...]:
        """SMS alone."""
        return ("sms",)

    def ability(self, medium: Medium) -> Ability:  # noqa: ARG002 - the protocol's
        """Text alone."""
        return PLAIN

    def send(self, outgoing: Outgoing) -> Sent:
        """Send one message. Raises SendError; what is not certain may be tried again, since the same id is sent once."""
        if not is_e164(outgoing.to):
            raise SendError("no-number", retry=False, tell="Belum ada nomor HP untuk SMS.", lesson=Lesson.ELSEWHERE)
        own_id = f"{OWN}{outgoing.outbox_id}"
        value: dict[str, Any] = {
            "id": own_id,
            "textMessage": {"text": outgoing.spoken.text},
            # One recipient a message: the state of a message to several says nothing about each.
            "phoneNumbers": [outgoing.to],
            "withDeliveryReport": True,
        }
        if self._sim:
            value["simNumber"] = self._sim
        answer = self._ask("POST", self._messages, value)
        if answer.status == 409:
            # It is there since an earlier try; only how far it got is still to be asked.
            answer = self._ask("GET", f"{self._messages}/{own_id}")
        if not answer.ok:
            raise ERRORS.refused(str(answer.status))
        fields = answer.fields()
        state = _STATES.get(str(fields.get("state")))
        if state is None or fields.get("id") != own_id:
            tell = "Jawaban HP gateway tidak terbaca; dicoba lagi."
            raise SendError("garbage", retry=True, tell=tell, lesson=Lesson.WAIT)
        if state is State.FAILED:
            # Not again under this id, which is taken; the code still says what it was.
            why = ERRORS.refused(reason_code(str(fields.get("recipients"))))
            raise SendError(why.code or "failed", retry=False, tell=why.tell, lesson=why.lesson)
        return Sent(own_id, state, measure(outgoing.spoken.text).segments)

    def newest_first(self) -> bool:
        """Tell whether the phone sends the newest first, which is how the app comes: a round's questions would be overtaken.

        Raises SendError where it cannot be asked.
        """
        answer = self._ask("GET", "/settings")
        if not answer.ok:
            raise ERRORS.refused(str(answer.status))
        messages = answer.fields().get("messages")
        order = messages.get("processing_order") if isinstance(messages, dict) else None
        return order != "FIFO"

    def register(self) -> int:
        """Ask the gateway to post to us whatever comes in and becomes of what left; return how many events that are.

        Each has an id of ours, so that a second time changes nothing. Raises SendError.
        """
        for event in EVENTS:
            value = {"id": OWN + event.removeprefix("sms:"), "url": self._webhook, "event": event}
            answer = self._ask("POST", "/webhooks", value)
            if not answer.ok:
                raise ERRORS.refused(str(answer.status))
        return len(EVENTS)

    def _ask(self, method: str, path: str, value: object = None) -> Answer:
        try:
            return self._wire.ask(method, path, value)
        except OutcomeUnknown as error:
            tell = "HP gateway tidak menjawab; pesan dicoba lagi."
            raise SendError(error.code, retry=True, tell=tell, lesson=Lesson.WAIT) from error
