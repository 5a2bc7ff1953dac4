"""The measure itself: what counts as right, asked back and stored wrongly, and what is said of a file that is broken."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from bot.analysis.evaluation import Answer, CannotEvaluate, Row, evaluate, judge, kind_of, parse_rows, reader_of
from bot.survey.model import Decimal, PlaceName, Scale, SelectOne, Text
from tests.understanding.readings import PHRASES

TODAY = date(2026, 11, 24)
HEAD = "type,context,reply,expected,difficulty\n"


def line(type_: str, reply: str, expected: Any, context: dict[str, Any] | None = None, difficulty: str = "easy") -> str:
    """Return one row of a file."""
    cells = (type_, json.dumps(context or {}), reply, json.dumps(expected), difficulty)
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n"


def row(type_: str, reply: str, expected: Any, context: dict[str, Any] | None = None) -> Row:
    """Return one row, parsed."""
    return parse_rows(HEAD + line(type_, reply, expected, context), TODAY)[0]


NEEDS = {"choices": {"1": "Pupuk", "2": "Bibit"}}


@pytest.mark.parametrize(
    ("type_", "reply", "expected", "context"),
    [
        ("yesno", "iya bu", True, None),
        ("yesno", "belum", False, None),
        ("integer", "tiga", 3, {"min": 0, "max": 20}),
        ("integer", "30", None, {"min": 0, "max": 20}),
        ("decimal", "2,5", 2.5, {"unit": "kg"}),
        ("money", "sjuta stgh bu", 1500000, None),
        ("date", "kemarin", "2026-11-23", {"ref": "2026-11-24"}),
        ("date", "besok", "2026-12-25", {"ref": "2026-12-24", "prefer": "future"}),
        ("time", "jam 7 malam", "19:00", None),
        ("time", "pagi", {"from": "04:00", "to": "11:00"}, None),
        ("select_one", "bibit", "2", NEEDS),
        ("select_multiple", "2 dan 1", ["1", "2"], NEEDS),
        ("select_multiple", "ga ada", [], NEEDS),
        ("scale5", "3", 3, {"labels": {str(n): f"nilai {n}" for n in range(1, 6)}}),
        ("place", "sergai", "18", {"places": {"18": "Serdang Bedagai", "7": "Deli Serdang"}}),
        ("text", "panen gagal", "panen gagal", None),
        ("stop", "berhenti", "stop", {"qtype": "yesno"}),
        ("stop", "usaha saya berhenti sejak pandemi", None, {"qtype": "text"}),
        ("dontknow", "tidak tau", "dontknow", {"qtype": "integer"}),
        ("integer", "tidak tau", None, None),
        ("integer", "selamat pagi", None, None),
    ],
)
def test_what_is_right(type_: str, reply: str, expected: Any, context: dict[str, Any] | None) -> None:
    """Each kind of row is read by the bot's own reader and found right."""
    found = evaluate([row(type_, reply, expected, context)], reader_of(PHRASES))
    assert [one.outcome for one in found.judged] == ["right"]


@pytest.mark.parametrize(
    ("expected", "value", "outcome"),
    [
        (True, None, "asked"),
        (True, False, "stored_wrong"),
        (True, 1, "stored_wrong"),
        (1, True, "stored_wrong"),
        (None, None, "right"),
        (None, "x", "stored_wrong"),
        (3, 3.0, "right"),
        (3, 4, "stored_wrong"),
        (["1"], "1", "stored_wrong"),
        (["2", "1"], ["1", "2"], "right"),
        ("19:00", 19, "stored_wrong"),
        ({"from": "18:00", "to": "20:00"}, "20:01", "stored_wrong"),
        ({"from": "18:00", "to": "20:00"}, ["18:00"], "stored_wrong"),
        ("2", "2", "right"),
    ],
)
def test_every_outcome(expected: Any, value: Any, outcome: str) -> None:
    """An answer is right, asked back, or wrong and stored."""
    assert judge(row("text", "x", expected), Answer(value)).outcome == outcome


def test_the_counts() -> None:
    """Counts stand in all, by type and by difficulty, and tell apart where nothing may be stored."""
    rows = [row("yesno", "ya", True), row("yesno", "ya", None), row("time", "jam 7", None), row("integer", "halo", 3)]
    found = evaluate(rows, reader_of(PHRASES)).as_json()
    assert found["total"] == {
        "rows": 4,
        "right": 2,
        "asked": 1,
        "stored_wrong": 1,
        "null_rows": 2,
        "null_stored": 1,
    }
    assert list(found["types"]) == ["yesno", "time", "integer"]
    assert found["types"]["yesno"]["null_stored"] == 1
    assert found["difficulty"]["easy"]["rows"] == 4


def test_what_a_context_means() -> None:
    """Choices come as an object or as a list; a scale may bring its labels under either name; limits and units stay."""
    assert kind_of("select_one", {"choices": ["Pupuk", "Bibit"]}) == kind_of("select_one", NEEDS)
    assert kind_of("select_one", {}) == SelectOne(())
    scale = kind_of("scale", {"choices": {"1": "Buruk"}})
    assert isinstance(scale, Scale)
    assert scale.choices[0].label == {"id": "Buruk"}
    decimal = kind_of("decimal", {"unit": "kg", "min": 1})
    assert isinstance(decimal, Decimal)
    assert (decimal.minimum, decimal.unit) == (1, "kg")
    assert isinstance(kind_of("place", {"places": {"1": "Mamuju"}}), PlaceName)
    assert row("help", "bantuan", "help").kind == Text()
    assert kind_of("barcode", {}) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("type,reply\n", "the columns context, expected, difficulty are missing"),
        (HEAD + "yesno,{},ya\n", "row 2: columns are missing"),
        (HEAD + "yesno,{x,ya,true,easy\n", "row 2: context is not JSON"),
        (HEAD + "yesno,[],ya,true,easy\n", "row 2: context is not a JSON object"),
        (HEAD + "yesno,{},ya,ya,easy\n", "row 2: expected is not JSON: 'ya'"),
        (HEAD + line("date", "x", None, {"ref": "kemarin"}), "row 2: ref is 'kemarin'"),
        (HEAD + line("date", "x", None, {"ref": 3}), "row 2: ref is 3"),
        (HEAD + line("barcode", "x", None), "row 2: type (or qtype) 'barcode' is unknown"),
        (HEAD + line("stop", "x", None, {"qtype": "?"}), "is unknown"),
    ],
)
def test_a_broken_file(text: str, said: str) -> None:
    """What is wrong is said with its row and its cure."""
    with pytest.raises(CannotEvaluate) as refused:
        parse_rows(text, TODAY)
    assert said in refused.value.problems[0]


def test_all_broken_rows_are_named_at_once() -> None:
    """Whoever mends a file sees every problem, and a byte order mark is none."""
    with pytest.raises(CannotEvaluate) as refused:
        parse_rows("\ufeff" + HEAD + line("a", "x", None) + line("b", "x", None), TODAY)
    assert [one[:6] for one in refused.value.problems] == ["row 2:", "row 3:"]
