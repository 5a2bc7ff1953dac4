"""Expressions taken apart: what is understood, and what may be true or false as it likes."""

from __future__ import annotations

import pytest

from bot.survey.formula import OWN, Atom, Either, Every, Opposite, atoms, formula_of


@pytest.mark.parametrize(
    ("source", "family", "name", "literal"),
    [
        ("${umur} > 17", "number", "umur", "17"),
        ("17 < ${umur}", "number", "umur", "17"),
        (". >= -5", "number", OWN, "-5"),
        ("${isu} = 'air'", "text", "isu", "air"),
        ('"air" != ${isu}', "text", "isu", "air"),
        ("selected(${isu}, 'air')", "chosen", "isu", "air"),
        ("selected(., 'air')", "chosen", OWN, "air"),
        ("count-selected(${isu}) >= 2", "count", "isu", "2"),
        ("string-length(.) < 9", "length", OWN, "9"),
        ("1 = 2", "fixed", "", ""),
        ("true()", "fixed", "", ""),
        ("${a} > ${b}", "opaque", "", ""),
        ("${a} + 1 > 3", "opaque", "", ""),
        ("${a}", "opaque", "", ""),
        ("${a} > 'z'", "opaque", "", ""),
        ("selected(${a}, ${b})", "opaque", "", ""),
        ("selected(../isu, 'air')", "opaque", "", ""),
        ("if(${a} = 1, true(), false())", "opaque", "", ""),
        ("../umur > 17", "opaque", "", ""),
        (". <= today()", "opaque", "", ""),
        ("regex(., '^[0-9]+$')", "opaque", "", ""),
        ("string-length() > 3", "opaque", "", ""),
        ("-${a} > 3", "opaque", "", ""),
        ("1 > -${a}", "opaque", "", ""),
        ("count-selected('a b') > 1 + ${a}", "opaque", "", ""),
        ("selected('a b', 'a') = ${a}", "opaque", "", ""),
    ],
)
def test_a_comparison_of_one_answer_is_understood(source: str, family: str, name: str, literal: str) -> None:
    found = formula_of(source)
    assert isinstance(found, Atom)
    assert (found.family, found.name, found.literal, found.source) == (family, name, literal, source)


def test_and_or_and_not_are_taken_apart_as_they_bind() -> None:
    found = formula_of("${a} = 1 or ${b} = 2 and not(${c} = 3 or (${d} = 4))")
    assert isinstance(found, Either)
    first, rest = found.parts
    assert isinstance(first, Atom)
    assert isinstance(rest, Every)
    second, third = rest.parts
    assert isinstance(second, Atom)
    assert isinstance(third, Opposite)
    assert isinstance(third.part, Either)
    assert [atom.name for atom in atoms(found)] == ["a", "b", "c", "d"]
    assert [atom.column for atom in atoms(found)] == [1, 13, 30, 43]


def test_brackets_that_are_not_one_pair_stay() -> None:
    found = formula_of("(${a} = 1) and (${b} = 2)")
    assert isinstance(found, Every)
    assert [atom.source for atom in atoms(found)] == ["${a} = 1", "${b} = 2"]
    # Not a comparison: what two comparisons come to is added up.
    assert isinstance(formula_of("(${a} = 1) + (${b} = 2)"), Atom)


def test_chance_is_not_the_same_twice() -> None:
    first, second = atoms(formula_of("random() > 0.5 and random() > 0.5"))
    assert first.family == second.family == "opaque"
    assert first != second
