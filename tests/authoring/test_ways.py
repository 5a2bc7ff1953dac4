"""The way to a question: which answers decide about it, and values that open it, however rare the branch."""

from __future__ import annotations

from random import Random

import pytest

from bot.authoring.candidates import Candidates
from bot.authoring.ways import Goal, Ways, conjuncts
from bot.survey.expressions import compile_expression
from bot.survey.model import Choice, Date, Integer, Question, Section, SelectOne, Survey, Text
from tests.authoring.forms import FARM, NOW, form
from tests.conversation.filling import form as filled_form
from tests.conversation.filling import said, xp

ONE_OF_MANY = form(
    """\
  - {type: select_one tingkat, name: a, label: {id: "A?"}}
  - {type: select_one tingkat, name: b, label: {id: "B?"}}
  - {type: select_multiple tingkat, name: c, label: {id: "C?"}}
  - {type: integer, name: d, min: 0, max: 500, label: {id: "D?"}}
  - {type: date, name: lahir, label: {id: "Lahir kapan?"}}
  - type: text
    name: langka
    relevant: >-
      ${a} = 'satu' and ${b} = 'lima' and selected(${c}, 'dua') and selected(${c}, 'tiga') and
      (${d} = 237 or ${d} = 411) and (today() - ${lahir}) div 365.25 >= 60
    label: {id: "Langka?"}
""",
    "  tingkat:\n"
    + "".join(
        f"    - {{name: {one}, label: {{id: {one.title()}}}}}\n" for one in ("satu", "dua", "tiga", "empat", "lima")
    ),
)

SUMS = filled_form(
    Question("anak_count", Integer(minimum=0, maximum=20), said("Berapa anak?")),
    Section(
        name="anak",
        path=("anak",),
        repeats=True,
        rows=(Question("umur", Integer(minimum=0, maximum=40), said("Umur?"), path=("anak", "umur")),),
        count=xp("${anak_count}"),
        counted_by="anak_count",
    ),
    Question("banyak", Text(), said("Ramai ya?"), relevant=xp("sum(${umur}) > 75 and count(${anak}) >= 2")),
)

FILTERED = filled_form(
    Question("kab", SelectOne((Choice("kp", said("KP")), Choice("ds", said("DS")))), said("Kabupaten?")),
    Question(
        "desa",
        SelectOne(
            (
                Choice("wates", said("Wates"), {"kab": "kp"}),
                Choice("lubuk", said("Lubuk"), {"kab": "ds"}),
                Choice("atlantis", said("Atlantis"), {"kab": "xx"}),
            )
        ),
        said("Desa?"),
        choice_filter=xp("kab = ${kab}", columns=True),
    ),
)

NEVER = form(
    """\
  - {type: integer, name: umur, min: 0, label: {id: "Umur?"}}
  - {type: calculate, name: ganda, calculation: "${umur} * 2"}
  - {type: text, name: muda, label: {id: "Sekolah?"}, relevant: "${ganda} = 18"}
  - {type: text, name: hilang, label: {id: "Kerja?"}, relevant: "${ganda} = 17"}
"""
)
"""Twice a whole number is never 17."""


def ways(survey: Survey) -> Ways:
    return Ways(survey, Candidates(survey, NOW), NOW)


def found(survey: Survey, goal: Goal, budget: int = 2_000) -> dict[str, str] | None:
    way, _ = ways(survey).find(goal, [{}], budget, Random(1).random)
    return None if way is None else dict(way)


def test_what_decides_goes_through_calculations_and_conditions() -> None:
    looked = ways(FARM)
    assert looked.deciding(Goal("tanam")) == ()
    assert looked.deciding(Goal("karung")) == ("tanam", "pupuk")
    assert looked.deciding(Goal("panen")) == ("tanam", "pupuk", "karung")
    assert ways(SUMS).deciding(Goal("banyak")) == ("anak_count", "umur")


def test_a_way_through_a_calculation() -> None:
    way = found(FARM, Goal("panen"))
    assert way is not None
    assert int(way["karung"]) > 18


def test_a_way_where_six_answers_must_fit_together() -> None:
    way = found(ONE_OF_MANY, Goal("langka"))
    assert way is not None
    assert (way["a"], way["b"], way["d"] in ("237", "411")) == ("satu", "lima", True)
    assert {"dua", "tiga"} <= set(way["c"].split())


def test_a_way_through_a_repeat() -> None:
    way = found(SUMS, Goal("banyak"))
    assert way is not None
    assert int(way["anak_count"]) * int(way["umur"]) > 75


def test_a_way_to_a_choice_that_a_filter_hides() -> None:
    assert found(FILTERED, Goal("desa", "lubuk")) == {"kab": "ds"}
    assert found(FILTERED, Goal("desa", "wates")) == {"kab": "kp"}
    assert found(FILTERED, Goal("desa", "atlantis")) is None


def test_there_is_no_way_where_the_conditions_contradict_one_another() -> None:
    assert found(NEVER, Goal("hilang")) is None
    assert found(NEVER, Goal("muda")) is not None


def test_what_may_be_skipped_is_skipped_where_that_opens_the_way() -> None:
    silent = form(
        """\
  - {type: text, name: usaha, label: {id: "Usaha apa?"}}
  - {type: text, name: tanpa, label: {id: "Mengapa?"}, relevant: "${usaha} = ''"}
"""
    )
    assert found(silent, Goal("tanpa")) == {"usaha": ""}


def test_the_form_is_filled_within_limits_and_constraints() -> None:
    limited = filled_form(
        Question("umur", Integer(minimum=30), said("Umur?"), constraint=xp(". mod 7 = 0")),
        Question("kode", Text(), said("Kode?"), constraint=xp("regex(., '^[A-Z]{2}-[0-9]{3}$')")),
        Question("kapan", Date(), said("Kapan?"), constraint=xp(". > today()")),
    )
    form_ = ways(limited).fill({"umur": "31"})
    values = {spot.key: spot.node.own for spot in form_.in_order()}
    assert values["umur"] == "" or int(values["umur"]) % 7 == 0
    assert values["kode"] == "AA-111"
    assert values["kapan"] > NOW.date().isoformat()


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("${a} = 1", ["${a} = 1"]),
        ("${a} = 1 and ${b} = 'x and y'", ["${a} = 1", "${b} = 'x and y'"]),
        ("(${a} = 1 and ${b} = 2) and ${c} = 3", ["(${a} = 1 and ${b} = 2)", "${c} = 3"]),
        ("${a} = 1 and ${b} = 2 or ${c} = 3", ["${a} = 1 and ${b} = 2 or ${c} = 3"]),
        ("not(${a} = 1 or ${b} = 2) and ${c} > 3", ["not(${a} = 1 or ${b} = 2)", "${c} > 3"]),
    ],
)
def test_the_parts_that_and_joins(whole: str, parts: list[str]) -> None:
    assert [part.source.strip() for part in conjuncts(compile_expression(whole))] == parts
