"""Twilio's webhooks as a server calls them: what is refused, what is taken in, and what is answered."""

from __future__ import annotations

import logging
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from urllib.parse import parse_qsl

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from bot.message import Spoken
from bot.services.house import House
from bot.services.inbox import Reply
from bot.web.posts import MAX_BODY
from bot.web.signature import MAX_FIELDS
from bot.web.twilio import _xml
from storage.database import connect
from storage.encryption import KeyRing
from tests.fakes.twilio_house import PUBLIC_URL, twilio_house, twilio_settings
from tests.fakes.twilio_server import form_body, signature
from tests.web.twilio_parts import IBU, INCOMING, STATUS, TOKEN, ScriptedLine, client_of, message, post, said


@pytest.fixture
def plain_house(sqlite_url: str, keys: KeyRing) -> Iterator[House]:
    """Give a house whose database nothing here writes to."""
    database = connect(sqlite_url, keys)
    yield twilio_house(twilio_settings(), database)
    database.close()


@pytest.fixture
def line() -> ScriptedLine:
    """Give a line that answers one sentence."""
    return ScriptedLine()


@pytest.fixture
def client(plain_house: House, line: ScriptedLine) -> FlaskClient:
    """Give a client in front of the scripted line."""
    return client_of(plain_house, line)


# --- answers -------------------------------------------------------------------------------------------------------


def test_the_reply_is_in_the_answer(client: FlaskClient, line: ScriptedLine) -> None:
    """With the address for reports on its row; noted once the answer is written, and not before."""
    response = post(client, message())
    assert said(response) == [(f"{PUBLIC_URL}/twilio/status?outbox=11", "Terima kasih, Bu.")]
    assert line.heard[0].text == "a"
    response.close()
    assert line.noted == [(11,)]


def test_several_replies_and_those_that_left_already(client: FlaskClient, line: ScriptedLine) -> None:
    """Each is a message of its own; what the worker sent is not said again."""
    line.replies = (Reply(1, Spoken("satu")), Reply(2, Spoken("dua"), by_rest=True), Reply(3, Spoken("tiga")))
    response = post(client, message())
    assert [text for _, text in said(response)] == ["satu", "tiga"]
    response.close()
    assert line.noted == [(1, 3)]


def test_no_reply(client: FlaskClient, line: ScriptedLine) -> None:
    """The answer is empty TwiML, and there is nothing to note."""
    line.replies = ()
    response = post(client, message())
    assert said(response) == []
    response.close()
    assert line.noted == []


@pytest.mark.parametrize("kind", ["STOP", "START", "HELP"])
def test_what_twilio_answered_is_not_answered_twice(client: FlaskClient, line: ScriptedLine, kind: str) -> None:
    """With Advanced Opt-Out on; the message is taken in all the same."""
    response = post(client, message("STOP", OptOutType=kind))
    assert said(response) == []
    response.close()
    assert line.noted == []
    assert line.heard[0].raw["OptOutType"] == kind


@given(st.text())
def test_any_text_is_well_formed_xml(text: str) -> None:
    """As text and as attribute; only what XML cannot hold is lost."""
    root = ET.fromstring(f'<a b="{_xml(text)}">{_xml(text)}</a>'.encode())  # noqa: S314
    holds = "".join(one for one in text if one in "\t\n\r" or (one >= " " and not "\ud800" <= one <= "\udfff"))
    holds = holds.replace("\ufffe", "").replace("\uffff", "")
    assert (root.text or "") == holds
    assert root.attrib["b"] == holds.replace("\t", " ").replace("\n", " ")


def test_the_public_address_is_escaped(line: ScriptedLine, sqlite_url: str, keys: KeyRing) -> None:
    """An address with an ampersand in its path stays one attribute."""
    database = connect(sqlite_url, keys)
    house = twilio_house(twilio_settings(SUARA_PUBLIC_URL="https://suara.example/a&b"), database)
    fields = message()
    header = signature(TOKEN, "https://suara.example/a&b/twilio/incoming", fields)
    response = post(client_of(house, line), fields, given=header)
    assert said(response)[0][0] == "https://suara.example/a&b/twilio/status?outbox=11"
    database.close()


