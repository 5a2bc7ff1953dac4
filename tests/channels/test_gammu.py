"""Gammu SMSD through its own database, of either kind: what is put there, what is found there, and nothing twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Channel, Lesson, SendError, Spooled
from bot.channels.gammu import PATIENCE, GammuChannel
from bot.channels.gammu.parts import Place, cut, header, place_of
from bot.message import Outgoing, Spoken, State
from bot.segments import measure
from tests.fakes.gammu_database import GammuDatabase

IBU = "+6281200000001"
LONG = "Ibu yang baik, " * 25


class Clock:
    """A clock that stands until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def smsd(database_url: str) -> Iterator[GammuDatabase]:
    """Give SMSD's database."""
    made = GammuDatabase.made(database_url)
    yield made
    made.engine.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def channel(smsd: GammuDatabase, clock: Clock) -> GammuChannel:
    return GammuChannel(smsd.settings(), monotonic=clock)


def to_ibu(text: str = "Terima kasih, Bu.", outbox_id: int = 7_582_417_202_123_456_789, to: str = IBU) -> Outgoing:
    return Outgoing(outbox_id, "sms", to, Spoken(text))


def test_a_short_message(smsd: GammuDatabase, channel: GammuChannel) -> None:
    """One row, with our id in it."""
    sent = channel.send(to_ibu())
    assert (sent.state, sent.segments) == (State.SENDING, 1)
    [row] = smsd.rows("outbox")
    assert (row["DestinationNumber"], row["TextDecoded"], row["Coding"]) == (
        IBU,
        "Terima kasih, Bu.",
        "Default_No_Compression",
    )
    assert row["CreatorID"] == sent.provider_id == "suara-7582417202123456789"
    assert (row["MultiPart"] in {False, "false"}, row["DeliveryReport"], row["SenderID"]) == (True, "yes", None)


def test_a_long_message_is_put_there_in_parts(smsd: GammuDatabase, channel: GammuChannel) -> None:
    """With the headers that join them, and a reference of its own."""
    assert channel.send(to_ibu(LONG, outbox_id=0x1D3)).segments == 3
    [first] = smsd.rows("outbox")
    rest = smsd.rows("outbox_multipart", "SequencePosition")
    assert first["MultiPart"] in {True, "true"}
    assert [first["UDH"], *(row["UDH"] for row in rest)] == ["050003D30301", "050003D30302", "050003D30303"]
    assert [row["SequencePosition"] for row in rest] == [2, 3]
    assert {row["ID"] for row in rest} == {first["ID"]}
    assert first["TextDecoded"] + "".join(row["TextDecoded"] for row in rest) == LONG


def test_what_gsm_does_not_know_goes_as_unicode(smsd: GammuDatabase, channel: GammuChannel) -> None:
    channel.send(to_ibu("Matur nuwun 🙏"))
    assert smsd.rows("outbox")[0]["Coding"] == "Unicode_No_Compression"


def test_the_modem_can_be_chosen(smsd: GammuDatabase) -> None:
    """Its own queue, and its own inbox."""
    channel = GammuChannel(smsd.settings(SUARA_GAMMU_PHONE="modem1"))
    channel.send(to_ibu())
    assert smsd.rows("outbox")[0]["SenderID"] == "modem1"
    smsd.came_in("satu", IBU, recipient="modem1")
    smsd.came_in("dua", IBU, recipient="modem2")
    smsd.came_in("tiga", IBU)
    assert [one.incoming.text for one in channel.waiting() if one.incoming] == ["satu", "tiga"]


def test_the_same_id_is_put_there_once(smsd: GammuDatabase, channel: GammuChannel) -> None:
    """While it waits, and after it went."""
    assert channel.repeatable
    first = channel.send(to_ibu())
    assert channel.send(to_ibu()) == first
    assert len(smsd.rows("outbox")) == 1
    smsd.went_out("SendingOK")
    assert channel.send(to_ibu()) == first
    assert smsd.rows("outbox") == []


def test_what_it_is(channel: GammuChannel) -> None:
    """A modem rings real phones, and is asked rather than listened to."""
    as_channel: Channel = channel
    assert (as_channel.name, as_channel.media(), as_channel.reaches_demo) == ("gammu", ("sms",), False)
    assert as_channel.ability("sms").options == 0
    assert isinstance(channel, Spooled)
    assert channel.explain("SendingError").endswith(".")
    with pytest.raises(SendError) as caught:
        channel.send(to_ibu(to="ID.1349120865530274"))
    assert (caught.value.code, caught.value.lesson) == ("no-number", Lesson.ELSEWHERE)


@pytest.mark.parametrize("url", ["sqlite:////no/such/folder/smsd.db", "postgresql://nobody@127.0.0.1:1/smsd"])
def test_a_database_that_is_away(smsd: GammuDatabase, url: str) -> None:
    """Everything may be tried again."""
    channel = GammuChannel(smsd.settings(SUARA_GAMMU_URL=url))
    tries: list[Callable[[], object]] = [lambda: channel.send(to_ibu()), channel.waiting, lambda: channel.statuses([1])]
    for attempt in tries:
        with pytest.raises(SendError) as caught:
            attempt()
        assert (caught.value.code, caught.value.retry, caught.value.lesson) == ("database", True, Lesson.WAIT)


