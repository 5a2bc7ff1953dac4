"""Answers out: one row a response, gaps told apart, nothing that a spreadsheet runs, and counts that agree."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from bot.services.answers import ABOUT, GAPS, Difference, RoundProblem, escaped, find_round, recount, write_csv
from bot.services.house import House, Library
from bot.services.inbox import receive
from bot.services.surveys import publish
from bot.services.talks import counted
from bot.survey.model import Choice, Question, SelectMultiple, SelectOne
from bot.survey.yaml_form import read_survey
from storage import tables as t
from tests.federation import NOON, Federation

SARI, DEWI, RINI = "+628110000001", "+628110000002", "+628110000003"
WORDS = '=HYPERLINK("http://x")'


@pytest.fixture
def round_id(house: House, federation: Federation) -> int:
    """Give a round in Mamuju: one woman finished, one stopped half way, one said no."""
    survey = house.library.named("corel-anggota")
    assert survey is not None
    union_id = federation.union("mamuju", "WITA")
    members = [
        federation.member(f"Contoh {number[-1]}", number, union_id=union_id, zone="WITA", language=language)
        for number, language in ((SARI, "id"), (DEWI, "jv"), (RINI, "id"))
    ]
    link = t.member_address.c
    with house.db.transaction() as db:
        publish(db, survey, NOON)
        opened = {"survey_name": survey.name, "survey_hash": survey.hash, "union_id": union_id, "reminder_days": "[]"}
        key: Any = db.execute(insert(t.round_).values(**opened, opened_at=NOON)).inserted_primary_key
        for member_id in members:
            row = {"medium": "sms", "channel": "simulator", "failure": "", "reminders": 0, "set_aside": 0}
            address_id = db.scalar(select(link.address_id).where(link.member_id == member_id))
            row |= {"round_id": key[0], "member_id": member_id, "address_id": address_id, "union_id": union_id}
            db.execute(insert(t.participant).values(**row, invited_at=NOON))
    for number, texts in (
        (SARI, ("ya", "2", "1,3", "2", "3", "1", "ya", WORDS, "pelatihan")),
        (DEWI, ("ya", "0", "LEWATI", "xyzzy", "blah", "qwrt", "zzz", "BERHENTI")),
        (RINI, ("tidak",)),
    ):
        for minute, said in enumerate(texts):
            receive(house, [federation.says(number, said)], NOON + timedelta(minutes=minute))
    return int(key[0])


def _export(house: House, round_id: int) -> list[dict[str, str]]:
    out = io.StringIO(newline="")
    count = write_csv(house, round_id, out)
    assert out.getvalue().startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(out.getvalue().removeprefix("\ufeff"), newline="")))
    assert len(rows) == count
    return rows


def test_one_row_a_response_with_xforms_values(house: House, round_id: int) -> None:
    """A finished survey: names as values, several choices also one by one, times on the union's clock."""
    first = _export(house, round_id)[0]
    assert (first["_state"], first["_union"], first["_voice"], first["_medium"]) == (
        "finished",
        "mamuju",
        "member",
        "sms",
    )
    assert first["_began"] == "2026-11-24T13:00:00+08:00"
    assert first["_ended"] == "2026-11-24T13:08:00+08:00"
    assert (first["kegiatan"], first["inisiatif"]) == ("2", "pelatihan simpan")
    assert (first["inisiatif/pelatihan"], first["inisiatif/simpan"]) == ("1", "1")
    others = {key: value for key, value in first.items() if key.startswith("inisiatif/")}
    assert sorted(others.values()) == ["0"] * (len(others) - 2) + ["1", "1"]
    assert (first["pemerintah"], first["lanjut"]) == ("3", "ya")
    assert {value for key, value in first.items() if key.startswith("_gap/")} == {""}


def test_formulas_are_escaped(house: House, round_id: int) -> None:
    """Her words stand there as words."""
    assert _export(house, round_id)[0]["perubahan"] == "'" + WORDS


def test_gaps_are_told_apart(house: House, round_id: int) -> None:
    """Not hers, skipped, set aside after three tries, never reached: four different things."""
    second, third = _export(house, round_id)[1:]
    gaps = {key.removeprefix("_gap/"): value for key, value in second.items() if key.startswith("_gap/")}
    assert gaps["kegiatan"] == ""
    assert gaps["inisiatif"] == "not_relevant"
    assert (gaps["usaha"], gaps["pemerintah"]) == ("skipped", "set_aside")
    assert gaps["keuangan"] == gaps["lanjut"] == "never_reached"
    assert second["inisiatif/pelatihan"] == ""
    assert second["_state"] == "stopped"
    assert (third["_state"], third["_started"]) == ("declined", "")
    assert {value for key, value in third.items() if key.startswith("_gap/")} == {"never_reached"}
    assert {gap for gap in gaps.values() if gap} <= set(GAPS)


def test_nobody_can_be_found_in_it(house: House, round_id: int) -> None:
    """No name and no number, nor the id of a member or an address."""
    out = io.StringIO(newline="")
    write_csv(house, round_id, out)
    for secret in ("Contoh", SARI, DEWI, SARI[3:]):
        assert secret not in out.getvalue()
    assert not {"member", "address", "name", "number"} & set(_export(house, round_id)[0])
    assert set(ABOUT) <= set(_export(house, round_id)[0])


