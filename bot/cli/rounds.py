"""``suara round``: opens a round from the shell, shows how it stands, reminds and closes; it asks before anything is sent."""

from __future__ import annotations

import json
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import click
from sqlalchemy import Connection, Row, func, select

from bot.authoring.changes_report import as_values
from bot.cli.context import Doors, Refused
from bot.cli.indonesian import agrees
from bot.cli.survey_versions import said_of
from bot.services import budgets, costs, reminders, rounds
from bot.services.rounds import Actor, Preview
from bot.services.versions import changes
from bot.times import WIB, say_moment
from bot.wording import coordinators as say
from bot.wording import money
from bot.wording.shown import number, rupiah
from storage import tables as t

if TYPE_CHECKING:
    from bot.services.house import House

T = TypeVar("T")
_ACTOR = Actor(None, "cli")
_yes = click.option("--yes", is_flag=True, help="Jawab ya tanpa ditanya.")
_json = click.option("--json", "as_json", is_flag=True, help="Hanya JSON di keluaran, untuk program lain.")
_union = click.option("--union", "union", help="Kunci atau nama serikat; tanpa ini: semua.")


@click.group("round")
def round_() -> None:
    """Putaran: membuka, melihat, mengingatkan, menutup."""


@round_.command("open")
@click.argument("survey")
@_union
@_yes
@_json
@click.pass_obj
def open_(doors: Doors, survey: str, union: str | None, *, yes: bool, as_json: bool) -> None:
    """Buka putaran SURVEY di satu serikat atau di semua, setelah bertanya."""
    house, now = doors.house(), doors.now()
    with house.db.reading() as db:
        union_id = _union_id(db, union)
        found = _agreed(house, rounds.find_survey(house, survey))
        seen = _agreed(house, rounds.preview(house, db, found, union_id, now))
        changed = changes(house, db, found)
    _tell_preview(house, seen, union)
    if changed is not None:
        click.echo(f"  {said_of(changed)}", err=True)
    _ask(f"Buka putaran {found.name} untuk {seen.total} anggota?", yes=yes)
    told = rounds.open_round(house, found.name, union_id, _ACTOR, now, progress=partial(_progress, seen.total))
    opened = _agreed(house, told)
    if as_json:
        done = {"round": opened.round_id, "members": opened.members, "invited": opened.invited}
        differs = None if changed is None else as_values(changed)
        _print({**done, "survey": found.name, "union": union, "preview": _preview_json(seen), "changes": differs})
    else:
        click.echo(f"Putaran {opened.round_id} dibuka: {opened.members} anggota, {opened.invited} undangan disiapkan.")


@round_.command("status")
@click.argument("round_name", metavar="[ROUND]", required=False)
@_union
@click.option("--all", "everything", is_flag=True, help="Juga putaran yang sudah ditutup.")
@_json
@click.pass_obj
def status(doors: Doors, round_name: str | None, union: str | None, *, everything: bool, as_json: bool) -> None:
    """Lihat keadaan putaran: nomornya atau nama surveinya; tanpa ROUND semua yang terbuka."""
    house = doors.house()
    with house.db.reading() as db:
        found = _rounds(db, round_name, _union_id(db, union), closed_too=everything or _is_number(round_name))
        stands = [_standing(house, db, row, doors.now()) for row in found]
    if round_name and not stands:
        raise Refused(f"Tidak ada putaran {round_name}. Lihat semuanya: suara round status --all.")
    if as_json:
        _print(stands)
        return
    if not stands:
        raise Refused("Tidak ada putaran yang terbuka. Yang sudah ditutup: --all.")
    for one in stands:
        _tell_standing(one)


@round_.command("remind")
@click.argument("round_name", metavar="ROUND")
@_union
@_yes
@_json
@click.pass_obj
def remind(doors: Doors, round_name: str, union: str | None, *, yes: bool, as_json: bool) -> None:
    """Ingatkan yang belum selesai, pada malam berikutnya antara 18.30 dan 20.00 jam setempat."""
    house, now = doors.house(), doors.now()
    with house.db.reading() as db:
        row = _one(db, round_name, _union_id(db, union))
        waiting = reminders.candidates(doors.house(), db, row.id, now)
        still = rounds.waiting_for(db, row.id)
    if not waiting:
        raise Refused(_refusal(house, rounds.Refused("reminded_enough" if still else "nobody")))
    _ask(f"Ingatkan {waiting} anggota di putaran {row.id} ({row.survey_name})?", yes=yes)
    with house.db.transaction() as db:
        queued, first = reminders.order(doors.house(), db, row.id, now)
        rounds.note(db, _ACTOR, "round.remind", row.id, now)
    if as_json:
        _print({"round": row.id, "reminders": queued, "first_at": None if first is None else first.isoformat()})
    elif first is not None:
        click.echo(f"{queued} pengingat disiapkan, mulai {say_moment(first, WIB)}.")


