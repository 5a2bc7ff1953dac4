"""What a channel is: something that carries one message and says what became of it.

SendError            not sent; .retry tells whether trying again may help, .tell is what a coordinator may read
└── OutcomeUnknown   it left us, and nobody can say whether it arrived at the provider
FetchError           a file was not fetched or not destroyed; .retry and .tell as above
└── TooMuch          it is larger than was asked for
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, Protocol, runtime_checkable

from bot.message import Incoming, Medium, Outgoing, State, Status
from bot.wording.words import Ability


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider took the message: its id there, the state it is in, and the SMS parts it was cut into (0 if unknown)."""

    provider_id: str
    state: State
    segments: int = 0


class Lesson(StrEnum):
    """What a failed try teaches, so that whoever chooses roads and pace later need not know a provider's codes."""

    WAIT = "wait"
    """Nothing about her: the provider is busy or away."""
    PAUSE = "pause"
    """The account or the modem cannot send at all for now: all that waits should wait with it."""
    SETUP = "setup"
    """Our own settings at the provider are wrong; the secretariat must act."""
    OFF = "off"
    """Her phone is off or without signal."""
    DEAD = "dead"
    """The number is wrong, no mobile number, or no longer in use."""
    ELSEWHERE = "elsewhere"
    """She is not to be reached on this medium; another one may work."""
    BLOCKED = "blocked"
    """Her phone or operator refuses what we send."""
    OPTED_OUT = "opted_out"
    """The provider knows a BERHENTI, which we must follow."""
    SHUT = "shut"
    """WhatsApp's 24 hours are over: only a template gets through."""
    CONTENT = "content"
    """What was said is refused, whoever it is said to."""
    UNKNOWN = "unknown"
    """Nobody can say what it means."""


class SendError(Exception):
    """The message was not sent.

    ``code`` is the provider's code (or ours); ``retry`` whether a later try may succeed; ``tell`` one Indonesian sentence for a
    coordinator; ``lesson`` what it teaches. ``after`` is how long to wait at least before the next try, ``tries`` how many more
    there should be; None leaves either to the growing waits of the outbox.
    """

    def __init__(
        self,
        code: str,
        *,
        retry: bool,
        tell: str,
        lesson: Lesson = Lesson.UNKNOWN,
        after: timedelta | None = None,
        tries: int | None = None,
    ) -> None:
        """Describe what happened and what to do next."""
        super().__init__(f"{code}: {tell}")
        self.code = code
        self.retry = retry
        self.tell = tell
        self.lesson = lesson
        self.after = after
        self.tries = tries

    @property
    def opted_out(self) -> bool:
        """Whether the provider knows a BERHENTI which we must follow."""
        return self.lesson is Lesson.OPTED_OUT


class OutcomeUnknown(SendError):
    """The request left, and no answer came: the message may be on its way.

    Sent again only by a channel whose sends are ``repeatable``.
    """

    def __init__(self, code: str, tell: str) -> None:
        """Describe what is not known."""
        super().__init__(code, retry=False, tell=tell)


class Channel(Protocol):
    """One provider.

    ``reaches_demo`` is True only where no real phone can ring (the simulator, a loopback API address). ``repeatable`` is
    True where the same outbox id sent twice reaches her once.
    """

    @property
    def name(self) -> str:
        """The channel's name in the database: "twilio", "simulator"."""
        ...

    @property
    def reaches_demo(self) -> bool:
        """Whether invented people may be written to."""
        ...

    @property
    def repeatable(self) -> bool:
        """Whether a send may be repeated without harm."""
        ...

    def media(self) -> tuple[Medium, ...]:
        """Return the media that this channel can carry as it is configured."""
        ...

    def ability(self, medium: Medium) -> Ability:
        """Return what a message on ``medium`` can show."""
        ...

    def send(self, outgoing: Outgoing) -> Sent:
        """Send one message, with no transaction open; raise SendError or OutcomeUnknown where it did not work."""
        ...


