"""``/healthz`` with a database that hangs or breaks: it always answers, and soon."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection

from bot.bootstrap.house import real_now
from bot.services.house import House
from bot.web.health import health_routes
from storage.database import Database
from tests.federation import house_of
from tests.waiting import LONG, until

NO_DATABASE = {"ok": False, "down": ["database"], "parts": {"database": False}}


class Hanging:
    """The database of a server that was stopped: whoever asks waits until it goes on."""

    def __init__(self, real: Database) -> None:
        self.real = real
        self.goes_on = threading.Event()
        self.asked = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        self.asked += 1
        assert self.goes_on.wait(LONG)
        with self.real.reading() as db:
            yield db


def client(house: House, patience: float) -> FlaskClient:
    app = Flask("health")
    app.register_blueprint(health_routes(house, real_now, patience))
    return app.test_client()


def test_a_database_that_hangs_is_named_in_time_and_asked_once(database: Database) -> None:
    hanging = Hanging(database)
    asking = client(house_of(hanging, {}), 0.2)  # type: ignore[arg-type]
    for _ in range(2):
        answer = asking.get("/healthz")
        assert (answer.status_code, answer.json) == (503, NO_DATABASE)
    assert hanging.asked == 1, "no thread is left waiting for each time that somebody looked"
    hanging.goes_on.set()
    nobody_else = {"database": True, "scheduler": False, "worker": False}
    until(lambda: asking.get("/healthz").get_json()["parts"] == nobody_else)
