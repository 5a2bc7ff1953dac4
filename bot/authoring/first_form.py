"""A first survey file from a few answers: what `suara survey new` writes, with notes where an author goes on."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bot.segments import measure

Group = Literal["anggota", "staf", "mitra"]

GROUPS: Final[tuple[Group, ...]] = ("anggota", "staf", "mitra")


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of question that is offered: its words for the author, and the YAML type and columns that it becomes."""

    said: str
    type: str
    columns: tuple[tuple[str, str], ...] = ()
    lists: bool = False


SORTS: Final = (
    Sort("jawaban bebas", "text"),
    Sort("angka", "integer", (("min", "0"),)),
    Sort("jumlah uang (rupiah)", "integer", (("unit", "rupiah"), ("min", "0"))),
    Sort("ya atau tidak", "select_one yatidak"),
    Sort("pilih satu", "select_one", lists=True),
    Sort("pilih beberapa", "select_multiple", lists=True),
    Sort("skala, dari yang paling rendah", "scale", lists=True),
    Sort("tanggal", "date"),
    Sort("jam", "time"),
    Sort("foto (hanya WhatsApp)", "image"),
)
"""The sorts, in the order in which they are numbered for the author."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One question as the author gave it: its words, its sort, and the labels of its choices."""

    label: str
    sort: Sort
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A survey as the author gave it. ``version`` names the consent's wording ("2026-11")."""

    name: str
    title: str
    keyword: str
    group: Group
    purpose: str
    version: str
    questions: tuple[Asking, ...]


EXAMPLE: Final = (
    Asking("Apakah Ibu ikut kegiatan serikat bulan ini?", SORTS[3]),
    Asking("Kegiatan apa yang paling berguna?", SORTS[4], ("Pelatihan", "Simpan pinjam", "Temu pejabat", "Lainnya")),
    Asking("Apa saran Ibu untuk serikat?", SORTS[0]),
)
"""What stands in where the author takes the defaults."""

_IDLE: Final = frozenset(
    [
        "ada",
        "adakah",
        "apa",
        "apakah",
        "atau",
        "bapak",
        "berapa",
        "bagaimana",
        "boleh",
        "bolehkah",
        "bu",
        "dalam",
        "dan",
        "dari",
        "di",
        "dengan",
        "ibu",
        "itu",
        "kah",
        "kali",
        "ke",
        "kepada",
        "kapan",
        "mana",
        "menurut",
        "oleh",
        "pada",
        "pakai",
        "paling",
        "saat",
        "sejak",
        "seberapa",
        "sekarang",
        "selama",
        "siapa",
        "sudah",
        "sudahkah",
        "tahun",
        "untuk",
        "yang",
    ]
)
_WORD: Final = re.compile(r"[a-z0-9]+")
_LONGEST: Final = 24
_PLAIN: Final = re.compile(r"[^\W\d_](?:[^\n:#\"'`\\{}\[\]&*!|>%@]|:(?=\S))*[^\s:]|[^\W\d_]")
_PLAIN_IN_BRACES: Final = re.compile(r"[A-Za-z](?:[A-Za-z0-9 /()-]*[A-Za-z0-9)])?")
_SPECIAL: Final = frozenset({"yes", "no", "true", "false", "null", "on", "off", "y", "n"})


def slug(text: str, taken: Iterable[str] = (), *, first: str = "x") -> str:
    """Return a short name made of the words that matter in ``text``, other than those ``taken``.

    ``first`` stands in where nothing is left, and before a digit.
    """
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    words = _WORD.findall(plain)
    telling = [word for word in words if word not in _IDLE] or words
    name = ""
    for word in telling[:3]:
        longer = f"{name}_{word}".strip("_")
        if name and len(longer) > _LONGEST:
            break
        name = longer[:_LONGEST]
    name = name or first
    if not name[0].isalpha():
        name = f"{first}_{name}"
    used, number, found = set(taken), 2, name
    while found in used:
        found, number = f"{name}_{number}", number + 1
    return found


def keyword_of(name: str, taken: Iterable[str] = ()) -> str:
    """Return a keyword for a survey of this name: capitals and digits, 3 to 20, other than those ``taken``."""
    base = "".join(char for char in name.upper() if char.isascii() and char.isalnum()).lstrip("0123456789")[:18]
    base = base if len(base) >= 3 else (base + "SURVEI")[:18]
    used, number, found = {each.upper() for each in taken}, 2, base
    while found in used:
        found, number = f"{base}{number}", number + 1
    return found


