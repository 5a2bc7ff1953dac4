"""``make simulate-round``: a round to 405 members over a new WhatsApp sender and a SIM, in bad weather, minute by minute.

The WhatsApp sender may open 250 conversations a day, the SIM sends thirty messages in half an hour and is away for six hours,
three in a hundred messages fail, and every report comes twice and in any order. Everything but the two providers is real:
rounds, roads, pace, hours, reminders, replies that are read, prices, budgets. A first round like it teaches the forecast. Writes
``docs/putaran-405.md`` and its picture, and fails where anybody was skipped, asked twice, written to at night, or where the bill
is not what was forecast. The same every time.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select

from benchmarks.round_picture import picture
from benchmarks.year import Nothing, Year, begin
from bot.bootstrap.policy import read_policy
from bot.bootstrap.settings import ROOT
from bot.channels.base import Lesson, Purpose, SendError, Sent
from bot.message import Medium, Outgoing, State, Status
from bot.policy.budgets import Budgets
from bot.policy.money import THOUSANDTHS
from bot.services import costs, rounds
from bot.services.house import House
from bot.services.inbox import receive
from bot.services.outbox import deliver, report
from bot.services.rounds import Actor, Opened, Preview
from bot.services.tick import tick, waiting
from bot.times import QUIET, WIB, ZONES, local, say_moment
from bot.wording.shown import number, rupiah
from storage import tables as t
from storage.outbox import BULK, REPLY

SURVEY: Final = "corel-anggota"
FIRST: Final = datetime(2026, 10, 12, 2, 0, tzinfo=UTC)
"""Monday 12 October 2026, 09.00 WIB: the round that teaches; the one that counts opens six weeks later."""
SECOND: Final = FIRST + timedelta(weeks=6)
DAYS: Final = 6
OUTAGE: Final = (timedelta(hours=3), timedelta(hours=9))
"""The SIM is away from noon to six in the afternoon of the first day."""
FAILS: Final = 0.03
BUDGET: Final = 2_000_000
CLOSE: Final = 0.05
MINUTE: Final = timedelta(minutes=1)
WRONG: Final = {
    "cloud": ("131026", Lesson.ELSEWHERE, "Nomor ini tidak memakai WhatsApp."),
    "smsgate": ("RESULT_ERROR_GENERIC_FAILURE", Lesson.UNKNOWN, "SMS ditolak jaringan."),
}


@dataclass(slots=True)
class Provider(Nothing):
    """A provider in bad weather. It tells what became of each message later, twice, and in any order."""

    world: World | None = None

    def template(self, purpose: Purpose) -> str:
        """Return the template that was approved."""
        return f"{purpose}/id"

    def send(self, outgoing: Outgoing) -> Sent:
        """Take a message, unless the weather is too bad."""
        world = self.world
        assert world is not None
        if self.name == "smsgate" and world.start + OUTAGE[0] <= world.now < world.start + OUTAGE[1]:
            raise SendError("unreachable", retry=True, tell="HP pengirim tidak bisa dihubungi.", lesson=Lesson.WAIT)
        if outgoing.to in self.dead:
            raise SendError("dead", retry=False, tell="Nomor tidak aktif.", lesson=Lesson.DEAD)
        self.sent += 1
        world.left(self, outgoing)
        return Sent(f"{self.name}-{outgoing.outbox_id}", State.QUEUED, 0)


@dataclass(slots=True)
class Reached:
    """One message that arrived."""

    at: datetime
    to: str
    medium: Medium
    outbox_id: int


@dataclass(slots=True)
class World:
    """The clock, what is still to happen, and what has arrived."""

    year: Year
    start: datetime
    now: datetime
    scripts: dict[str, list[str]] = field(default_factory=dict)
    arrived: list[Reached] = field(default_factory=list)
    reports: int = 0
    _soon: list[tuple[datetime, int, Any]] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=count)

    @property
    def house(self) -> House:
        """The house."""
        return self.year.house

    def later(self, seconds: float, what: Any) -> None:
        """Let something happen after so many seconds."""
        heappush(self._soon, (self.now + timedelta(seconds=seconds), next(self._numbers), what))

    def left(self, provider: Provider, outgoing: Outgoing) -> None:
        """Decide what becomes of a message, and when the provider tells: twice each, in any order."""
        chance, id_ = self.year.chance, f"{provider.name}-{outgoing.outbox_id}"
        if chance.random() < FAILS:
            code, lesson, tell = WRONG[provider.name]
            found = Status(provider.name, id_, outgoing.outbox_id, State.FAILED, code)
            told: list[tuple[Status, Lesson, str]] = [(found, lesson, tell)]
        else:
            states = [State.SENT, State.DELIVERED, *([State.READ] if outgoing.medium == "whatsapp" else [])]
            told = [(Status(provider.name, id_, outgoing.outbox_id, state), Lesson.UNKNOWN, "") for state in states]
            self.later(chance.uniform(1, 60), Reached(self.now, outgoing.to, outgoing.medium, outgoing.outbox_id))
        for one in told * 2:
            self.later(chance.uniform(0, 900), one)

    def live(self, until: datetime) -> None:
        """Live minute by minute."""
        house = self.house
        while self.now < until:
            while self._soon and self._soon[0][0] <= self.now:
                self.happen(heappop(self._soon)[2])
            tick(house, self.now)
            for channel in waiting(house, self.now):
                while deliver(house, channel, self.now):
                    pass
            self.now += MINUTE

    def happen(self, what: Any) -> None:
        """Take in a report, let a message arrive, or let a woman write."""
        match what:
            case (Status() as status, Lesson() as lesson, str(tell)):
                self.reports += 1
                assert report(self.house, status, self.now, tell=tell, lesson=lesson)
            case Reached():
                self.arrived.append(replace(what, at=self.now))
                if self.scripts.get(what.to):
                    self.later(self.year.chance.uniform(60, 2_400), what.to)
            case str(her):
                if self.scripts.get(her):
                    text = self.scripts[her].pop(0)
                    receive(self.house, [self.year.message(her, text)], self.now, inline=False)
            case _:
                raise TypeError(what)

    def round(self, name: str) -> tuple[Preview, int]:
        """Open a round and live with it until it is closed; return what was forecast, and its id."""
        house, start = self.house, self.start
        survey = house.library.named(name)
        assert survey is not None
        for lines in self.year.willing(survey).values():
            self.scripts.update({her: list(said) for her, said in lines.items()})
        with house.db.reading() as db:
            seen = rounds.preview(house, db, survey, None, start)
        opened = rounds.open_round(house, name, None, Actor(), start)
        assert isinstance(seen, Preview)
        assert isinstance(opened, Opened)
        self.live(start + timedelta(days=DAYS))
        with house.db.transaction() as db:
            rounds.close(db, opened.round_id, Actor(), self.now)
        self.scripts.clear()
        return seen, opened.round_id


def world_in(folder: Path) -> World:
    """Open the house in ``folder``, with the two providers and the federation's own hours, pace and prices."""
    year = begin(folder)
    policy = read_policy()
    dead = next(channel.dead for channel in year.house.channels.values() if isinstance(channel, Nothing))
    sim = Provider("smsgate", "sms", dead)
    whatsapp = Provider("cloud", "whatsapp", set(), repeatable=False)
    year.house = replace(
        year.house,
        channels={"smsgate": sim, "cloud": whatsapp},
        hours=policy.hours,
        paces=policy.paces,
        budgets=Budgets(month=BUDGET * THOUSANDTHS),
    )
    world = World(year, FIRST, FIRST)
    sim.world = whatsapp.world = world
    return world


