"""How much may be spent: the federation's month, each round, the month of a union; from ``surveys/federasi/anggaran.yaml``.

Amounts are thousandths of a rupiah. What is not set has no limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.policy.money import amount
from bot.policy.reading import Reader

FILE: Final = "anggaran.yaml"

WARN_AT: Final = 80
"""Per cent of a budget at which the secretariat is told."""


@dataclass(frozen=True, slots=True)
class Budgets:
    """The budgets. ``surveys`` are those of a round of one survey and win over ``round_``; ``unions`` are a month's, by key."""

    month: int | None = None
    round_: int | None = None
    surveys: Mapping[str, int] = field(default_factory=dict)
    unions: Mapping[str, int] = field(default_factory=dict)

    @property
    def none(self) -> bool:
        """Whether nothing is limited."""
        return self.month is None and not self.rounds and not self.unions

    @property
    def rounds(self) -> bool:
        """Whether any round is limited."""
        return self.round_ is not None or bool(self.surveys)

    def of_round(self, survey: str) -> int | None:
        """Return the budget of one round of ``survey``."""
        return self.surveys.get(survey, self.round_)


def read_budgets(source: str, file: str = FILE) -> Budgets:
    """Return the budgets that ``anggaran.yaml`` sets: ``bulan``, ``putaran``, ``survei`` and ``serikat``. Raises PolicyError."""
    reader = Reader.of(source, file)
    found = Budgets(
        amount(reader, "bulan"), amount(reader, "putaran"), _by_name(reader, "survei"), _by_name(reader, "serikat")
    )
    reader.done()
    return found


def _by_name(reader: Reader, name: str) -> dict[str, int]:
    inside = reader.inner(name)
    if inside is None:
        return {}
    found = {one.lower(): amount(inside, one) for one in list(inside.table.entries)}
    return {one: limit for one, limit in found.items() if limit is not None}
