"""The simulator's door: phones of invented people on one page, whose messages take the same road as everybody's.

It is there only while the simulator is on, knows no login (``own_page`` says who may ask), and speaks for invented people alone.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol

from flask import Blueprint, Response, render_template, request

from bot.message import Incoming, Medium
from bot.phone import is_e164
from bot.services import phones
from bot.services.clock import ClockRefused
from bot.services.house import House
from bot.services.inbox import Receipt
from bot.services.phones import Bubble, Phone, Screen
from bot.settings import is_loopback
from bot.times import WIB, ZONES, say_clock, say_day, say_moment
from bot.web.own_page import Refused, why_not
from bot.web.simulator_files import SHOWN, Files, media_of
from bot.wording.simulator import page_words

log = logging.getLogger(__name__)

LANGUAGES: Final = {"id": "Indonesia", "jv": "Jawa", "en": "English"}
MAX_BODY: Final = 64 * 1024
MAX_TEXT: Final = 4096
"""The longest message that WhatsApp lets a person write; SMS are far shorter."""

MOST_PHONES: Final = 12
_KEY: Final = re.compile(r"[0-9A-Za-z-]{8,64}")
_ID: Final = re.compile(r"[0-9]{1,18}")
_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'",
    "Cache-Control": "no-store",
}


class Line(Protocol):
    """Where messages go in: ``bot.services.line.Line``."""

    def receive(self, message: Incoming, now: datetime, /) -> Receipt:
        """Take in one message; return when it is durably stored."""
        ...

    def written(self, outbox_ids: tuple[int, ...], now: datetime, /) -> None:
        """Note that these replies were written into a response."""
        ...


def simulator_routes(
    house: House, line: Line, now: Callable[[], datetime], move_clock: Callable[[str], datetime]
) -> Blueprint:
    """Return the page and its interface; without any route where the simulator is off.

    ``now`` is the house's time; ``move_clock`` moves it to what people write and returns the new time (ClockRefused).
    """
    here = Path(__file__).parent
    routes = Blueprint(
        "simulator",
        __name__,
        template_folder=str(here / "templates"),
        static_folder=str(here / "static") if house.settings.simulator else None,
        static_url_path="/simulator/static",
    )
    if not house.settings.simulator:
        return routes
    door, files = _Door(house, line, now, move_clock), Files(house)
    routes.before_request(partial(_guard, is_loopback(house.settings.host)))
    routes.after_request(_headers)
    routes.register_error_handler(Refused, _refused)
    for method, path, view in (
        ("GET", "/simulator", door.page),
        ("GET", "/simulator/api/phones", door.phones),
        ("GET", "/simulator/api/new-number", door.new_number),
        ("GET", "/simulator/api/messages", door.messages),
        ("POST", "/simulator/api/send", door.send),
        ("POST", "/simulator/api/clock", door.clock),
        ("POST", "/simulator/api/files", files.upload),
        ("GET", "/simulator/api/files/<name>", files.sent),
        ("GET", "/simulator/api/said/<int:outbox_id>/<int:place>", files.said),
    ):
        routes.add_url_rule(path, view.__name__, view, methods=[method])
    return routes


@dataclass(frozen=True)
class _Door:
    """The routes and what they need."""

    house: House
    line: Line
    now: Callable[[], datetime]
    move_clock: Callable[[str], datetime]

    def page(self) -> str:
        """Show the page, in the language that ``?lang`` names."""
        language = _language()
        said = page_words(self.house.words, language)
        return render_template("simulator.html", w=said, language=language, languages=LANGUAGES, hints=self._hints())

    def phones(self) -> Response:
        """List phones: those of ``ids``, those that ``q`` finds, or else those to begin with."""
        if "ids" in request.args:
            found = phones.phones(self.house, _ids(request.args["ids"]))
        elif "q" in request.args:
            found = phones.search(self.house, request.args["q"][:100])
        else:
            found = phones.first_phones(self.house)
        return _json({"phones": [_phone(each) for each in found]})

    def new_number(self) -> Response:
        """Give a number that nobody has yet."""
        return _json({"number": phones.new_number(self.house)})

    def messages(self) -> Response:
        """Give the screens of ``phones`` that are no longer as ``since`` has them (both with commas), and the time."""
        ids = _ids(request.args.get("phones", ""))
        since = request.args.get("since", "").split(",")
        known = dict(zip(ids, since + [""] * len(ids), strict=False))
        return _json(self._news(known))

    def send(self) -> Response:
        """Take in what was written or tapped on a phone; the same ``key`` again is the same message."""
        body = _body()
        number, address_id = self._sender(body)
        payload = _text(body, "payload", 256)
        medium = _medium(body)
        incoming = Incoming(
            channel="simulator",
            provider_id=_key(body),
            medium=medium,
            sender=number,
            text=_text(body, "text", MAX_TEXT),
            payload=payload,
            media=media_of(self.house, body) if medium == "whatsapp" else (),
            raw={"payload": payload} if payload else {},
        )
        if not incoming.text.strip() and not payload and not incoming.media:
            raise Refused(422, "the message is empty")
        try:
            receipt = self.line.receive(incoming, self.now())
        except Exception as error:
            # The class and no more: an exception's text may hold her words.
            log.error("simulator message %s could not be taken in: %s", incoming.provider_id, type(error).__name__)  # noqa: TRY400 - its trace may quote a row
            raise Refused(503, "try again") from error
        if address_id is None:
            address_id = phones.phone_of(self.house, number)
        news = self._news({address_id: ""} if address_id is not None else {})
        answer = _json({"phone": str(address_id or ""), "duplicate": receipt.duplicate, **news})
        shown = tuple(reply.outbox_id for reply in receipt.replies if not reply.by_rest)
        if shown:
            answer.call_on_close(partial(self._written, shown))
        return answer

    def clock(self) -> Response:
        """Move the clock; what falls due on the way happens before the answer."""
        try:
            moved = self.move_clock(_text(_body(), "move", 100))
        except ClockRefused as refused:
            raise Refused(422, str(refused)) from refused
        return _json(_time(moved))

    def _sender(self, body: dict[str, Any]) -> tuple[str, int | None]:
        """Return number and address id of the phone that writes; refuse every phone that is not invented."""
        if body.get("phone"):
            found = phones.phones(self.house, _ids(str(body["phone"])))
            if not found:
                raise Refused(404, "there is no invented phone with this id")
            return found[0].number, found[0].id
        number = _text(body, "number", 32)
        if not is_e164(number):
            raise Refused(422, "the number is not E.164")
        address_id = phones.phone_of(self.house, number)
        if address_id is not None and not phones.phones(self.house, [address_id]):
            raise Refused(403, "this number belongs to somebody real")
        return number, address_id

    def _news(self, known: dict[int, str]) -> dict[str, Any]:
        changed = phones.screens(self.house, known)
        zones = {one.id: one.zone for one in phones.phones(self.house, list(changed))} if changed else {}
        said = {str(id_): _screen(screen, zones[id_]) for id_, screen in changed.items()}
        return {"screens": said, **_time(self.now())}

    def _written(self, outbox_ids: tuple[int, ...]) -> None:
        try:
            self.line.written(outbox_ids, self.now())
        except Exception as error:  # noqa: BLE001 - the answer is out; the worker delivers these once more on the screen
            log.warning("replies %s were written, and it could not be noted: %s", outbox_ids, type(error).__name__)

    def _hints(self) -> dict[str, list[str]]:
        """Return what may be typed, by role; the page shows it under the phone."""
        today = self.house.library.today
        keywords = [survey.keyword for survey in today if survey.keyword]
        common = self.house.library.for_members
        name = common.name if common else next((survey.name for survey in today if survey.group == "members"), "")
        rounds = [f"PUTARAN {name}", "STATUS", f"INGATKAN {name}", f"TUTUP {name}"] if name else []
        return {
            "member": [
                *([common.keyword] if common else keywords[:1]),
                "ya",
                "1",
                "LEWATI",
                "KEMBALI",
                "BANTUAN",
                "BERHENTI",
            ],
            "coordinator": rounds,
            "secretariat": ["RINGKASAN", "STATUS"],
            "": [*keywords, "MULAI", "BANTUAN"],
        }


# --- what is answered to everybody ---------------------------------------------------------------------------------


def _guard(this_machine_alone: bool) -> Response | None:  # noqa: FBT001 - bound once, above
    refusal = why_not(this_machine_alone=this_machine_alone)
    return _refused(Refused(*refusal)) if refusal is not None else None


def _headers(response: Response) -> Response:
    response.headers.update(_HEADERS)
    return response


def _refused(refused: Refused) -> Response:
    response = _json({"error": refused.why})
    response.status_code = refused.status
    return response


# --- what is asked -------------------------------------------------------------------------------------------------


def _body() -> dict[str, Any]:
    raw = request.stream.read(MAX_BODY + 1) if (request.content_length or 0) <= MAX_BODY else b"." * (MAX_BODY + 1)
    if len(raw) > MAX_BODY:
        raise Refused(413, "the body is longer than 64 KB")
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Refused(400, "the body is not JSON") from error
    if not isinstance(body, dict):
        raise Refused(400, "the body is not a JSON object")
    return body


def _text(body: dict[str, Any], name: str, most: int) -> str:
    value = body.get(name, "")
    if not isinstance(value, str):
        raise Refused(422, f"{name} is not a text")
    if len(value) > most:
        raise Refused(413, f"{name} is longer than {most} characters")
    return value


def _key(body: dict[str, Any]) -> str:
    key = _text(body, "key", 64)
    if not _KEY.fullmatch(key):
        raise Refused(422, "key is 8 to 64 letters, digits or dashes, made anew for every message")
    return key


def _medium(body: dict[str, Any]) -> Medium:
    match body.get("medium"):
        case "sms":
            return "sms"
        case "whatsapp":
            return "whatsapp"
        case _:
            raise Refused(422, "medium is sms or whatsapp")


def _ids(text: str) -> list[int]:
    return [int(part) for part in text.split(",")[:MOST_PHONES] if _ID.fullmatch(part)]


def _language() -> str:
    wanted = request.args.get("lang", "id")
    return wanted if wanted in LANGUAGES else "id"


# --- what is answered ----------------------------------------------------------------------------------------------


def _json(value: dict[str, Any]) -> Response:
    return Response(json.dumps(value, ensure_ascii=True), content_type="application/json")


def _time(moment: datetime) -> dict[str, str]:
    return {"now": moment.isoformat(), "clock": say_moment(moment, WIB, _language())}


def _phone(phone: Phone) -> dict[str, Any]:
    # Ids are texts: a script's numbers end at 2^53.
    return {
        "id": str(phone.id),
        "number": phone.number,
        "medium": phone.medium,
        "zone": phone.zone,
        "stopped": phone.stopped,
        "role": phone.role,
        "names": [one.name for one in phone.holders],
        "union": phone.holders[0].union if phone.holders else "",
        "place": phone.holders[0].place if phone.holders else "",
    }


def _screen(screen: Screen, zone: str) -> dict[str, Any]:
    return {"version": screen.version, "bubbles": [_bubble(one, zone) for one in screen.bubbles]}


def _bubble(bubble: Bubble, zone: str) -> dict[str, Any]:
    at, language = ZONES[zone], _language()
    return {
        "id": str(bubble.id),
        "key": bubble.key,
        "mine": bubble.mine,
        "medium": bubble.medium,
        "text": bubble.said.text,
        "options": [{"id": one.id, "title": one.title} for one in bubble.said.options],
        "day": say_day(bubble.at, at, language),
        "time": say_clock(bubble.at, at, language),
        "state": bubble.state,
        "segments": bubble.segments,
        "files": [_file(bubble, place) for place in range(len(bubble.files))],
    }


def _file(bubble: Bubble, place: int) -> dict[str, str]:
    file = bubble.files[place]
    url = f"/simulator/api/files/{file.name}" if bubble.mine else f"/simulator/api/said/{bubble.id}/{place}"
    of = file.content_type.partition("/")[0]
    return {"url": url, "of": of if of in SHOWN else "file", "state": file.status, "name": file.name}
