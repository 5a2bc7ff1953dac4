"""What the secretariat hears about a provider: that it is away, and that it is back."""

from __future__ import annotations

from typing import Final

from bot.message import Spoken
from bot.wording.words import Words

NAMES: Final = {
    "twilio": "Twilio",
    "cloud": "WhatsApp (Meta)",
    "smsgate": "HP SMS",
    "gammu": "modem SMS",
    "simulator": "simulator",
}


def told(words: Words, language: str, channel: str, *, away: bool) -> Spoken:
    """Say that a channel cannot send for now, and what that means; or that it sends again."""
    _ = words.spoken_in(language)
    name = NAMES.get(channel, channel)
    if away:
        return Spoken(
            _(
                "{name} sedang tidak bisa mengirim. Pesan menunggu, tidak ada yang hilang, dan dicoba lagi sendiri. Mohon periksa "
                "alatnya, pulsa, dan akunnya."
            ).format(name=name)
        )
    return Spoken(_("{name} sudah bisa mengirim lagi. Pesan yang menunggu berangkat sekarang.").format(name=name))
