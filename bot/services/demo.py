"""A demonstration federation: six unions and invented people in real places, the same ones each time.

Everyone is marked ``demo``: no real channel writes to them, since Indonesia has no numbers reserved for fiction. All numbers
lie in the block +62811000xxxx. Names are put together from common given names; villages are invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from bot.services.areas import KABUPATEN, PROVINCES, slug
from bot.services.house import House
from storage import tables as t


@dataclass(frozen=True, slots=True)
class _Place:
    """A union to be: how many women, where, and which of ten speak Javanese at home."""

    kabupaten: str
    women: int
    kecamatan: str
    desa: str
    javanese: int = 0


_JAVA_DESA: Final = (
    "Sidorejo Lor|Karangsari Kidul|Sumberwangi|Tegalmulya|Banyubiru Wetan|Kaliasri|Wonosari Baru|Jatirejo Kulon|"
    "Margoayu|Ngestirahayu|Kedungasri|Girisekar"
)
_SUMATRA_DESA: Final = (
    "Suka Damai Baru|Kampung Melati|Bandar Sejahtera|Sei Harapan|Pematang Rukun|Tanjung Lestari|Bakaran Indah|"
    "Sumber Padi|Simpang Mawar|Pasar Lima|Kebun Sepakat|Aek Tenang"
)
_SULAWESI_DESA: Final = "Salu Maju|Batu Papan Baru|Tamalea Indah|Buttu Sejati|Lembang Damai|Padang Kamase|Bela Pantai"

UNIONS: Final = (
    _Place(
        "Kulon Progo",
        85,
        "Temon|Wates|Panjatan|Galur|Lendah|Sentolo|Pengasih|Kokap|Girimulyo|Nanggulan|Kalibawang|Samigaluh",
        _JAVA_DESA,
        javanese=6,
    ),
    _Place(
        "Pekalongan",
        75,
        "Paninggaran|Talun|Doro|Karanganyar|Kajen|Kesesi|Sragi|Siwalan|Bojong|Kedungwuni|Buaran|Wiradesa|Wonokerto",
        _JAVA_DESA,
        javanese=5,
    ),
    _Place(
        "Deli Serdang",
        80,
        "Percut Sei Tuan|Tanjung Morawa|Lubuk Pakam|Batang Kuis|Pantai Labu|Beringin|Pagar Merbau|Galang|Hamparan Perak",
        _SUMATRA_DESA,
    ),
    _Place(
        "Serdang Bedagai",
        65,
        "Perbaungan|Pantai Cermin|Teluk Mengkudu|Sei Rampah|Tanjung Beringin|Dolok Masihul|Pegajahan|Sei Bamban",
        _SUMATRA_DESA,
    ),
    _Place(
        "Labuhanbatu",
        45,
        "Rantau Utara|Rantau Selatan|Bilah Barat|Bilah Hulu|Bilah Hilir|Pangkatan|Panai Hulu|Panai Tengah",
        _SUMATRA_DESA,
    ),
    _Place("Mamuju", 55, "Mamuju|Simboro|Kalukku|Papalang|Sampaga|Tommo|Tapalang|Tapalang Barat", _SULAWESI_DESA),
)
"""The six unions of the demonstration: 405 women."""

_FIRST: Final = (
    "Siti|Sri|Nur|Dewi|Rina|Wati|Yuni|Lina|Tri|Eka|Dwi|Ani|Ratna|Sari|Endang|Yanti|Rahma|Fitri|Murni|Sumi|Tuti|Ida|Lilis|Neni|"
    "Rosa|Mega|Ningsih|Asih|Wulan|Indah|Kartini|Marni|Rukmini|Hasnah|Nila|Juwita"
)
_SECOND: Final = (
    "Lestari|Wahyuni|Rahayu|Astuti|Handayani|Puspita|Suryani|Kurnia|Utami|Hartati|Purnama|Melati|Anggraini|Safitri|Maharani|"
    "Kusuma|Aminah|Zahara|Mulyani|Setiawati|Permata|Hasanah|Wijayanti|Susanti|Pertiwi|Cahyani|Ramadhani|Oktavia"
)
_PARTNERS: Final = (
    ("Bambang Cahyono", "Kulon Progo"),
    ("Retno Palupi", "Pekalongan"),
    ("Hasan Kurniawan", "Deli Serdang"),
    ("Yusuf Pratama", "Serdang Bedagai"),
    ("Intan Permatasari", "Labuhanbatu"),
    ("Arif Setiawan", "Mamuju"),
)


class _Dice:
    """Chance that falls the same way on every machine and release (a linear congruential generator, Knuth's MMIX)."""

    def __init__(self, seed: int) -> None:
        self._state = seed

    def below(self, limit: int) -> int:
        """Return a whole number from 0 to ``limit`` - 1."""
        self._state = (self._state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self._state >> 33) % limit

    def one(self, things: Sequence[str]) -> str:
        """Return one of ``things``."""
        return things[self.below(len(things))]


def fill(house: House, now: datetime) -> int:
    """Put the demonstration federation into an empty database, in one transaction, and return how many people it has.

    Returns 0, and changes nothing, where anybody is there already.
    """
    with house.db.transaction() as db:
        if not _empty(db):
            return 0
        people = _people(_add_unions(db), now)
        _add_people(house, db, people, now)
    return len(people)


def _empty(db: Connection) -> bool:
    return all(db.execute(select(table).limit(1)).first() is None for table in (t.union, t.member, t.address, t.round_))


def _add_unions(db: Connection) -> dict[str, int]:
    rows = [
        {
            "key": slug(place.kabupaten),
            "name": place.kabupaten,
            "kabupaten": place.kabupaten,
            "province": KABUPATEN[place.kabupaten],
            "zone": PROVINCES[KABUPATEN[place.kabupaten]],
            "demo": True,
        }
        for place in UNIONS
    ]
    ids = db.scalars(insert(t.union).returning(t.union.c.id, sort_by_parameter_order=True), rows)
    return {place.kabupaten: id_ for place, id_ in zip(UNIONS, ids, strict=True)}


@dataclass(frozen=True, slots=True)
class _Somebody:
    row: dict[str, Any]
    number: str
    medium: str


def _people(unions: dict[str, int], now: datetime) -> list[_Somebody]:
    """Return everybody in the order of their ids: coordinators, secretariat, staff, partners, members."""
    dice = _Dice(405)
    names = _Names(dice)
    people = [
        _somebody(names.next(), "coordinator", place.kabupaten, unions, f"{index:04d}", "whatsapp", now)
        for index, place in enumerate(UNIONS, start=1)
    ]
    people += [
        _somebody(names.next(), role, None, unions, f"{number:04d}", "whatsapp", now)
        for role, number in (("secretariat", 11), ("secretariat", 12), ("staff", 21), ("staff", 22))
    ]
    people += [
        _somebody(name, "partner", kabupaten, unions, f"{index:04d}", "whatsapp", now)
        for index, (name, kabupaten) in enumerate(_PARTNERS, start=31)
    ]
    for place in UNIONS:
        people += _women(place, unions, dice, names, now, first=1001 + len(people))
    return people


def _women(
    place: _Place, unions: dict[str, int], dice: _Dice, names: _Names, now: datetime, *, first: int
) -> list[_Somebody]:
    """Return a union's members: a few at kabupaten level, some at kecamatan, most in villages; one in twenty shares a phone."""
    women: list[_Somebody] = []
    for index in range(place.women):
        medium = "whatsapp" if dice.below(10) < 7 else "sms"
        one = _somebody(names.next(), "member", place.kabupaten, unions, f"{first + index:04d}", medium, now)
        shares = index > 10 and dice.below(20) == 0
        if index >= 3:
            kecamatan = place.kecamatan.split("|")
            one.row["kecamatan"], one.row["level"] = kecamatan[index % len(kecamatan)], "kecamatan"
        if index >= 3 + place.women // 6:
            one.row["desa"], one.row["level"] = dice.one(place.desa.split("|")), "desa"
        if dice.below(10) < place.javanese:
            one.row["language"] = "jv"
        if shares:
            neighbour = women[-1]
            one.row["kecamatan"], one.row["desa"] = neighbour.row["kecamatan"], neighbour.row["desa"]
            one.row["level"] = neighbour.row["level"]
            one = _Somebody(one.row, neighbour.number, neighbour.medium)
        women.append(one)
    return women


class _Names:
    """Gives invented names, no two alike."""

    def __init__(self, dice: _Dice) -> None:
        self._dice = dice
        self._given: set[str] = set()

    def next(self) -> str:
        """Return a name that nobody has yet."""
        while True:
            name = f"{self._dice.one(_FIRST.split('|'))} {self._dice.one(_SECOND.split('|'))}"
            if name not in self._given:
                self._given.add(name)
                return name


def _somebody(
    name: str, role: str, kabupaten: str | None, unions: dict[str, int], digits: str, medium: str, now: datetime
) -> _Somebody:
    row = {
        "name": name,
        "role": role,
        "union_id": unions[kabupaten] if kabupaten is not None else None,
        "level": "kabupaten",
        "kecamatan": "",
        "desa": "",
        "zone": PROVINCES[KABUPATEN[kabupaten]] if kabupaten is not None else "WIB",
        "language": "id",
        "demo": True,
        "created_at": now,
    }
    return _Somebody(row, f"+62811000{digits}", medium)


def _add_people(house: House, db: Connection, people: Sequence[_Somebody], now: datetime) -> None:
    """Write people, their phones and who uses which."""
    members = list(
        db.scalars(insert(t.member).returning(t.member.c.id, sort_by_parameter_order=True), [one.row for one in people])
    )
    media = {one.number: one.medium for one in people}
    rows = [
        {
            "kind": "phone",
            "hash": house.db.keys.find(number),
            "value": number,
            "medium": medium,
            "demo": True,
            "created_at": now,
        }
        for number, medium in media.items()
    ]
    ids = db.scalars(insert(t.address).returning(t.address.c.id, sort_by_parameter_order=True), rows)
    phones = dict(zip(media, ids, strict=True))
    links = [
        {"member_id": member_id, "address_id": phones[one.number], "position": 0}
        for member_id, one in zip(members, people, strict=True)
    ]
    db.execute(insert(t.member_address), links)
