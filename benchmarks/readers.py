"""Reads the same replies side by side: ours, digits and exact words, goflow's rules, dateparser. ``make readers`` prints it.

goflow is what RapidPro and TextIt read replies with. Its rules are taken from its public documentation of router tests
(``has_number``, ``has_any_word``, ``has_date``, ``has_time``, ``has_state``) and set up as a flow for such questions usually is:
a category for each choice with the words of its label and its number. dateparser is a library for dates in many languages; it
is asked for dates and times only, in Indonesian (it has no Javanese).
"""

from __future__ import annotations

import logging
import re
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from bot.analysis.evaluation import CONTROLS, Answer, Evaluation, Row, evaluate, parse_rows, reader_of
from bot.phrase_files import load_phrases
from bot.survey.model import (
    Date,
    Decimal,
    Integer,
    Money,
    PlaceName,
    Scale,
    SelectMultiple,
    SelectOne,
    Time,
    YesNo,
)

ROOT = Path(__file__).resolve().parent.parent
PHRASES = ROOT / "tests" / "phrases"
Reader = Callable[[Row], Answer]

_KEYWORDS = {
    "stop": ("berhenti", "stop", "unreg"),
    "help": ("bantuan", "help", "?"),
    "skip": ("lewati", "lewat", "skip"),
    "dontknow": ("tidak tahu",),
}
_YES, _NO = ("ya", "y", "yes", "iya"), ("tidak", "t", "no", "n")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _labels(row: Row) -> dict[str, str]:
    choices = getattr(row.kind, "choices", ())
    return {choice.name: choice.label["id"] for choice in choices}


# --- digits and exact words ----------------------------------------------------------------------------------------


def exact(row: Row) -> Answer:
    """Read what a form would take: digits for numbers, the choice's number or its very label, YA and TIDAK, ISO dates."""
    text = row.reply.strip().lower()
    if row.type in CONTROLS:
        return Answer(next((name for name, words in _KEYWORDS.items() if text in words), None))
    match row.kind:
        case YesNo():
            return Answer(True if text in _YES else False if text in _NO else None)
        case Integer() | Decimal() | Money():
            return Answer(float(text)) if re.fullmatch(r"[0-9]+", text) else Answer(None)
        case SelectOne() | PlaceName():
            named = [name for name, label in _labels(row).items() if text in (name, label.lower())]
            return Answer(named[0] if named else None)
        case Scale():
            named = [name for name, label in _labels(row).items() if text in (name, label.lower())]
            return Answer(int(named[0]) if named else None)
        case SelectMultiple():
            parts = [part.strip() for part in text.split(",")]
            named = [name for name, label in _labels(row).items() if {name, label.lower()} & set(parts)]
            return Answer(sorted(named) if named and len(named) == len(parts) else None)
        case Date():
            return Answer(text if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None)
        case Time():
            return Answer(text.replace(".", ":") if re.fullmatch(r"[0-2]\d[.:][0-5]\d", text) else None)
        case _:
            return Answer(row.reply.strip() or None)


# --- goflow --------------------------------------------------------------------------------------------------------

_NUMBER = re.compile(r"[-+]?(?:[0-9,]+(?:\.[0-9]+)?|(?<!\w)\.[0-9]+)")
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?:\W*([aApP][mM]))?")
_DATES = (
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})\b"),
    re.compile(r"\b(?P<d>\d{1,2})[-./_ ](?P<m>\d{1,2})[-./_ ](?P<y>\d{4}|\d{2})\b"),
)


def goflow(row: Row) -> Answer:
    """Read as a flow with goflow's router tests does; its usual number format groups by commas and divides by a dot."""
    if row.type in CONTROLS:
        first = (_words(row.reply) or [""])[0]
        return Answer(next((name for name, words in _KEYWORDS.items() if first in words), None))
    match row.kind:
        case YesNo():
            return Answer(next((value for value, words in ((True, _YES), (False, _NO)) if _any_word(row, words)), None))
        case Integer() | Decimal() | Money():
            return _number_between(row)
        case SelectOne():
            return Answer(
                next((name for name, label in _labels(row).items() if _any_word(row, (name, *_words(label)))), None)
            )
        case Scale():
            found = next((name for name, label in _labels(row).items() if _any_word(row, (name, *_words(label)))), None)
            return Answer(None if found is None else int(found))
        case SelectMultiple():
            found_all = [name for name, label in _labels(row).items() if _any_word(row, (name, *_words(label)))]
            return Answer(sorted(found_all) if found_all else None)
        case PlaceName():
            said = " ".join(_words(row.reply))
            return Answer(
                next((n for n, label in _labels(row).items() if f" {' '.join(_words(label))} " in f" {said} "), None)
            )
        case Date():
            return _date(row.reply)
        case Time():
            found_time = _TIME.search(row.reply)
            return Answer(None) if found_time is None else _clock(found_time)
        case _:
            return Answer(row.reply.strip() or None)


def _any_word(row: Row, words: Iterable[str]) -> bool:
    return not set(words).isdisjoint(_words(row.reply))


