"""Tells which numbers of a clause are choices of their own beside those it names: "1 sama jarak", "uang sama 6".

A number beside a label, with nothing that joins them, counts it or repeats its place ("sapi 2", "3 jarak"); and what stands
beside a number that counts, counts too ("umur 2 dan 3").
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from enum import Enum, auto

from bot.understanding.mentions import Clause, Piece
from bot.understanding.normal import is_word

LETTERS = "abcdefghij"
JOINING = ("and", "or", "to", "but", "now", "why", "if", "except")
_IDLE = frozenset({"figure", "number", "beside", "yes", "has", "hedge", "half", "very", "less", *JOINING})
"""What may stand with a number of its own: "yang ada 1 sama jarak"."""

_BREATHS = frozenset("aeh")
"""Letters that between commas only take breath: "e, jarak"."""
_RANGE = frozenset({"-", "–", "—"})


class _Sort(Enum):
    """What a run is made of: places alone, labels, labels with numbers, something counted, nothing, or what is not known."""

    PLACES = auto()
    LABELS = auto()
    BOTH = auto()
    COUNTED = auto()
    IDLE = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class _Run:
    sort: _Sort
    places: frozenset[int]
    through: bool


def joined(
    clause: Clause, numbers: Set[int], counted: Set[int], ordinals: Set[int], size: int
) -> tuple[frozenset[int], bool]:
    """Return which words of a clause (by their places) are choices of their own, and whether she must be asked.

    ``numbers`` are the words in which there are numbers, ``counted`` those that count something, ``ordinals`` those that say
    a place ("yang kedua"). ``size`` is the length of the list.
    """
    runs: list[_Run] = []
    start = 0
    for run in clause.runs:
        words = range(start, start + len(run))
        runs.append(_run(run, start, frozenset(numbers & set(words)), counted, ordinals, size))
        start += len(run)
    if len(runs) == 1:
        letter = {at for at in runs[0].places - numbers if clause.runs[0][at].word not in _BREATHS}
        if letter:
            return frozenset(letter), False  # "b, pupuk"
        several = runs[0].sort is _Sort.BOTH and _crowded(clause.runs[0], len(runs[0].places))
        return (runs[0].places, True) if several else (frozenset(), False)
    sorts = _spread([run.sort for run in runs])
    if not {_Sort.LABELS, _Sort.BOTH, _Sort.OTHER} & set(sorts) or _Sort.PLACES not in sorts:
        return frozenset(), False
    odd = _Sort.OTHER in sorts
    for at in range(1, len(runs)):
        pair = sorts[at - 1], sorts[at]
        odd = odd or pair == (_Sort.BOTH, _Sort.PLACES)  # "sapi 2 dan 3"
        odd = odd or (runs[at - 1].through and pair[0] is not pair[1] and _Sort.PLACES in pair)  # "pupuk sampai 3"
    return frozenset().union(*(run.places for run, sort in zip(runs, sorts, strict=True) if sort is _Sort.PLACES)), odd


def is_letter(piece: Piece, size: int) -> bool:
    """Whether a word is a letter that may name a place in a list of this size."""
    return piece.word in LETTERS[:size] and not (piece.role or piece.stands)


def _run(
    run: Sequence[Piece], start: int, numbers: frozenset[int], counted: Set[int], ordinals: Set[int], size: int
) -> _Run:
    """Return what a run is made of, and where its numbers or its letter are."""
    rest = [(at, piece) for at, piece in enumerate(run, start) if at not in numbers]
    last = run[-1] if run else None
    through = last is not None and not last.stands and (last.role == "to" or last.word in _RANGE)
    named = any(piece.stands for _, piece in rest)
    others = [at for at, piece in rest if not (_idle(piece) or at in ordinals)]
    letters = frozenset(at for at, piece in rest if is_letter(piece, size)) if not numbers else frozenset()
    if numbers & counted:
        sort = _Sort.LABELS if named else _Sort.COUNTED
    elif numbers:
        sort = _Sort.BOTH if named else _Sort.COUNTED if others else _Sort.PLACES
    elif named:
        sort = _Sort.LABELS
    elif letters and letters >= set(others):
        return _Run(_Sort.PLACES, letters, through)
    else:
        sort = _Sort.OTHER if others else _Sort.IDLE
    return _Run(sort, numbers, through)


def _idle(piece: Piece) -> bool:
    """Whether a word beside a number leaves it a place in the list."""
    return not piece.stands and (piece.filler or piece.role in _IDLE or not (piece.role or is_word(piece.word)))


def _spread(sorts: list[_Sort]) -> list[_Sort]:
    """Return the sorts of the runs, with places beside what is counted as counted too, from both sides."""
    for order in (1, -1):
        sorts = sorts[::order]
        for at in range(1, len(sorts)):
            if sorts[at - 1] is _Sort.COUNTED and sorts[at] is _Sort.PLACES:
                sorts[at] = _Sort.COUNTED
        sorts = sorts[::order]
    return sorts


def _crowded(run: Sequence[Piece], numbers: int) -> bool:
    """Whether there are several numbers and fewer labels ("1 2 uang", "1,3 uang"): they count nothing."""
    numbers += run[0].word.count(",")
    labels = sum(bool(piece.stands) and not (at and run[at - 1].stands) for at, piece in enumerate(run))
    return 1 < numbers > labels
