"""Finds words that steer the conversation. Stop and danger come first, and all of them only where they are meant."""

from __future__ import annotations

from bot.survey.model import Kind, Scale, SelectMultiple, SelectOne, Text, YesNo
from bot.understanding.labels import exact
from bot.understanding.normal import Reply, is_number, is_word
from bot.understanding.phrases import Phrases
from bot.understanding.reading import Control, Read
from bot.understanding.yesno import read_yesno

HEARD = 4_000
"""Characters of a reply in which control words are looked for."""

_NEGATIONS = frozenset({"tidak", "bukan", "belum"})
_POLITE = frozenset(
    {"dulu", "lagi", "ini", "sekarang", "tolong", "mau", "ingin", "yang", "ya", "sudah", "sama", "itu", "saya"}
)
_ANSWERS = frozenset({Control.START, Control.RESUME})
_ANYWHERE = " anywhere"


def find_control(text: str, phrases: Phrases, kind: Kind | None) -> Control | None:
    """Return the control word that the reply is, or holds where it is no open answer; None if it is an answer."""
    reply = phrases.reply(text[:HEARD])
    if not any(map(is_word, reply.tokens)):
        # Numbers and signs alone steer nothing, but a bare question mark asks for help.
        return Control.HELP if set(reply.tokens) == {"?"} else None
    found = _whole(reply, phrases) | _inside(reply, phrases, kind) | _danger(reply, phrases)
    if not found:
        return None
    for control in Control:
        if control in found and not _is_answer(control, reply, phrases, kind):
            return control
    return None


def _whole(reply: Reply, phrases: Phrases) -> set[Control]:
    """Return the control that the whole reply is, politeness and question mark aside."""
    words = reply.words or reply.tokens
    if len(words) > 9:
        return set()
    plain = tuple(word for word in words if word not in _POLITE)
    meaning = phrases.meaning("control", words) or phrases.meaning("control", plain)
    return {Control(meaning.removesuffix(_ANYWHERE))} if meaning else set()


def _inside(reply: Reply, phrases: Phrases, kind: Kind | None) -> set[Control]:
    """Return the controls that may stand among other words, which in an open answer none may."""
    found: set[Control] = set()
    if isinstance(kind, Text):
        return found
    for start, _, meaning in phrases.scan("control", reply.words):
        if not meaning.endswith(_ANYWHERE) or (start and reply.words[start - 1] in _NEGATIONS):
            continue
        control = Control(meaning.removesuffix(_ANYWHERE))
        hedged = control is Control.DONT_KNOW and any(is_number(word) for word in reply.words)
        if not hedged:
            found.add(control)
    return found


def _danger(reply: Reply, phrases: Phrases) -> set[Control]:
    """Return DISTRESS where she says that she herself or her child is in danger, also inside an open answer."""
    words = reply.tokens
    whole = len(words)
    while words:
        again = 0
        for start, end, meaning in phrases.scan("danger", words):
            denied = start > 0 and words[start - 1] in _NEGATIONS
            if not denied and (meaning == "danger" or end - start == whole):
                return {Control.DISTRESS}
            if meaning != "danger":
                # "tolong saya" alone is a cry, inside a sentence it is not; what begins within it still may be.
                again = start + 1
                break
        words = words[again:] if again else ()
    return set()


def _is_answer(control: Control, reply: Reply, phrases: Phrases, kind: Kind | None) -> bool:
    """Whether the word answers this very question: "belum tahu" where it is a choice, "lanjut" to a yes or no."""
    if control in (Control.STOP, Control.DISTRESS):
        return False
    if isinstance(kind, SelectOne | SelectMultiple | Scale):
        return exact(reply.words, kind.choices, phrases) is not None
    if isinstance(kind, YesNo) and control in _ANSWERS:
        return isinstance(read_yesno(reply, phrases), Read)
    return False
