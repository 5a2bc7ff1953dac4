"""``suara web``, ``suara worker``, ``suara scheduler``: one part of the house as one process, under ``suara run`` or alone."""

from __future__ import annotations

import ctypes
import errno
import importlib
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from bot.cli.context import Doors, Refused

if TYPE_CHECKING:
    from bot.services.house import House

ROOT: Final = Path(__file__).resolve().parent.parent.parent

THREADS: Final = 32
"""Requests that are answered at once; more wait in the server. Batches of 32 share a flush well enough: with twice the
threads 64 in flight took a tenth more CPU and 9 MB more memory, and the slowest waited longer."""

PATIENCE: Final = 20
"""Seconds that a request or a batch has to come to its end when we are told to stop."""

_PR_SET_PDEATHSIG: Final = 1
_M_ARENA_MAX: Final = -8

under = click.option("--under", "parent", type=int, hidden=True, help="The process that started and watches us.")


@click.command("web")
@under
@click.pass_obj
def web(doors: Doors, parent: int | None) -> None:
    """Jalankan hanya web: webhook, simulator, /healthz."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    _begin(parent)
    settings = doors.settings()
    address = place_to_listen(settings.host, settings.port)
    console = {"formatter": "generic", "class": "logging.StreamHandler", "stream": "ext://sys.stderr"}
    server = Server(
        "bot.app",
        address,
        settings.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        websockets=False,
        workers_kill_timeout=PATIENCE,
        log_level=LogLevels.error,
        log_dictconfig={"handlers": {"console": console, "access": console | {"formatter": "access"}}},
    )
    server.serve(target_loader=_load)


def _load(target: str) -> Any:
    """Open the house in the process that answers, and return its application."""
    # The handlers of the process that forked us are not ours; the server sets its own once we are loaded.
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, signal.SIG_DFL)
    follow(os.getppid())
    log_to_stderr()
    share_memory()
    # By its name, because the application stands a floor above the commands.
    return importlib.import_module(target).from_environment()


@click.command("worker")
@under
def worker(parent: int | None) -> None:
    """Jalankan hanya pengirim pesan."""
    _begin(parent)
    _work("bot.worker", "work")


@click.command("scheduler")
@under
def scheduler(parent: int | None) -> None:
    """Jalankan hanya penjadwal: pengingat, ringkasan, giliran kirim."""
    _begin(parent)
    _work("bot.scheduler", "keep_time")


def _work(module: str, function: str) -> None:
    """Open the house and work in it until a signal says stop."""
    from bot.bootstrap.house import open_house

    stopping = threading.Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        # Set from a thread: the signal may come while this very thread holds the event's lock.
        signal.signal(told, lambda *_: threading.Thread(target=stopping.set).start())
    work: Callable[[House, threading.Event], None] = getattr(importlib.import_module(module), function)
    house = open_house(os.environ, prepare=False)
    try:
        work(house, stopping)
    finally:
        house.db.close()


def _begin(parent: int | None) -> None:
    log_to_stderr()
    if parent is not None:
        follow(parent)
    else:
        prepare_apart(quiet=True)


def prepare_apart(*, quiet: bool = False) -> None:
    """Prepare the data in a process of its own, whose memory is free afterwards. Raises Refused; it has said why."""
    command = [*command_line("prepare"), *(["--quiet"] if quiet else [])]
    done = subprocess.run(command, cwd=ROOT, check=False)  # noqa: S603 - our own command
    if done.returncode:
        sys.exit(1)


def command_line(*args: str) -> list[str]:
    """Return the command line of another process of ours."""
    return [sys.executable, "-m", "bot.cli", *args]


def part_line(*args: str) -> list[str]:
    """Return the command line of a part of the house, which stays: without the docstrings of libraries, a tenth of its memory."""
    return [sys.executable, "-OO", "-m", "bot.cli", *args]


def follow(parent: int) -> None:
    """End with ``parent``: when it dies, however it dies, we are told to stop. Only Linux can say so."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:  # it died before we could ask
        sys.exit(0)


def share_memory() -> None:
    """Let all threads take memory from one place. Each would keep some of its own, which it can rarely give back.

    They work in turns (the interpreter's lock), so they do not wait for each other there. Only glibc can do so; see mallopt(3).
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)


def log_to_stderr() -> None:
    """Let our own log speak from INFO on; others from WARNING, since some of theirs quote numbers and texts below that."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    for ours in ("bot", "storage"):
        logging.getLogger(ours).setLevel(logging.INFO)
    # It warns each second while a database is slow or away, naming nothing that anyone could mend; our own lines do.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    logging.getLogger("huey.consumer.Worker").addFilter(_without_traceback)


def _without_traceback(record: logging.LogRecord) -> bool:
    """Say a queue's trouble in one line: a server that is away would fill the log with the same hundred lines."""
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        from bot.services import faults

        record.msg, record.args = "%s: %s", (record.getMessage(), faults.name(error))
        record.exc_info = None
    return True


def place_to_listen(host: str, port: int) -> str:
    """Return the address that ``host`` names on this machine; raise Refused where nobody could listen on ``port`` of it.

    Asked beforehand, because the server shares its port with whoever listens on it already, and knows addresses alone.
    """
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        # "localhost" has two; most things that call us know the older kind.
        family, kind, protocol, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise Refused(_why_not(error, host, port)) from error
    return str(address[0])


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} sudah dipakai program lain: hentikan program itu, atau pilih port lain, misalnya PORT={port + 1}. / "
            f"Port {port} is taken: stop the program that uses it, or choose another one, such as PORT={port + 1}."
        )
    if error.errno == errno.EACCES:
        return (
            f"Port {port} hanya untuk administrator: pilih PORT=8000. / "
            f"Port {port} is for the administrator alone: choose PORT=8000."
        )
    return (
        f"HOST={host} bukan alamat komputer ini: isi 127.0.0.1, atau alamat yang dimilikinya. / "
        f"HOST={host} is no address of this machine: set 127.0.0.1, or an address that it has."
    )