@round_.command("close")
@click.argument("round_name", metavar="ROUND")
@_union
@_yes
@_json
@click.pass_obj
def close(doors: Doors, round_name: str, union: str | None, *, yes: bool, as_json: bool) -> None:
    """Tutup putaran: undangan dan pengingat yang belum berangkat dibatalkan."""
    house, now = doors.house(), doors.now()
    with house.db.reading() as db:
        row = _one(db, round_name, _union_id(db, union))
        unfinished = rounds.waiting_for(db, row.id)
    _ask(f"Tutup putaran {row.id} ({row.survey_name})? {unfinished} anggota belum selesai.", yes=yes)
    with house.db.transaction() as db:
        told = rounds.close(db, row.id, _ACTOR, now)
    standing = _agreed(house, told)
    if as_json:
        _print({"round": row.id, "invited": standing.invited, "finished": standing.finished})
    else:
        click.echo(f"Putaran {row.id} ditutup: {standing.finished} dari {standing.invited} anggota selesai.")


# --- finding -------------------------------------------------------------------------------------------------------


def _union_id(db: Connection, union: str | None) -> int | None:
    if union is None:
        return None
    u = t.union.c
    wanted = union.strip().lower()
    rows = db.execute(select(u.id, u.key, u.name).order_by(u.key)).all()
    for row in rows:
        if wanted in (row.key.lower(), row.name.lower(), str(row.id)):
            return int(row.id)
    raise Refused(f"Serikat {union} tidak ada. Yang ada: {', '.join(row.key for row in rows) or '-'}.")


def _is_number(text: str | None) -> bool:
    # No round has ten digits, and a database would choke on thirty.
    return text is not None and text.isascii() and text.isdigit() and len(text) < 10


def _rounds(db: Connection, name: str | None, union_id: int | None, *, closed_too: bool) -> list[Row[Any]]:
    r, u = t.round_.c, t.union.c
    query = (
        select(t.round_, u.key.label("union_key"), u.name.label("union_name"))
        .outerjoin(t.union, u.id == r.union_id)
        .order_by(r.id)
    )
    if name is not None:
        query = query.where(r.id == int(name) if _is_number(name) else func.lower(r.survey_name) == name.lower())
    if union_id is not None:
        query = query.where(r.union_id == union_id)
    if not closed_too:
        query = query.where(r.closed_at.is_(None))
    return list(db.execute(query))


def _one(db: Connection, name: str, union_id: int | None) -> Row[Any]:
    found = _rounds(db, name, union_id, closed_too=False)
    if not found:
        raise Refused(f"Tidak ada putaran terbuka {name}. Lihat: suara round status.")
    if len(found) > 1:
        which = ", ".join(f"{row.id} ({row.union_key or 'semua'})" for row in found)
        raise Refused(f"Ada beberapa putaran {name}: {which}. Sebut nomornya.")
    return found[0]


# --- saying --------------------------------------------------------------------------------------------------------


def _progress(total: int, taken: int) -> None:
    click.echo(f"  {taken} dari {total} anggota", err=True)


def _ask(question: str, *, yes: bool) -> None:
    if not yes and not agrees(question):
        raise Refused("Baik, tidak ada yang dilakukan.")


def _agreed(house: House, value: T | rounds.Refused) -> T:
    if isinstance(value, rounds.Refused):
        raise Refused(_refusal(house, value))
    return value


def _refusal(house: House, refused: rounds.Refused) -> str:
    return say.refused(refused.why, house.words, "id", name=refused.name, names=refused.names).text


_REASONS = {
    "no_address": "tanpa nomor",
    "opted_out": "BERHENTI",
    "no_channel": "saluran belum diatur",
}


