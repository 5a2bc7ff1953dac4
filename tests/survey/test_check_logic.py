"""What can never happen is refused, and nothing else: a claim is held against answers drawn at random."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.survey import possible
from bot.survey.expressions import compile_expression
from bot.survey.formula import formula_of
from bot.survey.yaml_form import read_survey

TODAY = date(2026, 11, 24)
HEAD = "consent: {version: 1, purpose: contoh, label: Balas YA}\n"
LISTS = (
    "choices:\n"
    "  isu:\n    - {name: air, label: Air}\n    - {name: jalan, label: Jalan}\n    - {name: harga, label: Harga}\n"
    "  nilai:\n    - {name: 1, label: Kurang}\n    - {name: 2, label: Cukup}\n    - {name: 3, label: Baik}\n"
)
ROWS = """survey:
  - {type: integer, name: umur, label: Umur?, min: 17, max: 99}
  - {type: integer, name: anak, label: Anak?, constraint: . >= 0 and . <= 20, constraint_message: 0 sampai 20}
  - {type: decimal, name: luas, label: Luas?, min: 0}
  - {type: decimal, name: paling, label: Paling?, max: 9}
  - {type: range, name: genap, label: Genap?, min: 0, max: 10, step: 2}
  - {type: select_one isu, name: satu, label: Satu?}
  - {type: select_multiple isu, name: banyak, label: Banyak?}
  - {type: scale nilai, name: nilai, label: Nilai?}
  - {type: select_one yatidak, name: mau, label: Mau?}
  - {type: acknowledge, name: setuju, label: Setuju?}
  - {type: text, name: teks, label: Teks?, relevant: "${mau} = 'ya'"}
  - {type: text, name: lagi, label: Lagi?, relevant: "${teks} != ''"}
  - {type: date, name: kapan, label: Kapan?}
  - {type: integer, name: bebas, label: Bebas?}
  - {type: text, name: panjang, label: Panjang?, constraint: string-length(.) > 3, constraint_message: Lebih panjang}
