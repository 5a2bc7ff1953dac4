"""A rehearsal finds every path, says what cannot be reached or answered, and is the same for the same seed."""

from __future__ import annotations

from random import Random

from bot.authoring.effort import effort_of
from bot.authoring.playing import Play
from bot.authoring.rehearsal import Rehearsal, rehearse
from bot.authoring.rehearsal_report import as_markdown, as_text, as_values
from bot.conversation.state import Phase
from bot.survey.model import Choice, Given, Integer, Media, Question, SelectOne, Survey, Text
from tests.authoring.forms import FARM, NOW, speech
from tests.authoring.test_ways import FILTERED, NEVER, ONE_OF_MANY, SUMS
from tests.conversation.filling import form as filled_form
from tests.conversation.filling import said, xp
from tests.federation import prices


def rehearsed(survey: Survey, runs: int = 16, seed: int = 1) -> Rehearsal:
    words, phrases = speech()
    return rehearse(survey, words, phrases, NOW, Random(seed).random, runs, prices=prices())


def test_rare_branches_are_reached_and_every_choice_is_chosen() -> None:
    for survey in (FARM, ONE_OF_MANY, SUMS):
        found = rehearsed(survey)
        assert (found.never_reached, found.never_chosen, found.dead_ends, found.endless) == ((), (), (), 0)
        assert found.sound


def test_members_of_every_kind_take_part_by_sms_and_whatsapp() -> None:
    found = rehearsed(FARM, runs=80)
    assert {talk.who for talk in found.talks} == {"patient", "sloppy", "silent", "contrary"}
    assert {talk.medium for talk in found.talks} == {"sms", "whatsapp"}
    outcomes = {(talk.who, talk.outcome) for talk in found.talks}
    assert ("silent", Phase.EXPIRED) in outcomes
    assert ("contrary", Phase.DECLINED) in outcomes
    assert ("contrary", Phase.STOPPED) in outcomes
    assert {talk.outcome for talk in found.talks if talk.who == "patient"} == {Phase.FINISHED}


def test_what_cannot_be_reached_is_named() -> None:
    found = rehearsed(NEVER)
    assert found.never_reached == ("hilang",)
    assert not found.sound
    assert "x Tidak pernah ditanyakan: hilang." in as_text(found)


def test_what_no_reply_can_answer_is_a_dead_end() -> None:
    stuck = filled_form(
        Question("umur", Integer(minimum=0), said("Umur?"), required=True, constraint=xp(". < 0")),
        Question("nama", Text(), said("Nama?")),
    )
    found = rehearsed(stuck)
    assert found.dead_ends == ("umur",)
    assert found.never_reached == ()
    assert not found.sound


def test_a_choice_that_no_filter_lets_through_is_named_and_the_survey_stays_sound() -> None:
    found = rehearsed(FILTERED)
    assert found.never_chosen == (("desa", "atlantis"),)
    assert found.sound


def test_a_photo_can_only_be_sent_by_whatsapp() -> None:
    found = rehearsed(filled_form(Question("foto", Media("image"), said("Fotonya?"))))
    assert (found.not_by_sms, found.dead_ends, found.sound) == (("foto",), (), True)


def test_what_is_known_of_her_is_sometimes_not_known() -> None:
    known = filled_form(
        Question("tercatat", Given("member:name"), {}),
        Question("benar", Text(), said("Nama Ibu ${tercatat}?"), relevant=xp("${tercatat} != ''")),
        Question("nama", Text(), said("Siapa nama Ibu?"), relevant=xp("${tercatat} = ''")),
    )
    assert rehearsed(known).sound


def test_a_reply_that_is_read_as_another_choice_is_shown() -> None:
    mixed = filled_form(
        Question(
            "sisa", SelectOne(tuple(Choice(str(n), said(f"{n / 100:g}")) for n in range(0, 105, 5))), said("Sisa?")
        )
    )
    found = rehearsed(mixed, runs=0)
    assert [(one.reply, one.meant, one.stored) for one in found.misread.values()] == [("1", "0", "100")]
    assert "Balasan yang dibaca lain" in as_text(found)


def test_the_same_seed_gives_the_same_report() -> None:
    assert as_values(rehearsed(FARM, seed=5)) == as_values(rehearsed(FARM, seed=5))
    assert as_values(rehearsed(FARM, seed=5)) != as_values(rehearsed(FARM, seed=6))


def test_the_report_counts_messages_money_and_minutes() -> None:
    values = as_values(rehearsed(FARM))
    completed = values["completed"]
    assert isinstance(completed, dict)
    sms, whatsapp = completed["sms"], completed["whatsapp"]
    assert sms["rupiah"] == round(sms["segments"] * 230) or abs(sms["rupiah"] - sms["segments"] * 230) < 5
    assert whatsapp["rupiah"] == 330
    assert 0 < sms["minutes"] < 10
    assert sms["messages"] <= sms["longest"]["messages"]


def test_the_page_has_the_tables_and_the_verdict() -> None:
    page = as_markdown(rehearsed(FARM))
    assert page.startswith("# Latihan: Coba\n")
    assert "| panen |" in page
    assert "- Semua pertanyaan bisa dicapai dan dijawab, semua percakapan berakhir." in page


def test_what_one_conversation_takes() -> None:
    words, phrases = speech()
    play = Play(FARM, words, phrases, NOW)
    play.start()
    for line in ("ya", "tidak"):
        play.reply(line)
    effort = effort_of(play, "sms", prices())
    assert (effort.messages, effort.segments, effort.replies, effort.rupiah) == (3, 3, 2, 3 * 230)
    assert effort.seconds > 2 * 6
    assert effort_of(play, "whatsapp", prices()).rupiah == 330
