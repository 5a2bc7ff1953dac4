"""Publishing a survey: its version and its consent wording are kept for good, under their hashes."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import Connection

from bot.services.rows import upsert
from bot.survey.model import Survey
from storage import tables as t


def publish(db: Connection, survey: Survey, now: datetime) -> None:
    """Keep this version of ``survey`` and the wording of its consent. A version that is there already stays as it is."""
    dialect = db.dialect.name
    version = upsert(dialect, t.survey_version).values(
        hash=survey.hash, name=survey.name, source=survey.source, published_at=now
    )
    db.execute(version.on_conflict_do_nothing(index_elements=["hash"]))
    consent = survey.consent
    wording = upsert(dialect, t.consent_wording).values(
        hash=consent.wording_hash,
        purpose=consent.purpose,
        version=consent.version,
        label=json.dumps(dict(consent.label), ensure_ascii=False, sort_keys=True),
    )
    db.execute(wording.on_conflict_do_nothing(index_elements=["hash"]))
