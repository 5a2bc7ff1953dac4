"""What is measured in which order: contenders take turns, so that a slow minute of the machine hits all of them."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import growth, ours, rapidsms_talk
from benchmarks.contenders import Contender, Raw, Sample, Served
from benchmarks.flushes import Flushes
from benchmarks.postgres import Postgres, free_port
from benchmarks.servers import rapidsms

FLUSHES_US = (100, 2000)
RAPIDSMS = {"RapidSMS": "as_its_template", "RapidSMS, tuned": "configuration"}
"""Each RapidSMS that is measured, and its settings in ``rapidsms_survey``."""
DATABASES = ("SQLite", "PostgreSQL")


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured. ``members`` per run by how many are in flight; ``until`` (seconds) begins no further pass."""

    members: Mapping[int, int]
    passes: int
    until: float
    growth_rounds: int
    growth_databases: Sequence[str]
    large: int
    memory_databases: Sequence[str]


QUICK = Plan(
    {1: 12, 16: 40, 64: 64},
    passes=1,
    until=60,
    growth_rounds=4,
    growth_databases=("SQLite",),
    large=100_000,
    memory_databases=("SQLite",),
)
FULL = Plan(
    {1: 50, 16: 200, 64: 256},
    passes=5,
    until=600,
    growth_rounds=8,
    growth_databases=DATABASES,
    large=1_000_000,
    memory_databases=DATABASES,
)
REPLIES_FOR_MEMORY = 10_000
GROWTH_MEMBERS = 25
SMALL = 1_000

Key = tuple[str, str, int, int]
"""Contender, database, flush in us, in flight."""


@dataclass(slots=True)
class Results:
    """Everything measured. ``growth``: latencies with few and with many stored answers; ``memory``: bytes by process."""

    large: int
    samples: dict[Key, list[Sample]] = field(default_factory=lambda: defaultdict(list))
    growth: dict[str, tuple[list[float], list[float]]] = field(default_factory=dict)
    memory: dict[str, list[int]] = field(default_factory=dict)
    passes: int = 0


class Suite:
    """The servers that run while the ``with`` block does, and the flush length they share."""

    def __init__(self, stack: ExitStack, folder: Path, library: Path, environment: dict[str, str]) -> None:
        """Start PostgreSQL; contenders follow."""
        self._stack, self._folder, self._library, self._environment = stack, folder, library, environment
        self._flushes: list[Flushes] = []
        self._of_postgres = self._new_flushes("postgres")
        self.postgres = stack.enter_context(Postgres(folder, self._of_postgres))

    def set_flush(self, microseconds: int) -> None:
        """From now on a durable flush takes this long in every program."""
        for flushes in self._flushes:
            flushes.set_length(microseconds)

    def raw(self, database: str, members: int) -> Raw:
        """Prepare the bare driver on a new database."""
        own, url = self._place("raw", database)
        contender = Raw(database, url, self._all(own, database), members)
        contender.prepare({**self._environment, **own.environment()})
        return contender

    def suara(self, database: str, name: str = "suara") -> Served:
        """Start the bot on a new database."""
        own, url = self._place(name, database)
        environment = {**self._environment, **own.environment()}
        server = ours.suara(environment, url, free_port(), self._folder, f"{name}-{database}")
        self._stack.enter_context(server)
        return Served("Suara", database, url, server, ours.talk(), self._all(own, database), ours.COUNT)

    def rapidsms(self, database: str, name: str, settings: str) -> Served:
        """Start RapidSMS with these settings on a new database."""
        own, url = self._place(settings, database)
        environment = {**self._environment, **own.environment()}
        log = self._folder / f"{settings}-{database}.log"
        server = rapidsms(environment, url, free_port(), log, rapidsms_talk.THREADS[database], settings)
        self._stack.enter_context(server)
        flushes = self._all(own, database)
        return Served(name, database, url, server, rapidsms_talk.TALK, flushes, rapidsms_talk.COUNT)

    def _place(self, name: str, database: str) -> tuple[Flushes, str]:
        own = self._new_flushes(f"{name}-{database}")
        if database == "SQLite":
            return own, f"sqlite:///{self._folder / name}.db"
        return own, self.postgres.create(name)

    def _all(self, own: Flushes, database: str) -> tuple[Flushes, ...]:
        return (own,) if database == "SQLite" else (own, self._of_postgres)

    def _new_flushes(self, name: str) -> Flushes:
        flushes = Flushes(self._folder, name, self._library, FLUSHES_US[0])
        self._flushes.append(flushes)
        return flushes


def run(suite: Suite, plan: Plan) -> Results:
    """Measure everything that the plan names and return it. Says what it is doing."""
    began = time.monotonic()
    results = Results(plan.large)
    most = sum(plan.members.values()) * len(FLUSHES_US) * plan.passes + 16
    say(began, "starting raw baseline, Suara and RapidSMS on both databases")
    suara = {database: suite.suara(database) for database in DATABASES}
    contenders: list[Contender] = []
    for database in DATABASES:
        contenders += [suite.raw(database, most), suara[database]]
        contenders += [suite.rapidsms(database, name, settings) for name, settings in RAPIDSMS.items()]
    for contender in contenders:
        contender.play(4, 8)  # warm: caches, prepared statements, imports
    while results.passes < plan.passes and time.monotonic() - began < plan.until:
        results.passes += 1
        one_pass(suite, plan, contenders, results, began)
    say(began, "growth: the same replies with few and with many stored answers")
    for database in plan.growth_databases:
        results.growth[database] = grow(suite, plan, database)
    say(began, f"memory after {REPLIES_FOR_MEMORY:,} replies")
    suite.set_flush(FLUSHES_US[0])
    for database in plan.memory_databases:
        contender = suara[database]
        while contender.replies < REPLIES_FOR_MEMORY:
            contender.play(16, 100)
        results.memory[database] = contender.server.private_bytes()
    say(began, "done")
    return results


def one_pass(suite: Suite, plan: Plan, contenders: Sequence[Contender], results: Results, began: float) -> None:
    """Let each contender run once at each flush time and each number in flight."""
    for flush in FLUSHES_US:
        suite.set_flush(flush)
        for in_flight, members in plan.members.items():
            say(began, f"pass {results.passes}: flush {flush} us, {in_flight} in flight")
            for contender in contenders:
                sample = contender.play(in_flight, members)
                results.samples[contender.name, contender.database, flush, in_flight].append(sample)


def grow(suite: Suite, plan: Plan, database: str) -> tuple[list[float], list[float]]:
    """Return a lone reply's latencies with ``SMALL`` and with the plan's ``large`` number of answers stored, measured in turns."""
    suite.set_flush(FLUSHES_US[0])
    small, large = suite.suara(database, "small"), suite.suara(database, "large")
    for contender, answers in ((small, SMALL), (large, plan.large)):
        contender.play(4, 8)  # its survey version must exist before answers to it
        growth.fill(contender.url, answers)
        contender.play(4, 8)
    few: list[float] = []
    many: list[float] = []
    for _ in range(plan.growth_rounds):
        few += small.play(1, GROWTH_MEMBERS).latencies
        many += large.play(1, GROWTH_MEMBERS).latencies
    return few, many


def say(began: float, what: str) -> None:
    """Tell the person who waits what is done now."""
    print(f"[{time.monotonic() - began:5.0f} s] {what}", flush=True)
