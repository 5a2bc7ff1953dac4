"""Messages as values: what came in, what goes out, and the states a message may move through.

``medium`` is what she holds in her hand (SMS or WhatsApp); ``channel`` is who carries it for us ("twilio", "simulator").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

Medium = Literal["sms", "whatsapp"]


@dataclass(frozen=True, slots=True)
class Media:
    """A photo, voice note or file that came with a message: still at the provider, or here already under ``content``.

    ``size`` is in bytes, 0 where it is not known yet.
    """

    url: str
    content_type: str
    content: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Location:
    """A place on the map, in degrees (WGS 84)."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message from a phone.

    ``provider_id`` is the provider's own id and unique within ``channel``: the same id again is the same message.
    ``sender`` is an E.164 number, or a WhatsApp user id ("ID.123...") where WhatsApp shows no number.
    ``payload`` is the id behind a tapped button or list row, empty for typed text.
    ``raw`` is all that the provider posted, kept (encrypted) for questions later. ``call``: she did not write but let the
    gateway's phone ring, which costs her nothing; then ``text`` is empty.
    """

    channel: str
    provider_id: str
    medium: Medium
    sender: str
    text: str
    recipient: str = ""
    payload: str = ""
    media: tuple[Media, ...] = ()
    location: Location | None = None
    raw: Mapping[str, str] = field(default_factory=dict)
    call: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """Something to tap. ``id`` comes back as ``Incoming.payload``; it names question and choice, for late taps."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of the survey that goes beside the words: ``of`` is "audio", "image" or "video", ``file`` the survey's name for it.

    ``content`` is where it is kept, and ``content_type`` what it is; both are empty until a service has looked it up.
    """

    of: str
    file: str
    content: str = ""
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is said to a person: one bubble. ``options`` are for channels that show buttons (up to 3) or a list (up to 10).

    Where options are shown the text does not number the choices; without them the text stands alone. ``attached`` is for
    channels that carry files: the spoken question for those who do not read easily, a picture.
    """

    text: str
    options: tuple[Option, ...] = ()
    attached: tuple[Attached, ...] = ()

    def stored(self) -> dict[str, object]:
        """Return this as a small JSON value; ``restored`` is the way back."""
        value: dict[str, object] = {"text": self.text, "options": [[one.id, one.title] for one in self.options]}
        if self.attached:
            value["attached"] = [[one.of, one.file, one.content, one.content_type] for one in self.attached]
        return value


def restored(stored: Mapping[str, Any]) -> Spoken:
    """Return what ``Spoken.stored`` made a value of."""
    options = tuple(Option(*pair) for pair in stored["options"])
    return Spoken(str(stored["text"]), options, tuple(Attached(*one) for one in stored.get("attached", ())))


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message on its way out. ``outbox_id`` rides in the status callback, so that early reports find their row.

    ``to`` is an E.164 number or a WhatsApp user id. ``template`` is a content id for outside WhatsApp's 24-hour window,
    with ``variables`` for its blanks; then ``spoken`` says the same for the record.
    """

    outbox_id: int
    medium: Medium
    to: str
    spoken: Spoken
    template: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)


class State(StrEnum):
    """The life of a message that leaves.

    ``queued`` waits in the outbox; ``sending`` is claimed or handed over; ``sent`` left the provider; ``delivered`` reached
    the phone; ``read`` was seen; ``failed`` is over; ``unknown`` left us but nobody can say whether it arrived there;
    ``cancelled`` was taken back before it left.
    """

    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    CANCELLED = "cancelled"


_RANK = {
    State.QUEUED: 0,
    State.SENDING: 1,
    State.UNKNOWN: 2,
    State.SENT: 3,
    State.FAILED: 4,
    State.DELIVERED: 5,
    State.READ: 6,
    State.CANCELLED: 9,
}


def advance(now: State, reported: State) -> State:
    """Return the state after a report: only forward, whatever the order in which reports come.

    A failure after a delivery is a contradiction that providers do send; the delivery stands. A delivery after a failure
    is believed, since the phone has it. Cancelled messages never left and stay so.
    """
    return reported if _RANK[reported] > _RANK[now] and now is not State.CANCELLED else now


@dataclass(frozen=True, slots=True)
class Status:
    """A provider's report on a message that left. ``outbox_id`` is None where the callback's query did not carry it."""

    channel: str
    provider_id: str
    outbox_id: int | None
    state: State
    error_code: str = ""
