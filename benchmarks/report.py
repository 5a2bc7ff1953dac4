"""From samples to the table: medians, tails, CPU per reply, their ratios and the aims."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.contenders import Sample
from benchmarks.suite import DATABASES, FLUSHES_US, SMALL, Results
from benchmarks.table import Row, Three, percentile, time_text

LESS_CPU = {"SQLite": 10, "PostgreSQL": 7}
SHORTER_TAIL = {"SQLite": 15, "PostgreSQL": 8}
OVER_RAW = {"SQLite": 4.0, "PostgreSQL": 3.0}
GROWTH = 1.10
MEGABYTE = 1_000_000
MEMORY = 80 * MEGABYTE
JUDGED_IN_FLIGHT = 16


def rows(results: Results) -> list[Row]:
    """Return every line of the table: those with an aim first."""
    made = [*_against_both(results), *_growth(results), *_memory(results)]
    return [row for row in made if row.aim] + [row for row in made if not row.aim]


def _against_both(results: Results) -> list[Row]:
    made = []
    for database in DATABASES:
        for flush in FLUSHES_US:
            for in_flight in sorted({key[3] for key in results.samples}):
                raw, ours, theirs = (
                    results.samples[name, database, flush, in_flight] for name in ("raw", "Suara", "RapidSMS")
                )
                place = (database, time_text(flush / 1e6), str(in_flight))
                made += [
                    _cpu(place, in_flight, ours, raw, theirs),
                    _latency("p50", 0.50, place, in_flight, ours, raw, theirs),
                    _latency("p99", 0.99, place, in_flight, ours, raw, theirs),
                    _flushes(place, ours, raw, theirs),
                ]
    return made


def _cpu(place: Three, in_flight: int, ours: list[Sample], raw: list[Sample], theirs: list[Sample]) -> Row:
    each = (ours, raw, theirs)
    mine, bare, other = (sum(one.cpu_seconds for one in samples) / _replies(samples) for samples in each)
    aim = LESS_CPU[place[0]] if in_flight == JUDGED_IN_FLIGHT else None
    return _shorter("CPU per reply", place, (mine, bare, other), aim)


def _latency(
    what: str, share: float, place: Three, in_flight: int, ours: list[Sample], raw: list[Sample], theirs: list[Sample]
) -> Row:
    mine, bare, other = (
        percentile([latency for sample in samples for latency in sample.latencies], share)
        for samples in (ours, raw, theirs)
    )
    if what == "p50" and in_flight == 1:
        ratio, most = mine / bare, OVER_RAW[place[0]]
        figures = (time_text(mine), time_text(bare), time_text(other))
        return Row(what, place, figures, f"Suara / raw {ratio:.2f}", f"<= {most:.0f}", ratio <= most)
    aim = SHORTER_TAIL[place[0]] if what == "p99" and in_flight == JUDGED_IN_FLIGHT else None
    return _shorter(what, place, (mine, bare, other), aim)


def _shorter(what: str, place: Three, seconds: tuple[float, float, float], aim: int | None) -> Row:
    """Return a line that says how many times less than RapidSMS the bot needs."""
    mine, bare, other = seconds
    ratio = other / mine
    figures = (time_text(mine), time_text(bare), time_text(other))
    text = f"RapidSMS / Suara {ratio:.1f}"
    return (
        Row(what, place, figures, text) if aim is None else Row(what, place, figures, text, f">= {aim}", ratio >= aim)
    )


def _flushes(place: Three, ours: list[Sample], raw: list[Sample], theirs: list[Sample]) -> Row:
    mine, bare, other = (f"{sum(one.flushes for one in each) / _replies(each):.2f}" for each in (ours, raw, theirs))
    return Row("flushes per reply", place, (mine, bare, other), "")


def _replies(samples: Sequence[Sample]) -> int:
    return sum(len(sample.latencies) for sample in samples)


def _growth(results: Results) -> list[Row]:
    made = []
    for database, (few, many) in results.growth.items():
        before, after = percentile(few, 0.5), percentile(many, 0.5)
        ratio = after / before
        what = f"p50, {results.large:,} / {SMALL:,} answers"
        figures = (f"{time_text(after)} / {time_text(before)}", "", "")
        place = (database, time_text(FLUSHES_US[0] / 1e6), "1")
        made.append(Row(what, place, figures, f"{ratio:.3f}", f"<= {GROWTH:.2f}", ratio <= GROWTH))
    return made


def _memory(results: Results) -> list[Row]:
    made = []
    for database, sizes in results.memory.items():
        figures = (" + ".join(f"{size / MEGABYTE:.0f} MB" for size in sizes), "", "")
        most = max(sizes)
        text = f"largest {most / MEGABYTE:.1f} MB"
        made.append(
            Row("private memory, 10,000 replies", (database, "", ""), figures, text, "<= 80 MB", most <= MEMORY)
        )
    return made
