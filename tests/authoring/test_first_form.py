"""The first file of a survey: whatever an author answers, what is written passes the check."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.authoring.first_form import EXAMPLE, GROUPS, SORTS, Asking, Draft, consent, keyword_of, quoted, slug, write
from bot.segments import measure
from bot.survey.files import read_survey
from bot.survey.model import Integer, Media, Money, Scale, SelectMultiple, Survey, Text, YesNo
from bot.survey.yaml_choices import as_heard


def read(draft: Draft) -> Survey:
    loaded = read_survey(write(draft), draft.name)
    assert loaded.survey is not None, [(each.code, each.line, each.message_en) for each in loaded.problems]
    return loaded.survey


def draft(*questions: Asking, purpose: str = "Perbaikan program serikat", title: str = "Coba") -> Draft:
    return Draft("coba", title, "COBA", "anggota", purpose, "2026-11", questions)


# Bent quotes are read as straight ones, which say the same on an SMS.
letters = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="‘’“”")
words = st.text(letters, min_size=1, max_size=60).map(lambda text: " ".join(text.replace("${", "$").split()))
said = words.filter(bool)
labels = st.lists(said, min_size=2, max_size=6, unique_by=as_heard)
askings = st.sampled_from(SORTS).flatmap(
    lambda sort: st.builds(Asking, said, st.just(sort), labels.map(tuple) if sort.lists else st.just(()))
)


@given(questions=st.lists(askings, min_size=1, max_size=5), title=said, purpose=said, group=st.sampled_from(GROUPS))
def test_whatever_is_answered_the_file_is_read_with_those_words(
    questions: list[Asking], title: str, purpose: str, group: str
) -> None:
    given_ = Draft("coba", title, "COBA", group, purpose, "2026-11", tuple(questions))  # type: ignore[arg-type]
    survey = read(given_)
    assert survey.title["id"] == title
    assert survey.consent.purpose == purpose
    assert [one.label["id"] for one in survey.questions] == [one.label for one in questions]
    for one, asked in zip(survey.questions, questions, strict=True):
        if asked.choices:
            assert tuple(choice.label["id"] for choice in one.choices) == asked.choices


def test_each_sort_becomes_its_kind() -> None:
    survey = read(draft(*(Asking(f"Apa {each.said}?", each, ("Satu", "Dua") if each.lists else ()) for each in SORTS)))
    kinds = [type(one.kind) for one in survey.questions]
    assert kinds[:4] == [Text, Integer, Money, YesNo]
    assert kinds[5:7] == [SelectMultiple, Scale]
    assert kinds[9] is Media


def test_the_example_passes_without_a_warning() -> None:
    loaded = read_survey(write(draft(*EXAMPLE)), "coba")
    assert loaded.problems == ()
    assert loaded.survey is not None
    assert [one.name for one in loaded.survey.questions] == [
        "ikut_kegiatan_serikat",
        "kegiatan_berguna",
        "saran_serikat",
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Berapa anak Ibu?", "anak"),
        ("Apakah Ibu punya BPJS?", "punya_bpjs"),
        ("Apa?", "apa"),
        ("2 kali atau lebih", "x_2_lebih"),
        ("???", "x"),
        ("Kebun sawit, karet, kopi dan kelapa", "kebun_sawit_karet"),
        ("Penyelenggaraankegiatanserikat sekabupaten", "penyelenggaraankegiatans"),
        ("Café", "cafe"),
    ],
)
def test_a_name_is_made_of_the_words_that_matter(text: str, name: str) -> None:
    assert slug(text) == name


def test_a_name_that_is_taken_gets_a_number() -> None:
    assert slug("Berapa anak Ibu?", ["anak", "anak_2"]) == "anak_3"
    assert keyword_of("pupuk", ["PUPUK"]) == "PUPUK2"


@pytest.mark.parametrize("name", ["a", "2026", "sawah-padi_2", "x" * 40, "é"])
def test_a_keyword_is_one_that_can_be_written(name: str) -> None:
    assert re.fullmatch(r"[A-Z][A-Z0-9]{2,19}", keyword_of(name))


def test_the_consent_fits_one_sms_however_long_the_purpose() -> None:
    for purpose in ("Perbaikan program", "Menghitung " + "sangat " * 20 + "banyak"):
        assert measure(consent(draft(*EXAMPLE, purpose=purpose))).segments == 1
    assert "untuk perbaikan program." in consent(draft(*EXAMPLE, purpose="Perbaikan program"))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Berapa anak Ibu?", "Berapa anak Ibu?"),
        ("no", '"no"'),
        ("Kabar: baik", '"Kabar: baik"'),
        ("1/2 hari", '"1/2 hari"'),
        ("a #b", '"a #b"'),
        ('"ya"', '"\\"ya\\""'),
    ],
)
def test_text_is_quoted_where_yaml_would_read_something_else(text: str, written: str) -> None:
    assert quoted(text) == written
