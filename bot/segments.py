"""How long a text is as SMS: its alphabet, its parts, and which characters make it dearer.

Sources: 3GPP TS 23.038 (the GSM 7-bit default alphabet and its extension table) and TS 23.040 9.2.3.24 (concatenation:
a header of six bytes leaves 153 septets or 67 UCS-2 units a part).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

Encoding = Literal["GSM-7", "UCS-2"]

BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The characters of the default alphabet, one septet each."""

EXTENDED: Final = frozenset("\f^{}\\[~]|€")
"""The characters of the extension table: an escape and a second septet, which stay in one part."""

_GSM: Final = BASIC | EXTENDED
_BASIC_ONLY: Final = re.compile(f"[{re.escape(''.join(sorted(BASIC)))}]*").fullmatch


@dataclass(frozen=True, slots=True)
class Measure:
    """The length of one text as SMS. ``units`` are septets (GSM-7) or 16-bit units (UCS-2).

    ``segments`` is what the operator charges: 0 for an empty text. ``remaining`` is how many units still fit in the
    last part as the text stands. ``outside`` names each character that GSM-7 does not know, once, in the text's order.
    """

    encoding: Encoding
    units: int
    segments: int
    remaining: int
    outside: tuple[str, ...]


def is_basic(text: str) -> bool:
    """Return whether every character is of the default alphabet. A pattern takes half the time of a set's question."""
    return _BASIC_ONLY(text) is not None


def measure(text: str) -> Measure:
    """Return how ``text`` travels as SMS, unchanged. Neither an escape nor a surrogate pair is split between parts."""
    if len(text) <= 160 and is_basic(text):  # nearly every message of ours
        return Measure("GSM-7", len(text), min(len(text), 1), 160 - len(text), ())
    if _GSM.issuperset(text):
        return _fill("GSM-7", [2 if char in EXTENDED else 1 for char in text], single=160, part=153, outside=())
    outside = tuple(dict.fromkeys(char for char in text if char not in _GSM))
    return _fill("UCS-2", [2 if ord(char) > 0xFFFF else 1 for char in text], single=70, part=67, outside=outside)


def _fill(encoding: Encoding, costs: Iterable[int], *, single: int, part: int, outside: tuple[str, ...]) -> Measure:
    """Put characters that cost ``costs`` units into parts and return the sum."""
    units, parts, last = 0, 1, 0
    for cost in costs:
        units += cost
        last += cost
        if last > part:
            parts, last = parts + 1, cost
    if units <= single:
        return Measure(encoding, units, min(units, 1), single - units, outside)
    return Measure(encoding, units, parts, part - last, outside)


_SPACES: Final = "\t\v\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_UNSEEN: Final = "\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_SAME: Final = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′ʼ`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−•‣◦●▪·∙", "-"),
        **dict.fromkeys(_SPACES, " "),
        **dict.fromkeys("\u0085\u2028\u2029", "\n"),
        **dict.fromkeys(_UNSEEN, ""),
        "…": "...",
        "×": "x",
    }
)
_JOINERS: Final = str.maketrans(dict.fromkeys("\u200c\u200d\ufe0e\ufe0f", ""))
_LINE_END: Final = re.compile(r"\r\n?")


def gsm7(text: str) -> str:
    """Return ``text`` with every character replaced that GSM-7 can say as well: quotes, dashes, bullets, spaces, marks.

    Nothing that a reader would miss is lost; letters without an equal (``ê``, emoji) stay and make the text UCS-2, as
    ``measure`` then tells. Line ends become ``\\n``, since ``\\r`` costs a unit and shows nothing. Doing it twice
    changes nothing more.
    """
    plain = unicodedata.normalize("NFC", text).translate(_SAME)
    plain = _LINE_END.sub("\n", unicodedata.normalize("NFC", plain))
    # Joiners shape emoji and Javanese script; they go only where nothing is left for them to shape.
    bare = unicodedata.normalize("NFC", plain.translate(_JOINERS))
    return bare if _GSM.issuperset(bare) else plain
