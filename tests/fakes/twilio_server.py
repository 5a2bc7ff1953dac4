"""A server on this machine that behaves like the part of Twilio's API that we use, and like Twilio when it calls us.

It keeps what it was sent, lists messages in pages, fails on demand, and posts signed webhooks. Signatures are made by twilio's
own ``RequestValidator``, never by our code.
"""

from __future__ import annotations

import base64
import itertools
import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote, urlencode

from twilio.request_validator import RequestValidator

from tests.fakes.loopback import Asked, LoopbackServer, Trouble, served
from tests.fakes.twilio_contract import breaches
from tests.waiting import LONG

ACCOUNT = "AC" + "0" * 31 + "1"
TOKEN = "made-up-token"


def signature(token: str, url: str, fields: Mapping[str, str]) -> str:
    """Return what Twilio puts into X-Twilio-Signature for a POST of ``fields`` to ``url``."""
    return str(RequestValidator(token).compute_signature(url, dict(fields)))


def refusal(code: int, status: int = 400) -> Trouble:
    """Return a refusal as Twilio words it."""
    return Trouble(status, json.dumps({"code": code, "message": "no", "more_info": "", "status": status}))


@dataclass
class TwilioServer(LoopbackServer):
    """The running fake. ``url`` goes into ``SUARA_TWILIO_API_URL``; the account is ACCOUNT with TOKEN."""

    largest_page: int = 1000
    messages: list[dict[str, Any]] = field(default_factory=list)
    media: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    contents: dict[str, dict[str, Any]] = field(default_factory=dict)
    breaches: list[str] = field(default_factory=list)
    opted_out: set[str] = field(default_factory=set)
    first_status: str = "queued"
    callbacks: dict[str, str] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def sent(self) -> list[dict[str, Any]]:
        """The messages that we sent."""
        return [one for one in self.messages if one["direction"] == "outbound-api"]

    def sid(self, prefix: str = "SM") -> str:
        """Return a new id."""
        return f"{prefix}{next(self._numbers):032x}"

    def came_in(
        self,
        sender: str,
        to: str,
        body: str,
        at: datetime,
        *,
        sid: str = "",
        media: list[tuple[str, str]] | None = None,
    ) -> str:
        """Put a message from a phone into the list, without calling any webhook. ``media`` are (id, content type)."""
        sid = sid or self.sid("MM" if media else "SM")
        self.media[sid] = media or []
        self._keep(sid, sender, to, body, at, "inbound", "received", len(media or []))
        return sid

    def report(self, sid: str, status: str, error_code: str = "") -> int:
        """Post a signed status report to the message's callback; return the HTTP status of the answer."""
        message = next(one for one in self.messages if one["sid"] == sid)
        fields = {
            "AccountSid": ACCOUNT,
            "ApiVersion": "2010-04-01",
            "From": message["from"],
            "MessageSid": sid,
            "MessageStatus": status,
            "SmsSid": sid,
            "SmsStatus": status,
            "To": message["to"],
        }
        if error_code:
            fields["ErrorCode"] = error_code
        return self.post(self.callbacks[sid], fields)[0]

    def post(self, url: str, fields: Mapping[str, str], token: str = TOKEN) -> tuple[int, str]:
        """Post a signed form as Twilio does; return status and body of the answer."""
        headers = {
            "X-Twilio-Signature": signature(token, url, fields),
            "User-Agent": "TwilioProxy/1.1",
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        }
        request = urllib.request.Request(url, urlencode(fields).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=LONG) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def work(self, asked: Asked) -> tuple[int, object]:
        """Answer as Twilio does."""
        self.breaches += breaches(asked)
        expected = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if asked.headers.get("Authorization") != expected:
            return 401, {"code": 20003, "message": "Authenticate", "more_info": "", "status": 401}
        if asked.path == "/v1/Content":
            return self._content(asked)
        if asked.path == f"{_MESSAGES}.json":
            return self.create(asked.form) if asked.method == "POST" else (200, self.page(asked.query))
        if asked.path.startswith(_MESSAGES) and asked.path.endswith("/Media.json"):
            return self.media_page(asked.path.removeprefix(f"{_MESSAGES}/").removesuffix("/Media.json"))
        return 404, {"code": 20404, "message": "not found", "more_info": "", "status": 404}

    def _content(self, asked: Asked) -> tuple[int, object]:
        """List or make contents, two a page."""
        if asked.method == "POST":
            sid = self.sid("HX")
            self.contents[sid] = asked.json
            return 201, {"sid": sid, "account_sid": ACCOUNT, **asked.json}
        listed = [{"sid": sid, "friendly_name": one["friendly_name"]} for sid, one in self.contents.items()]
        at = int(asked.query.get("Page", "0"))
        more = (
            f"https://content.twilio.com/v1/Content?PageSize=1000&Page={at + 1}" if len(listed) > 2 * at + 2 else None
        )
        return 200, {"contents": listed[2 * at : 2 * at + 2], "meta": {"next_page_url": more, "key": "contents"}}

    def shown(self, form: Mapping[str, str]) -> dict[str, Any] | None:
        """Return what she sees of a content with its variables, or None where Twilio would refuse them (error 21656)."""
        values = json.loads(form.get("ContentVariables", "{}"))
        written = json.dumps(self.contents[form["ContentSid"]]["types"])
        wrong = [one for one in values.values() if not one or re.search(r"[\n\t']| {5}", one) or len(one) > 1600]
        if wrong or set(re.findall(r"\{\{(\w+)\}\}", written)) != set(values):
            return None
        filled = re.sub(r"\{\{(\w+)\}\}", lambda name: json.dumps(values[name[1]])[1:-1], written)
        found: dict[str, Any] = json.loads(filled)
        return found

    def create(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Take a message as ``POST /Messages.json`` does, with the checks that Twilio makes first."""
        to, sender = form.get("To", ""), form.get("From", "") or form.get("MessagingServiceSid", "")
        code = 0
        if not sender:
            code = 21603
        elif not to.removeprefix("whatsapp:").startswith(("+", "ID.")):
            code = 21211
        elif to in self.opted_out:
            code = 21610
        elif not (form.get("Body") or form.get("ContentSid")):
            code = 21619
        elif len(form.get("Body", "")) > 1600:
            code = 21617
        elif form.get("ContentSid", "").startswith("HX0") and form["ContentSid"] not in self.contents:
            code = 21655
        elif form.get("ContentSid") in self.contents and not self.shown(form):
            code = 21656
        if code:
            return 400, {"code": code, "message": "no", "more_info": "", "status": 400}
        sid = self.sid()
        at = datetime.now(UTC)  # noqa: TID251 - Twilio reads its own clock
        made = self._keep(sid, sender, to, form.get("Body", ""), at, "outbound-api", self.first_status, 0)
        if "StatusCallback" in form:
            self.callbacks[sid] = form["StatusCallback"]
        return 201, made

    def page(self, query: dict[str, str]) -> dict[str, Any]:
        """Return one page of the list, newest first, as ``GET /Messages.json`` does."""
        chosen = [one for one in self.messages if query.get("To", one["to"]) == one["to"]]
        if "DateSent>" in query:
            since = datetime.fromisoformat(query["DateSent>"])
            chosen = [one for one in chosen if one["at"] >= since]
        chosen.sort(key=lambda one: one["at"], reverse=True)
        size = min(int(query.get("PageSize", "50")), self.largest_page)
        number = int(query.get("Page", "0"))
        rest = {**query, "Page": str(number + 1), "PageToken": "PASM"}
        more = len(chosen) > (number + 1) * size
        return {
            "messages": [_shown(one) for one in chosen[number * size : (number + 1) * size]],
            "page": number,
            "page_size": size,
            "next_page_uri": f"{_MESSAGES}.json?{urlencode(rest)}" if more else None,
            "previous_page_uri": None,
            "first_page_uri": "",
            "uri": "",
            "start": number * size,
            "end": 0,
        }

    def media_page(self, sid: str) -> tuple[int, dict[str, Any]]:
        """Return the media of a message."""
        if sid not in self.media:
            return 404, {"code": 20404, "message": "not found", "more_info": "", "status": 404}
        listed = [
            {"sid": id_, "content_type": kind, "uri": f"{_MESSAGES}/{sid}/Media/{id_}.json", "parent_sid": sid}
            for id_, kind in self.media[sid]
        ]
        return 200, {"media_list": listed, "page": 0, "page_size": 50, "next_page_uri": None, "uri": ""}

    def _keep(
        self, sid: str, sender: str, to: str, body: str, at: datetime, direction: str, status: str, media: int
    ) -> dict[str, Any]:
        message = {
            "sid": sid,
            "account_sid": ACCOUNT,
            "from": sender,
            "to": to,
            "body": body,
            "direction": direction,
            "status": status,
            "num_media": str(media),
            "num_segments": "1",
            "error_code": None,
            "error_message": None,
            "date_created": format_datetime(at),
            "date_sent": format_datetime(at),
            "date_updated": format_datetime(at),
            "uri": f"{_MESSAGES}/{sid}.json",
            "at": at.replace(microsecond=0),
        }
        self.messages.append(message)
        return _shown(message)


_MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages"


def _shown(message: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in message.items() if name != "at"}


@contextmanager
def running() -> Iterator[TwilioServer]:
    """Run a fake on a free port of this machine for the block; whatever was asked must be as Twilio publishes it."""
    with served(TwilioServer) as fake:
        yield fake
    assert fake.breaches == []


def form_body(fields: Mapping[str, str]) -> bytes:
    """Return ``fields`` as the body of a form, coded as Twilio does it."""
    return urlencode(fields, quote_via=quote).encode()