@dataclass(frozen=True, slots=True)
class Found:
    """What the second round came to. ``wrong`` names everything that must not happen."""

    forecast: int
    bill: int
    through: datetime
    last: datetime
    invited: int
    arrived: int
    unreached: Mapping[str, int]
    started: int
    finished: int
    reports: int
    busiest: int
    wrong: tuple[str, ...]


def judge(world: World, seen: Preview, round_id: int) -> Found:
    """Look at every message of the round, and at every woman."""
    house, wrong = world.house, []
    p, o, m = t.participant.c, t.outbox.c, t.member.c
    with house.db.reading() as db:
        women = db.execute(select(t.participant).where(p.round_id == round_id)).all()
        rows = db.execute(
            select(t.outbox, m.zone).outerjoin(t.member, m.id == o.member_id).where(o.created_at >= world.start)
        ).all()
        bill = costs.of_round(house, db, round_id, world.now)
        stuck = db.scalar(select(func.count()).where(o.state.in_(("sending",)), o.created_at >= world.start))
    by_id = {row.id: row for row in rows}
    times = Counter(one.outbox_id for one in world.arrived)
    wrong += [f"message {id_} arrived {often} times" for id_, often in times.items() if often > 1]
    first: Counter[int] = Counter()
    opened: list[datetime] = []
    for one in world.arrived:
        row = by_id.get(one.outbox_id)
        if row is None:
            continue
        if row.kind == "invitation":
            first[row.participant_id] += 1
            opened.append(row.left_at)
        if row.priority > REPLY and local(row.left_at, ZONES.get(row.zone, WIB)).time() in QUIET:
            wrong.append(f"message {row.id} left at {say_moment(row.left_at, WIB)}")
    wrong += [f"woman {who} was invited {often} times" for who, often in first.items() if often > 1]
    unreached = Counter(woman.failure for woman in women if not first[woman.id] and not woman.started_at)
    wrong += [
        f"woman {woman.id} was skipped"
        for woman in women
        if not first[woman.id] and not (woman.failure or woman.started_at)
    ]
    left = sorted(row.left_at for row in rows if row.kind == "invitation" and row.left_at and row.opens)
    busiest = max(
        (sum(1 for other in left if moment <= other < moment + timedelta(days=1)) for moment in left), default=0
    )
    if busiest > 250:
        wrong.append(f"{busiest} conversations were opened within 24 hours")
    if stuck:
        wrong.append(f"{stuck} messages hang between two states")
    wrong += [
        f"message {row.id} is {row.state} without a reason"
        for row in rows
        if row.state in ("failed", "unknown") and not row.error
    ]
    if bill > BUDGET:
        wrong.append(f"the bill of {bill} is above the budget of {BUDGET}")
    if abs(seen.cost / bill - 1) > CLOSE:
        wrong.append(f"the forecast of {seen.cost} is {seen.cost / bill - 1:+.1%} of the bill of {bill}")
    return Found(
        seen.cost, bill, seen.through, max(row.left_at for row in rows if row.kind == "invitation" and row.left_at),
        len(women), len(first), unreached, sum(1 for one in women if one.started_at), sum(1 for one in women if one.finished_at),
        world.reports, busiest, tuple(wrong),
    )  # fmt: skip


