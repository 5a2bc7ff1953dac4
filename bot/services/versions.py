"""The published versions of surveys: which there are, since when, in which rounds, and what stood in each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from bot.authoring.changes import Comparison, Verdict, compare
from bot.services.house import House
from bot.survey.model import Survey
from storage import tables as t


@dataclass(frozen=True, slots=True)
class Version:
    """One version: its content hash, since when it is kept (UTC), and the numbers of the rounds that used it."""

    name: str
    hash: str
    published_at: datetime
    rounds: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """More than one version has a hash that begins like this."""

    hashes: tuple[str, ...]


def versions(db: Connection, name: str = "") -> tuple[Version, ...]:
    """Return every published version (of the survey called ``name``), by name and then in the order of publishing."""
    v, r = t.survey_version.c, t.round_.c
    wanted = select(v.name, v.hash, v.published_at).order_by(v.name, v.published_at, v.hash)
    if name:
        wanted = wanted.where(v.name == name)
    rounds: dict[str, list[int]] = {}
    for row in db.execute(select(r.survey_hash, r.id).order_by(r.id)):
        rounds.setdefault(row.survey_hash, []).append(row.id)
    return tuple(
        Version(row.name, row.hash, row.published_at, tuple(rounds.get(row.hash, ()))) for row in db.execute(wanted)
    )


def find_version(db: Connection, prefix: str, name: str = "") -> str | Ambiguous | None:
    """Return the hash of the version (of the survey called ``name``) that begins with ``prefix``; None where there is none."""
    v = t.survey_version.c
    query = select(v.hash).where(v.hash.startswith(prefix.lower(), autoescape=True)).order_by(v.hash).limit(6)
    found = tuple(db.scalars(query.where(v.name == name) if name else query))
    return (found[0] if len(found) == 1 else Ambiguous(found)) if found else None


def changes(house: House, db: Connection, survey: Survey) -> Comparison | None:
    """Return what is different in today's ``survey`` from the version that its last round used, else was published last.

    None where there is nothing to compare with, or where that version is this very one.
    """
    r, v = t.round_.c, t.survey_version.c
    used = select(r.survey_hash).where(r.survey_name == survey.name).order_by(r.opened_at.desc(), r.id.desc()).limit(1)
    before = db.scalar(used)
    if before is None:
        known = db.scalars(select(v.hash).where(v.name == survey.name).order_by(v.published_at.desc(), v.hash)).all()
        before = None if survey.hash in known else next(iter(known), None)
    if before is None or before == survey.hash:
        return None
    return compare(house.library.version(db, before), survey)


def changed(house: House, db: Connection, survey: Survey) -> int:
    """Count the questions whose answers cannot simply stand beside those of the last round; 0 where there was none."""
    found = changes(house, db, survey)
    return 0 if found is None else sum(one.verdict is not Verdict.SAME for one in found.questions)
