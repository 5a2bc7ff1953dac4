"""Starts the real programs on loopback, in a data folder of their own."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bot.bootstrap.settings import ROOT
from bot.settings import SETTINGS
from tests.waiting import LONG


def environment(settings: Mapping[str, str], *, traced: bool = True) -> dict[str, str]:
    """Return the environment of this process with these settings and no others; ``traced`` where coverage is to see it.

    Tracing makes a start three times slower. A program that is killed, or that does what another one did, goes without.
    """
    ours = {setting.name for setting in SETTINGS}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    if not traced:
        kept = {name: value for name, value in kept.items() if not name.startswith("COVERAGE_")}
    return kept | dict(settings)


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def suara(
    *args: str, settings: Mapping[str, str], root: Path = ROOT, traced: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    command = [sys.executable, "-m", "bot.cli", *args]
    return subprocess.run(
        command,
        cwd=root,
        env=environment(settings, traced=traced),
        capture_output=True,
        text=True,
        timeout=LONG,
        check=False,
    )


class Program:
    """A program of ours that runs on ``settings["PORT"]``; what it says is kept in ``log``."""

    def __init__(self, name: str, settings: Mapping[str, str], log: Path, *, traced: bool = True) -> None:
        """Start ``suara name``."""
        self.port = int(settings["PORT"])
        self.log = log
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot.cli", name],
                cwd=ROOT,
                env=environment(settings, traced=traced),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                # Ctrl-C in this terminal is for the tests alone.
                start_new_session=True,
            )

    def said(self) -> str:
        """Return what it has said so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def healthz(self) -> tuple[int, list[str]]:
        """Return the status of ``/healthz`` and the parts that it names; (0, []) where nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONG)
        try:
            connection.request("GET", "/healthz")
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())["down"]
        except (OSError, http.client.HTTPException):
            return 0, []
        finally:
            connection.close()

    def part(self, name: str) -> int:
        """Return the process id of the part ``name`` that it started; 0 where there is none."""
        return next((pid for pid, words in children(self.process.pid) if name in words), 0)

    def interrupt(self) -> int:
        """Press Ctrl-C and return the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(LONG)


@contextmanager
def running(name: str, settings: Mapping[str, str], log: Path, *, traced: bool = True) -> Iterator[Program]:
    """Run ``suara name`` for the block; whatever is left of it afterwards is killed."""
    program = Program(name, settings, log, traced=traced)
    try:
        yield program
    finally:
        program.process.kill()
        program.process.wait()


def children(parent: int) -> list[tuple[int, list[str]]]:
    """Return the children of a process with the words of their command lines."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text().rpartition(")")[2].split()
                words = (folder / "cmdline").read_text().split("\0")
            except OSError:
                continue
            if int(stat[1]) == parent and stat[0] != "Z":
                found.append((int(folder.name), words))
    return found


def runs(pid: int) -> bool:
    """Tell whether a process runs (one that has ended and waits to be collected does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
