"""Expressions mean what ODK says they mean, and say where they are wrong."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.survey.expressions import MOST_CHARACTERS, ExpressionError, compile_expression
from bot.survey.functions import FUNCTIONS
from bot.survey.values import Value

TODAY = date(2026, 11, 24)
ANSWERS = {"a": "", "umur": "20", "isu": "bpjs jalan", "lahir": "2000-02-29", "nama": "Ibu"}


def value(text: str, own: str = "") -> Value:
    return compile_expression(text).evaluate(ANSWERS, own, today=TODAY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Arithmetic and what binds most
        ("1 + 2 * 3", 7.0),
        ("(1 + 2) * 3", 9.0),
        ("10 - 2 - 3", 5.0),
        ("-2 - -3", 1.0),
        ("--2", 2.0),
        ("10 div 4", 2.5),
        ("1div2", 0.5),
        ("1 div 0", math.inf),
        ("-1 div 0", -math.inf),
        ("1 div -0", -math.inf),
        ("7 mod -3", 1.0),
        ("-7 mod 3", -1.0),
        ("1 = 2 or 3 = 3 and 4 = 5", False),
        ("2 > 1 = 1 > 0", True),
        ("1 = 1 = 1", True),
        ("3 > 2 > 1", False),
        (".5 + 1.", 1.5),
        ("6.1 - 7.8 = -1.7", True),
        ("0.1 + 0.2 != 0.3", False),
        ("0.1 + 0.2 > 0.3", False),
        ("0.1 + 0.2 <= 0.3", True),
        # Unanswered is the empty text
        ("${a} = ''", True),
        ("${never_answered} = ''", True),
        ("${a} < 5", False),
        ("${a} >= 5", False),
        ("${a} != 5", True),
        ("${a} = 0", False),
        ("'abc' < 5", False),
        ("'abc' != 5", True),
        # Types
        ("'1' = 1", True),
        ("'1.0' = '1'", False),
        ("true() = 'x'", True),
        ("true() = 1", True),
        ("true() + 1", 2.0),
        ("number('0x1')", "NaN"),
        ("number('1e3')", "NaN"),
        ("number('1_000')", "NaN"),
        ("number(' 12 ')", 12.0),
        ("string(3.0)", "3"),
        ("string(0.1)", "0.1"),
        ("string(0.0000001)", "0.0000001"),
        ("string(1000000000000000000000)", "1000000000000000000000"),
        ("string(0 div 0)", "NaN"),
        ("string(1 div 0)", "Infinity"),
        ("string(-1 div 0)", "-Infinity"),
        ("string(true())", "true"),
        ("string(false())", "false"),
        ("string(today())", "2026-11-24"),
        ("boolean('')", False),
        ("boolean('false')", True),
        ("boolean(0)", False),
        ("boolean(0 div 0)", False),
        ("boolean(today())", True),
        ("boolean-from-string('True')", False),
        ("boolean-from-string('ya')", False),
        # Dates count as days
        ("today() - date('2026-11-20')", 4.0),
        ("date('1970-01-02') + 5", 6.0),
        ("'2026-11-24' = today()", True),
        ("'2026-11-24T08:00:00.000+07:00' = today()", True),
        ("${lahir} < today()", True),
        ("'2026-11-25' <= today()", False),
        ("'not a date' < today()", False),
        ("'2026-02-30' < today()", False),
        ("date('2026-02-30')", ""),
        ("date('nothing')", ""),
        ("date(0)", date(1970, 1, 1)),
        ("date(1.9)", date(1970, 1, 2)),
        ("date(today() + 1)", date(2026, 11, 25)),
        ("date(99999999999)", ""),
        ("date(1 div 0)", ""),
        ("date(today())", TODAY),
        ("(today() - ${lahir}) div 365.25 >= 17", True),
        # Choices
        ("selected(${isu}, 'bpjs')", True),
        ("selected(${isu}, 'bpj')", False),
        ("selected(${a}, '')", False),
        ("count-selected(${isu})", 2.0),
        ("count-selected(${a})", 0.0),
        ("selected-at(${isu}, 1)", "jalan"),
        ("selected-at(${isu}, 2)", ""),
        ("selected-at(${isu}, -1)", ""),
        ("selected-at(${isu}, 'x')", ""),
        # Functions
        ("if(${umur} > 17, 'dewasa', 'anak')", "dewasa"),
        ("if(${a}, 'ada', 'kosong')", "kosong"),
        ("coalesce(${a}, '', ${nama})", "Ibu"),
        ("coalesce(${a}, '')", ""),
        ("concat('a', 3, true(), today())", "a3true2026-11-24"),
        ("concat('a')", "a"),
        ("string-length('abc')", 3.0),
        ("string-length()", 3.0),
        ("string()", "own"),
        ("normalize-space('  a   b ')", "a b"),
        ("contains('abc', 'bc')", True),
        ("starts-with('abc', 'ab')", True),
        ("ends-with('abc', 'ab')", False),
        ("substr('hello', 1, 3)", "el"),
        ("substr('hello', -2)", "lo"),
        ("substr('hello', 'x')", "hello"),
        ("substr('hello', -9, 99)", "hello"),
        ("round(2.5)", 3.0),
        ("round(-2.5)", -3.0),
        ("round(-1.475, 2)", -1.48),
        ("round(-0.4)", -0.0),
        ("round(2.567, 2)", 2.57),
        ("round(1250, -2)", 1300.0),
        ("round('x')", "NaN"),
        ("round(1, 400)", 1.0),
        ("round(9007199254740993)", 9007199254740992.0),
        ("int(-2.7)", -2.0),
        ("int('x')", "NaN"),
        ("int('7.9e-12')", 0.0),
        ("int('-1.25E2')", -125.0),
        ("int('1e999')", math.inf),
        ("floor(-2.5)", -3.0),
        ("floor(1 div 0)", math.inf),
        ("ceiling(2.1)", 3.0),
        ("ceiling(1 div 0)", math.inf),
        ("abs(-2)", 2.0),
        ("pow(2, 10)", 1024.0),
        ("pow(10, 999)", math.inf),
        ("pow(0, -1)", math.inf),
        ("pow(-8, 0.5)", "NaN"),
        ("min(3, '1', 2)", 1.0),
        ("max(3, '1', 2)", 3.0),
        ("min(1, ${a})", "NaN"),
        ("max(1, ${a})", "NaN"),
        ("not(false())", True),
        ("not(${a})", True),
        ("regex(${umur}, '^[0-9]{2}$')", True),
        ("0 div 0", "NaN"),
        ("5 mod 0", "NaN"),
        ("${a} div 0", "NaN"),
        # Spellings
        ("\u2018Ibu\u2019 = ${nama}", True),
        ("\u201cIbu\u201d = ${ nama }", True),
        ("../umur = 20", True),
        ("${umur}-1", 19.0),
        ("${umur} >= 17\n  and\t${nama} = 'Ibu'", True),
        (". = 'own'", True),
        ("(1 = 1) and-1", True),
    ],
)
def test_an_expression_comes_to_this(text: str, expected: Value) -> None:
    found = value(text, "own")
    if expected == "NaN" and isinstance(found, float):
        assert math.isnan(found)
    else:
        assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("text", "code", "column", "says"),
    [
        ("", "S301", 1, "missing"),
        ("1 +", "S301", 4, "missing"),
        ("if(1 = 1, 'x',)", "S301", 15, "missing"),
        ("${umur} == 3", "S301", 9, "Write = instead"),
        ("${umur} <> 3", "S301", 9, "Write != instead"),
        ("1 = 1 && 2 = 2", "S301", 7, "Write and instead"),
        ("!${a}", "S301", 1, "not(...)"),
        ("10 % 3", "S301", 4, "mod"),
        ("$umur", "S301", 1, "${name}"),
        ("${", "S301", 1, "${name}"),
        ("${umur", "S301", 1, "${name}"),
        ("'abc", "S301", 1, "quote"),
        ("1 ; 2", "S301", 3, "Remove"),
        ("(1", "S301", 1, "bracket"),
        ("(1 2)", "S301", 4, "operator"),
        ("1)", "S301", 2, "too many"),
        ("round(1", "S301", 1, "bracket"),
        ("because we do not know", "S304", 1, "${because}"),
        ("${umur} order", "S304", 9, "${order}"),
        ("(${umur} umur)", "S304", 10, "${umur}"),
        ("prov = ${umur}", "S304", 1, "${prov}"),
        ("../../inputs/x", "S305", 1, "Write ${name}"),
        ("/data/x", "S305", 1, "Write ${name}"),
        ("../a/b", "S305", 1, "Write ${name}"),
        ("*", "S305", 1, "Write ${name}"),
        ("@x", "S305", 1, "Write ${name}"),
        ("selectd(${isu}, 'x')", "S302", 1, '"selected"'),
        ("1 + zzzzzz(1)", "S302", 5, "docs/problems.md"),
        ("jr:choice-nam(${isu}, '${isu}')", "S302", 1, "jr:choice-name"),
        ("jr:choice-name(${isu}, ${isu})", "S301", 1, "in quotes"),
        ("jr:choice-name(${isu}, '')", "S301", 1, "in quotes"),
        ("jr:itext('a')", "S309", 1, "label columns"),
        ("count('a')", "S308", 1, "count() needs a repeat"),
        ("1 + sum(2)", "S308", 5, "sum() needs"),
        ("position(1)", "S308", 1, "position() needs"),
        ("area()", "S303", 1, "1 to 256 arguments, not 0"),
        ("[", "S301", 1, "Remove"),
        ("1 | 2", "S301", 3, "Remove"),
        ("not()", "S303", 1, "1 argument, not 0"),
        ("round(1, 2, 3)", "S303", 1, "1 to 2 arguments, not 3"),
        ("true(1)", "S303", 1, "0 arguments, not 1"),
        ("regex(., ${a})", "S307", 1, "quotes"),
        ("regex(., '(')", "S307", 10, "bracket"),
        ("(" * 100 + "1", "S306", 62, "nested"),
        ("-" * 100 + "1", "S306", 62, "nested"),
        ("1" + " + 1" * 300, "S306", 799, "nested"),
        ("1" * (MOST_CHARACTERS + 1), "S306", MOST_CHARACTERS, "longer"),
    ],
)
def test_a_wrong_expression_says_where_and_what_to_do(text: str, code: str, column: int, says: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_expression(text)
    problem = caught.value.problem
    assert (caught.value.code, caught.value.column) == (code, column)
    assert says in f"{problem.message_en} {problem.cure_en}"
    assert caught.value.message == problem.message_en
    assert problem.message("id")
    assert problem.cure("id")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 and explode() + 1", False),
        ("true() or explode(explode(1, 'a', ${umur}), ../x)", True),
        ("if(false(), search('x'), 'C')", "C"),
        ("false() and substring()", False),
    ],
)
def test_for_trying_out_a_wrong_call_counts_only_where_it_is_reached(text: str, expected: Value) -> None:
    assert compile_expression(text, paths=True, late=True).evaluate({}, today=TODAY) == expected
    with pytest.raises(ExpressionError):
        compile_expression(text, paths=True)


@pytest.mark.parametrize(
    ("text", "code"), [("1 + explode()", "S302"), ("property('x')", "S309"), ("if(true(), substring(), 1)", "S303")]
)
def test_for_trying_out_a_wrong_call_that_is_reached_says_so(text: str, code: str) -> None:
    compiled = compile_expression(text, paths=True, late=True)
    with pytest.raises(ExpressionError) as caught:
        compiled.evaluate({}, today=TODAY)
    assert caught.value.problem.code == code


def test_an_expression_says_what_it_reads() -> None:
    expression = compile_expression("selected(${isu}, 'bpjs') and . > ${umur} and 'x' = ${isu}")
    assert expression.source.startswith("selected(")
    assert expression.names == {"isu", "umur"}
    assert expression.uses_dot
    assert not expression.constant
    assert [(each.name, each.column) for each in expression.references] == [("isu", 10), ("umur", 34), ("isu", 52)]
    assert [(each.name, each.literal, each.column) for each in expression.comparisons] == [
        ("isu", "bpjs", 18),
        ("isu", "x", 46),
    ]


@pytest.mark.parametrize(
    ("text", "dot", "constant"),
    [
        ("1 = 2", False, True),
        ("today() > 1", False, False),
        ("string-length() > 1", True, False),
        ("string-length('a') > 1", False, True),
        (". > 1", True, False),
    ],
)
def test_dot_and_constancy(text: str, dot: bool, constant: bool) -> None:
    expression = compile_expression(text)
    assert (expression.uses_dot, expression.constant) == (dot, constant)


def test_two_expressions_are_equal_when_their_source_is() -> None:
    assert compile_expression("1 = 1") == compile_expression("1 = 1")
    assert compile_expression("1 = 1") != compile_expression("1=1")


def test_holds_and_text() -> None:
    assert compile_expression(". >= 17 and . <= 99").holds({}, "20", today=TODAY)
    assert not compile_expression(". >= 17").holds({}, today=TODAY)
    assert compile_expression("${umur} * 2").text(ANSWERS, today=TODAY) == "40"
    # What cannot be worked out is stored as unanswered, not as the word NaN.
    assert compile_expression("${a} * 2").text(ANSWERS, today=TODAY) == ""


def test_both_sides_of_and_and_or_are_read_only_as_far_as_needed() -> None:
    class Watched(dict[str, str]):
        seen: list[str]

        def get(self, key: str, default: str = "") -> str:  # type: ignore[override]
            self.seen.append(key)
            return super().get(key, default)

    for text, seen in (("${x} or ${y}", ["x"]), ("${y} and ${x}", ["y"]), ("if(${x}, ${x}, ${y})", ["x", "x"])):
        answers = Watched(x="1")
        answers.seen = []
        compile_expression(text).holds(answers, today=TODAY)
        assert answers.seen == seen


_SIGNS = "${a} ${isu} . 'x' 1 2.5 ) , ( and or = != < >= + - * div mod '2026-01-01' .. / '[' 'a+' \u2019 today() $"
_PIECES = st.sampled_from([*(f"{name}(" for name in FUNCTIONS), *_SIGNS.split()])


@given(st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=12).map(" ".join)), st.text(max_size=8))
@example("1e", "")
@example("\x00", "\ud800")
def test_any_text_compiles_or_says_why_and_evaluating_never_raises(text: str, answer: str) -> None:
    column, expression = 1, None
    try:
        expression = compile_expression(text)
    except ExpressionError as error:
        column = error.column
    assert 1 <= column <= len(text) + 1
    if expression is None:
        return
    values = {"a": answer, "isu": "x y"}
    assert isinstance(expression.evaluate(values, answer, today=TODAY), str | float | bool | date)
    assert isinstance(expression.text(values, answer, today=TODAY), str)


@given(st.text(max_size=12), st.text(max_size=12))
def test_exactly_one_of_below_equal_and_above_holds_for_numbers(left: str, right: str) -> None:
    found = [
        compile_expression(f"number(${{a}}) {sign} number(${{b}})").holds({"a": left, "b": right}, today=TODAY)
        for sign in ("<", "=", ">")
    ]
    numbers = [compile_expression("number(${x})").evaluate({"x": text}, today=TODAY) for text in (left, right)]
    readable = all(isinstance(number, float) and not math.isnan(number) for number in numbers)
    assert found.count(True) == (1 if readable else 0)
