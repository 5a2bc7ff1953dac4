"""The channels as somebody sets them up: what each needs, what is missing, where it calls us; and one message to oneself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.channels.base import Letter, Postman, Sent
from bot.message import Medium, Outgoing
from bot.services.house import House
from bot.settings import Settings, on_loopback
from bot.wording.letters import trial_letter
from bot.wording.members import channel_works


@dataclass(frozen=True, slots=True)
class Need:
    """A setting that a channel needs: ``settings`` are alternatives, ``hint`` says in Indonesian where to find it."""

    settings: tuple[str, ...]
    hint: str
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Carrier:
    """One channel: its name, what it is in Indonesian, what it needs, and what is set up at the provider (``path`` is our door)."""

    name: str
    what: str
    needs: tuple[Need, ...]
    path: str = ""
    there: str = ""


CARRIERS: Final[Mapping[str, Carrier]] = {
    one.name: one
    for one in (
        Carrier(
            "smsgate",
            "SMS lewat HP Android dengan kartu SIM (aplikasi SMSGate)",
            (
                Need(("SUARA_SMSGATE_URL",), "alamat di layar aplikasi, misalnya http://192.168.1.20:8080"),
                Need(("SUARA_SMSGATE_USER",), "nama pengguna di layar aplikasi"),
                Need(("SUARA_SMSGATE_PASSWORD",), "kata sandi di layar aplikasi", secret=True),
                Need(("SUARA_SMSGATE_SIGNING_KEY",), "Settings, Webhooks, Signing Key di aplikasi", secret=True),
            ),
            "/smsgate/incoming",
            "didaftarkan oleh `suara channel add smsgate`",
        ),
        Carrier(
            "gammu",
            "SMS lewat modem USB (Gammu SMSD)",
            (Need(("SUARA_GAMMU_URL",), "basis data SMSD, misalnya sqlite:////var/lib/gammu/smsd.db", secret=True),),
        ),
        Carrier(
            "cloud",
            "WhatsApp langsung dari Meta (WhatsApp Cloud API)",
            (
                Need(("SUARA_CLOUD_PHONE_ID",), "Phone number ID di Meta, WhatsApp, API Setup"),
                Need(("SUARA_CLOUD_TOKEN",), "Access token dari System user di Meta", secret=True),
                Need(("SUARA_CLOUD_APP_SECRET",), "App secret di Meta, App settings, Basic", secret=True),
                Need(
                    ("SUARA_CLOUD_VERIFY_TOKEN",), "kata rahasia buatan sendiri; Meta akan menanyakannya", secret=True
                ),
            ),
            "/cloud/incoming",
            "isikan di Meta, WhatsApp, Configuration, bersama kata rahasia tadi; pilih field messages",
        ),
        Carrier(
            "twilio",
            "WhatsApp (dan SMS di luar Indonesia) lewat Twilio",
            (
                Need(("TWILIO_ACCOUNT_SID",), "Account SID di konsol Twilio, mulai dengan AC"),
                Need(("TWILIO_AUTH_TOKEN",), "Auth Token di konsol Twilio", secret=True),
                Need(("SUARA_TWILIO_WHATSAPP_FROM", "SUARA_TWILIO_SMS_FROM"), "nomor WhatsApp pengirim, dengan +"),
            ),
            "/twilio/incoming#rc=5&rp=all",
            "isikan di Twilio sebagai webhook pengirim",
        ),
        Carrier(
            "email",
            "surel untuk sekretariat: ringkasan mingguan dan pemberitahuan",
            (
                Need(("SUARA_EMAIL_SERVER",), "smtp://server:587 atau smtps://server:465"),
                Need(("SUARA_EMAIL_FROM",), "alamat pengirim, misalnya suara@serikat.example"),
                Need(("SUARA_EMAIL_TO",), "alamat sekretariat, dengan koma bila lebih dari satu"),
            ),
        ),
        Carrier(
            "simulator",
            "HP di layar ini, untuk mencoba; tidak ada HP yang berbunyi",
            (Need(("SUARA_SIMULATOR",), "1"),),
        ),
    )
}
"""Every channel by its name, in the order in which they are preferred."""


def given(settings: Settings, name: str) -> bool:
    """Tell whether the setting ``name`` is set."""
    return bool(getattr(settings, name.lower().removeprefix("suara_")))


def missing(settings: Settings, carrier: Carrier) -> tuple[Need, ...]:
    """Return what the channel still needs, in the order in which it is asked for."""
    return tuple(need for need in carrier.needs if not any(given(settings, name) for name in need.settings))


def door(settings: Settings, carrier: Carrier) -> str:
    """Return the address at which the provider reaches us, nothing where it does not call."""
    return settings.public_url + carrier.path if carrier.path else ""


def out_of_reach(settings: Settings, carrier: Carrier) -> bool:
    """Tell whether the provider calls us and our public address leads nowhere but to this machine."""
    return bool(carrier.path) and on_loopback(settings.public_url)


def try_out(house: House, name: str, medium: Medium, number: str) -> Sent:
    """Send one message to ``number`` (E.164) straight through the channel ``name``; nothing is written down.

    Raises SendError where it did not work, KeyError where the channel is off or does not carry ``medium``.
    """
    channel = house.channels[name]
    if medium not in channel.media():
        raise KeyError(medium)
    spoken = channel_works(house.words, "id", channel.name)
    return channel.send(Outgoing(house.db.ids.next(), medium, number, spoken))


def try_letter(house: House, postman: Postman, to: str, now: datetime) -> None:
    """Send one letter to ``to`` alone. Raises SendError where it did not work."""
    subject, text = trial_letter(house.words)
    postman.send(Letter(f"trial-{house.db.ids.next()}", subject, text, now), to)
