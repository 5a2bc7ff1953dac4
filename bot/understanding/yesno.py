"""Reads yes and no. A "no" anywhere is never lost; yes and no side by side are asked back."""

from __future__ import annotations

from bot.understanding.normal import Reply
from bot.understanding.phrases import Phrases
from bot.understanding.reading import NotAnAnswer, Read, Reading, Unclear

_BOTH = Unclear(("ya", "tidak"), "yes_or_no")
_NEGATIONS = frozenset({"tidak", "belum", "bukan", "jangan", "kurang", "no"})
_CONJUNCTIONS = frozenset({"dan", "atau", "/", "antara", "tapi", "sama"})
_OPEN = frozenset({"mungkin", "harap"})
_PLACES: dict[tuple[str, ...], str] = {("1",): "ya", ("2",): "tidak"}
_MANY = 6
_THANKS = frozenset({"makasih", "makasi", "kasih", "terimakasih", "trimakasih", "trims", "tks", "thx"})


def read_yesno(reply: Reply, phrases: Phrases) -> Reading:
    """Read "ya" or "tidak": words of consent and refusal in three languages, 1 and 2, thumbs; "iya blm bu" is no."""
    words = reply.words or reply.tokens
    if words == ("ya",) and not _THANKS.isdisjoint(reply.tokens[: reply.tokens.index("ya")]):
        return _BOTH  # "makasih ya" is thanks, where "ya makasih" is a yes
    alone = phrases.meaning("yesno", words) or _PLACES.get(words)
    if alone is not None:
        return _BOTH if alone in _OPEN else Read(alone, "yesno.word", 0.98)
    said = _said(words, phrases)
    if not said:
        return NotAnAnswer()
    meanings = {meaning for _, meaning in said}
    if "mungkin" in meanings or "?" in reply.tokens:
        return _BOTH
    if len(meanings) == 2:
        # "iya belum" and "tidak, ya" are no: "ya" beside a no only answers the asking.
        strong = {meaning for word, meaning in said if word != "ya"}
        if strong != {"tidak"} or _CONJUNCTIONS & set(reply.tokens):
            return _BOTH
        return Read("tidak", "yesno.mixed", 0.85)
    if len(words) > _MANY and said[0][0] != words[0]:
        return NotAnAnswer()
    return Read(meanings.pop(), "yesno.words", 0.9 if len(words) <= 4 else 0.75)


def _said(words: tuple[str, ...], phrases: Phrases) -> list[tuple[str, str]]:
    """Return (first word, meaning) of each yes and no; a negation takes the yes that follows it within two words."""
    said: list[tuple[str, str]] = []
    negated = -9
    for start, end, meaning in phrases.scan("yesno", words):
        if end - start == 1 and words[start] in _NEGATIONS:
            negated = start
            said.append((words[start], "tidak"))
        elif meaning == "harap":
            continue  # "insyaallah bisa" is a yes; "insyaallah" alone may be a polite no
        elif meaning == "ya" and words[start] != "ya" and start - negated <= 2:
            continue
        else:
            said.append((words[start], meaning))
            if meaning == "tidak":
                negated = end - 1
    return said