# --- what is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [INCOMING, STATUS])
@pytest.mark.parametrize("given", ["", "x", "ñ", "A" * 28, "A" * 10_000, "=\x7f"])
def test_a_wrong_signature(client: FlaskClient, line: ScriptedLine, path: str, given: str) -> None:
    """Is 403, whatever it looks like."""
    response = post(client, message(MessageStatus="sent"), path, given=given)
    assert response.status_code == 403
    assert line.heard == []


def test_no_signature_at_all(client: FlaskClient, line: ScriptedLine) -> None:
    """Is 403 too."""
    assert client.post(INCOMING, data=message()).status_code == 403
    assert client.post(STATUS, data=message()).status_code == 403
    assert line.heard == []


def test_the_signature_of_another_door(client: FlaskClient) -> None:
    """A signature holds for its own address and query."""
    fields = message(MessageStatus="sent")
    other = signature(TOKEN, PUBLIC_URL + STATUS + "?outbox=1", fields)
    assert post(client, fields, INCOMING, given=other).status_code == 403
    assert post(client, fields, STATUS, query="outbox=2", given=other).status_code == 403
    assert post(client, fields, given=signature(TOKEN, "https://evil.example" + INCOMING, fields)).status_code == 403


def test_the_host_that_a_client_claims_does_not_count(client: FlaskClient) -> None:
    """Only the configured address does, behind any proxy."""
    fields = message()
    headers = {
        "X-Twilio-Signature": signature(TOKEN, PUBLIC_URL + INCOMING, fields),
        "Host": "10.0.0.1:9",
        "X-Forwarded-Host": "evil.example",
    }
    assert client.post(INCOMING, data=form_body(fields), headers=headers).status_code == 200
    headers["X-Twilio-Signature"] = signature(TOKEN, "https://evil.example" + INCOMING, fields)
    assert client.post(INCOMING, data=form_body(fields), headers=headers).status_code == 403


def test_the_query_counts(client: FlaskClient) -> None:
    """Also on the incoming route, percent signs and all."""
    fields = message()
    query = "a=%C3%A9&b=1+2"
    assert post(client, fields, query=query).status_code == 200
    header = signature(TOKEN, PUBLIC_URL + INCOMING, fields)
    assert post(client, fields, query=query, given=header).status_code == 403


@pytest.mark.parametrize("missing", ["MessageSid", "From"])
def test_a_message_that_is_none(client: FlaskClient, line: ScriptedLine, missing: str) -> None:
    """Signed, but without id or sender: 400."""
    fields = message()
    del fields[missing]
    assert post(client, fields).status_code == 400
    assert line.heard == []


def test_too_long_and_too_many(client: FlaskClient, line: ScriptedLine) -> None:
    """A body of 1 MB is 413, two hundred and one fields are 400; up to there all is well."""
    assert post(client, message("x" * 1_000_000)).status_code == 413
    assert post(client, message("x" * (MAX_BODY - 200))).status_code == 200
    many = message() | {f"F{n}": "" for n in range(MAX_FIELDS - 5)}
    assert len(many) == MAX_FIELDS
    assert post(client, many).status_code == 200
    assert post(client, many | {"One": "more"}).status_code == 400
    assert len(line.heard) == 2


def test_odd_lengths(client: FlaskClient) -> None:
    """A length that is none, and a body whose end nobody knows."""
    for length in ("x", "-1", "1e3", "³"):
        environ = {"CONTENT_LENGTH": length}
        assert client.post(INCOMING, data=b"a=1", environ_overrides=environ).status_code == 400
    fields = message()
    header = {"X-Twilio-Signature": signature(TOKEN, PUBLIC_URL + INCOMING, fields)}
    for body, terminated, expected in (
        (form_body(fields), True, 200),
        (form_body(fields), False, 403),
        (b"a" * (MAX_BODY + 1), True, 413),
    ):
        unknown = {"CONTENT_LENGTH": "", "wsgi.input_terminated": terminated}
        answer = client.post(INCOMING, data=body, headers=header, environ_overrides=unknown)
        assert answer.status_code == expected


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_other_methods(client: FlaskClient, method: str) -> None:
    """Are not there."""
    assert client.open(INCOMING, method=method).status_code == 405


