"""Slips of the thumb: what counts as one, and what is a word of its own."""

from __future__ import annotations

import pytest

from bot.understanding.thumbs import slipped, without_one


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("stoo", "stop"),
        ("sotp", "stop"),
        ("sttop", "stop"),
        ("sytop", "stop"),
        ("lwat", "lewat"),
        ("behenti", "berhenti"),
        ("berhanti", "berhenti"),
        ("vantuan", "bantuan"),
        ("tsu", "tau"),
    ],
)
def test_a_slip_is_known_again(word: str, meant: str) -> None:
    assert slipped(word, meant)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("stop", "stop"),
        ("stok", "stop"),
        ("utang", "ulang"),
        ("kalu", "malu"),
        ("pulang", "ulang"),
        ("tua", "tau"),
        ("tau", "tahu"),
        ("tau", "ta"),
        ("leat", "lewat"),
        ("lewatkan", "lewat"),
        ("berlenti", "berhentu"),
    ],
)
def test_another_word_is_no_slip(word: str, meant: str) -> None:
    assert not slipped(word, meant)


def test_a_word_without_each_of_its_letters() -> None:
    assert without_one("stop") == ["top", "sop", "stp", "sto"]
