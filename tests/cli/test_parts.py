"""What the parts say in their log."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from bot.cli.parts import log_to_stderr


@pytest.fixture(autouse=True)
def _levels_as_before() -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in ("bot", "storage", "apscheduler.scheduler", "huey.consumer.Worker")]
    before = [(logger, logger.level, logger.filters[:]) for logger in loggers]
    yield
    for logger, level, filters in before:
        logger.setLevel(level)
        logger.filters[:] = filters


def test_the_queues_trouble_is_one_line_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    log_to_stderr()
    queue = logging.getLogger("huey.consumer.Worker")
    try:
        int("her words")
    except ValueError:
        queue.exception("Error reading from queue")
    assert "Error reading from queue: ValueError at test_parts.py:" in caplog.text
    assert "Traceback" not in caplog.text
    assert "her words" not in caplog.text
