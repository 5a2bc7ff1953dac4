"""Twilio's webhooks in front of the real house: reports on what left, and conversations from end to end."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from threading import Thread

import pytest
from sqlalchemy import insert, select, update
from werkzeug.serving import make_server

from bot.channels.twilio import TwilioChannel
from bot.services import outbox
from bot.services.house import House
from bot.services.line import Line
from bot.web.roads import App
from bot.web.twilio import twilio_doors
from storage import tables as t
from storage.database import connect
from storage.encryption import KeyRing
from storage.migrate import upgrade
from tests.fakes.twilio_house import twilio_house, twilio_settings
from tests.fakes.twilio_server import running
from tests.web.twilio_parts import IBU, INCOMING, NOW, STATUS, ScriptedLine, client_of, message, post, said


@pytest.fixture
def house(database_url: str, keys: KeyRing) -> Iterator[House]:
    """Give a house with Twilio on and an empty database, once of each kind."""
    database = connect(database_url, keys)
    upgrade(database)
    yield twilio_house(twilio_settings(), database)
    database.close()


@pytest.fixture
def line() -> ScriptedLine:
    """Give a line that answers one sentence."""
    return ScriptedLine()


# --- reports -------------------------------------------------------------------------------------------------------


def _row(house: House, outbox_id: int, state: str = "sending", tries: int = 1) -> None:
    with house.db.transaction() as db:
        address = db.execute(
            insert(t.address).values(
                kind="phone", hash=str(outbox_id).encode(), value=IBU, medium="sms", demo=False, created_at=NOW
            )
        ).inserted_primary_key
        assert address is not None
        db.execute(
            insert(t.outbox).values(
                id=outbox_id,
                kind="reply",
                channel="twilio",
                medium="sms",
                address_id=address[0],
                priority=0,
                state=state,
                template="",
                created_at=NOW,
                due_at=NOW,
                tries=tries,
                error_code="",
                error="",
                segments=1,
            )
        )


def _state(house: House, outbox_id: int) -> tuple[str, str, str]:
    with house.db.reading() as db:
        row = db.execute(
            select(t.outbox.c.state, t.outbox.c.error_code, t.outbox.c.error).where(t.outbox.c.id == outbox_id)
        ).one()
    return row.state, row.error_code, row.error


def test_reports_in_any_order(house: House, line: ScriptedLine) -> None:
    """A message moves only forward, by the outbox id or by Twilio's, however often it is said."""
    client = client_of(house, line)
    _row(house, 2**40)
    for status, expected in (
        ("queued", "sending"),
        ("delivered", "delivered"),
        ("sent", "delivered"),
        ("read", "read"),
    ):
        for _ in range(2):
            answer = post(client, {"MessageSid": "SM5", "MessageStatus": status}, STATUS, query=f"outbox={2**40}")
            assert (answer.status_code, answer.data) == (204, b"")
            assert _state(house, 2**40)[0] == expected
    _row(house, 2**41)
    with house.db.transaction() as db:
        db.execute(update(t.outbox).where(t.outbox.c.id == 2**41).values(provider_id="SM6"))
    assert post(client, {"MessageSid": "SM6", "SmsStatus": "sent"}, STATUS).status_code == 204
    assert _state(house, 2**41)[0] == "sent"


def test_a_failure_says_why(house: House, line: ScriptedLine) -> None:
    """With Twilio's code, and the sentence for it."""
    client = client_of(house, line)
    _row(house, 7)
    fields = {"MessageSid": "SM5", "MessageStatus": "undelivered", "ErrorCode": "30005"}
    assert post(client, fields, STATUS, query="outbox=7").status_code == 204
    assert _state(house, 7) == ("failed", "30005", "Nomornya tidak aktif; mohon diperiksa.")


def test_reports_that_we_do_not_know(house: House, line: ScriptedLine, caplog: pytest.LogCaptureFixture) -> None:
    """An unknown state is 400 and logged; an unknown message is not ours to complain about."""
    client = client_of(house, line)
    _row(house, 7)
    with caplog.at_level(logging.WARNING):
        assert post(client, {"MessageSid": "SM5", "MessageStatus": "gone"}, STATUS, query="outbox=7").status_code == 400
    assert "SM5" in caplog.text
    assert _state(house, 7)[0] == "sending"
    assert post(client, {"MessageStatus": "sent"}, STATUS, query="outbox=7").status_code == 400
    for query in (
        "outbox=8",
        "outbox=x",
        "outbox=-1",
        "outbox=" + "9" * 30,
        "outbox=9223372036854775808",
        "a=b",
        "outbox",
    ):
        answer = post(client, {"MessageSid": "SM9", "MessageStatus": "sent"}, STATUS, query=query)
        assert answer.status_code == 204
    assert _state(house, 7)[0] == "sending"


