"""By which channel and medium we write to somebody first: a round, a reminder, a summary. Replies go back as they came.

Invented people are reached only where no real phone can ring: through Twilio where its API is on this machine, else in the
simulator. Real people are never written to in the simulator.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, and_, case, literal, not_, or_

from bot.message import Medium
from bot.services.house import House
from storage import tables as t

SIMULATOR: Final = "simulator"


class Kind(NamedTuple):
    """What decides about the way: an invented person, the medium of her address, and whether it is a phone number."""

    demo: bool
    medium: str
    phone: bool


class Route(NamedTuple):
    """A channel and what she sees on it."""

    channel: str
    medium: Medium


def routes(house: House) -> dict[Kind, Route]:
    """Return the way for each kind of address that can be written to today. WhatsApp falls back to SMS, never the reverse.

    Of two channels that carry the same medium the one that stands first in the house is taken.
    """
    found: dict[Kind, Route] = {}
    media: tuple[Medium, ...] = ("sms", "whatsapp")
    for demo in (False, True):
        for medium in media:
            for phone in (False, True):
                route = _route(house, Kind(demo, medium, phone), medium)
                if route is not None:
                    found[Kind(demo, medium, phone)] = route
    return found


def _route(house: House, kind: Kind, medium: Medium) -> Route | None:
    if medium == "sms" and not kind.phone:
        return None
    wanted: tuple[Medium, ...] = ("whatsapp", "sms") if medium == "whatsapp" and kind.phone else (medium,)
    real = {name: channel for name, channel in house.channels.items() if name != SIMULATOR}
    screen = {name: channel for name, channel in house.channels.items() if name == SIMULATOR}
    # The screen comes last, also where it alone shows WhatsApp.
    for channels in (real, screen if kind.demo else {}):
        for carried in wanted:
            for name, channel in channels.items():
                if carried in channel.media() and (channel.reaches_demo or not kind.demo):
                    return Route(name, carried)
    return None


def column(found: Mapping[Kind, Route], part: int) -> ColumnElement[Any]:
    """Return SQL for the channel (``part`` 0) or medium (``part`` 1) of the joined member and address; NULL where no way is."""
    if not found:
        return literal(None)
    invented = or_(t.member.c.demo, t.address.c.demo)
    whens = [
        (
            and_(
                invented if kind.demo else not_(invented),
                t.address.c.medium == kind.medium,
                t.address.c.kind == "phone" if kind.phone else t.address.c.kind != "phone",
            ),
            literal(route[part]),
        )
        for kind, route in found.items()
    ]
    return case(*whens, else_=None)
