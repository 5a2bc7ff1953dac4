"""What the measured members write, as complete HTTP requests: signed like Twilio's, made before the clock starts."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

TOKEN = "only-for-the-benchmark"
ACCOUNT = "AC" + "0" * 32
RECIPIENT = "+62815550000"


@dataclass(frozen=True, slots=True)
class Line:
    """One message: the bytes to send, and what the reply must contain."""

    request: bytes
    expected: bytes


@dataclass(frozen=True, slots=True)
class Talk:
    """What each member writes, and what must stand in the reply to it.

    ``opening`` is played before the clock starts (the keyword, yes to consent); each of ``answers`` is measured and stored.
    """

    opening: tuple[tuple[str, str], ...]
    answers: tuple[tuple[str, str], ...]

    def openings(self, port: int, members: Sequence[int]) -> list[list[Line]]:
        """Return the requests of each member's opening."""
        return [[line(port, sender(member), *said) for said in self.opening] for member in members]

    def replies(self, port: int, members: Sequence[int]) -> list[list[Line]]:
        """Return the requests of each member's measured replies."""
        return [[line(port, sender(member), *said) for said in self.answers] for member in members]


def _sign(url: str, fields: dict[str, str]) -> str:
    signed = url + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.digest(TOKEN.encode(), signed.encode(), "sha1")).decode()


def line(port: int, sender: str, text: str, expected: str) -> Line:
    """Return one signed message as Twilio posts it, with every field that an incoming SMS has."""
    sid = "SM" + hashlib.md5(f"{sender} {text} {expected}".encode(), usedforsecurity=False).hexdigest()
    fields = {
        "ToCountry": "ID",
        "ToState": "",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "ToCity": "",
        "FromZip": "",
        "SmsSid": sid,
        "FromState": "",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": text,
        "FromCountry": "ID",
        "To": RECIPIENT,
        "ToZip": "",
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": ACCOUNT,
        "From": sender,
        "ApiVersion": "2010-04-01",
    }
    body = urlencode(fields).encode()
    head = (
        f"POST /twilio/incoming HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: TwilioProxy/1.1\r\nAccept: */*\r\n"
        f"Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\nContent-Length: {len(body)}\r\n"
        f"X-Twilio-Signature: {_sign(f'http://127.0.0.1:{port}/twilio/incoming', fields)}\r\n"
        f"I-Twilio-Idempotency-Token: {sid[2:]}\r\n\r\n"
    )
    return Line(head.encode() + body, expected.encode())


def sender(number: int) -> str:
    """Return the invented number of the ``number``-th member."""
    return f"+62899{number:08d}"
