"""One week of the whole house: a round opened by phone, answers, evenings, a Monday; and no member in any log.

Two unions on two clocks live from Tuesday noon to Monday morning with the clock that the simulator has. What they did is written
down here a second time, and what the house tells of it must be the same.
"""

from __future__ import annotations

import logging
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import smsutil
from sqlalchemy import select

from bot.message import Medium
from bot.services import clock, summaries
from bot.services.house import House
from bot.services.inbox import receive
from bot.services.tick import hop, tick
from bot.times import Week
from storage import tables as t
from storage.database import Database
from tests.federation import NOON, Federation, house_of

WIB, WITA = timezone(timedelta(hours=7)), timezone(timedelta(hours=8))
"""The two clocks as the law gives them, and not as the house has them."""

WEEK = Week.parse("2026-W48")
MONDAY = datetime(2026, 11, 30, 7, 30, tzinfo=WIB)
JAVA = [f"+62811000200{n:02d}" for n in range(14)]
MAMUJU = [f"+62811000210{n:02d}" for n in range(10)]
KOORDINATOR, TETANGGA, OFFICE, STRANGER = "+6281100022000", "+6281100022001", "+6281100022002", "+6281100022003"
EASTERN = {*MAMUJU, TETANGGA}
STORY, ADVICE = "Sekarang saya berani bicara di rapat desa", "Lebih banyak pelatihan untuk kami semua"
ALL = ("ya", "3", "1,2", "1", "3", "2", "ya", STORY, ADVICE)
CODE = re.compile(r"\b[A-Z]\d[A-Z]\d\b")


def at(day: int, clock_time: str, zone: timezone = WIB) -> datetime:
    """Return a moment of November 2026."""
    hour, minute = map(int, clock_time.split("."))
    return datetime(2026, 11, day, hour, minute, tzinfo=zone)


WAYS: list[tuple[datetime, str, tuple[str, ...]]] = sorted(
    [
        *((at(24, "13.00"), number, ALL) for number in JAVA[:6]),
        (at(24, "21.15"), JAVA[6], ALL),  # at night: only she is answered
        (at(24, "14.00"), JAVA[7], ALL[:2]),
        (at(26, "15.00"), JAVA[7], ALL[2:]),  # her second reminder is queued by then
        (at(25, "09.00"), JAVA[8], ("tidak",)),
        (at(24, "14.00"), JAVA[9], ("ya", "0", "3")),
        (at(24, "15.00"), JAVA[10], ("ya", "4", "BERHENTI")),
        (at(26, "15.00"), JAVA[11], ("BERHENTI",)),  # so is hers
        *((at(25, "10.00", WITA), number, ("ya", "1", "2", "2", "1", "1", "tidak", STORY, ADVICE)) for number in MAMUJU[:3]),
        *((at(25, "11.00", WITA), number, ("ya", "1", "2", "2")) for number in MAMUJU[3:6]),
        (at(25, "11.00", WITA), MAMUJU[6], ("tidak",)),
        (at(25, "12.00", WITA), MAMUJU[7], ("BERHENTI",)),
        *((at(27, "16.00"), number, ("WARGA", "ya", "1")) for number in (*MAMUJU[:2], STRANGER)),
    ]
)  # fmt: skip
"""When each woman writes what. JAVA[12:] and MAMUJU[8:] never answer."""

REMINDED = dict.fromkeys((JAVA[7], JAVA[11]), 1) | dict.fromkeys((JAVA[9], *JAVA[12:], *MAMUJU[3:6], *MAMUJU[8:]), 2)
"""How often each is reminded; who is not named, never."""


