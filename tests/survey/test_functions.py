"""Every function comes to what ODK says, one table for each kind of work."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.survey.answers import Answers
from bot.survey.expressions import ExpressionError, compile_expression
from bot.survey.functions import FUNCTIONS, REFUSED, question_of
from bot.survey.tree import Plain
from bot.survey.values import Value, to_text
from bot.times import WIB

NOW = datetime(2026, 11, 24, 8, 30, tzinfo=WIB)
VALUES: dict[str, Plain] = {
    "isu": "bpjs jalan",
    "a": "",
    "anak": [{"nama": "Ani", "umur": "7", "aktif": "1"}, {"nama": "Budi", "umur": "11", "aktif": ""}],
    "huruf": [{"x": letter} for letter in "ABCDEF"],
    "titik": ["0 0", "0 1", "1 1"],
}
LABELS = {("isu", "bpjs"): "BPJS", ("isu", "jalan"): "Jalan rusak"}


def value(text: str, own: str = "") -> Value:
    chance = iter_chance()
    context = Answers(VALUES, NOW, new=own, language="id", labels=LABELS, chance=lambda: next(chance))
    return compile_expression(text, paths=True).within(context)


def iter_chance() -> Iterator[float]:
    number = 0.5
    while True:
        number = (number * 997 + 0.123) % 1
        yield number


def check(text: str, expected: object) -> None:
    found = value(text, "own")
    if expected == "NaN":
        assert isinstance(found, float)
        assert math.isnan(found)
    elif isinstance(expected, float):
        assert isinstance(found, float)
        assert found == pytest.approx(expected, abs=1e-12)
    else:
        assert (to_text(found) if isinstance(found, tuple) else found) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("concat()", ""),
        ("concat(${nama})", "AniBudi"),
        ("concat(${nama}, '!', 1)", "AniBudi!1"),
        ("join(', ', ${nama}, 'Citra')", "Ani, Budi, Citra"),
        ("join('-')", ""),
        ("substring('12345', 2)", "2345"),
        ("substring('12345', 2, 3)", "234"),
        ("substring('12345', 1.5, 2.6)", "234"),
        ("substring('12345', 0, 3)", "12"),
        ("substring('12345', 0 div 0, 3)", ""),
        ("substring('12345', -42, 1 div 0)", "12345"),
        ("substring('12345', -1 div 0, 1 div 0)", ""),
        ("substring('12345', -1 div 0)", "12345"),
        ("substring('12345', 0 div 0)", ""),
        ("substring-before('2026-11', '-')", "2026"),
        ("substring-before('2026', '-')", ""),
        ("substring-before('2026', '')", ""),
        ("substring-after('2026-11', '-')", "11"),
        ("substring-after('2026', '-')", ""),
        ("substring-after('2026', '')", "2026"),
        ("translate('bar', 'abc', 'AB')", "BAr"),
        ("translate('aab', 'aa', 'xy')", "xxb"),
        ("normalize-space()", "own"),
        ("normalize-space(' a \t b\n')", "a b"),
        ("string-length('\u00a0')", 1.0),
        ("digest('abc', 'SHA-256', 'hex')", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("digest('abc', 'md5')", "kAFQmDzST7DWlj99KOF/cg=="),
        ("string-length(digest('abc', 'SHA-1', 'hex'))", 40.0),
        ("string-length(digest('abc', 'SHA-384', 'hex'))", 96.0),
        ("string-length(digest('abc', 'SHA-512', 'hex'))", 128.0),
        ("digest('abc', 'CRC')", ""),
        ("digest('abc', 'MD5', 'octal')", ""),
        ("base64-decode('U2VsYW1hdCBwYWdpIQ==')", "Selamat pagi!"),
        ("base64-decode('??')", ""),
        ("string-length(uuid())", 36.0),
        ("string-length(uuid(6))", 6.0),
        ("uuid(0)", ""),
        ("uuid('x')", ""),
    ],
)
def test_texts(text: str, expected: object) -> None:
    check(text, expected)


def test_a_uuid_is_of_version_four() -> None:
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", str(value("uuid()")))
    assert compile_expression("uuid()").evaluate({}, today=NOW) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("acos(1)", 0.0),
        ("acos(2)", "NaN"),
        ("asin(1)", math.pi / 2),
        ("atan(1)", math.pi / 4),
        ("atan2(1, 1)", math.pi / 4),
        ("cos(0)", 1.0),
        ("cos(1 div 0)", "NaN"),
        ("sin(0)", 0.0),
        ("tan(0)", 0.0),
        ("exp(1)", math.e),
        ("exp(9999)", math.inf),
        ("exp10(2)", 100.0),
        ("log(exp(2))", 2.0),
        ("log(0)", -math.inf),
        ("log(-1)", "NaN"),
        ("log10(1000)", 3.0),
        ("sqrt(9)", 3.0),
        ("sqrt(-1)", "NaN"),
        ("pi()", math.pi),
        ("pow(-10, 999)", -math.inf),
        ("pow(-10, 998)", math.inf),
        ("1 div ceiling(-0.5)", -math.inf),
        ("1 div floor(-0)", -math.inf),
        ("max(${umur})", 11.0),
        ("min(${umur}, 3)", 3.0),
        ("max(//tidak)", "NaN"),
        ("min(//tidak)", "NaN"),
        ("max(1, 'x')", "NaN"),
        ("number()", "NaN"),
        ("random() < 1", True),
        ("round('14.29123456789', 1.5)", 14.3),
    ],
)
def test_numbers(text: str, expected: object) -> None:
    check(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("once('baru')", "own"),
        ("coalesce(number('x'), 'b')", "b"),
        ("coalesce('', number('x'))", "NaN"),
        ("checklist(1, 2, true(), 'x', '')", True),
        ("checklist(-1, 1, true(), 'x')", False),
        ("checklist(3, -1, true(), 'x')", False),
        ("checklist(1, 1, ${aktif})", True),
        ("weighted-checklist(5, 7, true(), 5, false(), 100)", True),
        ("weighted-checklist(-1, 4, true(), 5)", False),
        ("weighted-checklist(7, -1, ${aktif}, ${umur})", True),
        ("weighted-checklist(0, 0)", True),
        ("boolean-from-string(' true ')", True),
    ],
)
def test_logic(text: str, expected: object) -> None:
    check(text, expected)


def test_once_works_out_what_is_not_there_yet() -> None:
    expression = compile_expression("once(1 + 1)")
    # It reads what stands there, and that is no new answer: a calculation may use it.
    assert not expression.uses_dot
    assert not expression.constant
    assert expression.evaluate({}, "", today=NOW) == 2.0
    assert expression.evaluate({}, "7", today=NOW) == "7"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("now()", NOW),
        ("today()", date(2026, 11, 24)),
        ("date('2026-11-23T23:30:00Z')", date(2026, 11, 24)),
        ("date(today() + 1)", date(2026, 11, 25)),
        ("date(true())", ""),
        ("date-time('2026-11-24')", date(2026, 11, 24)),
        ("date-time('2026-11-24T01:30:00Z')", NOW),
        ("date-time(today() - 60)", date(2026, 9, 25)),
        ("date-time(decimal-date-time(now()))", NOW),
        ("date-time('x')", ""),
        ("decimal-date-time('1970-01-01T12:00:00Z')", 0.5),
        ("decimal-date-time('1970-01-01')", -7 / 24),
        ("decimal-date-time('x')", "NaN"),
        ("decimal-date-time('5')", "NaN"),
        ("decimal-date-time(5.5)", 5.5),
        ("decimal-date-time(true())", "NaN"),
        ("decimal-time('06:00:00.000+07:00')", 0.25),
        ("decimal-time('18:00')", 0.75),
        ("decimal-time('2026-11-24T11:00:00Z')", 0.75),
        ("decimal-time(now())", 8.5 / 24),
        ("decimal-time(0.5)", "NaN"),
        ("decimal-time('24:00:00')", "NaN"),
        ("decimal-time(today())", "NaN"),
        ("format-date('2026-08-17', '%d %b %Y')", "17 Agu 2026"),
        ("format-date-time(now(), '%H:%M')", "08:30"),
        ("format-date-time('07:45', '%H.%M')", "07.45"),
        ("format-date-time('23:45Z', '%H.%M')", "06.45"),
        ("format-date('kemarin', '%d')", ""),
        ("format-date(0 div 0, '%d')", ""),
        ("format-date('', '%d')", ""),
    ],
)
def test_dates(text: str, expected: object) -> None:
    check(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jr:choice-name(${isu}, '${isu}')", "BPJS, Jalan rusak"),
        ("jr:choice-name('jalan', '/data/group/isu')", "Jalan rusak"),
        ("jr:choice-name('lain', 'isu')", "lain"),
        ("jr:choice-name('', '${ isu }')", ""),
        ("selected-at(${isu}, 0)", "bpjs"),
        ("count(${anak})", 2.0),
        ("count(${isu})", 1.0),
        ("count-non-empty(${aktif})", 1.0),
        ("indexed-repeat(${titik}, ${ulang}, 2)", "0 1"),
        ("indexed-repeat(${titik}, ${ulang}, 4)", ""),
        ("regex('Ani', concat('^', ${nama}, '$'))", False),
        ("regex('Ani', ${nama})", True),
        ("regex('Ani', string(/data/anak[2]/nama))", False),
        ("regex('Ani', concat('(', 'x'))", False),
        ("sum(${umur})", 18.0),
        ("sum(${aktif})", "NaN"),
        ("sum(${a})", "NaN"),
        ("join('', randomize(${x}, 42))", "AFCBDE"),
        ("join('', randomize(${x}, '42'))", "AFCBDE"),
        ("join('', randomize(${x}, -42))", "EDAFBC"),
        ("join('', randomize(${x}, 1.1))", "BFEACD"),
        ("join('', randomize(${x}, ${a}))", "CBEAFD"),
        ("string-length(join('', randomize(${x}, 'benih')))", 6.0),
        ("string-length(join('', randomize(${x}, 1 div 0)))", 6.0),
        ("string-length(join('', randomize(${x}, -1 div 0)))", 6.0),
        ("string-length(join('', randomize(${x})))", 6.0),
        ("distance('0 0;0 1')", 111318.85),
        ("distance(${titik})", 222637.69),
        ("distance('0 0')", "NaN"),
        ("distance('0 0; 0 1 ;')", 111318.85),
        ("distance('0 0', '0 1')", 111318.85),
        ("distance('1 1;1 1')", 0.0),
        ("area('0 0;0 1')", 0.0),
        ("area(${titik}) > 6000000000", True),
        ("area('0 0 0 0 0;0 1;1 1')", "NaN"),
        ("area('')", "NaN"),
        ("area('91 0;0 1;1 1')", "NaN"),
        ("area('0 181;0 1;1 1')", "NaN"),
        ("area('x y;0 1;1 1')", "NaN"),
    ],
)
def test_choices_and_lists(text: str, expected: object) -> None:
    check(text, expected)


def test_without_chance_a_shuffle_is_still_a_shuffle() -> None:
    expression = compile_expression("join('', randomize(${x}))")
    assert sorted(expression.text({"x": "A"}, today=NOW)) == ["A"]


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_left_out_says_why(name: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_expression(f"{name}('x')")
    problem = caught.value.problem
    assert caught.value.code == "S309"
    assert REFUSED[name][0] in problem.message_en
    assert REFUSED[name][1] in problem.message_id
    assert name not in FUNCTIONS


def test_a_question_is_named_in_quotes() -> None:
    assert [question_of(each) for each in ("${isu}", "/data/a/isu", "isu", "1", "", None)] == [*["isu"] * 3, "", "", ""]


@given(
    st.sampled_from(sorted(set(FUNCTIONS) - {"jr:choice-name"})),
    st.lists(
        st.sampled_from(["${x}", "${umur}", "${a}", ".", "-1", "'x'", "today()", "1 div 0", "true()"]), max_size=7
    ),
    st.text(max_size=6),
)
def test_no_call_raises_whatever_it_is_given(name: str, arguments: list[str], own: str) -> None:
    code, expression = "S303", None
    try:
        expression = compile_expression(f"{name}({', '.join(arguments)})", paths=True)
    except ExpressionError as error:
        code = error.code
    assert code in {"S303", "S308"}
    if expression is None:
        return
    context = Answers(VALUES, NOW, new=own, labels=LABELS)
    assert isinstance(expression.within(context), str | float | bool | date | tuple)
    assert isinstance(expression.text({"x": own}, own, today=datetime(2026, 1, 1, tzinfo=UTC)), str)
