"""Files on the simulator's page: what a phone attaches comes in, what was sent and what goes with a question is shown.

As with every provider the file comes first and the message names it afterwards. Only files of invented phones are shown.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from flask import Response, request

from bot.message import Media
from bot.services import phones
from bot.services.house import House
from bot.services.media import plain_type
from bot.web.own_page import Refused
from storage.media import MOST_BYTES, MediaProblem, TooLarge

SHOWN: Final = ("image", "audio", "video")
"""What a page shows; every other file is offered to be saved."""

_PICTURES: Final = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
"""Pictures that hold no script, whoever made them."""


@dataclass(frozen=True)
class Files:
    """The routes for files."""

    house: House

    def upload(self) -> Response:
        """Keep the request's body; ``?type=`` says what it is. What it is kept as goes into the message's ``media``."""
        if (request.content_length or 0) > MOST_BYTES:
            raise Refused(413, f"a file has at most {MOST_BYTES // 1024**2} MB")
        data = request.stream.read(MOST_BYTES + 1)
        if not data:
            raise Refused(422, "the file is empty")
        try:
            content = self.house.media.keep(data)
        except TooLarge as problem:
            raise Refused(413, str(problem)) from problem
        except MediaProblem as problem:
            raise Refused(507, str(problem)) from problem
        kept = {"content": content, "type": plain_type(request.args.get("type", "")), "size": len(data)}
        return Response(json.dumps(kept), content_type="application/json")

    def sent(self, name: str) -> Response:
        """Show a file that a phone sent."""
        return self._show(phones.file_sent(self.house, name))

    def said(self, outbox_id: int, place: int) -> Response:
        """Show a file that goes with a question."""
        return self._show(phones.file_said(self.house, outbox_id, place))

    def _show(self, found: tuple[str, str] | None) -> Response:
        if found is None:
            raise Refused(404, "there is no such file on an invented phone")
        content, kind = found
        try:
            data = self.house.media.read(content)
        except MediaProblem as problem:
            raise Refused(410, str(problem)) from problem
        plays = kind.startswith(("audio/", "video/")) or kind in _PICTURES
        response = Response(data, content_type=kind if plays else "application/octet-stream")
        response.headers["X-Content-Type-Options"] = "nosniff"
        if not plays:
            response.headers["Content-Disposition"] = "attachment"
        return response


def media_of(house: House, body: dict[str, Any]) -> tuple[Media, ...]:
    """Return the file that a message names, as ``upload`` answered it; none where it names none. Raises Refused."""
    given = body.get("media")
    if given is None:
        return ()
    if not isinstance(given, dict):
        raise Refused(422, "media is what the upload answered")
    content, kind, size = given.get("content"), given.get("type"), given.get("size")
    if not (isinstance(content, str) and isinstance(kind, str) and isinstance(size, int)):
        raise Refused(422, "media is what the upload answered")
    if not house.media.has(content):
        raise Refused(410, "this file is not here; send it again")
    return (Media("", plain_type(kind), content, size),)
