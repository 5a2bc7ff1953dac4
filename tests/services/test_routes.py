"""By which channel somebody is written to first."""

from __future__ import annotations

import pytest

from bot.channels.base import Channel
from bot.channels.simulator import SimulatorChannel
from bot.channels.smsgate import SmsgateChannel
from bot.channels.twilio import TwilioChannel
from bot.message import Medium
from bot.services.routes import Kind, Route, routes
from storage.database import Database
from tests.fakes.smsgate_server import smsgate_settings
from tests.fakes.twilio_house import twilio_settings
from tests.federation import house_of

SIM = SmsgateChannel(smsgate_settings("http://192.168.1.20:8080"))
TWILIO = TwilioChannel(twilio_settings("https://api.twilio.com"))
SCREEN = SimulatorChannel()


@pytest.mark.parametrize(
    ("channels", "medium", "phone", "route"),
    [
        # A SIM can be answered; Twilio's SMS in Indonesia cannot.
        ((SIM, TWILIO), "sms", True, Route("smsgate", "sms")),
        ((SIM, TWILIO), "whatsapp", True, Route("twilio", "whatsapp")),
        ((SIM, TWILIO), "whatsapp", False, Route("twilio", "whatsapp")),
        ((SIM,), "whatsapp", True, Route("smsgate", "sms")),
        ((SIM,), "whatsapp", False, None),
        ((SIM,), "sms", False, None),
        ((TWILIO, SIM), "sms", True, Route("twilio", "sms")),
    ],
)
def test_real_people(
    database: Database, channels: tuple[Channel, ...], medium: Medium, phone: bool, route: Route | None
) -> None:
    """The medium of her address first, then SMS; of two channels the one that stands first."""
    house = house_of(database, channels={one.name: one for one in (SCREEN, *channels)})
    found = routes(house)
    assert found.get(Kind(demo=False, medium=medium, phone=phone)) == route
    # None of these has its API on this machine, so invented people stay on the screen.
    on_screen = found.get(Kind(demo=True, medium=medium, phone=phone))
    assert on_screen == (Route("simulator", medium) if phone or medium == "whatsapp" else None)
