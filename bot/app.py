"""The web application: puts the doors together. Everything it needs is handed to it; ``from_environment`` opens it all."""

from __future__ import annotations

import gc
import logging
import os
import sys
from datetime import date, datetime
from functools import partial
from multiprocessing.util import Finalize
from typing import Final

from flask import Flask, Response, redirect
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from bot.bootstrap.house import clock_of, open_house, real_now
from bot.bootstrap.settings import CannotStart
from bot.services import clock, faults
from bot.services.house import House
from bot.services.line import Line
from bot.services.tick import hop
from bot.understanding import control, read
from bot.web.cloud import cloud_doors, cloud_greetings
from bot.web.health import health_routes
from bot.web.roads import HEADERS, App
from bot.web.smsgate import smsgate_doors
from bot.web.twilio import twilio_doors

log = logging.getLogger(__name__)

_ROUNDS: Final = (20_000, 20, 20)
"""After how many new objects the collector looks; a message makes a few hundred, nearly all of which go by themselves."""


def create_app(house: House, line: Line | None = None) -> Flask:
    """Return the application over an open house. ``line`` is where messages go in; without one it opens its own."""
    line = line or Line(house)
    now = clock_of(house)
    app = App("suara")
    app.add_doors(twilio_doors(house, line, now))
    app.add_doors(smsgate_doors(house, now, real_now))
    app.add_doors(cloud_doors(house, now))
    app.add_greetings(cloud_greetings(house))
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


def _move_clock(house: House, text: str) -> datetime:
    return clock.move(house, text, real_now(), partial(hop, house))


def _guarded(response: Response) -> Response:
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
