"""A question as it is put: its label, its choices with numbers or as something to tap, and the cue how to reply."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import assert_never

from bot.message import Option
from bot.survey.model import (
    Acknowledge,
    Calculate,
    Date,
    DateTime,
    Decimal,
    GeoPoint,
    Given,
    Integer,
    Media,
    Money,
    Note,
    PlaceName,
    Question,
    Rank,
    Scale,
    SelectMultiple,
    SelectOne,
    Text,
    Time,
    YesNo,
    text_in,
)
from bot.wording.words import BUTTON_TITLE, Ability, Words


@dataclass(frozen=True, slots=True)
class Body:
    """A question's text in several lengths, fullest first, and what she can tap instead of typing."""

    texts: tuple[str, ...]
    options: tuple[Option, ...] = ()


def question_body(
    question: Question, label: str, words: Words, language: str, ability: Ability, *, again: bool = False
) -> Body:
    """Return ``label`` (already numbered) with everything she needs to reply to ``question``.

    ``again``: it is put again because a reply was not understood, so that even the obvious is said.
    """
    hint = text_in(question.hint, language)
    hinted = (join(label, hint), label) if hint else (label,)
    options = _options(question, words, language, ability)
    if options:
        return Body(hinted, options)
    listed = _listed(question, language, lines=ability.options > 0)
    apart = "\n" if ability.options and listed else ""
    cues = _cues(question, words, language, again=again)
    bare = tuple(f"{text}{apart or ' '}{listed}" if listed else text for text in hinted)
    if not cues:
        return Body(bare)
    cued = tuple(join(text, cue, apart) for text in bare for cue in cues)
    return Body((*cued, bare[-1]))


def tappable(offers: Mapping[str, str], ability: Ability) -> tuple[Option, ...]:
    """Return ``offers`` (title by option id) as options if this channel can show every one of them whole, else none.

    A title cut short may read like another one; numbers in the text are better than that.
    """
    longest = BUTTON_TITLE if len(offers) <= ability.buttons else ability.title
    if len(offers) > max(ability.buttons, ability.options) or any(len(title) > longest for title in offers.values()):
        return ()
    return tuple(Option(ident, title) for ident, title in offers.items())


def yes_or_no(name: str, words: Words, language: str, ability: Ability) -> tuple[Option, ...]:
    """Return the two options of a yes/no question called ``name``, if they can be shown."""
    _ = words.spoken_in(language)
    return tappable({f"{name}=ya": _("Ya"), f"{name}=tidak": _("Tidak")}, ability)


def numbered(labels: tuple[str, ...], *, lines: bool, numbers: tuple[str, ...] = ()) -> str:
    """Return the choices with their numbers, one a line or in a row; "1=2-3 kali" where a label begins with a digit.

    ``numbers`` are those to show, from 1 on where there are none.
    """
    shown = tuple(zip(numbers or map(str, range(1, len(labels) + 1)), labels, strict=True))
    if lines:
        return "\n".join(f"{number}. {label}" for number, label in shown)
    mark = "=" if any(label[:1].isdigit() for label in labels) else " "
    return " ".join(f"{number}{mark}{label}" for number, label in shown)


def place_cue(count: int, _: Callable[[str], str]) -> str:
    """Return the cue to reply with a number out of ``count``; answers may have left only one choice."""
    return _("Balas 1-{last}").format(last=count) if count > 1 else _("Balas 1")


def join(text: str, more: str, apart: str = "") -> str:
    """Put ``more`` behind ``text``, as a sentence of its own."""
    if apart:
        return f"{text}{apart}{more}"
    return f"{text} {more}" if text[-1:] in ".?!:)" else f"{text}. {more}"


def _options(question: Question, words: Words, language: str, ability: Ability) -> tuple[Option, ...]:
    if not ability.options:
        return ()
    match question.kind:
        case YesNo():
            return yes_or_no(question.name, words, language, ability)
        case SelectOne(choices) | Scale(choices):
            return tappable(
                {f"{question.name}={choice.name}": text_in(choice.label, language) for choice in choices}, ability
            )
        case _:
            return ()


def _listed(question: Question, language: str, *, lines: bool) -> str:
    return numbered(tuple(text_in(choice.label, language) for choice in question.choices), lines=lines)


def _cues(  # noqa: C901, PLR0911, PLR0912 - one way to reply a kind
    question: Question, words: Words, language: str, *, again: bool
) -> tuple[str, ...]:
    """Return how to reply, fullest first."""
    _ = words.spoken_in(language)
    match question.kind:
        case SelectOne(choices) | Scale(choices):
            return (place_cue(len(choices), _),)
        case SelectMultiple(choices) | Rank(choices) if len(choices) == 1:
            return (place_cue(1, _),)
        case SelectMultiple(choices):
            numbers = "1,3" if len(choices) > 2 else "1,2"
            return (_("Balas misalnya {numbers}").format(numbers=numbers), _("Mis. {numbers}").format(numbers=numbers))
        case YesNo():
            return (_("Balas YA atau TIDAK"), _("YA/TIDAK"))
        case Integer() | Decimal():
            return (_("Balas dengan angka"),) if again else ()
        case Money():
            return (_("Balas jumlahnya, misalnya 50rb"), _("Mis. 50rb"))
        case Date():
            return (_("Misalnya 17 Agustus 2026"), _("Mis. 17/8/2026"))
        case Time():
            return (_("Misalnya jam 7 pagi"), _("Mis. 07.00"))
        case DateTime():
            return (_("Misalnya 17 Agustus jam 7 pagi"), _("Mis. 17/8 jam 07.00"))
        case Rank(choices):
            numbers = "2,1,3" if len(choices) > 2 else "2,1"
            fullest = _("Urutkan dari yang terpenting, misalnya {numbers}").format(numbers=numbers)
            return (fullest, _("Mis. {numbers}").format(numbers=numbers))
        case Acknowledge():
            return (_("Balas OK"),)
        case GeoPoint():
            return (_("Kirim lokasi, atau tulis nama tempatnya"),)
        case Media(of):
            return (_to_send(of, words, language),)
        case Text() | PlaceName() | Note() | Calculate() | Given():
            return ()
        case _:
            assert_never(question.kind)


def _to_send(of: str, words: Words, language: str) -> str:
    """Return what she can send to a question that asks for a photo, a voice note, a video or a file."""
    _ = words.spoken_in(language)
    match of:
        case "image":
            return _("Kirim fotonya")
        case "audio":
            return _("Kirim pesan suara")
        case "video":
            return _("Kirim videonya")
        case _:
            return _("Kirim berkasnya")
