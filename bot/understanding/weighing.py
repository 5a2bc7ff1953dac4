"""Weighs what a reply says of the choices: which it wants, which it denies, and what makes it unsure."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.understanding.labels import DENYING, Labels
from bot.understanding.mentions import Clause, Mention, Piece, Said
from bot.understanding.normal import is_word

_JOINS = ("and", "or", "to", "beside")


@dataclass(frozen=True, slots=True)
class Weighed:
    """The choices (places from 0) that a reply wants, in its order; those it denies; those it may mean.

    ``unsure``: the wanted ones must not be stored as they are. ``vague``: a word was said that
    many things are called by. ``sure``: how surely the weakest word of the wanted ones was understood.
    """

    wanted: tuple[int, ...]
    denied: frozenset[int]
    perhaps: tuple[int, ...]
    unsure: bool
    vague: bool
    sure: int
    partial: bool

    def doubtful(self, unknown: int) -> bool:
        """Whether so many unknown words are too many for what was understood: a slip, or a part of a label."""
        return (self.sure == 1 and unknown > 0) or (self.partial and unknown > 1)


def denying(labels: Labels, word: str) -> int | None:
    """Return the choice that a plain "tidak" takes: "Tidak", "Belum", or the one that denies another ("Tidak setuju")."""
    bare = {label.choice for label in labels.every if label.core[0] in DENYING}
    yes = {label.core for label in labels.every if not (label.denied or label.very or label.less)}
    paired = {label.choice for label in labels.every if label.denied and not label.very and label.core in yes}
    found = bare or paired
    if len(found) > 1:
        found = {one.choice for one in labels.every if one.choice in found and word in (one.denied, one.core[0])}
    return next(iter(found)) if len(found) == 1 else None


def nothing(labels: Labels) -> int | None:
    """Return the one choice that says there is none ("Tidak punya ternak")."""
    found = {label.choice for label in labels.every if label.denied}
    return next(iter(found)) if len(found) == 1 else None


def none_of(labels: Labels) -> int | None:
    """Return the choice that a plain "tidak ada" or "belum punya" takes: "Tidak ada", "Tidak punya ternak", not "Tidak melapor"."""
    found = {
        label.choice for label in labels.every if label.denied and any(word in labels.generic for word in label.core)
    }
    return next(iter(found)) if len(found) == 1 else None


@dataclass(slots=True)
class _Scales:
    """What was said of the choices so far, clause by clause."""

    wanted: list[Mention] = field(default_factory=list)
    aside: list[Mention] = field(default_factory=list)
    perhaps: list[int] = field(default_factory=list)
    denied: set[int] = field(default_factory=set)
    unsure: bool = False
    vague: bool = False

    def put(self, one: Mention, *, past: bool, aside: bool) -> None:
        """Put a mention where it belongs."""
        self.unsure = self.unsure or one.double or one.odd
        if one.vague or (past and not one.against):
            self.perhaps.extend(one.choices)
            self.vague = self.vague or (one.vague and not one.against)
        elif one.against:
            self.denied.update(one.choices if len(one.choices) == 1 or one.graded else ())
        elif one.contrary:
            self.perhaps.extend(one.choices)
        else:
            (self.aside if aside else self.wanted).append(one)

    def chosen(self) -> list[int]:
        """Return the choices that are wanted; of a word that several share, the one that is named besides."""
        single = {one.choices[0] for one in self.wanted if len(one.choices) == 1}
        found: list[int] = []
        for one in self.wanted:
            left = [choice for choice in one.choices if choice not in self.denied]
            if len(left) == 1:
                found.append(left[0])
            elif not single & set(left):
                self.unsure = True
                self.perhaps.extend(left)
        return found


def _is_past(said: Said, at: int) -> bool:
    """Whether a clause tells of the past: "dulu tenun", or what goes before "sekarang"; "absen dulu" means for now."""
    clause = said.clauses[at]
    if clause.has("now"):
        return False
    if any(later.has("now") and later.mentions for later in said.clauses[at + 1 :]):
        return True
    pieces = [piece for piece in clause.pieces if not piece.filler]
    for_now = len(said.clauses) == 1 and pieces[-1:] == [Piece("dulu", "past")] and len(pieces) <= 3
    return clause.has("past") and not (for_now and not clause.has("has", "yes"))


def _of_another(clause: Clause) -> bool:
    """Whether the clause is about somebody else ("suami nelayan, saya ibu rumah tangga")."""
    first = next((piece for piece in clause.pieces if not piece.filler), None)
    return first is not None and first.role == "offtopic" and not first.stands


def _unknown(clause: Clause) -> bool:
    return any(piece.unknown for piece in clause.pieces)


def weigh(said: Said, labels: Labels) -> Weighed:
    """Return what the reply wants. A choice of the past yields to one of today, a reason to what it is given for."""
    scales = _Scales()
    timed = not said.roles.isdisjoint(("past", "now"))
    for at, clause in enumerate(said.clauses):
        past = timed and _is_past(said, at)
        aside = clause.opening in ("why", "if") or _of_another(clause)
        for one in clause.mentions:
            scales.put(one, past=past or (aside and at > 0), aside=aside)
        if at and clause.opening == "but" and clause.has("denies") and not clause.mentions and not _unknown(clause):
            scales.unsure = True  # "susu tapi sudah habis"
    scales.wanted = scales.wanted or scales.aside
    chosen = scales.chosen()
    if not chosen and scales.perhaps and said.clauses[-1].has("now") and said.clauses[-1].loose:
        no = denying(labels, said.clauses[-1].loose)  # "awalnya setuju, sekarang tidak"
        chosen += [] if no is None else [no]
    if any(clause.loose not in ("", "jangan", "tanpa") for clause in said.clauses) and (chosen or scales.denied):
        chosen += [label.choice for label in labels.every if label.core[0] in DENYING][:1]
    if labels.bare and not labels.bare.issuperset(chosen):
        chosen = [choice for choice in chosen if choice not in labels.bare]
    return Weighed(
        wanted=tuple(dict.fromkeys(one for one in chosen if one not in scales.denied)),
        denied=frozenset(scales.denied),
        perhaps=tuple(dict.fromkeys(scales.perhaps)),
        unsure=scales.unsure,
        vague=scales.vague,
        sure=min((one.sure for one in scales.wanted), default=0),
        partial=any(not one.full for one in scales.wanted),
    )


def has_odd_run(said: Said) -> bool:
    """Whether something that is joined to a choice is not known: "pam sama sungai" may name two."""
    for clause in said.clauses:
        for run in clause.runs:
            words = [
                piece
                for piece in run
                if is_word(piece.word) and len(piece.word) > 1 and not piece.filler and piece.role not in _JOINS
            ]
            if not words and any(piece.word == "saya" for piece in run) and len(clause.runs) > 1:
                return True  # "suami sama saya"
            if words and len(words) <= 3 and all(piece.unknown for piece in words):
                return True
    return False
