"""Reads what the secretariat sets as data, ``surveys/federasi/``; a file that is not there leaves its defaults."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from bot.bootstrap.settings import ROOT, CannotStart, read_text
from bot.policy import budgets, hours, pace, prices
from bot.policy.budgets import Budgets
from bot.policy.hours import Hours
from bot.policy.pace import Pace
from bot.policy.prices import Prices
from bot.policy.reading import PolicyError

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Policy:
    """Hours, the pace of each sender by channel and medium, what messages cost, and how much may be spent."""

    hours: Hours = field(default_factory=Hours)
    paces: Mapping[tuple[str, str], Pace] = field(default_factory=dict)
    prices: Prices = field(default_factory=Prices)
    budgets: Budgets = field(default_factory=Budgets)


def read_policy(root: Path = ROOT) -> Policy:
    """Return what the files of ``root/surveys/federasi`` set. Raises CannotStart with every slip of a file."""
    folder = root / "surveys" / "federasi"
    holidays = _made(folder / hours.HOLIDAYS, hours.read_holidays)
    return Policy(
        hours=_made(folder / hours.FILE, lambda source: hours.read_hours(source, holidays)),
        paces=_made(folder / pace.FILE, pace.read_paces),
        prices=_made(folder / prices.FILE, prices.read_prices),
        budgets=_made(folder / budgets.FILE, budgets.read_budgets),
    )


def _made(file: Path, make: Callable[[str], Made]) -> Made:
    try:
        return make(read_text(file) if file.is_file() else "")
    except PolicyError as error:
        raise CannotStart(*error.sentences) from error
