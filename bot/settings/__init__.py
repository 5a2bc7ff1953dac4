"""What the operator may set: one table, one value, and every mistake said at once with its cure.

Nothing here reads the environment or a file; the caller hands over text. The environment wins over ``.env``.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bot.settings.env_file import parse_env
from bot.settings.reader import Reader, SettingsError
from bot.settings.table import SETTINGS, Setting

__all__ = ["SETTINGS", "Setting", "Settings", "SettingsError", "is_loopback", "parse_env", "parse_settings"]


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one installation, checked. Secrets do not appear in its ``repr``.

    Addresses of databases begin with ``sqlite:///`` or ``postgresql://``; those of web and mail have no slash at their end;
    ``twilio_whatsapp_from`` has no ``whatsapp:`` before it; ``reminder_days`` are rising; ``smsgate_sim`` is 0 where the phone
    chooses. What is not set is empty.
    """

    host: str
    port: int
    database_url: str = field(repr=False)
    data: Path
    keys: tuple[str, ...] = field(repr=False)
    simulator: bool
    public_url: str
    reminder_days: tuple[int, ...]
    twilio_account_sid: str
    twilio_auth_token: str = field(repr=False)
    twilio_sms_from: str
    twilio_whatsapp_from: str
    twilio_api_url: str
    twilio_summary_template: str
    twilio_buttons: bool
    twilio_invitation_template: str
    cloud_phone_id: str
    cloud_token: str = field(repr=False)
    cloud_app_secret: str = field(repr=False)
    cloud_verify_token: str = field(repr=False)
    cloud_api_url: str
    cloud_summary_template: str
    cloud_invitation_template: str
    smsgate_url: str
    smsgate_user: str
    smsgate_password: str = field(repr=False)
    smsgate_signing_key: str = field(repr=False)
    smsgate_sim: int
    gammu_url: str = field(repr=False)
    gammu_phone: str
    email_server: str
    email_user: str
    email_password: str = field(repr=False)
    email_from: str
    email_to: tuple[str, ...]

    @property
    def twilio(self) -> bool:
        """Whether Twilio's routes and sending are on: account and token are both known."""
        return bool(self.twilio_account_sid and self.twilio_auth_token)

    @property
    def twilio_on_loopback(self) -> bool:
        """Whether Twilio is on and its API is on this machine, so that invented people may be sent to."""
        return self.twilio and on_loopback(self.twilio_api_url)

    @property
    def cloud(self) -> bool:
        """Whether the WhatsApp Cloud API is on: number, token and the app's secret are known."""
        return bool(self.cloud_phone_id and self.cloud_token and self.cloud_app_secret)

    @property
    def smsgate(self) -> bool:
        """Whether SMSGate is on: its address, user and password are known."""
        return bool(self.smsgate_url and self.smsgate_user and self.smsgate_password)

    @property
    def gammu(self) -> bool:
        """Whether Gammu SMSD's database is known."""
        return bool(self.gammu_url)

    @property
    def email(self) -> bool:
        """Whether the secretariat can be written to by e-mail."""
        return bool(self.email_server and self.email_from and self.email_to)

    @property
    def called(self) -> tuple[str, ...]:
        """The providers that call us and are on, by the names that people know."""
        on = (("Twilio", self.twilio), ("WhatsApp Cloud API", self.cloud), ("SMSGate", self.smsgate))
        return tuple(name for name, is_on in on if is_on)


def on_loopback(url: str) -> bool:
    """Tell whether ``url`` leads to this machine."""
    return is_loopback(urlsplit(url).hostname or "")


