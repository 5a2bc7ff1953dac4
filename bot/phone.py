"""Phone numbers and WhatsApp ids: as people write them, as we keep them, and as we may show them."""

from __future__ import annotations

import re
from typing import Final

_E164: Final = re.compile(r"\+[1-9][0-9]{7,14}")
_MOBILE: Final = re.compile(r"8[1-9][0-9]{7,10}")
"""Indonesian mobile numbers without their leading 0: 9 to 12 digits from 81 on (plan of FTP Nasional 2000)."""

_NUMBER: Final = re.compile(r"\+[1-9][0-9]{7,14}|[0-9]{9,15}")

_WHATSAPP_ID: Final = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")
"""A business-scoped user id: two letters of the country, a dot, up to 128 letters and digits (Meta, user names)."""

_SEPARATORS: Final = re.compile(
    r"[\s.\-()\u00ad\u200b-\u200f\u2010-\u2015\u202a-\u202e\u2060\u2066-\u2069\u2212\ufeff]+"
)
"""What people and address books put between digits, with the invisible direction marks that a copied number carries."""

_SPREADSHEET: Final = re.compile(r"'?([0-9]+)(?:[.,]0)?")
"""A number that passed through a spreadsheet: an apostrophe before it, or ``.0`` behind it."""


def normalise(text: str) -> str | None:
    """Return the number as E.164 (``+6281234567890``), or None if it is not one that can receive a message.

    A number without a country is read as Indonesian: ``0812-3456-7890``, ``62812...``, ``812...``, ``+62 812`` are the
    same. Indonesian numbers must be mobile ones. Numbers of other countries need their ``+`` (or ``00``) and are kept.
    """
    text = text.strip()
    if sheet := _SPREADSHEET.fullmatch(text):
        text = sheet[1]
    compact = _SEPARATORS.sub("", text.removeprefix("tel:"))
    if compact.startswith("00"):
        compact = "+" + compact[2:]
    if compact.startswith("+") and not compact.startswith("+62"):
        return compact if is_e164(compact) else None
    national = compact.removeprefix("+62") if compact.startswith("+") else _without_country(compact)
    national = national.removeprefix("0")  # "+62 (0) 812" is common on letterheads
    return f"+62{national}" if _MOBILE.fullmatch(national) else None


def _without_country(digits: str) -> str:
    """Return what follows 62; no Indonesian number without its country begins with 62 once its 0 is gone."""
    return digits.removeprefix("62")


def is_e164(text: str) -> bool:
    """Tell whether ``text`` has the shape of E.164: a plus and 8 to 15 digits. A landline counts too."""
    return _E164.fullmatch(text) is not None


def is_number(text: str) -> bool:
    """Tell whether a sender is a phone number, with its plus or without: no name ("TELKOMSEL") and no short code ("3636").

    A number without its plus has at least nine digits; Indonesian short codes have three to eight.
    """
    return _NUMBER.fullmatch(text) is not None


def is_whatsapp_id(text: str) -> bool:
    """Tell whether ``text`` is a WhatsApp user id that stands in for a number (``ID.1349120865530274``)."""
    return _WHATSAPP_ID.fullmatch(text) is not None


_VISIBLE: Final = re.compile(r"[^!-~]+")
_LONGEST_NAME: Final = 160


def sender_of(given: str) -> str:
    """Return who an SMS is from, as a modem or a phone shows it: a number as E.164, a name without blanks ("INFO_PAKET").

    A phone may show a national number, and operators write under names or short codes. Nothing where nothing was given.
    """
    return normalise(given) or _VISIBLE.sub("_", given.strip())[:_LONGEST_NAME]
