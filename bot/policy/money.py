"""Amounts of rupiah as the secretariat writes them, kept as whole thousandths of a rupiah: sums are exact on every database."""

from __future__ import annotations

import re
from typing import Final

from bot.policy.reading import Reader

THOUSANDTHS: Final = 1_000
"""Thousandths in a rupiah. A price per SMS may be a fraction of a rupiah, and SQLite has no decimals."""

_AMOUNT: Final = re.compile(r"(?:Rp\s*)?([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:[.,]([0-9]{1,3}))?", re.IGNORECASE)


def read_amount(text: str) -> int | None:
    """Return ``1.500``, ``Rp230`` or ``0,35`` in thousandths of a rupiah, or None.

    Three digits behind a single point are thousands, as people here write them; a comma begins a fraction.
    """
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        return None
    return int(found[1].replace(".", "")) * THOUSANDTHS + int((found[2] or "0").ljust(3, "0"))


def amount(reader: Reader, name: str) -> int | None:
    """Return the entry ``name`` in thousandths of a rupiah, None where it is not there; a slip is noted."""
    found = reader.leaf(name)
    if found is None:
        return None
    said = read_amount(found.text)
    if said is None:
        reader.wrong(
            found.place,
            f'"{name}" ditulis seperti 230, 1.500 atau 0,35 (rupiah), bukan "{found.text}".',
            f'"{name}" is an amount of rupiah such as 230, 1.500 or 0,35.',
        )
    return said
