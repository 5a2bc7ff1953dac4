"""Letters over a real SMTP server on this machine: what arrives, what never goes in the clear, and what refusals mean."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

import bot.channels.email as channel
from bot.channels.base import Lesson, Letter, Postman, SendError
from bot.channels.email import EmailPostman
from bot.settings import Settings, parse_settings
from tests.fakes.smtp_server import SmtpServer, certificate, smtp

AT = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
LETTER = Letter(
    "summary-2026-W47", "HAPSARI: ringkasan – minggu", "Suara dari Kulon Progo: “harga pupuk” naik.\n.\nñ 😀\n", AT
)


def settings(port: int, **changed: str) -> Settings:
    return parse_settings(
        {
            "SUARA_EMAIL_SERVER": f"smtp://127.0.0.1:{port}",
            "SUARA_EMAIL_FROM": "suara@serikat.example",
            "SUARA_EMAIL_TO": "kantor@serikat.example, ketua@serikat.example",
            **changed,
        }
    )


def test_a_letter_arrives_word_for_word() -> None:
    """For everyone in the secretariat; its name is its own for ever."""
    with smtp(SmtpServer()) as server:
        postman: Postman = EmailPostman(settings(server.port))
        postman.send(LETTER)
        postman.send(LETTER)
    first, second = server.letters
    assert first["Subject"] == LETTER.subject
    assert first.get_content() == LETTER.text
    assert first["From"] == "suara@serikat.example"
    assert first["To"] == "kantor@serikat.example, ketua@serikat.example"
    assert first["Message-ID"] == second["Message-ID"] == "<summary-2026-W47@serikat.example>"
    assert first["Date"].datetime == AT
    assert first["Auto-Submitted"] == "auto-generated"
    assert first.get_content_charset() == "utf-8"
    assert server.recipients[:2] == ["kantor@serikat.example", "ketua@serikat.example"]


def test_a_letter_to_one_alone() -> None:
    with smtp(SmtpServer()) as server:
        EmailPostman(settings(server.port)).send(LETTER, "saya@serikat.example")
    assert server.recipients == ["saya@serikat.example"]
    assert server.letters[0]["To"] == "saya@serikat.example"


def test_where_the_server_offers_it_the_line_is_made_safe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the password and before any word."""
    context, known = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(known))
    more = {"SUARA_EMAIL_USER": "suara", "SUARA_EMAIL_PASSWORD": "rahasia"}
    with smtp(SmtpServer(context=context, login=("suara", "rahasia"))) as server:
        EmailPostman(settings(server.port, **more)).send(LETTER)
    assert len(server.letters) == 1
    assert server.in_the_clear == ["EHLO", "STARTTLS"]


def test_a_server_that_nobody_vouches_for_gets_nothing(tmp_path: Path) -> None:
    context, _ = certificate(tmp_path)
    with smtp(SmtpServer(context=context)) as server, pytest.raises(SendError) as caught:
        EmailPostman(settings(server.port)).send(LETTER)
    assert (caught.value.code, caught.value.lesson) == ("certificate", Lesson.SETUP)
    assert server.letters == []


def test_without_a_safe_line_nothing_leaves_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here the server is on this machine; as soon as it were another, not even the sender would be named."""
    monkeypatch.setattr(channel, "is_loopback", lambda _host: False)
    with smtp(SmtpServer()) as server, pytest.raises(SendError) as caught:
        EmailPostman(settings(server.port)).send(LETTER)
    assert (caught.value.code, caught.value.retry) == ("no-tls", True)
    assert server.in_the_clear == ["EHLO"]


@pytest.mark.parametrize(
    ("refuse", "code", "retry", "lesson"),
    [
        ({"RCPT": "550 no such user"}, "550", False, Lesson.DEAD),
        ({"RCPT": "450 busy"}, "450", True, Lesson.WAIT),
        ({"MAIL": "553 not you"}, "553", False, Lesson.DEAD),
        ({"DATA": "554 spam"}, "554", False, Lesson.CONTENT),
        ({"MAIL": "599 odd"}, "599", False, Lesson.UNKNOWN),
    ],
)
def test_refusals(refuse: dict[str, str], code: str, retry: bool, lesson: Lesson) -> None:
    with smtp(SmtpServer(refuse=refuse)) as server, pytest.raises(SendError) as caught:
        EmailPostman(settings(server.port)).send(LETTER)
    assert (caught.value.code, caught.value.retry, caught.value.lesson) == (code, retry, lesson)


def test_a_wrong_password() -> None:
    more = {"SUARA_EMAIL_USER": "suara", "SUARA_EMAIL_PASSWORD": "salah"}
    with smtp(SmtpServer(login=("suara", "rahasia"))) as server, pytest.raises(SendError) as caught:
        EmailPostman(settings(server.port, **more)).send(LETTER)
    assert (caught.value.code, caught.value.lesson) == ("auth", Lesson.SETUP)
    assert "salah" not in str(caught.value)


def test_a_server_that_breaks_off_or_is_away() -> None:
    with smtp(SmtpServer(hangs_up=True)) as server, pytest.raises(SendError) as caught:
        EmailPostman(settings(server.port)).send(LETTER)
    assert (caught.value.code, caught.value.retry) == ("no-answer", True)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    for scheme in ("smtp", "smtps"):
        with pytest.raises(SendError) as caught:
            EmailPostman(settings(port, SUARA_EMAIL_SERVER=f"{scheme}://127.0.0.1:{port}")).send(LETTER)
        assert (caught.value.code, caught.value.retry) == ("unreachable", True)
