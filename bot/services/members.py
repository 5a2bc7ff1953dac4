"""Members: taken in from a list, added one by one, and listed. The same list twice changes nothing. Who is who: ``intake``."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from bot.phone import is_whatsapp_id, normalise
from bot.services.areas import plain
from bot.services.house import House
from bot.services.intake import Intake
from bot.services.members_csv import BadRow, Note, Person, read_sheet
from storage import tables as t

__all__ = ["BadRow", "Listed", "MemberProblem", "Note", "Report", "add_member", "import_members", "list_members"]


class MemberProblem(Exception):
    """A member cannot be taken in or found. The message is an Indonesian sentence with the cure."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, or would do (``dry_run``). Lines are lines of the file; nobody's number is in it."""

    created: int
    updated: int
    unchanged: int
    new_unions: tuple[str, ...]
    bad: tuple[BadRow, ...]
    notes: tuple[Note, ...]
    dry_run: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """One member as she is listed. ``union`` is the union's key, "" for none; ``medium`` is the way she is written to."""

    id: int
    name: str
    role: str
    union: str
    addresses: tuple[str, ...]
    medium: str
    language: str
    level: str
    kecamatan: str
    desa: str
    zone: str
    demo: bool
    opted_out: bool


class _Undo(Exception):
    """Takes a dry run back."""


def _undo_if(unwanted: bool) -> None:  # noqa: FBT001 - private
    if unwanted:
        raise _Undo


def import_members(house: House, csv_text: str, now: datetime, *, dry_run: bool = False) -> Report:
    """Take the people of a CSV text in, in one transaction; with ``dry_run`` find out what that would do and undo it.

    Bad rows are left out and listed; the others are taken. Columns and tolerance: ``members_csv``.
    """
    sheet = read_sheet(csv_text)
    intake = Intake(now, house.db)
    try:
        with house.db.transaction() as db:
            intake.begin(db, sheet.people)
            for person in sheet.people:
                intake.take(db, person)
            subject = f"created={intake.created} updated={intake.updated}"
            db.execute(insert(t.audit).values(at=now, member_id=None, door="cli", action="import", subject=subject))
            _undo_if(dry_run or not (intake.created or intake.updated))
    except _Undo:
        pass
    return Report(
        created=intake.created,
        updated=intake.updated,
        unchanged=intake.unchanged,
        new_unions=tuple(intake.new_unions),
        bad=tuple(sorted((*sheet.bad, *intake.bad), key=lambda row: row.line)),
        notes=tuple(sorted((*sheet.notes, *intake.notes), key=lambda row: row.line)),
        dry_run=dry_run,
    )


def add_member(  # noqa: PLR0913 - one argument a column
    house: House,
    *,
    name: str,
    number: str,
    role: str,
    now: datetime,
    union: str = "",
    language: str = "",
    medium: str = "",
) -> int:
    """Take one person in, as a row of a list would, and return her id; MemberProblem says what is wrong."""
    address = number.strip() if is_whatsapp_id(number.strip()) else normalise(number)
    if address is None:
        raise MemberProblem("bukan nomor HP; tulis seperti 0812-3456-7890")
    if not name.strip():
        raise MemberProblem("nama kosong")
    person = Person(
        line=1,
        name=" ".join(name.split()),
        addresses=(address,),
        union=union,
        role=role,
        language=language,
        medium=medium,
    )
    intake = Intake(now, house.db)
    with house.db.transaction() as db:
        intake.begin(db, [person])
        intake.take(db, person)
        if intake.bad:
            raise MemberProblem(intake.bad[0].reason)
        return intake.person_of(person)


def list_members(house: House, *, role: str | None = None, union: str | None = None) -> list[Listed]:
    """Return the members who are not erased, by id; ``union`` is a key or a name. MemberProblem for an unknown union."""
    with house.db.reading() as db:
        unions = {row.id: row for row in db.execute(select(t.union.c.id, t.union.c.key, t.union.c.name))}
        m = t.member.c
        query = select(t.member).where(m.erased_at.is_(None)).order_by(m.id)
        if role is not None:
            query = query.where(m.role == role)
        if union is not None:
            query = query.where(m.union_id == _union_id(unions, union))
        members = db.execute(query).all()
        a, link = t.address.c, t.member_address.c
        addresses: dict[int, list[Any]] = {}
        owned = select(link.member_id, a.value, a.medium, a.opted_out_at).join(t.address, a.id == link.address_id)
        for row in db.execute(owned.order_by(link.member_id, link.position, link.address_id)):
            addresses.setdefault(row.member_id, []).append(row)
    return [_listed(row, unions, addresses.get(row.id, [])) for row in members]


def _union_id(unions: Mapping[int, Any], wanted: str) -> int:
    for id_, row in unions.items():
        if plain(wanted) in (plain(row.key), plain(row.name)):
            return id_
    near = difflib.get_close_matches(wanted.casefold(), [row.key for row in unions.values()], n=1)
    hint = f'maksudnya "{near[0]}"?' if near else "yang ada: " + (", ".join(r.key for r in unions.values()) or "-")
    raise MemberProblem(f'serikat "{wanted}" belum ada; {hint}')


def _listed(row: Any, unions: Mapping[int, Any], addresses: Sequence[Any]) -> Listed:
    return Listed(
        id=row.id,
        name=row.name,
        role=row.role,
        union=unions[row.union_id].key if row.union_id is not None else "",
        addresses=tuple(one.value for one in addresses if one.value),
        medium=addresses[0].medium if addresses else "",
        language=row.language,
        level=row.level,
        kecamatan=row.kecamatan,
        desa=row.desa,
        zone=row.zone,
        demo=row.demo,
        opted_out=bool(addresses) and all(one.opted_out_at is not None for one in addresses),
    )
