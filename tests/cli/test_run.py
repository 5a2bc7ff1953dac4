"""``suara run`` as a person starts it: real processes, stopped, killed and started again."""

from __future__ import annotations

import base64
import errno
import hashlib
import hmac
import http.client
import os
import shutil
import signal
import socket
import sys
import urllib.parse
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select

from bot.bootstrap.house import open_house
from bot.bootstrap.settings import ROOT, read_settings
from bot.cli import run
from bot.cli.parts import _why_not, place_to_listen
from bot.cli.run import _Watch
from storage import tables as t
from tests.programs import Program, children, free_port, running, runs, suara
from tests.waiting import LONG, until

pytestmark = pytest.mark.processes

TOKEN = "token"


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    port = free_port()
    return {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "SUARA_DATA": str(tmp_path / "data"),
        "TWILIO_ACCOUNT_SID": "AC1",
        "TWILIO_AUTH_TOKEN": TOKEN,
        # Nobody listens there: what the webhook misses stays missed in these tests.
        "SUARA_TWILIO_API_URL": "http://127.0.0.1:9",
    }


def post(program: Program, sid: str, text: str) -> str:
    """Send a message as Twilio does and return the TwiML."""
    fields = {"MessageSid": sid, "AccountSid": "AC1", "From": "+6281100001", "To": "+14155550100", "Body": text}
    signed = f"http://127.0.0.1:{program.port}/twilio/incoming" + "".join(k + fields[k] for k in sorted(fields))
    signature = base64.b64encode(hmac.digest(TOKEN.encode(), signed.encode(), hashlib.sha1)).decode()
    connection = http.client.HTTPConnection("127.0.0.1", program.port, timeout=LONG)
    connection.request(
        "POST",
        "/twilio/incoming",
        urllib.parse.urlencode(fields),
        {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature},
    )
    answer = connection.getresponse()
    said = answer.read().decode()
    connection.close()
    assert answer.status == 200, said
    return said


def test_from_the_first_start_to_the_next(settings: dict[str, str], tmp_path: Path) -> None:
    with running("run", settings, tmp_path / "first.log") as program:
        until(lambda: "Suara siap." in program.said())
        assert f"http://127.0.0.1:{program.port}/healthz" in program.said()
        until(lambda: program.healthz() == (200, []))
        said = post(program, "SM1", "MULAI")
        assert "<Message" in said
        # A worker that is killed is named at once and started again.
        killed = program.part("worker")
        os.kill(killed, signal.SIGKILL)
        until(lambda: program.healthz() == (503, ["worker"]))
        until(lambda: program.healthz() == (200, []))
        assert program.part("worker") not in (0, killed)
        assert "Pengirim berhenti sendiri" in program.said()
        # Stopped a moment after the last answer, which must be on record as given all the same.
        assert post(program, "SM2", "apa kabar")
        assert program.interrupt() == 0, program.said()
        assert "Semua tersimpan" in program.said()
        assert "Traceback" not in program.said()
        assert program.healthz() == (0, [])
    house = open_house(settings)
    with house.db.reading() as db:
        states = set(db.scalars(select(t.outbox.c.state)))
    house.db.close()
    assert states == {"sent"}
    # Started again, it finds what it was told; killed itself, it leaves no part behind.
    with running("run", settings, tmp_path / "second.log", traced=False) as program:
        until(lambda: program.healthz() == (200, []))
        assert post(program, "SM1", "MULAI") == said
        parts = [pid for pid, _ in children(program.process.pid)]
        parts += [pid for part in parts for pid, _ in children(part)]
        assert len(parts) == 4
        program.process.kill()
        program.process.wait()
        until(lambda: not any(map(runs, parts)))


