"""How people are addressed: members as "Ibu"; staff and partners, who may be men, as "Bapak/Ibu" or not at all.

The catalogues hold each text once, as a member hears it. For the others the bare "Bu" is left out, which no sentence
misses, and "Ibu" and the word before a name become "Bapak/Ibu". So no text can be forgotten, in any language.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

BOTH: Final = "Bapak/Ibu"

_IBU: Final = re.compile(r"\b(?:Ibu|Bu)(?= \{name\})|,? \bBu\b(?! \{name\})|\bIbu\b")


# Only texts of the catalogues come here, with their placeholders still open: never a name, nor a word of hers.
@lru_cache(maxsize=1_000)
def for_both(text: str) -> str:
    """Return a text of the catalogues, written for a woman, in words for a woman or a man.

    "Terima kasih, Bu {name}." becomes "Terima kasih, Bapak/Ibu {name}.", "Maaf Bu, ..." becomes "Maaf, ...".
    """
    return _IBU.sub(lambda found: "" if found[0].endswith(" Bu") else BOTH, text)
