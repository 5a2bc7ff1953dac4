"""E-mail for the secretariat: letters in plain text over SMTP (RFC 5321), never in the clear except on this machine."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final
from urllib.parse import urlsplit

from bot.channels.base import Letter
from bot.channels.errors import Errors
from bot.settings import Settings, is_loopback

__all__ = ["ERRORS", "EmailPostman"]

ERRORS: Final = Errors("email")
SECONDS: Final = 15.0


class EmailPostman:
    """Carries letters to whom ``SUARA_EMAIL_TO`` names."""

    def __init__(self, settings: Settings, *, seconds: float = SECONDS) -> None:
        """Prepare; nothing is opened before the first letter. ``seconds`` is how long each answer may take."""
        parts = urlsplit(settings.email_server)
        self._wrapped = parts.scheme == "smtps"
        self._host = parts.hostname or ""
        self._port = parts.port or (465 if self._wrapped else 587)
        self._login = (settings.email_user, settings.email_password)
        self._from = settings.email_from
        self._to = settings.email_to
        self._seconds = seconds

    def send(self, letter: Letter, to: str = "") -> None:
        """Send one letter, to ``to`` alone where it is given. Raises SendError.

        After a broken connection the letter may have gone; sent again it has the same Message-ID, by which a mailbox may know it.
        """
        message = EmailMessage()
        message["From"] = self._from
        message["To"] = to or ", ".join(self._to)
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(letter.at)
        message["Message-ID"] = f"<{letter.key}@{self._from.partition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text, cte="base64" if not letter.text.isascii() else None)
        with _explained(), self._open() as server:
            server.send_message(message)

    def _open(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self._wrapped:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=self._seconds, context=context)
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=self._seconds)
        try:
            self._introduce(server, context)
        except BaseException:
            server.close()
            raise
        return server

    def _introduce(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        """Say hello, make the line safe, sign in."""
        server.ehlo()
        if not self._wrapped and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        elif not self._wrapped and not is_loopback(self._host):
            raise ERRORS.refused("no-tls")
        if self._login[0]:
            server.login(*self._login)


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what goes wrong on the way into a SendError."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise ERRORS.refused("auth") from error
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise ERRORS.refused(str(codes[0])) from error
    except smtplib.SMTPResponseException as error:
        raise ERRORS.refused(str(error.smtp_code)) from error
    except smtplib.SMTPException as error:
        raise ERRORS.refused("no-answer") from error
    except ssl.SSLCertVerificationError as error:
        raise ERRORS.refused("certificate") from error
    except OSError as error:
        raise ERRORS.refused("unreachable") from error
