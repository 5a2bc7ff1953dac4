"""Fills the bot's database with a past: finished responses with their people, messages, answers and replies.

Written directly in SQL, since asking a million questions would take an hour. Locked values are random bytes of the usual
size; nobody reads them here. Every table that grows with the answers grows with them.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing

import psycopg

from benchmarks.raw import PAYLOAD, QUESTIONS, RAW, SPOKEN, STATE, TEXT

BASE = 1_000_000_000
"""Ids of the filled rows begin here: above those that a database counts up, below those that the bot makes."""

SERIES = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT {base} + 1 UNION ALL SELECT i + 1 FROM n WHERE i < {base} + {people}) ",
    "postgres": "WITH n AS (SELECT generate_series({base} + 1, {base} + {people}) AS i) ",
}
WORDS = {
    "sqlite": {
        "past": "strftime('%Y-%m-%d %H:%M:%S.000000', 'now', '-' || (7 + i % 358) || ' days')",
        "bytes": "randomblob({})",
        "hash": "randomblob(32)",
        "text": "CAST({} AS TEXT)",
    },
    "postgres": {
        "past": "now() - (7 + i % 358) * interval '1 day'",
        # Not compressible, and quick: repeated hashes of the row's number.
        "bytes": "decode(repeat(md5(i::text), {} / 16 + 1), 'hex')",
        "hash": "sha256(i::text::bytea)",
        "text": "({})::text",
    },
}
QUESTION_ROWS = " UNION ALL ".join(
    f"SELECT {number} AS k, '{name}' AS question" for number, name in enumerate(QUESTIONS)
)


def _statements(kind: str, people: int) -> list[str]:
    words = WORDS[kind]

    def some(size: int) -> str:
        return words["bytes"].format(size)

    series = SERIES[kind].format(base=BASE, people=people)
    survey = "(SELECT min(hash) FROM survey_version)"
    row = f"{BASE} + (i - {BASE}) * 6 + k"
    return [
        (
            f"INSERT INTO address (id, kind, hash, value, medium, demo, created_at) {series}"
            f"SELECT i, 'phone', {words['hash']}, {some(45)}, 'sms', FALSE, {words['past']} FROM n"
        ),
        (
            "INSERT INTO response (id, survey_name, survey_hash, address_id, voice, medium, language, consent_hash, began_at, "
            f"started_at, ended_at, outcome, last_question, demo) {series}"
            f"SELECT i, 'corel-anggota', {survey}, i, 'unregistered', 'sms', 'id', '', {words['past']}, {words['past']}, "
            f"{words['past']}, 'finished', 'saran', FALSE FROM n"
        ),
        (
            "INSERT INTO conversation (id, address_id, response_id, survey_hash, state, status, channel, medium, heard_at, "
            f"expires_at) {series}"
            f"SELECT i, i, i, {survey}, {some(STATE)}, 'over', 'twilio', 'sms', {words['past']}, {words['past']} FROM n"
        ),
        (
            "INSERT INTO answer (response_id, question, value, raw, rule, confidence, gap, closed, answered_at) "
            f"{series}, q AS ({QUESTION_ROWS}) "
            f"SELECT i, question, '1', {some(RAW)}, 'number', 1.0, '', TRUE, {words['past']} FROM n, q"
        ),
        (
            "INSERT INTO message (id, channel, provider_id, medium, address_id, conversation_id, received_at, text, payload, kind, "
            f"for_person) {series}, q AS ({QUESTION_ROWS}) "
            f"SELECT {row}, 'twilio', {words['text'].format(f'{row}')}, 'sms', i, i, {words['past']}, {some(TEXT)}, "
            f"{some(PAYLOAD)}, 'answer', FALSE FROM n, q"
        ),
        (
            "INSERT INTO outbox (id, kind, channel, medium, address_id, message_id, priority, state, spoken, template, created_at, "
            f"due_at, tries, error_code, error, segments) {series}, q AS ({QUESTION_ROWS}) "
            f"SELECT {row}, 'reply', 'twilio', 'sms', i, {row}, 0, 'sent', {some(SPOKEN)}, '', {words['past']}, {words['past']}, "
            "0, '', '', 1 FROM n, q"
        ),
    ]


def fill(url: str, answers: int) -> None:
    """Store about ``answers`` answers (six a person), and let the database gather its statistics."""
    people = max(1, answers // 6)
    if url.startswith("sqlite:///"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=60, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute("BEGIN IMMEDIATE")
            for statement in _statements("sqlite", people):
                connection.execute(statement)
            connection.execute("COMMIT")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    with psycopg.connect(url) as db:
        for statement in _statements("postgres", people):
            db.execute(statement.encode())
        db.commit()
        # Else autovacuum would begin this work in the middle of the measurement.
        db.autocommit = True
        db.execute("VACUUM ANALYZE")
