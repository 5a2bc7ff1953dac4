"""Voice notes that answer an open question: which of them still wait for a person, and writing down what was said.

The note itself stays as it came; what is written down becomes the answer's text, and who did it stands in the audit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from bot.conversation.asking import VOICE
from bot.services.house import House
from bot.services.media import NoSuchFile
from bot.survey.model import text_in
from storage import tables as t

WRITTEN: Final = "voice.written"
"""The rule of an answer that a person wrote down from a voice note; ``raw`` names the file."""

LONGEST: Final = 10_000
_a, _r = t.answer.c, t.response.c


class NotWritten(Exception):
    """The text cannot stand as the answer. The message is an Indonesian sentence."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice note that answers a question: no name and no number of hers is in it. ``name`` is the file's.

    ``status`` is the file's ("pending" while it is still at the provider); ``words`` are what was written down, "" so far.
    """

    name: str
    response_id: int
    survey: str
    question: str
    label: str
    round_id: int | None
    union: str
    answered_at: datetime
    status: str = ""
    words: str = ""


def waiting(house: House, *, round_id: int | None = None, written: bool = False) -> list[Voice]:
    """Return the voice notes that nobody has written down yet, the oldest first; with ``written`` the others as well."""
    rules = (VOICE, WRITTEN) if written else (VOICE,)
    query = (
        select(t.answer, _r.survey_name, _r.survey_hash, _r.round_id, t.union.c.name.label("union"))
        .join(t.response, _r.id == _a.response_id)
        .outerjoin(t.union, t.union.c.id == _r.union_id)
        .where(_a.rule.in_(rules), _a.words.is_not(None))
        .order_by(_a.answered_at, _a.response_id, _a.question)
    )
    if round_id is not None:
        query = query.where(_r.round_id == round_id)
    with house.db.reading() as db:
        rows = db.execute(query).all()
        known = _statuses(db, [row.raw for row in rows])
        return [_voice(house, db, row, known.get(row.raw, "")) for row in rows]


def write_down(
    house: House, name: str, words: str, now: datetime, *, actor: int | None = None, door: str = "cli"
) -> Voice:
    """Make ``words`` the answer that the voice note called ``name`` gave; once more where it was written down before.

    Raises NoSuchFile where no answer is this file (any more), NotWritten where the words are empty or too long.
    """
    said = "\n".join(line.strip() for line in words.strip().splitlines())
    if not said:
        raise NotWritten("Belum ada tulisannya.")
    if len(said) > LONGEST:
        raise NotWritten(f"Terlalu panjang: paling banyak {LONGEST} huruf.")
    with house.db.transaction() as db:
        row = _of_file(db, name)
        if row is None:
            raise NoSuchFile(f"Tidak ada jawaban suara bernama {name}. Lihat: suara answers waiting")
        hers = (_a.response_id == row.response_id, _a.question == row.question)
        db.execute(update(t.answer).where(*hers).values(words=said, rule=WRITTEN))
        subject = f"response {row.response_id} {row.question}"
        db.execute(
            insert(t.audit), {"at": now, "member_id": actor, "door": door, "action": "answer.write", "subject": subject}
        )
        after = db.execute(_of_answer(row)).one()
        return _voice(house, db, after, _statuses(db, [name]).get(name, ""))


def _of_file(db: Connection, name: str) -> Any:
    """Return the answer that is this file, locked against a correction of hers; answers are locked, so they are opened here."""
    c, g, m = t.conversation.c, t.message.c, t.media.c
    responses = (
        select(c.response_id)
        .join(t.message, g.conversation_id == c.id)
        .join(t.media, m.message_id == g.id)
        .where(m.name == name)
    )
    found = select(_a.response_id, _a.question, _a.raw).where(
        _a.response_id.in_(responses), _a.rule.in_((VOICE, WRITTEN))
    )
    return next((row for row in db.execute(found.with_for_update()) if row.raw == name), None)


def _of_answer(row: Any) -> Any:
    return (
        select(t.answer, _r.survey_name, _r.survey_hash, _r.round_id, t.union.c.name.label("union"))
        .join(t.response, _r.id == _a.response_id)
        .outerjoin(t.union, t.union.c.id == _r.union_id)
        .where(_a.response_id == row.response_id, _a.question == row.question)
    )


def _statuses(db: Connection, names: list[str]) -> dict[str, str]:
    m, found = t.media.c, dict[str, str]()
    for start in range(0, len(names), 500):
        some = select(m.name, m.status).where(m.name.in_(names[start : start + 500]))
        found |= {row.name: row.status for row in db.execute(some)}
    return found


def _voice(house: House, db: Connection, row: Any, status: str) -> Voice:
    asked = house.library.version(db, row.survey_hash).question(row.question)
    return Voice(
        row.raw,
        row.response_id,
        row.survey_name,
        row.question,
        text_in(asked.label, "id"),
        row.round_id,
        row.union or "",
        row.answered_at,
        status,
        row.words if row.rule == WRITTEN else "",
    )
