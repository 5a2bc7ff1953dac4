"""What the operator may set: one table, one value, and every mistake said at once with its cure.

Nothing here reads the environment or a file; the caller hands over text. The environment wins over ``.env``.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from bot.phone import is_e164, is_whatsapp_id


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table of settings. ``default`` is the text that stands for "not set"; empty means none."""

    name: str
    default: str
    meaning: str


SETTINGS: Final[tuple[Setting, ...]] = (
    Setting("HOST", "127.0.0.1", "Address on which the web process listens."),
    Setting("PORT", "8000", "Port on which the web process listens, 1 to 65535."),
    Setting(
        "DATABASE_URL", "sqlite:///<SUARA_DATA>/suara.db", "Database: sqlite:///file or postgresql://user@host/name."
    ),
    Setting("SUARA_DATA", "data", "Folder for everything that changes: database, keys, media."),
    Setting("SUARA_KEYS", "", "Encryption keys, with commas: the first writes, all read. Not set: SUARA_DATA/keys."),
    Setting("SUARA_SIMULATOR", "0", "1 shows the simulator at /simulator; `make run` sets 1 unless set."),
    Setting("SUARA_PUBLIC_URL", "http://<HOST>:<PORT>", "Address at which Twilio calls us; signatures use it."),
    Setting("TWILIO_ACCOUNT_SID", "", "The Twilio account, AC..."),
    Setting("TWILIO_AUTH_TOKEN", "", "The account's secret. Not set: Twilio's routes and sending are off."),
    Setting("SUARA_TWILIO_SMS_FROM", "", "Sender of SMS: a number with +, a short code or a messaging service, MG..."),
    Setting("SUARA_TWILIO_WHATSAPP_FROM", "", "Sender on WhatsApp: a number with +, or a messaging service, MG..."),
    Setting("SUARA_TWILIO_API_URL", "", "Replaces scheme and host of every Twilio address, for trials."),
    Setting(
        "SUARA_TWILIO_SUMMARY_TEMPLATE", "", "Content of the WhatsApp template that says a summary is ready, HX..."
    ),
    Setting("SUARA_REMINDER_DAYS", "1,3", "Days after the invitation for reminders, at most two; 0 for none."),
)
"""Every setting, in the order of the documentation. A default built from other settings names them as ``<NAME>``."""

_DEFAULTS: Final = {setting.name: setting.default for setting in SETTINGS}


class SettingsError(Exception):
    """The settings cannot be used. ``problems`` holds one sentence each, with its cure, Indonesian before English."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        """Keep every problem; the message is all of them, one a line."""
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one installation, checked. Secrets do not appear in its ``repr``.

    ``database_url`` begins with ``sqlite:///`` or ``postgresql://``; ``public_url`` and ``twilio_api_url`` have no
    slash at their end; ``twilio_whatsapp_from`` has no ``whatsapp:`` before it; ``reminder_days`` are rising.
    """

    host: str
    port: int
    database_url: str = field(repr=False)
    data: Path
    keys: tuple[str, ...] = field(repr=False)
    simulator: bool
    public_url: str
    twilio_account_sid: str
    twilio_auth_token: str = field(repr=False)
    twilio_sms_from: str
    twilio_whatsapp_from: str
    twilio_api_url: str
    twilio_summary_template: str
    reminder_days: tuple[int, ...]

    @property
    def twilio(self) -> bool:
        """Whether Twilio's routes and sending are on: account and token are both known."""
        return bool(self.twilio_account_sid and self.twilio_auth_token)

    @property
    def twilio_on_loopback(self) -> bool:
        """Whether Twilio is on and its API is on this machine, so that invented people may be sent to."""
        return self.twilio and is_loopback(urlsplit(self.twilio_api_url).hostname or "")


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
    reader = _Reader(environ)
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
        twilio_account_sid=reader.prefixed("TWILIO_ACCOUNT_SID", "AC"),
        twilio_auth_token=reader.text("TWILIO_AUTH_TOKEN"),
        twilio_sms_from=reader.sender("SUARA_TWILIO_SMS_FROM", short_codes=True),
        twilio_whatsapp_from=reader.sender("SUARA_TWILIO_WHATSAPP_FROM", short_codes=False),
        twilio_api_url=reader.url("SUARA_TWILIO_API_URL"),
        twilio_summary_template=reader.prefixed("SUARA_TWILIO_SUMMARY_TEMPLATE", "HX"),
        reminder_days=reader.days("SUARA_REMINDER_DAYS"),
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
    if settings.twilio and settings.simulator:
        problems.append(
            "Simulator dan Twilio hanya boleh menyala bersama di HOST=127.0.0.1: isi SUARA_SIMULATOR=0. / "
            "Simulator and Twilio may both be on only with HOST=127.0.0.1: set SUARA_SIMULATOR=0."
        )
    if settings.twilio and not public_url_given:
        problems.append(
            "SUARA_PUBLIC_URL belum diisi: isi alamat yang dipakai Twilio, misalnya https://suara.example. / "
            "SUARA_PUBLIC_URL is not set: give the address that Twilio calls, such as https://suara.example."
        )
    return problems


