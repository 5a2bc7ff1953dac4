"""What a rule for survey files is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be wrong. The texts hold ``{placeholders}`` that the place fills in."""

    code: str
    severity: Severity
    message_en: str
    message_id: str
    cure_en: str
    cure_id: str
