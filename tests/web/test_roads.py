"""The short road: which requests take it, what an answer is on the wire, and when it counts as written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import create_environ, run_wsgi_app

from bot.web.roads import HEADERS, TWIML, Answer, App


@pytest.fixture
def client() -> FlaskClient:
    """Give a client of an application with one door, which repeats what it is sent."""

    def door(environ: Mapping[str, Any]) -> Answer:
        return Answer("200 OK", environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))

    app = App("test")
    app.add_doors({"/door": door})
    return app.test_client()


def test_a_post_goes_to_the_door(client: FlaskClient) -> None:
    answer = client.post("/door", data=b"halo")
    assert (answer.status_code, answer.data, answer.content_length) == (200, b"halo", 4)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_anything_else_is_refused(client: FlaskClient, method: str) -> None:
    assert client.open("/door", method=method).status_code == 405


def test_other_paths_are_not_the_door(client: FlaskClient) -> None:
    assert client.post("/door/").status_code == 404
    assert client.post("/").status_code == 404


def _on_the_wire(answer: Answer) -> tuple[list[bytes], str, dict[str, str]]:
    body, status, headers = run_wsgi_app(answer, create_environ())
    return list(body), status, dict(headers)


def test_an_answer_says_its_type_and_length_and_guards_itself() -> None:
    body, status, headers = _on_the_wire(Answer("503 Service Unavailable", b"lagi", headers=(("Retry-After", "5"),)))
    assert (body, status) == ([b"lagi"], "503 Service Unavailable")
    plain = {"Content-Type": "text/plain; charset=utf-8", "Content-Length": "4", "Retry-After": "5"}
    assert headers == plain | HEADERS


def test_twiml_says_no_more_than_it_must() -> None:
    _, _, headers = _on_the_wire(Answer("200 OK", b"<Response/>", TWIML))
    assert headers == {"Content-Type": "text/xml; charset=utf-8", "Content-Length": "11"}


def test_an_answer_without_content_has_neither_type_nor_length() -> None:
    body, _, headers = _on_the_wire(Answer("204 No Content"))
    assert b"".join(body) == b""
    assert headers == HEADERS


def test_written_once_the_whole_was_taken() -> None:
    written: list[str] = []
    body = Answer("200 OK", b"halo", written=lambda: written.append("now"))(create_environ(), lambda *_: lambda _: None)
    assert (b"".join(body), written) == (b"halo", [])
    body.close()  # type: ignore[attr-defined]  # as a server does
    assert written == ["now"]
