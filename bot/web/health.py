"""``GET /healthz``: whether database, scheduler and worker are alive; for whoever watches the machine, and for ``suara run``."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import Final

from flask import Blueprint, Response

from bot.services import faults, heartbeats
from bot.services.house import House

log = logging.getLogger(__name__)

PATIENCE: Final = 3.0
"""Seconds that the database has for its answer: whoever watches the machine would not wait much longer for ours."""

Alive = dict[str, bool]


def health_routes(house: House, real_now: Callable[[], datetime], patience: float = PATIENCE) -> Blueprint:
    """Return the route. ``real_now`` is the real clock: a moved one says nothing about a process; ``patience`` in seconds."""
    routes = Blueprint("health", __name__)
    question = _Question(lambda: heartbeats.alive(house, real_now()))

    @routes.get("/healthz")
    def healthz() -> Response:
        """Answer 200 while every part is alive, else 503; the JSON names the parts that are not."""
        try:
            alive = {"database": True, **question.ask(patience)}
        except Exception as error:  # noqa: BLE001 - whatever keeps us from reading it: the database is not there
            log.warning("the database does not answer: %s", faults.name(error))
            # Nobody can say how the others are: their signs are in the database.
            alive = {"database": False}
        down = [part for part, lives in alive.items() if not lives]
        body = {"ok": not down, "down": down, "parts": alive}
        response = Response(json.dumps(body), 503 if down else 200, content_type="application/json")
        response.headers["Cache-Control"] = "no-store"
        return response

    return routes


class _Question:
    """Asks in a thread of its own, one at a time: a database server that hangs would keep the caller for ever."""

    def __init__(self, about: Callable[[], Alive]) -> None:
        self._about = about
        self._asking = threading.Lock()

    def ask(self, patience: float) -> Alive:
        """Return the answer, or raise what was raised; TimeoutError after ``patience`` seconds, or twice as many."""
        if not self._asking.acquire(timeout=patience):
            raise TimeoutError
        answers: SimpleQueue[Alive | Exception] = SimpleQueue()
        threading.Thread(target=self._answer, args=(answers,), name="healthz", daemon=True).start()
        try:
            answer = answers.get(timeout=patience)
        except Empty:
            raise TimeoutError from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _answer(self, answers: SimpleQueue[Alive | Exception]) -> None:
        try:
            answers.put(self._about())
        except Exception as error:  # noqa: BLE001 - it is raised again where it was asked
            answers.put(error)
        finally:
            self._asking.release()
