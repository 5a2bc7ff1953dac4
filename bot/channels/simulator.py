"""The simulator's channel: a message is delivered by being in the outbox, where the screen reads it. No phone rings."""

from __future__ import annotations

from typing import Final

from bot.channels.base import Sent
from bot.message import Medium, Outgoing, State
from bot.segments import measure
from bot.wording.words import PLAIN, WHATSAPP, Ability


class SimulatorChannel:
    """Phones on the screen: SMS as text, WhatsApp with real buttons and lists."""

    name: Final = "simulator"
    reaches_demo: Final = True
    repeatable: Final = True

    def media(self) -> tuple[Medium, ...]:
        """Both."""
        return ("sms", "whatsapp")

    def ability(self, medium: Medium) -> Ability:
        """Buttons and lists on WhatsApp, text on SMS."""
        return WHATSAPP if medium == "whatsapp" else PLAIN

    def send(self, outgoing: Outgoing) -> Sent:
        """Deliver at once."""
        segments = measure(outgoing.spoken.text).segments if outgoing.medium == "sms" else 0
        return Sent(f"SIM{outgoing.outbox_id}", State.DELIVERED, segments)