def test_the_parts_started_by_hand_at_the_same_moment_on_postgresql(
    postgres_server: str, postgresql_url: str, settings: dict[str, str], tmp_path: Path
) -> None:
    settings["DATABASE_URL"] = postgresql_url
    with (
        running("web", settings, tmp_path / "web.log", traced=False) as web,
        running("scheduler", settings, tmp_path / "scheduler.log") as scheduler,
        running("worker", settings, tmp_path / "worker.log") as worker,
    ):
        until(lambda: web.healthz() == (200, []))
        assert "<Message" in post(web, "SM1", "MULAI")
        # The database goes away under all of them, and comes back.
        name = urllib.parse.urlsplit(postgresql_url).path.removeprefix("/")
        with psycopg.connect(postgres_server, autocommit=True) as db:
            db.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false".encode())
            db.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'".encode())
            until(lambda: web.healthz() == (503, ["database"]))
            db.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true".encode())
        until(lambda: web.healthz() == (200, []))
        assert worker.interrupt() == 0, worker.said()
        until(lambda: web.healthz() == (503, ["worker"]))
        assert scheduler.interrupt() == 0, scheduler.said()
        assert web.interrupt() == 0, web.said()


def refused(settings: dict[str, str], root: Path = ROOT) -> str:
    """Start it, and return the one sentence with which it refuses."""
    done = suara("run", settings=settings, root=root, traced=root == ROOT)
    assert done.returncode == 1
    said = [line for line in done.stderr.splitlines() if line]
    assert len(said) == 1, done.stderr
    assert " / " in said[0], "in Indonesian and in English"
    assert "Menyalakan" not in done.stdout
    return said[0]


def test_a_taken_port(settings: dict[str, str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(settings["PORT"])))
        other.listen()
        assert settings["PORT"] in refused(settings)


def test_an_address_of_another_machine(settings: dict[str, str]) -> None:
    assert "192.0.2.1" in refused(settings | {"HOST": "192.0.2.1", "SUARA_PUBLIC_URL": "https://suara.example"})


def test_an_unreachable_database(settings: dict[str, str]) -> None:
    assert "PostgreSQL" in refused(settings | {"DATABASE_URL": f"postgresql://127.0.0.1:{free_port()}/suara"})


def test_a_lost_key(settings: dict[str, str]) -> None:
    open_house(settings).db.close()
    (Path(settings["SUARA_DATA"]) / "keys").unlink()
    assert "kunci" in refused(settings).lower()


def test_a_broken_survey_file(settings: dict[str, str], tmp_path: Path) -> None:
    root = tmp_path / "root"
    for name in ("bot", "storage", "locales", "surveys"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "surveys" / "rusak.yaml").write_text("title: Rusak\n\tquestions: []\n")
    assert "rusak.yaml:2" in refused(settings, root)


def test_a_part_that_cannot_start_stops_the_others(settings: dict[str, str], tmp_path: Path) -> None:
    # The queue of jobs is damaged: the data are whole, and the sender cannot work.
    data = Path(settings["SUARA_DATA"])
    data.mkdir()
    (data / "jobs.db").mkdir()
    done = suara("run", settings=settings)
    assert done.returncode == 1
    assert "tidak bisa menyala" in done.stderr


def test_the_place_to_listen() -> None:
    port = free_port()
    assert place_to_listen("localhost", port) == place_to_listen("127.0.0.1", port) == "127.0.0.1"
    assert place_to_listen("0.0.0.0", port) == "0.0.0.0"
    assert "HOST=192.0.2.1" in _why_not(OSError(errno.EADDRNOTAVAIL, ""), "192.0.2.1", port)
    assert "PORT=8000" in _why_not(OSError(errno.EACCES, ""), "127.0.0.1", 80)


def test_a_part_that_dies_again_and_again_is_given_longer_rests(
    settings: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    watch = _Watch(read_settings(settings))
    part = watch.parts[2]
    monkeypatch.setattr(run, "part_line", lambda *_args: [sys.executable, "-c", "raise SystemExit(3)"])
    part.begin()
    rests = []
    for _ in range(3):
        until(part.died)
        watch._look_after(part)
        rests.append(part.wait)
        assert not part.died(), "it rests"
        part.again_at = 0.0
        watch._look_after(part)
    assert rests == [2.0, 4.0, 8.0]
    assert "Pengirim berhenti sendiri (kode 3)" in capsys.readouterr().err
    watch.stop()
