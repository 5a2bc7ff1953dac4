"""Cuts a reply to a yes/no question into its clauses: "belum bu, katanya bulan depan" answers in the first alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.understanding.asked import Asked
from bot.understanding.kept import Kept
from bot.understanding.normal import is_number, is_word
from bot.understanding.phrases import Phrases
from bot.understanding.slips import repaired

_TAKING_BACK = frozenset({"eh", "ralat", "koreksi", "maksud"})
_AFTER_IT = frozenset({"salah", "saya", "maksud", "eh"})
_BUT = frozenset({"tapi", "namun", "padahal"})
_BECAUSE = frozenset({"karena", "soalnya", "sebab", "gara", "makanya", "jadinya"})
_ASKING = frozenset({"?"})
_READ_AS = {"/": "atau", "&": "dan", "+": "dan"}
_MOST_REPAIRED = 8


@dataclass(frozen=True, slots=True)
class Clause:
    """The words of one clause, whether it asks (a question mark), and whether it begins with "but"."""

    words: tuple[str, ...]
    asks: bool
    but: bool


def clauses(tokens: tuple[str, ...], question: Asked, phrases: Phrases) -> list[Clause]:
    """Return the clauses of a reply that hold a word, without fillers."""
    words: list[str] = []
    found: list[Clause] = []
    but = asks = False
    few = len(tokens) <= _MOST_REPAIRED
    for token in (*_expanded(tokens, question, phrases, few=few), "."):
        joins = token in _BUT or token in _BECAUSE
        if token in _ASKING:
            asks = True
        if joins or (not is_word(token) and not is_number(token) and not _answers(token, phrases)):
            if words or asks:
                found.append(Clause(tuple(words), asks, but))
                words, but, asks = [], False, False
            but = but or token in _BUT
        elif token not in phrases.fillers or token in _kept(phrases):
            words.append(token)
    return [*found, Clause((), asks=True, but=True)] if but else found  # "iya sih tapi" leaves it open


def _answers(token: str, phrases: Phrases) -> bool:
    return phrases.meaning("yesno", (token,)) is not None


def _words_of(phrases: Phrases) -> frozenset[str]:
    return frozenset(word for key in phrases.tables["yesno"] for word in key)


# Fillers that are words of a phrase ("kayaknya", the "kasih" of "terima kasih") must be seen here.
_kept = Kept(_words_of)


def _expanded(tokens: tuple[str, ...], question: Asked, phrases: Phrases, *, few: bool) -> Iterator[str]:
    """Yield the tokens with slips mended, of a short reply: in a long one the other words tell enough."""
    alone = sum(token not in phrases.fillers for token in tokens if is_word(token)) == 1
    for token in tokens:
        if few and is_word(token):
            yield from repaired(token, phrases, question.names, alone=alone)
        else:
            yield _READ_AS.get(token, token)


def meant(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is left when she takes back the beginning: "y eh t", "sudah, eh salah, belum"; "ya eh bukan" is no."""
    if _TAKING_BACK.isdisjoint(tokens):
        return tokens
    for at in range(len(tokens) - 1, -1, -1):
        if tokens[at] not in _TAKING_BACK:
            continue
        rest = tokens[at + 1 :]
        while rest and (rest[0] in _AFTER_IT or not rest[0].isalnum() or (rest[0] == "bukan" and rest[1:2] == (",",))):
            rest = rest[1:]
        if any(map(str.isalnum, rest)):
            return rest
    return tokens
