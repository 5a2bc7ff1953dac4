"""``python -m benchmarks``: measures and writes the table; ``QUICK=1`` in two minutes, else in at most twenty."""

from __future__ import annotations

import base64
import os
import platform
import shutil
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import limits
from benchmarks.flushes import CannotMeasure, build_shim
from benchmarks.report import rows
from benchmarks.servers import rapidsms_python
from benchmarks.suite import FULL, QUICK, Results, Suite, run
from benchmarks.table import render

RESULTS = Path(__file__).with_name("results.md")
TMPFS = Path("/dev/shm")
NOTES = """\
Suara and RapidSMS answer signed webhook requests over loopback HTTP, each from one granian process; raw is the bare driver's
transaction for the same rows, in-process and without HTTP. In flight: members who each write when the former reply arrived.
CPU is user and system time of the application's processes; PostgreSQL's own is not counted. Latencies are those of the whole
request; every durable flush sleeps for the time in the third column. After each run answers stored equalled replies sent.
"""


def main() -> int:
    """Measure, print the table, keep it in ``results.md``. Returns 0, or 1 where it cannot measure."""
    quick = os.environ.get("QUICK", "") not in {"", "0"}
    try:
        rapidsms_python()
        results = measure(quick=quick)
    except CannotMeasure as problem:
        print(f"make bench: {problem}", file=sys.stderr)
        return 1
    table = render(rows(results))
    command = "make bench QUICK=1" if quick else "make bench"
    cpus = len(os.sched_getaffinity(0))
    about = (
        f"Measured on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC with `{command}` ({results.passes} passes; {cpus} processors, "
        f"{platform.machine()}, Python {platform.python_version()})."
    )
    budgets = limits.render(limits.limits())
    print(f"\n{table}\n\n{budgets}\n\n{about}\n{NOTES}")
    RESULTS.write_text(f"# Benchmark\n\n{about}\n\n{table}\n\n{budgets}\n\n{NOTES}")
    print(f"Kept in {RESULTS.relative_to(RESULTS.parents[1])}.")
    return 0


def measure(*, quick: bool) -> Results:
    """Run the whole suite in a folder on tmpfs that is gone afterwards."""
    if not TMPFS.is_dir():
        raise CannotMeasure("There is no /dev/shm (tmpfs), where the data must lie so that no disk is measured.")
    folder = Path(tempfile.mkdtemp(dir=TMPFS, prefix="suara-bench-"))
    try:
        folder.chmod(0o755)  # PostgreSQL runs as another user than root
        environment = {"SUARA_KEYS": base64.b64encode(os.urandom(32)).decode()}
        with ExitStack() as stack:
            suite = Suite(stack, folder, build_shim(folder), environment)
            return run(suite, QUICK if quick else FULL)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
