"""The question of a yes/no label, and what its numbers stand for."""

from __future__ import annotations

import pytest

from bot.survey.model import YesNo
from bot.survey.yaml_form import read_survey
from bot.survey.yes_no import yes_no
from tests.understanding.readings import ROOT


@pytest.mark.parametrize(
    ("label", "asks"),
    [
        ("Apakah Ibu mau?", "Apakah Ibu mau?"),
        ("Bulan depan ada pelatihan. Apakah *Ibu* mau, biaya Rp 5.000?", "Apakah Ibu mau, biaya Rp 5.000?"),
        ("Ibu ${nama} setuju", "Ibu setuju"),
        ("", ""),
    ],
)
def test_the_last_question_counts_without_its_formatting(label: str, asks: str) -> None:
    assert yes_no(label) == YesNo(asks)


@pytest.mark.parametrize(
    ("labels", "first"),
    [((), "ya"), (("Ya", "Tidak"), "ya"), (("Belum", "Sudah"), "tidak"), (("Tidak",), "ya")],
)
def test_number_one_is_what_the_first_label_says(labels: tuple[str, ...], first: str) -> None:
    assert yes_no("Mau?", labels).first == first


def test_a_survey_s_question_carries_its_words() -> None:
    survey = read_survey((ROOT / "surveys" / "suara-warga.yaml").read_text("utf-8"), "suara-warga").survey
    assert survey is not None
    assert survey.question("hubungi").kind == YesNo("Bolehkah pengurus serikat menghubungi Ibu di nomor ini?")
