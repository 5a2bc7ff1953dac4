"""Waits for what other threads and processes bring about.

A limit here is a guard against hanging and nothing else: a machine with other work may be many times slower than this one.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

LONG: Final = 180.0
"""Seconds after which something that takes a moment is taken to have hung."""


def until(holds: Callable[[], object]) -> None:
    """Return as soon as ``holds`` does; fail when it has not for ``LONG``."""
    deadline, pause = time.monotonic() + LONG, 0.01
    while not holds():
        assert time.monotonic() < deadline, "it did not come about in time"
        # What takes seconds is not brought about sooner by whoever looks fifty times in each.
        time.sleep(pause)
        pause = min(0.2, pause * 1.3)
