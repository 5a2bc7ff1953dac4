"""Commands by phone: PUTARAN, STATUS, INGATKAN, TUTUP and RINGKASAN, and the short code that carries one out.

Whatever sends something asks for its code first: only that code, within 15 minutes, from that phone, by that woman, does it;
once. Everything runs inside the inbox's transaction, so that a command and its answer stand or fall together.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select, update

from bot.message import Spoken
from bot.services import reminders, restraint, rounds, unions, versions
from bot.services.codes import code_in, new_code
from bot.services.house import House
from bot.services.rounds import Actor, Preview, Refused
from bot.survey.model import Survey, text_in
from bot.times import WIB, ZONES
from bot.wording import coordinators as say
from bot.wording import members as say_members
from bot.wording.coordinators import Refusal
from bot.wording.summary import only_for_secretariat
from storage import tables as t

VALID: Final = timedelta(minutes=15)
"""How long a code opens anything."""

_WORDS: Final = ("PUTARAN", "STATUS", "INGATKAN", "TUTUP", "RINGKASAN")
_ROLES: Final = ("coordinator", "secretariat")
_MOST_LINES: Final = 6
_MOST_NAMES: Final = 3  # PUTARAN corel kulon progo: more words are a sentence that happens to begin so
_REMEMBERED: Final = timedelta(days=1)
_HELD_LATELY: Final = timedelta(days=1)
_c = t.pending_command.c


@dataclass(frozen=True, slots=True)
class _Who:
    """Who commands: a coordinator with her union, or somebody of the secretariat; on which address and medium."""

    member_id: int
    role: str
    union_id: int | None
    address_id: int
    medium: str
    language: str
    zone: str

    @property
    def secretariat(self) -> bool:
        """Whether she may act in every union."""
        return self.role == "secretariat"


def concerns(text: str) -> bool:
    """Tell, by its looks alone, whether ``text`` may be a command or a code; the cheap gate before ``handle``."""
    said = text.strip()
    return said.partition(" ")[0].upper().rstrip(".!?") in _WORDS or code_in(said) is not None


def is_command(text: str) -> bool:
    """Tell whether ``text`` reads as a command and nothing else: its word, and at most a name behind it."""
    word, *names = text.split() or [""]
    return len(names) <= _MOST_NAMES and word.upper().rstrip(".!?") in _WORDS


def handle(  # noqa: PLR0913 - who asks, from where, what, when
    house: House,
    db: Connection,
    *,
    member_id: int,
    role: str,
    union_id: int | None,
    address_id: int,
    medium: str,
    text: str,
    now: datetime,
) -> Spoken | None:
    """Carry out or refuse one command inside the caller's transaction and return what is said back.

    None where this is no command of hers: she is neither coordinator nor of the secretariat, or it only looked like a code.
    """
    if role not in _ROLES or (role == "coordinator" and union_id is None):
        return None
    m = t.member.c
    language, zone = db.execute(select(m.language, m.zone).where(m.id == member_id)).one()
    who = _Who(member_id, role, union_id, address_id, medium, language, zone)
    desk = _Commands(house, db, who, now)
    said = text.strip()
    code = code_in(said)
    if code is not None:
        return desk.code(code)
    word, _, rest = said.partition(" ")
    verbs: dict[str, Callable[[str], Spoken]] = {
        "PUTARAN": desk.open,
        "STATUS": desk.status,
        "INGATKAN": desk.remind,
        "TUTUP": desk.close,
        "RINGKASAN": desk.summary,
    }
    verb = verbs.get(word.upper().rstrip(".!?"))
    return verb(" ".join(rest.split())) if verb is not None else None


class _Commands:
    """The commands of one woman at one moment."""

    def __init__(self, house: House, db: Connection, who: _Who, now: datetime) -> None:
        self.house = house
        self.db = db
        self.who = who
        self.now = now
        self.words = house.words

    # --- what is asked for -----------------------------------------------------------------------------------------

    def open(self, rest: str) -> Spoken:
        """PUTARAN: say what opening would do, and the code that does it."""
        scope = self._scope(rest)
        if isinstance(scope, Refused):
            return self._refused(scope)
        name, union_id = scope
        survey = rounds.find_survey(self.house, name)
        if isinstance(survey, Refused):
            return self._refused(survey)
        seen = rounds.preview(self.house, self.db, survey, union_id, self.now)
        if isinstance(seen, Refused):
            return self._refused(seen)
        code = self._pending("open", {"survey": survey.name, "hash": survey.hash, "union": union_id})
        return self._preview(seen, code)

    def status(self, rest: str) -> Spoken:
        """STATUS: say how her rounds stand."""
        found = self._rounds(rest, own=False)
        if not found:
            return self._refused(Refused("no_round"))
        if len(found) > _MOST_LINES:
            return say.which_round(self.words, self.who.language, command="STATUS", names=self._names(found))
        lines = []
        for row in found:
            part = None if self.who.secretariat or row.union_id is not None else self.who.union_id
            standing = rounds.waiting(self.house, self.db, row.id, rounds.status(self.db, row.id, part), self.now)
            told = {"title": self._title(row), "standing": standing, "zone": self._zone}
            lines.append(say.status(self.words, self.who.language, **told).text)
        whose = None if self.who.secretariat else self.who.union_id
        held = restraint.held_back(self.db, self.now - _HELD_LATELY, whose)
        if held:
            replies, phones = sum(one.replies for one in held), len({one.address_id for one in held})
            lines.append(say.held_back(self.words, self.who.language, replies=replies, phones=phones))
        return Spoken("\n".join(lines))

    def remind(self, rest: str) -> Spoken:
        """INGATKAN: say whom a reminder would reach and when, and the code that orders it."""
        row = self._one_round(rest, "INGATKAN")
        if isinstance(row, Spoken):
            return row
        waiting = reminders.candidates(self.house, self.db, row.id, self.now)
        if not waiting:
            still = rounds.waiting_for(self.db, row.id)
            return self._refused(Refused("reminded_enough" if still else "nobody"))
        return say.remind_preview(
            self.words,
            self.who.language,
            title=self._title(row),
            waiting=waiting,
            at=self._evening(),
            zone=self._zone,
            code=self._pending("remind", {"round": row.id}),
        )

    def close(self, rest: str) -> Spoken:
        """TUTUP: say what closing means, and the code that does it."""
        row = self._one_round(rest, "TUTUP")
        if isinstance(row, Spoken):
            return row
        unfinished = rounds.waiting_for(self.db, row.id)
        code = self._pending("close", {"round": row.id})
        title = self._title(row)
        return say.close_preview(self.words, self.who.language, title=title, unfinished=unfinished, code=code)

    def summary(self, _rest: str) -> Spoken:
        """RINGKASAN: the newest weekly summary, for the secretariat alone."""
        if not self.who.secretariat:
            return Spoken(only_for_secretariat(self.words, self.who.language))
        w = t.weekly_summary.c
        text = w.text_whatsapp if self.who.medium == "whatsapp" else w.text_sms
        found: str | None = self.db.scalar(select(text).order_by(w.week.desc()).limit(1))
        return Spoken(found) if found is not None else say_members.summary_not_ready(self.words, self.who.language)

    # --- codes -----------------------------------------------------------------------------------------------------

    def code(self, code: str) -> Spoken | None:
        """Carry out what ``code`` stands for, once; None where she has asked for nothing lately, so that it is no code."""
        mine = (
            select(t.pending_command)
            .where(_c.address_id == self.who.address_id, _c.member_id == self.who.member_id)
            .where(_c.created_at > self.now - _REMEMBERED)
            .order_by(_c.id.desc())
            .with_for_update()
        )
        known = self.db.execute(mine).all()
        if not known:
            return None
        row = next((one for one in known if one.code == code), None)
        if row is None:
            return self._refused(Refused("wrong_code"))
        if row.used_at is not None:
            return self._refused(Refused("already_done"))
        if row.expires_at <= self.now:
            return self._refused(Refused("old_code"))
        self.db.execute(update(t.pending_command).where(_c.id == row.id).values(used_at=self.now))
        subject = json.loads(row.subject)
        match row.action:
            case "open":
                return self._open_now(subject)
            case "remind":
                return self._remind_now(subject["round"])
            case _:
                return self._close_now(subject["round"])

    def _open_now(self, subject: dict[str, Any]) -> Spoken:
        if not self._may(subject["union"]):
            return self._refused(Refused("other_union"))
        # What she agreed to is opened, also where the file was edited in these minutes.
        survey = self.house.library.version(self.db, subject["hash"])
        seen = rounds.preview(self.house, self.db, survey, subject["union"], self.now)
        opened = rounds.open_in(self.house, self.db, survey, subject["union"], self._actor, self.now)
        if isinstance(opened, Refused) or isinstance(seen, Refused):
            return self._refused(opened if isinstance(opened, Refused) else Refused("nobody"))
        return say.opened(self.words, self.who.language, reach=self._reach(seen))

    def _remind_now(self, round_id: int) -> Spoken:
        row = self._still_open(round_id)
        if isinstance(row, Spoken):
            return row
        queued, _ = reminders.order(self.house, self.db, round_id, self.now)
        if not queued:
            return self._refused(Refused("nobody"))
        rounds.note(self.db, self._actor, "round.remind", round_id, self.now)
        return say.reminding(
            self.words, self.who.language, title=self._title(row), waiting=queued, at=self._evening(), zone=self._zone
        )

    def _close_now(self, round_id: int) -> Spoken:
        row = self._still_open(round_id)
        if isinstance(row, Spoken):
            return row
        standing = rounds.close(self.db, round_id, self._actor, self.now)
        if isinstance(standing, Refused):
            return self._refused(standing)
        return say.closed(
            self.words,
            self.who.language,
            title=self._title(row),
            finished=standing.finished,
            invited=standing.invited,
        )

    def _still_open(self, round_id: int) -> Row[Any] | Spoken:
        row = next((one for one in rounds.open_rounds(self.db) if one.id == round_id), None)
        if row is None:
            return self._refused(Refused("no_round"))
        return row if self._may(row.union_id) else self._refused(Refused("other_union"))

    def _pending(self, action: str, subject: dict[str, Any]) -> str:
        """Return the code for this command: the one that she has already where she asks twice, else a new one."""
        text = json.dumps(subject, sort_keys=True)
        living = self.db.execute(
            select(_c.code, _c.action, _c.subject, _c.used_at)
            .where(_c.address_id == self.who.address_id, _c.member_id == self.who.member_id)
            .where(_c.created_at > self.now - _REMEMBERED)
            .order_by(_c.id.desc())
        ).all()
        same = self.db.scalar(
            select(_c.code)
            .where(_c.address_id == self.who.address_id, _c.member_id == self.who.member_id)
            .where(_c.action == action, _c.subject == text, _c.used_at.is_(None), _c.expires_at > self.now)
            .order_by(_c.id.desc())
            .limit(1)
        )
        if same is not None:
            # Her 15 minutes begin with what she read last.
            self.db.execute(
                update(t.pending_command)
                .where(_c.address_id == self.who.address_id, _c.code == same, _c.used_at.is_(None))
                .values(expires_at=self.now + VALID)
            )
            return str(same)
        code = new_code({row.code for row in living})
        self.db.execute(
            insert(t.pending_command).values(
                address_id=self.who.address_id,
                member_id=self.who.member_id,
                action=action,
                subject=text,
                code=code,
                created_at=self.now,
                expires_at=self.now + VALID,
            )
        )
        return code

    # --- which round, which union ----------------------------------------------------------------------------------

    def _may(self, union_id: int | None) -> bool:
        return self.who.secretariat or (union_id is not None and union_id == self.who.union_id)

    def _scope(self, rest: str) -> tuple[str, int | None] | Refused:
        """Split "corel anggota kulon progo" into the survey's name and the union; a coordinator's union is her own."""
        if not rest:
            return "", self.who.union_id if not self.who.secretariat else None
        survey, union = unions.split_scope(self.house, self.db, rest, self._today)
        if union is None:
            return rest, None if self.who.secretariat else self.who.union_id
        return (survey, union.id) if self._may(union.id) else Refused("other_union", union.name)

    def _rounds(self, rest: str, *, own: bool) -> list[Row[Any]]:
        """Return the open rounds that she may see (``own``: command), those of one survey or union where she named it."""
        found = rounds.open_rounds(self.db, None if self.who.secretariat else self.who.union_id)
        if own:
            found = [row for row in found if self._may(row.union_id)]
        wanted = unions.key_of(rest)
        if not wanted:
            return found
        survey = rounds.find_survey(self.house, rest)
        name = survey.name if isinstance(survey, Survey) else wanted
        named = [row for row in found if row.survey_name == name]
        by_name = named or [row for row in found if wanted in _spellings(row)]
        union = None if by_name else unions.named(self.house, self.db, rest, self._today)
        return by_name if union is None else [row for row in found if row.union_id == union.id]

    def _one_round(self, rest: str, command: str) -> Row[Any] | Spoken:
        found = self._rounds(rest, own=True)
        if len(found) == 1:
            return found[0]
        if found:
            return say.which_round(self.words, self.who.language, command=command, names=self._names(found))
        foreign = [row for row in rounds.open_rounds(self.db) if rest and unions.key_of(rest) in _spellings(row)]
        seen = foreign or self._rounds(rest, own=False)
        return self._refused(Refused("other_union" if seen else "no_round"))

    def _names(self, found: list[Row[Any]]) -> list[str]:
        return [f"{row.survey_name} {row.union_key}" if row.union_key else row.survey_name for row in found]

    # --- words -----------------------------------------------------------------------------------------------------

    @property
    def _actor(self) -> Actor:
        return Actor(self.who.member_id, "phone")

    @property
    def _zone(self) -> Any:
        return ZONES.get(self.who.zone, WIB)

    @property
    def _today(self) -> date:
        return self.now.astimezone(self._zone).date()

    def _evening(self) -> datetime:
        return self.house.hours.next(self.now, self._zone, evening=True)

    def _survey_title(self, survey: Survey) -> str:
        return text_in(survey.title, self.who.language) or survey.name

    def _title(self, row: Row[Any]) -> str:
        title = self._survey_title(self.house.library.version(self.db, row.survey_hash))
        return f"{title} {row.union_name}" if self.who.secretariat and row.union_name else title

    def _refused(self, refused: Refused) -> Spoken:
        why: Refusal = refused.why
        return say.refused(why, self.words, self.who.language, name=refused.name, names=refused.names)

    def _reach(self, seen: Preview, changed: int = 0) -> say.Reach:
        cost = (seen.segments, seen.cost, seen.hours, seen.through, self._zone)
        short = tuple(purse.said() for purse in seen.short)
        return say.Reach(self._survey_title(seen.survey), seen.members, *cost, changed, seen.hers, short)

    def _preview(self, seen: Preview, code: str) -> Spoken:
        reach = self._reach(seen, versions.changed(self.house, self.db, seen.survey))
        return say.preview(self.words, self.who.language, reach=reach, code=code)


def _spellings(row: Row[Any]) -> set[str]:
    """Return the ways a round is named: survey, union, and both."""
    keys = {unions.key_of(row.union_key or ""), unions.key_of(row.union_name or "")} - {""}
    return {row.survey_name, *keys, *(f"{row.survey_name}-{key}" for key in keys)}
