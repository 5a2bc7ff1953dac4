"""Measuring in tests: what is timed runs as it would in service."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def untraced() -> Iterator[None]:
    """Run the block without the tracing of coverage, which makes it two or three times slower."""
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)


@contextmanager
def plainly_run() -> Iterator[None]:
    """Run the block without the tracing of coverage, and without clearing away what other tests left."""
    gc.collect()
    gc.freeze()
    try:
        with untraced():
            yield
    finally:
        gc.unfreeze()
