"""The phrase tables as one immutable value: what people write, and what it means.

The tables are CSV files with the columns ``word, language, region, meaning, source``, one row a spelling, kept by people
who speak the language. ``parse_phrases`` takes their text; reading the files is done above this floor.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.understanding.brief import Brief
from bot.understanding.normal import Reply, content, corrected, tokens, written

COLUMNS = ("word", "language", "region", "meaning", "source")
TABLES = (
    "words",
    "fillers",
    "yesno",
    "numbers",
    "amounts",
    "units",
    "around",
    "control",
    "danger",
    "stories",
    "days",
    "months",
    "times",
    "choices",
    "roles",
    "synonyms",
    "places",
)

_NAMING = ("places", "synonyms")

KEPT_FILLERS = frozenset({"saja", "ah", "deh", "kan", "kok", "saya", "terima", "kasih"})
"""Fillers that count in a control word: "lanjut saja" is not "lanjut", "tahu ah" knows nothing, "kasih tahu" tells."""

Table = Mapping[tuple[str, ...], str]
"""Phrases in one spelling, as tokens, to their meaning."""


class PhrasesError(ValueError):
    """One or more tables cannot be used. ``problems`` names file, row and cure for each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, eq=False)
class Phrases:
    """All tables, ready for reading. Compared by identity, because it is loaded once and shared.

    ``known`` are all words of the tables: a known word is never taken for another one with a slip. ``everyday`` are those that
    name no place and no choice. ``first`` are the words
    with which a table's phrases begin, ``longest`` is its longest phrase in tokens. ``last`` is the reply in hand, ``brief`` what
    the briefest replies came to.
    """

    words: Mapping[tuple[str, ...], tuple[str, ...]]
    fillers: frozenset[str]
    tables: Mapping[str, Table]
    numbers_by_letter: Mapping[str, tuple[str, ...]]
    known: frozenset[str]
    everyday: frozenset[str]
    first: Mapping[str, frozenset[str]]
    longest: Mapping[str, int]
    last: list[tuple[str, Reply]] = field(default_factory=list, repr=False)
    brief: Brief = field(default_factory=Brief, init=False, repr=False)

    def reply(self, text: str) -> Reply:
        """Return the text in one spelling. It is read twice in a row, for control words and as an answer: the last is kept."""
        kept = self.last[0] if self.last else None
        if kept is not None and kept[0] == text:
            return kept[1]
        found = tokens(text, self.words)
        reply = Reply(found, content(found, self.fillers))
        self.last[:] = [(text, reply)]
        return reply

    def unspelt(self, text: str) -> tuple[str, ...]:
        """Return the tokens of the text as they are written: names of places are spelt in their own way."""
        return written(text)

    def answer(self, text: str) -> Reply:
        """Return the text in one spelling, without what she took back in the same breath."""
        reply = self.reply(text)
        meant = corrected(reply.tokens, self.fillers)
        return reply if meant is reply.tokens else Reply(meant, content(meant, self.fillers))

    def number(self, word: str) -> str | None:
        """Return what a number word means ("7", "+10", "*1000", "1*100", "1/2"), or None."""
        return self.tables["numbers"].get((word,))

    def meaning(self, table: str, found: tuple[str, ...]) -> str | None:
        """Return the meaning of exactly these tokens in a table, or None."""
        return self.tables[table].get(found)

    def scan(self, table: str, found: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, meaning) of each phrase in the tokens, the longest first at each place, none overlapping."""
        first = self.first[table]
        if first.isdisjoint(found):
            return
        entries, longest = self.tables[table], self.longest[table]
        at = 0
        while at < len(found):
            if found[at] not in first:
                at += 1
                continue
            for length in range(min(longest, len(found) - at), 0, -1):
                meaning = entries.get(found[at : at + length])
                if meaning is not None:
                    yield at, at + length, meaning
                    at += length
                    break
            else:
                at += 1


def parse_phrases(files: Mapping[str, str]) -> Phrases:
    """Build the phrases from the text of the tables, by file name ("yesno.csv"). Every table of ``TABLES`` is needed.

    Raises ``PhrasesError`` with all problems: a missing table, a wrong header, an empty word or meaning, or one phrase
    with two meanings in the same table.
    """
    problems: list[str] = []
    share = _Share()

    def rows(name: str) -> Iterator[tuple[int, str, str]]:
        return _rows(f"{name}.csv", files.get(f"{name}.csv"), problems)

    words = {share.all(written(word)): share.all(written(meaning)) for _, word, meaning in rows("words")}
    words = {key: meaning for key, meaning in words.items() if key}
    fillers = frozenset(token for _, word, _ in rows("fillers") for token in tokens(word, words))
    tables = {name: _table(name, rows(name), words, fillers, share, problems) for name in TABLES[2:]}
    if problems:
        raise PhrasesError(tuple(problems))
    # Names of places are no everyday words: "mmuju" may well be a slip for a choice that is called Mamuju.
    spelt = [*words.values(), *(key for name, table in tables.items() if name != "places" for key in table)]
    letters: dict[str, tuple[str, ...]] = {}
    for key in tables["numbers"]:
        if len(key) == 1 and len(key[0]) >= 6:
            letters[key[0][0]] = (*letters.get(key[0][0], ()), key[0])
    return Phrases(
        words=MappingProxyType(words),
        fillers=fillers,
        tables=MappingProxyType({name: MappingProxyType(table) for name, table in tables.items()}),
        numbers_by_letter=MappingProxyType(letters),
        known=fillers.union(*spelt),
        everyday=fillers.union(
            *words.values(), *(key for name, table in tables.items() if name not in _NAMING for key in table)
        ),
        first=MappingProxyType({name: frozenset(key[0] for key in table if key) for name, table in tables.items()}),
        longest=MappingProxyType({name: max(map(len, table), default=0) for name, table in tables.items()}),
    )


class _Share:
    """Gives equal words as one: the tables say 9,000 words 29,000 times, and every process keeps them."""

    def __init__(self) -> None:
        self._words: dict[str, str] = {}
        self._several: dict[tuple[str, ...], tuple[str, ...]] = {}

    def one(self, word: str) -> str:
        """Return ``word`` as it was first given."""
        return self._words.setdefault(word, word)

    def all(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Return ``words`` as they were first given."""
        return self._several.get(words) or self._several.setdefault(words, tuple(map(self.one, words)))


