"""The two contenders as processes: started alike, their CPU time and memory read from /proc."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.flushes import CannotMeasure
from benchmarks.talk import ACCOUNT, TOKEN

HERE = Path(__file__).parent
TICK = os.sysconf("SC_CLK_TCK")


class Server:
    """A server process and its children while the ``with`` block runs."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], port: int, log: Path) -> None:
        """Prepare; the server starts with the ``with`` block."""
        self.port = port
        self._command = command
        self._environment = dict(environment)
        self._log = log

    def __enter__(self) -> Server:
        """Start it and wait until it answers (at most 60 seconds)."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                env=self._environment,
                cwd=self._log.parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/twilio/incoming", timeout=5).close()
            except urllib.error.HTTPError:
                return self  # it refuses a GET, so it is there
            except OSError:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    self.__exit__()
                    raise CannotMeasure(f"{self._command[0]} does not start: {self.log_tail()}") from None
                time.sleep(0.05)
            else:
                return self

    def __exit__(self, *_: object) -> None:
        """Ask it to stop, and after 10 seconds kill it."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def log_tail(self) -> str:
        """Return the last 3,000 characters that it wrote."""
        return self._log.read_text(errors="replace")[-3000:]

    def processes(self) -> list[int]:
        """Return the ids of the process and all its descendants."""
        children: dict[int, list[int]] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and (fields := _stat(int(entry.name))):
                children.setdefault(int(fields[1]), []).append(int(entry.name))
        found = [self._process.pid]
        for pid in found:
            found += children.get(pid, [])
        return found

    def cpu_seconds(self) -> float:
        """Return the user and system time of all its processes so far (10 ms steps)."""
        return sum(int(ticks) for pid in self.processes() for ticks in _stat(pid)[11:13]) / TICK

    def private_bytes(self) -> list[int]:
        """Return each process's private memory, largest first."""
        sizes = []
        for pid in self.processes():
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            sizes.append(sum(int(kb) for kb in re.findall(r"^Private_\w+:\s+(\d+) kB", rollup, re.MULTILINE)) * 1024)
        return sorted(sizes, reverse=True)


def _stat(pid: int) -> list[str]:
    """Return /proc/PID/stat from the third field (state) on; [] if the process has gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def webhook_environment(base: Mapping[str, str], database_url: str, port: int) -> dict[str, str]:
    """Return the settings that both contenders read."""
    return {
        **base,
        "DATABASE_URL": database_url,
        "SUARA_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
    }


def rapidsms_python() -> Path:
    """Return the interpreter of RapidSMS's own environment, made once and kept until its lock changes."""
    lock = HERE / "rapidsms.lock"
    home = HERE / ".work" / "rapidsms"
    stamp, wanted = home / "lock.sha256", hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()
    python = home / "bin" / "python"
    if stamp.exists() and stamp.read_text() == wanted and python.exists():
        return python
    shutil.rmtree(home, ignore_errors=True)
    print("Making RapidSMS's environment (once, about 20 seconds) ...", flush=True)
    for command in (
        [sys.executable, "-m", "venv", str(home)],
        [str(python), "-m", "pip", "install", "-q", "--require-hashes", "--no-deps", "-r", str(lock)],
    ):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise CannotMeasure(f"RapidSMS's environment cannot be made: {done.stderr.strip()[-2000:]}")
    stamp.write_text(wanted)
    return python


def rapidsms(base: Mapping[str, str], database_url: str, port: int, log: Path, threads: int, settings: str) -> Server:
    """Return RapidSMS's server on an empty database, its tables made; ``settings`` is a module of ``rapidsms_survey``."""
    python = rapidsms_python()
    environment = webhook_environment(base, database_url, port) | {"PYTHONPATH": str(HERE)}
    environment["DJANGO_SETTINGS_MODULE"] = f"rapidsms_survey.{settings}"
    environment["RAPIDSMS_LOG_FOLDER"] = str(log.parent)
    migrated = subprocess.run(
        [str(python), "-m", "django", "migrate", "-v0"], env=environment, capture_output=True, text=True
    )
    if migrated.returncode:
        raise CannotMeasure(f"RapidSMS's tables cannot be made: {migrated.stderr.strip()[-2000:]}")
    command = [
        str(python.with_name("granian")), "--interface", "wsgi", "--port", str(port), "--workers", "1",
        "--blocking-threads", str(threads), "--no-ws", "--log-level", "warning", "rapidsms_survey.wsgi:app",
    ]  # fmt: skip
    return Server(command, environment, port, log)
