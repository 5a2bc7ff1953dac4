"""The work of taking people in: who is known already, which union is meant, what changes.

Who is who: the same name (in any spelling of case and blanks) on the same number is the same woman; another name on that
number is another woman who shares the phone. An empty cell never wipes out what is known.

Unions: a row names one that exists by key, name or kabupaten. A new one is made where the row leaves no doubt about its
zone: it names a kabupaten that ``areas`` knows, or a province. Nearly the name of a union that exists is taken for a slip.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, update

from bot.phone import is_whatsapp_id
from bot.services.areas import KABUPATEN, PROVINCES, find_kabupaten, find_province, plain, slug
from bot.services.members_csv import BadRow, Note, Person
from storage import tables as t
from storage.database import Database


@dataclass(slots=True)
class _Union:
    id: int
    key: str
    name: str
    kabupaten: str
    zone: str


@dataclass(slots=True)
class _Address:
    """An address that is in the database. ``people`` are the members who use it, by compared name."""

    id: int
    opted_out: bool
    people: dict[str, int] = field(default_factory=dict)


_COMPARED = ("role", "union_id", "level", "kecamatan", "desa", "zone", "language")
"""What a row of a list may change in a member who is known."""


class _BadPerson(Exception):
    """Why a row cannot be taken."""


class Intake:
    """The running state of an import: what is in the database already, and what was counted."""

    def __init__(self, now: datetime, database: Database) -> None:
        self._now = now
        self._keys = database.keys
        self._unions: list[_Union] = []
        self._addresses: dict[str, _Address] = {}
        self._members: dict[int, dict[str, Any]] = {}
        self._lines: dict[int, int] = {}
        self._new: set[int] = set()
        self.created = self.updated = self.unchanged = 0
        self.new_unions: list[str] = []
        self.bad: list[BadRow] = []
        self.notes: list[Note] = []

    def begin(self, db: Connection, people: Sequence[Person]) -> None:
        """Read the unions, and whoever uses one of the numbers already."""
        u = t.union.c
        for row in db.execute(select(u.id, u.key, u.name, u.kabupaten, u.zone).order_by(u.id)):
            self._unions.append(_Union(*row))
        by_hash = {
            hash_: value for person in people for value in person.addresses for hash_ in self._keys.find_any(value)
        }
        hashes = list(by_hash)
        for start in range(0, len(hashes), 500):
            self._read(db, by_hash, hashes[start : start + 500])

    def _read(self, db: Connection, by_hash: Mapping[bytes, str], hashes: list[bytes]) -> None:
        a, m, link = t.address.c, t.member.c, t.member_address.c
        found = db.execute(select(a.id, a.hash, a.opted_out_at).where(a.hash.in_(hashes)).order_by(a.id)).all()
        by_id: dict[int, _Address] = {}
        for row in found:
            address = self._addresses.setdefault(
                by_hash[bytes(row.hash)], _Address(row.id, row.opted_out_at is not None)
            )
            by_id[row.id] = address
        users = select(t.member, link.address_id).join(t.member_address, link.member_id == m.id)
        for row in db.execute(users.where(link.address_id.in_(list(by_id)), m.erased_at.is_(None)).order_by(m.id)):
            by_id[row.address_id].people.setdefault(plain_name(row.name), row.id)
            self._members[row.id] = {name: getattr(row, name) for name in _COMPARED}

    def person_of(self, person: Person) -> int:
        """Return the id of somebody who was taken in."""
        return self._addresses[person.addresses[0]].people[plain_name(person.name)]

    def take(self, db: Connection, person: Person) -> None:
        """Take one row in, or note why not."""
        try:
            columns = self._columns(db, person)
        except _BadPerson as problem:
            self.bad.append(BadRow(person.line, str(problem)))
            return
        name = plain_name(person.name)
        known = [self._addresses[value] for value in person.addresses if value in self._addresses]
        member_id = next((address.people[name] for address in known if name in address.people), None)
        if member_id is None:
            self._create(db, person, columns)
        else:
            self._refresh(db, person, member_id, columns)

    def _columns(self, db: Connection, person: Person) -> dict[str, Any]:
        """Return what the row says about her; a cell that says nothing has no column."""
        union = self._union(db, person)
        columns: dict[str, Any] = {"role": person.role, "language": person.language}
        columns |= {"kecamatan": person.kecamatan, "desa": person.desa}
        if person.desa or person.kecamatan:
            columns["level"] = "desa" if person.desa else "kecamatan"
        kabupaten = find_kabupaten(person.kabupaten)
        if kabupaten is not None:
            columns["zone"] = PROVINCES[KABUPATEN[kabupaten]]
        elif union is not None:
            columns["zone"] = union.zone
        if union is not None:
            columns["union_id"] = union.id
        return {column: value for column, value in columns.items() if value}

    def _create(self, db: Connection, person: Person, columns: Mapping[str, Any]) -> None:
        row: dict[str, Any] = {
            "name": person.name,
            "role": "member",
            "union_id": None,
            "level": "kabupaten",
            "kecamatan": "",
            "desa": "",
            "zone": "WIB",
            "language": "id",
            "demo": False,
            "created_at": self._now,
            **columns,
        }
        member_id = _insert(db, t.member, row)
        self._new.add(member_id)
        self._members[member_id] = row
        self._lines[member_id] = person.line
        self._link(db, person, member_id)
        self.created += 1

    def _refresh(self, db: Connection, person: Person, member_id: int, columns: Mapping[str, Any]) -> None:
        row = self._members[member_id]
        changed = {column: value for column, value in columns.items() if row[column] != value}
        if member_id in self._lines:
            self.notes.append(Note(person.line, f"orang yang sama dengan baris {self._lines[member_id]}"))
        else:
            self._lines[member_id] = person.line
        if changed:
            db.execute(update(t.member).where(t.member.c.id == member_id).values(changed))
            row.update(changed)
        if self._link(db, person, member_id) or changed:
            self.updated += 1
        else:
            self.unchanged += 1

    def _link(self, db: Connection, person: Person, member_id: int) -> bool:
        """Give her the addresses that she has not yet; return whether there were any."""
        name = plain_name(person.name)
        missing = [
            value
            for value in person.addresses
            if value not in self._addresses or self._addresses[value].people.get(name) != member_id
        ]
        position = self._next_position(db, member_id) if missing else 0
        for value in missing:
            address = self._addresses.get(value)
            if address is None:
                address = self._addresses[value] = self._new_address(db, value, person.medium)
            else:
                self._remark(person, address)
                # A number known from elsewhere (an erased woman's, a trial's) is now that of somebody real.
                db.execute(update(t.address).where(t.address.c.id == address.id).values(value=value, demo=False))
            link = {"member_id": member_id, "address_id": address.id, "position": position}
            db.execute(insert(t.member_address), link)
            address.people[name] = member_id
            position += 1
        return bool(missing)

    def _next_position(self, db: Connection, member_id: int) -> int:
        if member_id in self._new:
            self._new.remove(member_id)
            return 0
        link = t.member_address.c
        last = db.scalar(select(func.max(link.position)).where(link.member_id == member_id))
        return 0 if last is None else int(last) + 1

    def _remark(self, person: Person, address: _Address) -> None:
        if address.people:
            self.notes.append(Note(person.line, "nomor ini juga dipakai anggota lain (HP bersama)"))
        if address.opted_out:
            self.notes.append(Note(person.line, "nomor ini sudah menulis BERHENTI; tidak akan dikirimi pesan"))

    def _new_address(self, db: Connection, value: str, medium: str) -> _Address:
        row = {
            "kind": "whatsapp_id" if is_whatsapp_id(value) else "phone",
            "hash": self._keys.find(value),
            "value": value,
            # WhatsApp comes first where the list does not say.
            "medium": medium or "whatsapp",
            "demo": False,
            "created_at": self._now,
        }
        return _Address(_insert(db, t.address, row), opted_out=False)

    def _union(self, db: Connection, person: Person) -> _Union | None:
        """Return the union that the row names, making it where there is no doubt; None for one who needs none."""
        hers = person.role in ("", "member", "coordinator")
        wanted = person.union or person.kabupaten
        if not wanted:
            if hers:
                raise _BadPerson("serikat kosong; isi kolom serikat atau kabupaten")
            return None
        union = self._known_union(wanted)
        if union is not None or person.union:
            return union or self._new_union(db, person, wanted)
        there = [one.key for one in self._unions if plain(one.kabupaten) == plain(wanted)]
        if hers and there:
            raise _BadPerson(f"ada beberapa serikat di sana ({', '.join(there)}); isi kolom serikat")
        return self._new_union(db, person, wanted) if hers else None

    def _known_union(self, wanted: str) -> _Union | None:
        key = plain(wanted)
        for one in self._unions:
            if key in (plain(one.key), plain(one.name)):
                return one
        there = [one for one in self._unions if plain(one.kabupaten) == key]
        return there[0] if len(there) == 1 else None

    def _new_union(self, db: Connection, person: Person, wanted: str) -> _Union:
        kabupaten = find_kabupaten(person.kabupaten) or find_kabupaten(wanted)
        province = KABUPATEN.get(kabupaten or "") or find_province(person.province)
        by_plain = {plain(name): name for one in self._unions for name in (one.key, one.name)}
        close = difflib.get_close_matches(plain(wanted), list(by_plain), n=1, cutoff=0.8)
        exact = find_kabupaten(wanted) is not None
        if close and not exact:
            raise _BadPerson(f'serikat "{wanted}" belum ada; maksudnya "{by_plain[close[0]]}"?')
        if province is None:
            known = {plain(name): name for name in KABUPATEN}
            near = difflib.get_close_matches(plain(wanted), list(known), n=1, cutoff=0.75)
            hint = f'maksudnya "{known[near[0]]}"?' if near else "isi kolom kabupaten atau provinsinya agar bisa dibuat"
            raise _BadPerson(f'serikat "{wanted}" belum ada; {hint}')
        name = (kabupaten or wanted) if exact else wanted
        row = {
            "key": slug(name),
            "name": name,
            "kabupaten": kabupaten or person.kabupaten or wanted,
            "province": province,
            "zone": PROVINCES[province],
            "demo": False,
        }
        union_id = _insert(db, t.union, row)
        union = _Union(union_id, str(row["key"]), name, str(row["kabupaten"]), str(row["zone"]))
        self._unions.append(union)
        self.new_unions.append(union.key)
        return union


def _insert(db: Connection, table: Table, row: Mapping[str, Any]) -> int:
    """Insert one row and return the id that the database gave it."""
    key: Any = db.execute(insert(table), dict(row)).inserted_primary_key
    return int(key[0])


def plain_name(name: str) -> str:
    """Return a name as it is compared: without a leading Ibu or Bu, in small letters, with single blanks and no signs."""
    words = "".join(c if c.isalnum() else " " for c in name.casefold()).split()
    if len(words) > 1 and words[0] in ("ibu", "bu"):
        words = words[1:]
    return " ".join(words)