def _rows(name: str, text: str | None, problems: list[str]) -> Iterator[tuple[int, str, str]]:
    """Yield (row number, word, meaning) of one table; the header is row 1."""
    if text is None:
        problems.append(f"{name}: the table is missing; put it back into the folder")
        return
    reader = csv.reader(text.removeprefix("\ufeff").splitlines())
    if tuple(next(reader, [])) != COLUMNS:
        problems.append(f"{name}, row 1: the columns must be {', '.join(COLUMNS)}")
        return
    for number, row in enumerate(reader, start=2):
        if len(row) != len(COLUMNS) or not row[0].strip() or not row[3].strip():
            problems.append(
                f"{name}, row {number}: word or meaning is empty, or a comma is not inside quotes; correct it"
            )
        else:
            yield number, row[0], row[3].strip()


def _table(
    name: str,
    rows: Iterator[tuple[int, str, str]],
    words: Mapping[tuple[str, ...], tuple[str, ...]],
    fillers: frozenset[str],
    share: _Share,
    problems: list[str],
) -> dict[tuple[str, ...], str]:
    """Return one table with its phrases in one spelling. Fillers inside a phrase are left out, as they are in a reply."""
    table: dict[tuple[str, ...], str] = {}
    for number, word, meaning in rows:
        found = written(word) if name == "places" else tokens(word, words)
        key = share.all(_steering_key(found, fillers) if name == "control" else found)
        if table.setdefault(key, share.one(meaning)) != meaning:
            problems.append(f'{name}.csv, row {number}: "{word}" already means "{table[key]}"; keep one of the two')
    return table


def _steering_key(found: tuple[str, ...], fillers: frozenset[str]) -> tuple[str, ...]:
    """Return a row's words as a reply's are looked up: without idle fillers and signs, but with its question mark."""
    words = content(found, fillers - KEPT_FILLERS)
    if not words:
        return found
    return (*words, "?") if found[-1] == "?" else words
