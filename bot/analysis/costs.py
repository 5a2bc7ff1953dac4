"""What a round costs and how long its invitations take, before anything is sent. Prices are in whole rupiah and dated.

An estimate for a decision, not a bill: it supposes that everybody answers every question.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

SMS_SEGMENT: Final = 230
"""One SMS part: the upper end of Rp180 to Rp230 that Indonesian bulk sellers ask without a sender's name (price pages of
softwaresmsgateway.com and smsmasking.co.id, read in 2026)."""

WHATSAPP_TEMPLATE: Final = 330
"""One WhatsApp message that opens a conversation: USD 0.02, category utility, Indonesia (Haptik's price list, 2024), at
Rp16,500 a dollar."""

WHATSAPP_FREE: Final = 1_000
"""Messages inside the 24 hours that are free for a number in a month; further ones cost like a template (Meta, reported for
October 2026 on)."""

SMS_AN_HOUR: Final = 3_600
"""SMS parts that leave in an hour: one a second, Twilio's default for a long number."""

WHATSAPP_AN_HOUR: Final = 288_000
"""WhatsApp messages that leave in an hour: 80 a second, a sender's default (Twilio, WhatsApp best practices)."""


@dataclass(frozen=True, slots=True)
class Load:
    """What is to be sent: messages that open a round and messages that follow, by medium. SMS is counted in segments."""

    sms_first: int = 0
    sms_after: int = 0
    whatsapp_first: int = 0
    whatsapp_after: int = 0

    @property
    def segments(self) -> int:
        """All SMS segments."""
        return self.sms_first + self.sms_after


def cost(load: Load) -> int:
    """Return the price of ``load`` in rupiah."""
    beyond = max(0, load.whatsapp_after - WHATSAPP_FREE)
    return load.segments * SMS_SEGMENT + (load.whatsapp_first + beyond) * WHATSAPP_TEMPLATE


def hours(load: Load, wait: timedelta) -> float:
    """Return in how many hours the last first message has left; ``wait`` is the time until sending may begin."""
    sending = load.sms_first / SMS_AN_HOUR + load.whatsapp_first / WHATSAPP_AN_HOUR
    return wait / timedelta(hours=1) + sending
