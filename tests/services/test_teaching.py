"""What was not understood is shown in groups, and a row is used only when it helps and changes nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.phrase_files import load_phrases, read_tables
from bot.services.house import House
from bot.services.inbox import receive
from bot.services.teaching import Case, Change, Row, not_understood, teach, try_row
from bot.survey.model import YesNo
from tests.federation import NOON, ROOT, Federation

TABLES = read_tables([ROOT / "locales" / "phrases"])
SINCE, UNTIL = NOON - timedelta(days=7), NOON + timedelta(minutes=1)


def row(word: str, meaning: str) -> Row:
    """Return a row as the secretariat writes it."""
    return Row(word, meaning, "id", "", "sekretariat 2026-11-24")


def talk(house: House, federation: Federation, number: str, *texts: str) -> None:
    """Say ``texts`` one after the other, a second apart."""
    for text in texts:
        message = federation.says(number, text)
        receive(house, [message], NOON - timedelta(hours=1) + timedelta(seconds=federation.count))


@pytest.fixture
def heard(house: House, federation: Federation) -> House:
    """Give a house in which two women wrote "zaplok" for yes, and one of them answered then."""
    union = federation.union("kulon-progo")
    for number, name in (("+628110000001", "Sari Wulan"), ("+628110000002", "Murni Asih")):
        federation.member(name, number, union_id=union)
    talk(house, federation, "+628110000001", "COREL", "ya", "zaplok lah", "2", "1,3")
    talk(house, federation, "+628110000002", "COREL", "ya", "Zaplok", "zaplok")
    return house


def test_groups(heard: House) -> None:
    """The same words to the same question are one group, with the women behind it and what they answered in the end."""
    (group,) = not_understood(heard, SINCE, UNTIL)
    assert (group.times, group.people, group.unknown) == (3, 2, ("zaplok",))
    assert (group.survey, group.later, group.asked_back) == ("corel-anggota", "2", False)
    assert group.label
    assert not_understood(heard, NOON + timedelta(days=1), NOON + timedelta(days=8)) == []


def test_asked_back_counts_only_with_an_unknown_word(house: House, federation: Federation) -> None:
    """What had two meanings was understood; names are covered."""
    federation.member("Sari Wulan", "+628110000001", union_id=federation.union("kulon-progo"))
    talk(house, federation, "+628110000001", "COREL", "ya", "1 atau 2", "2", "1")
    assert not_understood(house, SINCE, UNTIL) == []


def test_names_are_covered(house: House, federation: Federation) -> None:
    """A reply is shown without the names of the register."""
    federation.member("Sari Wulan", "+628110000001", union_id=federation.union("kulon-progo"))
    talk(house, federation, "+628110000001", "COREL", "ya", "zaplok Wulan")
    (group,) = not_understood(house, SINCE, UNTIL)
    assert group.text == "zaplok [nama]"


def test_a_row_that_helps(heard: House, tmp_path: Path) -> None:
    """The row makes the group readable, changes no answer, and is used from then on."""
    good = row("zaplok", "2")
    trial = try_row(heard, TABLES, good, SINCE, UNTIL)
    assert trial.usable
    assert {(one.before, one.after) for one in trial.gained} == {("", "2")}
    file = teach(tmp_path / "phrases", good)
    teach(tmp_path / "phrases", row("a, b", 'with "quotes"'))
    assert load_phrases([ROOT / "locales" / "phrases", file.parent]).reply("zaplok").words == ("2",)
    assert file.read_text().count("\n") == 3
    assert [path.name for path in file.parent.iterdir()] == ["words.csv"]


def test_a_row_that_harms(heard: House) -> None:
    """A row that would read a stored answer, or a kept reply, in another way is not usable, and it is said which."""
    kept = [Case("kept", YesNo(), "iya bu", date(2026, 11, 24)), Case("kept", YesNo(), "stop", date(2026, 11, 24))]
    trial = try_row(heard, TABLES, row("iya", "tidak"), SINCE, UNTIL, kept)
    assert not trial.usable
    assert trial.changed == (Change("kept", "iya bu", "ya", "tidak"),)
    answers = try_row(heard, TABLES, row("2", "zaplok"), SINCE, UNTIL)
    assert not answers.gained


def test_a_row_that_contradicts(heard: House) -> None:
    """A spelling that would give a phrase two meanings is refused with the table's own words."""
    trial = try_row(heard, TABLES, row("", ""), SINCE, UNTIL)
    assert trial.problems
    assert not trial.usable
    assert not try_row(heard, TABLES, row("bletok", "ya"), SINCE, UNTIL).usable
