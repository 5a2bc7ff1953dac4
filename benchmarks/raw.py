"""The floor: the rows of one reply, written in one transaction by hand with the bare driver.

No HTTP, no signature, no understanding, no encryption (values of the same size are random bytes); in the very tables and
under the very indexes that the bot uses. Run as a process of its own, so that the flush shim applies to it.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from datetime import UTC, datetime
from typing import Any

import psycopg

QUESTIONS = ("inisiatif", "perubahan", "pelajaran", "dampak", "lanjut", "saran")
TEXT, PAYLOAD, STATE, RAW, SPOKEN = 60, 700, 330, 60, 260
"""Sizes in bytes of the locked values: her words, what the provider posted, the engine's state, the reply."""

READ = (
    "SELECT a.id, c.id, c.response_id, c.state FROM address a JOIN conversation c ON c.address_id = a.id "
    "AND c.status = 'active' WHERE a.hash = ?"
)
SEEN = (
    "INSERT INTO message (id, channel, provider_id, medium, address_id, conversation_id, received_at, text, payload, kind, "
    "for_person) VALUES (?, 'twilio', ?, 'sms', ?, ?, ?, ?, ?, 'answer', FALSE) ON CONFLICT DO NOTHING"
)
ANSWER = (
    "INSERT INTO answer (response_id, question, value, raw, rule, confidence, gap, closed, answered_at) "
    "VALUES (?, ?, '1', ?, 'number', 1.0, '', TRUE, ?) ON CONFLICT (response_id, question) DO UPDATE "
    "SET value = excluded.value, raw = excluded.raw, answered_at = excluded.answered_at"
)
TALLY = (
    "INSERT INTO tally (survey_hash, week, round_id, union_id, voice, question, choice, people) "
    "VALUES ('hash', '2026-W47', 0, 0, 'member', ?, ?, 1) "
    "ON CONFLICT (survey_hash, week, round_id, union_id, voice, question, choice) DO UPDATE SET people = tally.people + 1"
)
STARTED = "UPDATE response SET started_at = ? WHERE id = ? AND started_at IS NULL"
ENDED = "UPDATE response SET ended_at = ?, outcome = 'finished' WHERE id = ?"
SENT = "UPDATE outbox SET state = 'sent', sent_at = ?, claimed_until = NULL WHERE id = ? AND state = 'sending' AND tries = 0"
MOVE = "UPDATE conversation SET state = ?, heard_at = ?, expires_at = ? WHERE id = ?"
REPLY = (
    "INSERT INTO outbox (id, kind, channel, medium, address_id, message_id, priority, state, spoken, template, created_at, "
    "due_at, claimed_until, tries, error_code, error, segments) "
    "VALUES (?, 'reply', 'twilio', 'sms', ?, ?, 0, 'sending', ?, '', ?, ?, ?, 0, '', '', 1)"
)


def prepare(url: str, keys: str, members: int) -> None:
    """Make the bot's tables and ``members`` members who wait for their first question."""
    from sqlalchemy import insert

    from storage import tables
    from storage.database import connect, metadata
    from storage.encryption import KeyRing

    now = datetime.now(UTC)
    database = connect(url, KeyRing.parse(keys))
    metadata.create_all(database.engine)
    ids = range(1, members + 1)
    with database.transaction() as db:
        db.execute(insert(tables.survey_version), {"hash": "hash", "name": "ukur", "source": "", "published_at": now})
        db.execute(
            insert(tables.address),
            [
                {"id": i, "kind": "phone", "hash": _hash(i), "medium": "sms", "demo": False, "created_at": now}
                for i in ids
            ],
        )
        db.execute(
            insert(tables.response),
            [{"id": i, "survey_name": "ukur", "survey_hash": "hash", "address_id": i, "began_at": now, "voice": "member",
              "medium": "sms", "language": "id", "consent_hash": "", "outcome": "", "last_question": "", "demo": False}
             for i in ids],
        )  # fmt: skip
        db.execute(
            insert(tables.conversation),
            [{"id": i, "address_id": i, "response_id": i, "survey_hash": "hash", "state": "x" * (STATE - 32), "heard_at": now,
              "expires_at": now, "status": "active", "channel": "twilio", "medium": "sms"} for i in ids],
        )  # fmt: skip
    database.close()


