"""The simulator's door: what it takes, what it answers, and whom it turns away."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from bot.message import Incoming
from bot.services.house import House
from bot.services.inbox import Receipt
from bot.services.line import Line
from bot.settings import parse_settings
from bot.web.simulator import MAX_BODY
from storage import tables as t
from tests.federation import house_of
from tests.waiting import until
from tests.web.simulator_parts import API, REAL, SARI, WAHYU, client_of, id_of, messages, send


def test_what_is_written_is_answered_and_noted_as_sent(house: House, client: FlaskClient) -> None:
    sari = id_of(house, SARI)
    response = send(client, phone=sari, text="COREL")
    response.close()  # as a server does once it has written it
    answer = response.get_json()
    assert (answer["phone"], answer["duplicate"]) == (sari, False)
    hers, bots = answer["screens"][sari]["bubbles"]
    assert (hers["text"], hers["mine"], hers["day"], hers["time"]) == ("COREL", True, "Selasa 24 Nov", "13.00")
    assert "8 pertanyaan" in bots["text"]
    assert (bots["segments"], bots["options"]) == (1, [])
    assert answer["clock"] == "Selasa 24 Nov, 12.00 WIB"
    with house.db.reading() as db:
        assert db.scalars(select(t.message.c.channel)).all() == ["simulator"]

    def sent() -> bool:
        with house.db.reading() as db:
            return db.scalars(select(t.outbox.c.state)).all() == ["sent"]

    until(sent)


def test_the_same_key_is_the_same_message(house: House, client: FlaskClient) -> None:
    sari = id_of(house, SARI)
    first = send(client, phone=sari, text="COREL", key="web-00000001").get_json()
    again = send(client, phone=sari, text="COREL", key="web-00000001").get_json()
    assert (first["duplicate"], again["duplicate"]) == (False, True)
    assert [one["id"] for one in again["screens"][sari]["bubbles"]] == [
        one["id"] for one in first["screens"][sari]["bubbles"]
    ]
    assert messages(house) == 1


def test_a_tap_answers_the_question(house: House, client: FlaskClient) -> None:
    wahyu = id_of(house, WAHYU)
    asked = send(client, phone=wahyu, text="COREL", medium="whatsapp").get_json()["screens"][wahyu]["bubbles"][-1]
    assert [one["title"] for one in asked["options"]] == ["Ya", "Tidak"]
    yes = asked["options"][0]
    said = send(client, phone=wahyu, text=yes["title"], payload=yes["id"], medium="whatsapp").get_json()
    assert "1/8" in said["screens"][wahyu]["bubbles"][-1]["text"]


def test_a_new_number_becomes_a_phone(house: House, client: FlaskClient) -> None:
    number = client.get(f"{API}/new-number").get_json()["number"]
    answer = send(client, phone="", number=number, text="halo").get_json()
    assert answer["phone"] == id_of(house, number)
    assert answer["screens"][answer["phone"]]["bubbles"][0]["text"] == "halo"
    (listed,) = client.get(f"{API}/phones?ids={answer['phone']}").get_json()["phones"]
    assert (listed["number"], listed["names"], listed["role"]) == (number, [], "")


def test_only_what_changed_is_said_again(house: House, client: FlaskClient) -> None:
    sari, wahyu = id_of(house, SARI), id_of(house, WAHYU)
    news = client.get(f"{API}/messages?phones={sari},{wahyu}").get_json()
    assert set(news["screens"]) == {sari, wahyu}
    since = ",".join(news["screens"][one]["version"] for one in (sari, wahyu))
    assert client.get(f"{API}/messages?phones={sari},{wahyu}&since={since}").get_json()["screens"] == {}
    send(client, phone=sari, text="halo")
    news = client.get(f"{API}/messages?phones={sari},{wahyu}&since={since}").get_json()
    assert set(news["screens"]) == {sari}
    assert all(isinstance(one["id"], str) and int(one["id"]) > 2**53 for one in news["screens"][sari]["bubbles"])


def test_phones_are_listed_and_found(house: House, client: FlaskClient) -> None:
    listed = client.get(f"{API}/phones").get_json()["phones"]
    assert [one["names"] for one in listed] == [["Sari Dewi"], ["Wahyuni"]]
    assert listed[0]["zone"] == "WITA"
    found = client.get(f"{API}/phones?q=wahyu").get_json()["phones"]
    assert [one["number"] for one in found] == [WAHYU]
    assert client.get(f"{API}/phones?ids=x,{10**30},-1").get_json()["phones"] == []


def test_the_clock_moves_forward_or_says_why_not(client: FlaskClient) -> None:
    moved = client.post(f"{API}/clock?lang=en", json={"move": "+1h"})
    assert moved.get_json()["clock"] == "Tuesday 24 Nov, 13:00 WIB"
    refused = client.post(f"{API}/clock", json={"move": "kemarin"})
    assert (refused.status_code, refused.get_json()) == (422, {"error": "no such moment"})


def test_a_real_woman_is_neither_shown_nor_spoken_for(house: House, client: FlaskClient) -> None:
    real = id_of(house, REAL)
    assert client.get(f"{API}/phones?ids={real}").get_json()["phones"] == []
    assert client.get(f"{API}/phones?q=nyata").get_json()["phones"] == []
    assert client.get(f"{API}/messages?phones={real}").get_json()["screens"] == {}
    assert send(client, phone=real, text="ya").status_code == 404
    assert send(client, phone="", number=REAL, text="ya").status_code == 403
    assert messages(house) == 0


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"text": ""}, 422),
        ({"text": "  \n"}, 422),
        ({"text": 7}, 422),
        ({"text": "a" * 4097}, 413),
        ({"text": "ya", "key": "short"}, 422),
        ({"text": "ya", "key": "with space in it"}, 422),
        ({"text": "ya", "medium": "surat"}, 422),
        ({"text": "ya", "phone": "999999"}, 404),
        ({"text": "ya", "phone": "", "number": "0812"}, 422),
        ({"text": "ya", "payload": "x" * 257}, 413),
    ],
)
def test_what_cannot_be_a_message_is_refused(
    house: House, client: FlaskClient, values: dict[str, Any], status: int
) -> None:
    answer = send(client, **{"phone": id_of(house, SARI), **values})
    assert answer.status_code == status
    assert answer.get_json()["error"]
    assert messages(house) == 0


@pytest.mark.parametrize("text", ["\0", "\ud800 ya", "😀" * 2000, "<b>&\"'"])
def test_any_text_is_taken_and_shown_as_it_is(house: House, client: FlaskClient, text: str) -> None:
    sari = id_of(house, SARI)
    shown = send(client, phone=sari, text=text).get_json()["screens"][sari]["bubbles"][0]
    assert shown["text"] == text


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{", 400), (b"[" * 5_000, 400), (b"[]", 400), (b"\xff", 400), (b" " * (MAX_BODY + 1), 413)],
    ids=["half", "deep", "list", "bytes", "long"],
)
def test_a_broken_body_is_refused(client: FlaskClient, body: bytes, status: int) -> None:
    assert client.post(f"{API}/send", data=body, content_type="application/json").status_code == status


def test_a_database_that_is_away_is_said_so_and_loses_nothing(house: House, caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        def receive(self, message: Incoming, now: datetime) -> Receipt:
            raise OperationalError(message.text, {}, Exception("gone"))

        def written(self, outbox_ids: tuple[int, ...], now: datetime) -> None:
            raise AssertionError

    answer = send(client_of(house, Broken()), phone=id_of(house, SARI), text="rahasia")
    assert answer.status_code == 503
    assert "rahasia" not in answer.text + caplog.text


def test_an_acknowledgement_that_fails_breaks_nothing(house: House, caplog: pytest.LogCaptureFixture) -> None:
    line = Line(house)

    class Forgetful:
        def receive(self, message: Incoming, now: datetime) -> Receipt:
            return line.receive(message, now)

        def written(self, outbox_ids: tuple[int, ...], now: datetime) -> None:
            raise OperationalError("update", {}, Exception("gone"))

    answer = send(client_of(house, Forgetful()), phone=id_of(house, SARI), text="COREL")
    assert answer.status_code == 200
    answer.close()
    line.close()
    assert "could not be noted: OperationalError" in caplog.text


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "127.8.9.1"])
def test_this_machine_is_let_in(client: FlaskClient, host: str) -> None:
    assert client.get("/simulator", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "suara.example"},
        {"Host": "127.0.0.1.nip.io"},
        {"Host": "10.0.0.1:8000"},
        {"X-Forwarded-For": "198.51.100.7"},
        {"Forwarded": "for=198.51.100.7"},
        {"Via": "1.1 proxy"},
    ],
)
def test_nobody_comes_in_by_a_bent_name_or_through_a_proxy(client: FlaskClient, headers: dict[str, str]) -> None:
    for path in ("/simulator", f"{API}/phones", "/simulator/static/sms.js"):
        assert client.get(path, headers=headers).status_code == 403


def test_on_an_open_host_any_name_will_do(house: House) -> None:
    settings = parse_settings({"SUARA_SIMULATOR": "1", "HOST": "0.0.0.0"})
    open_house = house_of(house.db, settings=settings)
    answer = client_of(open_house, Line(open_house)).get("/simulator", headers={"Host": "latihan.example"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://localhost:9999"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
def test_only_our_own_page_may_change_anything(client: FlaskClient, headers: dict[str, str], status: int) -> None:
    assert client.post(f"{API}/clock", json={"move": "+1h"}, headers=headers).status_code == status


def test_a_form_of_another_page_is_not_taken(client: FlaskClient) -> None:
    body = json.dumps({"move": "+1h"})
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        assert client.post(f"{API}/clock", data=body, content_type=kind).status_code == 415


def test_every_answer_is_guarded(client: FlaskClient) -> None:
    for path in ("/simulator", f"{API}/phones", "/simulator/static/simulator.js", "/simulator/static/icon.svg"):
        answer = client.get(path)
        assert answer.status_code == 200
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "Set-Cookie" not in answer.headers
        answer.close()


def test_the_page_is_whole_in_each_language(client: FlaskClient) -> None:
    pages = {language: client.get(f"/simulator?lang={language}").text for language in ("id", "jv", "en")}
    assert len(set(pages.values())) == 3
    assert client.get("/simulator?lang=xx").text == pages["id"]
    for page in pages.values():
        assert "style=" not in page
        assert "onclick" not in page
        assert "http://" not in page.replace("http://www.w3.org/", "")


def test_without_the_simulator_there_is_nothing(house: House) -> None:
    off = house_of(house.db, settings=parse_settings({"SUARA_SIMULATOR": "0"}))
    client = client_of(off, Line(off))
    for path in ("/simulator", f"{API}/phones", "/simulator/static/sms.js"):
        assert client.get(path).status_code == 404


def test_who_was_erased_is_gone_from_the_screen(house: House, client: FlaskClient) -> None:
    sari = id_of(house, SARI)
    send(client, phone=sari, text="COREL")
    with house.db.transaction() as db:
        db.execute(update(t.message).values(text=None))
        db.execute(update(t.outbox).values(spoken=None))
    assert client.get(f"{API}/messages?phones={sari}").get_json()["screens"][sari]["bubbles"] == []
