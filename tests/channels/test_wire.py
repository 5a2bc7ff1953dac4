"""One request at a time, and what is known when no answer comes."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from bot.channels.base import OutcomeUnknown, SendError
from bot.channels.wire import Answer, Wire
from tests.fakes.loopback import Asked, LoopbackServer, served


@dataclass
class Echo(LoopbackServer):
    """Answers with what it was asked."""

    def work(self, asked: Asked) -> tuple[int, object]:
        return 200, {"path": asked.path, "body": asked.body.decode(), "type": asked.headers.get("Content-Type")}


def test_a_request_is_what_it_says() -> None:
    """Below the API's own path, in UTF-8, and without a body where there is nothing to say."""
    with served(Echo) as server:
        wire = Wire("Uji", server.url + "/v1", {"Authorization": "Bearer x"})
        told = wire.ask("POST", "/messages", {"text": "ñ"}).fields()
        assert told["path"] == "/v1/messages"
        assert json.loads(told["body"]) == {"text": "ñ"}
        assert told["type"] == "application/json; charset=utf-8"
        assert wire.ask("GET", "/settings").fields() == {"path": "/v1/settings", "body": "", "type": None}
        assert server.asked[0].headers["Authorization"] == "Bearer x"


@pytest.mark.parametrize(
    ("body", "value"), [(b'{"a": 1}', {"a": 1}), (b"[1]", [1]), (b"<html>", None), (b"\xff", None)]
)
def test_answers_that_are_json_and_others(body: bytes, value: object) -> None:
    answer = Answer(200, body)
    assert answer.json() == value
    assert answer.fields() == (value if isinstance(value, dict) else {})
    assert answer.ok
    assert not Answer(302, body).ok


@contextmanager
def listening(talk: bytes, *, pause: float = 0.0) -> Iterator[str]:
    """Give the address of a server that says ``talk`` to whoever comes, byte by byte with ``pause`` seconds between."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            try:
                client, _ = server.accept()
                with client:
                    client.settimeout(5)
                    client.recv(65536)
                    for byte in talk:
                        client.sendall(bytes([byte]))
                        time.sleep(pause)
            except OSError:
                return  # it was cut off, which is what is being tried

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        thread.join(5)


def test_an_answer_that_drips_is_no_answer() -> None:
    """Each byte is in time, and all of them are not."""
    with listening(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + b"x" * 100, pause=0.02) as address:
        began = time.monotonic()
        with pytest.raises(OutcomeUnknown):
            Wire("Uji", f"http://{address}", {}, read_seconds=0.3).ask("POST", "/", {})
        assert time.monotonic() - began < 4


@pytest.mark.parametrize("talk", [b"garbage\r\n\r\n", b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"])
def test_an_answer_that_is_no_http_or_is_cut(talk: bytes) -> None:
    with listening(talk) as address, pytest.raises(OutcomeUnknown):
        Wire("Uji", f"http://{address}", {}, read_seconds=1).ask("POST", "/", {})


def test_a_server_that_speaks_no_tls_was_told_nothing() -> None:
    """The handshake comes before the message."""
    with listening(b"HTTP/1.1 400 Bad Request\r\n\r\n") as address, pytest.raises(SendError) as caught:
        Wire("Uji", f"https://{address}", {}, read_seconds=1).ask("POST", "/", {})
    assert (caught.value.code, caught.value.retry) == ("unreachable", True)
    assert not isinstance(caught.value, OutcomeUnknown)


def test_a_server_that_cannot_show_who_it_is_was_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **more: object) -> None:
        raise ssl.SSLCertVerificationError

    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", refuse)
    with listening(b"") as address, pytest.raises(SendError) as caught:
        Wire("Uji", f"https://{address}", {}, read_seconds=1).ask("POST", "/", {})
    assert (caught.value.code, caught.value.retry) == ("certificate", True)