# --- what only some channels can do --------------------------------------------------------------------------------

Purpose = Literal["summary", "invitation"]
"""What an approved template says: that a summary is ready; what opens a round or reminds of it ({{1}} her name, {{2}} the text)."""


@runtime_checkable
class Windowed(Protocol):
    """A channel on which WhatsApp's rule holds: 24 hours after her last message only an approved template gets through."""

    def template(self, purpose: Purpose) -> str:
        """Return the provider's name for the template that is meant, empty where none is set."""
        ...


@dataclass(frozen=True, slots=True)
class Listed:
    """A message that came in, as the provider lists it: when (aware, UTC), and how many media are still to be looked up."""

    incoming: Incoming
    at: datetime
    media: int


@runtime_checkable
class Listing(Protocol):
    """A channel whose provider keeps a list of what came in, in which what the webhook missed is found."""

    @property
    def name(self) -> str:
        """The channel's name in the database."""
        ...

    def list_messages(self, since: datetime) -> Iterable[Listed]:
        """Give the messages that came in at ``since`` (aware) or later; raise SendError where the list cannot be read."""
        ...

    def with_media(self, listed: Listed) -> Incoming:
        """Return the message with its media looked up; raise SendError where that does not work."""
        ...


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits at the provider: a message, or None where it holds no words of anybody. ``keys`` are its rows there."""

    incoming: Incoming | None
    keys: tuple[int, ...]


@runtime_checkable
class Spooled(Protocol):
    """A channel that calls nobody: what came in and what became of what left is looked up. All of it raises SendError."""

    @property
    def name(self) -> str:
        """The channel's name in the database."""
        ...

    def waiting(self) -> list[Waiting]:
        """Return what came in and was not taken yet, oldest first."""
        ...

    def taken(self, waiting: Sequence[Waiting]) -> None:
        """Note that these were taken in."""
        ...

    def statuses(self, outbox_ids: Sequence[int]) -> list[Status]:
        """Return what is known of these messages of ours."""
        ...

    def explain(self, code: str) -> str:
        """Return the sentence for a coordinator about a failure."""
        ...


# --- letters -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to the secretariat. ``key`` names it for ever (letters, digits, hyphens); ``at`` is when it was written (aware)."""

    key: str
    subject: str
    text: str
    at: datetime


class Postman(Protocol):
    """Whoever carries letters."""

    def send(self, letter: Letter, to: str = "") -> None:
        """Send one letter, to the secretariat or to ``to`` alone; raise SendError where it did not work."""


# --- files, where a channel has them -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file as the provider gave it; ``content_type`` is what it calls it, with its parameters."""

    data: bytes
    content_type: str


class FetchError(Exception):
    """A file was not fetched, or not destroyed at the provider.

    ``retry``: whether a later try may succeed, and ``tries`` how many there should be at most (None: as many as usual);
    ``tell`` one Indonesian sentence.
    """

    def __init__(self, code: str, *, retry: bool, tell: str, tries: int | None = None) -> None:
        """Describe what happened and what to do next."""
        super().__init__(f"{code}: {tell}")
        self.code = code
        self.retry = retry
        self.tell = tell
        self.tries = tries


class TooMuch(FetchError):
    """The file is larger than ``most`` bytes."""

    def __init__(self, most: int) -> None:
        """Say how large it may be."""
        super().__init__("too-much", retry=False, tell=f"Berkas lebih dari {most // 1024**2} MB; tidak diambil.")


@runtime_checkable
class Fetching(Protocol):
    """A channel at whose provider the files lie that came with messages."""

    def fetch(self, url: str, most: int) -> Fetched:
        """Return the file that a message of this channel named, at most ``most`` bytes; raise FetchError, TooMuch."""
        ...

    def discard(self, url: str) -> None:
        """Destroy the file at the provider; raise FetchError."""
        ...