"""
LOGIC = {"S406", "S409", "S410", "S411", "S412", "S413", "S414", "S415"}


def found_in(last: str, lists: str = LISTS) -> list[str]:
    problems = read_survey(HEAD + ROWS + last + lists, "contoh").problems
    return [each.code for each in problems if each.code in LOGIC or each.severity == "error"]


def relevant(expression: str) -> list[str]:
    return found_in(f'  - type: text\n    name: akhir\n    label: Akhir?\n    relevant: "{expression}"\n')


def constraint(expression: str, kind: str = "type: integer", more: str = "") -> list[str]:
    row = f'  - {kind}\n    name: akhir\n    label: Akhir?\n    constraint: "{expression}"\n    constraint_message: M\n'
    return found_in(row + more)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("${umur} > 20", []),
        ("${banyak} = 'banjir banjir'", ["S404"]),
        ("${umur} > 98", []),
        ("${umur} > 99", ["S415"]),
        ("${umur} < 17", ["S415"]),
        ("${umur} = 17.5", ["S415"]),
        ("${umur} = 'tua'", ["S415"]),
        ("${umur} = ''", []),
        ("${umur} > 20 or ${umur} > 120", ["S415"]),
        ("${umur} > 30 and ${umur} < 25", ["S409"]),
        ("${setuju} = 'OK'", []),
        ("not(${setuju} = 'OK') and ${setuju} != ''", ["S409"]),
        ("${umur} > 30 and ${umur} < 32", []),
        ("${umur} > 30 and ${umur} < 31", ["S409"]),
        ("${umur} > 30 and not(${umur} > 25)", ["S409"]),
        ("${umur} > 30 or ${umur} < 25", []),
        ("${umur} > 30 or ${umur} <= 30", []),
        ("${umur} > 30 or not(${umur} > 30)", ["S410"]),
        ("${umur} != 30 or ${umur} != 31", ["S410"]),
        ("${umur} != 30", []),
        ("${anak} > 25", ["S415"]),
        ("${anak} = 20", []),
        ("${anak} < 0", ["S415"]),
        ("${luas} > 0.5 and ${luas} < 0.6", []),
        ("${paling} > 9", ["S415"]),
        ("${luas} < 0", ["S415"]),
        ("${luas} > 3 and ${luas} < 2", ["S409"]),
        ("${genap} = 3", ["S415"]),
        ("${genap} > 3 and ${genap} < 5", []),
        ("${genap} > 4 and ${genap} < 6", ["S409"]),
        ("${satu} = 'air' and ${satu} = 'jalan'", ["S409"]),
        ("${satu} = 'air' or ${satu} = 'jalan'", []),
        ("${satu} != 'air' or ${satu} != 'jalan'", ["S410"]),
        ("${satu} = 'air jalan'", ["S415"]),
        ("selected(${satu}, 'air') and selected(${satu}, 'jalan')", ["S409"]),
        ("selected(${banyak}, 'air') and selected(${banyak}, 'jalan')", []),
        ("selected(${banyak}, 'air') and not(selected(${banyak}, 'air'))", ["S409"]),
        ("count-selected(${banyak}) > 3", ["S415"]),
        ("count-selected(${banyak}) = 3 and not(selected(${banyak}, 'air'))", ["S409"]),
        ("count-selected(${banyak}) = 2 and not(selected(${banyak}, 'air'))", []),
        ("${nilai} > 3", ["S415"]),
        ("${nilai} >= 3", []),
        ("${nilai} > 1 and ${nilai} < 3 and ${nilai} != 2", ["S409"]),
        ("${mau} = 'ya' and ${mau} = 'tidak'", ["S409"]),
        ("${teks} = 'a' and ${teks} = 'b'", ["S409"]),
        ("${teks} != 'a' and ${teks} != 'b'", []),
        ("string-length(${teks}) > 5 and string-length(${teks}) < 3", ["S409"]),
        ("string-length(${teks}) > 5 and ${teks} = 'b'", []),
        ("string-length(${teks}) > 5000", []),
        ("string-length(${teks}) > 1e400", []),
        ("string-length(${teks}) < -1", []),
        ("string-length(${teks}) < 1", []),
        ("${luas} > 1e3", []),
        ("${luas} = 1e400", []),
        ("${luas} > 2e3 and ${luas} < 1e3", ["S409"]),
        ("${umur} = '20'", []),
        ("${bebas} = 'x'", ["S415"]),
        ("${bebas} > 1e6 and ${bebas} < -1e6", ["S409"]),
        ("${panjang} = 'a'", []),
        ("string-length(${banyak}) > 99", []),
        ("string-length(${umur}) > 5", []),
        ("string-length(${luas}) > 5", []),
        # What a question needs to be asked at all is known too, however far back.
        ("${teks} = 'a' and ${mau} = 'tidak'", ["S409"]),
        ("${lagi} = 'a' and ${mau} = 'tidak'", ["S409"]),
        ("${lagi} = 'a' and ${mau} = 'ya'", []),
        ("${teks} = '' and ${mau} = 'tidak'", []),
        # What is not understood is never refused.
        ("${umur} > ${anak} and ${umur} < ${anak}", []),
        ("${umur} + 1 > 200", []),
        ("${kapan} > '2026-01-01' and ${kapan} < '2020-01-01'", []),
        ("${kapan} > today() and ${kapan} < today()", []),
        ("random() > 0.5 and not(random() > 0.5)", []),
        ("1 = 1", ["S410"]),
        ("1 = 2", ["S406"]),
        ("${umur} > 20 and 1 = 2", ["S409"]),
        ("${umur} > 20 or 1 = 1", ["S410"]),
        ("true()", []),
    ],
)
def test_relevant(expression: str, expected: list[str]) -> None:
    assert relevant(expression) == expected


@pytest.mark.parametrize(
    ("expression", "kind", "more", "expected"),
    [
        (". > 0", "type: integer", "", []),
        (". > 5 and . < 3", "type: integer", "", ["S409"]),
        (". > 5 and . < 3", "type: integer", "    required: ya\n", ["S411"]),
        (". > 5 and . < 3", "type: integer", "    required: ${mau} = 'ya'\n", ["S411"]),
        (". > 5", "type: integer", "    max: 3\n", ["S409"]),
        (". >= 0 or . < 0", "type: integer", "", ["S410"]),
        (". >= 0", "type: integer", "    min: 0\n", ["S410"]),
        (". >= 0 or . = 999", "type: integer", "    min: -1\n    max: 99\n", ["S415"]),
        (". != 'air'", "type: select_one isu", "", ["S412"]),
        (". != 'air' and . != 'jalan' and . != 'harga'", "type: select_one isu", "    required: ya\n", ["S411"]),
        (". != 'air' or ${mau} = 'ya'", "type: select_one isu", "", []),
        ("not(selected(., 'air'))", "type: select_multiple isu", "", ["S412"]),
        ("not(selected(., 'air') and selected(., 'jalan'))", "type: select_multiple isu", "", []),
        ("count-selected(.) <= 2", "type: select_multiple isu", "", []),
        ("count-selected(.) > 3", "type: select_multiple isu", "    required: ya\n", ["S411"]),
        (". < 3", "type: scale nilai", "", ["S412"]),
        ("string-length(.) > 2", "type: text", "", []),
        ("string-length(.) > 2 and string-length(.) < 2", "type: text", "", ["S409"]),
        ("regex(., '^[0-9]+$')", "type: text", "    required: ya\n", []),
        (". > ${umur}", "type: integer", "    required: ya\n", []),
        (". <= today()", "type: date", "    required: ya\n", []),
        (". != ''", "type: date", "", ["S410"]),
        (". > 5", "type: integer", "    max: 90000000000000000000\n", []),
        (". = 12 or . = 13", "type: integer", "    unit: rupiah\n    max: 10\n", ["S409"]),
        (". > 3 or . = -5", "type: decimal", "    min: 0\n", ["S415"]),
        (". > 3 or . = 9", "type: decimal", "    max: 5\n", ["S415"]),
        (". = 'OK'", "type: acknowledge", "", ["S410"]),
        (". != 'air'", "type: rank isu", "    required: ya\n", []),
        (". != ''", "type: geopoint", "    required: ya\n", []),
    ],
)
def test_constraint(expression: str, kind: str, more: str, expected: list[str]) -> None:
    assert constraint(expression, kind, more) == expected


def test_a_group_and_a_question_in_it_may_exclude_one_another() -> None:
    rows = (
        "  - {type: begin_group, name: g, relevant: \"${mau} = 'ya'\"}\n"
        "  - {type: text, name: akhir, label: Akhir?, relevant: \"${mau} = 'tidak'\"}\n"
        "  - {type: text, name: lain, label: Lain?, relevant: \"${mau} = 'ya'\"}\n"
        "  - {type: end_group}\n"
    )
    assert found_in(rows) == ["S409"]


def test_required_may_never_be_true() -> None:
    rows = "  - {type: text, name: akhir, label: Akhir?, relevant: \"${mau} = 'ya'\", required: \"${mau} = 'tidak'\"}\n"
    assert found_in(rows) == ["S409"]


def test_answers_of_other_instances_are_not_one_answer() -> None:
    rows = (
        "  - {type: begin_repeat, name: r, repeat_count: 2}\n"
        "  - {type: integer, name: usia, label: Usia?}\n"
        '  - {type: text, name: dalam, label: Dalam?, relevant: "${usia} > 5 and ${usia} < 3"}\n'
        "  - {type: end_repeat}\n"
        '  - {type: text, name: akhir, label: Akhir?, relevant: "${usia} > 5 and ${usia} < 3"}\n'
    )
    assert found_in(rows) == ["S409"]


FILTERED = (
    "  kab:\n    - {name: sleman, label: Sleman}\n    - {name: mamuju, label: Mamuju}\n"
    "  desa:\n    - {name: adem, label: Adem, kab: sleman}\n    - {name: teduh, label: Teduh, kab: bantul}\n"
)


@pytest.mark.parametrize(
    ("filter_", "expected"),
    [
        ("kab = ${kab}", ["S412"]),
        ("kab = ${kab} or kab = 'bantul'", []),
        ("not(kab = ${kab})", []),
        ("name != 'adem' and kab != ''", ["S412"]),
        ("kab = ${teks}", []),
        ("starts-with(kab, ${kab})", []),
    ],
)
def test_choices_that_a_filter_never_offers(filter_: str, expected: list[str]) -> None:
    rows = (
        "  - {type: select_one kab, name: kab, label: Kab?}\n"
        f'  - {{type: select_one desa, name: desa, label: Desa?, choice_filter: "{filter_}"}}\n'
    )
    assert found_in(rows, LISTS + FILTERED) == expected


def test_what_is_remembered_of_comparisons_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(possible, "_MOST_KEPT", 3)
    found = [possible.truth(formula_of("${umur} > 17"), {"umur": str(age)}) for age in range(30)]
    assert found == [age > 17 for age in range(30)]
    assert len(possible._truths) <= 4


def test_what_would_take_too_long_is_not_looked_into() -> None:
    """Sets of ten choices named one by one, a place among hundreds, a filter over many: no claim, and no wait."""
    many = "".join(f"    - {{name: c{at}, label: C{at}}}\n" for at in range(450))
    named = " and ".join(f"not(selected(${{luar}}, 'c{at}'))" for at in range(12))
    rows = (
        "  - {type: select_multiple luar, name: luar, label: Luar?}\n"
        "  - {type: place luar, name: tempat, label: Di mana?}\n"
        f"  - {{type: text, name: p, label: P?, relevant: \"{named} and selected(${{luar}}, 'c1')\"}}\n"
        "  - {type: text, name: q, label: Q?, relevant: \"${tempat} = 'c1' and ${tempat} = 'c2'\"}\n"
        '  - {type: select_one luar, name: r, label: R?, choice_filter: "name = ${tempat}"}\n'
    )
    assert found_in(rows, LISTS + "  luar:\n" + many) == []


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("  - {type: calculate, name: a, calculation: '${a} + 1'}\n", ["S413"]),
        (
            (
                "  - {type: calculate, name: a, calculation: '${c}'}\n"
                "  - {type: calculate, name: b, calculation: '${a}'}\n"
                "  - {type: calculate, name: c, calculation: '${b}'}\n"
            ),
            ["S413", "S413", "S413"],
        ),
        ("  - {type: calculate, name: a, calculation: '${umur} + 1'}\n", ["S414"]),
        ("  - {type: calculate, name: a, calculation: '${umur} + 1', indicator: usia}\n", []),
        (
            (
                "  - {type: calculate, name: a, calculation: '${umur} + 1'}\n"
                "  - {type: text, name: akhir, label: 'Umur ${a}, ya?'}\n"
            ),
            [],
        ),
        (
            (
                "  - {type: calculate, name: a, calculation: '${umur} + 1'}\n"
                "  - {type: text, name: akhir, label: Akhir?, relevant: '${a} > 20'}\n"
            ),
            [],
        ),
    ],
)
def test_calculations_in_a_circle_or_for_nothing(rows: str, expected: list[str]) -> None:
    assert found_in(rows) == expected


# --- a claim is never wrong -----------------------------------------------------------------------------------------

_COMPARISON = st.one_of(
    st.builds(
        "${{{}}} {} {}".format,
        st.sampled_from(["umur", "anak", "genap", "nilai"]),
        st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
        st.integers(-2, 25),
    ),
    st.builds(
        "${{luas}} {} {}".format,
        st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
        st.sampled_from(["0", "0.5", "1", "1.5", "-1"]),
    ),
    st.builds("${{satu}} {} '{}'".format, st.sampled_from(["=", "!="]), st.sampled_from(["air", "jalan", ""])),
    st.builds("selected(${{banyak}}, '{}')".format, st.sampled_from(["air", "jalan", "harga"])),
    st.builds("count-selected(${{banyak}}) {} {}".format, st.sampled_from(["=", "<", ">", ">="]), st.integers(0, 4)),
    st.builds("${{teks}} {} '{}'".format, st.sampled_from(["=", "!="]), st.sampled_from(["a", "b", ""])),
    st.builds("string-length(${{lagi}}) {} {}".format, st.sampled_from(["=", "<", ">"]), st.integers(0, 5)),
)
_EXPRESSION = st.recursive(
    _COMPARISON,
    lambda part: st.one_of(
        st.builds("({}) and ({})".format, part, part),
        st.builds("({}) or ({})".format, part, part),
        st.builds("not({})".format, part),
    ),
    max_leaves=5,
)


def _answers(chance: random.Random) -> dict[str, str]:
    """Return answers that a member could give, drawn at random; any question may be left out."""
    isu = ("air", "jalan", "harga")
    drawn = {
        "umur": str(chance.choice([17, 18, 19, 20, 21, 24, 25, 26, chance.randint(17, 99)])),
        "anak": str(chance.randint(0, 20)),
        "luas": str(chance.choice([0, 0.25, 0.5, 0.7, 1, 1.2, 1.5, 3])),
        "genap": str(chance.randrange(0, 11, 2)),
        "satu": chance.choice(isu),
        "banyak": " ".join(one for one in isu if chance.random() < 0.5),
        "nilai": str(chance.randint(1, 3)),
        "mau": chance.choice(["ya", "tidak"]),
        "teks": chance.choice(["a", "b", "lain"]),
        "lagi": "x" * chance.randint(1, 6),
    }
    answers = {name: value if chance.random() < 0.85 else "" for name, value in drawn.items()}
    answers["teks"] = answers["teks"] if answers["mau"] == "ya" else ""
    answers["lagi"] = answers["lagi"] if answers["teks"] else ""
    return answers


@pytest.mark.bulk
@settings(max_examples=150, deadline=None)
@given(_EXPRESSION, st.integers(0, 1_000_000))
def test_what_is_called_never_or_always_is_so_for_any_answers(expression: str, seed: int) -> None:
    codes = relevant(expression)
    never, always = "S409" in codes or "S406" in codes, "S410" in codes
    compiled, chance = compile_expression(expression), random.Random(seed)
    held = {compiled.holds(_answers(chance), today=TODAY) for _ in range(200)}
    assert not (never and True in held)
    assert not (always and False in held)


@pytest.mark.bulk
@settings(max_examples=60, deadline=None)
@given(_EXPRESSION, st.integers(0, 1_000_000))
def test_a_part_that_is_called_never_true_is_so(expression: str, seed: int) -> None:
    problems = read_survey(
        HEAD + ROWS + f'  - type: text\n    name: akhir\n    label: A?\n    relevant: "{expression}"\n' + LISTS,
        "contoh",
    ).problems
    chance = random.Random(seed)
    parts = [each.message_en.split('"')[1] for each in problems if each.code == "S415"]
    for part in parts:
        compiled = compile_expression(part)
        assert not any(compiled.holds(_answers(chance), today=TODAY) for _ in range(200))
