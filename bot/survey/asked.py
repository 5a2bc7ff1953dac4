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
    r"\b(?:per|tiap|setiap|satu|1)\s+([a-z]+)|/\s*([a-z]+)"
    r"|\b(hari|minggu|bulan|tahun)an\b"
    r"|\b(?:per|se)(hari|minggu|bulan|tahun|ekor|lembar|kilo|kg|liter|buah|butir|biji|ikat|karung|orang|kali)\b"
)
_PERIODS: Final = frozenset({"hari", "minggu", "bulan", "tahun"})
_WHEN: Final = re.compile(r"\b(hari|minggu|bulan|tahun|musim)\s+(?:yang\s+)?(lalu|ini|kemarin|terakhir|depan)\b")
_TENSES: Final = {"kemarin": "lalu", "terakhir": "lalu"}
_WHICH: Final = re.compile(r"\b(?!seberapa)([a-z]+)\s+(?:ke\s+)?berapa\b")
_BEARERS: Final = frozenset({"tahun", "rt", "rw", "kelas", "nomor", "jam", "pukul", "tanggal", "dusun", "blok"})
_AMOUNT_WORDS: Final = frozenset({"jumlah", "banyak", "banyaknya", "kira", "total", "lama"})
_PIECES: Final = (
    "orang",
    "ekor",
    "butir",
    "buah",
    "biji",
    "lembar",
    "helai",
    "batang",
    "pohon",
    "pasang",
    "potong",
    "unit",
)
_MEASURES: Final = (
    "ikat",
    "bungkus",
    "karung",
    "kg",
    "kilo",
    "gram",
    "ton",
    "kuintal",
    "liter",
    "ember",
    "meter",
    "hektar",
)
_CLASSIFIERS: Final = frozenset({*_PIECES, *_MEASURES, "kodi", "lusin"})
_NO_NOUNS: Final = frozenset({"yang", "ibu", "anda", "di", "dari", "ke", "per", "untuk", "dalam", "pada"})
_WOMEN: Final = frozenset({"ibu", "perempuan", "bapak", "laki"})
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
    name = which[1] if which and which[1] in _BEARERS else ""
    return Asked(
        of=() if name else _counted(words),
        per=_per(said, when[1] if when else ""),
        when=f"{when[1]} {_TENSES.get(when[2], when[2])}" if when else "",
        which=name,
        words=frozenset(words),
    )


def _counted(words: list[str]) -> tuple[str, ...]:
    """Return the thing counted: what stands after "berapa", with the noun that a classifier belongs to, else before it."""
    asking = "berapa" if "berapa" in words else "jumlah"
    if asking not in words:
        return ()
    at = words.index(asking)
    before = [word for word in words[:at] if word not in _NO_NOUNS]
    after = words[at + 1 :]
    while after and after[0] in _AMOUNT_WORDS:
        del after[0]
    if (before and before[-1] in _AGES) or not after or (after[0] in _NO_NOUNS and after[0] not in _WOMEN):
        after = before[-1:]
    if after and after[0] in _WOMEN:
        return ("orang",)
    if not after or after[0] in _AGES:
        return ("tahun",) if after else ()
    noun = [word for word in after[1:2] if word not in _NO_NOUNS]
    return (after[0], *noun) if after[0] in _CLASSIFIERS else (after[0],)


def _per(said: str, period: str) -> tuple[str, ...]:
    """Return what the number is for: a period, or the thing whose price is asked ("per kg", "satu tikar")."""
    found = ["".join(parts) for parts in _PER.findall(said)]
    if period:
        found.append(period)
    elif re.search(r"\bkemarin\b|\bhari ini\b", said):
        found.append("hari")
    return tuple(dict.fromkeys(found))