class Play:
    """A house, its people, and their clock."""

    def __init__(self, database: Database) -> None:
        self.house: House = house_of(database)
        self.people = Federation(self.house)
        self.unions = {"kulon-progo": self.people.union("kulon-progo"), "mamuju": self.people.union("mamuju", "WITA")}
        for numbers, union, zone in ((JAVA, "kulon-progo", "WIB"), (MAMUJU, "mamuju", "WITA")):
            for index, number in enumerate(numbers):
                self.add(f"Anggota {index}", number, union, zone, medium=self.medium(number))
        self.add("Koordinator Satu", KOORDINATOR, "kulon-progo", "WIB", role="coordinator")
        self.add("Koordinator Dua", TETANGGA, "mamuju", "WITA", role="coordinator", medium="whatsapp")
        self.people.member("Sekretariat", OFFICE, role="secretariat", medium="whatsapp")

    def add(self, name: str, number: str, union: str, zone: str, role: str = "member", medium: Medium = "sms") -> None:
        """Put one woman into a union."""
        self.people.member(name, number, union_id=self.unions[union], role=role, zone=zone, medium=medium)

    @staticmethod
    def medium(number: str) -> Medium:
        """Every second phone has WhatsApp."""
        return "whatsapp" if int(number) % 2 or number == OFFICE else "sms"

    @property
    def now(self) -> datetime:
        """The house's time; the real clock stands still at NOON."""
        return clock.now(self.house, NOON)

    def says(self, number: str, text: str, medium: Medium | None = None) -> str:
        """Let one woman write, and return what she reads at once."""
        message = self.people.says(number, text, medium=medium or self.medium(number))
        return "\n".join(reply.spoken.text for reply in receive(self.house, [message], self.now)[0].replies)

    def until(self, goal: datetime) -> None:
        """Live on until ``goal``, looking for what is due on both sides of every edge, and at the clock's own stops."""
        moment = self.now
        while moment < goal:
            moment = min(goal, next(_edges(moment)))
            said = moment.astimezone(WIB).strftime("%Y-%m-%d %H.%M")
            clock.move(self.house, said, NOON, partial(hop, self.house))

    def rows(self, table: Any) -> list[Any]:
        """Return every row of a table."""
        with self.house.db.reading() as db:
            return list(db.execute(select(table)))

    def post(self) -> list[tuple[str, Any]]:
        """Return the outbox, each row with the number it goes to."""
        numbers = {row.id: row.value for row in self.rows(t.address)}
        return [(numbers[row.address_id], row) for row in self.rows(t.outbox)]

    def nothing_begun(self) -> bool:
        """Tell whether nobody was written to but in reply."""
        return {row.kind for _, row in self.post()} <= {"reply"} and not self.rows(t.participant)


def _edges(moment: datetime) -> Iterator[datetime]:
    """Give the moments to come at which a window opens or shuts in either zone, each with the minute before it."""
    for days in (0, 1):
        for hour in ("06.00", "07.00", "12.00", "17.30", "18.30", "19.00", "20.00", "23.00"):
            edge = at(moment.astimezone(WIB).day + days, hour)
            yield from (one for one in (edge - timedelta(minutes=1), edge) if one > moment)


def here(number: str, moment: datetime) -> datetime:
    """Return a moment on the clock of whoever has the number."""
    return moment.astimezone(WITA if number in EASTERN else WIB)


# --- the week ------------------------------------------------------------------------------------------------------


def _open(play: Play) -> None:
    """Open both rounds by phone; whoever may not is refused and sets nothing going."""
    asked = play.says(KOORDINATOR, "PUTARAN corel-anggota")
    code = CODE.findall(asked)[-1]
    assert "14 anggota (7 WhatsApp, 7 SMS)" in asked
    for number in (STRANGER, TETANGGA, JAVA[0]):
        for text in (
            "PUTARAN corel-anggota kulon-progo",
            code,
            f"YA {code}",
            "TUTUP kulon-progo",
            "INGATKAN kulon-progo",
        ):
            assert not CODE.search(play.says(number, text)), "a code was given away"
    assert "serikat lain" in play.says(TETANGGA, "PUTARAN corel-anggota kulon-progo")
    assert len(play.rows(t.pending_command)) == 1
    assert play.rows(t.round_) == []
    assert play.nothing_begun()
    assert "dibuka" in play.says(KOORDINATOR, code)
    play.says(KOORDINATOR, code)
    assert [row.union_id for row in play.rows(t.round_)] == [play.unions["kulon-progo"]], "opened once"
    assert {row.union_id for row in play.rows(t.participant)} == {play.unions["kulon-progo"]}


def _open_at_night(play: Play) -> None:
    """The neighbour opens her own at half past eight in her evening."""
    for text in ("INGATKAN kulon-progo", "TUTUP kulon-progo"):
        assert not CODE.search(play.says(TETANGGA, text))
    code = CODE.findall(play.says(TETANGGA, "PUTARAN corel-anggota"))[-1]
    assert "dibuka" in play.says(TETANGGA, code)


def _remind(play: Play) -> None:
    """The coordinator asks for a reminder herself: it is the second of the two."""
    code = CODE.findall(play.says(KOORDINATOR, "INGATKAN"))[-1]
    assert "5 anggota" in play.says(KOORDINATOR, code)


def _live(play: Play) -> None:
    """Let everybody do what she does, until just before the summary."""
    _open(play)
    rest = [
        *((moment, partial(_say_all, play, number, texts)) for moment, number, texts in WAYS),
        (at(24, "20.30", WITA), partial(_open_at_night, play)),
        (at(26, "10.00"), partial(_remind, play)),
    ]
    for moment, does in sorted(rest, key=lambda one: one[0]):
        play.until(moment)
        does()
    play.until(MONDAY - timedelta(minutes=1))


