"""Forms in a conversation: groups, repeats, filters, defaults, names in labels, and what is known without asking."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.conversation import forms
from bot.conversation.effects import Ask, AskAgain, Finish, Forget, Record, Refuse, Tell
from bot.conversation.engine import begin, step
from bot.conversation.events import Said, Started, Tapped
from bot.conversation.state import Phase
from bot.survey.model import (
    Calculate,
    Choice,
    Date,
    DateTime,
    Decimal,
    Given,
    Integer,
    Note,
    Question,
    Section,
    SelectMultiple,
    SelectOne,
    Text,
    YesNo,
)
from tests.conversation.filling import CHILDREN, NOW, TODAY, Talk, form, of_each_child, said, xp
from tests.understanding.readings import PHRASES


def test_a_filter_narrows_the_choices_and_an_answer_no_longer_offered_is_asked_again() -> None:
    kabupaten = tuple(Choice(name, said(name)) for name in ("sleman", "mamuju"))
    desa = (
        Choice("a", said("Adem"), {"kab": "sleman"}),
        Choice("b", said("Binanga"), {"kab": "mamuju"}),
        Choice("c", said("Kalibawang"), {"kab": "sleman"}),
    )
    survey = form(
        Question("kab", SelectOne(kabupaten), said("Kabupaten?")),
        Question("desa", SelectOne(desa), said("Desa?"), choice_filter=xp("kab = ${kab}", columns=True)),
        Question("lain", Text(), said("Lain?")),
    )
    talk = Talk(survey).say("1")
    ask = talk.effects(Ask)[0]
    assert isinstance(ask, Ask)
    assert ask.shown is not None
    assert ask.shown.choices == ("a", "c")
    talk.say("2")
    assert talk.state.answers["desa"] == "c"
    talk.do(Tapped("kab", "mamuju", TODAY, now=NOW))
    assert Forget("desa") in talk.last
    assert talk.asked == "desa"
    talk.do(Tapped("desa", "a", TODAY, now=NOW))
    assert talk.asked == "desa"
    assert "desa" not in talk.state.answers
    talk.do(Tapped("desa", "b", TODAY, now=NOW))
    assert talk.asked == "lain"


def test_a_question_that_offers_nothing_is_not_asked() -> None:
    survey = form(
        Question("kab", Text(), said("Kabupaten?")),
        Question(
            "desa",
            SelectOne((Choice("a", said("Adem"), {"kab": "x"}),)),
            said("Desa?"),
            choice_filter=xp("kab = ${kab}", columns=True),
        ),
    )
    assert Talk(survey).say("y").state.phase is Phase.FINISHED


def test_a_group_that_is_not_hers_is_passed_over_whole() -> None:
    survey = form(
        Question("punya", YesNo(), said("Punya sawah?")),
        Section(
            "sawah",
            ("sawah",),
            (
                Question("luas", Decimal(), said("Luasnya?"), path=("sawah", "luas")),
                Note_("hasil", "Terima kasih", ("sawah", "hasil")),
            ),
            relevant=xp("${punya} = 'ya'"),
        ),
        Question("akhir", Text(), said("Lain?")),
    )
    assert Talk(survey).say("tidak").asked == "akhir"
    talk = Talk(survey).say("ya", "2,5")
    assert [one.question for one in talk.effects(Tell) if isinstance(one, Tell)] == ["hasil"]


def Note_(name: str, label: str, path: tuple[str, ...]) -> Question:  # noqa: N802 - a row, like the kinds
    """Return a note."""
    return Question(name, Note(), said(label), path=path)


def test_a_calculation_further_down_counts_all_the_same() -> None:
    survey = form(
        Question("lahir", Integer(), said("Tahun lahir?")),
        Question("kerja", Text(), said("Kerja apa?"), relevant=xp("${umur} >= 17")),
        Question("umur", Calculate(xp("2026 - ${lahir}")), {}),
    )
    assert Talk(survey).say("2000").asked == "kerja"
    assert Talk(survey).say("2015").state.phase is Phase.FINISHED


def test_a_calculation_further_down_still_counts_when_it_was_stored_before() -> None:
    survey = form(
        Question("a", Integer(), said("A?")),
        Question("b", Integer(), said("B?")),
        Question("c", Text(), said("C?"), relevant=xp("${lipat} > 3")),
        Question("lipat", Calculate(xp("${a} * 2")), {}),
    )
    assert Talk(survey).say("5", "1").asked == "c"


def test_a_skip_takes_what_stands_there() -> None:
    survey = form(
        Question("desa", Text(), said("Desa?"), default=xp("'Adem'")),
        Question("wajib", Text(), said("Wajib?"), required_when=xp("${desa} = 'Adem'")),
    )
    talk = Talk(survey).say("lewati")
    assert talk.state.answers["desa"] == "Adem"
    talk.say("lewati")
    assert Refuse("required") in talk.last
    other = Talk(survey).say("Lain", "lewati")
    assert other.state.phase is Phase.FINISHED
    assert other.state.gaps == {"wajib": "skipped"}


def test_what_stands_there_but_may_not_is_no_answer() -> None:
    survey = form(
        Question("tua", Integer(), said("Umur?"), default=xp("3"), constraint=xp(". > 17")),
        Question("muda", Integer(), said("Lagi?"), default=xp("3"), constraint=xp(". > 17"), required=True),
    )
    talk = Talk(survey).say("lewati")
    assert talk.state.answers["tua"] == ""
    assert talk.state.gaps == {"tua": "skipped"}
    assert Refuse("required") in talk.say("lewati").last


def test_what_is_known_is_not_asked() -> None:
    survey = form(
        Question("mulai", Given("start"), {}),
        Question("hari", Given("today"), {}),
        Question("siapa", Given("member:name"), {}),
        Question("kosong", Given("deviceid"), {}),
        Question("betul", YesNo(), said("Nama Ibu ${siapa}. Betul?")),
        Question("selesai", Given("end"), {}),
    )
    talk = Talk(survey, facts={"member:name": "Sari"})
    ask = talk.effects(Ask)[0]
    assert isinstance(ask, Ask)
    assert ask.shown is not None
    assert ask.shown.words == {"siapa": "Sari"}
    talk.now = NOW + timedelta(minutes=5)
    talk.say("ya")
    assert talk.state.answers == {
        "mulai": "2026-11-24T19:00:00.000+07:00",
        "hari": "2026-11-24",
        "siapa": "Sari",
        "betul": "ya",
        "selesai": "2026-11-24T19:05:00.000+07:00",
    }
    assert Finish("") in talk.last


def test_facts_need_consent_before_they_are_recorded() -> None:
    survey = form(Question("siapa", Given("member:name"), {}), Question("betul", YesNo(), said("${siapa}?")))
    begun = step(survey, begin(survey, "id"), Started(TODAY, facts={"member:name": "Sari"}), PHRASES)
    assert not [one for one in begun.effects if isinstance(one, Record)]
    agreed = step(survey, begun.conversation, Said("ya", TODAY), PHRASES)
    assert Record("siapa", "Sari", "", "given", 1.0) in agreed.effects


def test_a_moment_is_kept_with_her_zone() -> None:
    survey = form(Question("kapan", DateTime("future"), said("Kapan?")), Question("hari", Date(), said("Hari?")))
    talk = Talk(survey).say("25 november jam 9 pagi")
    assert talk.state.answers["kapan"] == "2026-11-25T09:00:00.000+07:00"


def test_steps_of_a_range_are_kept() -> None:
    survey = form(Question("nilai", Integer(0, 10, step=5), said("Nilai?")))
    talk = Talk(survey).say("7")
    assert isinstance(talk.last[-1], AskAgain)
    assert talk.last[-1].why == "limits"
    assert talk.say("5").state.answers["nilai"] == "5"


def test_chance_is_drawn_once() -> None:
    survey = form(
        Question("acak", Calculate(xp("once(random())")), {}),
        Question("acak2", Calculate(xp("random()")), {}),
        Question("satu", Text(), said("Satu?")),
        Question("dua", Text(), said("Dua?")),
    )
    talk = Talk(survey)
    first = dict(talk.state.answers)
    assert 0 <= float(first["acak"]) < 1
    talk.say("a", "b")
    assert {name: talk.state.answers[name] for name in first} == first


def test_a_trigger_works_out_again() -> None:
    survey = form(
        Question("satu", Text(), said("Satu?")),
        Question("saat", Calculate(xp("now()")), {}, trigger=("dua",)),
        Question("dua", Text(), said("Dua?")),
        Question("tiga", Text(), said("Tiga?")),
    )
    talk = Talk(survey)
    before = talk.state.answers["saat"]
    talk.now = NOW + timedelta(hours=1)
    assert talk.say("a").state.answers["saat"] == before
    assert talk.say("b").state.answers["saat"] != before


def test_read_only_rows_are_told_and_kept() -> None:
    survey = form(
        Question("luas", Integer(), said("Luas?")),
        Question("dua", Integer(), said("Dua kalinya ${dua}"), read_only=True, calculation=xp("${luas} * 2")),
        Question("akhir", Text(), said("Lain?")),
    )
    talk = Talk(survey).say("4")
    told = talk.effects(Tell)[0]
    assert isinstance(told, Tell)
    assert told.shown is not None
    assert told.shown.words == {"dua": "8"}
    assert talk.state.answers["dua"] == "8"


def test_choices_are_spoken_of_by_their_labels() -> None:
    isu = (Choice("bpjs", said("Kartu BPJS")), Choice("air", said("Air bersih")))
    survey = form(
        Question("isu", SelectMultiple(isu), said("Isu apa?")),
        Question("lanjut", Text(), said("Ceritakan soal ${isu}.")),
    )
    talk = Talk(survey).say("1,2")
    ask = talk.effects(Ask)[0]
    assert isinstance(ask, Ask)
    assert ask.shown is not None
    assert ask.shown.words == {"isu": "Kartu BPJS, Air bersih"}


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 12, 31)])
def test_a_form_knows_only_the_day_where_no_moment_is_given(day: date) -> None:
    survey = form(Question("hari", Calculate(xp("today()")), {}), Question("a", Text(), said("A?")))
    begun = step(survey, begin(survey, "id"), Started(day, consent_known=True), PHRASES)
    assert begun.conversation.answers["hari"] == day.isoformat()


def test_a_question_in_hand_knows_its_form() -> None:
    talk = Talk(CHILDREN).say("1")
    hand = forms.in_hand(CHILDREN, talk.state, NOW)
    assert hand.key == "nama[1]"
    assert hand.default == ""
    assert not hand.required
    assert forms.in_hand(CHILDREN, talk.state, NOW, "umur[9]").default == ""


def test_a_question_that_is_no_longer_there_still_knows_its_limits() -> None:
    survey = form(
        Question("jumlah", Integer(), said("Berapa anak?")),
        of_each_child(
            Question("umur", Integer(), said("Umur?"), path=("anak", "umur"), constraint=xp(". < ${jumlah} + 90"))
        ),
    )
    talk = Talk(survey).say("1")
    for key in ("umur[1]", "umur[9]"):
        hand = forms.in_hand(survey, talk.state, NOW, key)
        assert hand.refuses("91"), key
        assert not hand.refuses("90"), key


def test_a_question_that_is_no_longer_there_has_no_others_beside_it() -> None:
    survey = form(
        Question("jumlah", Integer(), said("Berapa anak?")),
        of_each_child(
            Question("umur", Integer(), said("Umur?"), path=("anak", "umur")),
            Question("kelas", Integer(), said("Kelas?"), path=("anak", "kelas"), constraint=xp(". < ${umur} or . = 0")),
        ),
    )
    talk = Talk(survey).say("1", "9")
    for key, refused in (("kelas[1]", False), ("kelas[9]", True)):
        hand = forms.in_hand(survey, talk.state, NOW, key)
        assert hand.refuses("3") is refused, key
        assert not hand.refuses("0"), key


def test_what_was_worked_out_on_a_branch_that_is_not_hers_is_forgotten() -> None:
    survey = form(
        Question("punya", YesNo(), said("Punya?")),
        Question("luas", Integer(), said("Luas?"), relevant=xp("${punya} = 'ya'")),
        Question("dua", Calculate(xp("${luas} * 2")), {}, relevant=xp("${punya} = 'ya'")),
        Question("diam", Text(), {}, read_only=True, default=xp("'x'")),
        Question("akhir", Text(), said("Lain?")),
    )
    talk = Talk(survey).say("ya", "4")
    assert talk.state.answers == {"punya": "ya", "luas": "4", "dua": "8", "diam": "x"}
    assert not talk.effects(Tell)
    talk.do(Tapped("punya", "tidak", TODAY, now=NOW))
    assert talk.last[1:3] == (Forget("luas"), Forget("dua"))
    assert talk.state.answers == {"punya": "tidak", "diam": "x"}


def test_a_constraint_that_names_its_own_question_means_the_new_answer() -> None:
    survey = form(Question("umur", Integer(), said("Umur ${umur}?"), constraint=xp("${umur} > 0 and ${umur} < 120")))
    assert Talk(survey).say("130").asked == "umur"
    assert Talk(survey).say("30").state.answers == {"umur": "30"}
