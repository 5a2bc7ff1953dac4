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
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from bot.services.answers import recount
from storage import tables as t
from storage.database import connect
from storage.encryption import KeyRing
from tests import programs
from tests.federation import ROOT
from tests.waiting import LONG

pytestmark = pytest.mark.processes

TOKEN = "a-token-made-up-for-tests"
SCRIPT = ("COREL", "ya", "2", "1,3", "2", "3", "1", "ya", "warung kami maju", "pelatihan usaha")
"""One whole conversation with the survey of the repository: a keyword, consent and eight answers."""
WOMEN = 12


@pytest.fixture
def environment(database_url: str, suara_keys: str, tmp_path: Path) -> dict[str, str]:
    """Give the settings of a house with Twilio's routes and no simulator."""
    port = programs.free_port()
    settings = {
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
    return programs.environment(settings, traced=False)


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


def post(environment: Mapping[str, str], fields: Mapping[str, str]) -> tuple[int, str]:
    """Post one signed message as Twilio does; return status and TwiML, or (0, "") where nobody took it."""
    url = environment["SUARA_PUBLIC_URL"] + "/twilio/incoming"
    signed = url + "".join(name + value for name, value in sorted(fields.items()))
    signature = base64.b64encode(hmac.digest(TOKEN.encode(), signed.encode(), hashlib.sha1)).decode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}
    connection = http.client.HTTPConnection("127.0.0.1", int(environment["PORT"]), timeout=15)
    try:
        connection.request("POST", "/twilio/incoming", urlencode(fields), headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        connection.close()


class Evening:
    """The women who write at the same time, each message twice, and what they were answered."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Prepare; ``begin`` lets them write."""
        self.environment = environment
        self.replies: dict[tuple[int, int], list[str]] = {}
        self.refused: list[int] = []
        self.answered_at = time.monotonic()
        self.over = threading.Event()
        self.women = [threading.Thread(target=self._converse, args=(woman,)) for woman in range(WOMEN)]

    @contextmanager
    def begun(self) -> Iterator[None]:
        """Let them write; when the block ends, however it ends, nobody writes any more."""
        for woman in self.women:
            woman.start()
        try:
            yield
        finally:
            self.over.set()
            for woman in self.women:
                woman.join()

    def lasts(self, long_enough: Callable[[], bool]) -> None:
        """Wait until ``long_enough``; fail where a message was refused, or nobody was answered for so long that nobody will be."""
        while not long_enough():
            assert not self.refused, f"refused with {self.refused}"
            if time.monotonic() - self.answered_at > LONG:
                waiting = [which for which, twins in sorted(self.replies.items()) if len(twins) < 2]
                pytest.fail(f"nobody was answered for {LONG:.0f} s; (woman, line) that wait: {waiting}")
            time.sleep(0.005)

    def _converse(self, woman: int) -> None:
        """Play one woman's conversation; each message goes out twice at the same time."""
        for line, text in enumerate(SCRIPT):
            fields = {
                "MessageSid": f"SM{woman:016d}{line:016d}",
                "AccountSid": self.environment["TWILIO_ACCOUNT_SID"],
                "From": f"+62811222{woman:04d}",
                "To": "+15005550006",
                "Body": text,
                "NumMedia": "0",
            }
            twins = self.replies[woman, line] = []
            threads = [threading.Thread(target=self._deliver, args=(fields, twins)) for _ in range(2)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            if self.over.is_set():
                return

    def _deliver(self, fields: Mapping[str, str], twins: list[str]) -> None:
        """Post until somebody takes it, as Twilio does with ``#rc=5&rp=all``."""
        while not self.over.is_set():
            status, body = post(self.environment, fields)
            if status == 200:
                twins.append(body)
                self.answered_at = time.monotonic()
                return
            if status not in (0, 503):
                self.refused.append(status)
                return
            self.over.wait(0.05)


def test_a_kill_in_the_middle_loses_nothing_and_doubles_nothing(environment: dict[str, str]) -> None:
    """Twelve women talk at once, every message twice, the server is killed twice: every answer is there once."""
    evening = Evening(environment)
    with evening.begun():
        with server(environment) as first:
            evening.lasts(lambda: len(evening.replies) >= WOMEN * 3)
            _cut(first)
        with server(environment) as second:
            evening.lasts(lambda: len(evening.replies) >= WOMEN * 7)
            _cut(second)
        with server(environment):
            evening.lasts(lambda: not any(woman.is_alive() for woman in evening.women))
    _everything_once(environment, evening.replies)


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
