"""Buttons and lists through Twilio's Content API: made once, found again, filled in without a word of hers staying there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import OutcomeUnknown, SendError
from bot.channels.twilio import TAPPED, TwilioChannel
from bot.channels.twilio.content import BODY, filled, numbered
from bot.message import Option, Outgoing, Spoken
from bot.wording.words import PLAIN
from tests.fakes.loopback import Asked, Trouble
from tests.fakes.twilio_contract import breaches
from tests.fakes.twilio_house import twilio_settings
from tests.fakes.twilio_server import TwilioServer, refusal, running

IBU = "+6281200000001"


@pytest.fixture
def server() -> Iterator[TwilioServer]:
    """Give a running fake."""
    with running() as fake:
        yield fake


def channel_to(server: TwilioServer, **changed: str) -> TwilioChannel:
    return TwilioChannel(twilio_settings(server.url, SUARA_TWILIO_BUTTONS="1", **changed), read_seconds=0.5)


def options(*titles: str, talk: int = 812) -> tuple[Option, ...]:
    return tuple(Option(f"{talk}/upah={n}", title) for n, title in enumerate(titles, start=1))


def to_ibu(spoken: Spoken, outbox_id: int = 1) -> Outgoing:
    return Outgoing(outbox_id, "whatsapp", IBU, spoken)


def posts(server: TwilioServer) -> list[str]:
    return [one.path.rpartition("/")[2] for one in server.asked if one.method == "POST"]


def seen(server: TwilioServer) -> dict[str, Any]:
    """Return what she sees of the last message."""
    form = next(one.form for one in reversed(server.asked) if one.path.endswith("/Messages.json"))
    assert "Body" not in form
    shown = server.shown(form)
    assert shown is not None
    return shown


def test_three_choices_are_buttons(server: TwilioServer) -> None:
    """With the id that comes back when they are tapped."""
    channel_to(server).send(
        to_ibu(Spoken("Ibu Sari, bagaimana upahnya?\n\nPilih satu, ya:", options("Harian", "Bulanan")))
    )
    assert seen(server) == {
        "twilio/quick-reply": {
            "body": "Ibu Sari, bagaimana upahnya?\n\nPilih satu, ya:",
            "actions": [
                {"type": "QUICK_REPLY", "title": "Harian", "id": "812/upah=1"},
                {"type": "QUICK_REPLY", "title": "Bulanan", "id": "812/upah=2"},
            ],
        }
    }


def test_more_are_a_list(server: TwilioServer) -> None:
    """A title that is too long stands whole below its row."""
    long = "Dibayar sesudah panen bersama keluarga"
    channel_to(server).send(to_ibu(Spoken("Upahnya?", options("Harian", "Mingguan", "Bulanan", long))))
    picker = seen(server)["twilio/list-picker"]
    assert (picker["body"], picker["button"]) == ("Upahnya?", "Pilih")
    assert picker["items"][0] == {"item": "Harian", "id": "812/upah=1"}
    assert picker["items"][3]["description"] == long
    assert len(picker["items"][3]["item"]) <= 24


def test_content_is_made_once_for_each_shape(server: TwilioServer) -> None:
    """Other words, other women and other answers are the same shape; another process finds it there."""
    channel = channel_to(server)
    for n, name in enumerate(("Sari", "Tini", "Wati")):
        channel.send(to_ibu(Spoken(f"Ibu {name}, setuju?", options("Ya", "Tidak", talk=n)), n))
    assert posts(server) == ["Content", *["Messages.json"] * 3]
    channel_to(server).send(to_ibu(Spoken("Sudah?", options("Ya", "Tidak")), 9))
    assert posts(server).count("Content") == 1
    channel.send(to_ibu(Spoken("Satu\ndua", options("Ya", "Tidak")), 10))
    channel.send(to_ibu(Spoken("Satu", options("Ya", "Belum")), 11))
    assert posts(server).count("Content") == 3
    assert len({one["friendly_name"] for one in server.contents.values()}) == 3


def test_nothing_of_hers_stays_at_twilio(server: TwilioServer) -> None:
    """Neither her name nor what she answered is in what is kept there."""
    channel_to(server).send(to_ibu(Spoken("Ibu Sari Contoh, upahnya 45.000?", options("Ya", "Tidak", talk=4711))))
    kept = json.dumps(server.contents)
    assert "Sari" not in kept
    assert "45.000" not in kept
    assert "4711" not in kept


def test_all_pages_are_read(server: TwilioServer) -> None:
    """What stands on the third page is not made again."""
    first = channel_to(server)
    for n in range(5):
        first.send(to_ibu(Spoken("x", options(f"a{n}", "b")), n))
    made = len(server.contents)
    channel_to(server).send(to_ibu(Spoken("y", options("a4", "b")), 9))
    assert len(server.contents) == made == 5


def test_a_content_that_somebody_removed_is_made_again(server: TwilioServer) -> None:
    """The message is tried again, and finds it."""
    channel = channel_to(server)
    outgoing = to_ibu(Spoken("Setuju?", options("Ya", "Tidak")))
    channel.send(outgoing)
    server.contents.clear()
    with pytest.raises(SendError) as caught:
        channel.send(outgoing)
    assert (caught.value.code, caught.value.retry) == ("21655", True)
    channel.send(outgoing)
    assert len(server.contents) == 1


@pytest.mark.parametrize(
    "trouble",
    [Trouble(500, "<html>"), Trouble(None), Trouble(200, "<html>"), Trouble(200, "[]"), refusal(20429, 429)],
    ids=["500", "hangs up", "garbage", "no object", "busy"],
)
@pytest.mark.parametrize("at", [0, 1])
def test_trouble_with_contents_sends_nothing_and_is_tried_again(
    server: TwilioServer, trouble: Trouble, at: int
) -> None:
    """Reading the list or making one: no message has left, so nothing is unknown."""
    channel = channel_to(server)
    server.troubles = [*[None] * at, trouble]
    with pytest.raises(SendError) as caught:
        channel.send(to_ibu(Spoken("Setuju?", options("Ya", "Tidak"))))
    assert not isinstance(caught.value, OutcomeUnknown)
    assert caught.value.retry
    assert server.sent == []
    channel.send(to_ibu(Spoken("Setuju?", options("Ya", "Tidak"))))
    assert len(server.sent) == 1


@pytest.mark.parametrize(
    "spoken",
    [
        Spoken("a" * (BODY + 1), options("Ya")),
        Spoken("Pilih", options(*map(str, range(11)))),
        Spoken(" \n ", options("Ya")),
    ],
)
def test_what_does_not_fit_is_numbered(server: TwilioServer, spoken: Spoken) -> None:
    assert filled(spoken) is None
    channel_to(server).send(to_ibu(spoken))
    assert server.sent[0]["body"] == numbered(spoken)
    assert numbered(spoken).endswith(f"\n{len(spoken.options)}. {spoken.options[-1].title}")


@pytest.mark.parametrize(
    ("method", "path", "kind", "body", "breach"),
    [
        (
            "POST",
            "/2010-04-01/Accounts/{}/Messages.json",
            "form",
            b"To=%2B62&From=%2B1&Body=a&Priority=1",
            "Priority is unknown",
        ),
        (
            "POST",
            "/2010-04-01/Accounts/{}/Messages.json",
            "form",
            b"To=%2B62&Body=a",
            "one of From, MessagingServiceSid is missing",
        ),
        ("POST", "/2010-04-01/Accounts/{}/Messages.json", "form", b"From=%2B1&Body=a", "To is missing"),
        ("POST", "/2010-04-01/Accounts/{}/Messages.json", "form", b"To=1&From=1&ContentSid=HX1", "ContentSid is wrong"),
        (
            "POST",
            "/2010-04-01/Accounts/{}/Messages.json",
            "form",
            b"To=1&From=1&Body=a&StatusCallback=x",
            "StatusCallback is wrong",
        ),
        (
            "POST",
            "/2010-04-01/Accounts/{}/Messages.json",
            "form",
            b"To=1&From=1&Body=a&ContentVariables=x",
            "ContentVariables is wrong",
        ),
        ("POST", "/v1/Content", "json", b'{"language": "id", "types": []}', "types is wrong"),
        ("GET", "/v1/Content", "", b"", "PageSize is wrong"),
    ],
)
def test_the_contract_sees_what_is_wrong(method: str, path: str, kind: str, body: bytes, breach: str) -> None:
    """The check that every request of these tests passes can fail."""
    types = {"form": "application/x-www-form-urlencoded", "json": "application/json", "": ""}
    query = {"PageSize": "1001"} if method == "GET" else {}
    asked = Asked(method, path.format("AC" + "0" * 32), query, body, {"Content-Type": types[kind]}, 1)
    assert [one.partition(": ")[2] for one in breaches(asked)] == [breach]


def test_switched_off_it_is_text(server: TwilioServer) -> None:
    """Also on SMS, where nothing can be tapped."""
    off = TwilioChannel(twilio_settings(server.url))
    assert off.ability("whatsapp") == off.ability("sms") == PLAIN
    on = channel_to(server)
    assert (on.ability("whatsapp"), on.ability("sms")) == (TAPPED, PLAIN)
    off.send(to_ibu(Spoken("Setuju?", options("Ya", "Tidak"))))
    assert server.sent[0]["body"] == "Setuju?\n1. Ya\n2. Tidak"
    assert server.contents == {}


@given(st.text(max_size=300), st.lists(st.text("ab'{} \t€🙏", min_size=1, max_size=30), max_size=12))
def test_whatever_is_said_twilio_takes_it(text: str, titles: list[str]) -> None:
    """Every variable is one that Twilio takes, all of them are used, and limits are kept."""
    found = filled(Spoken(text, options(*titles)))
    if found is None:
        return
    server = TwilioServer("", contents={"HX": {"types": found.types}})
    values = {name: value for name, value in found.variables.items() if value}
    shown = server.shown({"ContentSid": "HX", "ContentVariables": json.dumps(values)})
    if values == found.variables:
        assert shown is not None
        part = next(iter(shown.values()))
        assert 0 < len(part["body"]) <= BODY
        for one in part.get("actions", ()):
            assert len(one["title"]) <= 20
        for one in part.get("items", ()):
            assert len(one["item"]) <= 24
            assert len(one.get("description", "")) <= 72