def _tell_preview(house: House, seen: Preview, union: str | None) -> None:
    shown = {"sms": "SMS", "whatsapp": "WhatsApp"}
    by_medium = ", ".join(f"{number(count)} {shown[medium]}" for medium, count in sorted(seen.members.items()))
    click.echo(f"{seen.survey.name}, serikat: {union or 'semua'}", err=True)
    click.echo(f"  {number(seen.total)} anggota ({by_medium}), {seen.shared} menunggu giliran di HP bersama", err=True)
    lasting = max(1, round(seen.hours))
    cost = f"kira-kira {rupiah(seen.cost)} (paling banyak {rupiah(seen.most)})"
    click.echo(f"  {number(seen.segments)} segmen SMS, {cost}, sekitar {lasting} jam", err=True)
    click.echo(f"  undangan terakhir keluar {say_moment(seen.through, WIB)}", err=True)
    short = money.short(house.words, "id", [purse.said() for purse in seen.short])
    for said in (money.hers(house.words, "id", seen.hers), short):
        if said:
            click.echo(f"  {said}", err=True)
    for reason, count in sorted(seen.unreached.items()):
        click.echo(f"  tidak dihubungi: {count} ({_REASONS[reason]})", err=True)


def _preview_json(seen: Preview) -> dict[str, Any]:
    return {
        "members": dict(seen.members),
        "segments": seen.segments,
        "cost_rupiah": seen.cost,
        "most_cost_rupiah": seen.most,
        "her_own_cost_rupiah": dict(seen.hers),
        "budgets_too_small": [purse.values() for purse in seen.short],
        "hours": round(seen.hours, 2),
        "through": seen.through.isoformat(),
        "unreached": dict(seen.unreached),
        "waiting_for_a_shared_phone": seen.shared,
    }


_PURSES = {"month": "bulan ini", "round": "putaran", "union": "serikat"}


def _purse_name(purse: dict[str, Any]) -> str:
    return f"{_PURSES[purse['kind']]} {purse['name']}".rstrip()


def _standing(house: House, db: Connection, row: Row[Any], now: datetime) -> dict[str, Any]:
    standing = rounds.status(db, row.id)
    purses = budgets.of_one(house, db, row.id, now)
    return {
        "round": row.id,
        "survey": row.survey_name,
        "union": row.union_key,
        "opened_at": row.opened_at.isoformat(),
        "closed_at": None if row.closed_at is None else row.closed_at.isoformat(),
        "invited": standing.invited,
        "reached": standing.reached,
        "started": standing.started,
        "finished": standing.finished,
        "declined": standing.declined,
        "stopped": standing.stopped,
        "undelivered": standing.undelivered,
        "waiting": standing.waiting,
        "through": None if standing.through is None else standing.through.isoformat(),
        "cost_rupiah": costs.of_round(house, db, row.id, now),
        "budgets": [purse.values() for purse in purses],
        "waiting_for_budget": budgets.waiting(db, row.id),
        "set_aside": [
            {
                "response": one.response_id,
                "union": one.union,
                "question": one.question,
                "label": one.label,
                "raw": one.raw,
                "at": one.at.isoformat(),
            }
            for one in rounds.set_aside_list(house, db, row.id)
        ],
    }


def _tell_standing(one: dict[str, Any]) -> None:
    state = "ditutup" if one["closed_at"] else "terbuka"
    click.echo(f"Putaran {one['round']}: {one['survey']}, {one['union'] or 'semua serikat'}, {state}")
    click.echo(
        f"  diundang {one['invited']}, sampai {one['reached']}, mulai {one['started']}, selesai {one['finished']}, "
        f"tidak ikut {one['declined']}, berhenti {one['stopped']}, gagal terkirim {one['undelivered']}"
    )
    if one["waiting"]:
        through = say_moment(datetime.fromisoformat(one["through"]), WIB)
        click.echo(f"  menunggu giliran {one['waiting']} pesan, selesai {through}")
    click.echo(f"  biaya sejauh ini {rupiah(one['cost_rupiah'])}")
    for purse in one["budgets"]:
        spent, limit = rupiah(purse["spent_rupiah"]), rupiah(purse["limit_rupiah"])
        click.echo(f"  anggaran {_purse_name(purse)}: {spent} dari {limit} ({purse['percent']} %)")
    if one["waiting_for_budget"]:
        click.echo(f"  menunggu anggaran: {one['waiting_for_budget']} pesan; naikkan angkanya di anggaran.yaml")
    for left in one["set_aside"]:
        click.echo(f'  belum terbaca: {left["label"]} -> "{left["raw"]}" ({left["union"] or "tanpa serikat"})')


def _print(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
