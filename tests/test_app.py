"""The application over an open house: its doors, what every answer says, and what it never says."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot import app as application
from bot.app import create_app, from_environment
from bot.bootstrap.house import open_house, real_now
from bot.services import heartbeats
from bot.services.house import House
from bot.services.line import Line
from bot.web.roads import HEADERS
from storage.database import Database
from tests.federation import house_of

TWILIO = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "t"}


@pytest.fixture
def house(database: Database) -> House:
    return house_of(database, {"SUARA_SIMULATOR": "0"} | TWILIO)


@pytest.fixture
def app(house: House) -> Iterator[Flask]:
    line = Line(house)
    yield create_app(house, line)
    line.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_healthz_names_the_part_that_is_not_alive(house: House, client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json == {
        "ok": False,
        "down": ["scheduler", "worker"],
        "parts": {"database": True, "scheduler": False, "worker": False},
    }
    heartbeats.beat(house, "scheduler", real_now())
    assert client.get("/healthz").json["down"] == ["worker"]  # type: ignore[index]
    heartbeats.beat(house, "worker", real_now())
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json["ok"] is True  # type: ignore[index]
    assert answer.headers["Cache-Control"] == "no-store"


def test_healthz_names_a_database_that_is_not_there(house: House, tmp_path: Path) -> None:
    away = open_house({"SUARA_DATA": str(tmp_path / "data")})
    line = Line(away)
    (tmp_path / "data" / "suara.db").rename(tmp_path / "elsewhere")
    (tmp_path / "data" / "suara.db").mkdir()
    away.db.close()
    answer = create_app(away, line).test_client().get("/healthz")
    line.close()
    away.db.close()
    assert answer.status_code == 503
    assert answer.json == {"ok": False, "down": ["database"], "parts": {"database": False}}


def test_every_answer_guards_itself(client: FlaskClient) -> None:
    for path in ("/healthz", "/nothing", "/twilio/incoming"):
        answer = client.get(path)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, (path, name)


def test_every_door_is_known(app: Flask) -> None:
    # A new door has to be put here, after a thought about its lock.
    signed = {"/twilio/incoming", "/twilio/status"}
    open_to_all = {"/healthz"}
    assert {rule.rule for rule in app.url_map.iter_rules()} == signed | open_to_all
    for path in signed:
        assert app.test_client().post(path, data={"MessageSid": "SM1"}).status_code == 403


def test_without_a_token_and_a_simulator_neither_door_is_there(database: Database) -> None:
    house = house_of(database, {"SUARA_SIMULATOR": "0"})
    line = Line(house)
    app = create_app(house, line)
    line.close()
    assert {rule.rule for rule in app.url_map.iter_rules()} == {"/healthz"}
    assert app.test_client().get("/").status_code == 404


def test_the_simulator_is_at_home_where_it_is_on(database: Database) -> None:
    line = Line(house := house_of(database))
    client = create_app(house, line).test_client()
    line.close()
    assert client.get("/").location == "/simulator"
    assert client.get("/simulator").status_code == 200
    before = client.get("/simulator/api/messages?phones=&since=").json["now"]  # type: ignore[index]
    moved = client.post("/simulator/api/clock", json={"move": "+2d"}).json["now"]  # type: ignore[index]
    assert moved > before


def test_what_a_client_does_wrong_is_said_in_a_line(client: FlaskClient) -> None:
    assert client.get("/nothing").get_data(as_text=True) == "404 Not Found\n"
    wrong = client.put("/healthz")
    assert wrong.get_data(as_text=True) == "405 Method Not Allowed\n"
    assert "GET" in wrong.headers["Allow"]


def test_a_mistake_of_ours_shows_no_insides(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    def breaks() -> str:
        raise RuntimeError("her words")

    app.add_url_rule("/breaks", view_func=breaks)
    with caplog.at_level(logging.ERROR):
        answer = app.test_client().get("/breaks")
    assert answer.status_code == 500
    assert "her words" not in answer.get_data(as_text=True) + caplog.text
    assert "RuntimeError" in caplog.text
    assert "test_app.py" in caplog.text, "the place is what helps to mend it"


def test_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUARA_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("SUARA_SIMULATOR", "0")
    monkeypatch.setenv("PORT", "x")
    with pytest.raises(SystemExit, match="PORT"):
        from_environment()
    monkeypatch.setenv("PORT", "8000")
    with pytest.raises(SystemExit, match="suara setup"):
        from_environment()
    open_house({"SUARA_DATA": str(tmp_path / "data")}).db.close()
    closing = []
    monkeypatch.setattr(application, "Finalize", lambda _owner, close, exitpriority: closing.append(close))
    made = from_environment()
    assert made.test_client().get("/healthz").status_code == 503
    closing[0]()