def _say_all(play: Play, number: str, texts: tuple[str, ...]) -> None:
    for text in texts:
        assert play.says(number, text)


def test_a_whole_week(database: Database) -> None:
    play = Play(database)
    _live(play)
    assert [number for number, row in play.post() if row.kind == "notice"] == [], "not before half past seven"
    play.until(MONDAY)
    tick(play.house, MONDAY)
    hop(play.house, MONDAY)
    play.until(MONDAY + timedelta(minutes=30))
    _check_post(play)
    _check_figures(play)
    _check_texts(play)


def _check_post(play: Play) -> None:
    """What left, left at its hour, for nobody too often, and for nobody who was through."""
    ended = {number: moment for moment, number, texts in WAYS if texts[-1] in (ADVICE, "tidak", "BERHENTI")}
    reminded: dict[str, list[datetime]] = defaultdict(list)
    by_night: Counter[str] = Counter()
    for number, row in play.post():
        if row.sent_at is None:
            assert (row.kind, row.state) == ("reminder", "cancelled"), "only a reminder that nobody needed may stay"
            continue
        clock_time = here(number, row.sent_at).time()
        if not time(7) <= clock_time < time(20):
            by_night[row.kind] += 1
        if row.kind == "reminder":
            assert time(18, 30) <= clock_time < time(20)
            assert row.sent_at < ended.get(number, MONDAY)
            reminded[number].append(here(number, row.sent_at))
    assert set(by_night) == {"reply"}, "she is answered at night, and nothing else leaves"
    assert {number: len(moments) for number, moments in reminded.items()} == REMINDED
    assert all(len({one.date() for one in moments}) == len(moments) for moments in reminded.values())
    invited = Counter(number for number, row in play.post() if row.kind == "invitation" and row.state == "delivered")
    assert invited == Counter([*JAVA, *MAMUJU])
    notices = [(number, row.medium, row.sent_at) for number, row in play.post() if row.kind == "notice"]
    assert notices == [(OFFICE, "whatsapp", MONDAY.astimezone(UTC))]


# --- what the summary says -----------------------------------------------------------------------------------------


def _inside(moment: datetime | None) -> bool:
    return moment is not None and at(23, "00.00") <= moment < at(30, "00.00")


def _check_figures(play: Play) -> None:
    """The figures are what a count over the raw rows gives, and what the women of this file are known to have done."""
    made = summaries.get(play.house, WEEK, play.now)
    assert made.stored
    shown = {**{row["key"]: row for row in made.figures["unions"]}, "": made.figures["total"]}
    assert set(shown) == {*play.unions, ""}
    everyone = set(play.unions.values())
    for key, row in shown.items():
        counted = _turnout(play, {play.unions[key]} if key else everyone)
        assert {name: row[name] for name in counted} == counted
        assert row["change"] == counted, "nothing happened in the week before"
    known = {"invited": 24, "reached": 24, "started": 16, "finished": 11, "declined": 2, "stopped": 3}
    assert {name: shown[""][name] for name in known} == known
    strangers = made.figures["unregistered"]
    assert [strangers[name] for name in ("started", "finished", "declined", "stopped")] == [1, 0, 0, 0]
    _check_answers(play, made.figures["answers"])
    found = {(one["survey"], one["question"]): one["people"] for one in made.figures["given_up"]}
    assert found[("corel-anggota", "pemerintah")] == 4
    assert {one["question"]: one["words"] for one in made.figures["quotes"]} == {
        "perubahan": [STORY],
        "saran": [ADVICE],
    }
    assert made.figures["undelivered"] == []


def _turnout(play: Play, unions: set[int]) -> dict[str, int]:
    theirs = [row for row in play.rows(t.participant) if row.union_id in unions]
    ways = ("invited", "reached", "started", "finished", "declined")
    counted = {way: sum(_inside(getattr(row, f"{way}_at")) for row in theirs) for way in ways}
    stops = [row for row in play.rows(t.opt_out) if row.union_id in unions]
    return {**counted, "stopped": sum(_inside(row.at) for row in stops)}


