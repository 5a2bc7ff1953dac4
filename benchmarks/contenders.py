"""Who is measured: the bare driver, the bot, RapidSMS. Each plays the same replies and shows that it stored them."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

import psycopg

from benchmarks.drive import drive
from benchmarks.flushes import CannotMeasure, Flushes
from benchmarks.servers import Server
from benchmarks.talk import Talk


@dataclass(frozen=True, slots=True)
class Sample:
    """One run: latencies of the measured replies and the whole time in seconds, CPU seconds, durable flushes."""

    latencies: list[float]
    seconds: float
    cpu_seconds: float
    flushes: int


class Contender(Protocol):
    """What can be measured."""

    name: str
    database: str

    def play(self, in_flight: int, members: int) -> Sample:
        """Let ``members`` new members reply, ``in_flight`` at a time, and check that every reply was stored."""
        ...


def count(url: str, statement: str) -> int:
    """Return the one number that ``statement`` selects."""
    if url.startswith("sqlite:///"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=60)) as connection:
            return int(connection.execute(statement).fetchone()[0])
    with psycopg.connect(url) as db:
        row = db.execute(statement.encode()).fetchone()
        return int(row[0]) if row else 0


@dataclass(slots=True)
class Served:
    """A contender behind HTTP. ``flushes`` are those of every program that writes its data."""

    name: str
    database: str
    url: str
    server: Server
    talk: Talk
    flushes: Sequence[Flushes]
    count_answers: str
    members: int = 0
    replies: int = 0

    def play(self, in_flight: int, members: int) -> Sample:
        """Open the conversations (not measured), then measure the replies."""
        try:
            return self._play(in_flight, members)
        except CannotMeasure as problem:
            raise CannotMeasure(f"{self.name} on {self.database}: {problem}\n{self.server.log_tail()}") from problem

    def _play(self, in_flight: int, members: int) -> Sample:
        invited = range(self.members, self.members + members)
        self.members += members
        replies = self.talk.replies(self.server.port, invited)
        drive(self.server.port, self.talk.openings(self.server.port, invited), min(16, members))
        stored, flushed = count(self.url, self.count_answers), self._flushed()
        spent = self.server.cpu_seconds()
        run = drive(self.server.port, replies, in_flight)
        sample = Sample(run.latencies, run.seconds, self.server.cpu_seconds() - spent, self._flushed() - flushed)
        self.replies += len(run.latencies) + members * len(self.talk.opening)
        check_stored(len(run.latencies), count(self.url, self.count_answers) - stored)
        return sample

    def _flushed(self) -> int:
        return sum(flushes.count for flushes in self.flushes)


@dataclass(slots=True)
class Raw:
    """The bare driver, in a process that lives for one run."""

    database: str
    url: str
    flushes: Sequence[Flushes]
    most_members: int
    name: str = "raw"
    members: int = 1

    def prepare(self, environment: dict[str, str]) -> None:
        """Make the tables and the members."""
        self._run(environment, "--prepare", str(self.most_members))

    def play(self, in_flight: int, members: int) -> Sample:
        """Write the rows of as many replies."""
        if self.members + members > self.most_members:
            raise CannotMeasure(f"The raw baseline was prepared for {self.most_members} members only.")
        stored, flushed = count(self.url, "SELECT count(*) FROM answer"), self._flushed()
        figures = json.loads(
            self._run(
                self.flushes[0].environment(),
                "--in-flight",
                str(in_flight),
                "--first",
                str(self.members),
                "--members",
                str(members),
            )
        )
        flushed = self._flushed() - flushed
        self.members += members
        check_stored(len(figures["latencies"]), count(self.url, "SELECT count(*) FROM answer") - stored)
        return Sample(figures["latencies"], figures["seconds"], figures["cpu_seconds"], flushed)

    def _flushed(self) -> int:
        return sum(flushes.count for flushes in self.flushes)

    def _run(self, environment: dict[str, str], *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.raw", self.url, *arguments],
            env=environment,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise CannotMeasure(f"The raw baseline failed: {done.stderr.strip()[-2000:]}")
        return done.stdout


def check_stored(sent: int, stored: int) -> None:
    """Raise ``CannotMeasure`` unless every reply was stored once."""
    if sent != stored:
        raise CannotMeasure(f"{sent} replies were sent, {stored} answers were stored.")
