"""The phones of invented people: who is shown, who is found, and what stands on a screen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest
from sqlalchemy import event, update

from bot.message import Option, Spoken
from bot.services import demo, outbox, phones
from bot.services.house import House
from bot.services.inbox import receive
from storage import tables as t
from tests.federation import NOON, Federation

SARI, TUMI, WAHYU, HEAD, OFFICE = (f"+6281100000{number}" for number in range(1, 6))


@pytest.fixture
def people(federation: Federation) -> Federation:
    """Give two unions; the coordinator is of the second, and one woman is real."""
    elsewhere, here = federation.union("mamuju", "WITA"), federation.union("kulon-progo")
    federation.member("Asing", "+6281100000091", union_id=elsewhere, zone="WITA")
    federation.member("Nyata", "+6281234567890", union_id=here, demo=False)
    with federation.house.db.transaction() as db:
        db.execute(update(t.address).values(demo=t.address.c.id == 1))
    federation.member("Jawi", "+6281100000092", union_id=here, language="jv")
    federation.member("Sari Dewi", SARI, union_id=here)
    federation.member("Tumini", TUMI, union_id=here)
    federation.member("Wahyuni", WAHYU, union_id=here, medium="whatsapp")
    federation.member("Lestari", HEAD, union_id=here, role="coordinator")
    federation.member("Ratna", OFFICE, role="secretariat")
    return federation


def numbers(found: Iterable[phones.Phone]) -> list[str]:
    """Return the numbers of phones."""
    return [one.number for one in found]


def test_it_begins_with_the_coordinators_own_members(people: Federation) -> None:
    assert numbers(phones.first_phones(people.house)) == [SARI, TUMI, WAHYU, HEAD, OFFICE]


def test_an_empty_house_has_no_phones(house: House) -> None:
    assert phones.first_phones(house) == []
    assert phones.search(house, "") == []


def test_the_demonstration_has_all_five(house: House) -> None:
    demo.fill(house, NOON)
    found = phones.first_phones(house)
    assert [(one.medium, one.role) for one in found[:3]] == [
        ("sms", "member"),
        ("sms", "member"),
        ("whatsapp", "member"),
    ]
    assert [one.role for one in found[3:]] == ["coordinator", "secretariat"]
    assert len({one.holders[0].union for one in found[:4]}) == 1


def test_who_wrote_berhenti_is_not_among_the_first(people: Federation) -> None:
    receive(people.house, [people.says(SARI, "BERHENTI")], NOON)
    assert numbers(phones.first_phones(people.house))[:2] == [TUMI, "+6281100000092"]
    (hers,) = phones.search(people.house, "dewi")
    assert hers.stopped


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("sari", [SARI]),
        ("  DEWI kulon ", [SARI]),
        ("mamuju", ["+6281100000091"]),
        ("0811000004", [HEAD]),
        ("+6281100000", ["+6281100000091", "+6281100000092", SARI, TUMI, WAHYU, HEAD, OFFICE]),
        ("coordinator", [HEAD]),
        ("whatsapp", [WAHYU]),
        ("tidak ada", []),
        ("nyata", []),
    ],
)
def test_people_are_found_and_real_ones_never(people: Federation, wanted: str, found: list[str]) -> None:
    assert numbers(phones.search(people.house, wanted)) == found
    assert "+6281234567890" not in numbers(phones.search(people.house, ""))
    assert len(phones.search(people.house, "", limit=2)) == 2


def test_a_shared_phone_names_all_who_hold_it(people: Federation) -> None:
    people.member("Adik Sari", SARI)
    (hers,) = phones.search(people.house, "adik")
    assert [one.name for one in hers.holders] == ["Sari Dewi", "Adik Sari"]
    assert phones.phones(people.house, [hers.id, 999_999]) == [hers]


def test_a_new_number_is_nobodys_and_becomes_a_phone_when_it_writes(people: Federation) -> None:
    number = phones.new_number(people.house)
    assert phones.phone_of(people.house, number) is None
    receive(people.house, [people.says(number, "halo")], NOON)
    id_ = phones.phone_of(people.house, number)
    assert id_ is not None
    (new,) = phones.phones(people.house, [id_])
    assert (new.holders, new.role, new.zone, new.medium) == ((), "", "WIB", "sms")


def test_a_screen_shows_both_sides_in_order_and_says_when_it_changed(people: Federation) -> None:
    house = people.house
    id_ = phones.phone_of(house, SARI)
    assert id_ is not None
    blank = phones.screens(house, {id_: ""})[id_]
    assert blank.bubbles == ()
    (receipt,) = receive(house, [people.says(SARI, "COREL")], NOON)
    first = phones.screens(house, {id_: blank.version})[id_]
    assert [(one.mine, one.state, one.segments) for one in first.bubbles] == [(True, "", 0), (False, "sending", 1)]
    assert first.bubbles[0].said.text == "COREL"
    assert "8 pertanyaan" in first.bubbles[1].said.text
    assert phones.screens(house, {id_: first.version}) == {}
    receive(house, [people.says(SARI, "ya")], NOON + timedelta(minutes=1), written=[receipt.replies[0].outbox_id])
    second = phones.screens(house, {id_: first.version})[id_]
    assert [one.mine for one in second.bubbles] == [True, False, True, False]
    assert second.bubbles[1].state == "sent"


def test_buttons_are_kept_and_what_has_no_text_yet_is_not_shown(people: Federation) -> None:
    house = people.house
    id_ = phones.phone_of(house, WAHYU)
    assert id_ is not None
    common = {"channel": "simulator", "medium": "whatsapp", "now": NOON, "address_id": id_, "member_id": None}
    spoken = Spoken("Ikut, Bu?", (Option("consent=ya", "Ya"),))
    with house.db.transaction() as db:
        outbox.add_notice(house, db, spoken=spoken, **common)  # type: ignore[arg-type]
        gone = outbox.add_notice(house, db, spoken=spoken, **common)  # type: ignore[arg-type]
        bare = outbox.add_notice(house, db, spoken=spoken, **common)  # type: ignore[arg-type]
        db.execute(update(t.outbox).where(t.outbox.c.id == gone).values(state="cancelled"))
        db.execute(update(t.outbox).where(t.outbox.c.id == bare).values(spoken=None))
    (bubble,) = phones.screens(house, {id_: ""})[id_].bubbles
    assert (bubble.said, bubble.state, bubble.medium, bubble.at) == (spoken, "queued", "whatsapp", NOON)
    outbox.deliver(house, "simulator", NOON + timedelta(hours=1))
    (bubble, *_) = phones.screens(house, {id_: ""})[id_].bubbles
    assert (bubble.state, bubble.at) == ("delivered", NOON + timedelta(hours=1))


def test_a_real_womans_screen_is_never_given(people: Federation) -> None:
    real = phones.phone_of(people.house, "+6281234567890")
    assert real is not None
    assert phones.screens(people.house, {real: ""}) == {}
    assert phones.phones(people.house, [real]) == []


def test_a_screen_that_did_not_change_opens_no_text(people: Federation) -> None:
    house = people.house
    id_ = phones.phone_of(house, SARI)
    assert id_ is not None
    receive(house, [people.says(SARI, "COREL")], NOON)
    version = phones.screens(house, {id_: ""})[id_].version
    asked: list[str] = []
    event.listen(house.db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert phones.screens(house, {id_: version}) == {}
    selected = [one.partition("FROM")[0] for one in asked if one.startswith("SELECT")]
    assert len(selected) == 3
    assert not any("spoken" in one or "text" in one for one in selected)
