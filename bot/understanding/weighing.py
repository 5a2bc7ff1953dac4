"""Weighs what a reply says of the choices: which it wants, which it denies, and what makes it unsure."""

from __future__ import annotations

from dataclasses import dataclass

from bot.understanding.labels import DENYING, Labels
from bot.understanding.mentions import Clause, Mention, Said
from bot.understanding.normal import is_word
from bot.understanding.phrases import Phrases


_JOINS = ("and", "or", "to", "beside")


@dataclass(frozen=True, slots=True)
class Weighed:
    """The choices (places from 0) that a reply wants, in its order; those it denies; those it may mean.

    ``unsure``: why the wanted ones must not be stored as they are (empty where they may). ``vague``: a word was said that
    many things are called by. ``sure``: how surely the weakest word of the wanted ones was understood.
    """

    wanted: tuple[int, ...]
    denied: frozenset[int]
    perhaps: tuple[int, ...]
    unsure: str
    sure: int
    vague: bool


def _bare(labels: Labels) -> frozenset[int]:
    """Return the choices called by nothing but "ya", "sudah", "belum" and the like: they yield to one that says more."""
    plain = {"ya", "sudah", "ada", "pernah", *DENYING}
    more = {label.choice for label in labels.every if label.denied or not set(label.core) <= plain}
    return frozenset(label.choice for label in labels.every) - more


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


def none_of(labels: Labels, phrases: Phrases) -> int | None:
    """Return the choice that a plain "tidak ada" or "belum punya" takes: "Tidak ada", "Tidak punya ternak", not "Tidak melapor"."""
    found = {
        label.choice
        for label in labels.every
        if label.denied
        and any((phrases.meaning("roles", (word,)) or "").endswith(("has", "generic")) for word in label.core)
    }
    return next(iter(found)) if len(found) == 1 else None


def _asides(clause: Clause) -> bool:
    return clause.opening in ("why", "if")


def weigh(said: Said, labels: Labels) -> Weighed:
    """Return what the reply wants. A choice of the past yields to one of today, a reason to what it is given for."""
    wanted: list[Mention] = []
    aside: list[Mention] = []
    perhaps: list[int] = []
    denied: set[int] = set()
    unsure = ""
    vague = False
    for clause in said.clauses:
        past = clause.has("past") and not clause.has("now")
        for one in clause.mentions:
            if one.double or one.odd:
                unsure = "degree"
            if one.vague or (past and not one.against):
                perhaps.extend(one.choices)
                vague = vague or (one.vague and not one.against)
            elif one.against:
                denied.update(one.choices if len(one.choices) == 1 or one.graded else ())
            elif one.contrary:
                perhaps.extend(one.choices)
            elif _asides(clause):
                aside.append(one)
            else:
                wanted.append(one)
    wanted = wanted or aside
    single = {one.choices[0] for one in wanted if len(one.choices) == 1}
    chosen: list[int] = []
    for one in wanted:
        open_ = [choice for choice in one.choices if choice not in denied]
        if len(open_) == 1:
            chosen.append(open_[0])
        elif not single & set(open_):
            unsure = unsure or "several"
            perhaps.extend(open_)
    if any(clause.loose not in ("", "jangan", "tanpa") for clause in said.clauses) and (chosen or denied):
        chosen += [label.choice for label in labels.every if label.core[0] in DENYING][:1]
    bare = _bare(labels)
    if not bare.issuperset(chosen):
        chosen = [choice for choice in chosen if choice not in bare]
    sure = min((one.sure for one in wanted), default=0)
    left = tuple(dict.fromkeys(one for one in chosen if one not in denied))
    return Weighed(left, frozenset(denied), tuple(dict.fromkeys(perhaps)), unsure, sure, vague)


def has_odd_run(said: Said) -> bool:
    """Whether something that is joined to a choice is not known: "pam sama sungai" may name two."""
    for clause in said.clauses:
        for run in clause.runs:
            words = [
                piece
                for piece in run
                if is_word(piece.word) and len(piece.word) > 1 and not piece.filler and piece.role not in _JOINS
            ]
            if words and len(words) <= 3 and all(piece.unknown for piece in words):
                return True
    return False
