"""SMSGate's webhook: check, read, call one service. The phone takes no reply in our answer, so the worker sends it.

The phone tries again after whatever is no 2xx, for two days with growing waits; so 503 where we could not take something in, and
200 for events that are none of ours.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from bot.channels.smsgate import ERRORS, INCOMING_PATH
from bot.channels.smsgate.form import read_event
from bot.message import Incoming, State
from bot.services import outbox
from bot.services.house import House
from bot.services.inbox import receive
from bot.services.spool import take_in_or_keep
from bot.web.posts import Refused, answer, body_of, come_again
from bot.web.roads import Answer, Door

log = logging.getLogger(__name__)

LATE: Final = 300
"""Seconds that a signature may be old, or its phone's clock wrong (SMSGate, "Webhooks": payload signing)."""


def smsgate_doors(house: House, now: Callable[[], datetime], real_now: Callable[[], datetime]) -> dict[str, Door]:
    """Return what the phone calls, by path; nothing where SMSGate is off or no signing key is set.

    ``now`` is the house's time; ``real_now`` the real one, which signatures carry.
    """
    settings = house.settings
    if not (settings.smsgate and settings.smsgate_signing_key):
        return {}
    key = settings.smsgate_signing_key.encode()

    def incoming(environ: Mapping[str, Any]) -> Answer:
        """Take in one event."""
        try:
            body = body_of(environ)
            _check(environ, body, key, real_now())
        except Refused as refused:
            return refused.answer()
        event = read_event(body)
        if event is None:
            return answer(400, "no event that we can read")
        if isinstance(event, str):
            return answer(200, f"nothing to do for {event}"[:100])
        try:
            if isinstance(event, Incoming):
                take_in_or_keep(house, [event], now(), receive)
            else:
                why = ERRORS.explain(event.error_code)
                tell = why.tell if event.state is State.FAILED else ""
                outbox.report(house, event, now(), tell=tell, lesson=why.lesson)
        except Exception as error:  # noqa: BLE001 - whatever it was: she wrote, and the phone must come again
            return come_again("event", event.provider_id, error)
        return answer(200)

    return {INCOMING_PATH: incoming}


def _check(environ: Mapping[str, Any], body: bytes, key: bytes, real_now: datetime) -> None:
    """Raise Refused where the signature is wrong or old."""
    stamp = environ.get("HTTP_X_TIMESTAMP", "")
    digits = stamp.isascii() and stamp.isdecimal() and len(stamp) <= 12
    if not digits or abs(int(stamp) - real_now.timestamp()) > LATE:
        log.warning("smsgate signature is too old or has no time")
        raise Refused(403, "X-Timestamp is missing or more than 5 minutes off")
    right = hmac.digest(key, body + stamp.encode(), "sha256").hex().encode()
    claimed = environ.get("HTTP_X_SIGNATURE", "").encode("utf-8", "replace").lower()
    if not hmac.compare_digest(right, claimed):
        log.warning("smsgate signature is wrong")
        raise Refused(403, "the signature does not fit SUARA_SMSGATE_SIGNING_KEY")
