"""The phrase tables: every problem is named with file, row and cure, and the real tables have none."""

from __future__ import annotations

import pytest

from bot.understanding import TABLES as NAMES
from bot.understanding import Control, PhrasesError, parse_phrases
from bot.understanding.steering import meaning_of
from tests.understanding.readings import PHRASES, TABLES

TURNS = {
    *(
        "greeting",
        "you",
        "before",
        "not",
        "cannot",
        "fine",
        "unsettled",
        "busy",
        "only",
        "rather",
        "wrong",
        "but",
        "if",
    ),
    *("skip", "other", "numbered", "counts", "counted", "minutes", "minus", "plus", "range", "either", "ending"),
}
HEADER = "word,language,region,meaning,source\n"


def problems(**changed: str | None) -> tuple[str, ...]:
    files = dict(TABLES)
    for name, text in changed.items():
        if text is None:
            del files[f"{name}.csv"]
        else:
            files[f"{name}.csv"] = text
    with pytest.raises(PhrasesError) as raised:
        parse_phrases(files)
    return raised.value.problems


def test_every_table_is_there_and_no_other() -> None:
    assert {name.removesuffix(".csv") for name in TABLES} == set(NAMES)


def test_a_missing_table_is_named() -> None:
    assert any(problem.startswith("months.csv") and "missing" in problem for problem in problems(months=None))


def test_a_wrong_header_is_named() -> None:
    assert problems(months="word,meaning\njan,1\n")[0].startswith("months.csv, row 1")


def test_an_empty_meaning_and_a_comma_outside_quotes_are_named_with_their_rows() -> None:
    found = problems(months=HEADER + "jan,id,,1,x\nfeb,id,,,x\nmar,id,,3,x,y\n")
    assert [problem.split(":")[0] for problem in found] == ["months.csv, row 3", "months.csv, row 4"]


def test_one_phrase_with_two_meanings_is_named() -> None:
    (found,) = problems(months=HEADER + "jan,id,,1,x\nJAN,id,,2,x\n")
    assert found == 'months.csv, row 3: "JAN" already means "1"; keep one of the two'


def test_a_table_saved_by_a_spreadsheet_is_read() -> None:
    files = dict(TABLES)
    files["months.csv"] = "\ufeff" + files["months.csv"].replace("\n", "\r\n")
    assert parse_phrases(files).tables["months"] == PHRASES.tables["months"]


def test_phrases_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        PHRASES.words[("x",)] = ("y",)  # type: ignore[index]


def test_every_control_and_time_row_means_something_known() -> None:
    controls = {meaning_of(meaning).control for meaning in PHRASES.tables["control"].values()}
    assert controls == {*Control, None} - {Control.DISTRESS}
    assert set(PHRASES.tables["danger"].values()) == {"danger", "danger whole", "beside"}
    assert {meaning for meaning in PHRASES.tables["times"].values() if len(meaning.split(" ")) != 3} == TURNS
    answers = {part.split(" ")[0] for meaning in PHRASES.tables["yesno"].values() for part in meaning.split("; ")}
    kinds = {"ya", "isi", "gema", "izin", "tidak", "henti", "lawan", "searti"}
    assert answers == kinds | {"mungkin", "syarat", "tanya", "harap", "orang", "kata", "lain"}
