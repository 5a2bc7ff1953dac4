"""Finds which choices a reply names by their labels: exact words, one slip, dropped vowels, a beginning, negation kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import assert_never

from bot.survey.model import Choice, text_in
from bot.understanding.kept import Kept
from bot.understanding.normal import clipped, is_number, is_word, near
from bot.understanding.phrases import Phrases
from bot.understanding.reading import NotAnAnswer, Read, Reading, Unclear

_NEGATIONS = frozenset({"tidak", "belum", "bukan", "jangan", "tanpa", "not", "no"})
_STRONG = frozenset({"sangat", "sekali", "blas", "very"})
_HEDGES = frozenset({"setengah", "mungkin", "antara", "ragu", "bukan", "kecuali", "kalau"})
_LINKS = frozenset(
    {"dan", "yang", "atau", "di", "ke", "dari", "untuk", "nomor", "sama", "dengan", "plus", "terus", "the", "a"}
)


@dataclass(frozen=True, slots=True)
class Sense:
    """What words come to: denied or not, strong ("sangat", "banget"), weak ("kurang"), and the core that is left."""

    negative: bool
    strong: bool
    weak: bool
    core: tuple[str, ...]


def sense(tokens: Iterable[str], fillers: frozenset[str]) -> Sense:
    """Return the sense of a label or of a reply."""
    words = [token for token in tokens if token[0].isalnum()]
    return Sense(
        negative=any(word in _NEGATIONS for word in words),
        strong=any(word in _STRONG for word in words),
        weak="kurang" in words,
        core=tuple(
            word
            for word in words
            if word not in fillers
            and word not in _NEGATIONS
            and word not in _STRONG
            and word not in _LINKS
            and word != "kurang"
        ),
    )


@dataclass(frozen=True, slots=True)
class Labels:
    """What a list of choices can be called.

    ``senses``: by choice, the words and the sense of its label in every language, and of its name where that is a word.
    ``written``: by choice, its Indonesian label in one spelling, signs included; ``counts``: a digit is in one of them.
    ``exact``: the choice that these very words name, None where several do. ``words`` are all words of all labels.
    ``negative`` and ``weak``: some label is ("tidak pernah", "kurang").
    """

    senses: tuple[tuple[tuple[tuple[str, ...], Sense], ...], ...]
    written: tuple[tuple[str, ...], ...]
    counts: bool
    exact: Mapping[tuple[str, ...], Choice | None]
    words: frozenset[str]
    negative: bool
    weak: bool


def _labels_of(choices: tuple[Choice, ...], phrases: Phrases) -> Labels:
    senses = tuple(_senses(choice, phrases) for choice in choices)
    written = tuple(phrases.reply(text_in(choice.label, "id")).tokens for choice in choices)
    exact: dict[tuple[str, ...], Choice | None] = {}
    for choice, each in zip(choices, senses, strict=True):
        for words in {(choice.name,), *(label for label, _ in each if label)}:
            exact[words] = None if words in exact else choice
    return Labels(
        senses=senses,
        written=written,
        counts=any(is_number(word) for label in written for word in label),
        exact=exact,
        words=frozenset(word for each in senses for label, _ in each for word in label),
        negative=any(label.negative for each in senses for _, label in each),
        weak=any(label.weak for each in senses for _, label in each),
    )


def _senses(choice: Choice, phrases: Phrases) -> tuple[tuple[tuple[str, ...], Sense], ...]:
    named = (choice.name.replace("_", " "),) if len(choice.name) > 2 and not is_number(choice.name) else ()
    replies = [phrases.reply(label) for label in (*choice.label.values(), *named)]
    return tuple((reply.words, sense(reply.tokens, phrases.fillers)) for reply in replies)


# Lists of choices are few and come with every reply to a closed question, so what they can be called is kept.
labels_of = Kept(_labels_of)


def matches(word: str, other: str) -> bool:
    """Whether a reply's word stands for a label's: the same, one slip, vowels dropped, its beginning, or with -nya."""
    if word == other:
        return True
    if word[0] != other[0] or is_number(word):
        return False
    if len(word) >= 5 and len(other) >= 4 and near(word, other):
        return True
    if len(word) == 4 == len(other) and sorted(word) == sorted(other):
        return True
    if len(word) >= 4 and other.startswith(word) and len(other) - len(word) <= 6:
        return True
    return clipped(word, other) or (
        len(other) >= 4 and word in (other + "nya", other + "ne", other + "an", other + "e")
    )


def _explained(core: tuple[str, ...], label: tuple[str, ...]) -> tuple[frozenset[int], int]:
    """Return which words of the reply the label accounts for, and how many of the label's words were said."""
    joined = "".join(label)
    said: set[int] = set()
    covered: set[int] = set()
    for at, word in enumerate(core):
        if len(label) > 1 and len(word) >= 6 and near(word, joined):
            return frozenset({at}), len(label)
        for place, other in enumerate(label):
            if matches(word, other):
                said.add(at)
                covered.add(place)
    pairs = ["".join(core[at : at + 2]) for at in range(len(core) - 1)]
    for at, pair in enumerate(pairs):
        if pair in label:
            said |= {at, at + 1}
            covered.add(label.index(pair))
    return frozenset(said), len(covered)


