"""Twilio's refusals: ``errors.csv`` from its error dictionary (November 2026), and what an HTTP answer without success means.

Where Twilio did not answer at all, ``bot.channels.twilio.wire`` decides.
"""

from __future__ import annotations

import json
from typing import Final

from bot.channels.base import Lesson, OutcomeUnknown, SendError
from bot.channels.errors import ANY, Errors

ERRORS: Final = Errors("twilio")


def answered(status: int, text: str) -> SendError:
    """Return the error for an HTTP answer that is no success.

    429 is an appeal for patience, whatever its body says. After a 5xx nobody can say whether the message was taken.
    """
    if status == 429:
        return ERRORS.refused("20429")
    if status >= 500:
        return OutcomeUnknown(f"http-{status}", "Twilio sedang terganggu; belum pasti apakah pesan terkirim.")
    code = _code(text)
    if code:
        return ERRORS.refused(code)
    # No word of Twilio's: a proxy, a wrong address, or a door closed on the way. Nothing was taken.
    retry = status in {401, 403, 407, 408}
    return SendError(f"http-{status}", retry=retry, tell=ERRORS.explain(ANY).tell, lesson=Lesson.SETUP)


def _code(text: str) -> str:
    """Return the code in Twilio's JSON error, or nothing."""
    try:
        body = json.loads(text)
    except ValueError:
        return ""
    code = body.get("code") if isinstance(body, dict) else None
    return str(code) if isinstance(code, int) else ""
