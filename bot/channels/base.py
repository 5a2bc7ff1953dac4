"""What a channel is: something that carries one message and says what became of it.

SendError            not sent; .retry tells whether trying again may help, .tell is what a coordinator may read
└── OutcomeUnknown   it left us, and nobody can say whether it arrived at the provider
FetchError           a file was not fetched or not destroyed; .retry and .tell as above
└── TooMuch          it is larger than was asked for
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from bot.message import Medium, Outgoing, State
from bot.wording.words import Ability


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider took the message: its id there, the state it is in, and the SMS parts it was cut into (0 if unknown)."""

    provider_id: str
    state: State
    segments: int = 0


class SendError(Exception):
    """The message was not sent.

    ``code`` is the provider's code (or ours); ``retry`` whether a later try may succeed; ``opted_out`` that the provider
    knows a BERHENTI which we must follow; ``tell`` one Indonesian sentence for a coordinator.
    """

    def __init__(self, code: str, *, retry: bool, tell: str, opted_out: bool = False) -> None:
        """Describe what happened and what to do next."""
        super().__init__(f"{code}: {tell}")
        self.code = code
        self.retry = retry
        self.tell = tell
        self.opted_out = opted_out


class OutcomeUnknown(SendError):
    """The request left, and no answer came: the message may be on its way. Never sent again by itself."""

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
