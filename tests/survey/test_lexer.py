"""Names in expressions are those of XML, in whatever script a form was written."""

from __future__ import annotations

import pytest

from bot.survey.expressions import ExpressionError, compile_expression
from bot.survey.lexer import read_tokens


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("${nama_désa} != ''", {"nama_désa"}),
        ("${Élan} + ${ñ-1}", {"Élan", "ñ-1"}),
        ("${名前} = 'Ani'", {"名前"}),
        ("selected(${ꦢꦺꦱ}, 'x')", {"ꦢꦺꦱ"}),
        ("${de\u0301sa}", {"de\u0301sa"}),
        ("${ a.b-c } + ${a.}", {"a.b-c", "a."}),
        ("${a}-${b}-1", {"a", "b"}),
        ("../名前 = ../désa", {"名前", "désa"}),
    ],
)
def test_names_may_hold_what_xml_names_do(text: str, names: set[str]) -> None:
    assert compile_expression(text, paths=True).names == names
    assert compile_expression(text).names == names


@pytest.mark.parametrize(("text", "column"), [("${a b}", 1), ("${1a}", 1), ("${}", 1), ("1 + ${a→b}", 5), ("é(1)", 1)])
def test_anything_else_is_refused_at_its_column(text: str, column: int) -> None:
    with pytest.raises(ExpressionError) as found:
        compile_expression(text, paths=True)
    assert found.value.column == column


def test_an_operator_ends_before_a_name_in_any_script() -> None:
    assert [token.text for token in read_tokens("1div2 and-1 ordé", paths=True)] == [
        "1",
        "div",
        "2",
        "and",
        "-",
        "1",
        "ordé",
        "",
    ]
