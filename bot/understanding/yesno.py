"""Reads yes and no. A "no" anywhere is never lost; yes and no side by side are asked back, and so are guesses and conditions.

A reply is cut into clauses; each clause says yes or no with a certain weight, and the weights settle it. A word that
repeats the question weighs most, so that "ada bu tapi saya tidak ikut" is a yes where a meeting was asked for.
"""

from __future__ import annotations

from dataclasses import replace

from bot.survey.model import YesNo
from bot.understanding.asked import Asked, asked
from bot.understanding.clauses import clauses, meant
from bot.understanding.normal import Reply
from bot.understanding.phrases import Phrases
from bot.understanding.pointed import pointed
from bot.understanding.reading import NotAnAnswer, Read, Reading, Unclear
from bot.understanding.said import BARE, CONTENT, REPEATED, STANDING, Part, Said, Value, part

_BOTH = Unclear(("ya", "tidak"), "yes_or_no")
_THANKS = frozenset(
    {"makasih", "makasi", "kasih", "terimakasih", "trimakasih", "trims", "tks", "thx", "suwun", "nuwun"}
)
_MANY = 6
_OTHER: dict[Value, Value] = {"ya": "tidak", "tidak": "ya"}
_ANY = YesNo()


def read_yesno(reply: Reply, phrases: Phrases, kind: YesNo = _ANY) -> Reading:
    """Read "ya" or "tidak": words of consent and refusal in many languages, 1 and 2, thumbs; "iya blm bu" is no.

    The question's own words count as well, where ``kind`` has them: "gpp" is a yes to a favour, "macet" a no to "lancar?".
    """
    question = asked(kind.asks, phrases)
    tokens = meant(reply.tokens)
    place = None if question.numbers else pointed(tokens, phrases)
    parts = [part(one, question, phrases) for one in clauses(tokens, question, phrases)]
    settled = _settle(parts, question, reply)
    if place == 0:
        return settled if isinstance(settled, NotAnAnswer) else _BOTH
    if place is not None:
        value = kind.first if place == 1 else _OTHER[kind.first]
        agrees = isinstance(settled, NotAnAnswer) or (isinstance(settled, Read) and settled.value == value)
        return Read(value, "yesno.number", 0.95) if agrees else _BOTH
    return settled


def _settle(parts: list[Part], question: Asked, reply: Reply) -> Reading:
    """Weigh what the clauses say."""
    told = any(one.said for one in parts)
    tentative = any(one.guessed or one.conditional or one.hoped for one in parts) and len(reply.words) <= _MANY
    if not told and not tentative:
        return NotAnAnswer()
    said = _hers(_certain(parts, question))
    if question.manner == "objection":
        said = [_turned(one) for one in said if one.weight > BARE]
    value = _heavier(said)
    if value is None or question.manner == "denial" or _doubtful(value, said, parts, question, reply):
        return _BOTH
    heaviest = max(one.weight for one in said)
    if len(reply.words) > _MANY and heaviest < REPEATED and not any(one.leads for one in said):
        return NotAnAnswer()
    mixed = len({one.value for one in said}) > 1
    rule = "yesno.mixed" if mixed else "yesno.question" if heaviest == REPEATED else "yesno.word"
    return Read(value, rule, 0.8 if mixed else 0.95 if len(reply.words) <= 3 else 0.85)


def _certain(parts: list[Part], question: Asked) -> list[Said]:
    """Return what is said for certain; nothing where the reply depends on something.

    What comes after a plain no changes nothing: "belum, kalau sudah nanti saya kabari".
    """
    found: list[Said] = []
    for one in parts:
        refused = bool(found) and all(said.value == "tidak" for said in found)
        turned = one.but and (one.asks or (one.guessed and not question.past))
        if one.idle or turned or (one.conditional and not refused):
            return []
        if one.asks or one.guessed or one.conditional or (refused and _instead(one)):
            continue
        found += [_after_but(said, found) for said in one.said] if one.but else one.said
    return found


def _instead(part: Part) -> bool:
    """Whether a clause after a no tells what is so instead: "tidak, saya jual sendiri"."""
    return not part.but and not part.thin and not any(said.plain or said.weight == BARE for said in part.said)


def _after_but(said: Said, before: list[Said]) -> Said:
    """Weigh what comes after a "but": "belum, tapi ikut"; and a no after nothing but a "ya" is no clear no."""
    if said.value == "tidak" and before and all(one.value == "ya" and one.weight == BARE for one in before):
        return replace(said, weight=BARE)
    return replace(said, weight=STANDING) if said.value == "ya" and said.weight == CONTENT else said


def _hers(said: list[Said]) -> list[Said]:
    """Return what is said of herself: "tetangga sudah saya belum"."""
    return [one for one in said if not one.others]


def _turned(said: Said) -> Said:
    """Turn consent into an answer to "Apakah Ibu keberatan?": "boleh" is a no to it, "jangan" a yes."""
    return said if said.objects else replace(said, value=_OTHER[said.value])


def _heavier(said: list[Said]) -> Value | None:
    """Return the value that weighs more; None where neither does. A yes must outweigh a no by far."""
    yes = max((one.weight for one in said if one.value == "ya"), default=None)
    no = max((one.weight for one in said if one.value == "tidak"), default=None)
    if yes is None or no is None:
        return None if yes is no else "ya" if no is None else "tidak"
    if yes > no + 1:
        return "ya"
    return "tidak" if no > yes else None


def _doubtful(value: Value, said: list[Said], parts: list[Part], question: Asked, reply: Reply) -> bool:
    """Whether a clause that is no answer speaks against the answer found, or it is too thin."""
    for one in parts:
        if one.open and (one.but or value == "ya") and any(other.value != value for other in one.said):
            return True
    if all(one.weight == BARE for one in said):
        # "makasih ya" is thanks, where "ya makasih" is a yes; "ya, ini siapa?" answers a call.
        at = reply.tokens.index("ya") if "ya" in reply.tokens else 0
        called = any(one.asks for one in parts) and any(one.thin for one in parts if one.said)
        return called or not _THANKS.isdisjoint(reply.tokens[:at])
    # To "Tidak apa-apa kalau ...?" a bare no may say either.
    return question.manner == "leave" and value == "tidak" and len(reply.words) == 1