def told(found: Found) -> str:
    """Return the document."""
    why = "; ".join(f"{often} {said}" for said, often in sorted(found.unreached.items()))
    return f"""# Satu putaran ke 405 anggota, dalam cuaca buruk (simulasi)

Dibuat oleh `make simulate-round`: dua putaran `{SURVEY}` menit demi menit; yang kedua dihitung di sini. Hanya kedua penyedia yang
tidak sungguhan. WhatsApp baru boleh menyapa 250 orang sehari, kartu SIM 30 SMS tiap setengah jam dan mati enam jam di hari
pertama, 3 dari 100 pesan gagal, dan setiap laporan datang dua kali dan tidak berurutan ({number(found.reports)} laporan).

![Apa yang keluar, lewat mana, dan kapan](pictures/putaran-405.svg)

| | |
|---|--:|
| diundang | {number(found.invited)} |
| undangan sampai | {number(found.arrived)} |
| tidak terjangkau, dengan alasannya | {why or "-"} |
| mulai menjawab | {number(found.started)} |
| selesai | {number(found.finished)} |
| disapa lebih dulu dalam 24 jam, paling banyak | {number(found.busiest)} |
| undangan terakhir keluar, menurut perkiraan | {say_moment(found.through, WIB)} |
| undangan terakhir keluar | {say_moment(found.last, WIB)} |
| perkiraan biaya | {rupiah(found.forecast)} |
| tagihan | {rupiah(found.bill)} ({found.bill / found.forecast - 1:+.1%}) |
| anggaran bulan itu | {rupiah(BUDGET)} |

Yang diperiksa dan tidak terjadi: anggota terlewat, disapa dua kali, pesan yang sama sampai dua kali, undangan atau pengingat
antara 20.00 dan 07.00 jam setempat, lebih dari 250 percakapan baru dalam 24 jam, pesan gagal tanpa alasan, pengeluaran di atas
anggaran, perkiraan yang meleset lebih dari 5 persen.
"""


def main() -> int:
    """Live through both rounds; write the document and its picture. Returns 1 where something happened that must not."""
    began = time.monotonic()
    # In memory where there is room: a commit that waits for a disk would only make it slow.
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as made:
        world = world_in(Path(made))
        world.round(SURVEY)
        print(f"the first round is over after {time.monotonic() - began:.0f} s", flush=True)
        world.start = world.now = SECOND
        world.arrived.clear()
        world.reports = 0
        seen, round_id = world.round(SURVEY)
        found = judge(world, seen, round_id)
        with world.house.db.reading() as db:
            o = t.outbox.c
            rows = db.execute(
                select(o.kind, o.channel, o.medium, o.left_at, o.priority).where(
                    o.left_at >= SECOND, o.priority.in_((REPLY, BULK))
                )
            ).all()
        (ROOT / "docs/pictures/putaran-405.svg").write_text(picture(rows, SECOND, DAYS, OUTAGE), encoding="utf-8")
        world.house.db.close()
    (ROOT / "docs/putaran-405.md").write_text(told(found), encoding="utf-8")
    print(told(found))
    for one in found.wrong[:20]:
        print(f"WRONG: {one}", file=sys.stderr)
    print(f"{time.monotonic() - began:.0f} s")
    return 1 if found.wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
