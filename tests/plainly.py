"""Measuring in tests: what is timed runs as it would in service."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def plainly_run() -> Iterator[None]:
    """Run the block without the tracing of coverage, and without clearing away what other tests left."""
    tracer = sys.gettrace()
    gc.collect()
    gc.freeze()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)
        gc.unfreeze()
