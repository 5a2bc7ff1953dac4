"""Which union is meant where somebody names one: by its key, its name, or the way people call and misspell it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from bot.services import rounds
from bot.services.house import House
from bot.survey.model import Choice, PlaceName, Survey
from bot.understanding import Read, read
from storage import tables as t


@dataclass(frozen=True, slots=True)
class Union:
    """A union of the federation. ``key`` is what is typed in commands ("kulon-progo")."""

    id: int
    key: str
    name: str


def key_of(text: str) -> str:
    """Return a name as it is compared: small letters, words joined by dashes."""
    return "-".join(re.findall(r"\w+", text.lower()))


def every(db: Connection) -> list[Union]:
    """Return all unions, the oldest first."""
    u = t.union.c
    return [Union(*row) for row in db.execute(select(u.id, u.key, u.name).order_by(u.id))]


def named(house: House, db: Connection, text: str, today: date) -> Union | None:
    """Return the one union that ``text`` names, shortened or misspelt ("sergai", "klnprogo"); None for none or several."""
    unions = every(db)
    kind = PlaceName(tuple(Choice(str(one.id), {"id": one.name, "en": one.key}) for one in unions))
    reading = read(kind, text, phrases=house.phrases, today=today)
    return next((one for one in unions if isinstance(reading, Read) and str(one.id) == reading.value), None)


def split_scope(house: House, db: Connection, text: str, today: date) -> tuple[str, Union | None]:
    """Split "corel anggota kulon progo" into what stands before the union, and the union; None where none is named.

    Behind a survey that there is, every name of a union counts; at the end of any other text only its own key or name.
    """
    said = text.split()
    for at in range(len(said) - 1, 0, -1):
        before = " ".join(said[:at])
        if isinstance(rounds.find_survey(house, before), Survey):
            found = named(house, db, " ".join(said[at:]), today)
            if found is not None:
                return before, found
    tail = key_of(text)
    for union in every(db):
        for name in {key_of(union.key), key_of(union.name)}:
            if tail.endswith(f"-{name}"):
                return tail.removesuffix(f"-{name}"), union
    return text, None
