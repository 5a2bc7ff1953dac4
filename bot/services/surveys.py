"""Publishing a survey: its version and its consent wording are kept for good, under their hashes."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import Connection, Table, bindparam, select

from bot.services.rows import upsert
from bot.survey.model import Survey
from storage import tables as t
from storage.prepared import Prepared


def publish(db: Connection, survey: Survey, now: datetime) -> None:
    """Keep this version of ``survey`` and the wording of its consent. A version that is there already stays as it is."""
    if _KNOWN.fetch(db, {"hash": survey.hash, "wording": survey.consent.wording_hash}):
        return
    dialect = db.dialect.name
    version = {"hash": survey.hash, "name": survey.name, "source": survey.source, "published_at": now}
    _VERSION[dialect].run(db, [version])
    consent = survey.consent
    wording = {
        "hash": consent.wording_hash,
        "purpose": consent.purpose,
        "version": consent.version,
        "label": json.dumps(dict(consent.label), ensure_ascii=False, sort_keys=True),
    }
    _WORDING[dialect].run(db, [wording])


def _once(table: Table) -> dict[str, Prepared]:
    """Return, for each kind of database, an INSERT that leaves a row alone which is there already."""
    return {
        dialect: Prepared(upsert(dialect, table).on_conflict_do_nothing(index_elements=["hash"]), table.c.keys())
        for dialect in ("sqlite", "postgresql")
    }


_KNOWN = Prepared(
    select(t.survey_version.c.hash).where(
        t.survey_version.c.hash == bindparam("hash"),
        select(t.consent_wording.c.hash).where(t.consent_wording.c.hash == bindparam("wording")).exists(),
    )
)
_VERSION = _once(t.survey_version)
_WORDING = _once(t.consent_wording)
