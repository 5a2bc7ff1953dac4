"""Letters to the secretariat: each is sent until it is sent, and noted then. What is due is worked out from the database."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from bot.channels.base import Letter, Postman, SendError
from bot.services import summaries
from bot.services.house import House
from bot.wording.letters import alarm_letter, summary_letter
from storage import facts
from storage import tables as t

log = logging.getLogger(__name__)

WAIT: Final = timedelta(minutes=10)
"""How long to wait at least after a failure."""

AS_LONG: Final = timedelta(days=1)
"""An alarm that is older when e-mail is first set up is no news."""

_NEXT: Final = "letters.not_before"
_SUMMARY: Final = "letters.summary"
_ALARM: Final = "letters.alarm"


@dataclass(frozen=True, slots=True)
class _Due:
    letter: Letter
    fact: str
    value: str


def due(house: House, postman: Postman, now: datetime) -> int:
    """Send what is due and return how many letters went. After a failure nothing is tried for a while; nothing is lost."""
    with house.db.reading() as db:
        not_before = facts.get(db, _NEXT)
    if not_before and datetime.fromisoformat(not_before) > now:
        return 0
    sent = 0
    for one in _waiting(house, now):
        try:
            postman.send(one.letter)
        except SendError as error:
            log.warning("the letter %s was not sent: %s", one.letter.key, error.code)
            with house.db.transaction() as db:
                facts.put(db, _NEXT, (now + max(error.after or WAIT, WAIT)).isoformat(), now)
            return sent
        with house.db.transaction() as db:
            facts.put(db, one.fact, one.value, now)
        sent += 1
    return sent


def _waiting(house: House, now: datetime) -> Iterator[_Due]:
    """Give what is to be sent, alarms first."""
    g = t.message.c
    with house.db.reading() as db:
        told = int(facts.get(db, _ALARM) or 0)
        alarms = (g.kind == "alarm", g.for_person, g.id > told, g.received_at > now - AS_LONG)
        count, newest = db.execute(select(func.count(), func.max(g.id)).where(*alarms)).one()
        week, mailed = facts.get(db, summaries.SENT), facts.get(db, _SUMMARY)
        # A week that was passed over has no summary.
        kept = select(t.weekly_summary.c.text_whatsapp).where(t.weekly_summary.c.week == week)
        summary = db.scalar(kept) if week and week != mailed else None
    if count:
        subject, text = alarm_letter(house.words, count)
        yield _Due(Letter(f"alarm-{newest}", subject, text, now), _ALARM, str(newest))
    if week and summary:
        subject, text = summary_letter(house.words, week, summary)
        yield _Due(Letter(f"summary-{week}", subject, text, now), _SUMMARY, week)
