"""What the rows of ``control.csv`` mean, and the words of a reply in the spelling of those rows.

A row's meaning is ``[control] [anywhere] [unless yesno] [beside control ...] [as words]``, or ``answer``: what looks like a
control word and is none. ``beside`` names the controls beside which the phrase may stand; ``as`` the words that it stands for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.understanding.kept import Kept
from bot.understanding.normal import Words, is_word
from bot.understanding.phrases import KEPT_FILLERS, Phrases
from bot.understanding.reading import Control
from bot.understanding.thumbs import slipped, without_one

_ALL = frozenset(Control)
_SUFFIXES = ("nipun", "ipun", "nya", "lah", "kah", "ne", "na", "mi", "ki", "ka", "ko", "ji", "pi", "mo", "ma", "e", "i")
_PREFIXES = ("ku", "di")
_SLIPPED = frozenset({Control.STOP, Control.HELP, Control.DONT_KNOW, Control.SKIP})


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a row means; without a control and beside none it is an answer, though it may look like a control word."""

    control: Control | None
    anywhere: bool
    unless_yesno: bool
    beside: frozenset[Control]
    alike: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A phrase of the table in a reply, from word ``start`` to before word ``end``."""

    start: int
    end: int
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Steering:
    """The control table, ready for use.

    ``idle`` are fillers that mean nothing beside a control word, ``polite`` the words that may stand inside its phrases,
    ``words`` all words of the table, ``aside`` what may stand inside the phrases of danger. ``slips`` are the spellings of
    the commands, and what each means, under themselves and under themselves without one letter.
    """

    meanings: Mapping[str, Meaning]
    idle: frozenset[str]
    polite: frozenset[str]
    words: frozenset[str]
    aside: frozenset[str]
    slips: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]


def meaning_of(text: str) -> Meaning:
    """Return what the meaning column of a row says. Raises ValueError where it says nothing known."""
    before, _, alike = f" {text} ".partition(" as ")
    own, _, beside = before.partition(" beside ")
    words = own.replace(" unless yesno", "").replace(" anywhere", "").split()
    control = Control(words[0]) if words and words != ["answer"] else None
    others = _ALL if beside.split() == ["any"] else frozenset(map(Control, beside.split()))
    return Meaning(control, " anywhere" in own, " unless yesno" in own, others, tuple(alike.split()))


def _steering(phrases: Phrases) -> Steering:
    table = phrases.tables["control"]
    meanings = {text: meaning_of(text) for text in set(table.values())}
    return Steering(
        meanings=meanings,
        idle=phrases.fillers - KEPT_FILLERS,
        polite=frozenset(key[0] for key, text in table.items() if len(key) == 1 and meanings[text].beside == _ALL),
        words=frozenset(word for key in table for word in key),
        aside=(phrases.fillers - KEPT_FILLERS).union(
            key[0] for key, text in phrases.tables["danger"].items() if text == "beside"
        ),
        slips=_slips(phrases, meanings),
    )


def _slips(phrases: Phrases, meanings: Mapping[str, Meaning]) -> dict[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    commands = {
        word
        for key, text in phrases.tables["control"].items()
        if meanings[text].control in _SLIPPED
        for word in key
        if is_word(word)
    }
    spelt: dict[str, tuple[str, ...]] = {word: (word,) for word in commands if len(word) > 3}
    for spelling, meant in phrases.words.items():
        same = (
            meant[0] == "tidak" or spelling[0][0] == meant[0][0]
        )  # a slip of another language's word is too far a guess
        if len(spelling) == 1 and len(spelling[0]) > 2 and same and commands.issuperset(meant):
            spelt[spelling[0]] = meant
    slips: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {}
    for word, meant in spelt.items():
        for form in {word, *without_one(word)}:
            slips[form] = (*slips.get(form, ()), (word, meant))
    return slips


# Made once for the phrases of the house.
steering_of = Kept(_steering)


def spoken(words: tuple[str, ...], phrases: Phrases) -> list[Said]:
    """Return the phrases of the table in the words, none overlapping."""
    meanings = steering_of(phrases).meanings
    return [Said(start, end, meanings[text]) for start, end, text in phrases.scan("control", words)]


def likened(words: tuple[str, ...], phrases: Phrases) -> tuple[str, ...]:
    """Return the words with those that the table says they stand for: "kurang ingat" as "tidak tahu"."""
    result: list[str] = []
    at = 0
    for one in spoken(words, phrases):
        if one.meaning.alike:
            result += words[at : one.start]
            result += one.meaning.alike
            at = one.end
    return (*result, *words[at:]) if at else words


def bare(words: tuple[str, ...], phrases: Phrases) -> tuple[str, ...]:
    """Return the words without endings that they wear in speech, where that makes a known word of an unknown one.

    "lewatmi" (Makassar), "carane" (Java), "kutauki", "jawabnya"; what else is unknown stays as it is.
    """
    if phrases.known.issuperset(words):
        return words
    steering = steering_of(phrases)
    result: list[str] = []
    for word in words:
        result += (word,) if word in phrases.known or not is_word(word) else _base(word, phrases.words, steering)
    return tuple(result)


def _base(word: str, spellings: Words, steering: Steering) -> tuple[str, ...]:
    for stem in _stems(word):
        if stem in steering.words:
            return (stem,)
        meant = spellings.get((stem,))
        if meant is not None:
            return meant
    return (word,)


def _stems(word: str) -> Iterator[str]:
    yield word
    for end in ("", *_SUFFIXES):
        stem = word.removesuffix(end)
        if not word.endswith(end) or len(stem) < 3:
            continue
        yield stem
        for prefix in _PREFIXES:
            if stem.startswith(prefix) and len(stem) - len(prefix) >= 3:
                yield stem.removeprefix(prefix)


def mended(words: tuple[str, ...], phrases: Phrases, answers: frozenset[str]) -> tuple[str, ...] | None:
    """Return the words with each slip of the thumb mended that made an unknown word of a command; None if there is none.

    ``answers`` are words of the choices, which are nobody's slips.
    """
    slips = steering_of(phrases).slips
    result: list[str] = []
    changed = False
    for word in words:
        if word in phrases.known or word in answers or not is_word(word):
            result.append(word)
            continue
        meant = _command(word, slips, result[-1:], alone=len(words) == 1)
        if meant is None:
            return None
        result += meant
        changed = True
    return tuple(result) if changed else None


def _command(
    word: str, slips: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]], before: list[str], *, alone: bool
) -> tuple[str, ...] | None:
    """Return the words that a slip was meant for; nobody says the same word twice in a row ("tidak teu")."""
    if not 3 <= len(word) <= 16 or (alone and len(word) < 4):
        return None
    for form in (word, *without_one(word)):
        for spelling, meant in slips.get(form, ()):
            if [*meant] != before and slipped(word, spelling):
                return meant
    return None