# --- the whole way -------------------------------------------------------------------------------------------------


def test_a_conversation_each_message_twice(house: House) -> None:
    """Through the real line: the same MessageSid gets the same answer and changes nothing."""
    real = Line(house)
    client = client_of(house, real)
    for n, text in enumerate(["COREL", "ya", "\x00", "x" * 10_000, "1"]):
        first = post(client, message(text, sid=f"SM{n}"))
        second = post(client, message(text, sid=f"SM{n}"))
        assert first.status_code == second.status_code == 200
        assert said(first) == said(second)
        assert said(first), text
        first.close()
        second.close()
    real.close()
    with house.db.reading() as db:
        assert len(db.execute(select(t.message.c.id)).all()) == 5
        states = [row.state for row in db.execute(select(t.outbox.c.state))]
    assert states == ["sent"] * len(states)
    assert len(states) == 5


def test_an_opt_out_that_twilio_answered(house: House) -> None:
    """It is ours too, and no reply waits for the worker."""
    real = Line(house)
    client = client_of(house, real)
    response = post(client, message("STOP", OptOutType="STOP"))
    assert said(response) == []
    response.close()
    real.close()
    with house.db.reading() as db:
        assert db.execute(select(t.address.c.opted_out_at)).scalar_one() == NOW
        waiting = db.execute(select(t.outbox.c.id).where(t.outbox.c.state.in_(("queued", "sending")))).all()
    assert waiting == []


def test_out_and_back_over_http(house: House) -> None:
    """A message leaves by the worker, Twilio reports on it, and a reply comes, all over real connections."""
    served: list[App] = []
    server = make_server("127.0.0.1", 0, lambda environ, start: served[0](environ, start), threaded=True)
    with running() as twilio:
        here = f"http://127.0.0.1:{server.server_port}"
        settings = twilio_settings(twilio.url, SUARA_PUBLIC_URL=here)
        channel = TwilioChannel(settings)
        connected = twilio_house(settings, house.db, {channel.name: channel})
        line = Line(connected)
        app = App("test")
        app.add_doors(twilio_doors(connected, line, lambda: NOW))
        served.append(app)
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            _row(connected, 7, "queued", tries=0)
            with connected.db.transaction() as db:
                spoken = {"text": "Halo, Bu.", "options": []}
                db.execute(update(t.outbox).where(t.outbox.c.id == 7).values(spoken=spoken))
            assert outbox.deliver(connected, "twilio", NOW) == 1
            sid = twilio.sent[0]["sid"]
            assert twilio.sent[0]["body"] == "Halo, Bu."
            assert twilio.report(sid, "delivered") == 204
            assert twilio.report(sid, "sent") == 204
            assert _state(connected, 7)[0] == "delivered"
            assert twilio.report(sid, "lost") == 400
            status, answer = twilio.post(here + INCOMING, message("COREL"))
            assert (status, "<Message statusCallback=" in answer) == (200, True)
            assert twilio.post(here + INCOMING, message("COREL"), token="another")[0] == 403
            assert twilio.post(here + INCOMING, message("x" * 1_000_000))[0] == 413
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
            line.close()


def test_what_can_be_tapped_leaves_by_the_worker(house: House) -> None:
    """TwiML shows no buttons: the webhook says nothing, however often it comes, and the worker says it once."""
    with running() as twilio:
        settings = twilio_settings(twilio.url, SUARA_TWILIO_BUTTONS="1")
        channel = TwilioChannel(settings)
        connected = twilio_house(settings, house.db, {channel.name: channel})
        line = Line(connected)
        client = client_of(connected, line)
        written = message("COREL", From=f"whatsapp:{IBU}")
        for _ in range(2):
            assert said(post(client, written)) == []
        assert outbox.deliver(connected, "twilio", NOW) == 1
        assert said(post(client, written)) == []
        assert outbox.deliver(connected, "twilio", NOW) == 0
        [sent] = [one.form for one in twilio.asked if one.path.endswith("/Messages.json")]
        shown = twilio.shown(sent)
        assert shown is not None
        actions = shown["twilio/quick-reply"]["actions"]
        agreed = next(one for one in actions if one["title"] == "Ya")
        tapped = message("Ya", "SM2", From=f"whatsapp:{IBU}", ButtonPayload=agreed["id"])
        assert post(client, tapped).status_code == 200
        with connected.db.reading() as db:
            assert db.scalar(select(t.consent.c.id)) is not None
        # By SMS nothing can be tapped, and the answer says it at once.
        assert len(said(post(client, message("COREL", "SM3", From="+6281200000002")))) == 1
        line.close()
