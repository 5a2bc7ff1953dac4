"""Long SMS: cut into parts with the header that joins them, and joined again.

The header (user data header, 3GPP TS 23.040 9.2.3.24) in hexadecimal: ``05 00 03 ref total number``, or ``06 08 04`` with a
reference of two bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.segments import EXTENDED, measure

_HEADER: Final = re.compile(r"(?:050003([0-9A-F]{2})|060804([0-9A-F]{4}))([0-9A-F]{2})([0-9A-F]{2})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part stands: which long message, of how many parts, and which of them (from 1)."""

    reference: str
    total: int
    number: int


def place_of(header: str) -> Place | None:
    """Return what the header says, or None where the SMS stands alone."""
    found = _HEADER.match(header or "")
    if found is None:
        return None
    total, number = int(found[3], 16), int(found[4], 16)
    return Place((found[1] or found[2]).upper(), total, number) if total > 1 and 1 <= number <= total else None


def header(reference: int, total: int, number: int) -> str:
    """Return the header of a part. ``reference`` is any number; its last byte goes along."""
    return f"050003{reference & 0xFF:02X}{total:02X}{number:02X}"


def cut(text: str) -> list[str]:
    """Return the parts of ``text``, one where it fits. Neither an escape nor a surrogate pair is torn."""
    measured = measure(text)
    if measured.segments <= 1:
        return [text]
    gsm = measured.encoding == "GSM-7"
    room = 153 if gsm else 67
    parts, left = [""], room
    for char in text:
        cost = (2 if char in EXTENDED else 1) if gsm else (2 if ord(char) > 0xFFFF else 1)
        if cost > left:
            parts.append("")
            left = room
        parts[-1] += char
        left -= cost
    return parts
