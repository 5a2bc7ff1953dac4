"""A house behind Twilio, for tests: the real parts over a given database, with a Twilio account that is made up."""

from __future__ import annotations

from collections.abc import Mapping

from bot.channels.base import Channel
from bot.services.house import House, Library, Shelf
from bot.settings import Settings, parse_settings
from storage.database import Database
from tests.conversation.parts import phrases, survey, words
from tests.fakes.twilio_server import ACCOUNT, TOKEN

SMS_FROM = "+14155550100"
WHATSAPP_FROM = "+14155550199"
PUBLIC_URL = "https://suara.example"


def twilio_settings(api_url: str = "http://127.0.0.1:1", **changed: str) -> Settings:
    """Return settings with Twilio on; ``changed`` names settings as the environment does."""
    return parse_settings(
        {
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "SUARA_TWILIO_SMS_FROM": SMS_FROM,
            "SUARA_TWILIO_WHATSAPP_FROM": WHATSAPP_FROM,
            "SUARA_PUBLIC_URL": PUBLIC_URL,
            "SUARA_TWILIO_API_URL": api_url,
            **changed,
        }
    )


def twilio_house(settings: Settings, database: Database, channels: Mapping[str, Channel] | None = None) -> House:
    """Return a house with the shipped phrases, catalogues and member survey."""
    return House(settings, database, Library((survey("corel-anggota"),)), words(), Shelf(phrases()), channels or {})
