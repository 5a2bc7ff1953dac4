"""``suara expr``: one expression for a person, many for a programme; every line gets its answer."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from bot.bootstrap.house import real_now
from bot.cli import expr as command
from bot.cli import main


def run(*words: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["expr", *words], input=given, obj=object())


def batch(*requests: Any) -> list[dict[str, Any]]:
    raw = b"\n".join(each if isinstance(each, bytes) else json.dumps(each).encode() for each in requests)
    result = run("--batch", given=raw)
    assert result.exit_code == 0
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("${umur} >= 17", "--set", "umur=20"), "true"),
        (("1 + 1",), "2"),
        (("1 div 3",), "0.3333333333333333"),
        (("concat('a', ${b})", "--set", "b=c=d"), "ac=d"),
        (("${a}", "--set", "a=1", "--set", "a=2"), "1\n2"),
        ((". * 2", "--self", "21"), "42"),
        (("now()", "--now", "2026-11-24T08:00", "--zone", "WIB"), "2026-11-24T08:00:00.000+07:00"),
        (("today()", "--now", "2026-11-24T20:00Z", "--zone", "Asia/Makassar"), "2026-11-25"),
        (("now()", "--now", "2026-11-24T08:00+09:00"), "2026-11-24T08:00:00.000+09:00"),
        (("now()", "--now", "2026-11-24T08:00Z", "--zone", "-03:30"), "2026-11-24T04:30:00.000-03:30"),
    ],
)
def test_one_expression_is_worked_out(words: tuple[str, ...], expected: str) -> None:
    result = run(*words)
    assert (result.exit_code, result.stdout) == (0, f"{expected}\n")


def test_the_clock_of_the_machine_is_the_default() -> None:
    begun = real_now()
    shown = datetime.fromisoformat(run("now()").stdout.strip())
    assert begun.replace(microsecond=0) <= shown <= real_now()


def test_json_is_for_programmes() -> None:
    assert json.loads(run("1 = 1", "--json").stdout) == {"value": True, "type": "boolean"}
    result = run("1 +", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["code"] == "S301"


def test_what_is_wrong_is_said_with_its_column() -> None:
    result = run("${umur} == 3")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "S301 kolom 9" in result.stderr
    assert "Tulis =" in result.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "belum ditulis"),
        (("1", "--batch"), "dari masukan"),
        (("1", "--set", "umur"), "--set NAMA=ISI"),
    ],
)
def test_a_wrong_command_is_a_wrong_command(words: tuple[str, ...], says: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert says in result.stderr


def test_values_have_types() -> None:
    expressions = ["'a'", "3", "0.5", "-0", "1 div 0", "-1 div 0", "0 div 0", "true()", "date('2026-11-24')", "now()"]
    found = batch(*({"expr": each, "now": "2026-11-24T08:00:00", "zone": "WITA"} for each in expressions))
    assert [(each["value"], each["type"]) for each in found] == [
        ("a", "text"),
        (3, "number"),
        (0.5, "number"),
        (0, "number"),
        ("Infinity", "number"),
        ("-Infinity", "number"),
        ("NaN", "number"),
        (True, "boolean"),
        ("2026-11-24", "date"),
        ("2026-11-24T08:00:00.000+08:00", "dateTime"),
    ]


def test_answers_may_be_texts_numbers_truths_lists_and_repeats() -> None:
    values = {
        "t": "5",
        "n": 5,
        "b": False,
        "l": ["1", "2"],
        "besar": 10**400,
        "anak": [{"umur": 3}, {"umur": 4}],
        "kosong": None,
    }
    asked = [
        "${t} + ${n}",
        "${n}",
        "${b}",
        "sum(${l})",
        "${l}",
        "sum(${umur})",
        "/data/anak[2]/umur",
        "${kosong}",
        "number(${besar})",
    ]
    found = batch(*({"expr": each, "values": values} for each in asked))
    assert [each["value"] for each in found] == [10, 5, False, 3, ["1", "2"], 7, ["4"], "", "Infinity"]
    assert batch({"expr": ". + 1", "self": 4}, {"expr": ".", "self": True}) == [
        {"value": 5, "type": "number"},
        {"value": "true", "type": "text"},
    ]


def test_every_line_gets_its_answer() -> None:
    found = batch(
        b"{",
        b"[]",
        b"",
        b"\xff\x00",
        b"[" * 100_000,
        {"expr": 3},
        {"expr": "1", "values": []},
        {"expr": "1", "self": []},
        {"expr": "1", "zone": "Pulau/Entah"},
        {"expr": "1", "zone": "+99:00"},
        {"expr": "1", "zone": "../../x"},
        {"expr": "1", "now": "kemarin"},
        {"expr": "explode()"},
        {"expr": "version()"},
        {"expr": "string-length(${a})", "values": {"a": "\ud800"}},
        {"expr": "${a}", "values": {"a": "\ud800"}},
        {"expr": "count(//*[count(//*[count(//*) > 1]) > 1])", "values": {"a": ["1"] * 900}},
        {"expr": "1 + 1"},
    )
    assert [each.get("value", "error") for each in found] == [*["error"] * 13, 1, "\ud800", "error", 2]
    assert "terlalu berat" in found[-2]["error"]
    assert "aplikasi di HP" in found[12]["error"]


def test_even_a_mistake_of_ours_costs_one_line_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_request: object) -> dict[str, object]:
        raise ZeroDivisionError

    monkeypatch.setattr(command, "_answer", broken)
    assert batch({"expr": "1"}, {"expr": "2"}) == [{"error": "Baris ini tidak bisa dihitung."}] * 2


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "umur"]), inner, max_size=3),
    max_leaves=8,
)
_EXPRESSIONS = st.sampled_from(
    ["${a}", "${a} + ${b}", "sum(//umur)", "count(${a})", ". = ${a}", "/data/*/..", "date(${a})"]
)


@given(
    st.fixed_dictionaries(
        {"expr": _EXPRESSIONS | _JSON}, optional={"values": _JSON, "self": _JSON, "now": _JSON, "zone": _JSON}
    )
)
def test_any_request_gets_a_value_or_an_error(request: dict[str, Any]) -> None:
    (found,) = batch(request)
    assert ("error" in found) != ({"value", "type"} == set(found))
    assert found.get("error") != "Baris ini tidak bisa dihitung."