def _check_answers(play: Play, shown: list[dict[str, Any]]) -> None:
    """Every distribution is the raw count, or hidden: a group of fewer than five is None, and so is what would betray it."""
    keys = {union_id: key for key, union_id in play.unions.items()}
    responses = {row.id: row for row in play.rows(t.response)}
    counted: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for row in play.rows(t.answer):
        response = responses[row.response_id]
        if row.closed and row.value and _inside(row.answered_at):
            group = keys.get(response.union_id, "") if response.voice == "member" else "unregistered"
            counted[response.survey_name, row.question, group].update(
                {"people": 1, **dict.fromkeys(row.value.split(), 1)}
            )
    assert {(one["survey"], one["question"]) for one in shown} == {key[:2] for key in counted}
    state = {}
    for one in shown:
        which = one["survey"], one["question"]
        total: Counter[str] = Counter()
        for key in play.unions:
            total += counted[(*which, key)]
        _same(one["total"], total, hidden=total["people"] < 5)
        apart = counted[(*which, "unregistered")]
        assert (one["unregistered"] is None) == (not apart)
        if apart:
            _same(one["unregistered"], apart, hidden=apart["people"] < 5)
        small = any(0 < counted[(*which, key)]["people"] < 5 for key in play.unions)
        for row in one["unions"]:
            _same(row, counted[(*which, row["key"])], hidden=small)
        state[one["question"]] = (one["total"]["people"], *(row["people"] for row in one["unions"]))
    # Six in Mamuju began and three went on: from there on both unions are hidden, since one betrays the other.
    assert state.pop("inisiatif") == (14, 8, 6)
    assert state.pop("usaha") == (15, 9, 6)
    assert [state.pop(name) for name in ("pemerintah", "keuangan", "lanjut")] == [(11, None, None)] * 3
    assert state
    assert all(people == (None, None) for people in state.values()), "two answered the other survey"


def _same(row: dict[str, Any], counted: Counter[str], *, hidden: bool) -> None:
    if hidden:
        assert row["people"] is None
        assert set(row["choices"].values()) == {None}
    else:
        assert row["people"] == counted["people"]
        assert row["choices"] == {name: counted[name] for name in row["choices"]}
        assert set(counted) <= {"people", *row["choices"]}


def _check_texts(play: Play) -> None:
    """The texts fit, and both are what the secretariat gets."""
    (sent,) = [row for _, row in play.post() if row.kind == "notice"]
    assert len(sent.spoken["text"]) <= 1500
    assert play.says(OFFICE, "RINGKASAN") == sent.spoken["text"]
    brief = play.says(OFFICE, "RINGKASAN", "sms")
    assert len(smsutil.split(brief).parts) <= 3
    assert all("diundang 24" in text and "selesai 11" in text for text in (sent.spoken["text"], brief))
    assert "selesai 11" not in play.says(KOORDINATOR, "RINGKASAN"), "it is the secretariat's"


# --- no member in the logs -----------------------------------------------------------------------------------------

NAME, NUMBER = "Zulaikhaxq Qomariyahzw", "+6281100029173"
SECRETS = ("Zulaikhaxq", "Qomariyahzw", NUMBER[-8:], "zzwarungqq", "qqtanyazz", "qqtakutzz", "qqsiapazz", "81100029174")


def test_no_member_in_the_logs(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    """At DEBUG, through a conversation, an alarm, a question, a stranger and a failing send."""
    caplog.set_level(logging.DEBUG)
    play = Play(database)
    play.add(NAME, NUMBER, "kulon-progo", "WIB")
    code = CODE.findall(play.says(KOORDINATOR, "PUTARAN corel-anggota"))[-1]
    play.says(KOORDINATOR, code)
    hop(play.house, NOON + timedelta(minutes=30))
    chat = ("ya", "2", "xyzzy", "1,3", "1", "2", "1", "ya", "zzwarungqq saya maju", "pelatihan")
    after = ("kapan mobil qqtanyazz datang", "tolong suami memukul saya qqtakutzz")
    for text in (*chat, *after):
        play.says(NUMBER, text)
    play.says("+6281100029174", "halo qqsiapazz ini")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(play.house.channels["simulator"], "send", _breaks)
        play.says(NUMBER, "BERHENTI")
        hop(play.house, NOON + timedelta(hours=1))
    assert caplog.records, "a log that is empty proves nothing"
    assert "the channel broke" in caplog.text
    shown = [caplog.text, *(repr(record.__dict__) for record in caplog.records)]
    assert [secret for secret in SECRETS for text in shown if secret in text] == []
    with database.reading() as db:
        assert NAME in set(db.scalars(select(t.member.c.name)))
        assert {*chat, *after} <= set(db.scalars(select(t.message.c.text))), "they were stored"
    if database.is_sqlite:
        file = Path(str(database.engine.url.database))
        stored = file.read_bytes() + file.with_name(f"{file.name}-wal").read_bytes()
        assert b"corel-anggota" in stored
        assert [secret for secret in SECRETS if secret.encode() in stored] == []


def _breaks(_outgoing: object) -> None:
    raise RuntimeError("the wire broke")
