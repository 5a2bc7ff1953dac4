"""What the webhook missed: every ten minutes Twilio's own list of messages is read, and the unknown ones are taken in.

Twilio by default repeats a webhook only when it cannot connect, and never for long. After an outage the list is read from
where we last were, at most 72 hours back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final

from sqlalchemy import select

from bot.channels.base import Listed, Listing, SendError
from bot.message import Incoming
from bot.services import clock
from bot.services.arrivals import Receive, take_in
from bot.services.house import House
from storage import facts
from storage import tables as t

FARTHEST: Final = timedelta(hours=72)
OVERLAP: Final = timedelta(hours=1)
"""A message may enter the list late, and behind a newer one."""

BATCH: Final = 64
_SEEN_TO: Final = "{}.seen_to"


def poll(house: House, channel: Listing, real_now: datetime, receive: Receive) -> int:
    """Take in what the webhook missed, oldest first, and return how many messages were new.

    ``real_now`` is the real time: Twilio's dates know nothing of a clock that was moved forward for the simulator. Replies
    are left to the worker, or to a webhook that comes late after all. Raises SendError where Twilio does not answer; what
    was taken in by then stays, and the next poll begins where this one began.
    """
    fact = _SEEN_TO.format(channel.name)
    with house.db.reading() as db:
        seen_to = facts.get(db, fact)
    newest = datetime.fromisoformat(seen_to) if seen_to else None
    since = max(newest - OVERLAP, real_now - FARTHEST) if newest else real_now - FARTHEST
    missed: list[Listed] = []
    for page in _batches(channel.list_messages(since), 500):
        # The clock of the list is Twilio's; ours may be wrong, or moved forward.
        newest = max([one.at for one in page] + ([newest] if newest else []))
        missed.extend(_unknown(house, page))
    missed.sort(key=lambda one: one.at)
    now = clock.now(house, real_now)
    taken = 0
    for batch in _batches(missed, BATCH):
        messages = [_whole(channel, one) for one in batch]
        taken += take_in(house, messages, now, receive)
    if newest is not None:
        with house.db.transaction() as db:
            facts.put(db, fact, newest.astimezone(UTC).isoformat(), now)
    return taken


def _unknown(house: House, listed: Sequence[Listed]) -> list[Listed]:
    """Return those that are not in our own table; ``receive`` would know them too, but at the price of a write."""
    ids = [one.incoming.provider_id for one in listed]
    channel = listed[0].incoming.channel
    statement = select(t.message.c.provider_id).where(t.message.c.channel == channel, t.message.c.provider_id.in_(ids))
    with house.db.reading() as db:
        known = set(db.scalars(statement))
    return [one for one in listed if one.incoming.provider_id not in known]


def _whole(channel: Listing, listed: Listed) -> Incoming:
    """Return the message with its media; where Twilio no longer has them, the message without."""
    try:
        return channel.with_media(listed)
    except SendError as error:
        if error.code not in {"20404", "http-404"}:
            raise
        return listed.incoming


def _batches(items: Iterable[Listed], size: int) -> Iterator[list[Listed]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
