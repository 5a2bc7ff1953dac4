"""Builds the flush shim and steers it: how long a durable flush takes, and how many there were."""

from __future__ import annotations

import mmap
import os
import shutil
import struct
import subprocess
from pathlib import Path


class CannotMeasure(Exception):
    """The benchmark cannot run here; the message is one sentence that says why and what to do."""


def build_shim(folder: Path) -> Path:
    """Compile ``shim.c`` into ``folder`` and return the library.

    Raises ``CannotMeasure`` where there is no C compiler: without the shim the figures would be the disk's.
    """
    compiler = next((path for name in ("cc", "gcc", "clang") if (path := shutil.which(name))), None)
    if compiler is None:
        raise CannotMeasure(
            "There is no C compiler (cc), which the flush shim needs: install one (on Debian: apt install gcc libc6-dev)."
        )
    library = folder / "shim.so"
    source = Path(__file__).with_name("shim.c")
    built = subprocess.run(
        [compiler, "-O2", "-Wall", "-shared", "-fPIC", "-o", str(library), str(source)], capture_output=True, text=True
    )
    if built.returncode:
        raise CannotMeasure(f"The flush shim does not compile: {built.stderr.strip()}")
    library.chmod(0o755)
    return library


class Flushes:
    """The flushes of one program (and its children): their set length in microseconds, and their count."""

    def __init__(self, folder: Path, name: str, library: Path, microseconds: int) -> None:
        """Make the control file. It is writable for all, since PostgreSQL runs as another user than root."""
        self._path = folder / f"{name}.flush"
        self._path.write_bytes(struct.pack("=QQ", microseconds, 0))
        self._path.chmod(0o666)
        self._library = library
        with self._path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), 16)

    def set_length(self, microseconds: int) -> None:
        """From now on every flush sleeps this long."""
        self._map[:8] = struct.pack("=Q", microseconds)

    @property
    def count(self) -> int:
        """How many flushes there were since the control file was made."""
        (count,) = struct.unpack("=Q", self._map[8:16])
        return int(count)

    def environment(self) -> dict[str, str]:
        """Return what a program's environment needs for its flushes to be these."""
        return {**os.environ, "LD_PRELOAD": str(self._library), "BENCH_FLUSH_CONTROL": str(self._path)}
