"""How a mistake of ours is named in the log: by its kind and its place, never by its text, which may quote a member."""

from __future__ import annotations

from pathlib import PurePath


def name(error: BaseException) -> str:
    """Return ``KeyError at inbox.py:229``: the kind of ``error`` and the innermost line that raised it."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    if place is None:
        return type(error).__name__
    return f"{type(error).__name__} at {PurePath(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}"
