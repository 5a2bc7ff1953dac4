"""Expressions in words: with the labels of choices, and with nothing lost."""

from __future__ import annotations

import pytest

from bot.authoring.conditions import in_words
from bot.survey.model import Choice, Integer, Question, SelectMultiple, Text, YesNo
from tests.authoring.forms import speech
from tests.conversation.filling import form, said, xp

SURVEY = form(
    Question("tanam", YesNo(), said("Tanam?")),
    Question("pupuk", SelectMultiple((Choice("urea", said("Pupuk urea")),)), said("Pupuk?")),
    Question("umur", Integer(), said("Umur?")),
    Question("nama", Text(), said("Nama?")),
)


@pytest.mark.parametrize(
    ("source", "said_"),
    [
        ("${tanam} = 'ya'", "tanam = Ya"),
        ("${tanam} != 'tidak'", "tanam ≠ Tidak"),
        ("selected(${pupuk}, 'urea')", "pupuk memuat Pupuk urea"),
        ("not(selected(${pupuk}, 'urea'))", "bukan (pupuk memuat Pupuk urea)"),
        ("${umur} >= 17 and ${umur} <= 60", "umur ≥ 17 dan umur ≤ 60"),
        ("${nama} != '' or ${umur} = ''", "nama diisi atau umur kosong"),
        (". > 3", "jawaban > 3"),
        ("(${umur} + 2) * 3 > count-selected(${pupuk})", "(umur + 2) × 3 > count-selected(pupuk)"),
        ("if(${umur} > 1, 'a', 'b')", 'if(umur > 1, "a", "b")'),
        ("(${tanam} = 'ya' and ${umur} > 1) or ${umur} = 5", "(tanam = Ya dan umur > 1) atau umur = 5"),
        ("${tanam} = 'entah'", "tanam = entah"),
    ],
)
def test_an_expression_in_words(source: str, said_: str) -> None:
    words, _ = speech()
    assert in_words(xp(source), SURVEY, words, "id") == said_


def test_in_another_language() -> None:
    words, _ = speech()
    assert (
        in_words(xp("${tanam} = 'ya' and selected(${pupuk}, 'x')"), SURVEY, words, "en")
        == "tanam = Yes and pupuk includes x"
    )
