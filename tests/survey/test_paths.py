"""Location paths walk the answers and the tables, with predicates."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.survey.answers import Answers, Place
from bot.survey.expressions import ExpressionError, compile_expression
from bot.survey.scope import TooMuch
from bot.survey.tree import Plain, Table
from bot.survey.values import Value, to_text

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
VALUES: dict[str, Plain] = {
    "prov": "12",
    "rumah": {"atap": "seng", "luas": "36"},
    "anak": [{"nama": "Ani", "umur": "7"}, {"nama": "Budi", "umur": "11"}, {"nama": "Citra", "umur": "9"}],
}
DESA = Table(
    "desa",
    [
        {"name": "d1", "label": "Suka Maju", "prov": "12"},
        {"name": "d2", "label": "Karang", "prov": "51"},
        {"name": "d3", "label": "Sei Mati", "prov": "12"},
    ],
)
IN_BUDI: tuple[Place, ...] = (("anak", 2), ("umur", 1))


def value(text: str, at: tuple[Place, ...] = ()) -> Value:
    return compile_expression(text, paths=True).within(Answers(VALUES, NOW, at, tables={"desa": DESA}))


def shown(found: Value) -> str:
    return " ".join(each.text for each in found) if isinstance(found, tuple) else to_text(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/data/prov", "12"),
        ("/data/rumah/luas + 1", "37"),
        ("/data/kosong", ""),
        ("/lain/prov", ""),
        ("count(/)", "1"),
        ("count(/data/*)", "5"),
        ("//nama", "Ani Budi Citra"),
        ("/data//luas", "36"),
        ("count(//node())", "14"),
        ("/data/rumah/child::atap", "seng"),
        ("/data/rumah/atap/parent::rumah/luas", "36"),
        ("/data/rumah/atap/parent::node()/luas", "36"),
        ("/data/rumah/self::rumah/luas", "36"),
        ("/data/rumah/./luas", "36"),
        ("/data/rumah/atap/../luas", "36"),
        ("/data/descendant-or-self::luas", "36"),
        ("child::x", ""),
        ("count(node())", "0"),
        # Predicates
        ("/data/anak[2]/nama", "Budi"),
        ("/data/anak[position() = 2]/nama", "Budi"),
        ("/data/anak[last()]/nama", "Citra"),
        ("/data/anak[umur > 8]/nama", "Budi Citra"),
        ("/data/anak[umur > 8][2]/nama", "Citra"),
        ("/data/anak[nama]/nama", "Ani Budi Citra"),
        ("/data/anak[nama = 'Ani']/umur = 7", "true"),
        ("/data/anak[./umur = ../rumah/luas - 25]/nama", "Budi"),
        ("/data/anak[count(../anak) = 3][1]/nama", "Ani"),
        ("/data/anak['']", ""),
        ("${anak}[umur = 9]/nama", "Citra"),
        ("${nama}[2]", "Budi"),
        ("(${nama} | /data/prov)[1]", "12"),
        ("count(${nama} | //nama)", "3"),
        ("/data/anak[string-length(nama) = 4]/nama", "Budi"),
        ("//umur[. > 8]", "11 9"),
        ("//umur[number() > 8]", "11 9"),
        ("//rumah//luas", "36"),
        ("count(if(true(), //nama, //umur))", "3"),
        ("name(/data/rumah/*)", "atap"),
        ("local-name(/data/x)", ""),
        ("name()", ""),
        # Tables
        ("instance('desa')/root/item[name = 'd2']/label", "Karang"),
        ("instance('desa')/root/item[prov = /data/prov]/name", "d1 d3"),
        ("instance('desa')/root/item[prov = ${prov}][2]/label", "Sei Mati"),
        ("instance('desa')//name", "d1 d2 d3"),
        ("instance('kota')/root/item/name", ""),
        ("count(instance('desa')/root/item)", "3"),
        ("concat(instance('desa')/root/item/name)", "d1d2d3"),
        ("pulldata('desa', 'label', 'name', 'd3')", "Sei Mati"),
        ("pulldata('kota', 'label', 'name', 'd3')", ""),
        ("instance ('desa') / root / item [ 1 ] / name", "d1"),
        # A star, a word or a slash in both of its meanings
        ("2 * count(//*)", "28"),
        ("//luas * 2", "72"),
        ("/data/* = 'seng'", "false"),
        ("//luas div 2 - -1", "19"),
        ("/data/prov mod 5", "2"),
        ("/data/and", ""),
        ("div", "S304"),
    ],
)
def test_a_path_comes_to_this(text: str, expected: str) -> None:
    if expected == "S304":
        with pytest.raises(ExpressionError):
            value(text)
    else:
        assert shown(value(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("..", "Budi11"),
        ("../nama", "Budi"),
        ("./../nama", "Budi"),
        ("../../prov", "12"),
        (". + 1", "12"),
        ("../../anak[position() = position(current()/..) - 1]/nama", "Ani"),
        ("/data/anak[umur < current()]/nama", "Ani Citra"),
        ("instance('desa')/root/item[prov = current()/../../prov][1]/name", "d1"),
        ("position(..)", "2"),
        ("position()", "1"),
        ("last()", "1"),
        ("name()", "umur"),
        ("count(../following)", "0"),
        ("indexed-repeat(${nama}, ${anak}, 3)", "Citra"),
        ("indexed-repeat(/data/anak/nama, /data/anak, 1)", "Ani"),
        ("indexed-repeat(${nama}, ${anak}, 9)", ""),
        ("indexed-repeat(${nama}, ${anak}, ${kosong})", ""),
        ("indexed-repeat(${nama}, ${lain}, 1)", "Ani"),
        ("position(${tidak})", "1"),
        ("position(//tidak)", "NaN"),
    ],
)
def test_a_path_begins_at_the_question(text: str, expected: str) -> None:
    assert shown(value(text, IN_BUDI)) == expected


def test_a_choice_filter_looks_at_a_row() -> None:
    shows = compile_expression("prov = ${prov} and name != 'd1'", paths=True, columns=True)
    rows = DESA.node.children[0].children
    kept = [row.children[0].text for row in rows if shows.within(Answers(VALUES, NOW), row)]
    assert kept == ["d3"]


def test_inner_repeats_are_indexed_from_the_outer_one() -> None:
    values: dict[str, Plain] = {"a": [{"b": [{"c": "1"}, {"c": "2"}]}, {"b": [{"c": "3"}, {"c": "4"}]}]}
    for text in ("indexed-repeat(${c}, ${a}, 2, ${b}, 1)", "indexed-repeat(${c}, ${b}, 1, ${a}, 2)"):
        assert shown(compile_expression(text, paths=True).within(Answers(values, NOW))) == "3"


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("prov = 1", "S304", 1),
        ("today = 1", "S304", 1),
        ("/data/@x", "S305", 7),
        ("@x", "S305", 1),
        ("/data/ancestor::x", "S305", 7),
        ("/data/text()", "S305", 7),
        ("/data/", "S301", 7),
        ("/data/3", "S301", 7),
        ("//", "S301", 3),
        ("/data[1", "S301", 6),
        ("/data[1 2]", "S301", 9),
        ("/data[]", "S301", 7),
        ("1[1]", "S301", 2),
        ("'a'/b", "S301", 4),
        ("//a | 1", "S308", 5),
        ("self::", "S301", 7),
        ("/data/node(1)", "S301", 12),
        ("indexed-repeat(${a}, ${b}, 1, 2)", "S303", 1),
        ("indexed-repeat(${a}, 1, 1)", "S308", 1),
        ("/data" + "[a" * 100, "S306", 127),
    ],
)
def test_a_wrong_path_says_where(text: str, code: str, column: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_expression(text, paths=True)
    assert (caught.value.code, caught.value.column) == (code, column)


def test_a_sibling_is_a_reference_and_a_longer_path_is_not() -> None:
    assert compile_expression("../nama = 'x' and ../a/b = 1 and ../c[1] = 2", paths=True).names == {"nama"}
    compared = compile_expression("../isu = 'bpjs' or selected(../isu, 'jalan')", paths=True).comparisons
    assert [(each.name, each.literal) for each in compared] == [("isu", "bpjs"), ("isu", "jalan")]
    inside = compile_expression("/data/a[. = 1]", paths=True)
    assert not inside.uses_dot
    assert not inside.constant


_PIECES = (
    "/ // .. . * [ ] ( ) | , = < and or div - 1 'x' data anak nama prov ${nama} ${anak} ${prov} :: @ current() last()"
)
_CALLS = [
    "count(",
    "sum(",
    "position(",
    "instance('desa')",
    "randomize(",
    "join(',',",
    "indexed-repeat(",
    "name(",
    "not(",
    "node()",
]


@given(st.lists(st.sampled_from([*_PIECES.split(), *_CALLS]), max_size=14).map(" ".join))
def test_any_pieces_compile_or_say_why_and_evaluating_is_bounded(text: str) -> None:
    column, found = 1, None
    try:
        found = compile_expression(text, paths=True, columns=True)
    except ExpressionError as error:
        column = error.column
    assert 1 <= column <= len(text) + 1
    if found is None:
        return
    try:
        assert isinstance(
            found.within(Answers(VALUES, NOW, IN_BUDI, tables={"desa": DESA})), str | float | bool | date | tuple
        )
    except TooMuch:
        # A bound, and not a failure.
        assert "//" in text
