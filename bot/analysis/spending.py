"""What messages came to and what came of them, added up by union and channel. Amounts are thousandths of a rupiah."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.policy.money import THOUSANDTHS

_COUNTS = ("messages", "units", "thousandths", "answers", "responses", "received", "hers")


@dataclass(frozen=True, slots=True)
class Cost:
    """One union's messages through one channel; an empty name stands for several, or for none.

    ``units`` are SMS parts and WhatsApp messages. ``answers`` are answers to questions, ``responses`` surveys that were filled in
    to the end, ``received`` the members' own messages and ``hers`` what those cost them, in thousandths.
    """

    union: str = ""
    key: str = ""
    channel: str = ""
    medium: str = ""
    messages: int = 0
    units: int = 0
    thousandths: int = 0
    answers: int = 0
    responses: int = 0
    received: int = 0
    hers: int = 0

    @property
    def rupiah(self) -> int:
        """What it came to, in whole rupiah."""
        return round(self.thousandths / THOUSANDTHS)

    @property
    def her_rupiah(self) -> int:
        """What the members spent themselves, in whole rupiah."""
        return round(self.hers / THOUSANDTHS)

    @property
    def per_message(self) -> float | None:
        """Rupiah for one message."""
        return _per(self.thousandths, self.messages)

    @property
    def per_answer(self) -> float | None:
        """Rupiah for one answer."""
        return _per(self.thousandths, self.answers)

    @property
    def per_response(self) -> float | None:
        """Rupiah for one completed response."""
        return _per(self.thousandths, self.responses)

    def values(self) -> dict[str, object]:
        """Return it for JSON and CSV, in rupiah."""
        return {
            "union": self.key,
            "union_name": self.union,
            "channel": self.channel,
            "medium": self.medium,
            "messages": self.messages,
            "units": self.units,
            "cost_rupiah": round(self.thousandths / THOUSANDTHS, 3),
            "answers": self.answers,
            "completed_responses": self.responses,
            "per_message": _rounded(self.per_message),
            "per_answer": _rounded(self.per_answer),
            "per_completed_response": _rounded(self.per_response),
            "received": self.received,
            "members_own_cost_rupiah": round(self.hers / THOUSANDTHS, 3),
        }


def _per(thousandths: int, count: int) -> float | None:
    return thousandths / THOUSANDTHS / count if count else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def together(costs: Iterable[Cost], like: Cost | None = None) -> Cost:
    """Return the sum of ``costs``, under the names of ``like``."""
    found = list(costs)
    sums = {name: sum(getattr(one, name) for one in found) for name in _COUNTS}
    return replace(like or Cost(), **sums)


def by_union(costs: Iterable[Cost]) -> list[tuple[Cost, list[Cost]]]:
    """Return each union's sum with its rows by channel, in the order of the rows."""
    groups: dict[str, list[Cost]] = {}
    for one in costs:
        groups.setdefault(one.key, []).append(one)
    return [(together(rows, Cost(rows[0].union, key)), rows) for key, rows in groups.items()]