def is_loopback(host: str) -> bool:
    """Tell whether ``host`` is this machine and nothing else: ``localhost``, 127.0.0.0/8 or ``::1``."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def parse_settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings that ``environ`` names, with the defaults of ``SETTINGS`` for the rest.

    An empty value counts as not set; names that are no setting are ignored. Raises SettingsError with every problem.
    """
    reader = Reader(environ)
    host, port, data = reader.text("HOST"), reader.port("PORT"), Path(reader.text("SUARA_DATA"))
    address = f"[{host}]" if ":" in host and not host.startswith("[") else host
    settings = Settings(
        host=host,
        port=port,
        database_url=reader.database(data),
        data=data,
        keys=tuple(re.split(r"[,\s]+", reader.text("SUARA_KEYS"))) if reader.text("SUARA_KEYS") else (),
        simulator=reader.switch("SUARA_SIMULATOR"),
        public_url=reader.url("SUARA_PUBLIC_URL") if reader.given("SUARA_PUBLIC_URL") else f"http://{address}:{port}",
        reminder_days=reader.days("SUARA_REMINDER_DAYS"),
        twilio_account_sid=reader.prefixed("TWILIO_ACCOUNT_SID", "AC"),
        twilio_auth_token=reader.text("TWILIO_AUTH_TOKEN"),
        twilio_sms_from=reader.sender("SUARA_TWILIO_SMS_FROM", short_codes=True),
        twilio_whatsapp_from=reader.sender("SUARA_TWILIO_WHATSAPP_FROM", short_codes=False),
        twilio_api_url=reader.url("SUARA_TWILIO_API_URL"),
        twilio_summary_template=reader.prefixed("SUARA_TWILIO_SUMMARY_TEMPLATE", "HX"),
        twilio_invitation_template=reader.prefixed("SUARA_TWILIO_INVITATION_TEMPLATE", "HX"),
        twilio_buttons=reader.switch("SUARA_TWILIO_BUTTONS"),
        cloud_phone_id=reader.shaped(
            "SUARA_CLOUD_PHONE_ID", "[0-9]{5,20}", "harus angka; salin dari Meta", "must be digits; copy them from Meta"
        ),
        cloud_token=reader.text("SUARA_CLOUD_TOKEN"),
        cloud_app_secret=reader.text("SUARA_CLOUD_APP_SECRET"),
        cloud_verify_token=reader.text("SUARA_CLOUD_VERIFY_TOKEN"),
        cloud_api_url=reader.url("SUARA_CLOUD_API_URL"),
        cloud_summary_template=reader.template("SUARA_CLOUD_SUMMARY_TEMPLATE"),
        cloud_invitation_template=reader.template("SUARA_CLOUD_INVITATION_TEMPLATE"),
        smsgate_url=reader.url("SUARA_SMSGATE_URL"),
        smsgate_user=reader.text("SUARA_SMSGATE_USER"),
        smsgate_password=reader.text("SUARA_SMSGATE_PASSWORD"),
        smsgate_signing_key=reader.text("SUARA_SMSGATE_SIGNING_KEY"),
        smsgate_sim=reader.slot("SUARA_SMSGATE_SIM"),
        gammu_url=reader.database_url("SUARA_GAMMU_URL"),
        gammu_phone=reader.text("SUARA_GAMMU_PHONE"),
        email_server=reader.mail_server("SUARA_EMAIL_SERVER"),
        email_user=reader.text("SUARA_EMAIL_USER"),
        email_password=reader.text("SUARA_EMAIL_PASSWORD"),
        email_from=reader.mailbox("SUARA_EMAIL_FROM"),
        email_to=reader.mailboxes("SUARA_EMAIL_TO"),
    )
    problems = (*reader.problems, *_conflicts(settings, public_url_given=reader.given("SUARA_PUBLIC_URL")))
    if problems:
        raise SettingsError(problems)
    return settings


def _conflicts(settings: Settings, *, public_url_given: bool) -> list[str]:
    """Return what is wrong between settings that are each right."""
    problems: list[str] = []
    if settings.twilio_auth_token and not settings.twilio_account_sid:
        problems.append(
            "TWILIO_AUTH_TOKEN ada, TWILIO_ACCOUNT_SID belum: isi keduanya atau kosongkan keduanya. / "
            "TWILIO_AUTH_TOKEN is set without TWILIO_ACCOUNT_SID: set both or neither."
        )
    if is_loopback(settings.host):
        return problems
    real = [*settings.called, *(["Gammu"] if settings.gammu else [])]
    names = ", ".join(real)
    if real and settings.simulator:
        problems.append(
            f"Simulator dan {names} hanya boleh menyala bersama di HOST=127.0.0.1: isi SUARA_SIMULATOR=0. / "
            f"Simulator and {names} may both be on only with HOST=127.0.0.1: set SUARA_SIMULATOR=0."
        )
    if settings.called and not public_url_given:
        names = ", ".join(settings.called)
        problems.append(
            f"SUARA_PUBLIC_URL belum diisi: isi alamat yang dipakai {names}, misalnya https://suara.example. / "
            f"SUARA_PUBLIC_URL is not set: give the address that {names} calls, such as https://suara.example."
        )
    return problems
