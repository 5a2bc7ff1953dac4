"""What stands on the poster that invites to a survey: few words, large, readable from two metres."""

from __future__ import annotations

from dataclasses import dataclass

from bot.message import Medium
from bot.wording.words import SENDER, Words


@dataclass(frozen=True, slots=True)
class PosterWords:
    """The texts of a poster from top to bottom; ``call`` and ``whose`` may be empty."""

    heading: str
    whose: str
    title: str
    scan: str
    write: str
    keyword: str
    to: str
    number: str
    call: str
    promise: str


def poster(  # noqa: PLR0913 - what a poster says
    words: Words,
    language: str,
    *,
    title: str,
    keyword: str,
    number: str,
    medium: Medium,
    union: str = "",
    missed_calls: bool = False,
) -> PosterWords:
    """Return the words of a poster. ``number`` is E.164 or a short code; ``union`` is a union's name, or empty.

    ``missed_calls``: the number answers a call that is not taken, which costs nothing.
    """
    _ = words.spoken_in(language)
    whatsapp = medium == "whatsapp"
    promise = _("Jawaban Ibu rahasia. Ikut atau tidak, Ibu yang memilih. Balas BERHENTI kapan saja.")
    return PosterWords(
        heading=_("Suara Ibu kami tunggu"),
        whose=_("Serikat {union}").format(union=union) if union else SENDER,
        title=title,
        scan=_("Arahkan kamera HP ke gambar ini"),
        write=_("atau tulis"),
        keyword=keyword,
        to=_("kirim lewat WhatsApp ke") if whatsapp else _("kirim lewat SMS ke"),
        number=as_printed(number),
        call=_("Tidak ada pulsa? Telepon nomor ini sebentar lalu tutup: gratis.") if missed_calls else "",
        promise=promise if whatsapp else promise + " " + _("Biaya SMS biasa."),
    )


def as_printed(number: str) -> str:
    """Return a number as it is read aloud: ``0812-3456-7890`` of ``+6281234567890``; a number of another country stays."""
    if not number.startswith("+62"):
        return number
    digits = "0" + number.removeprefix("+62")
    parts = [digits[:4], digits[4:8], digits[8:]]
    return "-".join(part for part in parts if part)
