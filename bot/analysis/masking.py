"""Words of members, made fit to be read by others: numbers, addresses, links, names and villages are covered.

A machine cannot promise that a sentence names nobody; so quotes are also few, short, without union or date, and only taken
where at least five women answered the same question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

NUMBER, MAIL, LINK, NAME, PLACE = "[nomor]", "[surel]", "[tautan]", "[nama]", "[desa]"

_MAIL: Final = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[A-Za-z]{2,}")
_LINK: Final = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|id|org|net|me|ly)(?:/\S*)?\b", re.IGNORECASE
)
# Phone numbers, identity numbers (NIK) and accounts: six digits or more, however they are grouped. Amounts such as 1.500.000
# are what women write about and stay.
_DIGITS: Final = re.compile(r"\+?\(?\d(?:[\s().\-/]{0,2}\d){5,}")
_AMOUNTS: Final = re.compile(r"\d{1,3}(?:\.\d{3})+(?:[\s\-/]+\d{1,3}(?:\.\d{3})+)*")
_CALLED: Final = re.compile(
    r"\b((?i:bu|ibu|mbak|mbah|mbok|pak|bapak|mas|kak|haji|hj|ny)\.? )"
    r"(?!(?:Lurah|Camat|Bupati|Kades|Desa|Guru|Kepala|RT|RW|Bidan|Dukuh)\b)[A-Z][\w'’-]+"
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_TWICE: Final = re.compile(r"\[nama\](?: \[nama\])+")
# Names that are everyday words as well; covering them would leave nothing to read.
_EVERYDAY: Final = frozenset(
    ("ibu", "bapak", "pak", "anak", "tani", "ladang", "baik", "murah", "bibit", "pasar", "desa", "dusun")
)
_LEAST_LETTERS: Final = 3


@dataclass(frozen=True, slots=True)
class Mask:
    """What to cover, made once for a register. ``names`` and ``places`` match whole words in any case."""

    names: frozenset[str]
    places: re.Pattern[str] | None

    @classmethod
    def of(cls, names: Iterable[str], places: Iterable[str] = ()) -> Mask:
        """Make the mask from full names and from names of villages. Name parts of one or two letters are not covered."""
        parts = {part.casefold() for name in names for part in re.findall(r"[^\W\d_]+", name)}
        wanted = sorted(
            {place.strip() for place in places if len(place.strip()) > _LEAST_LETTERS}, key=len, reverse=True
        )
        pattern = (
            re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, wanted)) + r")(?!\w)", re.IGNORECASE) if wanted else None
        )
        return cls(frozenset(part for part in parts if len(part) >= _LEAST_LETTERS and part not in _EVERYDAY), pattern)

    def cover(self, words: str) -> str:
        """Return ``words`` on one line with everything covered that may lead to a person."""
        text = " ".join(words.split())
        text = _LINK.sub(LINK, _MAIL.sub(MAIL, text))
        text = _DIGITS.sub(lambda found: found[0] if _AMOUNTS.fullmatch(found[0]) else NUMBER, text)
        if self.places is not None:
            text = self.places.sub(PLACE, text)
        text = _CALLED.sub(rf"\g<1>{NAME}", _WORD.sub(self._name, text))
        return _TWICE.sub(NAME, text)

    def _name(self, found: re.Match[str]) -> str:
        inside = found.string[found.start() - 1 : found.start()] == "["  # a cover that already stands there
        return NAME if not inside and found[0].casefold() in self.names else found[0]
