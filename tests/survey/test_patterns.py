"""Patterns agree with Python's ``re`` where both know them, and no pattern can hold the process."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.survey.patterns import Pattern, PatternError


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("", "", True),
        ("abc", "xabcx", True),
        ("^abc$", "xabc", False),
        ("a|b|", "", True),
        ("^(?:ab|cd)+$", "abcdab", True),
        ("^(ab|cd)+$", "abc", False),
        ("^[0-9]{10,13}$", "081234567890", True),
        ("^[0-9]{10,13}$", "0812", False),
        ("^a{2}$", "aa", True),
        ("^a{2}$", "aaa", False),
        ("^a{2,}$", "aaaa", True),
        ("^a{0,1}?$", "a", True),
        ("^a++$", "aaa", True),
        ("^[^0-9]+$", "ab1", False),
        ("^[]a]+$", "]a", True),
        ("^[a-]+$", "a-", True),
        (r"^[\d\-]+$", "1-2", True),
        (r"^[\x41]$".replace(r"\x41", r"\."), ".", True),
        (r"^[+-\.]$", ",", True),
        (r"^\w+\s\S+$", "abc def", True),
        (r"^\D\W$", "a-", True),
        (r"\bibu\b", "para ibu semua", True),
        (r"\bibu\b", "ibuku", False),
        (r"\Bbu\b", "ibu", True),
        (r"a\.b", "axb", False),
        (r"\t\n\r", "\t\n\r", True),
        ("a.b", "a\nb", False),
        ("(?i)IBU [a-c]", "ibu B", True),
        ("(?i)IBU", "iba", False),
        ("x?y", "y", True),
        ("\u00e9", "caf\u00e9", True),
    ],
)
def test_a_pattern_is_found_or_not(pattern: str, text: str, found: bool) -> None:
    assert Pattern(pattern).found_in(text) is found


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("(", "not closed"),
        (")", "never opened"),
        ("[a", "too early"),
        ("a\\", "too early"),
        ("*a", "nothing stands before"),
        ("{2}", "nothing stands before"),
        ("^*", "cannot be repeated"),
        ("a{x}", "not readable"),
        ("a{2,x}", "not readable"),
        ("a{2", "not readable"),
        ("a{1000}", "not readable"),
        ("a{101}", "between 0 and 100"),
        ("a{3,2}", "between 0 and 100"),
        ("(?=a)", "ahead"),
        (r"(a)\1", "not known"),
        (r"[\q]", "not known"),
        ("[z-a]", "backwards"),
        ("(a{100}){100}", "too large"),
        ("(" * 30 + ")" * 30, "nested"),
    ],
)
def test_a_pattern_that_cannot_be_used_says_why(pattern: str, says: str) -> None:
    with pytest.raises(PatternError, match=re.escape(says)):
        Pattern(pattern)


_ATOMS = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\d", r"\b", "^", "$", "(a|b)", "(?:ab)"])
_MARKED = st.tuples(_ATOMS, st.sampled_from(["", "*", "+", "?", "{1,2}", "{2}", "{0,}"])).map(
    lambda both: both[0] if both[0] in {"^", "$", r"\b"} else "".join(both)
)


@given(st.lists(_MARKED, max_size=5).map("".join), st.text("ab1 ", max_size=8))
def test_patterns_agree_with_re(pattern: str, text: str) -> None:
    assert Pattern(pattern).found_in(text) is (re.search(pattern, text) is not None)


@given(st.text(max_size=20), st.text(max_size=10))
@settings(max_examples=200)
def test_any_text_is_a_pattern_or_says_why_not(pattern: str, text: str) -> None:
    try:
        compiled = Pattern(pattern)
    except PatternError:
        return
    assert isinstance(compiled.found_in(text), bool)


def test_a_pattern_that_holds_a_backtracking_engine_for_ages_takes_no_time_here() -> None:
    started = time.thread_time()
    assert not Pattern("^(a+)+$").found_in("a" * 4_000 + "!")
    # A backtracking engine needs 2**4000 steps.
    assert time.thread_time() - started < 5


def test_what_is_remembered_of_a_search_stays_small() -> None:
    pattern = Pattern("(.?){90}!")
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 900)))
    assert not pattern.found_in(text)
    assert pattern.found_in(text + "!")
    assert pattern.found_in(text + "!")


@pytest.mark.parametrize(
    ("pattern", "example"),
    [
        ("", ""),
        ("^08[0-9]{8,11}$", "0811111111"),
        ("^[A-Z]{2}-\\d{3}$", "AA-111"),
        ("(a|b)+@.+\\.id", "b@a.id"),
        ("x{3}y?", "xxx"),
        ("[^a-zA-Z0-9]", " "),
        ("a$b", None),
    ],
)
def test_an_example_is_short_and_has_the_pattern(pattern: str, example: str | None) -> None:
    assert Pattern(pattern).example() == example
    assert example is None or Pattern(pattern).found_in(example)
