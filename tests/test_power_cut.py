"""The power is cut in the middle: signed conversations go to the real server, every message twice, and the server is killed.

Nothing that was answered is lost, nothing is counted twice, and the same message gets the same reply before and after.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from bot.services.answers import recount
from storage import tables as t
from storage.database import connect
from storage.encryption import KeyRing
from tests.federation import ROOT

pytestmark = pytest.mark.processes

TOKEN = "a-token-made-up-for-tests"
SCRIPT = ("COREL", "ya", "2", "1,3", "2", "3", "1", "ya", "warung kami maju", "pelatihan usaha")
"""One whole conversation with the survey of the repository: a keyword, consent and eight answers."""
WOMEN = 12


@pytest.fixture
def environment(database_url: str, suara_keys: str, tmp_path: Path) -> dict[str, str]:
    """Give the settings of a house with Twilio's routes and no simulator."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SUARA_", "TWILIO_"))}
    return kept | {
        "PORT": str(port),
        "DATABASE_URL": database_url,
        "SUARA_DATA": str(tmp_path / "data"),
        "SUARA_KEYS": suara_keys,
        "SUARA_SIMULATOR": "0",
        "SUARA_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "SUARA_TWILIO_SMS_FROM": "+15005550006",
    }


@contextmanager
def server(environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run the web process until the block ends; kill it and all it started if it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "web"], cwd=ROOT, env=dict(environment), start_new_session=True
    )
    try:
        yield process
    finally:
        _cut(process)


def _cut(process: subprocess.Popen[bytes]) -> None:
    """Kill the server and its children at once, as a power cut does."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def post(environment: Mapping[str, str], fields: Mapping[str, str]) -> str | None:
    """Post one signed message as Twilio does; return the TwiML without its ids, or None where nobody took it."""
    url = environment["SUARA_PUBLIC_URL"] + "/twilio/incoming"
    signed = url + "".join(name + value for name, value in sorted(fields.items()))
    signature = base64.b64encode(hmac.digest(TOKEN.encode(), signed.encode(), hashlib.sha1)).decode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}
    connection = http.client.HTTPConnection("127.0.0.1", int(environment["PORT"]), timeout=15)
    try:
        connection.request("POST", "/twilio/incoming", urlencode(fields), headers)
        answer = connection.getresponse()
        body = answer.read().decode()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    assert answer.status in (200, 503), answer.status
    return body if answer.status == 200 else None


def deliver(environment: Mapping[str, str], fields: Mapping[str, str], until: float) -> str:
    """Post until somebody takes it, as Twilio does with ``#rc=5&rp=all``."""
    while time.monotonic() < until:
        answer = post(environment, fields)
        if answer is not None:
            return answer
        time.sleep(0.05)
    pytest.fail("the server did not come back")


def converse(
    environment: Mapping[str, str], woman: int, replies: dict[tuple[int, int], list[str]], until: float
) -> None:
    """Play one woman's conversation; each message goes out twice at the same time."""
    for line, text in enumerate(SCRIPT):
        fields = {
            "MessageSid": f"SM{woman:016d}{line:016d}",
            "AccountSid": environment["TWILIO_ACCOUNT_SID"],
            "From": f"+62811222{woman:04d}",
            "To": "+15005550006",
            "Body": text,
            "NumMedia": "0",
        }
        twins = replies[woman, line] = []
        threads = [
            threading.Thread(
                target=lambda fields=fields, twins=twins: twins.append(deliver(environment, fields, until))
            )
            for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def test_a_kill_in_the_middle_loses_nothing_and_doubles_nothing(environment: dict[str, str]) -> None:
    """Twelve women talk at once, every message twice, the server is killed twice: every answer is there once."""
    until = time.monotonic() + 90
    replies: dict[tuple[int, int], list[str]] = {}
    women = [
        threading.Thread(target=converse, args=(environment, woman, replies, until), daemon=True)
        for woman in range(WOMEN)
    ]
    with server(environment) as first:
        for woman in women:
            woman.start()
        _wait_for(replies, WOMEN * 3, until)
        _cut(first)
    with server(environment) as second:
        _wait_for(replies, WOMEN * 7, until)
        _cut(second)
    with server(environment):
        for woman in women:
            woman.join(timeout=max(0, until - time.monotonic()))
    assert not any(woman.is_alive() for woman in women), "somebody was never answered"
    _everything_once(environment, replies)


def _wait_for(replies: Mapping[tuple[int, int], list[str]], lines: int, until: float) -> None:
    """Wait until that many messages are under way."""
    while len(replies) < lines and time.monotonic() < until:
        time.sleep(0.005)
    assert len(replies) >= lines


def _everything_once(environment: Mapping[str, str], replies: Mapping[tuple[int, int], list[str]]) -> None:
    assert len(replies) == WOMEN * len(SCRIPT)
    for (woman, line), twins in replies.items():
        assert len(twins) == 2, (woman, line)
        assert re.search(r"<Message [^>]*outbox=\d+", twins[0]), (woman, line)
        assert twins[0] == twins[1], "the same message, the same reply"
    database = connect(environment["DATABASE_URL"], KeyRing.parse(environment["SUARA_KEYS"]))
    with database.reading() as db:
        assert db.scalar(select(func.count()).select_from(t.message)) == WOMEN * len(SCRIPT)
        assert db.scalar(select(func.count()).select_from(t.response)) == WOMEN
        assert db.scalar(select(func.count()).select_from(t.outbox)) == WOMEN * len(SCRIPT)
        answers = db.execute(
            select(t.answer.c.question, t.answer.c.raw, func.count()).group_by(
                t.answer.c.response_id, t.answer.c.question
            )
        ).all()
        assert {row.raw for row in answers} == set(SCRIPT[2:])
        assert len(answers) == WOMEN * (len(SCRIPT) - 2)
        assert set(db.scalars(select(t.response.c.outcome))) == {"finished"}
        assert recount(db) == []
    database.close()
