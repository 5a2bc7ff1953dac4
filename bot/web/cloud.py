"""Meta's webhook for WhatsApp: check, read, call one service. Replies go out by the API, so the worker sends them.

Meta comes again for whatever is no 200; so 503 where something could not be taken in, and then all of the post comes again: what
was taken in already is known by its id.
"""

from __future__ import annotations

import hmac
import logging
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qs

from bot.channels.base import Lesson
from bot.channels.cloud import ERRORS, INCOMING_PATH
from bot.channels.cloud.form import read_post
from bot.message import Incoming, State, Status
from bot.services import outbox
from bot.services.house import House
from bot.services.inbox import receive
from bot.services.spool import take_in_or_keep
from bot.web.posts import Refused, answer, body_of, come_again
from bot.web.roads import Answer, Door

log = logging.getLogger(__name__)

MAX_BODY: Final = 3 * 1024 * 1024
"""Meta's own limit for a post (Cloud API, "Webhooks")."""


def cloud_doors(house: House, now: Callable[[], datetime]) -> dict[str, Door]:
    """Return what Meta posts to, by path; nothing where the Cloud API is off."""
    settings = house.settings
    if not settings.cloud:
        return {}
    secret = settings.cloud_app_secret.encode()

    def incoming(environ: Mapping[str, Any]) -> Answer:
        """Take in all that is in one post."""
        try:
            body = body_of(environ, MAX_BODY)
            _check(environ, body, secret)
        except Refused as refused:
            return refused.answer()
        found = read_post(body, settings.cloud_phone_id, settings.cloud_api_url)
        if found is None:
            return answer(400, "no post that we can read")
        try:
            messages = [one for one in found if isinstance(one, Incoming)]
            if messages:
                take_in_or_keep(house, messages, now(), receive)
            for status in (one for one in found if isinstance(one, Status)):
                _report(house, status, now())
        except Exception as error:  # noqa: BLE001 - whatever it was: she wrote, and Meta must come again
            return come_again("post", found[0].provider_id, error)
        return answer(200)

    return {INCOMING_PATH: incoming}


def cloud_greetings(house: House) -> dict[str, Door]:
    """Return what Meta asks with GET when the webhook is set up, by path: it repeats our word, and we its challenge."""
    word = house.settings.cloud_verify_token.encode()
    if not (house.settings.cloud and word):
        return {}

    def greet(environ: Mapping[str, Any]) -> Answer:
        """Repeat the challenge to whoever knows our word."""
        query = parse_qs(environ.get("QUERY_STRING", ""), max_num_fields=20, errors="replace")
        said = query.get("hub.verify_token", [""])[0].encode()
        challenge = query.get("hub.challenge", [""])[0]
        if query.get("hub.mode") != ["subscribe"] or not hmac.compare_digest(said, word):
            return answer(403, "the token is not SUARA_CLOUD_VERIFY_TOKEN")
        if not re.fullmatch(r"[0-9A-Za-z_.-]{1,200}", challenge):
            return answer(400, "no challenge")
        return answer(200, challenge)

    return {INCOMING_PATH: greet}


def _check(environ: Mapping[str, Any], body: bytes, secret: bytes) -> None:
    """Raise Refused where the signature is wrong."""
    right = f"sha256={hmac.digest(secret, body, 'sha256').hex()}".encode()
    claimed = environ.get("HTTP_X_HUB_SIGNATURE_256", "").encode("utf-8", "replace")
    if not hmac.compare_digest(right, claimed):
        log.warning("cloud signature is wrong")
        raise Refused(403, "the signature does not fit SUARA_CLOUD_APP_SECRET")


def _report(house: House, status: Status, now: datetime) -> None:
    why = ERRORS.explain(status.error_code) if status.state is State.FAILED else None
    tell, lesson = (why.tell, why.lesson) if why is not None else ("", Lesson.UNKNOWN)
    outbox.report(house, status, now, tell=tell, lesson=lesson)
