"""What tests of the simulator's door share: a house with two invented women and a real one, and a client."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from bot.services import phones
from bot.services.clock import ClockRefused
from bot.services.house import House
from bot.web.simulator import simulator_routes
from storage import tables as t
from tests.federation import NOON

SARI, WAHYU, REAL = "+62811000011", "+62811000021", "+6281234567890"
API = "/simulator/api"


def client_of(house: House, line: Any) -> FlaskClient:
    """Return a client of an application that has the simulator's routes alone."""
    moved = {"now": NOON}

    def move(text: str) -> datetime:
        if text != "+1h":
            raise ClockRefused("no such moment")
        moved["now"] += timedelta(hours=1)
        return moved["now"]

    app = Flask("suara", static_folder=None, template_folder=None)
    app.register_blueprint(simulator_routes(house, line, lambda: moved["now"], move))
    return app.test_client()


def id_of(house: House, number: str) -> str:
    """Return the id of a phone as the page knows it."""
    return str(phones.phone_of(house, number))


def send(client: FlaskClient, **values: Any) -> TestResponse:
    """Post one message with a key of its own, unless told otherwise."""
    return client.post(f"{API}/send", json={"key": f"web-{id(values):x}-{len(str(values))}", "medium": "sms", **values})


def messages(house: House) -> int:
    """Count the messages that were taken in."""
    with house.db.reading() as db:
        return db.scalar(select(func.count()).select_from(t.message)) or 0
