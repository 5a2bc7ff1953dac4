"""The published versions of surveys: which there are, since when, in which rounds, and what stood in each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

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


def source_of(db: Connection, prefix: str) -> tuple[str, str] | Ambiguous | None:
    """Return name and source of the version whose hash begins with ``prefix``; None where there is none."""
    v = t.survey_version.c
    found = db.execute(
        select(v.hash, v.name, v.source).where(v.hash.startswith(prefix.lower(), autoescape=True)).limit(6)
    ).all()
    if not found:
        return None
    if len(found) > 1:
        return Ambiguous(tuple(row.hash for row in found))
    return found[0].name, found[0].source
