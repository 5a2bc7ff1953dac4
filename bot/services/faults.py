"""How trouble is named in the log: by our own sentence, or by its kind and place, never by its text, which may quote a member."""

from __future__ import annotations

from pathlib import PurePath

from storage.migrate import explain


def name(error: BaseException) -> str:
    """Return ``KeyError at inbox.py:229``: the kind of ``error`` and the innermost line that raised it.

    Where disk or database are the trouble and the cure is known, return the sentence that says it.
    """
    sentence = explain(error)
    if sentence is not None:
        return sentence
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    if place is None:
        return type(error).__name__
    return f"{type(error).__name__} at {PurePath(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}"
