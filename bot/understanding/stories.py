"""Tells a story from a control word where the same words could be both, which only an answer to an open question can.

"Saya malu bicara" asks to be spared the question; "dulu saya malu bicara" tells how she was, "ibu-ibu malu bicara" tells of
others, "karena malu" says why. What she tells stands at the beginning: behind a command "dulu" means "for now".
"""

from __future__ import annotations

import re

from bot.understanding.normal import Reply
from bot.understanding.phrases import Phrases
from bot.understanding.reading import Control

_SEVERAL = re.compile(r"\W*(?:[a-z]+ )?([a-z]{3,10})(?:[- ]\1|2)\b")
"""People spoken of, not to, at the beginning: "ibu-ibu", "semua bapak2"."""

_OF_THEM = "nya"
_MINE = frozenset({"saya", "aku"})
_STILL = "still "


def is_story(control: Control, text: str, reply: Reply, phrases: Phrases) -> bool:
    """Whether the open answer tells of the past, of somebody else, or why, and does not mean ``control``.

    ``reply`` is ``text`` in one spelling. Nothing is a story that also complains to us or commands ("dulu sudah saya jawab").
    """
    found = reply.tokens
    if _still(control, found[: _now(found, phrases)[0]], phrases):
        return False
    several = _SEVERAL.match(text.lower())
    if several is not None and _means(several[1], "kin", phrases):
        return True
    known = {start: meaning for start, _, meaning in phrases.scan("stories", found)}
    for at, word in enumerate(found):
        meaning = known.get(at, "")
        if meaning in ("past", "why", "person", "fact") or (
            meaning == "kin" and not _MINE.isdisjoint(found[at + 1 : at + 2])
        ):
            return True
        if word.endswith(_OF_THEM) and _means(word.removesuffix(_OF_THEM), "kin", phrases):
            return True
        if meaning != "opener" and word not in phrases.fillers and word[0].isalnum():
            return False
    return False


def after_now(reply: Reply, phrases: Phrases) -> Reply | None:
    """Return what she says of the present behind "sekarang": "dulu ingat, sekarang lupa"; None where she does not."""
    rest = reply.tokens[_now(reply.tokens, phrases)[1] :]
    return Reply(rest, tuple(word for word in rest if word in reply.words)) if rest else None


def _now(found: tuple[str, ...], phrases: Phrases) -> tuple[int, int]:
    """Return where "sekarang" begins and ends; the end of the reply, twice, where it is not said."""
    spans = ((start, end) for start, end, meaning in phrases.scan("stories", found) if meaning == "now")
    return next(spans, (len(found), len(found)))


def _means(word: str, meaning: str, phrases: Phrases) -> bool:
    return phrases.meaning("stories", (word,)) == meaning


def _still(control: Control, found: tuple[str, ...], phrases: Phrases) -> bool:
    """Whether a word of the reply lets it mean this control though it begins like a story."""
    meanings = (phrases.meaning("stories", (word,)) or "" for word in found)
    kept = [meaning.removeprefix(_STILL).split() for meaning in meanings if meaning.startswith(_STILL)]
    return any(names == ["any"] or control.value in names for names in kept)
