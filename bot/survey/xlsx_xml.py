"""The XML inside a workbook, told element by element; without document types, and no longer than a form is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from xml.parsers import expat

from bot.survey.refused import Refused

MOST_TAGS: Final = 400_000
"""Tags that are read of one part; a sheet of 3,000 rows with 60 full columns has 360,000."""


class _Local(dict[str, str]):
    """Names of elements without their prefix, each looked at once."""

    def __missing__(self, name: str) -> str:
        self[name] = name.rpartition(":")[2]
        return self[name]


class Enough(Exception):
    """Everything wanted was read."""


def parse(
    content: bytes,
    start: Callable[[str, Mapping[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Tell what an XML text holds, elements without their prefixes, until one of the functions has enough.

    Raises Refused for a document type and for too many tags, ExpatError for what is no XML.
    """
    local = _Local()
    seen = 0

    def begun(name: str, attributes: dict[str, str]) -> None:
        nonlocal seen
        seen += 1
        if seen > MOST_TAGS:
            raise Refused("S702", limit=f"{MOST_TAGS:,}")
        start(local[name], attributes)

    def typed(*_: Any) -> None:
        raise Refused("S704", detail="DOCTYPE")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = typed
    parser.StartElementHandler = begun
    if end is not None:
        parser.EndElementHandler = lambda name: end(local[name])
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)  # noqa: FBT003 - expat's signature: this is all of it
    except Enough:
        return