# --- what became of them -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statuses", "error", "state", "code"),
    [
        (("SendingOK",) * 3, -1, State.SENT, ""),
        (("SendingOKNoReport",) * 3, -1, State.SENT, ""),
        (("DeliveryPending", "DeliveryOK", "DeliveryUnknown"), -1, State.SENT, ""),
        (("DeliveryOK",) * 3, -1, State.DELIVERED, ""),
        (("SendingOK", "SendingError"), -1, State.FAILED, "SendingError"),
        (("Error",), -1, State.FAILED, "Error"),
        (("DeliveryOK", "DeliveryFailed", "DeliveryOK"), 67, State.FAILED, "tp-67"),
        (("DeliveryFailed",) * 3, 99, State.FAILED, "DeliveryFailed"),
        (("SendingOK", "SendingOK"), -1, None, ""),
    ],
)
def test_states(
    smsd: GammuDatabase, channel: GammuChannel, statuses: tuple[str, ...], error: int, state: State | None, code: str
) -> None:
    """Of a message in three parts: one that failed fails all, and all have to arrive."""
    channel.send(to_ibu(LONG, outbox_id=5))
    channel.send(to_ibu("lain", outbox_id=6))
    smsd.went_out(*statuses, error=error)
    found = channel.statuses([5, 6])
    if state is None:
        assert found == []
        return
    [status] = found
    assert (status.channel, status.provider_id, status.outbox_id) == ("gammu", "suara-5", 5)
    assert (status.state, status.error_code) == (state, code)
    assert channel.statuses([6]) == channel.statuses([]) == []


# --- what comes in -------------------------------------------------------------------------------------------------


def test_what_came_in_is_given_until_it_is_taken(smsd: GammuDatabase, channel: GammuChannel) -> None:
    """In its order, with national numbers made whole."""
    smsd.came_in("satu", "081200000001")
    smsd.came_in("dua", "INFO PAKET")
    waiting = channel.waiting()
    assert [(one.incoming.text, one.incoming.sender) for one in waiting if one.incoming] == [
        ("satu", IBU),
        ("dua", "INFO_PAKET"),
    ]
    assert channel.waiting() == waiting
    channel.taken(waiting[:1])
    assert channel.waiting() == waiting[1:]
    channel.taken([])
    assert [row["Processed"] in {True, "true"} for row in smsd.rows("inbox")] == [True, False]


def test_the_same_words_again_are_another_message(smsd: GammuDatabase, channel: GammuChannel) -> None:
    smsd.came_in("1", IBU)
    smsd.came_in("1", IBU)
    ids = {one.incoming.provider_id for one in channel.waiting() if one.incoming}
    assert len(ids) == 2


def test_parts_are_joined_whatever_their_order(smsd: GammuDatabase, channel: GammuChannel) -> None:
    """And whatever comes in between; each sender's own."""
    other = "+6281200000002"
    for part, sender in ((2, IBU), (1, other), (3, IBU), (2, other), (1, IBU)):
        smsd.came_in(f"{part} ", sender, udh=header(0xA7, 3 if sender == IBU else 2, part))
        smsd.came_in("sendiri", sender)
    found = [(one.incoming.sender, one.incoming.text) for one in channel.waiting() if one.incoming]
    assert [text for sender, text in found if text != "sendiri"] == ["1 2 3 ", "1 2 "]
    assert len(found) == 7


def test_a_reference_that_comes_round_again_is_another_message(smsd: GammuDatabase, channel: GammuChannel) -> None:
    for word in ("lama", "baru"):
        for part in (1, 2):
            smsd.came_in(f"{word}{part} ", IBU, udh=header(1, 2, part))
    assert [one.incoming.text for one in channel.waiting() if one.incoming] == ["lama1 lama2 ", "baru1 baru2 "]


def test_a_part_that_never_comes_is_not_waited_for_for_ever(
    smsd: GammuDatabase, channel: GammuChannel, clock: Clock
) -> None:
    """What has come is read: a person can ask about the rest."""
    smsd.came_in("awal ", IBU, udh=header(1, 3, 1))
    smsd.came_in("akhir", IBU, udh=header(1, 3, 3))
    assert channel.waiting() == []
    clock.now = PATIENCE - 1
    assert channel.waiting() == []
    clock.now = PATIENCE
    [one] = channel.waiting()
    assert one.incoming is not None
    assert one.incoming.text == "awal akhir"
    channel.taken([one])
    assert channel.waiting() == []


def test_bytes_are_no_words(smsd: GammuDatabase, channel: GammuChannel) -> None:
    """Settings and ring tones are put aside without being read."""
    smsd.came_in("", IBU, coding="8bit")
    smsd.came_in("tanpa nomor", "")
    waiting = channel.waiting()
    assert [one.incoming for one in waiting] == [None, None]
    channel.taken(waiting)
    assert channel.waiting() == []


# --- parts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("udh", "place"),
    [
        ("050003D30201", Place("D3", 2, 1)),
        ("050003d30202", Place("D3", 2, 2)),
        ("06080400D30302", Place("00D3", 3, 2)),
        ("050003D30101", None),
        ("050003D30203", None),
        ("050003D30200", None),
        ("0605040B8423F0", None),
        ("", None),
        ("x", None),
    ],
)
def test_headers(udh: str, place: Place | None) -> None:
    assert place_of(udh) == place


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=900) | st.text("a€^🙏ñ", min_size=50, max_size=500))
def test_cutting_loses_nothing_and_costs_what_was_measured(text: str) -> None:
    """No part is longer than an SMS has room for beside its header."""
    parts = cut(text)
    assert "".join(parts) == text
    assert len(parts) == max(1, measure(text).segments)
    if len(parts) > 1:
        gsm = measure(text).encoding == "GSM-7"
        assert all(0 < measure(part).units <= (153 if gsm else 70) for part in parts)
        assert all(place_of(header(5, len(parts), n)) for n in range(1, len(parts) + 1))
