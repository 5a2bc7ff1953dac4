"""The head of a survey file: what its settings mean, and the consent that stands in where an author wrote none."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import timedelta
from typing import Final, Literal

from bot.survey.cells import Cells
from bot.survey.model import Consent, Texts
from bot.survey.yaml_text import Items, Leaf

SETTINGS: Final = (
    "form_id",
    "form_title",
    "default_language",
    "keyword",
    "group",
    "expires_after",
    "reminders",
    "thanks",
    "outcome",
)
OUTCOMES: Final = {
    "": "",
    "complaint": "complaint",
    "pengaduan": "complaint",
    "story": "story",
    "cerita": "story",
    "response_sheet": "response_sheet",
    "lembar_tanggapan": "response_sheet",
    "registration": "registration",
    "pendaftaran": "registration",
    "confirmation": "confirmation",
    "konfirmasi": "confirmation",
}
"""What a finished conversation means, as authors write it and as it is stored; nothing: answers, no more."""
_KEYWORD: Final = re.compile(r"[A-Z][A-Z0-9]{2,19}")
GROUPS: Final = {
    "members": "members",
    "anggota": "members",
    "staff": "staff",
    "staf": "staff",
    "partners": "partners",
    "mitra": "partners",
}
"""Whom a survey is for, as authors write it and as it is stored."""
_DEFAULT_CONSENT: Final[Texts] = {
    "id": "HAPSARI: beberapa pertanyaan, jawaban rahasia, utk perbaikan program. "
    "Biaya SMS biasa. Balas YA ikut, TIDAK tidak ikut, BERHENTI kapan saja.",
    "jv": "HAPSARI: sawetara pitakonan, wangsulan dipunwadosaken, kangge ndandosi program. "
    "Balas YA utawi TIDAK, BERHENTI kapan kemawon.",
    "en": "HAPSARI: a few questions, answers are confidential, to improve the programme. "
    "Usual SMS cost. Reply YES or NO, STOP at any time.",
}
_DEFAULT_PURPOSE: Final = "perbaikan program"


def wording_hash(purpose: str, label: Texts) -> str:
    """Return 16 hex digits over what a person agreed to: the purpose and the wording in every language."""
    written = json.dumps([purpose, sorted(label.items())], ensure_ascii=True)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


STANDARD_CONSENT: Final = Consent(
    _DEFAULT_PURPOSE, "baku", _DEFAULT_CONSENT, wording_hash(_DEFAULT_PURPOSE, _DEFAULT_CONSENT)
)
"""What is said before the first question of a survey that brings no consent of its own."""


def keyword(settings: Cells) -> str:
    """Return the word that starts the survey, in capitals; empty where there is none."""
    keyword = settings.text("keyword").upper()
    if keyword and not _KEYWORD.fullmatch(keyword):
        settings.refuse("keyword", "one word of 3 to 20 letters and digits", "satu kata, 3 sampai 20 huruf atau angka")
    return keyword


def group(settings: Cells) -> Literal["members", "staff", "partners"]:
    """Return whom the survey is for."""
    match settings.one_of("group", GROUPS, "members"):
        case "staff":
            return "staff"
        case "partners":
            return "partners"
        case _:
            return "members"


def outcome(settings: Cells) -> str:
    """Return what a finished conversation means besides its answers; empty where nothing is said."""
    return settings.one_of("outcome", {said: meant for said, meant in OUTCOMES.items() if said}, "")


def expiry(settings: Cells) -> timedelta:
    """Return how long a conversation waits for her next message; 7 days where nothing is said."""
    said = settings.text("expires_after").lower()
    if not said:
        return timedelta(days=7)
    found = re.fullmatch(r"([0-9]{1,3}) ?(jam|hours?|hari|days?|minggu|weeks?)?", said)
    if found is not None:
        unit = (found[2] or "hari")[0:3]
        hours = int(found[1]) * {"jam": 1, "hou": 1, "min": 168, "wee": 168}.get(unit, 24)
        if 1 <= hours <= 90 * 24:
            return timedelta(hours=hours)
    settings.refuse("expires_after", "a span such as 7 hari, up to 90 days", "jangka seperti 7 hari, paling lama 90")
    return timedelta(days=7)


def reminders(settings: Cells) -> tuple[timedelta, ...] | None:
    """Return when to remind, counted from the invitation; None where the house's own days hold."""
    tree = settings.table.entries.get("reminders")
    if tree is None:
        return None
    said = [each.text if isinstance(each, Leaf) else "?" for each in tree.items] if isinstance(tree, Items) else None
    if said is None:
        text = settings.text("reminders").lower()
        said = [] if text in {"", "tidak", "no", "0"} else re.split(r"\s*(?:,|dan|and)\s*", text)
    days = [int(each) for each in said if re.fullmatch("[0-9]{1,2}", each)]
    if len(days) != len(said) or len(days) > 2 or days != sorted(set(days)) or not all(1 <= day <= 30 for day in days):
        settings.problems.add(
            "S108",
            settings.where("reminders"),
            key="reminders",
            value=", ".join(said)[:40],
            wanted_en="at most two days after the invitation, such as [1, 3]",
            wanted_id="paling banyak dua hari sesudah undangan, misalnya [1, 3]",
            maybe_en="",
            maybe_id="",
        )
        return None
    return tuple(timedelta(days=day) for day in days)
