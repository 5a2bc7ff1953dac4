"""WhatsApp Cloud API: WhatsApp straight from Meta, with buttons, lists and templates."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from bot.channels.base import Fetched, FetchError, Lesson, OutcomeUnknown, Purpose, SendError, Sent
from bot.channels.cloud.form import CHANNEL, STATES
from bot.channels.download import delete, download, may_lie
from bot.channels.errors import Errors
from bot.channels.wire import READ_SECONDS, Answer, Wire
from bot.message import Medium, Option, Outgoing, State
from bot.phone import is_e164, is_whatsapp_id
from bot.settings import Settings, on_loopback
from bot.wording.words import BUTTON_TITLE, WHATSAPP, Ability

__all__ = ["ERRORS", "INCOMING_PATH", "CloudChannel"]

INCOMING_PATH: Final = "/cloud/incoming"
ERRORS: Final = Errors("cloud")

ABILITY: Final = Ability(buttons=WHATSAPP.buttons, options=WHATSAPP.options, title=WHATSAPP.title)
"""Buttons and lists; a survey's own files are not sent here."""

BODY: Final = 1024
"""The longest text beside buttons or a list (Meta, "Interactive list messages"); text alone may have four times that."""
_DESCRIPTION: Final = 72
_OPEN_LIST: Final = "Pilih"
"""What is written on the button that opens a list; at most 20 characters."""


class CloudChannel:
    """Meta as a channel. Safe to use from several threads."""

    name = CHANNEL
    # Meta takes no id of ours that would keep a second message back: what we give with it only comes back in reports.
    repeatable = False

    def __init__(self, settings: Settings, *, read_seconds: float = READ_SECONDS) -> None:
        """Prepare; nothing is opened before the first request. ``read_seconds`` is how long an answer may take."""
        self.reaches_demo = on_loopback(settings.cloud_api_url)
        self._templates = {"summary": settings.cloud_summary_template, "invitation": settings.cloud_invitation_template}
        self._path = f"/{settings.cloud_phone_id}/messages"
        self._api_url = settings.cloud_api_url
        self._headers = {"Authorization": f"Bearer {settings.cloud_token}"}
        self._wire = Wire("WhatsApp", settings.cloud_api_url, self._headers, read_seconds=read_seconds)

    def media(self) -> tuple[Medium, ...]:
        """WhatsApp alone."""
        return ("whatsapp",)

    def ability(self, medium: Medium) -> Ability:  # noqa: ARG002 - the protocol's
        """Up to three buttons, a list of up to ten."""
        return ABILITY

    def template(self, purpose: Purpose) -> str:
        """Return the template that is set for it, as name/language."""
        return self._templates[purpose]

    def send(self, outgoing: Outgoing) -> Sent:
        """Send one message. Raises SendError by Meta's code, OutcomeUnknown where it left and no clear answer came."""
        answer = self._wire.ask("POST", self._path, _request(outgoing))
        if not answer.ok:
            raise _refused(answer)
        messages = answer.fields().get("messages")
        first = messages[0] if isinstance(messages, list) and messages and isinstance(messages[0], dict) else {}
        provider_id = first.get("id")
        if not isinstance(provider_id, str) or not provider_id:
            raise OutcomeUnknown("garbage", "Jawaban WhatsApp tidak terbaca; belum pasti apakah pesan terkirim.")
        return Sent(provider_id, STATES.get(str(first.get("message_status")), State.SENDING))

    def fetch(self, url: str, most: int) -> Fetched:
        """Return the file that a message named: its id is asked for its address, which holds for five minutes.

        Both want our token, so both must be Meta's. Raises FetchError, TooMuch.
        """
        if not self._ours(url):
            raise _nowhere()
        told = download(url, self._headers, most=_LONGEST_TOLD, who="WhatsApp", on_loopback=self.reaches_demo)
        try:
            address = json.loads(told.data)["url"]
        except (ValueError, KeyError, TypeError) as error:
            raise FetchError("garbage", retry=True, tell="Jawaban WhatsApp tidak terbaca; dicoba lagi.") from error
        if not isinstance(address, str) or not (
            may_lie(address, on_loopback=self.reaches_demo) and self._metas(address)
        ):
            raise _nowhere()
        return download(address, self._headers, most=most, who="WhatsApp", on_loopback=self.reaches_demo)

    def discard(self, url: str) -> None:
        """Destroy the file at Meta, which keeps it for 30 days otherwise. Raises FetchError."""
        if not self._ours(url):
            raise _nowhere()
        delete(url, self._headers, who="WhatsApp")

    def _ours(self, url: str) -> bool:
        # Where the messages were taken in under another version of the API, the file has another address.
        there, here = urlsplit(url), urlsplit(self._api_url)
        return (there.scheme, there.netloc) == (here.scheme, here.netloc)

    def _metas(self, address: str) -> bool:
        host = urlsplit(address).hostname or ""
        return self.reaches_demo or host.endswith(_STORES)