def _number_between(row: Row) -> Answer:
    low, high = getattr(row.kind, "minimum", None), getattr(row.kind, "maximum", None)
    for found in _NUMBER.findall(row.reply):
        try:
            value = float(found.replace(",", ""))
        except ValueError:
            continue
        if (low is None or value >= low) and (high is None or value <= high):
            return Answer(value)
    return Answer(None)


def _clock(found: re.Match[str]) -> Answer:
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half == "pm" and hour < 12:
        hour += 12
    return Answer(f"{hour:02}:{minute:02}") if hour < 24 and minute < 60 else Answer(None)


def _date(text: str) -> Answer:
    for pattern in _DATES:
        found = pattern.search(text)
        if found:
            year = int(found["y"])
            year += 0 if year > 99 else 2000 if year < 70 else 1900
            try:
                return Answer(date(year, int(found["m"]), int(found["d"])).isoformat())
            except ValueError:
                continue
    return Answer(None)


# --- dateparser ----------------------------------------------------------------------------------------------------


def with_dateparser(row: Row) -> Answer:
    """Read dates and times with dateparser; it knows nothing else."""
    if not isinstance(row.kind, Date | Time):
        return Answer(None)
    parser = _dateparser()
    base = datetime(row.today.year, row.today.month, row.today.day, tzinfo=UTC).replace(tzinfo=None)
    settings: dict[str, Any] = {
        "RELATIVE_BASE": base,
        "PREFER_DATES_FROM": row.kind.prefer if isinstance(row.kind, Date) else "future",
        "DATE_ORDER": "DMY",
    }
    if isinstance(row.kind, Date):
        settings["REQUIRE_PARTS"] = ["day", "month"]
    found = parser.parse(row.reply, languages=["id"], settings=settings)
    if found is None:
        return Answer(None)
    return Answer(found.date().isoformat() if isinstance(row.kind, Date) else f"{found:%H:%M}")


@cache
def _dateparser() -> Any:
    warnings.filterwarnings("ignore", module="dateparser")
    logging.getLogger("dateparser").setLevel(logging.ERROR)
    import dateparser

    return dateparser


# --- the table -----------------------------------------------------------------------------------------------------


def ours() -> Reader:
    """Return the bot's reader."""
    return reader_of(load_phrases([ROOT / "locales" / "phrases"]))


def rows_in(folder: Path) -> list[Row]:
    """Return all rows of a folder's files, or of one file."""
    files = sorted(folder.glob("*.csv")) if folder.is_dir() else [folder]
    today = date(2026, 11, 24)
    return [row for file in files for row in parse_rows(file.read_text("utf-8-sig"), today)]


def table(name: str, rows: Sequence[Row]) -> list[str]:
    """Return Markdown lines: each reader over the same rows, dateparser over the dates and times alone as well."""
    timed = [row for row in rows if isinstance(row.kind, Date | Time) and row.type not in CONTROLS]
    readers: tuple[tuple[str, Reader, Sequence[Row]], ...] = (
        ("**Suara**", ours(), rows),
        ("digits and exact words", exact, rows),
        ("goflow's rules", goflow, rows),
        ("Suara, dates and times", ours(), timed),
        ("dateparser, dates and times", with_dateparser, timed),
    )
    lines = [
        f"| {name} | rows | right | easy | medium | hard | asked back | stored wrongly | of nothing to store, stored |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    return [*lines, *(_line(reader, evaluate(some, read)) for reader, read, some in readers if some)]


def _line(name: str, found: Evaluation) -> str:
    total = found.total
    levels = [found.difficulty.get(level) for level in ("easy", "medium", "hard")]
    shares = [total.right, *(0 if one is None else one.right for one in levels)]
    of = [total.rows, *(0 if one is None else one.rows for one in levels)]
    right = " | ".join(_share(part, whole) for part, whole in zip(shares, of, strict=True))
    rest = " | ".join(
        _share(part, whole)
        for part, whole in (
            (total.asked, total.rows),
            (total.stored_wrong, total.rows),
            (total.null_stored, total.null_rows),
        )
    )
    return f"| {name} | {total.rows:,} | {right} | {rest} |"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def speed(rows: Sequence[Row]) -> str:
    """Return how long our readings take in this process, after one warm pass: median, 99 of 100, and the slowest, CPU time."""
    read = ours()
    for row in rows:
        read(row)
    spent = []
    for row in rows:
        began = time.process_time_ns()
        read(row)
        spent.append((time.process_time_ns() - began) / 1000)
    spent.sort()
    middle, most = spent[len(spent) // 2], spent[int(len(spent) * 0.99)]
    return f"{middle:.0f} us median, {most:.0f} us for 99 of 100, {spent[-1]:.0f} us the slowest"


def main() -> None:
    """Print the tables: both halves of the own set, and every file given."""
    sets = [("own set, tuned on", PHRASES / "replies"), ("own set, held out", PHRASES / "held_out")]
    sets += [(Path(name).stem, Path(name)) for name in sys.argv[1:]]
    for name, path in sets:
        print("\n".join(table(name, rows_in(path))), end="\n\n")
    print(f"Control words and answer: {speed(rows_in(PHRASES / 'replies'))}.")


if __name__ == "__main__":
    main()