def test_a_round_is_found_by_number_or_name(house: House, round_id: int) -> None:
    """The survey's name is enough while it names one round; else the numbers are listed."""
    assert find_round(house, str(round_id)) == find_round(house, "Corel-Anggota") == round_id
    with house.db.transaction() as db:
        db.execute(update(t.round_).values(closed_at=NOON))
        hash_ = db.scalar(select(t.round_.c.survey_hash))
        again = {"survey_name": "corel-anggota", "survey_hash": hash_, "opened_at": NOON, "reminder_days": "[]"}
        db.execute(insert(t.round_).values(**again))
    with pytest.raises(RoundProblem, match=r"beberapa.*mamuju.*semua serikat"):
        find_round(house, "corel-anggota")
    with pytest.raises(RoundProblem, match="tidak ada"):
        find_round(house, "corel")
    with pytest.raises(RoundProblem):
        write_csv(house, 999, io.StringIO())


def test_a_round_without_answers_has_its_header(house: House, round_id: int) -> None:
    """An empty file would be taken for a mistake."""
    with house.db.transaction() as db:
        hash_ = db.scalar(select(t.round_.c.survey_hash))
        again = {"survey_name": "corel-anggota", "survey_hash": hash_, "opened_at": NOON, "reminder_days": "[]"}
        key: Any = db.execute(insert(t.round_).values(**again)).inserted_primary_key
    out = io.StringIO(newline="")
    assert write_csv(house, key[0], out) == 0
    assert out.getvalue().startswith("\ufeff_id,")


SURVEY = """
settings: {form_id: kecil, form_title: Kecil, keyword: KECIL}
consent: {version: "1", purpose: x, label: "Ikut? Balas YA atau TIDAK."}
survey:
  - {type: note, name: sapa, label: "Halo Ibu."}
  - {type: text, name: cerita, label: "Apa cerita Ibu?"}
  - {type: calculate, name: salinan, calculation: "concat('=', ${cerita})"}
"""


def test_notes_have_no_column_and_calculations_do(house: House, federation: Federation) -> None:
    """What is only said has nothing to export; what is worked out has, and is no formula either."""
    survey = read_survey(SURVEY, "kecil").survey
    assert survey is not None
    house = replace(house, library=Library((survey,)))
    federation = Federation(house)
    federation.member("Contoh Satu", SARI)
    for said in ("KECIL", "ya", "panen bagus"):
        receive(house, [federation.says(SARI, said)], NOON)
    with house.db.transaction() as db:
        row = {"survey_name": survey.name, "survey_hash": survey.hash, "opened_at": NOON, "reminder_days": "[]"}
        key: Any = db.execute(insert(t.round_).values(**row)).inserted_primary_key
        db.execute(update(t.response).values(round_id=key[0]))
    (only,) = _export(house, key[0])
    assert "sapa" not in only
    assert (only["cerita"], only["salinan"], only["_union"]) == ("panen bagus", "'=panen bagus", "")
    assert only["_began"].endswith("+07:00")


def test_the_recount_agrees(house: House, round_id: int, federation: Federation) -> None:
    """Also after a correction by KEMBALI."""
    federation.member("Contoh 4", "+628110000004", union_id=1)
    for said in ("COREL", "ya", "3", "1", "2", "KEMBALI", "1"):
        receive(house, [federation.says("+628110000004", said)], NOON + timedelta(days=8))
    with house.db.reading() as db:
        assert recount(db) == []
        assert db.scalar(select(t.tally.c.people).where(t.tally.c.question == "usaha", t.tally.c.choice == "")) == 1


def test_the_recount_notices_a_wrong_count(house: House, round_id: int) -> None:
    """One too many, and one that is missing."""
    with house.db.transaction() as db:
        c = t.tally.c
        db.execute(update(t.tally).where(c.question == "lanjut", c.choice == "ya").values(people=7))
        db.execute(t.tally.delete().where(c.question == "lanjut", c.choice == ""))
    with house.db.reading() as db:
        found = recount(db)
    assert [(one.key[-2:], one.counted, one.answers) for one in found] == [
        (("lanjut", ""), 0, 1),
        (("lanjut", "ya"), 7, 1),
    ]
    assert isinstance(found[0], Difference)


@pytest.mark.parametrize(
    ("words", "cell"),
    [
        ("baik", "baik"),
        ("", ""),
        ("-5", "-5"),
        ("-5,5", "-5,5"),
        ("-lima", "'-lima"),
        ("+62811", "'+62811"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\n=1", "'\n=1"),
        ("a=1", "a=1"),
        ("a\x00b", "ab"),
        ("\ud83d!", "?!"),
    ],
)
def test_cells(words: str, cell: str) -> None:
    """What begins like a formula is marked as text; a number stays one."""
    assert escaped(words) == cell


@given(st.text(st.characters(codec=None)))
def test_no_words_become_a_formula(words: str) -> None:
    """Whatever she writes: the cell is no formula, and any UTF-8 file holds it."""
    cell = escaped(words)
    cell.encode()
    assert cell.lstrip()[:1] not in ("=", "@")


def test_a_choice_whose_name_holds_spaces_is_one_choice() -> None:
    """Several choices are separated by spaces; the name of one may hold spaces itself, as workbooks allow."""
    choices = tuple(Choice(name, {"id": name}) for name in ("sangat baik", "baik"))
    assert counted(Question("mutu", SelectOne(choices), {}), "sangat baik") == ("", "sangat baik")
    assert counted(Question("mutu", SelectMultiple(choices), {}), "a b") == ("", "a", "b")
    assert counted(Question("mutu", SelectOne(choices), {}), "") == ()
