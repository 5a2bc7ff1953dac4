"""What a conversation takes: her time, and our messages and money.

Minutes are an estimate for comparing surveys, from measured speeds that are halved where members read or write little:
silent reading 238 words a minute (Brysbaert, "How many words do we read per minute?", 2019); typing 36 words a minute
on a touch screen (Palin and others, "How do people type on mobile devices?", 2019) and 8 on twelve keys (James and
Reischel, "Text input for mobile devices", 2001). A word is five characters when it is typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.analysis.costs import Load, cost
from bot.authoring.playing import Play
from bot.message import Medium
from bot.segments import measure

READ_A_MINUTE: Final = 119
"""Words that she reads in a minute."""

TYPED_A_MINUTE: Final = {"sms": 40, "whatsapp": 90}
"""Characters that she types in a minute."""

THINKING: Final = 6.0
"""Seconds between reading a question and beginning to reply: our own supposition."""


@dataclass(frozen=True, slots=True)
class Effort:
    """What one conversation took. ``messages`` and ``segments`` are ours, ``replies`` hers; ``rupiah`` is what ours cost."""

    messages: int
    segments: int
    replies: int
    seconds: float
    rupiah: int
    longest: int
    """Segments of the longest message."""


def effort_of(play: Play, medium: Medium) -> Effort:
    """Return what the conversation took so far. On WhatsApp the first message is paid for, and what follows is free."""
    words = sum(len(spoken.text.split()) for spoken in play.said)
    tapped = {title for turn in play.turns for title in turn.options}
    typed = sum(len(turn.reply or "") for turn in play.turns if turn.reply not in tapped)
    seconds = 60 * words / READ_A_MINUTE + 60 * typed / TYPED_A_MINUTE[medium] + THINKING * len(play.turns)
    sizes = [measure(spoken.text).segments for spoken in play.said]
    load = (
        Load(sms_first=sizes[0] if sizes else 0, sms_after=sum(sizes[1:]))
        if medium == "sms"
        else Load(whatsapp_first=min(len(sizes), 1), whatsapp_after=len(sizes[1:]))
    )
    return Effort(len(sizes), sum(sizes), len(play.turns), seconds, cost(load), max(sizes, default=0))