class _Reader:
    """Reads one setting at a time from text, and collects what is wrong instead of stopping at the first."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[str] = []

    def given(self, name: str) -> bool:
        """Tell whether the operator set it."""
        return bool(self._environ.get(name, "").strip())

    def text(self, name: str) -> str:
        """Return the value, or the default."""
        return self._environ.get(name, "").strip() or _DEFAULTS[name]

    def _wrong(self, name: str, indonesian: str, english: str) -> None:
        """Note a problem. The value is left out where it may be a secret; the operator can see it."""
        self.problems.append(f"{name} {indonesian}. / {name} {english}.")

    def port(self, name: str) -> int:
        text = self.text(name)
        if re.fullmatch(r"[0-9]{1,5}", text) and 1 <= int(text) <= 65535:
            return int(text)
        self._wrong(name, "harus angka 1 sampai 65535, misalnya 8000", "must be a number from 1 to 65535, such as 8000")
        return 0

    def switch(self, name: str) -> bool:
        text = self.text(name).lower()
        if text not in {"0", "1", "true", "false", "yes", "no", "ya", "tidak", "on", "off"}:
            self._wrong(name, "harus 1 (nyala) atau 0 (mati)", "must be 1 (on) or 0 (off)")
        return text in {"1", "true", "yes", "ya", "on"}

    def database(self, data: Path) -> str:
        if not self.given("DATABASE_URL"):
            return f"sqlite:///{data / 'suara.db'}"
        url = self.text("DATABASE_URL")
        # Hosting providers still hand out the older scheme, which SQLAlchemy refuses.
        url = re.sub(r"\Apostgres://", "postgresql://", url)
        if not re.match(r"(?:sqlite:///|postgresql://)[^\s?:]", url) or url == "sqlite:///:memory:":
            self._wrong(
                "DATABASE_URL",
                "harus sqlite:///nama-berkas atau postgresql://pengguna@server/nama",
                "must be sqlite:///file or postgresql://user@host/name",
            )
        return url

    def url(self, name: str) -> str:
        text = self.text(name).rstrip("/")
        if text and not _is_web_address(text):
            self._wrong(
                name,
                "harus alamat seperti https://suara.example, tanpa tanda tanya",
                "must be an address such as https://suara.example, without a query",
            )
            return ""
        return text

    def prefixed(self, name: str, prefix: str) -> str:
        text = self.text(name)
        if text and not re.fullmatch(prefix + "[A-Za-z0-9]+", text):
            self._wrong(
                name,
                f"harus mulai dengan {prefix}; salin dari konsol Twilio",
                f"must begin with {prefix}; copy it from Twilio's console",
            )
        return text

    def sender(self, name: str, *, short_codes: bool) -> str:
        text = self.text(name).removeprefix("whatsapp:")
        compact = re.sub(r"[ .()\-]", "", text)
        if is_e164(compact) or (short_codes and re.fullmatch("[0-9]{3,8}", compact)):
            return compact
        if text and not (re.fullmatch("MG[A-Za-z0-9]+", text) or is_whatsapp_id(text)):
            self._wrong(
                name,
                "harus nomor dengan +, misalnya +14155550100, atau layanan yang mulai dengan MG",
                "must be a number with +, such as +14155550100, or a service that begins with MG",
            )
        return text

    def days(self, name: str) -> tuple[int, ...]:
        text = self.text(name).replace(" ", "")
        if text == "0":
            return ()
        if re.fullmatch(r"[0-9]{1,2}(?:,[0-9]{1,2})?", text):
            days = tuple(map(int, text.split(",")))
            if days[0] > 0 and sorted(set(days)) == list(days):
                return days
        self._wrong(name, "harus satu atau dua hari, misalnya 1,3", "must be one or two rising days, such as 1,3")
        return ()


def _is_web_address(text: str) -> bool:
    """Tell whether ``text`` is http or https with a host, and neither query nor fragment nor a password in it."""
    try:
        parts = urlsplit(text)
        port = parts.port  # reading it is what finds a wrong one
    except ValueError:
        return False
    if parts.query or parts.fragment or parts.username or port == 0:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


_ENV_LINE: Final = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)")
_ENV_VALUE: Final = re.compile(r"""'([^']*)'\s*(?:\#.*)?|"((?:[^"\\]|\\.)*)"\s*(?:\#.*)?|((?!['"]).*?)(?:\s+\#.*)?""")


def parse_env(text: str) -> dict[str, str]:
    """Return what a ``.env`` file sets: ``NAME=value`` lines and ``#`` comments; values stand bare or in quotes.

    The last of two wins. Raises SettingsError that names each line which is none of these. Values are not expanded.
    """
    values: dict[str, str] = {}
    problems: list[str] = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        found = _ENV_LINE.fullmatch(bare)
        value = _ENV_VALUE.fullmatch(found[2]) if found else None
        if found is None or value is None:
            problems.append(f".env, baris {number}: tulis NAMA=nilai. / .env, line {number}: write NAME=value.")
            continue
        single, double, plain = value.groups()
        values[found[1]] = re.sub(r"\\(.)", r"\1", double) if double else single or plain or ""
    if problems:
        raise SettingsError(tuple(problems))
    return values
