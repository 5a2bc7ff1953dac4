"""From samples to the table: medians, tails, CPU per reply, their ratios and the aims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.contenders import Sample
from benchmarks.suite import DATABASES, FLUSHES_US, RAPIDSMS, SMALL, Results
from benchmarks.table import Four, Row, Three, percentile, time_text

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
                each = tuple(results.samples[name, database, flush, in_flight] for name in ("raw", "Suara", *RAPIDSMS))
                one = _Place((database, time_text(flush / 1e6), str(in_flight)), in_flight, *each)
                made += [one.cpu(), one.latency("p50", 0.50), one.latency("p99", 0.99), one.flushes()]
    return made


@dataclass(frozen=True, slots=True)
class _Place:
    """Everybody's samples at one database, flush time and number in flight."""

    place: Three
    in_flight: int
    raw: list[Sample]
    ours: list[Sample]
    theirs: list[Sample]
    tuned: list[Sample]

    @property
    def _each(self) -> tuple[list[Sample], ...]:
        return self.ours, self.raw, self.theirs, self.tuned

    def cpu(self) -> Row:
        """Return the line of the CPU time per reply."""
        aim = LESS_CPU[self.place[0]] if self.in_flight == JUDGED_IN_FLIGHT else None
        seconds = [sum(one.cpu_seconds for one in samples) / _replies(samples) for samples in self._each]
        return self._shorter("CPU per reply", seconds, aim)

    def latency(self, what: str, share: float) -> Row:
        """Return the line of one percentile."""
        seconds = [percentile([one for sample in samples for one in sample.latencies], share) for samples in self._each]
        if what == "p50" and self.in_flight == 1:
            ratio, most = seconds[0] / seconds[1], OVER_RAW[self.place[0]]
            return Row(what, self.place, _texts(seconds), f"Suara / raw {ratio:.2f}", f"<= {most:.0f}", ratio <= most)
        aim = SHORTER_TAIL[self.place[0]] if what == "p99" and self.in_flight == JUDGED_IN_FLIGHT else None
        return self._shorter(what, seconds, aim)

    def flushes(self) -> Row:
        """Return the line of the durable flushes."""
        counts = [f"{sum(one.flushes for one in samples) / _replies(samples):.2f}" for samples in self._each]
        return Row("flushes per reply", self.place, (counts[0], counts[1], counts[2], counts[3]), "")

    def _shorter(self, what: str, seconds: Sequence[float], aim: int | None) -> Row:
        """Return a line that says how many times less than each RapidSMS the bot needs; the aim is over the first."""
        ratio, tuned = seconds[2] / seconds[0], seconds[3] / seconds[0]
        text = f"RapidSMS / Suara {ratio:.1f} (tuned {tuned:.1f})"
        if aim is None:
            return Row(what, self.place, _texts(seconds), text)
        return Row(what, self.place, _texts(seconds), text, f">= {aim}", ratio >= aim)


def _texts(seconds: Sequence[float]) -> Four:
    ours, raw, theirs, tuned = map(time_text, seconds)
    return ours, raw, theirs, tuned


def _replies(samples: Sequence[Sample]) -> int:
    return sum(len(sample.latencies) for sample in samples)


def _growth(results: Results) -> list[Row]:
    made = []
    for database, (few, many) in results.growth.items():
        before, after = percentile(few, 0.5), percentile(many, 0.5)
        ratio = after / before
        what = f"p50, {results.large:,} / {SMALL:,} answers"
        figures = (f"{time_text(after)} / {time_text(before)}", "", "", "")
        place = (database, time_text(FLUSHES_US[0] / 1e6), "1")
        made.append(Row(what, place, figures, f"{ratio:.3f}", f"<= {GROWTH:.2f}", ratio <= GROWTH))
    return made


def _memory(results: Results) -> list[Row]:
    made = []
    for database, sizes in results.memory.items():
        figures = (" + ".join(f"{size / MEGABYTE:.0f} MB" for size in sizes), "", "", "")
        most = max(sizes)
        text = f"largest {most / MEGABYTE:.1f} MB"
        made.append(
            Row("private memory, 10,000 replies", (database, "", ""), figures, text, "<= 80 MB", most <= MEMORY)
        )
    return made