@pytest.mark.parametrize("missing", ["TWILIO_AUTH_TOKEN", "both"])
def test_without_a_token_there_are_no_routes(line: ScriptedLine, sqlite_url: str, keys: KeyRing, missing: str) -> None:
    """Nothing is left unchecked: the routes do not exist."""
    off = {"TWILIO_AUTH_TOKEN": ""} | ({"TWILIO_ACCOUNT_SID": ""} if missing == "both" else {})
    database = connect(sqlite_url, keys)
    client = client_of(twilio_house(twilio_settings(**off), database), line)
    for path in (INCOMING, STATUS):
        assert client.post(path, data=message()).status_code == 404
    database.close()


# --- odd texts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["\x00", "a\x00b", "\x01\x1b\x7f", "ñ 😀 \u202e", "x" * 10_000, "", " ", "\r\n", "&<>\"'", "\ufffe"]
)
def test_odd_texts_are_heard_as_they_are(client: FlaskClient, line: ScriptedLine, text: str) -> None:
    """And answered like any other; her own words come back well-formed."""
    line.replies = (Reply(1, Spoken(f"Ibu menulis: {text}!")),)
    response = post(client, message(text))
    assert said(response)[0][1].startswith("Ibu menulis: ")
    assert line.heard[0].text == text


@pytest.mark.parametrize("raw", [b"%ff%fe", b"%ED%A0%80", b"a%ffb%C3", b"%", b"%zz", b"a%00"])
def test_broken_utf8(client: FlaskClient, line: ScriptedLine, raw: bytes) -> None:
    """Bytes that are no text become replacement characters; the message is not lost."""
    body = form_body(message("")).replace(b"Body=", b"Body=" + raw)
    decoded = form_text(body)
    header = {"X-Twilio-Signature": signature(TOKEN, PUBLIC_URL + INCOMING, decoded)}
    response = client.post(INCOMING, data=body, headers=header, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 200
    assert line.heard[0].text == decoded["Body"]
    assert line.heard[0].text.encode(), "no surrogate came in"


def form_text(body: bytes) -> dict[str, str]:
    """Return what somebody holds who reads the form as UTF-8 with replacement characters."""
    return dict(parse_qsl(body.decode("latin-1"), keep_blank_values=True, encoding="utf-8", errors="replace"))


# --- when we cannot ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "broken", [OperationalError("x", {}, Exception("rahasia Ibu")), OSError("rahasia Ibu"), RuntimeError("rahasia Ibu")]
)
def test_the_database_is_away(
    client: FlaskClient, line: ScriptedLine, broken: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    """Twilio is asked to come again, and the log names the message by its id and says nothing else."""
    line.broken = broken
    with caplog.at_level(logging.DEBUG):
        response = post(client, message("kata ibu", sid="SM77"))
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert "SM77" in caplog.text
    assert "kata ibu" not in caplog.text
    assert "rahasia" not in caplog.text
    assert IBU not in caplog.text


def test_an_answer_that_cannot_be_noted(
    client: FlaskClient, line: ScriptedLine, caplog: pytest.LogCaptureFixture
) -> None:
    """The answer is out by then; nothing breaks, and the log says which replies."""
    line.deaf = True
    response = post(client, message())
    response.close()
    assert said(response)
    assert "(11,)" in caplog.text


def test_a_report_while_the_database_is_away(client: FlaskClient) -> None:
    """The tables are not there: 503, and the report comes again."""
    fields = {"MessageSid": "SM1", "MessageStatus": "sent"}
    assert post(client, fields, STATUS, query="outbox=1").status_code == 503
