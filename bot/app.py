"""The web application: puts the doors together. Everything it needs is handed to it; ``from_environment`` opens it all."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from multiprocessing.util import Finalize
from typing import Any, Final

from flask import Flask, Request, Response, redirect
from flask.sessions import NullSession, SessionInterface, SessionMixin
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter
from werkzeug.wrappers import Response as AnyResponse

from bot.bootstrap.house import clock_of, open_house, real_now
from bot.bootstrap.settings import CannotStart
from bot.services import clock, faults
from bot.services.house import House
from bot.services.line import Line
from bot.services.tick import hop
from bot.understanding import control, read
from bot.web.health import health_routes
from bot.web.twilio import twilio_routes

log = logging.getLogger(__name__)

_ROUNDS: Final = (20_000, 20, 20)
"""After how many new objects the collector looks; a message makes a few hundred, nearly all of which go by themselves."""

HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
}
"""What every answer says to a browser; a route may say it more strictly itself."""


def create_app(house: House, line: Line | None = None) -> Flask:
    """Return the application over an open house. ``line`` is where messages go in; without one it opens its own."""
    line = line or Line(house)
    now = clock_of(house)
    app = _App("suara", static_folder=None, template_folder=None)
    app.register_blueprint(twilio_routes(house, line, now))
    app.register_blueprint(health_routes(house, real_now))
    if house.settings.simulator:
        from bot.web.simulator import simulator_routes  # here, because a house with real channels never needs it

        app.register_blueprint(simulator_routes(house, line, now, partial(_move_clock, house)))
        app.add_url_rule("/", "home", lambda: redirect("/simulator"))
    app.after_request(_guarded)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Exception, _broken)
    return app


def from_environment() -> Flask:
    """Open the house that the environment describes and return its application; exit with its sentence where that fails.

    The database has to be prepared already (``suara setup``). What was written is stored when the process ends.
    """
    try:
        house = open_house(os.environ, prepare=False)
    except CannotStart as error:
        sys.exit(str(error))
    line = Line(house)
    # Not atexit: the processes of a server that forks leave without it.
    Finalize(None, line.close, exitpriority=10)
    app = create_app(house, line)
    _settle_down(house)
    return app


def _settle_down(house: House) -> None:
    """Do before the first message what would make it wait, and take what stays for good out of the collector's rounds."""
    for survey in house.library.today:
        for question in survey.asked:
            read(question.kind, "kata", phrases=house.phrases, today=date(2000, 1, 1))
            control("kata", phrases=house.phrases, kind=question.kind)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_ROUNDS)


class _NoSessions(SessionInterface):
    """Nobody has a session at these doors, so none is made, and no cookie is looked for."""

    _NONE: Final = NullSession()

    def open_session(self, app: Flask, request: Request) -> NullSession:  # noqa: ARG002 - Flask's signature
        """Return the one session that holds nothing."""
        return self._NONE

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Save nothing."""


class _App(Flask):
    """Flask without what these doors never use; on the webhook's road that is a fifth of Flask's own time."""

    session_interface = _NoSessions()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``func``: no view here is a coroutine."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Match a provider's request by its path alone: no host is looked at and none is redirected to."""
        if request is None or not request.environ.get("PATH_INFO", "").startswith("/twilio/"):
            return super().create_url_adapter(request)
        path = request.environ["PATH_INFO"]
        return MapAdapter(self.url_map, "suara", "/", "", "https", path, request.environ["REQUEST_METHOD"])


def _move_clock(house: House, text: str) -> datetime:
    return clock.move(house, text, real_now(), partial(hop, house))


def _guarded(response: Response) -> Response:
    if response.content_type == "text/xml; charset=utf-8":
        return response  # TwiML, which no browser reads, and on the road where every microsecond counts
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _refused(error: HTTPException) -> AnyResponse:
    """Answer what a client did wrong in one plain line."""
    response = error.get_response()
    if error.response is None:
        response.set_data(f"{error.code} {error.name}\n")
        response.content_type = "text/plain; charset=utf-8"
    return AnyResponse.force_type(response)


def _broken(error: Exception) -> Response:
    """Answer a mistake of ours without its insides; the log gets its kind and place, and no word of anyone."""
    log.error("%s", faults.name(error))
    return Response("Maaf, ada gangguan. Coba lagi sebentar.\n", 500, content_type="text/plain; charset=utf-8")
