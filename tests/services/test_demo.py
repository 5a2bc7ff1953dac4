"""The demonstration federation: the same invented people each time, marked, and only where nobody is."""

from __future__ import annotations

from collections import Counter
from time import thread_time

from sqlalchemy import select

from bot.phone import normalise
from bot.services import demo
from bot.services.house import House
from bot.services.members import list_members
from storage import tables as t
from tests.federation import NOON, Federation


def test_six_unions_and_their_people(house: House) -> None:
    """405 women in six unions, a coordinator each, the secretariat and some partners; Mamuju lives by WITA."""
    begun = thread_time()
    filled = demo.fill(house, NOON)
    assert thread_time() - begun < 5  # about 0.1 s of work
    people = list_members(house)
    assert filled == len(people) == 421
    roles = Counter(one.role for one in people)
    assert roles == {"member": 405, "coordinator": 6, "secretariat": 2, "staff": 2, "partner": 6}
    unions = {one.union for one in people if one.role == "member"}
    assert unions == {"kulon-progo", "pekalongan", "deli-serdang", "serdang-bedagai", "labuhanbatu", "mamuju"}
    assert {one.union for one in people if one.role == "coordinator"} == unions
    assert {one.zone for one in people if one.union == "mamuju"} == {"WITA"}
    assert {one.zone for one in people if one.union != "mamuju"} == {"WIB"}


def test_they_live_like_members_do(house: House) -> None:
    """About seven of ten on WhatsApp, some on a shared phone, at three levels, some who speak Javanese at home."""
    demo.fill(house, NOON)
    members = [one for one in list_members(house) if one.role == "member"]
    whatsapp = sum(one.medium == "whatsapp" for one in members)
    assert 0.6 < whatsapp / len(members) < 0.8
    shared = Counter(number for one in members for number in one.addresses)
    assert 5 < sum(count > 1 for count in shared.values()) < 40
    levels = Counter(one.level for one in members)
    assert levels["kabupaten"] < levels["kecamatan"] < levels["desa"]
    assert all(bool(one.desa) == (one.level == "desa") for one in members)
    assert {one.union for one in members if one.language == "jv"} == {"kulon-progo", "pekalongan"}
    assert len({one.name for one in members}) == len(members)


def test_everyone_is_marked_and_in_the_block(house: House) -> None:
    """People, phones and unions carry the mark, so that no real phone rings."""
    demo.fill(house, NOON)
    people = list_members(house)
    assert all(one.demo for one in people)
    assert all(
        number.startswith("+62811000") and normalise(number) == number for one in people for number in one.addresses
    )
    with house.db.reading() as db:
        assert set(db.scalars(select(t.address.c.demo))) == set(db.scalars(select(t.union.c.demo))) == {True}


def test_it_is_the_same_each_time(house: House) -> None:
    """Documentation and screenshots may name them."""
    demo.fill(house, NOON)
    first, *_, last = list_members(house)
    assert (first.name, first.union, first.addresses) == ("Tuti Wijayanti", "kulon-progo", ("+628110000001",))
    assert last.name == "Kartini Maharani"


def test_only_an_empty_database_is_filled(house: House, federation: Federation) -> None:
    """One real person is enough to leave it alone; a second time changes nothing."""
    federation.member("Sari Contoh", "+628120000001", demo=False)
    assert demo.fill(house, NOON) == 0
    assert len(list_members(house)) == 1


def test_a_second_time_changes_nothing(house: House) -> None:
    """A restart finds its people again."""
    demo.fill(house, NOON)
    before = list_members(house)
    assert demo.fill(house, NOON) == 0
    assert list_members(house) == before
