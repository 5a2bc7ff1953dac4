"""``GET /healthz``: whether database, scheduler and worker are alive; for whoever watches the machine, and for ``suara run``."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response

from bot.services import heartbeats
from bot.services.house import House

log = logging.getLogger(__name__)


def health_routes(house: House, real_now: Callable[[], datetime]) -> Blueprint:
    """Return the route. ``real_now`` is the real clock: a moved one says nothing about a process."""
    routes = Blueprint("health", __name__)

    @routes.get("/healthz")
    def healthz() -> Response:
        """Answer 200 while every part is alive, else 503; the JSON names the parts that are not."""
        try:
            alive = {"database": True, **heartbeats.alive(house, real_now())}
        except Exception as error:  # noqa: BLE001 - whatever keeps us from reading it: the database is not there
            log.warning("the database does not answer: %s", type(error).__name__)
            # Nobody can say how the others are: their signs are in the database.
            alive = {"database": False}
        down = [part for part, lives in alive.items() if not lives]
        body = {"ok": not down, "down": down, "parts": alive}
        response = Response(json.dumps(body), 503 if down else 200, content_type="application/json")
        response.headers["Cache-Control"] = "no-store"
        return response

    return routes
