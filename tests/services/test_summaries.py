"""The weekly summary: equal to an independent count, small groups hidden, sent once on Monday to the secretariat."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bot.channels.smsgate import SmsgateChannel
from bot.segments import measure
from bot.services import invitations, reminders, rounds, summaries
from bot.services.inbox import receive
from bot.services.outbox import deliver
from bot.services.rounds import Actor, Opened
from bot.times import WIB, Week
from storage import tables as t
from storage.database import Database
from storage.encryption import KeyRing
from tests.fakes.smsgate_server import smsgate_settings
from tests.federation import NOON, Federation, house_of
from tests.services.test_rounds import Loopback

WEEK = Week.parse("2026-W48")
MONDAY = datetime(2026, 11, 30, 7, 30, tzinfo=WIB)
OFFICE, OFFICE_TOO = "+6281100000098", "+6281100000099"
STORY = "Sekarang Bu Siti berani bicara di balai desa, hubungi 081234567890"


def number(index: int) -> str:
    """Return the number of member ``index``."""
    return f"+62811000010{index:02d}"


@pytest.fixture
def federation(database: Database) -> Federation:
    """Give a week of a round: union A with eight women, union B with six, union C with two, and one stranger."""
    one = Federation(house_of(database))
    one.member("Sekretariat Satu", OFFICE, role="secretariat", medium="whatsapp")
    one.member("Sekretariat Dua", OFFICE_TOO, role="secretariat")
    for key, zone, first, last in (("a-satu", "WIB", 0, 8), ("b-dua", "WITA", 8, 14), ("c-tiga", "WIB", 14, 16)):
        union_id = one.union(key, zone)
        for index in range(first, last):
            one.member(f"Siti Anggota{index}", number(index), union_id=union_id, zone=zone)
    return one


def play(federation: Federation) -> None:
    """Let the women of the fixture answer in their different ways, from Tuesday noon on."""
    house = federation.house
    found = rounds.open_round(house, "corel-anggota", None, Actor(), NOON)
    assert isinstance(found, Opened)
    deliver(house, "simulator", NOON)
    whole = ("ya", "2", "1,3", "1", "3", "2", "ya", STORY, "Lebih banyak pelatihan untuk kami semua")
    ways: dict[int, tuple[str, ...]] = {
        **dict.fromkeys(range(6), whole),
        6: ("tidak",),
        7: ("ya", "0", "3"),
        **dict.fromkeys(
            range(8, 11), ("ya", "1", "2", "2", "1", "1", "tidak", "Belum ada perubahan apa-apa", "lewati")
        ),
        11: ("ya", "4", "BERHENTI"),
        14: whole,
    }
    for index, texts in ways.items():
        for hour, text in enumerate(texts):
            receive(house, [federation.says(number(index), text)], NOON + timedelta(hours=hour, minutes=index))
    # She corrects herself a day later: her answer is counted once, as it stands now.
    for text in ("ya", "5", "1", "1", "kembali", "2"):
        receive(house, [federation.says(number(15), text)], NOON + timedelta(days=1))
    for text in ("WARGA", "ya", "1"):
        receive(house, [federation.says("+6281100000777", text)], NOON)
    for hour in range(6, 6 * 24, 12):
        moment = NOON + timedelta(hours=hour, minutes=40)
        invitations.due(house, moment)
        reminders.due(house, moment)
        deliver(house, "simulator", moment)


def raw(federation: Federation, table: Any) -> list[Any]:
    """Return every row of a table."""
    with federation.house.db.reading() as db:
        return list(db.execute(select(table)))


def within(moment: datetime | None, week: Week) -> bool:
    """Tell whether a moment lies in the week, by the calendar of WIB."""
    return moment is not None and moment.astimezone(WIB).isocalendar()[:2] == (week.year, week.number)


def recount(federation: Federation, week: Week, union_id: int | None) -> dict[str, int]:
    """Count participation by hand over all rows; ``union_id`` None counts every union."""
    people = [row for row in raw(federation, t.participant) if union_id in (None, row.union_id)]
    counted = {
        name: sum(within(getattr(row, f"{name}_at"), week) for row in people)
        for name in ("invited", "reached", "started", "finished", "declined")
    }
    stops = [row for row in raw(federation, t.opt_out) if row.union_id is not None and union_id in (None, row.union_id)]
    return {**counted, "stopped": sum(within(row.at, week) for row in stops)}


def test_its_figures_equal_an_independent_count_over_the_raw_rows(federation: Federation) -> None:
    play(federation)
    made = summaries.get(federation.house, WEEK, MONDAY).figures
    unions = {row.key: row.id for row in raw(federation, t.union)}
    for shown in made["unions"]:
        counted = recount(federation, WEEK, unions[shown["key"]])
        assert {name: shown[name] for name in counted} == counted
        before = recount(federation, WEEK.previous, unions[shown["key"]])
        assert shown["change"] == {name: counted[name] - before[name] for name in counted}
    total = recount(federation, WEEK, None)
    assert {name: made["total"][name] for name in total} == total
    assert total == {"invited": 16, "reached": 16, "started": 13, "finished": 10, "declined": 1, "stopped": 1}


def test_its_answers_equal_the_stored_answers_or_are_hidden(federation: Federation) -> None:
    play(federation)
    made = summaries.get(federation.house, WEEK, MONDAY).figures
    responses = {row.id: row for row in raw(federation, t.response)}
    unions = {row.id: row.key for row in raw(federation, t.union)}
    counted: Counter[tuple[str, str, str]] = Counter()
    people: Counter[tuple[str, str]] = Counter()
    for row in raw(federation, t.answer):
        response = responses[row.response_id]
        if row.closed and row.value and within(row.answered_at, WEEK) and response.voice == "member":
            people[row.question, unions[response.union_id]] += 1
            for choice in row.value.split():
                counted[row.question, unions[response.union_id], choice] += 1
    corel = [one for one in made["answers"] if one["survey"] == "corel-anggota"]
    assert [one["question"] for one in corel] == ["inisiatif", "usaha", "pemerintah", "keuangan", "lanjut"]
    for one in corel:
        question = one["question"]
        everybody = sum(count for (name, _), count in people.items() if name == question)
        assert one["total"]["people"] == everybody
        for choice, count in one["total"]["choices"].items():
            assert count == sum(n for (name, _, said), n in counted.items() if (name, said) == (question, choice))
        hidden = 0
        for shares in one["unions"]:
            here = people[question, shares["key"]]
            if shares["people"] is None:
                hidden += here
                assert set(shares["choices"].values()) == {None}
            else:
                assert shares["people"] == here >= 5
                assert shares["choices"] == {
                    choice: counted[question, shares["key"], choice] for choice in shares["choices"]
                }
        assert hidden == 0 or hidden >= 5


def test_voices_of_no_register_are_counted_apart(federation: Federation) -> None:
    play(federation)
    made = summaries.get(federation.house, WEEK, MONDAY).figures
    assert {name: made["unregistered"][name] for name in ("started", "finished")} == {"started": 1, "finished": 0}
    warga = next(one for one in made["answers"] if one["survey"] == "suara-warga")
    assert warga["total"]["people"] == 0
    assert warga["unregistered"]["people"] is None


def test_people_of_no_union_stand_in_a_row_of_their_own(federation: Federation) -> None:
    house = federation.house
    federation.member("Anggota Lepas", "+6281100000555")
    rounds.open_round(house, "corel-anggota", None, Actor(), NOON)
    receive(house, [federation.says("+6281100000555", text) for text in ("ya", "0", "1")], NOON)
    made = summaries.get(house, WEEK, MONDAY)
    assert [(one["key"], one["name"], one["started"]) for one in made.figures["unions"]][-1] == ("", "Tanpa serikat", 1)
    assert made.figures["total"]["started"] == 1


def test_a_conversation_that_was_erased_says_nothing_of_where_she_stood(federation: Federation) -> None:
    play(federation)
    with federation.house.db.transaction() as db:
        db.execute(update(t.conversation).values(state=""))
    made = summaries.get(federation.house, WEEK, MONDAY).figures
    assert {one["question"] for one in made["given_up"]} == {"cerita", "consent", "inisiatif"}


def test_it_says_where_people_gave_up(federation: Federation) -> None:
    play(federation)
    made = summaries.get(federation.house, WEEK, MONDAY).figures
    found = {(one["survey"], one["question"]): one["people"] for one in made["given_up"]}
    # One stopped before "inisiatif"; two fell silent before "pemerintah"; the stranger before "cerita".
    assert found == {
        ("corel-anggota", "inisiatif"): 1,
        ("corel-anggota", "pemerintah"): 2,
        ("suara-warga", "cerita"): 1,
    }
    later = summaries.get(federation.house, WEEK.following, MONDAY + timedelta(days=7)).figures
    assert later["given_up"] == []


def test_quotes_name_nobody_and_need_five_voices(federation: Federation) -> None:
    play(federation)
    made = summaries.get(federation.house, WEEK, MONDAY).figures
    quotes = {(one["survey"], one["question"]): one["words"] for one in made["quotes"]}
    said = quotes["corel-anggota", "perubahan"]
    assert "Sekarang Bu [nama] berani bicara di balai desa, hubungi [nomor]" in said
    assert len(said) == len(set(said)) <= 3
    assert quotes["corel-anggota", "saran"] == ["Lebih banyak pelatihan untuk kami semua"]


def test_quotes_of_fewer_than_five_are_hidden(federation: Federation) -> None:
    house = federation.house
    rounds.open_round(house, "corel-anggota", None, Actor(), NOON)
    for index in range(4):
        for text in ("ya", "0", "1", "3", "2", "ya", STORY):
            receive(house, [federation.says(number(index), text)], NOON + timedelta(minutes=index))
    made = summaries.get(house, WEEK, MONDAY)
    assert [(one["question"], one["words"]) for one in made.figures["quotes"]] == [("perubahan", None)]
    assert all(one["total"]["people"] is None for one in made.figures["answers"])
    assert "berani" not in made.whatsapp + made.sms


def test_what_was_not_delivered_is_told_with_its_reason(federation: Federation) -> None:
    play(federation)
    with federation.house.db.transaction() as db:
        ids = db.scalars(select(t.outbox.c.id).where(t.outbox.c.kind == "invitation").limit(3)).all()
        failed = {"state": "failed", "error_code": "30003", "error": "Nomor tidak aktif", "ended_at": NOON}
        db.execute(update(t.outbox).where(t.outbox.c.id.in_(ids)).values(**failed))
    made = summaries.get(federation.house, WEEK, MONDAY)
    assert made.figures["undelivered"] == [{"code": "30003", "why": "Nomor tidak aktif", "messages": 3}]
    assert "Nomor tidak aktif: 3 pesan" in made.whatsapp
    assert "Tidak terkirim 3: Nomor tidak aktif" in made.sms


def test_the_texts_fit_and_are_stored_once(federation: Federation) -> None:
    play(federation)
    made = summaries.get(federation.house, WEEK, MONDAY)
    assert made.stored
    assert len(made.whatsapp) <= 1500
    length = measure(made.sms)
    assert (length.encoding, length.segments <= 3) == ("GSM-7", True)
    for text in (made.whatsapp, made.sms):
        assert "A Satu" in text
        assert "diundang 16(+16)" in text
    with federation.house.db.transaction() as db:
        db.execute(update(t.participant).values(finished_at=None))
    assert summaries.get(federation.house, WEEK, MONDAY + timedelta(days=3)) == made
    assert len(raw(federation, t.weekly_summary)) == 1
    json.dumps(made.json())


def test_a_week_that_still_runs_is_shown_and_not_stored(federation: Federation) -> None:
    play(federation)
    made = summaries.get(federation.house, WEEK, NOON)
    assert not made.stored
    assert raw(federation, t.weekly_summary) == []


def test_a_stolen_file_shows_no_word_of_a_summary(sqlite_url: str, keys: KeyRing) -> None:
    from pathlib import Path

    from storage.database import connect
    from storage.migrate import upgrade

    database = connect(sqlite_url, keys)
    upgrade(database)
    federation = Federation(house_of(database))
    with database.transaction() as db:
        secret = "rahasia-sekali"
        values = {"week": "2026-W48", "made_at": NOON, "figures": secret, "text_whatsapp": secret, "text_sms": secret}
        db.execute(insert(t.weekly_summary).values(**values))
    assert raw(federation, t.weekly_summary)[0].figures == secret
    database.close()
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    assert all(b"rahasia" not in file.read_bytes() for file in path.parent.iterdir())


# --- sent ----------------------------------------------------------------------------------------------------------


def notices(federation: Federation) -> list[Any]:
    """Return the notices in the outbox."""
    return [row for row in raw(federation, t.outbox) if row.kind == "notice"]


def test_it_leaves_on_monday_half_past_seven_once_to_everyone_in_the_secretariat(federation: Federation) -> None:
    play(federation)
    house = federation.house
    summaries.due(house, NOON)  # The week before had nothing to say: the house knew nobody then.
    assert summaries.due(house, MONDAY - timedelta(seconds=1)) == 0
    assert summaries.due(house, MONDAY) == 2
    assert summaries.due(house, MONDAY) == summaries.due(house, MONDAY + timedelta(days=6)) == 0
    made = summaries.get(house, WEEK, MONDAY)
    assert {(row.medium, row.spoken["text"]) for row in notices(federation)} == {
        ("whatsapp", made.whatsapp),
        ("sms", made.sms),
    }
    assert {row.due_at for row in notices(federation)} == {MONDAY}


def test_a_week_before_the_house_knew_anybody_is_passed_over(federation: Federation) -> None:
    assert summaries.due(federation.house, NOON) == 0
    assert notices(federation) == raw(federation, t.weekly_summary) == []


def test_a_machine_that_was_off_sends_it_once_and_not_in_the_night(federation: Federation) -> None:
    house = federation.house
    late = datetime(2026, 12, 2, 22, 0, tzinfo=WIB)
    assert summaries.due(house, late) == 2
    assert summaries.due(house, late + timedelta(hours=1)) == 0
    assert {row.due_at for row in notices(federation)} == {datetime(2026, 12, 3, 7, 0, tzinfo=WIB)}


def test_it_was_asked_for_before_and_is_sent_all_the_same(federation: Federation) -> None:
    summaries.get(federation.house, WEEK, MONDAY - timedelta(hours=1))
    assert summaries.due(federation.house, MONDAY) == 2


def test_killed_in_the_middle_it_is_sent_once(federation: Federation, monkeypatch: pytest.MonkeyPatch) -> None:
    house = federation.house
    with monkeypatch.context() as patched:

        def killed(*_args: Any, **_more: Any) -> int:
            raise KeyboardInterrupt

        patched.setattr(summaries, "add_notice", killed)
        with pytest.raises(KeyboardInterrupt):
            summaries.due(house, MONDAY)
    assert raw(federation, t.weekly_summary) == []
    assert summaries.due(house, MONDAY) == 2
    assert len(notices(federation)) == 2


TEMPLATE = "HX" + "0" * 32


@pytest.mark.parametrize("template", [TEMPLATE, ""])
def test_outside_whatsapps_window_a_template_says_it_is_ready(database: Database, template: str) -> None:
    simulator = house_of(database).channels
    house = house_of(
        database,
        channels={**simulator, "twilio": Loopback(("sms", "whatsapp") if template else ("whatsapp",), template)},
    )
    federation = Federation(house)
    federation.member("Sekretariat", OFFICE, role="secretariat", medium="whatsapp")
    assert summaries.due(house, MONDAY) == 1
    (row,) = notices(federation)
    assert (row.channel, row.medium, row.template) == ("twilio", "whatsapp", template)
    assert "RINGKASAN" in row.spoken["text"]


def test_without_a_template_the_summary_goes_by_sms_where_it_can(database: Database) -> None:
    house = house_of(database, channels={"twilio": Loopback(("sms", "whatsapp"))})
    federation = Federation(house)
    federation.member("Sekretariat", OFFICE, role="secretariat", medium="whatsapp")
    summaries.due(house, MONDAY)
    (row,) = notices(federation)
    assert (row.medium, row.template) == ("sms", "")
    assert row.spoken["text"] == summaries.get(house, WEEK, MONDAY).sms


def test_without_a_template_another_channel_may_carry_the_sms(database: Database) -> None:
    sim = SmsgateChannel(smsgate_settings("http://127.0.0.1:9"))
    house = house_of(database, channels={"twilio": Loopback(("whatsapp",)), "smsgate": sim})
    federation = Federation(house)
    federation.member("Sekretariat", OFFICE, role="secretariat", medium="whatsapp")
    summaries.due(house, MONDAY)
    (row,) = notices(federation)
    assert (row.channel, row.medium, row.template) == ("smsgate", "sms", "")


def test_inside_the_window_the_summary_goes_in_full(database: Database) -> None:
    house = house_of(database, channels={"twilio": Loopback(("sms", "whatsapp"))})
    federation = Federation(house)
    federation.member("Sekretariat", OFFICE, role="secretariat", medium="whatsapp")
    message = federation.says(OFFICE, "halo", channel="twilio", medium="whatsapp")
    receive(house, [message], MONDAY - timedelta(hours=23))
    summaries.due(house, MONDAY)
    (row,) = notices(federation)
    assert (row.medium, row.template) == ("whatsapp", "")
    assert row.spoken["text"] == summaries.get(house, WEEK, MONDAY).whatsapp


def test_who_cannot_be_reached_is_passed_over(database: Database) -> None:
    house = house_of(database)
    Federation(house).member("Sekretariat", OFFICE, role="secretariat", demo=False)
    assert summaries.due(house, MONDAY) == 0