def _hash(number: int) -> bytes:
    return number.to_bytes(32, "big")


def reply(
    execute: Callable[[str, tuple[Any, ...]], Any], member: int, question: str, row: int, at: Callable[[], Any]
) -> None:
    """Write one reply's rows. ``execute`` runs a statement; ``row`` is a new id; ``at`` gives the time to store."""
    now = at()
    found = execute(READ, (_hash(member),)).fetchone()
    if found is None:
        raise LookupError(member)
    address, conversation, response, _ = found
    execute(SEEN, (row, f"SM{row:032x}", address, conversation, now, os.urandom(TEXT), os.urandom(PAYLOAD)))
    execute(ANSWER, (response, question, os.urandom(RAW), now))
    execute(TALLY, (question, ""))
    execute(TALLY, (question, "1"))
    if question == QUESTIONS[0]:
        execute(STARTED, (now, response))
    else:
        # The bot, too, learns with the next message that the reply before it was written into its response.
        execute(SENT, (now, row - 1))
        if question == QUESTIONS[-1]:
            execute(ENDED, (now, response))
    execute(MOVE, (os.urandom(STATE), now, now, conversation))
    execute(REPLY, (row, address, row, os.urandom(SPOKEN), now, now, now))


@contextmanager
def _sqlite(path: str) -> Iterator[Callable[[int, str, int], None]]:
    with closing(sqlite3.connect(path, timeout=60, check_same_thread=False, isolation_level=None)) as connection:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

        def write(member: int, question: str, row: int) -> None:
            connection.execute("BEGIN IMMEDIATE")
            reply(connection.execute, member, question, row, lambda: datetime.now(UTC).isoformat(" "))
            connection.execute("COMMIT")

        yield write


@contextmanager
def _postgres(url: str) -> Iterator[Callable[[int, str, int], None]]:
    with psycopg.connect(url) as connection:
        # The statements as psycopg wants them, made once and not at every call.
        spelled = {
            text: text.replace("?", "%s") for text in (READ, SEEN, ANSWER, TALLY, STARTED, SENT, ENDED, MOVE, REPLY)
        }

        def execute(statement: str, values: tuple[Any, ...]) -> Any:
            return connection.execute(spelled[statement].encode(), values)

        def write(member: int, question: str, row: int) -> None:
            reply(execute, member, question, row, lambda: datetime.now(UTC))
            connection.commit()

        yield write


def measure(url: str, in_flight: int, first: int, members: int) -> dict[str, Any]:
    """Write six replies for each member from ``first`` on with ``in_flight`` threads.

    Returns ``latencies`` in seconds (waiting for the turn included), ``seconds`` in all and ``cpu_seconds``. On SQLite the
    threads take turns at one lock, since there is one writer; on PostgreSQL each has its connection.
    """
    is_sqlite = url.startswith("sqlite:///")
    waiting = iter(range(first, first + members))
    lock: AbstractContextManager[Any] = threading.Lock() if is_sqlite else nullcontext()
    latencies: list[float] = []

    def work(write: Callable[[int, str, int], None]) -> None:
        for member in waiting:
            for row, question in enumerate(QUESTIONS, member * len(QUESTIONS)):
                began = time.perf_counter()
                with lock:
                    write(member, question, row)
                latencies.append(time.perf_counter() - began)

    with _sqlite(url.removeprefix("sqlite:///")) if is_sqlite else nullcontext(None) as shared:

        def thread() -> None:
            if shared is not None:
                work(shared)
            else:
                with _postgres(url) as own:
                    work(own)

        threads = [threading.Thread(target=thread) for _ in range(in_flight)]
        began, cpu = time.perf_counter(), time.process_time()
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        seconds, spent = time.perf_counter() - began, time.process_time() - cpu
    return {"latencies": latencies, "seconds": seconds, "cpu_seconds": spent}


def main() -> None:
    """Run what the arguments say and write the figures as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--prepare", type=int, metavar="MEMBERS")
    parser.add_argument("--in-flight", type=int, default=1)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--members", type=int, default=1)
    given = parser.parse_args()
    if given.prepare:
        prepare(given.url, os.environ["SUARA_KEYS"], given.prepare)
    else:
        print(json.dumps(measure(given.url, given.in_flight, given.first, given.members)))


if __name__ == "__main__":
    main()
