"""SMSGate: what the phone posts, as payload files; and what only this channel does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Lesson, SendError
from bot.channels.smsgate import ERRORS, SmsgateChannel
from bot.channels.smsgate.form import outbox_id, read_event, reason_code
from bot.message import Incoming, Outgoing, Spoken, State, Status
from tests.fakes.loopback import Trouble, served
from tests.fakes.smsgate_server import SmsgateServer, event, received, smsgate_settings

PAYLOADS = sorted((Path(__file__).parents[1] / "payloads" / "smsgate").glob("*.json"))
IBU = "+6281200000001"


def to_ibu(text: str = "Terima kasih, Bu.", outbox_id: int = 7, to: str = IBU) -> Outgoing:
    return Outgoing(outbox_id, "sms", to, Spoken(text))


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_payloads(path: Path) -> None:
    """Each file says what is read from it."""
    file = json.loads(path.read_text("utf-8"))
    read = read_event(json.dumps(file["body"]).encode())
    assert isinstance(read, Incoming | Status)
    assert file["read"]
    assert {name: getattr(read, name) for name in file["read"]} == file["read"]
    if isinstance(read, Incoming):
        assert read.raw["message"] == read.text
        assert read.raw["deviceId"] == file["body"]["deviceId"]


def test_the_same_sms_under_another_event_is_the_same_message() -> None:
    """Device, sender, id and time together make it; each of them alone makes another."""
    first = read_event(received("1", IBU, event_id="e1"))
    assert read_event(received("1", IBU, event_id="e2")) == first
    base = {"messageId": "a", "message": "1", "sender": IBU, "receivedAt": "2026-11-24T12:00:00.000+07:00"}
    changes = [{"messageId": "b"}, {"sender": "+6281200000002"}, {"receivedAt": "2026-11-24T12:00:01.000+07:00"}]
    ids = set()
    for payload in (base, *({**base, **change} for change in changes)):
        read = read_event(event("sms:received", payload))
        assert isinstance(read, Incoming)
        ids.add(read.provider_id)
    assert len(ids) == 4


@pytest.mark.parametrize("name", ["system:ping", "app:started", "mms:received", "sms:data-received", "sms:cancelled"])
def test_events_that_are_none_of_ours(name: str) -> None:
    assert read_event(event(name, {})) == name


@pytest.mark.parametrize(
    ("own_id", "found"),
    [
        ("suara-7", 7),
        (f"suara-{2**63 - 1}", 2**63 - 1),
        (f"suara-{2**63}", None),
        ("suara-", None),
        ("suara-x", None),
        ("suara-³", None),
        ("7", None),
        ("suara-" + "9" * 40, None),
    ],
)
def test_ids_of_ours(own_id: str, found: int | None) -> None:
    assert outbox_id(own_id) == found
    read = read_event(event("sms:sent", {"messageId": own_id}))
    assert isinstance(read, Status) is (found is not None)


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("RESULT_ERROR_LIMIT_EXCEEDED", "RESULT_ERROR_LIMIT_EXCEEDED"),
        ("Can't send message: No SIMs found", "no-sim"),
        ("TTL expired", "ttl"),
        ("Invalid number", ""),
        ("", ""),
    ],
)
def test_reasons_become_codes(reason: str, code: str) -> None:
    assert reason_code(reason) == code
    assert ERRORS.explain(code).tell.endswith(".")


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.dictionaries(st.text(), inner))
)
def test_any_payload_is_a_message_or_none(payload: object) -> None:
    """Whatever the phone posts breaks nothing."""
    for name in ("sms:received", "sms:failed"):
        read_event(json.dumps({"event": name, "payload": payload, "deviceId": payload}).encode())


def test_what_is_sent() -> None:
    """One recipient, an id of ours, the SIM that was chosen."""
    with served(SmsgateServer) as server:
        SmsgateChannel(smsgate_settings(server.url, SUARA_SMSGATE_SIM="2")).send(to_ibu("ñ" * 71))
        assert server.asked[0].path == "/message"
        assert server.asked[0].json == {
            "id": "suara-7",
            "textMessage": {"text": "ñ" * 71},
            "phoneNumbers": [IBU],
            "withDeliveryReport": True,
            "simNumber": 2,
        }
        sent = SmsgateChannel(smsgate_settings(server.url + "/3rdparty/v1")).send(to_ibu("a" * 161, 8))
        assert server.asked[1].path == "/3rdparty/v1/messages"
        assert (sent.provider_id, sent.state, sent.segments) == ("suara-8", State.SENDING, 2)


def test_a_repeat_says_how_far_the_first_one_got() -> None:
    with served(SmsgateServer) as server:
        channel = SmsgateChannel(smsgate_settings(server.url))
        channel.send(to_ibu())
        server.state = "Delivered"
        assert channel.send(to_ibu()).state is State.DELIVERED
        server.state = "Failed"
        with pytest.raises(SendError) as caught:
            channel.send(to_ibu())
        # Its id is taken, so that a further try would never leave.
        assert (caught.value.retry, caught.value.lesson) == (False, Lesson.PAUSE)
        assert caught.value.code == "RESULT_ERROR_GENERIC_FAILURE"


def test_numbers_alone_are_sent_to() -> None:
    """Not a WhatsApp id, and not an operator's name."""
    with served(SmsgateServer) as server:
        channel = SmsgateChannel(smsgate_settings(server.url))
        for to in ("ID.1349120865530274", "INFO_PAKET", "3636"):
            with pytest.raises(SendError) as caught:
                channel.send(to_ibu(to=to))
            assert (caught.value.code, caught.value.retry) == ("no-number", False)
        assert server.asked == []


@pytest.mark.parametrize(("url", "reaches"), [("http://192.168.1.20:8080", False), ("http://127.0.0.1:8080", True)])
def test_invented_people_are_reached_on_this_machine_alone(url: str, reaches: bool) -> None:
    assert SmsgateChannel(smsgate_settings(url)).reaches_demo is reaches


def test_registering_a_second_time_changes_nothing() -> None:
    with served(SmsgateServer) as server:
        channel = SmsgateChannel(smsgate_settings(server.url))
        assert channel.register() == channel.register() == 4
        assert {one["event"] for one in server.webhooks.values()} == {
            "sms:received", "sms:sent", "sms:delivered", "sms:failed",
        }  # fmt: skip
        assert {one["url"] for one in server.webhooks.values()} == {"https://suara.example/smsgate/incoming"}
        server.troubles = [Trouble(401, "")]
        with pytest.raises(SendError):
            channel.register()


@pytest.mark.parametrize(
    ("settings", "newest_first"),
    [
        ({"messages": {"processing_order": "FIFO"}}, False),
        ({"messages": {"processing_order": "LIFO"}}, True),
        ({"messages": {}}, True),
        ({}, True),
    ],
)
def test_the_trap_of_the_newest_first(settings: dict[str, object], newest_first: bool) -> None:
    """A phone that does not say otherwise sends the newest first."""
    with served(SmsgateServer) as server:
        server.settings = settings
        assert SmsgateChannel(smsgate_settings(server.url)).newest_first() is newest_first
        server.troubles = [Trouble(404, "")]
        with pytest.raises(SendError):
            SmsgateChannel(smsgate_settings(server.url)).newest_first()
