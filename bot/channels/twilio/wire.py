"""The HTTP under twilio's client: where requests go, how long they may take, and what it means when no answer comes.

Apart from ``bot.channels.twilio``, because importing twilio costs 25 MB and 0.3 s, and only a process that sends needs it.
"""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from requests.exceptions import ConnectTimeout, InvalidURL, RequestException
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from bot.channels.base import Lesson, OutcomeUnknown, SendError
from bot.channels.twilio.errors import answered
from bot.settings import Settings, is_loopback

CONNECT_SECONDS: Final = 5.0
READ_SECONDS: Final = 15.0
IDLE_SECONDS: Final = 20.0
"""A connection that lay still for longer is not used again: the other end may have closed it, and then nobody could say
whether a message that we put on it was taken."""


def open_client(settings: Settings, *, read_seconds: float = READ_SECONDS) -> Client:
    """Return twilio's own client for the account, over our wire."""
    wire = Wire(settings.twilio_api_url, read_seconds)
    # A non-empty environment keeps twilio from looking for TWILIO_REGION and the like in the real one.
    return Client(settings.twilio_account_sid, settings.twilio_auth_token, http_client=wire, environment={"SUARA": "1"})


class Wire(HttpClient):
    """Carries the requests of twilio's client; raises SendError or OutcomeUnknown for everything that is no success."""

    def __init__(self, api_url: str, read_seconds: float) -> None:
        """Carry to Twilio, or to ``api_url`` (scheme and host) in place of every Twilio host."""
        # Nothing here logs: addresses hold numbers, and forms hold words.
        super().__init__(logger=None, is_async=False)
        parts = urlsplit(api_url)
        self._instead = f"{parts.scheme}://{parts.netloc}" if api_url else ""
        self._direct = is_loopback(parts.hostname or "")
        self._timeouts = (CONNECT_SECONDS, read_seconds)
        self._lock = threading.Lock()
        self._session = self._new_session()
        self._used_at = time.monotonic()

    def request(  # noqa: PLR0913, PLR0917 - twilio's signature
        self,
        method: str,
        uri: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ARG002  # ours hold
        allow_redirects: bool = False,  # noqa: ARG002, FBT001, FBT002  # a redirected POST would be sent twice
    ) -> Response:
        """Make the request and return a success (2xx); everything else is raised."""
        try:
            answer = self._fresh_session().request(
                method,
                self.moved(uri),
                params=params,  # type: ignore[arg-type]  # twilio hands over texts and numbers
                **_body(data, headers),
                headers=headers,
                auth=auth,
                timeout=self._timeouts,
                allow_redirects=False,
            )
            # Twilio's JSON is UTF-8; left to guess, requests would read half of it as Latin-1.
            text = answer.content.decode("utf-8", "replace")
        except RequestException as error:
            raise unanswered(error) from error
        if not 200 <= answer.status_code < 300:
            raise answered(answer.status_code, text)
        if method == "POST" and not _names_what_it_made(text):
            raise OutcomeUnknown("garbage", "Jawaban Twilio tidak terbaca; belum pasti apakah pesan terkirim.")
        return Response(answer.status_code, text, answer.headers)

    def moved(self, uri: str) -> str:
        """Return where a request for ``uri`` goes."""
        if not self._instead:
            return uri
        parts = urlsplit(uri)
        return self._instead + parts._replace(scheme="", netloc="").geturl()

    def _fresh_session(self) -> requests.Session:
        with self._lock:
            now = time.monotonic()
            if now - self._used_at > IDLE_SECONDS:
                # Not closed here: another thread may still be reading from it. It closes when the last one lets go.
                self._session = self._new_session()
            self._used_at = now
            return self._session

    def _new_session(self) -> requests.Session:
        session = requests.Session()
        # A proxy set for the world is no way to this machine.
        session.trust_env = not self._direct
        return session


def _body(data: dict[str, object] | None, headers: dict[str, str] | None) -> dict[str, Any]:
    """Return the body as its type asks: most of Twilio takes forms, its contents are JSON."""
    return {"json" if (headers or {}).get("Content-Type") == "application/json" else "data": data}


def _names_what_it_made(text: str) -> bool:
    try:
        body = json.loads(text)
    except ValueError:
        return False
    return isinstance(body, dict) and isinstance(body.get("sid"), str)


def unanswered(error: RequestException) -> SendError:
    """Return what it means that no answer came: nothing was sent, or nobody knows."""
    causes = list(_causes(error))
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return SendError(
            "certificate",
            retry=True,
            tell="Sambungan ke Twilio tidak aman; beri tahu sekretariat.",
            lesson=Lesson.SETUP,
        )
    if any(isinstance(cause, (ConnectTimeout, ConnectTimeoutError, NewConnectionError)) for cause in causes):
        return SendError(
            "unreachable", retry=True, tell="Twilio tidak terjangkau; pesan dicoba lagi.", lesson=Lesson.WAIT
        )
    if isinstance(error, InvalidURL):
        return SendError(
            "address", retry=False, tell="Alamat Twilio salah; beri tahu sekretariat.", lesson=Lesson.SETUP
        )
    return OutcomeUnknown("no-answer", "Twilio tidak menjawab; belum pasti apakah pesan terkirim.")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Give the error and what lies under it; requests and urllib3 wrap as argument, as ``reason`` and as cause."""
    waiting, seen = [error], set[int]()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        under = (*one.args, getattr(one, "reason", None), one.__cause__, one.__context__)
        waiting.extend(cause for cause in under if isinstance(cause, BaseException))
