"""A small federation to test with: one house over a real database, two unions, a handful of invented women."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from bot.bootstrap.policy import read_policy
from bot.channels.base import Channel
from bot.channels.simulator import SimulatorChannel
from bot.message import Incoming, Medium
from bot.policy.budgets import Budgets
from bot.policy.pace import Pace
from bot.policy.prices import Prices
from bot.services.house import House, Library, Shelf
from bot.settings import Settings, parse_settings
from bot.survey.model import Survey
from bot.survey_files import load_surveys
from bot.understanding import Phrases
from bot.wording.words import Words, parse_catalogue
from storage import tables as t
from storage.database import Database
from tests.understanding.readings import PHRASES

ROOT = Path(__file__).parent.parent
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
"""Tuesday 24 November 2026, 12.00 WIB."""


def phrases() -> Phrases:
    """Return the phrase tables of the repository."""
    return PHRASES


@cache
def words() -> Words:
    """Read the catalogues of the repository."""
    files = (ROOT / "locales").glob("*/LC_MESSAGES/messages.po")
    return Words({path.parent.parent.name: parse_catalogue(path.read_bytes()) for path in files})


@cache
def surveys() -> tuple[Survey, ...]:
    """Read the surveys of the repository."""
    return load_surveys([ROOT / "surveys"]).surveys


@cache
def prices() -> Prices:
    """Read the prices of the repository."""
    return read_policy(ROOT).prices


def house_of(
    database: Database,
    environ: Mapping[str, str] | None = None,
    channels: Mapping[str, Channel] | None = None,
    settings: Settings | None = None,
    paces: Mapping[tuple[str, str], Pace] | None = None,
    *,
    prices_: Prices | None = None,
    budgets: Budgets | None = None,
) -> House:
    """Build a house over ``database`` with the simulator on, unless told otherwise."""
    simulator = SimulatorChannel()
    return House(
        settings=settings or parse_settings({"SUARA_SIMULATOR": "1", **(environ or {})}),
        db=database,
        library=Library(surveys()),
        words=words(),
        shelf=Shelf(phrases()),
        channels=channels or {simulator.name: simulator},
        paces=paces or {},
        prices=prices() if prices_ is None else prices_,
        budgets=budgets or Budgets(),
    )


@dataclass
class Federation:
    """Puts people into a house's database and speaks for them."""

    house: House
    count: int = 0
    said: list[Incoming] = field(default_factory=list)

    def union(self, key: str, zone: str = "WIB") -> int:
        """Add a union and return its id."""
        with self.house.db.transaction() as db:
            db.execute(
                insert(t.union).values(
                    key=key, name=key.title().replace("-", " "), kabupaten=key, province="", zone=zone, demo=True
                )
            )
            return int(db.scalar(select(t.union.c.id).where(t.union.c.key == key)) or 0)

    def member(
        self,
        name: str,
        number: str,
        *,
        union_id: int | None = None,
        role: str = "member",
        zone: str = "WIB",
        language: str = "id",
        medium: Medium = "sms",
        demo: bool = True,
    ) -> int:
        """Add a woman with her number (shared where it is there already) and return her id."""
        keys = self.house.db.keys
        with self.house.db.transaction() as db:
            member_id = db.execute(
                insert(t.member)
                .values(
                    name=name,
                    role=role,
                    union_id=union_id,
                    level="desa",
                    kecamatan="",
                    desa="",
                    zone=zone,
                    language=language,
                    demo=demo,
                    created_at=NOON,
                )
                .returning(t.member.c.id)
            ).scalar_one()
            address_id = db.scalar(select(t.address.c.id).where(t.address.c.hash == keys.find(number)))
            if address_id is None:
                address_id = db.execute(
                    insert(t.address)
                    .values(
                        kind="phone", hash=keys.find(number), value=number, medium=medium, demo=demo, created_at=NOON
                    )
                    .returning(t.address.c.id)
                ).scalar_one()
            db.execute(insert(t.member_address).values(member_id=member_id, address_id=address_id, position=0))
        return int(member_id)

    def says(self, number: str, text: str, **more: Any) -> Incoming:
        """Return a message from ``number`` with a fresh provider id."""
        self.count += 1
        values = {"channel": "simulator", "provider_id": f"SM{self.count:032d}", "medium": "sms", **more}
        self.said.append(Incoming(sender=number, text=text, **values))
        return self.said[-1]
