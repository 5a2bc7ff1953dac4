"""Meta's door: the greeting, the signature, many messages in one post, and a database that is away."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.app import create_app
from bot.services.house import House
from bot.web.cloud import MAX_BODY, cloud_doors, cloud_greetings
from bot.web.roads import App
from storage import tables as t
from storage.database import Database, connect
from storage.encryption import KeyRing
from tests.fakes.cloud_server import WORD, cloud_settings, post_body, signed, text
from tests.federation import NOON, house_of

PATH = "/cloud/incoming"
IBU = "6281200000001"


@pytest.fixture
def house(migrated_sqlite_url: str, keys: KeyRing) -> Iterator[House]:
    """Give a house with the Cloud API on."""
    database = connect(migrated_sqlite_url, keys)
    yield house_of(database, settings=cloud_settings("http://127.0.0.1:9"))
    database.close()


@pytest.fixture
def client(house: House) -> FlaskClient:
    """Give a client at the door alone."""
    app = App("test")
    app.add_doors(cloud_doors(house, lambda: NOON))
    app.add_greetings(cloud_greetings(house))
    return app.test_client()


def texts(house: House) -> list[str]:
    with house.db.reading() as db:
        return [str(one) for one in db.scalars(select(t.message.c.text).order_by(t.message.c.id))]


def greeting(**changed: str) -> dict[str, str]:
    return {"hub.mode": "subscribe", "hub.verify_token": WORD, "hub.challenge": "1158201444", **changed}


def test_the_greeting_repeats_the_challenge(client: FlaskClient) -> None:
    answer = client.get(PATH, query_string=greeting())
    assert (answer.status_code, answer.data) == (200, b"1158201444")
    assert answer.content_type.startswith("text/plain")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        (greeting(**{"hub.verify_token": "another"}), 403),
        (greeting(**{"hub.verify_token": ""}), 403),
        (greeting(**{"hub.mode": "unsubscribe"}), 403),
        ({}, 403),
        (greeting(**{"hub.challenge": "<script>"}), 400),
        (greeting(**{"hub.challenge": ""}), 400),
    ],
)
def test_greetings_of_others(client: FlaskClient, query: dict[str, str], status: int) -> None:
    assert client.get(PATH, query_string=query).status_code == status


def test_all_messages_of_a_post_come_in_and_the_replies_wait(house: House, client: FlaskClient) -> None:
    """In their order; once, however often the post comes; nothing is said in the answer itself."""
    body = post_body([text(f"pesan {n}", IBU, f"wamid.{n}") for n in range(5)])
    for _ in range(2):
        answer = client.post(PATH, data=body, headers=signed(body))
        assert (answer.status_code, answer.data) == (200, b"")
    assert texts(house) == [f"pesan {n}" for n in range(5)]
    with house.db.reading() as db:
        rows = db.execute(select(t.outbox.c.state, t.outbox.c.channel, t.outbox.c.claimed_until)).all()
    assert rows
    assert {tuple(row) for row in rows} == {("queued", "cloud", None)}


@pytest.mark.parametrize("header", ["", "x", "sha256=", "sha256=" + "0" * 64, "ñ"])
def test_a_wrong_signature(house: House, client: FlaskClient, header: str) -> None:
    body = post_body([text("halo", IBU, "wamid.1")])
    assert client.post(PATH, data=body, headers={"X-Hub-Signature-256": header}).status_code == 403
    assert client.post(PATH, data=body + b" ", headers=signed(body)).status_code == 403
    assert client.post(PATH, data=body, headers=signed(body, "another")).status_code == 403
    assert client.post(PATH, data=body).status_code == 403
    assert texts(house) == []


def test_a_large_post_is_taken_and_a_larger_one_is_not(house: House, client: FlaskClient) -> None:
    body = post_body([text("a" * 4000, IBU, f"wamid.{n}") for n in range(40)])
    assert len(body) > 64 * 1024
    assert client.post(PATH, data=body, headers=signed(body)).status_code == 200
    assert len(texts(house)) == 40
    huge = b"x" * (MAX_BODY + 1)
    assert client.post(PATH, data=huge, headers=signed(huge)).status_code == 413


def test_a_post_without_anything_for_us(client: FlaskClient) -> None:
    for body in (post_body(), post_body([text("halo", IBU, "wamid.1")], phone_id="9")):
        assert client.post(PATH, data=body, headers=signed(body)).status_code == 200


@pytest.mark.parametrize(
    "body",
    [post_body([text("rahasia", IBU, "wamid.1")]), post_body(statuses=[{"id": "wamid.1", "status": "sent"}])],
    ids=["message", "report"],
)
def test_where_the_database_is_away_meta_comes_again(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, body: bytes
) -> None:
    def away(_: Database) -> None:
        raise OperationalError("rahasia", {}, Exception(IBU))

    monkeypatch.setattr(Database, "transaction", away)
    with caplog.at_level(logging.DEBUG):
        assert client.post(PATH, data=body, headers=signed(body)).status_code == 503
    assert "rahasia" not in caplog.text
    assert IBU not in caplog.text


def test_the_whole_application_has_the_door_where_it_is_on(house: House) -> None:
    client = create_app(house).test_client()
    assert client.get(PATH, query_string=greeting()).data == b"1158201444"
    assert client.post(PATH, data=b"{}").status_code == 403
    assert client.put(PATH).status_code == 405
    off = house_of(house.db, settings=cloud_settings("http://127.0.0.1:9", SUARA_CLOUD_APP_SECRET=""))
    assert create_app(off).test_client().post(PATH, data=b"{}").status_code == 404
    dumb = cloud_settings("http://127.0.0.1:9", SUARA_CLOUD_VERIFY_TOKEN="")
    assert create_app(house_of(house.db, settings=dumb)).test_client().get(PATH).status_code == 405
