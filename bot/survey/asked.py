"""What the words of a question say about the number that it asks for: of what, per what, and of which time.

Found in the Indonesian label, so that an author need not write it twice: "Berapa upah Ibu per hari?" asks per ``hari``,
"Berapa ekor kambing Ibu?" for ``ekor`` of ``kambing``. The reading needs it to tell "50rb sehari" from a month's income.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from bot.survey.model import Asked

_SENTENCE: Final = re.compile(r"[^.?!;]*\bberapa\b[^.?!;]*")
_WORD: Final = re.compile(r"[a-z]+")
_PER: Final = re.compile(
    r"\b(?:per|tiap|setiap|satu)\s+([a-z]+)|/\s*([a-z]+)"
    r"|\b(?:per|se)(hari|minggu|bulan|tahun|ekor|lembar|kilo|kg|liter|buah|butir|biji|ikat|karung|orang|kali)\b"
)
_PERIODS: Final = frozenset({"hari", "minggu", "bulan", "tahun"})
_WHEN: Final = re.compile(r"\b(hari|minggu|bulan|tahun|musim)\s+(?:yang\s+)?(lalu|ini|kemarin|terakhir|depan)\b")
_TENSES: Final = {"kemarin": "lalu", "terakhir": "lalu"}
_WHICH: Final = re.compile(r"\b(?!seberapa)([a-z]+)\s+(?:ke\s+)?berapa\b")
_NO_NAMES: Final = frozenset({"sudah", "kira", "dan", "atau", "ada", "dalam", "dengan", "untuk", "dari", "ini", "lalu"})
_AMOUNT_WORDS: Final = frozenset({"jumlah", "banyak", "banyaknya", "kira", "total", "lama"})
_CLASSIFIERS: Final = frozenset(
    """orang ekor butir buah biji lembar helai batang pohon pasang potong unit ikat bungkus karung kg kilo gram ton kuintal
    liter ember meter hektar kodi lusin""".split()
)
_NO_NOUNS: Final = frozenset({"yang", "ibu", "di", "dari", "ke", "per", "untuk", "dalam", "pada"})
_AGES: Final = frozenset({"umur", "usia"})


@lru_cache(maxsize=1_000)
def asked_by(label: str) -> Asked:
    """Return what the label of a question says about the number it asks for. Pure; empty where it says nothing."""
    folded = label.lower()
    sentence = _SENTENCE.search(folded)
    said = sentence[0] if sentence else folded
    words = _WORD.findall(said)
    when = _WHEN.search(said)
    which = _WHICH.search(said)
    name = which[1] if which and which[1] not in _NO_NAMES else ""
    return Asked(
        of=("tahun",) if name in _AGES else () if name else _counted(words),
        per=_per(said, when[1] if when else ""),
        when=f"{when[1]} {_TENSES.get(when[2], when[2])}" if when else "",
        which="" if name in _AGES else name,
        words=frozenset(words),
    )


def _counted(words: list[str]) -> tuple[str, ...]:
    """Return the thing counted: what stands after "berapa", with the noun that a classifier belongs to."""
    at = words.index("berapa") + 1 if "berapa" in words else words.index("jumlah") if "jumlah" in words else len(words)
    while at < len(words) and words[at] in _AMOUNT_WORDS:
        at += 1
    thing = words[at : at + 1]
    if not thing:
        return ()
    if thing[0] in _AGES:
        return ("tahun",)
    noun = [word for word in words[at + 1 : at + 2] if word not in _NO_NOUNS]
    return (*thing, *noun) if thing[0] in _CLASSIFIERS else tuple(thing)


def _per(said: str, period: str) -> tuple[str, ...]:
    """Return what the number is for: a period, or the thing whose price is asked ("per kg", "satu tikar")."""
    found = ["".join(parts) for parts in _PER.findall(said)]
    if period:
        found.append(period)
    elif re.search(r"\bkemarin\b|\bhari ini\b", said):
        found.append("hari")
    return tuple(dict.fromkeys(found))
