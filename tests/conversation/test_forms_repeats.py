"""Repeats in a conversation: asked once for each, counted, nested, and forgotten where they are fewer."""

from __future__ import annotations

from bot.conversation.effects import Ask, Forget
from bot.conversation.engine import step
from bot.conversation.events import Resumed
from bot.conversation.state import Phase
from bot.survey.model import (
    Integer,
    Question,
    Section,
    Text,
)
from tests.conversation.filling import CHILDREN, NOW, TODAY, Talk, form, said, xp
from tests.understanding.readings import PHRASES


def test_a_repeat_is_asked_once_for_each_of_them() -> None:
    talk = Talk(CHILDREN)
    order = [talk.asked]
    for reply in ("2", "Sari", "9", "ya", "Budi", "3", "sehat"):
        talk.say(reply)
        order.append(talk.asked)
    assert order == ["jumlah", "nama[1]", "umur[1]", "sekolah[1]", "nama[2]", "umur[2]", "akhir", ""]
    assert talk.state.answers == {
        "jumlah": "2", "nama[1]": "Sari", "umur[1]": "9", "sekolah[1]": "ya", "nama[2]": "Budi", "umur[2]": "3",
        "tua": "9", "banyak": "2", "akhir": "sehat",
    }  # fmt: skip
    assert talk.state.phase is Phase.FINISHED


def test_what_is_shown_names_the_instance_and_her_answer() -> None:
    talk = Talk(CHILDREN).say("2", "Sari")
    ask = talk.effects(Ask)[0]
    assert isinstance(ask, Ask)
    assert ask.shown is not None
    assert ask.shown.words == {"nama": "Sari"}
    assert ask.shown.within == ((said("Anak"), 1),)


def test_fewer_instances_forget_what_was_said_of_the_others() -> None:
    talk = Talk(CHILDREN).say("2", "Sari", "5", "Budi", "4")
    # She goes back to the number: "back" five times, then one child.
    talk.say("kembali", "kembali", "kembali", "kembali", "kembali")
    assert talk.asked == "jumlah"
    talk.say("1")
    assert talk.asked == "nama[1]"


def test_a_number_corrected_by_a_later_event_takes_answers_back() -> None:
    talk = Talk(CHILDREN).say("2", "Sari", "5", "Budi")
    state = talk.state
    shorter = state.but(answers={**state.answers, "jumlah": "1"})
    found = step(talk.survey, shorter, Resumed(TODAY, now=NOW), PHRASES)
    assert Forget("nama[2]") in found.effects
    assert "nama[2]" not in found.conversation.answers
    assert found.conversation.at == "akhir"


def test_no_instance_and_no_more_than_fifty() -> None:
    assert Talk(CHILDREN).say("0").asked == "akhir"
    talk = Talk(CHILDREN).say("400")
    ask = talk.effects(Ask)[0]
    assert isinstance(ask, Ask)
    assert ask.total == 1 + 3 * 50 - 50 + 1  # every child's school depends on an age not yet known


def test_what_stands_in_a_repeat_inside_a_repeat_is_worked_out_when_it_is_made() -> None:
    inner = Section(
        "anak",
        ("rumah", "anak"),
        (
            Question(
                "nama",
                Text(),
                said("Nama?"),
                path=("rumah", "anak", "nama"),
                default=xp("concat(${kepala}, '-', ${n})"),
            ),
        ),
        repeats=True,
        count=xp("${jumlah}"),
    )
    survey = form(
        Question("n", Integer(), said("Rumah?")),
        Section(
            "rumah",
            ("rumah",),
            (
                Question("kepala", Text(), said("Kepala?"), path=("rumah", "kepala")),
                Question("jumlah", Integer(), said("Anak?"), path=("rumah", "jumlah")),
                inner,
            ),
            repeats=True,
            count=xp("${n}"),
        ),
    )
    talk = Talk(survey).say("1", "Melati", "2", "lewati", "lewati")
    assert talk.state.answers["nama[1][1]"] == "Melati-1"
    assert talk.state.answers["nama[1][2]"] == "Melati-1"


def test_a_constraint_in_a_repeat_sees_its_own_instance() -> None:
    survey = form(
        Section(
            "anak",
            ("anak",),
            (
                Question("umur", Integer(), said("Umur?"), path=("anak", "umur")),
                Question(
                    "kelas",
                    Integer(),
                    said("Kelas?"),
                    path=("anak", "kelas"),
                    constraint=xp(". < ${umur} and . < ../umur"),
                ),
            ),
            repeats=True,
            count=xp("2"),
        )
    )
    talk = Talk(survey).say("7", "9")
    assert talk.asked == "kelas[1]"
    talk.say("1", "12", "9")
    assert talk.state.answers["kelas[2]"] == "9"
