"""Files that are written whole or not at all, and are on the disk when the call returns."""

import os
import secrets
from pathlib import Path


def write_whole(target: Path, data: bytes, *, at_ns: int | None = None) -> None:
    """Write ``data`` into the file ``target``, for its owner alone. Its folder must be there; OSError where disk or rights refuse.

    ``at_ns`` is what the file says of when it was written, in nanoseconds since 1970.
    """
    draft = target.with_name(f".{secrets.token_hex(8)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as written:
            written.write(data)
            written.flush()
            if at_ns is not None:
                os.utime(written.fileno(), ns=(at_ns, at_ns))
            os.fsync(written.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    # The name, too, must be on the disk.
    sync(target.parent)


def sync(folder: Path) -> None:
    """Bring the names in ``folder`` to the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