def write(draft: Draft) -> str:
    """Return the YAML text of the survey."""
    bu = "Bu" if draft.group == "anggota" else "Bapak/Ibu"
    names: list[str] = []
    lists: dict[str, Sequence[str]] = {}
    rows = []
    for asking in draft.questions:
        name = slug(asking.label, names, first="tanya")
        names.append(name)
        rows.append(_row(asking, name))
        if asking.sort.lists:
            lists[name] = _choices(asking)
    head = f"""\
# {draft.title}. Dibuat dengan: suara survey new
#
# Cara menulis survei ada di surveys/README.md. Sesudah mengubah berkas ini, periksa, mainkan, dan latih:
#   suara survey check BERKAS
#   suara survey play BERKAS
#   suara survey rehearse BERKAS

settings:
  form_id: {draft.name}
  form_title:
    id: {quoted(draft.title)}
  default_language: id
  # Siapa pun yang menulis kata ini ikut survei ini.
  keyword: {draft.keyword}
  # anggota, staf, atau mitra
  group: {draft.group}
  expires_after: 7 hari
  # Diingatkan sekian hari sesudah undangan, paling banyak dua kali; [] berarti tidak diingatkan.
  reminders: [1, 3]
  thanks:
    id: {quoted(f"Terima kasih, {bu}. Jawabannya kami baca bersama di serikat.")}

consent:
  # Ganti bila kata-kata di bawah berubah; semua orang lalu ditanya lagi.
  version: {draft.version}
  purpose: {quoted(draft.purpose)}
  label:
    id: {quoted(consent(draft))}

survey:
  # Bahasa lain: tambahkan jv: atau en: di bawah setiap id:
  # Kalimat yang lebih mudah bila balasan belum dipahami: simpler, ditulis seperti label.
  # Syarat bertanya: relevant, misalnya  relevant: {_condition(draft, names[0])}
"""
    parts = [head + "\n".join(rows)]
    if lists:
        parts.append("\nchoices:\n" + "".join(f"  {name}:\n" + "".join(labels) for name, labels in lists.items()))
    return "".join(parts)


def consent(draft: Draft) -> str:
    """Return the consent question: who asks, how many, what for; the purpose is left out where it takes a second SMS."""
    count, end = len(draft.questions), "Balas YA ikut, TIDAK tidak ikut, BERHENTI kapan saja."
    longest = (
        f"HAPSARI: {count} pertanyaan, jawaban rahasia, untuk {draft.purpose[:1].lower()}{draft.purpose[1:]}. {end}"
    )
    return longest if measure(longest).segments == 1 else f"HAPSARI: {count} pertanyaan, jawaban rahasia. {end}"


def quoted(text: str) -> str:
    """Return ``text`` as YAML on one line: as it is where that is safe, else in double quotes."""
    plain = _PLAIN.fullmatch(text) is not None and text.lower() not in _SPECIAL
    return text if plain else _in_quotes(text)


def _in_quotes(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _condition(draft: Draft, name: str) -> str:
    """Return a condition on the first question, as an example."""
    return f"${{{name}}} = 'ya'" if draft.questions[0].sort.type == "select_one yatidak" else f"${{{name}}} != ''"


def _row(asking: Asking, name: str) -> str:
    kind = f"{asking.sort.type} {name}" if asking.sort.lists else asking.sort.type
    lines = [f"  - type: {kind}", f"    name: {name}"]
    lines += [f"    {column}: {value}" for column, value in asking.sort.columns]
    return "\n".join([*lines, "    label:", f"      id: {quoted(asking.label)}", ""])


def _choices(asking: Asking) -> list[str]:
    names: list[str] = []
    lines = []
    for place, label in enumerate(asking.choices, 1):
        name = str(place) if asking.sort.type == "scale" else slug(label, names, first="pilihan")
        names.append(name)
        # A comma or a brace would end it here.
        said = label if _PLAIN_IN_BRACES.fullmatch(label) and label.lower() not in _SPECIAL else _in_quotes(label)
        lines.append(f"    - {{name: {name}, label: {{id: {said}}}}}\n")
    return lines