@dataclass(frozen=True, slots=True)
class Hit:
    """A choice that the reply names: the words of the reply it accounts for, and how well (greater is better)."""

    choice: Choice
    words: frozenset[int]
    covered: int
    full: bool
    fit: int


def hits(reply: Sense, choices: tuple[Choice, ...], phrases: Phrases) -> list[Hit]:
    """Return every choice of the same polarity of which at least one word was said, in list order."""
    wanted = reply
    labels = labels_of(choices, phrases)
    if reply.weak and not labels.weak:
        wanted = Sense(
            not reply.negative, reply.strong, weak=False, core=reply.core
        )  # "kurang puas" denies as "tidak puas" does
    found: list[Hit] = []
    for choice, senses in zip(choices, labels.senses, strict=True):
        best: Hit | None = None
        for _, label in senses:
            if label.negative != wanted.negative:
                continue
            words, covered = _explained(reply.core, label.core)
            fit = (label.strong == wanted.strong) + (label.weak == wanted.weak)
            hit = Hit(choice, words, covered, covered == len(label.core), fit)
            if words and (best is None or (hit.covered, hit.fit) > (best.covered, best.fit)):
                best = hit
        if best is not None:
            found.append(best)
    return found


def exact(words: tuple[str, ...], choices: tuple[Choice, ...], phrases: Phrases) -> Choice | None:
    """Return the choice whose label or name the reply is, word for word; None if there is not exactly one."""
    return labels_of(choices, phrases).exact.get(words)


def choose(words: tuple[str, ...], choices: tuple[Choice, ...], phrases: Phrases) -> Reading:
    """Read the one choice that these words name by its label, or ask between those that fit equally well."""
    same = exact(words, choices, phrases)
    if same is not None:
        return Read(same.name, "choice.label", 0.99)
    either = _either(words, choices, phrases)
    if either is not None:
        return either
    said = sense(words, phrases.fillers)
    found = hits(said, choices, phrases)
    if not found:
        return NotAnAnswer()
    if _HEDGES.intersection(words) - labels_of(choices, phrases).words:
        return Unclear((), "which_choice")
    ranks = [
        (hit.fit, hit.full, hit.covered) if len(said.core) == 1 else (hit.covered, hit.fit, hit.full) for hit in found
    ]
    best = [hit for hit, rank in zip(found, ranks, strict=True) if rank == max(ranks)]
    others = [hit for hit in found if hit not in best and not hit.words <= best[0].words]
    if len(best) > 1 or others:
        ordered = [*best, *others]
        return Unclear(tuple(hit.choice.name for hit in ordered), "which_choice")
    unknown = len(said.core) - len(best[0].words)
    if unknown > 4:
        return Unclear((best[0].choice.name,), "which_choice")
    return Read(best[0].choice.name, "choice.words", max(0.6, (0.95 if best[0].full else 0.85) - 0.08 * unknown))


def _named(reading: Reading) -> tuple[str, ...]:
    """Return the choices that a reading names."""
    match reading:
        case Read(value, _, _):
            return (value,)
        case Unclear(candidates, _):
            return candidates
        case NotAnAnswer():
            return ()
        case _:
            assert_never(reading)


def _either(words: tuple[str, ...], choices: tuple[Choice, ...], phrases: Phrases) -> Unclear | None:
    """Ask where the words before and after "dan" or "atau" name different choices ("setuju dan tidak setuju")."""
    cut = next((at for at, word in enumerate(words) if word in {"dan", "atau"}), 0)
    if not cut:
        return None
    readings = [choose(part, choices, phrases) for part in (words[:cut], words[cut + 1 :])]
    different = tuple(dict.fromkeys(name for reading in readings for name in _named(reading)))
    return Unclear(different, "which_choice") if len(different) > 1 else None


def words_of(tokens: Iterable[str], phrases: Phrases) -> tuple[str, ...]:
    """Return the words among tokens (no digits, no signs, no fillers)."""
    return tuple(token for token in tokens if is_word(token) and token not in phrases.fillers)
