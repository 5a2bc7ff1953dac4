"""A folder in which messages wait while the database is away: one locked file each, on the disk before anybody is answered.

A file's name is a keyed hash of the message's own id, so that the same message waits once, and nobody who sees names can tell
whose it is. The folder is there only while something waits in it: whether it exists is all that a busy road has to ask.
"""

import errno
import fcntl
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from storage.disk import sync, write_whole
from storage.encryption import KeyRing

_NAME: Final = re.compile(r"[0-9a-f]{64}")
_TRIES: Final = 10
_HALF_WRITTEN_NS: Final = 60 * 1_000_000_000
"""After a minute nobody is still writing a file."""


@dataclass(frozen=True, slots=True)
class Spool:
    """The folder ``path``, in which every file is locked with ``keys``. ``path`` with ".lock" behind it is whose turn it is."""

    path: Path
    keys: KeyRing

    def waits(self) -> bool:
        """Tell whether anything waits."""
        return os.access(
            str(self.path), os.F_OK
        )  # a Path would raise and catch an error each time, on the hottest road

    def put(self, id_: str, data: bytes) -> None:
        """Let ``data`` wait under ``id_``; what waits under it already stays. It is on the disk when this returns, or OSError."""
        names = [one.hex() for one in self.keys.find_any(f"spool {id_}")]
        if any((self.path / name).is_file() for name in names):
            return
        name = names[0]
        locked = self.keys.encrypt(data, f"spool/{name}")
        for _ in range(_TRIES):
            try:
                self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
                write_whole(self.path / name, locked, at_ns=time.time_ns())
                sync(self.path.parent)
            except FileNotFoundError:
                # Whoever empties the folder has just taken it away.
                continue
            return
        raise OSError(errno.ENOENT, os.strerror(errno.ENOENT), str(self.path))

    def names(self) -> list[str]:
        """Return the names of what waits, in the order in which it came."""
        return [name for _, name in sorted(self._files()) if _NAME.fullmatch(name)]

    def _files(self) -> list[tuple[int, str]]:
        """Return every file of the folder with its time in nanoseconds."""
        try:
            with os.scandir(self.path) as files:
                return [(file.stat().st_mtime_ns, file.name) for file in files]
        except FileNotFoundError:
            return []

    def sweep(self) -> None:
        """Take away what a crash left half written, and the folder where it is empty."""
        old = time.time_ns() - _HALF_WRITTEN_NS
        self.remove([name for at, name in self._files() if at < old and not _NAME.fullmatch(name)])

    def read(self, name: str) -> bytes:
        """Return what waits under a name. Raises OSError, or KeyLost where it was changed or its key is lost."""
        return self.keys.decrypt((self.path / name).read_bytes(), f"spool/{name}")

    def remove(self, names: list[str]) -> None:
        """Forget what was taken in, and take the folder away with the last of it."""
        for name in names:
            (self.path / name).unlink(missing_ok=True)
        self._tidy()

    def set_aside(self, name: str) -> None:
        """Put a file that nobody can take in where it holds up no other; it is kept, in a folder beside this one."""
        aside = self.path.with_name(self.path.name + "-rusak")
        aside.mkdir(mode=0o700, exist_ok=True)
        (self.path / name).replace(aside / name)
        self._tidy()

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Give True to one at a time, in this process and others, for as long as the block lasts; False to all others."""
        descriptor = os.open(
            self.path.with_name(self.path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
        )
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
        finally:
            os.close(descriptor)

    def _tidy(self) -> None:
        try:
            self.path.rmdir()
        except OSError as error:
            # Something else came meanwhile, or somebody else was faster.
            if error.errno not in {errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT}:
                raise
