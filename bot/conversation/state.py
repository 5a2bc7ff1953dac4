"""Where a conversation stands: a small value that is stored as JSON after every line.

``Conversation`` carries a format number and the content hash of the survey version it began with, so that neither a new
release nor an edited survey file can break a conversation that is under way.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from bot.understanding.reading import Reason

FORMAT = 1


class Phase(StrEnum):
    """``consent`` waits for yes or no; ``asking`` waits for the reply to ``at``; the others are over."""

    CONSENT = "consent"
    ASKING = "asking"
    FINISHED = "finished"
    DECLINED = "declined"
    STOPPED = "stopped"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Between:
    """An either/or question that was put back to her: the values she may have meant, best first, and why."""

    candidates: tuple[str, ...]
    reason: Reason


@dataclass(frozen=True, slots=True)
class Conversation:
    """One member's way through one survey.

    ``answers`` holds XForms texts by question name; a question that was skipped, set aside or is not known to her is
    "" there and named in ``gaps`` with the reason ("skipped", "unknown", "set_aside"). ``path`` is the order in which
    questions (and notes) were dealt with, for going back. ``tries`` counts unusable replies to the question in hand.
    """

    survey: str
    language: str = "id"
    phase: Phase = Phase.CONSENT
    at: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    gaps: Mapping[str, str] = field(default_factory=dict)
    path: tuple[str, ...] = ()
    tries: int = 0
    between: Between | None = None
    first_name: str = ""

    @property
    def over(self) -> bool:
        """Whether nothing is awaited any more."""
        return self.phase not in (Phase.CONSENT, Phase.ASKING)

    def but(self, **changes: Any) -> Self:
        """Return this conversation with ``changes``. By hand, because it is done at every step and ``replace`` is slow."""
        new = changes.get
        return type(self)(
            new("survey", self.survey),
            new("language", self.language),
            new("phase", self.phase),
            new("at", self.at),
            new("answers", self.answers),
            new("gaps", self.gaps),
            new("path", self.path),
            new("tries", self.tries),
            new("between", self.between),
            new("first_name", self.first_name),
        )


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def to_json(conversation: Conversation) -> str:
    """Return the stored form (compact JSON with a format number)."""
    return _encode(
        {
            "format": FORMAT,
            "survey": conversation.survey,
            "language": conversation.language,
            "phase": conversation.phase.value,
            "at": conversation.at,
            "answers": dict(conversation.answers),
            "gaps": dict(conversation.gaps),
            "path": conversation.path,
            "tries": conversation.tries,
            "between": [conversation.between.candidates, conversation.between.reason] if conversation.between else None,
            "first_name": conversation.first_name,
        }
    )


def from_json(text: str) -> Conversation:
    """Read the stored form back. A format newer than this release knows is a ValueError that says so."""
    kept = json.loads(text)
    if kept["format"] > FORMAT:
        message = f"a conversation of format {kept['format']} needs a newer release than this one (format {FORMAT})"
        raise ValueError(message)
    between = kept["between"]
    return Conversation(
        survey=kept["survey"],
        language=kept["language"],
        phase=Phase(kept["phase"]),
        at=kept["at"],
        answers=kept["answers"],
        gaps=kept["gaps"],
        path=tuple(kept["path"]),
        tries=kept["tries"],
        between=Between(tuple(between[0]), between[1]) if between else None,
        first_name=kept["first_name"],
    )
