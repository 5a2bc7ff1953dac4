"""What Twilio posts, as payload files, and what we read from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.twilio.form import STATES, read_incoming, read_status
from bot.message import Incoming, State, Status

PAYLOADS = sorted((Path(__file__).parents[1] / "payloads" / "twilio").glob("*.txt"))


def load(path: Path) -> tuple[str, dict[str, str], dict[str, str]]:
    """Return the path and the fields of a payload file, and what is to be read from it. ``\\n`` is a new line."""
    posted, _, read = path.read_text("utf-8").partition("\n-- read\n")
    lines = [line for line in posted.splitlines() if not line.startswith("#")]
    fields = dict(line.replace("\\n", "\n").split("=", 1) for line in lines[1:])
    expected = dict(line.replace("\\n", "\n").split(":", 1) for line in read.splitlines())
    return lines[0].removeprefix("path: "), fields, {name: value.strip(" ") for name, value in expected.items()}


def shown(value: Incoming | Status) -> Iterator[tuple[str, str]]:
    """Give what was read, as payload files write it."""
    if isinstance(value, Status):
        yield from (("provider_id", value.provider_id), ("outbox_id", str(value.outbox_id)))
        yield from (("state", value.state.value), ("error_code", value.error_code))
        return
    for name in ("provider_id", "medium", "sender", "recipient", "text", "payload"):
        yield name, getattr(value, name)
    yield "media", " ".join(one.content_type for one in value.media)
    yield "location", f"{value.location.latitude} {value.location.longitude}" if value.location else ""


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_payloads(path: Path) -> None:
    """Each file says what is read from it."""
    address, fields, expected = load(path)
    assert expected
    read: Incoming | Status | None
    if address.startswith("/twilio/status"):
        _, _, outbox = address.partition("?outbox=")
        read = read_status(fields, int(outbox) if outbox else None)
    else:
        read = read_incoming(fields)
        assert read is not None
        assert read.raw == fields
        assert len(read.media) == int(fields.get("NumMedia") or 0)
    assert read is not None
    found = dict(shown(read))
    assert {name: found[name] for name in expected} == expected


RIGHT = {"MessageSid": "SM1", "From": "+6281200000001", "Body": "a"}


@pytest.mark.parametrize(
    "changed",
    [
        {"MessageSid": ""},
        {"MessageSid": "SM\x001"},
        {"MessageSid": "S" * 65},
        {"From": ""},
        {"From": "whatsapp:"},
        {"From": "+62\x00812"},
        {"From": "+62 812"},
        {"From": "+" + "6" * 200},
    ],
)
def test_no_message_without_id_and_sender(changed: dict[str, str]) -> None:
    """Missing, and impossible, are the same."""
    assert read_incoming(RIGHT) is not None
    assert read_incoming(RIGHT | changed) is None
    assert read_incoming({name: value for name, value in RIGHT.items() if name not in changed}) is None


@given(
    st.dictionaries(st.sampled_from(["Latitude", "Longitude", "MediaUrl0", "NumMedia", "Body", "ListId"]), st.text())
)
def test_odd_fields_break_nothing(odd: dict[str, str]) -> None:
    """Whatever the other fields hold, the message comes through, with all of it kept."""
    read = read_incoming(RIGHT | odd)
    assert read is not None
    assert read.raw == RIGHT | odd
    assert read.sender == RIGHT["From"]


@pytest.mark.parametrize(
    "place", [("x", "1"), ("nan", "1"), ("inf", "1"), ("91", "1"), ("1", "181"), ("1", ""), ("1e400", "0")]
)
def test_a_place_that_is_none(place: tuple[str, str]) -> None:
    """Coordinates outside the earth are no place; the message still counts."""
    read = read_incoming(RIGHT | {"Latitude": place[0], "Longitude": place[1]})
    assert read is not None
    assert read.location is None


@pytest.mark.parametrize(
    "text", ["a" * 60, "wkwkwkwk" * 10, "https://suara.example/" + "a" * 60, "AAAA" * 20, "+/" * 40]
)
def test_long_words_are_not_taken_for_base64(text: str) -> None:
    """Laughter and links stay as they are."""
    read = read_incoming(RIGHT | {"Body": text})
    assert read is not None
    assert read.text == text


@given(st.text(max_size=200))
def test_reading_a_text_never_fails(text: str) -> None:
    """Any text comes through as it is, unless it is base64."""
    read = read_incoming(RIGHT | {"Body": text})
    assert read is not None
    assert read.text == text or len(text) >= 60


@pytest.mark.parametrize("status", ["", "received", "receiving", "Delivered", "lost", "partially_delivered"])
def test_an_unknown_status_is_no_report(status: str) -> None:
    """It is never guessed."""
    assert read_status({"MessageSid": "SM1", "MessageStatus": status}, 1) is None


@pytest.mark.parametrize("status", STATES)
def test_every_known_status(status: str) -> None:
    """Under its new name and its old one; with an id, and never without."""
    for name in ("MessageStatus", "SmsStatus"):
        read = read_status({"MessageSid": "SM1", name: status}, 7)
        assert read == Status("twilio", "SM1", 7, STATES[status])
        assert read_status({name: status}, 7) is None
    assert State.QUEUED not in STATES.values()


@pytest.mark.parametrize(("code", "kept"), [("30003", "30003"), ("", ""), ("<script>", ""), ("³", "")])
def test_error_codes_are_numbers(code: str, kept: str) -> None:
    """Anything else is left out."""
    read = read_status({"MessageSid": "SM1", "MessageStatus": "failed", "ErrorCode": code}, None)
    assert read is not None
    assert read.error_code == kept