_LONGEST_TOLD: Final = 64 * 1024
_STORES: Final = (".fbsbx.com", ".fbcdn.net", ".facebook.com", ".whatsapp.net")


def _nowhere() -> FetchError:
    return FetchError("address", retry=False, tell="Alamat berkas ini bukan di WhatsApp; tidak diambil.")


def _refused(answer: Answer) -> SendError:
    """Return the error for an answer that is no success: by Meta's own code where it has one.

    After a 5xx that is not Meta's own nobody can say whether the message was taken.
    """
    error = answer.fields().get("error")
    code = error.get("code") if isinstance(error, dict) else None
    if isinstance(code, int):
        return ERRORS.refused(str(code))
    if answer.status >= 500:
        return OutcomeUnknown(f"http-{answer.status}", "WhatsApp sedang terganggu; belum pasti apakah pesan terkirim.")
    return ERRORS.refused(str(answer.status))


def _request(outgoing: Outgoing) -> dict[str, Any]:
    """Return the message as Meta's JSON."""
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **_recipient(outgoing.to),
        # It comes back in every report, and so finds the row before the sending is on record.
        "biz_opaque_callback_data": str(outgoing.outbox_id),
        **_content(outgoing),
    }


def _recipient(to: str) -> dict[str, str]:
    if is_e164(to):
        return {"to": to}
    if is_whatsapp_id(to):
        return {"recipient": to}
    raise SendError("no-number", retry=False, tell="Belum ada nomor WhatsApp.", lesson=Lesson.ELSEWHERE)


def _content(outgoing: Outgoing) -> dict[str, Any]:
    text, options = outgoing.spoken.text, outgoing.spoken.options
    if outgoing.template:
        return {"type": "template", "template": _filled(outgoing.template, outgoing.variables)}
    if options and len(text) <= BODY and len(options) <= WHATSAPP.options:
        return {"type": "interactive", "interactive": _interactive(text, options)}
    for number, option in enumerate(options, start=1):
        text += f"\n{number}. {option.title}"
    return {"type": "text", "text": {"body": text, "preview_url": False}}


def _interactive(text: str, options: Sequence[Option]) -> dict[str, Any]:
    if len(options) <= WHATSAPP.buttons and all(len(one.title) <= BUTTON_TITLE for one in options):
        buttons = [{"type": "reply", "reply": {"id": one.id, "title": one.title}} for one in options]
        return {"type": "button", "body": {"text": text}, "action": {"buttons": buttons}}
    rows = [_row(one) for one in options]
    return {
        "type": "list",
        "body": {"text": text},
        "action": {"button": _OPEN_LIST, "sections": [{"rows": rows}]},
    }


def _row(option: Option) -> dict[str, str]:
    if len(option.title) <= WHATSAPP.title:
        return {"id": option.id, "title": option.title}
    short = option.title[: WHATSAPP.title - 1].rstrip() + "…"
    return {"id": option.id, "title": short, "description": option.title[:_DESCRIPTION]}


def _filled(template: str, variables: Mapping[str, str]) -> dict[str, Any]:
    name, _, language = template.partition("/")
    filled: dict[str, Any] = {"name": name, "language": {"code": language or "id"}}
    if variables:
        blanks = sorted(variables, key=lambda blank: (len(blank), blank))
        parameters = [{"type": "text", "text": variables[blank]} for blank in blanks]
        filled["components"] = [{"type": "body", "parameters": parameters}]
    return filled
