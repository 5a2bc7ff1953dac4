"""The table of ratios, with each aim and whether it is met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Three = tuple[str, str, str]
Four = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One line. ``place`` is database, flush, in flight; without an aim there is no ``met``.

    ``figures`` are ours, raw, RapidSMS as its template sets it up, and as we tuned it; as words.
    """

    what: str
    place: Three
    figures: Four
    ratio: str
    aim: str = ""
    met: bool | None = None


HEAD = ("what", "database", "flush", "in flight", "Suara", "raw", "RapidSMS", "RapidSMS, tuned", "ratio", "aim", "met")


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which ``share`` of all lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def time_text(seconds: float) -> str:
    """Return a time with three digits, in us below a millisecond, else in ms."""
    return (
        f"{seconds * 1e6:.0f} us"
        if seconds < 0.001
        else f"{seconds * 1e3:.3g} ms"
        if seconds < 0.1
        else f"{seconds * 1e3:.0f} ms"
    )


def render(rows: Sequence[Row]) -> str:
    """Return the rows as a Markdown table whose columns line up."""
    lines = [HEAD, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    texts = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    ]
    return "\n".join([texts[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *texts[1:]])


def _cells(row: Row) -> tuple[str, ...]:
    met = "" if row.met is None else "yes" if row.met else "NO"
    return (row.what, *row.place, *row.figures, row.ratio, row.aim, met)
