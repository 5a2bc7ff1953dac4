"""Reads one setting at a time from text, and says what is wrong with it and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from bot.phone import is_e164, is_whatsapp_id
from bot.settings.table import SETTINGS

_DEFAULTS: Final = {setting.name: setting.default for setting in SETTINGS}


class SettingsError(Exception):
    """The settings cannot be used. ``problems`` holds one sentence each, with its cure, Indonesian before English."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        """Keep every problem; the message is all of them, one a line."""
        super().__init__("\n".join(problems))
        self.problems = problems


class Reader:
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
        return self.database_url("DATABASE_URL")

    def database_url(self, name: str) -> str:
        # Hosting providers still hand out the older scheme, which SQLAlchemy refuses.
        url = re.sub(r"\Apostgres://", "postgresql://", self.text(name))
        if url and (not re.match(r"(?:sqlite:///|postgresql://)[^\s?:]", url) or url == "sqlite:///:memory:"):
            self._wrong(
                name,
                "harus sqlite:///nama-berkas atau postgresql://pengguna@server/nama",
                "must be sqlite:///file or postgresql://user@host/name",
            )
        return url

    def url(self, name: str) -> str:
        text = self.text(name).rstrip("/")
        if text and not _is_address(text, {"http", "https"}):
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

    def slot(self, name: str) -> int:
        return int(self.shaped(name, "[1-3]?", "harus 1, 2, atau 3", "must be 1, 2 or 3") or 0)

    def shaped(self, name: str, pattern: str, indonesian: str, english: str) -> str:
        """Return a text that is all of ``pattern``, or nothing and a problem."""
        text = self.text(name)
        if not text or re.fullmatch(pattern, text, re.ASCII):
            return text
        self._wrong(name, indonesian, english)
        return ""

    def template(self, name: str) -> str:
        return self.shaped(
            name,
            "[a-z0-9_]{1,512}/[a-z]{2,3}(?:_[A-Z]{2})?",
            "harus nama/bahasa, misalnya ringkasan/id",
            "must be name/language, such as ringkasan/id",
        )

    def mail_server(self, name: str) -> str:
        text = self.text(name).rstrip("/")
        if text and not _is_address(text, {"smtp", "smtps"}, path=False):
            self._wrong(
                name,
                "harus smtp://server:587 atau smtps://server:465, tanpa kata sandi",
                "must be smtp://host:587 or smtps://host:465, without a password",
            )
            return ""
        return text

    def mailbox(self, name: str) -> str:
        return self.shaped(
            name, _MAILBOX.pattern, "harus alamat surel seperti suara@serikat.example", "must be an e-mail address"
        )

    def mailboxes(self, name: str) -> tuple[str, ...]:
        found = tuple(one for one in re.split(r"[,;\s]+", self.text(name)) if one)
        if all(_MAILBOX.fullmatch(one) for one in found):
            return found
        self._wrong(
            name,
            "harus alamat surel seperti kantor@serikat.example, dengan koma di antaranya",
            "must be e-mail addresses such as kantor@serikat.example, with commas",
        )
        return ()

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


_MAILBOX: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
"""As browsers check it (HTML, "valid e-mail address"), with a dot behind the @."""


def _is_address(text: str, schemes: set[str], *, path: bool = True) -> bool:
    """Tell whether ``text`` is an address with a host, and neither query nor fragment nor a password in it."""
    try:
        parts = urlsplit(text)
        port = parts.port  # reading it is what finds a wrong one
    except ValueError:
        return False
    if parts.query or parts.fragment or parts.username is not None or port == 0 or (parts.path and not path):
        return False
    return parts.scheme in schemes and bool(parts.hostname)
