"""WhatsApp Cloud API: what Meta posts, as payload files; and what a message looks like in Meta's words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import FetchError, Fetching, Lesson, OutcomeUnknown, SendError, TooMuch, Windowed
from bot.channels.cloud import CloudChannel
from bot.channels.cloud.form import STATES, read_post
from bot.message import Incoming, Option, Outgoing, Spoken, State
from bot.wording.words import WHATSAPP
from tests.fakes.cloud_server import PHONE_ID, CloudServer, cloud_settings, post_body, refusal, text
from tests.fakes.loopback import Trouble, served

PAYLOADS = sorted((Path(__file__).parents[1] / "payloads" / "cloud").glob("*.json"))
API = "https://graph.example/v23.0"
IBU = "+6281200000001"


def read(body: bytes) -> list[Any]:
    return list(read_post(body, PHONE_ID, API) or [])


def shown(value: Any, name: str) -> Any:
    """Return a field as payload files write it."""
    found = getattr(value, name)
    if name == "media":
        return [[one.url, one.content_type] for one in found]
    return [found.latitude, found.longitude] if name == "location" else found


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_payloads(path: Path) -> None:
    """Each file says what is read from it, in its order."""
    file = json.loads(path.read_text("utf-8"))
    found = read_post(json.dumps(file["body"]).encode(), PHONE_ID, API)
    assert found is not None
    assert [
        {name: shown(one, name) for name in expected} for one, expected in zip(found, file["read"], strict=True)
    ] == (file["read"])
    for one in found:
        if isinstance(one, Incoming):
            assert json.loads(one.raw["message"])["id"] == one.provider_id


@pytest.mark.parametrize(
    "changed", [{"id": ""}, {"id": "a b"}, {"id": None}, {"from": "0812"}, {"from": ""}, {"from": 7}]
)
def test_no_message_without_id_and_sender(changed: dict[str, Any]) -> None:
    right = text("halo", "6281200000001", "wamid.A")
    assert len(read(post_body([right]))) == 1
    wrong = {**right, **changed}
    assert read(post_body([wrong])) == []
    assert len(read(post_body([wrong, right]))) == 1, "the others are not held up"


@pytest.mark.parametrize(
    "place",
    [
        {},
        {"latitude": "x", "longitude": 1},
        {"latitude": 91, "longitude": 1},
        {"latitude": 1},
        {"latitude": 1e999, "longitude": 1},
    ],
)
def test_a_place_that_is_none(place: dict[str, Any]) -> None:
    message = {**text("", "6281200000001", "wamid.A"), "type": "location", "location": place}
    assert read(post_body([message]))[0].location is None


def test_a_file_without_a_usable_id_is_none() -> None:
    for media_id in ("", "../../x", None):
        message = {**text("", "6281200000001", "wamid.A"), "type": "image", "image": {"id": media_id}}
        assert read(post_body([message]))[0].media == ()


@pytest.mark.parametrize("given", ["", "x", "³", "9" * 30, str(2**63)])
def test_what_is_no_outbox_id(given: str) -> None:
    report = {"id": "wamid.A", "status": "sent", "biz_opaque_callback_data": given}
    assert read(post_body(statuses=[report]))[0].outbox_id is None


def test_every_known_state() -> None:
    for said, state in STATES.items():
        assert read(post_body(statuses=[{"id": "wamid.A", "status": said}]))[0].state is state
    assert State.QUEUED not in STATES.values()


JSON = st.recursive(
    st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@given(JSON, JSON, JSON)
def test_any_post_is_read_or_not(entry: object, message: object, report: object) -> None:
    """Whatever is in it breaks nothing."""
    read_post(json.dumps({"object": "whatsapp_business_account", "entry": entry}).encode(), PHONE_ID, API)
    value = {
        "metadata": {"phone_number_id": PHONE_ID},
        "messages": [message],
        "statuses": [report],
        "contacts": message,
    }
    post = {"object": "whatsapp_business_account", "entry": [{"changes": [{"value": value}]}]}
    read_post(json.dumps(post).encode(), PHONE_ID, API)


# --- sending -------------------------------------------------------------------------------------------------------


def sent(outgoing: Outgoing, **changed: str) -> dict[str, Any]:
    """Return what Meta was sent; the fake refuses what Meta would refuse."""
    with served(CloudServer) as server:
        result = CloudChannel(cloud_settings(server.url + "/v23.0", **changed)).send(outgoing)
        assert (result.provider_id, result.state, result.segments) == ("wamid.1", State.SENDING, 0)
        [message] = server.messages
        return message


def options(*titles: str) -> tuple[Option, ...]:
    return tuple(Option(f"812/upah={n}", title) for n, title in enumerate(titles, start=1))


def test_a_text() -> None:
    assert sent(Outgoing(4711, "whatsapp", IBU, Spoken("Halo, Bu. https://suara.example"))) == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": IBU,
        "biz_opaque_callback_data": "4711",
        "type": "text",
        "text": {"body": "Halo, Bu. https://suara.example", "preview_url": False},
    }


def test_to_somebody_whose_number_is_hidden() -> None:
    message = sent(Outgoing(1, "whatsapp", "ID.13491208655302741918", Spoken("Halo")))
    assert message["recipient"] == "ID.13491208655302741918"
    assert "to" not in message
    with pytest.raises(SendError) as caught:
        CloudChannel(cloud_settings("http://127.0.0.1:9")).send(Outgoing(1, "whatsapp", "INFO_PAKET", Spoken("Halo")))
    assert (caught.value.code, caught.value.lesson) == ("no-number", Lesson.ELSEWHERE)


def test_three_choices_are_buttons() -> None:
    message = sent(Outgoing(1, "whatsapp", IBU, Spoken("Upahnya?", options("Harian", "Bulanan", "Borongan"))))
    assert message["interactive"]["type"] == "button"
    replies = [one["reply"] for one in message["interactive"]["action"]["buttons"]]
    assert replies[1] == {"id": "812/upah=2", "title": "Bulanan"}
    assert "text" not in message


@pytest.mark.parametrize("titles", [("a", "b", "c", "d"), ("Setiap hari Senin pagi", "b")])
def test_more_or_longer_ones_are_a_list(titles: tuple[str, ...]) -> None:
    message = sent(Outgoing(1, "whatsapp", IBU, Spoken("Kapan?", options(*titles))))
    assert message["interactive"]["type"] == "list"
    rows = message["interactive"]["action"]["sections"][0]["rows"]
    assert [row["title"] for row in rows] == list(titles)


def test_a_title_that_is_too_long_stands_whole_below() -> None:
    long = "Dibayar sesudah panen bersama keluarga"
    message = sent(Outgoing(1, "whatsapp", IBU, Spoken("Kapan?", options(long, "b", "c", "d"))))
    row = message["interactive"]["action"]["sections"][0]["rows"][0]
    assert row["description"] == long
    assert row["title"].endswith("…")
    assert len(row["title"]) <= 24


@pytest.mark.parametrize(
    "spoken", [Spoken("a" * 1025, options("x", "y")), Spoken("Pilih", options(*map(str, range(11))))]
)
def test_what_does_not_fit_is_numbered(spoken: Spoken) -> None:
    """Nothing is lost: she answers with a number."""
    message = sent(Outgoing(1, "whatsapp", IBU, spoken))
    assert message["type"] == "text"
    assert message["text"]["body"].endswith(f"\n{len(spoken.options)}. {spoken.options[-1].title}")


def test_a_template() -> None:
    """By name and language, with its blanks in their order."""
    variables = {"1": "Ibu Sari", "10": "j", "2": "b"}
    message = sent(Outgoing(1, "whatsapp", IBU, Spoken("x"), template="ringkasan_siap/id", variables=variables))
    assert message["template"]["name"] == "ringkasan_siap"
    assert message["template"]["language"] == {"code": "id"}
    [body] = message["template"]["components"]
    assert [one["text"] for one in body["parameters"]] == ["Ibu Sari", "b", "j"]
    bare = sent(Outgoing(1, "whatsapp", IBU, Spoken("x"), template="ringkasan_siap/id"))
    assert "components" not in bare["template"]


def test_what_it_can_do() -> None:
    channel = CloudChannel(
        cloud_settings("https://graph.facebook.com/v23.0", SUARA_CLOUD_SUMMARY_TEMPLATE="ringkasan/id")
    )
    assert channel.media() == ("whatsapp",)
    assert (channel.ability("whatsapp").buttons, channel.ability("whatsapp").options) == (3, 10)
    assert channel.ability("whatsapp").title == WHATSAPP.title
    assert isinstance(channel, Windowed)
    assert channel.template("summary") == "ringkasan/id"
    assert not channel.reaches_demo
    assert not channel.repeatable


@pytest.mark.parametrize(
    ("trouble", "code", "lesson", "retry"),
    [
        (refusal(131047), "131047", Lesson.SHUT, False),
        (refusal(190, 401), "190", Lesson.SETUP, True),
        (refusal(131048), "131048", Lesson.PAUSE, True),
        (refusal(999999), "999999", Lesson.UNKNOWN, False),
        (Trouble(403, "<html>"), "403", Lesson.SETUP, True),
        (Trouble(400, '{"error": "no"}'), "400", Lesson.UNKNOWN, False),
        (Trouble(302, ""), "302", Lesson.UNKNOWN, False),
    ],
    ids=str,
)
def test_refusals(trouble: Trouble, code: str, lesson: Lesson, retry: bool) -> None:
    with served(CloudServer) as server:
        server.troubles = [trouble]
        with pytest.raises(SendError) as caught:
            CloudChannel(cloud_settings(server.url + "/v23.0")).send(Outgoing(1, "whatsapp", IBU, Spoken("x")))
    assert not isinstance(caught.value, OutcomeUnknown)
    assert (caught.value.code, caught.value.lesson, caught.value.retry) == (code, lesson, retry)


# --- files ---------------------------------------------------------------------------------------------------------


def test_a_file_is_fetched_by_its_id_and_destroyed_there() -> None:
    """The id is asked for the address, and both want our token."""
    with served(CloudServer) as server:
        channel = CloudChannel(cloud_settings(server.url + "/v23.0"))
        assert isinstance(channel, Fetching)
        server.files["77"] = f"{server.url}/store/voice"
        assert channel.fetch(f"{server.url}/v23.0/77", 1000).data == b'"a voice note"'
        assert [one.path for one in server.asked] == ["/v23.0/77", "/store/voice"]
        with pytest.raises(TooMuch):
            channel.fetch(f"{server.url}/v23.0/77", 5)
        channel.discard(f"{server.url}/v23.0/77")
        assert server.files == {}
        channel.discard(f"{server.url}/v23.0/77")
        with pytest.raises(FetchError) as caught:
            channel.fetch(f"{server.url}/v23.0/77", 1000)
        assert caught.value.retry


@pytest.mark.parametrize("told", ["{}", "[]", "<html>", '{"url": 7}', '{"url": "http://evil.example/x"}'])
def test_an_answer_that_leads_nowhere(told: str) -> None:
    """Our token goes to Meta alone."""
    with served(CloudServer) as server:
        server.troubles = [Trouble(200, told)]
        with pytest.raises(FetchError) as caught:
            CloudChannel(cloud_settings(server.url + "/v23.0")).fetch(f"{server.url}/v23.0/77", 1000)
        assert caught.value.code in {"garbage", "address"}
        assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("address", "metas"),
    [
        ("https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1", True),
        ("https://mmg.whatsapp.net/x", True),
        ("https://evil-fbsbx.com/x", False),
        ("https://fbsbx.com.evil.example/x", False),
    ],
)
def test_stores_of_meta(address: str, metas: bool) -> None:
    channel = CloudChannel(cloud_settings("https://graph.facebook.com/v23.0"))
    assert channel._metas(address) is metas
    for url in ("https://evil.example/77", "http://graph.facebook.com/v23.0/77"):
        with pytest.raises(FetchError):
            channel.fetch(url, 1000)
        with pytest.raises(FetchError):
            channel.discard(url)
