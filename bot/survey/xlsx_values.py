"""What the numbers and texts in the cells of a workbook come to as text."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache
from typing import Final

_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FIRST: Final = datetime.datetime(1899, 12, 30)  # noqa: DTZ001 - a cell has no zone


@lru_cache(maxsize=1_000)
def column_number(letters: str) -> int:
    """Return the number of a column, counted from 1: A is 1, AB is 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def moment(number: float, *, from_1904: bool) -> object:
    """Return the day, or the time of day, that a workbook's number stands for; the number where it is none."""
    if not 0 <= number < 2_958_466:  # the year 10000
        return number
    seconds = round(number % 1 * 86_400)
    if number < 1 and not from_1904:
        return (_FIRST + datetime.timedelta(seconds=seconds)).time()
    # Excel counts from 31 December 1899, and a 29 February 1900 that never was.
    before = 1_462 if from_1904 else 0 if number >= 60 else 1
    return _FIRST + datetime.timedelta(days=int(number) + before, seconds=seconds)


def as_text(value: object) -> str:
    """Return a cell as text, as pyxform does: 3 and not 3.0, TRUE; days and times as ISO 8601."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return (value.date() if value.time() == datetime.time() else value).isoformat()
    if isinstance(value, datetime.time):
        return value.isoformat()
    text = str(value)
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text.replace("\u00a0", " ").replace("\r\n", "\n").replace("\r", "\n").strip()
