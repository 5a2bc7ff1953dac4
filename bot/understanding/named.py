"""The words of a reply about a place, and of a name in the register: titles, abbreviations and cues told apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.understanding.kept import Kept
from bot.understanding.phrases import Phrases

_TITLE = "title "
_CUE = "cue "
_TWIN, _REGION, _FEATURE = "twin", "region", "feature"
_KINDS = frozenset({_TWIN, _REGION, _FEATURE})
_PAUSES = frozenset(',;.!():?"')
_ENDINGS = ("nya", "ku", "ne", "e")


@dataclass(frozen=True, slots=True)
class Item:
    """A word of a reply, or several that belong together ("sergai" is Serdang Bedagai, and never only one half of it).

    ``title`` is "kota" for "kodya"; ``cue`` says what the words around it are about ("past" for "dulu", "pause" for a comma).
    ``idle`` marks everyday words and politeness; ``everyday`` leaves politeness out and takes in numbers. ``known`` marks names of
    kabupaten, kota and provinces, whether or not the register has them, and ``feature`` words that only say what a place is like
    or where it lies (Gunung, Baru, Utara), as countless names do.
    """

    words: tuple[str, ...]
    title: str = ""
    cue: str = ""
    idle: bool = False
    everyday: bool = False
    known: bool = False
    feature: bool = False


def items(raw: tuple[str, ...], spelt: tuple[str, ...], phrases: Phrases) -> list[Item]:
    """Return the items of a text. Names count as they are written (``raw``), all other words in their one spelling."""
    written = {start: (end, meaning) for start, end, meaning in phrases.scan("places", raw)}
    meant = {start: (end, meaning) for start, end, meaning in phrases.scan("places", spelt)}
    result: list[Item] = []
    at = 0
    while at < len(raw):
        end, meaning = written.get(at) or meant.get(at) or (at + 1, "")
        if meaning:
            result.append(_item(raw[at:end], meaning, phrases))
        elif raw[at] in _PAUSES:
            if not (raw[at] == "." and result and _shortened(result[-1], raw[at - 1])):
                result.append(Item((), cue="doubt" if raw[at] == "?" else "pause"))
        elif raw[at][0].isalnum():
            result.append(_plain(raw[at], spelt[at], phrases))
        at = end
    return result


def _shortened(item: Item, written: str) -> bool:
    """Whether the full stop after this word ends an abbreviation ("kab.", "tj.") and no clause."""
    return bool(item.title) or len(written) == 1 or (not item.cue and not item.known and item.words != (written,))


def _item(found: tuple[str, ...], meaning: str, phrases: Phrases) -> Item:
    """Return the item that a phrase of the table stands for."""
    if meaning.startswith(_TITLE):
        return Item(found, title=meaning.removeprefix(_TITLE))
    if meaning.startswith(_CUE):
        return Item(found, cue=meaning.removeprefix(_CUE))
    words = found if meaning in _KINDS else tuple(meaning.split())
    feature = phrases.meaning("places", words) == _FEATURE
    return Item(words, known=is_known(words, phrases), feature=feature, everyday=words[0].isdigit())


def _plain(word: str, spelt: str, phrases: Phrases) -> Item:
    """Return the item of a word that the table does not know, unless without its ending ("kabupatennya", "omahku")."""
    for ending in _ENDINGS:
        meaning = phrases.meaning("places", (word.removesuffix(ending),)) if word.endswith(ending) else None
        if meaning is not None and meaning.startswith((_TITLE, _CUE)):
            return _item((word,), meaning, phrases)
    idle = word in phrases.everyday or spelt in phrases.everyday or spelt in phrases.fillers
    everyday = (idle and spelt not in phrases.fillers) or word[0].isdigit()
    return Item((word,), idle=idle, everyday=everyday)


def together(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Return the tokens with single letters in a row made one word, with full stops or without ("s.t.m" is "stm")."""
    return tuple(_together(tokens))


def _together(tokens: tuple[str, ...]) -> Iterator[str]:
    at = 0
    while at < len(tokens):
        end = at
        letters = ""
        while (
            end < len(tokens) and len(tokens[end]) == 1 and (tokens[end].isalpha() or (letters and tokens[end] == "."))
        ):
            letters += tokens[end] if tokens[end] != "." else ""
            end += 1
        if len(letters) > 1:
            yield letters
            at = end
        else:
            yield tokens[at]
            at += 1


def is_known(words: tuple[str, ...], phrases: Phrases) -> bool:
    """Whether the words are the official name of a kabupaten, a kota or a province, in the register or not."""
    return phrases.meaning("places", words) in (" ".join(words), _TWIN, _REGION)


def kin(words: tuple[str, ...], phrases: Phrases) -> str:
    """Return "twin" for a name that a kabupaten and a kota share, "region" for one that is a province's too, "" for others."""
    meaning = phrases.meaning("places", words)
    return meaning if meaning in (_TWIN, _REGION) else ""


def _nicknames_of(phrases: Phrases) -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Return the everyday names of each place ("sergai"), to be found with slips as its full name is."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for spelling, meaning in phrases.tables["places"].items():
        if not meaning.startswith((_TITLE, _CUE)) and meaning not in _KINDS:
            words = tuple(meaning.split())
            found[words] = (*found.get(words, ()), "".join(spelling))
    return found


nicknames = Kept(_nicknames_of)
