"""What reading a reply can come to. Not understanding is a result, never an exception.

``Read``: the value as it is stored, the rule that read it, and how sure that rule is.
``Unclear``: what she may have meant, best first, and why it is not certain; the engine asks back once, either/or.
``NotAnAnswer``: nothing in the reply answers this question.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Reason = Literal[
    "morning_or_evening",
    "which_choice",
    "which_place",
    "which_number",
    "thousands",
    "range",
    "no_such_date",
    "which_date",
    "yes_or_no",
    "limits",
    "typo",
]
"""Why a reading is not certain; the wording of the question back depends on it."""


@dataclass(frozen=True, slots=True)
class Read:
    """A reading that may be stored.

    ``value`` is the XForms text of the answer: "3", "2.5", "1500000", "ya", "pupuk bibit", "2026-11-24", "19:00".
    ``rule`` names the rule that read it ("digits", "choice.number", ...); ``confidence`` is between 0 and 1.
    """

    value: str
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Unclear:
    """A reading that must not be stored yet. ``candidates`` (values as in ``Read``) are best first and may be empty."""

    candidates: tuple[str, ...]
    reason: Reason


@dataclass(frozen=True, slots=True)
class NotAnAnswer:
    """The reply does not answer the question."""


Reading = Read | Unclear | NotAnAnswer


class Control(StrEnum):
    """Words that steer the conversation instead of answering, in the order in which they are looked for."""

    STOP = "stop"  # BERHENTI
    DISTRESS = "distress"  # words of violence or danger: a person must read this
    START = "start"  # MULAI
    HELP = "help"  # BANTUAN
    DONT_KNOW = "dontknow"  # tidak tahu
    SKIP = "skip"  # LEWATI
    BACK = "back"  # KEMBALI
    REPEAT = "repeat"  # ULANG
    RESUME = "resume"  # LANJUT
