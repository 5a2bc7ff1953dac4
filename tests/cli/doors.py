"""What a command is given in tests: a house that is open already, and a time that stands still."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.services.house import House
from bot.settings import Settings
from tests.federation import NOON


@dataclass(frozen=True)
class Doors:
    """Stands for ``bot.cli.context.Doors``."""

    opened: House
    at: datetime = NOON

    def house(self) -> House:
        """Return the test's house."""
        return self.opened

    def now(self) -> datetime:
        """Return the time that was given, else noon."""
        return self.at

    def settings(self, more: Mapping[str, str] | None = None) -> Settings:
        """Return the house's own."""
        assert more is None
        return self.opened.settings
