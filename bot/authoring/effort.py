"""What a conversation takes: her time, and our messages and money.

Minutes are an estimate for comparing surveys with one another, not a forecast. Three speeds stand behind it, all measured
on other people than ours, and what is made of them is our own assumption:

- Silent reading of English non-fiction: 238 words a minute, from 190 studies (Brysbaert, "How many words do we read per
  minute? A review and meta-analysis of reading rate", Journal of Memory and Language 109, 2019, 104047, abstract).
- Typing on a touch screen: 36.2 words a minute, from 37,370 volunteers (Palin and others, "How do people type on mobile
  devices? Observations from a study with 37,000 volunteers", MobileHCI 2019, abstract).
- Typing on twelve keys, pressed several times a letter: 7.95 words a minute over novices and experts in earlier studies,
  10.67 in her own (Sajida, "New data on text entry with Multitap and T9", University of Tampere, 2012, abstract).

A word is five characters when it is typed. Assumed by us, with no source: that she reads and types on a touch screen at
half these speeds, since reading and writing are rare in her day; that the twelve keys of 8 words a minute need no halving;
that SMS is typed on twelve keys and WhatsApp on glass; and how long she thinks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.analysis.costs import Load, cost
from bot.authoring.playing import Play
from bot.message import Medium
from bot.policy.prices import Prices
from bot.segments import measure
from bot.times import WIB, local

READ_A_MINUTE: Final = 119
"""Words that she reads in a minute: half of the measured 238."""

TYPED_A_MINUTE: Final = {"sms": 40, "whatsapp": 90}
"""Characters that she types in a minute: 8 words on twelve keys, half of the measured 36 on glass."""

THINKING: Final = 6.0
"""Seconds between reading a question and beginning to reply: assumed."""

_TRIAL: Final = "simulator"
"""The channel whose prices a conversation is counted with that nobody really has."""


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


def effort_of(play: Play, medium: Medium, prices: Prices) -> Effort:
    """Return what the conversation took so far, at the prices that the simulator has on its day."""
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
    rupiah = cost(load, prices, _TRIAL, local(play.now, WIB).date())
    return Effort(len(sizes), sum(sizes), len(play.turns), seconds, rupiah, max(sizes, default=0))
