"""The flow chart: everything is on it, inside the picture, and no two boxes lie on one another."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from bot.authoring import svg
from bot.authoring.drawing import draw
from bot.survey.model import Given, Integer, Note, Question, Section, Survey, Text
from tests.authoring.forms import FARM, speech
from tests.authoring.test_ways import FILTERED, NEVER, ONE_OF_MANY, SUMS
from tests.conversation.filling import form, said, xp

NS = "{http://www.w3.org/2000/svg}"


def nested(depth: int) -> Section:
    inside: tuple[Question | Section, ...] = (Question(f"q{depth}", Text(), said("Apa kabar Ibu hari ini?")),)
    if depth:
        inside = (*inside, nested(depth - 1))
    return Section(
        f"g{depth}",
        (f"g{depth}",),
        inside,
        said(f"Bagian {depth}"),
        xp("${umur} > 3"),
        repeats=depth % 2 == 0,
        count=xp("2"),
    )


DEEP = form(Question("umur", Integer(), said("Umur?")), nested(7), Question("akhir", Text(), said("Sudah?")))
TALKATIVE = form(
    Question("x", Given("deviceid"), {}),
    Question("info", Note(), said("Halo ${x}, " + "panjang sekali " * 30)),
    Question("a_very_long_name_that_goes_on_and_on_for_ever_and_ever_and_ever", Text(), said("W" * 200)),
    Question("b", Text(), said("2. Sudah bernomor?"), relevant=xp("${info} = '" + "kata " * 60 + "'")),
)
SURVEYS = [FARM, ONE_OF_MANY, SUMS, FILTERED, NEVER, DEEP, TALKATIVE]


def drawn(survey: Survey, language: str = "id") -> ET.Element:
    words, _ = speech()
    return ET.fromstring(draw(survey, words, language))  # noqa: S314 - our own picture


def boxes(picture: ET.Element) -> list[tuple[float, float, float, float]]:
    found = []
    for rect in list(picture.iter(f"{NS}rect"))[1:]:
        x, y, w, h = (float(rect.get(name, "nan")) for name in ("x", "y", "width", "height"))
        found.append((x, y, x + w, y + h))
    return found


def test_every_question_its_choices_and_its_conditions_are_on_it() -> None:
    text = " ".join("".join(one.itertext()) for one in drawn(FARM).iter(f"{NS}text"))
    for said_ in (
        "1. Apakah Ibu menanam padi musim ini?",
        "☐ Pupuk kandang",
        "bila tanam = Ya",
        "bila pupuk memuat Urea",
        "bila kilo > 900",
        "kilo = karung × 50",
        "angka, 1 sampai 40",
        "Sekarang soal pupuk, Bu.",
        "Persetujuan",
        "Selesai",
    ):
        assert said_ in text


@pytest.mark.parametrize("survey", SURVEYS)
def test_no_two_boxes_overlap_unless_one_frames_the_other(survey: Survey) -> None:
    found = boxes(drawn(survey))
    assert len(found) > len(survey.asked)
    for at, (left, top, right, bottom) in enumerate(found):
        for x1, y1, x2, y2 in found[:at]:
            apart = right <= x1 or x2 <= left or bottom <= y1 or y2 <= top
            framed = (x1 <= left and right <= x2 and y1 <= top and bottom <= y2) or (
                left <= x1 and x2 <= right and top <= y1 and y2 <= bottom
            )
            assert apart or framed


@pytest.mark.parametrize("survey", SURVEYS)
def test_everything_is_inside_the_picture(survey: Survey) -> None:
    picture = drawn(survey)
    _, _, width, height = map(float, str(picture.get("viewBox")).split())
    for left, top, right, bottom in boxes(picture):
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height
    for text in picture.iter(f"{NS}text"):
        size = float(text.get("font-size", "nan"))
        for line in text.iter(f"{NS}tspan"):
            wide = svg.width(line.text or "", size)
            begins = float(line.get("x", "nan")) - (wide if text.get("text-anchor") == "end" else 0)
            assert begins >= 0
            assert begins + wide <= width
            assert 0 < float(line.get("y", "nan")) < height


def test_a_picture_needs_nothing_else_and_is_always_the_same() -> None:
    words, _ = speech()
    picture = draw(SUMS, words)
    assert picture == draw(SUMS, words)
    assert "<script" not in picture
    assert picture.count("http") == 1  # the name of SVG itself
    assert "↻ anak" in picture
    assert "diulang sebanyak anak_count" in picture


def test_what_the_author_numbered_is_not_numbered_again_and_names_stand_for_answers() -> None:
    text = " ".join("".join(one.itertext()) for one in drawn(TALKATIVE).iter(f"{NS}text"))
    assert "2. Sudah bernomor?" in text
    assert "2. 2. " not in text
    assert "Halo ‹x›," in text


def test_in_another_language() -> None:
    text = " ".join("".join(one.itertext()) for one in drawn(FARM, "en").iter(f"{NS}text"))
    assert "if tanam = Yes" in text
    assert "any text" in text or "number, 1 to 40" in text


def test_a_word_that_is_too_wide_is_broken_and_what_is_too_long_is_cut() -> None:
    lines = svg.wrap("W" * 50, 100.0, 14.0)
    assert "".join(lines) == "W" * 50
    assert all(svg.width(line, 14.0) <= 100 for line in lines)
    assert svg.wrap("satu dua tiga empat lima", 40.0, 14.0, 2)[-1].endswith("…")
    assert svg.wrap("", 100.0, 14.0) == [""]
