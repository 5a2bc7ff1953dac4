"""The project's own set of replies: how well both halves are read, and laws that hold for every row of it.

The rows of ``held_out`` are for measuring alone: no test prints them, and nobody mends the reader by them.
"""

from __future__ import annotations

import csv
import random
from collections import Counter
from functools import cache
from pathlib import Path
from time import thread_time

import pytest

from bot.analysis.evaluation import COLUMNS, CONTROLS, Count, Row, evaluate, parse_rows, reader_of
from bot.understanding import Read, control, read
from tests.plainly import plainly_run
from tests.understanding.readings import PHRASES, QUESTIONS, ROOT, TODAY

FOLDER = ROOT / "tests" / "phrases"
TUNED, HELD_OUT = FOLDER / "replies", FOLDER / "held_out"
READER = reader_of(PHRASES)
SLOWEST = 0.005
"""Seconds of CPU that one reading may take; tests allow three times as much."""


def rows_of(folder: Path) -> list[Row]:
    """Return every row of a half."""
    return [row for file in sorted(folder.glob("*.csv")) for row in parse_rows(file.read_text("utf-8"), TODAY)]


def shares(count: Count) -> tuple[float, float, float]:
    """Return of 100 rows how many are right and how many stored wrongly, and of those with nothing to store how many are."""
    nothing = 100 * count.null_stored / count.null_rows if count.null_rows else 0.0
    return 100 * count.right / count.rows, 100 * count.stored_wrong / count.rows, nothing


@pytest.mark.parametrize(
    ("half", "right", "wrong", "nothing"),
    [(TUNED, 98.0, 0.5, 1.0), (HELD_OUT, 95.0, 1.0, 2.0)],
    ids=["tuned", "held_out"],
)
def test_how_well_it_reads(half: Path, right: float, wrong: float, nothing: float) -> None:
    """Neither half may fall below what was reached."""
    found = evaluate(rows_of(half), READER)
    good, stored, stored_nothing = shares(found.total)
    assert good >= right
    assert stored <= wrong
    assert stored_nothing <= nothing


def test_the_set_is_large_enough_and_names_its_sources() -> None:
    """At least 3,000 rows, about a fifth of them held out, of every type, each once and with its source."""
    seen: Counter[tuple[str, str, str]] = Counter()
    sizes: dict[Path, int] = {}
    for folder in (TUNED, HELD_OUT):
        for file in folder.glob("*.csv"):
            with file.open(encoding="utf-8", newline="") as lines:
                rows = list(csv.DictReader(lines))
            assert set(rows[0]) == {*COLUMNS, "source"}, file.name
            assert all(row["source"].strip() for row in rows), file.name
            seen.update((row["type"], row["context"], row["reply"]) for row in rows)
            sizes[folder] = sizes.get(folder, 0) + len(rows)
    assert sum(sizes.values()) >= 3_000
    assert 0.19 <= sizes[HELD_OUT] / sum(sizes.values()) <= 0.25
    assert [one for one, times in seen.items() if times > 1] == []


def values(row: Row, reply: str) -> str | None:
    """Return what would be stored for ``reply`` in place of the row's own, or the control word that it is."""
    steers = control(reply, phrases=PHRASES, kind=row.kind)
    if steers is not None or row.type in CONTROLS:
        return steers.value if steers is not None else None
    reading = read(row.kind, reply, phrases=PHRASES, today=row.today)
    return reading.value if isinstance(reading, Read) else None


CLOSED = [row for row in rows_of(TUNED) if row.type != "text"]


@cache
def stored(place: int) -> str | None:
    """Return what is stored for the reply of a row of ``CLOSED`` as it stands there."""
    return values(CLOSED[place], CLOSED[place].reply)


@pytest.mark.bulk
def test_capitals_change_nothing() -> None:
    """What is shouted is read as what is said."""
    for place, row in enumerate(CLOSED):
        if row.reply.isascii():
            assert values(row, row.reply.upper()) == stored(place), row.reply


@pytest.mark.bulk
def test_politeness_changes_nothing_that_is_stored() -> None:
    """With "bu" behind it, a reply that is stored is stored the same."""
    for place, row in enumerate(CLOSED):
        value = stored(place)
        if value is not None and row.reply[-1:].isalnum():
            assert values(row, row.reply + " bu") == value, row.reply


@pytest.mark.bulk
def test_letters_that_are_drawn_out_change_nothing_that_is_stored() -> None:
    """ "iyaaa" is "iya": a vowel held down in the last word changes no value."""
    for place, row in enumerate(CLOSED):
        value = stored(place)
        word = row.reply.split(" ")[-1]
        if value is not None and word.isascii() and word.isalpha() and word[-1] in "aiueo" and len(word) > 2:
            assert values(row, row.reply + 3 * word[-1]) == value, row.reply


ODD = (
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\x00\x07\x1b\ud800\udfff"
    "аеосухіАВЕΟΑΒ０１２①②🙏👍👎1️⃣½¼∞\u0301\u0308ſßﬁ٣٤৩"
)
LETTERS = "abcdefghijklmnopqrstuvwxyz 0123456789.,:;-/()!?'\"%+*=_\n\t"


def odd_texts(seed: int, count: int) -> list[str]:
    """Return texts that nobody would write: words cut and mixed, signs that cannot be seen, look-alikes, runs of one letter."""
    chance = random.Random(seed)
    said = [row.reply for row in CLOSED]
    texts = []
    for _ in range(count):
        text = chance.choice(said)
        for _ in range(chance.randrange(4)):
            at = chance.randrange(len(text) + 1)
            text = (
                text[:at] + chance.choice((chance.choice(ODD), chance.choice(LETTERS), chance.choice(said))) + text[at:]
            )
        if chance.random() < 0.02:
            text *= chance.choice((2, 50, 2_000))
        texts.append(text[:10_000])
    return texts


@pytest.mark.parametrize("seed", range(4))
def test_a_hundred_thousand_odd_texts_raise_nothing_and_take_no_time(seed: int) -> None:
    """A quarter of them in each test. No reading takes longer than three times the limit of CPU time."""
    kinds = [*QUESTIONS.values(), *{row.type: row.kind for row in CLOSED}.values()]
    chance = random.Random(seed)
    for kind in kinds:
        control("kata", phrases=PHRASES, kind=kind)
        read(kind, "kata lain", phrases=PHRASES, today=TODAY)
    with plainly_run():
        for text in odd_texts(seed, 25_000):
            kind = chance.choice(kinds)
            began = thread_time()
            control(text, phrases=PHRASES, kind=kind)
            read(kind, text, phrases=PHRASES, today=TODAY)
            assert thread_time() - began < 3 * SLOWEST, text[:200]


@pytest.mark.bulk
def test_some_of_them_read_the_same_twice() -> None:
    """Whatever the text, reading it again comes to the same; and so it does once more signs were seen than are kept."""
    kinds = [*QUESTIONS.values(), *{row.type: row.kind for row in CLOSED}.values()]
    chance = random.Random(9)
    texts = [*odd_texts(9, 1_500), *(chr(0x4E00 + at) for at in range(6_500))]
    for text in texts:
        kind = chance.choice(kinds)
        assert read(kind, text, phrases=PHRASES, today=TODAY) == read(kind, text, phrases=PHRASES, today=TODAY)
