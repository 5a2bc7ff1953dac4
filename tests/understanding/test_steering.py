"""The control table: what its rows mean, and how the words of a reply come into the spelling of its rows."""

from __future__ import annotations

import pytest

from bot.survey.model import Choice, PlaceName, SelectOne, Text, Time, YesNo
from bot.understanding import Control, control
from bot.understanding.steering import bare, likened, meaning_of, mended
from tests.understanding.readings import PHRASES, choices


def test_a_meaning_names_the_control_and_where_it_counts() -> None:
    meaning = meaning_of("skip anywhere unless yesno beside stop help as tidak mau")
    assert meaning.control is Control.SKIP
    assert meaning.anywhere
    assert meaning.unless_yesno
    assert meaning.beside == {Control.STOP, Control.HELP}
    assert meaning.alike == ("tidak", "mau")


def test_what_is_polite_stands_beside_all() -> None:
    assert meaning_of("beside any").beside == set(Control)
    assert meaning_of("answer").control is None


def test_an_unknown_meaning_is_refused() -> None:
    with pytest.raises(ValueError, match="halt"):
        meaning_of("halt")


def test_words_that_say_the_same_are_read_as_those_of_the_table() -> None:
    assert likened(("kurang", "ingat", "bu"), PHRASES) == ("tidak", "tahu", "bu")
    assert likened(("pupuk",), PHRASES) == ("pupuk",)


def test_endings_are_taken_off_unknown_words_only() -> None:
    assert bare(("lewatmi", "kutauki", "zzzz", "7"), PHRASES) == ("lewat", "tahu", "zzzz", "7")
    assert bare(("lewat",), PHRASES) == ("lewat",)


def test_a_slip_is_mended_where_it_made_an_unknown_word() -> None:
    assert mended(("lewst", "saja"), PHRASES, frozenset()) == ("lewat", "saja")
    assert mended(("lewat", "saja"), PHRASES, frozenset()) is None
    assert mended(("lewst", "zzzzzz"), PHRASES, frozenset()) is None
    assert mended(("lewst",), PHRASES, frozenset({"lewst"})) is None
    assert mended(("tsu",), PHRASES, frozenset()) is None
    assert mended(("tidak", "tsu"), PHRASES, frozenset()) == ("tidak", "tahu")
    assert mended(("q" * 17,), PHRASES, frozenset()) is None


def test_the_name_of_a_place_is_no_slip() -> None:
    towns = PlaceName((Choice("1", {"id": "Lewst"}),))
    assert control("lewst", phrases=PHRASES, kind=towns) is None
    assert control("lewst", phrases=PHRASES, kind=Text()) is Control.SKIP


def test_a_short_word_is_not_mended_to_a_call_for_help() -> None:
    assert control("indo", phrases=PHRASES, kind=Text()) is None
    assert control("bantuam", phrases=PHRASES, kind=Text()) is Control.HELP


def test_not_knowing_is_an_answer_where_it_is_offered() -> None:
    offered = SelectOne(choices(naik="Naik", turun="Turun", entah="Tidak tahu"))
    asked = SelectOne(choices(naik="Naik", turun="Turun"))
    assert control("gak tahu, suami yang beli", phrases=PHRASES, kind=offered) is None
    assert control("gak tahu, suami yang beli", phrases=PHRASES, kind=asked) is Control.DONT_KNOW
    assert control("lewat", phrases=PHRASES, kind=offered) is Control.SKIP


def test_not_telling_is_not_the_same_as_not_having_been_told() -> None:
    assert control("ga mau kasih tau", phrases=PHRASES, kind=Text()) is Control.SKIP
    assert control("gak mau tau", phrases=PHRASES, kind=Text()) is None


def test_a_question_is_known_by_its_mark_or_its_tag() -> None:
    assert control("gratis?", phrases=PHRASES, kind=Text()) is Control.HELP
    assert control("gratis", phrases=PHRASES, kind=Text()) is None
    assert control("potong pulsa gak", phrases=PHRASES, kind=Text()) is Control.HELP


def test_refusing_is_a_no_to_a_yes_or_no() -> None:
    assert control("gak mau ikut lagi", phrases=PHRASES, kind=Text()) is Control.STOP
    assert control("gak mau ikut lagi", phrases=PHRASES, kind=YesNo()) is None


def test_when_not_to_call_says_when_to_call() -> None:
    assert control("jangan telepon malam2, pagi saja", phrases=PHRASES, kind=Time()) is None
    assert control("jangan telepon malam2, pagi saja", phrases=PHRASES, kind=YesNo()) is Control.STOP


@pytest.mark.parametrize("text", ["5?", "bu", "👍?", "🙏"])
def test_what_holds_no_control_steers_nothing(text: str) -> None:
    assert control(text, phrases=PHRASES, kind=Text()) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [("🛑", Control.STOP), ("🤷🏽‍♀️", Control.DONT_KNOW), ("??", Control.HELP), ("🆘", Control.DISTRESS)],
)
def test_signs_alone_steer(text: str, found: Control) -> None:
    assert control(text, phrases=PHRASES, kind=Text()) is found


@pytest.mark.parametrize(
    "text",
    [
        "tadi malam saya dipukul lagi sama suami",
        "tolong saya",
        "suami saya suka mukuli saya bu",
        "saya sering ditampar",
        "bojoku arep mateni aku",
        "lebih baik saya mati saja",
    ],
)
def test_danger_is_heard_with_other_words_inside(text: str) -> None:
    assert control(text, phrases=PHRASES, kind=Text()) is Control.DISTRESS


@pytest.mark.parametrize(
    "text",
    ["suami tidak pernah memukul saya", "ayam saya mati semua", "kdrt masih banyak", "tolong saya jelaskan lagi"],
)
def test_what_is_told_or_denied_is_no_danger(text: str) -> None:
    assert control(text, phrases=PHRASES, kind=Text()) is not Control.DISTRESS
