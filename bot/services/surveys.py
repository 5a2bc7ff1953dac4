"""Publishing a survey: its version and its consent wording are kept for good, under their hashes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from bot.message import Option, Spoken
from bot.survey.model import Survey
from storage import tables as t
from storage.prepared import Prepared, PreparedInsert


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that goes with a survey, as it is kept: its name in the folder, what it is, how many bytes."""

    content: str
    content_type: str
    size: int


def publish(db: Connection, survey: Survey, now: datetime, files: Mapping[str, KeptFile] | None = None) -> None:
    """Keep this version of ``survey``, the wording of its consent, and where its ``files`` are kept, by the survey's names.

    A version that is there already stays as it is.
    """
    _publish(db, survey, now)
    if files:
        _FILES.run(db, [{"survey_hash": survey.hash, "file": name, **asdict(files[name])} for name in sorted(files)])


def _publish(db: Connection, survey: Survey, now: datetime) -> None:
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


def files_of(db: Connection, hash_: str) -> dict[str, KeptFile]:
    """Return the files that go with a published version, by its own names for them; empty where it has none."""
    f = t.survey_media.c
    found = db.execute(select(t.survey_media).where(f.survey_hash == hash_).order_by(f.file))
    return {row.file: KeptFile(row.content, row.content_type, row.size) for row in found}


def ready(db: Connection, survey: Survey, spoken: Spoken, whose: int) -> Spoken:
    """Return ``spoken`` as it leaves: with where its files are kept, and with taps that name the conversation ``whose``."""
    if spoken.attached:
        spoken = _with_files(db, survey, spoken)
    if spoken.options:
        spoken = replace(spoken, options=tuple(Option(f"{whose}/{one.id}", one.title) for one in spoken.options))
    return spoken


def _with_files(db: Connection, survey: Survey, spoken: Spoken) -> Spoken:
    """Return ``spoken`` with where its files are kept; a file that was never kept is left out."""
    kept = files_of(db, survey.hash)
    there = [one for one in spoken.attached if one.file in kept]
    return replace(
        spoken,
        attached=tuple(
            replace(one, content=kept[one.file].content, content_type=kept[one.file].content_type) for one in there
        ),
    )


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
_FILES = PreparedInsert(
    t.survey_media, settle=lambda row: row.on_conflict_do_nothing(index_elements=["survey_hash", "file"])
)
_WORDING = PreparedInsert(t.consent_wording, settle=_once)
