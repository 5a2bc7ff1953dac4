"""What a yes/no question asks, taken from its label: "gpp" is a yes where a favour was asked, "hadir" where she was asked it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from bot.survey.model import YesNo

_SENTENCE: Final = re.compile(r"(?:[^.?!]|[.?!](?=\S))*\?")
_MARKS: Final = re.compile(r"\$\{[^}]*\}|[*_~]")
_NO: Final = re.compile(r"\b(tidak|belum|bukan|jangan|no)\b", re.IGNORECASE)


def yes_no(label: str, labels: Sequence[str] = ()) -> YesNo:
    """Return the kind of a question with this Indonesian label, whose answers are numbered as in ``labels``.

    A label may tell something first ("Bulan depan ada pelatihan. Apakah Ibu mau ikut?"); what counts is its question.
    """
    plain = " ".join(_MARKS.sub(" ", label).split())
    asked = _SENTENCE.findall(plain)
    first_is_no = len(labels) > 1 and _NO.search(labels[0]) is not None
    return YesNo(asked[-1].strip() if asked else plain, "tidak" if first_is_no else "ya")
