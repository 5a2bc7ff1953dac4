"""What the engine wants done: meanings, not texts and not deeds.

Speaking effects become words in ``bot.wording`` (all of one step become one bubble); the others are written by the
service in the same transaction. The order in a step is the order in which they are said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.survey.model import Texts
from bot.understanding.reading import Reason

Why = Literal["unread", "inexact", "limits", "constraint", "media", "unsent", "other_media"]
"""Why a reply could not be used: not understood; too vague to store ("banyak", "bulan depan"); outside min/max; the survey's own
constraint; a photo or voice note where words are needed; words where a photo is needed; a file of another kind."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What her answers make of a question of a form.

    ``words`` stand for each ``${name}`` in its texts; ``choices`` are the names of those that are offered now, None for
    all; ``within`` are the labels of the repeats around it, the outermost first, each with the number of the instance.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[str, ...] | None = None
    within: tuple[tuple[Texts, int], ...] = ()


# --- said to her ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AskConsent:
    """Put the survey's consent question. ``again``: the reply was neither yes nor no; ``reminder``: we remind her."""

    again: bool = False
    reminder: bool = False


@dataclass(frozen=True, slots=True)
class Tell:
    """Say the label of a note."""

    question: str
    shown: Shown | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """Put a question. ``number`` of ``total``: total counts the questions still possible on her way.

    ``lead`` tells the wording how to lead in: the plain next one, again after BACK/REPEAT, a reminder, a welcome back.
    """

    question: str
    number: int
    total: int
    lead: Literal["next", "first", "back", "repeat", "reminder", "resume", "after_set_aside"] = "next"
    shown: Shown | None = None


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Put the question in hand again in simpler words, since the reply could not be used. ``attempt`` is 1, 2 or 3."""

    question: str
    number: int
    total: int
    why: Why
    attempt: int
    shown: Shown | None = None


@dataclass(frozen=True, slots=True)
class Confirm:
    """Put a short either/or question back. ``between`` holds values as stored; the wording says them as people do."""

    question: str
    between: tuple[str, ...]
    reason: Reason


@dataclass(frozen=True, slots=True)
class Help:
    """Explain what this is and which words she may write; the question in hand follows as an ``Ask``."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """A keyword could not be followed here (back at the first question, skip of a required one)."""

    why: Literal["nothing_before", "required"]


@dataclass(frozen=True, slots=True)
class Thank:
    """The last word of a finished survey."""


@dataclass(frozen=True, slots=True)
class Regret:
    """The last word after a no to consent: thanks, nothing was kept, MULAI is always possible."""


# --- done by the service -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GiveConsent:
    """She agreed to the survey's wording."""


@dataclass(frozen=True, slots=True)
class Decline:
    """She said no to consent."""


@dataclass(frozen=True, slots=True)
class Record:
    """Store an answer. ``value`` is the XForms text, ``raw`` her own words, ``rule`` and ``confidence`` the reading's.

    ``gap`` is "" for an answer, else why there is none: "skipped", "unknown" (she does not know), "set_aside".
    An answer recorded earlier for the same question is replaced.
    """

    question: str
    value: str
    raw: str
    rule: str
    confidence: float
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Forget:
    """Take an earlier answer back (KEMBALI, or an answer on a branch that is no longer hers)."""

    question: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """It was asked again three times in vain; it is left, and the coordinator sees it. ``raw``: her last reply."""

    question: str
    raw: str


@dataclass(frozen=True, slots=True)
class OptOut:
    """BERHENTI: end everything for this address, at once and for good."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """Her words tell of violence or danger; a named woman of the secretariat must read them now (``raw``)."""

    raw: str


@dataclass(frozen=True, slots=True)
class Keep:
    """Something that is no answer but must be read by a person (a question, a photo). ``raw`` is what she wrote."""

    raw: str


@dataclass(frozen=True, slots=True)
class Finish:
    """The survey is complete. ``outcome`` names what its completion means, empty for a plain survey."""

    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Expire:
    """The conversation ended by silence."""


Speech = AskConsent | Tell | Ask | AskAgain | Confirm | Help | Refuse | Thank | Regret
Deed = GiveConsent | Decline | Record | Forget | SetAside | OptOut | Alarm | Keep | Finish | Expire
Effect = Speech | Deed
