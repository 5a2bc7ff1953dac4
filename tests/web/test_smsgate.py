"""SMSGate's door: signatures with their time, events that change nothing, and a database that is away."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from bot.app import create_app
from bot.services.house import House
from bot.web.roads import App
from bot.web.smsgate import LATE, smsgate_doors
from storage import tables as t
from storage.database import Database, connect
from storage.encryption import KeyRing
from tests.fakes.smsgate_server import event, received, signed, smsgate_settings
from tests.federation import NOON, house_of

PATH = "/smsgate/incoming"
IBU = "+6281200000001"
NOW = NOON.timestamp()


@pytest.fixture
def house(migrated_sqlite_url: str, keys: KeyRing) -> Iterator[House]:
    """Give a house with SMSGate on."""
    database = connect(migrated_sqlite_url, keys)
    yield house_of(database, settings=smsgate_settings("http://127.0.0.1:9"))
    database.close()


@pytest.fixture
def client(house: House) -> FlaskClient:
    """Give a client at the door alone."""
    app = App("test")
    app.add_doors(smsgate_doors(house, lambda: NOON, lambda: NOON))
    return app.test_client()


def messages(house: House) -> int:
    with house.db.reading() as db:
        return int(db.scalar(select(func.count()).select_from(t.message)) or 0)


@pytest.mark.parametrize("off", [-LATE - 1, LATE + 1, -86400])
def test_an_old_signature_is_refused(house: House, client: FlaskClient, off: int) -> None:
    """Whoever has caught one cannot play it again tomorrow."""
    body = received("halo", IBU)
    assert client.post(PATH, data=body, headers=signed(body, NOW + off)).status_code == 403
    assert messages(house) == 0


@pytest.mark.parametrize("off", [-LATE, 0, LATE])
def test_a_clock_may_be_a_little_wrong(house: House, client: FlaskClient, off: int) -> None:
    body = received("halo", IBU)
    assert client.post(PATH, data=body, headers=signed(body, NOW + off)).status_code == 200
    assert messages(house) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"X-Timestamp": ""},
        {"X-Timestamp": "x"},
        {"X-Timestamp": "-1"},
        {"X-Timestamp": "9" * 400},
        {"X-Signature": "ñ"},
    ],
)
def test_odd_headers_are_refused(client: FlaskClient, changed: dict[str, str]) -> None:
    body = received("halo", IBU)
    assert client.post(PATH, data=body, headers={**signed(body, NOW), **changed}).status_code == 403
    assert client.post(PATH, data=body).status_code == 403


def test_the_signature_is_over_body_and_time(client: FlaskClient) -> None:
    body = received("halo", IBU)
    right = signed(body, NOW)
    assert client.post(PATH, data=body + b" ", headers=right).status_code == 403
    assert client.post(PATH, data=body, headers={**right, "X-Timestamp": str(int(NOW) + 1)}).status_code == 403
    assert client.post(PATH, data=body, headers=signed(body, NOW, "another key")).status_code == 403
    assert (
        client.post(PATH, data=body, headers={**right, "X-Signature": right["X-Signature"].upper()}).status_code == 200
    )


@pytest.mark.parametrize(
    "body", [event("system:ping", {}), event("sms:sent", {"messageId": "of another program"}), event("x" * 500, {})]
)
def test_what_is_none_of_ours_is_answered_kindly(house: House, client: FlaskClient, body: bytes) -> None:
    """Else the phone would come again for two days."""
    assert client.post(PATH, data=body, headers=signed(body, NOW)).status_code == 200
    assert messages(house) == 0


def test_too_long_a_body(client: FlaskClient) -> None:
    body = received("a" * 70_000, IBU)
    assert client.post(PATH, data=body, headers=signed(body, NOW)).status_code == 413


@pytest.mark.parametrize("body", [received("halo rahasia", IBU), event("sms:sent", {"messageId": "suara-7"})])
def test_where_the_database_is_away_the_phone_comes_again(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, body: bytes
) -> None:
    """Nothing is lost, and the log holds no word of hers."""

    def away(_: Database) -> None:
        raise OperationalError("rahasia", {}, Exception(IBU))

    monkeypatch.setattr(Database, "transaction", away)
    with caplog.at_level(logging.DEBUG):
        answer = client.post(PATH, data=body, headers=signed(body, NOW))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "rahasia" not in caplog.text
    assert IBU not in caplog.text


def test_without_a_key_there_is_no_door(house: House) -> None:
    settings = smsgate_settings("http://127.0.0.1:9", SUARA_SMSGATE_SIGNING_KEY="")
    assert smsgate_doors(house_of(house.db, settings=settings), lambda: NOON, lambda: NOON) == {}
    assert create_app(house).test_client().post(PATH, data=b"{}").status_code == 403
    off = house_of(house.db, settings=settings)
    assert create_app(off).test_client().post(PATH, data=b"{}").status_code == 404
