"""Publishing a survey: its version and its consent wording are kept for good, under their hashes."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from bot.survey.model import Survey
from storage import tables as t
from storage.prepared import Prepared, PreparedInsert


def publish(db: Connection, survey: Survey, now: datetime) -> None:
    """Keep this version of ``survey`` and the wording of its consent. A version that is there already stays as it is."""
    if _KNOWN.fetch(db, {"hash": survey.hash, "wording": survey.consent.wording_hash}):
        return
    version = {"hash": survey.hash, "name": survey.name, "source": survey.source, "published_at": now}
    _VERSION.run(db, [version])
    consent = survey.consent
    wording = {
        "hash": consent.wording_hash,
        "purpose": consent.purpose,
        "version": consent.version,
        "label": json.dumps(dict(consent.label), ensure_ascii=False, sort_keys=True),
    }
    _WORDING.run(db, [wording])


def _once(version: Any) -> Any:
    """Leave a row alone that is there already."""
    return version.on_conflict_do_nothing(index_elements=["hash"])


_KNOWN = Prepared(
    select(t.survey_version.c.hash).where(
        t.survey_version.c.hash == bindparam("hash"),
        select(t.consent_wording.c.hash).where(t.consent_wording.c.hash == bindparam("wording")).exists(),
    )
)
_VERSION = PreparedInsert(t.survey_version, settle=_once)
_WORDING = PreparedInsert(t.consent_wording, settle=_once)
