"""Buttons and lists on WhatsApp: content that Twilio keeps, made once for each shape and filled in for each message.

Twilio shows buttons and lists only from content that was created before (Content API, "twilio/quick-reply" and
"twilio/list-picker"). Ours holds no words of a message but the titles of buttons: her name and what she answered go along as
variables, and stay nowhere. A variable may hold no line end (error 21656), so the shape has one for each line. The name of a
content is a hash of its shape, by which every process, and a house that was set up anew, finds what is there already.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.channels.base import Lesson, OutcomeUnknown, SendError
from bot.message import Option, Spoken
from bot.wording.words import BUTTON_TITLE, WHATSAPP

HOST: Final = "https://content.twilio.com"
PATH: Final = "/v1/Content"

BODY: Final = 1024
"""The longest text beside buttons or a list (Twilio's pages of both types)."""
_DESCRIPTION: Final = 72
_LINES: Final = 60
"""Twilio takes a hundred variables; a list of ten needs up to thirty."""
_OPEN_LIST: Final = "Pilih"
_SAMPLE: Final = "contoh"

Ask = Callable[[str, str, object], Mapping[str, Any]]
"""Makes a request (method, address, JSON) and returns the JSON object of a success; raises SendError."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A message as content: the shape as Twilio's ``types``, and the variables that make it this message."""

    types: Mapping[str, Any]
    variables: Mapping[str, str]

    @property
    def name(self) -> str:
        """The name of the content, the same for the same shape."""
        written = json.dumps(self.types, sort_keys=True, ensure_ascii=False)
        return "suara_" + hashlib.sha256(written.encode()).hexdigest()[:32]


def filled(spoken: Spoken) -> Filled | None:
    """Return the message as content, or None where it does not fit: too long, or too many choices."""
    options = spoken.options
    lines = [_plain(line) for line in spoken.text.strip().split("\n")]
    words = [line for line in lines if line]
    fits = 0 < len(options) <= WHATSAPP.options and len(words) <= _LINES and sum(map(len, lines)) + len(lines) <= BODY
    if not fits or not words:
        return None
    numbers = iter(range(1, len(words) + 1))
    body = "\n".join("{{" + f"b{next(numbers)}" + "}}" if line else "" for line in lines)
    variables = {f"b{n}": line for n, line in enumerate(words, start=1)}
    variables |= {f"i{n}": option.id for n, option in enumerate(options, start=1)}
    if len(options) <= WHATSAPP.buttons and all(
        len(one.title) <= BUTTON_TITLE and "{{" not in one.title for one in options
    ):
        # Twilio's page promises variables in a list's rows; of a button's title it says nothing, so titles are part of the shape.
        actions = [
            {"type": "QUICK_REPLY", "title": one.title, "id": "{{" + f"i{n}" + "}}"}
            for n, one in enumerate(options, start=1)
        ]
        return Filled({"twilio/quick-reply": {"body": body, "actions": actions}}, variables)
    return _list(body, variables, options)


def _list(body: str, variables: dict[str, str], options: Sequence[Option]) -> Filled:
    items: list[dict[str, str]] = []
    for n, option in enumerate(options, start=1):
        title = _plain(option.title)
        item = {"item": "{{" + f"t{n}" + "}}", "id": "{{" + f"i{n}" + "}}"}
        if len(title) > WHATSAPP.title:
            item["description"] = "{{" + f"d{n}" + "}}"
            variables[f"d{n}"] = title[:_DESCRIPTION]
            title = title[: WHATSAPP.title - 1].rstrip() + "…"
        variables[f"t{n}"] = title
        items.append(item)
    return Filled({"twilio/list-picker": {"body": body, "button": _OPEN_LIST, "items": items}}, variables)


def numbered(spoken: Spoken) -> str:
    """Return the text with its choices below it, for where they cannot be tapped."""
    return "\n".join([spoken.text, *(f"{n}. {one.title}" for n, one in enumerate(spoken.options, start=1))])


def _plain(line: str) -> str:
    """Return a line as a variable may hold it; straight apostrophes have been refused there, and curly ones read as well."""
    return re.sub(" {4,}", "   ", line.replace("\t", " ").replace("\r", "").replace("'", "’")).strip()


class Contents:
    """The contents of one account. Safe to use from several threads."""

    def __init__(self, ask: Ask) -> None:
        """Prepare; nothing is asked before the first message."""
        self._ask = ask
        self._lock = threading.Lock()
        self._sids: dict[str, str] | None = None

    def sid(self, message: Filled) -> str:
        """Return the id of the content for a message, made now if it is not there. Raises SendError; nothing was sent then."""
        with self._lock:
            try:
                if self._sids is None:
                    self._sids = self._listed()
                if message.name not in self._sids:
                    self._sids[message.name] = self._made(message)
            except OutcomeUnknown as error:
                # No message has left, and the same content twice does no harm.
                tell = "Twilio sedang terganggu; pesan dicoba lagi."
                raise SendError(error.code, retry=True, tell=tell, lesson=Lesson.WAIT) from error
            return self._sids[message.name]

    def forget(self) -> None:
        """Look again at what is there: somebody has removed a content at Twilio."""
        with self._lock:
            self._sids = None

    def _listed(self) -> dict[str, str]:
        found: dict[str, str] = {}
        address = f"{HOST}{PATH}?PageSize=1000"
        while address:
            page = self._ask("GET", address, None)
            contents = page.get("contents")
            for one in contents if isinstance(contents, list) else []:
                found.setdefault(str(one.get("friendly_name")), str(one.get("sid")))
            meta = page.get("meta")
            following = meta.get("next_page_url") if isinstance(meta, dict) else None
            address = following if isinstance(following, str) and following.startswith(HOST) else ""
        return found

    def _made(self, message: Filled) -> str:
        # Not this message's own values: what is kept at Twilio says nothing of anybody.
        samples = {name: f"{_SAMPLE} {name}" for name in message.variables}
        value = {"friendly_name": message.name, "language": "id", "variables": samples, "types": message.types}
        return str(self._ask("POST", f"{HOST}{PATH}", value)["sid"])
