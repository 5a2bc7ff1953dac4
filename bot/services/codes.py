"""The short code that carries out what a coordinator asked for."""

from __future__ import annotations

import re
import secrets
from typing import Final

# Letter, digit, letter, digit: nobody answers a question so, and O and 0 or I and 1 cannot be mixed up, since each place
# takes only one kind. The vowels are left out, so that no code is a word.
_LETTERS: Final = "CDFGHJKLMNPRTVWX"
_DIGITS: Final = "23456789"
_CODE: Final = re.compile(
    rf"(?:(?:ya|kode|ok)[ :]+)?([{_LETTERS}][{_DIGITS}][{_LETTERS}][{_DIGITS}])[.!]?", re.IGNORECASE
)


def code_in(text: str) -> str | None:
    """Return the code that ``text`` is, in capitals, also behind "ya" or "kode"; None where it is something else."""
    found = _CODE.fullmatch(text)
    return None if found is None else found[1].upper()


def new_code(taken: set[str]) -> str:
    """Return a code by chance that is not among ``taken``."""
    while True:
        code = "".join(secrets.choice(kind) for kind in (_LETTERS, _DIGITS, _LETTERS, _DIGITS))
        if code not in taken:
            return code
